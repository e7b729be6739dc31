package record

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// owners settles the records that this one belongs to, writes their keys into row and returns them by relation. They
// come first, because the row refers to them.
func (w *Writer) owners(c *schema.Collection, row schema.Record, values map[string]any, s scope) (schema.Record, error) {
	out := schema.Record{}
	for _, f := range c.Fields {
		v, given := values[f.Name]
		if f.Relation == nil || f.Relation.Type != schema.BelongsTo || !given || s.skips(f) || isAuthor(f) && w.o.ActorID != 0 {
			continue
		}
		target, linked, err := w.one(f, v, s.below(f))
		if err != nil {
			return nil, err
		}
		if !linked {
			continue
		}
		if target == nil {
			out[f.Name], row[f.Relation.ForeignKey] = nil, nil
			continue
		}
		out[f.Name], row[f.Relation.ForeignKey] = target, target[TargetKey(f).Name]
	}
	return out, nil
}

// one settles the value of a to-one relation: nil, a key or an object. linked is false when nothing is to be done.
func (w *Writer) one(f *schema.Field, v any, s scope) (target schema.Record, linked bool, err error) {
	if v == nil {
		return nil, true, nil
	}
	key := TargetKey(f)
	if key == nil {
		return nil, false, errs.New(errs.Invalid, CodeInvalidValue, "%s has no key to link by", f.Relation.Target).On(s.at)
	}
	m, isObject := v.(map[string]any)
	id := v
	if isObject {
		id = m[key.Name]
	}
	var existing schema.Record
	if id != nil {
		found, err := w.lookup(f, []any{id}, s)
		if err != nil {
			return nil, false, err
		}
		existing = found[id]
	}
	if !isObject {
		if existing == nil {
			return nil, false, targetNotFound(s.at, f.Relation.TargetCollection, id)
		}
		return existing, true, nil
	}
	target, err = w.object(f, m, existing, nil, s)
	return target, target != nil, err
}

// object settles an object given for a relation: it changes the existing record or creates one. fixed are the keys
// that link it. nil when the object may not be written.
func (w *Writer) object(f *schema.Field, m map[string]any, existing, fixed schema.Record, s scope) (schema.Record, error) {
	if existing != nil {
		return w.changeRelated(f, m, existing, fixed, s)
	}
	values, err := w.newValues(f, m, s)
	if values == nil || err != nil {
		return nil, err
	}
	return w.create(f.Relation.TargetCollection, values, fixed, s)
}

// newValues are the values that a new record gets of an object; nil when none may be made.
func (w *Writer) newValues(f *schema.Field, m map[string]any, s scope) (map[string]any, error) {
	c := f.Relation.TargetCollection
	key := TargetKey(f)
	if key == nil || m[key.Name] == nil {
		return s.judge(f, workflow.Created, nil, m)
	}
	id := m[key.Name]
	if hidden, err := w.outOfReach(f, id, s); hidden || err != nil {
		return nil, err
	}
	if !s.whole() {
		m = onlyKey(c, m, key)
	}
	values, err := s.judge(f, workflow.Created, id, m)
	if values == nil && err == nil && !f.Relation.ToMany() {
		err = targetNotFound(s.at, c, id)
	}
	if values == nil || err != nil {
		return nil, err
	}
	// The rules took it for an existing record before.
	k := checker{}
	k.record(c, values, true, f, s.at)
	return values, k.errors.Or()
}

// changeRelated writes what may be written of an object to the record that it names.
func (w *Writer) changeRelated(f *schema.Field, m map[string]any, existing, fixed schema.Record, s scope) (schema.Record, error) {
	c := f.Relation.TargetCollection
	values := map[string]any(nil)
	switch {
	case s.listed:
		var err error
		if values, err = s.judge(f, workflow.Updated, existing[TargetKey(f).Name], m); err != nil {
			return nil, err
		}
	case s.deeper():
		values = onlyRelations(c, m)
	}
	_, err := w.modify(c, existing, values, fixed, s, false)
	return existing, err
}

// judge asks the caller what of an object may be written.
func (s scope) judge(f *schema.Field, change workflow.Change, key any, m map[string]any) (map[string]any, error) {
	if s.o.Nested == nil {
		return m, nil
	}
	return s.o.Nested(f, s.path, change, key, m)
}

