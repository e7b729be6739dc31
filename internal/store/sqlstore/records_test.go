package sqlstore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

func byID(c *schema.Collection, id int64) query.Filter {
	return query.Cond{Field: c.PrimaryKey(), Op: query.Eq, Value: id}
}

func TestRowsComeBackAsTheyWentIn(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	insert(t, db, c, sampleRows()...)
	read(t, db, func(r store.Reader) error {
		found, err := r.Find(&query.Find{Collection: c})
		if err != nil {
			return err
		}
		for i, want := range sampleRows() {
			for _, f := range c.Columns() {
				if !reflect.DeepEqual(found[i][f.Name], want[f.Name]) {
					t.Errorf("row %d: %s is %#v, want %#v", i, f.Name, found[i][f.Name], want[f.Name])
				}
			}
		}
		return nil
	})
}

func TestInsert(t *testing.T) {
	db := open(t)
	c := collection("things", field("id", "bigInt", primary), field("code", "string", unique), field("n", "integer"), field("secret", "string", hidden))
	create(t, db, c)

	t.Run("many rows of changing columns keep their values", func(t *testing.T) {
		var rows []schema.Record
		for i := range int64(1000) {
			row := schema.Record{"id": i + 1, "n": i}
			if i%7 == 0 {
				row["code"] = fmt.Sprint("c", i)
			}
			rows = append(rows, row)
		}
		insert(t, db, c, rows...)
		read(t, db, func(r store.Reader) error {
			found, err := r.Find(&query.Find{Collection: c})
			if len(found) != 1000 || found[7]["code"] != "c7" || found[8]["code"] != nil || found[999]["n"] != int64(999) {
				t.Errorf("found %d rows, %v", len(found), found[7:9])
			}
			return err
		})
	})
	t.Run("no rows are no work", func(t *testing.T) { insert(t, db, c) })
	t.Run("a row without columns", func(t *testing.T) {
		loose := collection("loose", field("n", "integer"))
		create(t, db, loose)
		insert(t, db, loose, schema.Record{}, schema.Record{})
		wantContent(t, db, loose, schema.Record{"n": nil}, schema.Record{"n": nil})
	})
	t.Run("what is no column is left out", func(t *testing.T) {
		insert(t, db, c, schema.Record{"id": int64(5000), "unknown": 1, "relation": schema.Record{}})
	})
	t.Run("a repeated value is a unique error that names collection and field", func(t *testing.T) {
		err := tryWrite(db, func(tx store.Tx) error { return tx.Insert(c, schema.Record{"id": int64(6000), "code": "c7"}) })
		var u *store.UniqueError
		if !errors.As(err, &u) || u.Collection != "things" || !slices.Equal(u.Fields, []string{"code"}) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a repeated key is a unique error", func(t *testing.T) {
		err := tryWrite(db, func(tx store.Tx) error { return tx.Insert(c, schema.Record{"id": int64(1)}) })
		var u *store.UniqueError
		if !errors.As(err, &u) || !slices.Equal(u.Fields, []string{"id"}) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a value that the field cannot hold is an error", func(t *testing.T) {
		if err := tryWrite(db, func(tx store.Tx) error { return tx.Insert(c, schema.Record{"id": "x"}) }); err == nil {
			t.Error("no error")
		}
	})
}

func TestUpdateAndDelete(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	insert(t, db, c, sampleRows()...)
	positive := query.Cond{Field: c.Field("n"), Op: query.Gt, Value: int64(0)}
	change := func(name string, want int64, fn func(store.Tx) (int64, error)) {
		t.Helper()
		write(t, db, func(tx store.Tx) error {
			n, err := fn(tx)
			if n != want {
				t.Errorf("%s: %d rows, want %d", name, n, want)
			}
			return err
		})
	}
	change("update", 2, func(tx store.Tx) (int64, error) {
		return tx.Update(c, positive, schema.Record{"name": "x", "tags": []any{"t"}, "data": nil})
	})
	change("update of nothing counts the matching rows", 2, func(tx store.Tx) (int64, error) {
		return tx.Update(c, positive, schema.Record{"nothing": "x"})
	})
	change("update to null", 1, func(tx store.Tx) (int64, error) {
		return tx.Update(c, byID(c, 5), schema.Record{"name": nil})
	})
	change("update of no row", 0, func(tx store.Tx) (int64, error) {
		return tx.Update(c, byID(c, 99), schema.Record{"name": "y"})
	})
	read(t, db, func(r store.Reader) error {
		found, err := r.Find(&query.Find{Collection: c, Filter: positive, Fields: []*schema.Field{c.Field("name"), c.Field("tags"), c.Field("name")}})
		want := []schema.Record{{"id": int64(4), "name": "x", "tags": []any{"t"}}, {"id": int64(5), "name": nil, "tags": []any{"t"}}}
		if !reflect.DeepEqual(found, want) {
			t.Errorf("found %v", found)
		}
		return err
	})
	change("delete", 2, func(tx store.Tx) (int64, error) { return tx.Delete(c, positive) })
	change("delete everything", 3, func(tx store.Tx) (int64, error) { return tx.Delete(c, nil) })
}

