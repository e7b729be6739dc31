package resource

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// The tables of resource permissions.
const (
	entriesTable = "dataSourcesRolesResources"
	actionsTable = "dataSourcesRolesResourcesActions"
	scopesTable  = "dataSourcesRolesResourcesScopes"
)

// roleEntries are the resource permissions of a role, under either of their two addresses.
func (d *Identity) roleEntries(name string) *action.Resource {
	return &action.Resource{Name: name, Collection: entriesTable, Actions: map[string]action.Action{
		"list":    {Run: d.listEntries, Read: true},
		"get":     {Run: d.getEntry, Read: true},
		"create":  {Run: d.createEntry},
		"update":  {Run: d.updateEntries},
		"destroy": {Run: d.destroyEntries},
	}}
}

// entryInput is a resource permission as clients send it.
type entryInput struct {
	DataSourceKey      string         `json:"dataSourceKey"`
	Name               string         `json:"name"`
	UsingActionsConfig *bool          `json:"usingActionsConfig"`
	Actions            *[]actionInput `json:"actions"`
}

// actionInput is one permission in it. fields absent means all fields, an empty list none.
type actionInput struct {
	Name     string      `json:"name"`
	Fields   *[]string   `json:"fields"`
	ScopeID  json.Number `json:"scopeId"`
	ScopeKey string      `json:"scopeKey"`
	Scope    *struct {
		ID json.Number `json:"id"`
	} `json:"scope"`
}

func (in *actionInput) scopeID() string {
	if in.ScopeID == "" && in.Scope != nil {
		return in.Scope.ID.String()
	}
	return in.ScopeID.String()
}

// entryTables are the collections that an entry is spread over.
type entryTables struct{ snap *schema.Snapshot }

func (t entryTables) entries() *schema.Collection { return t.snap.Collection(entriesTable) }
func (t entryTables) actions() *schema.Collection { return t.snap.Collection(actionsTable) }
func (t entryTables) scopes() *schema.Collection  { return t.snap.Collection(scopesTable) }

// of limits a filter to one role, and to what the request selects if it does.
func (t entryTables) of(role string, req *action.Request, needed bool) (query.Filter, error) {
	where, err := selected(req, t.entries(), query.Env{})
	if errs.CodeOf(err) == "FILTER_REQUIRED" && !needed {
		where, err = nil, nil
	}
	all := query.And{equals(t.entries(), "roleName", role)}
	if where != nil {
		all = append(all, where)
	}
	return all, err
}

// load reads entries with their actions and the scopes of these.
func (t entryTables) load(r store.RecordReader, where query.Filter) ([]schema.Record, error) {
	entries, err := r.Find(&query.Find{Collection: t.entries(), Filter: where})
	if err != nil || len(entries) == 0 {
		return entries, err
	}
	actions, err := r.Find(&query.Find{
		Collection: t.actions(), Filter: inList(t.actions(), "rolesResourceId", column(entries, "id")),
	})
	if err != nil {
		return nil, err
	}
	scopes, err := r.Find(&query.Find{Collection: t.scopes()})
	if err != nil {
		return nil, err
	}
	scopeByID := map[any]schema.Record{}
	for _, s := range scopes {
		scopeByID[s["id"]] = s
	}
	byEntry := map[any][]schema.Record{}
	for _, a := range actions {
		if a["scope"] = nil; a["scopeId"] != nil {
			a["scope"] = scopeByID[a["scopeId"]]
		}
		byEntry[a["rolesResourceId"]] = append(byEntry[a["rolesResourceId"]], a)
	}
	for _, e := range entries {
		e["actions"] = append([]schema.Record{}, byEntry[e["id"]]...)
	}
	return entries, nil
}

func (d *Identity) readEntries(ctx context.Context, req *action.Request) (found []schema.Record, err error) {
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	t := entryTables{snap}
	where, err := t.of(req.SourceID, req, false)
	if err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(r store.Reader) error {
		found, err = t.load(r, where)
		return err
	})
	return found, err
}

