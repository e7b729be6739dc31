package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// maxStatements bounds the prepared statements of a connection.
const maxStatements = 512

// conn is one connection with its prepared statements, used by one goroutine at a time. It speaks to the driver
// itself: the pool of database/sql would only stand between the writer and its one connection.
type conn struct {
	raw        driver.Conn
	control    map[string]statement // begins and ends transactions
	statements *simplelru.LRU[string, statement]
	plans      *sqlstore.Plans     // shared by all connections
	args       []driver.NamedValue // reused
	ctx        context.Context     // bounds reads; a writing connection has one that never ends
	open       bool                // between begin and commit or rollback
	lost       error               // what ended the transaction before its time, with everybody's work in it
}

// statement is what the driver's prepared statements can do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func newConn(d driver.Driver, dsn string, plans *sqlstore.Plans) (*conn, error) {
	raw, err := d.Open(dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", translate(err))
	}
	// Closing a statement fails only with the error of its last run, which was reported then.
	cache, err := simplelru.NewLRU(maxStatements, func(_ string, s statement) { _ = s.Close() })
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	c := &conn{raw: raw, statements: cache, plans: plans, ctx: context.Background()}
	if err := c.prepareControl(); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// prepareControl prepares for good what begins and ends transactions: right after an interrupted statement nothing can
// be prepared, but these have to work.
func (c *conn) prepareControl() error {
	c.control = map[string]statement{}
	for _, sql := range []string{"begin", "begin immediate", "begin deferred", "commit", "rollback"} {
		s, err := c.newStatement(sql)
		if err != nil {
			return err
		}
		c.control[sql] = s
	}
	return nil
}

func (c *conn) close() error {
	var err error
	for _, s := range c.control {
		err = errors.Join(err, s.Close())
	}
	c.statements.Purge()
	return errors.Join(err, c.raw.Close())
}

// prepare returns the statement from the cache, or makes it.
func (c *conn) prepare(sql string) (statement, error) {
	if s, ok := c.control[sql]; ok {
		return s, nil
	}
	if s, ok := c.statements.Get(sql); ok {
		return s, nil
	}
	s, err := c.newStatement(sql)
	if err == nil {
		c.statements.Add(sql, s)
	}
	return s, err
}

func (c *conn) newStatement(sql string) (statement, error) {
	p, ok := c.raw.(driver.ConnPrepareContext)
	if !ok {
		return nil, fmt.Errorf("the driver's %T cannot prepare", c.raw)
	}
	prepared, err := p.PrepareContext(context.Background(), sql)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(statement)
	if !ok {
		return nil, fmt.Errorf("the driver's %T cannot run", prepared)
	}
	return s, nil
}

// run executes one statement without looking after the transaction.
func (c *conn) run(sql string, args ...any) (int64, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return 0, err
	}
	bound, err := c.bind(args)
	if err != nil {
		return 0, err
	}
	// No context: an interrupted write would end the whole transaction.
	res, err := s.ExecContext(context.Background(), bound)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Exec implements sqlstore.Conn.
func (c *conn) Exec(sql string, args ...any) (int64, error) {
	if c.lost != nil {
		return 0, c.lost
	}
	n, err := c.run(sql, args...)
	return n, c.check(err)
}

// Queue implements sqlstore.Conn. There are no round trips to save.
func (c *conn) Queue(sql string, args ...any) error {
	_, err := c.Exec(sql, args...)
	return err
}

// Query implements sqlstore.Conn.
func (c *conn) Query(sql string, args []any, each func(sqlstore.Row) error) error {
	if c.lost != nil {
		return c.lost
	}
	var own error
	err := c.query(sql, args, func(r sqlstore.Row) error {
		own = each(r)
		return own
	})
	if own != nil {
		return own
	}
	return c.check(err)
}

func (c *conn) query(sql string, args []any, each func(sqlstore.Row) error) (err error) {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	bound, err := c.bind(args)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(c.ctx, bound)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	r := &row{values: make([]driver.Value, len(rows.Columns()))}
	for {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := rows.Next(r.values); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if err := each(r); err != nil {
			return err
		}
	}
}

// check translates err and, when there is one, finds out whether the transaction survived it.
func (c *conn) check(err error) error {
	if err == nil {
		return nil
	}
	err = translate(err)
	if c.open && c.lost == nil && !c.alive() {
		c.lost = err
	}
	return err
}

// alive tells whether a transaction is open: inside one, another cannot begin. Any other failure tells nothing; then
// it is safer to take the transaction for lost and run its units again.
func (c *conn) alive() bool {
	_, err := c.run("begin")
	if err == nil {
		c.end("rollback")
	}
	return inTransactionAlready(err)
}

func (c *conn) begin(sql string) error {
	_, err := c.run(sql)
	c.open, c.lost = err == nil, nil
	return translate(err)
}

// commit ends the transaction; after an error it is still to be rolled back.
func (c *conn) commit() error {
	if c.lost != nil {
		return c.lost
	}
	if _, err := c.run("commit"); err != nil {
		return translate(err)
	}
	c.open = false
	return nil
}

func (c *conn) rollback() {
	c.end("rollback")
	c.open, c.lost = false, nil
}

// end runs a rollback, whose only failure is that there is nothing to roll back.
func (c *conn) end(sql string) { _, _ = c.run(sql) }

// script runs several statements at once.
func (c *conn) script(sql string) error {
	e, ok := c.raw.(driver.ExecerContext)
	if !ok {
		return fmt.Errorf("the driver's %T cannot execute", c.raw)
	}
	_, err := e.ExecContext(context.Background(), sql, nil)
	return translate(err)
}

// number reads one integer, 0 when there is no row.
func (c *conn) number(sql string, args ...any) (n int64, err error) {
	err = c.query(sql, args, func(r sqlstore.Row) error { return r.Scan(&n) })
	return n, translate(err)
}
