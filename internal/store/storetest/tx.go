package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

var errRefused = errors.New("refused")

// RunTx checks what a unit and its transaction promise.
func RunTx(t *testing.T, h Harness) {
	runCases(t, h, []testCase{
		{"a unit is stored when Write returns", storedOnReturn},
		{"a unit that fails is undone alone and its error comes back as it is", undoneAlone},
		{"a unit that asks for it is run again carefully, and hurts nobody", runAgainCarefully},
		{"a unit that panics is undone alone and comes back as an internal error", panicUndone},
		{"a savepoint that fails is undone alone", savepointUndone},
		{"savepoints nest", savepointsNest},
		{"a savepoint whose panic is recovered outside is undone", savepointPanic},
		{"functions run after the commit in order", hooksInOrder},
		{"functions of what was undone do not run", hooksDropped},
		{"a function that panics after the commit hurts nobody", hookPanics},
		{"a unit prepared from older definitions does not run", staleUnit},
		{"an exclusive edit raises the version, a failed one does not", versionRaised},
		{"a rebuild that leaves dangling references is undone", rebuildChecked},
		{"a rebuild may break references for a while", rebuildAllowed},
		{"the time of a unit is constant and in milliseconds", constantTime},
		{"a transaction is of no use after its unit", usedAfterwards},
		{"a snapshot is of no use after its function", snapshotUsedAfterwards},
		{"a unit whose caller left before does not run", callerLeft},
		{"a running unit is finished though its caller left", callerLeftLate},
		{"a repeated unique value is a UniqueError that names table and columns", uniqueError},
		{"a dangling reference is a ForeignKeyError", foreignKeyError},
		{"a unit goes on after an error inside a savepoint", goesOnAfterError},
		{"an error that ends the transaction fails the guilty unit only", killersIsolated},
		{"a unit that hides an error that ended the transaction fails", killerHidden},
		{"the generation is positive", func(b *bench) {
			if b.db.Generation() <= 0 {
				b.Errorf("generation %d", b.db.Generation())
			}
		}},
		{"a closed database refuses work", closedRefuses},
	})
}

func storedOnReturn(b *bench) {
	b.must(b.write(func(tx store.Tx) error { return b.insert(tx, "a") }))
	b.wantNames("a")
}

func undoneAlone(b *bench) {
	var units []store.Unit
	var want []string
	for i := range 30 {
		name := fmt.Sprintf("%02d", i)
		if i%3 != 0 {
			want = append(want, name)
		}
		units = append(units, store.Unit{Background: i%5 == 0, Run: func(tx store.Tx) error {
			if err := b.insert(tx, name); err != nil || i%3 != 0 {
				return err
			}
			return errRefused
		}})
	}
	for i, err := range b.together(units...) {
		if i%3 == 0 && err != errRefused || i%3 != 0 && err != nil {
			b.Errorf("unit %d: %v", i, err)
		}
	}
	b.wantNames(want...)
}

func panicUndone(b *bench) {
	results := b.together(
		store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "before") }},
		store.Unit{Run: func(tx store.Tx) error {
			if err := b.insert(tx, "panic"); err != nil {
				return err
			}
			panic("oh")
		}},
		store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "behind") }},
	)
	if results[0] != nil || results[2] != nil {
		b.Errorf("the neighbours failed: %v, %v", results[0], results[2])
	}
	if results[1] == nil || errs.KindOf(results[1]) != errs.Internal || errs.CodeOf(results[1]) == "" {
		b.Errorf("the panic came back as %v", results[1])
	}
	b.wantNames("before", "behind")
}

func runAgainCarefully(b *bench) {
	runs := 0
	results := b.together(
		store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "a") }},
		store.Unit{Run: func(tx store.Tx) error {
			runs++
			if tx.Careful() {
				_ = tx.Savepoint(func() error { return errors.Join(b.insert(tx, "undone"), errRefused) })
				return b.insert(tx, "b")
			}
			return errors.Join(b.insert(tx, "undone"), store.ErrAgain)
		}},
		store.Unit{Run: func(tx store.Tx) error {
			if tx.Careful() {
				return nil
			}
			return store.ErrAgain // without having written
		}},
		store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "c") }},
	)
	if err := errors.Join(results...); err != nil || runs > 2 {
		b.Errorf("after %d runs: %v", runs, err)
	}
	b.wantNames("a", "b", "c")
}

