// Package local hands out executions within one process: a bounded ready queue in memory, filled by Wake after commits
// and, when it overflowed and at start, by a scan of the rows. Losing the queue loses nothing.
//
// Workflows share the workers by turns, so that a slow one starves nobody. It knows no database.
package local

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Options configure a Dispatcher. Zero values are replaced by defaults.
type Options struct {
	Workers  int // executions handled at once
	PerKey   int // of them, of one workflow key
	Capacity int // executions kept ready in memory
	Scan     time.Duration
	Clock    clock.Clock
	Logger   *slog.Logger
}

// Dispatcher implements engine.Dispatcher.
type Dispatcher struct {
	o               Options
	mu              sync.Mutex
	queues          map[string]*queue             // by workflow key
	turns           []*queue                      // queues that have work and room, in order
	known           map[int64]bool                // ready or running, so that a scan adds nothing twice
	rewoken         map[int64]*workflow.Execution // woken while running: handed out again afterwards
	ready           int
	missed          bool // something did not fit: scan
	delayed         []delay
	signal          chan struct{} // there is work
	low             chan struct{} // there is room for what did not fit
	stopped         bool
	quit, interrupt context.CancelFunc
	wait            sync.WaitGroup
}

// delay keeps an execution that could not be advanced from being handed out again too early.
type delay struct {
	id    int64
	until time.Time
}

type queue struct {
	key     string
	items   []*workflow.Execution
	running int
	queued  bool // in turns
}

// New makes a dispatcher; it does nothing before Start.
func New(o Options) *Dispatcher {
	if o.Workers <= 0 {
		o.Workers = 128
	}
	if o.PerKey <= 0 {
		o.PerKey = max(1, o.Workers*3/4)
	}
	if o.Capacity <= 0 {
		o.Capacity = 20_000
	}
	if o.Scan <= 0 {
		o.Scan = 5 * time.Second
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Dispatcher{
		o: o, queues: map[string]*queue{}, known: map[int64]bool{}, rewoken: map[int64]*workflow.Execution{},
		missed: true, signal: make(chan struct{}, 1), low: make(chan struct{}, 1),
	}
}

// Start implements engine.Dispatcher.
func (d *Dispatcher) Start(ctx context.Context, h engine.Handler) error {
	run, interrupt := context.WithCancel(ctx)
	idle, quit := context.WithCancel(ctx)
	d.interrupt, d.quit = interrupt, quit
	d.wait.Go(func() { d.scanLoop(idle, h) })
	for range d.o.Workers {
		d.wait.Go(func() { d.work(idle, run, h) })
	}
	return nil
}

// Stop implements engine.Dispatcher. Visits run on to their end; when ctx ends first they are interrupted, which drops
// what they have not committed: the executions stay owed.
func (d *Dispatcher) Stop(ctx context.Context) error {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	if d.quit == nil {
		return nil
	}
	d.quit()
	done := make(chan struct{})
	go func() {
		d.wait.Wait()
		close(done)
	}()
	defer d.interrupt()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		d.interrupt()
		<-done
		return ctx.Err()
	}
}

// Wake implements engine.Dispatcher.
func (d *Dispatcher) Wake(xs []*workflow.Execution) {
	d.mu.Lock()
	for _, x := range xs {
		d.add(x)
	}
	d.mu.Unlock()
	d.poke()
}

// add queues x; the lock is held.
func (d *Dispatcher) add(x *workflow.Execution) {
	switch {
	case d.known[x.ID]:
		d.rewoken[x.ID] = x
		return
	case d.ready >= d.o.Capacity:
		d.missed = true
		return
	}
	q := d.queues[x.Key]
	if q == nil {
		q = &queue{key: x.Key}
		d.queues[x.Key] = q
	}
	d.known[x.ID] = true
	d.ready++
	q.items = append(q.items, x)
	d.offer(q)
}

// offer gives q a turn when it has work and room; the lock is held.
func (d *Dispatcher) offer(q *queue) {
	if !q.queued && len(q.items) > 0 && q.running < d.o.PerKey {
		q.queued = true
		d.turns = append(d.turns, q)
	}
}

