package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// scopes are the named row filters that permissions refer to, under either of their two addresses.
func (d *Identity) scopes(name string) *action.Resource {
	return &action.Resource{Name: name, Collection: scopesTable, Actions: map[string]action.Action{
		"list":    {Read: true},
		"get":     {Read: true},
		"create":  {Run: d.createScope},
		"update":  {Run: d.updateScopes},
		"destroy": {Run: d.destroyScopes},
	}}
}

// scopeInput is a scope as clients send it.
type scopeInput struct {
	Name         *string         `json:"name"`
	ResourceName *string         `json:"resourceName"`
	Scope        json.RawMessage `json:"scope"`
}

// row is the input as columns. The filter is checked against its collection now: a mistake in it would otherwise show
// as a refusal to whoever holds the permission.
func (in *scopeInput) row(snap *schema.Snapshot, resource string) (schema.Record, error) {
	row := schema.Record{}
	set(row, "name", in.Name)
	set(row, "resourceName", in.ResourceName)
	if in.ResourceName != nil {
		resource = *in.ResourceName
	}
	if resource != "" && snap.Collection(resource) == nil {
		return nil, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "there is no collection %q", resource).On("resourceName")
	}
	if in.Scope == nil {
		return row, nil
	}
	var filter map[string]any
	if err := json.Unmarshal(in.Scope, &filter); err != nil {
		return nil, errs.New(errs.Invalid, "INVALID_SCOPE", "a scope is a filter").On("scope")
	}
	if c := snap.Collection(resource); c != nil {
		if err := checkScope(c, filter, string(in.Scope)); err != nil {
			return nil, err
		}
	}
	row["scope"] = filter
	return row, nil
}

// checkScope parses the filter with all variables empty. Whether their values fit shows only when there is a user: then
// a value is no reason to refuse.
func checkScope(c *schema.Collection, filter map[string]any, text string) error {
	_, err := query.ParseFilter(c, filter, query.Env{Variable: func(string) (any, bool) { return nil, false }})
	switch errs.CodeOf(err) {
	case "INVALID_VALUE", "INVALID_DATE":
		if strings.Contains(text, "{{") {
			return nil
		}
	}
	return err
}

func (d *Identity) createScope(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in scopeInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	row, err := in.row(snap, "")
	if err != nil {
		return nil, err
	}
	c := snap.Collection(scopesTable)
	var created schema.Record
	err = d.permit(ctx, req, func(e *edit) error {
		full := schema.Record{"dataSourceKey": access.MainDataSource, "scope": map[string]any{}, "createdAt": e.now(), "updatedAt": e.now()}
		for k, v := range row {
			full[k] = v
		}
		id := e.tx.NextID()
		full["id"], full["key"] = id, fmt.Sprintf("s_%x", id)
		if err := e.tx.Insert(c, full); err != nil {
			return classified(err)
		}
		created, err = one(e.tx, c, equals(c, "id", id))
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(created), nil
}

func (d *Identity) updateScopes(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in scopeInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	var updated []schema.Record
	err := d.editScopes(ctx, req, func(e *edit, snap *schema.Snapshot, found []schema.Record) error {
		c := snap.Collection(scopesTable)
		for _, s := range found {
			row, err := in.row(snap, stringOf(s, "resourceName"))
			if err != nil {
				return err
			}
			row["updatedAt"] = e.now()
			if _, err := e.tx.Update(c, equals(c, "id", s["id"]), row); err != nil {
				return classified(err)
			}
		}
		var err error
		updated, err = e.tx.Find(&query.Find{Collection: c, Filter: inList(c, "id", column(found, "id"))})
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(append([]schema.Record{}, updated...)), nil
}

// destroyScopes refuses scopes in use: without its scope a permission would cover all rows or none.
func (d *Identity) destroyScopes(ctx context.Context, req *action.Request) (*action.Response, error) {
	var n int64
	err := d.editScopes(ctx, req, func(e *edit, snap *schema.Snapshot, found []schema.Record) error {
		actions := snap.Collection(actionsTable)
		used, err := e.tx.Count(actions, inList(actions, "scopeId", column(found, "id")))
		if err != nil {
			return err
		}
		if used > 0 {
			return errs.New(errs.Conflict, "SCOPE_IN_USE", "a permission of a role uses this scope")
		}
		c := snap.Collection(scopesTable)
		n, err = e.tx.Delete(c, inList(c, "id", column(found, "id")))
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(n), nil
}

// editScopes finds the scopes that a request addresses and refuses the built-in ones.
func (d *Identity) editScopes(ctx context.Context, req *action.Request, fn func(e *edit, snap *schema.Snapshot, found []schema.Record) error) error {
	snap, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	c := snap.Collection(scopesTable)
	where, err := selected(req, c, query.Env{})
	if err != nil {
		return err
	}
	return d.permit(ctx, req, func(e *edit) error {
		found, err := e.tx.Find(&query.Find{Collection: c, Filter: where})
		if err != nil {
			return err
		}
		for _, s := range found {
			if key := stringOf(s, "key"); key == access.ScopeAll || key == access.ScopeOwn {
				return errs.New(errs.Forbidden, "SCOPE_PROTECTED", "the scope %q cannot be changed", key)
			}
		}
		return fn(e, snap, found)
	})
}
