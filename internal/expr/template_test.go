package expr

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// scope is what the tests see.
func scope(t testing.TB) *Scope {
	t.Helper()
	var context any
	d := json.NewDecoder(strings.NewReader(`{"data": {"id": 9007199254740991, "title": "A", "price": 12.5, "one": 1.0, "note": null, "ok": true,
		"empty": "", "tags": ["x", "y"], "tricky": "{{$context.data.title}} $& $$ $1", "posts": [{"tags": [{"n": 1}, {"n": 2}]}, {"tags": [{"n": 3}]}, {"tags": []}],
		"partly": [{"a": 1}, {}, null], "nested": [[{"a": 1}], [{"a": 2}]], "ünï": 1}}`))
	d.UseNumber()
	if err := d.Decode(&context); err != nil {
		t.Fatal(err)
	}
	next := int64(100)
	return &Scope{
		Context: context,
		Jobs:    map[string]any{"n1": map[string]any{"total": int64(7)}, "n2": 3.0, "n3": nil},
		Scopes:  map[string]any{"l1": map[string]any{"item": "it", "index": 0}, "123": map[string]any{"index": 4}},
		System: System{
			Now:        func() time.Time { return time.Date(2026, 3, 15, 10, 20, 30, 400_600_000, time.UTC) },
			Location:   time.FixedZone("", 8*3600),
			InstanceID: 5,
			NextID:     func() int64 { next++; return next },
		},
		Env:   func(name string) (any, bool) { return "v", name == "KEY" },
		Extra: map[string]any{"$user": map[string]any{"id": 42}, "$nRole": "admin", "lazy": func() any { return []any{1} }, "ctx": map[string]any{"state": "s"}},
	}
}

type tags []map[string]any

func TestLookup(t *testing.T) {
	s := scope(t)
	s.Extra["typed"] = map[string]tags{"list": {{"n": "a"}, {"n": "b"}}}
	for _, c := range []struct {
		path string
		want any
		ok   bool
	}{
		{"$context.data.id", json.Number("9007199254740991"), true},
		{"ctx.$context.data.title", "A", true},
		{"ctx.state", "s", true},
		{"ctx.$nothing", nil, false},
		{"$context.data.note", nil, true},
		{"$context.data.note.deeper", nil, false},
		{"$context.data.none", nil, false},
		{"$context.data.none.deeper", nil, false},
		{"$context.data.title.deeper", nil, false},
		{"$context.data.tags", []any{"x", "y"}, true},
		{"$context.data.tags.1", "y", true},
		{"$context.data.tags.2", nil, false},
		{"$context.data.tags.01", nil, false},
		{"$context.data.tags.-1", []any{nil, nil}, true},
		{"$context.data.tags.length", int64(2), true},
		{"$context.data.title.length", int64(1), true},
		{"$context.data.posts.tags.n", []any{json.Number("1"), json.Number("2"), json.Number("3")}, true},
		{"$context.data.posts.0.tags.n", []any{json.Number("1"), json.Number("2")}, true},
		{"$context.data.posts.tags.1.n", json.Number("2"), true},
		{"$context.data.partly.a", []any{json.Number("1"), nil, nil}, true},
		{"$context.data.nested.a", []any{json.Number("1"), json.Number("2")}, true},
		{"$jobsMapByNodeKey.n1.total", int64(7), true},
		{"$jobsMapByNodeKey.n2", 3.0, true},
		{"$jobsMapByNodeKey.n3", nil, true},
		{"$jobsMapByNodeKey.none", nil, false},
		{"$scopes.l1.item", "it", true},
		{"$scopes.123.index", 4, true},
		{"$system.now", time.Date(2026, 3, 15, 10, 20, 30, 400_600_000, time.UTC), true},
		{"$system.instanceId", int64(5), true},
		{"$system.epoch", int64(1605024000), true},
		{"$system.genSnowflakeId", int64(101), true},
		{"$system.none", nil, false},
		{"$system.epoch.x", nil, false},
		{"$system", nil, false},
		{"$env.KEY", "v", true},
		{"$env.NONE", nil, false},
		{"$env", nil, false},
		{"$user.id", 42, true},
		{"$nRole", "admin", true},
		{"lazy.0", 1, true},
		{"typed.list.n", []any{"a", "b"}, true},
		{"typed.list.1.n", "b", true},
		{"", nil, false},
		{".", nil, false},
		{"ctx", map[string]any{"state": "s"}, true},
	} {
		got, ok := s.Lookup(c.path)
		if ok != c.ok || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %#v, %v; want %#v, %v", c.path, got, ok, c.want, c.ok)
		}
	}
	if !reflect.DeepEqual(s.Context, scope(t).Context) {
		t.Error("a lookup changed the context")
	}
	var none *Scope
	if _, ok := none.Lookup("$context"); ok {
		t.Error("a nil scope has values")
	}
	if _, ok := (&Scope{}).Lookup("$system.now"); ok {
		t.Error("an empty scope has values")
	}
}

