package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// RunExecutions checks the fence that keeps two workers from one execution.
func RunExecutions(t *testing.T, h Harness) {
	runCases(t, h, []testCase{
		{"an advance raises the epoch and stores the change", advanceStores},
		{"an advance from an older epoch changes nothing", advanceFenced},
		{"an advance of a finished execution changes nothing", advanceFinished},
		{"of many advances from one epoch exactly one succeeds", advanceOnce},
		{"an advance that is rolled back can be repeated", advanceRepeated},
		{"owed are the runnable, available and unowned, by id", owed},
		{"held executions are owed once they are released", heldReleased},
		{"unfinished ones are counted by key, up to a limit", unfinishedCounted},
		{"what failed and what has not ended is told", sketchesTold},
		{"the runs of a key are told newest first, from an instant on", runsTold},
		{"lost are the unfinished of older generations", lost},
		{"a pending job is resolved once", resolvedOnce},
		{"an event key starts one execution", eventKeyOnce},
		{"starts are counted for units that are stored", startsCounted},
	})
}

// execution returns a runnable execution that is not stored yet.
func (b *bench) execution() *workflow.Execution {
	return &workflow.Execution{
		ID: b.db.NextID(), WorkflowID: 1, Key: "w", Status: workflow.Queued, Runnable: true,
		Context: []byte(`{}`), CreatedAt: time.Now().UTC().Truncate(time.Millisecond), Layer: workflow.PostAction,
	}
}

func (b *bench) insertExecutions(es ...*workflow.Execution) {
	b.Helper()
	b.must(b.write(func(tx store.Tx) error { return tx.InsertExecutions(es) }))
}

// advance stores e in a unit of its own.
func (b *bench) advance(e *workflow.Execution) bool {
	b.Helper()
	var stored bool
	b.must(b.write(func(tx store.Tx) error {
		attempt := *e
		ok, err := tx.Advance(&attempt)
		if stored = ok; ok {
			tx.AfterCommit(func() { *e = attempt })
		}
		return err
	}))
	return stored
}

func (b *bench) load(id int64) (e *workflow.Execution) {
	b.Helper()
	b.must(b.db.Read(b.Context(), func(r store.Reader) (err error) {
		e, err = r.Execution(id)
		return err
	}))
	return e
}

func advanceStores(b *bench) {
	e := b.execution()
	b.insertExecutions(e)
	epoch := e.Epoch
	e.Status, e.Cursor, e.Runnable = workflow.Started, workflow.Cursor{NodeID: 5, Turns: 1}, false
	if !b.advance(e) {
		b.Fatal("the advance changed nothing")
	}
	got := b.load(e.ID)
	if e.Epoch <= epoch || got.Epoch != e.Epoch {
		b.Errorf("the epoch was %d, is %d in memory and %d stored", epoch, e.Epoch, got.Epoch)
	}
	if got.Status != workflow.Started || got.Cursor != e.Cursor || got.Runnable {
		b.Errorf("stored is %+v", got)
	}
}

func advanceFenced(b *bench) {
	e := b.execution()
	b.insertExecutions(e)
	stale := *e
	e.Status = workflow.Started
	if !b.advance(e) {
		b.Fatal("the first advance changed nothing")
	}
	stale.Status = workflow.Resolved
	if b.advance(&stale) {
		b.Error("an advance from an older epoch was stored")
	}
	if got := b.load(e.ID); got.Status != workflow.Started || got.Epoch != e.Epoch {
		b.Errorf("stored is status %v, epoch %d", got.Status, got.Epoch)
	}
}

func advanceFinished(b *bench) {
	for _, end := range []workflow.Status{workflow.Resolved, workflow.Failed, workflow.Canceled, workflow.RetryNeeded} {
		e := b.execution()
		b.insertExecutions(e)
		e.Status, e.Runnable = end, false
		if !b.advance(e) {
			b.Fatal("the advance changed nothing")
		}
		e.Status = workflow.Started
		if b.advance(e) {
			b.Errorf("an execution that had ended as %v was advanced", end)
		}
		if got := b.load(e.ID); got.Status != end || got.EndedAt.IsZero() {
			b.Errorf("stored is status %v, ended %v", got.Status, got.EndedAt)
		}
	}
}

func advanceOnce(b *bench) {
	e := b.execution()
	b.insertExecutions(e)
	for range 20 {
		var winners atomic.Int64
		each(8, func(i int) {
			var won bool
			err := b.db.Write(b.Context(), store.Unit{Background: i%2 == 0, Run: func(tx store.Tx) error {
				mine := *e
				mine.Status = workflow.Started
				ok, err := tx.Advance(&mine)
				won = ok
				return err
			}})
			if err != nil {
				b.Error(err)
			}
			if won {
				winners.Add(1)
			}
		})
		if winners.Load() != 1 {
			b.Errorf("%d of 8 advances from epoch %d succeeded", winners.Load(), e.Epoch)
		}
		*e = *b.load(e.ID)
	}
}

