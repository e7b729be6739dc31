package postgres

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// Write implements store.DB. Background units are not told apart: the server shares its time itself.
func (db *DB) Write(ctx context.Context, u store.Unit) error {
	return db.submit(ctx, func(c *conn) (*tx, error) { return db.unit(c, u) })
}

// Exclusive implements store.DB.
func (db *DB) Exclusive(ctx context.Context, fn func(store.Tx) error) error {
	return db.submit(ctx, func(c *conn) (*tx, error) { return db.edit(c, fn) })
}

// ExclusiveRebuild implements store.DB. Tables are altered in place, under the eyes of their foreign keys.
func (db *DB) ExclusiveRebuild(ctx context.Context, fn func(store.Tx) error) error {
	return db.Exclusive(ctx, fn)
}

// submit runs attempt on a connection until it did not lose against others, and what it left to do afterwards.
func (db *DB) submit(ctx context.Context, attempt func(*conn) (*tx, error)) error {
	raw, err := db.pool.take(ctx)
	if err != nil {
		return err
	}
	var t *tx
	for i := range maxAttempts {
		// Nothing of ctx: a unit that runs is never interrupted.
		c := newConn(context.Background(), raw)
		t, err = attempt(c)
		if c.over = true; err == nil {
			break
		}
		c.rollback()
		if !passing(err) || raw.IsClosed() || i == maxAttempts-1 {
			break
		}
	}
	db.pool.give(raw)
	switch {
	case err == nil:
		db.runHooks(t.hooks)
	case errors.Is(err, store.ErrStale):
		if unknown := db.refresh(ctx); unknown != nil {
			return unknown
		}
	}
	return err
}

// unit runs u in a transaction.
func (db *DB) unit(c *conn, u store.Unit) (*tx, error) {
	t := db.newTx(c)
	c.queued.Queue("begin")
	c.queued.Queue("select sequitur_enter($1)", int64(u.Version))
	if err := store.Guard(func() error { return u.Run(db.seen(t)) }); err != nil {
		return t, db.revealed(c, err)
	}
	return t, db.commit(t)
}

// revealed prefers what the server says about a unit to what the unit says: a unit that was prepared from older
// definitions may fail for that reason alone.
func (db *DB) revealed(c *conn, err error) error {
	if errors.Is(c.failed, store.ErrStale) {
		return store.ErrStale
	}
	return err
}

// edit runs an edit of definitions alone and raises their version with it.
func (db *DB) edit(c *conn, fn func(store.Tx) error) (*tx, error) {
	t := db.newTx(c)
	c.eager = true
	if err := c.Queue("begin"); err != nil {
		return t, err
	}
	if err := c.Queue("select pg_advisory_xact_lock(" + strconv.Itoa(lockDefinitions) + ")"); err != nil {
		return t, err
	}
	var version int64
	if err := c.Query(raiseState, []any{stateVersion}, func(r sqlstore.Row) error { return r.Scan(&version) }); err != nil {
		return t, err
	}
	t.now = db.editTime()
	if err := store.Guard(func() error { return fn(db.seen(t)) }); err != nil {
		return t, err
	}
	if err := db.commit(t); err != nil {
		return t, err
	}
	db.raise(uint64(version))
	return t, nil
}

// editTime is the time of an edit that has its lock: later than that of every edit before it in this process.
func (db *DB) editTime() time.Time {
	db.editing.Lock()
	defer db.editing.Unlock()
	db.edited = clock.Later(db.clock.Now().UTC().Truncate(time.Millisecond), db.edited)
	return db.edited
}

// commit ends the transaction, and extends the reservation of ids with it when that is due.
func (db *DB) commit(t *tx) error {
	bound, due := db.ids.Extend()
	if due {
		if err := t.conn.Queue(reserveIDs, db.idState(), bound); err != nil {
			return err
		}
	}
	db.at("before_commit")
	if err := t.conn.commit(); err != nil {
		return err
	}
	if due {
		db.ids.Reserved(bound)
	}
	db.at("after_commit")
	return nil
}

func (db *DB) at(point string) {
	if db.fault != nil {
		db.fault(point)
	}
}

func (db *DB) runHooks(hooks []func()) {
	for _, fn := range hooks {
		if err := store.Guard(func() error { fn(); return nil }); err != nil {
			db.log.Error("a function registered with AfterCommit panicked", "error", errors.Unwrap(err))
		}
	}
}

// refresh learns of edits by other processes.
func (db *DB) refresh(ctx context.Context) error {
	raw, err := db.pool.take(ctx)
	if err != nil {
		return err
	}
	defer db.pool.give(raw)
	var version int64
	if err := raw.QueryRow(ctx, "select value from sequitur_state where name = $1", stateVersion).Scan(&version); err != nil {
		return translate(err)
	}
	db.raise(uint64(version))
	return nil
}

func (db *DB) raise(version uint64) {
	for old := db.version.Load(); old < version; old = db.version.Load() {
		if !db.version.CompareAndSwap(old, version) {
			continue
		}
		if db.watch != nil {
			db.watch.Raised(version)
		}
		return
	}
}

// seen is a transaction as its unit sees it.
func (db *DB) seen(t *tx) store.Tx {
	if db.watch == nil {
		return t
	}
	return db.watch.Tx(t)
}

// Read implements store.DB. fn must not write.
func (db *DB) Read(ctx context.Context, fn func(store.Reader) error) error {
	raw, err := db.pool.take(ctx)
	if err != nil {
		return err
	}
	defer db.pool.give(raw)
	c := newConn(ctx, raw)
	defer func() {
		c.over = true
		c.rollback()
	}()
	c.queued.Queue("begin isolation level repeatable read read only")
	c.queued.Queue("set local statement_timeout = " + strconv.FormatInt(db.readTimeout.Milliseconds(), 10))
	return tooLong(fn(&reader{Session: sqlstore.NewSession(c, Dialect{}, sqlstore.Env{Plans: db.plans}), conn: c}))
}
