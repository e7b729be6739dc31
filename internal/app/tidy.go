package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// tidier removes what is older than it is kept: finished executions, receipts, idempotency answers. Daily, in slices, so
// that nobody waits for it.
type tidier struct {
	db    store.DB
	clock clock.Clock
	log   *slog.Logger
	keep  time.Duration // 0 keeps executions and receipts for ever
	quit  context.CancelFunc
	wait  sync.WaitGroup
}

const (
	tidyPeriod  = 24 * time.Hour
	tidySlice   = 500
	keepReplays = 24 * time.Hour
)

func (t *tidier) start() {
	ctx, cancel := context.WithCancel(context.Background())
	t.quit = cancel
	t.wait.Go(func() {
		for {
			if err := t.sweep(ctx); err != nil && ctx.Err() == nil {
				t.log.Warn("old rows could not be removed, the next sweep tries again", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-t.clock.After(tidyPeriod):
			}
		}
	})
}

func (t *tidier) stop() {
	t.quit()
	t.wait.Wait()
}

func (t *tidier) sweep(ctx context.Context) error {
	now := t.clock.Now()
	err := t.slices(ctx, func(tx store.Tx) (int64, error) { return tx.PurgeReplays(now.Add(-keepReplays), tidySlice) })
	if err != nil || t.keep == 0 {
		return err
	}
	before := now.Add(-t.keep)
	if err := t.slices(ctx, func(tx store.Tx) (int64, error) { return tx.PurgeExecutions(before, tidySlice) }); err != nil {
		return err
	}
	return t.slices(ctx, func(tx store.Tx) (int64, error) { return tx.PurgeReceipts(before, tidySlice) })
}

// slices repeats purge, each time as a background unit of its own, until it finds nothing more.
func (t *tidier) slices(ctx context.Context, purge func(store.Tx) (int64, error)) error {
	for ctx.Err() == nil {
		var n int64
		err := t.db.Write(ctx, store.Unit{Background: true, Upkeep: true, Run: func(tx store.Tx) (err error) {
			n, err = purge(tx)
			return err
		}})
		if err != nil || n < tidySlice {
			return err
		}
	}
	return ctx.Err()
}
