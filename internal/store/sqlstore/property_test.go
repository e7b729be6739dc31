package sqlstore_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/cases"
	"golang.org/x/text/width"
	"pgregory.net/rapid"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// TestRandomFilters compares the database's answer with an evaluation in memory, for random filters on random rows.
func TestRandomFilters(t *testing.T) {
	db := open(t)
	c := samples()
	create(t, db, c)
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(drawRow(), 1, 8).Draw(rt, "rows")
		f := drawFilter(c, 3).Draw(rt, "filter")
		sortBy := drawSort(c).Draw(rt, "sort")
		err := tryWrite(db, func(tx store.Tx) error {
			if _, err := tx.Delete(c, nil); err != nil {
				return err
			}
			for i, row := range rows {
				row["id"] = int64(i + 1)
			}
			return tx.InsertMany(c, rows)
		})
		if err != nil {
			rt.Fatal(err)
		}
		limit, offset := rapid.IntRange(1, 4).Draw(rt, "limit"), rapid.IntRange(0, 4).Draw(rt, "offset")
		var got, page []any
		var all int64
		err = db.Read(t.Context(), func(r store.Reader) error {
			found, err := r.Find(&query.Find{Collection: c, Filter: f, Sort: sortBy})
			if err != nil {
				return err
			}
			got = keysOf(c, found)
			found, all, err = r.Page(&query.Find{Collection: c, Filter: f, Sort: sortBy, Limit: limit, Offset: offset})
			page = keysOf(c, found)
			return err
		})
		if err != nil {
			rt.Fatalf("%v: %s", err, show(f))
		}
		want := evaluate(rows, f, sortBy)
		from := min(offset, len(want))
		if part := want[from:min(from+limit, len(want))]; all != int64(len(want)) || !slices.Equal(page, part) {
			rt.Fatalf("got %v of %d, want %v of %d for %s", page, all, part, len(want), show(f))
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("got %v, want %v for %s sorted by %s\nrows %v", got, want, show(f), fmt.Sprint(showSort(sortBy)), rows)
		}
	})
}

var texts = []string{"", "a", "A", "Ａ", "ab", "AB", "b%", "b_", "b％", "é", "É", "ß", "SS", "\\", "'", "ab ab"}

func drawScalar(typ string) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch typ {
		case "bigInt":
			return rapid.Int64Range(-2, 2).Draw(t, "n")
		case "double":
			return rapid.SampledFrom([]float64{-1.5, 0, 1, 2.5}).Draw(t, "r")
		case "decimal":
			return rapid.SampledFrom([]string{"-10", "-9.5", "0", "1", "1.0", "9.99", "10", "100000000000000000000.1"}).Draw(t, "d")
		case "boolean":
			return rapid.Bool().Draw(t, "b")
		case "date":
			return rapid.SampledFrom([]string{"2023-12-31T23:59:59.999Z", "2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.001Z"}).Draw(t, "at")
		default:
			return rapid.SampledFrom(texts).Draw(t, "text")
		}
	})
}

func drawArray() *rapid.Generator[any] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]any{"a", "b", "A", json.Number("1"), "1", "'"}), 0, 3), func(l []any) any { return l })
}

// propertyFields are the fields that the random rows fill.
var propertyFields = []string{"name", "note", "n", "r", "d", "ok", "at", "tags"}

func drawValue(f *schema.Field) *rapid.Generator[any] {
	if f.Type == "array" {
		return drawArray()
	}
	return drawScalar(f.Type)
}

func drawRow() *rapid.Generator[schema.Record] {
	types := samples()
	return rapid.Custom(func(t *rapid.T) schema.Record {
		row := schema.Record{}
		for _, name := range propertyFields {
			i := slices.IndexFunc(types.Fields, func(f *schema.Field) bool { return f.Name == name })
			row[name] = nil
			if rapid.IntRange(0, 3).Draw(t, "null") > 0 {
				row[name] = drawValue(types.Fields[i]).Draw(t, name)
			}
		}
		return row
	})
}

