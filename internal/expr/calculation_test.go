package expr

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

func TestComparisons(t *testing.T) {
	now := time.Date(2026, 3, 15, 10, 20, 30, 400_000_000, time.UTC)
	iso := "2026-03-15T10:20:30.400Z"
	undef := "{{none}}"
	object, list := map[string]any{}, []any{1}
	for _, c := range []struct {
		calculator string
		a, b       any
		want       bool
	}{
		{"equal", 1, "1", true}, {"==", 1, 1.0, true}, {"equal", json.Number("1.0"), int64(1), true}, {"equal", 1, 2, false},
		{"equal", 0, nil, false}, {"equal", "", nil, false}, {"equal", false, nil, false}, {"equal", undef, nil, true}, {"equal", nil, nil, true},
		{"equal", 0, false, true}, {"equal", "", 0, true}, {"equal", true, "1", true}, {"equal", true, "true", false}, {"equal", []any{1}, 1, true},
		{"equal", "10", "10.0", false}, {"equal", "10", 10, true}, {"equal", " 10\n", 10, true}, {"equal", "0x1f", 31, true}, {"equal", "1e3", 1000, true},
		{"equal", "Infinity", math.Inf(1), true}, {"equal", "inf", math.Inf(1), false}, {"equal", "1_000", 1000, false}, {"equal", "-0", 0, true},
		{"equal", "abc", 0, false}, {"equal", math.NaN(), math.NaN(), false}, {"notEqual", math.NaN(), math.NaN(), true},
		{"equal", []any{}, "", true}, {"equal", []any{}, 0, true}, {"equal", []any{1, 2}, "1,2", true}, {"equal", []any{nil}, "", true},
		{"equal", object, "[object Object]", true}, {"equal", []any{1}, []any{1}, false}, {"equal", "{{list}}", "{{list}}", true}, {"equal", true, []any{1}, true},
		{"equal", "9007199254740993", int64(9007199254740993), true}, {"equal", "9007199254740993", int64(9007199254740992), false},
		{"notEqual", 1, "1", false}, {"!=", 1, 2, true},
		{"gt", "10", "9", false}, {"gt", "10", 9, true}, {">", 10, "9", true}, {"gt", "abc", 1, false}, {"lt", "abc", 1, false},
		{"gte", nil, 0, true}, {"gt", nil, 0, false}, {"lte", nil, 0, true}, {"gte", undef, 0, false}, {"lte", undef, 0, false},
		{"lt", "2026-01-01", "2026-01-02", true}, {"lt", "a", "B", false}, {"lt", "\uffff", "\U00010000", false}, {"lt", []any{2}, 10, true},
		{">=", 2, 2, true}, {"<=", 3, 2, false}, {"<", true, 2, true}, {"lt", int64(9007199254740992), int64(9007199254740993), true},
		{"includes", []any{1, 2}, "2", false}, {"includes", []any{1, 2}, 2.0, true}, {"includes", []any{math.NaN()}, math.NaN(), true}, {"includes", []any{nil}, nil, true},
		{"includes", []any{nil}, undef, false}, {"includes", "abc", "b", true}, {"includes", "a1", 1, true}, {"includes", "a null", nil, true}, {"includes", "", "", true},
		{"includes", []any{"a"}, "b", false}, {"notIncludes", []any{1, 2}, 3, true}, {"notIncludes", "abc", "b", false}, {"includes", []any{true}, true, true},
		{"startsWith", "abc", "ab", true}, {"startsWith", 123, 12, true}, {"notStartsWith", "abc", "b", true}, {"endsWith", "abc", "bc", true},
		{"notEndsWith", "abc", "bc", false}, {"endsWith", true, "ue", true}, {"startsWith", []any{1, 2}, "1,", true}, {"startsWith", object, "[object", true},
		{"equal", now, iso, true}, {"equal", iso, now, true}, {"equal", now, now.UnixMilli(), true}, {"equal", now, now.In(time.FixedZone("", 3600)), true},
		{"equal", now, "abc", false}, {"notEqual", now, "abc", true}, {"gt", now, "", false}, {"gt", now, 0, true}, {"lt", now, "", false},
		{"equal", now, nil, false}, {"notEqual", now, nil, true}, {"gt", now, nil, false}, {"gte", now, undef, false}, {"equal", now, true, false}, {"lt", false, now, false},
		{"gt", now, "2026-03-15", true}, {"lt", now, "2026-03-16 00:00:00", true}, {"gt", now, "2026-03-15T11:20:30+08:00", true}, {"equal", now, "2026", false},
		{"equal", time.Date(2026, 3, 14, 16, 0, 0, 0, time.UTC), "2026-03-15 00:00:00", true}, // the scope is at +08:00
		{"equal", "{{$system.now}}", "2026-03-15T10:20:30.400Z", true}, {"gt", "{{$system.now}}", 0, true},
	} {
		calculation, err := CompileCalculation(map[string]any{"calculator": c.calculator, "operands": []any{c.a, c.b}})
		if err != nil {
			t.Fatal(err)
		}
		s := scope(t)
		s.Extra["list"] = list
		if got, err := calculation.Evaluate(s); err != nil || got != c.want {
			t.Errorf("%#v %s %#v: %v, %v", c.a, c.calculator, c.b, got, err)
		}
	}
}

