package resource_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// sampleOrders is the example of the API's specification.
const sampleOrders = `{ "name": "orders", "title": "Orders", "template": "general", "autoGenId": false, "titleField": "no",
  "fields": [
    { "name": "id", "type": "snowflakeId", "interface": "snowflakeId", "primaryKey": true, "allowNull": false,
      "uiSchema": { "type": "number", "title": "ID", "x-component": "InputNumber" } },
    { "name": "no", "type": "string", "interface": "input", "unique": true,
      "validation": { "type": "string", "rules": [ { "key": "r1", "name": "required" }, { "key": "r2", "name": "max", "args": { "limit": 32 } } ] },
      "uiSchema": { "type": "string", "title": "Number", "x-component": "Input" } },
    { "name": "status", "type": "string", "interface": "select", "defaultValue": "new",
      "uiSchema": { "type": "string", "title": "Status", "x-component": "Select",
        "enum": [ { "value": "new", "label": "New", "color": "blue" }, { "value": "paid", "label": "Paid", "color": "green" } ] } },
    { "name": "customer", "type": "belongsTo", "interface": "m2o", "target": "customers", "foreignKey": "customerId", "targetKey": "id", "onDelete": "RESTRICT",
      "uiSchema": { "type": "object", "title": "Customer", "x-component": "AssociationField",
        "x-component-props": { "multiple": false, "fieldNames": { "value": "id", "label": "name" } } },
      "reverseField": { "name": "orders", "type": "hasMany", "interface": "o2m", "uiSchema": { "title": "Orders", "x-component": "AssociationField" } } },
    { "name": "createdAt", "type": "date", "interface": "createdAt", "field": "createdAt" },
    { "name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users", "foreignKey": "createdById" } ] }`

type jsonObject = testenv.M

func names(a *testenv.Answer, path string) string {
	list, _ := a.At(path).([]any)
	out := make([]string, len(list))
	for i, v := range list {
		out[i], _ = v.(string)
	}
	return strings.Join(out, " ")
}

func TestTheExampleCollectionOverHTTP(t *testing.T) {
	t.Parallel()
	root := testenv.New(t).Root
	made := root.Post("collections:create", sampleOrders).OK()
	made.Want("data.name", "orders").Want("data.titleField", "no").Want("data.template", "general").Want("data.inherit", false).
		Want("data.hidden", false).Want("data.createdAt", true).Want("data.createdBy", true).Want("data.updatedAt", false).
		Want("data.updatedBy", false).Want("data.filterTargetKey", "id").Want("data.unavailableActions", []any{}).Want("data.sort", 1)
	if made.Text("data.key") == "" || made.At("data.options") != nil {
		t.Fatalf("%s", made.Body)
	}
	if got := names(made, "data.fields.*.name"); got != "id no status customer createdAt createdBy customerId createdById" {
		t.Fatalf("fields: %s", got)
	}
	made.Want("data.fields.3.collectionName", "orders").Want("data.fields.3.foreignKey", "customerId").Want("data.fields.2.uiSchema.enum.1.value", "paid")

	root.Post("collections:create", `{"name": "customers", "fields": [{"name": "name", "type": "string", "interface": "input"}]}`).OK()
	customer := root.Post("customers:create", `{"name": "Ada"}`).OK().ID()
	order := root.Post("orders:create", `{"no": "A1", "customer": `+customer+`}`).OK()
	order.Want("data.status", "new")
	root.Get("customers:get/"+customer+"?appends[]=orders").OK().Want("data.orders.0.no", "A1")

	list := root.Get("collections:list?appends[]=fields&sort=-name").OK()
	if got := names(list, "data.*.name"); got != "orders customers" {
		t.Fatalf("list: %s", got)
	}
	list.Want("data.0.titleField", "no").Want("data.0.createdAt", true).Want("data.0.updatedAt", false).Want("data.0.filterTargetKey", "id").Want("meta.count", 2)
	if list.At("data.0.options") != nil || list.At("data.0.fields.0.options") != nil || list.Text("data.0.fields.0.key") == "" {
		t.Fatalf("%s", list.Body)
	}
	got := root.Get("collections:get?filterByTk=orders&appends[]=fields").OK()
	got.Want("data.title", "Orders").Want("data.autoGenId", false)
	if !strings.Contains(string(got.Body), `"x-component":"Select"`) {
		t.Fatalf("%s", got.Body)
	}
	root.Get("collections:get?filterByTk=nothing").OK().Want("data", nil)
	root.Get("collectionCategories:list").OK().Want("data", []any{})
	root.Get("fields:list?filter="+`{"collectionName":"orders","type":"belongsTo"}`).OK().Want("meta.count", 2).Want("data.0.target", "customers")
}

