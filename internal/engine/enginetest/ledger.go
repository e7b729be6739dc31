package enginetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// moment is how long a case looks for what must not happen.
const moment = 60 * time.Millisecond

// patience is how long a case waits for what must happen. A T may be in a hurry.
func patience(t T) time.Duration {
	if h, ok := t.(interface{ Patience() time.Duration }); ok {
		return h.Patience()
	}
	return 10 * time.Second
}

// never is a scan period that no case lives to see: only wakes count.
const never = time.Hour

// ledger stands for the rows and the engine. It implements engine.Handler.
type ledger struct {
	mu      sync.Mutex
	changed chan struct{} // closed and replaced with every change
	rows    map[int64]*row
	order   []int64 // ids as they were handed out
	running int
	most    int // running at once
	twice   int64
	refuse  int // listings that fail from now on
	lists   int
	visit   func(ctx context.Context, l *ledger, id int64, nth int) time.Duration
}

type row struct {
	x       workflow.Execution
	held    bool
	done    bool
	running bool
	visits  int
}

func newLedger() *ledger {
	return &ledger{changed: make(chan struct{}), rows: map[int64]*row{}}
}

// add makes n owed executions of a key with ids from first on.
func (l *ledger) add(key string, first int64, n int) []*workflow.Execution {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]*workflow.Execution, n)
	for i := range out {
		r := &row{x: workflow.Execution{ID: first + int64(i), Key: key, Status: workflow.Queued, Runnable: true}}
		l.rows[r.x.ID] = r
		x := r.x
		out[i] = &x
	}
	return out
}

func (l *ledger) touch() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// Handle implements engine.Handler.
func (l *ledger) Handle(ctx context.Context, x *workflow.Execution) time.Duration {
	id := x.ID
	nth, visit := l.enter(id)
	var again time.Duration
	if visit != nil {
		again = visit(ctx, l, id, nth)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.rows[id]
	r.running = false
	r.done = again == 0
	l.running--
	l.touch()
	return again
}

func (l *ledger) enter(id int64) (int, func(context.Context, *ledger, int64, int) time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.rows[id]
	if r.running {
		l.twice = id
	}
	r.running = true
	r.visits++
	l.order = append(l.order, id)
	l.running++
	l.most = max(l.most, l.running)
	l.touch()
	return r.visits, l.visit
}

var errList = errors.New("the rows cannot be listed")

// Owed implements engine.Handler.
func (l *ledger) Owed(_ context.Context, after int64, limit int) ([]*workflow.Execution, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lists++
	l.touch()
	if l.refuse > 0 {
		l.refuse--
		return nil, errList
	}
	var out []*workflow.Execution
	for id, r := range l.rows {
		if id > after && !r.done && !r.held {
			x := r.x
			out = append(out, &x)
		}
	}
	slices.SortFunc(out, func(a, b *workflow.Execution) int { return int(a.ID - b.ID) })
	return out[:min(limit, len(out))], nil
}

// until waits for a condition of the ledger.
func (l *ledger) until(t T, what string, ok func() bool) {
	t.Helper()
	if !l.within(patience(t), ok) {
		t.Fatalf("never happened: %s", what)
	}
}

func (l *ledger) within(d time.Duration, ok func() bool) bool {
	over := time.NewTimer(d)
	defer over.Stop()
	for {
		l.mu.Lock()
		fine, changed := ok(), l.changed
		l.mu.Unlock()
		if fine {
			return true
		}
		select {
		case <-changed:
		case <-over.C:
			return false
		}
	}
}

// all tells whether every execution was visited; the lock is held.
func (l *ledger) all() bool {
	for _, r := range l.rows {
		if !r.done {
			return false
		}
	}
	return true
}

// look runs fn under the lock.
func (l *ledger) look(fn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn()
}

// start starts a dispatcher on l; it is stopped when the case ends.
func start(t T, d engine.Dispatcher, l *ledger) {
	t.Helper()
	if err := d.Start(context.Background(), l); err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience(t))
		defer cancel()
		if err := d.Stop(ctx); err != nil {
			t.Fatalf("stop: %v", err)
		}
	})
}

// hold makes visits of chosen executions stand until release is called.
func hold(which func(id int64) bool) (visit func(context.Context, *ledger, int64, int) time.Duration, release func()) {
	gate := make(chan struct{})
	visit = func(ctx context.Context, _ *ledger, id int64, _ int) time.Duration {
		if which(id) {
			select {
			case <-gate:
			case <-ctx.Done():
			}
		}
		return 0
	}
	return visit, sync.OnceFunc(func() { close(gate) })
}

func every(int64) bool { return true }
