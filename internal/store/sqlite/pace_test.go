package sqlite

import (
	"testing"
	"time"
)

func TestPaceForetellsTheNextUnit(t *testing.T) {
	const us = time.Microsecond
	for _, c := range []struct {
		name  string
		units []time.Duration
		left  time.Duration
		fits  bool
		rides bool // on a ride of 1 ms
	}{
		{"nothing is known", nil, us, true, true},
		{"no time is left", nil, 0, false, true},
		{"short units", repeat(100*us, 50), 500 * us, true, true},
		{"short units, too little time left", repeat(100*us, 50), 50 * us, false, true},
		{"long units do not ride", repeat(900*us, 50), 1000 * us, true, false},
		{"no second long unit", repeat(900*us, 50), 100 * us, false, false},
		{"one long unit among short ones changes little", append(repeat(100*us, 50), 900*us), 500 * us, true, true},
		{"short units after long ones ride again", append(repeat(900*us, 50), repeat(100*us, 50)...), 500 * us, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p pace
			now := time.Unix(1000, 0)
			for _, d := range c.units {
				p.begin(now)
				now = now.Add(d)
				p.end(now)
				p.end(now.Add(time.Hour)) // nothing runs: nothing to note
			}
			if got := p.fits(c.left); got != c.fits {
				t.Errorf("with a mean of %v, fits in %v: %v, want %v", p.mean, c.left, got, c.fits)
			}
			if got := p.rides(rideTime); got != c.rides {
				t.Errorf("with a mean of %v, rides: %v, want %v", p.mean, got, c.rides)
			}
		})
	}
}

func TestPaceForgetsAUnitWhoseTransactionFailed(t *testing.T) {
	var p pace
	now := time.Unix(1000, 0)
	p.begin(now)
	p.drop()
	p.end(now.Add(time.Hour))
	if p.mean != 0 {
		t.Errorf("the hour after a transaction that failed counts as a unit: the mean is %v", p.mean)
	}
}

func repeat(d time.Duration, n int) []time.Duration {
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = d
	}
	return out
}
