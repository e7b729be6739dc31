package record_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// market fills a shop.
func market(t *testing.T) *bench {
	b := open(t, shop()...)
	b.create("people", object{"id": 1, "name": "Ann", "card": object{"id": 1, "no": "C1"}})
	b.create("people", object{"id": 2, "name": "Bob", "boss": 1})
	b.create("products", object{"id": 1, "sku": "S", "price": "2.50"})
	b.create("orders", object{"id": 1, "no": "A", "customer": 2,
		"items": list{object{"id": 1, "pieces": 3, "product": 1}, object{"id": 2, "pieces": 4, "product": 1}},
		"tags":  list{object{"id": 1, "name": "blue", "ordersTags": object{"weight": 5}}, object{"id": 2, "name": "red"}}})
	b.create("orders", object{"id": 2, "no": "B", "customer": 1, "tags": list{1}})
	b.create("orders", object{"id": 3, "no": "C"})
	return b
}

func TestFindLoadsRelations(t *testing.T) {
	b := market(t)
	tests := []struct {
		name    string
		fields  []string
		appends []string
		want    string
		finds   int
	}{
		{"to-one", []string{"no"}, []string{"customer.name"},
			`[{"customer":{"id":2,"name":"Bob"},"id":1,"no":"A"},{"customer":{"id":1,"name":"Ann"},"id":2,"no":"B"},{"customer":null,"id":3,"no":"C"}]`, 2},
		{"to-many", []string{"id"}, []string{"items.pieces"},
			`[{"id":1,"items":[{"id":1,"pieces":3},{"id":2,"pieces":4}]},{"id":2,"items":[]},{"id":3,"items":[]}]`, 2},
		{"many-to-many in the order of the relation, with the through record", []string{"id"}, []string{"tags.name"},
			`[{"id":1,"tags":[{"id":2,"name":"red","ordersTags":{"createdAt":"2024-03-15T10:00:00.000Z","orderId":1,"tagId":2,"weight":null}},` +
				`{"id":1,"name":"blue","ordersTags":{"createdAt":"2024-03-15T10:00:00.000Z","orderId":1,"tagId":1,"weight":5}}]},` +
				`{"id":2,"tags":[{"id":1,"name":"blue","ordersTags":{"createdAt":"2024-03-15T10:00:00.000Z","orderId":2,"tagId":1,"weight":null}}]},{"id":3,"tags":[]}]`, 3},
		{"several levels", []string{"id"}, []string{"customer.boss.card.no"},
			`[{"customer":{"age":null,"boss":{"age":null,"bossId":null,"card":{"id":1,"no":"C1"},"id":1,"name":"Ann"},"bossId":1,"id":2,"name":"Bob"},"id":1},` +
				`{"customer":{"age":null,"boss":null,"bossId":null,"id":1,"name":"Ann"},"id":2},{"customer":null,"id":3}]`, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sel, err := query.ParseSelection(b.c("orders"), tt.fields, tt.appends, nil)
			if err != nil {
				t.Fatal(err)
			}
			recs := b.read(&query.Find{Collection: b.c("orders"), Fields: sel.Fields, Appends: sel.Appends})
			plain := make([]any, len(recs))
			for i, rec := range recs {
				plain[i] = record.Plain(b.c("orders"), rec)
			}
			b.want("records", text(t, plain), tt.want)
			b.want("reads", b.finds, tt.finds)
		})
	}
}

func TestFindReadsEachRelationOnce(t *testing.T) {
	b := open(t, shop()...)
	const n = 700
	b.do(func(w *record.Writer) error {
		for i := range int64(n) {
			values := object{"id": i + 1, "customer": object{"id": i + 1}, "items": list{object{"id": i*2 + 1}, object{"id": i*2 + 2}}, "tags": list{object{"id": i + 1, "name": fmt.Sprintf("%04d", i)}}}
			if _, err := w.Create(b.c("orders"), values, record.WriteOptions{}); err != nil {
				return err
			}
		}
		return nil
	})
	recs := b.find("orders", nil, "customer", "items.product", "tags")
	b.want("reads", b.finds, 5)
	b.want("records", len(recs), n)
	for i, rec := range recs {
		if len(rec["items"].([]schema.Record)) != 2 || rec["customer"].(schema.Record)["id"] != int64(i+1) || rec["tags"].([]schema.Record)[0]["id"] != int64(i+1) {
			t.Fatalf("record %d: %v", i, rec)
		}
	}
}

