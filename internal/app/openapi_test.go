package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

type obj = testenv.M

// described reads and checks the document that a client gets.
func described(t *testing.T, e *testenv.Env, c *testenv.Client) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(c.Get("openapi:get").OK().Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableSchemaPatternValidation()); err != nil {
		t.Fatal(err)
	}
	return doc
}

// fits checks an answer against what the document says of its action.
func fits(t *testing.T, doc *openapi3.T, path string, a *testenv.Answer) {
	t.Helper()
	item := doc.Paths.Value(path)
	if item == nil {
		t.Fatalf("%s is not described", path)
	}
	op := item.Post
	if op == nil {
		op = item.Get
	}
	schema := op.Responses.Value("200").Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(a.JSON, openapi3.MultiErrors()); err != nil {
		t.Errorf("%s answered %s: %v", path, a.Body, err)
	}
}

// fitsWhole checks an answer of a system resource in both directions.
func fitsWhole(t *testing.T, doc *openapi3.T, path string, a *testenv.Answer) {
	t.Helper()
	fits(t, doc, path, a)
	op := doc.Paths.Value(path).Post
	if op == nil {
		op = doc.Paths.Value(path).Get
	}
	schema := op.Responses.Value("200").Value.Content.Get("application/json").Schema.Value
	if data := schema.Properties["data"]; data == nil {
		t.Errorf("%s does not say what it answers", path)
	} else {
		whole(t, path, data, a.At("data"))
	}
}

// whole makes sure that all that is answered is described, and that rows have what they are said to have.
func whole(t *testing.T, at string, s *openapi3.SchemaRef, v any) {
	t.Helper()
	if s == nil {
		return
	}
	for _, one := range slices.Concat(s.Value.OneOf, s.Value.AnyOf) {
		if one.Value.VisitJSON(v) == nil && knows(one.Value, v) {
			whole(t, at, one, v)
			return
		}
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			whole(t, at+"[]", s.Value.Items, item)
		}
	case map[string]any:
		if s.Value.Properties == nil {
			return
		}
		for name, member := range v {
			p := s.Value.Properties[name]
			if p == nil && s.Value.AdditionalProperties.Schema == nil {
				t.Errorf("%s.%s is answered and not described", at, name)
			}
			whole(t, at+"."+name, p, member)
		}
		for name, p := range s.Value.Properties {
			onDemand := p.Extensions["x-on-demand"] != nil || p.Value.Extensions["x-on-demand"] != nil
			if _, there := v[name]; !there && !onDemand && s.Value.Required == nil {
				t.Errorf("%s.%s is described and not answered", at, name)
			}
		}
	}
}

// knows tells whether a schema has all members of a value.
func knows(s *openapi3.Schema, v any) bool {
	m, _ := v.(map[string]any)
	for name := range m {
		if s.Properties[name] == nil {
			return false
		}
	}
	return true
}

func TestTheDocumentDescribesWhatIsAnswered(t *testing.T) {
	e := testenv.New(t)
	e.Collection("tags", "name:string")
	e.Collection("customers", "name:string")
	e.Collection("orders", "no:string", "amount:integer", "price:double", "exact:decimal", "paid:boolean", "at:date", "day:dateOnly",
		"extra:json", "list:array", "ref:uuid", "big:bigInt",
		obj{"name": "customer", "type": "belongsTo", "target": "customers", "foreignKey": "customerId"},
		obj{"name": "tags", "type": "belongsToMany", "target": "tags", "through": "ordersTags", "foreignKey": "orderId", "otherKey": "tagId"})
	e.Workflow(obj{"key": "w", "title": "w", "type": "action", "config": obj{"collection": "orders"}}, testenv.Node{Key: "n", Type: "variable", Config: obj{"value": 1}})
	doc := described(t, e, e.Root)

	created := e.Root.Post("orders:create?triggerWorkflows=w", obj{"no": "a", "amount": 3, "price": 1.5, "exact": "2.50", "paid": true,
		"at": "2026-01-02T03:04:05.000Z", "day": "2026-01-02", "extra": obj{"a": 1}, "list": []any{1, "b"}, "big": "9223372036854775807",
		"customer": obj{"name": "Acme"}, "tags": []any{obj{"name": "x"}}}).OK()
	fits(t, doc, "/orders:create", created)
	fits(t, doc, "/orders:list", e.Root.Get("orders:list?appends=customer,tags").OK())
	fits(t, doc, "/orders:get", e.Root.Get("orders:get?appends=customer,tags&filterByTk="+created.ID()).OK())
	fits(t, doc, "/orders:get", e.Root.Get("orders:get?filterByTk=1").OK())
	fits(t, doc, "/orders/{sourceId}/tags:list", e.Root.Get("orders/"+created.ID()+"/tags:list").OK())
	fits(t, doc, "/orders:create", e.Root.Post("orders:create", []any{obj{"no": "b"}}).OK())
	e.Quiet()
	for _, path := range []string{"receipts:list", "executions:list?appends=jobs", "workflows:list?appends=nodes,stats", "users:list", "roles:list", "collections:list", "buttons:list"} {
		name, _, _ := strings.Cut(path, "?")
		fits(t, doc, "/"+name, e.Root.Get(path).OK())
	}
}

