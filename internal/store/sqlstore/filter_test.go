package sqlstore_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// samples has a field of every storage class. Row 1 has only its key.
func samples() *schema.Collection {
	return collection("samples",
		field("id", "bigInt", primary), field("name", "string"), field("note", "text"), field("n", "bigInt"), field("r", "double"),
		field("d", "decimal"), field("ok", "boolean"), field("at", "date"), field("local", "datetimeNoTz"), field("day", "dateOnly"),
		field("hour", "time"), field("tags", "array"), field("data", "json"), &schema.Field{Name: "nothing", Type: "virtual"})
}

func sampleRows() []schema.Record {
	return []schema.Record{
		{"id": int64(1)},
		{"id": int64(2), "name": "", "note": "", "n": int64(0), "r": 0.0, "d": "0", "ok": false, "at": "2024-01-01T00:00:00.000Z",
			"local": "2024-01-01 00:00:00", "day": "2024-01-01", "hour": "00:00:00", "tags": []any{}, "data": []any{}},
		{"id": int64(3), "name": "Ärger", "note": "50%_off\\", "n": int64(-5), "r": -1.5, "d": "-1.5", "ok": true, "at": "2024-02-01T10:00:00.000Z",
			"local": "2024-02-01 10:00:00", "day": "2024-02-01", "hour": "10:00:00", "tags": []any{"a", "b"}, "data": map[string]any{"x": json.Number("1")}},
		{"id": int64(4), "name": "ärger", "note": "ＦＵＬＬ", "n": int64(7), "r": 2.25, "d": "10", "ok": true, "at": "2024-02-01T10:00:00.001Z",
			"local": "2024-02-01 10:00:01", "day": "2024-02-02", "hour": "10:00:01", "tags": []any{"b", "a", "c"}, "data": "a"},
		{"id": int64(5), "name": "zebra", "note": "full stop", "n": int64(9007199254740993), "r": 1e300, "d": "9.999999999999999999999", "ok": false,
			"at": "2025-01-01T00:00:00.000Z", "local": "2025-01-01 00:00:00", "day": "2025-01-01", "hour": "23:59:59",
			"tags": []any{json.Number("1"), json.Number("2")}, "data": json.Number("3")},
	}
}

