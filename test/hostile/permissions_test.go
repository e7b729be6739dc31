package hostile

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func TestReadsNeverShowWhatTheRoleMayNotSee(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{
		"orders:list", "orders:list?paginate=false", "orders:list?fields=title,secret,amount",
		"orders:list?appends=customer,items,tags,safe,createdBy,updatedBy,customer.orders,customer.orders.items,tags.label",
		"orders:list?appends=createdBy.roles", "orders:list?fields=customer.iban", "orders:list?fields=customer.iban,customer.name",
		"orders:list?fields=items.cost", "orders:list?appends=items.cost", "orders:list?except=title", "orders:list?except=id",
		"orders:list?appends=customer&except=customer.name", "orders:get?filterByTk={order}&appends=customer,safe,tags,items.order.customer",
		"orders:get?filterByTk={shut}", "orders:get/{shut}?appends=customer", "orders:list?filterByTk={shut}",
		"customers:list?appends=orders,orders.items,orders.safe", "customers:get/{gone}?appends=orders", "vault:list", "vault:get/{safe}",
		"vault/{safe}/orders:list", "customers/{gone}/orders:list", "customers/{acme}/orders:list?appends=safe", "orders/{shut}/items:list",
		"orders/{shut}/customer:get", "orders/{order}/customer:get", "orders/{order}/safe:get", "orders/{order}/tags:list",
		"orders/{order}/tags:get/{dark}", "orders/{order}/tags:list?filterByTk={dark}", "orders/{order}/createdBy:get?appends=roles",
		"items/{dear}/order:get", "items/{dear}/order:get?appends=customer", "orders/_/items:list?appends=order", "orders/_/tags:list",
		"orders/_/safe:list", "orders/_/safe:get", "items/_/order:list", "orders/{order}/createdBy:list", "orders/{order}/createdBy:get?fields=email,nickname",
		"orders/_/createdBy:list", "orders/_/createdBy:list?fields=email", "users:list", "users:get/1", "roles:list", "users/1/roles:list", "jobs:list",
		"executions:list", "workflows:list", "flow_nodes:list", "buttons:list", "orderTags:list", "orderTags:list?appends=tag",
		"collections:list", "collections:list?appends=fields", "collections:listMeta", "fields:list", "collections/vault/fields:list", "receipts:list?appends=user",
		"rolesUsers:list", "sessions:list", "replays:list", "environmentVariables:list", "dataSourcesRolesResources:list", "roles/clerk/users:list",
		"roles/clerk/resources:list", "roles:check", "app:getInfo", "systemSettings:get",
	} {
		a := clean(t, w.clerk.Get(w.at(path)))
		if a.Status >= 500 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
}

func TestForbiddenFieldsCannotBeInferred(t *testing.T) {
	w := newWorld(t)
	filters := []M{
		{"secret": "SECRET-1"}, {"secret.$startsWith": "S"}, {"amount.$gt": 1}, {"customer.iban.$includes": "A"}, {"$or": []M{{"secret": "x"}}},
		{"$not": M{"secret": "x"}}, {"items.cost.$gt": 1}, {"tags.colour": "x"}, {"safe.code": "CODE-1234"}, {"safe.id.$exists": true},
		{"safe.$exists": true}, {"safeId": 1}, {"safeId.$notEmpty": true}, {"createdBy.email": "root@example.com"}, {"createdBy.password.$notEmpty": true},
		{"createdBy.roles.name": "root"}, {"customer.orders.secret": "x"}, {"$and": []M{{"$or": []M{{"$not": M{"customer": M{"iban": "x"}}}}}}},
		{"updatedBy.email.$startsWith": "r"}, {"items": M{"order": M{"secret": "x"}}},
	}
	for _, f := range filters {
		for _, action := range []string{"list", "get", "update", "destroy"} {
			a := clean(t, w.clerk.Post("orders:"+action+"?"+testenv.Filter(f), M{"title": "changed"}))
			if a.Status != 403 && a.Status != 400 {
				t.Errorf("%s %v: %d %s", action, f, a.Status, a.Body)
			}
		}
	}
	for _, sort := range []string{"secret", "-amount", "customer.iban", "safe.code", "createdBy.email", "safeId", "-createdBy.password"} {
		a := clean(t, w.clerk.Get("orders:list?"+query("sort", sort)))
		if a.Status != 403 && a.Status != 400 {
			t.Errorf("sort %s: %d %s", sort, a.Status, a.Body)
		}
	}
	for _, key := range []string{"secret", "amount", "customer.iban", "$or", "safeId"} {
		a := clean(t, w.clerk.Post("orders:firstOrCreate?"+query("filterKeys", key), M{"title": "x", key: "SECRET-1"}))
		if a.Status != 403 && a.Status != 400 {
			t.Errorf("filterKeys %s: %d %s", key, a.Status, a.Body)
		}
	}
	for _, key := range []string{`{"secret":"SECRET-1"}`, `{"amount":7}`, `{"id":{"$gt":0}}`, `{"id.$gt":0}`} {
		a := clean(t, w.clerk.Get("orders:list?"+query("filterByTk", key)))
		if a.Status == 200 && a.Text("meta.count") != "0" {
			t.Errorf("filterByTk %s: %d %s", key, a.Status, a.Body)
		}
	}
	// Rows that a relation path reaches but the role does not see must not answer either.
	for _, f := range []M{
		{"tags.label": "LABEL-DARK"}, {"tags.label.$startsWith": "LABEL"}, {"items.order.title": "TITLE-SHUT"},
	} {
		a := clean(t, w.clerk.Get("orders:list?"+testenv.Filter(f)).OK())
		if a.Text("meta.count") != "0" {
			t.Errorf("%v matched through rows that are not visible: %s", f, a.Body)
		}
	}
	a := clean(t, w.clerk.Get("items:list?"+testenv.Filter(M{"order.title.$startsWith": "TITLE"})).OK())
	if a.Text("meta.count") != "0" {
		t.Errorf("matched through an order that is not visible: %s", a.Body)
	}
	w.Root.Get("orders:get/"+w.ids["order"]).Want("data.title", "first")
}

func TestAssociationsReachNoSystemCollectionForWriting(t *testing.T) {
	w := newWorld(t)
	before := string(w.Root.Get("users:list?sort=id&appends=roles").OK().Body)
	order := w.Root.Get("orders:get/" + w.ids["order"]).OK()
	for name, client := range map[string]*testenv.Client{"clerk": w.clerk, "root": w.Root} {
		for _, action := range []string{"update", "destroy", "create", "set", "remove", "firstOrCreate?filterKeys=nickname", "updateOrCreate?filterKeys=nickname", "add", "toggle", "move?sourceId=1&sticky=true"} {
			a := client.Post(w.at("orders/{order}/createdBy:"+action), M{"id": jsonNumber(w.clerkID), "nickname": "hacked", "email": "h@x.org"})
			if a.Status < 400 || a.Status >= 500 {
				t.Errorf("%s %s: %d %s", name, action, a.Status, a.Body)
			}
		}
		a := client.Post(w.at("orders/{order}/createdBy:set?filterByTk={clerk}"), nil)
		if a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s set: %d %s", name, a.Status, a.Body)
		}
	}
	if after := string(w.Root.Get("users:list?sort=id&appends=roles").OK().Body); after != before {
		t.Errorf("users changed:\n%s\n%s", before, after)
	}
	w.Root.Get("orders:get/"+w.ids["order"]).Want("data.createdById", order.At("data.createdById"))
}

