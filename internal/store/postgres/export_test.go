package postgres

import (
	"context"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// RawExec runs a statement that no role of the store would run.
func RawExec(t store.Tx, sql string, args ...any) error {
	_, err := t.(*tx).conn.Exec(Dialect{}.Placeholders(sql), args...)
	return err
}

// RawQueue is RawExec without waiting for the outcome.
func RawQueue(t store.Tx, sql string, args ...any) error {
	return t.(*tx).conn.Queue(Dialect{}.Placeholders(sql), args...)
}

// RawQuery returns all rows of a query, in a transaction or a snapshot.
func RawQuery(r store.Reader, sql string, args ...any) (rows [][]any, err error) {
	var c *conn
	switch r := r.(type) {
	case *tx:
		c = r.conn
	case *reader:
		c = r.conn
	default:
		return nil, fmt.Errorf("cannot query with a %T", r)
	}
	err = c.Query(Dialect{}.Placeholders(sql), args, func(row sqlstore.Row) error {
		values, err := row.Values()
		rows = append(rows, append([]any(nil), values...))
		return err
	})
	return rows, err
}

// Break closes the connections that nobody uses, as a restarted server would.
func Break(ctx context.Context, db *DB) error {
	for range cap(db.pool.places) {
		c := <-db.pool.places
		if c != nil {
			if err := c.Close(ctx); err != nil {
				return err
			}
		}
		db.pool.places <- c
	}
	return nil
}

// Worker is the leased worker number.
func (db *DB) Worker() int { return db.worker }
