package sqlite

import (
	"log/slog"
	"sync/atomic"
	"time"
)

const (
	checkpointEvery = 50 * time.Millisecond
	checkpointAfter = 20 // commits
)

// checkpointer moves what was committed from the log into the database file, beside the writer: done by a commit, as
// SQLite does by itself, it keeps everybody waiting. That remains for what the checkpointer is too slow for: the commit
// that finds the log long finishes the rest and starts it from the beginning.
type checkpointer struct {
	conn     *conn
	log      *slog.Logger
	commits  *atomic.Int64 // of the writer
	seen     int64         // of them, at the last checkpoint
	quit     chan struct{}
	finished chan struct{}
}

func newCheckpointer(c *conn, commits *atomic.Int64, log *slog.Logger) *checkpointer {
	return &checkpointer{conn: c, log: log, commits: commits, quit: make(chan struct{}), finished: make(chan struct{})}
}

// loop works until quit is closed.
func (p *checkpointer) loop() {
	defer close(p.finished)
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.quit:
			return
		case <-tick.C:
			if n := p.commits.Load(); n-p.seen >= checkpointAfter {
				p.seen = n
				p.checkpoint()
			}
		}
	}
}

// checkpoint moves what no reader needs from the log. A failure delays nothing but itself.
func (p *checkpointer) checkpoint() {
	if _, err := p.conn.number("pragma wal_checkpoint(passive)"); err != nil {
		p.log.Debug("the log could not be moved into the database file", "error", err)
	}
}

// close stops the loop and closes the connection.
func (p *checkpointer) close() error {
	close(p.quit)
	<-p.finished
	return p.conn.close()
}
