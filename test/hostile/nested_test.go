package hostile

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// Rows out of reach stay so, whatever is sent beside them and by whatever key they are named.
func TestNestedValuesReachNoRowOutsideTheRole(t *testing.T) {
	w := newWorld(t)
	w.collection("badges", "code:string", "owner:string", "public:boolean", M{"name": "orderId", "type": "bigInt"})
	w.Root.Post("collections:update?filterByTk=badges", M{"filterTargetKey": "code"}).OK()
	w.Root.Post("collections/orders/fields:create", M{"name": "badge", "type": "hasOne", "target": "badges", "foreignKey": "orderId"}).OK()
	w.Root.Post("collections/orders/fields:create", M{"name": "badges", "type": "hasMany", "target": "badges", "foreignKey": "orderId"}).OK()
	w.row("hidden", "badges", M{"code": "hidden", "owner": "theirs"})
	w.Root.Post("collections/customers/fields:create", M{"name": "samples", "type": "hasMany", "target": "items", "foreignKey": "sampleOf"}).OK()
	all := []string{"title", "customer", "items", "badge", "badges", "tags"}
	w.Root.Post("roles:create", M{"name": "wide", "title": "wide"}).OK()
	w.permit("wide", "orders", grant{"view", nil, nil}, grant{"create", all, nil}, grant{"update", all, nil})
	w.permit("wide", "items", grant{"view", nil, nil}, grant{"create", nil, nil}, grant{"update", nil, M{"price.$lt": 100}})
	w.permit("wide", "badges", grant{"view", nil, nil}, grant{"create", nil, nil}, grant{"update", nil, M{"public": true}})
	w.permit("wide", "customers", grant{"view", nil, nil}, grant{"update", nil, nil})
	wide, _ := w.user("wilma", "wide")
	w.Workflow(M{"key": "lend", "title": "lend", "type": "request-interception", "config": M{"collection": "orders"}},
		testenv.Node{Key: "set", Type: "request-values", Config: M{"values": M{
			"customer": M{"id": w.num("acme"), "name": "Acme", "samples": []M{{"id": w.num("dear"), "name": "lent"}}},
		}}})
	dear, hidden := string(w.Root.Get("items:get/"+w.ids["dear"]).Body), string(w.Root.Get("badges:list").Body)
	for _, a := range []attempt{
		{"updateAssociationValues=items", M{"items": []M{{"id": 4711, "name": "x", "price": 1}, {"id": w.num("dear"), "price": 1}}}, 403},
		{"updateAssociationValues=items,items.order", M{"items": []M{{"id": w.num("cheap"), "price": 1}, {"id": w.num("dear"), "price": 1}}}, 403},
		{"updateAssociationValues=badge", M{"badge": M{"code": "hidden", "owner": "mine"}}, 403},
		{"updateAssociationValues=badges", M{"badges": []M{{"code": "hidden", "owner": "mine"}}}, 403},
		{"updateAssociationValues=customer,customer.samples&triggerWorkflows=lend", M{"title": "x"}, 403},
	} {
		for _, path := range []string{"orders:create?", "orders:update?filterByTk={order}&"} {
			if r := wide.Post(w.at(path+a.path), a.body); r.Status != a.want {
				t.Errorf("%s%s: %d %s", path, a.path, r.Status, r.Body)
			}
			if now := string(w.Root.Get("items:get/" + w.ids["dear"]).Body); now != dear {
				t.Errorf("%s%s: an item out of reach was changed: %s", path, a.path, now)
			}
			if now := string(w.Root.Get("badges:list").Body); now != hidden {
				t.Errorf("%s%s: a badge out of reach was changed: %s", path, a.path, now)
			}
		}
	}
}

// What is left out of a nested value takes no link with it, and a link row is no way to make records.
func TestNestedValuesThatAreLeftOutChangeNothing(t *testing.T) {
	w := newWorld(t)
	w.collection("makers", "name:string")
	w.Root.Post("collections/orderTags/fields:create", M{"name": "maker", "type": "belongsTo", "target": "makers", "foreignKey": "makerId"}).OK()
	w.permit("clerk", "makers", grant{"view", nil, nil}, grant{"create", nil, nil}, grant{"update", nil, nil})
	links := func() string {
		return string(w.Root.Get(w.at("orders:get/{order}?appends=customer,tags,items&except=updatedAt,updatedById")).OK().Body)
	}
	before := links()
	for _, a := range []attempt{
		{"", M{"customer": M{"name": "new"}, "tags": []M{{"label": "new"}}, "items": []M{{"name": "new"}}}, 0},
		{"updateAssociationValues=customer,tags", M{"customer": M{"name": "new"}, "tags": []M{{"label": "new"}, {"colour": "x"}}, "items": []M{{"name": "new"}}}, 0},
		{"", M{"tags": []M{{"id": w.num("red"), "orderTags": M{"maker": M{"name": "new"}}}, {"id": w.num("dark")}}}, 0},
	} {
		r := clean(t, w.clerk.Post(w.at("orders:update?filterByTk={order}&"+a.path), a.body))
		if r.Status >= 500 {
			t.Errorf("%s: %d %s", a.path, r.Status, r.Body)
		}
		if a.body.(M)["customer"] == nil {
			continue // the hidden tag cannot be linked, and is not in the list that replaces the links
		}
		if now := links(); now != before {
			t.Errorf("%s changed links: %s", a.path, firstDifference(before, now))
		}
	}
	w.Root.Get("makers:list").OK().Want("meta.count", 0)
}