func (d *Identity) listEntries(ctx context.Context, req *action.Request) (*action.Response, error) {
	found, err := d.readEntries(ctx, req)
	if err != nil {
		return nil, err
	}
	return action.Data(append([]schema.Record{}, found...)), nil
}

func (d *Identity) getEntry(ctx context.Context, req *action.Request) (*action.Response, error) {
	found, err := d.readEntries(ctx, req)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return action.Data(nil), nil
	}
	return action.Data(found[0]), nil
}

// createEntry stores an entry. One that exists for the collection is replaced: there is only one.
func (d *Identity) createEntry(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in entryInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	var saved []schema.Record
	err := d.editEntries(ctx, req, func(e *edit, t entryTables) error {
		where := query.And{equals(t.entries(), "roleName", req.SourceID), equals(t.entries(), "name", in.Name)}
		if err := e.unchanged(req, t, where); err != nil {
			return err
		}
		id, err := e.putEntry(t, req.SourceID, &in)
		if err != nil {
			return err
		}
		saved, err = t.load(e.tx, equals(t.entries(), "id", id))
		return err
	})
	if err != nil {
		return refusedChange(err)
	}
	return action.Data(saved[0]), nil
}

func (d *Identity) updateEntries(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in entryInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	var saved []schema.Record
	err := d.editEntries(ctx, req, func(e *edit, t entryTables) error {
		where, err := t.of(req.SourceID, req, true)
		if err != nil {
			return err
		}
		found, err := e.tx.Find(&query.Find{Collection: t.entries(), Filter: where})
		if err != nil {
			return err
		}
		if err := e.unchanged(req, t, where); err != nil {
			return err
		}
		for _, row := range found {
			if err := e.changeEntry(t, row, &in); err != nil {
				return err
			}
		}
		saved, err = t.load(e.tx, inList(t.entries(), "id", column(found, "id")))
		return err
	})
	if err != nil {
		return refusedChange(err)
	}
	return action.Data(append([]schema.Record{}, saved...)), nil
}

func (d *Identity) destroyEntries(ctx context.Context, req *action.Request) (*action.Response, error) {
	var n int64
	err := d.editEntries(ctx, req, func(e *edit, t entryTables) error {
		where, err := t.of(req.SourceID, req, true)
		if err != nil {
			return err
		}
		if err := e.unchanged(req, t, where); err != nil {
			return err
		}
		if n, err = e.tx.Count(t.entries(), where); err != nil {
			return err
		}
		return e.dropEntries(t.snap, where)
	})
	if err != nil {
		return refusedChange(err)
	}
	return action.Data(n), nil
}

// unchanged holds a request to the entry that its editor read, if it says so.
func (e *edit) unchanged(req *action.Request, t entryTables, where query.Filter) error {
	if !req.Params.Has(readParam) {
		return nil
	}
	found, err := t.load(e.tx, where)
	if err != nil {
		return err
	}
	return unchanged(req, codeRoleChanged, found)
}

