package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// calculation evaluates an expression.
type calculation struct{}

type calculationConfig struct {
	Engine     string `json:"engine" doc:"The language of the expression. string fills variables into a text." enum:"math.js,formula.js,string" default:"math.js" title:"Written as" labels:"Math.js expression|Formula.js expression|Text with variables"`
	Expression string `json:"expression" doc:"The expression; without one the result is null." as:"expression"`
}

func (c calculationConfig) engine() string {
	if c.Engine == "" {
		return expr.EngineMath
	}
	return c.Engine
}

// Spec implements extension.NodeType.
func (calculation) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "calculation", Title: "Calculation", Group: groupCalculation,
		Summary:     "Evaluates an expression; its value is the result.",
		Config:      calculationConfig{},
		Effect:      calculationEffect,
		SyncAllowed: true,
	}
}

func calculationEffect(config json.RawMessage) extension.Effect {
	c, err := decode[calculationConfig](config)
	if err != nil {
		return extension.Pure
	}
	return evaluated{c.engine(), c.Expression}.effect()
}

// Validate implements extension.Validator. Errors in the expression itself show when it runs.
func (calculation) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	c, err := decode[calculationConfig](config)
	if err != nil {
		return err
	}
	var list errs.List
	if err := checkEngine(c.Engine, "engine", expr.EngineMath, expr.EngineFormula, expr.EngineString); err != nil {
		list = append(list, err)
	}
	if _, err := expr.CompileExpression(c.engine(), c.Expression); err != nil {
		list = append(list, asError(err, "expression"))
	}
	return list.Or()
}

// Prepare implements extension.Preparer.
func (calculation) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[calculationConfig](config)
	if err != nil {
		return nil, err
	}
	return expr.CompileExpression(c.engine(), c.Expression)
}

// Run implements extension.NodeType.
func (n calculation) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	e, err := prepared[*expr.Expression](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	value, err := e.Evaluate(ctx, step.Scope, step.Evaluator)
	if err != nil {
		return told(ctx, err)
	}
	return extension.Done(value), nil
}

// Test implements extension.Tester.
func (n calculation) Test(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return n.Run(ctx, step)
}
