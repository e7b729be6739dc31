// Package ids draws 53-bit ids that grow with time, fit a JavaScript number and are never drawn twice, not even
// after a crash or when the clock steps back.
//
// It knows no database: whoever owns one persists the bound that Extend asks for and reports it with Reserved. It
// imports only errs and clock.
package ids

import (
	"sync"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// The layout of an id: 32 bits of seconds since Epoch, 5 bits of worker, 16 bits of sequence.
const (
	// Epoch is the first second of the layout, in Unix time.
	Epoch = 1605024000
	// MaxWorker is the largest worker number.
	MaxWorker = 1<<workerBits - 1

	workerBits   = 5
	sequenceBits = 16
	secondShift  = workerBits + sequenceBits
	lastSequence = 1<<sequenceBits - 1
)

// How far ahead of use ids are reserved, in seconds: the reservation, and the rest at which it is renewed. The
// reservation is what a process skips when it starts again, so it is long against a pause of the database and short
// against the 136 years the layout holds.
const (
	ahead  = 10
	margin = 5
)

// Generator draws ids of one worker. Ids below a persisted bound are reserved: a process that starts later begins
// at that bound and so never repeats one. Safe for concurrent use.
type Generator struct {
	clock  clock.Clock
	worker int64
	low    chan struct{}

	mu       sync.Mutex
	second   int64 // of the last id; it runs ahead of the clock after a start, a step back or an overflow
	sequence int64 // of the last id
	reserved int64 // first second that is not reserved
}

// New makes a generator that draws only ids of at least floor, the bound that the last process with this worker
// number had persisted (0 when there was none).
func New(c clock.Clock, worker int, floor int64) (*Generator, error) {
	if worker < 0 || worker > MaxWorker {
		return nil, errs.New(errs.Invalid, "INVALID_WORKER", "the worker number %d is not between 0 and %d", worker, MaxWorker)
	}
	g := &Generator{clock: c, worker: int64(worker), low: make(chan struct{}, 1)}
	g.reserved = (floor + 1<<secondShift - 1) >> secondShift
	g.second, g.sequence = max(g.now(), g.reserved), -1
	return g, nil
}

// Next draws an id larger than every one before. It never waits: while the clock has outrun the reservation it uses
// up what is left of it. Only when nothing is left does it draw beyond the bound; as every transaction extends the
// bound over what was drawn before it commits, stored ids are below the bound even then.
func (g *Generator) Next() int64 {
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if now > g.second && now < g.reserved {
		g.second, g.sequence = now, -1
	}
	if g.sequence++; g.sequence > lastSequence {
		g.second, g.sequence = g.second+1, 0
	}
	if max(now, g.second) > g.reserved-margin {
		g.signal()
	}
	return g.second<<secondShift | g.worker<<sequenceBits | g.sequence
}

// Extend returns the bound to persist next, and whether that is due: a transaction that stores ids asks just before
// its commit, writes the bound, and calls Reserved once the commit succeeded.
func (g *Generator) Extend() (int64, bool) {
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if front := max(now, g.second); front > g.reserved-margin {
		return (front + ahead) << secondShift, true
	}
	return g.reserved << secondShift, false
}

// Reserved says that bound was persisted. A bound below the present one changes nothing.
func (g *Generator) Reserved(bound int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reserved = max(g.reserved, bound>>secondShift)
}

// Low delivers when ids were drawn while the reservation was short, so that an otherwise idle process extends it.
func (g *Generator) Low() <-chan struct{} { return g.low }

func (g *Generator) signal() {
	select {
	case g.low <- struct{}{}:
	default:
	}
}

func (g *Generator) now() int64 { return max(0, g.clock.Now().Unix()-Epoch) }
