package app_test

import (
	"sync"
	"time"
)

// hands is a clock that stands still until it is moved.
type hands struct {
	mu     sync.Mutex
	now    time.Time
	alarms []alarm
}

type alarm struct {
	at   time.Time
	ring chan time.Time
}

func newHands() *hands { return &hands{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

// Now implements clock.Clock.
func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// After implements clock.Clock.
func (h *hands) After(d time.Duration) <-chan time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	ring := make(chan time.Time, 1)
	h.alarms = append(h.alarms, alarm{h.now.Add(d), ring})
	h.sound()
	return ring
}

// move lets d pass.
func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
	h.sound()
}

func (h *hands) sound() {
	var later []alarm
	for _, a := range h.alarms {
		if a.at.After(h.now) {
			later = append(later, a)
			continue
		}
		a.ring <- h.now
	}
	h.alarms = later
}
