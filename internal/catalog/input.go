package catalog

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// maxDefinition is how many bytes of JSON one definition may have, without the fields of a collection.
const maxDefinition = 256 << 10

// answered are keys that answers carry but that are not stored: a client that sends an answer back changes nothing.
func answered(key string) bool {
	switch key {
	case "key", "sort", "options", "collectionName", "parentKey", "reverseKey", "fields", "category",
		"unavailableActions", "availableActions", "createdAt", "updatedAt", "createdBy", "updatedBy":
		return true
	}
	return false
}

// newField reads the definition of a new field of c.
func (e *Edit) newField(c *collectionDef, def map[string]any) (*fieldDef, error) {
	f := &fieldDef{key: e.uid(""), collection: c, sort: c.nextSort(), options: options{}, dirty: true}
	f.name = strings.ReplaceAll(text(def["name"]), ".", "_")
	if f.name == "" {
		f.name = e.uid("f_")
	}
	f.typ, f.iface, f.description = text(def["type"]), text(def["interface"]), text(def["description"])
	if f.typ == "" {
		f.typ = defaultType(f.iface)
	}
	for k, v := range def {
		if v != nil && !answered(k) && k != "name" && k != "type" && k != "interface" && k != "description" {
			f.options[k] = v
		}
	}
	if err := checkTexts(def); err != nil {
		return nil, err
	}
	if err := checkFieldName(f.name); err != nil {
		return nil, err
	}
	return f, checkField(f)
}

// checkTexts refuses a name or description that is no text, rather than to read it as none.
func checkTexts(def map[string]any) error {
	for _, key := range [...]string{"name", "type", "interface", "title", "description", "template"} {
		if _, ok := def[key].(string); !ok && def[key] != nil {
			code := CodeInvalidDefinition
			if key == "name" {
				code = CodeInvalidName
			}
			return invalid(code, "%s must be text", key).On(key)
		}
	}
	return nil
}

// immutable are the options of a field that decide how its values are stored, or which rows a relation means.
func immutable(key string) bool {
	switch key {
	case "primaryKey", "autoIncrement", "field", "precision", "scale", "accuracy", "dataType",
		"target", "foreignKey", "sourceKey", "targetKey", "through", "otherKey":
		return true
	}
	return false
}

// changeField applies a partial definition. What is not named stays; null removes an option; uiSchema is merged, as
// clients send only the part that they changed.
func changeField(f *fieldDef, def map[string]any) error {
	if err := checkTexts(def); err != nil {
		return err
	}
	for k, v := range def {
		switch {
		case k == "name" || k == "type" || k == "collectionName":
			if s := text(v); v != nil && s != map[string]string{"name": f.name, "type": f.typ, "collectionName": f.collection.name}[k] {
				return invalid(CodeImmutable, "the %s of field %q cannot be changed", k, f.name).On(k)
			}
		case k == "interface":
			f.iface, f.dirty = text(v), true
		case k == "description":
			f.description, f.dirty = text(v), true
		case answered(k) || k == "reverseField":
		case immutable(k):
			if old := f.options[k]; v != nil && !same(old, v) && (old != nil || v != false) {
				return invalid(CodeImmutable, "%s of field %q cannot be changed", k, f.name).On(k)
			}
		default:
			f.set(k, merged(k, f.options[k], v))
		}
	}
	return checkField(f)
}

func merged(key string, old, v any) any {
	have, ok1 := old.(map[string]any)
	part, ok2 := v.(map[string]any)
	if key != "uiSchema" || !ok1 || !ok2 {
		return v
	}
	all := maps.Clone(have)
	maps.Copy(all, part)
	return all
}

// same compares two JSON values.
func same(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// newCollection reads the definition of a new collection without its fields.
func (e *Edit) newCollection(def map[string]any) (*collectionDef, error) {
	if err := checkTexts(def); err != nil {
		return nil, err
	}
	c := &collectionDef{key: e.uid(""), name: text(def["name"]), sort: e.m.nextSort(), options: options{}, dirty: true}
	if c.name == "" {
		c.name = e.uid("t_")
	}
	if err := checkCollectionName(c.name); err != nil {
		return nil, err
	}
	for _, other := range e.m.list {
		if strings.EqualFold(other.name, c.name) {
			return nil, invalid(CodeCollectionExists, "there is a collection %q already", other.name).On("name")
		}
	}
	return c, changeCollection(c, def)
}

// changeCollection applies a partial definition. Whether there are fields createdAt and so on is answered from the
// fields and not stored.
func changeCollection(c *collectionDef, def map[string]any) error {
	if err := checkTexts(def); err != nil {
		return err
	}
	c.dirty = true
	for k, v := range def {
		switch {
		case k == "name":
			if s := text(v); v != nil && s != "" && s != c.name {
				return invalid(CodeImmutable, "the name of collection %q cannot be changed", c.name).On("name")
			}
		case k == "template":
			if s := text(v); v != nil && s != "general" {
				return invalid(CodeUnsupported, "collections of the template %q are not supported", s).On("template")
			}
			c.set(k, v)
		case k == "title":
			c.title = text(v)
		case k == "description":
			c.description = text(v)
		case k == "inherit":
			c.inherit = v == true
		case k == "hidden":
			c.hidden = v == true
		case answered(k):
		default:
			c.set(k, v)
		}
	}
	return checkSize(c.options, c.name)
}

func checkSize(o options, name string) error {
	b, err := json.Marshal(o)
	if err != nil {
		return invalid(CodeInvalidDefinition, "the definition of %q is no JSON", name)
	}
	if len(b) > maxDefinition {
		return invalid(CodeTooLarge, "the definition of %q is larger than %d bytes", name, maxDefinition)
	}
	_, err = schema.KindOf("json").Parse(&schema.Field{}, map[string]any(o), schema.Env{})
	return err
}
