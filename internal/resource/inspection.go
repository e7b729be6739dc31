package resource

import (
	"context"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/inspect"
	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// view looks at a version with the schema as it is now.
func (a *Automation) view(ctx context.Context, w *workflow.Workflow) (*inspect.View, error) {
	sn, err := a.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return inspect.New(a.Registry, sn, w), nil
}

// checkWorkflow answers what is wrong with a version.
func (a *Automation) checkWorkflow(ctx context.Context, req *action.Request) (*action.Response, error) {
	w, err := a.versionOf(ctx, req)
	if err != nil {
		return nil, err
	}
	defs, err := a.Definitions.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	v, err := a.view(ctx, w)
	if err != nil {
		return nil, err
	}
	return action.Data(workflowCheck{v.Problems(defs.Enabled())}), nil
}

type workflowCheck struct {
	Problems []inspect.Problem `json:"problems"`
}

// nodeVariables answers what a node may refer to, as a tree; with path only the parts of that variable, with result
// instead what the node itself gives, with executionId beside values from that execution of the same workflow.
func (a *Automation) nodeVariables(ctx context.Context, req *action.Request) (*action.Response, error) {
	n, v, sample, err := a.sampledNode(ctx, req)
	if err != nil {
		return nil, err
	}
	if req.Params.Bool("result") {
		return action.Data([]inspect.Variable{v.Result(n, sample)}), nil
	}
	return action.Data(v.Variables(n, req.Params.String("path"), sample)), nil
}

// sampledNode reads the node that filterByTk names, with its version and the execution that executionId names, if any.
func (a *Automation) sampledNode(ctx context.Context, req *action.Request) (*workflow.Node, *inspect.View, *inspect.Sample, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, nil, nil, err
	}
	row, err := a.rowOf(ctx, "flow_nodes", id)
	if err != nil {
		return nil, nil, nil, err
	}
	workflowID, _ := row["workflowId"].(int64)
	w, err := a.version(ctx, workflowID)
	if err != nil {
		return nil, nil, nil, err
	}
	n := w.Node(id)
	if n == nil { // removed a moment ago
		return nil, nil, nil, notFound(a.system.Collection("flow_nodes"), id)
	}
	sample, err := a.sampleOf(ctx, req, w)
	if err != nil {
		return nil, nil, nil, err
	}
	v, err := a.view(ctx, w)
	return n, v, sample, err
}

// sampleOf reads the execution that executionId names, nil when none is named.
func (a *Automation) sampleOf(ctx context.Context, req *action.Request, w *workflow.Workflow) (*inspect.Sample, error) {
	if req.Params.String("executionId") == "" {
		return nil, nil
	}
	id, err := idOf(req.Params.String("executionId"), "executionId")
	if err != nil {
		return nil, err
	}
	var x *workflow.Execution
	var jobs []*workflow.Job
	err = a.DB.Read(ctx, func(r store.Reader) error {
		if x, err = r.Execution(id); err != nil {
			return err
		}
		jobs, err = r.Jobs(id)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, notFound(a.system.Collection("executions"), id)
	case err != nil:
		return nil, err
	case x.Key != w.Key:
		return nil, errs.New(errs.Invalid, codeInvalidParameter, "executionId must be an execution of this workflow").On("executionId")
	}
	return newSample(x, jobs)
}

func newSample(x *workflow.Execution, jobs []*workflow.Job) (*inspect.Sample, error) {
	s := &inspect.Sample{
		Jobs: map[string]*workflow.Job{}, Results: map[string]any{},
		System: expr.System{Now: func() time.Time { return x.StartedAt }},
	}
	var err error
	if s.Context, err = plain.Unmarshal(x.Context); err != nil {
		return nil, err
	}
	for _, j := range jobs {
		s.Jobs[j.NodeKey] = j
		if s.Results[j.NodeKey], err = plain.Unmarshal(j.Result); err != nil {
			return nil, err
		}
	}
	return s, nil
}
