package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// moveAction reorders records by a sort field; its parameters travel in the query. It is an event of the moved record
// only.
type moveAction struct{}

type moveInput = record.MoveOptions

func (moveAction) spec() recordSpec { return recordSpec{permission: "update"} }

func (moveAction) shape(_ context.Context, r *run) error {
	p := r.req.Params
	m := moveInput{
		SortField: p.String("sortField"), InsertAfter: p.String("method") == "insertAfter",
		Prepend: p.String("method") == "prepend", Sticky: p.Bool("sticky"),
	}
	if p["sourceId"] == nil {
		return errs.New(errs.Invalid, "SOURCE_REQUIRED", "sourceId is required").On("sourceId")
	}
	var err error
	if m.Scope, err = p.Object("targetScope"); err != nil {
		return err
	}
	if m.SortField == "" && r.rel != nil && r.rel.Relation.Type == schema.HasMany {
		m.SortField = r.rel.Relation.ForeignKey + "Sort"
	}
	if r.input.filter, err = r.keyFilter(r.c, p["sourceId"]); err != nil {
		return err
	}
	m.Source = r.input.filter
	if t := p["targetId"]; t != nil {
		if m.Target, err = r.keyFilter(r.c, t); err != nil {
			return err
		}
	}
	r.input.byKey, r.input.move = true, m
	return nil
}

func (moveAction) carry(r *run, tx store.Tx, in Intake) (*effect, error) {
	m := r.input.move
	var err error
	if m.Source, err = r.reach(tx); err != nil {
		return nil, err
	}
	if r.source != nil && m.Target != nil { // both belong to the source
		source, err := r.requireSource(tx)
		if err != nil {
			return nil, err
		}
		m.Target = both(m.Target, r.ofSource(source))
	}
	row, err := r.writer(tx, in).Move(r.c, m)
	if err != nil {
		return nil, err
	}
	return &effect{saved: true, events: r.events([]schema.Record{row}), answer: Data("ok")}, nil
}
