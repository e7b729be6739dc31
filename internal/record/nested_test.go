package record_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestToOneValuesOnCreate(t *testing.T) {
	tests := []struct {
		name      string
		customer  any
		update    []string
		want      string // customerId, then names of all people
		wantEvent bool   // a person was changed
	}{
		{"null unlinks", nil, nil, "<nil> [Ann]", false},
		{"an empty text unlinks", "", nil, "<nil> [Ann]", false},
		{"a key links", 1, nil, "1 [Ann]", false},
		{"a key as text links", "1", nil, "1 [Ann]", false},
		{"an object with the key of a record links and changes nothing", object{"id": 1, "name": "Eve"}, nil, "1 [Ann]", false},
		{"a listed object changes the record", object{"id": 1, "name": "Eve"}, []string{"customer"}, "1 [Eve]", true},
		{"an object with a new key is created whole", object{"id": 7, "name": "Eve"}, nil, "7 [Ann Eve]", false},
		{"an object with a new key that is not listed is created with the key", object{"id": 7, "name": "Eve"}, []string{"items"}, "7 [Ann <nil>]", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, shop()...)
			b.create("people", object{"id": 1, "name": "Ann"})
			rec := b.create("orders", object{"id": 1, "customer": tt.customer}, tt.update...)
			b.want("result", show(rec["customerId"])+" "+show(b.column("people", "name", nil)), tt.want)
			b.want("a change of a person", len(b.rows) == 2 && b.rows[1].Change == workflow.Updated, tt.wantEvent)
			if related, ok := rec["customer"].(schema.Record); ok != (rec["customerId"] != nil) || ok && related["id"] != rec["customerId"] {
				t.Errorf("the answer has customer %v", rec["customer"])
			}
		})
	}
	t.Run("an object without a key is created and linked", func(t *testing.T) {
		b := open(t, shop()...)
		rec := b.create("orders", object{"id": 1, "customer": object{"name": "New"}})
		person := b.find("people", nil)[0]
		b.want("customerId", rec["customerId"], person["id"])
		b.wantEvents("orders created 1", "people created "+show(person["id"]))
	})
}

func TestToOneValuesOnUpdate(t *testing.T) {
	tests := []struct {
		name     string
		customer any
		update   []string
		want     string
	}{
		{"null unlinks", nil, nil, "<nil> [Ann Bob]"},
		{"a key links", 2, nil, "2 [Ann Bob]"},
		{"an object is reduced to its key", object{"id": 2, "name": "Eve"}, nil, "2 [Ann Bob]"},
		{"a listed object changes the record", object{"id": 2, "name": "Eve"}, []string{"customer"}, "2 [Ann Eve]"},
		{"an object with a new key is created with the key only", object{"id": 7, "name": "Eve"}, nil, "7 [Ann Bob <nil>]"},
		{"a listed object with a new key is created whole", object{"id": 7, "name": "Eve"}, []string{"customer"}, "7 [Ann Bob Eve]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, shop()...)
			b.create("people", object{"id": 1, "name": "Ann"})
			b.create("people", object{"id": 2, "name": "Bob"})
			b.create("orders", object{"id": 1, "customer": 1})
			rec := b.update("orders", 1, object{"customer": tt.customer}, tt.update...)
			b.want("result", show(rec["customerId"])+" "+show(b.column("people", "name", nil)), tt.want)
			b.want("stored", b.column("orders", "customerId", nil), "["+show(rec["customerId"])+"]")
		})
	}
}

func TestHasOneValues(t *testing.T) {
	b := open(t, shop()...)
	b.create("people", object{"id": 1, "card": object{"id": 10, "no": "X"}})
	b.wantEvents("people created 1", "cards created 10")
	b.create("cards", object{"id": 11, "no": "Y"})

	b.update("people", 1, object{"card": 11})
	b.want("a key replaces the record", b.column("cards", "personId", nil), "[<nil> 1]")
	b.wantEvents("people updated 1 []", "cards updated 10 [personId person]", "cards updated 11 [personId person]")

	rec := b.update("people", 1, object{"card": object{"id": 11, "no": "Z"}})
	b.want("an object is reduced to its key", b.column("cards", "no", nil), "[X Y]")
	b.want("the answer has the record", rec["card"].(schema.Record)["id"], 11)
	b.wantEvents("people updated 1 []")

	b.update("people", 1, object{"card": object{"id": 11, "no": "Z"}}, "card")
	b.want("a listed object changes the record", b.column("cards", "no", nil), "[X Z]")

	b.update("people", 1, object{"card": object{"no": "N"}})
	b.want("a new object replaces the record", b.column("cards", "personId", nil), "[<nil> <nil> 1]")

	b.update("people", 1, object{"card": nil})
	b.want("null unlinks", b.column("cards", "personId", nil), "[<nil> <nil> <nil>]")

	_, err := b.tryUpdate("people", b.by("people", 1), object{"card": 99}, record.WriteOptions{})
	wantError(t, err, errs.Invalid, record.CodeTargetNotFound, "card")
}

