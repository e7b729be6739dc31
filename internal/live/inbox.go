package live

import "sync"

// inbox is what waits for the reader of a stream. It is bounded: who is too slow loses what waits, is told so once, and
// goes on from there.
type inbox struct {
	limit int
	wake  chan struct{}

	mu    sync.Mutex
	facts []fact
	lost  bool
	check bool
}

func newInbox(limit int) *inbox { return &inbox{limit: limit, wake: make(chan struct{}, 1)} }

// put adds facts.
func (b *inbox) put(facts []fact) {
	b.change(func() {
		if len(b.facts)+len(facts) > b.limit {
			b.facts, b.lost = nil, true
			return
		}
		b.facts = append(b.facts, facts...)
	})
}

// lose drops what waits.
func (b *inbox) lose() { b.change(func() { b.facts, b.lost = nil, true }) }

// look asks for a look at the session and the permissions.
func (b *inbox) look() { b.change(func() { b.check = true }) }

func (b *inbox) change(do func()) {
	b.mu.Lock()
	do()
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// take empties the inbox.
func (b *inbox) take() (facts []fact, lost, check bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	facts, lost, check = b.facts, b.lost, b.check
	b.facts, b.lost, b.check = nil, false, false
	return facts, lost, check
}
