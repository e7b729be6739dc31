// Package openapi describes the HTTP API as an OpenAPI 3.1 document, made from the model as it is: one schema for each
// collection, one path for each action. It serves nothing and decides nothing; it imports schema.
package openapi

import (
	"reflect"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Options are what a document is made of.
type Options struct {
	Title   string
	Version string
	// Collections are those that records are kept in by people. Their actions are the built-in ones.
	Collections []*schema.Collection
	// Resources are the system resources with their own actions.
	Resources []Resource
	// Shapes are schemas of what is no record.
	Shapes []Shape
	// Rows says how records of system collections are called and answered. Those that are not named have the name of
	// their collection.
	Rows map[string]Row
	// Known tells whether the reader may know of a collection that a relation leads to; nil: of all.
	Known func(c *schema.Collection) bool
}

// Resource is a system resource.
type Resource struct {
	Name string
	// Collection is what "list" and "get" read, nil for a resource without rows.
	Collection *schema.Collection
	Actions    []Action
}

// Action is an action of a system resource.
type Action struct {
	Name   string
	Read   bool // may be called with GET
	Public bool // needs no session
	Answer Answer
}

// Answer is what an action of a system resource answers: a type, one of the named shapes and rows, a record of the
// resource's collection, or a list of them; with Null it may be null. The zero Answer leaves it open, except for "list" and "get".
type Answer struct {
	Type  reflect.Type
	Named []string
	Row   bool
	Rows  bool
	Null  bool
}

type object = map[string]any

// document collects paths and schemas; a relation leads from one collection to the next.
type document struct {
	paths   object
	schemas object
	queue   []*schema.Collection
	seen    map[string]bool
	known   func(c *schema.Collection) bool
	shapes  shapes
	rows    map[string]Row
}

// Document makes the document. Values of encoding/json types only, ready to be encoded.
func Document(o Options) map[string]any {
	d := &document{paths: object{}, schemas: object{}, seen: map[string]bool{}, known: o.Known, shapes: shapes{}, rows: o.Rows}
	d.addShapes(append([]Shape{errorCodes()}, o.Shapes...))
	for _, c := range o.Collections {
		d.collection(c)
	}
	for _, r := range o.Resources {
		d.resource(r)
	}
	for len(d.queue) > 0 {
		c := d.queue[0]
		d.queue = d.queue[1:]
		d.schemas[d.called(c)] = d.record(c)
	}
	return object{
		"openapi": "3.1.0",
		"info":    object{"title": o.Title, "version": o.Version},
		"servers": []any{object{"url": "/api"}},
		"paths":   d.paths,
		"components": object{
			"schemas":         d.schemas,
			"parameters":      parameters(),
			"securitySchemes": object{"session": object{"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
		},
		"security": []any{object{"session": []any{}}},
	}
}

// ref names the schema of a collection and sees to it that it is there.
func (d *document) ref(c *schema.Collection) object {
	if !d.seen[c.Name] {
		d.seen[c.Name] = true
		d.queue = append(d.queue, c)
	}
	return object{"$ref": "#/components/schemas/" + d.called(c)}
}

// called is the key of a collection's records among the schemas.
func (d *document) called(c *schema.Collection) string {
	if r := d.rows[c.Name]; c.System && r.Name != "" {
		return named(r.Name)
	}
	return c.Name
}

// record is the schema of a collection's records as they are answered. Which fields an answer has depends on what was
// asked for and on permissions, so none is required.
func (d *document) record(c *schema.Collection) object {
	var r Row
	if c.System {
		r = d.rows[c.Name]
	}
	properties := d.own(r)
	for _, f := range c.Fields {
		if f.Hidden || f.Type == "password" || f.Relation != nil && !d.leads(f) || properties[f.Name] != nil || slices.Contains(r.Without, f.Name) {
			continue
		}
		properties[f.Name] = d.property(f)
	}
	out := object{"type": "object", "properties": properties}
	if r.Name != "" {
		return described(opened(out, r.Open), r.Doc)
	}
	if c.Title != "" {
		out["title"] = c.Title
	}
	return out
}

func (d *document) property(f *schema.Field) object {
	if f.Relation != nil {
		p := d.related(f.Relation)
		p[onDemand] = true
		return p
	}
	p := valueOf(f.Type)
	if !f.PrimaryKey {
		p = orNull(p)
	}
	if ui, ok := f.Options["uiSchema"].(map[string]any); ok && ui["title"] != nil {
		p["title"] = ui["title"]
	}
	return p
}

// leads tells whether the reader may know where a relation leads.
func (d *document) leads(f *schema.Field) bool {
	target := f.Relation.TargetCollection
	return target != nil && (d.known == nil || d.known(target))
}

func (d *document) related(r *schema.Relation) object {
	ref := d.ref(r.TargetCollection)
	if r.Type == schema.HasMany || r.Type == schema.BelongsToMany {
		return object{"type": "array", "items": ref}
	}
	return object{"oneOf": []any{ref, object{"type": "null"}}}
}

// valueOf is the JSON of a field type. Integers that JavaScript would round are written as text.
func valueOf(typ string) object {
	switch typ {
	case "string", "text", "uid", "nanoid", "decimal", "time", "datetimeNoTz":
		return object{"type": "string"}
	case "password":
		return object{"type": "string", "writeOnly": true}
	case "uuid":
		return object{"type": "string", "format": "uuid"}
	case "integer", "sort":
		return object{"type": "integer"}
	case "bigInt", "snowflakeId":
		return object{"type": []any{"integer", "string"}, "format": "int64"}
	case "float", "double", "real":
		return object{"type": "number"}
	case "boolean":
		return object{"type": "boolean"}
	case "date", "datetime", "datetimeTz", "unixTimestamp":
		return object{"type": "string", "format": "date-time"}
	case "dateOnly":
		return object{"type": "string", "format": "date"}
	case "array", "set":
		return object{"type": "array", "items": anything()}
	}
	return anything() // json, virtual, context
}

// anything is any JSON value. (An empty schema means the same; not every tool knows that null is in it.)
func anything() object {
	return object{"type": []any{"null", "boolean", "number", "string", "array", "object"}}
}

// input is the schema of the values that an action takes. Associations are given by key or as objects.
func (d *document) input(c *schema.Collection) object {
	name := c.Name + ".values"
	if d.schemas[name] == nil {
		properties := object{}
		d.schemas[name] = object{"type": "object", "properties": properties}
		for _, f := range c.Fields {
			if f.Hidden && f.Type != "password" || f.Type == "context" || f.Relation != nil && !d.leads(f) {
				continue
			}
			properties[f.Name] = d.given(f)
		}
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (d *document) given(f *schema.Field) object {
	r := f.Relation
	if r == nil {
		return d.property(f)
	}
	one := object{"oneOf": []any{object{"type": []any{"integer", "string"}}, d.ref(r.TargetCollection)}}
	if r.Type == schema.HasMany || r.Type == schema.BelongsToMany {
		return object{"type": "array", "items": one}
	}
	return object{"oneOf": append(one["oneOf"].([]any), object{"type": "null"})}
}

// tag groups the paths of a resource; an association stands with its source.
func tag(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), ":")
	name, _, _ = strings.Cut(name, "/")
	return name
}
