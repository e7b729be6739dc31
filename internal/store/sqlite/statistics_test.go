package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

func TestThePlannerTakesTheIndexThatDistinguishes(t *testing.T) {
	dir := t.TempDir()
	open := func() *sqlite.DB {
		t.Helper()
		db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, LowDisk: -1})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	write := func(db *sqlite.DB, fn func(tx store.Tx) error) {
		t.Helper()
		if err := db.Write(context.Background(), store.Unit{Run: fn}); err != nil {
			t.Fatal(err)
		}
	}
	db := open()
	write(db, func(tx store.Tx) error {
		for _, sql := range []string{
			`create table many (id integer primary key, coarse text, fine text)`,
			`create index many_coarse on many (coarse)`, `create index many_fine on many (fine)`,
			`insert into many (coarse, fine) with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
				select 'open', 'c-' || (i % 500) from n`,
		} {
			if err := sqlite.RawExec(tx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open()
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	write(db, func(tx store.Tx) error {
		plan, err := sqlite.RawQuery(tx, `explain query plan select * from many where coarse = 'open' and fine = 'c-7'`)
		if err != nil {
			return err
		}
		if got := fmt.Sprint(plan); !strings.Contains(got, "many_fine") {
			t.Errorf("the plan is %s", got)
		}
		return nil
	})
}
