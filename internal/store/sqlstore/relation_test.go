package sqlstore_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// shop is a model with every kind of relation: people have a boss and a profile, orders a customer, lines and labels.
func shop() []*schema.Collection {
	people := collection("people", field("id", "bigInt", primary), field("name", "string"), field("bossId", "bigInt", foreign),
		relation("boss", schema.Relation{Type: schema.BelongsTo, Target: "people", ForeignKey: "bossId", TargetKey: "id"}),
		relation("profile", schema.Relation{Type: schema.HasOne, Target: "profiles", ForeignKey: "personId", SourceKey: "id"}),
		relation("orders", schema.Relation{Type: schema.HasMany, Target: "orders", ForeignKey: "customerId", SourceKey: "id"}))
	profiles := collection("profiles", field("id", "bigInt", primary), field("motto", "string"), field("personId", "bigInt", foreign))
	orders := collection("orders", field("id", "bigInt", primary), field("title", "string"), field("customerId", "bigInt", foreign),
		relation("customer", schema.Relation{Type: schema.BelongsTo, Target: "people", ForeignKey: "customerId", TargetKey: "id"}),
		relation("lines", schema.Relation{Type: schema.HasMany, Target: "lines", ForeignKey: "orderId", SourceKey: "id", OnDelete: "CASCADE"}),
		relation("labels", schema.Relation{Type: schema.BelongsToMany, Target: "labels", Through: "ordersLabels",
			ForeignKey: "orderId", OtherKey: "labelId", SourceKey: "id", TargetKey: "id"}),
		relation("pending", schema.Relation{Type: schema.BelongsTo, Target: "later", ForeignKey: "customerId", TargetKey: "id"}))
	lines := collection("lines", field("id", "bigInt", primary), field("n", "integer"), field("orderId", "bigInt", foreign))
	labels := collection("labels", field("id", "bigInt", primary), field("name", "string"))
	through := collection("ordersLabels", field("orderId", "bigInt", foreign), field("labelId", "bigInt", foreign))
	through.Through = true
	return []*schema.Collection{people, profiles, orders, lines, labels, through}
}

func openShop(t *testing.T) (store.DB, *schema.Snapshot) {
	t.Helper()
	db := open(t)
	s := create(t, db, shop()...)
	rows := func(name string, list ...schema.Record) { insert(t, db, s.Collection(name), list...) }
	rows("people",
		schema.Record{"id": int64(1), "name": "Zoë", "bossId": nil},
		schema.Record{"id": int64(2), "name": "adam", "bossId": int64(1)},
		schema.Record{"id": int64(3), "name": "Bea", "bossId": int64(2)})
	rows("profiles",
		schema.Record{"id": int64(11), "motto": "later", "personId": int64(1)},
		schema.Record{"id": int64(10), "motto": "now", "personId": int64(1)},
		schema.Record{"id": int64(12), "motto": "never", "personId": int64(2)})
	rows("orders",
		schema.Record{"id": int64(1), "title": "one", "customerId": int64(1)},
		schema.Record{"id": int64(2), "title": "two", "customerId": int64(2)},
		schema.Record{"id": int64(3), "title": "three", "customerId": int64(3)},
		schema.Record{"id": int64(4), "title": "four", "customerId": nil})
	rows("lines",
		schema.Record{"id": int64(1), "n": int64(1), "orderId": int64(1)},
		schema.Record{"id": int64(2), "n": int64(5), "orderId": int64(1)},
		schema.Record{"id": int64(3), "n": int64(5), "orderId": int64(2)})
	rows("labels", schema.Record{"id": int64(1), "name": "red"}, schema.Record{"id": int64(2), "name": "blue"}, schema.Record{"id": int64(3), "name": "none"})
	rows("ordersLabels",
		schema.Record{"orderId": int64(1), "labelId": int64(1)},
		schema.Record{"orderId": int64(1), "labelId": int64(2)},
		schema.Record{"orderId": int64(3), "labelId": int64(2)})
	return db, s
}

