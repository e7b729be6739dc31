// Package clock gives the current time and timers, so that tests decide when time passes.
//
// It imports only the standard library. Nodes and triggers get their time from a Step, never from here.
package clock

import "time"

// Clock tells the time. Implementations are safe for concurrent use.
type Clock interface {
	// Now is the current instant in UTC.
	Now() time.Time
	// After delivers one value once d has passed.
	After(d time.Duration) <-chan time.Time
}

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().UTC() }

// After implements Clock.
func (System) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Later is now, or the first moment after last that Layout tells apart from it when now is not later.
func Later(now, last time.Time) time.Time {
	if next := last.Add(time.Millisecond); now.Before(next) {
		return next
	}
	return now
}

// Layout is how instants are written in storage and JSON: UTC, millisecond precision, fixed width, so that text
// order is time order.
const Layout = "2006-01-02T15:04:05.000Z"

// Format writes t in Layout.
func Format(t time.Time) string { return t.UTC().Format(Layout) }