// a hostile write, and what must be told of it.
type attempt struct {
	path string
	body any
	want int // 0: any 4xx; 200: accepted, but without effect on what must not change
}

func (w *world) snapshotAll(t testing.TB) string {
	t.Helper()
	out := ""
	for _, c := range []string{"customers", "vault", "tags", "items", "orders", "drops", "users"} {
		out += c + "\n" + string(w.Root.Get(c+":list?paginate=false&sort=id&except=updatedAt,updatedById").OK().Body) + "\n"
	}
	out += string(w.Root.Get("orderTags:list?sort=orderId,tagId").OK().Body)
	return out
}

func TestWritesOutsideTheRoleAreRefusedAndChangeNothing(t *testing.T) {
	w := newWorld(t)
	before := w.snapshotAll(t)
	for _, a := range []attempt{
		{"orders:update?filterByTk={shut}", M{"title": "x"}, 0},
		{"orders:update?filterByTk[]={shut}&filterByTk[]={order}", M{"title": "x"}, 0},
		{"orders:destroy?filterByTk={shut}", nil, 0},
		{"orders:destroy?filterByTk[]={order}&filterByTk[]={shut}", nil, 0},
		{"orders:destroy", nil, 0},
		{"orders:update", M{"title": "x"}, 0},
		{"orders:destroy?filter={}", nil, 0},
		{"orders:destroy?filterByTk[]=", nil, 0},
		{"customers:create", M{"name": "x"}, 0},
		{"customers:destroy?filterByTk={acme}", nil, 0},
		{"customers:firstOrCreate?filterKeys=name", M{"name": "x"}, 0},
		{"customers:updateOrCreate?filterKeys=name", M{"name": "Acme", "status": "y"}, 0},
		{"vault:create", M{"code": "x"}, 0},
		{"vault:update?filterByTk={safe}", M{"code": "x"}, 0},
		{"vault:firstOrCreate?filterKeys=code", M{"code": "CODE-1234"}, 0},
		{"orders:update?filterByTk={order}", M{"customerId": w.num("gone")}, 0},
		{"orders:update?filterByTk={order}", M{"customer": w.num("gone")}, 0},
		{"orders:update?filterByTk={order}", M{"customer": M{"id": w.num("gone")}}, 0},
		{"orders:update?filterByTk={order}", M{"customer": M{"id": 99}}, -1},
		{"orders:create", M{"title": "x", "customerId": w.num("gone")}, 0},
		{"orders:create", M{"title": "x", "customer": M{"id": w.num("gone")}}, 0},
		{"orders:create?updateAssociationValues=customer", M{"title": "x", "customer": M{"id": w.num("gone"), "name": "x"}}, 0},
		{"orders:update?filterByTk={order}&updateAssociationValues=customer", M{"customer": M{"id": w.num("gone"), "name": "x"}}, 0},
		{"orders:update?filterByTk={order}&updateAssociationValues=items", M{"items": []M{{"id": w.num("dear"), "price": 1}}}, 0},
		{"customers/{gone}/orders:create", M{"title": "x"}, 0},
		{"customers/{gone}/orders:update?filterByTk={shut}", M{"title": "x"}, 0},
		{"customers/{gone}/orders:add?filterByTk={order}", nil, 0},
		{"customers/{acme}/orders:add?filterByTk={shut}", nil, 0},
		{"customers/{acme}/orders:set", []any{w.num("order"), w.num("shut")}, 0},
		{"orders/{shut}/items:create", M{"name": "x"}, 0},
		{"orders/{shut}/items:update?filterByTk={dear}", M{"name": "x"}, 0},
		{"orders/{shut}/items:destroy?filterByTk={dear}", nil, 0},
		{"orders/{order}/items:update?filterByTk={dear}", M{"name": "x"}, -1},
		{"orders/{shut}/tags:add?filterByTk={red}", nil, 0},
		{"orders/{order}/tags:add?filterByTk={dark}", nil, 0},
		{"orders/{order}/tags:set", []any{w.num("dark")}, 0},
		{"orders/{order}/tags:create", M{"label": "x"}, 0},
		{"orders/{order}/tags:destroy?filterByTk={red}", nil, 0},
		{"orders/{order}/tags:update?filterByTk={red}", M{"label": "x"}, 0},
		{"orders/{order}/safe:set?filterByTk={safe}", nil, -1},
		{"orders/{order}/safe:update", M{"code": "x"}, 0},
		{"orders/{order}/safe:destroy", nil, 0},
		{"orders/{order}/customer:set?filterByTk={gone}", nil, 0},
		{"orders/{shut}/customer:set?filterByTk={acme}", nil, 0},
		{"orders/{shut}/customer:remove", nil, 0},
		{"orders/{order}/customer:update", M{"iban": "stolen"}, -1},
		{"orders/{shut}/customer:update", M{"name": "x"}, 0},
		{"orders:move?sourceId={shut}&sticky=true", nil, 0},
		{"items:move?sourceId={dear}&sticky=true", nil, 0},
		{"items:update?filterByTk={dear}", M{"price": 1}, 0},
		{"items:update?filterByTk={cheap}", M{"cost": 1}, -1},
		{"orders:update?filterByTk={order}", M{"secret": "x", "amount": 1, "createdById": jsonNumber(w.clerkID), "createdAt": "2000-01-01", "safeId": nil}, -1},
		{"orders:update?filterByTk={order}", M{"createdBy": jsonNumber(w.clerkID)}, -1},
		{"orders:update?filterByTk={order}", M{"createdBy": M{"id": jsonNumber(w.clerkID), "nickname": "x"}}, -1},
		{"orders:update?filterByTk={order}&updateAssociationValues=createdBy", M{"createdBy": M{"id": 1, "nickname": "x", "email": "x@y.z"}}, -1},
		{"orders:update?filterByTk={order}&updateAssociationValues=createdBy", M{"createdBy": M{"nickname": "x", "email": "x@y.z"}}, -1},
		{"orderTags:create", M{"orderId": w.num("shut"), "tagId": w.num("dark")}, 0},
		{"orderTags:destroy?filter={\"orderId.$gt\":0}", nil, 0},
	} {
		r := clean(t, w.clerk.Post(w.at(a.path), a.body))
		switch {
		case a.want == 0 && (r.Status < 400 || r.Status >= 500):
			t.Errorf("%s %v: %d %s", a.path, a.body, r.Status, r.Body)
		case a.want == -1 && r.Status >= 500:
			t.Errorf("%s %v: %d %s", a.path, a.body, r.Status, r.Body)
		}
		if after := w.snapshotAll(t); after != before {
			t.Errorf("%s %v (%d) changed data:\n%s", a.path, a.body, r.Status, firstDifference(before, after))
			before = after
		}
	}
}

