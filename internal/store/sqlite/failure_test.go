package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"database/sql"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

func TestAFullDatabaseRefusesUntilThereIsSpace(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	limit := func(pages string) {
		t.Helper()
		if err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
			_, err := sqlite.RawQuery(tx, "pragma max_page_count = "+pages)
			return err
		}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Exclusive(t.Context(), func(tx store.Tx) error { return sqlite.RawExec(tx, `create table t (a)`) }); err != nil {
		t.Fatal(err)
	}
	insert := func() error {
		return db.Write(context.Background(), store.Unit{Run: func(tx store.Tx) error {
			return sqlite.RawExec(tx, `insert into t values (?)`, strings.Repeat("x", 1<<20))
		}})
	}
	limit("1") // SQLite takes the present size
	err := insert()
	if errs.CodeOf(err) != store.CodeDiskFull || errs.KindOf(err) != errs.Unavailable {
		t.Errorf("got %v", err)
	}
	limit("4294967294")
	if err := insert(); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

func TestAFileLockedFromOutsideIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	db := open(t, sqlite.Options{Dir: dir})
	defer closed(t, db)
	if err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
		_, err := sqlite.RawQuery(tx, "pragma busy_timeout = 1")
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, background := range []bool{false, true} {
		if err := db.Write(t.Context(), store.Unit{Background: background, Run: nothing}); errs.CodeOf(err) != store.CodeLocked {
			t.Errorf("got %v", err)
		}
	}
	if err := db.Exclusive(t.Context(), nothing); errs.CodeOf(err) != store.CodeLocked {
		t.Errorf("an edit gave %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), store.Unit{Run: nothing}); err != nil {
		t.Errorf("once it is free: %v", err)
	}
}

func TestUniqueErrorsNameTableAndColumns(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	if err := db.Exclusive(t.Context(), func(tx store.Tx) error {
		return errors.Join(
			sqlite.RawExec(tx, `create table t (id integer primary key, a text, b text, c text, "odd name" text unique, unique (a, b))`),
			sqlite.RawExec(tx, `create unique index folded on t (fold(c))`),
			sqlite.RawExec(tx, `insert into t values (1, 'a', 'b', 'c', 'o')`))
	}); err != nil {
		t.Fatal(err)
	}
	for row, want := range map[string]string{
		`1, null, null, null, null`: "t [id]",
		`2, 'a', 'b', null, null`:   "t [a b]",
		`2, null, null, null, 'o'`:  "t [odd name]",
		`2, null, null, 'C', null`:  " []",
	} {
		err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
			return sqlite.RawExec(tx, `insert into t values (`+row+`)`)
		}})
		var unique *store.UniqueError
		if !errors.As(err, &unique) {
			t.Errorf("%s: %v", row, err)
		} else if got := fmt.Sprint(unique.Collection, " ", unique.Fields); got != want {
			t.Errorf("%s is a repeated %s, want %s", row, got, want)
		}
	}
}
