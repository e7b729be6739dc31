package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/migration"
	"github.com/sequitur-platform/sequitur/internal/store/postgres"
)

func closed(t *testing.T, db *postgres.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func outside(t *testing.T, url, statement string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Exec(t.Context(), statement)
	if err := errors.Join(err, c.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseOfANewerVersionIsRefused(t *testing.T) {
	url := server.Database(t)
	closed(t, open(t, postgres.Options{URL: url}))
	outside(t, url, "insert into sequitur_migrations values (9999, 'future', now())")
	if _, err := postgres.Open(t.Context(), postgres.Options{URL: url}); errs.CodeOf(err) != migration.CodeNewer {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatIsNotThereIsUnavailable(t *testing.T) {
	_, err := postgres.Open(t.Context(), postgres.Options{URL: "postgres://x@127.0.0.1:1/x"})
	if errs.CodeOf(err) != postgres.CodeDown {
		t.Errorf("got %v", err)
	}
}

func TestProcessesShareADatabase(t *testing.T) {
	url := server.Database(t)
	var processes [3]*postgres.DB
	var wg sync.WaitGroup
	for i := range processes { // they all find an empty database
		wg.Go(func() { processes[i] = open(t, postgres.Options{URL: url}) })
	}
	wg.Wait()
	generations, workers := map[int64]bool{}, map[int]bool{}
	for _, db := range processes {
		generations[db.Generation()], workers[db.Worker()] = true, true
	}
	if len(generations) != 3 || len(workers) != 3 {
		t.Errorf("three processes have generations %v and worker numbers %v", generations, workers)
	}
	a, b := processes[0], processes[1]
	old := b.Version()
	if err := a.Exclusive(t.Context(), func(tx store.Tx) error { return postgres.RawExec(tx, "create table t (a bigint)") }); err != nil {
		t.Fatal(err)
	}
	insert := store.Unit{Version: old, Run: func(tx store.Tx) error { return postgres.RawQueue(tx, "insert into t values (1)") }}
	if err := b.Write(t.Context(), insert); !errors.Is(err, store.ErrStale) {
		t.Errorf("a unit from before another process's edit returned %v", err)
	}
	if b.Version() != a.Version() || b.Version() <= old {
		t.Errorf("the versions are %d and %d after %d", a.Version(), b.Version(), old)
	}
	insert.Version = b.Version()
	if err := b.Write(t.Context(), insert); err != nil {
		t.Errorf("renewed: %v", err)
	}
	freed := a.Worker()
	closed(t, a)
	next := open(t, postgres.Options{URL: url})
	if next.Worker() != freed {
		t.Errorf("worker number %d was given back, the next process took %d", freed, next.Worker())
	}
	for _, db := range []*postgres.DB{b, processes[2], next} {
		closed(t, db)
	}
}

// at is a clock that stands still.
type at time.Time

func (c at) Now() time.Time                     { return time.Time(c) }
func (at) After(time.Duration) <-chan time.Time { return nil }

func TestIDsAreNotRepeatedAfterARestartInTheSameSecond(t *testing.T) {
	url, c := server.Database(t), at(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	last := int64(0)
	for range 3 {
		db := open(t, postgres.Options{URL: url, Clock: c})
		if id := db.NextID(); id <= last {
			t.Errorf("id %d after %d", id, last)
		}
		last = db.NextID()
		closed(t, db)
	}
}

func TestSavepointsAreBounded(t *testing.T) {
	db := open(t, postgres.Options{})
	defer closed(t, db)
	err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		for i := range 32 {
			if err := tx.Savepoint(func() error { return nil }); err != nil {
				t.Errorf("savepoint %d: %v", i, err)
			}
		}
		return tx.Savepoint(func() error { return nil })
	}})
	if errs.CodeOf(err) != postgres.CodeTooManySavepoints {
		t.Errorf("got %v", err)
	}
}

func TestQueuedStatementsRunInOrderAndReportTheirErrorsWhereTheyBelong(t *testing.T) {
	db := open(t, postgres.Options{})
	defer closed(t, db)
	if err := db.Exclusive(t.Context(), func(tx store.Tx) error {
		return postgres.RawExec(tx, "create table t (a bigint primary key)")
	}); err != nil {
		t.Fatal(err)
	}
	var unique *store.UniqueError
	err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		for i := range 1200 { // more than are queued at once
			if err := postgres.RawQueue(tx, "insert into t values (?)", int64(i)); err != nil {
				return err
			}
		}
		rows, err := postgres.RawQuery(tx, "select count(*) from t")
		if err != nil || rows[0][0] != int64(1200) {
			t.Errorf("behind 1200 queued rows: %v, %v", rows, err)
		}
		err = tx.Savepoint(func() error { return postgres.RawQueue(tx, "insert into t values (5)") })
		if !errors.As(err, &unique) {
			t.Errorf("a queued duplicate in a savepoint gave %v", err)
		}
		err = tx.Savepoint(func() error {
			return errors.Join(postgres.RawQueue(tx, "insert into t values (-1)"), errors.New("changed my mind"))
		})
		if err == nil {
			t.Error("a savepoint swallowed an error")
		}
		return postgres.RawQueue(tx, "insert into t values (2000)")
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Read(t.Context(), func(r store.Reader) error {
		rows, err := postgres.RawQuery(r, "select count(*), min(a), max(a) from t")
		if err == nil && fmt.Sprint(rows[0]) != "[1201 0 2000]" {
			t.Errorf("stored are %v", rows[0])
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	err = db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error { return postgres.RawQueue(tx, "insert into t values (5)") }})
	if !errors.As(err, &unique) || fmt.Sprint(unique.Collection, unique.Fields) != "t[a]" {
		t.Errorf("a queued duplicate at the end gave %v", err)
	}
}

func TestAReadIsBoundedInTime(t *testing.T) {
	db := open(t, postgres.Options{ReadTimeout: 20 * time.Millisecond, Connections: 1})
	defer closed(t, db)
	slow := func(r store.Reader) error {
		_, err := postgres.RawQuery(r, "select pg_sleep(60)")
		return err
	}
	if err := db.Read(t.Context(), slow); errs.CodeOf(err) != store.CodeReadTooLong {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if err := db.Read(ctx, slow); !errors.Is(err, context.DeadlineExceeded) && errs.CodeOf(err) != store.CodeReadTooLong {
		t.Errorf("the caller's own limit gave %v", err)
	}
	if err := db.Read(t.Context(), func(r store.Reader) error {
		_, err := postgres.RawQuery(r, "select 1")
		return err
	}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestBrokenConnectionsAreReplaced(t *testing.T) {
	db := open(t, postgres.Options{Connections: 2})
	defer closed(t, db)
	work := func() error {
		return errors.Join(
			db.Write(context.Background(), store.Unit{Run: func(store.Tx) error { return nil }}),
			db.Read(context.Background(), func(store.Reader) error { return nil }))
	}
	if err := work(); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Break(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := work(); err != nil {
		t.Errorf("with broken connections: %v", err)
	}
}

func TestAReaderCannotWrite(t *testing.T) {
	db := open(t, postgres.Options{})
	defer closed(t, db)
	if err := db.Read(t.Context(), func(r store.Reader) error {
		_, err := postgres.RawQuery(r, "insert into sequitur_state values ('x', 1) returning value")
		return err
	}); err == nil {
		t.Error("a reader wrote")
	}
}

func TestUnitsThatDeadlockAreRunAgain(t *testing.T) {
	db := open(t, postgres.Options{})
	defer closed(t, db)
	if err := db.Exclusive(t.Context(), func(tx store.Tx) error {
		return errors.Join(
			postgres.RawExec(tx, "create table t (a bigint primary key, n bigint)"),
			postgres.RawExec(tx, "insert into t values (0, 0), (1, 0)"))
	}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var met sync.WaitGroup
	met.Add(2)
	for i := range 2 {
		var once sync.Once
		wg.Go(func() {
			if err := db.Write(context.Background(), store.Unit{Run: func(tx store.Tx) error {
				update := "update t set n = n + 1 where a = ?"
				err := postgres.RawExec(tx, update, int64(i))
				once.Do(func() { met.Done(); met.Wait() })
				return errors.Join(err, postgres.RawExec(tx, update, int64(1-i)))
			}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := db.Read(t.Context(), func(r store.Reader) error {
		rows, err := postgres.RawQuery(r, "select n from t")
		if err == nil && fmt.Sprint(rows) != "[[2] [2]]" {
			t.Errorf("the counters are %v", rows)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

func TestPlaceholdersAreNumbered(t *testing.T) {
	for sql, want := range map[string]string{
		`select 1`:    `select 1`,
		`select ?, ?`: `select $1, $2`,
		`select "odd ? name", '?', 'it''s ?' where ?`: `select "odd ? name", '?', 'it''s ?' where $1`,
	} {
		if got := (postgres.Dialect{}).Placeholders(sql); got != want {
			t.Errorf("%s becomes %s", sql, got)
		}
	}
}
