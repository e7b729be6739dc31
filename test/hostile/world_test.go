// Package hostile attacks a whole application as an outside client: permissions, input, concurrency, restarts.
package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// M is a JSON object.
type M = testenv.M

// world is an application with a small model and a clerk whose role is narrow in every direction:
//
//   - customers: sees open ones, without the iban; may change their name
//   - orders: sees, creates and changes those that are open; never sees or writes secret; may not write amount
//   - items: sees and creates all, changes those below 100, never sees cost
//   - tags: sees the public ones, label only
//   - vault: nothing at all
//   - drops: may create and change everything, sees nothing
type world struct {
	*testenv.Env
	clerk   *testenv.Client
	clerkID string
	ids     map[string]string
}

func newWorld(t testing.TB, options ...testenv.Option) *world {
	t.Helper()
	w := &world{Env: testenv.New(t, options...), ids: map[string]string{}}
	w.model()
	w.roles()
	w.rows()
	return w
}

func field(text string) M {
	name, typ, _ := strings.Cut(text, ":")
	return M{"name": name, "type": typ}
}

func (w *world) collection(name string, fields ...any) {
	w.T.Helper()
	list := make([]any, len(fields))
	for i, f := range fields {
		if list[i] = f; fmt.Sprintf("%T", f) == "string" {
			list[i] = field(f.(string))
		}
	}
	w.Root.Post("collections:create", M{
		"name": name, "fields": list, "autoGenId": true, "createdAt": true, "updatedAt": true, "createdBy": true, "updatedBy": true,
	}).OK()
}

func (w *world) model() {
	w.collection("customers", "name:string", "iban:string", "status:string")
	w.collection("vault", "code:string")
	w.collection("tags", "label:string", "colour:string", "public:boolean")
	w.collection("drops", "note:string", "extra:json")
	w.collection("orders", "title:string", "status:string", "amount:double", "secret:string", "meta:json",
		M{"name": "place", "type": "sort"},
		M{"name": "customer", "type": "belongsTo", "target": "customers", "foreignKey": "customerId"},
		M{"name": "safe", "type": "belongsTo", "target": "vault", "foreignKey": "safeId"},
		M{"name": "tags", "type": "belongsToMany", "target": "tags", "through": "orderTags", "foreignKey": "orderId", "otherKey": "tagId"})
	w.collection("items", "name:string", "price:double", "cost:double",
		M{"name": "order", "type": "belongsTo", "target": "orders", "foreignKey": "orderId"})
	w.Root.Post("collections/orders/fields:create", M{"name": "items", "type": "hasMany", "target": "items", "foreignKey": "orderId"}).OK()
	w.Root.Post("collections/customers/fields:create", M{"name": "orders", "type": "hasMany", "target": "orders", "foreignKey": "customerId"}).OK()
	w.Root.Post("collections/vault/fields:create", M{"name": "orders", "type": "hasMany", "target": "orders", "foreignKey": "safeId"}).OK()
}

// grant is one action of a resource entry: nil fields are all fields, an empty scope is all rows.
type grant struct {
	name   string
	fields []string
	scope  M
}

// permit gives a role a resource entry.
func (w *world) permit(role, collection string, grants ...grant) {
	w.T.Helper()
	var actions []M
	for _, g := range grants {
		a := M{"name": g.name}
		if g.fields != nil {
			a["fields"] = g.fields
		}
		if g.scope != nil {
			id := w.Root.Post("rolesResourcesScopes:create", M{"name": role + g.name, "resourceName": collection, "scope": g.scope}).OK().At("data.id")
			a["scopeId"] = id
		}
		actions = append(actions, a)
	}
	w.Root.Post("roles/"+role+"/resources:create", M{"name": collection, "usingActionsConfig": true, "actions": actions}).OK()
}

func (w *world) user(name string, roles ...string) (*testenv.Client, string) {
	w.T.Helper()
	id := w.Root.Post("users:create", M{"username": name, "nickname": name, "email": name + "@example.com", "password": testenv.Password, "roles": roles}).OK().ID()
	return w.As(name+"@example.com", testenv.Password), id
}

func (w *world) roles() {
	w.Root.Post("roles:create", M{"name": "clerk", "title": "clerk"}).OK()
	open := M{"status": "open"}
	w.permit("clerk", "customers", grant{"view", []string{"name", "status", "orders"}, open}, grant{"update", []string{"name"}, open})
	w.permit("clerk", "orders",
		grant{"view", []string{"title", "status", "customer", "items", "tags", "customerId", "createdBy", "place"}, open},
		grant{"create", []string{"title", "status", "customer", "customerId", "items", "tags", "safe", "createdBy"}, nil},
		grant{"update", []string{"title", "status", "customer", "customerId", "items", "tags", "safe", "createdBy", "meta"}, open},
		grant{"destroy", nil, open})
	w.permit("clerk", "items",
		grant{"view", []string{"name", "price", "order", "orderId"}, nil}, grant{"create", []string{"name", "price"}, nil},
		grant{"update", []string{"name", "price"}, M{"price.$lt": 100}})
	w.permit("clerk", "tags", grant{"view", []string{"label", "public"}, M{"public": true}})
	w.permit("clerk", "drops", grant{"create", nil, nil}, grant{"update", nil, nil})
	w.clerk, w.clerkID = w.user("clara", "clerk")
}

func (w *world) row(key, collection string, values M) {
	w.T.Helper()
	w.ids[key] = w.Root.Post(collection+":create", values).OK().ID()
}

func (w *world) rows() {
	w.row("acme", "customers", M{"name": "Acme", "iban": "IBAN-ACME", "status": "open"})
	w.row("gone", "customers", M{"name": "Gone", "iban": "IBAN-GONE", "status": "closed"})
	w.row("safe", "vault", M{"code": "CODE-1234"})
	w.row("red", "tags", M{"label": "red", "colour": "COLOUR-RED", "public": true})
	w.row("dark", "tags", M{"label": "LABEL-DARK", "public": false})
	w.row("order", "orders", M{"title": "first", "status": "open", "amount": 7, "secret": "SECRET-1", "customer": w.num("acme"), "safe": w.num("safe"), "tags": []any{w.num("red"), w.num("dark")}})
	w.row("shut", "orders", M{"title": "TITLE-SHUT", "status": "closed", "amount": 8, "secret": "SECRET-2", "customer": w.num("gone")})
	w.row("cheap", "items", M{"name": "cheap", "price": 5, "cost": 31337, "orderId": w.num("order")})
	w.row("dear", "items", M{"name": "dear", "price": 500, "cost": 31337, "orderId": w.num("shut")})
}

// jsonNumber is an id as JSON.
func jsonNumber(s string) json.Number { return json.Number(s) }

func (w *world) num(key string) any { return jsonNumber(w.ids[key]) }

// at replaces {name} by ids.
func (w *world) at(path string) string {
	for k, id := range w.ids {
		path = strings.ReplaceAll(path, "{"+k+"}", id)
	}
	return strings.ReplaceAll(path, "{clerk}", w.clerkID)
}

// forbidden are the texts that the clerk must never read, in whatever answer.
var forbidden = []string{"SECRET-", "IBAN-", "CODE-", "COLOUR-", "LABEL-DARK", "TITLE-SHUT", "31337", "$argon2id", "@example.com"}

// clean fails when an answer holds a text that the clerk must not read.
func clean(t testing.TB, a *testenv.Answer) *testenv.Answer {
	t.Helper()
	for _, text := range forbidden {
		if strings.Contains(string(a.Body), text) {
			t.Errorf("%s leaks %s: %s", a.Call, text, a.Body)
		}
	}
	return a
}
