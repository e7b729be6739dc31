package postgres

import (
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
