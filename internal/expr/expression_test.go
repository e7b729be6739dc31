package expr

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// recorder is an Evaluator that remembers what it was asked and answers what it was told.
type recorder struct {
	source string
	vars   []any
	answer any
	err    error
}

func (r *recorder) Evaluate(_ context.Context, _, source string, vars []any) (any, error) {
	r.source, r.vars = source, vars
	return r.answer, r.err
}

func (r *recorder) Available() error { return nil }

func TestExpressionBindsVariables(t *testing.T) {
	for _, c := range []struct {
		source, bound string
		vars          []any
	}{
		{"1 + 1", "1 + 1", []any{}},
		{"{{$jobsMapByNodeKey.n1.total}} + {{ $jobsMapByNodeKey.n2 }}", "$$0 + $$1", []any{int64(7), 3.0}},
		{"{{$jobsMapByNodeKey.n2}} + {{ $jobsMapByNodeKey.n2 }}", "$$0 + $$0", []any{3.0}},
		{"CONCATENATE('a','{{$context.data.title}}')", "CONCATENATE('a','$$0')", []any{"A"}},
		{"{{none}} {{$context.data.note}}", "$$0 $$1", []any{nil, nil}},
		{"{{this.x}} {{a b}} {{a:b}} {{ü}}", "{{this.x}} {{a b}} {{a:b}} {{ü}}", []any{}},
		{"{{$system.now}}", "$$0", []any{time.Date(2026, 3, 15, 10, 20, 30, 400_600_000, time.UTC)}},
		{"{{$context.data.tags}}", "$$0", []any{[]any{"x", "y"}}},
		{"{{ctx.$context.data.title}}", "$$0", []any{"A"}},
	} {
		e, err := CompileExpression(EngineMath, c.source)
		if err != nil {
			t.Fatal(err)
		}
		r := &recorder{answer: 1.0}
		if _, err := e.Evaluate(t.Context(), scope(t), r); err != nil || !e.NeedsScript() {
			t.Error(err)
		}
		if r.source != c.bound || !reflect.DeepEqual(r.vars, c.vars) {
			t.Errorf("%s: %s %#v, want %s %#v", c.source, r.source, r.vars, c.bound, c.vars)
		}
	}
}

func TestExpressionResults(t *testing.T) {
	for _, c := range []struct{ answer, want any }{
		{0.1 + 0.2, 0.3}, {1.0000000005, 1.000000001}, {1.00000000049, 1.0}, {-1.0000000005, -1.000000001}, {1e-10, 0.0}, {-1e-10, 0.0}, {2.5, 2.5},
		{9007199254740991.0, 9007199254740991.0}, {1e300, 1e300}, {123456.7891234567, 123456.789123457}, {0.9999999999, 1.0}, {999.99999999995, 1000.0},
		{math.NaN(), nil}, {math.Inf(1), nil}, {"text", "text"}, {true, true}, {nil, nil},
	} {
		e, err := CompileExpression(EngineFormula, "x")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Evaluate(t.Context(), nil, &recorder{answer: c.answer}); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: %v, %v; want %v", c.answer, got, err, c.want)
		}
	}
	e, _ := CompileExpression(EngineFormula, "x")
	failure := errors.New("broken")
	if _, err := e.Evaluate(t.Context(), nil, &recorder{err: failure}); !errors.Is(err, failure) {
		t.Error(err)
	}
	if _, err := e.Evaluate(t.Context(), nil, nil); errs.CodeOf(err) != "ENGINES_NOT_BUILT" {
		t.Error(err)
	}
}

func TestStringAndUnknownEngines(t *testing.T) {
	s := scope(t)
	s.Extra["nan"], s.Extra["inf"], s.Extra["one"] = math.NaN(), math.Inf(-1), 1
	for _, c := range []struct {
		engine, source string
		want           any
	}{
		{EngineString, "{{one}}", "1"}, {EngineString, "a{{ one }}b{{none}}c{{$context.data.note}}d{{nan}}e{{inf}}", "a1bcde"},
		{EngineString, "{{$context.data.ok}} {{$context.data.tags}}", "true x,y"}, {EngineString, "{{$context.data.tricky}}", "{{$context.data.title}} $& $$ $1"},
		{EngineString, "{{this.x}}", "{{this.x}}"}, {EngineString, "", nil}, {EngineMath, " \n", nil}, {"", "1", nil}, {"basic", "1", nil},
		{EngineString, "{{$system.now}}", "2026-03-15T10:20:30.400Z"}, {EngineString, "{{$context.data.one}}", "1"},
	} {
		e, err := CompileExpression(c.engine, c.source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Evaluate(t.Context(), s, nil); err != nil || got != c.want || e.NeedsScript() {
			t.Errorf("%s %q: %v, %v; want %v", c.engine, c.source, got, err, c.want)
		}
	}
}

func TestExpressionIsBounded(t *testing.T) {
	if _, err := CompileExpression(EngineMath, strings.Repeat("1", MaxExpression+1)); errs.CodeOf(err) != "EXPRESSION_TOO_LARGE" {
		t.Error(err)
	}
	s := &Scope{Extra: map[string]any{"big": strings.Repeat("x", 5<<20)}}
	for engine, code := range map[string]string{EngineMath: "EXPRESSION_INPUT_TOO_LARGE", EngineString: "TEMPLATE_TOO_LARGE"} {
		e, err := CompileExpression(engine, "{{big}}")
		if err != nil || strings.Join(e.Paths(), " ") != "big" {
			t.Fatal(err, e.Paths())
		}
		if _, err := e.Evaluate(t.Context(), s, &recorder{}); errs.CodeOf(err) != code {
			t.Errorf("%s: %v", engine, err)
		}
	}
}

func TestNumberText(t *testing.T) {
	for want, v := range map[string]any{
		"1": 1.0, "0.1": 0.1, "1e+21": 1e21, "100000000000000000000": 1e20, "1e-7": 1e-7, "0.000001": 1e-6, "-1.5e-10": -1.5e-10, "0": math.Copysign(0, -1),
		"9007199254740993": int64(9007199254740993), "NaN": math.NaN(), "-Infinity": math.Inf(-1), "1.5e+300": 1.5e300,
	} {
		if got := text(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
