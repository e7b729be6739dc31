package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func fieldNames(c *schema.Collection) []string {
	var names []string
	for _, f := range c.Fields {
		names = append(names, f.Name)
	}
	return names
}

func TestCreateCollection(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		def    string
		fields []string
	}{
		{"gets an id by itself", `{"name": "a", "fields": [{"name": "n", "type": "integer"}]}`, []string{"id", "n"}},
		{"gets an id without any field", `{"name": "a"}`, []string{"id"}},
		{"keeps its own key", `{"name": "a", "fields": [{"name": "code", "type": "string", "primaryKey": true}]}`, []string{"code"}},
		{"takes a field called id for its key", `{"name": "a", "fields": [{"name": "id", "type": "bigInt", "autoIncrement": true}]}`, []string{"id"}},
		{"may do without a key", `{"name": "a", "autoGenId": false, "fields": [{"name": "n", "type": "integer"}]}`, []string{"n"}},
		{"gets preset fields", `{"name": "a", "createdAt": true, "createdBy": true, "updatedAt": true, "updatedBy": true}`,
			[]string{"id", "createdAt", "createdBy", "updatedAt", "updatedBy", "createdById", "updatedById"}},
		{"gets no preset field that it brings", `{"name": "a", "createdAt": true, "fields": [{"name": "createdAt", "type": "date"}]}`, []string{"id", "createdAt"}},
		{"gets no preset field that it forbids", `{"name": "a", "createdAt": false}`, []string{"id"}},
		{"gets a sort field", `{"name": "a", "sortable": true}`, []string{"id", "sort"}},
		{"gets a sort field of another name", `{"name": "a", "sortable": "rank"}`, []string{"id", "rank"}},
		{"gets a sort field within a scope", `{"name": "a", "sortable": {"name": "rank", "scopeKey": "n"}, "fields": [{"name": "n", "type": "integer"}]}`,
			[]string{"id", "n", "rank"}},
		{"has dots in names of fields replaced", `{"name": "a", "fields": [{"name": "x.y", "type": "string"}]}`, []string{"id", "x_y"}},
	}
	for _, tt := range tests {
		t.Run("a collection "+tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			c := b.create(tt.def)
			if d := cmp.Diff(tt.fields, fieldNames(c)); d != "" {
				t.Fatal(d)
			}
			for i, f := range c.Fields {
				if f.Sort != int64(i+1) || f.Key == "" {
					t.Errorf("field %s has sort %d and key %q", f.Name, f.Sort, f.Key)
				}
			}
			if pk := c.PrimaryKey(); pk != nil {
				row := schema.Record{pk.Name: int64(1)}
				if pk.Kind.Storage() == schema.Text {
					row[pk.Name] = "x"
				}
				b.insert("a", row)
				if err := b.tryInsert("a", row); err == nil {
					t.Error("a key was stored twice")
				}
			}
		})
	}
}

func TestNamesAreGenerated(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.create(`{"fields": [{"type": "string"}]}`)
	if !strings.HasPrefix(c.Name, "t_") || !strings.HasPrefix(c.Fields[1].Name, "f_") {
		t.Fatalf("got %s, %v", c.Name, fieldNames(c))
	}
}

func TestAGeneratedIDIsASnowflakeAndGoesIntoRecords(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.create(`{"name": "a"}`).PrimaryKey()
	if id.Type != "snowflakeId" || !id.NotNull {
		t.Fatalf("got %+v", id)
	}
	v := id.Kind.(schema.Generator).Generate(id, schema.Env{NextID: b.db.NextID})
	if n, ok := v.(int64); !ok || n <= 0 {
		t.Fatalf("got %v", v)
	}
}