func drawFilter(c *schema.Collection, depth int) *rapid.Generator[query.Filter] {
	return rapid.Custom(func(t *rapid.T) query.Filter {
		kind := rapid.IntRange(0, 9).Draw(t, "kind")
		if depth == 0 || kind > 4 {
			return drawCond(c).Draw(t, "cond")
		}
		inner := drawFilter(c, depth-1)
		switch kind {
		case 0, 1:
			return query.And(rapid.SliceOfN(inner, 0, 3).Draw(t, "and"))
		case 2:
			return query.Or(rapid.SliceOfN(inner, 0, 3).Draw(t, "or"))
		case 3:
			return query.Not{Filter: inner.Draw(t, "not")}
		default:
			return query.Nothing{}
		}
	})
}

func drawCond(c *schema.Collection) *rapid.Generator[query.Cond] {
	scalar := []query.Op{query.Eq, query.Ne, query.In, query.NotIn, query.IsNull, query.NotNull, query.Empty, query.NotEmpty}
	ordered := append([]query.Op{query.Gt, query.Gte, query.Lt, query.Lte}, scalar...)
	text := append([]query.Op{query.Includes, query.NotIncludes, query.StartsWith, query.NotStartsWith, query.EndsWith, query.NotEndsWith}, ordered...)
	return rapid.Custom(func(t *rapid.T) query.Cond {
		f := c.Field(rapid.SampledFrom(propertyFields).Draw(t, "field"))
		ops := ordered
		switch f.Type {
		case "string", "text":
			ops = text
		case "boolean":
			ops = append([]query.Op{query.IsTrue, query.IsFalsy}, scalar...)
		case "array":
			ops = []query.Op{query.Match, query.NotMatch, query.AnyOf, query.NoneOf, query.IsNull, query.NotNull, query.Empty, query.NotEmpty}
		}
		cond := query.Cond{Field: f, Op: rapid.SampledFrom(ops).Draw(t, "op")}
		cond.Value = drawOperand(f, cond.Op).Draw(t, "value")
		return cond
	})
}

func drawOperand(f *schema.Field, op query.Op) *rapid.Generator[any] {
	switch op {
	case query.IsNull, query.NotNull, query.Empty, query.NotEmpty, query.IsTrue, query.IsFalsy:
		return rapid.Just[any](nil)
	case query.Match, query.NotMatch, query.AnyOf, query.NoneOf:
		return drawArray()
	case query.In, query.NotIn:
		return listOf(rapid.OneOf(drawScalar(f.Type), rapid.Just[any](nil)))
	case query.Includes, query.NotIncludes, query.StartsWith, query.NotStartsWith, query.EndsWith, query.NotEndsWith:
		return rapid.OneOf(drawScalar(f.Type), listOf(drawScalar(f.Type)))
	default:
		return rapid.OneOf(drawScalar(f.Type), drawScalar(f.Type), rapid.Just[any](nil))
	}
}

func listOf(g *rapid.Generator[any]) *rapid.Generator[any] {
	return rapid.Map(rapid.SliceOfN(g, 0, 4), func(l []any) any { return l })
}

func drawSort(c *schema.Collection) *rapid.Generator[[]query.SortKey] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) query.SortKey {
		f := c.Field(rapid.SampledFrom([]string{"name", "note", "n", "r", "d", "ok", "at", "id"}).Draw(t, "field"))
		return query.SortKey{Field: f, Desc: rapid.Bool().Draw(t, "desc")}
	}), 0, 3)
}

// evaluate is the meaning of filters and sort keys, written independently of SQL.
func evaluate(rows []schema.Record, f query.Filter, keys []query.SortKey) []any {
	var kept []schema.Record
	for _, row := range rows {
		if matches(row, f) {
			kept = append(kept, row)
		}
	}
	slices.SortStableFunc(kept, func(a, b schema.Record) int {
		for _, k := range keys {
			if n := before(k, a[k.Field.Name], b[k.Field.Name]); n != 0 {
				return n
			}
		}
		return cmp.Compare(a["id"].(int64), b["id"].(int64))
	})
	out := []any{}
	for _, row := range kept {
		out = append(out, row["id"])
	}
	return out
}

func before(k query.SortKey, a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	n := 0
	if k.Field.Kind.Storage() == schema.Text {
		n = strings.Compare(fold(a.(string)), fold(b.(string)))
	}
	if n == 0 {
		n = compare(k.Field, a, b)
	}
	if k.Desc {
		return -n
	}
	return n
}

