package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// maxQueued bounds the statements that wait to be sent.
const maxQueued = 500

// conn is a connection inside one transaction. What is queued goes to the server with the next statement whose
// outcome somebody wants to know, so that a unit that only writes is a single round trip.
type conn struct {
	raw    *pgx.Conn
	ctx    context.Context
	queued *pgx.Batch
	eager  bool  // send at once: a statement can only be prepared when the tables it names exist
	failed error // after an error the server refuses everything up to the next rollback
	over   bool
}

func newConn(ctx context.Context, raw *pgx.Conn) *conn {
	return &conn{raw: raw, ctx: ctx, queued: &pgx.Batch{}}
}

// Queue implements sqlstore.Conn.
func (c *conn) Queue(sql string, args ...any) error {
	if err := c.usable(); err != nil {
		return err
	}
	c.queued.Queue(sql, bind(args)...)
	if c.eager || c.queued.Len() >= maxQueued {
		return c.flush()
	}
	return nil
}

// Exec implements sqlstore.Conn.
func (c *conn) Exec(sql string, args ...any) (n int64, err error) {
	if err := c.usable(); err != nil {
		return 0, err
	}
	c.queued.Queue(sql, bind(args)...)
	err = c.send(func(last pgx.BatchResults) error {
		tag, err := last.Exec()
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// Query implements sqlstore.Conn.
func (c *conn) Query(sql string, args []any, each func(sqlstore.Row) error) error {
	if err := c.usable(); err != nil {
		return err
	}
	c.queued.Queue(sql, bind(args)...)
	var own error
	err := c.send(func(last pgx.BatchResults) error {
		rows, err := last.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		for own == nil && rows.Next() {
			own = each(row{rows})
		}
		rows.Close()
		return rows.Err()
	})
	if own != nil {
		return own
	}
	return err
}

func (c *conn) usable() error {
	if c.over {
		return errOver
	}
	return c.failed
}

// flush sends what is queued.
func (c *conn) flush() error {
	if c.failed != nil || c.queued.Len() == 0 {
		return c.failed
	}
	return c.send(func(last pgx.BatchResults) error {
		_, err := last.Exec()
		return err
	})
}

// send sends what is queued and hands the result of its last statement to read.
func (c *conn) send(read func(pgx.BatchResults) error) (err error) {
	batch := c.queued
	c.queued = &pgx.Batch{}
	results := c.raw.SendBatch(c.ctx, batch)
	for i := 1; i < batch.Len() && err == nil; i++ {
		_, err = results.Exec()
	}
	if err == nil {
		err = read(results)
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	c.failed = translate(err)
	return c.failed
}

// commit ends the transaction with what was queued before. The server answers the commit of a failed
// transaction with a rollback instead of an error.
func (c *conn) commit() error {
	if c.failed != nil {
		return c.failed
	}
	c.queued.Queue("commit")
	return c.send(func(last pgx.BatchResults) error {
		tag, err := last.Exec()
		if err == nil && tag.String() != "COMMIT" {
			err = errRolledBack
		}
		return err
	})
}

// rollback undoes the transaction. When the connection is broken the server does it by itself.
func (c *conn) rollback() {
	c.queued = &pgx.Batch{}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := c.raw.Exec(ctx, "rollback"); err != nil {
		_ = c.raw.Close(ctx) // the pool replaces it
	}
}

// undo returns to a savepoint and forgets it, with whatever was not sent yet.
func (c *conn) undo(name string) error {
	c.queued = &pgx.Batch{}
	// Without parameters it goes as text: in a failed transaction nothing can be prepared.
	_, err := c.raw.Exec(c.ctx, "rollback to savepoint "+name+"; release savepoint "+name)
	c.failed = translate(err)
	return c.failed
}

// bind converts what pgx would take for something else.
func bind(args []any) []any {
	for i, a := range args {
		if raw, ok := a.(json.RawMessage); ok {
			if args[i] = string(raw); raw == nil {
				args[i] = nil
			}
		}
	}
	return args
}

// row is the current row of a query.
type row struct{ rows pgx.Rows }

// Scan implements sqlstore.Row.
func (r row) Scan(dest ...any) error { return r.rows.Scan(dest...) }

// Values implements sqlstore.Row.
func (r row) Values() ([]any, error) {
	values, err := r.rows.Values()
	if err != nil {
		return nil, err
	}
	for i, v := range values {
		switch v := v.(type) {
		case int16:
			values[i] = int64(v)
		case int32:
			values[i] = int64(v)
		case float32:
			values[i] = float64(v)
		case time.Time:
			values[i] = v.UTC()
		case pgtype.Numeric:
			if values[i], err = v.Value(); err != nil {
				return nil, err
			}
		case nil:
		default:
			if oid := r.rows.FieldDescriptions()[i].DataTypeOID; oid == pgtype.JSONOID || oid == pgtype.JSONBOID {
				values[i] = jsonText(r.rows.RawValues()[i])
			}
		}
	}
	return values, nil
}

// jsonText returns a JSON column as text. The binary form of jsonb is the text behind a version byte.
func jsonText(raw []byte) string {
	if len(raw) > 0 && raw[0] == 1 {
		raw = raw[1:]
	}
	return string(raw)
}
