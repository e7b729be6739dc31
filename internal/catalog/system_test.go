package catalog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

func TestCustomFieldsOfUsers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(customers)
	b.must(func(e *catalog.Edit) error {
		if _, err := e.CreateField("users", obj{"name": "department", "type": "string", "interface": "input", "defaultValue": "sales"}); err != nil {
			return err
		}
		_, err := e.CreateField("users", obj{"name": "customer", "type": "belongsTo", "target": "customers", "foreignKey": "customerId"})
		return err
	})
	users := b.collection("users")
	if f := users.Field("department"); f == nil || !f.Custom || !users.System || users.Field("email").Custom {
		t.Fatalf("got %+v", f)
	}
	b.insert("users", schema.Record{"id": int64(1), "department": "labs"}, schema.Record{"id": int64(2)})
	if rows := b.rows("users"); rows[0]["department"] != "labs" {
		t.Fatalf("rows: %v", rows)
	}
	if err := b.tryInsert("users", schema.Record{"id": int64(3), "customerId": int64(5)}); err == nil {
		t.Error("a user of a customer that does not exist was accepted")
	}
	b.refuse(catalog.CodeNotNull, func(e *catalog.Edit) error {
		_, err := e.CreateField("users", obj{"name": "badge", "type": "string", "allowNull": false})
		return err
	})
	b.refuse(catalog.CodeFieldExists, func(e *catalog.Edit) error {
		_, err := e.CreateField("users", obj{"name": "Email", "type": "string"})
		return err
	})
	b.refuse(catalog.CodeImmutable, func(e *catalog.Edit) error {
		_, err := e.UpdateField("users", "department", obj{"defaultValue": "other"})
		return err
	})
	b.must(func(e *catalog.Edit) error { return e.DestroyCollection("customers", true) })
	if f := b.collection("users").Field("customer"); f != nil {
		t.Fatal("the relation of a dropped collection is still there")
	}
	b.must(func(e *catalog.Edit) error {
		if err := e.DestroyField("users", "customerId"); err != nil {
			return err
		}
		return e.DestroyField("users", "department")
	})
	if rows := b.rows("users"); len(rows) != 2 {
		t.Fatalf("rows: %v", rows)
	}
	b.insert("users", schema.Record{"id": int64(4), "username": "x"})
	if err := b.tryInsert("users", schema.Record{"id": int64(5), "username": "x"}); err == nil {
		t.Error("users lost a unique index")
	}
}

func TestSystemCollectionsCannotBeDestroyed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, name := range []string{"users", "roles", "rolesUsers", "executions"} {
		b.refuse(catalog.CodeProtected, func(e *catalog.Edit) error { return e.DestroyCollection(name, true) })
		b.refuse(catalog.CodeProtected, func(e *catalog.Edit) error { return e.SetFields(name, nil) })
	}
	b.refuse(catalog.CodeCollectionNotFound, func(e *catalog.Edit) error { return e.DestroyCollection("nothing", true) })
}

func TestWhatIsKeptAboutADroppedCollectionGoesWithIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var dropped []string
	b.cat = catalog.New(catalog.Options{DB: b.db, Dropped: func(_ store.Tx, name string) error {
		dropped = append(dropped, name)
		return nil
	}})
	b.create(`{"name": "a"}`)
	b.must(func(e *catalog.Edit) error { return e.DestroyCollection("a", false) })
	if len(dropped) != 1 || dropped[0] != "a" {
		t.Fatalf("got %v", dropped)
	}
	b.create(`{"name": "a"}`)
	if rows := b.rows("a"); len(rows) != 0 {
		t.Fatalf("the records came back: %v", rows)
	}
}

func TestNoCollectionTakesTheNameOfATable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../store/sqlite/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("migrations: %v, %v", files, err)
	}
	b := newBench(t)
	table := regexp.MustCompile(`(?i)create table (?:if not exists )?"?(\w+)"?`)
	for _, file := range files {
		sql, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range table.FindAllStringSubmatch(string(sql), -1) {
			b.refuse(catalog.CodeInvalidName, func(e *catalog.Edit) error {
				_, err := e.CreateCollection(obj{"name": m[1]})
				return err
			})
		}
	}
}
