package page

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

func eq(c *schema.Collection, field string, v any) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.Eq, Value: v}
}

func in(c *schema.Collection, field string, values []any) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.In, Value: values}
}

// find returns the matching rows with all their columns, hidden ones too.
func find(r store.RecordReader, c *schema.Collection, f query.Filter) ([]schema.Record, error) {
	return r.Find(&query.Find{Collection: c, Filter: f, Fields: c.Columns()})
}

// findOne returns the first matching row, nil when there is none.
func findOne(r store.RecordReader, c *schema.Collection, f query.Filter) (schema.Record, error) {
	rows, err := r.Find(&query.Find{Collection: c, Filter: f, Fields: c.Columns(), Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// without are the columns of a collection but those named.
func without(c *schema.Collection, names ...string) []*schema.Field {
	var out []*schema.Field
	for _, f := range c.Columns() {
		if !contains(names, f.Name) {
			out = append(out, f)
		}
	}
	return out
}

func column(rows []schema.Record, name string) []any {
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = row[name]
	}
	return out
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func integer(v any) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case json.Number:
		i, err := n.Int64()
		if err != nil {
			return 0
		}
		return i
	}
	return 0
}

// RolesOf reads a stored list of roles.
func RolesOf(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		out = append(out, text(item))
	}
	return out
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
