package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// roleMembers changes who holds a role: roles/<role>/users:add.
func (d *Identity) roleMembers() *action.Resource {
	return linkResource("roles.users", d.changeMembers)
}

// memberRoles changes which roles a user holds: users/<id>/roles:add, and in which of them he acts unless he asks
// otherwise: users/<id>/roles:setDefault.
func (d *Identity) memberRoles() *action.Resource {
	r := linkResource("users.roles", d.changeRoles)
	r.Actions["setDefault"] = action.Action{Run: d.chooseRoleOf}
	return r
}

// chooseRoleOf sets the role that a user has when a request of his asks for none.
func (d *Identity) chooseRoleOf(ctx context.Context, req *action.Request) (*action.Response, error) {
	name, err := roleNameOf(req)
	if err != nil {
		return nil, err
	}
	id, err := json.Number(req.SourceID).Int64()
	if err != nil {
		return nil, unknownUser()
	}
	err = d.permitMembers(ctx, req, func(m *members) error {
		if _, err := m.administer(id); err != nil {
			return err
		}
		m.tx.AfterCommit(func() { m.Access.UserChanged(id) })
		if err := preferUnion(m.tx, m.users, id, false); err != nil {
			return err
		}
		return preferRole(m.tx, m.table, id, name)
	})
	if err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}

type linkFunc func(ctx context.Context, req *action.Request, change string) error

func linkResource(name string, do linkFunc) *action.Resource {
	r := &action.Resource{Name: name, Actions: map[string]action.Action{}}
	for _, change := range []string{"add", "set", "remove"} {
		r.Actions[change] = action.Action{Run: func(ctx context.Context, req *action.Request) (*action.Response, error) {
			if err := do(ctx, req, change); err != nil {
				return nil, err
			}
			return action.Nothing(), nil
		}}
	}
	return r
}

