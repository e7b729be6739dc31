package engine

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

var errDisk = errors.New("the disk is full")

// flaky is a database that takes no commit for a while.
type flaky struct {
	store.DB
	broken atomic.Bool
}

func (f *flaky) Write(ctx context.Context, u store.Unit) error {
	if f.broken.Load() {
		return errDisk
	}
	return f.DB.Write(ctx, u)
}

// given is the one workflow of these tests, and what was woken.
type given struct {
	db    store.DB
	w     *workflow.Workflow
	woken []int64
}

func (g *given) Snapshot(context.Context) (*definition.Snapshot, error) {
	return &definition.Snapshot{Version: g.db.Version()}, nil
}

func (g *given) Workflow(context.Context, int64) (*workflow.Workflow, error) { return g.w, nil }

func (g *given) Reader(*schema.Snapshot, store.RecordReader, *workflow.Cause) extension.Reader {
	return nil
}

func (g *given) Steps(StepScope) extension.Records { return nil }

func (g *given) Asking(*schema.Snapshot, store.RecordReader, *acl.Actor) extension.Records {
	return nil
}

func (g *given) Start(context.Context, Handler) error { return nil }

func (g *given) Stop(context.Context) error { return nil }

func (g *given) Wake(xs []*workflow.Execution) {
	for _, x := range xs {
		g.woken = append(g.woken, x.ID)
	}
}

type plainNode struct{}

func (plainNode) Spec() extension.NodeSpec { return extension.NodeSpec{Type: "plain"} }

func (plainNode) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Done(1), nil
}

func TestAnExecutionThatTheDatabaseTookNoCommitOfIsTakenOverWhileTheServerLives(t *testing.T) {
	for layer, want := range map[workflow.Layer]workflow.Status{
		workflow.PostAction: workflow.Started, workflow.Collection: workflow.Started, workflow.PreAction: workflow.Aborted,
	} {
		t.Run(string(layer), func(t *testing.T) {
			real, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer real.Close()
			db := &flaky{DB: real}
			e, g := engineOn(t, db)
			x := &workflow.Execution{
				ID: db.NextID(), WorkflowID: 1, Key: "w", Context: json.RawMessage("{}"), Status: workflow.Started, Sync: true,
				CreatedAt: time.Now(), StartedAt: time.Now(), Owner: db.Generation(), Layer: layer, Runnable: true,
			}
			write := func(fn func(store.Tx) error) {
				t.Helper()
				if err := db.DB.Write(t.Context(), store.Unit{Run: fn}); err != nil {
					t.Fatal(err)
				}
			}
			write(func(tx store.Tx) error { return tx.InsertExecutions([]*workflow.Execution{x}) })

			db.broken.Store(true)
			v, err := e.inline(t.Context(), x, &request{}, time.Time{}, nil)
			if ending := e.ending(v, err); ending != workflow.Broke || !errors.Is(err, errDisk) {
				t.Fatalf("the request was told %v, %v", ending, err)
			}
			if err := e.adopt(t.Context()); !errors.Is(err, errDisk) {
				t.Fatalf("adopt: %v", err)
			}
			db.broken.Store(false)
			if err := e.tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			write(func(tx store.Tx) error {
				got, err := tx.Execution(x.ID)
				if err == nil && (got.Status != want || got.Owner != 0) {
					t.Errorf("the execution is %v and owned by %d", got.Status, got.Owner)
				}
				return err
			})
			if woken := len(g.woken) == 1; woken != (want == workflow.Started) {
				t.Errorf("woken: %v", g.woken)
			}
			if ids := e.orphans.take(); len(ids) > 0 {
				t.Errorf("still abandoned: %v", ids)
			}
		})
	}
}

func engineOn(t *testing.T, db store.DB) (*Engine, *given) {
	t.Helper()
	registry, err := extension.NewRegistry([]extension.NodeType{plainNode{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &workflow.Workflow{ID: 1, Key: "w", Nodes: []*workflow.Node{{ID: 2, Key: "n", Type: "plain"}}}
	w.Link()
	g := &given{db: db, w: w}
	e, err := New(Options{
		DB: db, Registry: registry, Definitions: g, Records: g, Dispatcher: g,
		Schema: func(context.Context) (*schema.Snapshot, error) {
			return schema.NewSnapshot(db.Version(), schema.System())
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e, g
}
