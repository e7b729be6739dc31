// Package live tells those who look at something that it changed, by server-sent events: their receipts, records, the
// steps of executions, a new version of the definitions. It listens to what is committed (watch.go), finds out who
// asked for it (hub.go) and lets each stream ask, at that moment, what its reader may see (sight.go).
//
// Events carry ids, kinds and statuses, never values: those are read through the ordinary API. It must not know how
// records are written or how executions run, and what nobody listens to costs a write one atomic load.
package live

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Readers says who somebody is and what he may see, as a call of the API would.
type Readers interface {
	Identify(ctx context.Context, s action.Sender) (*acl.Actor, error)
	View(ctx context.Context, s action.Sender, resource string) (*action.View, error)
}

// Limits bound what streams may use. Zero values are replaced by defaults.
type Limits struct {
	Streams int // in all
	PerUser int
	Topics  int // of one stream
	Buffer  int // events that wait for a reader
	Queue   int // events that wait to be handed to streams
}

// Options make a Hub.
type Options struct {
	Clock  clock.Clock
	Logger *slog.Logger
	Limits Limits
}

// The rhythm of a stream.
const (
	heartbeat  = 15 * time.Second // a comment, and a look at the session and the permissions
	retryHint  = 2 * time.Second
	writeLimit = 20 * time.Second // a reader who takes nothing for so long is gone
	hurryLimit = time.Second      // the same while the server stops
	checkers   = 2                // streams that ask the database at the same time: requests need it, too
)

// Hub hands what was committed to the streams that asked for it. Safe for concurrent use. It is made before the
// database, which it watches, and started after everything that it asks.
type Hub struct {
	o       Options
	db      store.DB
	readers Readers

	ears    atomic.Uint32 // what anybody listens to, as a set of ear
	posting sync.Mutex
	posted  []fact
	flooded bool // posted overflowed
	wake    chan struct{}

	mu       sync.RWMutex
	closed   bool
	streams  map[*stream]bool
	users    map[int64]int
	index    map[topic]map[*stream]bool
	lookers  map[string]map[*stream]bool // by collection
	listened [ears]int                   // topics per ear

	statuses map[int64]workflow.Status // of executions as they were told last; the router's own
	checks   chan struct{}
	ending   chan struct{}
	quit     context.CancelFunc
	routing  sync.WaitGroup
	serving  sync.WaitGroup
}

// New makes a hub that takes no streams before Start.
func New(o Options) *Hub {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.withDefaults()
	return &Hub{
		o: o, closed: true, wake: make(chan struct{}, 1), streams: map[*stream]bool{}, users: map[int64]int{},
		index: map[topic]map[*stream]bool{}, lookers: map[string]map[*stream]bool{}, statuses: map[int64]workflow.Status{},
		checks: make(chan struct{}, checkers), ending: make(chan struct{}),
	}
}

func (l Limits) withDefaults() Limits {
	for v, d := range map[*int]int{&l.Streams: 1000, &l.PerUser: 20, &l.Topics: 50, &l.Buffer: 512, &l.Queue: 100_000} {
		if *v == 0 {
			*v = d
		}
	}
	return l
}

// Start takes streams from now on.
func (h *Hub) Start(db store.DB, readers Readers) {
	ctx, cancel := context.WithCancel(context.Background())
	h.mu.Lock()
	h.db, h.readers, h.quit, h.closed = db, readers, cancel, false
	h.mu.Unlock()
	h.routing.Go(func() { h.route(ctx) })
}

// Stop ends all streams at once and returns when they have ended, or ctx has.
func (h *Hub) Stop(ctx context.Context) error {
	if !h.close() {
		return nil
	}
	done := make(chan struct{})
	go func() {
		h.serving.Wait()
		close(done)
	}()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	h.quit()
	h.routing.Wait()
	return err
}

// close lets nobody in any more and asks all to leave; false when that was done before.
func (h *Hub) close() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.closed = true
	close(h.ending)
	for s := range h.streams {
		s.hurry()
	}
	return true
}

// Codes of refused streams.
const (
	codeUnknownTopic   = "UNKNOWN_TOPIC"
	codeTooManyTopics  = "TOO_MANY_TOPICS"
	codeTooManyStreams = "TOO_MANY_STREAMS"
)

var errTooMany = errs.New(errs.TooMany, codeTooManyStreams, "there are too many live streams, of yours or in all").After(5 * time.Second)

// enter counts a stream in and has it told of its topics.
func (h *Hub) enter(s *stream) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closed:
		return errClosing()
	case len(h.streams) >= h.o.Limits.Streams, h.users[s.actor.UserID] >= h.o.Limits.PerUser:
		return errTooMany
	}
	h.streams[s] = true
	h.users[s.actor.UserID]++
	h.serving.Add(1)
	for _, t := range s.topics {
		join(h.index, t, s)
		h.listened[t.ear()]++
		if t.ear() == earRecords {
			join(h.lookers, t.name, s)
		}
	}
	h.listen()
	return nil
}

// leave undoes enter.
func (h *Hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, s)
	if h.users[s.actor.UserID]--; h.users[s.actor.UserID] == 0 {
		delete(h.users, s.actor.UserID)
	}
	for _, t := range s.topics {
		part(h.index, t, s)
		h.listened[t.ear()]--
		part(h.lookers, t.name, s)
	}
	h.listen()
	h.serving.Done()
}

// listen notes which ears anybody has.
func (h *Hub) listen() {
	var set uint32
	for e, n := range h.listened {
		if n > 0 {
			set |= 1 << e
		}
	}
	h.ears.Store(set)
}

func join[K comparable](m map[K]map[*stream]bool, k K, s *stream) {
	if m[k] == nil {
		m[k] = map[*stream]bool{}
	}
	m[k][s] = true
}

func part[K comparable](m map[K]map[*stream]bool, k K, s *stream) {
	if delete(m[k], s); len(m[k]) == 0 {
		delete(m, k)
	}
}
