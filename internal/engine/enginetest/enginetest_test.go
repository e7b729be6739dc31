package enginetest_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/engine/enginetest"
	"github.com/sequitur-platform/sequitur/internal/engine/local"
	"github.com/sequitur-platform/sequitur/internal/workflow"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The suite is worth what it finds: every dispatcher here breaks one promise, and the named case must notice.
func TestEachBrokenDispatcherIsFound(t *testing.T) {
	for name, b := range map[string]struct {
		breaks func(*broken)
		found  string
	}{
		"drops a wake":               {func(b *broken) { b.wake = everyThird() }, "what is woken is handed out promptly"},
		"forgets wakes of visits":    {func(b *broken) { b.wake = onlyOnce() }, "a wake during a visit leads to another one"},
		"hands out twice":            {func(b *broken) { b.handle = twice }, "an execution is never handed out twice at the same time"},
		"ignores again":              {func(b *broken) { b.handle = noDelay }, "what asks for it is handed out again later"},
		"hands out again at once":    {func(b *broken) { b.handle = atOnce }, "what asks for it is handed out again later"},
		"loses overflow":             {func(b *broken) { b.owed = onlyFirst() }, "what does not fit is found by a scan"},
		"does not look at start":     {func(b *broken) { b.owed = nothing }, "what is owed at the start is handed out"},
		"looks only at start":        {func(b *broken) { b.owed = onlyFirst() }, "what becomes available later is found"},
		"gives up after an error":    {func(b *broken) { b.owed = untilError() }, "rows that cannot be listed are listed again"},
		"has no limit":               {func(b *broken) { b.setup.Workers, b.setup.PerKey = 64, 64 }, "no more executions are handled at once than there are workers"},
		"lets one workflow take all": {func(b *broken) { b.setup.PerKey = b.setup.Workers }, "a workflow that stands still leaves workers to the others"},
		"takes no turns":             {func(b *broken) { b.oneKey = true }, "workflows take turns"},
		"forgets stop":               {func(b *broken) { b.forgets = true }, "stop waits for the visits and hands out nothing more"},
		"waits for ever":             {func(b *broken) { b.patient = true }, "stop interrupts the visits when its time is over"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(enginetest.Cases(), func(c enginetest.Case) bool { return c.Name == b.found })
			if i < 0 {
				t.Fatalf("there is no case %q", b.found)
			}
			failure := verdict(enginetest.Cases()[i], func(s enginetest.Setup) engine.Dispatcher { return newBroken(s, b.breaks) })
			if failure == "" {
				t.Fatalf("a dispatcher that %s passes %q", name, b.found)
			}
		})
	}
}

// verdict runs a case and returns how it failed, "" when it did not.
func verdict(c enginetest.Case, make enginetest.Factory) string {
	r := &recorder{}
	done := newSignal()
	go func() {
		defer close(done)
		defer r.cleanUp()
		c.Run(r, make)
	}()
	<-done
	return r.failure
}

func newSignal() chan struct{} { return make(chan struct{}) }

// recorder is a test that may fail without anybody minding.
type recorder struct {
	mu       sync.Mutex
	failure  string
	cleanups []func()
}

func (r *recorder) Helper() {}

// Patience is short: what is broken here does not get better with time.
func (r *recorder) Patience() time.Duration { return 800 * time.Millisecond }

func (r *recorder) Fatalf(format string, a ...any) {
	r.mu.Lock()
	if r.failure == "" {
		r.failure = fmt.Sprintf(format, a...)
	}
	r.mu.Unlock()
	runtime.Goexit()
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) cleanUp() {
	for _, f := range slices.Backward(r.cleanups) {
		done := newSignal()
		go func() {
			defer close(done)
			f()
		}()
		<-done
	}
}

