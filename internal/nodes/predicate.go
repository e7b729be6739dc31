package nodes

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
)

// predicate is a compiled condition: a basic comparison, or an expression that a JavaScript engine evaluates.
type predicate struct {
	calculation *expr.Calculation
	expression  *expr.Expression
}

func compilePredicate(engine string, calculation any, expression string) (*predicate, error) {
	switch engine {
	case "", engineBasic:
		c, err := expr.CompileCalculation(calculation)
		return &predicate{calculation: c}, err
	case expr.EngineMath, expr.EngineFormula:
		e, err := expr.CompileExpression(engine, expression)
		return &predicate{expression: e}, err
	}
	return nil, errs.New(errs.Invalid, "ENGINE_UNKNOWN", "there is no engine %q for conditions", engine)
}

// evaluate returns the condition's value; only an expression can have one that is no boolean.
func (p *predicate) evaluate(ctx context.Context, scope *expr.Scope, ev expr.Evaluator) (any, error) {
	if p.calculation != nil {
		return p.calculation.Evaluate(scope)
	}
	return p.expression.Evaluate(ctx, scope, ev)
}

// checkPredicate reports what is wrong with a condition; prefix is the path of the object that holds it, with a dot at
// its end, or "".
func checkPredicate(engine string, calculation any, expression, prefix string) errs.List {
	var list errs.List
	if err := checkEngine(engine, prefix+"engine", engineBasic, expr.EngineMath, expr.EngineFormula); err != nil {
		return append(list, err)
	}
	if _, err := compilePredicate(engine, calculation, expression); err != nil {
		field := prefix + "expression"
		if engine == "" || engine == engineBasic {
			field = prefix + "calculation"
		}
		list = append(list, asError(err, field))
	}
	return list
}

// evaluated is a configuration as far as it says what must be evaluated. The engine asks for the effect before every
// step, so nothing else is read.
type evaluated struct {
	Engine     string `json:"engine"`
	Expression string `json:"expression"`
}

// effect is that of evaluating: an expression needs a JavaScript engine, unless it is empty or of a simple engine.
func (e evaluated) effect() extension.Effect {
	script := e.Engine == expr.EngineMath || e.Engine == expr.EngineFormula
	if script && strings.TrimSpace(e.Expression) != "" {
		return extension.Script
	}
	return extension.Pure
}

// truthy is how JavaScript takes v for a yes or no.
func truthy(v any) bool {
	switch x := v.(type) {
	case nil:
		return false
	case bool:
		return x
	case string:
		return x != ""
	}
	if f, ok := asNumber(v); ok {
		return f != 0 && !math.IsNaN(f)
	}
	return true
}

// asNumber reads a number of plain JSON.
func asNumber(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case int64:
		return float64(x), true
	case int:
		return float64(x), true
	case json.Number:
		f, err := strconv.ParseFloat(string(x), 64)
		return f, err == nil || math.IsInf(f, 0)
	}
	return 0, false
}
