package engine

import (
	"context"
	"errors"
	"sync"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// orphans are executions that a request of this process owns and could not run to an end, because the database took no
// commit. Nobody else would touch them before the next start.
type orphans struct {
	mu  sync.Mutex
	ids []int64
}

func (o *orphans) add(ids ...int64) {
	o.mu.Lock()
	o.ids = append(o.ids, ids...)
	o.mu.Unlock()
}

func (o *orphans) take() []int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := o.ids
	o.ids = nil
	return ids
}

// abandon leaves x to the timers: its request is told of the failure now.
func (e *Engine) abandon(x *workflow.Execution, cause error) {
	e.Logger.Error("a synchronous execution could not be run, it is taken over", "execution", x.ID, "error", cause)
	e.orphans.add(x.ID)
}

// adopt does for abandoned executions what a start does for those of a dead process.
func (e *Engine) adopt(ctx context.Context) error {
	var all []error
	for _, id := range e.orphans.take() {
		if err := e.adoptOne(ctx, id); err != nil {
			e.orphans.add(id)
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

func (e *Engine) adoptOne(ctx context.Context, id int64) error {
	var x *workflow.Execution
	err := e.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) (err error) {
		if x, err = tx.Execution(id); err != nil || x.Status.Final() {
			return err
		}
		return takeOverOne(tx, x)
	}})
	if isNotFound(err) {
		return nil
	}
	if err == nil && x.Runnable && !x.Status.Final() {
		e.Dispatcher.Wake([]*workflow.Execution{x})
	}
	return err
}