func TestAppendsKeepTheirScope(t *testing.T) {
	b := market(t)
	sel, err := query.ParseSelection(b.c("orders"), nil, []string{"customer", "items", "tags"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, raw := range []object{{"name": "Ann"}, {"pieces": 4}, {"name": "red"}} {
		sel.Appends[i].Scope = b.filter(sel.Appends[i].Relation.Relation.Target, raw)
	}
	recs := b.read(&query.Find{Collection: b.c("orders"), Appends: sel.Appends})
	b.want("customers", show(recs[0]["customer"])[:5]+show(recs[1]["customer"].(schema.Record)["name"]), "<nil>Ann")
	b.want("items", recs[0]["items"].([]schema.Record)[0]["id"], 2)
	b.want("tags", show(len(recs[0]["tags"].([]schema.Record)))+show(len(recs[1]["tags"].([]schema.Record))), "10")
}

func TestPlainRecords(t *testing.T) {
	big := int64(1) << 53
	owners := collection("owners", id(), col("secret", "string", hidden), col("pass", "password"), hasMany("things", "things", "ownerId"))
	things := collection("things", id(), col("n", "bigInt"), col("data", "json"), col("ownerId", "bigInt"), belongsTo("owner", "owners", "ownerId"))
	b := open(t, owners, things)
	owner := schema.Record{"id": int64(1), "secret": "s", "pass": "hash"}
	owner["things"] = []schema.Record{{"id": big, "n": -big, "data": object{"secret": 1}, "owner": owner}}
	thing := schema.Record{"id": big - 1, "n": 1 - big, "data": list{"x"}, "owner": owner.Clone(), "computed": "kept"}
	delete(thing["owner"].(schema.Record), "things")
	b.want("hidden fields go at every level", text(t, record.Plain(b.c("things"), thing)),
		`{"computed":"kept","data":["x"],"id":9007199254740991,"n":-9007199254740991,"owner":{"id":1}}`)
	delete(owner["things"].([]schema.Record)[0], "owner")
	b.want("large numbers become text", text(t, record.Plain(b.c("owners"), owner)),
		`{"id":1,"things":[{"data":{"secret":1},"id":"9007199254740992","n":"-9007199254740992"}]}`)
	if record.Plain(b.c("things"), nil) != nil {
		t.Error("nil must stay nil")
	}
}

func TestFiltersSelectTheRecordsTheyDescribe(t *testing.T) {
	b := market(t)
	tests := []struct {
		name, filter, want string
	}{
		{"a column", `{"no": {"$in": ["A", "C"]}}`, "[1 3]"},
		{"through a to-one relation", `{"customer.name": "Bob"}`, "[1]"},
		{"two relations deep", `{"customer.boss.name": "Ann"}`, "[1]"},
		{"several conditions meet in one related record", `{"items": {"id": 1, "pieces": 4}}`, "[]"},
		{"members of $and may be met by different records", `{"$and": [{"items.id": 1}, {"items.pieces": 4}]}`, "[1]"},
		{"some related record exists", `{"tags.$exists": true}`, "[1 2]"},
		{"no related record exists", `{"tags.id.$notExists": true}`, "[3]"},
		{"a missing record counts as an empty one", `{"customer.name": {"$ne": "Bob"}}`, "[2 3]"},
		{"nothing behind a missing record", `{"customer.boss": null}`, "[2 3]"},
		{"negation", `{"$not": {"tags.name": "red"}}`, "[2 3]"},
		{"a list column", `{"labels": {"$anyOf": ["a", "z"]}}`, "[1 2 3]"},
		{"a day", `{"createdAt": {"$dateOn": "2024-03-15"}}`, "[1 2 3]"},
		{"another zone's day", `{"createdAt": {"$dateOn": "2024-03-15-11:00"}}`, "[]"},
		{"an empty list", `{"id": []}`, "[]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var raw map[string]any
			if err := json.Unmarshal([]byte(tt.filter), &raw); err != nil {
				t.Fatal(err)
			}
			b.want(tt.filter, b.column("orders", "id", raw), tt.want)
		})
	}
}
