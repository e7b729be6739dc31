package record

import (
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// MoveOptions say where a record goes in the order that a sort field keeps: to the place of another record, into
// another scope, or to the very front.
type MoveOptions struct {
	SortField string // "sort" when empty
	Source    query.Filter
	// Target is the record whose place the source takes, or behind which it goes with InsertAfter.
	Target      query.Filter
	InsertAfter bool
	// Scope holds the scope key's new value; the record goes to the end there, to the front with Prepend.
	Scope   map[string]any
	Prepend bool
	// Sticky puts the record before all others by giving it position 0.
	Sticky bool
}

// Move changes a record's place and returns the record. Only the moved record is an event; those that make room are
// not. Errors: INVALID_MOVE, and a not-found error RECORD_NOT_FOUND when source or target do not exist.
func (w *Writer) Move(c *schema.Collection, o MoveOptions) (schema.Record, error) {
	var source schema.Record
	err := w.top(func() error {
		f, err := sortField(c, o.SortField)
		if err != nil {
			return err
		}
		if source, err = w.single(c, o.Source, "sourceId"); err != nil {
			return err
		}
		set, err := w.destination(c, f, source, o)
		if err != nil {
			return err
		}
		_, err = w.modify(c, source, nil, set, scope{o: &WriteOptions{}}, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return source, nil
}

func sortField(c *schema.Collection, name string) (*schema.Field, error) {
	if name == "" {
		name = "sort"
	}
	f := c.Field(name)
	if f == nil || f.Type != "sort" && (f.Column == "" || f.Kind.Storage() != schema.Integer || !c.System) {
		return nil, errs.New(errs.Invalid, CodeInvalidMove, "collection %q has no sort field %q", c.Name, name).On("sortField")
	}
	return f, nil
}

// single reads the one record that a filter names.
func (w *Writer) single(c *schema.Collection, f query.Filter, parameter string) (schema.Record, error) {
	if f == nil {
		return nil, errs.New(errs.Invalid, CodeInvalidMove, "%s is required", parameter).On(parameter)
	}
	recs, err := w.o.Tx.Find(&query.Find{Collection: c, Filter: f, Fields: c.Columns(), Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(recs) == 0 {
		return nil, errs.New(errs.NotFound, "RECORD_NOT_FOUND", "there is no such record in %q", c.Name).On(parameter)
	}
	return recs[0], nil
}

// destination makes room and returns the columns that put the source there.
func (w *Writer) destination(c *schema.Collection, f *schema.Field, source schema.Record, o MoveOptions) (schema.Record, error) {
	switch {
	case o.Target != nil:
		return w.toTarget(c, f, source, o)
	case o.Scope != nil:
		return w.toScope(c, f, source, o)
	case o.Sticky:
		return schema.Record{f.Name: int64(0)}, nil
	}
	return nil, errs.New(errs.Invalid, CodeInvalidMove, "targetId, targetScope or sticky is required")
}

func cond(f *schema.Field, op query.Op, v int64) query.Filter {
	return query.Cond{Field: f, Op: op, Value: v}
}

// toTarget gives the source the target's place, or the one behind it; the records between move by one. Going down, the
// source ends up behind the target in either case.
func (w *Writer) toTarget(c *schema.Collection, f *schema.Field, source schema.Record, o MoveOptions) (schema.Record, error) {
	target, err := w.single(c, o.Target, "targetId")
	if err != nil || idOf(c, source) == idOf(c, target) {
		return nil, err
	}
	set := schema.Record{}
	key := c.Field(f.Text("scopeKey"))
	crosses := key != nil && !same(source[key.Name], target[key.Name])
	numbered := []schema.Record{target, source}
	if crosses {
		set[key.Name] = target[key.Name]
		numbered = numbered[:1]
	}
	if err := w.number(c, f, numbered); err != nil {
		return nil, err
	}
	from, _ := source[f.Name].(int64)
	to, _ := target[f.Name].(int64)
	within := query.And{query.Not{Filter: rowFilter(c, source)}}
	if scope := sortScope(c, f, target); scope != nil {
		within = append(within, scope)
	}
	delta := int64(1)
	switch {
	case !crosses && from < to:
		within, delta = append(within, cond(f, query.Gt, from), cond(f, query.Lte, to)), -1
	case o.InsertAfter:
		to++
		fallthrough
	default:
		within = append(within, cond(f, query.Gte, to))
		if !crosses && from > to {
			within = append(within, cond(f, query.Lt, from))
		}
	}
	set[f.Name] = to
	return set, w.o.Tx.Shift(c, within, f, delta)
}

// toScope puts the source at the end of another scope, or at its front.
func (w *Writer) toScope(c *schema.Collection, f *schema.Field, source schema.Record, o MoveOptions) (schema.Record, error) {
	key := c.Field(f.Text("scopeKey"))
	if key == nil {
		return nil, errs.New(errs.Invalid, CodeInvalidMove, "the order of %q has no scope", c.Name).On("targetScope")
	}
	raw, given := o.Scope[key.Name]
	if !given {
		return nil, errs.New(errs.Invalid, CodeInvalidMove, "targetScope must name %q", key.Name).On("targetScope")
	}
	v, err := key.Kind.Parse(key, raw, w.env)
	if err != nil {
		return nil, errs.New(errs.Invalid, CodeInvalidValue, "%w", err).On("targetScope." + key.Name)
	}
	set := schema.Record{key.Name: v}
	position, err := w.end(c, f, sortScope(c, f, set), o.Prepend)
	if err != nil {
		return nil, err
	}
	set[f.Name] = position
	return set, nil
}

// end is the first free position behind, or before, the records that scope matches.
func (w *Writer) end(c *schema.Collection, f *schema.Field, scope query.Filter, front bool) (int64, error) {
	if !front {
		last, err := w.o.Tx.Max(c, scope, f)
		return last + 1, err
	}
	first, err := w.o.Tx.Find(&query.Find{Collection: c, Filter: scope, Fields: []*schema.Field{f}, Sort: []query.SortKey{{Field: f}}, Limit: 1})
	if err != nil || len(first) == 0 {
		return 1, err
	}
	n, ok := first[0][f.Name].(int64)
	if !ok {
		return 1, nil
	}
	return n - 1, nil
}

// number gives positions to the records without one in the scope of recs, in the order of their keys: those that are
// older than the sort field.
func (w *Writer) number(c *schema.Collection, f *schema.Field, recs []schema.Record) error {
	if !slices.ContainsFunc(recs, func(rec schema.Record) bool { return rec[f.Name] == nil }) {
		return nil
	}
	scope := sortScope(c, f, recs[0])
	last, err := w.o.Tx.Max(c, scope, f)
	if err != nil {
		return err
	}
	without := query.And{equalFilter(f, nil)}
	if scope != nil {
		without = append(without, scope)
	}
	found, err := w.o.Tx.Find(&query.Find{Collection: c, Filter: without, Fields: identity(c)})
	if err != nil {
		return err
	}
	for _, old := range found {
		last++
		for _, rec := range recs {
			if idOf(c, rec) == idOf(c, old) {
				rec[f.Name] = last
			}
		}
		if _, err := w.o.Tx.Update(c, rowFilter(c, old), schema.Record{f.Name: last}); err != nil {
			return err
		}
	}
	return nil
}
