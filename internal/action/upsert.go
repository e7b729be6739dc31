package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// upsertAction looks a record up by filterKeys and creates it when there is none. firstOrCreate answers a found record
// as it is; updateOrCreate changes it, which needs the permission to update. Both answer one record.
type upsertAction struct{ update bool }

func (upsertAction) spec() recordSpec { return recordSpec{permission: "create"} }

func (a upsertAction) shape(_ context.Context, r *run) error {
	r.input.update = r.req.Params.Strings("updateAssociationValues")
	m, err := r.object()
	if err != nil {
		return err
	}
	if r.input.filter, err = r.lookup(m); err != nil {
		return err
	}
	if a.update {
		r.updateGrant, r.updateRefused = r.perms.Record(r.req.Actor, r.c, "update")
	}
	r.input.values, err = r.parsed(m, r.grant)
	return err
}

// lookup makes the filter from the values of filterKeys.
func (r *run) lookup(values map[string]any) (query.Filter, error) {
	keys := r.req.Params.Strings("filterKeys")
	if len(keys) == 0 {
		return nil, errs.New(errs.Invalid, "FILTER_KEYS_REQUIRED", "filterKeys is required").On("filterKeys")
	}
	raw := make(map[string]any, len(keys))
	for _, k := range keys {
		v, given := values[k]
		if !given { // a key that was forgotten would match whatever has none
			return nil, errs.New(errs.Invalid, "FILTER_KEYS_REQUIRED", "the values have no %q, which filterKeys names", k).On(k)
		}
		raw[k] = v
	}
	f, err := query.ParseFilter(r.c, raw, r.env())
	if err != nil {
		return nil, err
	}
	var refused error
	query.Walk(f, r.readable(r.c, &refused))
	if refused != nil {
		return nil, refused
	}
	return r.reachable(f)
}

func (a upsertAction) carry(r *run, tx store.Tx, in Intake) (*effect, error) {
	if err := r.checkGuards(tx); err != nil {
		return nil, err
	}
	f := r.input.filter
	if r.source != nil {
		source, err := r.requireSource(tx)
		if err != nil {
			return nil, err
		}
		f = both(f, r.ofSource(source))
	}
	found, err := tx.Find(&query.Find{Collection: r.c, Filter: f, Limit: 1})
	if err != nil {
		return nil, err
	}
	w := r.writer(tx, in)
	values := r.input.values.(map[string]any)
	switch {
	case len(found) == 0:
		row, err := r.createOne(tx, w, values)
		if err != nil {
			return nil, err
		}
		return &effect{saved: true, events: r.events([]schema.Record{row}), answer: Data(row)}, nil
	case a.update:
		return r.updateFound(tx, w, found[0], values)
	}
	return r.first(tx, found[0])
}

// first answers a record that was there already; nothing happened, so nothing follows.
func (r *run) first(tx store.Tx, row schema.Record) (*effect, error) {
	g, err := r.viewGrant(r.c)
	if err == nil {
		err = r.inScope(tx, row, g)
	}
	if err != nil {
		return nil, err
	}
	// The event of no record: the receipt tells that what was named did not start.
	return &effect{saved: true, events: r.events(nil), answer: Data(row)}, nil
}

// inScope refuses a row that the grant does not cover.
func (r *run) inScope(tx store.RecordReader, row schema.Record, g acl.Grant) error {
	scope, err := r.scopeOf(r.c, g)
	if err != nil || scope == nil {
		return err
	}
	n, err := tx.Count(r.c, both(r.keyOf(row), scope))
	if err == nil && n == 0 {
		err = errNoPermission
	}
	return err
}

func (r *run) keyOf(row schema.Record) query.Filter {
	pk := r.c.PrimaryKey()
	if pk == nil {
		pk = r.c.TargetKey()
	}
	return query.Cond{Field: pk, Op: query.Eq, Value: row[pk.Name]}
}

func (r *run) updateFound(tx store.Tx, w *record.Writer, row schema.Record, values map[string]any) (*effect, error) {
	if r.updateRefused != nil {
		return nil, r.updateRefused
	}
	if err := r.inScope(tx, row, r.updateGrant); err != nil {
		return nil, err
	}
	values, pivot := r.split(values)
	allowed := make(map[string]any, len(values))
	for k, v := range values {
		if r.updateGrant.AllowsField(k) || r.raised(k) {
			allowed[k] = v
		}
	}
	unseen, err := r.unseen(tx, r.keyOf(row))
	if err != nil {
		return nil, err
	}
	rows, err := w.Update(r.c, r.keyOf(row), allowed, r.writeOptions())
	if err == nil {
		err = r.writePivot(tx, w, rows, pivot)
	}
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.NotFound, "RECORD_NOT_FOUND", "the record is gone")
	}
	if err != nil {
		return nil, err
	}
	return &effect{saved: true, unseen: unseen, events: r.events(rows), answer: Data(rows[0])}, nil
}