func TestForeignKeysOfRecords(t *testing.T) {
	db := open(t)
	parent := collection("parents", field("id", "bigInt", primary))
	child := func(name, onDelete string, change ...func(*schema.Field)) *schema.Collection {
		return collection(name, field("id", "bigInt", primary), field("parentId", "bigInt", change...),
			relation("parent", schema.Relation{Type: schema.BelongsTo, Target: "parents", ForeignKey: "parentId", TargetKey: "id", OnDelete: onDelete}))
	}
	all := []*schema.Collection{parent, child("byDefault", ""), child("noAction", "NO ACTION"), child("cascade", "CASCADE"),
		child("setNull", "SET NULL"), child("restrict", "RESTRICT"), child("needed", "SET NULL", required)}
	create(t, db, all...)
	insert(t, db, parent, schema.Record{"id": int64(1)}, schema.Record{"id": int64(2)}, schema.Record{"id": int64(3)})
	for _, c := range all[1:5] {
		insert(t, db, c, schema.Record{"id": int64(1), "parentId": int64(1)})
	}
	insert(t, db, all[5], schema.Record{"id": int64(1), "parentId": int64(2)})
	insert(t, db, all[6], schema.Record{"id": int64(1), "parentId": int64(3)})

	refused := func(name, collection string, fn func(store.Tx) error) {
		t.Helper()
		var fk *store.ForeignKeyError
		if err := tryWrite(db, fn); !errors.As(err, &fk) || fk.Collection != collection {
			t.Errorf("%s: got %v", name, err)
		}
	}
	refused("a target that does not exist", "cascade", func(tx store.Tx) error {
		return tx.Insert(all[3], schema.Record{"id": int64(2), "parentId": int64(99)})
	})
	refused("a change to a target that does not exist", "cascade", func(tx store.Tx) error {
		_, err := tx.Update(all[3], nil, schema.Record{"parentId": int64(99)})
		return err
	})
	remove := func(id int64) func(store.Tx) error {
		return func(tx store.Tx) error { _, err := tx.Delete(parent, byID(parent, id)); return err }
	}
	refused("a restricted deletion", "parents", remove(2))
	refused("a deletion that would empty a required column", "parents", remove(3))
	write(t, db, remove(1))
	for name, want := range map[string]int64{"byDefault": 1, "noAction": 1, "setNull": 1, "cascade": 0} {
		i := slices.IndexFunc(all, func(c *schema.Collection) bool { return c.Name == name })
		read(t, db, func(r store.Reader) error {
			n, err := r.Count(all[i], nil)
			if n != want {
				t.Errorf("%s: %d rows left, want %d", name, n, want)
			}
			found, err2 := r.Find(&query.Find{Collection: all[i]})
			for _, row := range found {
				if row["parentId"] != nil {
					t.Errorf("%s: %v still refers", name, row)
				}
			}
			return errors.Join(err, err2)
		})
	}
}

