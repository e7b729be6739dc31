package sqlite

import (
	"errors"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/ids"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// tx is the transaction as one unit sees it: a savepoint in the writer's transaction.
type tx struct {
	*sqlstore.Session
	conn  *scoped
	ids   *ids.Generator
	now   time.Time
	depth int
	hooks []func()
	// careful: the unit has a savepoint, so that its failure undoes nobody else's work.
	careful bool
	// starts are counted once for all units of a commit: the rows of busy workflows are written by nearly every unit.
	starts []started
}

// started is a number of executions of a workflow version.
type started struct {
	workflow int64
	key      string
	n        int64
}

// CountStarts implements store.ExecutionWriter; the rows are written right before COMMIT.
func (t *tx) CountStarts(workflow int64, key string, n int64) error {
	t.starts = append(t.starts, started{workflow, key, n})
	return nil
}

func newTx(c *conn, g *ids.Generator, now time.Time) *tx {
	s := &scoped{conn: c}
	t := &tx{conn: s, ids: g, now: now}
	t.Session = sqlstore.NewSession(s, Dialect{}, sqlstore.Env{Plans: c.plans, Now: t.Now, NextID: g.Next})
	return t
}

// Savepoint implements store.Tx. A panic in fn undoes its writes too, whoever recovers it.
func (t *tx) Savepoint(fn func() error) (err error) {
	name := "s" + strconv.Itoa(t.depth)
	if _, err := t.conn.Exec("savepoint " + name); err != nil {
		return err
	}
	t.depth++
	hooks, starts, returned := len(t.hooks), len(t.starts), false
	defer func() {
		t.depth--
		if !returned || err != nil {
			t.hooks, t.starts = t.hooks[:hooks], t.starts[:starts]
			t.conn.undo(name)
		}
	}()
	err = fn()
	returned = true
	if err == nil {
		_, err = t.conn.Exec("release " + name)
	}
	return err
}

// Careful implements store.Tx.
func (t *tx) Careful() bool { return t.careful }

// AfterCommit implements store.Tx.
func (t *tx) AfterCommit(fn func()) { t.hooks = append(t.hooks, fn) }

// NextID implements store.Tx.
func (t *tx) NextID() int64 { return t.ids.Next() }

// Now implements store.Tx.
func (t *tx) Now() time.Time { return t.now }

// attempt runs fn once, with t as it is seen by fn. What is to be done before and after the commit stands in t then. Without a savepoint, a failure
// after a write ends the whole transaction.
func (t *tx) attempt(fn func(store.Tx) error, seen store.Tx, careful bool) error {
	defer func() { t.conn.over = true }()
	t.careful = careful
	guarded := func() error { return store.Guard(func() error { return fn(seen) }) }
	if careful {
		return t.Savepoint(guarded)
	}
	err := guarded()
	if err != nil {
		t.hooks, t.starts = nil, nil
		if (t.conn.wrote || errors.Is(err, store.ErrAgain)) && t.conn.conn.lost == nil {
			t.conn.conn.lost = errUnsaved
		}
	}
	return err
}

// scoped is a connection that is given away for the time of one function.
type scoped struct {
	conn  *conn
	over  bool
	wrote bool // a statement that may have changed something was run
}

// Exec implements sqlstore.Conn.
func (s *scoped) Exec(sql string, args ...any) (int64, error) {
	if s.over {
		return 0, errOver
	}
	s.wrote = true
	return s.conn.Exec(sql, args...)
}

// Queue implements sqlstore.Conn.
func (s *scoped) Queue(sql string, args ...any) error {
	if s.over {
		return errOver
	}
	s.wrote = true
	return s.conn.Queue(sql, args...)
}

// Query implements sqlstore.Conn.
func (s *scoped) Query(sql string, args []any, each func(sqlstore.Row) error) error {
	if s.over {
		return errOver
	}
	return s.conn.Query(sql, args, each)
}

// undo takes back what was written since the savepoint. If that fails the whole transaction has to go.
func (s *scoped) undo(name string) {
	if s.conn.lost != nil {
		return
	}
	_, err := s.conn.Exec("rollback to " + name)
	if err == nil {
		_, err = s.conn.Exec("release " + name)
	}
	if err != nil && s.conn.lost == nil {
		s.conn.lost = err
	}
}
