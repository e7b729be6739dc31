package record

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// UpdateTogether does what Update does for a caller who needs no records back, and returns how many match. It raises no
// events. Where the values mean the same for every record and nobody watches the rows, the database changes them without
// showing them: neither the time nor the memory that many records take is spent on reading them.
//
// Errors as for Update.
func (w *Writer) UpdateTogether(c *schema.Collection, f query.Filter, values map[string]any, o WriteOptions) (n int64, err error) {
	emit := w.o.Emit
	w.o.Emit = nil
	defer func() { w.o.Emit = emit }()
	if !w.together(c, values) {
		rows, err := w.Update(c, f, values, o)
		return int64(len(rows)), err
	}
	err = w.top(func() error {
		if err := CheckRules(c, values, false); err != nil {
			return err
		}
		if n, err = w.o.Tx.Count(c, f); err != nil || n == 0 {
			return err
		}
		return w.updateUnseen(c, f, values)
	})
	return n, err
}

// together tells whether one statement can change records that nobody looks at. Keys are checked one by one, and lists
// and objects cannot be compared by every database.
func (w *Writer) together(c *schema.Collection, values map[string]any) bool {
	if _, watched := w.o.Tx.(store.Witness); watched || !alike(c, values) {
		return false
	}
	for name := range values {
		f := c.Field(name)
		if f == nil || f.Column == "" {
			continue
		}
		if f.PrimaryKey || f.Kind.Storage() == schema.JSON || refers(c, f) {
			return false
		}
	}
	return true
}

// refers tells whether a column is the key of a relation.
func refers(c *schema.Collection, f *schema.Field) bool {
	if f.ForeignKey || constrained(c, f.Name) {
		return true
	}
	for _, r := range c.Fields {
		if r.Relation != nil && r.Relation.Type == schema.BelongsTo && r.Relation.ForeignKey == f.Name {
			return true
		}
	}
	return false
}

// updateUnseen writes the values to the matching records that have others, with what follows from a change.
func (w *Writer) updateUnseen(c *schema.Collection, f query.Filter, values map[string]any) error {
	set := schema.Record{}
	var others query.Or
	authors := authorsOf(c)
	for _, field := range c.Columns() {
		v, given := values[field.Name]
		if !given || !w.writable(field, v, authors) {
			continue
		}
		set[field.Name] = v
		others = append(others, query.Cond{Field: field, Op: query.Ne, Value: v})
	}
	if len(set) == 0 {
		return nil
	}
	if err := w.touch(c, set, nil, authors); err != nil {
		return err
	}
	only := query.Filter(others)
	if f != nil {
		only = query.And{f, others}
	}
	if _, err := w.o.Tx.Update(c, only, set); err != nil {
		return w.explainKeys(c, set, "", err)
	}
	return nil
}
