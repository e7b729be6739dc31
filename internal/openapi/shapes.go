package openapi

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Shape is a schema with a name, made from a Go type as encoding/json writes it. A document must have at least those
// that every answer is made of: Message, Failure, ListMeta and UncountedMeta.
//
// The tags of a struct may add: doc, what a field means; enum, its values with commas; nullable:"true", that it may be
// null although its Go type does not tell; shape, the name of the schema of a value (or of its items) that the Go type
// leaves open.
type Shape struct {
	Name string // unique, in PascalCase
	Doc  string
	Type reflect.Type
	// Values are all values of a type that has few; Words name them where they are numbers.
	Values []any
	Words  []string
	// Enums makes schemas of the values of fields: by the field, the name.
	Enums map[string]string
	// Variants are the types of a field that depends on another one.
	Variants *Variants
	// Either are the types that a value of an open type may have.
	Either []reflect.Type
	// Open says that there may be other members.
	Open bool
}

// Variants says that the type of the field In depends on the value of the field By.
type Variants struct {
	By, In string
	Types  map[string]reflect.Type
}

// Row is what the API calls a record of a system collection, and says of it what the collection does not: the fields of
// Type replace and add properties. Those with omitempty are answered only where it is asked for them, or where they apply.
type Row struct {
	Name    string
	Doc     string
	Type    reflect.Type
	Without []string // columns that are not answered
	Open    bool     // there may be other members
}

// onDemand marks a property of a row that an answer does not have by itself.
const onDemand = "x-on-demand"

// named is the key of a shape or row among the schemas. Collections of people have no dot in their names.
func named(name string) string { return "api." + name }

func refTo(name string) object { return object{"$ref": "#/components/schemas/" + named(name)} }

// shapes knows which Go types have names.
type shapes map[reflect.Type]string

// addShapes adds the schemas of all shapes.
func (d *document) addShapes(list []Shape) {
	for _, s := range list {
		d.shapes[s.Type] = s.Name
	}
	for _, s := range list {
		d.shape(s)
	}
}

func (d *document) shape(s Shape) {
	switch {
	case s.Values != nil:
		d.schemas[named(s.Name)] = described(enumeration(s.Values, s.Words), s.Doc)
		return
	case s.Variants != nil:
		d.variants(s)
		return
	case s.Either != nil:
		all := make([]any, len(s.Either))
		for i, t := range s.Either {
			all[i] = d.shapes.of(t)
		}
		d.schemas[named(s.Name)] = described(object{"anyOf": all}, s.Doc)
		return
	}
	out := d.shapes.inner(s.Type)
	d.enums(s, out)
	d.schemas[named(s.Name)] = described(opened(out, s.Open), s.Doc)
}

func described(s object, doc string) object {
	if doc != "" {
		s["description"] = doc
	}
	return s
}

func opened(s object, open bool) object {
	if open {
		s["additionalProperties"] = anything()
	}
	return s
}

func enumeration(values []any, words []string) object {
	typ := "string"
	if _, text := values[0].(string); !text {
		typ = "integer"
	}
	out := object{"type": typ, "enum": values}
	if words != nil {
		out["x-enum-varnames"] = words
	}
	return out
}

// enums turns the values of fields into schemas of their own.
func (d *document) enums(s Shape, out object) {
	properties, _ := out["properties"].(object)
	for field, name := range s.Enums {
		p := properties[field].(object)
		values := p["enum"].([]any)
		d.schemas[named(name)] = enumeration(values, nil)
		with := refTo(name)
		if doc := p["description"]; doc != nil {
			with["description"] = doc
		}
		properties[field] = with
	}
}

// variants makes one schema of each variant, and one of all.
func (d *document) variants(s Shape) {
	var all []any
	for _, value := range slices.Sorted(maps.Keys(s.Variants.Types)) {
		name := strings.ToUpper(value[:1]) + value[1:] + s.Name
		out := d.shapes.inner(s.Type)
		d.enums(s, out)
		properties := out["properties"].(object)
		properties[s.Variants.By] = object{"type": "string", "enum": []any{value}}
		properties[s.Variants.In] = d.shapes.of(s.Variants.Types[value])
		d.schemas[named(name)] = described(out, s.Doc)
		all = append(all, refTo(name))
	}
	d.schemas[named(s.Name)] = described(object{"oneOf": all}, s.Doc)
}

// of is the schema of the values of a type: a reference when it has a name.
func (s shapes) of(t reflect.Type) object {
	if name := s[t]; name != "" {
		return refTo(name)
	}
	return s.inner(t)
}

// inner is the schema of a type itself.
func (s shapes) inner(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage](), t.Implements(reflect.TypeFor[json.Marshaler]()):
		return anything()
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return object{"type": "integer"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Pointer:
		return orNull(s.of(t.Elem()))
	case reflect.Slice, reflect.Array:
		return list(s.of(t.Elem()))
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		return s.structure(t)
	}
	return anything()
}

// orNull lets null be a value too.
func orNull(s object) object {
	switch typ := s["type"].(type) {
	case string:
		if s["enum"] == nil {
			s["type"] = []any{typ, "null"}
			return s
		}
	case []any:
		if !slices.Contains(typ, any("null")) {
			s["type"] = append(slices.Clone(typ), "null")
		}
		return s
	}
	return nullable(s)
}

func (s shapes) structure(t reflect.Type) object {
	properties, required := object{}, []any{}
	for _, f := range reflect.VisibleFields(t) {
		name, p, always := s.field(f)
		if name == "" {
			continue
		}
		if properties[name] = p; always {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required}
}

// field is the property that a field of a struct is written as; no name: it is not written.
func (s shapes) field(f reflect.StructField) (name string, p object, always bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" || name == "-" || !f.IsExported() {
		return "", nil, false
	}
	omitted := slices.ContainsFunc(strings.Split(options, ","), func(o string) bool { return o == "omitempty" || o == "omitzero" })
	t := f.Type
	if omitted && t.Kind() == reflect.Pointer {
		t = t.Elem() // nil is left out, not written as null
	}
	if p = s.of(t); f.Tag.Get("shape") != "" {
		p = open(t, refTo(f.Tag.Get("shape")))
	}
	if values := f.Tag.Get("enum"); values != "" {
		p["enum"] = texts(strings.Split(values, ","))
	}
	if f.Tag.Get("nullable") == "true" {
		p = orNull(p)
	}
	return name, described(p, f.Tag.Get("doc")), !omitted
}

// open puts a schema where the type leaves open what there is: in its place, or for each item of a list.
func open(t reflect.Type, s object) object {
	switch t.Kind() {
	case reflect.Slice:
		return list(s)
	case reflect.Pointer:
		return orNull(s)
	}
	return s
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, text := range list {
		out[i] = text
	}
	return out
}

// own are the properties that a row has whatever its collection says.
func (d *document) own(r Row) object {
	if r.Type == nil {
		return object{}
	}
	s := d.shapes.structure(r.Type)
	properties, always := s["properties"].(object), s["required"].([]any)
	for name, p := range properties {
		if !slices.Contains(always, any(name)) {
			p.(object)[onDemand] = true
		}
	}
	return properties
}