func TestRefusedCollections(t *testing.T) {
	t.Parallel()
	field := func(def string) string { return `{"name": "a", "fields": [` + def + `]}` }
	tests := []struct{ name, def, code string }{
		{"of an existing name", `{"name": "taken"}`, catalog.CodeCollectionExists},
		{"whose name differs in case only", `{"name": "Taken"}`, catalog.CodeCollectionExists},
		{"named like one of the system", `{"name": "users"}`, catalog.CodeInvalidName},
		{"named like one of the system in another case", `{"name": "Executions"}`, catalog.CodeInvalidName},
		{"named like a resource", `{"name": "auth"}`, catalog.CodeInvalidName},
		{"named like a table of the database", `{"name": "sqlite_master"}`, catalog.CodeInvalidName},
		{"with a space in the name", `{"name": "a b"}`, catalog.CodeInvalidName},
		{"with a quote in the name", `{"name": "a\"b"}`, catalog.CodeInvalidName},
		{"whose name begins with a hyphen", `{"name": "-a"}`, catalog.CodeInvalidName},
		{"with a long name", `{"name": "` + strings.Repeat("a", 64) + `"}`, catalog.CodeInvalidName},
		{"of another template", `{"name": "a", "template": "sql"}`, catalog.CodeUnsupported},
		{"with a field of an unknown type", field(`{"name": "x", "type": "formula"}`), catalog.CodeUnknownFieldType},
		{"with a field without type", field(`{"name": "x"}`), catalog.CodeUnknownFieldType},
		{"with two fields of one name", field(`{"name": "x", "type": "string"}, {"name": "X", "type": "string"}`), catalog.CodeFieldExists},
		{"with two fields of one column", field(`{"name": "x", "type": "string"}, {"name": "y", "type": "string", "field": "x"}`), catalog.CodeFieldExists},
		{"with a bad field name", field(`{"name": "a b", "type": "string"}`), catalog.CodeInvalidName},
		{"with a reserved field name", field(`{"name": "__proto__", "type": "string"}`), catalog.CodeInvalidName},
		{"with a bad column name", field(`{"name": "x", "type": "string", "field": "a;b"}`), catalog.CodeInvalidName},
		{"with two primary keys", field(`{"name": "x", "type": "string", "primaryKey": true}, {"name": "y", "type": "string", "primaryKey": true}`), catalog.CodeInvalidDefinition},
		{"with a primary key of a type that cannot be one", field(`{"name": "x", "type": "json", "primaryKey": true}`), catalog.CodeInvalidDefinition},
		{"with a default that does not fit", field(`{"name": "x", "type": "integer", "defaultValue": "many"}`), catalog.CodeInvalidDefinition},
		{"with a flag that is none", field(`{"name": "x", "type": "integer", "unique": "yes"}`), catalog.CodeInvalidDefinition},
		{"with a unique JSON field", field(`{"name": "x", "type": "json", "unique": true}`), catalog.CodeInvalidDefinition},
		{"with an unknown rule", field(`{"name": "x", "type": "string", "validation": {"type": "string", "rules": [{"name": "magic"}]}}`), catalog.CodeInvalidDefinition},
		{"with rules that are none", field(`{"name": "x", "type": "string", "validation": []}`), catalog.CodeInvalidDefinition},
		{"with a scale beyond the precision", field(`{"name": "x", "type": "decimal", "precision": 2, "scale": 3}`), catalog.CodeInvalidDefinition},
		{"with a broken pattern", field(`{"name": "x", "type": "uid", "pattern": "["}`), catalog.CodeInvalidDefinition},
		{"with a context field of an unknown type", field(`{"name": "x", "type": "context", "dataType": "hasMany"}`), catalog.CodeInvalidDefinition},
		{"without any column", `{"name": "a", "autoGenId": false, "fields": [{"name": "x", "type": "virtual"}]}`, catalog.CodeInvalidDefinition},
		{"identified by a field that does not exist", `{"name": "a", "filterTargetKey": "x"}`, catalog.CodeInvalidDefinition},
		{"with an index over a field that does not exist", `{"name": "a", "indexes": [{"fields": ["x"]}]}`, catalog.CodeInvalidDefinition},
		{"with a huge description", `{"name": "a", "note": "` + strings.Repeat("x", 300<<10) + `"}`, catalog.CodeTooLarge},
		{"with fields that are no list", `{"name": "a", "fields": {}}`, catalog.CodeInvalidDefinition},
		{"with a NUL character", `{"name": "a", "note": "\u0000"}`, catalog.CodeInvalidDefinition},
		{"with onDelete that is no rule", field(`{"name": "x", "type": "belongsTo", "target": "taken", "onDelete": "EXPLODE"}`), catalog.CodeInvalidDefinition},
	}
	b := newBench(t)
	b.create(`{"name": "taken"}`)
	for _, tt := range tests {
		t.Run("a collection "+tt.name, func(t *testing.T) {
			b := &bench{TB: t, db: b.db, cat: b.cat}
			b.refuse(tt.code, func(e *catalog.Edit) error {
				_, err := e.CreateCollection(decode(t, tt.def))
				return err
			})
			if b.snapshot().Collection("a") != nil {
				t.Fatal("it exists all the same")
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var fields []string
	for i := range catalog.MaxFields {
		fields = append(fields, fmt.Sprintf(`{"name": "f%d", "type": "integer"}`, i))
	}
	b.refuse(catalog.CodeTooMany, func(e *catalog.Edit) error {
		_, err := e.CreateCollection(decode(t, `{"name": "a", "fields": [`+strings.Join(fields, ",")+`]}`)) // and the id
		return err
	})
	b.create(`{"name": "a", "fields": [` + strings.Join(fields[1:], ",") + `]}`)
	b.refuse(catalog.CodeTooMany, func(e *catalog.Edit) error {
		_, err := e.CreateField("a", obj{"name": "one_more", "type": "string"})
		return err
	})
}

func TestUpdateCollection(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "title": "A", "color": "red", "fields": [{"name": "n", "type": "string"}]}`)
	update := func(def string) func(e *catalog.Edit) error {
		return func(e *catalog.Edit) error {
			_, err := e.UpdateCollection("a", decode(t, def))
			return err
		}
	}
	b.must(update(`{"title": "B", "description": "d", "hidden": true, "titleField": "n", "color": null, "size": 3, "createdAt": true}`))
	d := catalog.DescribeCollection(b.collection("a"), false)
	if d["title"] != "B" || d["description"] != "d" || d["hidden"] != true || d["titleField"] != "n" || d["createdAt"] != true {
		t.Fatalf("got %v", d)
	}
	if _, there := d["color"]; there {
		t.Error("a key set to null is still there")
	}
	if fmt.Sprint(d["size"]) != "3" {
		t.Errorf("size is %v", d["size"])
	}
	b.must(update(`{"fields": [{"name": "n", "interface": "input"}, {"name": "m", "type": "integer"}]}`))
	if c := b.collection("a"); c.Field("m") == nil || c.Field("n").Interface != "input" {
		t.Fatalf("fields: %v", fieldNames(c))
	}
	// Sending an answer back changes nothing.
	answer := catalog.DescribeCollection(b.collection("a"), true)
	b.must(func(e *catalog.Edit) error {
		_, err := e.UpdateCollection("a", answer)
		return err
	})
	if diff := cmp.Diff(answer, catalog.DescribeCollection(b.collection("a"), true)); diff != "" {
		t.Fatal(diff)
	}

	b.refuse(catalog.CodeImmutable, update(`{"name": "b"}`))
	b.refuse(catalog.CodeUnsupported, update(`{"template": "tree"}`))
	b.refuse(catalog.CodeProtected, func(e *catalog.Edit) error {
		_, err := e.UpdateCollection("users", obj{"title": "x"})
		return err
	})
	b.refuse(catalog.CodeCollectionNotFound, func(e *catalog.Edit) error {
		_, err := e.UpdateCollection("nothing", obj{})
		return err
	})
}

func TestFields(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "n", "type": "string", "uiSchema": {"title": "N", "enum": [1]}}]}`)
	create := func(def obj) func(e *catalog.Edit) error {
		return func(e *catalog.Edit) error { _, err := e.CreateField("a", def); return err }
	}
	update := func(name string, def obj) func(e *catalog.Edit) error {
		return func(e *catalog.Edit) error { _, err := e.UpdateField("a", name, def); return err }
	}
	b.must(create(obj{"name": "price", "type": "decimal", "precision": 10, "scale": 2, "interface": "number"}))
	if f := b.field("a", "price"); f["type"] != "decimal" || f["sort"] != int64(3) || f["collectionName"] != "a" {
		t.Fatalf("got %v", f)
	}
	b.must(update("n", obj{"uiSchema": obj{"title": "M"}, "description": "d", "hidden": true, "index": true}))
	f := b.field("a", "n")
	ui := f["uiSchema"].(map[string]any)
	if ui["title"] != "M" || ui["enum"] == nil || f["description"] != "d" || !b.collection("a").Field("n").Hidden {
		t.Fatalf("got %v", f)
	}
	b.must(update(b.collection("a").Field("n").Key, obj{"name": "n", "type": "string", "title": "by key"}))
	b.must(func(e *catalog.Edit) error { return e.DestroyField("a", "price") })
	if b.collection("a").Field("price") != nil {
		t.Fatal("the field is still there")
	}

	refusals := []struct {
		name string
		code string
		edit func(e *catalog.Edit) error
	}{
		{"a field of an existing name", catalog.CodeFieldExists, create(obj{"name": "n", "type": "string"})},
		{"a field of the name id", catalog.CodeFieldExists, create(obj{"name": "ID", "type": "string"})},
		{"another primary key", catalog.CodeImmutable, create(obj{"name": "p", "type": "string", "primaryKey": true})},
		{"another type", catalog.CodeImmutable, update("n", obj{"type": "text"})},
		{"another name", catalog.CodeImmutable, update("n", obj{"name": "m"})},
		{"another column", catalog.CodeImmutable, update("n", obj{"field": "m"})},
		{"another key later", catalog.CodeImmutable, update("n", obj{"primaryKey": true})},
		{"changes of a field that does not exist", catalog.CodeFieldNotFound, update("x", obj{})},
		{"a default that does not fit", catalog.CodeInvalidDefinition, update("n", obj{"defaultValue": obj{}})},
		{"a collection that does not exist", catalog.CodeCollectionNotFound, func(e *catalog.Edit) error {
			_, err := e.CreateField("x", obj{"name": "n", "type": "string"})
			return err
		}},
		{"the end of the key", catalog.CodeFieldInUse, func(e *catalog.Edit) error { return e.DestroyField("a", "id") }},
		{"the end of a field that does not exist", catalog.CodeFieldNotFound, func(e *catalog.Edit) error { return e.DestroyField("a", "x") }},
		{"fields of a system collection", catalog.CodeProtected, func(e *catalog.Edit) error {
			_, err := e.CreateField("roles", obj{"name": "n", "type": "string"})
			return err
		}},
		{"changes of a system field", catalog.CodeProtected, func(e *catalog.Edit) error {
			_, err := e.UpdateField("users", "email", obj{"hidden": true})
			return err
		}},
		{"the end of a system field", catalog.CodeProtected, func(e *catalog.Edit) error { return e.DestroyField("users", "password") }},
	}
	for _, tt := range refusals {
		t.Run("refuses "+tt.name, func(t *testing.T) {
			b := &bench{TB: t, db: b.db, cat: b.cat}
			b.refuse(tt.code, tt.edit)
		})
	}
}

func TestSetFields(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(customers)
	b.create(`{"name": "a", "fields": [{"name": "keep", "type": "string"}, {"name": "drop", "type": "string"},
		{"name": "customer", "type": "belongsTo", "target": "customers", "foreignKey": "customerId", "reverseField": {"name": "as"}}]}`)
	b.insert("a", schema.Record{"id": int64(1), "keep": "x", "drop": "y"})
	b.must(func(e *catalog.Edit) error {
		return e.SetFields("a", []any{
			obj{"name": "keep", "type": "string", "interface": "input"},
			obj{"name": "add", "type": "integer"},
			obj{"name": "customer", "type": "belongsTo"},
		})
	})
	c := b.collection("a")
	if d := cmp.Diff([]string{"id", "keep", "customer", "customerId", "add"}, fieldNames(c)); d != "" {
		t.Fatal(d)
	}
	if rows := b.rows("a"); len(rows) != 1 || rows[0]["keep"] != "x" {
		t.Fatalf("rows: %v", rows)
	}
	b.must(func(e *catalog.Edit) error { return e.SetFields("a", []any{obj{"name": "keep"}}) })
	// The mirror still lives by the key.
	if d := cmp.Diff([]string{"id", "keep", "customerId"}, fieldNames(b.collection("a"))); d != "" {
		t.Fatal(d)
	}
	if mirror := b.field("customers", "as"); mirror["reverseKey"] != nil {
		t.Fatalf("the mirror still knows the field that went: %v", mirror)
	}
	b.refuse(catalog.CodeUnknownFieldType, func(e *catalog.Edit) error {
		return e.SetFields("a", []any{obj{"name": "bad", "type": "x"}})
	})
	if b.collection("a").Field("keep") == nil {
		t.Fatal("a refused setFields removed a field")
	}
}

func TestMove(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		move catalog.Move
		want string
	}{
		{"down takes the place of the target", catalog.Move{Source: "a", Target: "c"}, "b c a d"},
		{"up takes the place of the target", catalog.Move{Source: "d", Target: "b"}, "a d b c"},
		{"up behind the target", catalog.Move{Source: "d", Target: "a", After: true}, "a d b c"},
		{"down behind the target", catalog.Move{Source: "a", Target: "c", After: true}, "b c a d"},
		{"to itself", catalog.Move{Source: "b", Target: "b"}, "a b c d"},
		{"to the front", catalog.Move{Source: "c", Sticky: true}, "c a b d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			for _, name := range []string{"a", "b", "c", "d"} {
				b.create(`{"name": "` + name + `", "autoGenId": false, "fields": [{"name": "a", "type": "string"},
					{"name": "b", "type": "string"}, {"name": "c", "type": "string"}, {"name": "d", "type": "string"}]}`)
			}
			b.must(func(e *catalog.Edit) error { return e.MoveCollection(tt.move) })
			var own []string
			for _, c := range b.snapshot().Collections() {
				if !c.System {
					own = append(own, c.Name)
				}
			}
			if got := strings.Join(own, " "); got != tt.want {
				t.Errorf("collections: %s", got)
			}
			b.must(func(e *catalog.Edit) error { return e.MoveField("b", tt.move) })
			if got := strings.Join(fieldNames(b.collection("b")), " "); got != tt.want {
				t.Errorf("fields: %s", got)
			}
		})
	}
	b := newBench(t)
	b.create(`{"name": "a"}`)
	b.refuse(catalog.CodeCollectionNotFound, func(e *catalog.Edit) error { return e.MoveCollection(catalog.Move{Source: "a", Target: "x"}) })
	b.refuse("INVALID_PARAMETER", func(e *catalog.Edit) error { return e.MoveCollection(catalog.Move{Source: "a"}) })
	b.refuse(catalog.CodeFieldNotFound, func(e *catalog.Edit) error { return e.MoveField("a", catalog.Move{Source: "x", Target: "id"}) })
}
