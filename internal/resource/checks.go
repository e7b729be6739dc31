package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/inspect"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// problemCount says how many problems the current version of a workflow has.
type problemCount struct {
	Key        string `json:"key"`
	WorkflowID int64  `json:"workflowId"`
	Errors     int    `json:"errors"`
	Warnings   int    `json:"warnings"`
}

// checkWorkflows answers how many problems the current versions have: of the workflows that are named by keys, or of a
// page of all. Keys that do not exist are left out.
func (a *Automation) checkWorkflows(ctx context.Context, req *action.Request) (*action.Response, error) {
	keys, meta, err := a.healthOf(ctx, req)
	if err != nil {
		return nil, err
	}
	defs, err := a.Definitions.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	list := []problemCount{}
	for _, key := range keys {
		w, err := a.currentVersion(ctx, defs, key)
		if errs.KindOf(err) == errs.NotFound {
			continue // never there, or removed a moment ago
		}
		if err != nil {
			return nil, err
		}
		v, err := a.view(ctx, w)
		if err != nil {
			return nil, err
		}
		list = append(list, counted(w, v.Problems(defs.Enabled())))
	}
	res := action.Data(list)
	res.Meta = meta
	return res, nil
}

// currentVersion reads the current version of a key with its nodes. Errors: NotFound.
func (a *Automation) currentVersion(ctx context.Context, defs *definition.Snapshot, key string) (*workflow.Workflow, error) {
	known, ok := defs.Known(key)
	if !ok {
		return nil, errs.New(errs.NotFound, "RECORD_NOT_FOUND", "there is no workflow %q", key)
	}
	return a.version(ctx, known.ID)
}

func counted(w *workflow.Workflow, problems []inspect.Problem) problemCount {
	n := problemCount{Key: w.Key, WorkflowID: w.ID}
	for _, p := range problems {
		if p.Severity == inspect.Error {
			n.Errors++
		} else {
			n.Warnings++
		}
	}
	return n
}
