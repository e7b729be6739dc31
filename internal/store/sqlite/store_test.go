package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/store/storetest"
)

// The environment of a process that durability tests kill.
const (
	childDir   = "SEQUITUR_TEST_CHILD_DIR"
	childPoint = "SEQUITUR_TEST_CHILD_POINT"
	childTimes = "SEQUITUR_TEST_CHILD_TIMES"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, child(dir)) // it should have been killed
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

func child(dir string) error {
	times, err := strconv.Atoi(os.Getenv(childTimes))
	if err != nil {
		return err
	}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Fault: func(point string) {
		if point != os.Getenv(childPoint) {
			return
		}
		if times--; times == 0 {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
			select {}
		}
	}})
	if err != nil {
		return err
	}
	return storetest.Child(db, harness(), os.Stdout)
}

func harness() storetest.Harness {
	return storetest.Harness{
		Open:    func(t *testing.T) store.DB { return open(t, sqlite.Options{}) },
		Exec:    sqlite.RawExec,
		Query:   sqlite.RawQuery,
		Dialect: sqlite.Dialect{},
		Killers: killers(),
		Batches: true,
	}
}

// open opens a database that the caller closes.
func open(t testing.TB, o sqlite.Options) *sqlite.DB {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	db, err := sqlite.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestSQLiteIsAConformingStore(t *testing.T) { storetest.Run(t, harness()) }

func TestAKilledServerHasLostNothing(t *testing.T) {
	storetest.RunDurability(t, storetest.Durability{
		Harness: harness(),
		Open:    func(t *testing.T, dir string) store.DB { return open(t, sqlite.Options{Dir: dir}) },
		Points:  []string{"before_commit", "after_commit"},
		Child: func(dir, point string, times int) *exec.Cmd {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), childDir+"="+dir, childPoint+"="+point, childTimes+"="+strconv.Itoa(times))
			return c
		},
	})
}

// killers are the errors after which SQLite has ended the whole transaction.
func killers() map[string]func(store.Tx) error {
	return map[string]func(store.Tx) error{
		"a conflict clause that rolls back": func(tx store.Tx) error {
			if err := sqlite.RawExec(tx, `insert into st_children (id) values (-1)`); err != nil {
				return err
			}
			return sqlite.RawExec(tx, `insert or rollback into st_children (id) values (-1)`)
		},
		"an interrupted write": func(tx store.Tx) error {
			return sqlite.InterruptedExec(tx, 5*time.Millisecond, `insert into st_children (id)
				with recursive n (i) as (select 1 union all select i + 1 from n) select i from n limit 100000000`)
		},
		"a full database": func(tx store.Tx) error {
			if err := sqlite.LimitPages(tx, 0); err != nil {
				return err
			}
			err := sqlite.RawExec(tx, `insert into st_parents (id, name) values (-2, ?)`, strings.Repeat("x", 1<<20))
			if unlimited := sqlite.LimitPages(tx, 4294967294); unlimited != nil {
				panic(unlimited)
			}
			return err
		},
	}
}
