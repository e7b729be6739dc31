package postgres

import (
	"strconv"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Dialect is what PostgreSQL does in its own way. Text has the collation "C", so that it is compared exactly and
// ordered like SQLite's; the functions sequitur_* come from the bootstrap.
type Dialect struct{}

// Name implements sqlstore.Dialect.
func (Dialect) Name() string { return "postgres" }

// Quote implements sqlstore.Dialect.
func (Dialect) Quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// ColumnType implements sqlstore.Dialect.
func (Dialect) ColumnType(f *schema.Field) string {
	switch f.Kind.Storage() {
	case schema.Integer:
		return "bigint"
	case schema.Real:
		return "double precision"
	case schema.Decimal:
		return "numeric"
	case schema.Boolean:
		return "boolean"
	case schema.Instant:
		return "timestamp(3) with time zone"
	case schema.JSON:
		return "jsonb"
	default:
		return `text COLLATE "C"`
	}
}

// Encode implements sqlstore.Dialect.
func (Dialect) Encode(f *schema.Field, v any) any {
	s, ok := v.(string)
	if !ok || f.Kind.Storage() != schema.Instant {
		return v
	}
	t, err := time.Parse(clock.Layout, s)
	if err != nil {
		return v // the server will refuse it
	}
	return t
}

// Decode implements sqlstore.Dialect.
func (Dialect) Decode(_ *schema.Field, v any) any { return v }

// Fold implements sqlstore.Dialect.
func (Dialect) Fold(expr string) string { return "sequitur_fold(" + expr + ")" }

// DecimalKey implements sqlstore.Dialect.
func (Dialect) DecimalKey(expr string) string { return "CAST(" + expr + " AS numeric)" }

// Contains implements sqlstore.Dialect.
func (Dialect) Contains(haystack, needle string) string {
	return "strpos(" + haystack + ", " + needle + ") > 0"
}

// JSONElements implements sqlstore.Dialect. What is no array has no elements.
func (Dialect) JSONElements(expr string) string {
	list := "CAST(" + expr + " AS jsonb)"
	return "(SELECT value FROM jsonb_array_elements_text(CASE jsonb_typeof(" + list + ") WHEN 'array' THEN " + list +
		" END)) AS elements"
}

// Placeholders implements sqlstore.Dialect. Question marks inside quotes stay.
func (Dialect) Placeholders(sql string) string {
	if strings.IndexByte(sql, '?') < 0 {
		return sql
	}
	var b strings.Builder
	n, quote := 0, byte(0)
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			b.WriteByte(c)
		case c == '\'' || c == '"':
			quote = c
			b.WriteByte(c)
		case c == '?':
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Time implements sqlstore.Dialect.
func (Dialect) Time(t time.Time) any { return t.UTC() }