func TestRender(t *testing.T) {
	s := scope(t)
	for _, c := range []struct{ template, want string }{
		{`"{{$context.data.id}}"`, `9007199254740991`},
		{`"{{ $context.data.id }}"`, `9007199254740991`},
		{`"{{\n$context.data.id\t}}"`, `9007199254740991`},
		{`" {{$context.data.id}}"`, `" 9007199254740991"`},
		{`"{{$context.data.one}}!"`, `"1!"`},
		{`"{{$context.data.price}} and {{$context.data.ok}}"`, `"12.5 and true"`},
		{`"{{$context.data.note}}"`, `null`},
		{`"<{{$context.data.note}}{{$context.data.none}}>"`, `"<>"`},
		{`"{{$context.data.none}}"`, `null`},
		{`{"a": "{{$context.data.none}}", "b": "{{$context.data.note}}"}`, `{"b": null}`},
		{`["{{$context.data.none}}"]`, `[null]`},
		{`"{{$context.data.none:default text}}"`, `"default text"`},
		{`"{{$context.data.note:default}}"`, `null`},
		{`"{{$context.data.empty:default}}"`, `""`},
		{`"{{$context.data.none : d }}"`, `" d"`},
		{`"{{$context.data.none:a:b}}"`, `"a:b"`},
		{`"{{$context.data.none:}}"`, `""`},
		{`"{{$context.data.title :x}}"`, `"x"`},
		{`"{{$context.data.tricky}}"`, `"{{$context.data.title}} $& $$ $1"`},
		{`"{{$context.data.tricky}}-{{$context.data.title}}"`, `"{{$context.data.title}} $& $$ $1-A"`},
		{`"{{$context.data.tags}}!"`, `"x,y!"`},
		{`"{{$context.data.partly}}!"`, `"[object Object],[object Object],!"`},
		{`{"k-{{$context.data.title}}": 1, "{{$context.data.tags.0}}": 2}`, `{"k-A": 1, "x": 2}`},
		{`"{{$system.now}}"`, `"2026-03-15T10:20:30.400Z"`},
		{`"at {{$system.now}}"`, `"at 2026-03-15T10:20:30.400Z"`},
		{`{"a": [{"b": "{{$jobsMapByNodeKey.n1}}"}, 1, null, true]}`, `{"a": [{"b": {"total": 7}}, 1, null, true]}`},
		{`"{{$context.data.posts.tags.n}}"`, `[1, 2, 3]`},
		// Not placeholders.
		{`"{{}}"`, `"{{}}"`},
		{`"{{ünï}}"`, `"{{ünï}}"`},
		{`"{{a[0]}}"`, `"{{a[0]}}"`},
		{`"{{'a'}}"`, `"{{'a'}}"`},
		{`"{{a"`, `"{{a"`},
		{`"{{{$context.data.title}}}"`, `"{A}"`},
		{`"{{ {{$context.data.title}}"`, `"{{ A"`},
		{`"{ {a} }"`, `"{ {a} }"`},
		{`"{{ }}"`, `null`},
		{`"{{$context.data.title}}{{$context.data.title}}"`, `"AA"`},
		{`12345678901234567890`, `12345678901234567890`},
	} {
		var v, want any
		decode(t, c.template, &v)
		decode(t, c.want, &want)
		got := render(t, v, s)
		if b, _ := json.Marshal(got); !sameJSON(t, b, want) {
			t.Errorf("%s: %s; want %s", c.template, b, c.want)
		}
	}
}

func decode(t testing.TB, s string, v *any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", s, err)
	}
}

func sameJSON(t testing.TB, b []byte, want any) bool {
	var got any
	decode(t, string(b), &got)
	return reflect.DeepEqual(got, want)
}