func TestRelated(t *testing.T) {
	db, s := openShop(t)
	field := func(c, f string) *schema.Field { return s.Collection(c).Field(f) }
	eq := func(c, f string, v any) query.Filter { return query.Cond{Field: field(c, f), Op: query.Eq, Value: v} }
	orders := func(rel string, f query.Filter) query.Filter {
		return query.Related{Relation: field("orders", rel), Filter: f}
	}
	people := func(rel string, f query.Filter) query.Filter {
		return query.Related{Relation: field("people", rel), Filter: f}
	}
	for _, tc := range []struct {
		name       string
		collection string
		filter     query.Filter
		want       []any
	}{
		{"belongsTo", "orders", orders("customer", eq("people", "name", "adam")), ids(2)},
		{"belongsTo any", "orders", orders("customer", nil), ids(1, 2, 3)},
		{"belongsTo none", "orders", query.Not{Filter: orders("customer", nil)}, ids(4)},
		{"hasMany", "orders", orders("lines", eq("lines", "n", int64(5))), ids(1, 2)},
		{"hasMany any", "orders", orders("lines", nil), ids(1, 2)},
		{"conditions inside one relation hold for the same row", "orders",
			orders("lines", query.And{eq("lines", "n", int64(5)), eq("lines", "id", int64(1))}), ids()},
		{"hasOne", "people", people("profile", eq("profiles", "motto", "never")), ids(2)},
		{"belongsToMany", "orders", orders("labels", eq("labels", "name", "blue")), ids(1, 3)},
		{"belongsToMany none", "orders", query.Not{Filter: orders("labels", nil)}, ids(2, 4)},
		{"a relation to itself", "people", people("boss", eq("people", "name", "adam")), ids(3)},
		{"relations of relations", "orders", orders("customer", people("boss", people("boss", eq("people", "name", "Zoë")))), ids(3)},
		{"there and back", "people", people("orders", orders("labels", eq("labels", "name", "red"))), ids(1)},
		{"a target that does not exist yet", "orders", orders("pending", nil), ids()},
		{"not of a target that does not exist yet", "orders", query.Not{Filter: orders("pending", nil)}, ids(1, 2, 3, 4)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			equal(t, find(t, db, &query.Find{Collection: s.Collection(tc.collection), Filter: tc.filter}), tc.want)
		})
	}
}

func TestWritesThroughRelatedFilters(t *testing.T) {
	db, s := openShop(t)
	orders := s.Collection("orders")
	red := query.Related{Relation: orders.Field("labels"), Filter: query.Cond{Field: s.Collection("labels").Field("name"), Op: query.Eq, Value: "red"}}
	write(t, db, func(tx store.Tx) error {
		n, err := tx.Update(orders, red, schema.Record{"title": "ONE"})
		if n != 1 {
			t.Errorf("updated %d", n)
		}
		return err
	})
	equal(t, find(t, db, &query.Find{Collection: orders, Filter: query.Cond{Field: orders.Field("title"), Op: query.Eq, Value: "ONE"}}), ids(1))
	write(t, db, func(tx store.Tx) error {
		n, err := tx.Delete(orders, red)
		if n != 1 {
			t.Errorf("deleted %d", n)
		}
		return err
	})
	equal(t, find(t, db, &query.Find{Collection: orders}), ids(2, 3, 4))
	equal(t, find(t, db, &query.Find{Collection: s.Collection("lines")}), ids(3)) // cascaded
}

func TestSortThroughRelations(t *testing.T) {
	db, s := openShop(t)
	field := func(c, f string) *schema.Field { return s.Collection(c).Field(f) }
	only := func(f *schema.Field, v any) query.Filter { return query.Cond{Field: f, Op: query.Eq, Value: v} }
	for _, tc := range []struct {
		name string
		c    string
		sort []query.SortKey
		want []any
	}{
		{"through belongsTo, folded, nulls last", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer")}, Field: field("people", "name")}}, ids(2, 3, 1, 4)},
		{"descending, nulls still last", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer")}, Field: field("people", "name"), Desc: true}}, ids(1, 3, 2, 4)},
		{"through two relations", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer"), field("people", "boss")}, Field: field("people", "name")}}, ids(3, 2, 1, 4)},
		{"through hasOne each record comes once, by the first profile", "people",
			[]query.SortKey{{Through: []*schema.Field{field("people", "profile")}, Field: field("profiles", "motto"), Desc: true}}, ids(1, 2, 3)},
		{"through a relation by its key", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer")}, Field: field("people", "id"), Desc: true}}, ids(3, 2, 1, 4)},
		{"what the scope hides counts as none", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer")}, Scopes: []query.Filter{query.Not{Filter: only(field("people", "name"), "adam")}}, Field: field("people", "name")}}, ids(3, 1, 2, 4)},
		{"a scope on the way hides what is behind", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer"), field("people", "boss")}, Scopes: []query.Filter{only(field("people", "name"), "adam"), nil}, Field: field("people", "name")}}, ids(2, 1, 3, 4)},
		{"a scope through a relation", "orders",
			[]query.SortKey{{Through: []*schema.Field{field("orders", "customer")}, Scopes: []query.Filter{query.Related{Relation: field("people", "boss")}}, Field: field("people", "name"), Desc: true}}, ids(3, 2, 1, 4)},
		{"through hasOne the first profile within the scope", "people",
			[]query.SortKey{{Through: []*schema.Field{field("people", "profile")}, Scopes: []query.Filter{query.Not{Filter: only(field("profiles", "motto"), "now")}}, Field: field("profiles", "motto")}}, ids(1, 2, 3)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			equal(t, find(t, db, &query.Find{Collection: s.Collection(tc.c), Sort: tc.sort}), tc.want)
		})
	}
}
