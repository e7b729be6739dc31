package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// RunConcurrency checks what happens between units.
func RunConcurrency(t *testing.T, h Harness) {
	runCases(t, h, []testCase{
		{"whoever wrote reads it at once", readYourWrites},
		{"updates of one row are not lost", noLostUpdate},
		{"a snapshot does not change while others write", stableSnapshot},
		{"a unit sees no half of another", noHalves},
		{"ids are unique and grow for each caller", idsUnique},
		{"background units finish while requests never cease", backgroundProceeds},
		{"requests are answered while background units never cease", requestsProceed},
		{"exclusive edits run while writers never cease, and alone", exclusiveAlone},
		{"each exclusive edit has a later time than the one before", laterEdits},
		{"a unit never runs with definitions other than its own", neverStale},
		{"units of a batch fail for themselves alone under load", failAloneUnderLoad},
		{"closing finishes what waits", closeDrains},
	})
}

// each runs fn in n goroutines and returns when all have ended.
func each(n int, fn func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { fn(i) })
	}
	wg.Wait()
}

func (b *bench) number(r store.Reader, sql string, args ...any) int64 {
	rows, err := b.Query(r, sql, args...)
	if err != nil || len(rows) != 1 {
		b.Errorf("%s: %d rows, %v", sql, len(rows), err)
		return -1
	}
	n, ok := rows[0][0].(int64)
	if !ok {
		b.Errorf("%s: %v is a %T", sql, rows[0][0], rows[0][0])
	}
	return n
}

// stored reads one number outside any transaction.
func (b *bench) stored(sql string, args ...any) (n int64) {
	b.Helper()
	if err := b.db.Read(context.Background(), func(r store.Reader) error {
		n = b.number(r, sql, args...)
		return nil
	}); err != nil {
		b.Error(err)
	}
	return n
}

func readYourWrites(b *bench) {
	each(8, func(i int) {
		for k := range 50 {
			name := fmt.Sprintf("%d/%d", i, k)
			if err := b.write(func(tx store.Tx) error { return b.insert(tx, name) }); err != nil {
				b.Error(err)
				return
			}
			if n := b.stored(`select count(*) from st_parents where name = ?`, name); n != 1 {
				b.Errorf("%s was written and cannot be read", name)
			}
		}
	})
}

func noLostUpdate(b *bench) {
	b.must(b.write(func(tx store.Tx) error { return b.insert(tx, "counter") }))
	each(8, func(i int) {
		for range 25 {
			err := b.db.Write(b.Context(), store.Unit{Background: i%2 == 0, Run: func(tx store.Tx) error {
				return b.Exec(tx, `update st_parents set n = n + 1 where name = 'counter'`)
			}})
			if err != nil {
				b.Error(err)
			}
		}
	})
	if n := b.stored(`select n from st_parents`); n != 200 {
		b.Errorf("200 times one makes %d", n)
	}
}

func stableSnapshot(b *bench) {
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		before := b.number(r, `select count(*) from st_parents`)
		if err := b.write(func(tx store.Tx) error { return b.insert(tx, "new") }); err != nil {
			return err
		}
		if after := b.number(r, `select count(*) from st_parents`); after != before {
			b.Errorf("the snapshot held %d rows, then %d", before, after)
		}
		return nil
	}))
	b.wantNames("new")
}

func noHalves(b *bench) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		defer close(done)
		each(4, func(i int) {
			for k := range 50 {
				if err := b.write(func(tx store.Tx) error {
					name := fmt.Sprintf("%d/%d", i, k)
					return errors.Join(b.insert(tx, name+"a"), b.insert(tx, name+"b"))
				}); err != nil {
					b.Error(err)
				}
			}
		})
	})
	for open := true; open; {
		select {
		case <-done:
			open = false
		default:
		}
		if n := b.stored(`select count(*) from st_parents`); n%2 != 0 {
			b.Errorf("%d rows are visible, units write two", n)
		}
	}
	wg.Wait()
}

func idsUnique(b *bench) {
	var mu sync.Mutex
	seen := map[int64]bool{}
	each(8, func(int) {
		last := int64(0)
		var mine []int64
		for range 1000 {
			id := b.db.NextID()
			if id <= last || id >= 1<<53 {
				b.Errorf("id %d after %d", id, last)
			}
			last, mine = id, append(mine, id)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, id := range mine {
			if seen[id] {
				b.Errorf("id %d was drawn twice", id)
			}
			seen[id] = true
		}
	})
}

// flood keeps n callers writing units of one sort until it is stopped, and counts what they finished.
func (b *bench) flood(n int, background bool) (finished *atomic.Int64, stop func()) {
	finished = &atomic.Int64{}
	quit := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for k := 0; ; k++ {
				select {
				case <-quit:
					return
				default:
				}
				if err := b.db.Write(b.Context(), store.Unit{Background: background, Run: func(tx store.Tx) error {
					return b.insert(tx, fmt.Sprintf("%t %d/%d", background, i, k))
				}}); err != nil {
					b.Error(err)
					return
				}
				finished.Add(1)
			}
		})
	}
	return finished, func() {
		close(quit)
		wg.Wait()
	}
}

