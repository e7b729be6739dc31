package record_test

import (
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func TestUpdateWritesOnlyWhatChanged(t *testing.T) {
	b := open(t, shop()...)
	b.create("people", object{"id": 1})
	b.create("orders", object{"id": 1, "no": "A", "labels": list{"x", 1}, "customerId": 1})
	b.now = testTime.Add(time.Hour)
	b.actor = 1

	rec := b.update("orders", 1, object{"id": "1", "no": "A", "labels": list{"x", 1}, "customerId": "1", "createdAt": "2000-01-01"})
	b.wantEvents("orders updated 1 []")
	b.want("updatedAt", rec["updatedAt"], "2024-03-15T10:00:00.000Z")
	b.want("updatedById", rec["updatedById"], nil)

	rec = b.update("orders", 1, object{"no": "B", "labels": list{1, "x"}, "customer": nil, "createdById": 1, "createdBy": 1})
	b.wantEvents("orders updated 1 [no labels customerId customer updatedAt updatedById updatedBy]")
	b.want("updatedAt", rec["updatedAt"], "2024-03-15T11:00:00.000Z")
	b.want("createdAt", rec["createdAt"], "2024-03-15T10:00:00.000Z")
	b.want("authors", show(rec["createdById"])+" "+show(rec["updatedById"]), "<nil> 1")
	b.want("stored", b.find("orders", nil)[0]["labels"], "[1 x]")

	b.update("orders", 1, object{"customerId": 1})
	b.wantEvents("orders updated 1 [customerId customer]")
}

func TestUpdateOfManyRecords(t *testing.T) {
	b := open(t, shop()...)
	const n = 1203
	b.do(func(w *record.Writer) error {
		for i := range n {
			if _, err := w.Create(b.c("items"), object{"id": int64(i + 1), "pieces": int64(i % 2)}, record.WriteOptions{}); err != nil {
				return err
			}
		}
		return nil
	})
	recs, err := b.tryUpdate("items", b.filter("items", object{"pieces": 0}), object{"pieces": 1}, record.WriteOptions{})
	if err != nil || len(recs) != 602 {
		t.Fatalf("%d records, %v", len(recs), err)
	}
	b.want("events", len(b.events), 602)
	b.want("left", len(b.find("items", object{"pieces": 0})), 0)
	recs, err = b.tryUpdate("items", nil, object{"pieces": 7}, record.WriteOptions{})
	if err != nil || len(recs) != n || len(b.events) != n {
		t.Fatalf("%d records, %d events, %v", len(recs), len(b.events), err)
	}
	recs, err = b.tryUpdate("items", b.by("items", list{}), object{"pieces": 8}, record.WriteOptions{})
	if err != nil || len(recs) != 0 {
		t.Errorf("an empty list of keys: %d records, %v", len(recs), err)
	}
	b.wantEvents()
	err = b.try(func(w *record.Writer) error {
		recs, err = w.Destroy(b.c("items"), nil, nil)
		return err
	})
	if err != nil || len(recs) != n || len(b.events) != n || len(b.find("items", nil)) != 0 {
		t.Errorf("destroyed %d, %d events, %v", len(recs), len(b.events), err)
	}
}

func TestEachRecordChangesByItself(t *testing.T) {
	b := open(t, shop()...)
	b.create("items", object{"id": 1, "pieces": 1})
	b.create("items", object{"id": 2, "pieces": 2})
	if _, err := b.tryUpdate("items", nil, object{"pieces": 2}, record.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	b.wantEvents("items updated 1 [pieces]", "items updated 2 []")
	if _, err := b.tryUpdate("items", nil, object{"product": object{"price": 1}}, record.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	b.want("each got a product of its own", len(b.find("products", nil)), 2)
}

func TestUpdateRefusals(t *testing.T) {
	b := open(t, shop()...)
	b.create("orders", object{"id": 1, "no": "A"})
	b.create("orders", object{"id": 2, "no": "B"})
	tests := []struct {
		name        string
		values      object
		code, field string
	}{
		{"another primary key", object{"id": 3}, record.CodeInvalidValue, "id"},
		{"a value that is taken", object{"no": "A"}, record.CodeUnique, "no"},
		{"a key without a record", object{"customerId": 9}, record.CodeTargetNotFound, "customerId"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := b.tryUpdate("orders", b.by("orders", 2), tt.values, record.WriteOptions{})
			wantError(t, err, errs.Invalid, tt.code, tt.field)
			_, err = b.tryUpdate("orders", nil, tt.values, record.WriteOptions{})
			wantError(t, err, errs.Invalid, tt.code, tt.field)
		})
	}
}

func TestFieldsThatFollowAChange(t *testing.T) {
	rows := collection("rows", id(), col("kind", "string"), col("name", "string"), col("sort", "sort", option("scopeKey", "kind")),
		col("touched", "date", option("onUpdateToCurrentTime", true)), col("who", "context", option("dataType", "bigInt"), option("dataIndex", "state.currentUser.id")),
		col("first", "context", option("dataType", "bigInt"), option("dataIndex", "state.currentUser.id"), option("createOnly", true)),
		col("secret", "password"), &schema.Field{Name: "extra", Type: "virtual"})
	b := open(t, rows)
	for i, kind := range []string{"a", "a", "b"} {
		b.create("rows", object{"id": i + 1, "kind": kind, "secret": "x"})
	}
	b.actor = 1
	rec := b.update("rows", 1, object{"kind": "b", "extra": "seen"})
	b.want("a record that changes its scope goes to its end", rec["sort"], 2)
	b.want("touched", rec["touched"], "2024-03-15T10:00:00.000Z")
	b.want("context", show(rec["who"])+show(rec["first"]), "1<nil>")
	b.want("a virtual value is seen", b.rows[0].Record["extra"], "seen")
	b.want("a given position wins", b.update("rows", 2, object{"kind": "b", "sort": 9})["sort"], 9)
	_, err := b.tryUpdate("rows", nil, object{"kind": "c"}, record.WriteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b.want("positions in the new scope", b.column("rows", "sort", nil), "[1 2 3]")
	b.do(func(w *record.Writer) error {
		recs, err := w.Update(b.c("rows"), b.by("rows", 1), object{"secret": "", "name": "n"}, record.WriteOptions{})
		b.want("an empty password", len(recs), 1)
		return err
	})
	b.wantEvents("rows updated 1 [name]")
}

func TestCollectionsWithoutAPrimaryKey(t *testing.T) {
	logs := collection("logs", col("place", "string"), col("at", "integer"), col("data", "json"))
	b := open(t, logs)
	b.create("logs", object{"place": "x", "at": 1, "data": object{"a": 1}})
	b.create("logs", object{"place": nil, "at": 2})
	b.create("logs", object{"place": "y", "at": 3})
	if _, err := b.tryUpdate("logs", b.filter("logs", object{"at": object{"$lte": 2}}), object{"place": "z"}, record.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	b.want("places", b.column("logs", "place", object{"place": "z"}), "[z z]")
	b.want("key", b.rows[0].Key, "map[at:1 place:z]")
	if err := b.try(func(w *record.Writer) error {
		_, err := w.Destroy(b.c("logs"), b.filter("logs", object{"at": object{"$in": list{1, 3}}}), nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	b.want("left", b.column("logs", "at", nil), "[2]")
}
