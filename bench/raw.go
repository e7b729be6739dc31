package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// The limits: the rows that the server writes for an action, written by one writer with nothing around it.
const (
	rowRawCreate = "group commit of an order"
	rowRawBound  = "group commit of order, execution, audit"
	rowRawAll    = "group commit of all rows of a bound create"
)

func rawSets() map[string][]string {
	return map[string][]string{
		rowRawCreate: {"orders"},
		rowRawBound:  {"orders", "executions", "audits"},
		rowRawAll:    {"orders", "receipts", "executions", "jobs", "jobs", "audits"},
	}
}

// maxBatch is how many requests share a commit, as in the server.
const maxBatch = 64

// rawRows copies one row of each table from the server's own database and writes such rows.
func (b *bench) rawRows(ctx context.Context, r *round) error {
	one := newClient(r.main.addr)
	one.token = r.main.token
	if err := one.call(ctx, "orders:create?triggerWorkflows="+afterwards, m{"no": "A-0", "customer": "c-0042", "status": "open",
		"amount": 129.5, "quantity": 3, "note": "a note of ordinary length"}, nil); err != nil {
		return err
	}
	if _, err := r.db.drain(ctx); err != nil {
		return err
	}
	for _, row := range []string{rowRawCreate, rowRawBound, rowRawAll} {
		for _, n := range []int{8, 64} {
			if err := b.rawCell(ctx, r, row, rawSets()[row], n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) rawCell(ctx context.Context, r *round, row string, tables []string, connections int) (err error) {
	dir, err := b.folder(fmt.Sprintf("raw-%d-%d-%d", r.number, len(tables), connections))
	if err != nil {
		return err
	}
	g, err := newGroup(ctx, filepath.Join(dir, "raw.db"), r.db, tables)
	if err != nil {
		return err
	}
	written := make(chan error, 1)
	go func() { written <- g.write(ctx) }()
	_, err = b.window(ctx, r, plan{row: row, system: rawSQLite, connections: connections}, func(win window) (sample, error) {
		return g.load(connections, win), nil
	})
	close(g.queue)
	return errors.Join(err, <-written, g.conn.Close())
}

// group writes what many ask for with one connection: each commit holds all that wait.
type group struct {
	conn    driver.Conn
	inserts []insert
	queue   chan chan struct{}
	next    int64
}

// insert writes copies of one row under new keys.
type insert struct {
	statement driver.StmtExecContext
	row       []driver.NamedValue
	key       int
}

func newGroup(ctx context.Context, path string, from *database, tables []string) (*group, error) {
	conn, err := (&sqlite.Driver{}).Open("file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=wal_autocheckpoint(8000)&_pragma=cache_size(-16000)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	g := &group{conn: conn, queue: make(chan chan struct{}, maxBatch)}
	made := map[string]bool{}
	for _, table := range tables {
		ins, err := g.copy(ctx, from, table, made[table])
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		made[table] = true
		g.inserts = append(g.inserts, ins)
	}
	return g, nil
}

// copy makes the table as the server's database has it, with its indexes, and takes its newest row as the pattern.
func (g *group) copy(ctx context.Context, from *database, table string, made bool) (ins insert, err error) {
	if !made {
		if err := g.createTable(ctx, from, table); err != nil {
			return ins, err
		}
	}
	rows, err := from.QueryContext(ctx, `SELECT * FROM "`+table+`" ORDER BY "id" DESC LIMIT 1`)
	if err != nil {
		return ins, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return ins, err
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	if !rows.Next() {
		return ins, errors.Join(fmt.Errorf("table %s has no row to copy", table), rows.Err())
	}
	if err := rows.Scan(targets...); err != nil {
		return ins, err
	}
	for i, v := range values {
		ins.row = append(ins.row, driver.NamedValue{Ordinal: i + 1, Value: v})
		if columns[i] == "id" {
			ins.key = i
		}
	}
	sql := `INSERT INTO "` + table + `" ("` + strings.Join(columns, `", "`) + `") VALUES (?` + strings.Repeat(", ?", len(columns)-1) + `)`
	s, err := g.conn.Prepare(sql)
	if err != nil {
		return ins, err
	}
	ins.statement, _ = s.(driver.StmtExecContext) // of this driver, every one is
	return ins, rows.Err()
}

func (g *group) createTable(ctx context.Context, from *database, table string) error {
	rows, err := from.QueryContext(ctx, `SELECT "sql" FROM "sqlite_master" WHERE "tbl_name" = ? AND "sql" IS NOT NULL ORDER BY "type" DESC`, table)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var ddl string
		if err := rows.Scan(&ddl); err != nil {
			return err
		}
		if err := g.exec(ctx, ddl); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (g *group) exec(ctx context.Context, sql string) error {
	e, ok := g.conn.(driver.ExecerContext)
	if !ok {
		return errors.New("the driver cannot execute")
	}
	_, err := e.ExecContext(ctx, sql, nil)
	return err
}

// load has callers ask for rows, each again as soon as it is answered.
func (g *group) load(callers int, win window) sample {
	var mu sync.Mutex
	var wait sync.WaitGroup
	var all sample
	for range callers {
		wait.Go(func() {
			var took []time.Duration
			done := make(chan struct{}, 1)
			for begun := time.Now(); begun.Before(win.to); begun = time.Now() {
				g.queue <- done
				<-done
				if at := time.Now(); win.holds(at) {
					took = append(took, at.Sub(begun))
				}
			}
			mu.Lock()
			all.took = append(all.took, took...)
			mu.Unlock()
		})
	}
	wait.Wait()
	return all
}

// write commits until the queue is closed. After an error everybody is still answered, so that the load ends.
func (g *group) write(ctx context.Context) (failed error) {
	var batch []chan struct{}
	for first := range g.queue {
		batch = append(batch[:0], first)
	more:
		for len(batch) < maxBatch {
			select {
			case next, open := <-g.queue:
				if !open {
					break more
				}
				batch = append(batch, next)
			default:
				break more
			}
		}
		if failed == nil {
			failed = g.commit(ctx, len(batch))
		}
		for _, done := range batch {
			done <- struct{}{}
		}
	}
	return failed
}

func (g *group) commit(ctx context.Context, n int) error {
	if err := g.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for range n {
		for i := range g.inserts {
			ins := &g.inserts[i]
			g.next++
			ins.row[ins.key].Value = g.next
			if _, err := ins.statement.ExecContext(ctx, ins.row); err != nil {
				return err
			}
		}
	}
	return g.exec(ctx, "COMMIT")
}
