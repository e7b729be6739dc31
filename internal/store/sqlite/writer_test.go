package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

// gate keeps the writer busy until it is opened.
type gate struct{ open, opened chan struct{} }

func shut(t *testing.T, db *sqlite.DB) *gate {
	t.Helper()
	g := &gate{make(chan struct{}), make(chan struct{})}
	running := make(chan struct{})
	go func() {
		defer close(g.opened)
		if err := db.Write(context.Background(), store.Unit{Run: func(store.Tx) error {
			close(running)
			<-g.open
			return nil
		}}); err != nil {
			t.Error(err)
		}
	}()
	<-running
	return g
}

func (g *gate) release() {
	close(g.open)
	<-g.opened
}

// queueUp starts n writes and returns when all of them wait.
func queueUp(t *testing.T, db *sqlite.DB, n int, u store.Unit) *sync.WaitGroup {
	t.Helper()
	requests, visits := sqlite.Waiting(db)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if err := db.Write(context.Background(), u); err != nil {
				t.Error(err)
			}
		})
	}
	for {
		if r, v := sqlite.Waiting(db); r+v == requests+visits+n {
			return &wg
		}
		runtime.Gosched()
	}
}

func nothing(store.Tx) error { return nil }

func TestUnitsThatWaitShareATransaction(t *testing.T) {
	for _, c := range []struct{ requests, visits, commits int }{
		{requests: 1, commits: 0},
		{requests: 63, commits: 0},
		{requests: 64, commits: 1},
		{requests: 127, commits: 1},
		{requests: 128, commits: 2},
		{requests: 255, commits: 3},
		{visits: 20, commits: 1},
		{requests: 5, visits: 5, commits: 1},
	} {
		t.Run(fmt.Sprintf("%d requests and %d visits", c.requests, c.visits), func(t *testing.T) {
			commits := 0
			db := open(t, sqlite.Options{Fault: func(point string) {
				if point == "after_commit" {
					commits++
				}
			}})
			g := shut(t, db)
			a := queueUp(t, db, c.requests, store.Unit{Run: nothing})
			b := queueUp(t, db, c.visits, store.Unit{Background: true, Run: nothing})
			g.release()
			a.Wait()
			b.Wait()
			closed(t, db)
			// Requests join the gate up to a full batch; visits may ride on its commit.
			if got := commits - 1; got > c.commits || got < c.commits && c.visits == 0 {
				t.Errorf("%d commits, want %d", got, c.commits)
			}
		})
	}
}

func TestAnswersComeAfterTheCommit(t *testing.T) {
	var mu sync.Mutex
	var order []string
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, what)
	}
	db := open(t, sqlite.Options{Fault: note})
	defer closed(t, db)
	err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		note("run")
		tx.AfterCommit(func() { note("hook") })
		return nil
	}})
	note("answer")
	if got := fmt.Sprint(order); err != nil || got != "[run before_commit after_commit hook answer]" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestTheBackgroundBudgetGrowsWithTheAgeOfTheBacklog(t *testing.T) {
	for age, want := range map[time.Duration]time.Duration{
		0: time.Millisecond, 100 * time.Millisecond: 2 * time.Millisecond, time.Second: 11 * time.Millisecond,
		3 * time.Second: 20 * time.Millisecond, time.Hour: 20 * time.Millisecond,
	} {
		if got := sqlite.BackgroundBudget(age); got != want {
			t.Errorf("age %v: budget %v, want %v", age, got, want)
		}
	}
}

func TestRequestsThatCameDuringAVisitShareItsCommit(t *testing.T) {
	commits := 0
	db := open(t, sqlite.Options{Fault: func(point string) {
		if point == "after_commit" {
			commits++
		}
	}})
	defer closed(t, db)
	runs, goOn := make(chan struct{}), make(chan struct{})
	var visits sync.WaitGroup
	visits.Go(func() {
		if err := db.Write(context.Background(), store.Unit{Background: true, Run: func(store.Tx) error {
			close(runs)
			<-goOn
			return nil
		}}); err != nil {
			t.Error(err)
		}
	})
	<-runs
	others := queueUp(t, db, 2, store.Unit{Background: true, Run: nothing})
	requests := queueUp(t, db, 3, store.Unit{Run: func(store.Tx) error {
		if commits > 0 {
			t.Error("a request waited for the commit of the visit, too")
		}
		return nil
	}})
	close(goOn)
	requests.Wait()
	visits.Wait()
	others.Wait()
}

