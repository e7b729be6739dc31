package catalog

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// tables are the system collections that hold the definitions.
type tables struct{ collections, fields *schema.Collection }

// ownTables returns the descriptions of Sequitur's own collections, and of the two that hold definitions.
func ownTables() ([]*schema.Collection, tables, error) {
	system := schema.System()
	sn, err := schema.NewSnapshot(0, system)
	if err != nil {
		return nil, tables{}, err
	}
	return system, tables{sn.Collection("collections"), sn.Collection("fields")}, nil
}

// readModel reads all definitions.
func readModel(r store.RecordReader) (*model, error) {
	system, t, err := ownTables()
	if err != nil {
		return nil, err
	}
	m := &model{names: map[string]*collectionDef{}}
	for _, c := range system {
		m.add(systemDef(c))
	}
	collections, err := r.Find(&query.Find{Collection: t.collections, Sort: bySort(t.collections)})
	if err != nil {
		return nil, err
	}
	for _, rec := range collections {
		m.add(collectionOf(rec))
	}
	fields, err := r.Find(&query.Find{Collection: t.fields, Sort: bySort(t.fields)})
	if err != nil {
		return nil, err
	}
	for _, rec := range fields {
		if c := m.names[text(rec["collectionName"])]; c != nil {
			c.fields = append(c.fields, fieldOf(c, rec))
		}
	}
	return m, nil
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
