package expr_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/expr"
)

func TestAConfigurationIsResolvedForPeople(t *testing.T) {
	scope := &expr.Scope{
		Context: map[string]any{"data": map[string]any{
			"n": json.Number("5"), "t": `a "quoted" <text>`, "none": nil, "list": []any{json.Number("1"), map[string]any{"a": true}},
			"password": "hush", "nan": math.NaN(), "at": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		}},
		Env: func(string) (any, bool) { return "hush", true },
		System: expr.System{NextID: func() int64 {
			t.Error("an id was drawn")
			return 1
		}},
	}
	cases := []struct{ name, config, want string }{
		{"without variables there is nothing to tell", `{"a": "{{", "b": 1}`, ``},
		{"a variable alone keeps its type", `{"a": "{{$context.data.n}}", "b": "{{$context.data.list}}"}`, `{"a": 5, "b": [1, {"a": true}]}`},
		{"in a text it is text", `{"a": "n={{$context.data.n}}, {{$context.data.t}}{{$context.data.none}}"}`, `{"a": "n=5, a \"quoted\" <text>"}`},
		{"what stands still is kept", `{"a": [1.50, null, {"b": "x"}], "c": "{{$context.data.n}}"}`, `{"a": [1.5, null, {"b": "x"}], "c": 5}`},
		{"an undefined member is left out, an undefined item is null", `{"a": "{{$context.no}}", "b": ["{{$context.no}}"], "c": "x{{$context.no}}"}`, `{"b": [null], "c": "x"}`},
		{"an undefined variable with a default", `{"a": "{{$context.no:7}}"}`, `{"a": "7"}`},
		{"keys are filled in", `{"{{$context.data.n}}": 1, "k{{$context.data.n}}": 2}`, `{"5": 1, "k5": 2}`},
		{"the environment is not looked up", `{"a": "{{$env.KEY}}{{$context.data.n}}", "b": "{{ ctx.$env.KEY }}"}`, `{"a": "{{$env.KEY}}5", "b": "{{ctx.$env.KEY}}"}`},
		{"only the environment is nothing to tell", `{"a": "{{$env.KEY}}"}`, ``},
		{"no id is drawn", `{"a": "{{$system.genSnowflakeId}}", "b": "{{$context.data.n}}"}`, `{"a": "{{$system.genSnowflakeId}}", "b": 5}`},
		{"secrets by name", `{"a": "{{$context.data.password}}", "apiKey": "{{$context.data.t}}", "b": "x{{$context.data.password}}"}`, `{"a": "***", "apiKey": "***", "b": "x***"}`},
		{"secrets within values", `{"a": "{{$context.data}}", "secret": "as configured"}`,
			`{"a": {"n": 5, "t": "a \"quoted\" <text>", "none": null, "list": [1, {"a": true}], "password": "***", "nan": null, "at": "2026-01-02T03:04:05.000Z"}, "secret": "***"}`},
		{"what is of another time is shown as it is written", `{"a": "{{$scopes.me.item}}", "b": "{{$context.data.n}}"}`, `{"a": "{{$scopes.me.item}}", "b": 5}`},
		{"a configuration that is a text", `"{{$context.data.n}}"`, `5`},
		{"a whole that is undefined", `"{{$context.no}}"`, `null`},
		{"no JSON", `{{`, ``},
	}
	mine := func(path string) bool { return strings.HasPrefix(path, "$scopes.me.") }
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := expr.NewResolver(json.RawMessage(c.config), mine)
			if r == nil || c.want == "" {
				if r != nil || c.want != "" {
					t.Errorf("there is a resolver: %v", r != nil)
				}
				return
			}
			got := r.Resolve(scope)
			if !reflect.DeepEqual(decodeJSON(t, got), decodeJSON(t, []byte(c.want))) {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

func decodeJSON(t *testing.T, raw []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return v
}

func TestAResolvedConfigurationIsBounded(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	nested := any("x")
	for range 5000 {
		nested = []any{nested}
	}
	many := map[string]any{}
	for i := range 10_000 {
		many[strings.Repeat("k", 20)+string(rune('a'+i%26))+time.Duration(i).String()] = json.Number("1")
	}
	scope := &expr.Scope{Context: map[string]any{
		"long": long, "controls": strings.Repeat("\x01", 1<<20), "list": []any{long, long, long}, "nested": nested, "many": many,
		"short": strings.Repeat("\"", 15),
	}}
	for _, config := range []string{
		`"{{$context.long}}"`, `"x{{$context.long}}{{$context.long}}"`, `"{{$context.controls}}"`, `["{{$context.list}}", "{{$context.list}}"]`,
		`"{{$context.nested}}"`, `{"a": "{{$context.many}}", "b": "{{$context.many}}", "c": "` + strings.Repeat("x", 70_000) + `"}`,
		`{"{{$context.long}}": "{{$context.long}}", "z": 1}`, `["{{$context.long}}"` + strings.Repeat(`, "{{$context.short}}"`, 20_000) + `]`,
	} {
		got := expr.NewResolver(json.RawMessage(config), nil).Resolve(scope)
		if len(got) > expr.MaxResolved || !json.Valid(got) || !strings.Contains(string(got), "…") {
			t.Errorf("%.40s: %d bytes, valid %v", config, len(got), json.Valid(got))
		}
	}
	got := expr.NewResolver(json.RawMessage(`{"a": "{{$context.long}}", "b": "{{$context.short}}"}`), nil).Resolve(scope)
	if m := decodeJSON(t, got).(map[string]any); !strings.HasSuffix(m["a"].(string), "é…") || m["…"] != "…" {
		t.Errorf("the cut is not told: %.60s … %s", got, got[len(got)-40:])
	}
}

func BenchmarkResolve(b *testing.B) {
	r := expr.NewResolver(json.RawMessage(`{"engine": "string", "expression": "{{$context.data.title}} costs {{$context.data.amount}}"}`), nil)
	scope := &expr.Scope{Context: map[string]any{"data": map[string]any{"title": "a title", "amount": json.Number("12")}}}
	b.ReportAllocs()
	for b.Loop() {
		r.Resolve(scope)
	}
}
