package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// follow runs the synchronous workflows, tells honestly how they ended and releases the asynchronous ones. What the
// action saved stays saved whatever happens here, also when the client is gone.
func (p *Pipeline) follow(ctx context.Context, r *run) error {
	ctx = context.WithoutCancel(ctx)
	if r.outcome == workflow.OutcomeOpen {
		return p.followGroup(ctx, r)
	}
	if r.group != nil {
		p.Workflows.Settled(ctx, r.starts, r.group)
	} else {
		p.Workflows.Handed(r.starts)
	}
	r.res = r.final()
	return nil
}

// followGroup runs what is left of the synchronous group and closes the request.
func (p *Pipeline) followGroup(ctx context.Context, r *run) error {
	p.Workflows.Follow(ctx, r.starts, r.group)
	r.outcome = r.groupOutcome()
	workflow.Amend(r.starts.Verdicts, r.group.Ended)
	r.res = r.final()
	if err := p.settle(ctx, r, r.res); err != nil {
		// The data is saved and the executions are owed: whoever starts next goes on with them.
		p.Logger.Error("the end of a request could not be stored", "request", r.req.ID, "error", err)
		return nil
	}
	p.Workflows.Settled(ctx, r.starts, r.group)
	return nil
}

func (r *run) groupOutcome() workflow.Outcome {
	switch {
	case r.group.Ending != workflow.WentOn:
		return workflow.OutcomeFailedAfterSave
	case r.effect.saved:
		return workflow.OutcomeSaved
	}
	return workflow.OutcomeTriggered
}

// final is the answer of an action that was carried out, whatever its followers made of it.
func (r *run) final() *Response {
	res := r.answer()
	switch {
	case r.group != nil:
		res.Messages = append(res.Messages, r.group.Messages...)
		if r.group.Ending != workflow.WentOn {
			failAfterSave(r, res, r.group)
		}
	case r.outcome == workflow.OutcomeRefused:
		res.Err = errNothingStarted
	}
	return res
}

// errNothingStarted: a button that saves nothing and starts nothing did nothing; the receipt says why.
var errNothingStarted = errs.New(errs.Invalid, "NO_WORKFLOW_STARTED", "no workflow was started; the receipt says why")

func (p *Pipeline) settle(ctx context.Context, r *run, res *Response) error {
	p.Fault("before_settle")
	return p.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		if err := p.Workflows.Settle(tx, r.starts, r.group); err != nil {
			return err
		}
		if err := tx.CloseReceipt(r.receiptRow(r.outcome, r.starts.Verdicts), tx.Now()); err != nil {
			return err
		}
		return r.keep(tx, store.ReplayAnswered, r.finish(res))
	}})
}

// failAfterSave turns the answer into "saved, but a follow-up failed": upstream's status codes, the data beside.
func failAfterSave(r *run, res *Response, g *workflow.Group) {
	code := "POST_ACTION_FAILED"
	fallback := "Your changes were saved, but a workflow that follows them failed. Please tell an administrator."
	if !r.effect.saved {
		fallback = "A workflow that this action runs failed. Please tell an administrator."
	}
	res.Status = 500
	switch g.Ending {
	case workflow.Refused:
		res.Status = 400
	case workflow.TimedOut:
		code = "POST_ACTION_TIMEOUT"
		fallback = "Your changes were saved, but a workflow that follows them took too long."
	}
	res.Err = told(code, res.Messages, fallback)
	res.Messages = nil
	res.ReceiptID = r.receipt
}