func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-80)
	return fmt.Sprintf("- …%s\n+ …%s", a[from:min(len(a), i+160)], b[from:min(len(b), i+160)])
}

func TestNestedValuesCreateOnlyWhatTheRoleMayCreate(t *testing.T) {
	w := newWorld(t)
	count := func(c string) string { return w.Root.Get(c + ":list").OK().Text("meta.count") }
	before := count("customers") + count("tags") + count("vault")
	for _, values := range []M{
		{"title": "x", "customer": M{"name": "new"}}, {"title": "x", "tags": []M{{"label": "new"}}}, {"title": "x", "safe": M{"code": "new"}},
		{"title": "x", "customer": M{"id": 4711, "name": "new"}}, {"title": "x", "tags": []M{{"id": 4711, "label": "new"}}}, {"title": "x", "safe": M{"id": 4711}},
		{"title": "x", "items": []M{{"name": "i", "order": M{"title": "deep", "secret": "SET", "customer": M{"name": "deep"}}}}},
	} {
		for _, q := range []string{"", "?updateAssociationValues=customer,tags,safe,items,items.order,items.order.customer"} {
			clean(t, w.clerk.Post("orders:create"+q, values))
			clean(t, w.clerk.Post("orders:update"+q+map[bool]string{true: "?", false: "&"}[q == ""]+"filterByTk="+w.ids["order"], values))
			if after := count("customers") + count("tags") + count("vault"); after != before {
				t.Fatalf("%v %s created what it must not", values, q)
			}
		}
	}
	// Items may be created, with the fields of that permission only.
	r := w.clerk.Post("orders:create?updateAssociationValues=items", M{"title": "with items", "items": []M{
		{"name": "ok", "price": 1, "cost": 4242, "createdById": 1, "createdAt": "2001-01-01T00:00:00Z"},
		{"id": 987654, "name": "keyed", "price": 1, "cost": 4242},
	}}).OK()
	rows := w.Root.Get("items:list?" + testenv.Filter(M{"orderId": jsonNumber(r.ID())})).OK()
	for i := range rows.At("data").([]any) {
		at := fmt.Sprintf("data.%d.", i)
		if rows.At(at+"cost") != nil || rows.Text(at+"createdById") != w.clerkID || rows.Text(at + "createdAt")[:4] == "2001" {
			t.Errorf("forbidden columns were written: %s", rows.Body)
		}
	}
	if w.Root.Get("orders:list?"+testenv.Filter(M{"secret": "SET"})).OK().Text("meta.count") != "0" {
		t.Error("a forbidden column was written three levels down")
	}
}

