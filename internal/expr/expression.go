package expr

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Expression is a compiled text of one of the engines. It is immutable and safe for concurrent use.
type Expression struct {
	engine string
	pieces []piece // for the engine "string"
	source string  // for the others: variables are $$0, $$1, …
	vars   []*placeholder
	paths  []string
}

// CompileExpression prepares source for engine, EngineMath, EngineFormula or EngineString. An empty source and an
// engine that does not exist make an expression whose value is nil. Syntax errors show when it is evaluated.
func CompileExpression(engine, source string) (*Expression, error) {
	if len(source) > MaxExpression {
		return nil, errs.New(errs.Invalid, "EXPRESSION_TOO_LARGE", "the expression is larger than %d KiB", MaxExpression>>10)
	}
	e := &Expression{engine: engine}
	if strings.TrimFunc(source, isSpace) == "" {
		e.engine = ""
		return e, nil
	}
	e.pieces = split(source, inExpression, parseExpressionHole)
	e.paths = sortedUnique(pathsOf(e.pieces, nil))
	switch engine {
	case EngineString:
	case EngineMath, EngineFormula:
		e.bind()
	default:
		e.engine = ""
	}
	return e, nil
}

// bind writes the source with an identifier in place of each variable.
func (e *Expression) bind() {
	index := map[string]int{}
	var b strings.Builder
	for _, p := range e.pieces {
		if p.hole == nil {
			b.WriteString(p.literal)
			continue
		}
		i, known := index[p.hole.path]
		if !known {
			i = len(e.vars)
			index[p.hole.path] = i
			e.vars = append(e.vars, p.hole)
		}
		b.WriteString("$$" + strconv.Itoa(i))
	}
	e.source, e.pieces = b.String(), nil
}

// NeedsScript reports whether a JavaScript engine is needed to evaluate the expression.
func (e *Expression) NeedsScript() bool { return e.engine == EngineMath || e.engine == EngineFormula }

// Paths lists the variables that the expression refers to, sorted.
func (e *Expression) Paths() []string { return e.paths }

// Evaluate computes the expression for the variables of s, with the help of ev if NeedsScript. A missing variable is
// null. Numbers are rounded to nine decimals; NaN and infinities become nil.
func (e *Expression) Evaluate(ctx context.Context, s *Scope, ev Evaluator) (any, error) {
	switch {
	case e.engine == EngineString:
		return e.fill(s)
	case !e.NeedsScript():
		return nil, nil
	case ev == nil:
		return nil, errs.New(errs.Unavailable, "ENGINES_NOT_BUILT", "there are no formula engines here")
	}
	vars, err := e.values(s)
	if err != nil {
		return nil, err
	}
	v, err := ev.Evaluate(ctx, e.engine, e.source, vars)
	if err != nil {
		return nil, err
	}
	if f, ok := v.(float64); ok {
		return rounded(f), nil
	}
	return v, nil
}

// values looks up the variables; they share no storage with s. A date stays a date unless it is inside of another
// value.
func (e *Expression) values(s *Scope) ([]any, error) {
	vars := make([]any, len(e.vars))
	for i, hole := range e.vars {
		v := hole.value(s)
		if isDate(v) {
			vars[i] = v
			continue
		}
		left := budget(maxVariable)
		c, err := left.plain(v, 0)
		if err != nil {
			return nil, errs.New(errs.Invalid, "EXPRESSION_INPUT_TOO_LARGE",
				"the variable %s is too large for an expression", hole.path)
		}
		vars[i] = c
	}
	return vars, nil
}

// fill evaluates the engine "string": variables as text, nothing for null and for numbers that are not finite.
func (e *Expression) fill(s *Scope) (any, error) {
	left := budget(MaxRendered)
	var b strings.Builder
	for _, p := range e.pieces {
		t := p.literal
		if p.hole != nil {
			t = filled(p.hole.value(s))
		}
		if err := left.spend(len(t)); err != nil {
			return nil, err
		}
		b.WriteString(t)
	}
	return b.String(), nil
}

func filled(v any) string {
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return ""
	}
	return embedded(v)
}
