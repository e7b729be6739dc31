package action

import (
	"context"
	"errors"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// respond makes the answer of a request: what a stage answered, or what went wrong. Failures of our own are logged here,
// once, with the request id that the caller sees.
func (p *Pipeline) respond(ctx context.Context, r *run, err error) *Response {
	res := r.res
	if err != nil {
		res = &Response{Err: p.classify(r, err)}
		if r.opened && !r.committed && !answered(r.outcome) {
			// Pre-action workflows ran, then the request was refused: its receipt must not stay open.
			if cerr := p.conclude(ctx, r, workflow.OutcomeRefused, res); cerr != nil {
				p.Logger.Error("the receipt of a refused request could not be closed", "request", r.req.ID, "error", cerr)
			}
		}
	}
	if res == nil {
		res = &Response{}
	}
	res = r.finish(res)
	if r.resource != nil && r.committed {
		p.keepSystem(ctx, r, res)
	}
	return res
}

// keepSystem stores the answer of an edit of a system resource for its idempotency key, also one that tells of a failure
// after the edit was saved. The edit's own transaction has taken the key; when the answer cannot be kept, the caller gets
// it all the same.
func (p *Pipeline) keepSystem(ctx context.Context, r *run, res *Response) {
	err := p.DB.Write(context.WithoutCancel(ctx), store.Unit{Run: func(tx store.Tx) error {
		return r.keep(tx, store.ReplayAnswered, res)
	}})
	if err != nil {
		p.Logger.Error("the answer for an idempotency key could not be kept", "request", r.req.ID, "error", err)
	}
}

// classify turns errors of lower packages into what a caller may see.
func (p *Pipeline) classify(r *run, err error) error {
	var unique *store.UniqueError
	var foreign *store.ForeignKeyError
	switch {
	case errors.As(err, &unique):
		return errs.New(errs.Invalid, "UNIQUE_VIOLATION", "%s", unique.Error())
	case errors.As(err, &foreign):
		return errs.New(errs.Conflict, "REFERENCE_VIOLATION", "%s", foreign.Error())
	case errors.Is(err, context.Canceled) && r.ctx.Err() != nil:
		// Whoever asked went away, as a browser does that needs the answer no more: nothing failed.
		p.Logger.Debug("request given up", "request", r.req.ID, "resource", r.req.Resource, "action", r.req.Action)
	case errs.KindOf(err) == errs.Internal:
		p.Logger.Error("request failed", "request", r.req.ID, "resource", r.req.Resource, "action", r.req.Action, "error", err)
	}
	return err
}

// finish adds what every answer carries.
func (r *run) finish(res *Response) *Response {
	if res.Header == nil {
		res.Header = map[string]string{}
	}
	for k, v := range r.headers {
		res.Header[k] = v
	}
	if (r.opened || r.starts != nil && r.hasReceipt()) && r.outcome != "" {
		res.Header["X-Receipt"], res.Header["X-Outcome"] = fmt.Sprint(r.receipt), string(r.outcome)
		if res.Err != nil {
			res.ReceiptID = r.receipt
		}
	}
	return res
}

// answer is what the action answers when everything went well, cut to what the actor may see.
func (r *run) answer() *Response {
	res := *r.effect.answer
	res.Messages = append([]any(nil), r.messages...)
	if rows, ok := res.Data.([]schema.Record); ok {
		out := make([]any, len(rows))
		for i, row := range rows {
			out[i] = r.pruned(r.c, row)
		}
		res.Data = out
	}
	if row, ok := res.Data.(schema.Record); ok {
		res.Data = r.pruned(r.c, row)
	}
	return &res
}

// pruned is the plain record with the fields that the actor may view. Without that permission only the key is told.
func (r *run) pruned(c *schema.Collection, row schema.Record) map[string]any {
	m := plain(c, row)
	if r.effect != nil && r.effect.hides(c, row) {
		onlyKey(c, m)
	}
	return r.prune(c, m, nil)
}

// prune cuts a plain record, reached through the relation via if any, and what hangs on it.
func (r *run) prune(c *schema.Collection, m map[string]any, via *schema.Field) map[string]any {
	g, err := r.viewGrant(c)
	if err != nil {
		g = acl.Grant{Fields: map[string]bool{}}
		defer func() { onlyKey(c, m) }()
	}
	for name, v := range m {
		f := c.Field(name)
		if f == nil {
			if link, ok := v.(map[string]any); ok && via != nil && name == via.Relation.Through {
				r.shownLink(via.Relation, link)
			}
			continue
		}
		if !g.AllowsField(name) && !alwaysVisible(c, f) {
			delete(m, name)
			continue
		}
		if f.Relation != nil && f.Relation.TargetCollection != nil && !r.req.Actor.Root() {
			m[name] = r.pruneRelated(f, v)
		}
	}
	return m
}

func (r *run) pruneRelated(via *schema.Field, v any) any {
	c := via.Relation.TargetCollection
	switch t := v.(type) {
	case map[string]any:
		return r.prune(c, t, via)
	case []any:
		for i, x := range t {
			t[i] = r.pruneRelated(via, x)
		}
	case []map[string]any:
		for _, x := range t {
			r.prune(c, x, via)
		}
	}
	return v
}

func onlyKey(c *schema.Collection, m map[string]any) {
	for name := range m {
		if f := c.PrimaryKey(); f == nil || f.Name != name {
			delete(m, name)
		}
	}
}
