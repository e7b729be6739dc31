package script

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
)

func TestLimits(t *testing.T) {
	fast(t)
	p := engines(t, Options{Size: 1, Timeout: 300 * time.Millisecond, MemoryLimit: 16 << 20, MaxResult: 64 << 10})
	const slow, big, deep, long = "EXPRESSION_TIMEOUT", "EXPRESSION_MEMORY", "EXPRESSION_STACK", "EXPRESSION_RESULT_TOO_LARGE"
	for _, c := range []struct{ engine, source, code string }{
		{expr.EngineFormula, "(() => { for (;;); })()", slow},
		{expr.EngineFormula, "(() => { for (;;) try { for (;;); } catch {} })()", slow},
		{expr.EngineFormula, "/(a+)+b/.test('a'.repeat(40))", slow},
		{expr.EngineFormula, "({ toJSON() { for (;;); } })", slow},
		{expr.EngineFormula, "({ get a() { for (;;); } })", slow},
		{expr.EngineFormula, "(() => { const a = []; for (;;) a.push('x'.repeat(100000)); })()", big},
		{expr.EngineFormula, "'x'.repeat(1e9)", big},
		{expr.EngineFormula, "(f => f(f))(f => f(f))", deep},
		{expr.EngineFormula, "'x'.repeat(100000)", long},
		{expr.EngineFormula, "Array(4e9).join()", "EXPRESSION_FAILED"},
		{expr.EngineFormula, "Array(4e9).fill(0)", "EXPRESSION_FAILED"},
		{expr.EngineFormula, "[].concat(Array(4e9)).length", "EXPRESSION_FAILED"},
		{expr.EngineFormula, "new Set(Array(4e9)).size", "EXPRESSION_FAILED"},
		{expr.EngineFormula, "[Array(4e9)].flat().length", "EXPRESSION_FAILED"},
		{expr.EngineFormula, "[1].flatMap(() => Array(4e9)).length", "EXPRESSION_FAILED"},
		{expr.EngineMath, "f(x) = f(x); f(1)", deep},
		{expr.EngineMath, "f(x) = x <= 0 ? 0 : f(x - 1) + f(x - 1); f(100)", slow},
		{expr.EngineMath, "zeros(10000, 10000)", big},
		{expr.EngineMath, "ones(1, 100000)", long},
	} {
		t.Run(c.source, func(t *testing.T) {
			begin := time.Now()
			v, err := eval(p, c.engine, c.source)
			if errs.CodeOf(err) != c.code && !(c.code == big && errs.CodeOf(err) == slow) {
				t.Errorf("%v, %v; want %s", v, err, c.code)
			}
			if d := time.Since(begin); d > 10*time.Second {
				t.Errorf("took %s", d)
			}
			if v, err := eval(p, c.engine, "1 + 1"); v != 2.0 || err != nil {
				t.Errorf("afterwards 1 + 1 is %v, %v", v, err)
			}
		})
	}
}

func TestContextEndsAnEvaluation(t *testing.T) {
	p := engines(t, Options{Size: 1, Timeout: time.Minute})
	if _, err := eval(p, expr.EngineFormula, "1"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err := p.Evaluate(ctx, expr.EngineFormula, "(() => { for (;;); })()", nil)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(begin))
	}
	if v, err := eval(p, expr.EngineFormula, "1 + 1"); v != 2.0 || err != nil {
		t.Errorf("afterwards: %v, %v", v, err)
	}
}

func TestCloseEndsAnEvaluation(t *testing.T) {
	p := engines(t, Options{Timeout: time.Minute})
	if _, err := eval(p, expr.EngineFormula, "1"); err != nil {
		t.Fatal(err)
	}
	failed := make(chan error)
	go func() {
		_, err := eval(p, expr.EngineFormula, "(() => { for (;;); })()")
		failed <- err
	}()
	for len(p.slots) == 0 { // until the evaluation has its place
		runtime.Gosched()
	}
	p.Close()
	if err := <-failed; errs.CodeOf(err) != "ENGINES_CLOSED" {
		t.Error(err)
	}
	if _, err := eval(p, expr.EngineFormula, "1"); errs.CodeOf(err) != "ENGINES_CLOSED" {
		t.Error(err)
	}
}

// The engine does not look at the time inside of some of its own functions. The caller gets its answer nevertheless, and
// the pool its slot when the function ends.
func TestSlowBuiltin(t *testing.T) {
	fast(t)
	p := engines(t, Options{Size: 1, Timeout: 100 * time.Millisecond, MaxWait: 50 * time.Millisecond})
	if _, err := eval(p, expr.EngineFormula, "1"); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	_, err := eval(p, expr.EngineFormula, "'a'.repeat(8e4).indexOf('a'.repeat(4e4) + 'b')")
	if d := time.Since(begin); errs.CodeOf(err) != codeTimeout || d > 100*time.Millisecond+3*grace {
		t.Errorf("%v after %s", err, d)
	}
	if _, err := eval(p, expr.EngineFormula, "1"); errs.CodeOf(err) != "ENGINES_BUSY" {
		t.Errorf("while the machine is stuck: %v", err)
	}
	for range 600 {
		v, err := eval(p, expr.EngineFormula, "1")
		if v == 1.0 && err == nil {
			return
		}
	}
	t.Error("the slot did not come back")
}
