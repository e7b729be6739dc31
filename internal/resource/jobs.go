package resource

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// codeJobNotPending is the answer to the second resume of a job.
const codeJobNotPending = "JOB_NOT_PENDING"

// Jobs is the resource of jobs.
func (a *Automation) Jobs() *action.Resource {
	return &action.Resource{Name: "jobs", Collection: "jobs", Actions: map[string]action.Action{
		"list":   reading(),
		"get":    reading(),
		"resume": {Run: a.resumeJob, Access: action.RootOnly},
	}}
}

// resumeJob ends a pending job with the submitted status and result. Without a status, or with 0, its node looks at it
// again.
func (a *Automation) resumeJob(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	status, err := jobStatus(values["status"])
	if err != nil {
		return nil, err
	}
	var result json.RawMessage
	if v, given := values["result"]; given {
		if result, err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	if err := a.resumable(ctx, id); err != nil {
		return nil, err
	}
	if err := a.Engine.Resume(ctx, id, status, result, a.keep(req)); err != nil {
		return nil, err
	}
	job, err := a.rowOf(ctx, "jobs", id)
	if err != nil {
		return nil, err
	}
	return accepted(job), nil
}

// resumable gives the usual refusals early; the engine decides.
func (a *Automation) resumable(ctx context.Context, id int64) error {
	job, err := a.rowOf(ctx, "jobs", id)
	if err != nil {
		return err
	}
	if statusOf(job) != workflow.Pending {
		return errs.New(errs.Conflict, codeJobNotPending, "the job was resumed already")
	}
	executionID, _ := job["executionId"].(int64)
	execution, err := a.rowOf(ctx, "executions", executionID)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	if err != nil || statusOf(execution).Final() {
		return errs.New(errs.Invalid, codeExecutionFinished, "the execution of the job is finished")
	}
	return nil
}

// maxCustomStatus bounds the statuses that a job may be given; custom ones count by their sign.
const maxCustomStatus = 100

func jobStatus(v any) (workflow.Status, error) {
	if v == nil {
		return workflow.Pending, nil
	}
	number, _ := v.(json.Number)
	n, err := strconv.Atoi(number.String())
	if err != nil || n < -maxCustomStatus || n > maxCustomStatus {
		return 0, errs.New(errs.Invalid, codeInvalidParameter, "status must be a job status").On("status")
	}
	return workflow.Status(n), nil
}
