package nodes_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// interrupted is an engine that is stopped by the end of its context.
type interrupted struct{}

// Evaluate implements expr.Evaluator.
func (interrupted) Evaluate(ctx context.Context, _, _ string, _ []any) (any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Available implements expr.Evaluator.
func (interrupted) Available() error { return nil }

func TestAnInterruptedEvaluationIsNotTakenForAWrongExpression(t *testing.T) {
	configs := map[string]string{
		"condition":        `{"rejectOnFalse": false, "engine": "math.js", "expression": "1 < 2"}`,
		"multi-conditions": `{"conditions": [{"engine": "math.js", "expression": "1 < 2"}]}`,
		"calculation":      `{"expression": "1 + 2"}`,
	}
	for typ, config := range configs {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		step := &extension.Step{Workflow: &workflow.Workflow{}, Node: &workflow.Node{}, Config: json.RawMessage(config), Evaluator: interrupted{}}
		if _, err := find(t, typ).Run(ctx, step); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the error is %v", typ, err)
		}
	}
}

func TestConfigurationsCanBeTriedOutsideOfAnExecution(t *testing.T) {
	cases := []struct {
		name, typ, config string
		want              extension.Result
	}{
		{"a condition that holds", "condition", `{"rejectOnFalse": false, "calculation": {"calculator": "equal", "operands": [1, 1]}}`, extension.Done(true)},
		{"a condition that does not hold", "condition", `{"rejectOnFalse": true, "calculation": {"calculator": "equal", "operands": [1, 2]}}`, extension.Unmet(false)},
		{"a calculation", "calculation", `{"engine": "string", "expression": "x{{$context.nothing}}y"}`, extension.Done("xy")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			tester, ok := find(t, c.typ).(extension.Tester)
			if !ok {
				t.Fatalf("%s cannot be tried", c.typ)
			}
			got, err := tester.Test(t.Context(), &extension.Step{Config: json.RawMessage(c.config)})
			if err != nil || got.Status != c.want.Status || got.Value != c.want.Value {
				t.Errorf("the result is %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestWithoutEnginesAnExpressionSaysSo(t *testing.T) {
	step := &extension.Step{Config: json.RawMessage(`{"expression": "1 + 2"}`)}
	got, err := find(t, "calculation").Run(t.Context(), step)
	if err != nil || got.Status != workflow.Errored || got.Value != "there are no formula engines here" {
		t.Errorf("the result is %+v, %v", got, err)
	}
}
