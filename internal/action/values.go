package action

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// object returns the submitted values as one object.
func (r *run) object() (map[string]any, error) {
	if m, ok := r.values.(map[string]any); ok {
		return m, nil
	}
	return nil, errInvalidBody
}

// parsed checks submitted values of one record and turns them into canonical ones: whitelist and blacklist, the actor's
// field list, nested values by permission, types.
func (r *run) parsed(raw map[string]any, g acl.Grant) (map[string]any, error) {
	pivot, err := r.pivot(raw)
	if err != nil {
		return nil, err
	}
	raw = r.permitted(raw, g)
	if !r.req.Actor.Root() {
		if raw, err = r.nested(r.c, raw, ""); err != nil {
			return nil, err
		}
		r.cut = append(r.cut, raw)
	}
	values, err := record.ParseValues(r.c, raw, r.recordEnv())
	if err == nil && pivot != nil {
		values[r.rel.Relation.Through] = pivot
	}
	return values, err
}

// pivot reads the columns of the link row that a target of a many-to-many association carries, under the name of the
// through collection. They belong to the source, and so does the permission.
func (r *run) pivot(raw map[string]any) (map[string]any, error) {
	if r.rel == nil || r.rel.Relation.ThroughCollection == nil {
		return nil, nil
	}
	rel := r.rel.Relation
	m, ok := raw[rel.Through].(map[string]any)
	if !ok || r.c.Field(rel.Through) != nil {
		return nil, nil
	}
	g, err := r.perms.Record(r.req.Actor, r.source, "update")
	if err == nil && !g.AllowsField(r.rel.Name) {
		err = errNoPermission
	}
	if err != nil {
		return nil, err
	}
	return record.ParseValues(rel.ThroughCollection, r.writableLink(rel, m), r.recordEnv())
}

// split takes what pivot read out of parsed values.
func (r *run) split(values map[string]any) (own, pivot map[string]any) {
	if r.rel == nil || r.rel.Relation.Through == "" || r.c.Field(r.rel.Relation.Through) != nil {
		return values, nil
	}
	through := r.rel.Relation.Through
	pivot, ok := values[through].(map[string]any)
	if !ok {
		return values, nil
	}
	own = make(map[string]any, len(values))
	for k, v := range values {
		if k != through {
			own[k] = v
		}
	}
	return own, pivot
}

// recordEnv is what parsing values depends on.
func (r *run) recordEnv() record.Env {
	env := record.Env{Env: schema.Env{Now: r.now, Location: r.req.Location, NextID: r.p.DB.NextID, Random: random}}
	env.Hash = func(plain string) (string, error) { return r.p.Access.HashPassword(r.ctx, plain) }
	return env
}

// permitted keeps the keys that parameters and permission let through. What a workflow with system rights set stays.
func (r *run) permitted(raw map[string]any, g acl.Grant) map[string]any {
	listed := r.req.Params.Strings("whitelist")
	white, black := topNames(listed), wholeNames(r.req.Params.Strings("blacklist"))
	out := make(map[string]any, len(raw))
	for k, v := range raw {
		switch {
		case r.isSystemField(k):
			continue
		case r.raised(k):
		case white != nil && !white[k], black[k], !g.AllowsField(k):
			if part := r.raisedPart(k, v); part != nil {
				out[k] = part
			}
			continue
		}
		out[k] = v
		if f := r.c.Field(k); f != nil && f.Relation != nil && f.Relation.TargetCollection != nil && !r.raised(k) {
			out[k] = onlyListed(v, below(listed, k), linkKey(f.Relation))
		}
	}
	return out
}

// below are the paths of a whitelist that go on behind name; nil when the whole of it is listed, or nothing is.
func below(listed []string, name string) []string {
	var out []string
	for _, path := range listed {
		top, rest, deeper := strings.Cut(path, ".")
		switch {
		case top == name && !deeper:
			return nil
		case top == name:
			out = append(out, rest)
		}
	}
	return out
}

// onlyListed cuts association values to their key and what a whitelist names of them.
func onlyListed(v any, listed []string, key string) any {
	if len(listed) == 0 {
		return v
	}
	switch x := v.(type) {
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = onlyListed(item, listed, key)
		}
		return out
	case map[string]any:
		names := topNames(listed)
		out := make(map[string]any, len(x))
		for k, item := range x {
			if names[k] || k == key {
				out[k] = onlyListed(item, below(listed, k), key)
			}
		}
		return out
	}
	return v
}

// wholeNames leaves paths out: they say nothing about the whole.
func wholeNames(list []string) map[string]bool {
	m := map[string]bool{}
	for _, s := range list {
		if !strings.Contains(s, ".") {
			m[s] = true
		}
	}
	return m
}

