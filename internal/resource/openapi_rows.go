package resource

import (
	"reflect"

	"github.com/sequitur-platform/sequitur/internal/openapi"
	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// systemRows names the records of the system collections and says what their columns do not: what is in a JSON column,
// what is never null, what an answer has besides. The types below are not encoded; they have the shape of what is.
func systemRows() map[string]openapi.Row {
	return map[string]openapi.Row{
		"users":                            row[userRow]("User", "A user as the API shows one."),
		"roles":                            row[roleRow]("Role", "A role."),
		"dataSourcesRolesResources":        row[entryRow]("RoleResource", "What a role may do with one collection."),
		"dataSourcesRolesResourcesActions": row[entryActionRow]("RoleResourceAction", "One permission of a role on a collection. `fields` null: all fields."),
		"dataSourcesRolesResourcesScopes":  row[scopeRow]("RoleScope", "A named filter that permissions refer to."),
		"collections": {
			Name: "Collection", Doc: "The definition of a collection. The four flags say whether it has the field of that name.",
			Type: reflect.TypeFor[collectionRow](), Without: []string{"options"}, Open: true,
		},
		"fields": {
			Name: "Field", Doc: "The definition of a field.", Type: reflect.TypeFor[fieldRow](), Without: []string{"options"}, Open: true,
		},
		"workflows":            row[workflowRow]("Workflow", "One version of a workflow."),
		"flow_nodes":           row[nodeRow]("FlowNode", "A step of a workflow version."),
		"executions":           row[executionRow]("Execution", "One run of a workflow version."),
		"jobs":                 row[jobRow]("Job", "What one run of a node gave. `status` is one of JobStatus, or what a resume gave."),
		"workflowStats":        row[counterRow]("WorkflowStats", "How often a workflow ran, all versions together."),
		"workflowVersionStats": row[counterRow]("WorkflowVersionStats", "How often a workflow version ran."),
		"workflowCategories":   {Name: "WorkflowCategory", Doc: "A label by which people sort workflows."},
		"buttons":              row[buttonRow]("Button", "A button with the workflows bound to it, in order."),
		"receipts":             row[receiptRow]("Receipt", "What a changing action left behind. `user`, `chain` and `executions` come when they are asked for."),
		"applications":         row[applicationRow]("Application", "What pages and menus belong to."),
		"pages":                row[pageRow]("Page", "A page. `draft` and `published` come with `pages:get`; what concerns only editors comes to editors."),
		"pageVersions":         row[pageVersionRow]("PageVersion", "A published version of a page."),
		"menuEntries":          row[menuEntryRow]("MenuEntry", "A line of a menu."),
	}
}

func row[T any](name, doc string) openapi.Row {
	return openapi.Row{Name: name, Doc: doc, Type: reflect.TypeFor[T]()}
}

type userRow struct {
	RolesUsers     *membership    `json:"rolesUsers,omitempty"`
	SystemSettings map[string]any `json:"systemSettings" nullable:"true"`
}

// membership stands with a user of a role and with a role of a user.
type membership struct {
	RoleName  string  `json:"roleName"`
	UserID    int64   `json:"userId"`
	Default   *bool   `json:"default"`
	CreatedAt *string `json:"createdAt"`
	UpdatedAt *string `json:"updatedAt"`
}

type roleRow struct {
	RolesUsers *membership   `json:"rolesUsers,omitempty"`
	Strategy   *roleStrategy `json:"strategy"`
	Snippets   []string      `json:"snippets" nullable:"true"`
	Default    bool          `json:"default"`
	Hidden     bool          `json:"hidden"`
}

type roleStrategy struct {
	Actions strategyActions `json:"actions,omitempty"`
}

type entryRow struct {
	RoleName           string `json:"roleName"`
	Name               string `json:"name"`
	UsingActionsConfig bool   `json:"usingActionsConfig"`
}

type entryActionRow struct {
	Name   string   `json:"name"`
	Fields []string `json:"fields" nullable:"true"`
}

type scopeRow struct {
	Scope map[string]any `json:"scope" nullable:"true"`
}

type collectionRow struct {
	Name               string            `json:"name"`
	Inherit            bool              `json:"inherit"`
	Hidden             bool              `json:"hidden"`
	CreatedAt          bool              `json:"createdAt"`
	CreatedBy          bool              `json:"createdBy"`
	UpdatedAt          bool              `json:"updatedAt"`
	UpdatedBy          bool              `json:"updatedBy"`
	TitleField         string            `json:"titleField,omitempty"`
	FilterTargetKey    *targetKey        `json:"filterTargetKey" doc:"A name, a list of names, or null when records cannot be told apart."`
	UnavailableActions []string          `json:"unavailableActions"`
	IsThrough          bool              `json:"isThrough,omitempty"`
	AutoGenID          bool              `json:"autoGenId,omitempty"`
	SimplePaginate     bool              `json:"simplePaginate,omitempty"`
	Sortable           any               `json:"sortable,omitempty"`
	Template           string            `json:"template,omitempty"`
	Indexes            []collectionIndex `json:"indexes,omitempty"`
}

type collectionIndex struct {
	Unique bool     `json:"unique,omitempty"`
	Fields []string `json:"fields"`
}

type fieldRow struct {
	Name           string           `json:"name"`
	Type           fieldTypeName    `json:"type"`
	CollectionName string           `json:"collectionName"`
	CreatedAt      string           `json:"createdAt,omitempty" nullable:"true"`
	UpdatedAt      string           `json:"updatedAt,omitempty" nullable:"true"`
	PrimaryKey     bool             `json:"primaryKey,omitempty"`
	AutoIncrement  bool             `json:"autoIncrement,omitempty"`
	AllowNull      bool             `json:"allowNull,omitempty"`
	Unique         bool             `json:"unique,omitempty"`
	Index          bool             `json:"index,omitempty"`
	Hidden         bool             `json:"hidden,omitempty"`
	IsForeignKey   bool             `json:"isForeignKey,omitempty"`
	DefaultValue   any              `json:"defaultValue,omitempty"`
	UISchema       *fieldUI         `json:"uiSchema,omitempty"`
	Validation     *fieldValidation `json:"validation,omitempty"`
	Target         string           `json:"target,omitempty"`
	ForeignKey     string           `json:"foreignKey,omitempty"`
	SourceKey      string           `json:"sourceKey,omitempty"`
	TargetKey      string           `json:"targetKey,omitempty"`
	Through        string           `json:"through,omitempty"`
	OtherKey       string           `json:"otherKey,omitempty"`
	OnDelete       string           `json:"onDelete,omitempty"`
	SortBy         []string         `json:"sortBy,omitempty"`
	ScopeKey       string           `json:"scopeKey,omitempty"`
}

type fieldUI struct {
	Title string `json:"title,omitempty"`
	Type  string `json:"type,omitempty"`
	Enum  []any  `json:"enum,omitempty"`
}

type fieldValidation struct {
	Type  string      `json:"type,omitempty"`
	Rules []fieldRule `json:"rules,omitempty"`
}

type fieldRule struct {
	Name string `json:"name"`
	Args any    `json:"args,omitempty"`
}

type workflowRow struct {
	Key     string          `json:"key"`
	Enabled bool            `json:"enabled"`
	Type    string          `json:"type"`
	Config  map[string]any  `json:"config"`
	Sync    bool            `json:"sync"`
	Options workflowOptions `json:"options"`
}

// workflowOptions are those of workflow.Options, as far as they were given.
type workflowOptions struct {
	Timeout                 int64  `json:"timeout,omitempty" doc:"Milliseconds of run and wait time, 0 for none."`
	StackLimit              int    `json:"stackLimit,omitempty" doc:"How often the workflow may stand in one chain."`
	DeleteExecutionOnStatus []int  `json:"deleteExecutionOnStatus,omitempty"`
	RunAs                   string `json:"runAs,omitempty" enum:"actor" doc:"In whose name its steps act; the system's when missing."`
}

type nodeRow struct {
	Key        string         `json:"key"`
	WorkflowID int64          `json:"workflowId"`
	Type       string         `json:"type"`
	Config     map[string]any `json:"config"`
}

type executionRow struct {
	WorkflowID int64            `json:"workflowId"`
	Key        string           `json:"key"`
	Status     *workflow.Status `json:"status"`
	Stack      []int64          `json:"stack" nullable:"true"`
	Layer      *workflow.Layer  `json:"layer"`
	CreatedAt  string           `json:"createdAt"`
	Manually   bool             `json:"manually"`
	Sync       bool             `json:"sync"`
}

type jobRow struct {
	ExecutionID int64  `json:"executionId"`
	CreatedAt   string `json:"createdAt"`
}

type counterRow struct {
	Executed int64 `json:"executed"`
}

type buttonRow struct {
	Bindings []page.Binding `json:"bindings"`
	Roles    []string       `json:"roles"`
	Action   string         `json:"action"`
}

type receiptRow struct {
	CreatedAt string             `json:"createdAt"`
	Keys      []string           `json:"keys"`
	Outcome   workflow.Outcome   `json:"outcome"`
	Verdicts  []workflow.Verdict `json:"verdicts"`
	Chain     []workflow.Verdict `json:"chain,omitempty"`
}

type applicationRow struct {
	Title string `json:"title"`
}

type pageRow struct {
	ApplicationKey    string        `json:"applicationKey"`
	Title             string        `json:"title"`
	Roles             []string      `json:"roles,omitempty"`
	Revision          int64         `json:"revision,omitempty"`
	PublishedRevision int64         `json:"publishedRevision,omitempty" nullable:"true"`
	Draft             *page.Content `json:"draft,omitempty"`
	Published         *page.Content `json:"published,omitempty" nullable:"true"`
}

type pageVersionRow struct {
	PageUID string        `json:"pageUid"`
	Version int64         `json:"version"`
	Content *page.Content `json:"content,omitempty"`
}

type menuEntryRow struct {
	ApplicationKey string        `json:"applicationKey"`
	Type           menuEntryType `json:"type"`
	Hidden         bool          `json:"hidden"`
}