// onlyKey reduces an object to its key and relations.
func onlyKey(c *schema.Collection, m map[string]any, key *schema.Field) map[string]any {
	out := onlyRelations(c, m)
	out[key.Name] = m[key.Name]
	return out
}

func onlyRelations(c *schema.Collection, m map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range m {
		if f := c.Field(name); f != nil && f.Relation != nil {
			out[name] = v
		}
	}
	return out
}

// lookup reads the records that f may link, by key.
func (w *Writer) lookup(f *schema.Field, keys []any, s scope) (map[any]schema.Record, error) {
	filter, err := s.reach(f)
	if err != nil {
		return nil, err
	}
	return w.byKey(f.Relation.TargetCollection, TargetKey(f), keys, filter)
}

func (s scope) reach(f *schema.Field) (query.Filter, error) {
	if s.o.Targets == nil {
		return nil, nil
	}
	return s.o.Targets(f.Relation.TargetCollection)
}

// byKey reads records with all columns; key is unique, or the first record counts.
func (w *Writer) byKey(c *schema.Collection, key *schema.Field, keys []any, limit query.Filter) (map[any]schema.Record, error) {
	out := make(map[any]schema.Record, len(keys))
	err := inChunks(keys, func(part []any) error {
		filter := inFilter(key, part)
		if limit != nil {
			filter = query.And{filter, limit}
		}
		recs, err := w.o.Tx.Find(&query.Find{Collection: c, Filter: filter, Fields: c.Columns()})
		for _, rec := range recs {
			if k := rec[key.Name]; out[k] == nil {
				out[k] = rec
			}
		}
		return err
	})
	return out, err
}

// outOfReach tells whether a record with this key exists although it may not be linked: it must not be created again.
func (w *Writer) outOfReach(f *schema.Field, key any, s scope) (bool, error) {
	filter, err := s.reach(f)
	if err != nil || filter == nil {
		return false, err
	}
	n, err := w.o.Tx.Count(f.Relation.TargetCollection, equalFilter(TargetKey(f), key))
	if err != nil || n == 0 {
		return false, err
	}
	if !f.Relation.ToMany() {
		return true, targetNotFound(s.at, f.Relation.TargetCollection, key)
	}
	return true, nil
}

