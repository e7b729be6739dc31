package engine

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

var (
	errNotRunning  = errs.New(errs.Invalid, "EXECUTION_ENDED", "the execution has already ended")
	errNoExecution = errs.New(errs.NotFound, "EXECUTION_NOT_FOUND", "there is no such execution")
	errNoJob       = errs.New(errs.NotFound, "JOB_NOT_FOUND", "there is no such job")
	errNotPending  = errs.New(errs.Conflict, "JOB_NOT_PENDING", "the job is not waiting any more")
	errMoved       = errs.New(errs.Conflict, "EXECUTION_MOVED", "the execution was changed at the same moment, try again")
)

// Also is what whoever asks for a change wants to have committed with it, nil for nothing. Like the unit that it is part
// of it may run several times.
type Also = func(tx store.Tx) error

func (e *Engine) with(also Also, tx store.Tx) error {
	if also == nil {
		return nil
	}
	return also(tx)
}

// Cancel ends an unfinished execution, running ones at once, and its unfinished children.
func (e *Engine) Cancel(ctx context.Context, id int64, also Also) error {
	return e.abort(ctx, id, workflow.ReasonManualCancel, also)
}

// abort ends id with the reason and its children with parent_aborted. The raised epoch makes a running visit's next
// commit fail; its context is cancelled so that it stops waiting for the outside world.
func (e *Engine) abort(ctx context.Context, id int64, reason string, also Also) error {
	var ended []int64
	err := e.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		ended = ended[:0]
		if err := e.abortTree(tx, id, reason, &ended); err != nil {
			return err
		}
		return e.with(also, tx)
	}})
	if err != nil {
		return err
	}
	for _, x := range ended {
		e.running.interrupt(x, errLost)
	}
	return nil
}

func (e *Engine) abortTree(tx store.Tx, id int64, reason string, ended *[]int64) error {
	x, err := tx.Execution(id)
	switch {
	case isNotFound(err):
		return errNoExecution
	case err != nil:
		return err
	case x.Status.Final():
		return errNotRunning
	}
	x.Status, x.Reason, x.Runnable = workflow.Aborted, reason, false
	ok, err := tx.Advance(x)
	if err != nil {
		return err
	}
	if !ok {
		return errMoved
	}
	if err := tx.AbortJobs(id, tx.Now()); err != nil {
		return err
	}
	*ended = append(*ended, id)
	children, err := tx.Children(id)
	if err != nil {
		return err
	}
	for _, c := range children {
		if err := e.abortTree(tx, c.ID, workflow.ReasonParentAborted, ended); err != nil {
			return err
		}
	}
	return nil
}

// Resume goes on with a waiting job: it gets the status and result, if the status is final, and its node decides what
// follows. A job that is not waiting any more: 409.
func (e *Engine) Resume(ctx context.Context, jobID int64, status workflow.Status, result json.RawMessage, also Also) error {
	var x *workflow.Execution
	err := e.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		j, err := tx.Job(jobID)
		if err != nil {
			return notFoundAs(err, errNoJob)
		}
		if x, err = tx.Execution(j.ExecutionID); err != nil {
			return notFoundAs(err, errNoExecution)
		}
		if err := resume(tx, x, j, status, result); err != nil {
			return err
		}
		return e.with(also, tx)
	}})
	if err == nil {
		e.Dispatcher.Wake([]*workflow.Execution{x})
	}
	return err
}

func resume(tx store.Tx, x *workflow.Execution, j *workflow.Job, status workflow.Status, result json.RawMessage) error {
	switch {
	case x.Status.Final():
		return errNotRunning
	case j.Status != workflow.Pending, x.Runnable, j.NodeID != x.Cursor.NodeID: // a branch owner waits for its branch, not for people
		return errNotPending
	}
	if status.Final() {
		ok, err := tx.ResolveJob(j.ID, status, result, tx.Now())
		if err != nil {
			return err
		}
		if !ok {
			return errNotPending
		}
	}
	x.Cursor = workflow.Cursor{NodeID: j.NodeID, InputJob: j.ID, Resume: true, Turns: x.Cursor.Turns}
	x.Runnable = true
	ok, err := tx.Advance(x)
	if err == nil && !ok {
		err = errMoved
	}
	return err
}

