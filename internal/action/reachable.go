package action

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// reachable limits what a filter says about related records to those that the actor may see: it must not tell him of
// others, as an append does not show them.
func (r *run) reachable(f query.Filter) (query.Filter, error) {
	switch x := f.(type) {
	case query.And:
		list, err := r.allReachable(x)
		return query.And(list), err
	case query.Or:
		list, err := r.allReachable(x)
		return query.Or(list), err
	case query.Not:
		inner, err := r.reachable(x.Filter)
		return query.Not{Filter: inner}, err
	case query.Related:
		return r.related(x)
	}
	return f, nil
}

func (r *run) allReachable(list []query.Filter) ([]query.Filter, error) {
	out := make([]query.Filter, len(list))
	for i, f := range list {
		var err error
		if out[i], err = r.reachable(f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *run) related(x query.Related) (query.Filter, error) {
	scope, err := r.seen(x.Relation.Relation.TargetCollection)
	if err != nil {
		return nil, err
	}
	inner, err := r.reachable(x.Filter)
	x.Filter = both(inner, scope)
	return x, err
}

// orderable limits sort keys in the same way: a record that the actor does not see orders as if there were none.
func (r *run) orderable(keys []query.SortKey) error {
	for i := range keys {
		for _, rel := range keys[i].Through {
			scope, err := r.seen(rel.Relation.TargetCollection)
			if err != nil {
				return err
			}
			keys[i].Scopes = append(keys[i].Scopes, scope)
		}
	}
	return nil
}

// seen is the filter of the rows of a collection that the actor may view; nil = all.
func (r *run) seen(c *schema.Collection) (query.Filter, error) {
	g, err := r.viewGrant(c)
	if err != nil {
		return nil, err
	}
	return r.scopeOf(c, g)
}
