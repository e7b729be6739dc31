package sqlite

import (
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// diskCheckEvery is how long a measurement of the free space is good.
const diskCheckEvery = time.Second

// diskGuard refuses writes while the disk is nearly full, before SQLite meets the end of it in the middle of a
// transaction.
type diskGuard struct {
	clock clock.Clock
	low   int64 // bytes below which writes are refused, negative: never
	free  func() (int64, error)

	mu      sync.Mutex
	checked time.Time
	full    error
}

// check returns an error when writes are refused at the moment.
func (g *diskGuard) check() error {
	if g.low < 0 {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.clock.Now(); now.Sub(g.checked) >= diskCheckEvery || now.Before(g.checked) {
		g.checked, g.full = now, g.measure()
	}
	return g.full
}

// measure asks the system. When it does not know, SQLite has to find out.
func (g *diskGuard) measure() error {
	free, err := g.free()
	if err != nil || free >= g.low {
		return nil
	}
	return store.Unavailable(store.CodeDiskFull, errs.New(errs.Unavailable, store.CodeDiskFull,
		"%d bytes free, writes need %d", free, g.low))
}
