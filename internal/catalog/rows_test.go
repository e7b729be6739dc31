package catalog_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// everyType is a value of each field type in canonical form.
func everyType() map[string]any {
	return map[string]any{
		"string": "a'b\"c\\ é", "text": "line\nline", "password": "$argon2id$x", "integer": int64(-7), "bigInt": int64(9007199254740993),
		"sort": int64(3), "float": 1.5, "double": -0.1, "real": 2.0, "decimal": "12345678901234567890.0123", "boolean": true,
		"date": "2025-01-31T10:00:00.123Z", "datetime": "1969-12-31T23:59:59.999Z", "datetimeTz": "9999-12-31T00:00:00.000Z",
		"datetimeNoTz": "2025-01-31 10:00:00", "dateOnly": "2025-01-31", "time": "10:00:00", "unixTimestamp": "2025-01-31T10:00:00.000Z",
		"json": map[string]any{"a": []any{json.Number("1.50"), nil, "x"}}, "jsonb": []any{true}, "array": []any{"b", "a"}, "set": []any{json.Number("1")},
		"uid": "abc", "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "nanoid": "V1StGXR8_Z5j", "snowflakeId": int64(1) << 52,
		"context": "from the request",
	}
}

// typesCollection has a field of every type that has a column.
func typesCollection(t testing.TB) obj {
	values := everyType()
	fields := []any{}
	for _, k := range schema.Kinds() {
		if k.Storage() == schema.NoColumn {
			continue
		}
		if values[k.Type()] == nil {
			t.Fatalf("no value of type %s", k.Type())
		}
		fields = append(fields, obj{"name": "f_" + k.Type(), "type": k.Type()})
	}
	return obj{"name": "types", "fields": fields}
}

func typesRow() schema.Record {
	row := schema.Record{"id": int64(1)}
	for typ, v := range everyType() {
		row["f_"+typ] = v
	}
	return row
}

func TestEveryTypeSurvivesStorageAndRebuilds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.must(func(e *catalog.Edit) error { _, err := e.CreateCollection(typesCollection(t)); return err })
	full, empty := typesRow(), schema.Record{"id": int64(2)}
	for typ := range everyType() {
		empty["f_"+typ] = nil
	}
	b.insert("types", full, empty)
	check := func(when string) {
		t.Helper()
		if d := cmp.Diff([]schema.Record{full, empty}, b.rows("types")); d != "" {
			t.Fatalf("%s: %s", when, d)
		}
	}
	check("at first")
	for _, change := range []obj{
		{"name": "f_string", "unique": true}, {"name": "f_integer", "index": true}, {"name": "f_text", "defaultValue": "it's"},
		{"name": "f_decimal", "defaultValue": "1.5"}, {"name": "f_json", "defaultValue": obj{"a": "'"}}, {"name": "f_boolean", "defaultValue": false},
		{"name": "f_date", "defaultValue": "2025-01-01T00:00:00Z"}, {"name": "f_string", "unique": false},
	} {
		b.must(func(e *catalog.Edit) error {
			_, err := e.UpdateField("types", change["name"].(string), change)
			return err
		})
		check(fmt.Sprint(change))
	}
	b.must(func(e *catalog.Edit) error { return e.DestroyField("types", "f_array") })
	delete(full, "f_array")
	delete(empty, "f_array")
	check("without a column")
}

func TestDefaultsFillExistingRecords(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a"}`)
	b.insert("a", schema.Record{"id": int64(1)})
	for _, def := range []string{
		`{"name": "s", "type": "string", "defaultValue": "it's"}`, `{"name": "n", "type": "integer", "defaultValue": "7", "allowNull": false}`,
		`{"name": "b", "type": "boolean", "defaultValue": true}`, `{"name": "j", "type": "array", "defaultValue": []}`,
		`{"name": "d", "type": "decimal", "scale": 2, "defaultValue": 1}`,
	} {
		b.addField("a", def)
	}
	want := schema.Record{"id": int64(1), "s": "it's", "n": int64(7), "b": true, "j": []any{}, "d": "1.00"}
	if d := cmp.Diff([]schema.Record{want}, b.rows("a")); d != "" {
		t.Fatal(d)
	}
	if f := b.collection("a").Field("n"); f.Default != int64(7) || !f.NotNull {
		t.Fatalf("got %+v", f)
	}
}

