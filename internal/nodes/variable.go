package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// variable declares a variable, or gives a declared one another value.
type variable struct{}

type variableConfig struct {
	Target string `json:"target" doc:"The key of the variable node that gets the value; empty declares a new variable." as:"node" title:"Variable"`
	Value  any    `json:"value" doc:"The value." as:"template"`
}

type preparedVariable struct {
	target string
	value  *expr.Template
}

const variableType = "variable"

// Spec implements extension.NodeType.
func (variable) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: variableType, Title: "Variable", Group: groupCalculation,
		Summary:     "Declares a variable, or gives a declared one another value.",
		Config:      variableConfig{},
		SyncAllowed: true,
	}
}

// Validate implements extension.Validator. Whether the target exists is known only when the node runs: nodes may be
// made in any order.
func (n variable) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	_, err := n.Prepare(config)
	return err
}

// Prepare implements extension.Preparer.
func (variable) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[variableConfig](config)
	if err != nil {
		return nil, err
	}
	value, err := compile(c.Value, "value")
	return &preparedVariable{target: c.Target, value: value}, err
}

// Run implements extension.NodeType.
func (n variable) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedVariable](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	value, err := p.value.Render(step.Scope)
	if err != nil || p.target == "" {
		return extension.Done(value), err
	}
	target := step.Workflow.NodeByKey(p.target)
	if target == nil || target.Type != variableType {
		return extension.Result{}, errs.New(errs.Invalid, "UNKNOWN_VARIABLE", "the workflow has no variable node with the key %q", p.target)
	}
	return extension.Result{Status: workflow.Resolved, Value: value, Assign: map[string]any{p.target: value}}, nil
}

// Try implements extension.Trier. Which variable would get the value is known only inside a workflow.
func (n variable) Try(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedVariable](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	value, err := p.value.Render(step.Scope)
	return extension.Done(value), err
}
