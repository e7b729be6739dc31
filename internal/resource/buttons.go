package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Buttons is the resource of buttons with the workflows bound to them.
func (a *Automation) Buttons() *action.Resource {
	return &action.Resource{Name: "buttons", Collection: "buttons", Present: presentButtons, Actions: map[string]action.Action{
		"list":      reading(),
		"get":       reading(),
		"create":    changing(a.createButton),
		"update":    changing(a.updateButtons),
		"destroy":   changing(a.destroyButtons),
		"effective": {Run: a.effectiveOrder, Read: true},
	}}
}

// presentButtons makes the roles of a button a list, also where none were ever given.
func presentButtons(_ context.Context, _ *action.Request, records []schema.Record) error {
	for _, rec := range records {
		if roles, loaded := rec["roles"]; loaded && roles == nil {
			rec["roles"] = []any{}
		}
	}
	return nil
}

// WorkflowButtons is the resource of the buttons that a workflow is bound to.
func (a *Automation) WorkflowButtons() *action.Resource {
	return &action.Resource{Name: "workflows.buttons", Collection: "buttons", Actions: map[string]action.Action{
		"list": {Run: a.buttonsOf, Read: true},
	}}
}

// editButtons runs fn on the selected buttons in an exclusive transaction.
func (a *Automation) editButtons(
	ctx context.Context, req *action.Request, choose bool, fn func(e *binding.Edit, f query.Filter) ([]schema.Record, error),
) ([]schema.Record, error) {
	sn, err := a.Schema(ctx)
	if err != nil {
		return nil, err
	}
	c := a.system.Collection("buttons")
	var rows []schema.Record
	err = a.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		var chosen query.Filter
		if choose {
			if chosen, err = selected(req, c, environment(req, tx)); err != nil {
				return err
			}
		}
		if rows, err = fn(a.Bindings.Edit(tx, sn, actorID(req)), chosen); err != nil || len(rows) > 0 {
			return err
		}
		return missing(req, c)
	})
	return rows, err
}

func (a *Automation) createButton(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	rows, err := a.editButtons(ctx, req, false, func(e *binding.Edit, _ query.Filter) ([]schema.Record, error) {
		row, err := e.Create(values)
		return []schema.Record{row}, err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(rows[0]), nil
}

func (a *Automation) updateButtons(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	rows, err := a.editButtons(ctx, req, true, func(e *binding.Edit, f query.Filter) ([]schema.Record, error) {
		return e.Update(f, values)
	})
	if err != nil {
		return nil, err
	}
	return action.Data(listed(rows)), nil
}

func (a *Automation) destroyButtons(ctx context.Context, req *action.Request) (*action.Response, error) {
	c := a.system.Collection("buttons")
	var removed int64
	err := a.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, c, environment(req, tx))
		if err != nil {
			return err
		}
		removed, err = a.Bindings.Edit(tx, nil, actorID(req)).Destroy(chosen)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(removed), nil
}

// buttonsOf lists the buttons that the workflow of the source version is bound to.
func (a *Automation) buttonsOf(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := sourceOf(req)
	if err != nil {
		return nil, err
	}
	version, err := a.rowOf(ctx, "workflows", id)
	if err != nil {
		return nil, err
	}
	sn, err := a.Bindings.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	key, _ := version["key"].(string)
	rows := []boundButton{}
	for _, b := range sn.Of(key) {
		rows = append(rows, presentButton(b))
	}
	return action.Data(rows), nil
}

// boundButton is a button as the requests know it.
type boundButton struct {
	UID        string             `json:"uid"`
	Title      string             `json:"title"`
	Collection *string            `json:"collection"` // null: it acts on no record
	Action     string             `json:"action"`
	Bindings   []workflow.Binding `json:"bindings" shape:"Binding"`
	Roles      []string           `json:"roles"`
	PageUID    *string            `json:"pageUid"` // null: it stands on no page
}

func presentButton(b *binding.Button) boundButton {
	out := boundButton{
		UID: b.UID, Title: b.Title, Action: b.Action, Bindings: b.Bindings, Roles: append([]string{}, b.Roles...),
	}
	if b.Collection != "" {
		out.Collection = &b.Collection
	}
	if b.Page != "" {
		out.PageUID = &b.Page
	}
	return out
}