// broken is the local dispatcher with a promise broken.
type broken struct {
	*local.Dispatcher
	setup   enginetest.Setup
	wake    func([]*workflow.Execution) []*workflow.Execution
	handle  func(h engine.Handler, ctx context.Context, x *workflow.Execution) time.Duration
	owed    func(h engine.Handler, ctx context.Context, after int64, limit int) ([]*workflow.Execution, error)
	oneKey  bool
	forgets bool
	patient bool
}

func newBroken(s enginetest.Setup, breaks func(*broken)) *broken {
	b := &broken{setup: s}
	breaks(b)
	b.Dispatcher = local.New(local.Options{Workers: b.setup.Workers, PerKey: b.setup.PerKey, Capacity: b.setup.Capacity, Scan: b.setup.Scan})
	return b
}

func (b *broken) Start(ctx context.Context, h engine.Handler) error {
	return b.Dispatcher.Start(ctx, &between{b, h})
}

func (b *broken) Wake(xs []*workflow.Execution) {
	if b.wake != nil {
		xs = b.wake(xs)
	}
	if b.oneKey {
		for _, x := range xs {
			x.Key = "one"
		}
	}
	b.Dispatcher.Wake(xs)
}

func (b *broken) Stop(ctx context.Context) error {
	switch {
	case b.forgets: // the real end comes a little later, so that nothing is left behind
		go func() {
			<-time.After(300 * time.Millisecond)
			_ = b.Dispatcher.Stop(context.Background())
		}()
		return nil
	case b.patient:
		ctx = context.WithoutCancel(ctx)
	}
	return b.Dispatcher.Stop(ctx)
}

// between stands between the dispatcher and its handler.
type between struct {
	b *broken
	engine.Handler
}

func (m *between) Handle(ctx context.Context, x *workflow.Execution) time.Duration {
	if m.b.handle != nil {
		return m.b.handle(m.Handler, ctx, x)
	}
	return m.Handler.Handle(ctx, x)
}

func (m *between) Owed(ctx context.Context, after int64, limit int) ([]*workflow.Execution, error) {
	if m.b.owed != nil {
		return m.b.owed(m.Handler, ctx, after, limit)
	}
	return m.Handler.Owed(ctx, after, limit)
}

func everyThird() func([]*workflow.Execution) []*workflow.Execution {
	n := 0
	return func(xs []*workflow.Execution) []*workflow.Execution {
		if n++; n%3 == 0 {
			return nil
		}
		return xs
	}
}

func onlyOnce() func([]*workflow.Execution) []*workflow.Execution {
	return func([]*workflow.Execution) []*workflow.Execution { return nil }
}

func twice(h engine.Handler, ctx context.Context, x *workflow.Execution) time.Duration {
	var both sync.WaitGroup
	c := *x
	both.Go(func() { h.Handle(ctx, &c) })
	again := h.Handle(ctx, x)
	both.Wait()
	return again
}

func noDelay(h engine.Handler, ctx context.Context, x *workflow.Execution) time.Duration {
	h.Handle(ctx, x)
	return 0
}

func atOnce(h engine.Handler, ctx context.Context, x *workflow.Execution) time.Duration {
	for {
		if again := h.Handle(ctx, x); again == 0 {
			return 0
		}
	}
}

func nothing(engine.Handler, context.Context, int64, int) ([]*workflow.Execution, error) {
	return nil, nil
}

func onlyFirst() func(engine.Handler, context.Context, int64, int) ([]*workflow.Execution, error) {
	seen := false
	return func(h engine.Handler, ctx context.Context, after int64, limit int) ([]*workflow.Execution, error) {
		if seen {
			return nil, nil
		}
		seen = true
		return h.Owed(ctx, after, limit)
	}
}

func untilError() func(engine.Handler, context.Context, int64, int) ([]*workflow.Execution, error) {
	over := false
	return func(h engine.Handler, ctx context.Context, after int64, limit int) ([]*workflow.Execution, error) {
		if over {
			return nil, nil
		}
		xs, err := h.Owed(ctx, after, limit)
		over = err != nil
		return xs, err
	}
}