func TestTheDocumentDescribesWhatSystemResourcesAnswer(t *testing.T) {
	e := testenv.New(t)
	e.Collection("orders", "no:string", "paid:boolean")
	e.Collection("notes", "text:string")
	first := e.Workflow(obj{"key": "w", "title": "w", "type": "action", "config": obj{"collection": "orders"}}, testenv.Node{Key: "n", Type: "create",
		Config: obj{"collection": "notes", "params": obj{"values": obj{"text": "{{$context.data.no}}"}}}})
	e.Workflow(obj{"key": "c", "title": "c", "type": "collection", "config": obj{"collection": "notes", "mode": 1}},
		testenv.Node{Key: "m", Type: "variable", Config: obj{"value": 1}})
	e.Root.Post("roles:create", obj{"name": "clerk", "title": "clerk", "strategy": obj{"actions": []any{"view"}}}).OK()
	e.Root.Post("roles/clerk/dataSourceResources:create", obj{"name": "orders", "usingActionsConfig": true, "actions": []any{
		obj{"name": "view"}, obj{"name": "update", "fields": []any{"paid"}}}}).OK()
	e.Root.Post("users:create", obj{"username": "c", "email": "c@example.com", "password": "a-Password-1", "roles": []any{"clerk"}}).OK()
	e.Root.Post("applications:create", obj{"key": "shop", "title": "Shop"}).OK()
	doc := described(t, e, e.Root)
	post := func(path string, body any) *testenv.Answer {
		t.Helper()
		a := e.Root.Post(path, body).OK()
		fitsWhole(t, doc, addressed(path), a)
		return a
	}
	get := func(path string) *testenv.Answer {
		t.Helper()
		a := e.Root.Get(path).OK()
		fitsWhole(t, doc, addressed(path), a)
		return a
	}

	fitsWhole(t, doc, "/auth:signIn", e.Client().Post("auth:signIn", obj{"account": "c", "password": "a-Password-1"}).OK())
	fitsWhole(t, doc, "/roles:check", e.As("c", "a-Password-1").Get("roles:check").OK())
	fitsWhole(t, doc, "/systemSettings:get", e.Client().Get("systemSettings:get").OK())
	for _, path := range []string{
		"auth:check", "roles:check", "systemSettings:get", "roles:getSystemRoleMode", "availableActions:list", "roles:list", "users:list?appends=roles",
		"roles/clerk/dataSourceResources:list", "rolesResourcesScopes:list", "collections:list?appends=fields", "collections:listMeta",
		"collections/orders/fields:list", "fields:list", "collections:usage?filterByTk=orders", "collections/orders/fields:usage?filterByTk=no",
		"flow_nodes:specs", "workflows:triggerSpecs", "workflows:health", "workflows:check?filterByTk=" + first, "flow_nodes:branches?filterByTk=" + first,
	} {
		get(path)
	}
	button := []any{obj{"uid": "go", "kind": "submit", "bindings": []any{obj{"key": "w"}}}}
	draft := obj{"blocks": []any{
		obj{"uid": "b1", "type": "form", "collection": "orders", "settings": obj{"mode": "add", "fields": []any{obj{"name": "no"}}}, "buttons": button},
		obj{"uid": "b2", "type": "markdown", "settings": obj{"text": "Hello"}},
		obj{"uid": "b3", "type": "table", "collection": "orders", "settings": obj{"fields": []any{obj{"name": "paid", "width": 80}}, "layout": obj{"row": 1, "column": 0}}},
	}}
	post("pages:create", obj{"uid": "p", "applicationKey": "shop", "title": "P", "draft": draft})
	post("menuEntries:create", obj{"applicationKey": "shop", "type": "page", "pageUid": "p"})
	post("pages:publish?filterByTk=p", obj{"revision": 1})
	post("collections/orders/fields:create", obj{"name": "more", "type": "string", "interface": "input"})
	e.Root.Post("orders:create?button=go", obj{"no": "a"}).OK()
	e.Quiet()
	id := get("executions:list?" + testenv.Filter(obj{"key": "w"})).Text("data.0.id")
	node := get("flow_nodes:list?" + testenv.Filter(obj{"key": "n"})).Text("data.0.id")
	receipt := get("receipts:list").Text("data.0.id")
	for _, path := range []string{
		"pages:get?filterByTk=p", "pages:get?filterByTk=p&view=published", "pages:get?filterByTk=p&view=draft", "pages:check?filterByTk=p",
		"pages:list", "pageVersions:list", "menuEntries:list?appends=page", "applications:list", "buttons:list", "buttons:effective?filterByTk=go",
		"workflows/" + first + "/buttons:list", "executions:get?appends=jobs,workflow,receipt&filterByTk=" + id, "jobs:list", "workflows:health", "executions:queue", "executions:failures",
		"receipts:get?appends=user,chain,executions&filterByTk=" + receipt, "receipts:runs?filterByTk=" + receipt, "flow_nodes:variables?filterByTk=" + node + "&executionId=" + id,
	} {
		get(path)
	}
	post("workflows:execute?autoRevision=1&filterByTk="+first, obj{"data": obj{"id": e.Root.Get("orders:list").OK().Text("data.0.id")}, "userId": get("auth:check").ID()})
	post("workflows:update?filterByTk="+first, obj{"title": "x"})
	post("flow_nodes:test", obj{"type": "calculation", "config": obj{"engine": "string", "expression": "a"}})
}

