package definition

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// tables are the system collections whose rows this package reads and writes.
type tables struct {
	workflows, nodes, executions, stats, versionStats, categories, relations *schema.Collection
}

func newTables() (*tables, error) {
	s, err := schema.NewSnapshot(0, schema.System())
	if err != nil {
		return nil, err
	}
	return &tables{
		workflows: s.Collection("workflows"), nodes: s.Collection("flow_nodes"), executions: s.Collection("executions"),
		stats: s.Collection("workflowStats"), versionStats: s.Collection("workflowVersionStats"),
		categories: s.Collection("workflowCategories"), relations: s.Collection("workflowCategoryRelations"),
	}, nil
}

// maxIn bounds the members of one IN condition.
const maxIn = 500

func eq(c *schema.Collection, field string, v any) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.Eq, Value: v}
}

func isTrue(c *schema.Collection, field string) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.IsTrue}
}

func in[T any](c *schema.Collection, field string, values []T) query.Filter {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return query.Cond{Field: c.Field(field), Op: query.In, Value: list}
}

// find returns the matching rows by primary key; fields nil means all columns.
func find(r store.RecordReader, c *schema.Collection, f query.Filter, fields ...string) ([]schema.Record, error) {
	q := &query.Find{Collection: c, Filter: f}
	for _, name := range fields {
		q.Fields = append(q.Fields, c.Field(name))
	}
	return r.Find(q)
}

// findOne returns the first matching row, nil when there is none.
func findOne(r store.RecordReader, c *schema.Collection, f query.Filter) (schema.Record, error) {
	rows, err := r.Find(&query.Find{Collection: c, Filter: f, Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// findByID returns the rows with these ids, read in parts.
func findByID(r store.RecordReader, c *schema.Collection, field string, ids []int64) ([]schema.Record, error) {
	var out []schema.Record
	for len(ids) > 0 {
		n := min(len(ids), maxIn)
		rows, err := find(r, c, in(c, field, ids[:n]))
		if err != nil {
			return nil, err
		}
		out, ids = append(out, rows...), ids[n:]
	}
	return out, nil
}
