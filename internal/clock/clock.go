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

// Layout is how instants are written in storage and JSON: UTC, millisecond precision, fixed width, so that text
// order is time order.
const Layout = "2006-01-02T15:04:05.000Z"

// Format writes t in Layout.
func Format(t time.Time) string { return t.UTC().Format(Layout) }