// relate settles the relations whose keys are at the other end, after the record itself was written, and puts their
// records into rec. fresh says that rec is new, so that nothing is linked to it yet.
func (w *Writer) relate(c *schema.Collection, rec schema.Record, values map[string]any, s scope, fresh bool) error {
	for _, f := range c.Fields {
		v, given := values[f.Name]
		if f.Relation == nil || f.Relation.Type == schema.BelongsTo || !given || s.skips(f) {
			continue
		}
		l, err := linkOf(c, rec, f)
		if err != nil {
			return err
		}
		l.fresh = fresh
		switch f.Relation.Type {
		case schema.HasOne:
			err = w.replaceOne(l, v, s.below(f))
		case schema.HasMany:
			err = w.replaceMany(l, v, s.below(f))
		default:
			err = w.replaceThrough(l, v, s.below(f))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// item is one member of a submitted list: a key, an object, or both in one.
type item struct {
	key      any
	values   map[string]any // nil for a bare key
	existing schema.Record
}

// itemOf reads a key or an object.
func itemOf(f *schema.Field, v any) item {
	m, ok := v.(map[string]any)
	if !ok {
		return item{key: v}
	}
	it := item{values: m}
	if key := TargetKey(f); key != nil {
		it.key = m[key.Name]
	}
	return it
}

// items prepares a submitted list: the existing records are read at once, a key counts once.
func (w *Writer) items(f *schema.Field, v any, s scope) ([]item, error) {
	list, _ := v.([]any)
	out := make([]item, 0, len(list))
	var keys []any
	seen := map[any]bool{}
	for _, v := range list {
		it := itemOf(f, v)
		if it.key != nil && seen[it.key] {
			continue
		}
		if it.key != nil {
			seen[it.key] = true
			keys = append(keys, it.key)
		}
		out = append(out, it)
	}
	if len(keys) == 0 {
		return out, nil
	}
	found, err := w.lookup(f, keys, s)
	for i := range out {
		if out[i].key != nil {
			out[i].existing = found[out[i].key]
		}
	}
	return out, err
}

// settle writes one item and links it by the fixed keys; nil when there is no such record or none may be made.
func (w *Writer) settle(f *schema.Field, it item, fixed schema.Record, s scope) (schema.Record, error) {
	if it.values != nil {
		return w.object(f, it.values, it.existing, fixed, s)
	}
	if it.existing == nil || fixed == nil {
		return it.existing, nil
	}
	_, err := w.modify(f.Relation.TargetCollection, it.existing, nil, fixed, s, false)
	return it.existing, err
}

// replaceOne makes the record given for a has-one relation the only one.
func (w *Writer) replaceOne(l link, v any, s scope) error {
	it := itemOf(l.field, v)
	if it.key != nil {
		found, err := w.lookup(l.field, []any{it.key}, s)
		if err != nil {
			return err
		}
		it.existing = found[it.key]
	}
	if v != nil && it.values == nil && it.existing == nil {
		return targetNotFound(s.at, l.target, it.key)
	}
	if it.values != nil && it.existing == nil {
		values, err := w.newValues(l.field, it.values, s)
		if values == nil || err != nil {
			return err
		}
		it.values = values
	}
	if err := w.detachOthers(l, it.existing, s); err != nil {
		return err
	}
	l.source[l.field.Name] = nil
	if v == nil {
		return nil
	}
	var target schema.Record
	var err error
	if it.existing == nil {
		target, err = w.create(l.target, it.values, l.keys(), s)
	} else {
		target, err = w.settle(l.field, it, l.keys(), s)
	}
	l.source[l.field.Name] = target
	return err
}

// detachOthers unlinks what a has-one relation has now, except keep.
func (w *Writer) detachOthers(l link, keep schema.Record, s scope) error {
	before, err := w.linked(l)
	if err != nil {
		return err
	}
	for _, old := range before {
		if keep != nil && idOf(l.target, old) == idOf(l.target, keep) {
			continue
		}
		if err := w.detach(l, old, s); err != nil {
			return err
		}
	}
	return nil
}

// replaceMany makes the records of a list the only ones of a has-many relation.
func (w *Writer) replaceMany(l link, v any, s scope) error {
	items, err := w.items(l.field, v, s)
	if err != nil {
		return err
	}
	before, err := w.linked(l)
	if err != nil {
		return err
	}
	keep := map[rowID]bool{}
	out := make([]schema.Record, 0, len(items))
	for i, it := range items {
		target, err := w.settle(l.field, it, l.keys(), s.item(i))
		if err != nil {
			return err
		}
		if target != nil {
			keep[idOf(l.target, target)] = true
			out = append(out, target)
		}
	}
	for _, old := range before {
		if !keep[idOf(l.target, old)] {
			if err := w.detach(l, old, s); err != nil {
				return err
			}
		}
	}
	l.source[l.field.Name] = out
	return nil
}

// replaceThrough makes the records of a list the only ones of a many-to-many relation.
func (w *Writer) replaceThrough(l link, v any, s scope) error {
	items, err := w.items(l.field, v, s)
	if err != nil {
		return err
	}
	before, err := w.throughRows(l, nil)
	if err != nil {
		return err
	}
	keep := map[any]bool{}
	out := make([]schema.Record, 0, len(items))
	for i, it := range items {
		target, err := w.settle(l.field, it, nil, s.item(i))
		if err != nil {
			return err
		}
		if target == nil {
			continue
		}
		pivot, _ := it.values[l.through.Name].(map[string]any)
		key := target[TargetKey(l.field).Name]
		row, _, err := w.attach(l, before[key], key, pivot, s.item(i))
		if err != nil {
			return err
		}
		keep[key] = true
		target = target.Clone()
		target[l.through.Name] = row
		out = append(out, target)
	}
	l.source[l.field.Name] = out
	return w.destroyRows(l.through, without(before, keep))
}

// without returns the rows whose key is not kept, in a stable order.
func without(rows map[any]schema.Record, keep map[any]bool) []schema.Record {
	var out []schema.Record
	for key, row := range rows {
		if !keep[key] {
			out = append(out, row)
		}
	}
	sortRecords(out)
	return out
}