func backgroundProceeds(b *bench) {
	requests, stop := b.flood(64, false)
	defer stop()
	for i := range 100 {
		b.must(b.db.Write(b.Context(), store.Unit{Background: true, Run: func(tx store.Tx) error {
			return b.insert(tx, fmt.Sprint("visit ", i))
		}}))
	}
	b.Logf("100 background units, one after the other, finished beside %d requests", requests.Load())
}

func requestsProceed(b *bench) {
	visits, stop := b.flood(64, true)
	defer stop()
	for i := range 100 {
		b.must(b.write(func(tx store.Tx) error { return b.insert(tx, fmt.Sprint("request ", i)) }))
	}
	b.Logf("100 requests, one after the other, were answered beside %d background units", visits.Load())
}

func exclusiveAlone(b *bench) {
	_, stopRequests := b.flood(8, false)
	_, stopVisits := b.flood(8, true)
	for i := range 20 {
		b.must(b.db.Exclusive(b.Context(), func(tx store.Tx) error {
			before := b.number(tx, `select count(*) from st_parents`)
			if err := b.Exec(tx, fmt.Sprintf(`create table st_edit_%d (id bigint primary key)`, i)); err != nil {
				return err
			}
			if after := b.number(tx, `select count(*) from st_parents`); after != before {
				b.Errorf("an exclusive edit saw %d rows, then %d", before, after)
			}
			return nil
		}))
	}
	stopRequests()
	stopVisits()
}

// laterEdits makes edits as fast as it can: each has a time of its own.
func laterEdits(b *bench) {
	var last time.Time
	for range 100 {
		b.must(b.db.Exclusive(b.Context(), func(tx store.Tx) error {
			if now := tx.Now(); !now.After(last) {
				b.Errorf("an edit has the time %v, the one before it %v", now, last)
			}
			last = tx.Now()
			return nil
		}))
	}
}

// neverStale lets edits replace a marker while units prepared from what they saw check that it is still there.
func neverStale(b *bench) {
	b.must(b.db.Exclusive(b.Context(), func(tx store.Tx) error { return b.insert(tx, "0") }))
	quit := make(chan struct{})
	var wg sync.WaitGroup
	var stale, ran atomic.Int64
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-quit:
					return
				default:
				}
				version := b.db.Version()
				marker := b.stored(`select n from st_parents`)
				err := b.db.Write(b.Context(), store.Unit{Version: version, Run: func(tx store.Tx) error {
					rows, err := b.Query(tx, `select n from st_parents`)
					if err == nil && rows[0][0] != marker {
						b.Errorf("a unit prepared with marker %d ran with %v", marker, rows[0][0])
					}
					return err
				}})
				switch {
				case errors.Is(err, store.ErrStale):
					stale.Add(1)
				case err != nil:
					b.Error(err)
				default:
					ran.Add(1)
				}
			}
		})
	}
	for i := 0; i < 100 || ran.Load() < 100; i++ {
		b.must(b.db.Exclusive(b.Context(), func(tx store.Tx) error { return b.Exec(tx, `update st_parents set n = n + 1`) }))
	}
	close(quit)
	wg.Wait()
	b.Logf("%d units ran, %d were stale", ran.Load(), stale.Load())
}

func failAloneUnderLoad(b *bench) {
	kill := b.killers()["a deferred reference that dangles at the commit"]
	var stored atomic.Int64
	each(16, func(i int) {
		for k := range 20 {
			err := b.db.Write(b.Context(), store.Unit{Background: i%4 == 0, Run: func(tx store.Tx) error {
				err := b.insert(tx, fmt.Sprintf("%d/%d", i, k))
				switch {
				case err == nil && (i+k)%7 == 0:
					return kill(tx)
				case err == nil && (i+k)%3 == 0:
					return b.Exec(tx, `insert into st_parents (id, name) select id, name from st_parents limit 1`)
				}
				return err
			}})
			if wanted := (i+k)%7 == 0 || (i+k)%3 == 0; wanted != (err != nil) {
				b.Errorf("unit %d/%d returned %v", i, k, err)
			}
			if err == nil {
				stored.Add(1)
			}
		}
	})
	if n := b.stored(`select count(*) from st_parents`); n != stored.Load() {
		b.Errorf("%d units were acknowledged, %d rows are stored", stored.Load(), n)
	}
}

func closeDrains(b *bench) {
	release := b.block()
	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		ctx, queued := announce(b.Context())
		wg.Go(func() {
			err := b.db.Write(ctx, store.Unit{Background: i%2 == 0, Run: func(tx store.Tx) error {
				acknowledged.Add(1)
				return nil
			}})
			ctx.Done()
			// A database without a queue may refuse what had not begun.
			if err != nil && (b.Batches || errs.CodeOf(err) != store.CodeClosing) {
				b.Errorf("a waiting unit returned %v", err)
			}
		})
		<-queued
	}
	closed := make(chan error)
	go func() { closed <- b.db.Close() }()
	release()
	wg.Wait()
	if err := <-closed; err != nil || b.Batches && acknowledged.Load() != 20 {
		b.Errorf("Close returned %v, %d of 20 waiting units were run", err, acknowledged.Load())
	}
}
