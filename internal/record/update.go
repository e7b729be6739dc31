package record

import (
	"reflect"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Update changes the matching records (all of c for a nil filter) to canonical values, with everything given for their
// relations, and returns them as they are afterwards, hidden columns included. Each matched record is an event, even
// when the values were the same: then nothing is written and its list of changed names is empty.
//
// Errors as for Create.
func (w *Writer) Update(c *schema.Collection, f query.Filter, values map[string]any, o WriteOptions) ([]schema.Record, error) {
	var out []schema.Record
	err := w.top(func() error {
		if err := CheckRules(c, values, false); err != nil {
			return err
		}
		s := scope{o: &o, listed: true}
		together := alike(c, values)
		return w.eachChunk(c, f, func(recs []schema.Record) error {
			out = append(out, recs...)
			if together {
				return w.updateAlike(c, recs, values, nil, s)
			}
			for _, rec := range recs {
				if _, err := w.modify(c, rec, values, nil, s, true); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// eachChunk reads the matching records with all columns, some hundred at a time. The keys are collected first, so that
// what is done to some does not change which others match.
func (w *Writer) eachChunk(c *schema.Collection, f query.Filter, fn func([]schema.Record) error) error {
	q := &query.Find{Collection: c, Filter: f, Fields: c.Columns(), Limit: chunk + 1}
	pk := c.PrimaryKey()
	if pk == nil {
		q.Limit = 0
	}
	recs, err := w.o.Tx.Find(q)
	if err != nil {
		return err
	}
	if pk == nil || len(recs) <= chunk {
		return fn(recs)
	}
	keys, err := w.o.Tx.Find(&query.Find{Collection: c, Filter: f, Fields: []*schema.Field{pk}})
	if err != nil {
		return err
	}
	return inChunks(column(keys, pk), func(part []any) error {
		recs, err := w.o.Tx.Find(&query.Find{Collection: c, Filter: inFilter(pk, part), Fields: c.Columns()})
		if err != nil {
			return err
		}
		return fn(recs)
	})
}

func inChunks[T any](list []T, fn func([]T) error) error {
	for len(list) > 0 {
		n := min(len(list), chunk)
		if err := fn(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// alike tells whether the values mean the same for every record: no relations, no new place in an order.
func alike(c *schema.Collection, values map[string]any) bool {
	for _, f := range c.Fields {
		if f.Relation != nil {
			if _, given := values[f.Name]; given {
				return false
			}
		}
		if f.Type == "sort" {
			if _, given := values[f.Text("scopeKey")]; given {
				return false
			}
		}
	}
	return true
}

// updateAlike writes the same values to several records with one statement.
func (w *Writer) updateAlike(c *schema.Collection, recs []schema.Record, values map[string]any, fixed schema.Record, s scope) error {
	all := schema.Record{}
	var touched []schema.Record
	sets := make([]schema.Record, len(recs))
	for i, rec := range recs {
		set, err := w.differences(c, rec, values, fixed, s)
		if err != nil {
			return err
		}
		sets[i] = set
		if len(set) > 0 {
			touched = append(touched, rec)
			for name, v := range set {
				all[name] = v
			}
		}
	}
	if len(touched) > 0 {
		if _, err := w.o.Tx.Update(c, rowFilter(c, touched...), all); err != nil {
			return w.explainKeys(c, all, s.at, err)
		}
	}
	for i, rec := range recs {
		w.finish(c, rec, sets[i], values, w.reserve())
	}
	return nil
}

// modify changes one existing record and what is given for its relations. fixed are keys that win over the values.
// Without always, an unchanged record is no event. It reports whether a column changed.
func (w *Writer) modify(c *schema.Collection, rec schema.Record, values map[string]any, fixed schema.Record, s scope, always bool) (bool, error) {
	place := w.reserve()
	var x specials
	for _, f := range c.Fields {
		if f.Relation != nil {
			x.see(f, values, s)
		}
	}
	var owners schema.Record
	if x.owners {
		keys := schema.Record{}
		var err error
		if owners, err = w.owners(c, keys, values, s); err != nil {
			return false, err
		}
		for name, v := range fixed {
			keys[name] = v
		}
		fixed = keys
	}
	set, err := w.differences(c, rec, values, fixed, s)
	if err != nil {
		return false, err
	}
	if len(set) > 0 {
		if _, err := w.o.Tx.Update(c, rowFilter(c, rec), set); err != nil {
			return false, w.explainKeys(c, set, s.at, err)
		}
	}
	for name, v := range owners {
		rec[name] = v
	}
	if always || len(set) > 0 {
		w.finish(c, rec, set, values, place)
	}
	if x.others {
		return len(set) > 0, w.relate(c, rec, values, s, false)
	}
	return len(set) > 0, nil
}

// finish brings rec up to date and notes the event.
func (w *Writer) finish(c *schema.Collection, rec, set schema.Record, values map[string]any, place int) {
	for name, v := range set {
		rec[name] = v
	}
	for name, v := range values {
		if f := c.Field(name); f != nil && f.Column == "" && f.Relation == nil {
			rec[name] = v
		}
	}
	w.note(place, c, workflow.Updated, rec, changedNames(c, set))
}

// changedNames lists the changed columns and the relations that they are the keys of, in the order of the fields.
func changedNames(c *schema.Collection, set schema.Record) []string {
	var out []string
	for _, f := range c.Fields {
		name := f.Name
		if f.Relation != nil && f.Relation.Type == schema.BelongsTo {
			name = f.Relation.ForeignKey
		}
		if _, ok := set[name]; ok {
			out = append(out, f.Name)
		}
	}
	return out
}

// differences are the columns that would change, with what follows from a change: time, author, place in an order.
func (w *Writer) differences(c *schema.Collection, rec schema.Record, values map[string]any, fixed schema.Record, s scope) (schema.Record, error) {
	var set schema.Record
	authors := authorsOf(c)
	keys := false
	for _, f := range c.Fields {
		if f.Relation != nil {
			keys = keys || f.Relation.Type == schema.BelongsTo && values[f.Relation.ForeignKey] != nil
			continue
		}
		v, given := fixed[f.Name]
		if !given {
			v, given = values[f.Name]
			given = given && w.writable(f, v, authors)
		}
		if !given || f.Column == "" || same(rec[f.Name], v) {
			continue
		}
		if f.PrimaryKey {
			return nil, errs.New(errs.Invalid, CodeInvalidValue, "%s cannot be changed", Label(c, f)).On(join(s.at, f.Name))
		}
		if set == nil {
			set = schema.Record{}
		}
		set[f.Name] = v
	}
	if len(set) == 0 {
		return nil, nil
	}
	if keys {
		if err := w.verifyKeys(c, set, values, s); err != nil {
			return nil, err
		}
	}
	err := w.touch(c, set, fixed, authors)
	for name, v := range set {
		if same(rec[name], v) {
			delete(set, name) // the same author again, or the same instant
		}
	}
	return set, err
}

// writable tells whether a submitted column of an existing record counts: not what Sequitur fills itself, and not an
// empty password, which keeps the previous one.
func (w *Writer) writable(f *schema.Field, v any, authors []*schema.Field) bool {
	switch {
	case timestampOf(f) != "":
		return false
	case f.Type == "password":
		return v != nil && v != ""
	case f.Type == "context":
		return w.o.ActorID == 0
	case w.o.ActorID == 0:
		return true
	}
	for _, r := range authors {
		if r.Relation.ForeignKey == f.Name {
			return false
		}
	}
	return true
}

// authorsOf returns the relations that name who wrote a record.
func authorsOf(c *schema.Collection) []*schema.Field {
	var out []*schema.Field
	for _, f := range c.Fields {
		if f.Relation != nil && isAuthor(f) {
			out = append(out, f)
		}
	}
	return out
}

// touch adds what follows from a change.
func (w *Writer) touch(c *schema.Collection, set, fixed schema.Record, authors []*schema.Field) error {
	for _, f := range authors {
		if f.Interface == "updatedBy" {
			w.sign(set, f)
		}
	}
	for _, f := range c.Fields {
		_, given := set[f.Name]
		if !given {
			_, given = fixed[f.Name]
		}
		switch {
		case timestampOf(f) == "updatedAt":
			set[f.Name] = w.now
		case given:
		case f.Type == "sort":
			if err := w.movedScope(c, f, set); err != nil {
				return err
			}
		case f.Flag("onUpdateToCurrentTime"):
			v, err := f.Kind.Parse(f, w.o.Now, w.env)
			if err != nil {
				return err
			}
			set[f.Name] = v
		case f.Type == "context" && w.o.ActorID != 0 && !f.Flag("createOnly"):
			v, err := w.contextual(f)
			if err != nil {
				return err
			}
			set[f.Name] = v
		}
	}
	return nil
}

// movedScope puts a record that changes its scope behind the others there.
func (w *Writer) movedScope(c *schema.Collection, f *schema.Field, set schema.Record) error {
	scopeKey := f.Text("scopeKey")
	if _, moves := set[scopeKey]; !moves {
		return nil
	}
	last, err := w.o.Tx.Max(c, sortScope(c, f, set), f)
	if err != nil {
		return err
	}
	set[f.Name] = last + 1
	return nil
}

// same compares canonical values.
func same(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case string, int64, float64, bool:
		return x == b
	}
	return reflect.DeepEqual(a, b)
}