func (d *Identity) changeMembers(ctx context.Context, req *action.Request, change string) error {
	ids, err := linkedUsers(req)
	if err != nil {
		return err
	}
	return d.permitMembers(ctx, req, func(m *members) error {
		role := req.SourceID
		if m.perms.Roles[role] == nil {
			return unknownRole(role)
		}
		before, err := m.holders(role)
		if err != nil {
			return err
		}
		add, remove := difference(change, before, ids)
		for _, id := range add {
			if err := m.change(id, []string{role}, nil); err != nil {
				return err
			}
		}
		for _, id := range remove {
			if err := m.change(id, nil, []string{role}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Identity) changeRoles(ctx context.Context, req *action.Request, change string) error {
	names, err := linkedKeys(req, "name")
	if err != nil {
		return err
	}
	id, err := json.Number(req.SourceID).Int64()
	if err != nil {
		return unknownUser()
	}
	return d.permitMembers(ctx, req, func(m *members) error {
		before, err := m.roles(id)
		if err != nil {
			return err
		}
		add, remove := difference(change, before, names)
		return m.change(id, add, remove)
	})
}

// difference tells what a link action adds to and removes from what is linked already.
func difference[T comparable](change string, before, given []T) (add, remove []T) {
	for _, v := range given {
		switch has := slices.Contains(before, v); {
		case change == "remove" && has:
			remove = append(remove, v)
		case change != "remove" && !has && !slices.Contains(add, v):
			add = append(add, v)
		}
	}
	if change != "set" {
		return add, remove
	}
	for _, v := range before {
		if !slices.Contains(given, v) {
			remove = append(remove, v)
		}
	}
	return add, remove
}

// members changes memberships within an edit.
type members struct {
	*edit
	users, table *schema.Collection
}

func (d *Identity) permitMembers(ctx context.Context, req *action.Request, fn func(m *members) error) error {
	snap, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	return d.permit(ctx, req, func(e *edit) error { return fn(newMembers(e, snap)) })
}

func newMembers(e *edit, snap *schema.Snapshot) *members {
	return &members{edit: e, users: snap.Collection("users"), table: snap.Collection("rolesUsers")}
}

func (m *members) roles(userID int64) ([]string, error) {
	rows, err := m.tx.Find(&query.Find{Collection: m.table, Filter: equals(m.table, "userId", userID)})
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		out = append(out, stringOf(r, "roleName"))
	}
	return out, err
}

func (m *members) holders(role string) ([]int64, error) {
	rows, err := m.tx.Find(&query.Find{Collection: m.table, Filter: equals(m.table, "roleName", role)})
	out := make([]int64, 0, len(rows))
	for _, r := range rows {
		id, _ := r["userId"].(int64)
		out = append(out, id)
	}
	return out, err
}

// administer refuses to touch a user whom the actor does not cover, and returns his roles.
func (m *members) administer(userID int64) ([]string, error) {
	n, err := m.tx.Count(m.users, equals(m.users, "id", userID))
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, unknownUser()
	}
	held, err := m.roles(userID)
	if err != nil {
		return nil, err
	}
	return held, m.cover(held...)
}

// change gives a user roles and takes others from him.
func (m *members) change(userID int64, add, remove []string) error {
	if len(add)+len(remove) == 0 {
		return nil
	}
	if _, err := m.administer(userID); err != nil {
		return err
	}
	if err := m.cover(append(slices.Clone(add), remove...)...); err != nil {
		return err
	}
	for _, role := range remove {
		if err := m.remove(userID, role); err != nil {
			return err
		}
	}
	for _, role := range add {
		if err := m.add(userID, role, false); err != nil {
			return err
		}
	}
	m.tx.AfterCommit(func() { m.Access.UserChanged(userID) })
	return nil
}

func (m *members) add(userID int64, role string, isDefault bool) error {
	if m.perms.Roles[role] == nil {
		return unknownRole(role)
	}
	return classified(m.tx.Insert(m.table, schema.Record{
		"roleName": role, "userId": userID, "default": isDefault, "createdAt": m.now(), "updatedAt": m.now(),
	}))
}

func (m *members) remove(userID int64, role string) error {
	if role == acl.RoleRoot {
		if err := m.keepRoot(userID); err != nil {
			return err
		}
	}
	_, err := m.tx.Delete(m.table, query.And{equals(m.table, "userId", userID), equals(m.table, "roleName", role)})
	return err
}

// keepRoot refuses to leave the system without a holder of root.
func (m *members) keepRoot(leaving int64) error {
	n, err := m.tx.Count(m.table, query.And{
		equals(m.table, "roleName", acl.RoleRoot),
		query.Cond{Field: m.table.Field("userId"), Op: query.Ne, Value: leaving},
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Forbidden, "LAST_ROOT", "somebody has to keep the role %q", acl.RoleRoot)
	}
	return nil
}

func unknownUser() error { return errs.New(errs.NotFound, "UNKNOWN_USER", "there is no such user") }

// linkedKeys reads what a link action names: a list of keys or objects in the body, else filterByTk or filterByTks,
// also separated by commas.
func linkedKeys(req *action.Request, key string) ([]string, error) {
	list, ok := req.Values.([]any)
	if !ok {
		return append(req.Params.Strings("filterByTk"), req.Params.Strings("filterByTks")...), nil
	}
	out := make([]string, 0, len(list))
	for _, item := range list {
		k, ok := linkedKey(item, key)
		if !ok {
			return nil, errs.New(errs.Invalid, "INVALID_BODY", "the body must be a list of keys")
		}
		out = append(out, k)
	}
	return out, nil
}

func linkedKey(item any, key string) (string, bool) {
	switch v := item.(type) {
	case string:
		return v, v != ""
	case json.Number:
		return v.String(), true
	case int64, float64, int:
		return fmt.Sprint(v), true
	case map[string]any:
		if inner, ok := v[key]; ok {
			return linkedKey(inner, "")
		}
	case []any: // [key, {values of the link}]
		if len(v) > 0 {
			return linkedKey(v[0], key)
		}
	}
	return "", false
}

func linkedUsers(req *action.Request) ([]int64, error) {
	keys, err := linkedKeys(req, "id")
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(keys))
	for _, k := range keys {
		id, err := json.Number(strings.TrimSpace(k)).Int64()
		if err != nil {
			return nil, unknownUser()
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// roleSnippets changes the snippet rules of a role as a list: roles/<role>/snippets:add.
func (d *Identity) roleSnippets() *action.Resource {
	r := linkResource("roles.snippets", d.changeSnippets)
	r.Actions["list"] = action.Action{Run: d.listSnippets, Read: true}
	return r
}

func (d *Identity) listSnippets(ctx context.Context, req *action.Request) (*action.Response, error) {
	perms, err := d.Access.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	role := perms.Roles[req.SourceID]
	if role == nil {
		return nil, unknownRole(req.SourceID)
	}
	return action.Data(append([]string{}, role.Snippets...)), nil
}

func (d *Identity) changeSnippets(ctx context.Context, req *action.Request, change string) error {
	given, err := linkedKeys(req, "name")
	if err != nil {
		return err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	roles := snap.Collection("roles")
	return d.permit(ctx, req, func(e *edit) error {
		found, err := e.rolesToEdit(roles, equals(roles, "name", req.SourceID))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return unknownRole(req.SourceID)
		}
		before := e.perms.Roles[req.SourceID].Snippets
		add, remove := difference(change, before, given)
		after := slices.DeleteFunc(append(slices.Clone(before), add...), func(s string) bool { return slices.Contains(remove, s) })
		if !e.perms.CoversRules(e.actor, after) {
			return acl.NoPermission()
		}
		_, err = e.tx.Update(roles, equals(roles, "name", req.SourceID), schema.Record{"snippets": anyStrings(after), "updatedAt": e.now()})
		return err
	})
}