func TestHasManyListsReplaceTheLinks(t *testing.T) {
	b := open(t, shop()...)
	b.create("items", object{"id": 100, "pieces": 1})
	b.create("orders", object{"id": 1, "items": list{100, object{"id": 101, "pieces": 2}, 999}})
	b.want("linked and created, missing keys dropped", b.column("items", "orderId", nil), "[1 1]")
	b.wantEvents("orders created 1", "items updated 100 [orderId order]", "items created 101")

	rec := b.update("orders", 1, object{"items": list{object{"id": 101, "pieces": 9}, 101, object{"id": 102, "pieces": 3}}})
	b.want("the list replaces", b.column("items", "orderId", nil), "[<nil> 1 1]")
	b.want("existing ones keep their columns, new ones get only the key", b.column("items", "pieces", nil), "[1 2 <nil>]")
	b.want("the answer has the list", len(rec["items"].([]schema.Record)), 2)

	b.update("orders", 1, object{"items": list{object{"id": 101, "pieces": 9}, object{"id": 100}}}, "items")
	b.want("listed ones are changed", b.column("items", "pieces", nil), "[1 9 <nil>]")
	b.want("links", b.column("items", "orderId", nil), "[1 1 <nil>]")

	b.update("orders", 1, object{"no": "x"})
	b.want("an absent list leaves the links", b.column("items", "orderId", nil), "[1 1 <nil>]")

	b.update("orders", 1, object{"items": list{}})
	b.want("an empty list unlinks all", b.column("items", "orderId", nil), "[<nil> <nil> <nil>]")
	b.wantEvents("orders updated 1 []", "items updated 100 [orderId order]", "items updated 101 [orderId order]")

	b.update("orders", 1, object{"items": list{100}})
	b.update("orders", 1, object{"items": nil})
	b.want("null unlinks all", b.column("items", "orderId", nil), "[<nil> <nil> <nil>]")

	b.create("orders", object{"id": 2, "items": list{object{"order": 1, "orderId": 1}}})
	b.want("the way back is not followed", b.column("items", "orderId", object{"orderId": object{"$ne": nil}}), "[2]")
}

func TestManyToManyLists(t *testing.T) {
	b := open(t, shop()...)
	b.create("tags", object{"id": 1, "name": "red"})
	b.create("tags", object{"id": 2, "name": "blue"})
	through := func() []any { return b.column("ordersTags", "weight", nil) }

	rec := b.create("orders", object{"id": 1, "tags": list{1, object{"id": 2, "name": "new name", "ordersTags": object{"weight": 5}}, 99, 1}})
	b.want("through columns", through(), "[<nil> 5]")
	b.want("names stay", b.column("tags", "name", nil), "[red blue]")
	tags := rec["tags"].([]schema.Record)
	b.want("the answer has the through record", tags[1]["ordersTags"].(schema.Record)["weight"], 5)
	b.want("events", len(b.events), 3)

	b.update("orders", 1, object{"tags": list{object{"id": 2, "ordersTags": object{"weight": 6}}, object{"id": 3, "name": "whole"}}})
	b.want("replaced", show(through())+show(b.column("ordersTags", "tagId", nil)), "[6 <nil>][2 3]")
	b.want("a new one that is not listed has only its key", b.column("tags", "name", object{"id": 3}), "[<nil>]")

	b.update("orders", 1, object{"tags": list{2, 3}})
	b.want("the same list writes nothing", len(b.events), 1)

	b.update("orders", 1, object{"tags": list{object{"name": "created"}, object{"id": 2, "name": "changed"}}}, "tags")
	b.want("names", b.column("tags", "name", nil), "[red changed <nil> created]")

	b.update("orders", 1, object{"tags": nil})
	b.want("null removes the through records", len(through()), 0)
	b.want("the targets stay", len(b.find("tags", nil)), 4)
}

