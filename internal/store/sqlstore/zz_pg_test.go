package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

type pgd struct{}

func (pgd) Name() string          { return "postgres" }
func (pgd) Quote(n string) string { return `"` + strings.ReplaceAll(n, `"`, `""`) + `"` }
func (pgd) ColumnType(f *schema.Field) string {
	switch f.Kind.Storage() {
	case schema.Integer:
		return "bigint"
	case schema.Real:
		return "double precision"
	case schema.Decimal:
		return "numeric"
	case schema.Boolean:
		return "boolean"
	case schema.Instant:
		return "timestamp(3) with time zone"
	case schema.JSON:
		return "jsonb"
	}
	return `text COLLATE "C"`
}
func (pgd) Encode(f *schema.Field, v any) any {
	if s, ok := v.(string); ok && f.Kind.Storage() == schema.Instant {
		t, err := time.Parse("2006-01-02T15:04:05.000Z", s)
		if err != nil {
			panic(err)
		}
		return t
	}
	return v
}
func (pgd) Decode(f *schema.Field, v any) any { return v }
func (pgd) Fold(e string) string {
	return `translate(lower(normalize(` + e + `, NFKC) COLLATE "und-x-icu"), '', '')`
}
func (pgd) DecimalKey(e string) string  { return "CAST(" + e + " AS numeric)" }
func (pgd) Contains(h, n string) string { return "strpos(" + h + ", " + n + ") > 0" }
func (pgd) JSONElements(e string) string {
	return "(SELECT value FROM jsonb_array_elements_text(CAST(" + e + " AS jsonb))) AS e"
}
func (pgd) Placeholders(sql string) string {
	var b strings.Builder
	n, inq := 0, false
	for _, r := range sql {
		if r == '"' {
			inq = !inq
		}
		if r == '?' && !inq {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
func (pgd) Time(t time.Time) any { return t }

type pgc struct{ tx pgx.Tx }

func tr(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch e.Code {
		case "23505":
			f := strings.Split(strings.SplitN(strings.TrimPrefix(e.Detail, "Key ("), ")", 2)[0], ", ")
			for i := range f {
				f[i] = strings.Trim(f[i], `"`)
			}
			return &store.UniqueError{Collection: e.TableName, Fields: f}
		case "23503":
			return &store.ForeignKeyError{Err: err}
		}
	}
	return err
}
func (c pgc) Exec(sql string, args ...any) (int64, error) {
	tag, err := c.tx.Exec(context.Background(), sql, args...)
	if err != nil && tr(err) == err {
		err = fmt.Errorf("%w: %s", err, sql)
	}
	return tag.RowsAffected(), tr(err)
}
func (c pgc) Queue(sql string, args ...any) error { _, err := c.Exec(sql, args...); return err }
func (c pgc) Query(sql string, args []any, each func(sqlstore.Row) error) error {
	rows, err := c.tx.Query(context.Background(), sql, args...)
	if err != nil {
		return fmt.Errorf("%w: %s", err, sql)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(pgr{rows}); err != nil {
			return err
		}
	}
	if rows.Err() != nil {
		return fmt.Errorf("%w: %s", rows.Err(), sql)
	}
	return nil
}

type pgr struct{ rows pgx.Rows }

func (r pgr) Scan(d ...any) error { return r.rows.Scan(d...) }
func (r pgr) Values() ([]any, error) {
	raw := r.rows.RawValues()
	vals, err := r.rows.Values()
	for i, v := range vals {
		switch x := v.(type) {
		case int32:
			vals[i] = int64(x)
		case int16:
			vals[i] = int64(x)
		case pgtype.Numeric:
			dv, _ := x.Value()
			vals[i] = dv
		case time.Time:
			vals[i] = x.UTC()
		}
		if r.rows.FieldDescriptions()[i].DataTypeOID == pgtype.JSONBOID && v != nil {
			s := string(raw[i])
			vals[i] = strings.TrimPrefix(s, "\x01")
		}
	}
	return vals, err
}

type pgdb struct {
	conn *pgx.Conn
	id   int64
	pl   *sqlstore.Plans
}
type pgtx struct {
	*sqlstore.Session
	db *pgdb
}

func (t *pgtx) Savepoint(fn func() error) error { return fn() }
func (t *pgtx) AfterCommit(fn func())           {}
func (t *pgtx) NextID() int64                   { t.db.id++; return t.db.id }
func (t *pgtx) Now() time.Time                  { return time.Now().UTC() }

func (d *pgdb) Version() uint64   { return 1 }
func (d *pgdb) Generation() int64 { return 1 }
func (d *pgdb) NextID() int64     { d.id++; return d.id }
func (d *pgdb) run(fn func(store.Tx) error) error {
	tx, err := d.conn.Begin(context.Background())
	if err != nil {
		return err
	}
	t := &pgtx{db: d}
	t.Session = sqlstore.NewSession(pgc{tx}, pgd{}, sqlstore.Env{Plans: d.pl, Now: t.Now, NextID: t.NextID})
	if err := fn(t); err != nil {
		tx.Rollback(context.Background())
		return err
	}
	return tr(tx.Commit(context.Background()))
}
func (d *pgdb) Read(ctx context.Context, fn func(store.Reader) error) error {
	return d.run(func(t store.Tx) error { return fn(t) })
}
func (d *pgdb) Write(ctx context.Context, u store.Unit) error                     { return d.run(u.Run) }
func (d *pgdb) Exclusive(ctx context.Context, fn func(store.Tx) error) error        { return d.run(fn) }
func (d *pgdb) ExclusiveRebuild(ctx context.Context, fn func(store.Tx) error) error { return d.run(fn) }
func (d *pgdb) Close() error                                                      { return d.conn.Close(context.Background()) }

func openPG(t testing.TB) store.DB {
	ctx := context.Background()
	admin, err := pgx.Connect(ctx, "host=/tmp/pg port=54329 user=postgres dbname=postgres")
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d", time.Now().UnixNano())
	if _, err := admin.Exec(ctx, "create database "+name); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, "host=/tmp/pg port=54329 user=postgres dbname="+name)
	if err != nil {
		t.Fatal(err)
	}
	sqltext, _ := os.ReadFile("../postgres/migrations/0001_init.sql")
	if _, err := conn.Exec(ctx, string(sqltext)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close(ctx)
		admin.Exec(ctx, "drop database "+name)
		admin.Close(ctx)
	})
	return &pgdb{conn: conn, pl: sqlstore.NewPlans()}
}