func (d *Dispatcher) poke() { poke(d.signal) }

func poke(signal chan struct{}) {
	select {
	case signal <- struct{}{}:
	default:
	}
}

// next takes the first execution of the queue whose turn it is.
func (d *Dispatcher) next() (x *workflow.Execution, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped || len(d.turns) == 0 {
		return nil, false
	}
	q := d.turns[0]
	d.turns = d.turns[1:]
	q.queued = false
	x = q.items[0]
	q.items[0] = nil
	q.items = q.items[1:]
	q.running++
	d.ready--
	d.offer(q)
	if d.missed && d.ready <= d.o.Capacity/2 {
		poke(d.low)
	}
	return x, len(d.turns) > 0
}

// done notes that a handler returned.
func (d *Dispatcher) done(x *workflow.Execution, again time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.queues[x.Key]
	q.running--
	woken := d.rewoken[x.ID]
	delete(d.rewoken, x.ID)
	if again > 0 { // it stays known until then; the rows tell what it is by that time
		d.delayed = append(d.delayed, delay{x.ID, d.o.Clock.Now().Add(again)})
	} else {
		delete(d.known, x.ID)
		if woken != nil {
			d.add(woken)
		}
	}
	d.offer(q)
	if q.running == 0 && len(q.items) == 0 && !q.queued {
		delete(d.queues, x.Key)
	}
}

func (d *Dispatcher) work(idle, run context.Context, h engine.Handler) {
	for {
		x, more := d.next()
		if x == nil {
			select {
			case <-idle.Done():
				return
			case <-d.signal:
			}
			continue
		}
		if more {
			d.poke()
		}
		d.done(x, h.Handle(run, x))
		d.poke()
	}
}

// later has the next tick scan again.
func (d *Dispatcher) later() {
	d.mu.Lock()
	d.missed = true
	d.mu.Unlock()
}

// scanLoop fills the queue from the rows: at start, when something did not fit, and for rows whose hold ran out.
func (d *Dispatcher) scanLoop(ctx context.Context, h engine.Handler) {
	full := d.o.Clock.After(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-full:
			d.scan(ctx, h)
			full = d.o.Clock.After(d.o.Scan)
		case <-d.low:
			d.scanWanted(ctx, h)
		case <-d.o.Clock.After(200 * time.Millisecond):
			d.scanWanted(ctx, h)
		}
	}
}

func (d *Dispatcher) scanWanted(ctx context.Context, h engine.Handler) {
	if d.wantsScan() {
		d.scan(ctx, h)
	}
}

// wantsScan tells whether rows are owed that are not in the queue and would fit.
func (d *Dispatcher) wantsScan() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.o.Clock.Now()
	d.delayed = slices.DeleteFunc(d.delayed, func(w delay) bool {
		over := !now.Before(w.until)
		if over {
			delete(d.known, w.id)
			delete(d.rewoken, w.id)
			d.missed = true
		}
		return over
	})
	return d.missed && d.ready <= d.o.Capacity/2
}

func (d *Dispatcher) scan(ctx context.Context, h engine.Handler) {
	d.mu.Lock()
	d.missed = false
	d.mu.Unlock()
	for after := int64(0); ; {
		xs, err := h.Owed(ctx, after, 1000)
		if err != nil {
			if ctx.Err() == nil {
				d.o.Logger.Warn("owed executions could not be listed, the next scan tries again", "error", err)
			}
			d.later()
			return
		}
		if !d.addScanned(xs) || len(xs) < 1000 {
			return
		}
		after = xs[len(xs)-1].ID
	}
}

// addScanned queues what is not known yet; false when the queue is full. A row read before its visit's commit may be
// handed out once more: the epoch makes that harmless.
func (d *Dispatcher) addScanned(xs []*workflow.Execution) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, x := range xs {
		if !d.known[x.ID] {
			d.add(x)
		}
	}
	d.poke()
	return !d.missed
}