func TestDeeperObjectsOnCreate(t *testing.T) {
	b := open(t, shop()...)
	b.create("products", object{"id": 1, "sku": "S", "price": "1.50"})
	b.create("orders", object{"id": 1, "items": list{
		object{"id": 10, "product": object{"id": 1, "sku": "changed"}},
		object{"id": 11, "product": object{"id": 2, "sku": "only key"}},
		object{"id": 12, "product": object{"sku": "T"}},
	}})
	b.want("existing ones are links, new ones with a key have only that, new ones without are whole",
		b.column("products", "sku", object{"$or": list{object{"id": object{"$lte": 2}}, object{"sku": "T"}}}), "[S <nil> T]")
}

func TestUpdateAssociationsNeedTheWholePath(t *testing.T) {
	prepare := func(t *testing.T) *bench {
		b := open(t, shop()...)
		b.create("products", object{"id": 1, "sku": "S"})
		b.create("orders", object{"id": 1, "items": list{object{"id": 10, "pieces": 1, "product": 1}}})
		return b
	}
	values := object{"items": list{object{"id": 10, "pieces": 2, "product": object{"id": 1, "sku": "T"}}}}
	for _, tt := range []struct {
		name   string
		update []string
		want   string
	}{
		{"nothing listed", nil, "[1][S]"},
		{"the first level", []string{"items"}, "[2][S]"},
		{"both levels", []string{"items", "items.product"}, "[2][T]"},
		{"the second level alone", []string{"items.product"}, "[1][S]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := prepare(t)
			b.update("orders", 1, values, tt.update...)
			b.want("pieces and sku", show(b.column("items", "pieces", nil))+show(b.column("products", "sku", nil)), tt.want)
		})
	}
	t.Run("relations of existing records are followed on update", func(t *testing.T) {
		b := prepare(t)
		b.create("products", object{"id": 2, "sku": "U"})
		b.update("orders", 1, object{"items": list{object{"id": 10, "pieces": 5, "product": 2}}})
		b.want("product and pieces", show(b.column("items", "productId", nil))+show(b.column("items", "pieces", nil)), "[2][1]")
	})
}

