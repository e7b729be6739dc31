package catalog

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// CreateField adds a field with its column, and what a relation brings: key, through collection, mirror.
//
// Errors: COLLECTION_NOT_FOUND, PROTECTED, INVALID_NAME, FIELD_EXISTS, UNKNOWN_FIELD_TYPE, INVALID_DEFINITION,
// INVALID_RELATION, KEY_TYPE_MISMATCH, NOT_NULL_VIOLATION, TOO_MANY_DEFINITIONS, DEFINITION_TOO_LARGE.
func (e *Edit) CreateField(collection string, def map[string]any) (*schema.Field, error) {
	c, err := e.extensible(collection)
	if err != nil {
		return nil, err
	}
	if def, err = canonical(def); err != nil {
		return nil, err
	}
	if def["primaryKey"] == true {
		return nil, invalid(CodeImmutable, "the primary key of collection %q cannot be changed", c.name).On("primaryKey")
	}
	if err := e.addField(c, def); err != nil {
		return nil, err
	}
	name := c.fields[len(c.fields)-1].name
	if err := e.commit(); err != nil {
		return nil, err
	}
	return e.before.Collection(c.name).Field(name), nil
}

// UpdateField changes a field, told by name or key.
//
// Errors: COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, PROTECTED, IMMUTABLE and those of CreateField; UNIQUE_VIOLATION when
// records do not fit.
func (e *Edit) UpdateField(collection, name string, def map[string]any) (*schema.Field, error) {
	c, err := e.extensible(collection)
	if err != nil {
		return nil, err
	}
	f, err := e.ownField(c, name)
	if err != nil {
		return nil, err
	}
	if def, err = canonical(def); err != nil {
		return nil, err
	}
	if err := e.updateField(f, def); err != nil {
		return nil, err
	}
	if err := e.commit(); err != nil {
		return nil, err
	}
	return e.before.Collection(c.name).Field(f.name), nil
}

// updateField applies def to the field, and reverseField to its mirror, which is made when there is none.
func (e *Edit) updateField(f *fieldDef, def map[string]any) error {
	if f.builtin != nil {
		return invalid(CodeProtected, "field %q belongs to the system and cannot be changed", f.path())
	}
	if err := changeField(f, def); err != nil {
		return err
	}
	wish, ok := def["reverseField"].(map[string]any)
	if !ok || len(wish) == 0 || f.relation() == "" {
		return nil
	}
	if mirror := e.m.byKey(f.reverseKey); mirror != nil {
		return changeField(mirror, wish)
	}
	f.set("reverseField", wish)
	return nil
}

// DestroyField removes a field with its column. A foreign key takes the relations with it that live by it; a relation
// leaves its key.
//
// Errors: COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, PROTECTED, FIELD_IN_USE.
func (e *Edit) DestroyField(collection, name string) error {
	c, err := e.extensible(collection)
	if err != nil {
		return err
	}
	f, err := e.ownField(c, name)
	if err != nil {
		return err
	}
	if err := e.dropField(f); err != nil {
		return err
	}
	return e.commit()
}

// dropField takes a field out of the model.
func (e *Edit) dropField(f *fieldDef) error {
	if err := e.checkUnused(f); err != nil {
		return err
	}
	for _, r := range e.relationsOver(f) {
		e.m.removeField(r)
	}
	e.m.removeField(f)
	return nil
}

func (e *Edit) checkUnused(f *fieldDef) error {
	if f.primaryKey() {
		return invalid(CodeFieldInUse, "field %q is the primary key", f.path())
	}
	if slices.Contains(f.collection.targetKeys(), f.name) {
		return invalid(CodeFieldInUse, "field %q identifies the records of its collection", f.path())
	}
	var users []string
	for _, r := range e.m.relations() {
		o := r.options
		if r.collection == f.collection && o.text("sourceKey") == f.name || o.text("target") == f.collection.name && o.text("targetKey") == f.name {
			users = append(users, r.path())
		}
	}
	for _, other := range f.collection.fields {
		if other != f && other.typ == "sort" && other.options.text("scopeKey") == f.name {
			users = append(users, other.path())
		}
	}
	if len(users) > 0 {
		return invalid(CodeFieldInUse, "field %q is used by %s", f.path(), strings.Join(users, ", "))
	}
	return nil
}

// relationsOver returns the relations that have f as their foreign key.
func (e *Edit) relationsOver(f *fieldDef) []*fieldDef {
	var out []*fieldDef
	in := f.collection.name
	for _, r := range e.m.relations() {
		o := r.options
		fk, other := o.text("foreignKey") == f.name, o.text("otherKey") == f.name
		switch r.relation() {
		case schema.BelongsTo:
			fk = fk && r.collection == f.collection
		case schema.HasOne, schema.HasMany:
			fk = fk && o.text("target") == in
		case schema.BelongsToMany:
			fk = (fk || other) && o.text("through") == in
		}
		if fk {
			out = append(out, r)
		}
	}
	return out
}
