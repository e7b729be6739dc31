package stories

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// testTypes are node types that stories need and people do not: those that the build has already are left out.
func testTypes(g *gate) []extension.NodeType {
	var have []string
	for _, n := range nodes.All() {
		have = append(have, n.Spec().Type)
	}
	all := []extension.NodeType{
		testType{"echo", extension.Pure, echo}, testType{"error", extension.Pure, failing}, testType{"panic", extension.Pure, panicking},
		testType{"sleep", extension.External, sleep}, testType{"gate", extension.External, g.pass},
		testType{"async-only", extension.Pure, echo}, waitingType{testType{"pending", extension.Pure, waiting}},
	}
	return slices.DeleteFunc(all, func(n extension.NodeType) bool { return slices.Contains(have, n.Spec().Type) })
}

type testType struct {
	name   string
	effect extension.Effect
	run    func(ctx context.Context, step *extension.Step) (extension.Result, error)
}

// Spec implements extension.NodeType.
func (t testType) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: t.name, Title: t.name, Group: "test", SyncAllowed: t.name != "async-only", Hidden: true,
		Effect: func(json.RawMessage) extension.Effect { return t.effect },
	}
}

// Run implements extension.NodeType.
func (t testType) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return t.run(ctx, step)
}

// waitingType can be resumed: it takes the status and result that it is given.
type waitingType struct{ testType }

// Resume implements extension.Resumer.
func (waitingType) Resume(_ context.Context, step *extension.Step) (extension.Result, error) {
	if step.Own.Status == workflow.Pending {
		return extension.Waiting(step.Own.Result), nil
	}
	return extension.Result{Status: step.Own.Status, Value: step.Own.Result}, nil
}

func waiting(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Waiting(nil), nil
}

func echo(_ context.Context, step *extension.Step) (extension.Result, error) {
	if step.Input == nil {
		return extension.Done(nil), nil
	}
	return extension.Done(step.Input.Result), nil
}

func failing(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Result{}, errors.New("definite error")
}

func panicking(context.Context, *extension.Step) (extension.Result, error) {
	var none *workflow.Job
	return extension.Done(none.ID), nil
}

func sleep(ctx context.Context, step *extension.Step) (extension.Result, error) {
	var c struct{ Duration int }
	if err := json.Unmarshal(step.Config, &c); err != nil {
		return extension.Result{}, err
	}
	select {
	case <-time.After(time.Duration(c.Duration) * time.Millisecond):
		return extension.Done(c.Duration), nil
	case <-ctx.Done():
		return extension.Result{}, context.Cause(ctx)
	}
}

// gate is where steps stand until the story opens it. Who comes later stands at the next passage.
type gate struct {
	mu      sync.Mutex
	current *passage
}

type passage struct {
	opened  chan struct{}
	waiting int
}

func newGate() *gate { return &gate{current: &passage{opened: make(chan struct{})}} }

func (g *gate) pass(ctx context.Context, _ *extension.Step) (extension.Result, error) {
	g.mu.Lock()
	here := g.current
	here.waiting++
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		here.waiting--
		g.mu.Unlock()
	}()
	select {
	case <-here.opened:
		return extension.Done("passed"), nil
	case <-ctx.Done():
		return extension.Result{}, context.Cause(ctx)
	}
}

func (g *gate) open() {
	g.mu.Lock()
	close(g.current.opened)
	g.current = &passage{opened: make(chan struct{})}
	g.mu.Unlock()
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.current.waiting
}

func (s *story) atGate(rest string) {
	n, err := strconv.Atoi(rest)
	if err != nil {
		s.fail("%v", err)
	}
	s.env.Eventually(s.line, func() bool { return s.gate.count() == n })
}

func (s *story) open(string) { s.gate.open() }