func matches(row schema.Record, f query.Filter) bool {
	switch f := f.(type) {
	case nil:
		return true
	case query.And:
		return !slices.ContainsFunc(f, func(m query.Filter) bool { return !matches(row, m) })
	case query.Or:
		return slices.ContainsFunc(f, func(m query.Filter) bool { return matches(row, m) })
	case query.Not:
		return !matches(row, f.Filter)
	case query.Cond:
		return holds(f, row[f.Field.Name])
	default:
		return false
	}
}

func holds(c query.Cond, v any) bool {
	switch c.Op {
	case query.Eq:
		return same(c.Field, v, c.Value)
	case query.Ne:
		return !same(c.Field, v, c.Value)
	case query.In:
		return slices.ContainsFunc(c.Value.([]any), func(m any) bool { return same(c.Field, v, m) })
	case query.NotIn:
		return !slices.ContainsFunc(c.Value.([]any), func(m any) bool { return same(c.Field, v, m) })
	case query.IsNull:
		return v == nil
	case query.NotNull:
		return v != nil
	case query.Empty:
		return isEmpty(c.Field, v)
	case query.NotEmpty:
		return !isEmpty(c.Field, v)
	case query.IsTrue:
		return v == true
	case query.IsFalsy:
		return v != true
	case query.NoneOf:
		return v == nil || !shares(v, c.Value)
	}
	if v == nil || c.Value == nil {
		return false
	}
	switch c.Op {
	case query.Gt:
		return compare(c.Field, v, c.Value) > 0
	case query.Gte:
		return compare(c.Field, v, c.Value) >= 0
	case query.Lt:
		return compare(c.Field, v, c.Value) < 0
	case query.Lte:
		return compare(c.Field, v, c.Value) <= 0
	case query.Match:
		return slices.Equal(set(v), set(c.Value))
	case query.NotMatch:
		return !slices.Equal(set(v), set(c.Value))
	case query.AnyOf:
		return shares(v, c.Value)
	case query.Includes:
		return anyText(v, c.Value, strings.Contains)
	case query.NotIncludes:
		return !anyText(v, c.Value, strings.Contains)
	case query.StartsWith:
		return anyText(v, c.Value, strings.HasPrefix)
	case query.NotStartsWith:
		return !anyText(v, c.Value, strings.HasPrefix)
	case query.EndsWith:
		return anyText(v, c.Value, strings.HasSuffix)
	case query.NotEndsWith:
		return !anyText(v, c.Value, strings.HasSuffix)
	}
	panic("unknown operator")
}

func same(f *schema.Field, a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return compare(f, a, b) == 0
}

func compare(f *schema.Field, a, b any) int {
	if f.Type == "decimal" {
		return decimal.RequireFromString(a.(string)).Cmp(decimal.RequireFromString(b.(string)))
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case bool:
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) // false < true
	default:
		return strings.Compare(a.(string), b.(string))
	}
}

func isEmpty(f *schema.Field, v any) bool {
	list, isList := v.([]any)
	return v == nil || f.Type == "string" && v == "" || isList && len(list) == 0
}

func set(v any) []string {
	var out []string
	for _, m := range v.([]any) {
		out = append(out, fmt.Sprint(m))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func shares(a, b any) bool {
	other := set(b)
	return slices.ContainsFunc(set(a), func(s string) bool { return slices.Contains(other, s) })
}

func anyText(v, value any, test func(s, part string) bool) bool {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	return slices.ContainsFunc(list, func(m any) bool { return test(fold(v.(string)), fold(m.(string))) })
}

func fold(s string) string { return cases.Fold().String(width.Fold.String(s)) }

func show(f query.Filter) string {
	switch f := f.(type) {
	case query.And:
		return fmt.Sprintf("and%v", showAll(f))
	case query.Or:
		return fmt.Sprintf("or%v", showAll(f))
	case query.Not:
		return "not(" + show(f.Filter) + ")"
	case query.Cond:
		return fmt.Sprintf("%s op%d %#v", f.Field.Name, f.Op, f.Value)
	default:
		return fmt.Sprintf("%T", f)
	}
}

func showAll(list []query.Filter) (out []string) {
	for _, f := range list {
		out = append(out, show(f))
	}
	return out
}

func showSort(keys []query.SortKey) (out []string) {
	for _, k := range keys {
		out = append(out, fmt.Sprint(k.Field.Name, " desc=", k.Desc))
	}
	return out
}
