package access

import (
	"errors"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// tables are the descriptions of the tables that access reads and writes. They never change at run time, except
// that a team may add fields to users.
type tables struct {
	snapshot  *schema.Snapshot
	users     *schema.Collection
	roles     *schema.Collection
	members   *schema.Collection
	resources *schema.Collection
	actions   *schema.Collection
	scopes    *schema.Collection
	sessions  *schema.Collection
	settings  *schema.Collection
	secrets   *schema.Collection
}

// newTables links the built-in descriptions. They are part of the program: a mistake in them is found by every test.
func newTables() tables {
	snap, err := schema.NewSnapshot(0, append(schema.System(), secrets()))
	if err != nil {
		panic("access: the built-in collections do not link: " + err.Error())
	}
	return tables{
		snapshot:  snap,
		users:     snap.Collection("users"),
		roles:     snap.Collection("roles"),
		members:   snap.Collection("rolesUsers"),
		resources: snap.Collection("dataSourcesRolesResources"),
		actions:   snap.Collection("dataSourcesRolesResourcesActions"),
		scopes:    snap.Collection("dataSourcesRolesResourcesScopes"),
		sessions:  snap.Collection("issuedTokens"),
		settings:  snap.Collection("systemSettings"),
		secrets:   snap.Collection("secrets"),
	}
}

// secrets describes the table of the keys that the server makes for itself. It is no system collection: nothing
// but this package ever reads it.
func secrets() *schema.Collection {
	name := &schema.Field{Name: "name", Type: "string", Column: "name", PrimaryKey: true, NotNull: true}
	value := &schema.Field{Name: "value", Type: "string", Column: "value", Hidden: true, NotNull: true}
	return &schema.Collection{Name: "secrets", Table: "secrets", System: true, Hidden: true, Fields: []*schema.Field{name, value}}
}

func eq(c *schema.Collection, field string, v any) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.Eq, Value: v}
}

func isNull(c *schema.Collection, field string) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.IsNull}
}

// first returns the first record that matches, with the hidden fields named besides the visible ones.
func first(r store.RecordReader, c *schema.Collection, f query.Filter, hidden ...string) (schema.Record, error) {
	rows, err := r.Find(&query.Find{Collection: c, Filter: f, Fields: columns(c, hidden), Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, store.ErrNotFound
	}
	return rows[0], nil
}

func columns(c *schema.Collection, hidden []string) []*schema.Field {
	if len(hidden) == 0 {
		return nil
	}
	var out []*schema.Field
	for _, f := range c.Columns() {
		if !f.Hidden {
			out = append(out, f)
		}
	}
	for _, name := range hidden {
		out = append(out, c.Field(name))
	}
	return out
}

func visible(c *schema.Collection, r schema.Record) schema.Record {
	out := make(schema.Record, len(r))
	for name, v := range r {
		if f := c.Field(name); f != nil && !f.Hidden {
			out[name] = v
		}
	}
	return out
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

// integer reads an integer column; absent is 0.
func integer(r schema.Record, name string) int64 {
	n, _ := r[name].(int64)
	return n
}

func text(r schema.Record, name string) string {
	s, _ := r[name].(string)
	return s
}

func boolean(r schema.Record, name string) bool {
	b, _ := r[name].(bool)
	return b
}