func TestFilter(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	for _, row := range sampleRows() {
		insert(t, db, c, row)
	}
	list := func(v ...any) []any { return v }
	for _, tc := range []struct {
		name  string
		field string
		op    query.Op
		value any
		want  []any
	}{
		{"equality is exact on text", "name", query.Eq, "ärger", ids(4)},
		{"equality with nil is null", "name", query.Eq, nil, ids(1)},
		{"inequality matches null", "name", query.Ne, "zebra", ids(1, 2, 3, 4)},
		{"inequality with nil is not null", "name", query.Ne, nil, ids(2, 3, 4, 5)},
		{"in", "n", query.In, list(int64(7), int64(-5), int64(99)), ids(3, 4)},
		{"in with nil matches null", "n", query.In, list(int64(7), nil), ids(1, 4)},
		{"in of nil alone", "n", query.In, list(nil), ids(1)},
		{"in of nothing matches nothing", "n", query.In, list(), ids()},
		{"not in matches null", "n", query.NotIn, list(int64(7), int64(0)), ids(1, 3, 5)},
		{"not in with nil leaves null out", "n", query.NotIn, list(int64(7), nil), ids(2, 3, 5)},
		{"not in of nil alone", "n", query.NotIn, list(nil), ids(2, 3, 4, 5)},
		{"not in of nothing matches all", "n", query.NotIn, list(), ids(1, 2, 3, 4, 5)},
		{"large integers keep their digits", "n", query.Eq, int64(9007199254740993), ids(5)},
		{"greater", "n", query.Gt, int64(0), ids(4, 5)},
		{"greater or equal", "n", query.Gte, int64(0), ids(2, 4, 5)},
		{"less", "n", query.Lt, int64(0), ids(3)},
		{"less or equal", "n", query.Lte, int64(0), ids(2, 3)},
		{"a comparison with nil matches nothing", "n", query.Gt, nil, ids()},
		{"reals", "r", query.Gte, 2.25, ids(4, 5)},
		{"decimals compare by value", "d", query.Gt, "9.99", ids(4, 5)},
		{"decimals are exact", "d", query.Lt, "10", ids(2, 3, 5)},
		{"decimal equality ignores trailing zeros", "d", query.Eq, "10.00", ids(4)},
		{"decimal membership ignores trailing zeros", "d", query.In, list("10.0", "-1.50"), ids(3, 4)},
		{"decimal inequality matches null", "d", query.Ne, "10.000", ids(1, 2, 3, 5)},
		{"instants", "at", query.Gt, "2024-02-01T10:00:00.000Z", ids(4, 5)},
		{"local times", "local", query.Lte, "2024-02-01 10:00:00", ids(2, 3)},
		{"dates", "day", query.Gte, "2024-02-02", ids(4, 5)},
		{"times of day", "hour", query.Lt, "10:00:01", ids(2, 3)},
		{"includes folds case", "name", query.Includes, "ÄRG", ids(3, 4)},
		{"includes folds width", "note", query.Includes, "full", ids(4, 5)},
		{"includes of the empty text matches all that is not null", "name", query.Includes, "", ids(2, 3, 4, 5)},
		{"includes takes wildcards literally", "note", query.Includes, "0%_", ids(3)},
		{"includes takes a backslash literally", "note", query.Includes, "\\", ids(3)},
		{"includes a percent sign of full width", "note", query.Includes, "％", ids(3)},
		{"includes any of", "name", query.Includes, list("ZEB", "xyz"), ids(5)},
		{"includes any of nothing", "name", query.Includes, list(), ids()},
		{"includes nil is null", "name", query.Includes, nil, ids(1)},
		{"not includes does not match null", "name", query.NotIncludes, "ärg", ids(2, 5)},
		{"not includes none of", "name", query.NotIncludes, list("ärg", "zeb"), ids(2)},
		{"not includes none of nothing", "name", query.NotIncludes, list(), ids(2, 3, 4, 5)},
		{"not includes nil is not null", "name", query.NotIncludes, nil, ids(2, 3, 4, 5)},
		{"includes on a number looks at its text", "n", query.Includes, "0074", ids()},
		{"includes on a number", "n", query.Includes, "7199", ids(5)},
		{"starts with", "name", query.StartsWith, "Är", ids(3, 4)},
		{"starts with takes wildcards literally", "note", query.StartsWith, "5_", ids()},
		{"starts with more than there is", "name", query.StartsWith, "zebras", ids()},
		{"not starts with", "name", query.NotStartsWith, "Är", ids(2, 5)},
		{"ends with", "name", query.EndsWith, "GER", ids(3, 4)},
		{"ends with all of it", "name", query.EndsWith, "zebra", ids(5)},
		{"ends with more than there is", "name", query.EndsWith, "a zebra", ids()},
		{"ends with any of", "note", query.EndsWith, list("STOP", "ｌｌ"), ids(4, 5)},
		{"not ends with", "name", query.NotEndsWith, "GER", ids(2, 5)},
		{"null", "day", query.IsNull, nil, ids(1)},
		{"not null", "day", query.NotNull, nil, ids(2, 3, 4, 5)},
		{"empty string", "name", query.Empty, nil, ids(1, 2)},
		{"not empty string", "name", query.NotEmpty, nil, ids(3, 4, 5)},
		{"an empty text is not empty", "note", query.Empty, nil, ids(1)},
		{"empty number", "n", query.Empty, nil, ids(1)},
		{"not empty number", "n", query.NotEmpty, nil, ids(2, 3, 4, 5)},
		{"empty array", "tags", query.Empty, nil, ids(1, 2)},
		{"not empty array", "tags", query.NotEmpty, nil, ids(3, 4, 5)},
		{"true", "ok", query.IsTrue, nil, ids(3, 4)},
		{"falsy", "ok", query.IsFalsy, nil, ids(1, 2, 5)},
		{"boolean equality", "ok", query.Eq, false, ids(2, 5)},
		{"falsy number", "n", query.IsFalsy, nil, ids(1, 2)},
		{"match ignores order and repetition", "tags", query.Match, list("b", "a", "b"), ids(3)},
		{"match of numbers", "tags", query.Match, list(json.Number("2"), int64(1)), ids(5)},
		{"match of nothing", "tags", query.Match, list(), ids(2)},
		{"not match does not match null", "tags", query.NotMatch, list("a", "b"), ids(2, 4, 5)},
		{"not match of nothing", "tags", query.NotMatch, list(), ids(3, 4, 5)},
		{"any of", "tags", query.AnyOf, list("c", "zzz"), ids(4)},
		{"any of a scalar", "tags", query.AnyOf, "a", ids(3, 4)},
		{"any of nothing", "tags", query.AnyOf, list(), ids()},
		{"none of matches null", "tags", query.NoneOf, list("c"), ids(1, 2, 3, 5)},
		{"none of nothing", "tags", query.NoneOf, list(), ids(1, 2, 3, 4, 5)},
		{"elements of what is no array", "data", query.AnyOf, list("1", "a", "3"), ids()},
		{"JSON equality", "data", query.Eq, map[string]any{"x": json.Number("1")}, ids(3)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := query.Cond{Field: c.Field(tc.field), Op: tc.op, Value: tc.value}
			equal(t, find(t, db, &query.Find{Collection: c, Filter: f}), tc.want)
			read(t, db, func(r store.Reader) error {
				n, err := r.Count(c, f)
				if n != int64(len(tc.want)) {
					t.Errorf("counted %d, want %d", n, len(tc.want))
				}
				return err
			})
		})
	}
}