func render(t testing.TB, v any, s *Scope) any {
	t.Helper()
	c, err := Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Render(s)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRenderSharesNothing(t *testing.T) {
	s := scope(t)
	got := render(t, map[string]any{"a": "{{$context.data.tags}}", "fixed": []any{1}}, s).(map[string]any)
	got["a"].([]any)[0] = "changed"
	if v, _ := s.Lookup("$context.data.tags.0"); v != "x" {
		t.Error("the rendered value aliases the scope")
	}
	for _, v := range []any{int64(1 << 53), json.Number("7"), 1.5, true} {
		s.Extra["v"] = v
		if got := render(t, "{{v}}", s); got != v {
			t.Errorf("%#v became %#v", v, got)
		}
	}
}

func TestRenderIsBounded(t *testing.T) {
	s := scope(t)
	s.Extra["big"] = strings.Repeat("x", 300<<10)
	list := []any{}
	for range 100_000 {
		list = append(list, map[string]any{"key": "value"})
	}
	s.Extra["list"] = list
	cycle := map[string]any{}
	cycle["self"] = cycle
	s.Extra["cycle"] = cycle
	for v, code := range map[string]string{
		"{{big}}{{big}}{{big}}{{big}}": "TEMPLATE_TOO_LARGE", "{{list}}": "TEMPLATE_TOO_LARGE", "{{cycle}}": "TEMPLATE_TOO_DEEP", "{{big}}": "",
	} {
		c, err := Compile(v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Render(s); errs.CodeOf(err) != code || code != "" && errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v, want %s", v, err, code)
		}
	}
	var deep any = "x"
	for range maxDepth + 1 {
		deep = []any{deep}
	}
	if _, err := Compile(deep); errs.CodeOf(err) != "TEMPLATE_TOO_DEEP" {
		t.Error(err)
	}
}

func TestPaths(t *testing.T) {
	c, err := Compile(map[string]any{"{{k}}": []any{"{{b.c:x}} {{ a }}", "{{a}}"}, "n": 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Paths(), " "); got != "a b.c k" {
		t.Error(got)
	}
}

func TestDateRange(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	at := func(s string) func() time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return func() time.Time { return v }
	}
	for _, c := range []struct {
		now, name string
		want      any
	}{
		{"2026-03-15T10:00:00Z", "today", "2026-03-15+08:00"},
		{"2026-03-15T17:00:00Z", "today", "2026-03-16+08:00"},
		{"2026-03-15T10:00:00Z", "yesterday", "2026-03-14+08:00"},
		{"2026-02-28T10:00:00Z", "tomorrow", "2026-03-01+08:00"},
		{"2026-03-15T10:00:00Z", "thisWeek", "2026w12+08:00"},
		{"2026-03-14T10:00:00Z", "thisWeek", "2026w11+08:00"},
		{"2026-03-15T10:00:00Z", "lastWeek", "2026w11+08:00"},
		{"2026-12-30T10:00:00Z", "thisWeek", "2027w01+08:00"},
		{"2026-12-24T10:00:00Z", "nextWeek", "2027w01+08:00"},
		{"2023-01-01T10:00:00Z", "thisWeek", "2023w01+08:00"},
		{"2022-12-31T10:00:00Z", "thisWeek", "2022w53+08:00"},
		{"2026-03-31T10:00:00Z", "lastMonth", "2026-02+08:00"},
		{"2026-12-31T10:00:00Z", "nextMonth", "2027-01+08:00"},
		{"2026-03-31T10:00:00Z", "thisMonth", "2026-03+08:00"},
		{"2026-03-31T10:00:00Z", "thisQuarter", "2026Q1+08:00"},
		{"2026-02-10T10:00:00Z", "lastQuarter", "2025Q4+08:00"},
		{"2026-11-30T10:00:00Z", "nextQuarter", "2027Q1+08:00"},
		{"2026-03-31T10:00:00Z", "thisYear", "2026+08:00"},
		{"2026-03-31T10:00:00Z", "lastYear", "2025+08:00"},
		{"2026-03-31T10:00:00Z", "nextYear", "2027+08:00"},
		{"2026-03-15T10:00:00Z", "last7Days", []any{"2026-03-09", "2026-03-16", "[)", "+08:00"}},
		{"2026-03-15T10:00:00Z", "last30Days", []any{"2026-02-14", "2026-03-16", "[)", "+08:00"}},
		{"2026-03-15T10:00:00Z", "next7Days", []any{"2026-03-16", "2026-03-23", "[)", "+08:00"}},
		{"2026-03-15T10:00:00Z", "next90Days", []any{"2026-03-16", "2026-06-14", "[)", "+08:00"}},
		{"2026-03-15T10:00:00Z", "someday", nil},
		{"2026-03-15T10:00:00Z", "Month", nil},
	} {
		s := &Scope{System: System{Now: at(c.now), Location: shanghai}}
		if got, _ := s.Lookup("$system.dateRange." + c.name); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %s: %v, want %v", c.now, c.name, got, c.want)
		}
	}
	s := &Scope{System: System{Now: at("2026-03-15T10:00:00Z")}}
	if got, _ := s.Lookup("$system.dateRange.today"); got != "2026-03-15+00:00" {
		t.Error(got)
	}
}

// What is filled in is never searched again, and a text without placeholders stays as it is.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"", "{{a}}", "{{ a }}-{{b}}", "{{a:b}}", "{{{{a}}}}", "{{a}", "{{\xff}}", "{{a.b.0}}", "{{\u00a0a}}", "}}{{", "{{$&}}", "{{a }}{{", "{{this.x}}"} {
		f.Add(s, "{{a}}")
	}
	f.Fuzz(func(t *testing.T, source, value string) {
		c, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		s := &Scope{Extra: map[string]any{"a": value, "b": "{{a}}"}}
		got, err := c.Render(s)
		if err != nil && errs.CodeOf(err) != "TEMPLATE_TOO_LARGE" {
			t.Fatal(err)
		}
		if len(c.Paths()) == 0 && got != source {
			t.Fatalf("%q became %q", source, got)
		}
		var back strings.Builder
		for _, p := range split(source, inTemplate, parseTemplateHole) {
			if p.hole == nil {
				back.WriteString(p.literal)
			}
		}
		if len(c.Paths()) == 0 && back.String() != source {
			t.Fatalf("%q split into %q", source, back.String())
		}
		e, err := CompileExpression(EngineString, source)
		if err != nil {
			return
		}
		if _, err := e.Evaluate(t.Context(), s, nil); err != nil && errs.CodeOf(err) != "TEMPLATE_TOO_LARGE" {
			t.Fatal(err)
		}
	})
}
