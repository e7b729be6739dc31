package nodes

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// multiConditions asks several questions in order and takes the branch of the first that holds.
type multiConditions struct{}

type multiConditionsConfig struct {
	Conditions        []oneCondition `json:"conditions" doc:"The conditions in the order in which they are asked. The first that is exactly true wins; condition i has branch i+1." as:"branches"`
	ContinueOnNoMatch bool           `json:"continueOnNoMatch" title:"When no condition holds" labels:"Go on|End as failed" doc:"Go on when no condition holds. Otherwise the node ends as failed. The branch \"otherwise\" runs in both cases."`
}

type oneCondition struct {
	UID         string `json:"uid" doc:"Identifies the condition for the editor." as:"uid"`
	Title       string `json:"title" doc:"The name of the branch."`
	Engine      string `json:"engine" doc:"How the condition is written." enum:"basic,math.js,formula.js" default:"basic" title:"Written as" labels:"Comparison|Math.js expression|Formula.js expression"`
	Calculation any    `json:"calculation" doc:"The comparison, for engine basic." as:"calculation" title:"Condition" when:"engine=basic"`
	Expression  string `json:"expression" doc:"The expression, for the other engines." as:"expression" when:"engine=math.js|formula.js"`
}

type preparedConditions struct {
	list      []*predicate
	onNoMatch workflow.Status
}

const branchOtherwise = 0

// Spec implements extension.NodeType.
func (multiConditions) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "multi-conditions", Title: "Multiple conditions", Group: groupControl,
		Summary:     "Takes the branch of the first condition that holds, or the branch \"otherwise\".",
		Config:      multiConditionsConfig{},
		Branches:    multiConditionsBranches,
		Effect:      multiConditionsEffect,
		SyncAllowed: true,
	}
}

func multiConditionsBranches(config json.RawMessage) []extension.Branch {
	c, err := decode[multiConditionsConfig](config)
	if err != nil {
		return nil
	}
	branches := make([]extension.Branch, 0, len(c.Conditions)+1)
	for i, one := range c.Conditions {
		title := one.Title
		if title == "" {
			title = fmt.Sprintf("Condition %d", i+1)
		}
		branches = append(branches, extension.Branch{Index: i + 1, Title: title})
	}
	return append(branches, extension.Branch{Index: branchOtherwise, Title: "Otherwise"})
}

func multiConditionsEffect(config json.RawMessage) extension.Effect {
	c, err := decode[struct {
		Conditions []evaluated `json:"conditions"`
	}](config)
	if err != nil {
		return extension.Pure
	}
	for _, one := range c.Conditions {
		if one.effect() == extension.Script {
			return extension.Script
		}
	}
	return extension.Pure
}

// Validate implements extension.Validator.
func (multiConditions) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	c, err := decode[multiConditionsConfig](config)
	if err != nil {
		return err
	}
	var list errs.List
	for i, one := range c.Conditions {
		list = append(list, checkPredicate(one.Engine, one.Calculation, one.Expression, fmt.Sprintf("conditions[%d].", i))...)
	}
	return list.Or()
}

// Prepare implements extension.Preparer.
func (multiConditions) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[multiConditionsConfig](config)
	if err != nil {
		return nil, err
	}
	p := &preparedConditions{onNoMatch: workflow.Failed}
	if c.ContinueOnNoMatch {
		p.onNoMatch = workflow.Resolved
	}
	for i, one := range c.Conditions {
		cond, err := compilePredicate(one.Engine, one.Calculation, one.Expression)
		if err != nil {
			return nil, asError(err, fmt.Sprintf("conditions[%d]", i))
		}
		p.list = append(p.list, cond)
	}
	return p, nil
}

// Run implements extension.NodeType.
func (n multiConditions) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	result, err := n.decide(ctx, step)
	if result.Branch != nil && !step.HasBranch(*result.Branch) {
		result.Branch = nil
	}
	return result, err
}

// Try implements extension.Trier. It names the branch that would be taken, whether it has steps or not.
func (n multiConditions) Try(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return n.decide(ctx, step)
}

// decide asks the conditions in their order.
func (n multiConditions) decide(ctx context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedConditions](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	outcomes := make([]any, 0, len(p.list))
	result := extension.Result{Status: p.onNoMatch}
	branch := branchOtherwise
	for i, one := range p.list {
		value, err := one.evaluate(ctx, step.Scope, step.Evaluator)
		if ctx.Err() != nil {
			return extension.Result{}, ctx.Err()
		}
		if err != nil {
			value = err.Error()
		}
		outcomes = append(outcomes, value)
		result.Value = value
		if _, isText := value.(string); isText {
			// An expression whose value is a text counts as an error, as does one that has none.
			result.Status, result.Meta = workflow.Errored, outcomesMeta(outcomes)
			return result, nil
		}
		if value == true {
			result.Status, branch = workflow.Resolved, i+1
			break
		}
	}
	result.Meta, result.Branch = outcomesMeta(outcomes), &branch
	return result, nil
}

// outcomesMeta keeps what the conditions gave, as far as they were asked.
func outcomesMeta(outcomes []any) map[string]any { return map[string]any{"conditions": outcomes} }

// BranchEnded implements extension.BranchOwner: the node's own job stays as it was, so that "otherwise" may run and the
// node be failed all the same. A branch that did not end well ends the whole execution.
func (multiConditions) BranchEnded(_ context.Context, step *extension.Step, _ int, last *workflow.Job) (extension.Result, error) {
	if last.Status != workflow.Resolved {
		return extension.Result{Status: last.Status, Keep: true, End: true}, nil
	}
	return extension.Result{Status: step.Own.Status, Keep: true}, nil
}
