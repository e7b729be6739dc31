package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// RunPages checks that a page with its number is the same as finding and counting.
func RunPages(t *testing.T, h Harness) {
	runCases(t, h, []testCase{
		{"a page comes with the number of matching rows, few or many", pagesOfMany},
		{"a page has the order of finding: NULLs last, ties by key, along relations", pagesInOrder},
		{"a page of a collection without a key is counted", pagesWithoutKey},
		{"a page shows what its own transaction wrote", pagesOfOwnWrites},
		{"a page of a field without a column is refused", pagesRefused},
	})
}

// entries is a collection whose rows belong to each other, and one without a key.
func (b *bench) entries(n int) (entries, keyless *schema.Collection) {
	b.Helper()
	field := func(name, typ string) *schema.Field {
		return &schema.Field{Key: name, Name: name, Type: typ, Column: name}
	}
	id := field("id", "bigInt")
	id.PrimaryKey = true
	boss := &schema.Field{Key: "boss", Name: "boss", Type: "belongsTo",
		Relation: &schema.Relation{Type: schema.BelongsTo, Target: "st_entries", ForeignKey: "bossId", TargetKey: "id"}}
	s, err := schema.NewSnapshot(1, []*schema.Collection{
		{Key: "e", Name: "st_entries", Table: "st_entries", Fields: []*schema.Field{id, field("n", "bigInt"), field("name", "string"),
			field("price", "decimal"), field("bossId", "bigInt"), boss, {Key: "v", Name: "nowhere", Type: "virtual"}}},
		{Key: "k", Name: "st_keyless", Table: "st_keyless", Fields: []*schema.Field{field("n", "bigInt")}},
	})
	b.must(err)
	entries, keyless = s.Collection("st_entries"), s.Collection("st_keyless")
	b.must(b.db.Exclusive(b.Context(), func(tx store.Tx) error {
		for _, c := range []*schema.Collection{entries, keyless} {
			if err := tx.CreateTable(c); err != nil {
				return err
			}
		}
		for i := range n {
			if err := tx.Insert(keyless, schema.Record{"n": int64(i)}); err != nil {
				return err
			}
		}
		return tx.InsertMany(entries, entryRows(n))
	}))
	return entries, keyless
}

// entryRows have NULLs, names that differ in case only, and decimals that differ in digits only.
func entryRows(n int) []schema.Record {
	rows := make([]schema.Record, n)
	for i := range rows {
		row := schema.Record{"id": int64(i + 1), "n": int64(i), "name": nil, "price": nil, "bossId": nil}
		if i%5 != 0 {
			row["name"] = []string{"b", "A", "a", "B", ""}[i*7%5]
			row["bossId"] = int64(i*5/7 + 1) // one that is there already
		}
		if i%3 != 0 {
			row["price"] = []string{"10", "9.5", "9.50", "-1"}[i*11%4]
		}
		rows[i] = row
	}
	return rows
}

// wantPage compares a page with what finding and counting say.
func (b *bench) wantPage(r store.Reader, q query.Find) {
	b.Helper()
	rows, all, err := r.Page(&q)
	b.must(err)
	whole := q
	whole.Limit, whole.Offset = 0, 0
	want, err := r.Find(&whole)
	b.must(err)
	if n, err := r.Count(q.Collection, q.Filter); err != nil || all != n || n != int64(len(want)) {
		b.Errorf("limit %d, offset %d: %d rows in all, counted are %d, found %d, %v", q.Limit, q.Offset, all, n, len(want), err)
	}
	want = want[min(q.Offset, len(want)):]
	if q.Limit > 0 {
		want = want[:min(q.Limit, len(want))]
	}
	if !slices.EqualFunc(rows, want, func(x, y schema.Record) bool { return fmt.Sprint(x) == fmt.Sprint(y) }) {
		b.Errorf("limit %d, offset %d of %d: got %v, want %v", q.Limit, q.Offset, all, rows, want)
	}
}

func (b *bench) read(fn func(store.Reader)) {
	b.Helper()
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		fn(r)
		return nil
	}))
}

func below(c *schema.Collection, n int) query.Filter {
	return query.Cond{Field: c.Field("n"), Op: query.Lt, Value: int64(n)}
}