func savepointUndone(b *bench) {
	b.must(b.write(func(tx store.Tx) error {
		if err := b.insert(tx, "before"); err != nil {
			return err
		}
		err := tx.Savepoint(func() error { return errors.Join(b.insert(tx, "inside"), errRefused) })
		if !errors.Is(err, errRefused) {
			b.Errorf("the savepoint returned %v", err)
		}
		return b.insert(tx, "behind")
	}))
	b.wantNames("before", "behind")
}

func savepointsNest(b *bench) {
	b.must(b.write(func(tx store.Tx) error {
		_ = tx.Savepoint(func() error {
			return errors.Join(tx.Savepoint(func() error { return b.insert(tx, "kept within undone") }), errRefused)
		})
		return tx.Savepoint(func() error {
			_ = tx.Savepoint(func() error { return errors.Join(b.insert(tx, "undone within kept"), errRefused) })
			return b.insert(tx, "kept")
		})
	}))
	b.wantNames("kept")
}

func savepointPanic(b *bench) {
	b.must(b.write(func(tx store.Tx) error {
		func() {
			defer func() { _ = recover() }()
			_ = tx.Savepoint(func() error {
				_ = b.insert(tx, "panic")
				panic("oh")
			})
		}()
		return b.insert(tx, "behind")
	}))
	b.wantNames("behind")
}

func hooksInOrder(b *bench) {
	var mu sync.Mutex
	var got []string
	note := func(what string) func() {
		return func() {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, what)
		}
	}
	b.must(b.write(func(tx store.Tx) error {
		tx.AfterCommit(note("1"))
		err := tx.Savepoint(func() error { tx.AfterCommit(note("2")); return nil })
		tx.AfterCommit(note("3"))
		return err
	}))
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(got) != "[1 2 3]" {
		b.Errorf("called were %v", got)
	}
}

func hooksDropped(b *bench) {
	var mu sync.Mutex
	var got []string
	unit := func(name string, fail error) store.Unit {
		return store.Unit{Run: func(tx store.Tx) error {
			_ = tx.Savepoint(func() error {
				tx.AfterCommit(func() { b.Error("a function of an undone savepoint was called") })
				return errRefused
			})
			tx.AfterCommit(func() {
				mu.Lock()
				defer mu.Unlock()
				got = append(got, name)
			})
			return fail
		}}
	}
	b.together(unit("kept", nil), unit("undone", errRefused))
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(got) != "[kept]" {
		b.Errorf("called were %v", got)
	}
}

func hookPanics(b *bench) {
	called := make(chan bool, 1)
	b.must(b.write(func(tx store.Tx) error {
		tx.AfterCommit(func() { panic("oh") })
		tx.AfterCommit(func() { called <- true })
		return nil
	}))
	<-called
	b.must(b.write(func(tx store.Tx) error { return b.insert(tx, "behind") }))
}

func staleUnit(b *bench) {
	old := b.db.Version()
	if old == 0 {
		b.Fatal("version 0 means that a unit depends on nothing")
	}
	fresh := store.Unit{Version: old, Run: func(tx store.Tx) error { return b.insert(tx, "fresh") }}
	b.must(b.db.Write(b.Context(), fresh))
	b.must(b.db.Exclusive(b.Context(), func(store.Tx) error { return nil }))
	err := b.db.Write(b.Context(), store.Unit{Version: old, Run: func(tx store.Tx) error {
		return b.insert(tx, "stale")
	}})
	if !errors.Is(err, store.ErrStale) {
		b.Errorf("the old version gave %v", err)
	}
	b.must(b.db.Write(b.Context(), store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "independent") }}))
	b.must(b.db.Write(b.Context(), store.Unit{Version: b.db.Version(), Run: func(tx store.Tx) error {
		return b.insert(tx, "renewed")
	}}))
	b.wantNames("fresh", "independent", "renewed")
}