func TestASlowVisitRunsAloneAndRequestsGoBetween(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	g := shut(t, db)
	var mu sync.Mutex
	var order []string
	slow := store.Unit{Background: true, Run: func(tx store.Tx) error {
		for start := time.Now(); time.Since(start) < 12*time.Millisecond; {
		}
		mu.Lock()
		defer mu.Unlock()
		order = append(order, "visit")
		return nil
	}}
	visits := queueUp(t, db, 5, slow)
	requests := queueUp(t, db, 1, store.Unit{Run: func(store.Tx) error {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, "request")
		return nil
	}})
	g.release()
	requests.Wait()
	mu.Lock()
	// One visit may ride on the gate's commit, one more fits the budget before the request is looked at.
	if i := strings.Index(strings.Join(order, " "), "request"); i < 0 || i > len("visit visit ") {
		t.Errorf("the request came at %v", order)
	}
	mu.Unlock()
	visits.Wait()
}

func TestAFullQueueRefuses(t *testing.T) {
	db := open(t, sqlite.Options{MaxQueue: 3})
	defer closed(t, db)
	g := shut(t, db)
	wg := queueUp(t, db, 3, store.Unit{Run: nothing})
	err := db.Write(t.Context(), store.Unit{Run: nothing})
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != store.CodeBusy || e.Kind != errs.Unavailable || e.RetryAfter == 0 {
		t.Errorf("got %v", err)
	}
	g.release()
	wg.Wait()
	if err := db.Write(t.Context(), store.Unit{Run: nothing}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestManyPassThroughAQueueThatNeverEmpties(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	g := shut(t, db)
	wg := queueUp(t, db, 5000, store.Unit{Run: nothing})
	g.release()
	wg.Wait()
}

func TestWritesAreRefusedWhileTheDiskIsNearlyFull(t *testing.T) {
	c := &atClock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	db := open(t, sqlite.Options{Clock: c, LowDisk: 1000})
	defer closed(t, db)
	free, asked := int64(999), 0
	sqlite.SetFreeSpace(db, func() (int64, error) { asked++; return free, nil })
	for range 10 {
		if err := db.Write(t.Context(), store.Unit{Run: nothing}); errs.CodeOf(err) != store.CodeDiskFull {
			t.Errorf("a write returned %v", err)
		}
	}
	if err := db.Exclusive(t.Context(), nothing); errs.CodeOf(err) != store.CodeDiskFull {
		t.Errorf("an edit returned %v", err)
	}
	if err := db.Read(t.Context(), func(store.Reader) error { return nil }); err != nil {
		t.Errorf("a read returned %v", err)
	}
	if err := db.Write(t.Context(), store.Unit{Upkeep: true, Run: nothing}); err != nil {
		t.Errorf("upkeep returned %v", err)
	}
	if asked != 1 {
		t.Errorf("the system was asked %d times within a second", asked)
	}
	free, c.now = 1000, c.now.Add(time.Second)
	if err := db.Write(t.Context(), store.Unit{Run: nothing}); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

func TestAReadIsBoundedInTime(t *testing.T) {
	db := open(t, sqlite.Options{ReadTimeout: 20 * time.Millisecond, Readers: 1})
	defer closed(t, db)
	for name, query := range map[string]string{
		"one long step":   `with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n`,
		"many short ones": `with recursive n (i) as (select 1 union all select i + 1 from n) select i from n limit 1000000000`,
	} {
		err := db.Read(t.Context(), func(r store.Reader) error {
			_, err := sqlite.RawQuery(r, query)
			return err
		})
		if errs.CodeOf(err) != store.CodeReadTooLong {
			t.Errorf("%s: %v", name, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		err = db.Read(ctx, func(r store.Reader) error {
			_, err := sqlite.RawQuery(r, query)
			return err
		})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s, the caller's own limit: %v", name, err)
		}
	}
	if err := db.Read(t.Context(), func(r store.Reader) error {
		_, err := sqlite.RawQuery(r, `select 1`)
		return err
	}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAConnectionIsUsableAfterEveryInterruptedRead(t *testing.T) {
	for range 30 { // the first use of a connection is the delicate one
		db := open(t, sqlite.Options{ReadTimeout: time.Millisecond, Readers: 1})
		for range 3 {
			_ = db.Read(t.Context(), func(r store.Reader) error {
				_, err := sqlite.RawQuery(r, `with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n`)
				return err
			})
		}
		if err := db.Read(t.Context(), func(store.Reader) error { return nil }); err != nil {
			t.Error(err)
		}
		closed(t, db)
	}
}

func TestAReadWaitsForAConnectionAsLongAsItsContext(t *testing.T) {
	db := open(t, sqlite.Options{Readers: 1})
	defer closed(t, db)
	err := db.Read(t.Context(), func(store.Reader) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		return db.Read(ctx, func(store.Reader) error { return nil })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAReaderCannotWrite(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	err := db.Read(t.Context(), func(r store.Reader) error {
		_, err := sqlite.RawQuery(r, `insert into sequitur_state (name, value) values ('x', 1) returning value`)
		return err
	})
	if err == nil {
		t.Error("a reader wrote")
	}
}

func TestAPanicInAReadReleasesTheConnection(t *testing.T) {
	db := open(t, sqlite.Options{Readers: 1})
	defer closed(t, db)
	func() {
		defer func() { _ = recover() }()
		_ = db.Read(t.Context(), func(store.Reader) error { panic("oh") })
	}()
	if err := db.Read(t.Context(), func(store.Reader) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestStatementsBeyondTheCacheWork(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	if err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		for i := range 1200 {
			rows, err := sqlite.RawQuery(tx, fmt.Sprintf(`select %d`, i))
			if err != nil || rows[0][0] != int64(i) {
				return fmt.Errorf("statement %d: %v, %w", i, rows, err)
			}
		}
		return nil
	}}); err != nil {
		t.Error(err)
	}
}

func TestPreparedStatementsFollowTheSchema(t *testing.T) {
	db := open(t, sqlite.Options{Readers: 2})
	defer closed(t, db)
	exec := func(sql string) {
		t.Helper()
		if err := db.Exclusive(t.Context(), func(tx store.Tx) error { return sqlite.RawExec(tx, sql) }); err != nil {
			t.Fatal(err)
		}
	}
	exec(`create table t (a)`)
	for columns := 1; columns < 5; columns++ {
		exec(`insert into t (a) values (1)`)
		for range 4 { // each connection at least once
			if err := db.Read(t.Context(), func(r store.Reader) error {
				rows, err := sqlite.RawQuery(r, `select * from t`)
				if len(rows) != columns || len(rows[0]) != columns {
					t.Errorf("%d rows of %d columns, want %d of both", len(rows), len(rows[0]), columns)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		exec(fmt.Sprintf(`alter table t add column c%d`, columns))
	}
}

func TestOnASlowDiskTheWriterWaitsForCompany(t *testing.T) {
	commits := 0
	db := open(t, sqlite.Options{Fault: func(point string) {
		if point == "before_commit" {
			commits++
		}
	}})
	sqlite.SlowCommits(db, 20*time.Second)
	g := shut(t, db)
	const clients, each = 4, 5
	var wg sync.WaitGroup
	write := func(n int) {
		for range n {
			if err := db.Write(context.Background(), store.Unit{Run: nothing}); err != nil {
				t.Error(err)
			}
		}
	}
	for range clients {
		wg.Go(func() { write(each) })
	}
	wg.Go(func() { // whoever opened the gate comes again, too
		<-g.opened
		write(each - 1)
	})
	for requests := 0; requests < clients; requests, _ = sqlite.Waiting(db) {
		runtime.Gosched()
	}
	g.release()
	wg.Wait()
	closed(t, db)
	if commits != each { // the first of all clients share the gate's
		t.Errorf("%d commits, want %d", commits, each)
	}
}
