package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// request is the waiting request that a synchronous run belongs to.
type request struct {
	queue []*workflow.Execution // synchronous collection workflows that steps raised, run before the group goes on
	held  []*workflow.Starts    // what such steps started besides, released with the group
}

// put queues the synchronous executions that steps raised and holds those beside them.
func (rq *request) put(all []*workflow.Starts) {
	for _, s := range all {
		rq.queue = append(rq.queue, s.Collection...)
		if len(s.Collection)+len(s.Async) > 0 {
			rq.held = append(rq.held, s)
		}
	}
}

// progress is how far a group has come.
type progress struct {
	rq       *request
	visit    *visit   // of the execution at Next, when it has begun
	done     []*visit // finished inside the action's transaction
	deadline time.Time
}

// member is the i-th execution of a group: those of collection events come first.
func member(s *workflow.Starts, i int) *workflow.Execution {
	if i < len(s.Collection) {
		return s.Collection[i]
	}
	return s.Action[i-len(s.Collection)]
}

// Finished tells whether nothing of the group is left to Follow.
func (e *Engine) Finished(s *workflow.Starts, g *workflow.Group) bool {
	p, ok := g.Progress.(*progress)
	return ok && p.visit == nil && len(p.rq.queue) == 0 &&
		(g.Next == len(s.Collection)+len(s.Action) || g.Ending != workflow.WentOn)
}

// Follow runs what Within left of a group: first the workflows of collection events, whose failure stops nothing, then
// the action's own, in order, until one fails. The whole group has one time limit. What it returns must be closed by
// Settle in the request's last commit.
func (e *Engine) Follow(ctx context.Context, s *workflow.Starts, g *workflow.Group) {
	p, ok := g.Progress.(*progress)
	if !ok {
		return
	}
	ctx = context.WithoutCancel(ctx) // a client that hangs up stops nothing
	e.drain(ctx, p.rq, g, p.deadline)
	for g.Next < len(s.Collection)+len(s.Action) && g.Ending == workflow.WentOn {
		v, err := e.goOn(ctx, p, member(s, g.Next))
		e.ended(g, s, v, err)
		e.drain(ctx, p.rq, g, p.deadline)
	}
	e.gather(s, g)
}

// goOn runs the next execution of the group, or the rest of the one that Within began.
func (e *Engine) goOn(ctx context.Context, p *progress, x *workflow.Execution) (*visit, error) {
	v := p.visit
	p.visit = nil
	if v == nil {
		return e.inline(ctx, x, p.rq, p.deadline, nil)
	}
	if v.changed {
		v.committed(v.st)
	}
	return v, e.toEnd(ctx, v, x)
}

// drain runs the synchronous collection workflows that steps of the request raised; their failure stops nothing.
func (e *Engine) drain(ctx context.Context, rq *request, g *workflow.Group, deadline time.Time) {
	for len(rq.queue) > 0 {
		x := rq.queue[0]
		rq.queue = rq.queue[1:]
		v, err := e.inline(ctx, x, rq, deadline, nil)
		if v != nil {
			g.Messages = append(g.Messages, v.st.messages...)
		}
		if e.ending(v, err) != workflow.WentOn {
			g.Ended[x.ID] = workflow.DecisionFailed
		}
	}
}

// letGo lifts the holds of what those steps started besides, when no group does.
func (e *Engine) letGo(ctx context.Context, rq *request) error {
	for _, h := range rq.held {
		if err := e.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error { return e.Release(tx, h) }}); err != nil {
			return err
		}
		e.Released(h)
	}
	return nil
}

// gather adds what steps of the group started to what is released with it.
func (e *Engine) gather(s *workflow.Starts, g *workflow.Group) {
	if p, ok := g.Progress.(*progress); ok {
		for _, h := range p.rq.held {
			s.Async = append(s.Async, h.Async...)
		}
		p.rq.held = nil
	}
}

