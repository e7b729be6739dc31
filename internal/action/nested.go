package action

import (
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// judge decides inside the transaction, where it is known which related records exist, what of an object may be
// written: a new one needs the permission to create, an existing one that to update. nil writes nothing of it.
func (r *run) judge(rel *schema.Field, change workflow.Change, _ any, values map[string]any) (map[string]any, error) {
	if r.trusted(rel) {
		return values, nil
	}
	permission := acl.Update
	if change == workflow.Created {
		permission = acl.Create
	}
	g, err := r.perms.Record(r.req.Actor, rel.Relation.TargetCollection, permission)
	if errs.KindOf(err) == errs.Forbidden {
		return nil, nil
	}
	if err != nil || g.Fields == nil {
		return values, err
	}
	key := linkKey(rel.Relation)
	allowed := make(map[string]any, len(values))
	for name, v := range values {
		if g.AllowsField(name) || name == key || name == rel.Relation.Through {
			allowed[name] = v
		}
	}
	return allowed, nil
}

// trusted tells whether the values of a relation come from a workflow with system rights, at whatever depth. What the
// caller had submitted there was cut before that workflow saw it.
func (r *run) trusted(rel *schema.Field) bool {
	for _, f := range r.c.Fields {
		if f.Relation == nil || !r.raised(f.Name) {
			continue
		}
		for _, values := range r.cut {
			if f == rel || leadsOver(f, values[f.Name], rel) {
				return true
			}
		}
	}
	return false
}

// leadsOver tells whether values of the relation f use rel somewhere below.
func leadsOver(f *schema.Field, v any, rel *schema.Field) bool {
	switch t := v.(type) {
	case []any:
		for _, item := range t {
			if leadsOver(f, item, rel) {
				return true
			}
		}
	case map[string]any:
		for name, item := range t {
			below := f.Relation.TargetCollection.Field(name)
			if below == nil || below.Relation == nil || below.Relation.TargetCollection == nil {
				continue
			}
			if below == rel || leadsOver(below, item, rel) {
				return true
			}
		}
	}
	return false
}

// guardRaised keeps rows out of the actor's scope from being changed through values that a workflow with system rights
// set: it may lend its fields, not its rows.
func (r *run) guardRaised(f *schema.Field, v any, path string) error {
	switch t := v.(type) {
	case []any:
		for _, item := range t {
			if err := r.guardRaised(f, item, path); err != nil {
				return err
			}
		}
	case map[string]any:
		key := t[linkKey(f.Relation)]
		if key == nil || !contains(r.req.Params.Strings("updateAssociationValues"), path) {
			return nil
		}
		g, err := r.perms.Record(r.req.Actor, f.Relation.TargetCollection, acl.Update)
		if err != nil || len(g.Scopes) == 0 {
			return nil // without that permission the workflow's rights are all there is
		}
		r.guards = append(r.guards, guard{c: f.Relation.TargetCollection, key: key, field: linkKey(f.Relation), grant: g})
	}
	return nil
}

// sanitised are the submitted values as far as the actor may write them: what pre-action workflows see. The values of
// filterKeys stay, they only look a record up.
func (r *run) sanitised() any {
	if len(r.cut) == 0 || r.req.Actor.Root() {
		return r.values
	}
	whole, isList := r.values.([]any)
	if !isList {
		return r.withFilterKeys(r.values, r.cut[0])
	}
	out := make([]any, 0, len(whole))
	for _, m := range r.cut {
		out = append(out, m)
	}
	return out
}

func (r *run) withFilterKeys(values any, cut map[string]any) map[string]any {
	all, _ := values.(map[string]any)
	for _, name := range r.req.Params.Strings("filterKeys") {
		if v, given := all[name]; given {
			cut[name] = v
		}
	}
	return cut
}
