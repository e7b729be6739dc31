package record_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

var testTime = time.Date(2024, 3, 15, 10, 0, 0, 0, time.UTC)

// bench is a database with collections in it.
type bench struct {
	testing.TB
	db   *sqlite.DB
	snap *schema.Snapshot
	now  time.Time
	// actor is the user behind the writes; one user exists: number 1.
	actor int64
	// events are those of the last write, as text.
	events []string
	rows   []workflow.Row
	// finds counts the reads of the last write or find.
	finds int
}

// open makes a database with the given collections and one user.
func open(t testing.TB, cs ...*schema.Collection) *bench {
	t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), LowDisk: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	snap := model(t, cs...)
	err = db.Exclusive(context.Background(), func(tx store.Tx) error {
		for _, c := range cs {
			if err := tx.CreateTable(c); err != nil {
				return err
			}
		}
		return tx.Insert(snap.Collection("users"), schema.Record{"id": int64(1), "nickname": "Ann",
			"createdAt": "2020-01-01T00:00:00.000Z", "updatedAt": "2020-01-01T00:00:00.000Z"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{TB: t, db: db, snap: snap, now: testTime}
}

// model links collections without a database.
func model(t testing.TB, cs ...*schema.Collection) *schema.Snapshot {
	t.Helper()
	s, err := schema.NewSnapshot(1, append(schema.System(), cs...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// counting counts the reads that a writer makes.
type counting struct {
	store.Tx
	n *int
}

func (c counting) Find(q *query.Find) ([]schema.Record, error) {
	*c.n++
	return c.Tx.Find(q)
}

func (c counting) Count(col *schema.Collection, f query.Filter) (int64, error) {
	*c.n++
	return c.Tx.Count(col, f)
}

func (b *bench) c(name string) *schema.Collection {
	b.Helper()
	c := b.snap.Collection(name)
	if c == nil {
		b.Fatalf("no collection %q", name)
	}
	return c
}

// try runs fn with a writer in one transaction; events are those of the attempt that was committed.
func (b *bench) try(fn func(w *record.Writer) error) error {
	b.Helper()
	return b.db.Write(context.Background(), store.Unit{Run: func(tx store.Tx) error {
		b.events, b.rows, b.finds = nil, nil, 0
		return fn(record.NewWriter(record.Options{
			Snapshot: b.snap, Tx: counting{tx, &b.finds}, Now: b.now, NextID: tx.NextID, ActorID: b.actor,
			Random: func(n int) []byte { return []byte(strings.Repeat("r", n)) },
			Emit: func(r workflow.Row) {
				b.rows = append(b.rows, r)
				b.events = append(b.events, showEvent(r))
			},
		}))
	}})
}

func (b *bench) do(fn func(w *record.Writer) error) {
	b.Helper()
	if err := b.try(fn); err != nil {
		b.Fatal(err)
	}
}

func showEvent(r workflow.Row) string {
	verb := map[workflow.Change]string{workflow.Created: "created", workflow.Updated: "updated", workflow.Destroyed: "destroyed"}[r.Change]
	text := fmt.Sprintf("%s %s %v", r.Collection.Name, verb, r.Key)
	if r.Change == workflow.Updated {
		text += fmt.Sprintf(" %v", r.Changed)
	}
	return text
}

// values reads submitted values as the pipeline does.
func (b *bench) values(collection string, raw map[string]any) map[string]any {
	b.Helper()
	v, err := record.ParseValues(b.c(collection), raw, record.Env{})
	if err != nil {
		b.Fatal(err)
	}
	return v
}

func (b *bench) tryCreate(collection string, raw map[string]any, o record.WriteOptions) (rec schema.Record, err error) {
	b.Helper()
	v, err := record.ParseValues(b.c(collection), raw, record.Env{})
	if err != nil {
		return nil, err
	}
	err = b.try(func(w *record.Writer) (err error) {
		rec, err = w.Create(b.c(collection), v, o)
		return err
	})
	return rec, err
}

func (b *bench) create(collection string, raw map[string]any, update ...string) schema.Record {
	b.Helper()
	rec, err := b.tryCreate(collection, raw, record.WriteOptions{UpdateAssociations: update})
	if err != nil {
		b.Fatalf("create %s: %v", collection, err)
	}
	return rec
}

func (b *bench) tryUpdate(collection string, f query.Filter, raw map[string]any, o record.WriteOptions) (recs []schema.Record, err error) {
	b.Helper()
	v, err := record.ParseValues(b.c(collection), raw, record.Env{})
	if err != nil {
		return nil, err
	}
	err = b.try(func(w *record.Writer) (err error) {
		recs, err = w.Update(b.c(collection), f, v, o)
		return err
	})
	return recs, err
}

func (b *bench) update(collection string, key any, raw map[string]any, update ...string) schema.Record {
	b.Helper()
	recs, err := b.tryUpdate(collection, b.by(collection, key), raw, record.WriteOptions{UpdateAssociations: update})
	if err != nil || len(recs) != 1 {
		b.Fatalf("update %s %v: %d records, %v", collection, key, len(recs), err)
	}
	return recs[0]
}

func (b *bench) destroy(collection string, keys ...any) error {
	b.Helper()
	return b.try(func(w *record.Writer) error {
		_, err := w.Destroy(b.c(collection), b.by(collection, keys), nil)
		return err
	})
}

func (b *bench) by(collection string, key any) query.Filter {
	b.Helper()
	f, err := query.ParseTargetKey(b.c(collection), key)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// filter reads a filter such as {"name": "x"}.
func (b *bench) filter(collection string, raw map[string]any) query.Filter {
	b.Helper()
	f, err := query.ParseFilter(b.c(collection), raw, query.Env{Now: b.now})
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// find reads records with dotted appends.
func (b *bench) find(collection string, raw map[string]any, appends ...string) []schema.Record {
	b.Helper()
	sel, err := query.ParseSelection(b.c(collection), nil, appends, nil)
	if err != nil {
		b.Fatal(err)
	}
	return b.read(&query.Find{Collection: b.c(collection), Filter: b.filter(collection, raw), Appends: sel.Appends})
}

func (b *bench) read(q *query.Find) (recs []schema.Record) {
	b.Helper()
	err := b.db.Read(context.Background(), func(r store.Reader) (err error) {
		b.finds = 0
		recs, err = record.Find(countingReader{r, &b.finds}, q)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return recs
}

type countingReader struct {
	store.Reader
	n *int
}

func (c countingReader) Find(q *query.Find) ([]schema.Record, error) {
	*c.n++
	return c.Reader.Find(q)
}

// column lists one field of the matching records by primary key.
func (b *bench) column(collection, field string, raw map[string]any) []any {
	b.Helper()
	out := []any{}
	for _, rec := range b.find(collection, raw) {
		out = append(out, rec[field])
	}
	return out
}

func (b *bench) wantEvents(want ...string) {
	b.Helper()
	if got, w := strings.Join(b.events, "\n"), strings.Join(want, "\n"); got != w {
		b.Errorf("events\n%s\nwant\n%s", got, w)
	}
}

func (b *bench) want(what string, got, want any) {
	b.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		b.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func wantError(t testing.TB, err error, kind errs.Kind, code, field string) {
	t.Helper()
	var list errs.List
	var e *errs.Error
	if errors.As(err, &list) && len(list) > 0 {
		e = list[0]
	} else if !errors.As(err, &e) {
		t.Fatalf("got error %v, want %s", err, code)
	}
	if e.Kind != kind || e.Code != code || field != "*" && e.Field != field {
		t.Errorf("got %d %s on %q (%s), want %d %s on %q", e.Kind, e.Code, e.Field, e.Message, kind, code, field)
	}
}

func col(name, typ string, change ...func(*schema.Field)) *schema.Field {
	f := &schema.Field{Key: name, Name: name, Type: typ, Column: name}
	for _, fn := range change {
		fn(f)
	}
	return f
}

func primary(f *schema.Field) { f.PrimaryKey, f.NotNull = true, true }
func unique(f *schema.Field)  { f.Unique = true }
func notNull(f *schema.Field) { f.NotNull = true }
func hidden(f *schema.Field)  { f.Hidden = true }
func foreign(f *schema.Field) { f.ForeignKey = true }

func titled(title string) func(*schema.Field) {
	return func(f *schema.Field) { option("uiSchema", map[string]any{"title": title})(f) }
}

func option(name string, v any) func(*schema.Field) {
	return func(f *schema.Field) {
		if f.Options == nil {
			f.Options = map[string]any{}
		}
		f.Options[name] = v
	}
}

func rule(name string, args ...any) func(*schema.Field) {
	r := schema.Rule{Name: name}
	for i := 0; i+1 < len(args); i += 2 {
		if r.Args == nil {
			r.Args = map[string]any{}
		}
		r.Args[args[i].(string)] = args[i+1]
	}
	return func(f *schema.Field) { f.Rules = append(f.Rules, r) }
}

func byDefault(v any) func(*schema.Field) { return func(f *schema.Field) { f.Default = v } }
func interfaced(i string) func(*schema.Field) {
	return func(f *schema.Field) { f.Interface = i }
}

func rel(name string, r schema.Relation, change ...func(*schema.Field)) *schema.Field {
	f := &schema.Field{Key: name, Name: name, Type: string(r.Type), Relation: &r}
	for _, fn := range change {
		fn(f)
	}
	return f
}

func collection(name string, fields ...*schema.Field) *schema.Collection {
	return &schema.Collection{Key: name, Name: name, Title: strings.ToUpper(name[:1]) + name[1:], Table: "c_" + name, Fields: fields}
}

func id() *schema.Field { return col("id", "bigInt", primary) }

func belongsTo(name, target, key string, change ...func(*schema.Field)) *schema.Field {
	return rel(name, schema.Relation{Type: schema.BelongsTo, Target: target, ForeignKey: key, TargetKey: "id"}, change...)
}

func hasMany(name, target, key string) *schema.Field {
	return rel(name, schema.Relation{Type: schema.HasMany, Target: target, ForeignKey: key, SourceKey: "id"})
}

// shop is orders with a customer, items of products, tags, and a note.
func shop() []*schema.Collection {
	people := collection("people",
		id(), col("name", "string"), col("age", "integer"), col("bossId", "bigInt"),
		belongsTo("boss", "people", "bossId"), hasMany("orders", "orders", "customerId"),
		rel("card", schema.Relation{Type: schema.HasOne, Target: "cards", ForeignKey: "personId", SourceKey: "id"}))
	cards := collection("cards", id(), col("no", "string"), col("personId", "bigInt"), belongsTo("person", "people", "personId"))
	products := collection("products", id(), col("sku", "string", unique), col("price", "decimal"))
	orders := collection("orders",
		id(), col("no", "string", titled("Number"), unique), col("status", "string", byDefault("new")), col("labels", "array", byDefault([]any{"a"})),
		col("customerId", "bigInt"), belongsTo("customer", "people", "customerId"),
		hasMany("items", "items", "orderId"),
		rel("tags", schema.Relation{Type: schema.BelongsToMany, Target: "tags", Through: "ordersTags", ForeignKey: "orderId", OtherKey: "tagId", SourceKey: "id", TargetKey: "id", SortBy: []string{"-name"}}),
		hasMany("tagRows", "ordersTags", "orderId"),
		col("createdAt", "date", interfaced("createdAt")), col("updatedAt", "date", interfaced("updatedAt")),
		col("createdById", "bigInt"), col("updatedById", "bigInt"),
		belongsTo("createdBy", "users", "createdById", interfaced("createdBy")), belongsTo("updatedBy", "users", "updatedById", interfaced("updatedBy")))
	orders.Fields[0].AutoIncrement = true
	items := collection("items",
		id(), col("pieces", "integer"), col("orderId", "bigInt"), col("productId", "bigInt"),
		belongsTo("order", "orders", "orderId"), belongsTo("product", "products", "productId"))
	for _, c := range []*schema.Collection{people, cards, products, items} {
		c.Fields[0].AutoIncrement = true
	}
	tags := collection("tags", id(), col("name", "string"), col("color", "string"),
		rel("orders", schema.Relation{Type: schema.BelongsToMany, Target: "orders", Through: "ordersTags", ForeignKey: "tagId", OtherKey: "orderId", SourceKey: "id", TargetKey: "id"}))
	tags.Fields[0].AutoIncrement = true
	through := collection("ordersTags", col("orderId", "bigInt", foreign), col("tagId", "bigInt", foreign), col("weight", "integer"), col("createdAt", "date"))
	through.Through = true
	return []*schema.Collection{people, cards, products, orders, items, tags, through}
}

type (
	object = map[string]any
	list   = []any
)

func show(v any) string { return fmt.Sprint(v) }
