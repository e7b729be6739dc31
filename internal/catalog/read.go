package catalog

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// tables are the system collections that hold the definitions. They are made once: what the database keeps for them
// is found again.
type tables struct{ collections, fields *schema.Collection }

func ownTables() (*tables, error) {
	t := &tables{}
	var found []*schema.Collection
	for _, c := range schema.System() {
		switch c.Name {
		case "collections":
			t.collections, found = c, append(found, c)
		case "fields":
			t.fields, found = c, append(found, c)
		}
	}
	_, err := schema.NewSnapshot(0, found)
	return t, err
}

// rows are the stored definitions.
type rows struct{ collections, fields []schema.Record }

func (s *Service) stored(r store.RecordReader) (*rows, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	t := s.tables
	collections, err := r.Find(&query.Find{Collection: t.collections, Sort: bySort(t.collections)})
	if err != nil {
		return nil, err
	}
	fields, err := r.Find(&query.Find{Collection: t.fields, Sort: bySort(t.fields)})
	return &rows{collections, fields}, err
}

// modelOf puts Sequitur's own collections and the stored ones together.
func modelOf(rs *rows) *model {
	m := &model{names: map[string]*collectionDef{}}
	for _, c := range schema.System() {
		m.add(systemDef(c))
	}
	for _, rec := range rs.collections {
		m.add(collectionOf(rec))
	}
	for _, rec := range rs.fields {
		if c := m.names[text(rec["collectionName"])]; c != nil {
			c.fields = append(c.fields, fieldOf(c, rec))
		}
	}
	return m
}

func bySort(c *schema.Collection) []query.SortKey {
	return []query.SortKey{{Field: c.Field("sort")}}
}

func systemDef(c *schema.Collection) *collectionDef {
	d := &collectionDef{key: c.Key, name: c.Name, title: c.Title, hidden: c.Hidden, system: c, options: options{}}
	for i, f := range c.Fields {
		d.fields = append(d.fields, &fieldDef{
			key: f.Key, name: f.Name, typ: f.Type, iface: f.Interface, sort: int64(i + 1), collection: d, builtin: f,
		})
	}
	return d
}

func collectionOf(rec schema.Record) *collectionDef {
	return &collectionDef{
		key: text(rec["key"]), name: text(rec["name"]), title: text(rec["title"]), description: text(rec["description"]),
		inherit: rec["inherit"] == true, hidden: rec["hidden"] == true, sort: number(rec["sort"]), options: object(rec["options"]),
		stored: true,
	}
}

func fieldOf(c *collectionDef, rec schema.Record) *fieldDef {
	return &fieldDef{
		key: text(rec["key"]), name: text(rec["name"]), typ: text(rec["type"]), iface: text(rec["interface"]),
		description: text(rec["description"]), parentKey: text(rec["parentKey"]), reverseKey: text(rec["reverseKey"]),
		sort: number(rec["sort"]), options: object(rec["options"]), collection: c, stored: true,
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func number(v any) int64 {
	n, _ := v.(int64)
	return n
}

func object(v any) options {
	m, _ := v.(map[string]any)
	if m == nil {
		return options{}
	}
	return options(m)
}
