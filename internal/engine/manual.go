package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// ExecuteManually runs a workflow version in the caller's request until it ends or waits, enabled or not. started is
// false when the trigger says that the input does not match.
func (e *Engine) ExecuteManually(ctx context.Context, actor *acl.Actor, w *workflow.Workflow, input json.RawMessage, also Also) (id int64, status workflow.Status, started bool, err error) {
	t := e.Registry.Trigger(w.Type)
	if t == nil {
		return 0, 0, false, errs.New(errs.Invalid, "UNKNOWN_TRIGGER", "the trigger type %q is not available", w.Type)
	}
	cause := &workflow.Cause{ActorID: actor.UserID, User: actor.User, RoleName: actor.Role}
	x, err := e.admitManually(ctx, t, w, cause, input, also)
	if err != nil || x == nil {
		return 0, 0, false, err
	}
	rq := &request{}
	v, err := e.inline(context.WithoutCancel(ctx), x, rq, time.Time{}, &submitted{values: manualValues(x)})
	ctx = context.WithoutCancel(ctx)
	e.drain(ctx, rq, &workflow.Group{Ended: map[int64]workflow.Decision{}}, e.Clock.Now().Add(e.Limits.Sync))
	err = errors.Join(err, e.letGo(ctx, rq))
	if err != nil || v == nil {
		return x.ID, workflow.Started, true, err
	}
	return x.ID, v.st.x.Status, true, nil
}

func (e *Engine) admitManually(ctx context.Context, t extension.TriggerType, w *workflow.Workflow, cause *workflow.Cause, input json.RawMessage, also Also) (x *workflow.Execution, err error) {
	v := &visit{e: e, request: &request{}}
	err = v.write(ctx, func(tx store.Tx, _ *definition.Snapshot, sn *schema.Snapshot) error {
		x = nil
		starts, err := t.Manual(w, input, e.Records.Reader(sn, tx, cause))
		if err != nil || len(starts) == 0 {
			return err
		}
		if x, err = e.newExecution(tx, w, t.Spec().Layer, cause, starts[0]); err != nil {
			return err
		}
		if x.Status.Final() {
			return errs.New(errs.TooLarge, "CONTEXT_TOO_LARGE", "%s", x.Reason)
		}
		x.Manually, x.Sync, x.Status, x.StartedAt, x.Owner = true, e.sync(w), workflow.Started, tx.Now(), e.DB.Generation()
		if err := tx.InsertExecutions([]*workflow.Execution{x}); err != nil {
			return err
		}
		if err := countStarts(tx, []*workflow.Execution{x}); err != nil {
			return err
		}
		return e.with(also, tx)
	})
	return x, err
}

// manualValues are the values that a pre-action workflow sees when it is run by hand.
func manualValues(x *workflow.Execution) any {
	c, err := plain.Unmarshal(x.Context)
	if err != nil {
		return nil // the context was encoded by us a moment ago; a visit would report it again
	}
	m, _ := c.(map[string]any)
	params, _ := m["params"].(map[string]any)
	return params["values"]
}

// Retry starts a new execution that goes on where a failed one ended, or at nodeID. It sees the results of the steps
// before; the two are linked.
func (e *Engine) Retry(ctx context.Context, id, nodeID int64, also Also) (int64, error) {
	var x *workflow.Execution
	err := e.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		old, err := tx.Execution(id)
		if err != nil {
			return notFoundAs(err, errNoExecution)
		}
		if !old.Status.Negative() {
			return errs.New(errs.Invalid, "EXECUTION_NOT_FAILED", "only an execution that ended badly can be retried")
		}
		jobs, err := tx.Jobs(id)
		if err != nil {
			return err
		}
		w, err := e.Definitions.Workflow(ctx, old.WorkflowID)
		if err != nil {
			return notFoundAs(err, errs.New(errs.Conflict, "WORKFLOW_GONE", "the workflow version does not exist any more"))
		}
		if x, err = e.retry(tx, w, old, jobs, nodeID); err != nil {
			return err
		}
		return e.with(also, tx)
	}})
	if err != nil {
		return 0, err
	}
	e.Dispatcher.Wake([]*workflow.Execution{x})
	return x.ID, nil
}

