package engine

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func isNotFound(err error) bool {
	return errors.Is(err, store.ErrNotFound) || errs.KindOf(err) == errs.NotFound
}

// timerPeriod is how often held and expired executions are looked for: both are rows, so nothing is lost in between.
const timerPeriod = time.Second

// watchTimers ends executions whose deadline passed and hands out those whose hold ran out.
func (e *Engine) watchTimers(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.Clock.After(timerPeriod):
		}
		if err := e.tick(ctx); err != nil && ctx.Err() == nil {
			e.Logger.Warn("timers could not be checked, they are tried again", "error", err)
		}
	}
}

func (e *Engine) tick(ctx context.Context) error {
	if err := e.measureBacklog(ctx); err != nil {
		return err
	}
	return errors.Join(e.expire(ctx), e.adopt(ctx))
}

// expire ends executions whose deadline passed, running or waiting.
func (e *Engine) expire(ctx context.Context) error {
	var ids []int64
	err := e.DB.Read(ctx, func(r store.Reader) (err error) {
		ids, err = r.Expired(e.Clock.Now(), e.Limits.RecoverySlice)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := e.abort(ctx, id, workflow.ReasonTimeout, nil); err != nil && !isNotRunning(err) {
			return err
		}
	}
	return nil
}

// backlogGauge is the last measured number of owed executions.
type backlogGauge struct{ n atomic.Int64 }

func (e *Engine) measureBacklog(ctx context.Context) error {
	return e.DB.Read(ctx, func(r store.Reader) error {
		n, err := r.Backlog()
		e.backlog.n.Store(n)
		return err
	})
}

// Overloaded tells whether so many executions are owed that new bound actions should be refused.
func (e *Engine) Overloaded() bool { return e.backlog.n.Load() > e.Limits.Backlog }
