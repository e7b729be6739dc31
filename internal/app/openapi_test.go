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