func notFoundAs(err error, as error) error {
	if isNotFound(err) {
		return as
	}
	return err
}

// Rerun drives a started execution again from nodeID (0: the head), keeping its jobs. overwrite reuses the node's
// latest job instead of adding one.
func (e *Engine) Rerun(ctx context.Context, id, nodeID int64, overwrite bool, also Also) error {
	var x *workflow.Execution
	err := e.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) (err error) {
		if x, err = tx.Execution(id); err != nil {
			return notFoundAs(err, errNoExecution)
		}
		if x.Status != workflow.Started {
			return errs.New(errs.Invalid, "EXECUTION_NOT_STARTED", "only a started execution can be rerun")
		}
		if x.Cursor, err = e.rerunCursor(ctx, tx, x, nodeID, overwrite); err != nil {
			return err
		}
		x.Runnable, x.Owner = true, 0
		ok, err := tx.Advance(x)
		if err == nil && !ok {
			err = errMoved
		}
		if err != nil {
			return err
		}
		return e.with(also, tx)
	}})
	if err != nil {
		return err
	}
	e.running.interrupt(id, errLost)
	e.Dispatcher.Wake([]*workflow.Execution{x})
	return nil
}

func (e *Engine) rerunCursor(ctx context.Context, tx store.Tx, x *workflow.Execution, nodeID int64, overwrite bool) (workflow.Cursor, error) {
	cur := workflow.Cursor{Turns: x.Cursor.Turns}
	w, err := e.Definitions.Workflow(ctx, x.WorkflowID)
	if err != nil {
		return cur, err
	}
	n := w.Head()
	if nodeID != 0 {
		n = w.Node(nodeID)
	}
	if n == nil {
		return cur, errs.New(errs.Invalid, "NODE_NOT_FOUND", "the workflow has no such node")
	}
	jobs, err := tx.Jobs(x.ID)
	if err != nil {
		return cur, err
	}
	cur.NodeID = n.ID
	own, input := latestOf(jobs, n.ID), latestOf(jobs, n.UpstreamID)
	if n.UpstreamID != 0 && input == nil {
		return cur, errs.New(errs.Invalid, "NODE_NOT_REACHED", "the step before this one has not run")
	}
	if (nodeID != 0 || overwrite) && own == nil {
		return cur, errs.New(errs.Invalid, "NODE_NOT_REACHED", "the step has not run yet")
	}
	if input != nil {
		cur.InputJob = input.ID
	}
	if overwrite {
		cur.Own = own.ID
	}
	return cur, supersede(tx, w, n, jobs, cur.Own)
}

// supersede ends the jobs that wait elsewhere: the execution is driven from n now, a later resume of them would drive it
// twice. The branch owners around n go on waiting.
func supersede(tx store.Tx, w *workflow.Workflow, n *workflow.Node, jobs []*workflow.Job, kept int64) error {
	for _, j := range jobs {
		if j.Status != workflow.Pending || j.ID == kept || inside(w, n.ID, j.NodeID) {
			continue
		}
		if _, err := tx.ResolveJob(j.ID, workflow.Aborted, j.Result, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

func latestOf(jobs []*workflow.Job, nodeID int64) *workflow.Job {
	for _, j := range jobs {
		if j.NodeID == nodeID && nodeID != 0 {
			return j
		}
	}
	return nil
}

// CancelIn cancels unfinished executions inside a transaction that somebody else commits.
func (e *Engine) CancelIn(tx store.Tx, ids []int64) error {
	var ended []int64
	for _, id := range ids {
		if err := e.abortTree(tx, id, workflow.ReasonManualCancel, &ended); err != nil && !isNotRunning(err) {
			return err
		}
	}
	tx.AfterCommit(func() {
		for _, id := range ended {
			e.running.interrupt(id, errLost)
		}
	})
	return nil
}

func isNotRunning(err error) bool { return errs.CodeOf(err) == errNotRunning.Code }
