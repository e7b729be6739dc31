package sqlstore

import (
	"errors"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Insert implements store.RecordWriter.
func (s *Session) Insert(c *schema.Collection, row schema.Record) error {
	return s.insertRows(c, []schema.Record{row})
}

// InsertMany implements store.RecordWriter. Rows next to each other with the same columns share statements.
func (s *Session) InsertMany(c *schema.Collection, rows []schema.Record) error {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && s.sameColumns(c, rows[0], rows[n]) {
			n++
		}
		if err := s.insertRows(c, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (s *Session) sameColumns(c *schema.Collection, a, b schema.Record) bool {
	for _, f := range s.env.Plans.table(c, s.d).columns {
		_, inA := a[f.Name]
		_, inB := b[f.Name]
		if inA != inB {
			return false
		}
	}
	return true
}

// insertRows inserts rows of the same columns.
func (s *Session) insertRows(c *schema.Collection, rows []schema.Record) error {
	columns := s.env.Plans.table(c, s.d).columns
	set, mask := present(columns, rows[0])
	return chunks(len(rows), len(set), func(from, to int) error {
		args := make([]any, 0, (to-from)*len(set))
		for _, row := range rows[from:to] {
			var err error
			if args, err = s.encodeRow(args, set, row); err != nil {
				return err
			}
		}
		return named(c, s.queue(s.insertText(c, set, mask, to-from), args...))
	})
}

// present returns the columns that row has, and a mask of their positions when there are few enough for one.
func present(columns []*schema.Field, row schema.Record) (set []*schema.Field, mask uint64) {
	set = make([]*schema.Field, 0, len(columns))
	for i, f := range columns {
		if _, ok := row[f.Name]; ok {
			set = append(set, f)
			mask |= 1 << (i % 64)
		}
	}
	if len(columns) > 64 {
		mask = 0
	}
	return set, mask
}

func (s *Session) encodeRow(args []any, set []*schema.Field, row schema.Record) ([]any, error) {
	for _, f := range set {
		v, err := f.Kind.Encode(f, row[f.Name])
		if err != nil {
			return nil, err
		}
		args = append(args, s.d.Encode(f, v))
	}
	return args, nil
}

// insertText returns the statement for rows of the columns in set; the mask, when there is one, is its name in the
// cache.
func (s *Session) insertText(c *schema.Collection, set []*schema.Field, mask uint64, rows int) string {
	build := func() string {
		head := "INSERT INTO " + s.d.Quote(c.Table)
		if len(set) == 0 {
			return head + " DEFAULT VALUES"
		}
		names := make([]string, len(set))
		for i, f := range set {
			names[i] = s.d.Quote(f.Column)
		}
		return head + " (" + strings.Join(names, ", ") + ") VALUES " + groups(len(set), rows)
	}
	if mask == 0 {
		return build()
	}
	return s.env.Plans.insert(insertKey{c, mask, rows}, build)
}

// Update implements store.RecordWriter.
func (s *Session) Update(c *schema.Collection, f query.Filter, set schema.Record) (int64, error) {
	fields, _ := present(s.env.Plans.table(c, s.d).columns, set)
	if len(fields) == 0 {
		return s.Count(c, f)
	}
	args, err := s.encodeRow(nil, fields, set)
	if err != nil {
		return 0, err
	}
	r := newRenderer(s.d)
	r.write("UPDATE ", s.d.Quote(c.Table), " AS ", rootAlias, " SET ")
	for i, field := range fields {
		if i > 0 {
			r.write(", ")
		}
		r.write(s.d.Quote(field.Column), " = ?")
	}
	r.bind(args...)
	return s.change(c, f, r)
}

// Delete implements store.RecordWriter.
func (s *Session) Delete(c *schema.Collection, f query.Filter) (int64, error) {
	r := newRenderer(s.d)
	r.write("DELETE FROM ", s.d.Quote(c.Table), " AS ", rootAlias)
	return s.change(c, f, r)
}

// Shift implements store.RecordWriter.
func (s *Session) Shift(c *schema.Collection, f query.Filter, field *schema.Field, delta int64) error {
	name := s.d.Quote(field.Column)
	r := newRenderer(s.d)
	r.write("UPDATE ", s.d.Quote(c.Table), " AS ", rootAlias, " SET ", name, " = ", name, " + ?")
	r.bind(delta)
	_, err := s.change(c, f, r)
	return err
}

// change completes the statement in r with the filter and runs it.
func (s *Session) change(c *schema.Collection, f query.Filter, r *renderer) (int64, error) {
	r.where(c, f)
	if r.err != nil {
		return 0, r.err
	}
	n, err := s.exec(r.sql.String(), r.args...)
	return n, named(c, err)
}

// named gives constraint errors the names people know: the collection's and its fields', not the table's.
func named(c *schema.Collection, err error) error {
	var unique *store.UniqueError
	var foreign *store.ForeignKeyError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unique) && (unique.Collection == "" || unique.Collection == c.Table):
		return &store.UniqueError{Collection: c.Name, Fields: fieldNames(c, unique.Fields)}
	case errors.As(err, &foreign) && (foreign.Collection == "" || foreign.Collection == c.Table):
		return &store.ForeignKeyError{Collection: c.Name, Err: foreign.Err}
	default:
		return err
	}
}

func fieldNames(c *schema.Collection, columns []string) []string {
	names := make([]string, 0, len(columns))
	for _, name := range columns {
		for _, f := range c.Fields {
			if f.Column == name {
				name = f.Name
				break
			}
		}
		names = append(names, name)
	}
	return names
}
