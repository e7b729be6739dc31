package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// RawExec runs a statement that no role of the store would run.
func RawExec(t store.Tx, sql string, args ...any) error {
	_, err := t.(*tx).conn.Exec(sql, args...)
	return err
}

// RawQuery returns all rows of a query, in a transaction or a snapshot.
func RawQuery(r store.Reader, sql string, args ...any) (rows [][]any, err error) {
	var c *scoped
	switch r := r.(type) {
	case *tx:
		c = r.conn
	case *reader:
		c = r.conn
	default:
		return nil, fmt.Errorf("cannot query with a %T", r)
	}
	err = c.Query(sql, args, func(row sqlstore.Row) error {
		values, err := row.Values()
		rows = append(rows, append([]any(nil), values...))
		return err
	})
	return rows, err
}

// InterruptedExec runs a statement that is interrupted after d, as a statement with a request's context would be. On
// a busy machine it takes more than one try: the context may end before the statement begins.
func InterruptedExec(t store.Tx, d time.Duration, sql string) error {
	c := t.(*tx).conn.conn
	s, err := c.prepare(sql)
	for ; err == nil; d *= 2 {
		ctx, cancel := context.WithTimeout(context.Background(), d)
		_, failed := s.ExecContext(ctx, nil)
		cancel()
		if failed = c.check(failed); c.lost != nil || !interrupted(failed) {
			return failed
		}
	}
	return err
}

// LimitPages bounds the size of the database, also when the transaction is lost. 0 means the present size.
func LimitPages(t store.Tx, pages int64) error {
	_, err := t.(*tx).conn.conn.number(fmt.Sprintf("pragma max_page_count = %d", max(1, pages)))
	return err
}

// SetFreeSpace replaces the measurement of the free disk space.
func SetFreeSpace(db *DB, free func() (int64, error)) { db.disk.free = free }

// SlowCommits makes the writer believe that commits take d.
func SlowCommits(db *DB, d time.Duration) { db.writer.commitMean = d }

// OnEveryConnection runs a query on the writing connection of an idle database and on all reading ones.
func OnEveryConnection(db *DB, sql string) (values []any, err error) {
	conns := []*conn{db.writer.conn}
	for range db.readerCount {
		c := <-db.readers
		defer func() { db.readers <- c }()
		conns = append(conns, c)
	}
	for _, c := range conns {
		err := c.query(sql, nil, func(r sqlstore.Row) error {
			var v any
			err := r.Scan(&v)
			values = append(values, v)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Waiting returns how many units of each sort wait.
func Waiting(db *DB) (requests, visits int) {
	requests, _ = db.writer.queue.waits(foreground)
	visits, _ = db.writer.queue.waits(background)
	return requests, visits
}

// For tests of functions that only SQL calls.
var (
	Fold             = fold
	DecimalKey       = decimalKey
	BackgroundBudget = backgroundBudget
)

// ScanOne scans the first column of the first row.
func ScanOne(r store.Reader, dest any, sql string, args ...any) error {
	return r.(*reader).conn.Query(sql, args, func(row sqlstore.Row) error { return row.Scan(dest) })
}
