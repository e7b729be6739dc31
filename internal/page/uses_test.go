package page_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestThePlacesOfAPageThatUseAFieldAreFound(t *testing.T) {
	w := newWorld(t)
	w.Collection("customers", "name:string", "mail:string")
	w.Collection("deals", "title:string", "amount:double", M{"name": "customer", "type": "belongsTo", "target": "customers", "foreignKey": "customerId"})
	w.Root.Post("collections/customers/fields:create", M{"name": "deals", "type": "hasMany", "target": "deals", "foreignKey": "customerId"}).OK()
	w.Workflow(M{"key": "after", "title": "after", "type": "action", "config": M{"collection": "customers"}})
	inner := M{"uid": "in", "type": "list", "collection": "deals", "association": "deals", "settings": M{"titleField": "title", "fields": []M{{"name": "amount"}}}}
	w.page("sales", "shop", nil,
		M{"uid": "t", "type": "table", "collection": "deals", "settings": M{
			"fields": []M{{"name": "title"}, {"name": "customer", "titleField": "name"}}, "filter": M{"$or": []M{{"amount.$gt": 1}, {"customer.mail": "x"}}},
			"sort": []string{"-customer.name"}, "appends": []string{"customer"}},
			"buttons": []M{{"uid": "u", "kind": "update", "values": M{"amount": 1}, "bindings": []M{{"key": "after", "path": "customer"}}}}},
		M{"uid": "d", "type": "details", "collection": "customers", "settings": M{"fields": []M{}}, "buttons": []M{{"uid": "p", "kind": "popup", "blocks": []M{inner}}}})
	// The draft has moved on; what is published still uses the model.
	w.Root.Post("pages:update?filterByTk=sales", M{"revision": 1, "draft": M{"blocks": []M{}}}).OK()
	const at = "blocks.0.settings."
	for _, c := range []struct{ of, want string }{
		{"collections/deals/fields:usage?filterByTk=title", at + "fields.0.name blocks.1.buttons.0.blocks.0.settings.titleField"},
		{"collections/deals/fields:usage?filterByTk=amount", at + "filter blocks.0.buttons.0.values.amount blocks.1.buttons.0.blocks.0.settings.fields.0.name"},
		{"collections/deals/fields:usage?filterByTk=customer", at + "fields.1.name " + at + "fields.1.titleField " + at + "filter " + at + "sort.0 " + at + "appends.0 blocks.0.buttons.0.bindings.0.path"},
		{"collections/customers/fields:usage?filterByTk=name", at + "fields.1.titleField " + at + "sort.0"},
		{"collections/customers/fields:usage?filterByTk=mail", at + "filter"},
		{"collections/customers/fields:usage?filterByTk=deals", "blocks.1.buttons.0.blocks.0.association"},
		{"collections:usage?filterByTk=customers", at + "fields.1.titleField " + at + "filter " + at + "sort.0 blocks.1.collection"},
		{"collections:usage?filterByTk=deals", "blocks.0.collection blocks.1.buttons.0.blocks.0.collection"},
	} {
		a := w.Root.Get(c.of).OK().Want("data.pages.0.draft", []string{})
		have := strings.ReplaceAll(strings.Trim(fmt.Sprint(a.At("data.pages.0.published")), "[]"), "published.", "")
		if have != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.of, have, c.want)
		}
	}
	w.Root.Get("collections:usage?filterByTk=orders").OK().Want("data.pages", []M{})
}
