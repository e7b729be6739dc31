package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/testenv"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

type m = testenv.M

// node is a node type for tests.
type node struct {
	name   string
	effect extension.Effect
	run    func(ctx context.Context, step *extension.Step) (extension.Result, error)
}

func (n node) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: n.name, Title: n.name, Group: "test", SyncAllowed: true, Hidden: true,
		Effect: func(json.RawMessage) extension.Effect { return n.effect },
	}
}

func (n node) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return n.run(ctx, step)
}

// waiting can be resumed with a status and a result.
type waiting struct{ node }

func (waiting) Resume(_ context.Context, step *extension.Step) (extension.Result, error) {
	if step.Own.Status == workflow.Pending {
		return extension.Waiting(nil), nil
	}
	return extension.Result{Status: step.Own.Status, Value: step.Own.Result}, nil
}

// lab are the node types of a test and what they saw.
type lab struct {
	mu   sync.Mutex
	keys []string // idempotency keys of the steps at the gate
	gate chan struct{}
}

func newLab() *lab { return &lab{gate: make(chan struct{})} }

func (l *lab) types() []extension.NodeType {
	wait := func(context.Context, *extension.Step) (extension.Result, error) { return extension.Waiting(nil), nil }
	all := []extension.NodeType{
		node{"gate", extension.External, l.pass},
		node{"big", extension.Pure, big},
		node{"error", extension.Pure, func(context.Context, *extension.Step) (extension.Result, error) {
			return extension.Result{}, errors.New("definite error")
		}},
		node{"panic", extension.Database, func(_ context.Context, step *extension.Step) (extension.Result, error) {
			if _, err := step.Records.Create("posts", map[string]any{"title": "by panic"}, nil); err != nil {
				return extension.Result{}, err
			}
			panic("a fault of the node")
		}},
		waiting{node{"pending", extension.Pure, wait}},
		node{"once", extension.Pure, func(context.Context, *extension.Step) (extension.Result, error) { return extension.Done(1), nil }},
	}
	for _, n := range nodes.All() {
		all = slices.DeleteFunc(all, func(x extension.NodeType) bool { return x.Spec().Type == n.Spec().Type })
	}
	return all
}

func big(_ context.Context, step *extension.Step) (extension.Result, error) {
	return extension.Done(strings.Repeat("x", 1<<20)), nil
}

func (l *lab) pass(ctx context.Context, step *extension.Step) (extension.Result, error) {
	l.mu.Lock()
	l.keys = append(l.keys, step.Key)
	gate := l.gate
	l.mu.Unlock()
	select {
	case <-gate:
		return extension.Done("passed"), nil
	case <-ctx.Done():
		return extension.Result{}, context.Cause(ctx)
	}
}

func (l *lab) seen() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.keys)
}

// open lets those at the gate pass, and everyone who comes.
func (l *lab) open() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.gate:
	default:
		close(l.gate)
	}
}

// world is an application with the types of a lab.
func world(t *testing.T, options ...testenv.Option) (*testenv.Env, *lab) {
	t.Helper()
	l := newLab()
	e := testenv.New(t, append([]testenv.Option{func(o *app.Options) {
		o.Nodes = append(o.Nodes, l.types()...)
		quiet(o)
	}}, options...)...)
	t.Cleanup(l.open)
	return e, l
}

// quiet drops the log: these tests are about what goes wrong.
func quiet(o *app.Options) {
	if os.Getenv("SEQUITUR_TEST_LOG") == "" {
		o.Logger = slog.New(slog.DiscardHandler)
	}
}

// killed is what a server finds that starts after this one was killed: its files as they are now.
func killed(t *testing.T, e *testenv.Env) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"", "-wal"} {
		for _, file := range glob(t, filepath.Join(e.Dir, "*.db"+name)) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// in starts an application on the files of another one.
func in(dir string) testenv.Option { return func(o *app.Options) { o.Config.Data = dir } }

// change writes to the database of a stopped application.
func change(t *testing.T, dir string, fn func(tx store.Tx, c func(name string) *schema.Collection) error) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	system, err := schema.NewSnapshot(1, schema.System())
	if err != nil {
		t.Fatal(err)
	}
	err = db.Exclusive(t.Context(), func(tx store.Tx) error { return fn(tx, system.Collection) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// latest is the newest execution of a workflow key, with its jobs by id.
func latest(t *testing.T, e *testenv.Env, key string) *testenv.Answer {
	t.Helper()
	r := e.Root.Get("executions:list?sort=-id&pageSize=1&appends=jobs&" + testenv.Filter(m{"key": key})).OK()
	x := r.At("data.0")
	if x == nil {
		t.Fatalf("workflow %q has no execution", key)
	}
	jobs, _ := testenv.At(x, "jobs").([]any)
	slices.SortFunc(jobs, func(a, b any) int { return int(number(a) - number(b)) })
	r.JSON = x
	return r
}

func number(job any) int64 {
	n, _ := strconv.ParseInt(testenv.At(job, "id").(json.Number).String(), 10, 64)
	return n
}

func receipt(t *testing.T, e *testenv.Env, a *testenv.Answer) *testenv.Answer {
	t.Helper()
	id := a.Header.Get("X-Receipt")
	if id == "" {
		t.Fatalf("the answer names no receipt: %s", a.Body)
	}
	return e.Root.Get("receipts:get?appends=chain&filterByTk=" + id).OK()
}

// ended waits until the newest execution of a key is finished.
func ended(t *testing.T, e *testenv.Env, key string) *testenv.Answer {
	t.Helper()
	var x *testenv.Answer
	e.Eventually("the execution of "+key+" is finished", func() bool {
		x = latest(t, e, key)
		s := x.At("status")
		return s != nil && s != json.Number("0")
	})
	return x
}

func num(id string) json.Number { return json.Number(id) }

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}

// postWith calls as root under a context.
func postWith(ctx context.Context, e *testenv.Env, path, body string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL()+"/api/"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+e.Root.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}
