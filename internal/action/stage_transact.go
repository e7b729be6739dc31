package action

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// transact carries the action out: its rows, its events, the start of everything that follows, the receipt and the
// idempotency key commit together.
func (p *Pipeline) transact(ctx context.Context, r *run) error {
	act := r.act.(changing)
	err := p.DB.Write(ctx, store.Unit{Version: r.schema.Version, Run: func(tx store.Tx) error {
		return p.carryOut(r, act, tx)
	}})
	if err == nil {
		r.committed, r.opened = true, r.hasReceipt()
		r.keyStored = r.key != nil
		p.Fault("after_commit")
		return nil
	}
	if errors.Is(err, store.ErrStale) {
		return err
	}
	return p.refused(ctx, r, err)
}

func (p *Pipeline) carryOut(r *run, act changing, tx store.Tx) error {
	r.effect, r.starts, r.outcome = nil, nil, ""
	in := p.Workflows.Begin(tx, r.cause(), r.defs, r.schema)
	e, err := act.carry(r, tx, in)
	if err != nil {
		return err
	}
	for _, ev := range e.events {
		in.Action(*ev)
	}
	starts, err := in.Close()
	if err != nil {
		return err
	}
	r.effect, r.starts, r.group = e, starts, nil
	if r.group, err = p.Workflows.Within(tx, r.defs, r.schema, starts); err != nil {
		return err
	}
	r.outcome = p.outcomeNow(r)
	if err := p.receipt(r, tx); err != nil {
		return err
	}
	return p.keepNow(r, tx)
}

// outcomeNow is what the commit makes of the request: open while synchronous workflows are still to run.
func (p *Pipeline) outcomeNow(r *run) workflow.Outcome {
	switch {
	case r.group != nil && !p.Workflows.Finished(r.starts, r.group):
		return workflow.OutcomeOpen
	case r.group != nil:
		return r.groupOutcome()
	case r.effect.saved:
		return workflow.OutcomeSaved
	case len(r.starts.Async) == 0:
		return workflow.OutcomeRefused // a custom action that started nothing
	}
	return workflow.OutcomeTriggered
}

// hasReceipt: a receipt is left when there was at least one candidate.
func (r *run) hasReceipt() bool {
	return r.opened || len(r.verdicts) > 0 || r.starts != nil && len(r.starts.Verdicts) > 0 || len(r.bindings) > 0 || r.button != ""
}

func (p *Pipeline) receipt(r *run, tx store.Tx) error {
	if !r.hasReceipt() {
		return nil
	}
	if r.group != nil && r.outcome != workflow.OutcomeOpen {
		if err := p.Workflows.Settle(tx, r.starts, r.group); err != nil {
			return err
		}
		workflow.Amend(r.starts.Verdicts, r.group.Ended)
	}
	row := r.receiptRow(r.outcome, r.starts.Verdicts)
	row.Records = r.untold()
	store := tx.OpenReceipt
	if r.opened {
		store = tx.CloseReceipt
	}
	if err := store(row, tx.Now()); err != nil || r.starts == nil || len(r.starts.Chain) == 0 {
		return err
	}
	return tx.AddVerdicts(row.ID, r.starts.Chain)
}

// receiptRow is the receipt as it stands.
func (r *run) receiptRow(o workflow.Outcome, more []workflow.Verdict) *workflow.Receipt {
	keys := make([]string, len(r.bindings))
	for i, b := range r.bindings {
		keys[i] = b.Key
		if b.Path != "" {
			keys[i] += "!" + b.Path
		}
	}
	vs := make([]workflow.Verdict, 0, len(r.verdicts)+len(more))
	return &workflow.Receipt{
		ID: r.receiptID(), RequestID: r.req.ID, UserID: r.req.Actor.UserID, RoleName: r.req.Actor.Role,
		Resource: r.req.Resource, Action: r.req.Action, Keys: keys, Button: r.button, Outcome: o,
		Verdicts: append(append(vs, r.verdicts...), more...), Generation: r.p.DB.Generation(),
	}
}

// keepNow stores the idempotency key with the action, and the answer when nothing synchronous follows.
func (p *Pipeline) keepNow(r *run, tx store.Tx) error {
	if r.key == nil {
		return nil
	}
	state := store.ReplayAnswered
	if r.outcome == workflow.OutcomeOpen {
		state = store.ReplayCommitted
	}
	return r.keep(tx, state, r.finish(r.final()))
}

// refused tells of an action that was rolled back. When it had candidates, one further transaction keeps the receipt.
func (p *Pipeline) refused(ctx context.Context, r *run, cause error) error {
	kind := errs.KindOf(cause)
	if !r.opened && (kind == errs.Internal || kind == errs.Unavailable || !r.considered()) {
		return cause
	}
	r.starts, r.effect = nil, nil
	if err := p.conclude(ctx, r, workflow.OutcomeRefused, &Response{Err: cause}); err != nil {
		p.Logger.Error("the receipt of a refused action could not be kept", "request", r.req.ID, "error", err)
		return cause
	}
	return nil
}

func (r *run) considered() bool {
	return len(r.bindings) > 0 || r.button != "" || r.c != nil && r.hasCandidates()
}

// conclude ends a request whose action was not carried out: the receipt says so, in a transaction of its own.
func (p *Pipeline) conclude(ctx context.Context, r *run, o workflow.Outcome, res *Response) error {
	r.outcome = o
	err := p.DB.Write(context.WithoutCancel(ctx), store.Unit{Run: func(tx store.Tx) error {
		row := r.receiptRow(o, nil)
		row.Records = r.named()
		if !r.opened {
			return tx.OpenReceipt(row, tx.Now())
		}
		if err := tx.CloseReceipt(row, tx.Now()); err != nil {
			return err
		}
		if r.key == nil {
			return nil
		}
		return r.keep(tx, store.ReplayAnswered, r.finish(res))
	}})
	if err != nil {
		return err
	}
	r.opened, r.res = true, res
	return nil
}
