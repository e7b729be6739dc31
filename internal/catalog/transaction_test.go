package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

func TestEditsOfManyAtOnceAreAllSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(customers)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failures []error
	for i := range 8 {
		wg.Go(func() {
			name := fmt.Sprintf("c%d", i)
			err := b.apply(func(e *catalog.Edit) error {
				_, err := e.CreateCollection(obj{"name": name, "fields": []any{
					obj{"name": "customer", "type": "belongsTo", "target": "customers", "reverseField": obj{"name": name}},
				}})
				return err
			})
			sn, loadErr := b.cat.Snapshot(context.Background())
			mu.Lock()
			defer mu.Unlock()
			failures = append(failures, err, loadErr)
			if err == nil && loadErr == nil && sn.Collection(name) == nil {
				failures = append(failures, errors.New("an acknowledged collection is not in the next snapshot: "+name))
			}
		})
	}
	wg.Wait()
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	if n := len(b.collection("customers").Fields); n != 10 {
		t.Fatalf("customers has %d fields: %v", n, fieldNames(b.collection("customers")))
	}
}

func TestTheSnapshotIsCachedUnderTheVersion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.snapshot()
	if b.snapshot() != first || b.cat.Loaded() != first {
		t.Fatal("it was read again")
	}
	b.create(`{"name": "a"}`)
	second := b.snapshot()
	if second == first || second.Version != b.db.Version() || first.Collection("a") != nil {
		t.Fatal("the old one is stale or was changed")
	}
}

func TestCollectionsStayTheSameValuesWhileNoDefinitionChanges(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "n", "type": "string", "uiSchema": {"enum": [1, 2.5]}}]}`)
	first := b.snapshot()
	if err := b.db.Exclusive(context.Background(), func(store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	second := b.snapshot()
	if second.Version == first.Version || second.Version != b.db.Version() || first.Version == b.db.Version() {
		t.Fatalf("versions: %d, %d", first.Version, second.Version)
	}
	if second.Collection("a") != first.Collection("a") {
		t.Fatal("an edit of something else replaced the collection")
	}
	b.must(func(e *catalog.Edit) error {
		_, err := e.UpdateField("a", "n", obj{"uiSchema": obj{"enum": []any{2}}})
		return err
	})
	if b.collection("a") == first.Collection("a") {
		t.Fatal("an edit of the collection did not replace it")
	}
}

func TestAFailingEditLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	broken := errors.New("broken")
	err := b.apply(func(e *catalog.Edit) error {
		if _, err := e.CreateCollection(decode(t, orders)); err != nil {
			return err
		}
		if _, err := e.CreateCollection(decode(t, customers)); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if b.snapshot().Collection("orders") != nil {
		t.Fatal("the definition stayed")
	}
	b.create(customers)
	b.create(orders) // the tables are free
}

func TestAnEditThatHasToRebuildSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "n", "type": "string"}]}`)
	change := func(tx store.Tx) error {
		e, err := b.cat.Edit(tx, false)
		if err != nil {
			return err
		}
		_, err = e.UpdateField("a", "n", obj{"defaultValue": "x"})
		return err
	}
	if err := b.db.Exclusive(context.Background(), change); !errors.Is(err, catalog.ErrRebuild) {
		t.Fatalf("got %v", err)
	}
	if errs.KindOf(catalog.ErrRebuild) != errs.Internal {
		t.Fatal("nobody outside is to see it")
	}
}
