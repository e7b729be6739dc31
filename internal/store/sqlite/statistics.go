package sqlite

import (
	"log/slog"
	"time"
)

// statistics keeps the planner's figures fresh: without them SQLite takes every index for equally good and may walk
// through most of a table by one that hardly distinguishes its rows.
type statistics struct {
	units int       // run since the last refresh
	last  time.Time // of the last refresh
}

const (
	// refreshSQL samples tables that have grown or shrunk much since they were last looked at.
	refreshSQL   = "pragma analysis_limit=400; pragma optimize=0x10002"
	refreshSoon  = 2 * time.Second  // after many units
	refreshLate  = 10 * time.Second // after any
	refreshUnits = 5000
)

// due tells whether the figures should be refreshed now that nobody waits.
func (s *statistics) due(now time.Time) bool {
	age := now.Sub(s.last)
	return s.units >= refreshUnits && age >= refreshSoon || s.units > 0 && age >= refreshLate
}

// next is how long an idle writer may sleep before a refresh is due; 0 when none is to come.
func (s *statistics) next(now time.Time) time.Duration {
	if s.units == 0 {
		return 0
	}
	return max(time.Millisecond, refreshLate-now.Sub(s.last))
}

// refresh looks at the tables. Old figures only cost time, so a failure is not more than a remark.
func (s *statistics) refresh(c *conn, log *slog.Logger) {
	s.units, s.last = 0, time.Now()
	if err := c.script(refreshSQL); err != nil {
		log.Debug("the query planner's figures could not be refreshed", "error", err)
	}
}
