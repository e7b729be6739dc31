package script

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// engines returns a pool with the real libraries. Where they must be built in, their absence is a failure.
func engines(t testing.TB, o Options) *Pool {
	t.Helper()
	p := New(o)
	t.Cleanup(p.Close)
	if err := p.Available(); err != nil {
		if os.Getenv("SEQUITUR_REQUIRE_ENGINES") == "1" {
			t.Fatalf("SEQUITUR_REQUIRE_ENGINES=1, but %v", err)
		}
		t.Skipf("NOT TESTED: %v", err)
	}
	return p
}

// fast skips a test whose subject is JavaScript, not goroutines, when the race detector makes it too slow.
func fast(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("run without -race")
	}
}

func eval(p *Pool, engine, source string, vars ...any) (any, error) {
	return p.Evaluate(context.Background(), engine, source, vars)
}

func TestResults(t *testing.T) {
	fast(t)
	p := engines(t, Options{})
	at := time.Date(2026, 3, 15, 10, 20, 30, 400_000_000, time.FixedZone("", 3600))
	for _, c := range []struct {
		engine, source string
		vars           []any
		want           any
	}{
		{expr.EngineFormula, "unknownName", nil, nil},
		{expr.EngineFormula, "() => 1", nil, nil},
		{expr.EngineFormula, "$$0", []any{at}, "2026-03-15T09:20:30.400Z"},
		{expr.EngineFormula, "[$$0 instanceof Date, new Date(NaN)]", []any{at}, []any{true, nil}},
		{expr.EngineFormula, "[undefined, NaN, 1 / 0, 2n, 10n ** 20n]", nil, []any{nil, nil, nil, 2.0, "100000000000000000000"}},
		{expr.EngineFormula, "$$0 === 9007199254740991", []any{int64(1<<53 - 1)}, true},
		{expr.EngineFormula, "$$0", []any{json.Number("12.50")}, 12.5},
		{expr.EngineFormula, "$$0.a.b", []any{map[string]any{"a": map[string]any{"b": "\x00<é\u2028>"}}}, "\x00<é\u2028>"},
		{expr.EngineFormula, "'a' // comment", nil, "a"},
		{expr.EngineMath, "[1, 2; 3, 4]", nil, []any{[]any{1.0, 2.0}, []any{3.0, 4.0}}},
		{expr.EngineMath, "{a: [1, 2]}", nil, map[string]any{"a": []any{1.0, 2.0}}},
		{expr.EngineMath, "f(x) = x", nil, nil},
		{expr.EngineMath, "1 / 0", nil, nil},
	} {
		if got, err := eval(p, c.engine, c.source, c.vars...); err != nil || !same(got, c.want) {
			t.Errorf("%s: %#v, %v; want %#v", c.source, got, err, c.want)
		}
	}
}

func TestErrorsAreReadable(t *testing.T) {
	fast(t)
	p := engines(t, Options{})
	for _, c := range [][3]string{
		{expr.EngineFormula, "1 +", "SyntaxError: unexpected end of the expression"},
		{expr.EngineFormula, "1 2", "SyntaxError: unexpected text after the expression"},
		{expr.EngineFormula, "1) + (2", "SyntaxError: unexpected text after the expression"},
		{expr.EngineFormula, "a.b", "TypeError: cannot read property 'b' of undefined"},
		{expr.EngineFormula, "(() => { throw 'x' })()", "Error: x"},
		{expr.EngineFormula, "(async () => 1)()", "TypeError: an expression cannot be asynchronous"},
		{expr.EngineMath, "1 +", "SyntaxError: Unexpected end of expression (char 4)"},
		{expr.EngineMath, "import({})", "Error: Function import is disabled"},
	} {
		if _, err := eval(p, c[0], c[1]); err == nil || err.Error() != c[2] || errs.KindOf(err) != errs.Unprocessable {
			t.Errorf("%s: %v", c[1], err)
		}
	}
	if _, err := eval(p, "basic", "1"); errs.CodeOf(err) != "ENGINE_UNKNOWN" {
		t.Error(err)
	}
	if _, err := eval(p, expr.EngineMath, "$$0", math.NaN()); errs.CodeOf(err) != "EXPRESSION_INPUT_INVALID" {
		t.Error(err)
	}
}

