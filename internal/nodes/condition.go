package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// condition asks one question: go on only if it holds, or take one of two branches.
type condition struct{}

type conditionConfig struct {
	RejectOnFalse *bool  `json:"rejectOnFalse" doc:"End as failed when the condition does not hold. Otherwise the node has a branch for each answer." default:"true" required:"true" title:"When it does not hold" labels:"End as failed|Take the branch No"`
	Engine        string `json:"engine" doc:"How the condition is written: basic is a comparison, the others are expressions." enum:"basic,math.js,formula.js" default:"basic" title:"Written as" labels:"Comparison|Math.js expression|Formula.js expression"`
	Calculation   any    `json:"calculation" doc:"The comparison, for engine basic. Without one the condition holds." as:"calculation" title:"Condition" when:"engine=basic"`
	Expression    string `json:"expression" doc:"The expression, for the other engines. Only exactly true or false choose a branch." as:"expression" when:"engine=math.js|formula.js"`
}

type preparedCondition struct {
	*predicate
	reject bool
}

// The branches of a condition.
const (
	branchFalse = 0
	branchTrue  = 1
)

// Spec implements extension.NodeType.
func (condition) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "condition", Title: "Condition", Group: groupControl,
		Summary:     "Goes on only if a condition holds, or takes one of two branches.",
		Config:      conditionConfig{},
		Branches:    conditionBranches,
		Effect:      conditionEffect,
		SyncAllowed: true,
	}
}

func conditionBranches(config json.RawMessage) []extension.Branch {
	c, err := decode[conditionConfig](config)
	if err != nil || c.rejects() {
		return nil
	}
	return []extension.Branch{{Index: branchTrue, Title: "Yes"}, {Index: branchFalse, Title: "No"}}
}

func conditionEffect(config json.RawMessage) extension.Effect {
	c, err := decode[evaluated](config)
	if err != nil {
		return extension.Pure
	}
	return c.effect()
}

func (c conditionConfig) rejects() bool { return c.RejectOnFalse != nil && *c.RejectOnFalse }

// Validate implements extension.Validator.
func (condition) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	c, err := decode[conditionConfig](config)
	if err != nil || !isGiven(config) {
		return err
	}
	var list errs.List
	if c.RejectOnFalse == nil {
		list = append(list, errs.New(errs.Invalid, "REQUIRED", "rejectOnFalse is required").On("rejectOnFalse"))
	}
	return append(list, checkPredicate(c.Engine, c.Calculation, c.Expression, "")...).Or()
}

// Prepare implements extension.Preparer.
func (condition) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[conditionConfig](config)
	if err != nil {
		return nil, err
	}
	p, err := compilePredicate(c.Engine, c.Calculation, c.Expression)
	return &preparedCondition{predicate: p, reject: c.rejects()}, err
}

// Run implements extension.NodeType.
func (n condition) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedCondition](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	value, err := p.evaluate(ctx, step.Scope, step.Evaluator)
	if err != nil {
		return told(ctx, err)
	}
	if p.reject && !truthy(value) {
		return extension.Unmet(value), nil
	}
	// A value that is neither true nor false enters no branch: an expression that forgot its comparison must not
	// silently be taken for a yes.
	if answer, ok := value.(bool); ok && step.Workflow != nil {
		branch := branchFalse
		if answer {
			branch = branchTrue
		}
		if step.HasBranch(branch) {
			return extension.Choose(branch, workflow.Resolved, value), nil
		}
	}
	return extension.Done(value), nil
}

// BranchEnded implements extension.BranchOwner: after a good end the line goes on with the condition's own job, a bad
// one is for the branch around it to judge.
func (condition) BranchEnded(_ context.Context, _ *extension.Step, _ int, last *workflow.Job) (extension.Result, error) {
	if last.Status == workflow.Resolved {
		return extension.Result{Status: workflow.Resolved, Keep: true}, nil
	}
	return extension.Result{Status: last.Status, Bubble: true}, nil
}

// Test implements extension.Tester. It names the branch that would be taken, whether it has steps or not.
func (n condition) Test(ctx context.Context, step *extension.Step) (extension.Result, error) {
	result, err := n.Run(ctx, step)
	c, unreadable := decode[conditionConfig](step.Config)
	answer, ok := result.Value.(bool)
	if err != nil || unreadable != nil || c.rejects() || !ok || result.Status != workflow.Resolved {
		return result, err
	}
	branch := branchFalse
	if answer {
		branch = branchTrue
	}
	result.Branch = &branch
	return result, nil
}