func TestElementsOfEveryType(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	insert(t, db, c, schema.Record{"id": int64(1), "tags": []any{true, json.Number("1.5"), "x", nil}}, schema.Record{"id": int64(2), "tags": []any{false}})
	for _, tc := range []struct {
		op    query.Op
		value []any
		want  []any
	}{
		{query.AnyOf, []any{true}, ids(1)},
		{query.AnyOf, []any{false}, ids(2)},
		{query.AnyOf, []any{1.5}, ids(1)},
		{query.AnyOf, []any{nil}, ids()},
		{query.Match, []any{true, 1.5, "x"}, ids()}, // null is an element too
		{query.Match, []any{false}, ids(2)},
		{query.NotMatch, []any{false}, ids(1)},
	} {
		f := query.Cond{Field: c.Field("tags"), Op: tc.op, Value: tc.value}
		if got := find(t, db, &query.Find{Collection: c, Filter: f}); !slices.Equal(got, tc.want) {
			t.Errorf("op %d %v: got %v, want %v", tc.op, tc.value, got, tc.want)
		}
	}
}

func TestFilterLogic(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	insert(t, db, c, sampleRows()...)
	eq := func(name string, v any) query.Filter { return query.Cond{Field: c.Field(name), Op: query.Eq, Value: v} }
	wide := func(n int) (or query.Or) {
		for i := range n {
			or = append(or, eq("n", int64(i)))
		}
		return or
	}
	for _, tc := range []struct {
		name   string
		filter query.Filter
		want   []any
	}{
		{"no filter matches all", nil, ids(1, 2, 3, 4, 5)},
		{"an empty and matches all", query.And{}, ids(1, 2, 3, 4, 5)},
		{"an empty or matches nothing", query.Or{}, ids()},
		{"nothing", query.Nothing{}, ids()},
		{"and", query.And{eq("ok", true), eq("n", int64(7))}, ids(4)},
		{"a missing member of and matches all", query.And{nil, eq("n", int64(7))}, ids(4)},
		{"or", query.Or{eq("n", int64(7)), eq("name", nil)}, ids(1, 4)},
		{"not of a null comparison matches", query.Not{Filter: eq("n", int64(7))}, ids(1, 2, 3, 5)},
		{"not of an and with null", query.Not{Filter: query.And{eq("ok", true), eq("n", int64(7))}}, ids(1, 2, 3, 5)},
		{"not not", query.Not{Filter: query.Not{Filter: eq("n", int64(7))}}, ids(4)},
		{"not of no filter", query.Not{}, ids()},
		{"an or may be wide", wide(5000), ids(2, 4)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			equal(t, find(t, db, &query.Find{Collection: c, Filter: tc.filter}), tc.want)
		})
	}
}

func TestLongLists(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	insert(t, db, c, sampleRows()...)
	for _, n := range []int{1, 2, 3, 511, 512, 5000, 40000} {
		numbers, texts := []any{int64(7)}, []any{"zebra"}
		for i := range n - 1 {
			numbers, texts = append(numbers, int64(1000+i)), append(texts, fmt.Sprint("no ", i))
		}
		t.Run(fmt.Sprint(n, " values"), func(t *testing.T) {
			equal(t, find(t, db, &query.Find{Collection: c, Filter: query.Cond{Field: c.Field("n"), Op: query.In, Value: numbers}}), ids(4))
			equal(t, find(t, db, &query.Find{Collection: c, Filter: query.Cond{Field: c.Field("name"), Op: query.NotIn, Value: texts}}), ids(1, 2, 3, 4))
		})
	}
	t.Run("too many values of another kind are refused", func(t *testing.T) {
		reals := make([]any, 40000)
		for i := range reals {
			reals[i] = float64(i)
		}
		err := db.Read(t.Context(), func(r store.Reader) error {
			_, err := r.Count(c, query.Cond{Field: c.Field("r"), Op: query.In, Value: reals})
			return err
		})
		if errs.CodeOf(err) != "FILTER_TOO_LARGE" {
			t.Errorf("got %v", err)
		}
	})
}

func TestRefusedFilters(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	for _, tc := range []struct {
		name   string
		filter query.Filter
		code   string
	}{
		{"a field without a column", query.Cond{Field: c.Field("nothing"), Op: query.Eq, Value: "x"}, "NOT_A_COLUMN"},
		{"truth of a text", query.Cond{Field: c.Field("name"), Op: query.IsTrue}, "INVALID_FILTER"},
		{"elements of a text", query.Cond{Field: c.Field("name"), Op: query.AnyOf, Value: []any{"a"}}, "INVALID_FILTER"},
		{"a relation that is none", query.Related{Relation: c.Field("name")}, "NOT_A_RELATION"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := db.Read(t.Context(), func(r store.Reader) error {
				_, err := r.Find(&query.Find{Collection: c, Filter: tc.filter})
				return err
			})
			if errs.CodeOf(err) != tc.code || errs.KindOf(err) != errs.Invalid {
				t.Errorf("got %v, want code %s", err, tc.code)
			}
		})
	}
}
