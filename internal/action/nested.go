package action

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// nested cuts association values to what the actor may do with them: a link by key, unless updateAssociationValues
// lists the association and the actor may create or update its target. A value of which nothing is left goes as a
// whole: an empty one in its place would undo links that nobody wanted undone.
func (r *run) nested(c *schema.Collection, raw map[string]any, prefix string) (map[string]any, error) {
	for name, v := range raw {
		f := c.Field(name)
		if f == nil || f.Relation == nil || f.Relation.TargetCollection == nil || v == nil {
			continue
		}
		path := prefix + name
		if prefix == "" && r.raised(name) {
			if err := r.guardRaised(f, v, path); err != nil {
				return nil, err
			}
			continue
		}
		cut, err := r.nestedValue(f, v, path)
		if err != nil {
			return nil, err
		}
		if cut == nil {
			delete(raw, name)
		} else {
			raw[name] = cut
		}
	}
	return raw, nil
}

// nestedValue decides about the value of a relation; nil when nothing of it is left.
func (r *run) nestedValue(f *schema.Field, v any, path string) (any, error) {
	list, many := v.([]any)
	if !many {
		return r.nestedItem(f, v, path)
	}
	out := make([]any, 0, len(list))
	for _, item := range list {
		cut, err := r.nestedItem(f, item, path)
		if err != nil {
			return nil, err
		}
		if cut != nil {
			out = append(out, cut)
		}
	}
	if len(out) == 0 && len(list) > 0 {
		return nil, nil
	}
	return out, nil
}

// nestedItem decides about one association object; nil drops it.
func (r *run) nestedItem(f *schema.Field, item any, path string) (any, error) {
	m, ok := item.(map[string]any)
	if !ok {
		return item, nil
	}
	keyName := linkKey(f)
	var grants []acl.Grant
	if r.wholly(path) {
		var err error
		if grants, err = r.nestedGrants(f, m[keyName]); err != nil {
			return nil, err
		}
	}
	switch {
	case len(grants) > 0:
	case m[keyName] == nil:
		return nil, nil
	default:
		return r.cutLink(f.Relation, keyOnly(f.Relation, keyName, m)), nil
	}
	allowed := make(map[string]any, len(m))
	for k, v := range m {
		if anyAllows(grants, k) || r.raised(path+"."+k) || k == keyName || k == f.Relation.Through {
			allowed[k] = v
		}
	}
	return r.nested(f.Relation.TargetCollection, r.cutLink(f.Relation, allowed), path+".")
}

// wholly tells whether more than links is asked for at a path: updateAssociationValues names it.
func (r *run) wholly(path string) bool {
	return contains(r.req.Params.Strings("updateAssociationValues"), path)
}

// nestedGrants are what the actor may do with an object given for a relation: make a record of it and, with a key,
// change the one that it names. Which of the two a key means shows inside the transaction; judge decides there.
func (r *run) nestedGrants(f *schema.Field, key any) ([]acl.Grant, error) {
	target := f.Relation.TargetCollection
	permissions := []string{acl.Create}
	if key != nil {
		permissions = append(permissions, acl.Update)
	}
	var grants []acl.Grant
	for _, permission := range permissions {
		g, err := r.perms.Record(r.req.Actor, target, permission)
		if errs.KindOf(err) == errs.Forbidden {
			continue
		}
		if err != nil {
			return nil, err
		}
		grants = append(grants, g)
		if permission == acl.Update {
			r.guard(f, key, g)
		}
	}
	return grants, nil
}

func anyAllows(grants []acl.Grant, name string) bool {
	for _, g := range grants {
		if g.AllowsField(name) {
			return true
		}
	}
	return false
}

// judge decides inside the transaction, where it is known which related records exist, what of an object may be
// written: a new one needs the permission to create, an existing one that to update. nil writes nothing of it.
func (r *run) judge(rel *schema.Field, path string, change workflow.Change, _ any, values map[string]any) (map[string]any, error) {
	if top, _, _ := strings.Cut(path, "."); r.raised(top) {
		return values, nil // they come from a workflow with system rights
	}
	permission := acl.Update
	if change == workflow.Created {
		permission = acl.Create
		if !r.wholly(path) {
			return nil, nil // a link by key, and there is no such record
		}
	}
	g, err := r.perms.Record(r.req.Actor, rel.Relation.TargetCollection, permission)
	if errs.KindOf(err) == errs.Forbidden {
		return nil, nil
	}
	if err != nil || g.Fields == nil {
		return values, err
	}
	key := linkKey(rel)
	allowed := make(map[string]any, len(values))
	for name, v := range values {
		if g.AllowsField(name) || r.raised(path+"."+name) || name == key || name == rel.Relation.Through {
			allowed[name] = v
		}
	}
	return allowed, nil
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
		if key := t[linkKey(f)]; key != nil && r.wholly(path) {
			if err := r.guardRow(f, key); err != nil {
				return err
			}
		}
		for name, below := range t {
			rel := f.Relation.TargetCollection.Field(name)
			if rel == nil || rel.Relation == nil || rel.Relation.TargetCollection == nil {
				continue
			}
			if err := r.guardRaised(rel, below, path+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// guardRow keeps the row that f names by key in the actor's scope. Without the permission to update there is none: the
// workflow's rights are all there is.
func (r *run) guardRow(f *schema.Field, key any) error {
	g, err := r.perms.Record(r.req.Actor, f.Relation.TargetCollection, acl.Update)
	switch {
	case errs.KindOf(err) == errs.Forbidden:
		return nil
	case err == nil:
		r.guard(f, key, g)
	}
	return err
}

// guard is a row that the actor changes through an association: it must be in his scope.
type guard struct {
	c     *schema.Collection
	field string
	key   any
	grant acl.Grant
}

func (r *run) guard(f *schema.Field, key any, g acl.Grant) {
	if len(g.Scopes) > 0 {
		r.guards = append(r.guards, guard{c: f.Relation.TargetCollection, key: key, field: linkKey(f), grant: g})
	}
}

// checkGuards refuses values that change rows outside the actor's scope.
func (r *run) checkGuards(rd store.RecordReader) error {
	for _, g := range r.guards {
		if err := r.checkGuard(rd, g); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) checkGuard(rd store.RecordReader, g guard) error {
	scope, err := r.scopeOf(g.c, g.grant)
	if err != nil {
		return err
	}
	key, err := query.ParseKey(g.c, g.c.Field(g.field), g.key)
	if err != nil {
		return err
	}
	all, err := rd.Count(g.c, key)
	if err != nil || all == 0 { // no such record: one may be made
		return err
	}
	visible, err := rd.Count(g.c, both(key, scope))
	if err == nil && visible < all {
		err = errNoPermission
	}
	return err
}

// linkKey is the field by which association values name a target, "" when they cannot.
func linkKey(f *schema.Field) string {
	if key := record.TargetKey(f); key != nil {
		return key.Name
	}
	return ""
}

func keyOnly(rel *schema.Relation, keyName string, m map[string]any) map[string]any {
	out := map[string]any{keyName: m[keyName]}
	if pivot, ok := m[rel.Through]; ok && rel.Through != "" {
		out[rel.Through] = pivot
	}
	return out
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
