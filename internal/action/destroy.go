package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// destroyAction removes the addressed records and answers how many; under an association it answers true.
type destroyAction struct{}

func (destroyAction) spec() recordSpec { return recordSpec{permission: "destroy"} }

func (destroyAction) shape(_ context.Context, r *run) error { return r.shapeAddressed(false) }

func (destroyAction) carry(r *run, tx store.Tx, in Intake) (*effect, error) {
	f, err := r.reach(tx)
	if err != nil {
		return nil, err
	}
	if err := r.bounded(tx, f); err != nil {
		return nil, err
	}
	rows, err := r.writer(tx, in).Destroy(r.c, f, r.departing())
	if err != nil {
		return nil, err
	}
	e := &effect{saved: true, events: r.events(rows), answer: Data(len(rows))}
	if r.rel != nil {
		e.answer = Data(true)
	}
	return e, nil
}

// departing are the associations that workflows want of records that will be gone when they start. A workflow that
// names one which does not exist any more does not get in the way of the action.
func (r *run) departing() []query.Append {
	var appends []query.Append
	for _, path := range r.p.Workflows.Appends(r.defs, r.event(nil)) {
		if sel, err := query.ParseSelection(r.c, nil, []string{path}, nil); err == nil {
			appends = append(appends, sel.Appends...)
		}
	}
	return appends
}
