package sqlite

import "time"

// How units of background work share a transaction.
const (
	meanOver   = 8 // units, or commits, that a mean time is taken over
	riderShare = 4 // a unit rides on the commit of requests when it probably takes no more than this part of the ride
)

// pace foretells from the units of background work so far how long the next one will take, so that none begins that
// requests would wait for longer than they have to. It belongs to the writer's goroutine.
type pace struct {
	mean  time.Duration // of the units so far, moving
	begun time.Time     // of the unit that runs; zero: none does
}

// begin notes that a unit begins.
func (p *pace) begin(now time.Time) { p.begun = now }

// end notes that the unit that ran, if one did, is over.
func (p *pace) end(now time.Time) {
	if p.begun.IsZero() {
		return
	}
	p.mean += (now.Sub(p.begun) - p.mean) / meanOver
	p.drop()
}

// drop forgets the unit that runs: its transaction ended before it, and the time from here on is not its own.
func (p *pace) drop() { p.begun = time.Time{} }

// fits tells whether one more unit will probably be over when left has passed.
func (p *pace) fits(left time.Duration) bool { return left > 0 && p.mean <= left }

// rides tells whether units are short enough for the commit of requests that gives them ride: all requests of the batch
// wait for it. Long ones pay for a commit of their own, which keeps waiting only whoever comes meanwhile.
func (p *pace) rides(ride time.Duration) bool { return p.mean <= ride/riderShare }
