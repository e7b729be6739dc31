// Package expr fills variables into templates and evaluates the conditions and expressions that users write in
// nodes, triggers and filters: JSON templates, the basic comparison, and the engines "string", "math.js" and
// "formula.js". It follows JavaScript's conversion and comparison rules, because that is what these texts mean.
//
// It is pure: it imports only errs, plain, clock and the standard library, reads no clock and does no I/O. The two
// JavaScript engines are reached through Evaluator, which package script implements.
package expr

import "context"

// The names of the expression engines, as stored in node configurations.
const (
	EngineMath    = "math.js"
	EngineFormula = "formula.js"
	EngineString  = "string"
)

// Evaluator runs an expression in a JavaScript engine, EngineMath or EngineFormula. In source the variables are
// named $$0, $$1 and so on; vars holds their values in that order: plain JSON, or a time.Time for a date. The answer
// is plain JSON with float64 numbers; an undefined or non-finite result is nil.
type Evaluator interface {
	Evaluate(ctx context.Context, engine, source string, vars []any) (any, error)
	// Available is nil, or says why the engines cannot be used.
	Available() error
}

// Limits of this package. A text beyond them is refused rather than cut.
const (
	MaxRendered   = 1 << 20   // bytes of a filled-in template, counted about as its JSON
	MaxExpression = 256 << 10 // bytes of an expression's source
	maxVariable   = 4 << 20   // bytes of one variable of an expression
	maxDepth      = 500       // nesting of templates, conditions and filled-in values
)
