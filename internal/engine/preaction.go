package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// PreRun asks for the pre-action workflows of a request.
type PreRun struct {
	Cause       *workflow.Cause
	Event       workflow.Event // Context holds the params; Bindings what the request named
	Definitions *definition.Snapshot
	Schema      *schema.Snapshot
	// Done holds the ids of workflows that already ran for this request; they are not run again. Updated.
	Done map[int64]bool
	// Open runs in the first transaction that the run commits: it opens the receipt and takes the idempotency key.
	Open func(tx store.Tx) error
}

// Before runs the pre-action workflows of a request one after another, each in transactions of its own; what they write
// stays even if one refuses. store.ErrStale means that definitions changed meanwhile: authorise again and call again.
func (e *Engine) Before(ctx context.Context, p *PreRun) (*workflow.Group, error) {
	g := &workflow.Group{Ended: map[int64]workflow.Decision{}}
	params, _ := p.Event.Context["params"].(map[string]any)
	values := &submitted{values: copyJSON(params["values"])}
	deadline := e.Clock.Now().Add(e.Limits.PreAction)
	ctx = context.WithoutCancel(ctx)
	// Also when definitions changed meanwhile: workflows that ran are not run again, so what they changed must last.
	defer func() { g.Values, g.Changes = values.values, values.changes }()
	for _, c := range e.preCandidates(p, g) {
		if p.Done[c.w.ID] {
			continue
		}
		params["values"] = values.Values()
		starts, err := e.admit(ctx, p, c)
		if err != nil {
			return g, err
		}
		p.Done[c.w.ID], p.Open = true, nil
		g.Verdicts = append(g.Verdicts, starts.Verdicts...)
		for _, x := range starts.Action {
			v, err := e.before(ctx, g, x, deadline, values)
			if v != nil {
				values = v.st.values
			}
			g.Ending = e.preEnding(v, err)
			e.notePre(g, x)
			if g.Ending != workflow.WentOn {
				return g, nil
			}
		}
	}
	return g, nil
}

// before runs one pre-action execution and what its steps raised. An execution that could not be started must not let
// the action pass.
func (e *Engine) before(ctx context.Context, g *workflow.Group, x *workflow.Execution, deadline time.Time, values *submitted) (*visit, error) {
	rq := &request{}
	v, err := e.inline(ctx, x, rq, deadline, values)
	if v != nil {
		g.Messages = append(g.Messages, v.st.messages...)
	}
	raised := &workflow.Group{Ended: map[int64]workflow.Decision{}}
	e.drain(ctx, rq, raised, deadline)
	g.Messages = append(g.Messages, raised.Messages...)
	if lerr := e.letGo(ctx, rq); lerr != nil { // the hold ends by itself
		e.Logger.Warn("held executions could not be released, they wait for their hold to end", "error", lerr)
	}
	return v, err
}

type preCandidate struct {
	w *workflow.Workflow
	b *workflow.Binding
}

// preCandidates lists local workflows in the order given, then global ones by id.
func (e *Engine) preCandidates(p *PreRun, g *workflow.Group) []preCandidate {
	var list []preCandidate
	named := map[string]bool{}
	for i := range p.Event.Bindings {
		b := &p.Event.Bindings[i]
		named[b.Key] = true
		if w := p.Definitions.ByKey(b.Key); w != nil {
			if e.layerOf(w) == workflow.PreAction {
				list = append(list, preCandidate{w, b})
			}
			continue
		}
		if w, ok := p.Definitions.Known(b.Key); ok && e.layerOf(w) == workflow.PreAction && !p.Done[w.ID] {
			id := w.ID
			p.Done[id] = true
			g.Verdicts = append(g.Verdicts, workflow.Verdict{WorkflowID: &id, Key: w.Key, Layer: workflow.PreAction, Mode: "sync",
				Verdict: workflow.DecisionSkipped, Reason: workflow.Disabled})
		}
	}
	for _, w := range p.Definitions.Global(workflow.PreAction, p.Event.Collection.Name) {
		if !named[w.Key] {
			list = append(list, preCandidate{w, nil})
		}
	}
	return list
}

// admit matches one candidate and stores its execution, owned by this request.
func (e *Engine) admit(ctx context.Context, p *PreRun, c preCandidate) (*workflow.Starts, error) {
	var starts *workflow.Starts
	err := e.DB.Write(ctx, store.Unit{Version: p.Schema.Version, Run: func(tx store.Tx) error {
		in := e.Begin(tx, p.Cause, p.Definitions, p.Schema)
		if p.Open != nil {
			if err := p.Open(tx); err != nil {
				return err
			}
		}
		if err := in.consider(c.w, &p.Event, c.b); err != nil {
			return err
		}
		starts = &in.starts
		return e.Insert(tx, starts)
	}})
	return starts, err
}

// preEnding is ending for pre-action workflows: success on an end node intercepts the action.
func (e *Engine) preEnding(v *visit, err error) workflow.Ending {
	if err == nil && v != nil && v.st.x.Status == workflow.Resolved && v.st.lastNode == workflow.EndNode {
		return workflow.Intercepted
	}
	if errors.Is(err, errLost) {
		return workflow.Broke
	}
	return e.ending(v, err)
}

// notePre writes into the verdict how the execution ended.
func (e *Engine) notePre(g *workflow.Group, x *workflow.Execution) {
	decision := map[workflow.Ending]workflow.Decision{
		workflow.Intercepted: workflow.DecisionIntercepted, workflow.Refused: workflow.DecisionBlocked,
		workflow.Broke: workflow.DecisionFailed, workflow.TimedOut: workflow.DecisionFailed,
	}[g.Ending]
	if decision != "" {
		g.Ended[x.ID] = decision
		workflow.Amend(g.Verdicts, g.Ended)
	}
}
