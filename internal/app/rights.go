package app

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// rights limit a step of a workflow that runs as the actor; nil means system rights.
type rights struct {
	perms *acl.Permissions
	actor *acl.Actor
	env   query.Env // of what the workflow asks
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
	ctx := context.Background() // what is not cached is read by a transaction that has a bound of its own
	perms, err := st.rs.access.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	actor, err := st.rs.access.Actor(ctx, st.s.Tx, c.ActorID, c.RoleName)
	if err != nil {
		return nil, err
	}
	return st.rs.rightsOf(perms, actor), nil
}

// rightsOf are the rights of an actor.
func (rs *records) rightsOf(perms *acl.Permissions, actor *acl.Actor) *rights {
	env := rs.env()
	env.System = false
	return &rights{perms: perms, actor: actor, env: env}
}

// scope is the filter of the rows that a grant covers; nil = all.
func (r *rights) scope(c *schema.Collection, g acl.Grant) (query.Filter, error) {
	if len(g.Scopes) == 0 {
		return nil, nil
	}
	env := r.env
	env.System, env.Variable = true, r.variable
	anyOf := make(query.Or, 0, len(g.Scopes))
	for _, s := range g.Scopes {
		f, err := query.ParseFilter(c, s, env)
		if err != nil {
			return nil, err
		}
		anyOf = append(anyOf, f)
	}
	return anyOf, nil
}

// variable resolves what row scopes may refer to.
func (r *rights) variable(name string) (any, bool) {
	switch name {
	case "$nRole":
		return r.actor.Role, true
	case "$user":
		return r.actor.UserID, true
	}
	for _, prefix := range []string{"$user.", "ctx.state.currentUser.", "currentUser."} {
		if len(name) > len(prefix) && name[:len(prefix)] == prefix {
			v, ok := r.actor.User[name[len(prefix):]]
			return v, ok
		}
	}
	return nil, false
}

func both(a, b query.Filter) query.Filter {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return query.And{a, b}
}

// limit checks what a filter reads and adds the rows that the actor may touch with an action.
func (r *rights) limit(c *schema.Collection, action string, f query.Filter) (query.Filter, error) {
	if r == nil {
		return f, nil
	}
	g, err := r.perms.Record(r.actor, c, action)
	if err != nil {
		return nil, err
	}
	var refused error
	query.Walk(f, r.readable(c, &refused))
	if refused != nil {
		return nil, refused
	}
	if f, err = r.within(f); err != nil {
		return nil, err
	}
	scope, err := r.scope(c, g)
	return both(f, scope), err
}

// sorts refuses to order by fields that the actor may not see; related records that he does not see order as if there
// were none.
func (r *rights) sorts(c *schema.Collection, keys []query.SortKey) (refused error) {
	if r == nil {
		return nil
	}
	if query.WalkSort(keys, r.readable(c, &refused)); refused != nil {
		return refused
	}
	for i := range keys {
		for _, rel := range keys[i].Through {
			scope, err := r.reach(rel.Relation.TargetCollection)
			if err != nil {
				return err
			}
			keys[i].Scopes = append(keys[i].Scopes, scope)
		}
	}
	return nil
}

// readable refuses the first field on a path that the actor may not view.
func (r *rights) readable(c *schema.Collection, refused *error) func(path []*schema.Field, leaf *schema.Field) {
	return func(path []*schema.Field, leaf *schema.Field) {
		at := c
		for _, f := range append(append([]*schema.Field(nil), path...), leaf) {
			if f == nil || *refused != nil {
				return
			}
			g, err := r.perms.Reach(r.actor, at)
			if err == nil && !g.AllowsField(f.Name) && f != at.PrimaryKey() {
				err = forbiddenField("view", at, f.Name)
			}
			if *refused = err; f.Relation != nil {
				at = f.Relation.TargetCollection
			}
		}
	}
}

