package resource

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// follower is one workflow that a button sets off, or names in vain.
type follower struct {
	Key        string          `json:"key"`
	Path       string          `json:"path,omitempty"`
	WorkflowID *int64          `json:"workflowId"`
	Title      string          `json:"title"`
	Layer      workflow.Layer  `json:"layer,omitempty"`
	Mode       string          `json:"mode,omitempty"`
	Global     bool            `json:"global"`
	Reason     workflow.Reason `json:"reason,omitempty"` // why it will not start
}

// effectiveOrder answers which workflows a button sets off, in their order: before the action, then synchronously and
// asynchronously after it. Bindings that come to nothing are listed with the reason.
func (a *Automation) effectiveOrder(ctx context.Context, req *action.Request) (*action.Response, error) {
	uid, _, err := query.TargetKeyOf(req.Params)
	if err != nil {
		return nil, err
	}
	buttons, err := a.Bindings.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	name, _ := uid.(string)
	b := buttons.Button(name)
	if b == nil {
		return nil, errs.New(errs.NotFound, binding.CodeUnknownButton, "button %q does not exist", name)
	}
	defs, err := a.Definitions.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	sn, err := a.Schema(ctx)
	if err != nil {
		return nil, err
	}
	order := ordered(append(a.named(b, defs, sn), a.unnamed(b, defs)...))
	return action.Data(buttonEffects{presentButton(b), order}), nil
}

// buttonEffects is a button with what it sets off.
type buttonEffects struct {
	Button boundButton `json:"button"`
	Order  []follower  `json:"order"`
}

// named are the workflows that the button is bound to.
func (a *Automation) named(b *binding.Button, defs *definition.Snapshot, sn *schema.Snapshot) []follower {
	out := make([]follower, 0, len(b.Bindings))
	for _, named := range b.Bindings {
		w, known := defs.Known(named.Key)
		if !known {
			out = append(out, follower{Key: named.Key, Path: named.Path, Reason: workflow.UnknownKey})
			continue
		}
		f := a.follower(w)
		f.Path = named.Path
		switch {
		case !w.Enabled:
			f.Reason = workflow.Disabled
		case !a.fits(w, b, named.Path, sn):
			f.Reason = workflow.OtherCollection
		}
		out = append(out, f)
	}
	return out
}

// fits tells whether a workflow takes the records that the path leads to.
func (a *Automation) fits(w *workflow.Workflow, b *binding.Button, path string, sn *schema.Snapshot) bool {
	t := a.Registry.Trigger(w.Type)
	if t == nil || t.Spec().Collection == nil {
		return false
	}
	wanted := ""
	if c := sn.Collection(b.Collection); c != nil {
		_, target, err := query.ToOnePath(c, path)
		if err != nil {
			return false
		}
		wanted = target.Name
	}
	return t.Spec().Collection(w.Config) == wanted
}

// unnamed are the workflows that fire on the button's action anyway.
func (a *Automation) unnamed(b *binding.Button, defs *definition.Snapshot) []follower {
	bound := map[string]bool{}
	for _, named := range b.Bindings {
		bound[named.Key] = true
	}
	var out []follower
	for _, layer := range []workflow.Layer{workflow.PreAction, workflow.PostAction} {
		for _, w := range defs.Global(layer, b.Collection) {
			if bound[w.Key] || !namesAction(w, b.Action) {
				continue
			}
			f := a.follower(w)
			f.Global = true
			out = append(out, f)
		}
	}
	return out
}

// namesAction reads the list of actions that global workflows of both action layers have in their configuration.
func namesAction(w *workflow.Workflow, name string) bool {
	var config struct {
		Actions []string `json:"actions"`
	}
	if json.Unmarshal(w.Config, &config) != nil {
		return false
	}
	for _, a := range config.Actions {
		if a == name {
			return true
		}
	}
	return false
}

func (a *Automation) follower(w *workflow.Workflow) follower {
	id := w.ID
	f := follower{Key: w.Key, WorkflowID: &id, Title: w.Title, Mode: "async"}
	if w.Sync {
		f.Mode = "sync"
	}
	if t := a.Registry.Trigger(w.Type); t != nil {
		f.Layer = t.Spec().Layer
	}
	return f
}

// ordered puts what stands before the action first, then the synchronous ones, then the rest, each as they came.
func ordered(list []follower) []follower {
	stage := func(f follower) int {
		switch {
		case f.Layer == workflow.PreAction:
			return 0
		case f.Mode == "sync":
			return 1
		}
		return 2
	}
	out := make([]follower, 0, len(list))
	for s := range 3 {
		for _, f := range list {
			if stage(f) == s {
				out = append(out, f)
			}
		}
	}
	return out
}