func pagesOfMany(b *bench) {
	c, _ := b.entries(1200)
	sorted := []query.SortKey{{Field: c.Field("n"), Desc: true}}
	// The numbers lie around those at which a database may change its way, in an order that has it change more than once.
	for _, n := range []int{30, 1200, 30, 0, 1, 19, 20, 21, 499, 500, 501, 502, 500, 1000, 0} {
		b.read(func(r store.Reader) {
			for _, limit := range []int{0, 1, 20, 500, 501} {
				for _, offset := range []int{0, 20, max(0, n-1), n, n + 20} {
					b.wantPage(r, query.Find{Collection: c, Filter: below(c, n), Sort: sorted, Limit: limit, Offset: offset})
				}
			}
		})
	}
	b.read(func(r store.Reader) {
		for _, offset := range []int{0, 1180, 1190, 1200, 2000} {
			b.wantPage(r, query.Find{Collection: c, Limit: 20, Offset: offset})
			b.wantPage(r, query.Find{Collection: c, Limit: 20, Offset: offset, Filter: query.Nothing{}})
			b.wantPage(r, query.Find{Collection: c, Limit: 20, Offset: offset, Filter: query.And{}})
		}
	})
}

func pagesInOrder(b *bench) {
	c, _ := b.entries(60)
	boss := []*schema.Field{c.Field("boss")}
	related := query.Related{Relation: c.Field("boss"), Filter: below(c, 40)}
	for _, sort := range [][]query.SortKey{
		nil,
		{{Field: c.Field("id"), Desc: true}},
		{{Field: c.Field("name")}},
		{{Field: c.Field("name"), Desc: true}, {Field: c.Field("price")}},
		{{Field: c.Field("price"), Desc: true}},
		{{Through: boss, Field: c.Field("name"), Desc: true}, {Field: c.Field("n"), Desc: true}},
		{{Through: append(boss, boss...), Field: c.Field("price")}},
	} {
		b.read(func(r store.Reader) {
			for _, f := range []query.Filter{below(c, 50), related, query.And{related, query.Not{Filter: below(c, 10)}}} {
				b.wantPage(r, query.Find{Collection: c, Filter: f, Sort: sort, Limit: 7, Offset: 14})
				b.wantPage(r, query.Find{Collection: c, Filter: f, Sort: sort, Limit: 50, Fields: []*schema.Field{c.Field("name")}})
			}
		})
	}
}

func pagesWithoutKey(b *bench) {
	_, c := b.entries(30)
	sorted := []query.SortKey{{Field: c.Field("n")}}
	b.read(func(r store.Reader) {
		for _, offset := range []int{0, 20, 40} {
			b.wantPage(r, query.Find{Collection: c, Sort: sorted, Limit: 20, Offset: offset})
			b.wantPage(r, query.Find{Collection: c, Filter: below(c, 25), Sort: sorted, Limit: 20, Offset: offset})
		}
	})
}

func pagesOfOwnWrites(b *bench) {
	c, _ := b.entries(30)
	b.must(b.write(func(tx store.Tx) error {
		if _, err := tx.Delete(c, query.Cond{Field: c.Field("n"), Op: query.Gte, Value: int64(25)}); err != nil {
			return err
		}
		if err := tx.Insert(c, schema.Record{"id": tx.NextID(), "n": int64(-1)}); err != nil {
			return err
		}
		rows, all, err := tx.Page(&query.Find{Collection: c, Filter: below(c, 100), Limit: 20})
		if err == nil && (len(rows) != 20 || all != 26) {
			b.Errorf("%d rows of %d, want 20 of 26", len(rows), all)
		}
		return err
	}))
}

func pagesRefused(b *bench) {
	c, _ := b.entries(1)
	nowhere := c.Field("nowhere")
	b.read(func(r store.Reader) {
		for name, q := range map[string]query.Find{
			"filter": {Collection: c, Filter: query.Cond{Field: nowhere, Op: query.NotNull}, Limit: 20},
			"sort":   {Collection: c, Filter: below(c, 5), Sort: []query.SortKey{{Field: nowhere}}, Limit: 20},
		} {
			if _, _, err := r.Page(&q); err == nil {
				b.Errorf("a %s by a field without a column is taken", name)
			}
		}
	})
}