func advanceRepeated(b *bench) {
	e := b.execution()
	b.insertExecutions(e)
	e.Status = workflow.Started
	err := b.write(func(tx store.Tx) error {
		mine := *e
		if ok, err := tx.Advance(&mine); err != nil || !ok {
			return fmt.Errorf("advance: %t, %w", ok, err)
		}
		return errRefused
	})
	if !errors.Is(err, errRefused) {
		b.Fatal(err)
	}
	if !b.advance(e) {
		b.Error("after a rollback the same advance changed nothing")
	}
}

func (b *bench) owed(now time.Time) (ids []int64) {
	b.Helper()
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		es, err := r.Owed(0, now, 100)
		for _, e := range es {
			ids = append(ids, e.ID)
		}
		return err
	}))
	return ids
}

func (b *bench) wantOwed(now time.Time, want ...*workflow.Execution) {
	b.Helper()
	ids := []int64{}
	for _, e := range want {
		ids = append(ids, e.ID)
	}
	if got := b.owed(now); fmt.Sprint(got) != fmt.Sprint(ids) {
		b.Errorf("owed are %v, want %v", got, ids)
	}
}

func owed(b *bench) {
	now := time.Now()
	first, owned, held, waiting, second := b.execution(), b.execution(), b.execution(), b.execution(), b.execution()
	owned.Owner, owned.Sync, owned.Status = b.db.Generation(), true, workflow.Started
	held.AvailableAt = now.Add(time.Minute)
	waiting.Runnable, waiting.Status = false, workflow.Started
	b.insertExecutions(second, waiting, held, owned, first)
	b.wantOwed(now, first, second)
	b.wantOwed(now.Add(time.Hour), first, held, second)
	first.Status, first.Runnable = workflow.Resolved, false
	if !b.advance(first) {
		b.Fatal("the advance changed nothing")
	}
	b.wantOwed(now, second)
}

func unfinishedCounted(b *bench) {
	of := func(key string, status workflow.Status, runnable bool) *workflow.Execution {
		e := b.execution()
		e.Key, e.Status, e.Runnable = key, status, runnable
		return e
	}
	b.insertExecutions(
		of("a", workflow.Queued, true), of("a", workflow.Started, true), of("b", workflow.Queued, true),
		of("a", workflow.Started, false), of("b", workflow.Started, false), of("b", workflow.Started, false),
		of("a", workflow.Resolved, false), of("a", workflow.Failed, false),
	)
	count := func(limit int) (owed, waiting map[string]int64) {
		b.must(b.db.Read(b.Context(), func(r store.Reader) (err error) {
			owed, waiting, err = r.Unfinished(limit)
			return err
		}))
		return owed, waiting
	}
	owed, waiting := count(10)
	if owed["a"] != 2 || owed["b"] != 1 || waiting["a"] != 1 || waiting["b"] != 2 || len(owed)+len(waiting) != 4 {
		b.Errorf("owed %v, waiting %v", owed, waiting)
	}
	if owed, waiting = count(2); owed["a"]+owed["b"] != 2 || waiting["a"]+waiting["b"] != 2 {
		b.Errorf("up to two: owed %v, waiting %v", owed, waiting)
	}
}

func sketchesTold(b *bench) {
	of := func(status workflow.Status, runnable bool) *workflow.Execution {
		e := b.execution()
		e.Status, e.Runnable = status, runnable
		return e
	}
	bad, well, waits, owed, held, worse := of(workflow.Failed, false), of(workflow.Resolved, false), of(workflow.Started, false),
		of(workflow.Queued, true), of(workflow.Queued, true), of(workflow.Errored, false)
	worse.Reason, worse.RetryOf, worse.About = "too large", bad.ID, workflow.Subject{Collection: "posts", Key: "7"}
	held.AvailableAt = held.CreatedAt.Add(time.Minute)
	b.insertExecutions(bad, well, waits, owed, held, worse)
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		failed, err := r.Failed(time.Time{}, 10)
		b.must(err)
		if len(failed) != 2 || failed[0].ID != worse.ID || failed[1].ID != bad.ID || failed[0].Reason != "too large" || failed[0].RetryOf != bad.ID {
			b.Errorf("failed: %+v", failed)
		}
		if failed, err = r.Failed(time.Now().Add(time.Hour), 10); err != nil || len(failed) != 0 {
			b.Errorf("failed in a time to come: %+v %v", failed, err)
		}
		unended, err := r.Unended(10)
		b.must(err)
		if len(unended) != 3 || unended[0].ID != owed.ID || !unended[1].AvailableAt.Equal(held.AvailableAt) || unended[2].ID != waits.ID || unended[2].Runnable {
			b.Errorf("unended: %+v", unended)
		}
		rate, err := r.Rate(time.Time{}, 10)
		if want := (store.Rate{Made: 6, Ended: 3, Failed: 2}); err != nil || rate != want {
			b.Errorf("rate: %+v %v", rate, err)
		}
		if rate, err = r.Rate(time.Time{}, 4); err != nil || rate.Made != 4 {
			b.Errorf("rate of four: %+v %v", rate, err)
		}
		again, err := r.Execution(worse.ID)
		if err != nil || again.About != worse.About {
			b.Errorf("about: %+v %v", again.About, err)
		}
		return nil
	}))
}

