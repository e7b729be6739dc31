package catalog

import (
	"maps"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// maxPasses bounds complete: a relation may bring its mirror, which may bring a key, and no more.
const maxPasses = 5

// defaultRelation fills in what a new relation leaves open and does not depend on whether its target exists.
func (e *Edit) defaultRelation(f *fieldDef) error {
	typ := f.relation()
	if typ == "" {
		return nil
	}
	if f.options.text("target") == "" {
		f.set("target", defaultTarget(f.name, typ))
	}
	e.defaultName(f, "foreignKey", "f_")
	names := []string{f.options.text("foreignKey")}
	if typ == schema.BelongsToMany {
		e.defaultName(f, "otherKey", "f_")
		e.defaultName(f, "through", "t_")
		names = append(names, f.options.text("otherKey"))
		if err := e.checkThrough(f); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := checkFieldName(name); err != nil {
			return err
		}
	}
	return e.checkTarget(f)
}

func (e *Edit) defaultName(f *fieldDef, option, prefix string) {
	if f.options.text(option) == "" {
		f.set(option, e.uid(prefix))
	}
}

// defaultTarget derives the target from the relation's name: its plural where the relation is to one record.
func defaultTarget(name string, typ schema.RelationType) string {
	if typ == schema.HasMany || typ == schema.BelongsToMany {
		return name
	}
	switch {
	case strings.HasSuffix(name, "y") && !strings.HasSuffix(name, "ay") && !strings.HasSuffix(name, "ey") && !strings.HasSuffix(name, "oy"):
		return strings.TrimSuffix(name, "y") + "ies"
	case strings.HasSuffix(name, "s"), strings.HasSuffix(name, "x"), strings.HasSuffix(name, "ch"), strings.HasSuffix(name, "sh"):
		return name + "es"
	}
	return name + "s"
}

func (e *Edit) checkTarget(f *fieldDef) error {
	name := f.options.text("target")
	if err := checkName("collection", name); err != nil {
		return err
	}
	target := e.m.names[name]
	if target == nil || target.system == nil {
		return nil
	}
	if name != "users" && name != "roles" {
		return invalid(CodeProtected, "relations to the system collection %q are not possible", name).On("target")
	}
	if typ := f.relation(); !target.extensible() && (typ == schema.HasOne || typ == schema.HasMany) {
		return invalid(CodeProtected, "the system collection %q cannot get a foreign key", name).On("target")
	}
	return nil
}

func (e *Edit) checkThrough(f *fieldDef) error {
	o := f.options
	through := o.text("through")
	if o.text("foreignKey") == o.text("otherKey") {
		return invalid(CodeInvalidRelation, "foreignKey and otherKey of %q must differ", f.name).On("otherKey")
	}
	if through == o.text("target") || through == f.collection.name {
		return invalid(CodeInvalidRelation, "the collection between the two sides of %q must be a third one", f.name).On("through")
	}
	switch c := e.m.names[through]; {
	case c == nil:
		return checkCollectionName(through)
	case c.system != nil:
		return invalid(CodeProtected, "the system collection %q cannot be used as through", through).On("through")
	}
	return nil
}

// complete gives every relation whose both ends exist its keys, its through collection and its mirror. Relations to a
// collection that does not exist yet wait: they are completed by the edit that creates it.
func (e *Edit) complete() error {
	for range maxPasses {
		e.grown = false
		for _, f := range e.m.relations() {
			if err := e.completeRelation(f); err != nil {
				return err
			}
		}
		if !e.grown {
			return nil
		}
	}
	return invalid(CodeInvalidRelation, "the relations of this edit lead to ever more relations")
}

func (e *Edit) completeRelation(f *fieldDef) error {
	target := e.m.names[f.options.text("target")]
	var err error
	switch f.relation() {
	case schema.BelongsTo:
		err = e.completeBelongsTo(f, target)
	case schema.HasOne, schema.HasMany:
		err = e.completeHas(f, target)
	case schema.BelongsToMany:
		err = e.completeMany(f, target)
	}
	if err != nil || target == nil {
		return err
	}
	return e.mirror(f, target)
}

// completeBelongsTo makes the key column at once, even while the target is missing: its values are accepted then, and
// checked when the target appears.
func (e *Edit) completeBelongsTo(f *fieldDef, target *collectionDef) error {
	var key *fieldDef
	if target != nil {
		var err error
		if key, err = keyOf(f, "targetKey", target); err != nil {
			return err
		}
	}
	return e.ensureKey(f.collection, f.options.text("foreignKey"), key, f)
}

func (e *Edit) completeHas(f *fieldDef, target *collectionDef) error {
	key, err := keyOf(f, "sourceKey", f.collection)
	if err != nil || target == nil {
		return err
	}
	fk := f.options.text("foreignKey")
	if err := e.ensureKey(target, fk, key, f); err != nil {
		return err
	}
	if f.relation() == schema.HasMany && f.options.flag("sortable") && target.field(fk+"Sort") == nil {
		return e.addField(target, sortField(fk+"Sort", fk))
	}
	return nil
}

func (e *Edit) completeMany(f *fieldDef, target *collectionDef) error {
	source, err := keyOf(f, "sourceKey", f.collection)
	if err != nil || target == nil {
		return err
	}
	other, err := keyOf(f, "targetKey", target)
	if err != nil {
		return err
	}
	for _, c := range []*collectionDef{f.collection, target} {
		if c.primaryKey() == nil {
			return invalid(CodeInvalidRelation, "both sides of %q need a primary key", f.path())
		}
	}
	through, err := e.through(f)
	if err != nil {
		return err
	}
	if err := e.ensureKey(through, f.options.text("foreignKey"), source, f); err != nil {
		return err
	}
	return e.ensureKey(through, f.options.text("otherKey"), other, f)
}

// through returns the collection between the two sides, and makes a hidden one when there is none. Its pair of keys
// identifies a row; it has no id.
func (e *Edit) through(f *fieldDef) (*collectionDef, error) {
	name := f.options.text("through")
	if c := e.m.names[name]; c != nil {
		if c.system != nil {
			return nil, invalid(CodeProtected, "the system collection %q cannot be used as through", name).On("through")
		}
		return c, nil
	}
	c, err := e.newCollection(map[string]any{
		"name": name, "title": name, "hidden": true, "isThrough": true, "autoCreate": true, "autoGenId": false, "timestamps": true,
		"indexes": []any{map[string]any{"unique": true, "fields": []any{f.options.text("foreignKey"), f.options.text("otherKey")}}},
	})
	if err != nil {
		return nil, err
	}
	e.m.add(c)
	e.grown = true
	return c, e.addPresets(c, map[string]any{"createdAt": true, "updatedAt": true})
}

// keyOf returns the field that identifies records of c for the relation f; its name is the option, or the primary
// key by default.
func keyOf(f *fieldDef, option string, c *collectionDef) (*fieldDef, error) {
	name := f.options.text(option)
	if name == "" {
		pk := c.primaryKey()
		if pk == nil {
			return nil, invalid(CodeInvalidRelation, "relation %q needs %s: collection %q has no primary key", f.path(), option, c.name).On(option)
		}
		f.set(option, pk.name)
		return pk, nil
	}
	key := c.field(name)
	if key == nil || key.column() == "" {
		return nil, invalid(CodeInvalidRelation, "%s of relation %q: collection %q has no column %q", option, f.path(), c.name, name).On(option)
	}
	return key, nil
}

// ensureKey makes the column name of holder that refers to key (nil while unknown), or checks the one that is there.
func (e *Edit) ensureKey(holder *collectionDef, name string, key, relation *fieldDef) error {
	have := holder.field(name)
	if have == nil {
		if !holder.extensible() {
			return invalid(CodeProtected, "the system collection %q cannot get a foreign key", holder.name).On("target")
		}
		keyType := "bigInt"
		if key != nil {
			keyType = key.typ
		}
		shown := relation.iface != "createdBy" && relation.iface != "updatedBy"
		return e.addField(holder, keyField(name, keyType, shown))
	}
	if key == nil {
		return nil
	}
	if have.column() != "" && keyGroup(have) != 0 && keyGroup(have) == keyGroup(key) {
		return nil
	}
	if retyped, err := e.retype(have, key); retyped || err != nil {
		return err
	}
	return invalid(CodeKeyTypeMismatch, "%q of type %s cannot refer to %q of type %s", have.path(), have.typ, key.path(), key.typ).On(relation.name)
}

// keyGroup tells which kinds of keys may refer to each other: numbers (1) or texts (2).
func keyGroup(f *fieldDef) int {
	typ := f.typ
	if typ == "context" {
		typ = f.options.text("dataType")
	}
	switch typ {
	case "integer", "bigInt", "snowflakeId":
		return 1
	case "string", "text", "uid", "uuid", "nanoid":
		return 2
	}
	return 0
}

// retype gives a key column that was made before its target was known the right type, as long as it is empty.
func (e *Edit) retype(fk, key *fieldDef) (bool, error) {
	if fk.builtin != nil || !fk.options.flag("isForeignKey") || keyGroup(key) == 0 {
		return false, nil
	}
	if c := e.before.Collection(fk.collection.name); c != nil && c.Field(fk.name) != nil {
		n, err := e.tx.Count(c, query.Cond{Field: c.Field(fk.name), Op: query.NotNull})
		if err != nil || n > 0 {
			return false, err
		}
	}
	def := keyField(fk.name, key.typ, fk.iface != "")
	fk.typ, fk.iface, fk.dirty = text(def["type"]), text(def["interface"]), true
	fk.set("uiSchema", def["uiSchema"])
	fk.set("autoFill", def["autoFill"])
	return true, nil
}

// mirror makes the field reverseField on the other side, and links the two.
func (e *Edit) mirror(f *fieldDef, target *collectionDef) error {
	wish, ok := f.options["reverseField"].(map[string]any)
	if !ok || len(wish) == 0 {
		return nil
	}
	if !target.extensible() {
		return invalid(CodeProtected, "the system collection %q cannot get a field", target.name).On("reverseField")
	}
	f.set("reverseField", nil)
	def := maps.Clone(wish)
	if err := mirrorOf(f, def); err != nil {
		return err
	}
	if err := e.addField(target, def); err != nil {
		return err
	}
	f.link(target.fields[len(target.fields)-1])
	return nil
}

// mirrorOf completes the definition of the field that sees the relation f from the other side.
func mirrorOf(f *fieldDef, def map[string]any) error {
	o := f.options
	def["target"], def["foreignKey"] = f.collection.name, o["foreignKey"]
	var typ, iface string
	switch f.relation() {
	case schema.BelongsTo:
		typ, iface = "hasMany", "o2m"
		if def["type"] == "hasOne" {
			typ, iface = "hasOne", "oho"
		}
		def["sourceKey"] = o["targetKey"]
	case schema.HasOne, schema.HasMany:
		typ, iface = "belongsTo", "m2o"
		def["targetKey"] = o["sourceKey"]
	case schema.BelongsToMany:
		typ, iface = "belongsToMany", "m2m"
		def["through"], def["foreignKey"], def["otherKey"] = o["through"], o["otherKey"], o["foreignKey"]
		def["sourceKey"], def["targetKey"] = o["targetKey"], o["sourceKey"]
	}
	if given := text(def["type"]); given != "" && given != typ {
		return invalid(CodeInvalidRelation, "the other side of a %s field is a %s field, not %s", f.typ, typ, given).On("reverseField")
	}
	def["type"] = typ
	if text(def["interface"]) == "" {
		def["interface"] = iface
	}
	delete(def, "reverseField")
	return nil
}
