package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// TestMain makes sure that streams leave nothing running. Connections that clients keep for later are not ours.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

type M = testenv.M

const password = "a-Good-Password-7"

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// event is one event as it arrived. A comment has the kind "".
type event struct {
	kind string
	id   string
	data any
}

// stream is a client that reads a stream of events.
type stream struct {
	t      testing.TB
	events chan event
	cancel context.CancelFunc
	header http.Header
}

// subscribe opens a stream and waits until it is ready.
func subscribe(e *testenv.Env, c *testenv.Client, topics ...string) *stream {
	e.T.Helper()
	s := connect(e.T, http.DefaultClient, e.URL(), c, topics...)
	s.next("ready")
	return s
}

// connect opens a stream at an address.
func connect(t testing.TB, by *http.Client, base string, c *testenv.Client, topics ...string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/live:subscribe?"+list(topics...), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	res, err := by.Do(req)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		cancel()
		t.Fatalf("subscribe %v: status %d", topics, res.StatusCode)
	}
	s := &stream{t: t, events: make(chan event, 10_000), cancel: cancel, header: res.Header}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(s.events)
		defer res.Body.Close()
		read(bufio.NewScanner(res.Body), s.events)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return s
}

// list is the query of a subscription.
func list(topics ...string) string {
	escaped := make([]string, len(topics))
	for i, t := range topics {
		escaped[i] = url.PathEscape(t)
	}
	return url.Values{"topics": {strings.Join(escaped, ",")}}.Encode()
}

// read turns lines into events until they end.
func read(lines *bufio.Scanner, events chan<- event) {
	var e event
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case lines.Text() == "":
			if e.kind != "" || e.data != nil {
				events <- e
			}
			e = event{}
		case name == "":
			e.data = value // a comment
		case name == "event":
			e.kind = value
		case name == "id":
			e.id = value
		case name == "data":
			d := json.NewDecoder(strings.NewReader(value))
			d.UseNumber()
			if d.Decode(&e.data) != nil {
				e.data = "no JSON: " + value
			}
		}
	}
}

// any waits for the next event; ok is false when the stream ended.
func (s *stream) any() (e event, ok bool) {
	s.t.Helper()
	select {
	case e, ok = <-s.events:
		return e, ok
	case <-time.After(patience):
		s.t.Fatal("no event came")
		return event{}, false
	}
}

// next fails the test unless the next event is of this kind. It returns its data.
func (s *stream) next(kind string) any {
	s.t.Helper()
	e, ok := s.any()
	if !ok || e.kind != kind {
		s.t.Fatalf("the next event is %q %v (stream open: %t), not %q", e.kind, e.data, ok, kind)
	}
	return e.data
}

// want fails the test unless the next event is of this kind and holds data.
func (s *stream) want(kind string, data any) {
	s.t.Helper()
	have := s.next(kind)
	if where := testenv.Differs(have, data); where != "" {
		s.t.Fatalf("%s: %s (%v)", kind, where, have)
	}
}

// ends fails the test unless the stream says goodbye for a reason and ends.
func (s *stream) ends(reason string) {
	s.t.Helper()
	for {
		e, ok := s.any()
		if !ok {
			s.t.Fatalf("the stream ended without a word, not with %q", reason)
		}
		if e.kind != "bye" {
			continue
		}
		if where := testenv.Differs(e.data, M{"reason": reason}); where != "" {
			s.t.Fatal(where)
		}
		if e, ok := s.any(); ok {
			s.t.Fatalf("after the goodbye comes %v", e)
		}
		return
	}
}

// record is the data of a record event.
func record(collection, id, change string) M {
	return M{"collection": collection, "id": json.Number(id), "change": change}
}

// person makes a user with one role and signs in.
func person(e *testenv.Env, name, role string) *testenv.Client {
	e.T.Helper()
	e.Root.Post("users:create", M{"username": name, "nickname": name, "email": name + "@example.com", "password": password, "roles": []string{role}}).OK()
	return e.As(name, password)
}

func role(e *testenv.Env, name string, strategy ...string) {
	e.T.Helper()
	e.Root.Post("roles:create", M{"name": name, "title": name, "strategy": M{"actions": append([]string{}, strategy...)}}).OK()
}

// orders is a collection whose records know who made them.
func orders(e *testenv.Env) {
	e.T.Helper()
	e.Root.Post("collections:create", M{"name": "orders", "createdBy": true, "fields": []M{
		{"name": "title", "type": "string"}, {"name": "no", "type": "string", "unique": true},
		{"name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users", "foreignKey": "createdById"},
	}}).OK()
}

func create(c *testenv.Client, collection string, values M) string {
	return c.Post(collection+":create", values).OK().ID()
}

// pause is a node type that waits to be resumed.
type pause struct{}

// Spec implements extension.NodeType.
func (pause) Spec() extension.NodeSpec {
	return extension.NodeSpec{Type: "pause", Title: "Pause", Summary: "Waits.", Group: "test", Config: struct{}{}}
}

// Run implements extension.NodeType.
func (pause) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Waiting(nil), nil
}

// Resume implements extension.Resumer.
func (pause) Resume(_ context.Context, step *extension.Step) (extension.Result, error) {
	return extension.Result{Status: step.Own.Status}, nil
}

func withPause(o *app.Options) { o.Nodes = []extension.NodeType{pause{}} }

// hands is a clock that stands still until it is moved.
type hands struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[chan time.Time]time.Time
}

func newHands() *hands {
	return &hands{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), alarms: map[chan time.Time]time.Time{}}
}

// Now implements clock.Clock.
func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// After implements clock.Clock.
func (h *hands) After(d time.Duration) <-chan time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	ring := make(chan time.Time, 1)
	h.alarms[ring] = h.now.Add(d)
	h.sound()
	return ring
}

// move lets d pass.
func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
	h.sound()
}

func (h *hands) sound() {
	for ring, at := range h.alarms {
		if !at.After(h.now) {
			ring <- h.now
			delete(h.alarms, ring)
		}
	}
}

func scanner(r io.Reader) *bufio.Scanner { return bufio.NewScanner(r) }