func runsTold(b *bench) {
	first, second, other := b.execution(), b.execution(), b.execution()
	other.Key = "other"
	first.Status, first.Runnable = workflow.Failed, false
	first.StartedAt = first.CreatedAt
	first.EndedAt = first.CreatedAt.Add(time.Second)
	b.insertExecutions(first, second, other)
	runs := func(since time.Time, limit int) (list []store.Run) {
		b.must(b.db.Read(b.Context(), func(r store.Reader) (err error) {
			list, err = r.Runs("w", since, limit)
			return err
		}))
		return list
	}
	all := runs(time.Time{}, 10)
	if len(all) != 2 || all[0].ID != second.ID || all[0].Status != workflow.Queued || !all[0].EndedAt.IsZero() {
		b.Fatalf("%+v", all)
	}
	if r := all[1]; r.ID != first.ID || r.Status != workflow.Failed || !r.EndedAt.Equal(first.EndedAt) || !r.StartedAt.Equal(first.StartedAt) {
		b.Errorf("%+v", r)
	}
	if one := runs(time.Now().Add(-time.Minute), 1); len(one) != 1 || one[0].ID != second.ID {
		b.Errorf("one since a minute ago: %+v", one)
	}
	if later := runs(time.Now().Add(time.Hour), 10); len(later) != 0 {
		b.Errorf("since a moment to come: %+v", later)
	}
}

func heldReleased(b *bench) {
	now := time.Now()
	e := b.execution()
	e.AvailableAt = now.Add(time.Minute)
	b.insertExecutions(e)
	b.wantOwed(now)
	b.must(b.write(func(tx store.Tx) error { return tx.Release([]int64{e.ID}, now) }))
	b.wantOwed(now, e)
}

func lost(b *bench) {
	mine, older, finished := b.execution(), b.execution(), b.execution()
	for _, e := range []*workflow.Execution{mine, older, finished} {
		e.Sync, e.Status, e.Owner = true, workflow.Started, 1
	}
	mine.Owner = 2
	finished.Status, finished.Runnable = workflow.Resolved, false
	b.insertExecutions(mine, older, finished)
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		es, err := r.Lost(2, 10)
		if err == nil && (len(es) != 1 || es[0].ID != older.ID) {
			b.Errorf("%d executions are lost, want %d alone", len(es), older.ID)
		}
		return err
	}))
}

func resolvedOnce(b *bench) {
	e := b.execution()
	b.insertExecutions(e)
	job := &workflow.Job{ID: b.db.NextID(), ExecutionID: e.ID, NodeID: 1, NodeKey: "n", Status: workflow.Pending}
	b.must(b.write(func(tx store.Tx) error {
		mine := *job
		return tx.SaveJobs([]*workflow.Job{&mine})
	}))
	var winners atomic.Int64
	each(8, func(i int) {
		var won bool
		if err := b.write(func(tx store.Tx) (err error) {
			won, err = tx.ResolveJob(job.ID, workflow.Resolved, fmt.Append(nil, i), tx.Now())
			return err
		}); err != nil {
			b.Error(err)
		}
		if won {
			winners.Add(1)
		}
	})
	if winners.Load() != 1 {
		b.Errorf("%d of 8 resolved the job", winners.Load())
	}
}

func eventKeyOnce(b *bench) {
	a, again, other := b.execution(), b.execution(), b.execution()
	a.EventKey, again.EventKey = "tick", "tick"
	b.insertExecutions(a, other)
	err := b.write(func(tx store.Tx) error { return tx.InsertExecutions([]*workflow.Execution{again}) })
	var unique *store.UniqueError
	if !errors.As(err, &unique) {
		b.Errorf("the second execution of an event gave %v", err)
	}
	b.wantOwed(time.Now(), a, other)
}

func startsCounted(b *bench) {
	b.must(b.write(func(tx store.Tx) error {
		return errors.Join(
			b.Exec(tx, `insert into workflows ("id", "key") values (1, 'a')`),
			b.Exec(tx, `insert into workflows ("id", "key") values (2, 'b')`))
	}))
	var units []store.Unit
	for i := range 12 {
		units = append(units, store.Unit{Background: i%2 == 0, Run: func(tx store.Tx) error {
			err := errors.Join(tx.CountStarts(1, "a", 2), tx.CountStarts(2, "b", 1))
			_ = tx.Savepoint(func() error { return errors.Join(tx.CountStarts(1, "a", 100), errRefused) })
			if err == nil && i%3 == 0 {
				err = errRefused
			}
			return err
		}})
	}
	for i, err := range b.together(units...) {
		if (i%3 == 0) != (err != nil) {
			b.Errorf("unit %d returned %v", i, err)
		}
	}
	for statement, want := range map[string]int64{
		`select "executed" from "workflowStats" where "key" = 'a'`:     16,
		`select "executed" from "workflowStats" where "key" = 'b'`:     8,
		`select "executed" from "workflowVersionStats" where "id" = 1`: 16,
		`select "executed" from "workflowVersionStats" where "id" = 2`: 8,
	} {
		if n := b.stored(statement); n != want {
			b.Errorf("%s gives %d, want %d", statement, n, want)
		}
	}
}
