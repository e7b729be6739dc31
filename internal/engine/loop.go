package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// visit drives one execution until it waits, finishes or is lost to somebody else. It belongs to one goroutine.
type visit struct {
	e        *Engine
	w        *workflow.Workflow
	cause    *workflow.Cause
	context  any // decoded $context
	st       *state
	saved    bool      // st is what the database holds
	changed  bool      // the action's own transaction advanced it
	log      *jobLog   // of the step that runs
	request  *request  // the waiting request of a synchronous run, nil otherwise
	deadline time.Time // of the synchronous group; zero = none
	yields   bool      // leaves off when the engine stops: the dispatcher handed it out, and will again
	at       time.Time // as last read, zero when time has passed since: see now
}

// now is the time of what happens now. A step begins when the one before it ended, so the clock is read once for each.
func (v *visit) now() time.Time {
	if v.at.IsZero() {
		v.at = v.e.Clock.Now()
	}
	return v.at
}

// passed says that time has passed since the last step: the clock is read anew.
func (v *visit) passed() { v.at = time.Time{} }

// run advances the execution. An error means that the database did not take a commit: the execution is still owed. A
// fault of ours ends it: handed out again it would only meet the fault again.
func (v *visit) run(ctx context.Context) error {
	err := store.Guard(func() error { return v.advance(ctx) })
	if errs.CodeOf(err) != store.CodePanic {
		return err
	}
	v.e.Logger.Error("an execution met an internal fault", "execution", v.st.x.ID, "error", errors.Unwrap(err))
	return v.fail(ctx, errFault)
}

var errFault = errors.New("internal fault, see the server's log")

func (v *visit) advance(ctx context.Context) error {
	if err := v.begin(); err != nil {
		return v.fail(ctx, err)
	}
	for !v.st.x.Status.Final() && v.st.x.Runnable && !v.leavesOff() {
		if err := v.turn(ctx); err != nil {
			return err
		}
	}
	return v.commit(ctx)
}

// leavesOff tells that the engine stops: what is done so far is committed, and the execution stays owed.
func (v *visit) leavesOff() bool { return v.yields && v.e.stopping.Load() }

// begin finds where to go on.
func (v *visit) begin() error {
	x := &v.st.x
	if x.Status == workflow.Queued {
		x.Status = workflow.Started
	}
	if x.StartedAt.IsZero() {
		x.StartedAt = v.now()
	}
	if t := v.w.Options.Timeout; t > 0 && x.ExpiresAt.IsZero() {
		x.ExpiresAt = x.StartedAt.Add(time.Duration(t) * time.Millisecond)
	}
	if v.w.Broken != nil {
		return v.w.Broken
	}
	if x.Cursor.NodeID == 0 {
		head := v.w.Head()
		if head == nil {
			v.finish(v.st, workflow.Resolved)
			return nil
		}
		x.Cursor.NodeID = head.ID
	}
	return nil
}

// turn does the next step, or the stretch of steps that share a transaction.
func (v *visit) turn(ctx context.Context) error {
	v.saved = false
	v.passed()
	if v.checkLimits(v.st) {
		return nil
	}
	if len(v.st.dirty) >= maxBuffered {
		if err := v.commit(ctx); err != nil {
			return err
		}
		v.saved = false
	}
	n := v.w.Node(v.st.x.Cursor.NodeID)
	switch v.effect(v.st, n) {
	case extension.Database:
		return v.unit(ctx)
	case extension.External:
		return v.outside(ctx, n)
	default:
		return v.step(ctx, v.st, n, nil)
	}
}

// maxBuffered bounds the jobs of pure steps that wait for the next commit.
const maxBuffered = 500

// checkLimits ends an execution that ran too long or too far.
func (v *visit) checkLimits(s *state) bool {
	x, now := &s.x, v.now()
	switch {
	case !x.ExpiresAt.IsZero() && !now.Before(x.ExpiresAt), !v.deadline.IsZero() && now.After(v.deadline):
		v.abort(s, workflow.ReasonTimeout)
	case x.Cursor.Turns >= v.e.Limits.Steps:
		x.Reason = "the execution has more steps than the limit"
		v.finish(s, workflow.Errored)
	default:
		return false
	}
	return true
}

