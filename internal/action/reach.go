package action

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// asked checks a filter that the caller wrote: every field on its way must be visible, and related rows count only as
// far as the actor sees them. Anything else would answer yes or no about what is hidden.
func (r *run) asked(c *schema.Collection, f query.Filter) (query.Filter, error) {
	var refused error
	query.Walk(f, r.readable(c, &refused))
	if refused != nil || r.req.Actor.Root() {
		return f, refused
	}
	return r.within(f)
}

// within limits what relations lead to by the row scope of their targets.
func (r *run) within(f query.Filter) (query.Filter, error) {
	switch x := f.(type) {
	case query.And:
		list, err := r.allWithin(x)
		return query.And(list), err
	case query.Or:
		list, err := r.allWithin(x)
		return query.Or(list), err
	case query.Not:
		inner, err := r.within(x.Filter)
		return query.Not{Filter: inner}, err
	case query.Related:
		inner, err := r.within(x.Filter)
		if err != nil {
			return nil, err
		}
		target := x.Relation.Relation.TargetCollection
		g, err := r.viewGrant(target)
		if err != nil {
			return nil, err
		}
		scope, err := r.scopeOf(target, g)
		return query.Related{Relation: x.Relation, Filter: both(inner, scope)}, err
	}
	return f, nil
}

func (r *run) allWithin(list []query.Filter) ([]query.Filter, error) {
	out := make([]query.Filter, len(list))
	for i, f := range list {
		var err error
		if out[i], err = r.within(f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// targetKey reads what addresses records. A key may be an object over any columns: those must be visible, except the
// keys themselves, by which also those may address a record who cannot see it.
func (r *run) targetKey(c *schema.Collection, tk any) (query.Filter, error) {
	f, err := query.ParseTargetKey(c, tk)
	if err != nil {
		return nil, err
	}
	query.Walk(f, func(path []*schema.Field, leaf *schema.Field) {
		if err == nil && (len(path) > 0 || !alwaysVisible(c, leaf)) {
			err = r.checkPaths(c, path, leaf)
		}
	})
	return f, err
}
