package acl

// The permissions that a strategy or a resource entry can grant.
const (
	View       = "view"
	Create     = "create"
	Update     = "update"
	Destroy    = "destroy"
	Export     = "export"
	Import     = "importXlsx"
	Trigger    = "trigger"
	TriggerNew = "triggerNew"
)

// AvailableAction describes a permission to people who configure roles.
type AvailableAction struct {
	Name                 string   `json:"name"`
	DisplayName          string   `json:"displayName"`
	Type                 string   `json:"type"` // new-data or old-data
	Aliases              []string `json:"aliases,omitempty"`
	AllowConfigureFields bool     `json:"allowConfigureFields"`
	OnNewRecord          bool     `json:"onNewRecord"`
}

// AvailableActions lists the permissions in the order in which people see them.
func AvailableActions() []AvailableAction {
	const fresh, old = "new-data", "old-data"
	return []AvailableAction{
		{Name: Create, DisplayName: "Add new", Type: fresh, Aliases: []string{"create", "firstOrCreate", "updateOrCreate"}, AllowConfigureFields: true, OnNewRecord: true},
		{Name: Import, DisplayName: "Import", Type: fresh, Aliases: []string{"importXlsx"}, AllowConfigureFields: true, OnNewRecord: true},
		{Name: TriggerNew, DisplayName: "Trigger workflow on a new record", Type: fresh, OnNewRecord: true},
		{Name: Export, DisplayName: "Export", Type: old, Aliases: []string{"export", "exportAttachments"}, AllowConfigureFields: true},
		{Name: View, DisplayName: "View", Type: old, Aliases: []string{"get", "list", "query"}, AllowConfigureFields: true},
		{Name: Update, DisplayName: "Edit", Type: old, Aliases: []string{"update", "move", "add", "set", "remove", "toggle"}, AllowConfigureFields: true},
		{Name: Destroy, DisplayName: "Delete", Type: old, Aliases: []string{"destroy"}},
		{Name: Trigger, DisplayName: "Trigger workflow", Type: old},
	}
}

// PermissionOf names the permission that covers an action, "" when none does. For updateOrCreate it is Create:
// Record asks for Update as well.
func PermissionOf(action string) string {
	switch action {
	case "list", "get", "query", View:
		return View
	case "create", "firstOrCreate", "updateOrCreate":
		return Create
	case "update", "move", "add", "set", "remove", "toggle":
		return Update
	case "export", "exportAttachments":
		return Export
	case Destroy, Import, Trigger, TriggerNew:
		return action
	}
	return ""
}

// isNewData tells whether a permission is about records that do not exist yet: row scopes mean nothing there.
func isNewData(permission string) bool {
	return permission == Create || permission == Import || permission == TriggerNew
}
