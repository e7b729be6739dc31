package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

var errNoCondition = errs.New(errs.Invalid, "FILTER_REQUIRED", "filter or filterByTk is required")

// updateAction changes the addressed records and answers them as a list. A to-one association answers its record.
type updateAction struct{}

func (updateAction) spec() recordSpec { return recordSpec{permission: "update"} }

func (updateAction) shape(_ context.Context, r *run) error {
	r.input.update = r.req.Params.Strings("updateAssociationValues")
	if err := r.shapeAddressed(r.req.Params.Bool("forceUpdate")); err != nil {
		return err
	}
	m, err := r.object()
	if err != nil {
		return err
	}
	r.input.values, err = r.parsed(m, r.grant)
	return err
}

// shapeAddressed reads which records are meant; none named is refused, unless all are allowed.
func (r *run) shapeAddressed(all bool) (err error) {
	var any bool
	if r.input.filter, r.input.byKey, any, err = r.addressed(r.c); err != nil {
		return err
	}
	toOne := r.rel != nil && !r.rel.Relation.ToMany()
	if !any && !all && !toOne {
		return errNoCondition
	}
	return nil
}

// reach is the filter of the rows that the actor may touch. Rows named by key that his scope hides refuse the call.
func (r *run) reach(tx store.Tx) (query.Filter, error) {
	f := r.input.filter
	if r.source != nil {
		source, err := r.requireSource(tx)
		if err != nil {
			return nil, err
		}
		f = both(f, r.ofSource(source))
	}
	if r.scope == nil {
		return f, nil
	}
	scoped := both(f, r.scope)
	if !r.input.byKey {
		return scoped, nil
	}
	all, err := tx.Count(r.c, f)
	if err != nil {
		return nil, err
	}
	visible, err := tx.Count(r.c, scoped)
	if err == nil && visible < all {
		err = errNoPermission
	}
	return scoped, err
}

// bounded refuses a call that would touch too many rows at once.
func (r *run) bounded(tx store.Tx, f query.Filter) error {
	if r.input.byKey {
		return nil
	}
	n, err := tx.Count(r.c, f)
	if err == nil && n > int64(r.p.Limits.UpdateAll) {
		err = errs.New(errs.Invalid, "TOO_MANY_RECORDS", "one call changes at most %d records, this filter matches %d", r.p.Limits.UpdateAll, n)
	}
	return err
}

func (updateAction) carry(r *run, tx store.Tx, in Intake) (*effect, error) {
	if err := r.checkGuards(tx); err != nil {
		return nil, err
	}
	f, err := r.reach(tx)
	if err != nil {
		return nil, err
	}
	if err := r.bounded(tx, f); err != nil {
		return nil, err
	}
	values := r.input.values.(map[string]any)
	values, pivot := r.split(values)
	unseen, err := r.unseen(tx, f)
	if err != nil {
		return nil, err
	}
	w := r.writer(tx, in)
	rows, err := w.Update(r.c, f, values, r.writeOptions())
	if err == nil {
		err = r.writePivot(tx, w, rows, pivot)
	}
	if err != nil {
		return nil, err
	}
	e, err := r.updated(rows)
	if err == nil {
		e.unseen = unseen
	}
	return e, err
}

// writePivot changes the link rows of targets under a many-to-many association.
func (r *run) writePivot(tx store.Tx, w *record.Writer, rows []schema.Record, pivot map[string]any) error {
	if len(pivot) == 0 || len(rows) == 0 {
		return nil
	}
	source, err := r.requireSource(tx)
	if err != nil {
		return err
	}
	targets := make([]record.Target, len(rows))
	for i, row := range rows {
		targets[i] = record.Target{Key: row[r.rel.Relation.TargetKey], Pivot: pivot}
	}
	_, err = w.Add(r.source, source, r.rel, targets, r.writeOptions())
	return err
}

func (r *run) updated(rows []schema.Record) (*effect, error) {
	if rows == nil {
		rows = []schema.Record{}
	}
	e := &effect{saved: true, events: r.events(rows), answer: Data(rows)}
	if r.rel != nil && !r.rel.Relation.ToMany() {
		if len(rows) == 0 {
			return nil, errs.New(errs.NotFound, "RECORD_NOT_FOUND", "the association %q is empty", r.rel.Name)
		}
		e.answer = Data(rows[0])
	}
	return e, nil
}