func TestConstraintsThatRecordsDoNotMeet(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "s", "type": "string"}, {"name": "n", "type": "integer"}]}`)
	update := func(name string, def obj) func(e *catalog.Edit) error {
		return func(e *catalog.Edit) error { _, err := e.UpdateField("a", name, def); return err }
	}
	create := func(def obj) func(e *catalog.Edit) error {
		return func(e *catalog.Edit) error { _, err := e.CreateField("a", def); return err }
	}
	b.must(create(obj{"name": "early", "type": "string", "allowNull": false})) // no record yet
	b.insert("a", schema.Record{"id": int64(1), "s": "x", "early": "1"}, schema.Record{"id": int64(2), "s": "x", "early": "2"})

	err := b.apply(update("s", obj{"unique": true}))
	if errs.KindOf(err) != errs.Conflict || errs.CodeOf(err) != catalog.CodeUnique {
		t.Fatalf("got %v", err)
	}
	if b.collection("a").Field("s").Unique {
		t.Fatal("the field is unique all the same")
	}
	b.insert("a", schema.Record{"id": int64(3), "s": "x", "early": "3"})
	b.refuse(catalog.CodeNotNull, update("n", obj{"allowNull": false}))
	b.refuse(catalog.CodeNotNull, create(obj{"name": "late", "type": "string", "allowNull": false}))
	b.refuse(catalog.CodeUnique, func(e *catalog.Edit) error {
		_, err := e.UpdateCollection("a", decode(t, `{"indexes": [{"unique": true, "fields": ["s", "n"]}, {"unique": true, "fields": ["s"]}]}`))
		return err
	})
	b.must(update("s", obj{"allowNull": false}))
	b.must(update("early", obj{"unique": true}))
	if err := b.tryInsert("a", schema.Record{"id": int64(4), "early": "4"}); err == nil {
		t.Error("a record without a required value was stored")
	}
	if err := b.tryInsert("a", schema.Record{"id": int64(4), "s": "y", "early": "3"}); err == nil {
		t.Error("a repeated unique value was stored")
	}
	b.must(update("s", obj{"allowNull": true}))
	b.insert("a", schema.Record{"id": int64(4), "early": "4"})
}

func TestExistingRecordsAreNumberedWithinTheirScope(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "s", "type": "string"}]}`)
	var rows []schema.Record
	for i := range 1100 {
		rows = append(rows, schema.Record{"id": int64(1100 - i), "s": []any{"x", "y", nil}[i%3]})
	}
	b.insert("a", rows...)
	b.addField("a", `{"name": "rank", "type": "sort", "scopeKey": "s", "hidden": true}`)
	if f := b.collection("a").Field("rank"); f.Hidden || b.field("a", "rank")["hidden"] != true {
		t.Fatal("people could not sort by it")
	}
	counted := map[any]int64{}
	for _, row := range b.rows("a") {
		counted[row["s"]]++
		if row["rank"] != counted[row["s"]] {
			t.Fatalf("record %v has rank %v, want %d", row["id"], row["rank"], counted[row["s"]])
		}
	}
	b.refuse(catalog.CodeFieldInUse, func(e *catalog.Edit) error { return e.DestroyField("a", "s") })
}

func TestFilterTargetKeyAndIndexes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.create(`{"name": "a", "filterTargetKey": ["x", "y"], "fields": [{"name": "x", "type": "string"}, {"name": "y", "type": "integer"}],
		"indexes": [{"unique": true, "fields": ["x", "y"]}]}`)
	if d := cmp.Diff([]string{"x", "y"}, c.FilterTargetKey); d != "" {
		t.Fatal(d)
	}
	row := schema.Record{"id": int64(1), "x": "x", "y": int64(1)}
	b.insert("a", row)
	if err := b.tryInsert("a", schema.Record{"id": int64(2), "x": "x", "y": int64(1)}); err == nil {
		t.Error("a repeated pair was stored")
	}
	b.refuse(catalog.CodeFieldInUse, func(e *catalog.Edit) error { return e.DestroyField("a", "x") })
	b.must(func(e *catalog.Edit) error {
		_, err := e.UpdateCollection("a", obj{"filterTargetKey": "id"})
		return err
	})
	b.must(func(e *catalog.Edit) error { return e.DestroyField("a", "x") })
	if n := len(b.collection("a").Indexes); n != 0 {
		t.Fatalf("%d indexes are left", n)
	}
}

func TestWhatAnEditDidIsSeenWithinItsTransaction(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.must(func(e *catalog.Edit) error {
		if _, err := e.CreateCollection(obj{"name": "a"}); err != nil {
			return err
		}
		if _, err := e.CreateField("a", obj{"name": "n", "type": "string"}); err != nil {
			return err
		}
		if !e.HasField("a", "n") || e.HasField("a", "m") || e.HasField("x", "n") {
			t.Error("HasField")
		}
		names, err := e.Names(query.Cond{Field: e.Schema().Collection("collections").Field("name"), Op: query.Eq, Value: "a"})
		if err != nil || len(names) != 1 {
			t.Errorf("names: %v, %v", names, err)
		}
		return e.DestroyField("a", "n")
	})
	if d := cmp.Diff([]string{"id"}, fieldNames(b.collection("a"))); d != "" {
		t.Fatal(d)
	}
}
