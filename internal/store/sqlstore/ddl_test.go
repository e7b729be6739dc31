package sqlstore_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// content returns every row of c with all its columns.
func content(t *testing.T, db store.DB, c *schema.Collection) []schema.Record {
	t.Helper()
	var found []schema.Record
	read(t, db, func(r store.Reader) (err error) {
		found, err = r.Find(&query.Find{Collection: c, Fields: c.Columns()})
		return err
	})
	return found
}

func wantContent(t *testing.T, db store.DB, c *schema.Collection, want ...schema.Record) {
	t.Helper()
	if got := content(t, db, c); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func isUnique(err error) bool {
	var u *store.UniqueError
	return errors.As(err, &u)
}

func isForeign(err error) bool {
	var fk *store.ForeignKeyError
	return errors.As(err, &fk)
}

func tryInsert(db store.DB, c *schema.Collection, row schema.Record) error {
	return tryWrite(db, func(tx store.Tx) error { return tx.Insert(c, row) })
}

func TestCreateTable(t *testing.T) {
	db := open(t)
	c := collection("made", field("id", "bigInt", primary), field("code", "string", unique), field("n", "integer", required, byDefault(int64(7))),
		field("s", "string", byDefault("it's")), field("ok", "boolean", byDefault(true)), field("r", "double", byDefault(1.5)),
		field("d", "decimal", byDefault("1.10")), field("tags", "array", byDefault([]any{"a"})), field("a", "string"), field("b", "string"),
		field("at", "date", byDefault("2024-01-01T00:00:00.000Z")))
	c.Indexes = []schema.Index{{Unique: true, Fields: []string{"a", "b"}}, {Fields: []string{"a", "unknown"}}}
	create(t, db, c)
	insert(t, db, c, schema.Record{"id": int64(1), "a": "x", "b": "y"})
	wantContent(t, db, c, schema.Record{"id": int64(1), "code": nil, "n": int64(7), "s": "it's", "ok": true, "r": 1.5, "d": "1.1",
		"tags": []any{"a"}, "a": "x", "b": "y", "at": "2024-01-01T00:00:00.000Z"})
	if err := tryInsert(db, c, schema.Record{"id": int64(2), "a": "x", "b": "y"}); !isUnique(err) {
		t.Errorf("a repeated pair: %v", err)
	}
	if err := tryInsert(db, c, schema.Record{"id": int64(2), "n": nil}); err == nil {
		t.Error("a missing required value was taken")
	}
	t.Run("a default that the field cannot hold is an error", func(t *testing.T) {
		bad := snapshot(t, collection("bad", field("id", "bigInt", primary), field("n", "integer", byDefault("x")))).Collection("bad")
		if err := db.Exclusive(t.Context(), func(tx store.Tx) error { return tx.CreateTable(bad) }); err == nil {
			t.Error("no error")
		}
	})
	t.Run("names may be anything", func(t *testing.T) {
		odd := collection(`odd "name"; -- `, field("id", "bigInt", primary), field("select", "string"), field(`say "hi"`, "string", unique))
		odd.Table += strings.Repeat("ü", 60)
		create(t, db, odd)
		insert(t, db, odd, schema.Record{"id": int64(1), "select": "a", `say "hi"`: "b"})
		wantContent(t, db, odd, schema.Record{"id": int64(1), "select": "a", `say "hi"`: "b"})
	})
}

func TestAddColumn(t *testing.T) {
	db := open(t)
	target := collection("targets", field("id", "bigInt", primary))
	c := collection("growing", field("id", "bigInt", primary))
	create(t, db, target, c)
	insert(t, db, target, schema.Record{"id": int64(1)})
	insert(t, db, c, schema.Record{"id": int64(1)})
	add := func(f *schema.Field) (*schema.Collection, error) {
		grown := collection("growing", append(append([]*schema.Field{}, c.Fields...), f)...)
		if f.Name == "targetId" {
			grown.Fields = append(grown.Fields, relation("target", schema.Relation{Type: schema.BelongsTo, Target: "targets", ForeignKey: "targetId"}))
		}
		grown = snapshot(t, target, grown).Collection("growing")
		err := db.Exclusive(t.Context(), func(tx store.Tx) error { return tx.AddColumn(grown, grown.Field(f.Name)) })
		if err == nil {
			c = grown
		}
		return c, err
	}
	must := func(f *schema.Field) {
		t.Helper()
		if _, err := add(f); err != nil {
			t.Fatal(err)
		}
	}
	must(field("plain", "string"))
	must(field("code", "string", unique))
	must(field("lookup", "string", indexed))
	must(field("n", "integer", required, byDefault(int64(3))))
	must(field("targetId", "bigInt"))
	if _, err := add(field("needed", "string", required)); errs.CodeOf(err) != "NULL_VALUES" {
		t.Errorf("a required column without a default: %v", err)
	}
	wantContent(t, db, c, schema.Record{"id": int64(1), "plain": nil, "code": nil, "lookup": nil, "n": int64(3), "targetId": nil})
	insert(t, db, c, schema.Record{"id": int64(2), "code": "a", "targetId": int64(1)})
	if err := tryInsert(db, c, schema.Record{"id": int64(3), "code": "a"}); !isUnique(err) {
		t.Errorf("a repeated code: %v", err)
	}
	if err := tryInsert(db, c, schema.Record{"id": int64(3), "targetId": int64(9)}); !isForeign(err) {
		t.Errorf("a target that does not exist: %v", err)
	}
	write(t, db, func(tx store.Tx) error { _, err := tx.Delete(c, nil); return err })
	must(field("needed", "string", required))
	if err := tryInsert(db, c, schema.Record{"id": int64(4)}); err == nil {
		t.Error("a missing required value was taken")
	}
	insert(t, db, c, schema.Record{"id": int64(4), "needed": "x"})
	if err := tryInsert(db, c, schema.Record{"id": int64(5), "needed": "x", "targetId": int64(9)}); !isForeign(err) {
		t.Errorf("the foreign key was lost: %v", err)
	}
}

func TestAddRelations(t *testing.T) {
	db := open(t)
	build := func(relations bool) *schema.Snapshot {
		a := collection("a", field("id", "bigInt", primary))
		b := collection("b", field("id", "bigInt", primary), field("aId", "bigInt"), field("ownerId", "bigInt"))
		ab := collection("ab", field("aId", "bigInt", foreign), field("bId", "bigInt", foreign))
		ab.Through = true
		if relations {
			a.Fields = append(a.Fields,
				relation("bs", schema.Relation{Type: schema.HasMany, Target: "b", ForeignKey: "aId", OnDelete: "CASCADE"}),
				relation("many", schema.Relation{Type: schema.BelongsToMany, Target: "b", Through: "ab", ForeignKey: "aId", OtherKey: "bId"}))
			b.Fields = append(b.Fields, relation("owner", schema.Relation{Type: schema.BelongsTo, Target: "a", ForeignKey: "ownerId"}))
		}
		return snapshot(t, a, b, ab)
	}
	before, after := build(false), build(true)
	edit(t, db, func(tx store.Tx) error {
		return errors.Join(tx.CreateTable(before.Collection("a")), tx.CreateTable(before.Collection("b")), tx.CreateTable(before.Collection("ab")))
	})
	a, b, ab := after.Collection("a"), after.Collection("b"), after.Collection("ab")
	insert(t, db, a, schema.Record{"id": int64(1)})
	insert(t, db, b, schema.Record{"id": int64(1), "aId": int64(1), "ownerId": int64(1)})
	insert(t, db, ab, schema.Record{"aId": int64(1), "bId": int64(1)})
	rebuild(t, db, func(tx store.Tx) error {
		return errors.Join(tx.AddColumn(a, a.Field("bs")), tx.AddColumn(a, a.Field("many")), tx.AddColumn(b, b.Field("owner")))
	})
	wantContent(t, db, b, schema.Record{"id": int64(1), "aId": int64(1), "ownerId": int64(1)})
	for name, err := range map[string]error{
		"hasMany":       tryInsert(db, b, schema.Record{"id": int64(2), "aId": int64(9)}),
		"belongsTo":     tryInsert(db, b, schema.Record{"id": int64(2), "ownerId": int64(9)}),
		"belongsToMany": tryInsert(db, ab, schema.Record{"aId": int64(1), "bId": int64(9)}),
	} {
		if !isForeign(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := tryInsert(db, ab, schema.Record{"aId": int64(1), "bId": int64(1)}); !isUnique(err) {
		t.Errorf("a repeated link: %v", err)
	}
	write(t, db, func(tx store.Tx) error { _, err := tx.Delete(a, nil); return err })
	if len(content(t, db, b))+len(content(t, db, ab)) > 0 {
		t.Error("the deletion did not cascade")
	}
}

func TestDropColumn(t *testing.T) {
	db := open(t)
	target := collection("targets", field("id", "bigInt", primary))
	c := collection("shrinking", field("id", "bigInt", primary), field("a", "string", unique), field("b", "string", indexed), field("c", "string"),
		field("d", "string"), field("targetId", "bigInt"),
		relation("target", schema.Relation{Type: schema.BelongsTo, Target: "targets", ForeignKey: "targetId"}))
	c.Indexes = []schema.Index{{Fields: []string{"c", "d"}}}
	s := create(t, db, target, c)
	insert(t, db, target, schema.Record{"id": int64(1)})
	insert(t, db, c, schema.Record{"id": int64(1), "a": "a", "b": "b", "c": "c", "d": "d", "targetId": int64(1)})
	edit(t, db, func(tx store.Tx) error {
		for _, name := range []string{"target", "a", "b", "c", "targetId"} {
			if err := tx.DropColumn(s.Collection("shrinking"), s.Collection("shrinking").Field(name)); err != nil {
				return err
			}
		}
		return nil
	})
	rest := snapshot(t, collection("shrinking", field("id", "bigInt", primary), field("d", "string"))).Collection("shrinking")
	wantContent(t, db, rest, schema.Record{"id": int64(1), "d": "d"})
	if err := db.Exclusive(t.Context(), func(tx store.Tx) error { return tx.DropColumn(rest, rest.Field("id")) }); errs.CodeOf(err) != "PRIMARY_KEY" {
		t.Errorf("dropping the primary key: %v", err)
	}
}

func TestDropTable(t *testing.T) {
	t.Run("a table alone", func(t *testing.T) {
		db := open(t)
		c := collection("gone", field("id", "bigInt", primary))
		create(t, db, c)
		edit(t, db, func(tx store.Tx) error { return tx.DropTable(c) })
		create(t, db, collection("gone", field("id", "bigInt", primary)))
	})
	t.Run("rows that referred to it stay writable", func(t *testing.T) {
		db, s := openShop(t)
		rebuild(t, db, func(tx store.Tx) error { return tx.DropTable(s.Collection("people")) })
		insert(t, db, s.Collection("orders"), schema.Record{"id": int64(9), "customerId": int64(99)})
		equal(t, find(t, db, &query.Find{Collection: s.Collection("orders")}), ids(1, 2, 3, 4, 9))
		equal(t, find(t, db, &query.Find{Collection: s.Collection("lines")}), ids(1, 2, 3))
		if err := tryInsert(db, s.Collection("lines"), schema.Record{"id": int64(9), "orderId": int64(77)}); !isForeign(err) {
			t.Errorf("a foreign key of another table was lost: %v", err)
		}
	})
}

func TestAlterTable(t *testing.T) {
	base := func() *schema.Collection {
		return collection("altered", field("id", "bigInt", primary), field("name", "string"), field("n", "integer"), field("d", "decimal"))
	}
	row := schema.Record{"id": int64(1), "name": "x", "n": int64(5), "d": "1.50"}
	empty := schema.Record{"id": int64(2), "name": nil, "n": nil, "d": nil}
	for _, tc := range []struct {
		name string
		to   func() *schema.Collection
		want []schema.Record
		code string
	}{
		{name: "nothing to do", to: base, want: []schema.Record{{"id": int64(1), "name": "x", "n": int64(5), "d": "1.5"}, empty}},
		{name: "columns come, go and get another name", to: func() *schema.Collection {
			c := collection("altered", field("id", "bigInt", primary), field("title", "string"), field("more", "string", byDefault("new")), field("n", "integer"))
			c.Fields[1].Key = "name"
			return c
		}, want: []schema.Record{{"id": int64(1), "title": "x", "more": "new", "n": int64(5)}, {"id": int64(2), "title": nil, "more": "new", "n": nil}}},
		{name: "another order of the fields", to: func() *schema.Collection {
			return collection("altered", field("d", "decimal"), field("n", "integer"), field("name", "string"), field("id", "bigInt", primary))
		}, want: []schema.Record{{"id": int64(1), "name": "x", "n": int64(5), "d": "1.5"}, empty}},
		{name: "a missing value takes the default when it becomes required", to: func() *schema.Collection {
			return collection("altered", field("id", "bigInt", primary), field("name", "string", required, byDefault("none")))
		}, want: []schema.Record{{"id": int64(1), "name": "x"}, {"id": int64(2), "name": "none"}}},
		{name: "a missing value without a default is refused", code: "NULL_VALUES", to: func() *schema.Collection {
			return collection("altered", field("id", "bigInt", primary), field("name", "string", required))
		}},
		{name: "a new required column without a default is refused", code: "NULL_VALUES", to: func() *schema.Collection {
			return collection("altered", field("id", "bigInt", primary), field("fresh", "string", required))
		}},
		{name: "integers become text, reals and decimals", to: func() *schema.Collection {
			c := collection("altered", field("id", "bigInt", primary), field("n", "string"), field("d", "text"))
			return c
		}, want: []schema.Record{{"id": int64(1), "n": "5", "d": "1.50"}, {"id": int64(2), "n": nil, "d": nil}}},
		{name: "text does not become a number", code: "TYPE_CHANGE", to: func() *schema.Collection {
			return collection("altered", field("id", "bigInt", primary), field("name", "integer"))
		}},
		{name: "the table gets another name", to: func() *schema.Collection {
			c := base()
			c.Table = "c_renamed"
			c.Fields[1].Unique = true
			return c
		}, want: []schema.Record{{"id": int64(1), "name": "x", "n": int64(5), "d": "1.5"}, empty}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			db := open(t)
			from := base()
			create(t, db, from)
			insert(t, db, from, row, empty)
			to := snapshot(t, tc.to()).Collection("altered")
			err := db.ExclusiveRebuild(t.Context(), func(tx store.Tx) error { return tx.AlterTable(from, to) })
			if errs.CodeOf(err) != tc.code || tc.code == "" && err != nil {
				t.Fatalf("got %v, want code %q", err, tc.code)
			}
			if tc.code != "" {
				wantContent(t, db, from, schema.Record{"id": int64(1), "name": "x", "n": int64(5), "d": "1.5"}, empty)
				return
			}
			wantContent(t, db, to, tc.want...)
		})
	}
}

func TestAlterTableKeepsReferences(t *testing.T) {
	db, s := openShop(t)
	grown := shop()
	orders := grown[2]
	orders.Fields = append(orders.Fields, field("note", "text", byDefault("n")), field("code", "string", unique))
	after := snapshot(t, grown...)
	from, to := s.Collection("orders"), after.Collection("orders")

	t.Run("rows that refer to it are safe while foreign keys act", func(t *testing.T) {
		err := db.Exclusive(t.Context(), func(tx store.Tx) error { return tx.AlterTable(from, to) })
		if len(content(t, db, s.Collection("lines"))) != 3 {
			t.Errorf("rows were deleted, %v", err)
		}
	})
	rebuild(t, db, func(tx store.Tx) error { return tx.AlterTable(from, to) })
	equal(t, find(t, db, &query.Find{Collection: to, Filter: query.Cond{Field: to.Field("note"), Op: query.Eq, Value: "n"}}), ids(1, 2, 3, 4))
	equal(t, find(t, db, &query.Find{Collection: after.Collection("lines")}), ids(1, 2, 3))
	if err := tryInsert(db, after.Collection("lines"), schema.Record{"id": int64(9), "orderId": int64(99)}); !isForeign(err) {
		t.Errorf("a reference to the table was lost: %v", err)
	}
	if err := tryInsert(db, to, schema.Record{"id": int64(9), "customerId": int64(99)}); !isForeign(err) {
		t.Errorf("a reference of the table was lost: %v", err)
	}
	write(t, db, func(tx store.Tx) error { _, err := tx.Delete(to, byID(to, 1)); return err })
	equal(t, find(t, db, &query.Find{Collection: after.Collection("lines")}), ids(3))
}

func TestForeignKeyThatWaitsForItsTarget(t *testing.T) {
	db := open(t)
	child := collection("child", field("id", "bigInt", primary), field("parentId", "bigInt"),
		relation("parent", schema.Relation{Type: schema.BelongsTo, Target: "parent", ForeignKey: "parentId"}))
	parent := collection("parent", field("id", "bigInt", primary))
	create(t, db, child, parent) // in this order
	insert(t, db, child, schema.Record{"id": int64(1), "parentId": int64(5)})
	alter := func() error {
		return db.ExclusiveRebuild(t.Context(), func(tx store.Tx) error { return tx.AlterTable(child, child) })
	}
	if err := alter(); errs.CodeOf(err) != "DANGLING_REFERENCE" || errs.KindOf(err) != errs.Conflict {
		t.Errorf("a record that refers to nothing: %v", err)
	}
	insert(t, db, parent, schema.Record{"id": int64(5)})
	if err := alter(); err != nil {
		t.Fatal(err)
	}
	if err := tryInsert(db, child, schema.Record{"id": int64(2), "parentId": int64(6)}); !isForeign(err) {
		t.Errorf("got %v", err)
	}
	t.Run("the foreign key goes when the relation goes", func(t *testing.T) {
		free := snapshot(t, collection("child", field("id", "bigInt", primary), field("parentId", "bigInt"))).Collection("child")
		rebuild(t, db, func(tx store.Tx) error { return tx.AlterTable(child, free) })
		insert(t, db, free, schema.Record{"id": int64(2), "parentId": int64(6)})
	})
}

func TestTreeOfRecords(t *testing.T) {
	db := open(t)
	c := collection("tree", field("id", "bigInt", primary), field("parentId", "bigInt"),
		relation("parent", schema.Relation{Type: schema.BelongsTo, Target: "tree", ForeignKey: "parentId", OnDelete: "CASCADE"}),
		relation("children", schema.Relation{Type: schema.HasMany, Target: "tree", ForeignKey: "parentId"}))
	create(t, db, c)
	insert(t, db, c, schema.Record{"id": int64(1)}, schema.Record{"id": int64(2), "parentId": int64(1)}, schema.Record{"id": int64(3), "parentId": int64(2)})
	grown := collection("tree", append(append([]*schema.Field{}, c.Fields...), field("name", "string", required, byDefault("?")))...)
	grown = snapshot(t, grown).Collection("tree")
	rebuild(t, db, func(tx store.Tx) error { return tx.AlterTable(c, grown) })
	equal(t, find(t, db, &query.Find{Collection: grown}), ids(1, 2, 3))
	if err := tryInsert(db, grown, schema.Record{"id": int64(4), "parentId": int64(9)}); !isForeign(err) {
		t.Errorf("got %v", err)
	}
	write(t, db, func(tx store.Tx) error { _, err := tx.Delete(grown, byID(grown, 1)); return err })
	equal(t, find(t, db, &query.Find{Collection: grown}), ids())
}

func TestColumnsOfSystemTables(t *testing.T) {
	db, raw := openRaw(t)
	target := collection("targets", field("id", "bigInt", primary))
	create(t, db, target)
	indexes := func() []string {
		return list(t, raw, `SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'executions' AND name LIKE 'sequitur%' ORDER BY name`)
	}
	before := indexes()
	custom := func(f *schema.Field) *schema.Field { f.Custom = true; return f }
	cs := append(schema.System(), target)
	for _, c := range cs {
		if c.Name == "executions" {
			c.Fields = append(c.Fields, custom(field("targetId", "bigInt")), custom(field("note", "string", indexed)),
				custom(relation("target", schema.Relation{Type: schema.BelongsTo, Target: "targets", ForeignKey: "targetId"})))
		}
	}
	c := snapshot(t, cs...).Collection("executions")
	edit(t, db, func(tx store.Tx) error {
		return errors.Join(tx.AddColumn(c, c.Field("targetId")), tx.AddColumn(c, c.Field("note")))
	})
	save(t, db, full(1))
	if err := tryWrite(db, func(tx store.Tx) error {
		_, err := tx.Update(c, nil, schema.Record{"targetId": int64(9)})
		return err
	}); !isForeign(err) {
		t.Errorf("a target that does not exist: %v", err)
	}
	rebuild(t, db, func(tx store.Tx) error {
		return errors.Join(tx.DropColumn(c, c.Field("targetId")), tx.DropColumn(c, c.Field("note")))
	})
	if got := execution(t, db, 1); got.Key != "wf" {
		t.Errorf("got %+v", got)
	}
	if after := indexes(); !reflect.DeepEqual(after, before) {
		t.Errorf("the indexes were %v, are %v", before, after)
	}
	err := db.ExclusiveRebuild(t.Context(), func(tx store.Tx) error { return tx.AlterTable(c, c) })
	if errs.CodeOf(err) != "SYSTEM_TABLE" {
		t.Errorf("altering a system table: %v", err)
	}
}
