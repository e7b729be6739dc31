package record

import (
	"fmt"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// link is a relation of one record whose keys are kept at the other end or in a through collection.
type link struct {
	field      *schema.Field
	collection *schema.Collection
	source     schema.Record
	key        any // what the other end refers to
	target     *schema.Collection
	foreign    *schema.Field // refers to key, in target or through
	through    *schema.Collection
	other      *schema.Field // refers to the target, in through
	fresh      bool          // the source is new
}

// linkOf resolves the relation f of rec.
func linkOf(c *schema.Collection, rec schema.Record, f *schema.Field) (link, error) {
	r := f.Relation
	l := link{field: f, collection: c, source: rec, target: r.TargetCollection}
	source := sourceKey(c, f)
	if l.target == nil || source == nil {
		return l, errs.New(errs.Invalid, CodeInvalidLink, "%s leads nowhere", Label(c, f)).On(f.Name)
	}
	l.key = rec[source.Name]
	if r.Type == schema.BelongsToMany {
		l.through = r.ThroughCollection
		if l.through != nil {
			l.foreign, l.other = l.through.Field(r.ForeignKey), l.through.Field(r.OtherKey)
		}
		if l.foreign == nil || l.other == nil || TargetKey(f) == nil {
			return l, errs.New(errs.Invalid, CodeInvalidLink, "%s leads nowhere", Label(c, f)).On(f.Name)
		}
	} else if l.foreign = l.target.Field(r.ForeignKey); l.foreign == nil {
		return l, errs.New(errs.Invalid, CodeInvalidLink, "%s leads nowhere", Label(c, f)).On(f.Name)
	}
	if l.key == nil {
		return l, errs.New(errs.Invalid, CodeInvalidLink, "%s needs a value in %q", Label(c, f), source.Name).On(f.Name)
	}
	return l, nil
}

// keys are the columns that link a target of a has-one or has-many relation.
func (l link) keys() schema.Record { return schema.Record{l.foreign.Name: l.key} }

// linked reads the records that a has-one or has-many relation has now.
func (w *Writer) linked(l link) ([]schema.Record, error) {
	if l.fresh {
		return nil, nil
	}
	return w.o.Tx.Find(&query.Find{Collection: l.target, Filter: equalFilter(l.foreign, l.key), Fields: l.target.Columns()})
}

// detach empties the key of a record that is linked no longer. A through record means nothing without it and goes.
func (w *Writer) detach(l link, rec schema.Record, s scope) error {
	if l.target.Through {
		return w.destroyRows(l.target, []schema.Record{rec})
	}
	if l.foreign.NotNull {
		return errs.New(errs.Conflict, CodeRestricted, "%s cannot be empty: the record can only be moved or deleted", Label(l.target, l.foreign)).On(s.at)
	}
	_, err := w.modify(l.target, rec, nil, schema.Record{l.foreign.Name: nil}, s, false)
	return err
}

// throughRows reads the through rows of a many-to-many relation by the key of their target; others limits them to
// those targets.
func (w *Writer) throughRows(l link, others []any) (map[any]schema.Record, error) {
	out := map[any]schema.Record{}
	if l.fresh {
		return out, nil
	}
	read := func(limit query.Filter) error {
		filter := equalFilter(l.foreign, l.key)
		if limit != nil {
			filter = query.And{filter, limit}
		}
		rows, err := w.o.Tx.Find(&query.Find{Collection: l.through, Filter: filter, Fields: l.through.Columns()})
		for _, row := range rows {
			out[row[l.other.Name]] = row
		}
		return err
	}
	if others == nil {
		return out, read(nil)
	}
	return out, inChunks(others, func(part []any) error { return read(inFilter(l.other, part)) })
}

// attach writes the through row of one target: a new one, or the columns given for the one there is. It reports
// whether anything was written.
func (w *Writer) attach(l link, row schema.Record, key any, pivot map[string]any, s scope) (schema.Record, bool, error) {
	s.via, s.listed = nil, true
	if row != nil {
		if len(pivot) == 0 {
			return row, false, nil
		}
		if err := CheckRules(l.through, pivot, false); err != nil {
			return nil, false, err
		}
		fixed := schema.Record{l.foreign.Name: l.key, l.other.Name: key}
		changed, err := w.modify(l.through, row, pivot, fixed, s, false)
		return row, changed, err
	}
	values := make(map[string]any, len(pivot)+2)
	for name, v := range pivot {
		values[name] = v
	}
	values[l.foreign.Name], values[l.other.Name] = l.key, key
	if err := CheckRules(l.through, values, true); err != nil {
		return nil, false, err
	}
	row, err := w.create(l.through, pivot, schema.Record{l.foreign.Name: l.key, l.other.Name: key}, s)
	return row, true, err
}

// sortRecords brings records that came out of a map into one order.
func sortRecords(recs []schema.Record) {
	slices.SortFunc(recs, func(a, b schema.Record) int {
		return compareText(fmt.Sprint(a), fmt.Sprint(b))
	})
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Target is a record to be linked or unlinked, by its key, with columns for the through record of a many-to-many
// relation.
type Target struct {
	Key   any
	Pivot map[string]any
}

// LinkChange is what a link action did: Record is the target afterwards, Added whether it was linked or unlinked.
type LinkChange struct {
	Record schema.Record
	Added  bool
}

// Change names the change in events: "add" or "remove".
func (c LinkChange) Change() string {
	if c.Added {
		return "add"
	}
	return "remove"
}