func TestSystemFieldsAndKeysAreNotTheClients(t *testing.T) {
	w := newWorld(t)
	r := w.clerk.Post("orders:create", M{"title": "mine", "createdById": 1, "createdAt": "2001-01-01T00:00:00Z", "updatedById": 1, "id": 77, "secret": "SET", "amount": 3}).OK()
	row := w.Root.Get("orders:get/" + r.ID()).OK()
	row.Want("data.createdById", jsonNumber(w.clerkID)).Want("data.updatedById", jsonNumber(w.clerkID)).Want("data.secret", nil).Want("data.amount", nil)
	if row.Text("data.createdAt")[:4] == "2001" {
		t.Errorf("createdAt was taken from the client: %s", row.Body)
	}
	up := w.clerk.Post("orders:updateOrCreate?filterKeys=title", M{"title": "upsert", "status": "open", "secret": "SET", "createdById": 1}).OK()
	w.Root.Get("orders:get/"+up.ID()).OK().Want("data.createdById", jsonNumber(w.clerkID)).Want("data.secret", nil)
	up = w.clerk.Post("orders:updateOrCreate?filterKeys=title", M{"title": "upsert", "status": "open", "secret": "SET", "amount": 3, "id": 5}).OK()
	w.Root.Get("orders:get/"+up.ID()).OK().Want("data.amount", nil).Want("data.secret", nil)
	// An upsert may not look at, or change, rows outside the role.
	for _, action := range []string{"firstOrCreate", "updateOrCreate"} {
		a := clean(t, w.clerk.Post("orders:"+action+"?filterKeys=title", M{"title": "TITLE-SHUT", "status": "open"}))
		if a.Status == 200 && a.ID() == w.ids["shut"] {
			t.Errorf("%s: %d %s", action, a.Status, a.Body)
		}
	}
	w.Root.Get("orders:get/"+w.ids["shut"]).OK().Want("data.status", "closed")
}

