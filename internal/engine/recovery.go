package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// takeOver ends or hands out what earlier processes left behind. The database decides: everything that belongs to an
// older generation is free. Owed executions need nothing here, the dispatcher's scan finds them.
//
//	synchronous, pre-action     its request is gone: ABORTED (request_lost)
//	synchronous, other layers   the data is saved: continues asynchronously
//	open receipts               interrupted
func (e *Engine) takeOver(ctx context.Context) error {
	for {
		n, err := e.takeOverSome(ctx)
		if err != nil {
			return fmt.Errorf("take over executions: %w", err)
		}
		if n < e.Limits.RecoverySlice {
			break
		}
	}
	if err := e.liftHolds(ctx); err != nil {
		return fmt.Errorf("lift holds: %w", err)
	}
	return e.DB.Write(ctx, store.Unit{Upkeep: true, Run: func(tx store.Tx) error {
		_, err := tx.InterruptReceipts(e.DB.Generation())
		return err
	}})
}

func (e *Engine) takeOverSome(ctx context.Context) (n int, err error) {
	err = e.DB.Write(ctx, store.Unit{Upkeep: true, Run: func(tx store.Tx) error {
		lost, err := tx.Lost(e.DB.Generation(), e.Limits.RecoverySlice)
		if err != nil {
			return err
		}
		n = len(lost)
		for _, x := range lost {
			if err := takeOverOne(tx, x); err != nil {
				return err
			}
		}
		return nil
	}})
	return n, err
}

// liftHolds frees the asynchronous executions that waited for a synchronous group: at start no group is left.
func (e *Engine) liftHolds(ctx context.Context) error {
	var due time.Time
	err := e.DB.Read(ctx, func(r store.Reader) (err error) {
		due, err = r.NextDue()
		return err
	})
	if err != nil || due.IsZero() { // nothing is held: a long backlog need not be read
		return err
	}
	after := int64(0)
	for {
		n, last := 0, int64(0)
		err := e.DB.Write(ctx, store.Unit{Upkeep: true, Run: func(tx store.Tx) error {
			// A hold may reach further than today's limit: it was set under an earlier one.
			xs, err := tx.Owed(after, tx.Now().AddDate(1, 0, 0), e.Limits.RecoverySlice)
			if n = len(xs); err != nil || n == 0 {
				return err
			}
			last = xs[n-1].ID
			return releaseHeld(tx, xs)
		}})
		if err != nil || n < e.Limits.RecoverySlice {
			return err
		}
		after = last
	}
}

func releaseHeld(tx store.Tx, xs []*workflow.Execution) error {
	var held []int64
	for _, x := range xs {
		if !x.AvailableAt.IsZero() {
			held = append(held, x.ID)
		}
	}
	if len(held) == 0 {
		return nil
	}
	return tx.Release(held, tx.Now())
}

func takeOverOne(tx store.Tx, x *workflow.Execution) error {
	x.Owner, x.AvailableAt = 0, time.Time{}
	if x.Layer == workflow.PreAction {
		x.Status, x.Reason, x.Runnable = workflow.Aborted, workflow.ReasonRequestLost, false
		if err := tx.AbortJobs(x.ID, tx.Now()); err != nil {
			return err
		}
	}
	_, err := tx.Advance(x)
	return err
}

// Owed implements Handler.
func (e *Engine) Owed(ctx context.Context, after int64, limit int) (xs []*workflow.Execution, err error) {
	err = e.DB.Read(ctx, func(r store.Reader) error {
		xs, err = r.Owed(after, e.Clock.Now(), limit)
		return err
	})
	return xs, err
}

func (e *Engine) jobs(ctx context.Context, id int64) (jobs []*workflow.Job, err error) {
	err = e.DB.Read(ctx, func(r store.Reader) error {
		jobs, err = r.Jobs(id)
		return err
	})
	return jobs, err
}

// missing stands in for a workflow version that does not exist any more: its executions end with a readable reason.
func missing(x *workflow.Execution, err error) (*workflow.Workflow, error) {
	if !isNotFound(err) {
		return nil, err
	}
	w := &workflow.Workflow{ID: x.WorkflowID, Key: x.Key, Broken: fmt.Errorf("the workflow version %d does not exist any more", x.WorkflowID)}
	w.Link()
	return w, nil
}
