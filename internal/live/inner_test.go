package live

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// open is a hub that watches a database of its own.
func open(t testing.TB, l Limits) *Hub {
	t.Helper()
	h := New(Options{Limits: l})
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Watch: h, LowDisk: -1})
	if err != nil {
		t.Fatal(err)
	}
	h.Start(db, nil)
	t.Cleanup(func() {
		if err := errors.Join(h.Stop(context.Background()), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return h
}

// reader is a stream that nobody serves.
func reader(h *Hub, user int64, topics ...topic) *stream {
	return &stream{hub: h, actor: &acl.Actor{UserID: user}, topics: topics, inbox: newInbox(h.o.Limits.Buffer)}
}

func TestAllUsersTogetherHaveSoManyStreams(t *testing.T) {
	h := open(t, Limits{Streams: 3, PerUser: 2})
	all := make([]*stream, 5)
	for i := range all {
		all[i] = reader(h, int64(i/2), topic{kind: newDefinitions})
	}
	enter := func(s *stream) string { return errs.CodeOf(h.enter(s)) }
	for i, want := range []string{"", "", "", codeTooManyStreams} {
		if code := enter(all[i]); code != want {
			t.Fatalf("stream %d: %q", i, code)
		}
	}
	h.leave(all[2])
	if code := enter(reader(h, 0, topic{kind: newDefinitions})); code != codeTooManyStreams {
		t.Errorf("a third stream of one user: %q", code)
	}
	h.leave(all[0])
	if code := enter(all[0]); code != "" {
		t.Error(code)
	}
	h.leave(all[0])
	h.leave(all[1])
	if h.ears.Load() != 0 || len(h.streams)+len(h.users)+len(h.index)+len(h.lookers) != 0 {
		t.Errorf("something is left: %+v", h.index)
	}
}

func TestAHubThatStoppedTakesNobody(t *testing.T) {
	h := New(Options{})
	if err := h.enter(reader(h, 1)); errs.CodeOf(err) != store.CodeClosing {
		t.Error(err)
	}
	if err := h.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestTooMuchAtOnceIsLostForAll(t *testing.T) {
	h := open(t, Limits{Queue: 10, Buffer: 5})
	s := reader(h, 1, topic{kind: newDefinitions})
	if err := h.enter(s); err != nil {
		t.Fatal(err)
	}
	defer h.leave(s)
	h.post(make([]fact, 11)...)
	lost, check := false, false
	for end := time.After(30 * time.Second); ; {
		select {
		case <-s.inbox.wake:
		case <-end:
			t.Fatal("nobody was told")
		}
		_, l, c := s.inbox.take() // the two may come one after the other
		if lost, check = lost || l, check || c; lost && check {
			return
		}
	}
}

func TestAnInboxLosesWhatWaitsAndGoesOn(t *testing.T) {
	b := newInbox(3)
	b.put(make([]fact, 2))
	b.put(make([]fact, 2))
	b.put(make([]fact, 1))
	b.look()
	if facts, lost, check := b.take(); len(facts) != 1 || !lost || !check {
		t.Error(len(facts), lost, check)
	}
	if facts, lost, check := b.take(); len(facts) != 0 || lost || check {
		t.Error(len(facts), lost, check)
	}
	b.put(make([]fact, 4))
	if facts, lost, _ := b.take(); len(facts) != 0 || !lost {
		t.Error(len(facts), lost)
	}
}

// anybody is root.
type anybody struct{}

// Identify implements Readers.
func (anybody) Identify(context.Context, action.Sender) (*acl.Actor, error) {
	return &acl.Actor{UserID: 1, Role: acl.RoleRoot}, nil
}

// View implements Readers.
func (anybody) View(context.Context, action.Sender, string) (*action.View, error) {
	return &action.View{}, nil
}

// knocking is a database that tells when somebody wants to write.
type knocking struct {
	store.DB
	knocks chan struct{}
}

// Write implements store.DB.
func (k knocking) Write(ctx context.Context, u store.Unit) error {
	k.knocks <- struct{}{}
	return k.DB.Write(ctx, u)
}

// answer is what a stream writes to; it notes the first write.
type answer struct {
	http.ResponseWriter
	begun func()
	once  sync.Once
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.once.Do(a.begun)
	return len(p), nil
}

// FlushError is for http.ResponseController.
func (a *answer) FlushError() error { return nil }

// A unit that began when nobody listened is not told. So the stream is ready only when it has committed: then whoever
// reads sees it.
func TestAStreamIsReadyWhenWhatItDidNotHearIsCommitted(t *testing.T) {
	h := New(Options{})
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Watch: h, LowDisk: -1})
	if err != nil {
		t.Fatal(err)
	}
	knocks := make(chan struct{}, 10)
	h.Start(knocking{db, knocks}, anybody{})

	var mu sync.Mutex
	var order []string
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, what)
	}
	running, goOn := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		err := db.Write(context.Background(), store.Unit{Run: func(tx store.Tx) error {
			close(running)
			<-goOn
			tx.AfterCommit(func() { note("commit") })
			return nil
		}})
		if err != nil {
			t.Error(err)
		}
	})
	<-running
	ready := make(chan struct{})
	out := &answer{ResponseWriter: httptest.NewRecorder(), begun: func() { note("ready"); close(ready) }}
	wait.Go(func() {
		req := &action.Request{Params: query.Values{"topics": "executions"}}
		if err := h.Stream(out, httptest.NewRequest(http.MethodGet, "/", nil), req); err != nil {
			t.Error(err)
		}
	})
	select {
	case <-knocks:
	case <-ready:
	}
	close(goOn)
	<-ready
	if err := errors.Join(h.Stop(context.Background()), db.Close()); err != nil {
		t.Error(err)
	}
	wait.Wait()
	if !slices.Equal(order, []string{"commit", "ready"}) {
		t.Errorf("%v", order)
	}
}

