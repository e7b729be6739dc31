package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// Env is what a session needs besides its connection and dialect.
type Env struct {
	// Plans are shared by all sessions of one database; see NewPlans.
	Plans *Plans
	// Now is the transaction's time (store.Tx.Now). A session that only reads may leave it nil.
	Now func() time.Time
	// NextID draws an id (store.Tx.NextID). A session that only reads may leave it nil.
	NextID func() int64
}

// Session implements every data method of store.Reader and store.Tx on one connection. Savepoints, hooks, time and
// ids are the business of the package that owns the connection; it embeds a Session in its Tx. A Session is cheap to
// make and not safe for concurrent use.
type Session struct {
	conn Conn
	d    Dialect
	env  Env

	// What a transaction writes mostly happened in the same millisecond.
	bound   time.Time
	boundAs any
}

var _ interface {
	store.Reader
	store.RecordWriter
	store.ExecutionWriter
	store.ReceiptWriter
	store.ReplayWriter
	store.SchemaWriter
} = (*Session)(nil)

// NewSession returns a session on conn. It rewrites placeholders itself: conn gets the database's form.
func NewSession(conn Conn, d Dialect, env Env) *Session {
	return &Session{conn: conn, d: d, env: env}
}

func (s *Session) exec(sql string, args ...any) (int64, error) {
	return s.conn.Exec(s.d.Placeholders(sql), args...)
}

func (s *Session) queue(sql string, args ...any) error {
	return s.conn.Queue(s.d.Placeholders(sql), args...)
}

func (s *Session) query(sql string, args []any, each func(Row) error) error {
	return s.conn.Query(s.d.Placeholders(sql), args, each)
}

// rows calls each with the decoded cells of every row.
func (s *Session) rows(sql string, args []any, each func(*cells) error) error {
	return s.query(sql, args, func(row Row) error {
		values, err := row.Values()
		if err != nil {
			return err
		}
		c := &cells{values: values}
		if err := each(c); err != nil {
			return err
		}
		return c.err
	})
}

// number reads the single integer that sql yields, 0 when it yields none.
func (s *Session) number(sql string, args ...any) (int64, error) {
	var n int64
	err := s.rows(sql, args, func(c *cells) error {
		n = c.int()
		return nil
	})
	return n, err
}

// instant binds t, NULL when it is zero.
func (s *Session) instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return s.time(t)
}

// time binds t.
func (s *Session) time(t time.Time) any {
	if ms := t.Truncate(time.Millisecond); s.boundAs == nil || !ms.Equal(s.bound) {
		s.bound, s.boundAs = ms, s.d.Time(t)
	}
	return s.boundAs
}
