// Package storetest is the conformance suite of store.DB: what every database behind Sequitur has to do, whatever
// it is. sqlite and postgres run it from their tests.
//
// It knows the interfaces of package store and portable SQL for tables of its own, and imports testing.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// Harness is a database under test.
type Harness struct {
	// Open opens a fresh database; the suite closes it.
	Open func(t *testing.T) store.DB
	// Exec runs one statement of portable SQL with ? placeholders inside a transaction.
	Exec func(tx store.Tx, sql string, args ...any) error
	// Query returns the rows of a query inside a transaction or a snapshot.
	Query func(r store.Reader, sql string, args ...any) ([][]any, error)
	// Dialect renders the expressions under test.
	Dialect sqlstore.Dialect
	// Killers are named functions that end the whole transaction of their unit, besides those the suite knows.
	// They get a transaction with the tables of the suite and return the error they met.
	Killers map[string]func(store.Tx) error
	// Batches says that units share transactions.
	Batches bool
}

// Run runs all suites.
func Run(t *testing.T, h Harness) {
	t.Run("transactions", func(t *testing.T) { RunTx(t, h) })
	t.Run("concurrency", func(t *testing.T) { RunConcurrency(t, h) })
	t.Run("executions", func(t *testing.T) { RunExecutions(t, h) })
	t.Run("pages", func(t *testing.T) { RunPages(t, h) })
	t.Run("expressions", func(t *testing.T) { RunExpressions(t, h) })
}

// bench is a fresh database with the tables of the suite.
type bench struct {
	Harness
	*testing.T
	db store.DB
}

type testCase struct {
	name string
	run  func(*bench)
}

func runCases(t *testing.T, h Harness, cases []testCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(newBench(t, h)) })
	}
}

func newBench(t *testing.T, h Harness) *bench {
	t.Helper()
	b := &bench{Harness: h, T: t, db: h.Open(t)}
	t.Cleanup(func() {
		if err := b.db.Close(); err != nil {
			t.Error(err)
		}
	})
	b.must(h.createTables(b.db))
	return b
}

func (h Harness) createTables(db store.DB) error {
	text := &schema.Field{Kind: schema.KindOf("string")}
	return db.Exclusive(context.Background(), func(tx store.Tx) error {
		return errors.Join(
			h.Exec(tx, `create table st_parents (id bigint primary key, name `+h.Dialect.ColumnType(text)+` unique, n bigint)`),
			h.Exec(tx, `create table st_children (id bigint primary key, parent bigint references st_parents (id),
				late bigint references st_parents (id) deferrable initially deferred)`))
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) write(run func(store.Tx) error) error {
	return b.db.Write(b.Context(), store.Unit{Run: run})
}

func (b *bench) insert(tx store.Tx, name string) error {
	return b.Exec(tx, `insert into st_parents (id, name, n) values (?, ?, 0)`, tx.NextID(), name)
}

// names returns what is stored, in order.
func (b *bench) names() []string {
	b.Helper()
	var names []string
	b.must(b.db.Read(context.Background(), func(r store.Reader) error {
		rows, err := b.Query(r, `select name from st_parents order by name`)
		for _, row := range rows {
			names = append(names, fmt.Sprint(row[0]))
		}
		return err
	}))
	return names
}

func (b *bench) wantNames(want ...string) {
	b.Helper()
	if got := fmt.Sprint(b.names()); got != fmt.Sprint(want) {
		b.Errorf("stored are %s, want %s", got, fmt.Sprint(want))
	}
}

// together writes units that all wait at the same moment, so that a database that batches puts them into one
// transaction, and returns their errors.
func (b *bench) together(units ...store.Unit) []error {
	b.Helper()
	release := b.block()
	results := make([]error, len(units))
	var wg sync.WaitGroup
	for i, u := range units {
		ctx, queued := announce(b.Context())
		wg.Go(func() {
			results[i] = b.db.Write(ctx, u)
			ctx.Done() // a database that never asked
		})
		<-queued
	}
	release()
	wg.Wait()
	return results
}

// block keeps the writer of a database that batches busy until release is called.
func (b *bench) block() (release func()) {
	if !b.Batches {
		return func() {}
	}
	running, free, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var once sync.Once
		if err := b.write(func(store.Tx) error {
			once.Do(func() { close(running) })
			<-free
			return nil
		}); err != nil {
			b.Error(err)
		}
	}()
	<-running
	return func() {
		close(free)
		<-done
	}
}

// announced is a context that tells when somebody begins to wait for it, which Write does once its unit is queued.
type announced struct {
	context.Context
	once   *sync.Once
	queued chan struct{}
}

func announce(parent context.Context) (context.Context, <-chan struct{}) {
	a := announced{parent, &sync.Once{}, make(chan struct{})}
	return a, a.queued
}

// Done implements context.Context.
func (a announced) Done() <-chan struct{} {
	a.once.Do(func() { close(a.queued) })
	return a.Context.Done()
}
