package action

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
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
			out[k] = onlyListed(v, below(listed, k), linkKey(f))
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
