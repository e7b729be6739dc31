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
	if r.outcome != workflow.OutcomeOpen {
		p.Workflows.Handed(r.starts)
		r.res = r.answer()
		if r.outcome == workflow.OutcomeRefused {
			r.res.Err = errNothingStarted
		}
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	g := p.Workflows.Follow(ctx, r.starts)
	r.messages = append(r.messages, g.Messages...)
	res := r.answer()
	r.outcome = workflow.OutcomeTriggered
	if r.effect.saved {
		r.outcome = workflow.OutcomeSaved
	}
	if g.Ending != workflow.WentOn {
		r.outcome = workflow.OutcomeFailedAfterSave
		failAfterSave(r, res, g)
	}
	workflow.Amend(r.starts.Verdicts, g.Ended)
	if err := p.settle(ctx, r, g, res); err != nil {
		// The data is saved and the executions are owed: whoever starts next goes on with them.
		p.Logger.Error("the end of a request could not be stored", "request", r.req.ID, "error", err)
	} else {
		p.Workflows.Released(r.starts)
	}
	r.res = res
	return nil
}

// errNothingStarted: a button that saves nothing and starts nothing did nothing; the receipt says why.
var errNothingStarted = errs.New(errs.Invalid, "NO_WORKFLOW_STARTED", "no workflow was started; the receipt says why")

func (p *Pipeline) settle(ctx context.Context, r *run, g *workflow.Group, res *Response) error {
	p.Fault("before_settle")
	return p.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		if err := p.Workflows.Settle(tx, r.starts, g); err != nil {
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