func forbiddenField(verb string, c *schema.Collection, name string) error {
	return errs.New(errs.Forbidden, "FIELD_FORBIDDEN", "the actor may not %s the field %q of %q", verb, name, c.Name).On(name)
}

// within limits what relations in a filter lead to by the rows that the actor sees.
func (r *rights) within(f query.Filter) (_ query.Filter, err error) {
	switch x := f.(type) {
	case query.And:
		out := make(query.And, len(x))
		for i := range x {
			if out[i], err = r.within(x[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case query.Or:
		out := make(query.Or, len(x))
		for i := range x {
			if out[i], err = r.within(x[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case query.Not:
		x.Filter, err = r.within(x.Filter)
		return x, err
	case query.Related:
		scope, err := r.reach(x.Relation.Relation.TargetCollection)
		if err != nil {
			return nil, err
		}
		inner, err := r.within(x.Filter)
		x.Filter = both(inner, scope)
		return x, err
	}
	return f, nil
}

// reach is the filter of the rows of a collection that the actor sees.
func (r *rights) reach(c *schema.Collection) (query.Filter, error) {
	g, err := r.perms.Reach(r.actor, c)
	if err != nil {
		return nil, err
	}
	return r.scope(c, g)
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
			return forbiddenField("write", c, name)
		}
	}
	return nil
}

// appends refuses to load relations that the actor may not view, and limits their rows and columns.
func (r *rights) appends(c *schema.Collection, list []query.Append) error {
	if r == nil {
		return nil
	}
	g, err := r.perms.Reach(r.actor, c)
	if err != nil {
		return err
	}
	for i := range list {
		a := &list[i]
		if !g.AllowsField(a.Relation.Name) {
			return forbiddenField("view", c, a.Relation.Name)
		}
		target := a.Relation.Relation.TargetCollection
		scope, err := r.reach(target)
		if err != nil {
			return err
		}
		a.Scope = both(a.Scope, scope)
		if err := r.appends(target, a.Appends); err != nil {
			return err
		}
	}
	return nil
}

// shown takes out of a loaded record what the actor may not view, relations included.
func (r *rights) shown(c *schema.Collection, m map[string]any) map[string]any {
	if r == nil || r.actor.Root() {
		return m
	}
	g, err := r.perms.Reach(r.actor, c)
	if err != nil {
		g = acl.Grant{Fields: map[string]bool{}}
	}
	for name, v := range m {
		f := c.Field(name)
		switch {
		case f == nil:
		case !g.AllowsField(name) && f != c.PrimaryKey():
			delete(m, name)
		case f.Relation != nil && f.Relation.TargetCollection != nil:
			m[name] = r.shownRelated(f.Relation.TargetCollection, v)
		}
	}
	return m
}

func (r *rights) shownRelated(c *schema.Collection, v any) any {
	switch t := v.(type) {
	case map[string]any:
		return r.shown(c, t)
	case []any:
		for i := range t {
			t[i] = r.shownRelated(c, t[i])
		}
	case []map[string]any:
		for i := range t {
			t[i] = r.shown(c, t[i])
		}
	}
	return v
}

// writing limits what a write links and what it writes through associations.
func (r *rights) writing() record.WriteOptions {
	if r == nil || r.actor.Root() {
		return record.WriteOptions{}
	}
	return record.WriteOptions{Targets: r.linked, Nested: r.judge}
}

// linked limits which records may be linked: those that the actor sees. Of a collection that he does not see at all he
// may link by key what the permission on the source allows, as over the API.
func (r *rights) linked(c *schema.Collection) (query.Filter, error) {
	f, err := r.reach(c)
	if errs.KindOf(err) == errs.Forbidden {
		return nil, nil
	}
	return f, err
}

// judge refuses records of associations that the actor may not write himself.
func (r *rights) judge(rel *schema.Field, _ string, change workflow.Change, _ any, values map[string]any) (map[string]any, error) {
	action := acl.Update
	if change == workflow.Created {
		action = acl.Create
	}
	return values, r.fields(rel.Relation.TargetCollection, action, values)
}
