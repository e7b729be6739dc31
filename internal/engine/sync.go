package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// request is the waiting request that a synchronous run belongs to.
type request struct {
	queue []*workflow.Execution // synchronous collection workflows that steps raised, run before the group goes on
	held  []*workflow.Starts    // what such steps started besides, released with the group
}

// Follow runs the synchronous workflows that an action started: first those of collection events, whose failure stops
// nothing, then the action's own, in order, until one fails. The whole group has one time limit. What it returns must
// be closed by Settle in the request's last commit.
func (e *Engine) Follow(ctx context.Context, s *workflow.Starts) *workflow.Group {
	g := &workflow.Group{Ended: map[int64]workflow.Decision{}}
	rq := &request{}
	ctx = context.WithoutCancel(ctx) // a client that hangs up stops nothing
	deadline := e.Clock.Now().Add(e.Limits.Sync)
	for _, x := range s.Collection {
		e.member(ctx, rq, g, x, deadline)
	}
	for i, x := range s.Action {
		if g.Ending = e.member(ctx, rq, g, x, deadline); g.Ending != workflow.WentOn {
			for _, rest := range s.Action[i+1:] {
				g.Aborted = append(g.Aborted, rest)
				g.Ended[rest.ID] = workflow.DecisionAborted
			}
			break
		}
	}
	for _, h := range rq.held {
		s.Async = append(s.Async, h.Async...)
	}
	return g
}

// member runs one execution of the group and the collection workflows that its steps raised.
func (e *Engine) member(ctx context.Context, rq *request, g *workflow.Group, x *workflow.Execution, deadline time.Time) workflow.Ending {
	if x.Status.Final() { // it could not be started
		g.Ended[x.ID] = workflow.DecisionFailed
		return workflow.Broke
	}
	v, err := e.inline(ctx, x, rq, deadline, nil)
	ending := e.ending(v, err)
	if v != nil {
		g.Messages = append(g.Messages, v.st.messages...)
	}
	if ending != workflow.WentOn {
		g.Ended[x.ID] = workflow.DecisionFailed
	}
	e.drain(ctx, rq, g, deadline)
	return ending
}

// drain runs the synchronous collection workflows that steps of the request raised.
func (e *Engine) drain(ctx context.Context, rq *request, g *workflow.Group, deadline time.Time) {
	for len(rq.queue) > 0 {
		next := rq.queue[0]
		rq.queue = rq.queue[1:]
		e.member(ctx, rq, g, next, deadline)
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

// inline runs an owned execution in the caller's goroutine to its end.
func (e *Engine) inline(ctx context.Context, x *workflow.Execution, rq *request, deadline time.Time, values *submitted) (*visit, error) {
	ctx, leave := e.running.enter(ctx, x.ID)
	defer leave()
	v, err := e.visit(ctx, x)
	if err != nil {
		e.abandon(x, err)
		return nil, err
	}
	v.request, v.deadline = rq, deadline
	if v.st.values = values; values != nil {
		values.owner = v.w
	}
	if err := v.run(ctx); err != nil {
		if !errors.Is(err, errLost) {
			e.abandon(x, err)
		}
		return v, err
	}
	return v, e.cleanUp(ctx, v)
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
// ones are released. Released must be called after the commit.
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

// cleanUp deletes an execution that its workflow does not want kept after this end.
func (e *Engine) cleanUp(ctx context.Context, v *visit) error {
	x := &v.st.x
	if !x.Status.Final() {
		return nil
	}
	for _, s := range v.w.Options.DeleteExecutionOnStatus {
		if s == int(x.Status) {
			return e.DB.Write(context.WithoutCancel(ctx), store.Unit{Background: v.request == nil, Run: func(tx store.Tx) error {
				return tx.DeleteExecutions([]int64{x.ID})
			}})
		}
	}
	return nil
}
