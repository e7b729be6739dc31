package record

import (
	"errors"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Destroy deletes the matching records (all of c for a nil filter) and carries out the delete rules of relations that
// refer to them: referring records are destroyed as well (CASCADE) or lose their key (SET NULL), each with its own
// event; RESTRICT refuses everything with a conflict, code RESTRICTED. It returns the records as they were, with
// appends.
func (w *Writer) Destroy(c *schema.Collection, f query.Filter, appends []query.Append) ([]schema.Record, error) {
	var out []schema.Record
	err := w.top(func() error {
		return w.eachChunk(c, f, func(recs []schema.Record) error {
			if err := loadAppends(w.o.Tx, c, recs, appends); err != nil {
				return err
			}
			out = append(out, recs...)
			return w.destroyRows(c, recs)
		})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// referrer is a reference to a collection from its own point of view.
type referrer struct {
	collection *schema.Collection
	schema.Reference
}

// referrersOf lists the references to c: those that destroy first, those that refuse last, when all else is gone.
func (w *Writer) referrersOf(c *schema.Collection) []referrer {
	if list, ok := w.referrers[c]; ok {
		return list
	}
	var list []referrer
	for _, action := range [...]string{"CASCADE", "SET NULL", "RESTRICT"} {
		for _, other := range w.o.Snapshot.Collections() {
			for _, ref := range other.References() {
				if ref.Target == c && ref.OnDelete == action {
					list = append(list, referrer{other, ref})
				}
			}
		}
	}
	if w.referrers == nil {
		w.referrers = map[*schema.Collection][]referrer{}
	}
	w.referrers[c] = list
	return list
}

// destroyRows deletes records that were read, after what refers to them.
func (w *Writer) destroyRows(c *schema.Collection, recs []schema.Record) error {
	recs = w.doom(c, recs)
	if len(recs) == 0 {
		return nil
	}
	for _, ref := range w.referrersOf(c) {
		err := inChunks(keysOf(recs, ref.Key), func(keys []any) error { return w.release(ref, keys) })
		if err != nil {
			return err
		}
	}
	if err := w.untie(c, recs); err != nil {
		return err
	}
	return inChunks(recs, func(part []schema.Record) error {
		_, err := w.o.Tx.Delete(c, rowFilter(c, part...))
		var foreign *store.ForeignKeyError
		if errors.As(err, &foreign) {
			return &errs.Error{Kind: errs.Conflict, Code: CodeRestricted, Message: "other records still refer to the record", Err: err}
		}
		return err
	})
}

// untie empties keys by which records that are destroyed together refer to each other and which would refuse it. Nobody
// hears of that: the records are gone with the next statement.
func (w *Writer) untie(c *schema.Collection, recs []schema.Record) error {
	if len(recs) == 1 {
		return nil
	}
	for _, ref := range c.References() {
		if ref.Target != c || ref.OnDelete != "RESTRICT" || ref.Field.NotNull {
			continue
		}
		err := inChunks(recs, func(part []schema.Record) error {
			_, err := w.o.Tx.Update(c, rowFilter(c, part...), schema.Record{ref.Field.Name: nil})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// doom marks records as being destroyed and notes their events; those marked before are left out.
func (w *Writer) doom(c *schema.Collection, recs []schema.Record) []schema.Record {
	if w.doomed == nil {
		w.doomed = make(map[rowID]bool, len(recs))
	}
	out := make([]schema.Record, 0, len(recs))
	for _, rec := range recs {
		if id := idOf(c, rec); !w.doomed[id] {
			w.doomed[id] = true
			out = append(out, rec)
			w.note(w.reserve(), c, workflow.Destroyed, rec, nil)
		}
	}
	return out
}

func keysOf(recs []schema.Record, f *schema.Field) []any {
	out := make([]any, 0, len(recs))
	for _, rec := range recs {
		if v := rec[f.Name]; v != nil {
			out = append(out, v)
		}
	}
	return out
}

// release carries out the delete rule of one reference for the records that refer to keys.
func (w *Writer) release(ref referrer, keys []any) error {
	found, err := w.o.Tx.Find(&query.Find{Collection: ref.collection, Filter: inFilter(ref.Field, keys), Fields: ref.collection.Columns()})
	if err != nil {
		return err
	}
	left := found[:0]
	for _, rec := range found {
		if !w.doomed[idOf(ref.collection, rec)] {
			left = append(left, rec)
		}
	}
	switch {
	case len(left) == 0:
		return nil
	case ref.OnDelete == "CASCADE":
		return w.destroyRows(ref.collection, left)
	case ref.OnDelete == "SET NULL":
		return w.empty(ref, left)
	}
	return errs.New(errs.Conflict, CodeRestricted, "%s still refers to the record", Label(ref.collection, ref.Field))
}

// empty takes the key out of records that refer to destroyed ones.
func (w *Writer) empty(ref referrer, recs []schema.Record) error {
	return inChunks(recs, func(part []schema.Record) error {
		return w.updateAlike(ref.collection, part, nil, schema.Record{ref.Field.Name: nil}, scope{o: &WriteOptions{}})
	})
}
