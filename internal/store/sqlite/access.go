package sqlite

import (
	"context"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// Write implements store.DB. It must not be called inside the Run of another unit.
func (db *DB) Write(ctx context.Context, u store.Unit) error {
	k := foreground
	if u.Background {
		k = background
	}
	return db.submit(ctx, u, k, false)
}

// Exclusive implements store.DB.
func (db *DB) Exclusive(ctx context.Context, fn func(store.Tx) error) error {
	return db.submit(ctx, store.Unit{Run: fn}, exclusive, false)
}

// ExclusiveRebuild implements store.DB.
func (db *DB) ExclusiveRebuild(ctx context.Context, fn func(store.Tx) error) error {
	return db.submit(ctx, store.Unit{Run: fn}, exclusive, true)
}

// submit queues a job and waits for its end. ctx counts until the writer has taken it.
func (db *DB) submit(ctx context.Context, u store.Unit, k kind, rebuild bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !u.Upkeep {
		if err := db.disk.check(); err != nil {
			return err
		}
	}
	j, ok := db.jobs.Get().(*job)
	if !ok {
		return errs.New(errs.Internal, "POOL", "the pool of jobs holds something else")
	}
	j.unit, j.kind, j.rebuild, j.since, j.err = u, k, rebuild, time.Now(), nil
	j.stage.Store(waiting)
	if err := db.writer.queue.put(j); err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.stage.CompareAndSwap(waiting, givenUp) {
			return ctx.Err() // the queue forgets j when its turn comes
		}
		<-j.done
	}
	err := j.err
	j.unit, j.err = store.Unit{}, nil
	db.jobs.Put(j)
	return err
}

// Read implements store.DB. fn must not write.
func (db *DB) Read(ctx context.Context, fn func(store.Reader) error) error {
	c, err := db.reader(ctx)
	if err != nil {
		return err
	}
	defer func() { db.readers <- c }()
	bounded, cancel := context.WithTimeout(ctx, db.readTimeout)
	defer cancel()
	err = c.snapshot(bounded, fn)
	if err != nil && ctx.Err() == nil && bounded.Err() != nil && interrupted(err) {
		return &errs.Error{Kind: errs.Unavailable, Code: store.CodeReadTooLong, Message: "reading took too long", Err: err}
	}
	return err
}

// reader waits for a connection that nobody reads with.
func (db *DB) reader(ctx context.Context) (*conn, error) {
	select {
	case <-db.closing: // also when a connection is free
		return nil, store.Unavailable(store.CodeClosing, nil)
	default:
	}
	select {
	case c := <-db.readers:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-db.closing:
		return nil, store.Unavailable(store.CodeClosing, nil)
	}
}

// snapshot runs fn on one state of the database, until ctx ends.
func (c *conn) snapshot(ctx context.Context, fn func(store.Reader) error) error {
	if err := c.begin("begin deferred"); err != nil {
		return err
	}
	s := &scoped{conn: c}
	c.ctx = ctx
	defer func() {
		s.over = true
		c.ctx = context.Background()
		c.rollback()
	}()
	return fn(&reader{Session: sqlstore.NewSession(s, Dialect{}, sqlstore.Env{Plans: c.plans}), conn: s})
}

// reader is one snapshot as the function given to Read sees it.
type reader struct {
	*sqlstore.Session
	conn *scoped
}
