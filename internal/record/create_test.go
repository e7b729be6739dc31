package record_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func TestCreateFillsWhatWasNotGiven(t *testing.T) {
	b := open(t, shop()...)
	b.actor = 1
	rec := b.create("orders", object{"no": "A", "unknown": 1, "createdAt": "2000-01-01", "createdById": 99})
	if b.finds != 0 {
		t.Errorf("%d reads for a record without relations", b.finds)
	}
	stored := b.find("orders", object{"id": rec["id"]})[0]
	for _, got := range []schema.Record{rec, stored} {
		b.want("status", got["status"], "new")
		b.want("labels", got["labels"], "[a]")
		b.want("customerId", got["customerId"], nil)
		b.want("createdAt", got["createdAt"], "2024-03-15T10:00:00.000Z")
		b.want("updatedAt", got["updatedAt"], "2024-03-15T10:00:00.000Z")
		b.want("createdById", got["createdById"], 1)
		b.want("updatedById", got["updatedById"], 1)
	}
	if _, ok := rec["unknown"]; ok {
		t.Error("an unknown name was kept")
	}
	if n, ok := rec["id"].(int64); !ok || n <= 0 {
		t.Errorf("id %v", rec["id"])
	}
	b.wantEvents("orders created " + show(rec["id"]))
}

func TestCreateKeepsWhatWasGiven(t *testing.T) {
	b := open(t, shop()...)
	rec := b.create("orders", object{"id": 5, "no": "", "status": nil, "labels": list{"z", "b"}, "createdById": 1})
	b.want("id", rec["id"], 5)
	b.want("an empty unique text", rec["no"], nil)
	b.want("an explicit null beats the default", rec["status"], nil)
	b.want("a list keeps its order", rec["labels"], "[z b]")
	b.want("without an actor the author may be given", rec["createdById"], 1)
	b.create("orders", object{"no": ""})
}

func TestDefaultsAreNotShared(t *testing.T) {
	b := open(t, shop()...)
	first := b.create("orders", object{})
	first["labels"].([]any)[0] = "changed"
	b.want("labels of the next", b.create("orders", object{})["labels"], "[a]")
}

func TestCreateGeneratesKeys(t *testing.T) {
	things := collection("things", col("id", "uuid", primary), col("code", "uid", option("prefix", "t_")), col("nano", "nanoid"),
		col("flake", "snowflakeId"), col("seen", "date", option("defaultToCurrentTime", true)), col("who", "context", option("dataType", "bigInt"), option("dataIndex", "state.currentUser.id")),
		&schema.Field{Name: "extra", Type: "virtual"})
	b := open(t, things)
	b.actor = 1
	rec := b.create("things", object{"extra": "x"})
	for _, name := range []string{"id", "code", "nano", "flake"} {
		if rec[name] == nil || rec[name] == "" {
			t.Errorf("%s is empty", name)
		}
	}
	b.want("seen", rec["seen"], "2024-03-15T10:00:00.000Z")
	b.want("who", rec["who"], 1)
	b.want("a virtual value is seen", rec["extra"], "x")
	if _, ok := b.find("things", object{})[0]["extra"]; ok {
		t.Error("a virtual value was stored")
	}
}

func TestSortFieldsCountWithinTheirScope(t *testing.T) {
	rows := collection("rows", id(), col("kind", "string"), col("sort", "sort", option("scopeKey", "kind")), col("all", "sort"))
	b := open(t, rows)
	for i, kind := range []any{"a", "b", "a", nil, nil} {
		b.create("rows", object{"id": i + 1, "kind": kind})
	}
	b.want("sort", b.column("rows", "sort", nil), "[1 1 2 1 2]")
	b.want("all", b.column("rows", "all", nil), "[1 2 3 4 5]")
	b.want("a given position", b.create("rows", object{"id": 9, "all": 42})["all"], 42)
}

func TestCreateRefusals(t *testing.T) {
	b := open(t, shop()...)
	b.create("orders", object{"no": "A"})
	tests := []struct {
		name, collection string
		values           object
		code, field      string
	}{
		{"a value that is taken", "orders", object{"no": "A"}, record.CodeUnique, "no"},
		{"a key column without a record", "orders", object{"customerId": 99}, record.CodeTargetNotFound, "customerId"},
		{"a relation without a record", "orders", object{"customer": 99}, record.CodeTargetNotFound, "customer"},
		{"a nested key column without a record", "orders", object{"items": list{object{"productId": 99}}}, record.CodeTargetNotFound, "items.0.productId"},
		{"a nested relation without a record", "orders", object{"items": list{object{}, object{"product": 99}}}, record.CodeTargetNotFound, "items.1.product"},
		{"a has-one relation without a record", "people", object{"card": 99}, record.CodeTargetNotFound, "card"},
		{"a nested value that is taken", "people", object{"orders": list{object{"no": "A"}}}, record.CodeUnique, "no"},
		{"a primary key that is null", "tags", object{"id": nil, "name": "x"}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := b.tryCreate(tt.collection, tt.values, record.WriteOptions{})
			if tt.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, errs.Invalid, tt.code, tt.field)
		})
	}
	t.Run("the message of a taken value names the field as people know it", func(t *testing.T) {
		_, err := b.tryCreate("orders", object{"no": "A"}, record.WriteOptions{})
		if err == nil || err.Error() != "Orders: Number must be unique" {
			t.Errorf("%v", err)
		}
	})
	t.Run("nothing is left of a refused call", func(t *testing.T) {
		_, err := b.tryCreate("orders", object{"no": "B", "tags": list{object{"name": "x"}}, "items": list{object{"product": object{"sku": "S"}}, object{"product": object{"sku": "S"}}}}, record.WriteOptions{})
		wantError(t, err, errs.Invalid, record.CodeUnique, "sku")
		b.want("orders", len(b.find("orders", nil)), 1)
		b.want("items", len(b.find("items", nil)), 0)
		b.want("events", len(b.events), 0)
	})
}

func TestAMissingKeyIsRefusedBeforeTheDatabaseDoes(t *testing.T) {
	b := open(t, collection("plain", col("id", "bigInt", primary), col("name", "string", notNull)))
	_, err := b.tryCreate("plain", object{}, record.WriteOptions{})
	wantError(t, err, errs.Invalid, record.CodeValidation, "id")
	_, err = b.tryCreate("plain", object{"id": 1, "name": ""}, record.WriteOptions{})
	if err != nil {
		t.Errorf("an empty text is a value: %v", err)
	}
}
