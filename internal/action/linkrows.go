package action

import (
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// belongs tells whether the rows of a through collection are nothing but links, so that the permission on the relation
// is the permission on them. An ordinary collection that a relation uses, or one that a role has an entry for, keeps
// the permissions of its own.
func (r *run) belongs(through *schema.Collection) bool {
	if r.req.Actor.Root() {
		return true
	}
	for _, name := range r.req.Actor.Acting {
		if role := r.perms.Roles[name]; role != nil && role.Resources[through.Name] != nil {
			return false
		}
	}
	return through.Through
}

// shownLink takes out of a link row what the actor may not view. Which records it links, he knows from the relation.
func (r *run) shownLink(rel *schema.Relation, m map[string]any) map[string]any {
	through := rel.ThroughCollection
	if through == nil || r.belongs(through) {
		return m
	}
	g, err := r.viewGrant(through)
	for name := range m {
		f := through.Field(name)
		linking := name == rel.ForeignKey || name == rel.OtherKey
		if !linking && (err != nil || f != nil && !g.AllowsField(name) && !alwaysVisible(through, f)) {
			delete(m, name)
		}
	}
	return m
}

// shownLinks is shownLink for everything that was appended to a record.
func (r *run) shownLinks(appends []query.Append, m map[string]any) {
	if r.req.Actor.Root() {
		return
	}
	for _, a := range appends {
		each(m[a.Relation.Name], func(target map[string]any) {
			if link, ok := target[a.Relation.Relation.Through].(map[string]any); ok && a.Relation.Relation.Through != "" {
				r.shownLink(a.Relation.Relation, link)
			}
			r.shownLinks(a.Appends, target)
		})
	}
}

// each calls fn with the plain records of a relation.
func each(v any, fn func(m map[string]any)) {
	switch t := v.(type) {
	case map[string]any:
		fn(t)
	case []any:
		for _, x := range t {
			each(x, fn)
		}
	}
}

// writableLink keeps the columns of a link row that the actor may write. Whether the link exists already shows only
// later: he needs the permission for both.
func (r *run) writableLink(rel *schema.Relation, m map[string]any) map[string]any {
	through := rel.ThroughCollection
	if through == nil || r.belongs(through) {
		return m
	}
	create, noCreate := r.perms.Record(r.req.Actor, through, acl.Create)
	update, noUpdate := r.perms.Record(r.req.Actor, through, acl.Update)
	out := make(map[string]any, len(m))
	for name, v := range m {
		if noCreate == nil && noUpdate == nil && create.AllowsField(name) && update.AllowsField(name) {
			out[name] = v
		}
	}
	return out
}

// writableTargets cuts the link rows of named targets.
func (r *run) writableTargets(rel *schema.Relation, targets []record.Target) []record.Target {
	for i := range targets {
		if targets[i].Pivot != nil {
			targets[i].Pivot = r.writableLink(rel, targets[i].Pivot)
		}
	}
	return targets
}

// cutLink cuts the link row within the values of an associated record, in place.
func (r *run) cutLink(rel *schema.Relation, values map[string]any) map[string]any {
	if link, ok := values[rel.Through].(map[string]any); ok && rel.Through != "" {
		values[rel.Through] = r.writableLink(rel, link)
	}
	return values
}