func TestCollectionActions(t *testing.T) {
	t.Parallel()
	root := testenv.New(t).Root
	for _, name := range []string{"a", "b", "c"} {
		root.Post("collections:create", jsonObject{"name": name, "title": name}).OK()
	}
	root.Post("collections:update?filterByTk=a", jsonObject{"title": "First", "color": "red"}).OK().
		Want("data.0.title", "First").Want("data.0.color", "red").Want("data.1", nil)
	root.Post("collections:update?filterByTk=nothing", jsonObject{}).OK().Want("data", []any{})
	root.Post("collections:update?"+testenv.Filter(jsonObject{"title": "b"}), jsonObject{"title": "Second"}).OK().Want("data.0.name", "b")
	root.Post("collections:move?sourceId=c&targetId=a", nil).OK().Want("data", "ok")
	if got := names(root.Get("collections:list?sort=sort").OK(), "data.*.name"); got != "c a b" {
		t.Fatalf("order: %s", got)
	}
	root.Post("collections:setFields?filterByTk=a", jsonObject{"fields": []any{jsonObject{"name": "n", "type": "integer"}}}).OK().Want("data", nil)
	root.Post("a:create", jsonObject{"n": 3}).OK().Want("data.n", 3)

	root.Post("collections:create", jsonObject{"name": "a"}).Code(400, "COLLECTION_EXISTS")
	root.Post("collections:create", `[]`).Code(400, "INVALID_BODY")
	root.Post("collections:update", jsonObject{}).Code(400, "FILTER_REQUIRED")
	root.Post("collections:update?filterByTk=a", jsonObject{"name": "z"}).Code(400, "IMMUTABLE")
	root.Post("collections:setFields?filterByTk=a", jsonObject{}).Code(400, "INVALID_BODY")
	root.Post("collections:setFields?filterByTk=nothing", jsonObject{"fields": []any{}}).Code(404, "COLLECTION_NOT_FOUND")
	root.Post("collections:destroy", nil).Code(400, "FILTER_REQUIRED")
	root.Post("collections:destroy?filterByTk=users", nil).Code(400, "PROTECTED")
	root.Post("collections:move?sourceId=a", nil).Code(400, "INVALID_PARAMETER")
	root.Get("collections:destroy?filterByTk=a").Is(405)

	root.Post("collections/b/fields:create", jsonObject{"name": "as", "type": "hasMany", "target": "a", "foreignKey": "bId"}).OK()
	root.Post("collections:destroy?filterByTk=a", nil).Code(409, "COLLECTION_IN_USE")
	root.Post("collections:destroy?filterByTk=nothing", nil).OK().Want("data", 0)
	root.Post(`collections:destroy?filterByTk=["a","c"]&cascade=true`, nil).OK().Want("data", 2)
	root.Get("a:list").Is(404)
	if got := names(root.Get("collections:list").OK(), "data.*.name"); got != "b" {
		t.Fatalf("left: %s", got)
	}
}

func TestFieldActions(t *testing.T) {
	t.Parallel()
	root := testenv.New(t).Root
	root.Post("collections:create", jsonObject{"name": "a", "fields": []any{jsonObject{"name": "n", "type": "string", "interface": "input"}}}).OK()
	made := root.Post("collections/a/fields:create", jsonObject{
		"name": "price", "type": "decimal", "scale": 2, "interface": "number", "uiSchema": jsonObject{"title": "Price"},
	}).OK()
	made.Want("data.name", "price").Want("data.collectionName", "a").Want("data.scale", 2).Want("data.uiSchema.title", "Price").Want("data.sort", 3)
	root.Post("a:create", jsonObject{"n": "x", "price": 1.5}).OK().Want("data.price", "1.50")

	if got := names(root.Get("collections/a/fields:list").OK().Want("meta.count", 3), "data.*.name"); got != "id n price" {
		t.Fatalf("list: %s", got)
	}
	root.Get("collections/a/fields:list?page=2&pageSize=2").OK().Want("data.*.name", []any{"price"}).Want("meta.totalPage", 2)
	root.Get("collections/a/fields:list?paginate=false&sort=-name").OK().Want("data.*.name", []any{"price", "n", "id"}).Want("meta", nil)
	root.Get("collections/a/fields:list?"+testenv.Filter(jsonObject{"interface": "input"})).OK().Want("data.*.name", []any{"n"})
	root.Get("collections/a/fields:list?" + testenv.Filter(jsonObject{"nothing": 1})).Is(400)
	root.Get("collections/a/fields:get?filterByTk=price").OK().Want("data.type", "decimal")
	root.Get("collections/a/fields:get/price").OK().Want("data.type", "decimal")
	root.Get("collections/a/fields:get?filterByTk=x").OK().Want("data", nil)
	root.Get("collections/x/fields:list").Code(404, "COLLECTION_NOT_FOUND")

	root.Post("collections/a/fields:update?filterByTk=n", jsonObject{"unique": true, "uiSchema": jsonObject{"title": "N"}}).OK().Want("data.0.unique", true)
	root.Post("a:create", jsonObject{"n": "x"}).Is(400)
	root.Post("collections/a/fields:move?sourceId=price&targetId=id&sortField=sort", nil).OK().Want("data", "ok")
	root.Get("collections/a/fields:list").OK().Want("data.*.name", []any{"price", "id", "n"})
	root.Post("collections/a/fields:destroy?filterByTk=price", nil).OK().Want("data", 1)
	root.Post("collections/a/fields:destroy?filterByTk=price", nil).OK().Want("data", 0)

	root.Post("collections/a/fields:create", jsonObject{"name": "n", "type": "string"}).Code(400, "FIELD_EXISTS")
	root.Post("collections/a/fields:create", jsonObject{"name": "x", "type": "formula"}).Code(400, "UNKNOWN_FIELD_TYPE")
	root.Post("collections/a/fields:update?filterByTk=n", jsonObject{"type": "text"}).Code(400, "IMMUTABLE")
	root.Post("collections/x/fields:update?filterByTk=n", jsonObject{}).Code(404, "COLLECTION_NOT_FOUND")
	root.Post("collections/a/fields:destroy?filterByTk=id", nil).Code(400, "FIELD_IN_USE")
	root.Post("collections/roles/fields:create", jsonObject{"name": "n", "type": "string"}).Code(400, "PROTECTED")

	root.Post("collections/users/fields:create", jsonObject{"name": "department", "type": "string", "interface": "input"}).OK()
	root.Post("users:create", jsonObject{"username": "ada", "password": "a-long-Password-1", "department": "labs"}).OK().Want("data.department", "labs")
	users := names(root.Get("collections/users/fields:list?paginate=false").OK(), "data.*.name")
	if !strings.Contains(users, "password") || !strings.HasSuffix(users, "department") || strings.Contains(users, "passwordChangeTz") {
		t.Fatalf("fields of users: %s", users)
	}
}