func TestCalculationGrammar(t *testing.T) {
	const yes, no, bad = `{"calculator": "equal", "operands": [1, 1]}`, `{"calculator": "equal", "operands": [1, 2]}`, `{"calculator": "x", "operands": [1]}`
	group := func(kind, list string) string {
		return `{"group": {"type": "` + kind + `", "calculations": [` + list + `]}}`
	}
	const unknown = `no calculator function registered for "x"`
	for _, c := range []struct {
		calculation string
		want        bool
		err         string
	}{
		{`null`, true, ""}, {`{}`, true, ""}, {`{"calculator": "", "operands": [1, 2]}`, true, ""}, {`{"operands": [1, 2]}`, true, ""},
		{`{"calculator": "equal"}`, true, ""}, {`{"calculator": "equal", "operands": []}`, true, ""}, {`{"calculator": "x", "operands": []}`, true, ""},
		{`{"calculator": "equal", "operands": [null]}`, true, ""}, {`{"calculator": "equal", "operands": [1]}`, false, ""},
		{bad, false, unknown}, {group("and", ""), true, ""}, {group("or", ""), false, ""}, {`{"group": {"type": "and"}}`, true, ""},
		{group("and", yes+","+no), false, ""}, {group("or", no+","+yes), true, ""}, {group("and", no+","+bad), false, ""}, {group("or", yes+","+bad), true, ""},
		{group("and", yes+","+bad), false, unknown}, {group("or", no+","+group("and", yes+","+group("or", no+","+yes))), true, ""},
		{group("xor", yes), false, `no group type "xor": use "and" or "or"`}, {group("and", "null,{}"), true, ""},
		{`{"calculator": "includes", "operands": [null, 1]}`, false, "TypeError: includes needs a list or a text, not null"},
		{`{"calculator": "notIncludes", "operands": [5, 1]}`, false, "TypeError: includes needs a list or a text, not a number"},
		{`{"calculator": "startsWith", "operands": ["a", null]}`, false, "TypeError: startsWith needs two values, not null"},
		{`{"calculator": "notEndsWith", "operands": ["{{none}}", ""]}`, false, "TypeError: endsWith needs two values, not undefined"},
	} {
		var v any
		decode(t, c.calculation, &v)
		calculation, err := CompileCalculation(v)
		if err != nil {
			t.Fatalf("%s: %v", c.calculation, err)
		}
		got, err := calculation.Evaluate(scope(t))
		if got != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s: %v, %v; want %v, %s", c.calculation, got, err, c.want, c.err)
		}
	}
	for _, v := range []any{"text", 1, []any{}, map[string]any{"calculator": "equal", "operands": 1}, map[string]any{"group": map[string]any{"calculations": 1}}} {
		if _, err := CompileCalculation(v); errs.CodeOf(err) != "CALCULATION_INVALID" {
			t.Errorf("%v: %v", v, err)
		}
	}
	c, err := CompileCalculation(map[string]any{"calculator": "equal", "operands": []any{"{{b}}", "{{a}}"}})
	if err != nil || len(c.Paths()) != 2 || c.Paths()[0] != "a" {
		t.Error(c.Paths(), err)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("1", "1")
	f.Add(" 0x10", "16")
	f.Add("2026-01-01", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		if equal(a, b, nil) != (a == b) {
			t.Fatalf("%q == %q", a, b)
		}
		if equal(a, toNumber(b).f, nil) && toNumber(a).f != toNumber(b).f {
			t.Fatalf("%q == %v", a, toNumber(b).f)
		}
		less, more := ordered(a, b, nil, func(n int) bool { return n < 0 }), ordered(b, a, nil, func(n int) bool { return n > 0 })
		if less != more {
			t.Fatalf("%q < %q is %v, the other way round %v", a, b, less, more)
		}
		dateOrder(time.Time{}, a, time.UTC)
	})
}
