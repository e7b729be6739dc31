package enginetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func owedAtStart(t T, factory Factory) {
	l := newLedger()
	l.add("a", 1, 1500) // more than one page of a scan
	l.add("b", 5000, 10)
	start(t, factory(Setup{Workers: 4, Capacity: 10_000, Scan: never}), l)
	l.until(t, "everything that was owed at the start was handed out", l.all)
}

func wokenPromptly(t T, factory Factory) {
	l := newLedger()
	d := factory(Setup{Workers: 2, Capacity: 1000, Scan: never})
	start(t, d, l)
	settle(t, l)
	for i := range int64(20) {
		d.Wake(l.add("a", 1+i*3, 3))
		l.until(t, "what was woken was handed out", l.all)
	}
	l.look(func() {
		if len(l.order) != 60 {
			t.Fatalf("60 executions were handed out %d times", len(l.order))
		}
	})
}

// settle waits for the look at the rows that belongs to the start.
func settle(t T, l *ledger) {
	t.Helper()
	l.until(t, "the rows were looked at after the start", func() bool { return l.lists > 0 })
}

func neverTwice(t T, factory Factory) {
	l := newLedger()
	l.visit = func(_ context.Context, l *ledger, _ int64, _ int) time.Duration {
		l.within(time.Millisecond, func() bool { return false })
		return 0
	}
	xs := l.add("a", 1, 40)
	l.add("b", 100, 40)
	d := factory(Setup{Workers: 8, Capacity: 1000, Scan: time.Millisecond})
	start(t, d, l)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, x := range xs {
				c := *x
				d.Wake([]*workflow.Execution{&c, &c})
			}
		})
	}
	all.Wait()
	l.until(t, "everything was handed out", l.all)
	l.until(t, "nothing runs any more", func() bool { return l.running == 0 })
	l.look(func() {
		if l.twice != 0 {
			t.Fatalf("execution %d was handed out while it was being handled", l.twice)
		}
	})
}

func wokenWhileRunning(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(every)
	l.visit = visit
	xs := l.add("a", 1, 1)
	d := factory(Setup{Workers: 2, Capacity: 100, Scan: never})
	start(t, d, l)
	t.Cleanup(release)
	l.until(t, "the execution is handled", func() bool { return l.running == 1 })
	d.Wake(xs)
	release()
	l.until(t, "it was handed out once more", func() bool { return l.rows[1].visits >= 2 })
	l.look(func() {
		if l.twice != 0 {
			t.Fatalf("execution %d was handed out while it was being handled", l.twice)
		}
	})
}

func handedOutAgain(t T, factory Factory) {
	const wait = 150 * time.Millisecond
	l := newLedger()
	var first, second time.Time
	l.visit = func(_ context.Context, l *ledger, id int64, nth int) time.Duration {
		if id != 1 {
			return 0
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if nth == 1 {
			first = time.Now()
			return wait
		}
		second = time.Now()
		return 0
	}
	d := factory(Setup{Workers: 2, Capacity: 100, Scan: never})
	start(t, d, l)
	settle(t, l)
	d.Wake(l.add("a", 1, 3))
	l.until(t, "the execution was handed out again", func() bool { return l.rows[1].visits == 2 && l.all() })
	l.look(func() {
		if second.Sub(first) < wait-wait/10 {
			t.Fatalf("it was handed out again after %v, it had asked for %v", second.Sub(first), wait)
		}
	})
}

func overflow(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(func(id int64) bool { return id == 1 })
	l.visit = visit
	d := factory(Setup{Workers: 1, PerKey: 1, Capacity: 4, Scan: never})
	start(t, d, l)
	t.Cleanup(release)
	settle(t, l)
	d.Wake(l.add("a", 1, 1))
	l.until(t, "the only worker is busy", func() bool { return l.running == 1 })
	for i := range int64(5) {
		d.Wake(l.add("a", 10+i*10, 10))
	}
	release()
	l.until(t, "what did not fit was found", l.all)
}

func wakeNeverBlocks(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(every)
	l.visit = visit
	d := factory(Setup{Workers: 1, PerKey: 1, Capacity: 8, Scan: never})
	start(t, d, l)
	t.Cleanup(release)
	xs := l.add("a", 1, 1000)
	done := make(chan struct{})
	go func() {
		d.Wake(xs)
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience(t)):
		t.Fatalf("wake waits for a worker")
	}
	release()
	l.until(t, "everything was handed out", l.all)
}

