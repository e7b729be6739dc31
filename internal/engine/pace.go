package engine

import (
	"sync"
	"time"
)

const (
	slowRide  = time.Millisecond // in somebody else's transaction
	slowTimes = 3                // in a row, before a workflow counts as slow: the machine may have been busy
	slowTurns = 100              // starts of a slow workflow that are handed out before it is tried again
)

// pace remembers which workflow versions take long inside the transaction of an action, so that people do not wait for
// them there. Safe for concurrent use.
type pace struct {
	mu   sync.Mutex
	slow map[int64]*slowness // by workflow id
}

type slowness struct {
	times int // in a row
	turns int // starts that are still to be handed out
}

// quick tells whether a workflow may begin inside the transaction that starts it.
func (p *pace) quick(workflow int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.slow[workflow]
	if s == nil || s.turns == 0 {
		return true
	}
	s.turns--
	return false
}

// took notes how long a workflow took there.
func (p *pace) took(workflow int64, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.slow[workflow]
	switch {
	case d < slowRide && s == nil:
		return
	case d < slowRide:
		delete(p.slow, workflow)
		return
	case s == nil:
		s = &slowness{}
		if p.slow == nil {
			p.slow = map[int64]*slowness{}
		}
		p.slow[workflow] = s
	}
	if s.times++; s.times >= slowTimes {
		s.turns = slowTurns
	}
}
