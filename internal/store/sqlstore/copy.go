package sqlstore

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// copied says what a column of the new table is filled with: an expression on the old one, "" for its default.
type copied struct {
	column string
	source string // the old column, "" for a new one
	expr   string
}

// copies plans how the rows get from have to want, and refuses a change that would lose or invent values.
func (s *Session) copies(have, want table, from, to *schema.Collection) ([]copied, error) {
	var out []copied
	for _, f := range to.Columns() {
		col := want.columns[slices.IndexFunc(want.columns, func(c column) bool { return c.name == f.Column })]
		old := sourceOf(have, from, f)
		if old == nil {
			if err := s.fillable(have, f, col); err != nil {
				return nil, err
			}
			out = append(out, copied{column: f.Column})
			continue
		}
		expr, err := s.convert(old, f)
		if err != nil {
			return nil, err
		}
		if col.notNull && col.def != "" {
			expr = "COALESCE(" + expr + ", " + col.def + ")"
		} else if col.notNull {
			if err := s.noNulls(have, f, old.Column); err != nil {
				return nil, err
			}
		}
		out = append(out, copied{column: f.Column, source: old.Column, expr: expr})
	}
	return out, nil
}

// sourceOf finds the field that held f's values: the one with the same key, else the one with the same column.
func sourceOf(have table, from *schema.Collection, f *schema.Field) *schema.Field {
	var same *schema.Field
	for _, old := range from.Columns() {
		if !have.has(old.Column) {
			continue
		}
		if f.Key != "" && old.Key == f.Key {
			return old
		}
		if old.Column == f.Column && (f.Key == "" || old.Key == "") {
			same = old
		}
	}
	return same
}

// convert renders the old column as a value of the new one. Only changes that keep every value exactly are done.
func (s *Session) convert(old, f *schema.Field) (string, error) {
	col := s.d.Quote(old.Column)
	was, is := old.Kind.Storage(), f.Kind.Storage()
	switch {
	case was == is && (was != schema.Integer || (old.Type == "unixTimestamp") == (f.Type == "unixTimestamp")):
		return col, nil
	case was == schema.Integer && old.Type != "unixTimestamp" && (is == schema.Real || is == schema.Decimal || is == schema.Text),
		was == schema.Decimal && is == schema.Text:
		return "CAST(" + col + " AS " + bareType(s.d.ColumnType(f)) + ")", nil
	default:
		return "", errs.New(errs.Invalid, CodeTypeChange, "field %q cannot change its type from %s to %s", f.Name, old.Type, f.Type).On(f.Name)
	}
}

// bareType is a column type without its collation.
func bareType(typ string) string {
	bare, _, _ := strings.Cut(typ, " COLLATE ")
	return bare
}

// fillable refuses a new column that must have a value but does not say which, when there are rows.
func (s *Session) fillable(have table, f *schema.Field, col column) error {
	if !col.notNull || col.def != "" {
		return nil
	}
	n, err := s.number(`SELECT COUNT(*) FROM (SELECT 1 FROM ` + s.d.Quote(have.name) + ` LIMIT 1) AS "first"`)
	if err != nil || n == 0 {
		return err
	}
	return nullValues(f)
}

func (s *Session) noNulls(have table, f *schema.Field, old string) error {
	n, err := s.number(`SELECT COUNT(*) FROM ` + s.d.Quote(have.name) + ` WHERE ` + s.d.Quote(old) + ` IS NULL`)
	if err != nil || n == 0 {
		return err
	}
	return nullValues(f)
}

func nullValues(f *schema.Field) error {
	return errs.New(errs.Conflict, CodeNullValues, "field %q needs a default: there are records without a value", f.Name).On(f.Name)
}