// applyDataPermissions stores many entries of a role at once.
func (d *Identity) applyDataPermissions(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in struct {
		DataSourceKey string       `json:"dataSourceKey"`
		Resources     []entryInput `json:"resources"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	role := req.Params.String("filterByTk")
	err := d.editEntriesOf(ctx, req, role, func(e *edit, t entryTables) error {
		for i := range in.Resources {
			in.Resources[i].DataSourceKey = in.DataSourceKey
			if _, err := e.putEntry(t, role, &in.Resources[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}

func (d *Identity) editEntries(ctx context.Context, req *action.Request, fn func(e *edit, t entryTables) error) error {
	return d.editEntriesOf(ctx, req, req.SourceID, fn)
}

// editEntriesOf runs fn for a role that exists and that the actor may administer.
func (d *Identity) editEntriesOf(ctx context.Context, req *action.Request, role string, fn func(e *edit, t entryTables) error) error {
	snap, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	return d.permit(ctx, req, func(e *edit) error {
		if e.perms.Roles[role] == nil {
			return unknownRole(role)
		}
		if err := e.cover(role); err != nil {
			return err
		}
		return fn(e, entryTables{snap})
	})
}

// putEntry inserts the entry of a role for a collection, or changes the one that is there; it returns its id.
func (e *edit) putEntry(t entryTables, role string, in *entryInput) (int64, error) {
	if in.DataSourceKey != "" && in.DataSourceKey != access.MainDataSource {
		return 0, errs.New(errs.Invalid, "UNKNOWN_DATA_SOURCE", "there is no data source %q", in.DataSourceKey).On("dataSourceKey")
	}
	if t.snap.Collection(in.Name) == nil {
		return 0, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "there is no collection %q", in.Name).On("name")
	}
	found, err := e.tx.Find(&query.Find{Collection: t.entries(), Limit: 1, Filter: query.And{
		equals(t.entries(), "roleName", role), equals(t.entries(), "name", in.Name),
	}})
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		found = []schema.Record{{
			"id": e.tx.NextID(), "dataSourceKey": access.MainDataSource, "roleName": role, "name": in.Name,
			"usingActionsConfig": false, "createdAt": e.now(), "updatedAt": e.now(),
		}}
		if err := e.tx.Insert(t.entries(), found[0]); err != nil {
			return 0, classified(err)
		}
	}
	id, _ := found[0]["id"].(int64)
	return id, e.changeEntry(t, found[0], in)
}

// changeEntry applies what the input says about a stored entry; its list of actions replaces the old one.
func (e *edit) changeEntry(t entryTables, row schema.Record, in *entryInput) error {
	change := schema.Record{"updatedAt": e.now()}
	set(change, "usingActionsConfig", in.UsingActionsConfig)
	if _, err := e.tx.Update(t.entries(), equals(t.entries(), "id", row["id"]), change); err != nil {
		return err
	}
	if in.Actions == nil {
		return nil
	}
	if _, err := e.tx.Delete(t.actions(), equals(t.actions(), "rolesResourceId", row["id"])); err != nil {
		return err
	}
	given := map[string]bool{}
	for i := range *in.Actions {
		a := &(*in.Actions)[i]
		if acl.PermissionOf(a.Name) != a.Name || given[a.Name] {
			return errs.New(errs.Invalid, "INVALID_ACTION", "%q is no permission, or is given twice", a.Name).On("actions")
		}
		given[a.Name] = true
		if err := e.insertAction(t, row["id"], a); err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) insertAction(t entryTables, entry any, in *actionInput) error {
	row := schema.Record{
		"id": e.tx.NextID(), "rolesResourceId": entry, "name": in.Name, "createdAt": e.now(), "updatedAt": e.now(),
	}
	if in.Fields != nil {
		row["fields"] = anyStrings(*in.Fields)
	}
	scope, err := e.scopeOf(t, in)
	if err != nil {
		return err
	}
	if scope != nil {
		row["scopeId"] = scope
	}
	return classified(e.tx.Insert(t.actions(), row))
}

// scopeOf finds the scope that an action names by id or key; nil when it names none.
func (e *edit) scopeOf(t entryTables, in *actionInput) (any, error) {
	field, value := "key", any(in.ScopeKey)
	if id := in.scopeID(); id != "" {
		n, err := json.Number(id).Int64()
		if err != nil {
			return nil, unknownScope()
		}
		field, value = "id", n
	} else if in.ScopeKey == "" {
		return nil, nil
	}
	found, err := e.tx.Find(&query.Find{Collection: t.scopes(), Filter: equals(t.scopes(), field, value), Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, unknownScope()
	}
	return found[0]["id"], nil
}

func unknownScope() error {
	return errs.New(errs.Invalid, "UNKNOWN_SCOPE", "there is no such scope").On("scopeId")
}

// dropEntries removes entries with their actions.
func (e *edit) dropEntries(snap *schema.Snapshot, where query.Filter) error {
	t := entryTables{snap}
	found, err := e.tx.Find(&query.Find{Collection: t.entries(), Filter: where})
	if err != nil {
		return err
	}
	if _, err := e.tx.Delete(t.actions(), inList(t.actions(), "rolesResourceId", column(found, "id"))); err != nil {
		return err
	}
	_, err = e.tx.Delete(t.entries(), inList(t.entries(), "id", column(found, "id")))
	return err
}