func TestAnswersOfWritesArePruned(t *testing.T) {
	w := newWorld(t)
	// A strategy that sees everything, beside an entry that hides a column of what is linked.
	w.Root.Post("roles:create", M{"name": "wide", "title": "wide", "strategy": M{"actions": []string{"view", "create", "update", "destroy"}}}).OK()
	w.permit("wide", "customers", grant{"view", []string{"name"}, nil}, grant{"update", []string{"name"}, nil})
	w.permit("wide", "tags", grant{"view", []string{"label"}, M{"public": true}})
	w.permit("wide", "vault", grant{"create", nil, nil})
	wide, _ := w.user("wanda", "wide")
	leak := func(a *testenv.Answer, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if contains(string(a.Body), text) {
				t.Errorf("%s leaks %s: %s", a.Call, text, a.Body)
			}
		}
	}
	r := wide.With("Idempotency-Key", "k1").Post("orders:create", M{"title": "x", "customer": w.num("acme")}).OK()
	leak(r, "IBAN-", "@example.com")
	leak(wide.With("Idempotency-Key", "k1").Post("orders:create", M{"title": "x", "customer": w.num("acme")}).OK(), "IBAN-")
	leak(wide.Post("orders:update?filterByTk="+r.ID(), M{"customer": M{"id": w.num("acme")}, "tags": []any{w.num("red")}}).OK(), "IBAN-", "COLOUR-")
	leak(wide.Post("orders:update?filterByTk="+w.ids["order"], M{"title": "y", "safe": M{"id": w.num("safe")}}), "CODE-")
	leak(wide.Post("orders:updateOrCreate?filterKeys=title", M{"title": "z", "customer": w.num("acme")}).OK(), "IBAN-")
	leak(wide.Post("orders:create", []M{{"title": "1", "customer": w.num("acme")}}).OK(), "IBAN-")
	leak(wide.Get("orders:list?appends=customer,tags,safe").OK(), "IBAN-", "COLOUR-", "LABEL-DARK", "CODE-")
	// Only write, never read: the key is all that is told.
	d := w.clerk.Post("drops:create", M{"note": "NOTE", "extra": M{"a": 1}}).OK()
	leak(d, "NOTE")
	w.Root.Post("drops:update?filterByTk="+d.ID(), M{"note": "LATER"}).OK()
	leak(w.clerk.Post("drops:update?filterByTk="+d.ID(), M{"extra": M{"a": 2}}).OK(), "LATER")
	// Update reaches more rows than view: what is not seen is not answered.
	w.Root.Post("roles:create", M{"name": "blind", "title": "blind"}).OK()
	w.permit("blind", "orders", grant{"view", nil, M{"status": "open"}}, grant{"update", []string{"title"}, nil}, grant{"create", nil, nil})
	blind, _ := w.user("bea", "blind")
	leak(blind.Post("orders:update?filterByTk="+w.ids["shut"], M{"title": "blind"}).OK(), "SECRET-2")
	leak(blind.Post("orders:update?"+testenv.Filter(M{"title": "blind"}), M{"title": "blind"}).OK(), "SECRET-2")
	w.Root.Get("orders:get/"+w.ids["shut"]).OK().Want("data.title", "blind")
}

func contains(s, text string) bool { return strings.Contains(s, text) }