func versionRaised(b *bench) {
	before := b.db.Version()
	err := b.db.Exclusive(b.Context(), func(tx store.Tx) error { return errors.Join(b.insert(tx, "x"), errRefused) })
	if !errors.Is(err, errRefused) || b.db.Version() != before {
		b.Errorf("a failed edit returned %v and left version %d after %d", err, b.db.Version(), before)
	}
	var seen uint64
	b.must(b.db.Exclusive(b.Context(), func(tx store.Tx) error {
		tx.AfterCommit(func() { seen = b.db.Version() })
		return b.insert(tx, "edit")
	}))
	if b.db.Version() <= before || seen != b.db.Version() {
		b.Errorf("version %d after %d, seen after the commit was %d", b.db.Version(), before, seen)
	}
	b.wantNames("edit")
}

func rebuildChecked(b *bench) {
	err := b.db.ExclusiveRebuild(b.Context(), func(tx store.Tx) error {
		return errors.Join(b.insert(tx, "x"), b.Exec(tx, `insert into st_children (id, parent) values (1, 4711)`))
	})
	var fk *store.ForeignKeyError
	if !errors.As(err, &fk) {
		b.Errorf("the dangling reference gave %v", err)
	}
	b.wantNames()
	if err := b.write(func(tx store.Tx) error {
		return b.Exec(tx, `insert into st_children (id, parent) values (1, 4711)`)
	}); !errors.As(err, &fk) {
		b.Errorf("after a rebuild references are not checked any more: %v", err)
	}
}

func rebuildAllowed(b *bench) {
	if !b.Batches {
		b.Skip("this database alters tables in place")
	}
	b.must(b.write(func(tx store.Tx) error {
		return errors.Join(
			b.Exec(tx, `insert into st_parents (id, name) values (7, 'parent')`),
			b.Exec(tx, `insert into st_children (id, parent) values (1, 7)`))
	}))
	b.must(b.db.ExclusiveRebuild(b.Context(), func(tx store.Tx) error {
		return errors.Join(
			b.Exec(tx, `create table st_copy (id bigint primary key, name text unique, n bigint)`),
			b.Exec(tx, `insert into st_copy select * from st_parents`),
			b.Exec(tx, `drop table st_parents`),
			b.Exec(tx, `alter table st_copy rename to st_parents`))
	}))
	b.wantNames("parent")
	var fk *store.ForeignKeyError
	if err := b.write(func(tx store.Tx) error { return b.Exec(tx, `delete from st_parents`) }); !errors.As(err, &fk) {
		b.Errorf("after the rebuild a referenced row can be deleted: %v", err)
	}
}

func constantTime(b *bench) {
	b.must(b.write(func(tx store.Tx) error {
		first := tx.Now()
		for range 1000 {
			if err := b.insert(tx, fmt.Sprint(tx.NextID())); err != nil {
				return err
			}
		}
		if now := tx.Now(); now != first || now.Location() != time.UTC || now != now.Truncate(time.Millisecond) {
			b.Errorf("the time was %v and is %v", first, now)
		}
		return nil
	}))
}

func usedAfterwards(b *bench) {
	var kept store.Tx
	b.must(b.write(func(tx store.Tx) error { kept = tx; return nil }))
	if err := b.insert(kept, "late"); err == nil {
		b.Error("the transaction can be used after its unit")
	}
	b.wantNames()
}

func snapshotUsedAfterwards(b *bench) {
	var kept store.Reader
	b.must(b.db.Read(b.Context(), func(r store.Reader) error { kept = r; return nil }))
	if _, err := b.Query(kept, `select 1`); err == nil {
		b.Error("the snapshot can be used after its function")
	}
}

func callerLeft(b *bench) {
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	never := func(store.Tx) error { b.Error("the unit was run"); return nil }
	if err := b.db.Write(ctx, store.Unit{Run: never}); !errors.Is(err, context.Canceled) {
		b.Errorf("Write returned %v", err)
	}
	if !b.Batches {
		return
	}
	release := b.block()
	ctx, cancel = context.WithCancel(b.Context())
	waiting, queued := announce(ctx)
	result := make(chan error, 1)
	go func() { result <- b.db.Write(waiting, store.Unit{Run: never}) }()
	<-queued
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		b.Errorf("Write of a waiting unit returned %v", err)
	}
	release()
	b.must(b.write(func(store.Tx) error { return nil }))
}

func callerLeftLate(b *bench) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	b.must(b.db.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		cancel()
		return b.insert(tx, "finished")
	}}))
	b.wantNames("finished")
}

