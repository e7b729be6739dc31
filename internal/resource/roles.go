package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// roleResources lists roles and what belongs to them.
func (d *Identity) roleResources() []*action.Resource {
	return []*action.Resource{
		d.roles(), d.roleSnippets(), d.roleMembers(), d.memberRoles(),
		d.roleEntries("roles.dataSourceResources"), d.roleEntries("roles.resources"),
		d.scopes("rolesResourcesScopes"), d.scopes("dataSources.rolesResourcesScopes"),
		{Name: "availableActions", Actions: map[string]action.Action{"list": {Run: listAvailableActions, Read: true}}},
	}
}

func (d *Identity) roles() *action.Resource {
	return &action.Resource{Name: "roles", Collection: "roles", Actions: map[string]action.Action{
		"list":                 {Read: true},
		"get":                  {Read: true},
		"create":               {Run: d.createRole},
		"update":               {Run: d.updateRoles},
		"destroy":              {Run: d.destroyRoles},
		"check":                {Run: d.checkRole, Access: action.SignedIn, Read: true},
		"setDefaultRole":       {Run: d.setDefaultRole},
		"setSystemRoleMode":    {Run: d.setRoleMode},
		"getSystemRoleMode":    {Run: d.getRoleMode, Read: true},
		"applyDataPermissions": {Run: d.applyDataPermissions},
	}}
}

func listAvailableActions(context.Context, *action.Request) (*action.Response, error) {
	return action.Data(acl.AvailableActions()), nil
}

// roleInput is a role as clients send it; what is absent stays as it is.
type roleInput struct {
	Name           *string         `json:"name"`
	Title          *string         `json:"title"`
	Description    *string         `json:"description"`
	Strategy       json.RawMessage `json:"strategy"`
	Snippets       *[]string       `json:"snippets"`
	Default        *bool           `json:"default"`
	Hidden         *bool           `json:"hidden"`
	AllowConfigure *bool           `json:"allowConfigure"`
	AllowNewMenu   *bool           `json:"allowNewMenu"`
}

// row is the input as columns, without name and default, which have rules of their own.
func (in *roleInput) row() (schema.Record, error) {
	row := schema.Record{}
	set(row, "title", in.Title)
	set(row, "description", in.Description)
	set(row, "hidden", in.Hidden)
	set(row, "allowConfigure", in.AllowConfigure)
	set(row, "allowNewMenu", in.AllowNewMenu)
	if in.Snippets != nil {
		row["snippets"] = anyStrings(*in.Snippets)
	}
	if in.Strategy != nil {
		var v any
		if json.Unmarshal(in.Strategy, &v) != nil { // a number beyond all bounds
			v = in.Strategy
		}
		if _, err := acl.ParseStrategy(v); err != nil {
			return nil, err
		}
		row["strategy"] = v
	}
	return row, nil
}

