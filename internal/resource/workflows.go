package resource

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Workflows is the resource of workflow versions.
func (a *Automation) Workflows() *action.Resource {
	return &action.Resource{Name: "workflows", Collection: "workflows", Actions: map[string]action.Action{
		"list":         reading(),
		"get":          reading(),
		"create":       changing(a.createWorkflow),
		"update":       changing(a.updateWorkflows),
		"destroy":      changing(a.destroyWorkflows),
		"revision":     changing(a.reviseWorkflow),
		"arrange":      changing(a.arrangeWorkflow),
		"sync":         changing(a.syncWorkflows),
		"execute":      changing(a.executeWorkflow),
		"triggerSpecs": {Run: a.triggerSpecs, Read: true},
		"check":        {Run: a.checkWorkflow, Read: true},
		"checks":       {Run: a.checkWorkflows, Read: true},
		"health":       {Run: a.workflowHealth, Read: true},
	}}
}

func (a *Automation) createWorkflow(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	var row schema.Record
	err = a.edit(ctx, req, func(e *definition.Edit) (err error) {
		row, err = e.Create(values)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(row), nil
}

func (a *Automation) updateWorkflows(ctx context.Context, req *action.Request) (*action.Response, error) {
	return a.editRows(ctx, req, "workflows", codeVersionChanged, func(e *definition.Edit, f query.Filter, values map[string]any) ([]schema.Record, error) {
		return e.Update(f, values)
	})
}

// editRows changes the selected rows of a collection and answers them as a list. changed is the code of the refusal when
// the one row is not as its editor read it.
func (a *Automation) editRows(
	ctx context.Context, req *action.Request, collection, changed string,
	update func(e *definition.Edit, f query.Filter, values map[string]any) ([]schema.Record, error),
) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	c := a.system.Collection(collection)
	var rows []schema.Record
	err = a.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, c, environment(req, tx))
		if err != nil {
			return err
		}
		e, err := a.Definitions.Edit(ctx, tx, actorID(req))
		if err != nil {
			return err
		}
		if req.Params.Has(readParam) {
			found, err := tx.Find(&query.Find{Collection: c, Filter: chosen})
			if err != nil {
				return err
			}
			if err := unchanged(req, changed, found); err != nil && len(found) > 0 {
				return err
			}
		}
		if rows, err = update(e, chosen, values); err != nil || len(rows) > 0 {
			return err
		}
		return missing(req, c)
	})
	if err != nil {
		return refusedChange(err)
	}
	return action.Data(listed(rows)), nil
}

// listed makes rows a list on the wire even when there are none.
func listed(rows []schema.Record) []schema.Record {
	if rows == nil {
		return []schema.Record{}
	}
	return rows
}

func (a *Automation) destroyWorkflows(ctx context.Context, req *action.Request) (*action.Response, error) {
	var removed int64
	err := a.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, a.system.Collection("workflows"), environment(req, tx))
		if err != nil {
			return err
		}
		e, err := a.Definitions.Edit(ctx, tx, actorID(req))
		if err != nil {
			return err
		}
		removed, err = e.Destroy(ctx, chosen, req.Params.Bool("cancelExecutions"))
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(removed), nil
}

// reviseWorkflow makes a new version when filter.key names the key, else a workflow of its own.
func (a *Automation) reviseWorkflow(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	key, err := filterKey(req)
	if err != nil {
		return nil, err
	}
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	var row schema.Record
	err = a.edit(ctx, req, func(e *definition.Edit) (err error) {
		row, err = e.Revision(definition.Copy{Of: id, OfKey: key, Values: values})
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(row), nil
}

// arrangeWorkflow gives a version another process, all at once.
func (a *Automation) arrangeWorkflow(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	return a.editNode(ctx, req, func(e *definition.Edit, values map[string]any) (schema.Record, error) {
		row, nodes, err := e.Arrange(id, values)
		if err != nil {
			return nil, err
		}
		row["nodes"] = listed(nodes)
		return row, nil
	})
}

// filterKey reads filter.key, given plainly or as an equality.
func filterKey(req *action.Request) (string, error) {
	raw, err := query.FilterOf(req.Params)
	if err != nil {
		return "", err
	}
	filter, _ := raw.(map[string]any)
	v, given := filter["key"]
	if object, ok := v.(map[string]any); ok {
		v = object["$eq"]
	}
	key, ok := v.(string)
	if given && (!ok || key == "") {
		return "", errs.New(errs.Invalid, codeInvalidParameter, "filter.key must be the key of a workflow").On("filter.key")
	}
	return key, nil
}

// syncWorkflows makes every process read the definitions anew.
func (a *Automation) syncWorkflows(ctx context.Context, req *action.Request) (*action.Response, error) {
	err := a.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		_, err := selected(req, a.system.Collection("workflows"), environment(req, tx))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &action.Response{Status: http.StatusNoContent}, nil
}

// executeWorkflow runs a version on the submitted input. With autoRevision a version that was never executed before is
// followed by a new one of the same standing, because it is frozen from now on.
func (a *Automation) executeWorkflow(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	input, err := inputOf(req)
	if err != nil {
		return nil, err
	}
	w, err := a.version(ctx, id)
	if err != nil {
		return nil, err
	}
	revise, err := a.revises(ctx, req, id)
	if err != nil {
		return nil, err
	}
	execution, status, started, err := a.Engine.ExecuteManually(ctx, req.Actor, w, input, a.keep(req))
	if err != nil {
		return nil, err
	}
	if !started {
		return action.Data(executed{}), nil
	}
	answer := executed{Execution: &executedRun{execution, statusOrNull(status)}}
	if revise {
		if answer.NewVersionID, err = a.replace(ctx, req, id, w.Key); err != nil {
			return nil, err
		}
	}
	return action.Data(answer), nil
}

// executed is the answer to a run that was asked for.
type executed struct {
	Execution    *executedRun `json:"execution"` // null: the trigger does not want the input
	NewVersionID int64        `json:"newVersionId,omitempty"`
}

type executedRun struct {
	ID     int64            `json:"id"`
	Status *workflow.Status `json:"status"`
}

// inputOf returns the body, which must not be missing.
func inputOf(req *action.Request) (json.RawMessage, error) {
	object, isObject := req.Values.(map[string]any)
	if len(bytes.TrimSpace(req.Body)) == 0 && (req.Values == nil || isObject && len(object) == 0) {
		return nil, errs.New(errs.Invalid, "VALUES_REQUIRED", "values is required")
	}
	return json.Marshal(req.Values)
}

// revises tells whether autoRevision was asked for and the version was never executed.
func (a *Automation) revises(ctx context.Context, req *action.Request, id int64) (bool, error) {
	if !req.Params.Bool("autoRevision") {
		return false, nil
	}
	stats, err := a.rowOf(ctx, "workflowVersionStats", id)
	if errs.KindOf(err) == errs.NotFound {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	executed, _ := stats["executed"].(int64)
	return executed == 0, nil
}

// replace makes a new version with the standing of the one that was executed.
func (a *Automation) replace(ctx context.Context, req *action.Request, id int64, key string) (int64, error) {
	var row schema.Record
	err := a.edit(ctx, req, func(e *definition.Edit) (err error) {
		row, err = e.Revision(definition.Copy{Of: id, OfKey: key, Inherit: true})
		return err
	})
	made, _ := row["id"].(int64)
	return made, err
}
