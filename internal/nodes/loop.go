package nodes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// loop runs its branch once for each item of a list, or a number of times.
type loop struct{}

type loopConfig struct {
	Target    any            `json:"target" doc:"What to go through: a number of turns, a list, or a text (its characters). Any other value is one item; nothing is none." default:"1" as:"template" title:"Go through"`
	Condition *loopCondition `json:"condition" doc:"An optional condition for each turn; false for none."`
	Exit      int            `json:"exit" doc:"After a turn that did not end well: 0 ends the loop with that status, 1 leaves the loop and goes on, 2 takes the next item." enum:"0,1,2" default:"0" title:"After a turn that did not end well" labels:"End the loop with its status|Leave the loop and go on|Take the next item"`
}

type loopCondition struct {
	Engine          string `json:"engine" doc:"How the condition is written." enum:"basic,math.js,formula.js" default:"basic" title:"Written as" labels:"Comparison|Math.js expression|Formula.js expression"`
	Calculation     any    `json:"calculation" doc:"The comparison, for engine basic." as:"calculation" title:"Condition" when:"engine=basic"`
	Expression      string `json:"expression" doc:"The expression, for the other engines." as:"expression" when:"engine=math.js|formula.js"`
	Checkpoint      int    `json:"checkpoint" doc:"0 asks before every turn, 1 after every turn: the first one is not asked about." enum:"0,1" default:"0" title:"Asked" labels:"Before every turn|After every turn"`
	ContinueOnFalse bool   `json:"continueOnFalse" doc:"When the condition does not hold, skip the item instead of leaving the loop." title:"When the condition does not hold" labels:"Skip the item|Leave the loop"`
	off             bool
}

// UnmarshalJSON accepts false for no condition.
func (c *loopCondition) UnmarshalJSON(b []byte) error {
	if string(b) == "false" {
		c.off = true
		return nil
	}
	type plain loopCondition
	err := extension.DecodeConfig(b, (*plain)(c))
	var told *errs.Error
	if errors.As(err, &told) {
		return told.On(strings.TrimSuffix("condition."+told.Field, "."))
	}
	return err
}

const (
	loopBranch = 0
	// maxTurns bounds what one loop may go through: it ends as an error when items are left.
	maxTurns = 10_000
)

// The values of exit.
const (
	exitReturn = iota
	exitBreak
	exitContinue
)

type preparedLoop struct {
	target          *expr.Template
	condition       *predicate // nil = none
	exit            int
	afterTurn       bool
	continueOnFalse bool
}

// Spec implements extension.NodeType.
func (loop) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "loop", Title: "Loop", Group: groupControl,
		Summary: "Runs its branch once for each item of a list, or a number of times.",
		Config:  loopConfig{},
		Branches: func(json.RawMessage) []extension.Branch {
			return []extension.Branch{{Index: loopBranch, Title: "Each turn"}}
		},
		Effect:      loopEffect,
		SyncAllowed: true,
	}
}

func loopEffect(config json.RawMessage) extension.Effect {
	c, err := decode[struct {
		Condition evaluated `json:"condition"`
	}](config)
	if err != nil { // false stands for no condition
		return extension.Pure
	}
	return c.Condition.effect()
}

// Validate implements extension.Validator.
func (loop) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	c, err := decode[loopConfig](config)
	if err != nil {
		return err
	}
	var list errs.List
	if _, err := expr.Compile(c.Target); err != nil {
		list = append(list, asError(err, "target"))
	}
	if c.Exit < exitReturn || c.Exit > exitContinue {
		list = append(list, extension.InvalidConfig("exit", "exit must be 0, 1 or 2"))
	}
	if cond := c.Condition; cond != nil && !cond.off {
		if cond.Checkpoint != 0 && cond.Checkpoint != 1 {
			list = append(list, extension.InvalidConfig("condition.checkpoint", "condition.checkpoint must be 0 or 1"))
		}
		list = append(list, checkPredicate(cond.Engine, cond.Calculation, cond.Expression, "condition.")...)
	}
	return list.Or()
}

