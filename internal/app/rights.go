package app

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// rights limit a step of a workflow that runs as the actor; nil means system rights.
type rights struct {
	perms *acl.Permissions
	actor *acl.Actor
	env   query.Env
}

// rights are the actor's permissions at this moment when the workflow asks for them.
func (st *steps) rights() (*rights, error) {
	w, c := st.s.Workflow, st.s.Cause
	if w.Options.RunAs != "actor" {
		return nil, nil
	}
	if c.ActorID == 0 {
		return nil, errs.New(errs.Forbidden, "NO_ACTOR", "the workflow runs as the actor, and there is none")
	}
	perms, err := st.rs.access.Permissions(context.Background()) // cached with the version of this transaction
	if err != nil {
		return nil, err
	}
	actor := &acl.Actor{UserID: c.ActorID, Role: c.RoleName, Acting: []string{c.RoleName}, Roles: []string{c.RoleName}}
	env := st.rs.env()
	env.Variable = func(name string) (any, bool) {
		switch name {
		case "$user.id", "ctx.state.currentUser.id", "$user":
			return c.ActorID, true
		case "$nRole":
			return c.RoleName, true
		}
		return nil, false
	}
	return &rights{perms: perms, actor: actor, env: env}, nil
}

// limit adds the rows that the actor may touch with an action to a filter.
func (r *rights) limit(c *schema.Collection, action string, f query.Filter) (query.Filter, error) {
	if r == nil {
		return f, nil
	}
	g, err := r.perms.Record(r.actor, c, action)
	if err != nil || len(g.Scopes) == 0 {
		return f, err
	}
	anyOf := make(query.Or, 0, len(g.Scopes))
	for _, s := range g.Scopes {
		scope, err := query.ParseFilter(c, s, r.env)
		if err != nil {
			return nil, err
		}
		anyOf = append(anyOf, scope)
	}
	if f == nil {
		return anyOf, nil
	}
	return query.And{f, anyOf}, nil
}

// fields refuses values that the actor may not write.
func (r *rights) fields(c *schema.Collection, action string, values map[string]any) error {
	if r == nil {
		return nil
	}
	g, err := r.perms.Record(r.actor, c, action)
	if err != nil {
		return err
	}
	for name := range values {
		if !g.AllowsField(name) {
			return errs.New(errs.Forbidden, "FIELD_FORBIDDEN", "the actor may not write the field %q of %q", name, c.Name).On(name)
		}
	}
	return nil
}

// appends refuses to load relations that the actor may not view, and limits their rows.
func (r *rights) appends(c *schema.Collection, list []query.Append) error {
	if r == nil {
		return nil
	}
	g, err := r.perms.Record(r.actor, c, "get")
	if err != nil {
		return err
	}
	for i := range list {
		a := &list[i]
		if !g.AllowsField(a.Relation.Name) {
			return errs.New(errs.Forbidden, "FIELD_FORBIDDEN", "the actor may not view %q of %q", a.Relation.Name, c.Name).On(a.Relation.Name)
		}
		target := a.Relation.Relation.TargetCollection
		if a.Scope, err = r.limit(target, "get", a.Scope); err != nil {
			return err
		}
		if err := r.appends(target, a.Appends); err != nil {
			return err
		}
	}
	return nil
}
