package engine

import (
	"testing"
	"time"
)

func TestAUnitBeginsNoStepThatWouldEndTooLate(t *testing.T) {
	for _, c := range []struct {
		name    string
		granted time.Duration
		step    time.Duration // how long the last step took
		next    bool
	}{
		{"short steps go on", time.Hour, time.Second, true},
		{"a second step as long as the first would end too late", time.Hour, 40 * time.Minute, false},
		{"nothing begins after the end", -time.Hour, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			u := &unit{}
			u.grant(c.granted)
			u.begun, u.until = u.begun.Add(-c.step), u.until.Add(-c.step)
			if got := u.leavesTime(); got != c.next {
				t.Errorf("one more step: %v, want %v", got, c.next)
			}
			u.begun = time.Now()
			if got := u.leavesTime(); got != c.next {
				t.Errorf("one more step after a short one: %v, want %v: the longest counts", got, c.next)
			}
			u.grant(time.Hour)
			if !u.leavesTime() {
				t.Error("a new grant begins with the time of the old one")
			}
		})
	}
}