// Prepare implements extension.Preparer.
func (loop) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[loopConfig](config)
	if err != nil {
		return nil, err
	}
	p := &preparedLoop{exit: c.Exit}
	if p.target, err = compile(c.Target, "target"); err != nil {
		return nil, err
	}
	if cond := c.Condition; cond != nil && !cond.empty() {
		p.afterTurn, p.continueOnFalse = cond.Checkpoint == 1, cond.ContinueOnFalse
		if p.condition, err = compilePredicate(cond.Engine, cond.Calculation, cond.Expression); err != nil {
			return nil, asError(err, "condition")
		}
	}
	return p, nil
}

// empty tells whether there is nothing to ask.
func (c *loopCondition) empty() bool {
	if c.Engine == "" || c.Engine == engineBasic {
		return c.off || c.Calculation == nil
	}
	return c.off || strings.TrimSpace(c.Expression) == ""
}

// Run implements extension.NodeType. What the loop goes through is fixed here and kept in the job's meta, whatever
// becomes of the variables during the turns.
func (n loop) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	p, target, err := n.over(step)
	if err != nil {
		return extension.Result{}, err
	}
	s, err := startLoop(target)
	if err != nil {
		return extension.Result{}, err
	}
	if s.length == 0 || !step.HasBranch(loopBranch) {
		return s.end(workflow.Resolved, ""), nil
	}
	result, err := p.next(ctx, step, s)
	result.Meta = json.RawMessage(s.meta)
	return result, err
}