func (e *Engine) retry(tx store.Tx, w *workflow.Workflow, old *workflow.Execution, jobs []*workflow.Job, nodeID int64) (*workflow.Execution, error) {
	n := retryNode(w, jobs, nodeID)
	if n == nil && w.Head() != nil {
		return nil, errs.New(errs.Invalid, "NODE_NOT_FOUND", "there is no such step to start at")
	}
	x := *old
	x.ID, x.RetryOf, x.EventKey = tx.NextID(), old.ID, ""
	x.Status, x.Reason, x.Output, x.Epoch, x.Owner = workflow.Queued, "", nil, 0, 0
	x.CreatedAt, x.StartedAt, x.ExpiresAt, x.AvailableAt = tx.Now(), time.Time{}, time.Time{}, time.Time{}
	x.Runnable, x.Manually, x.Cursor = true, true, workflow.Cursor{}
	if x.Layer == workflow.PreAction {
		return nil, errs.New(errs.Invalid, "REQUEST_GONE", "a pre-action workflow cannot be retried: its request is over")
	}
	copies := copyJobs(tx, w, n, &x, jobs)
	if err := tx.InsertExecutions([]*workflow.Execution{&x}); err != nil {
		return nil, err
	}
	if len(copies) > 0 {
		// The visit must load them: an execution of epoch 0 is taken for one without jobs.
		if err := tx.SaveJobs(copies); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Advance(&x); err != nil {
		return nil, err
	}
	return &x, countStarts(tx, []*workflow.Execution{&x})
}

// retryNode is the node to start at: the named one, or the innermost that failed, else the head.
func retryNode(w *workflow.Workflow, jobs []*workflow.Job, nodeID int64) *workflow.Node {
	if nodeID != 0 {
		return w.Node(nodeID)
	}
	var failed *workflow.Job
	for _, j := range jobs {
		if j.Status.Negative() && (failed == nil || inside(w, j.NodeID, failed.NodeID) || j.ID > failed.ID && !inside(w, failed.NodeID, j.NodeID)) {
			failed = j
		}
	}
	if failed == nil {
		return w.Head()
	}
	return w.Node(failed.NodeID)
}

// inside tells whether node a stands in a branch of node b.
func inside(w *workflow.Workflow, a, b int64) bool {
	for p := w.BranchParent(w.Node(a)); p != nil; p = w.BranchParent(p) {
		if p.ID == b {
			return true
		}
	}
	return false
}

// copyJobs gives x the jobs that n's variables may refer to. Branch owners around n wait for their branch again.
func copyJobs(tx store.Tx, w *workflow.Workflow, n *workflow.Node, x *workflow.Execution, jobs []*workflow.Job) []*workflow.Job {
	if n == nil {
		return nil
	}
	ids := map[int64]int64{}
	var copies []*workflow.Job
	for _, j := range jobs {
		if j.NodeID == n.ID || inside(w, j.NodeID, n.ID) {
			continue
		}
		c := *j
		owner := inside(w, n.ID, j.NodeID)
		if !owner && c.Status != workflow.Resolved {
			continue
		}
		if owner && c.Status.Negative() {
			c.Status, c.EndedAt = workflow.Pending, time.Time{}
		}
		c.ID, c.ExecutionID = tx.NextID(), x.ID
		c.UpstreamID = ids[j.UpstreamID]
		ids[j.ID] = c.ID
		c.Forget()
		copies = append(copies, &c)
		if j.NodeID == n.UpstreamID {
			x.Cursor.InputJob = c.ID
		}
	}
	x.Cursor.NodeID = n.ID
	return copies
}
