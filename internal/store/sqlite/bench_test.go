package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

// BenchmarkGroupCommit is the floor under every action: one inserted row in a unit of its own, answered after the
// commit, by one caller and by many at once. commits/op tells how many units shared a commit.
func BenchmarkGroupCommit(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			var commits atomic.Int64
			db := benchmark(b, sqlite.Options{Fault: func(point string) {
				if point == "after_commit" {
					commits.Add(1)
				}
			}})
			commits.Store(0)
			left := atomic.Int64{}
			left.Store(int64(b.N))
			b.ResetTimer()
			done := make(chan error)
			for range callers {
				go func() {
					var err error
					for left.Add(-1) >= 0 && err == nil {
						err = db.Write(context.Background(), store.Unit{Run: insertOrder})
					}
					done <- err
				}()
			}
			for range callers {
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "units/s")
			b.ReportMetric(float64(commits.Load())/float64(b.N), "commits/op")
		})
	}
}

// BenchmarkRead is one row by its key.
func BenchmarkRead(b *testing.B) {
	db := benchmark(b, sqlite.Options{})
	if err := db.Write(b.Context(), store.Unit{Run: func(tx store.Tx) error {
		return sqlite.RawExec(tx, `insert into orders values (1, 'n', 'customer', 'open', '1.00', null, null, 3, 1, 'x')`)
	}}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := db.Read(context.Background(), func(r store.Reader) error {
				_, err := sqlite.RawQuery(r, `select * from orders where id = ?`, int64(1))
				return err
			}); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkSync is the disk alone: without it the other figures say little about the program.
func BenchmarkSync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 8192)
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmark(b *testing.B, o sqlite.Options) *sqlite.DB {
	b.Helper()
	db := open(b, o)
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	if err := db.Exclusive(b.Context(), func(tx store.Tx) error {
		return sqlite.RawExec(tx, `create table orders (id integer primary key, number text, customer text, status text,
			amount text, createdAt text, updatedAt text, createdById integer, updatedById integer, note text)`)
	}); err != nil {
		b.Fatal(err)
	}
	return db
}

func insertOrder(tx store.Tx) error {
	now := tx.Now().Format(time.RFC3339)
	return sqlite.RawExec(tx, `insert into orders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.NextID(), "2026-0001", "customer", "open", "12.50", now, now, int64(1), int64(1), "a note of ordinary length")
}