// BranchEnded implements extension.BranchOwner: one turn is over.
func (n loop) BranchEnded(ctx context.Context, step *extension.Step, _ int, last *workflow.Job) (extension.Result, error) {
	p, err := prepared[*preparedLoop](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	s, err := readLoop(step.Own)
	if err != nil {
		return extension.Result{}, err
	}
	turn := s.Looped
	s.Looped++
	switch {
	case last.Status == workflow.Resolved, p.exit == exitContinue:
		s.Done++
		result, err := p.next(ctx, step, s)
		if s.retried {
			result.Meta = s.withoutFailed()
		}
		return result, err
	case p.exit == exitBreak:
		return s.end(workflow.Resolved, "broken"), nil
	}
	result := s.end(last.Status, "")
	result.Meta = s.withFailed(turn)
	return result, nil
}

// next begins the turn that s stands at, or a later one, or ends the loop.
func (p *preparedLoop) next(ctx context.Context, step *extension.Step, s *loopState) (extension.Result, error) {
	for ; s.Looped < s.length; s.Looped++ {
		if s.Looped >= maxTurns {
			return s.end(workflow.Errored, "exceeded"), nil
		}
		holds, err := p.holds(ctx, step, s)
		if err != nil {
			return extension.Result{}, err
		}
		if holds {
			return extension.Choose(loopBranch, workflow.Pending, s.result("")), nil
		}
		if !p.continueOnFalse {
			return s.end(workflow.Resolved, "broken"), nil
		}
	}
	return s.end(workflow.Resolved, ""), nil
}

// holds asks the condition about the item that s stands at.
func (p *preparedLoop) holds(ctx context.Context, step *extension.Step, s *loopState) (bool, error) {
	if p.condition == nil || p.afterTurn && s.Looped == 0 {
		return true, nil
	}
	vars, err := s.variables()
	if err != nil {
		return false, err
	}
	value, err := p.condition.evaluate(ctx, within(step, vars), step.Evaluator)
	return truthy(value), err
}

// within is the step's scope as the nodes of its branch see it.
func within(step *extension.Step, vars map[string]any) *expr.Scope {
	var scope expr.Scope
	if step.Scope != nil {
		scope = *step.Scope
	}
	scope.Scopes = maps.Clone(scope.Scopes)
	if scope.Scopes == nil {
		scope.Scopes = map[string]any{}
	}
	scope.Scopes[step.Node.Key] = vars
	scope.Scopes[strconv.FormatInt(step.Node.ID, 10)] = vars
	return &scope
}

// Scope implements extension.Scoper.
func (loop) Scope(step *extension.Step) (map[string]any, error) {
	s, err := readLoop(step.Own)
	if err != nil {
		return nil, err
	}
	return s.variables()
}

// loopMeta is what a loop goes through: as many turns as Length, or Items. It is written once and only searched later.
type loopMeta struct {
	Length int               `json:"length"`
	Items  []json.RawMessage `json:"items,omitempty"`
}

// loopState says how far a loop is: the items gone through and the turns that count as done.
type loopState struct {
	Looped int `json:"looped"`
	Done   int `json:"done"`
	length int
	meta   []byte
	// retried says that the execution goes on in a turn that had failed and was counted.
	retried bool
}

// metaFailed is the member of the meta that names the turn with which the loop failed. The result counts that turn, so a
// retry, which begins inside of it, would otherwise take it for the next one.
const metaFailed = "failedTurn"

func (s *loopState) withFailed(turn int) any {
	if s.retried {
		return nil // it says so already
	}
	return json.RawMessage(fmt.Appendf(nil, `{"%s":%d,%s`, metaFailed, turn, bytes.TrimLeft(s.meta, "{ \n\t\r")))
}

func (s *loopState) withoutFailed() any {
	var m map[string]json.RawMessage
	if json.Unmarshal(s.meta, &m) != nil {
		return nil // keeps it as it is
	}
	delete(m, metaFailed)
	return m
}

// startLoop fixes what a loop goes through.
func startLoop(target any) (*loopState, error) {
	m := loopMeta{}
	if err := m.read(target); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(m)
	return &loopState{length: m.Length, meta: raw}, err
}

// read takes what a loop is to go through.
func (m *loopMeta) read(target any) error {
	switch x := target.(type) {
	case nil:
	case []any:
		return m.add(x...)
	case string:
		for _, r := range x {
			if err := m.add(string(r)); err != nil {
				return err
			}
		}
	default:
		f, isNumber := asNumber(target)
		if !isNumber {
			return m.add(target)
		}
		m.Length = int(min(max(math.Floor(f), 0), math.MaxInt32))
	}
	return nil
}

func (m *loopMeta) add(items ...any) error {
	for _, item := range items {
		raw, err := json.Marshal(item)
		if err != nil {
			return err
		}
		m.Items = append(m.Items, raw)
	}
	m.Length = len(m.Items)
	return nil
}

// readLoop reads the state that the loop's own job keeps.
func readLoop(own *workflow.Job) (*loopState, error) {
	lost := errs.New(errs.Internal, "LOOP_STATE_LOST", "the loop's job does not hold its state any more")
	if own == nil {
		return nil, lost
	}
	s := &loopState{meta: own.Meta}
	n, ok := loopNumber(own.Meta, "length")
	if s.length = n; !ok || json.Unmarshal(own.Result, s) != nil {
		return nil, lost
	}
	if turn, failed := loopNumber(own.Meta, metaFailed); failed && own.Status == workflow.Pending {
		s.Looped, s.retried = turn, true
	}
	return s, nil
}

// variables are what the nodes of the branch see of the turn that s stands at. The item of a number is the index.
func (s *loopState) variables() (map[string]any, error) {
	var item any = s.Looped
	if raw, ok := loopItem(s.meta, s.Looped); ok {
		item = nil
		if err := extension.DecodeConfig(raw, &item); err != nil {
			return nil, err
		}
	}
	return map[string]any{"item": item, "index": s.Looped, "sequence": s.Looped + 1, "length": s.length}, nil
}

// result is the job's result; mark names a flag to be set in it, or "".
func (s *loopState) result(mark string) map[string]any {
	r := map[string]any{"looped": s.Looped, "done": s.Done}
	if mark != "" {
		r[mark] = true
	}
	return r
}

func (s *loopState) end(status workflow.Status, mark string) extension.Result {
	return extension.Result{Status: status, Value: s.result(mark)}
}

// over is what the loop is to go through.
func (n loop) over(step *extension.Step) (p *preparedLoop, target any, err error) {
	if p, err = prepared[*preparedLoop](n, step); err != nil {
		return nil, nil, err
	}
	target, err = p.target.Render(step.Scope)
	return p, target, err
}

// maxTested is how many items a test shows.
const maxTested = 100

// Try implements extension.Trier: how many turns there would be, and over what. No turn is carried out.
func (n loop) Try(_ context.Context, step *extension.Step) (extension.Result, error) {
	_, target, err := n.over(step)
	if err != nil {
		return extension.Result{}, err
	}
	var m loopMeta
	if err := m.read(target); err != nil {
		return extension.Result{}, err
	}
	turns := map[string]any{"length": m.Length}
	if len(m.Items) > 0 {
		turns["items"] = m.Items[:min(len(m.Items), maxTested)]
	}
	return extension.Done(turns), nil
}