func uniqueError(b *bench) {
	b.must(b.write(func(tx store.Tx) error { return b.insert(tx, "a") }))
	err := b.write(func(tx store.Tx) error { return b.insert(tx, "a") })
	var unique *store.UniqueError
	if !errors.As(err, &unique) {
		b.Fatalf("got %v", err)
	}
	if unique.Collection != "st_parents" || len(unique.Fields) != 1 || unique.Fields[0] != "name" {
		b.Errorf("the error names %q %v", unique.Collection, unique.Fields)
	}
	err = b.write(func(tx store.Tx) error {
		return errors.Join(
			b.Exec(tx, `insert into st_children (id) values (1)`),
			b.Exec(tx, `insert into st_children (id) values (1)`))
	})
	if !errors.As(err, &unique) || len(unique.Fields) != 1 || unique.Fields[0] != "id" {
		b.Errorf("a repeated primary key gave %v", err)
	}
}

func foreignKeyError(b *bench) {
	err := b.write(func(tx store.Tx) error {
		return b.Exec(tx, `insert into st_children (id, parent) values (1, 4711)`)
	})
	var fk *store.ForeignKeyError
	if !errors.As(err, &fk) {
		b.Errorf("got %v", err)
	}
}

func goesOnAfterError(b *bench) {
	b.must(b.write(func(tx store.Tx) error { return b.insert(tx, "a") }))
	b.must(b.write(func(tx store.Tx) error {
		var unique *store.UniqueError
		if err := tx.Savepoint(func() error { return b.insert(tx, "a") }); !errors.As(err, &unique) {
			b.Errorf("got %v", err)
		}
		return b.insert(tx, "b")
	}))
	b.wantNames("a", "b")
}

// killers returns all functions that end the transaction of their unit.
func (b *bench) killers() map[string]func(store.Tx) error {
	all := map[string]func(store.Tx) error{
		"a deferred reference that dangles at the commit": func(tx store.Tx) error {
			return b.Exec(tx, `insert into st_children (id, late) values (?, 4711)`, tx.NextID())
		},
	}
	for name, kill := range b.Killers {
		all[name] = kill
	}
	return all
}

func killersIsolated(b *bench) {
	for name, kill := range b.killers() {
		b.must(b.write(func(tx store.Tx) error { return b.Exec(tx, `delete from st_parents`) }))
		var units []store.Unit
		var want []string
		for i := range 20 {
			mine := fmt.Sprintf("%02d", i)
			if i == 10 {
				units = append(units, store.Unit{Run: func(tx store.Tx) error {
					return errors.Join(b.insert(tx, "guilty"), kill(tx))
				}})
				continue
			}
			want = append(want, mine)
			units = append(units, store.Unit{Background: i > 15, Run: func(tx store.Tx) error { return b.insert(tx, mine) }})
		}
		for i, err := range b.together(units...) {
			if (i == 10) != (err != nil) {
				b.Errorf("%s: unit %d returned %v", name, i, err)
			}
		}
		b.wantNames(want...)
	}
}

func killerHidden(b *bench) {
	for name, kill := range b.Killers {
		results := b.together(
			store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "before "+name) }},
			store.Unit{Run: func(tx store.Tx) error {
				_ = kill(tx)
				_ = b.insert(tx, "hidden "+name)
				return nil
			}},
			store.Unit{Run: func(tx store.Tx) error { return b.insert(tx, "behind "+name) }},
		)
		if results[0] != nil || results[1] == nil || results[2] != nil {
			b.Errorf("%s: %v", name, results)
		}
	}
	if n := len(b.names()); n != 2*len(b.Killers) {
		b.Errorf("%d rows are stored, want %d", n, 2*len(b.Killers))
	}
}

func closedRefuses(b *bench) {
	b.must(b.db.Close())
	for what, err := range map[string]error{
		"Write":     b.write(func(store.Tx) error { return nil }),
		"Read":      b.db.Read(b.Context(), func(store.Reader) error { return nil }),
		"Exclusive": b.db.Exclusive(b.Context(), func(store.Tx) error { return nil }),
	} {
		if errs.CodeOf(err) != store.CodeClosing || errs.KindOf(err) != errs.Unavailable {
			b.Errorf("%s returned %v", what, err)
		}
	}
}
