package catalog

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// CreateCollection makes a collection from its definition: the table, its fields, and what its relations bring.
//
// Errors: INVALID_NAME, COLLECTION_EXISTS, UNSUPPORTED_TEMPLATE and those of CreateField.
func (e *Edit) CreateCollection(def map[string]any) (*schema.Collection, error) {
	def, fields, err := definition(def)
	if err != nil {
		return nil, err
	}
	c, err := e.newCollection(def)
	if err != nil {
		return nil, err
	}
	e.m.add(c)
	if autoGenID, given := def["autoGenId"].(bool); (autoGenID || !given) && !ownKey(fields) {
		if err := e.addField(c, idField()); err != nil {
			return nil, err
		}
	}
	for _, f := range fields {
		if err := e.addField(c, f); err != nil {
			return nil, err
		}
	}
	if err := e.addPresets(c, def); err != nil {
		return nil, err
	}
	if err := e.commit(); err != nil {
		return nil, err
	}
	return e.before.Collection(c.name), nil
}

// ownKey tells whether the fields bring a primary key. A field called id is one although it does not say so.
func ownKey(fields []map[string]any) bool {
	for _, f := range fields {
		if f["primaryKey"] == true {
			return true
		}
	}
	for _, f := range fields {
		if f["name"] == "id" {
			f["primaryKey"], f["allowNull"] = true, false
			return true
		}
	}
	return false
}

// definition splits a definition from its fields and brings both into the form that a JSON decoder gives.
func definition(def map[string]any) (map[string]any, []map[string]any, error) {
	rest := make(map[string]any, len(def))
	for k, v := range def {
		if k != "fields" {
			rest[k] = v
		}
	}
	rest, err := canonical(rest)
	if err != nil {
		return nil, nil, err
	}
	fields, err := definitions(def["fields"])
	return rest, fields, err
}

func definitions(v any) ([]map[string]any, error) {
	bad := invalid(CodeInvalidDefinition, "fields must be a list of definitions").On("fields")
	var items []any
	switch x := v.(type) {
	case nil:
		return nil, nil
	case []any:
		items = x
	case []map[string]any:
		for _, item := range x {
			items = append(items, item)
		}
	default:
		return nil, bad
	}
	if len(items) > MaxFields {
		return nil, invalid(CodeTooMany, "a collection has at most %d fields", MaxFields).On("fields")
	}
	out := make([]map[string]any, len(items))
	for i, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			return nil, bad
		}
		var err error
		if out[i], err = canonical(m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func canonical(def map[string]any) (map[string]any, error) {
	parsed, err := schema.KindOf("json").Parse(&schema.Field{}, def, schema.Env{})
	if err != nil {
		return nil, invalid(CodeInvalidDefinition, "a definition %w", err)
	}
	m, _ := parsed.(map[string]any)
	return m, nil
}

// UpdateCollection changes the description of a collection. Fields in def are added or changed, none is removed.
//
// Errors: COLLECTION_NOT_FOUND, IMMUTABLE, PROTECTED and those of CreateField and UpdateField.
func (e *Edit) UpdateCollection(name string, def map[string]any) (*schema.Collection, error) {
	c, err := e.collection(name)
	if err != nil {
		return nil, err
	}
	def, fields, err := definition(def)
	if err != nil {
		return nil, err
	}
	if err := changeCollection(c, def); err != nil {
		return nil, err
	}
	if err := e.mergeFields(c, fields); err != nil {
		return nil, err
	}
	if err := e.addPresets(c, def); err != nil {
		return nil, err
	}
	if err := e.commit(); err != nil {
		return nil, err
	}
	return e.before.Collection(c.name), nil
}

// SetFields makes the fields of a collection those of the list: by name they are changed, added or removed. The
// primary key and the keys of relations that stay are kept although they are not listed.
func (e *Edit) SetFields(name string, list []any) error {
	c, err := e.collection(name)
	if err != nil {
		return err
	}
	fields, err := definitions(list)
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, f := range fields {
		listed[text(f["name"])] = true
	}
	var gone []*fieldDef
	for _, f := range c.fields {
		if !listed[f.name] && !f.primaryKey() {
			gone = append(gone, f)
		}
	}
	// Relations go first, so that their keys are not in use any more.
	slices.SortStableFunc(gone, func(a, b *fieldDef) int { return order(a) - order(b) })
	for _, f := range gone {
		if f.relation() == "" && len(e.relationsOver(f)) > 0 {
			continue
		}
		if err := e.dropField(f); err != nil {
			return err
		}
	}
	if err := e.mergeFields(c, fields); err != nil {
		return err
	}
	return e.commit()
}

func order(f *fieldDef) int {
	if f.relation() != "" {
		return 0
	}
	return 1
}

// mergeFields changes the fields that exist and adds the others.
func (e *Edit) mergeFields(c *collectionDef, fields []map[string]any) error {
	for _, def := range fields {
		var err error
		if f := c.field(text(def["name"])); f != nil {
			err = e.updateField(f, def)
		} else {
			err = e.addField(c, def)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DestroyCollection drops a collection with its records. Relations of other collections that lead to it go with it
// when cascade is set; without it they are a reason to refuse. Hidden through collections that no relation uses any
// more go too.
//
// Errors: COLLECTION_NOT_FOUND, PROTECTED, COLLECTION_IN_USE.
func (e *Edit) DestroyCollection(name string, cascade bool) error {
	c, err := e.collection(name)
	if err != nil {
		return err
	}
	var users []string
	var relations []*fieldDef
	for _, f := range e.m.relations() {
		if f.collection != c && (f.options.text("target") == name || f.options.text("through") == name) {
			users, relations = append(users, f.path()), append(relations, f)
		}
	}
	if len(users) > 0 && !cascade {
		return errs.New(errs.Conflict, CodeCollectionInUse, "collection %q is used by %s", name, strings.Join(users, ", "))
	}
	for _, f := range relations {
		e.m.removeField(f)
	}
	throughs := e.throughsOf(append(relations, c.fields...))
	e.m.remove(c)
	for _, t := range throughs {
		if !e.used(t) {
			e.m.remove(t)
		}
	}
	return e.commit()
}

// throughsOf returns the collections that were made for these relations.
func (e *Edit) throughsOf(fields []*fieldDef) []*collectionDef {
	var out []*collectionDef
	for _, f := range fields {
		t := e.m.names[f.options.text("through")]
		if f.relation() == schema.BelongsToMany && t != nil && t.options.flag("autoCreate") && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func (e *Edit) used(c *collectionDef) bool {
	return slices.ContainsFunc(e.m.relations(), func(f *fieldDef) bool {
		return f.options.text("target") == c.name || f.options.text("through") == c.name
	})
}