func TestTopicsAreRead(t *testing.T) {
	topics, written, err := parseTopics("receipts,record:a:1,record:a:x%2Cy:z,execution:007,receipts", 5, 4)
	if err != nil || strings.Join(written, " ") != "receipts record:a:1 record:a:x,y:z execution:007" {
		t.Fatal(written, err)
	}
	for i, want := range []topic{{myReceipts, "", "5"}, {oneRecord, "a", "1"}, {oneRecord, "a", "x,y:z"}, {oneExecution, "", "7"}} {
		if topics[i] != want {
			t.Errorf("%d: %+v", i, topics[i])
		}
	}
	if _, _, err := parseTopics("receipts,executions,definitions", 5, 2); errs.CodeOf(err) != codeTooManyTopics {
		t.Error(err)
	}
}

func FuzzTopics(f *testing.F) {
	f.Add("receipts,record:a:1")
	f.Add("record:%zz,execution:-1")
	f.Fuzz(func(t *testing.T, list string) {
		topics, written, err := parseTopics(list, 1, 50)
		if err == nil && (len(topics) != len(written) || len(topics) == 0 || len(topics) > 50) {
			t.Error(topics, written)
		}
	})
}

// Nobody listens: nothing is allocated, and the transaction is the database's own.
func TestWritesThatNobodyListensToAreLeftAlone(t *testing.T) {
	h := New(Options{})
	var tx store.Tx = &watched{}
	if n := testing.AllocsPerRun(100, func() {
		if h.Tx(tx) != tx {
			t.Error("somebody stands between")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTxThatNobodyWatches(b *testing.B) {
	h := New(Options{})
	var tx store.Tx = &watched{}
	b.ReportAllocs()
	for b.Loop() {
		tx = h.Tx(tx)
	}
}

// BenchmarkWrite is a unit that stores an execution: without a hub, with one that nobody listens to, and with a
// listener.
func BenchmarkWrite(b *testing.B) {
	for _, how := range []string{"no hub", "no listener", "one listener"} {
		b.Run(how, func(b *testing.B) {
			h := New(Options{})
			o := sqlite.Options{Dir: b.TempDir(), LowDisk: -1}
			if how != "no hub" {
				o.Watch = h
			}
			db, err := sqlite.Open(context.Background(), o)
			if err != nil {
				b.Fatal(err)
			}
			h.Start(db, nil)
			defer func() {
				if err := errors.Join(h.Stop(context.Background()), db.Close()); err != nil {
					b.Error(err)
				}
			}()
			if how == "one listener" {
				s := reader(h, 1, topic{kind: allExecutions})
				if err := h.enter(s); err != nil {
					b.Fatal(err)
				}
				defer h.leave(s)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				err := db.Write(context.Background(), store.Unit{Run: func(tx store.Tx) error {
					return tx.InsertExecutions([]*workflow.Execution{{ID: tx.NextID(), Key: "k", Status: workflow.Resolved, CreatedAt: tx.Now()}})
				}})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