// addressed is the path by which the document describes a call.
func addressed(call string) string {
	path, _, _ := strings.Cut(call, "?")
	if parts := strings.Split(path, "/"); len(parts) == 3 {
		parts[1] = "{sourceId}"
		path = strings.Join(parts, "/")
	}
	return "/" + path
}

func TestTheDocumentNamesOnlyWhatOneMayKnowOf(t *testing.T) {
	e := testenv.New(t)
	e.Collection("open", "title:string", obj{"name": "hidden", "type": "belongsTo", "target": "vault", "foreignKey": "vaultId"})
	e.Collection("vault", "title:string")
	e.Root.Post("roles:create", obj{"name": "clerk", "title": "clerk", "strategy": obj{}}).OK()
	e.Root.Post("roles/clerk/dataSourceResources:create", obj{"name": "open", "usingActionsConfig": true, "actions": []any{obj{"name": "view"}}}).OK()
	e.Root.Post("users:create", obj{"username": "c", "email": "c@example.com", "password": "a-Password-1", "roles": []any{"clerk"}}).OK()
	doc := described(t, e, e.As("c", "a-Password-1"))
	names := slices.Collect(func(yield func(string) bool) {
		for path := range doc.Paths.Map() {
			if !yield(path) {
				return
			}
		}
	})
	if doc.Paths.Value("/open:list") == nil || slices.ContainsFunc(names, func(s string) bool { return strings.Contains(s, "vault") }) {
		t.Errorf("the paths are %v", names)
	}
	if doc.Components.Schemas["vault"] != nil {
		t.Error("the schema of a collection is told that the role may not know of")
	}
	e.Client().Get("openapi:get").Is(401)
}
