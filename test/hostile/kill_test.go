package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// snapper copies the data directory at a fault point: what a kill at that moment would leave behind.
type snapper struct {
	mu    sync.Mutex
	point string
	skip  int // so many hits are let pass
	from  string
	to    string
	taken bool
	err   error
}

func (s *snapper) hit(point string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if point != s.point || s.taken {
		return
	}
	if s.skip--; s.skip < 0 {
		s.taken, s.err = true, os.CopyFS(s.to, os.DirFS(s.from))
	}
}

func (s *snapper) arm(point string, skip int, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.point, s.skip, s.to, s.taken = point, skip, to, false
}

// TestAKillAtTheWorstMomentLosesAndDoublesNothing takes the state of a kill at each moment of a request with workflows
// of every layer, starts on it and asks again with the same idempotency key.
func TestAKillAtTheWorstMomentLosesAndDoublesNothing(t *testing.T) {
	s := &snapper{}
	e := layered(t, s)
	taken := 0
	for _, tc := range []struct {
		point string
		skip  int
	}{
		{"before_commit", 0}, {"before_commit", 1}, {"before_commit", 2}, {"before_commit", 3}, {"after_commit", 0}, {"after_commit", 1}, {"after_commit", 2}, {"after_commit", 3},
		{"before_settle", 0},
	} {
		t.Run(fmt.Sprintf("%s %d", tc.point, tc.skip), func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "killed")
			s.arm(tc.point, tc.skip, to)
			no := fmt.Sprintf("%s%d", tc.point, tc.skip)
			e.Root.With("Idempotency-Key", no).Post(layeredPath, M{"no": no}).OK()
			e.Quiet()
			if s.err != nil {
				t.Fatal(s.err)
			}
			if !s.taken {
				return // commits that were batched together leave fewer moments; enough of them is asked below
			}
			taken++
			afterTheKill(t, to, no)
		})
	}
	if taken < 7 {
		t.Errorf("only %d moments were met: the test proves too little", taken)
	}
}

const layeredPath = "orders:create?triggerWorkflows=pre,sync,async"

// layered has workflows of every layer on orders; each leaves one row with the order's number.
func layered(t *testing.T, s *snapper) *testenv.Env {
	e := testenv.New(t, func(o *options) { o.Fault, o.Config.SyncLimit = s.hit, time.Minute })
	s.from = e.Dir
	for _, name := range []string{"orders", "checks", "rows", "syncs", "asyncs"} {
		e.Collection(name, "no:string")
	}
	write := func(to, from string) testenv.Node {
		return testenv.Node{Key: "w", Type: "create", Config: M{"collection": to, "params": M{"values": M{"no": from}}}}
	}
	e.Workflow(M{"key": "pre", "title": "pre", "type": "request-interception", "config": M{"collection": "orders"}}, write("checks", "{{$context.params.values.no}}"))
	e.Workflow(M{"key": "row", "title": "row", "type": "collection", "config": M{"collection": "orders", "mode": 1}}, write("rows", "{{$context.data.no}}"))
	e.Workflow(M{"key": "sync", "title": "sync", "type": "action", "sync": true, "config": M{"collection": "orders"}}, write("syncs", "{{$context.data.no}}"),
		testenv.Node{Key: "long", Type: "loop", After: "w", Config: M{"target": 300}}, // too long for the action's transaction
		testenv.Node{Key: "turn", Type: "variable", After: "long", Branch: testenv.Branch(0), Config: M{"value": 1}},
		testenv.Node{Key: "say", Type: "response-message", After: "long", Config: M{"message": "done"}})
	e.Workflow(M{"key": "async", "title": "async", "type": "action", "config": M{"collection": "orders"}}, write("asyncs", "{{$context.data.no}}"))
	return e
}

