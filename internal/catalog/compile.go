package catalog

import (
	"fmt"
	"maps"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// snapshot turns the definitions into the schema that everything else works with.
func (m *model) snapshot(version uint64) (*schema.Snapshot, error) {
	system := map[string]*schema.Collection{}
	for _, c := range schema.System() {
		system[c.Name] = c
	}
	cs := make([]*schema.Collection, 0, len(m.list))
	for _, d := range m.list {
		c := system[d.name]
		if d.system == nil {
			c = compileCollection(d)
		}
		for _, f := range d.fields {
			if f.builtin != nil {
				continue
			}
			field, err := compileField(f)
			if err != nil {
				return nil, err
			}
			field.Custom = c.System
			c.Fields = append(c.Fields, field)
		}
		cs = append(cs, c)
	}
	return schema.NewSnapshot(version, cs)
}

func compileCollection(d *collectionDef) *schema.Collection {
	opts := maps.Clone(map[string]any(d.options))
	if opts == nil {
		opts = map[string]any{}
	}
	opts["inherit"] = d.inherit
	opts["description"] = orNull(d.description)
	c := &schema.Collection{
		Key: d.key, Name: d.name, Title: d.title, Table: d.name, Hidden: d.hidden, Through: d.options.flag("isThrough"),
		Sort: d.sort, Options: opts, FilterTargetKey: d.targetKeys(), Indexes: compileIndexes(d),
	}
	if title := d.options.text("titleField"); d.field(title) != nil {
		c.TitleField = title
	} else if pk := d.primaryKey(); pk != nil {
		c.TitleField = pk.name
	}
	return c
}

// compileIndexes leaves out those that name a field which is gone.
func compileIndexes(d *collectionDef) []schema.Index {
	list, _ := d.options["indexes"].([]any)
	var out []schema.Index
	for _, item := range list {
		m, _ := item.(map[string]any)
		index := schema.Index{Unique: options(m).flag("unique"), Fields: textList(m["fields"])}
		complete := len(index.Fields) > 0
		for _, name := range index.Fields {
			f := d.field(name)
			complete = complete && f != nil && f.column() != ""
		}
		if complete {
			out = append(out, index)
		}
	}
	return out
}

func compileField(d *fieldDef) (*schema.Field, error) {
	opts := maps.Clone(map[string]any(d.options))
	if opts == nil {
		opts = map[string]any{}
	}
	opts["description"] = orNull(d.description)
	opts["parentKey"] = orNull(d.parentKey)
	opts["reverseKey"] = orNull(d.reverseKey)
	allowNull, given := d.options["allowNull"].(bool)
	pk := d.options.flag("primaryKey")
	f := &schema.Field{
		Key: d.key, Name: d.name, Type: d.typ, Interface: d.iface, Column: d.column(), Collection: d.collection.name, Options: opts,
		PrimaryKey: pk, AutoIncrement: d.options.flag("autoIncrement"), NotNull: pk || given && !allowNull,
		Unique: d.options.flag("unique") && !pk, Index: d.options.flag("index"), ForeignKey: d.options.flag("isForeignKey"),
		// People sort by a sort field although the definition says that it is not shown.
		Hidden: d.options.flag("hidden") && d.typ != "sort",
		Sort:   d.sort, Rules: compileRules(d.options), Relation: compileRelation(d),
	}
	if f.Kind = schema.KindFor(f); f.Kind == nil {
		return nil, invalid(CodeUnknownFieldType, "field %q has the unknown type %q", d.name, d.typ).On("type")
	}
	if v := d.options["defaultValue"]; v != nil && f.Column != "" {
		parsed, err := f.Kind.Parse(f, v, schema.Env{})
		if err != nil {
			return nil, invalid(CodeInvalidDefinition, "the default value of field %q does not fit: it %w", d.name, err).On("defaultValue")
		}
		f.Default = parsed
	}
	return f, nil
}

func compileRelation(d *fieldDef) *schema.Relation {
	typ := d.relation()
	if typ == "" {
		return nil
	}
	o := d.options
	return &schema.Relation{
		Type: typ, Target: o.text("target"), ForeignKey: o.text("foreignKey"), SourceKey: o.text("sourceKey"), TargetKey: o.text("targetKey"),
		Through: o.text("through"), OtherKey: o.text("otherKey"), OnDelete: strings.ToUpper(o.text("onDelete")), SortBy: textList(o["sortBy"]),
	}
}

// compileRules reads the field rules; their shape was checked when they were stored.
func compileRules(o options) []schema.Rule {
	validation, _ := o["validation"].(map[string]any)
	list, _ := validation["rules"].([]any)
	var out []schema.Rule
	for _, item := range list {
		m, _ := item.(map[string]any)
		rule := schema.Rule{Name: text(m["name"])}
		switch args := m["args"].(type) {
		case nil:
		case map[string]any:
			rule.Args = args
		default:
			rule.Args = map[string]any{"limit": args}
		}
		out = append(out, rule)
	}
	return out
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// name of a field for messages.
func (f *fieldDef) path() string { return fmt.Sprintf("%s.%s", f.collection.name, f.name) }
