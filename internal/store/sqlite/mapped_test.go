package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

// TestReadersSeeWholeCommitsWhileTheirMappingIsWrittenTo has every commit change all pages of a table that is larger
// than what readers map, so that checkpoints write below their feet again and again.
func TestReadersSeeWholeCommitsWhileTheirMappingIsWrittenTo(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a few hundred MB")
	}
	const rows, commits = 6000, 12
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	if err := db.Exclusive(t.Context(), func(tx store.Tx) error {
		if err := sqlite.RawExec(tx, `create table wide (id integer primary key, version integer, pad text)`); err != nil {
			return err
		}
		return sqlite.RawExec(tx, `insert into wide with recursive n (i) as (select 1 union all select i + 1 from n)
			select i, 0, ? from n limit ?`, strings.Repeat("x", 3000), int64(rows))
	}); err != nil {
		t.Fatal(err)
	}
	written := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for last := int64(0); ; {
				select {
				case <-written:
					return
				default:
				}
				if err := db.Read(context.Background(), func(r store.Reader) error { return oneVersion(r, rows, &last) }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range commits {
		if err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error {
			return sqlite.RawExec(tx, `update wide set version = version + 1, pad = pad || 'y'`)
		}}); err != nil {
			t.Error(err)
		}
	}
	close(written)
	readers.Wait()
	if err := db.Read(t.Context(), func(r store.Reader) error {
		last := int64(commits)
		return oneVersion(r, rows, &last)
	}); err != nil {
		t.Error(err)
	}
}

// oneVersion checks that all rows are of one commit, which is none before the last one seen.
func oneVersion(r store.Reader, rows int64, last *int64) error {
	found, err := sqlite.RawQuery(r, `select count(*), min(version), max(version), sum(length(pad) - 3000 - version) from wide`)
	if err != nil {
		return err
	}
	row := found[0]
	if row[0] != rows || row[1] != row[2] || row[3] != int64(0) || row[1].(int64) < *last {
		return fmt.Errorf("rows, oldest, newest version and their difference to the content: %v, after version %d", row, *last)
	}
	*last = row[1].(int64)
	return nil
}
