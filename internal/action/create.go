package action

import (
	"context"
	"crypto/rand"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// random draws bytes for generated values.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// createAction inserts one record, or a list of them in one transaction. Under an association the record is linked to
// its source.
type createAction struct{}

func (createAction) spec() recordSpec { return recordSpec{permission: "create"} }

func (createAction) shape(_ context.Context, r *run) error {
	r.input.update = r.req.Params.Strings("updateAssociationValues")
	list, many := r.values.([]any)
	if !many {
		m, err := r.object()
		if err != nil {
			return err
		}
		r.input.values, err = r.parsed(m, r.grant)
		return err
	}
	if len(list) > r.p.Limits.Records {
		return errs.New(errs.Invalid, "TOO_MANY_RECORDS", "one call creates at most %d records", r.p.Limits.Records)
	}
	parsed := make([]map[string]any, len(list))
	for i, item := range list {
		m, ok := item.(map[string]any)
		if !ok {
			return errInvalidBody
		}
		var err error
		if parsed[i], err = r.parsed(m, r.grant); err != nil {
			return err
		}
	}
	r.input.values = parsed
	return nil
}

func (createAction) carry(r *run, tx store.Tx, in Intake) (*effect, error) {
	if err := r.checkGuards(tx); err != nil {
		return nil, err
	}
	w := r.writer(tx, in)
	list, many := r.input.values.([]map[string]any)
	if !many {
		list = []map[string]any{r.input.values.(map[string]any)}
	}
	rows := make([]schema.Record, len(list))
	for i, values := range list {
		row, err := r.createOne(tx, w, values)
		if err != nil {
			return nil, err
		}
		rows[i] = row
	}
	e := &effect{saved: true, events: r.events(rows)}
	if many {
		e.answer = Data(rows)
	} else {
		e.answer = Data(rows[0])
	}
	return e, nil
}

// events are the post-action event of the acted records.
func (r *run) events(rows []schema.Record) []*workflow.Event { return []*workflow.Event{r.event(rows)} }

func (r *run) event(rows []schema.Record) *workflow.Event {
	return &workflow.Event{Layer: workflow.PostAction, Collection: r.c, Action: r.req.Action, Bindings: r.bindings, Records: rows}
}

// createOne inserts one record; the writer applies field rules to the final values.
func (r *run) createOne(tx store.Tx, w *record.Writer, values map[string]any) (schema.Record, error) {
	if r.source == nil {
		return w.Create(r.c, values, r.writeOptions())
	}
	source, err := r.requireSource(tx)
	if err != nil {
		return nil, err
	}
	rel := r.rel.Relation
	values, pivot := r.split(values)
	if rel.Type == schema.HasOne { // the one before makes room
		if _, err := w.Set(r.source, source, r.rel, nil, r.writeOptions()); err != nil {
			return nil, err
		}
	}
	if rel.Type == schema.HasMany || rel.Type == schema.HasOne {
		linked := make(map[string]any, len(values)+1)
		for k, v := range values {
			linked[k] = v
		}
		linked[rel.ForeignKey] = source[rel.SourceKey]
		return w.Create(r.c, linked, r.writeOptions())
	}
	row, err := w.Create(r.c, values, r.writeOptions())
	if err != nil {
		return nil, err
	}
	targets := []record.Target{{Key: row[rel.TargetKey], Pivot: pivot}}
	if rel.Type == schema.BelongsTo {
		_, err = w.Set(r.source, source, r.rel, targets, r.writeOptions())
	} else {
		_, err = w.Add(r.source, source, r.rel, targets, r.writeOptions())
	}
	return row, err
}
