package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/ids"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/migration"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

// atClock stands still.
type atClock struct{ now time.Time }

func (c *atClock) Now() time.Time                       { return c.now }
func (c *atClock) After(time.Duration) <-chan time.Time { return nil }

func openError(t *testing.T, o sqlite.Options) error {
	t.Helper()
	db, err := sqlite.Open(context.Background(), o)
	if err == nil {
		t.Error("the database could be opened")
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	return err
}

func closed(t *testing.T, db *sqlite.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// outside changes the file of a closed database.
func outside(t *testing.T, dir, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatal(err)
	}
}

func TestASecondServerOnTheDirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := open(t, sqlite.Options{Dir: dir})
	err := openError(t, sqlite.Options{Dir: dir})
	if errs.CodeOf(err) != sqlite.CodeInUse || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("got %v", err)
	}
	closed(t, db)
	closed(t, open(t, sqlite.Options{Dir: dir}))
}

func TestADatabaseOfANewerVersionIsRefused(t *testing.T) {
	for name, change := range map[string]string{
		"an unknown number":   `insert into sequitur_migrations (number, name, applied_at) values (9999, 'future', 'x')`,
		"another name for it": `update sequitur_migrations set name = 'other' where number = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			closed(t, open(t, sqlite.Options{Dir: dir}))
			outside(t, dir, change)
			if err := openError(t, sqlite.Options{Dir: dir}); errs.CodeOf(err) != migration.CodeNewer {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAFailedOpenGivesTheDirectoryBack(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, sqlite.FileName), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := openError(t, sqlite.Options{Dir: dir}); err == nil {
		t.Fatal("no error")
	}
	if err := os.Remove(filepath.Join(dir, sqlite.FileName)); err != nil {
		t.Fatal(err)
	}
	closed(t, open(t, sqlite.Options{Dir: dir}))
}

func TestAnOpenThatIsGivenUpGivesTheDirectoryBack(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}); err == nil {
		t.Fatal("no error")
	}
	closed(t, open(t, sqlite.Options{Dir: dir}))
}

func TestADirectoryWithAnyNameWorks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%20e&f=ä")
	closed(t, open(t, sqlite.Options{Dir: dir}))
	if _, err := os.Stat(filepath.Join(dir, sqlite.FileName)); err != nil {
		t.Error(err)
	}
}

func TestEveryConnectionHasThePragmas(t *testing.T) {
	db := open(t, sqlite.Options{Readers: 3})
	defer closed(t, db)
	for pragma, want := range map[string]any{
		"synchronous": int64(2), "foreign_keys": int64(1), "journal_mode": "wal", "busy_timeout": int64(5000),
		"journal_size_limit": int64(64 << 20), "wal_autocheckpoint": int64(8000),
	} {
		values, err := sqlite.OnEveryConnection(db, "pragma "+pragma)
		if err != nil {
			t.Fatal(err)
		}
		if len(values) != 4 {
			t.Fatalf("%d connections", len(values))
		}
		for i, v := range values {
			if v != want {
				t.Errorf("%s of connection %d is %v, want %v", pragma, i, v, want)
			}
		}
	}
	readOnly, err := sqlite.OnEveryConnection(db, "pragma query_only")
	if err != nil || fmt.Sprint(readOnly) != "[0 1 1 1]" {
		t.Errorf("query_only is %v, %v", readOnly, err)
	}
	mapped, err := sqlite.OnEveryConnection(db, "pragma mmap_size")
	if err != nil || fmt.Sprint(mapped) != "[0 12582912 12582912 12582912]" {
		t.Errorf("mmap_size is %v, %v", mapped, err)
	}
}

func TestEachOpenIsANewGenerationThatSeesWhatWasStored(t *testing.T) {
	dir := t.TempDir()
	var generation int64
	var version uint64
	for i := range 3 {
		db := open(t, sqlite.Options{Dir: dir})
		if db.Generation() <= generation || db.Version() < version || db.Version() == 0 {
			t.Errorf("generation %d after %d, version %d after %d", db.Generation(), generation, db.Version(), version)
		}
		generation = db.Generation()
		if err := db.Exclusive(t.Context(), func(tx store.Tx) error {
			return sqlite.RawExec(tx, fmt.Sprintf("create table t%d (a)", i))
		}); err != nil {
			t.Fatal(err)
		}
		version = db.Version()
		err := db.Read(t.Context(), func(r store.Reader) error {
			for k := range i + 1 {
				if _, err := sqlite.RawQuery(r, fmt.Sprintf("select * from t%d", k)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		closed(t, db)
		if err := db.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
	}
}

func TestIDsAreNotRepeatedAfterACrashInTheSameSecond(t *testing.T) {
	c := &atClock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	dir := t.TempDir()
	last := int64(0)
	for i := range 3 {
		db := open(t, sqlite.Options{Dir: dir, Clock: c})
		if id := db.NextID(); id <= last {
			t.Errorf("id %d after %d", id, last)
		}
		for range 100 {
			last = db.NextID()
		}
		if i == 1 {
			c.now = c.now.Add(-time.Hour)
		}
		closed(t, db) // as good as a crash: nothing about ids is written here
	}
}

func TestTheReservationOfIDsIsExtendedWithUse(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, use := range map[string]func(*sqlite.DB) error{
		"by a unit that draws": func(db *sqlite.DB) error {
			return db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error { tx.NextID(); return nil }})
		},
		"by the writer when nobody writes": func(db *sqlite.DB) error {
			db.NextID()
			for reserved := int64(0); reserved>>21 <= start.Add(time.Hour).Unix()-ids.Epoch; {
				if err := db.Read(t.Context(), func(r store.Reader) error {
					rows, err := sqlite.RawQuery(r, `select value from sequitur_state where name = 'ids'`)
					reserved, _ = rows[0][0].(int64)
					return err
				}); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, dir := &atClock{start}, t.TempDir()
			db := open(t, sqlite.Options{Dir: dir, Clock: c})
			c.now = start.Add(time.Hour)
			if err := use(db); err != nil {
				t.Fatal(err)
			}
			last := db.NextID()
			closed(t, db)
			c.now = start // and now the clock steps back
			db = open(t, sqlite.Options{Dir: dir, Clock: c})
			if id := db.NextID(); id <= last || id>>21 <= start.Add(time.Hour).Unix()-ids.Epoch {
				t.Errorf("id %d after %d", id, last)
			}
			closed(t, db)
		})
	}
}

func TestTheLastCloseLeavesOneFileBehind(t *testing.T) {
	dir := t.TempDir()
	db := open(t, sqlite.Options{Dir: dir})
	if err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		return sqlite.RawExec(tx, "create table t (a)")
	}}); err != nil {
		t.Fatal(err)
	}
	closed(t, db)
	names, err := fs.Glob(os.DirFS(dir), "*")
	if err != nil || fmt.Sprint(names) != "[sequitur.db sequitur.lock]" {
		t.Errorf("left are %v, %v", names, err)
	}
}
