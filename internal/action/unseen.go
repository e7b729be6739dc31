package action

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// unseen are the keys of the matching rows that the actor may change although he does not see them. He gets their keys
// back, not what is in them. Rows that leave his view by the change itself are no secret to him.
func (r *run) unseen(rd store.RecordReader, f query.Filter) (map[any]bool, error) {
	g, err := r.viewGrant(r.c)
	if errs.KindOf(err) == errs.Forbidden {
		return nil, nil // pruning leaves the keys only
	}
	if err != nil {
		return nil, err
	}
	scope, err := r.scopeOf(r.c, g)
	pk := r.c.PrimaryKey()
	if err != nil || scope == nil || pk == nil {
		return nil, err
	}
	rows, err := rd.Find(&query.Find{Collection: r.c, Filter: both(f, query.Not{Filter: scope}), Fields: []*schema.Field{pk}})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	out := make(map[any]bool, len(rows))
	for _, row := range rows {
		out[row[pk.Name]] = true
	}
	return out, nil
}

// hides tells whether an answered row is one of those.
func (e *effect) hides(c *schema.Collection, row schema.Record) bool {
	if len(e.unseen) == 0 {
		return false
	}
	pk := c.PrimaryKey()
	return pk != nil && e.unseen[row[pk.Name]]
}
