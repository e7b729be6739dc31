package sqlstore_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

func open(t testing.TB) store.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), LowDisk: -1, ReadTimeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func write(t testing.TB, db store.DB, fn func(store.Tx) error) {
	t.Helper()
	if err := tryWrite(db, fn); err != nil {
		t.Fatal(err)
	}
}

func tryWrite(db store.DB, fn func(store.Tx) error) error {
	return db.Write(context.Background(), store.Unit{Run: fn})
}

func read(t testing.TB, db store.DB, fn func(store.Reader) error) {
	t.Helper()
	if err := db.Read(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func edit(t testing.TB, db store.DB, fn func(store.Tx) error) {
	t.Helper()
	if err := db.Exclusive(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func rebuild(t testing.TB, db store.DB, fn func(store.Tx) error) {
	t.Helper()
	if err := db.ExclusiveRebuild(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func field(name, typ string, change ...func(*schema.Field)) *schema.Field {
	f := &schema.Field{Key: name, Name: name, Type: typ, Column: name}
	for _, c := range change {
		c(f)
	}
	return f
}

func primary(f *schema.Field)  { f.PrimaryKey = true }
func unique(f *schema.Field)   { f.Unique = true }
func indexed(f *schema.Field)  { f.Index = true }
func required(f *schema.Field) { f.NotNull = true }
func foreign(f *schema.Field)  { f.ForeignKey = true }
func hidden(f *schema.Field)   { f.Hidden = true }

func byDefault(v any) func(*schema.Field) { return func(f *schema.Field) { f.Default = v } }

func relation(name string, r schema.Relation) *schema.Field {
	return &schema.Field{Key: name, Name: name, Type: string(r.Type), Relation: &r}
}

func collection(name string, fields ...*schema.Field) *schema.Collection {
	return &schema.Collection{Key: name, Name: name, Table: "c_" + name, Fields: fields}
}

func snapshot(t testing.TB, cs ...*schema.Collection) *schema.Snapshot {
	t.Helper()
	s, err := schema.NewSnapshot(1, slices.Clone(cs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// create makes the tables of cs in order.
func create(t testing.TB, db store.DB, cs ...*schema.Collection) *schema.Snapshot {
	t.Helper()
	s := snapshot(t, cs...)
	edit(t, db, func(tx store.Tx) error {
		for _, c := range cs {
			if err := tx.CreateTable(c); err != nil {
				return err
			}
		}
		return nil
	})
	return s
}

func insert(t testing.TB, db store.DB, c *schema.Collection, rows ...schema.Record) {
	t.Helper()
	write(t, db, func(tx store.Tx) error { return tx.InsertMany(c, rows) })
}

// find returns the primary keys of the matching records, in the order of the query.
func find(t testing.TB, db store.DB, q *query.Find) []any {
	t.Helper()
	var keys []any
	read(t, db, func(r store.Reader) error {
		found, err := r.Find(q)
		keys = keysOf(q.Collection, found)
		return err
	})
	return keys
}

func keysOf(c *schema.Collection, found []schema.Record) []any {
	keys := []any{}
	for _, rec := range found {
		keys = append(keys, rec[c.PrimaryKey().Name])
	}
	return keys
}

func ids(list ...int64) []any {
	out := []any{}
	for _, id := range list {
		out = append(out, id)
	}
	return out
}

func equal(t testing.TB, got, want []any) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}