// ended notes how the next execution of the group ended. One of the action's own that fails stops those after it.
func (e *Engine) ended(g *workflow.Group, s *workflow.Starts, v *visit, err error) {
	x := member(s, g.Next)
	own := g.Next >= len(s.Collection)
	g.Next++
	if v != nil {
		g.Messages = append(g.Messages, v.st.messages...)
	}
	ending := e.ending(v, err)
	if ending == workflow.WentOn {
		return
	}
	g.Ended[x.ID] = workflow.DecisionFailed
	if !own {
		return
	}
	g.Ending = ending
	for _, rest := range s.Action[g.Next-len(s.Collection):] {
		g.Aborted = append(g.Aborted, rest)
		g.Ended[rest.ID] = workflow.DecisionAborted
	}
}

// inline runs an owned execution in the caller's goroutine to its end. One that could not even be started has none.
func (e *Engine) inline(ctx context.Context, x *workflow.Execution, rq *request, deadline time.Time, values *submitted) (*visit, error) {
	if x.Status.Final() {
		return nil, nil
	}
	v, err := e.visit(ctx, x)
	if err != nil {
		e.abandon(x, err)
		return nil, err
	}
	v.request, v.deadline = rq, deadline
	if v.st.values = values; values != nil {
		values.owner = v.w
	}
	return v, e.toEnd(ctx, v, x)
}

// toEnd runs a visit in the caller's goroutine.
func (e *Engine) toEnd(ctx context.Context, v *visit, x *workflow.Execution) error {
	ctx, leave := e.running.enter(ctx, x.ID)
	defer leave()
	if err := v.run(ctx); err != nil {
		if !errors.Is(err, errLost) {
			e.abandon(x, err)
		}
		return err
	}
	return e.cleanUp(ctx, v)
}

// ending reads how one synchronous execution ended. Success on an end node is plain success here: only pre-action
// workflows intercept.
func (e *Engine) ending(v *visit, err error) workflow.Ending {
	if err != nil || v == nil {
		return workflow.Broke
	}
	x := &v.st.x
	switch {
	case x.Status == workflow.Resolved:
		return workflow.WentOn
	case x.Status == workflow.Aborted && x.Reason == workflow.ReasonTimeout:
		return workflow.TimedOut
	case x.Status.Negative() && v.st.lastNode == workflow.EndNode:
		return workflow.Refused
	}
	return workflow.Broke
}

// Settle closes what a group left in the request's last transaction: executions that were not run end ABORTED, held
// ones are released. Settled must be called after the commit.
func (e *Engine) Settle(tx store.Tx, s *workflow.Starts, g *workflow.Group) error {
	for _, x := range g.Aborted {
		c := *x
		c.Status, c.Reason, c.Runnable = workflow.Aborted, workflow.ReasonEarlierFailed, false
		if _, err := tx.Advance(&c); err != nil { // false: somebody cancelled it meanwhile, which is as good
			return err
		}
	}
	return e.Release(tx, s)
}

// Settled hands out what was held for the group. Groups that Within finished begin here what follows their commit.
func (e *Engine) Settled(ctx context.Context, s *workflow.Starts, g *workflow.Group) {
	e.gather(s, g)
	e.Released(s)
	p, ok := g.Progress.(*progress)
	if !ok {
		return
	}
	for _, v := range p.done {
		if err := e.cleanUp(ctx, v); err != nil {
			e.Logger.Warn("an execution that is not to be kept could not be removed", "execution", v.st.x.ID, "error", err)
		}
	}
}

// cleanUp deletes an execution that its workflow does not want kept after this end.
func (e *Engine) cleanUp(ctx context.Context, v *visit) error {
	x := &v.st.x
	if !v.unwanted() {
		return nil
	}
	return e.DB.Write(context.WithoutCancel(ctx), store.Unit{Background: v.request == nil, Run: func(tx store.Tx) error {
		return tx.DeleteExecutions([]int64{x.ID})
	}})
}

// unwanted tells whether the workflow does not want an execution kept that ended like this one.
func (v *visit) unwanted() bool {
	return v.st.x.Status.Final() && slices.Contains(v.w.Options.DeleteExecutionOnStatus, int(v.st.x.Status))
}