func availableLater(t T, factory Factory) {
	l := newLedger()
	l.add("a", 1, 2)
	l.look(func() { l.rows[2].held = true })
	start(t, factory(Setup{Workers: 2, Capacity: 100, Scan: 20 * time.Millisecond}), l)
	l.until(t, "the free one was handed out", func() bool { return l.rows[1].done })
	if l.within(moment, func() bool { return l.rows[2].visits > 0 }) {
		t.Fatalf("an execution was handed out although it is held")
	}
	l.look(func() { l.rows[2].held = false })
	l.until(t, "the one whose hold ended was handed out", l.all)
}

func listedAgain(t T, factory Factory) {
	l := newLedger()
	l.refuse = 2
	l.add("a", 1, 5)
	start(t, factory(Setup{Workers: 2, Capacity: 100, Scan: 20 * time.Millisecond}), l)
	l.until(t, "everything was handed out in spite of the failures", l.all)
}

func bounded(t T, factory Factory) {
	const workers = 3
	l := newLedger()
	visit, release := hold(every)
	l.visit = visit
	for i := range int64(6) {
		l.add(string(rune('a'+i)), 1+i*10, 10)
	}
	start(t, factory(Setup{Workers: workers, PerKey: workers, Capacity: 1000, Scan: 5 * time.Millisecond}), l)
	t.Cleanup(release)
	l.until(t, "all workers are busy", func() bool { return l.running == workers })
	if l.within(moment, func() bool { return l.running > workers }) {
		t.Fatalf("more executions are handled at once than there are workers")
	}
	release()
	l.until(t, "everything was handed out", l.all)
	l.look(func() {
		if l.most > workers {
			t.Fatalf("%d executions were handled at once by %d workers", l.most, workers)
		}
	})
}

func stuckKey(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(func(id int64) bool { return id < 1000 })
	l.visit = visit
	d := factory(Setup{Workers: 4, PerKey: 2, Capacity: 5000, Scan: never})
	start(t, d, l)
	t.Cleanup(release)
	settle(t, l)
	d.Wake(l.add("stuck", 1, 500))
	l.until(t, "the stuck workflow has its share of workers", func() bool { return l.running >= 2 })
	d.Wake(l.add("lively", 1000, 100))
	l.until(t, "the lively workflow went on", func() bool {
		n := 0
		for id, r := range l.rows {
			if id >= 1000 && r.done {
				n++
			}
		}
		return n == 100
	})
	release()
	l.until(t, "everything was handed out", l.all)
}

func turns(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(func(id int64) bool { return id == 1 })
	l.visit = visit
	d := factory(Setup{Workers: 1, PerKey: 1, Capacity: 5000, Scan: never})
	start(t, d, l)
	t.Cleanup(release)
	settle(t, l)
	d.Wake(l.add("many", 1, 1))
	l.until(t, "the only worker is busy", func() bool { return l.running == 1 })
	d.Wake(l.add("many", 2, 200))
	d.Wake(l.add("few", 1000, 1))
	release()
	l.until(t, "everything was handed out", l.all)
	l.look(func() {
		for i, id := range l.order {
			if id == 1000 && i > 20 {
				t.Fatalf("one execution had to wait for %d of another workflow", i)
			}
		}
	})
}

func stopWaits(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(every)
	l.visit = visit
	l.add("a", 1, 20)
	d := factory(Setup{Workers: 2, PerKey: 2, Capacity: 100, Scan: time.Millisecond})
	if err := d.Start(context.Background(), l); err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(release)
	l.until(t, "two executions are handled", func() bool { return l.running == 2 })
	stopped := make(chan error, 1)
	go func() { stopped <- d.Stop(context.Background()) }()
	select {
	case <-stopped:
		t.Fatalf("stop returned while executions were being handled")
	case <-time.After(moment):
	}
	release()
	select {
	case err := <-stopped:
		if err != nil {
			t.Fatalf("stop: %v", err)
		}
	case <-time.After(patience(t)):
		t.Fatalf("stop does not return")
	}
	var visits int
	l.look(func() { visits = len(l.order) })
	if visits != 2 {
		t.Fatalf("%d executions were handed out after stop was called", visits-2)
	}
	d.Wake(l.add("a", 100, 5))
	if l.within(moment, func() bool { return len(l.order) > visits }) {
		t.Fatalf("an execution was handed out after stop had returned")
	}
}

func stopInterrupts(t T, factory Factory) {
	l := newLedger()
	visit, release := hold(every) // ends when it is interrupted
	l.visit = visit
	l.add("a", 1, 1)
	d := factory(Setup{Workers: 2, Capacity: 100, Scan: never})
	if err := d.Start(context.Background(), l); err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(release)
	l.until(t, "the execution is handled", func() bool { return l.running == 1 })
	ctx, cancel := context.WithTimeout(context.Background(), moment)
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- d.Stop(ctx) }()
	select {
	case err := <-stopped:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("stop returned %v", err)
		}
	case <-time.After(patience(t)):
		t.Fatalf("stop does not return although its time is over")
	}
}
