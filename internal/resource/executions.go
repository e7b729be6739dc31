package resource

import (
	"context"
	"net/http"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Codes of refused changes of executions.
const (
	codeExecutionFinished   = "EXECUTION_FINISHED"
	codeExecutionNotStarted = "EXECUTION_NOT_STARTED"
	codeExecutionNotFailed  = "EXECUTION_NOT_FAILED"
)

// Executions is the resource of executions.
func (a *Automation) Executions() *action.Resource {
	return &action.Resource{Name: "executions", Collection: "executions", Actions: map[string]action.Action{
		"list":     reading(),
		"get":      reading(),
		"destroy":  changing(a.destroyExecutions),
		"cancel":   changing(a.cancelExecution),
		"rerun":    {Run: a.rerunExecution, Access: action.RootOnly},
		"retry":    changing(a.retryExecution),
		"queue":    {Run: a.queue, Read: true},
		"failures": {Run: a.failures, Read: true},
	}}
}

// statusOf reads the status column of an execution or a job.
func statusOf(rec schema.Record) workflow.Status {
	n, ok := rec["status"].(int64)
	if !ok {
		return workflow.Queued
	}
	return workflow.Status(n)
}

// destroySlice is how many executions one transaction removes.
const destroySlice = 500

// destroyExecutions removes finished executions; others are silently kept. Many are removed in several transactions, so
// that other writes get their turn.
func (a *Automation) destroyExecutions(ctx context.Context, req *action.Request) (*action.Response, error) {
	var removed, before int64
	for {
		var n int
		err := a.Edits.Write(ctx, req, func(tx store.Tx) error {
			if before == 0 {
				before = tx.NextID() // what is made from now on is not meant
			}
			ids, err := a.finished(req, tx, before)
			n = len(ids)
			if err != nil || n == 0 {
				return err
			}
			return tx.DeleteExecutions(ids)
		})
		if err != nil {
			return nil, err
		}
		removed += int64(n)
		if n < destroySlice {
			return action.Data(removed), nil
		}
	}
}

// finished returns ids of selected executions that are finished and older than the id before.
func (a *Automation) finished(req *action.Request, tx store.Tx, before int64) ([]int64, error) {
	c := a.system.Collection("executions")
	chosen, err := selected(req, c, environment(req, tx))
	if err != nil {
		return nil, err
	}
	status := c.Field("status")
	rows, err := tx.Find(&query.Find{
		Collection: c, Fields: []*schema.Field{c.PrimaryKey()}, Limit: destroySlice,
		Filter: query.And{
			chosen,
			query.Cond{Field: status, Op: query.NotNull},
			query.Not{Filter: query.Cond{Field: status, Op: query.Eq, Value: int64(workflow.Started)}},
			query.Cond{Field: c.PrimaryKey(), Op: query.Lt, Value: before},
		},
	})
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, rec := range rows {
		ids[i], _ = rec["id"].(int64)
	}
	return ids, nil
}

// cancelExecution aborts an execution and answers it with its jobs as they were before.
func (a *Automation) cancelExecution(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	execution, err := a.rowOf(ctx, "executions", id)
	if err != nil {
		return nil, err
	}
	if statusOf(execution).Final() {
		return nil, errs.New(errs.Invalid, codeExecutionFinished, "the execution is finished")
	}
	if execution["jobs"], err = a.jobsOf(ctx, id); err != nil {
		return nil, err
	}
	if err := a.Engine.Cancel(ctx, id, a.keep(req)); err != nil {
		return nil, err
	}
	after, err := a.rowOf(ctx, "executions", id)
	if err != nil {
		return nil, err
	}
	after["jobs"] = execution["jobs"]
	return action.Data(after), nil
}

func (a *Automation) jobsOf(ctx context.Context, executionID int64) ([]schema.Record, error) {
	c := a.system.Collection("jobs")
	var rows []schema.Record
	err := a.DB.Read(ctx, func(r store.Reader) (err error) {
		rows, err = r.Find(&query.Find{
			Collection: c, Filter: query.Cond{Field: c.Field("executionId"), Op: query.Eq, Value: executionID},
		})
		return err
	})
	return listed(rows), err
}

// rerunExecution goes on with a started execution at a node.
func (a *Automation) rerunExecution(ctx context.Context, req *action.Request) (*action.Response, error) {
	return a.again(ctx, req, func(execution schema.Record, nodeID int64, values map[string]any) (int64, error) {
		if statusOf(execution) != workflow.Started {
			return 0, errs.New(errs.Invalid, codeExecutionNotStarted, "only a started execution can be rerun")
		}
		id, _ := execution["id"].(int64)
		overwrite, _ := values["overwrite"].(bool)
		return id, a.Engine.Rerun(ctx, id, nodeID, overwrite, a.keep(req))
	})
}

// retryExecution makes a new execution from one that ended badly.
func (a *Automation) retryExecution(ctx context.Context, req *action.Request) (*action.Response, error) {
	return a.again(ctx, req, func(execution schema.Record, nodeID int64, _ map[string]any) (int64, error) {
		if s := statusOf(execution); !s.Negative() {
			return 0, errs.New(errs.Invalid, codeExecutionNotFailed, "only an execution that ended badly can be retried")
		}
		id, _ := execution["id"].(int64)
		return a.Engine.Retry(ctx, id, nodeID, a.keep(req))
	})
}

// again lets run start something from an execution and answers the execution that run names.
func (a *Automation) again(
	ctx context.Context, req *action.Request, run func(execution schema.Record, nodeID int64, values map[string]any) (int64, error),
) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	nodeID, err := optionalID(values, "nodeId")
	if err != nil {
		return nil, err
	}
	execution, err := a.rowOf(ctx, "executions", id)
	if err != nil {
		return nil, err
	}
	result, err := run(execution, nodeID, values)
	if err != nil {
		return nil, err
	}
	row, err := a.rowOf(ctx, "executions", result)
	if err != nil {
		return nil, err
	}
	return accepted(row), nil
}

func accepted(v any) *action.Response {
	return &action.Response{Status: http.StatusAccepted, Data: v, HasData: true}
}
