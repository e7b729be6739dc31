package action

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// preAction runs the workflows that may validate, change or refuse. Values that they changed are shaped and authorised
// again before the action sees them.
func (p *Pipeline) preAction(ctx context.Context, r *run) error {
	if r.c == nil || len(r.bindings) == 0 && !r.defs.Candidates(workflow.PreAction, r.c.Name) {
		return nil
	}
	r.values = r.sanitised()
	g, err := p.Workflows.Before(ctx, &Before{
		Cause: r.cause(), Definitions: r.defs, Schema: r.schema, Done: r.preDone, Open: p.opening(r),
		Event: workflow.Event{
			Layer: workflow.PreAction, Collection: r.c, Action: r.req.Action, Bindings: r.bindings,
			Context: map[string]any{"params": r.params()},
		},
	})
	if g != nil {
		r.verdicts = append(r.verdicts, g.Verdicts...)
		r.messages = append(r.messages, g.Messages...)
		if started(g.Verdicts) {
			r.opened, r.keyStored = true, r.key != nil
		}
	}
	if g != nil && len(g.Changes) > 0 { // also when definitions changed meanwhile: those workflows are not run again
		r.values = g.Values
		r.changes = append(r.changes, g.Changes...)
	}
	if err != nil {
		return err
	}
	return p.afterPreAction(ctx, r, g)
}

// started tells whether an execution of the verdicts was stored, and with it the receipt.
func started(vs []workflow.Verdict) bool {
	for _, v := range vs {
		if v.Count > 0 {
			return true
		}
	}
	return false
}

// params are what a pre-action workflow sees of the request.
func (r *run) params() map[string]any {
	params := map[string]any{"values": r.values}
	if tk, has, err := query.TargetKeyOf(r.req.Params); err == nil && has {
		params["filterByTk"] = tk
	}
	if f, err := query.FilterOf(r.req.Params); err == nil && f != nil {
		params["filter"] = f
	}
	return params
}

// opening stores the receipt and the idempotency key with the first commit of a pre-action workflow.
func (p *Pipeline) opening(r *run) func(tx store.Tx) error {
	if r.opened {
		return nil
	}
	return func(tx store.Tx) error {
		if err := tx.OpenReceipt(r.receiptRow(workflow.OutcomeOpen, nil), tx.Now()); err != nil {
			return err
		}
		return r.keep(tx, store.ReplayRunning, nil)
	}
}

func (p *Pipeline) afterPreAction(ctx context.Context, r *run, g *workflow.Group) error {
	switch g.Ending {
	case workflow.Intercepted:
		return p.conclude(ctx, r, workflow.OutcomeIntercepted, &Response{Messages: r.messages})
	case workflow.Refused:
		return p.conclude(ctx, r, workflow.OutcomeBlocked, &Response{Status: 400, Err: told("PRE_ACTION_BLOCKED", r.messages, "A workflow refused this action.")})
	case workflow.Broke:
		return p.conclude(ctx, r, workflow.OutcomeBlocked, &Response{Status: 500, Err: told("PRE_ACTION_FAILED", r.messages,
			"A workflow that runs before this action failed; nothing was carried out. Please tell an administrator.")})
	case workflow.TimedOut:
		return p.conclude(ctx, r, workflow.OutcomeBlocked, &Response{Status: 500, Err: told("PRE_ACTION_TIMEOUT", r.messages,
			"A workflow that runs before this action took too long; nothing was carried out.")})
	}
	if len(r.changes) == 0 {
		return nil
	}
	if err := r.checkChanges(); err != nil {
		return err
	}
	r.cut = nil // guards stay: what the caller named is checked, whatever became of it
	return r.act.shape(ctx, r)
}

// told makes the errors of an answer from a workflow's messages, or the default one.
func told(code string, messages []any, fallback string) errs.List {
	if len(messages) == 0 {
		messages = []any{fallback}
	}
	list := make(errs.List, len(messages))
	for i, m := range messages {
		at, isAt := m.(workflow.FieldMessage)
		if isAt {
			m = at.Message
		}
		list[i] = errs.New(errs.Invalid, code, "%s", textOf(m)).On(at.Field)
	}
	return list
}

// textOf is a message as an error tells it: the value of one that is no text as JSON.
func textOf(message any) string {
	if s, ok := message.(string); ok {
		return s
	}
	raw, err := json.Marshal(message)
	if err != nil {
		return fmt.Sprint(message)
	}
	return string(raw)
}

// checkChanges authorises the paths that workflows changed: with system rights, unless the workflow runs as the actor.
// Keys are checked for the actor in every case.
func (r *run) checkChanges() error {
	for _, ch := range r.changes {
		name, _, _ := strings.Cut(ch.Path, ".")
		if pk := r.c.PrimaryKey(); pk != nil && pk.Name == name && !r.grant.AllowsField(name) {
			return forbiddenChange(ch)
		}
		if ch.Workflow.Options.RunAs == "actor" && !r.grant.AllowsField(name) {
			return forbiddenChange(ch)
		}
	}
	return nil
}

func forbiddenChange(ch workflow.ValueChange) error {
	return errs.New(errs.Forbidden, "FIELD_FORBIDDEN", "the workflow %q changes %q, which you may not write", ch.Workflow.Title, ch.Path).On(ch.Path)
}

// raised tells whether a workflow with system rights set the value at path, so that the actor's permissions do not
// remove it.
func (r *run) raised(path string) bool {
	for _, ch := range r.changes {
		if ch.Path == path && ch.Workflow.Options.RunAs != "actor" {
			return true
		}
	}
	return false
}

// raisedPart is what workflows with system rights set inside of a value that the actor may not write; nil when nothing.
func (r *run) raisedPart(name string, v any) any {
	var part map[string]any
	for _, ch := range r.changes {
		rest, inside := strings.CutPrefix(ch.Path, name+".")
		if !inside || ch.Workflow.Options.RunAs == "actor" {
			continue
		}
		if part == nil {
			part = map[string]any{}
		}
		copyAt(part, v, strings.Split(rest, "."))
	}
	if part == nil {
		return nil
	}
	return part
}

// copyAt copies the value at a path of objects; what is not there is left out.
func copyAt(to map[string]any, from any, path []string) {
	m, _ := from.(map[string]any)
	v, ok := m[path[0]]
	if !ok {
		return
	}
	if len(path) == 1 {
		to[path[0]] = v
		return
	}
	inner, ok := to[path[0]].(map[string]any)
	if !ok {
		inner = map[string]any{}
		to[path[0]] = inner
	}
	copyAt(inner, v, path[1:])
}