// effect tells how the step at n must be run. A call back into a branch owner and a resume are as pure or not as the
// node itself.
func (v *visit) effect(s *state, n *workflow.Node) extension.Effect {
	if n == nil {
		return extension.Pure
	}
	t := v.e.Registry.Node(n.Type)
	if t == nil || s.x.Cursor.Resume {
		return extension.Pure
	}
	return extension.Effect(n.Effect)
}

// finish ends the execution. Jobs that are still pending (branch owners around an end) end with it.
func (v *visit) finish(s *state, status workflow.Status) {
	now := v.now()
	status = known(status)
	s.x.Status, s.x.Runnable, s.x.Cursor = status, false, workflow.Cursor{Turns: s.x.Cursor.Turns}
	for _, j := range s.latest {
		if j.Status == workflow.Pending {
			c := *j
			c.Status, c.EndedAt = status, now
			s.put(&c, s.results[c.NodeKey])
		}
	}
}

// known is the status of an execution whose last job has a status: custom numbers count by their sign.
func known(s workflow.Status) workflow.Status {
	switch {
	case s > workflow.Resolved:
		return workflow.Resolved
	case s < workflow.RetryNeeded:
		return workflow.Failed
	}
	return s
}

func (v *visit) abort(s *state, reason string) {
	s.x.Reason = reason
	v.finish(s, workflow.Aborted)
}

// suspend makes the execution wait for its pending job.
func (v *visit) suspend(s *state) {
	if s.x.Sync {
		v.abort(s, workflow.ReasonUnexpectedWait)
		return
	}
	s.x.Runnable, s.x.Owner = false, 0 // whoever resumes it, no request runs it any more
}

// fail ends an execution that cannot run at all: unknown workflow, broken graph.
func (v *visit) fail(ctx context.Context, cause error) error {
	v.st.x.Reason = cause.Error()
	v.saved = false
	v.finish(v.st, workflow.Errored)
	return v.commit(ctx)
}

// Handle implements Handler.
func (e *Engine) Handle(ctx context.Context, x *workflow.Execution) time.Duration {
	ctx, leave := e.running.enter(ctx, x.ID)
	defer leave()
	err := e.handle(ctx, x)
	switch {
	case err == nil, errors.Is(err, errLost):
		return 0
	case ctx.Err() != nil:
		return 0
	}
	e.Logger.Warn("execution could not be advanced, it stays owed", "execution", x.ID, "error", err)
	return time.Second
}

func (e *Engine) handle(ctx context.Context, x *workflow.Execution) error {
	v, err := e.visit(ctx, x)
	if err != nil {
		return err
	}
	v.yields = true
	if err := v.run(ctx); err != nil {
		return err
	}
	return e.cleanUp(ctx, v)
}

// visit prepares to run x: its workflow, its jobs so far, its variables.
func (e *Engine) visit(ctx context.Context, x *workflow.Execution) (*visit, error) {
	w, err := e.Definitions.Workflow(ctx, x.WorkflowID)
	if err != nil {
		if w, err = missing(x, err); err != nil {
			return nil, err
		}
	}
	var jobs []*workflow.Job
	if x.Epoch > 0 { // a fresh execution has none
		if jobs, err = e.jobs(ctx, x.ID); err != nil {
			return nil, err
		}
	}
	st, err := newState(x, jobs)
	if err != nil {
		return nil, err
	}
	v := &visit{e: e, w: w, st: st, cause: causeOf(x), context: x.Data}
	if v.context == nil {
		v.context, err = plain.Unmarshal(x.Context)
	}
	return v, err
}

// visitOf prepares to run an execution that was made a moment ago.
func (e *Engine) visitOf(x *workflow.Execution, w *workflow.Workflow) *visit {
	st := &state{x: *x, latest: map[int64]*workflow.Job{}, results: map[string]any{}, byID: map[int64]*workflow.Job{}}
	return &visit{e: e, w: w, st: st, cause: causeOf(x), context: x.Data}
}

// causeOf is what the writes of x's steps are caused by; the node key is set for each step.
func causeOf(x *workflow.Execution) *workflow.Cause {
	stack := make([]workflow.Ancestor, 0, len(x.Stack)+1)
	stack = append(append(stack, x.Stack...), workflow.Ancestor{ID: x.ID, Key: x.Key})
	return &workflow.Cause{ReceiptID: x.ReceiptID, ActorID: x.ActorID, RoleName: x.RoleName, Stack: stack}
}
