package postgres

import (
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/ids"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// maxSavepoints bounds the savepoints of a transaction. Beyond 64 the server keeps a transaction's parts on disk,
// which slows down everybody's snapshots.
const maxSavepoints = 32

// tx is the transaction of one unit.
type tx struct {
	*sqlstore.Session
	conn       *conn
	ids        *ids.Generator
	now        time.Time
	depth      int
	savepoints int
	hooks      []func()
}

func (db *DB) newTx(c *conn) *tx {
	t := &tx{conn: c, ids: db.ids, now: db.clock.Now().UTC().Truncate(time.Millisecond)}
	t.Session = sqlstore.NewSession(c, Dialect{}, sqlstore.Env{Plans: db.plans, Now: t.Now, NextID: t.NextID})
	return t
}

// Savepoint implements store.Tx. What is queued is sent before and after it, so that each error is known where it
// belongs. A panic in fn undoes its writes too, whoever recovers it.
func (t *tx) Savepoint(fn func() error) (err error) {
	if t.savepoints++; t.savepoints > maxSavepoints {
		return errs.New(errs.Internal, CodeTooManySavepoints, "the unit takes more than %d savepoints", maxSavepoints)
	}
	name := "s" + strconv.Itoa(t.depth)
	if _, err := t.conn.Exec("savepoint " + name); err != nil {
		return err
	}
	t.depth++
	hooks, returned := len(t.hooks), false
	defer func() {
		t.depth--
		if returned && err == nil {
			return
		}
		t.hooks = t.hooks[:hooks]
		if undone := t.conn.undo(name); undone != nil && err == nil {
			err = undone
		}
	}()
	err = fn()
	returned = true
	if err == nil {
		err = t.conn.flush()
	}
	if err == nil {
		err = t.conn.Queue("release savepoint " + name)
	}
	return err
}

// Careful implements store.Tx: any error ends the whole transaction here.
func (t *tx) Careful() bool { return true }

// AfterCommit implements store.Tx.
func (t *tx) AfterCommit(fn func()) { t.hooks = append(t.hooks, fn) }

// NextID implements store.Tx.
func (t *tx) NextID() int64 { return t.ids.Next() }

// Now implements store.Tx.
func (t *tx) Now() time.Time { return t.now }

// reader is one snapshot.
type reader struct {
	*sqlstore.Session
	conn *conn
}

var _ store.Reader = (*reader)(nil)