func TestTheModelIsPrunedToWhatARoleReaches(t *testing.T) {
	t.Parallel()
	e := testenv.New(t)
	e.Root.Post("collections:create", jsonObject{"name": "open", "fields": []any{jsonObject{"name": "n", "type": "string"}}}).OK()
	e.Root.Post("collections:create", jsonObject{"name": "closed"}).OK()
	e.Root.Post("roles:create", jsonObject{"name": "clerk", "snippets": []any{}}).OK()
	e.Root.Post("roles/clerk/resources:create", jsonObject{
		"name": "open", "usingActionsConfig": true, "actions": []any{jsonObject{"name": "view", "fields": []any{"n"}}},
	}).OK()
	e.Root.Post("users:create", jsonObject{"username": "clerk", "password": "a-long-Password-1", "roles": []any{"clerk"}}).OK()
	clerk := e.As("clerk", "a-long-Password-1").With("X-Role", "clerk")

	meta := names(clerk.Get("collections:listMeta").OK(), "data.*.name")
	if !strings.Contains(meta, "open") || strings.Contains(meta, "closed") || strings.Contains(meta, "workflows") {
		t.Fatalf("listMeta: %s", meta)
	}
	if got := names(clerk.Get("collections:list").OK().Want("meta.count", 1), "data.*.name"); got != "open" {
		t.Fatalf("list: %s", got)
	}
	clerk.Get("collections:get?filterByTk=closed").Is(403)
	clerk.Post("collections:create", jsonObject{"name": "mine"}).Is(403)
	clerk.Get("collections/open/fields:list").Is(403)
	clerk.Post("collections/open/fields:create", jsonObject{"name": "m", "type": "string"}).Is(403)
	e.Client().Get("collections:listMeta").Is(401)

	all := e.Root.Get("collections:listMeta").OK()
	got := names(all, "data.*.name")
	for _, name := range []string{"open", "closed", "users", "roles", "workflows"} {
		if !strings.Contains(" "+got+" ", " "+name+" ") {
			t.Errorf("root does not see %s", name)
		}
	}
	list, _ := all.At("data").([]any)
	for _, c := range list {
		if testenv.At(c, "name") == "users" {
			raw, _ := json.Marshal(testenv.At(c, "fields.*.name"))
			if !strings.Contains(string(raw), `"email"`) || testenv.At(c, "filterTargetKey") != "id" {
				t.Errorf("users: %s", raw)
			}
		}
	}
}

func TestARepeatedCreateOfACollectionIsAnsweredFromTheFirst(t *testing.T) {
	t.Parallel()
	e := testenv.New(t)
	e.Root.Post("collections:create", jsonObject{"name": "b", "fields": []any{jsonObject{"name": "a", "type": "belongsTo", "target": "a"}}}).OK()
	again := e.Root.With("Idempotency-Key", "k1")
	first := again.Post("collections:create", jsonObject{"name": "a"}).OK() // rebuilds b for its foreign key
	second := again.Post("collections:create", jsonObject{"name": "a"}).OK()
	if string(first.Body) != string(second.Body) {
		t.Fatalf("%s\n%s", first.Body, second.Body)
	}
	again.Post("collections:create", jsonObject{"name": "other"}).Is(422)
}