// isSystemField: who and when are told by the server, except by root, who may import.
func (r *run) isSystemField(name string) bool {
	f := r.c.Field(name)
	if f == nil || r.req.Actor.Root() {
		return false
	}
	switch f.Interface {
	case "createdAt", "updatedAt", "createdBy", "updatedBy":
		return true
	}
	return name == "createdById" || name == "updatedById"
}

func topNames(list []string) map[string]bool {
	if len(list) == 0 {
		return nil
	}
	m := make(map[string]bool, len(list))
	for _, s := range list {
		name, _, _ := strings.Cut(s, ".")
		m[name] = true
	}
	return m
}

// nested cuts association values to what the actor may do with them: a link by key, unless updateAssociationValues
// lists the association and the actor may create or update its target.
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
		raw[name] = cut
	}
	return raw, nil
}

func (r *run) nestedValue(f *schema.Field, v any, path string) (any, error) {
	switch t := v.(type) {
	case []any:
		out := make([]any, 0, len(t))
		for _, item := range t {
			cut, err := r.nestedItem(f, item, path)
			if err != nil {
				return nil, err
			}
			if cut != nil {
				out = append(out, cut)
			}
		}
		return out, nil
	default:
		return r.nestedItem(f, v, path)
	}
}

// nestedItem decides about one association object; nil drops it.
func (r *run) nestedItem(f *schema.Field, item any, path string) (any, error) {
	m, ok := item.(map[string]any)
	if !ok {
		return item, nil
	}
	target := f.Relation.TargetCollection
	keyName := linkKey(f.Relation)
	key := m[keyName]
	if !contains(r.req.Params.Strings("updateAssociationValues"), path) {
		if key == nil {
			return nil, nil
		}
		return r.cutLink(f.Relation, keyOnly(f.Relation, keyName, m)), nil
	}
	permission := "update"
	if key == nil {
		permission = "create"
	}
	g, err := r.perms.Record(r.req.Actor, target, permission)
	if errs.KindOf(err) == errs.Forbidden {
		if key == nil {
			return nil, nil
		}
		return r.cutLink(f.Relation, keyOnly(f.Relation, keyName, m)), nil
	}
	if err != nil {
		return nil, err
	}
	if key != nil && len(g.Scopes) > 0 {
		r.guards = append(r.guards, guard{c: target, key: key, field: keyName, grant: g})
	}
	allowed := make(map[string]any, len(m))
	for k, v := range m {
		if g.AllowsField(k) || r.raised(path+"."+k) || k == keyName || k == f.Relation.Through {
			allowed[k] = v
		}
	}
	return r.nested(target, r.cutLink(f.Relation, allowed), path+".")
}

// guard is a row that the actor changes through an association: it must be in his scope.
type guard struct {
	c     *schema.Collection
	field string
	key   any
	grant acl.Grant
}

// checkGuards refuses values that change rows outside the actor's scope.
func (r *run) checkGuards(rd store.RecordReader) error {
	for _, g := range r.guards {
		scope, err := r.scopeOf(g.c, g.grant)
		if err != nil {
			return err
		}
		key, err := query.ParseKey(g.c, g.c.Field(g.field), g.key)
		if err != nil {
			return err
		}
		all, err := rd.Count(g.c, key)
		if err != nil || all == 0 {
			return err
		}
		visible, err := rd.Count(g.c, both(key, scope))
		if err != nil {
			return err
		}
		if visible < all {
			return errNoPermission
		}
	}
	return nil
}

// linkKey is the field by which association values name a target.
func linkKey(rel *schema.Relation) string {
	if rel.TargetKey != "" {
		return rel.TargetKey
	}
	if key := rel.TargetCollection.TargetKey(); key != nil && rel.ToMany() {
		return key.Name
	}
	if pk := rel.TargetCollection.PrimaryKey(); pk != nil {
		return pk.Name
	}
	return "id"
}

func keyOnly(rel *schema.Relation, keyName string, m map[string]any) map[string]any {
	out := map[string]any{keyName: m[keyName]}
	if pivot, ok := m[rel.Through]; ok && rel.Through != "" {
		out[rel.Through] = pivot
	}
	return out
}

// writer makes the record writer of a transaction.
func (r *run) writer(tx store.Tx, in Intake) *record.Writer {
	return record.NewWriter(record.Options{
		Snapshot: r.schema, Tx: tx, Now: tx.Now(), NextID: tx.NextID, Location: r.req.Location,
		ActorID: r.req.Actor.UserID, Emit: in.Row, Random: random,
	})
}

func (r *run) writeOptions() record.WriteOptions {
	o := record.WriteOptions{UpdateAssociations: r.input.update, Targets: r.linkScope}
	if !r.req.Actor.Root() {
		o.Nested = r.judge
	}
	return o
}