func TestShiftAndMax(t *testing.T) {
	db := open(t)
	c := collection("cards", field("id", "bigInt", primary), field("lane", "string"), field("sort", "sort"))
	create(t, db, c)
	lane := func(l string) query.Filter { return query.Cond{Field: c.Field("lane"), Op: query.Eq, Value: l} }
	write(t, db, func(tx store.Tx) error {
		if n, err := tx.Max(c, nil, c.Field("sort")); n != 0 || err != nil {
			t.Errorf("an empty table has the maximum %d, %v", n, err)
		}
		return nil
	})
	insert(t, db, c, schema.Record{"id": int64(1), "lane": "a", "sort": int64(1)}, schema.Record{"id": int64(2), "lane": "a", "sort": int64(2)},
		schema.Record{"id": int64(3), "lane": "b", "sort": int64(9)}, schema.Record{"id": int64(4), "lane": "a", "sort": nil})
	write(t, db, func(tx store.Tx) error {
		from := query.And{lane("a"), query.Cond{Field: c.Field("sort"), Op: query.Gte, Value: int64(2)}}
		if err := tx.Shift(c, from, c.Field("sort"), 3); err != nil {
			return err
		}
		n, err := tx.Max(c, lane("a"), c.Field("sort"))
		if n != 5 {
			t.Errorf("the maximum is %d, want 5", n)
		}
		return err
	})
	equal(t, find(t, db, &query.Find{Collection: c, Sort: []query.SortKey{{Field: c.Field("sort"), Desc: true}}}), ids(3, 2, 1, 4))
}

func TestFindPagesAndFields(t *testing.T) {
	db := open(t)
	c := collection("pages", field("id", "bigInt", primary), field("name", "string"), field("secret", "password", hidden), field("data", "json"))
	create(t, db, c)
	var rows []schema.Record
	for i := range int64(10) {
		rows = append(rows, schema.Record{"id": i + 1, "name": []string{"b", "A", "a"}[i%3], "secret": "s", "data": json.Number("1")})
	}
	insert(t, db, c, rows...)
	name := []query.SortKey{{Field: c.Field("name")}}
	desc := []query.SortKey{{Field: c.PrimaryKey(), Desc: true}}
	for _, tc := range []struct {
		name string
		q    query.Find
		want []any
	}{
		{"without a sort key by primary key", query.Find{}, ids(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)},
		{"folded, then binary, then by primary key", query.Find{Sort: name}, ids(2, 5, 8, 3, 6, 9, 1, 4, 7, 10)},
		{"first page", query.Find{Sort: name, Limit: 3}, ids(2, 5, 8)},
		{"second page", query.Find{Sort: name, Limit: 3, Offset: 3}, ids(3, 6, 9)},
		{"beyond the end", query.Find{Limit: 3, Offset: 30}, ids()},
		{"offset without limit", query.Find{Offset: 8}, ids(9, 10)},
		{"by primary key, descending", query.Find{Sort: desc, Limit: 2}, ids(10, 9)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.q.Collection = c
			equal(t, find(t, db, &tc.q), tc.want)
		})
	}
	first := func(fields []*schema.Field) schema.Record {
		var rec schema.Record
		read(t, db, func(r store.Reader) error {
			found, err := r.Find(&query.Find{Collection: c, Fields: fields, Limit: 1})
			rec = found[0]
			return err
		})
		return rec
	}
	t.Run("hidden fields come only when named", func(t *testing.T) {
		if got := first(nil); !reflect.DeepEqual(got, schema.Record{"id": int64(1), "name": "b", "data": json.Number("1")}) {
			t.Errorf("got %v", got)
		}
		if got := first([]*schema.Field{c.Field("secret")}); !reflect.DeepEqual(got, schema.Record{"id": int64(1), "secret": "s"}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("no fields are the primary key", func(t *testing.T) {
		if got := first([]*schema.Field{}); !reflect.DeepEqual(got, schema.Record{"id": int64(1)}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestManyColumns(t *testing.T) {
	db := open(t)
	c := collection("wide", field("id", "bigInt", primary))
	for i := range 90 {
		c.Fields = append(c.Fields, field(fmt.Sprint("f", i), "integer"))
	}
	create(t, db, c)
	insert(t, db, c, schema.Record{"id": int64(1), "f0": int64(1)}, schema.Record{"id": int64(2), "f63": int64(2)}, schema.Record{"id": int64(3), "f64": int64(3)})
	for name, want := range map[string][]any{"f0": ids(1), "f63": ids(2), "f64": ids(3)} {
		equal(t, find(t, db, &query.Find{Collection: c, Filter: query.Cond{Field: c.Field(name), Op: query.NotNull}}), want)
	}
}
