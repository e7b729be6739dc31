package record_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// stock is a collection with a column of each sort that is compared in its own way.
func stock(b *bench) {
	for i, row := range []object{
		{"title": "Stool", "price": "10.50", "weight": 1.5, "pieces": 3, "sold": false, "day": "2024-01-01", "tags": list{"a"}},
		{"title": "stool", "price": "10.5", "weight": nil, "pieces": 4, "sold": true, "day": nil},
		{"title": nil, "price": nil, "weight": 2.25, "pieces": 4, "sold": nil, "day": "2024-01-01"},
		{"title": "Table", "price": "7", "weight": 1.5, "pieces": 9, "sold": true, "day": "2024-02-29", "ownerId": 1},
	} {
		row["id"] = i + 1
		b.create("stock", row)
	}
}

func openStock(t *testing.T) *bench {
	t.Helper()
	b := open(t, collection("owners", id(), col("name", "string")), collection("stock",
		id(), col("title", "string"), col("price", "decimal", option("scale", 2)), col("weight", "double"), col("pieces", "integer"),
		col("sold", "boolean"), col("day", "dateOnly"), col("tags", "array"), col("secret", "password"), col("code", "string", unique),
		col("touched", "date", option("onUpdateToCurrentTime", true)), col("ownerId", "bigInt"), belongsTo("owner", "owners", "ownerId"),
		col("createdAt", "date", interfaced("createdAt")), col("updatedAt", "date", interfaced("updatedAt")),
		col("updatedById", "bigInt"), belongsTo("updatedBy", "users", "updatedById", interfaced("updatedBy")),
		&schema.Field{Name: "extra", Type: "virtual"}))
	b.create("owners", object{"id": 1, "name": "Ann"})
	stock(b)
	b.now = testTime.Add(time.Hour)
	b.actor = 1
	return b
}

// TestUpdatingTogetherLeavesTheSameRows compares the statement that looks at no record with the update that reads them.
func TestUpdatingTogetherLeavesTheSameRows(t *testing.T) {
	for name, c := range map[string]struct {
		filter object
		values object
		unseen bool
	}{
		"some have the value already":     {object{"pieces": object{"$gt": 3}}, object{"pieces": 4}, true},
		"all have it":                     {object{"pieces": 4}, object{"pieces": 4}, true},
		"none matches":                    {object{"pieces": 77}, object{"pieces": 4}, true},
		"every record":                    {nil, object{"title": "stool"}, true},
		"nothing instead of a value":      {nil, object{"title": nil, "weight": nil}, true},
		"a value instead of nothing":      {object{"day": nil}, object{"day": "2024-01-01", "sold": true}, true},
		"several, each other somewhere":   {nil, object{"weight": 1.5, "pieces": 4, "sold": true}, true},
		"decimals of another length":      {nil, object{"price": "10.5"}, true},
		"what the server fills in":        {nil, object{"updatedAt": "2000-01-01", "createdAt": "2000-01-01", "updatedById": 9}, false},
		"an empty password":               {nil, object{"secret": ""}, true},
		"a field without a column":        {nil, object{"extra": 1}, true},
		"by a related record":             {object{"owner": object{"name": "Ann"}}, object{"pieces": 1}, true},
		"the filtered column itself":      {object{"pieces": object{"$gte": 4}}, object{"pieces": 3}, true},
		"a list":                          {nil, object{"tags": list{"a"}}, false},
		"a key of a relation":             {object{"id": 1}, object{"ownerId": 1}, false},
		"a key that leads nowhere":        {object{"id": 1}, object{"ownerId": 99}, false},
		"a relation":                      {object{"id": 1}, object{"owner": object{"id": 1}}, false},
		"the primary key":                 {object{"id": 1}, object{"id": 12}, false},
		"a unique value for several":      {nil, object{"code": "x"}, true},
		"a unique value for a single one": {object{"id": 2}, object{"code": "x"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			one, other := openStock(t), openStock(t)
			recs, want := one.tryUpdate("stock", one.filter("stock", c.filter), c.values, record.WriteOptions{})
			var n int64
			got := other.try(func(w *record.Writer) (err error) {
				n, err = w.UpdateTogether(other.c("stock"), other.filter("stock", c.filter), other.values("stock", c.values), record.WriteOptions{})
				return err
			})
			if errs.CodeOf(got) != errs.CodeOf(want) || (got == nil) != (want == nil) {
				t.Fatalf("error %v, want %v", got, want)
			}
			if got == nil && n != int64(len(recs)) {
				t.Errorf("%d match, want %d", n, len(recs))
			}
			if rows, want := other.find("stock", nil), one.find("stock", nil); !reflect.DeepEqual(rows, want) {
				t.Errorf("the rows are\n%v, want\n%v", rows, want)
			}
			if len(other.events) > 0 {
				t.Errorf("events: %v", other.events)
			}
			if unseen := got != nil || other.finds <= 1; c.unseen && !unseen {
				t.Errorf("%d reads: the records were looked at", other.finds)
			}
		})
	}
}

// witness is a transaction to whose rows somebody listens.
type witness struct {
	store.Tx
	rows []string
}

func (w *witness) Wrote(r workflow.Row) { w.rows = append(w.rows, fmt.Sprint(r.Key, " ", r.Changed)) }

func TestUpdatingTogetherTellsWhoWatches(t *testing.T) {
	b := openStock(t)
	var told []string
	err := b.db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		seen := &witness{Tx: tx}
		w := record.NewWriter(record.Options{Snapshot: b.snap, Tx: seen, Now: b.now, NextID: tx.NextID})
		n, err := w.UpdateTogether(b.c("stock"), b.filter("stock", object{"pieces": 4}), b.values("stock", object{"pieces": 5}), record.WriteOptions{})
		if n != 2 {
			t.Errorf("%d match", n)
		}
		told = seen.rows
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	b.want("told", told, "[2 [pieces touched updatedAt] 3 [pieces touched updatedAt]]")
}
