package catalog

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// options are the keys of a definition that have no column of their own.
type options map[string]any

func (o options) text(key string) string {
	s, _ := o[key].(string)
	return s
}

func (o options) flag(key string) bool {
	b, _ := o[key].(bool)
	return b
}

// fieldDef is a definition of a field while it is being edited. It is changed through set only, which remembers
// that its row has to be written.
type fieldDef struct {
	key         string
	name        string
	typ         string
	iface       string
	description string
	parentKey   string
	reverseKey  string
	sort        int64
	options     options

	collection *collectionDef
	builtin    *schema.Field // a field of Sequitur's own collections; has no row
	stored     bool
	dirty      bool
}

func (f *fieldDef) set(key string, v any) {
	f.dirty = true
	f.options = maps.Clone(f.options)
	if f.options == nil {
		f.options = options{}
	}
	if v == nil {
		delete(f.options, key)
		return
	}
	f.options[key] = v
}

func (f *fieldDef) link(mirror *fieldDef) {
	f.reverseKey, mirror.reverseKey = mirror.key, f.key
	f.dirty, mirror.dirty = true, true
}

func (f *fieldDef) relation() schema.RelationType {
	switch r := schema.RelationType(f.typ); r {
	case schema.BelongsTo, schema.HasOne, schema.HasMany, schema.BelongsToMany:
		return r
	}
	return ""
}

// column is the name of the field's column, "" when it has none.
func (f *fieldDef) column() string {
	if f.builtin != nil {
		return f.builtin.Column
	}
	k := schema.KindOf(f.typ)
	if k == nil || k.Storage() == schema.NoColumn {
		return ""
	}
	if own := f.options.text("field"); own != "" {
		return own
	}
	return f.name
}

func (f *fieldDef) primaryKey() bool {
	if f.builtin != nil {
		return f.builtin.PrimaryKey
	}
	return f.options.flag("primaryKey")
}

// collectionDef is a definition of a collection while it is being edited.
type collectionDef struct {
	key         string
	name        string
	title       string
	description string
	inherit     bool
	hidden      bool
	sort        int64
	options     options
	fields      []*fieldDef

	system *schema.Collection // one of Sequitur's own; has no row
	stored bool
	dirty  bool
}

func (c *collectionDef) set(key string, v any) {
	c.dirty = true
	c.options = maps.Clone(c.options)
	if c.options == nil {
		c.options = options{}
	}
	if v == nil {
		delete(c.options, key)
		return
	}
	c.options[key] = v
}

func (c *collectionDef) field(name string) *fieldDef {
	for _, f := range c.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (c *collectionDef) primaryKey() *fieldDef {
	for _, f := range c.fields {
		if f.primaryKey() {
			return f
		}
	}
	return nil
}

// targetKeys are the fields that filterByTk addresses: the option filterTargetKey, else the primary key.
func (c *collectionDef) targetKeys() []string {
	if c.system != nil {
		if len(c.system.FilterTargetKey) > 0 {
			return c.system.FilterTargetKey
		}
	} else if names := textList(c.options["filterTargetKey"]); len(names) > 0 {
		return names
	}
	if pk := c.primaryKey(); pk != nil {
		return []string{pk.name}
	}
	return nil
}

// extensible tells whether people may add fields: to their own collections and to users.
func (c *collectionDef) extensible() bool { return c.system == nil || c.name == "users" }

// dropIndexes removes the composite indexes that hold a field.
func (c *collectionDef) dropIndexes(name string) {
	list, _ := c.options["indexes"].([]any)
	var kept []any
	for _, item := range list {
		m, _ := item.(map[string]any)
		if !slices.Contains(textList(m["fields"]), name) {
			kept = append(kept, item)
		}
	}
	switch {
	case len(kept) == len(list):
	case len(kept) == 0:
		c.set("indexes", nil)
	default:
		c.set("indexes", kept)
	}
}

func (c *collectionDef) nextSort() int64 {
	var last int64
	for _, f := range c.fields {
		last = max(last, f.sort)
	}
	return last + 1
}

// model is all definitions while an edit works on them.
type model struct {
	list  []*collectionDef
	names map[string]*collectionDef
	// Rows to be removed.
	goneCollections []*collectionDef
	goneFields      []*fieldDef
}

func (m *model) add(c *collectionDef) {
	m.list = append(m.list, c)
	m.names[c.name] = c
}

func (m *model) remove(c *collectionDef) {
	m.goneFields = append(m.goneFields, c.fields...)
	m.list = without(m.list, c)
	delete(m.names, c.name)
	m.goneCollections = append(m.goneCollections, c)
}

func (m *model) removeField(f *fieldDef) {
	f.collection.fields = without(f.collection.fields, f)
	f.collection.dropIndexes(f.name)
	m.goneFields = append(m.goneFields, f)
	if mirror := m.byKey(f.reverseKey); mirror != nil {
		mirror.reverseKey, mirror.dirty = "", true
	}
}

// byKey finds a field that has a row by its key.
func (m *model) byKey(key string) *fieldDef {
	if key == "" {
		return nil
	}
	for _, c := range m.list {
		for _, f := range c.fields {
			if f.key == key && f.builtin == nil {
				return f
			}
		}
	}
	return nil
}

// relations returns every relation that people defined.
func (m *model) relations() []*fieldDef {
	var all []*fieldDef
	for _, c := range m.list {
		for _, f := range c.fields {
			if f.builtin == nil && f.relation() != "" {
				all = append(all, f)
			}
		}
	}
	return all
}

func (m *model) nextSort() int64 {
	var last int64
	for _, c := range m.list {
		last = max(last, c.sort)
	}
	return last + 1
}

func without[T comparable](list []T, item T) []T {
	out := make([]T, 0, len(list))
	for _, x := range list {
		if x != item {
			out = append(out, x)
		}
	}
	return out
}

// textList reads an option that is a name or a list of names.
func textList(v any) []string {
	switch x := v.(type) {
	case string:
		var out []string
		for _, s := range strings.Split(x, ",") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
		return out
	case []any:
		var out []string
		for _, item := range x {
			if s, ok := item.(string); ok && s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// uid makes an identifier from an id that was never used before.
func uid(id int64) string { return strconv.FormatInt(id, 36) }