func afterTheKill(t *testing.T, dir, no string) {
	e := testenv.New(t, func(o *options) { o.Config.Data, o.Config.SyncLimit = dir, time.Minute })
	e.Quiet()
	answers := make([]*testenv.Answer, 3)
	together(3, func(i int) { answers[i] = e.Root.With("Idempotency-Key", no).Post(layeredPath, M{"no": no}) })
	for s := range statuses(answers) {
		if s != 200 && s != 409 {
			t.Errorf("asking again, three times at once: %v", statuses(answers))
		}
	}
	e.Quiet()
	e.Root.With("Idempotency-Key", no).Post(layeredPath, M{"no": no}).OK()
	mine := testenv.Filter(M{"no": no})
	for _, name := range []string{"orders", "rows", "syncs", "asyncs"} {
		if n := e.Root.Get(name + ":list?" + mine).OK().Text("meta.count"); n != "1" {
			t.Errorf("%s of %s", n, name)
		}
	}
	for _, r := range e.Root.Get("receipts:list?paginate=false").OK().At("data").([]any) {
		if testenv.At(r, "outcome") == "open" {
			t.Errorf("a receipt stays open: %v", r)
		}
	}
	for _, x := range e.Root.Get("executions:list?paginate=false").OK().At("data").([]any) {
		if status := fmt.Sprint(testenv.At(x, "status")); status == "0" || status == "<nil>" {
			t.Errorf("an execution hangs: %v", x)
		}
	}
}

func TestARestartInTheMiddleKeepsWhatWasAcknowledged(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("logs", "text:string")
	w.Workflow(M{"key": "log", "title": "log", "type": "action", "config": M{"collection": "drops", "global": true, "actions": []string{"create"}}},
		testenv.Node{Key: "l", Type: "loop", Config: M{"target": 3}},
		testenv.Node{Key: "c", Type: "create", After: "l", Branch: testenv.Branch(0), Config: M{"collection": "logs", "params": M{"values": M{"text": "{{$context.data.note}}"}}}})
	const n = 40
	for i := range n {
		w.Root.Post("drops:create", M{"note": fmt.Sprint(i)}).OK()
		if i%20 == 19 {
			w.Stop()
			w.Start()
		}
	}
	w.Quiet()
	if got := w.Root.Get("logs:list?pageSize=1").OK().Text("meta.count"); got != fmt.Sprint(3*n) {
		t.Errorf("%s of %d rows were written", got, 3*n)
	}
	j.quiet(t, "restarts")
}

// TestAKillBetweenAnEditAndItsAnswerIsTold: the edit of a definition is saved, its answer is not. Asking again does
// nothing again and says so.
func TestAKillBetweenAnEditAndItsAnswerIsTold(t *testing.T) {
	s := &snapper{}
	e := testenv.New(t, func(o *options) { o.Fault = s.hit })
	s.from = e.Dir
	for _, tc := range []struct {
		name, path string
		body       M
		count      string
	}{
		{"a collection", "collections:create", M{"name": "made", "fields": []M{field("x:string")}}, "collections:list?" + testenv.Filter(M{"name": "made"})},
		{"a role", "roles:create", M{"name": "made", "title": "made"}, "roles:list?" + testenv.Filter(M{"name": "made"})},
		{"a user", "users:create", M{"username": "made", "password": testenv.Password}, "users:list?" + testenv.Filter(M{"username": "made"})},
		{"a workflow", "workflows:create", M{"title": "made", "type": "action"}, "workflows:list?" + testenv.Filter(M{"title": "made"})},
		{"a button", "buttons:create", M{"uid": "made", "title": "made", "collection": "users", "action": "update"}, "buttons:list?" + testenv.Filter(M{"uid": "made"})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "killed")
			s.arm("after_commit", 0, to)
			first := e.Root.With("Idempotency-Key", tc.name).Post(tc.path, tc.body).OK()
			if again := e.Root.With("Idempotency-Key", tc.name).Post(tc.path, tc.body).OK(); string(again.Body) != string(first.Body) {
				t.Errorf("%s, then %s", first.Body, again.Body)
			}
			if s.err != nil || !s.taken {
				t.Fatal("no state was taken:", s.err)
			}
			k := testenv.New(t, func(o *options) { o.Config.Data = to })
			k.Root.Get(tc.count).OK().Want("meta.count", 1)
			for range 2 {
				again := k.Root.With("Idempotency-Key", tc.name).Post(tc.path, tc.body).Code(409, "IDEMPOTENCY_ANSWER_LOST")
				if again.Header.Get("Idempotency-Replayed") != "true" || again.Header.Get("Retry-After") != "" {
					t.Errorf("the answer says: %v", again.Header)
				}
			}
			k.Root.With("Idempotency-Key", tc.name).Post(tc.path, M{"name": "other"}).Code(422, "IDEMPOTENCY_KEY_REUSED")
			k.Root.Get(tc.count).OK().Want("meta.count", 1)
		})
	}
}