func (d *Identity) createRole(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in roleInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	name, err := d.roleName(in.Name)
	if err != nil {
		return nil, err
	}
	if in.Snippets == nil {
		in.Snippets = &[]string{"!ui.*", "!pm", "!pm.*"}
	}
	row, err := in.row()
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	roles := snap.Collection("roles")
	var created schema.Record
	err = d.permit(ctx, req, func(e *edit) error {
		if !e.perms.CoversRules(e.actor, *in.Snippets) {
			return acl.NoPermission()
		}
		full := schema.Record{
			"name": name, "default": false, "hidden": false, "allowConfigure": false, "allowNewMenu": false,
			"createdAt": e.now(), "updatedAt": e.now(),
		}
		for k, v := range row {
			full[k] = v
		}
		if err := classified(e.tx.Insert(roles, full)); err != nil {
			return err
		}
		if err := e.makeDefault(roles, name, in.Default); err != nil {
			return err
		}
		created, err = one(e.tx, roles, equals(roles, "name", name))
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(created), nil
}

// roleName checks a chosen name, or makes one. Names that mean something by themselves cannot be chosen.
func (d *Identity) roleName(given *string) (string, error) {
	if given == nil || *given == "" {
		return fmt.Sprintf("r_%x", d.DB.NextID()), nil
	}
	name := *given
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$`).MatchString(name) {
		return "", errs.New(errs.Invalid, "INVALID_ROLE_NAME", "a role name consists of letters, digits, - and _").On("name")
	}
	if name == acl.RoleNobody {
		return "", errs.New(errs.Invalid, "INVALID_ROLE_NAME", "the role name %q is reserved", name).On("name")
	}
	return name, nil
}

func (d *Identity) updateRoles(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in roleInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	row, err := in.row()
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	roles := snap.Collection("roles")
	where, err := selected(req, roles, query.Env{})
	if err != nil {
		return nil, err
	}
	var updated []schema.Record
	err = d.permit(ctx, req, func(e *edit) error {
		found, err := e.rolesToEdit(roles, where)
		if err != nil {
			return err
		}
		if err := unchanged(req, codeRoleChanged, found); err != nil {
			return err
		}
		if in.Snippets != nil && !e.perms.CoversRules(e.actor, *in.Snippets) {
			return acl.NoPermission()
		}
		row["updatedAt"] = e.now()
		for _, r := range found {
			if err := e.updateRole(roles, stringOf(r, "name"), row, in.Default); err != nil {
				return err
			}
		}
		updated, err = e.tx.Find(&query.Find{Collection: roles, Filter: inList(roles, "name", column(found, "name"))})
		return err
	})
	if err != nil {
		return refusedChange(err)
	}
	return action.Data(append([]schema.Record{}, updated...)), nil
}

func (e *edit) updateRole(roles *schema.Collection, name string, row schema.Record, isDefault *bool) error {
	if _, err := e.tx.Update(roles, equals(roles, "name", name), row); err != nil {
		return classified(err)
	}
	return e.makeDefault(roles, name, isDefault)
}

// rolesToEdit finds roles and refuses those that nobody, or not this actor, may change.
func (e *edit) rolesToEdit(roles *schema.Collection, where query.Filter) ([]schema.Record, error) {
	found, err := e.tx.Find(&query.Find{Collection: roles, Filter: where})
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		name := stringOf(r, "name")
		if name == acl.RoleRoot {
			return nil, errs.New(errs.Forbidden, "ROLE_PROTECTED", "the role %q cannot be changed", name)
		}
		if err := e.cover(name); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// makeDefault lets new users get the role, and no other one.
func (e *edit) makeDefault(roles *schema.Collection, name string, isDefault *bool) error {
	if isDefault == nil || !*isDefault {
		return nil // there is always one: another role becomes the default instead
	}
	if name == acl.RoleRoot {
		return errs.New(errs.Forbidden, "ROLE_PROTECTED", "new users cannot get the role %q", name)
	}
	if _, err := e.tx.Update(roles, equals(roles, "default", true), schema.Record{"default": false}); err != nil {
		return err
	}
	n, err := e.tx.Update(roles, equals(roles, "name", name), schema.Record{"default": true, "updatedAt": e.now()})
	if err == nil && n == 0 {
		return unknownRole(name)
	}
	return err
}

func unknownRole(name string) error {
	return errs.New(errs.NotFound, "UNKNOWN_ROLE", "there is no role %q", name)
}

func (d *Identity) destroyRoles(ctx context.Context, req *action.Request) (*action.Response, error) {
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	roles := snap.Collection("roles")
	where, err := selected(req, roles, query.Env{})
	if err != nil {
		return nil, err
	}
	var n int
	err = d.permit(ctx, req, func(e *edit) error {
		found, err := e.rolesToEdit(roles, where)
		if err != nil {
			return err
		}
		n = len(found)
		for _, r := range found {
			if err := e.destroyRole(snap, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return action.Data(n), nil
}

// destroyRole removes a role with its permissions and memberships: a role that is made again under the same name
// must not inherit them.
func (e *edit) destroyRole(snap *schema.Snapshot, role schema.Record) error {
	name := stringOf(role, "name")
	if slices.Contains([]string{acl.RoleRoot, acl.RoleAdmin, acl.RoleMember}, name) {
		return errs.New(errs.Forbidden, "ROLE_PROTECTED", "the role %q cannot be removed", name)
	}
	if role["default"] == true {
		return errs.New(errs.Conflict, "DEFAULT_ROLE", "new users get the role %q: choose another one for them first", name)
	}
	if err := e.dropEntries(snap, equals(snap.Collection(entriesTable), "roleName", name)); err != nil {
		return err
	}
	members := snap.Collection("rolesUsers")
	if _, err := e.tx.Delete(members, equals(members, "roleName", name)); err != nil {
		return err
	}
	roles := snap.Collection("roles")
	_, err := e.tx.Delete(roles, equals(roles, "name", name))
	return classified(err)
}

func (d *Identity) setDefaultRole(ctx context.Context, req *action.Request) (*action.Response, error) {
	name, err := roleNameOf(req)
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	err = d.permit(ctx, req, func(e *edit) error {
		if err := e.cover(name); err != nil {
			return err
		}
		yes := true
		return e.makeDefault(snap.Collection("roles"), name, &yes)
	})
	if err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}

// roleNameOf reads {roleName} from the body, else from the query.
func roleNameOf(req *action.Request) (string, error) {
	var in struct {
		RoleName string `json:"roleName"`
	}
	if err := req.Decode(&in); err != nil {
		return "", err
	}
	if in.RoleName == "" {
		in.RoleName = req.Params.String("roleName")
	}
	if in.RoleName == "" {
		return "", errs.New(errs.Invalid, "ROLE_NAME_REQUIRED", "roleName is required").On("roleName")
	}
	return in.RoleName, nil
}

func inList(c *schema.Collection, field string, values []any) query.Filter {
	if len(values) == 0 {
		return query.Nothing{}
	}
	return query.Cond{Field: c.Field(field), Op: query.In, Value: values}
}

func column(rows []schema.Record, name string) []any {
	out := make([]any, len(rows))
	for i, r := range rows {
		out[i] = r[name]
	}
	return out
}