func TestWithoutBundles(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{"none": {}, "one": {"math.js": {}}} {
		p := New(Options{Bundles: files})
		defer p.Close()
		p.Warm(context.Background())
		_, err := eval(p, expr.EngineMath, "1")
		for _, err := range []error{p.Available(), err} {
			if errs.CodeOf(err) != "ENGINES_NOT_BUILT" || !strings.Contains(err.Error(), "make engines") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	broken := New(Options{Bundles: fstest.MapFS{"math.js": {Data: []byte("}")}, "formula.js": {Data: []byte("null.x")}}})
	defer broken.Close()
	for _, engine := range []string{expr.EngineMath, expr.EngineFormula} {
		if _, err := eval(broken, engine, "1"); errs.CodeOf(err) != "ENGINE_BROKEN" {
			t.Error(err)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	p := engines(t, Options{Size: 2, Timeout: 20 * time.Second, MaxWait: time.Minute})
	kinds, rounds := []string{expr.EngineMath, expr.EngineFormula}, 100
	if underRace {
		kinds, rounds = []string{expr.EngineFormula}, 30
	} else {
		p.Warm(context.Background())
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			engine := kinds[g%len(kinds)]
			for i := range rounds {
				source := fmt.Sprintf("$$0 * 2 + %d", i%7)
				if v, err := eval(p, engine, source, float64(g)); err != nil || v != float64(2*g+i%7) {
					t.Errorf("%s with %d: %v, %v", source, g, v, err)
				}
			}
		})
	}
	wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle[kinds[0]]); n == 0 || n > 2 {
		t.Errorf("%d machines left", n)
	}
}

func TestCacheIsBounded(t *testing.T) {
	p := engines(t, Options{Size: 1, Timeout: 20 * time.Second})
	for i := range cacheSize + 50 {
		if v, err := eval(p, expr.EngineFormula, fmt.Sprintf("%d + 0", i)); v != float64(i) || err != nil {
			t.Fatal(v, err)
		}
	}
	if n := p.idle[expr.EngineFormula][0].compiled.order.Len(); n != cacheSize {
		t.Errorf("%d expressions kept", n)
	}
}

// An expression through package expr: variables, rounding, dates.
func TestThroughExpr(t *testing.T) {
	fast(t)
	p := engines(t, Options{})
	at := time.Date(2026, 3, 15, 10, 20, 30, 0, time.UTC)
	s := &expr.Scope{
		Context: map[string]any{"data": map[string]any{"price": json.Number("0.1"), "lines": []any{map[string]any{"n": 1.0}, map[string]any{"n": 2.0}}}},
		System:  expr.System{Now: func() time.Time { return at }},
	}
	for _, c := range []struct {
		engine, source string
		want           any
	}{
		{expr.EngineMath, "{{$context.data.price}} + 0.2", 0.3},
		{expr.EngineMath, "sum({{$context.data.lines.n}})", 3.0},
		{expr.EngineMath, "{{ctx.$context.data.lines.n}}[2]", 2.0},
		{expr.EngineFormula, "{{$context.data.lines.n}}[1]", 2.0},
		{expr.EngineFormula, "{{$system.now}}", "2026-03-15T10:20:30.000Z"},
		{expr.EngineFormula, "YEAR({{ $system.now }})", 2026.0},
		{expr.EngineFormula, "{{$context.missing}} === null", true},
		{expr.EngineFormula, "CONCATENATE('a', '{{$context.data.price}}')", "a$$0"},
		{expr.EngineFormula, "1 / 0", nil},
		{expr.EngineFormula, " ", nil},
	} {
		e, err := expr.CompileExpression(c.engine, c.source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Evaluate(context.Background(), s, p); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %#v, %v; want %#v", c.source, got, err, c.want)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	p := engines(b, Options{Size: 1})
	for _, c := range [][2]string{{expr.EngineMath, "$$0 > 3 and 1 < 2"}, {expr.EngineFormula, "SUM($$0, 1) > 3"}} {
		b.Run(c[0], func(b *testing.B) {
			for b.Loop() {
				if _, err := eval(p, c[0], c[1], 5); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
