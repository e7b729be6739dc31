package catalog_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

type obj = map[string]any

// bench is a catalog over a database of its own.
type bench struct {
	testing.TB
	db  *sqlite.DB
	cat *catalog.Service
}

func newBench(t testing.TB) *bench {
	t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &bench{TB: t, db: db, cat: catalog.New(catalog.Options{DB: db})}
}

// decode reads JSON as the HTTP layer does.
func decode(t testing.TB, text string) obj {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v obj
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func (b *bench) apply(fn func(e *catalog.Edit) error) error {
	return b.cat.Apply(context.Background(), fn)
}

func (b *bench) must(fn func(e *catalog.Edit) error) {
	b.Helper()
	if err := b.apply(fn); err != nil {
		b.Fatal(err)
	}
}

// create makes a collection from JSON.
func (b *bench) create(def string) *schema.Collection {
	b.Helper()
	var name string
	b.must(func(e *catalog.Edit) error {
		c, err := e.CreateCollection(decode(b, def))
		if err == nil {
			name = c.Name
		}
		return err
	})
	return b.collection(name)
}

// refuse expects an edit to fail with a code.
func (b *bench) refuse(code string, fn func(e *catalog.Edit) error) {
	b.Helper()
	before := b.snapshot().Version
	err := b.apply(fn)
	if errs.CodeOf(err) != code {
		b.Fatalf("got %v (%s), want %s", err, errs.CodeOf(err), code)
	}
	if after := b.snapshot().Version; after != before {
		b.Fatalf("a refused edit raised the version from %d to %d", before, after)
	}
}

func (b *bench) snapshot() *schema.Snapshot {
	b.Helper()
	sn, err := b.cat.Snapshot(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return sn
}

func (b *bench) collection(name string) *schema.Collection {
	b.Helper()
	c := b.snapshot().Collection(name)
	if c == nil {
		b.Fatalf("there is no collection %q", name)
	}
	return c
}

// field describes a field as the API does.
func (b *bench) field(collection, name string) obj {
	b.Helper()
	f := b.collection(collection).Field(name)
	if f == nil {
		b.Fatalf("there is no field %s.%s", collection, name)
	}
	return catalog.DescribeField(f)
}

func (b *bench) insert(collection string, rows ...schema.Record) {
	b.Helper()
	if err := b.tryInsert(collection, rows...); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) tryInsert(collection string, rows ...schema.Record) error {
	c := b.collection(collection)
	return b.db.Write(context.Background(), store.Unit{Run: func(tx store.Tx) error {
		for _, row := range rows {
			if err := tx.Insert(c, row); err != nil {
				return err
			}
		}
		return nil
	}})
}

// rows reads all records of a collection.
func (b *bench) rows(collection string) []schema.Record {
	b.Helper()
	c := b.collection(collection)
	var rows []schema.Record
	err := b.db.Read(context.Background(), func(r store.Reader) (err error) {
		rows, err = r.Find(&query.Find{Collection: c})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return rows
}

// orders is the specification's own example.
const orders = `{ "name": "orders", "title": "Orders", "template": "general", "autoGenId": false, "titleField": "no",
  "fields": [
    { "name": "id", "type": "snowflakeId", "interface": "snowflakeId", "primaryKey": true, "allowNull": false,
      "uiSchema": { "type": "number", "title": "ID", "x-component": "InputNumber" } },
    { "name": "no", "type": "string", "interface": "input", "unique": true,
      "validation": { "type": "string", "rules": [ { "key": "r1", "name": "required" }, { "key": "r2", "name": "max", "args": { "limit": 32 } } ] },
      "uiSchema": { "type": "string", "title": "Number", "x-component": "Input" } },
    { "name": "status", "type": "string", "interface": "select", "defaultValue": "new",
      "uiSchema": { "type": "string", "title": "Status", "x-component": "Select",
        "enum": [ { "value": "new", "label": "New", "color": "blue" }, { "value": "paid", "label": "Paid", "color": "green" } ] } },
    { "name": "customer", "type": "belongsTo", "interface": "m2o", "target": "customers", "foreignKey": "customerId", "targetKey": "id", "onDelete": "RESTRICT",
      "uiSchema": { "type": "object", "title": "Customer", "x-component": "AssociationField",
        "x-component-props": { "multiple": false, "fieldNames": { "value": "id", "label": "name" } } },
      "reverseField": { "name": "orders", "type": "hasMany", "interface": "o2m", "uiSchema": { "title": "Orders", "x-component": "AssociationField" } } },
    { "name": "createdAt", "type": "date", "interface": "createdAt", "field": "createdAt" },
    { "name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users", "foreignKey": "createdById" } ] }`

const customers = `{"name": "customers", "title": "Customers", "fields": [{"name": "name", "type": "string", "interface": "input"}]}`

func TestTheExampleOfTheSpecificationBeforeItsTarget(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.create(orders)
	if c.TitleField != "no" || c.PrimaryKey().Name != "id" || c.Title != "Orders" {
		t.Fatalf("got %+v", c)
	}
	customer := c.Field("customer").Relation
	if customer.TargetCollection != nil || customer.OnDelete != "RESTRICT" {
		t.Fatalf("the relation does not wait: %+v", customer)
	}
	if f := c.Field("customerId"); f == nil || !f.ForeignKey || f.Type != "bigInt" || f.Interface != "integer" {
		t.Fatalf("customerId is %+v", f)
	}
	if f := c.Field("createdById"); f == nil || f.Interface != "" {
		t.Fatalf("createdById is %+v", f)
	}
	if rules := c.Field("no").Rules; len(rules) != 2 || rules[1].Name != "max" || rules[1].Args["limit"] != json.Number("32") {
		t.Fatalf("rules: %+v", rules)
	}
	if c.Field("status").Default != "new" {
		t.Fatalf("default: %v", c.Field("status").Default)
	}
	b.insert("orders", schema.Record{"id": int64(1), "no": "A1"})

	b.create(customers)
	c = b.collection("orders")
	customer = c.Field("customer").Relation
	if customer.TargetCollection == nil || customer.TargetKey != "id" {
		t.Fatalf("the relation is not linked: %+v", customer)
	}
	if refs := c.References(); len(refs) != 2 || refs[0].Target.Name != "customers" && refs[1].Target.Name != "customers" {
		t.Fatalf("references: %+v", refs)
	}
	mirror := b.collection("customers").Field("orders")
	if mirror == nil || mirror.Relation.ForeignKey != "customerId" || mirror.Relation.SourceKey != "id" || mirror.Relation.TargetCollection != c {
		t.Fatalf("the mirror is %+v", mirror)
	}
	if mirror.Options["reverseKey"] != c.Field("customer").Key || c.Field("customer").Options["reverseKey"] != mirror.Key {
		t.Fatal("the two fields do not know each other")
	}
	if _, still := c.Field("customer").Options["reverseField"]; still {
		t.Fatal("reverseField is still pending")
	}
	if rows := b.rows("orders"); len(rows) != 1 || rows[0]["no"] != "A1" {
		t.Fatalf("rows: %v", rows)
	}
	if err := b.tryInsert("orders", schema.Record{"id": int64(2), "customerId": int64(77)}); err == nil {
		t.Fatal("an order of a customer that does not exist was accepted")
	}
}

func TestTheExampleOfTheSpecificationAfterItsTarget(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(customers)
	b.create(orders)
	if b.collection("customers").Field("orders") == nil {
		t.Fatal("the mirror is missing")
	}
	d := catalog.DescribeCollection(b.collection("orders"), true)
	wants := obj{
		"name": "orders", "title": "Orders", "template": "general", "autoGenId": false, "titleField": "no", "inherit": false, "hidden": false,
		"createdAt": true, "createdBy": true, "updatedAt": false, "updatedBy": false, "filterTargetKey": "id", "sort": int64(2),
	}
	for key, want := range wants {
		if d[key] != want {
			t.Errorf("%s is %v, want %v", key, d[key], want)
		}
	}
	if d["key"] == "" || len(d["unavailableActions"].([]any)) != 0 {
		t.Errorf("got %v", d)
	}
	fields := d["fields"].([]any)
	first := fields[0].(map[string]any)
	if len(fields) != 8 || first["name"] != "id" || first["collectionName"] != "orders" || first["sort"] != int64(1) || first["key"] == "" {
		t.Errorf("fields: %v", fields)
	}
	if got := b.field("orders", "status")["uiSchema"].(map[string]any)["x-component"]; got != "Select" {
		t.Errorf("uiSchema: %v", got)
	}
	if _, hidden := d["options"]; hidden {
		t.Error("options are answered")
	}
}
