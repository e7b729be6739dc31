package action

import (
	"github.com/sequitur-platform/sequitur/internal/query"
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
	target := x.Relation.Relation.TargetCollection
	g, err := r.viewGrant(target)
	if err != nil {
		return nil, err
	}
	scope, err := r.scopeOf(target, g)
	if err != nil {
		return nil, err
	}
	inner, err := r.reachable(x.Filter)
	x.Filter = both(inner, scope)
	return x, err
}
