package action

import (
	"context"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// bind finds the workflows that the request names, through its button or directly, and checks their paths before
// anything happens.
func (p *Pipeline) bind(ctx context.Context, r *run) error {
	keys, err := query.ParseTriggerWorkflows(triggerParam(r.req.Params))
	if err != nil {
		return err
	}
	if len(keys) > p.Limits.Keys {
		return errs.New(errs.Invalid, "TOO_MANY_WORKFLOWS", "a request names at most %d workflows", p.Limits.Keys).On("triggerWorkflows")
	}
	r.bindings = make([]workflow.Binding, len(keys))
	for i, k := range keys {
		r.bindings[i] = workflow.Binding{Key: k.Key, Path: k.Path}
	}
	if r.button = r.req.Params.String("button"); r.button != "" {
		if err := p.bindButton(ctx, r); err != nil {
			return err
		}
	}
	for _, b := range r.bindings {
		if err := checkBindingPath(r.c, b); err != nil {
			return err
		}
	}
	return p.refuseOverload(r)
}

func (p *Pipeline) bindButton(ctx context.Context, r *run) error {
	name := ""
	if r.c != nil {
		name = r.c.Name
	}
	sn, err := p.Bindings.Snapshot(ctx)
	if err != nil {
		return err
	}
	if sn.Version != r.schema.Version {
		return store.ErrStale
	}
	if r.bindings, err = sn.Resolve(r.button, name, r.req.Action, r.bindings); err != nil {
		return err
	}
	return sn.Button(r.button).Allows(r.req.Actor)
}

// triggerParam reads the parameter as text; lists, as some clients send, are joined.
func triggerParam(v query.Values) string {
	list := v.Strings("triggerWorkflows")
	out := ""
	for i, s := range list {
		if i > 0 {
			out += ","
		}
		out += s
	}
	return out
}

// checkBindingPath: a path is a chain of to-one relations from the acted collection.
func checkBindingPath(c *schema.Collection, b workflow.Binding) error {
	if b.Path == "" {
		return nil
	}
	if c == nil {
		return nil // a custom action without a record: a path into the submitted values
	}
	_, _, err := query.ToOnePath(c, b.Path)
	return err
}

// refuseOverload protects the queue: when too much is owed, actions with followers wait for the caller to try again.
func (p *Pipeline) refuseOverload(r *run) error {
	if !p.Workflows.Overloaded() {
		return nil
	}
	if len(r.bindings) == 0 && (r.c == nil || !r.hasCandidates()) {
		return nil
	}
	return errs.New(errs.Unavailable, "BACKLOG", "too many workflows are waiting to run, try again later").After(5 * time.Second)
}

// hasCandidates tells whether a workflow listens to the acted collection without being named.
func (r *run) hasCandidates() bool {
	for _, l := range []workflow.Layer{workflow.PreAction, workflow.PostAction, workflow.Collection} {
		if r.defs.Candidates(l, r.c.Name) {
			return true
		}
	}
	return false
}
