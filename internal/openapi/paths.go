package openapi

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// operation is one call.
type operation struct {
	path       string
	get        bool // reads: GET
	summary    string
	parameters []string // names in components.parameters
	body       object   // nil: none
	data       object   // the member data of the answer, nil: whatever there is
	paged      bool
	public     bool
	changes    bool // may start workflows: their parameters and headers apply
}

func (d *document) add(o operation) {
	method := "post"
	if o.get {
		method = "get"
	}
	op := object{"tags": []any{tag(o.path)}, "summary": o.summary, "responses": responses(o), "operationId": o.path[1:]}
	var params []any
	names := o.parameters
	if o.changes {
		names = slices.Concat(names, []string{"triggerWorkflows", "button", "Idempotency-Key"})
	}
	for _, name := range names {
		params = append(params, object{"$ref": "#/components/parameters/" + name})
	}
	if strings.Contains(o.path, "{sourceId}") {
		params = append(params, object{"name": "sourceId", "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	if params != nil {
		op["parameters"] = params
	}
	if o.body != nil {
		op["requestBody"] = object{"content": object{"application/json": object{"schema": o.body}}}
	}
	if o.public {
		op["security"] = []any{}
	}
	item, ok := d.paths[o.path].(object)
	if !ok {
		item = object{}
		d.paths[o.path] = item
	}
	item[method] = op
}

func list(items object) object { return object{"type": "array", "items": items} }

func nullable(s object) object { return object{"oneOf": []any{s, object{"type": "null"}}} }

// collection adds the built-in actions of a collection and of its relations.
func (d *document) collection(c *schema.Collection) {
	row, values := d.ref(c), d.input(c)
	p := "/" + c.Name + ":"
	one := []string{"filterByTk", "filter", "fields", "appends", "except"}
	write := []string{"whitelist", "blacklist", "updateAssociationValues"}
	either := object{"oneOf": []any{row, list(row)}}
	for _, o := range []operation{
		{path: p + "list", get: true, summary: "A page of records.", parameters: listParameters(), data: list(row), paged: true},
		{path: p + "get", get: true, summary: "The first record that matches, or null.", parameters: one, data: nullable(row)},
		{path: p + "create", summary: "Create one record, or several at once.", parameters: write,
			body: object{"oneOf": []any{values, list(values)}}, data: either, changes: true},
		{path: p + "update", summary: "Change the records that match.", parameters: slices.Concat([]string{"filterByTk", "filter"}, write),
			body: values, data: either, changes: true},
		{path: p + "destroy", summary: "Delete the records that match; answers their number.", parameters: []string{"filterByTk", "filter"},
			data: anything(), changes: true},
		{path: p + "firstOrCreate", summary: "Find a record by filterKeys, or create it.", parameters: slices.Concat([]string{"filterKeys"}, write),
			body: values, data: row, changes: true},
		{path: p + "updateOrCreate", summary: "Change the record found by filterKeys, or create one.",
			parameters: slices.Concat([]string{"filterKeys"}, write), body: values, data: either, changes: true},
		{path: p + "move", summary: "Move a record within its order.", parameters: []string{"sourceId", "targetId", "method", "sortField", "targetScope", "sticky"},
			data: anything(), changes: true},
		{path: p + "trigger", summary: "Start custom-action workflows.", parameters: []string{"filterByTk"}, body: anything(), data: anything(), changes: true},
	} {
		d.add(o)
	}
	for _, f := range c.Fields {
		if f.Relation != nil && !f.Hidden && d.leads(f) {
			d.association(c, f)
		}
	}
}

// association adds the actions on the records of a relation.
func (d *document) association(c *schema.Collection, f *schema.Field) {
	target := f.Relation.TargetCollection
	row, values := d.ref(target), d.input(target)
	p := "/" + c.Name + "/{sourceId}/" + f.Name + ":"
	many := f.Relation.Type == schema.HasMany || f.Relation.Type == schema.BelongsToMany
	links := object{"type": "array", "items": anything()}
	ops := []operation{
		{path: p + "get", get: true, summary: "A related record, or null.", parameters: []string{"filterByTk", "filter", "fields", "appends", "except"}, data: nullable(row)},
		{path: p + "create", summary: "Create a related record.", body: values, data: row, changes: true},
		{path: p + "update", summary: "Change related records.", parameters: []string{"filterByTk", "filter"}, body: values, data: anything(), changes: true},
		{path: p + "destroy", summary: "Delete related records.", parameters: []string{"filterByTk", "filter"}, data: anything(), changes: true},
		{path: p + "set", summary: "Replace the links.", parameters: []string{"filterByTk"}, body: links, data: anything(), changes: true},
		{path: p + "remove", summary: "Undo links.", parameters: []string{"filterByTk"}, body: links, data: anything(), changes: true},
	}
	if many {
		ops = append(ops,
			operation{path: p + "list", get: true, summary: "A page of related records.", parameters: listParameters(), data: list(row), paged: true},
			operation{path: p + "add", summary: "Link records.", parameters: []string{"filterByTk"}, body: links, data: anything(), changes: true})
	}
	if f.Relation.Type == schema.BelongsToMany {
		ops = append(ops, operation{path: p + "toggle", summary: "Link a record, or undo its link.", body: links, data: anything(), changes: true})
	}
	for _, o := range ops {
		d.add(o)
	}
}

// resource adds the actions of a system resource.
func (d *document) resource(r Resource) {
	for _, a := range r.Actions {
		o := operation{path: address(r.Name) + a.Name, get: a.Read, summary: r.Name + ": " + a.Name + ".", public: a.Public}
		o.data = d.answer(r, a)
		switch {
		case r.Collection != nil && a.Name == "list":
			o.summary, o.parameters, o.paged = "A page of "+r.Name+".", listParameters(), true
		case r.Collection != nil && a.Name == "get":
			o.summary = "One of " + r.Name + ", or null."
			o.parameters = []string{"filterByTk", "filter", "fields", "appends", "except"}
		default:
			o.parameters = []string{"filterByTk"}
			if !a.Read {
				o.body, o.parameters = anything(), append(o.parameters, "Idempotency-Key")
			}
		}
		d.add(o)
	}
}

// address is the path of a resource's actions; that of an association names the source.
func address(resource string) string {
	source, association, ok := strings.Cut(resource, ".")
	if !ok {
		return "/" + resource + ":"
	}
	return "/" + source + "/{sourceId}/" + association + ":"
}

// answer is the schema of what an action answers as data, nil when nothing is known of it.
func (d *document) answer(r Resource, a Action) object {
	s := d.answered(r, a)
	if s != nil && a.Answer.Null {
		return nullable(s)
	}
	return s
}

func anyOf(names []string) object {
	if len(names) == 1 {
		return refTo(names[0])
	}
	all := make([]any, len(names))
	for i, name := range names {
		all[i] = refTo(name)
	}
	return object{"anyOf": all}
}

func (d *document) answered(r Resource, a Action) object {
	switch {
	case a.Answer.Type != nil:
		return d.shapes.of(a.Answer.Type)
	case a.Answer.Named != nil:
		return anyOf(a.Answer.Named)
	case r.Collection == nil:
		return nil
	case a.Answer.Row:
		return d.ref(r.Collection)
	case a.Answer.Rows || a.Name == "list":
		return list(d.ref(r.Collection))
	case a.Name == "get":
		return nullable(d.ref(r.Collection))
	}
	return nil
}

func listParameters() []string {
	return []string{"filter", "fields", "appends", "except", "sort", "page", "pageSize", "paginate"}
}