func TestTheCallerJudgesNestedObjects(t *testing.T) {
	b := open(t, shop()...)
	b.create("people", object{"id": 1, "name": "Ann"})
	b.create("tags", object{"id": 1, "name": "red"})
	b.create("tags", object{"id": 2, "name": "blue"})
	var asked []string
	o := record.WriteOptions{
		UpdateAssociations: []string{"customer", "items", "tags"},
		Nested: func(rel *schema.Field, path string, change workflow.Change, key any, values map[string]any) (map[string]any, error) {
			asked = append(asked, path+" "+show(change)+" "+show(key))
			if rel.Name == "items" || key == int64(1) && rel.Name == "tags" {
				return nil, nil
			}
			delete(values, "color")
			return values, nil
		},
		Targets: func(c *schema.Collection) (query.Filter, error) {
			if c.Name != "tags" {
				return nil, nil
			}
			return query.ParseFilter(c, object{"name": "red"}, query.Env{})
		},
	}
	_, err := b.tryCreate("orders", object{"id": 1, "customer": object{"id": 1, "name": "Eve"}, "items": list{object{"pieces": 1}},
		"tags": list{object{"id": 1, "name": "pink"}, 2, object{"id": 2, "name": "x"}, object{"name": "green", "color": "g"}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	b.want("asked", asked, "[customer 2 1 items 1 <nil> tags 2 1 tags 1 <nil>]")
	b.want("items", len(b.find("items", nil)), 0)
	b.want("people", b.column("people", "name", nil), "[Eve]")
	b.want("tags", b.column("tags", "name", nil), "[red blue green]")
	b.want("colors", b.column("tags", "color", nil), "[<nil> <nil> <nil>]")
	b.want("links", len(b.find("ordersTags", nil)), 2)

	o.Targets = func(c *schema.Collection) (query.Filter, error) {
		return query.ParseFilter(c, object{"id": 7}, query.Env{})
	}
	for field, values := range map[string]object{
		"customer":   {"customer": 1},
		"customerId": {"customerId": 1},
	} {
		_, err = b.tryCreate("orders", values, o)
		wantError(t, err, errs.Invalid, record.CodeTargetNotFound, field)
		_, err = b.tryUpdate("orders", b.by("orders", 1), object{"customer": nil}, record.WriteOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.tryUpdate("orders", b.by("orders", 1), values, o)
		wantError(t, err, errs.Invalid, record.CodeTargetNotFound, field)
	}
	_, err = b.tryCreate("orders", object{"customer": object{"id": 1}}, o)
	wantError(t, err, errs.Invalid, record.CodeTargetNotFound, "customer")
}

func TestEventsComeOncePerRowAndOperation(t *testing.T) {
	b := open(t, shop()...)
	t.Run("parents come before children, also where the child is written first", func(t *testing.T) {
		b.create("items", object{"id": 1, "order": object{"id": 1, "customer": object{"id": 1, "boss": object{"id": 2}}}})
		b.wantEvents("items created 1", "orders created 1", "people created 1", "people created 2")
	})
	t.Run("two changes of one row are one event", func(t *testing.T) {
		b.create("people", object{"id": 3, "name": "C", "boss": 1})
		b.update("people", 3, object{"name": "D", "boss": object{"id": 1, "age": 5, "boss": object{"id": 2, "boss": object{"id": 1, "name": "E"}}}}, "boss", "boss.boss", "boss.boss.boss")
		b.wantEvents("people updated 3 [name]", "people updated 1 [name age]", "people updated 2 [bossId boss]")
		b.want("the event has the last state", b.rows[1].Record["name"], "E")
	})
	t.Run("a change of a row that was created is part of its creation", func(t *testing.T) {
		b.create("people", object{"id": 20, "boss": object{"id": 21, "card": object{"id": 5}}, "card": object{"id": 5, "no": "N"}})
		b.wantEvents("people created 20", "people created 21", "cards created 5")
		b.want("the last link wins", b.rows[2].Record["personId"], 20)
	})
	t.Run("nothing is emitted after an error", func(t *testing.T) {
		_, err := b.tryCreate("orders", object{"items": list{object{"productId": 999}}}, record.WriteOptions{})
		wantError(t, err, errs.Invalid, record.CodeTargetNotFound, "items.0.productId")
		b.wantEvents()
	})
}

func TestThroughRecordsAsAListOfTheirOwn(t *testing.T) {
	b := open(t, shop()...)
	b.create("tags", object{"id": 1})
	b.create("tags", object{"id": 2})
	b.create("orders", object{"id": 1, "tagRows": list{object{"tagId": 1, "weight": 3}}})
	b.update("orders", 1, object{"tagRows": list{object{"tagId": 2, "weight": 4}}})
	b.want("through", b.column("ordersTags", "weight", nil), "[4]")
	b.want("destroyed", b.rows[len(b.rows)-1].Change, workflow.Destroyed)
}

func TestARefusedNewRecordLeavesTheLinkAlone(t *testing.T) {
	b := open(t, shop()...)
	b.create("people", object{"id": 1, "card": object{"id": 10}, "boss": object{"id": 2}})
	o := record.WriteOptions{Nested: func(*schema.Field, string, workflow.Change, any, map[string]any) (map[string]any, error) {
		return nil, nil
	}}
	_, err := b.tryUpdate("people", b.by("people", 1), object{"card": object{"no": "new"}, "boss": object{"name": "new"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	b.want("card", b.column("cards", "personId", nil), "[1]")
	b.want("boss", b.column("people", "bossId", nil), "[2 <nil>]")

	// A key that names no record is a link to nothing, in a list as good as not given.
	for _, field := range []string{"card", "boss"} {
		_, err := b.tryUpdate("people", b.by("people", 1), object{field: object{"id": 99}}, o)
		wantError(t, err, errs.Invalid, record.CodeTargetNotFound, field)
	}
	if _, err := b.tryCreate("orders", object{"id": 1, "items": list{object{"id": 99}}, "tags": list{object{"id": 99}}}, o); err != nil {
		t.Fatal(err)
	}
	b.want("items and tags", len(b.find("items", nil))+len(b.find("tags", nil)), 0)
}
