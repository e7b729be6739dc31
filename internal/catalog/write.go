package catalog

import (
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// write stores the definitions that changed.
func (e *Edit) write() error {
	if err := e.deleteRows(); err != nil {
		return err
	}
	for _, c := range e.m.list {
		if c.system == nil && c.dirty {
			if err := e.save(e.t.collections, c.key, c.stored, e.collectionRow(c)); err != nil {
				return err
			}
			c.stored, c.dirty = true, false
		}
		for _, f := range c.fields {
			if f.builtin != nil || !f.dirty {
				continue
			}
			if err := e.save(e.t.fields, f.key, f.stored, e.fieldRow(f)); err != nil {
				return err
			}
			f.stored, f.dirty = true, false
		}
	}
	return nil
}

func (e *Edit) deleteRows() error {
	var fields, collections []any
	for _, f := range e.m.goneFields {
		if f.stored {
			fields = append(fields, f.key)
		}
	}
	for _, c := range e.m.goneCollections {
		if c.stored {
			collections = append(collections, c.key)
		}
	}
	e.m.goneFields, e.m.goneCollections = nil, nil
	if err := e.deleteKeys(e.t.fields, fields); err != nil {
		return err
	}
	return e.deleteKeys(e.t.collections, collections)
}

// deletedAtOnce keeps a statement below the databases' limit of parameters.
const deletedAtOnce = 500

func (e *Edit) deleteKeys(c *schema.Collection, keys []any) error {
	for len(keys) > 0 {
		n := min(len(keys), deletedAtOnce)
		if _, err := e.tx.Delete(c, query.Cond{Field: c.PrimaryKey(), Op: query.In, Value: keys[:n]}); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

func (e *Edit) save(c *schema.Collection, key string, stored bool, row schema.Record) error {
	now := clock.Format(e.tx.Now())
	row["updatedAt"] = now
	if !stored {
		row["key"], row["createdAt"] = key, now
		return e.tx.Insert(c, row)
	}
	_, err := e.tx.Update(c, query.Cond{Field: c.PrimaryKey(), Op: query.Eq, Value: key}, row)
	return err
}

func (e *Edit) collectionRow(c *collectionDef) schema.Record {
	return schema.Record{
		"name": c.name, "title": orNull(c.title), "inherit": c.inherit, "hidden": c.hidden, "description": orNull(c.description),
		"sort": c.sort, "options": map[string]any(c.options),
	}
}

func (e *Edit) fieldRow(f *fieldDef) schema.Record {
	return schema.Record{
		"name": f.name, "type": f.typ, "interface": orNull(f.iface), "description": orNull(f.description),
		"collectionName": f.collection.name, "parentKey": orNull(f.parentKey), "reverseKey": orNull(f.reverseKey),
		"sort": f.sort, "options": map[string]any(f.options),
	}
}
