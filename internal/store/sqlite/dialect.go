package sqlite

import (
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Dialect is what SQLite does in its own way. Instants, dates and decimals are texts: fixed-width UTC, so that text
// order is time order, and exact digits that decimal_key orders.
type Dialect struct{}

// Name implements sqlstore.Dialect.
func (Dialect) Name() string { return "sqlite" }

// Quote implements sqlstore.Dialect.
func (Dialect) Quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// ColumnType implements sqlstore.Dialect. It never names a type that the driver would turn into time.Time.
func (Dialect) ColumnType(f *schema.Field) string {
	switch f.Kind.Storage() {
	case schema.Integer, schema.Boolean:
		return "INTEGER"
	case schema.Real:
		return "REAL"
	default:
		return "TEXT"
	}
}

// Encode implements sqlstore.Dialect.
func (Dialect) Encode(_ *schema.Field, v any) any {
	if b, ok := v.(bool); ok {
		if b {
			return int64(1)
		}
		return int64(0)
	}
	return v
}

// Decode implements sqlstore.Dialect.
func (Dialect) Decode(f *schema.Field, v any) any {
	switch n := v.(type) {
	case int64:
		switch f.Kind.Storage() {
		case schema.Boolean:
			return n != 0
		case schema.Real:
			return float64(n)
		}
	case []byte:
		return string(n)
	}
	return v
}

// Fold implements sqlstore.Dialect.
func (Dialect) Fold(expr string) string { return "fold(" + expr + ")" }

// DecimalKey implements sqlstore.Dialect.
func (Dialect) DecimalKey(expr string) string { return "decimal_key(" + expr + ")" }

// Contains implements sqlstore.Dialect.
func (Dialect) Contains(haystack, needle string) string {
	return "instr(" + haystack + ", " + needle + ") > 0"
}

// JSONElements implements sqlstore.Dialect. Booleans are written as in JSON; what is no array has no elements.
func (Dialect) JSONElements(expr string) string {
	return "(select case type when 'true' then 'true' when 'false' then 'false' else cast(value as text) end as value" +
		" from json_each(case json_type(" + expr + ") when 'array' then " + expr + " end))"
}

// Placeholders implements sqlstore.Dialect.
func (Dialect) Placeholders(sql string) string { return sql }

// Time implements sqlstore.Dialect.
func (Dialect) Time(t time.Time) any { return clock.Format(t) }
