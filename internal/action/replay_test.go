package action_test

import (
	"bytes"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// orders has workflows of every layer: check refuses totals above 100 and counts its runs in checks, note follows.
func orders(t *testing.T, options ...testenv.Option) *testenv.Env {
	t.Helper()
	e := testenv.New(t, options...)
	e.Collection("orders", "no:string", "total:integer", M{"name": "code", "type": "string", "unique": true})
	e.Collection("notes", "text:string")
	e.Collection("checks", "text:string")
	branch := testenv.Branch(1)
	e.Workflow(M{"key": "check", "title": "check", "type": "request-interception", "config": M{"collection": "orders"}},
		testenv.Node{Key: "count", Type: "create", Config: M{"collection": "checks", "params": M{"values": M{"text": "ran"}}}},
		testenv.Node{Key: "big", Type: "condition", After: "count", Config: M{"rejectOnFalse": false, "engine": "basic",
			"calculation": M{"group": M{"type": "and", "calculations": []M{{"calculator": "gt", "operands": []any{"{{$context.params.values.total}}", 100}}}}}}},
		testenv.Node{Key: "why", Type: "response-message", After: "big", Branch: branch, Config: M{"message": "too much"}},
		testenv.Node{Key: "stop", Type: "end", After: "why", Config: M{"endStatus": -1}})
	e.Workflow(M{"key": "note", "title": "note", "type": "action", "config": M{"collection": "orders"}},
		testenv.Node{Key: "write", Type: "create", Config: M{"collection": "notes", "params": M{"values": M{"text": "{{$context.data.no}}"}}}})
	e.Workflow(M{"key": "say", "title": "say", "type": "action", "sync": true, "config": M{"collection": "orders"}},
		testenv.Node{Key: "hello", Type: "response-message", Config: M{"message": "thanks"}})
	e.Workflow(M{"key": "break", "title": "break", "type": "action", "sync": true, "config": M{"collection": "orders"}},
		testenv.Node{Key: "sorry", Type: "response-message", Config: M{"message": "sorry"}},
		testenv.Node{Key: "fail", Type: "end", After: "sorry", Config: M{"endStatus": -1}})
	return e
}

func count(e *testenv.Env, collection string) string {
	e.T.Helper()
	return e.Root.Get(collection + ":list?pageSize=1").OK().Text("meta.count")
}

func TestAnIdempotencyKeyIsCarriedOutOnce(t *testing.T) {
	e := orders(t)
	for _, tc := range []struct {
		name, path string
		body       any
		status     int
	}{
		{"a create", "orders:create", M{"no": "1"}, 200},
		{"with what follows", "orders:create?triggerWorkflows=note", M{"no": "2"}, 200},
		{"with a synchronous workflow", "orders:create?triggerWorkflows=say,note", M{"no": "3"}, 200},
		{"with one that fails after the save", "orders:create?triggerWorkflows=break", M{"no": "4"}, 400},
		{"blocked before", "orders:create?triggerWorkflows=check", M{"no": "5", "total": 101}, 400},
		{"checked and saved", "orders:create?triggerWorkflows=check", M{"no": "6", "total": 1}, 200},
		{"an update", "orders:update?filter[no]=1", M{"total": 9}, 200},
		{"a destroy", "orders:destroy?filter[no]=6", M{}, 200},
		{"a system resource", "roles:create", M{"name": "r1", "title": "r1"}, 200},
		{"a collection", "collections:create", M{"name": "made", "fields": []M{{"name": "x", "type": "string"}}}, 200},
		{"a user", "users:create", M{"username": "ida", "password": password}, 200},
		{"many records", "orders:create", []M{{"no": "7"}, {"no": "8"}}, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := e.Root.With("Idempotency-Key", tc.name)
			first := c.Post(tc.path, tc.body).Is(tc.status)
			e.Quiet()
			rows, notes, checks := count(e, "orders"), count(e, "notes"), count(e, "checks")
			for range 2 {
				again := c.Post(tc.path, tc.body).Is(tc.status)
				if !bytes.Equal(first.Body, again.Body) {
					t.Errorf("%s\n%s", first.Body, again.Body)
				}
				for _, h := range []string{"X-Receipt", "X-Outcome", "Content-Type"} {
					if first.Header.Get(h) != again.Header.Get(h) {
						t.Errorf("%s was %q, is %q", h, first.Header.Get(h), again.Header.Get(h))
					}
				}
				if again.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
					t.Errorf("replayed: %v %v", first.Header, again.Header)
				}
			}
			e.Quiet()
			if r, n, k := count(e, "orders"), count(e, "notes"), count(e, "checks"); r != rows || n != notes || k != checks {
				t.Errorf("something was done again: %s→%s %s→%s %s→%s", rows, r, notes, n, checks, k)
			}
			c.Post(tc.path, M{"no": "other"}).Code(422, "IDEMPOTENCY_KEY_REUSED")
			c.Post(tc.path+"&x=1", tc.body).Code(422, "IDEMPOTENCY_KEY_REUSED")
		})
	}
}

func TestWhatCommittedNothingIsNotStored(t *testing.T) {
	e := orders(t)
	c := e.Root.With("Idempotency-Key", "k")
	c.Post("orders:create", M{"total": "x"}).Code(400, "INVALID_VALUE")
	c.Post("orders:create", M{"no": "1"}).OK()
	c.Post("orders:create", M{"no": "2"}).Code(422, "IDEMPOTENCY_KEY_REUSED")
	c.Get("orders:list").OK().Want("meta.count", 1) // reads know no keys
	long := e.Root.With("Idempotency-Key", string(bytes.Repeat([]byte("k"), 256)))
	long.Post("orders:create", M{}).Code(400, "INVALID_IDEMPOTENCY_KEY")
}

func TestAKeyBelongsToUserAndRole(t *testing.T) {
	e := orders(t)
	role(e, "clerk", "create", "view")
	role(e, "other", "create", "view")
	clerk := person(e, "c", "clerk")
	e.Root.Post("users/"+userID(clerk)+"/roles:add", []string{"other"}).OK()
	for i, c := range []*testenv.Client{e.Root, clerk.With("X-Role", "clerk"), clerk.With("X-Role", "other")} {
		a := c.With("Idempotency-Key", "same").Post("orders:create", M{"no": "1"}).OK()
		if a.Header.Get("Idempotency-Replayed") != "" {
			t.Errorf("call %d was replayed", i)
		}
	}
	if n := count(e, "orders"); n != "3" {
		t.Errorf("%s orders", n)
	}
}

func TestEqualRequestsAtTheSameMomentAreCarriedOutOnce(t *testing.T) {
	e := orders(t)
	for _, path := range []string{"orders:create?triggerWorkflows=note,say", "orders:create?triggerWorkflows=check"} {
		before := count(e, "orders")
		c := e.Root.With("Idempotency-Key", path)
		answers := make([]*testenv.Answer, 12)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = c.Post(path, M{"no": "same"}) })
		}
		wg.Wait()
		var body []byte
		for _, a := range answers {
			switch {
			case a.Status == 409:
				a.Code(409, "IDEMPOTENCY_IN_PROGRESS")
				if a.Header.Get("Retry-After") == "" {
					t.Error("no Retry-After")
				}
			case a.Status != 200:
				t.Errorf("%d %s", a.Status, a.Body)
			case body == nil:
				body = a.Body
			case !bytes.Equal(body, a.Body):
				t.Errorf("two answers: %s %s", body, a.Body)
			}
		}
		c.Post(path, M{"no": "same"}).OK().Want("data.no", "same")
		e.Quiet()
		if after := count(e, "orders"); after != json.Number(before).String() && after != plus(before) {
			t.Errorf("%s orders before, %s after", before, after)
		}
	}
	if n := count(e, "orders"); n != "2" {
		t.Errorf("%s orders", n)
	}
	if n := count(e, "notes"); n != "1" {
		t.Errorf("%s notes", n)
	}
}

func plus(s string) string {
	n, err := json.Number(s).Int64()
	if err != nil {
		return ""
	}
	b, err := json.Marshal(n + 1)
	if err != nil {
		return ""
	}
	return string(b)
}

func TestAnswersOutliveARestart(t *testing.T) {
	e := orders(t)
	path := "orders:create?triggerWorkflows=say,note"
	first := e.Root.With("Idempotency-Key", "r").Post(path, M{"no": "1"}).OK()
	e.Stop()
	e.Start()
	again := e.Root.With("Idempotency-Key", "r").Post(path, M{"no": "1"}).OK()
	if !bytes.Equal(first.Body, again.Body) || again.Header.Get("X-Receipt") != first.Header.Get("X-Receipt") {
		t.Errorf("%s %v\n%s %v", first.Body, first.Header, again.Body, again.Header)
	}
	if n := count(e, "orders"); n != "1" {
		t.Errorf("%s orders", n)
	}
}

// shifted is the real clock, set forward.
type shifted struct {
	by atomic.Int64
}

func (s *shifted) Now() time.Time { return time.Now().Add(time.Duration(s.by.Load())) }

func (s *shifted) After(d time.Duration) <-chan time.Time { return time.After(d) }

func TestAfterADayAKeyIsFreeAgain(t *testing.T) {
	clock := &shifted{}
	e := orders(t, func(o *app.Options) { o.Clock = clock })
	call := func() *testenv.Answer {
		return e.As("root@example.com", testenv.Password).With("Idempotency-Key", "k").Post("orders:create", M{"no": "1"}).OK()
	}
	first := call()
	clock.by.Store(int64(25 * time.Hour))
	second := call()
	if first.ID() == second.ID() {
		t.Error("the expired answer was given")
	}
	if third := call(); third.ID() != second.ID() || third.Header.Get("Idempotency-Replayed") == "" {
		t.Error("the key was not taken again")
	}
	c := e.As("root@example.com", testenv.Password).With("Idempotency-Key", "k")
	c.Post("orders:create", M{"no": "2"}).Code(422, "IDEMPOTENCY_KEY_REUSED")
}

func TestReceiptsTellWhatHappened(t *testing.T) {
	e := orders(t)
	role(e, "clerk", "create", "view")
	clerk, other := person(e, "c", "clerk"), person(e, "o", "clerk")
	for _, tc := range []struct {
		name, path string
		body       any
		status     int
		code       string
		outcome    string
		verdicts   []M
	}{
		{"saved", "orders:create?triggerWorkflows=note", M{"no": "1"}, 200, "", "saved", []M{{"key": "note", "verdict": "started", "layer": "post-action"}}},
		{"saved with a synchronous one", "orders:create?triggerWorkflows=say", M{"no": "1"}, 200, "", "saved", []M{{"key": "say", "verdict": "started"}}},
		{"blocked", "orders:create?triggerWorkflows=check", M{"total": 200}, 400, "PRE_ACTION_BLOCKED", "blocked", []M{{"key": "check", "verdict": "blocked"}}},
		{"failed after the save", "orders:create?triggerWorkflows=break", M{"no": "2"}, 400, "POST_ACTION_FAILED", "failed_after_save", []M{{"key": "break", "verdict": "failed"}}},
		{"an unknown key", "orders:create?triggerWorkflows=nope", M{"no": "3"}, 200, "", "saved", []M{{"key": "nope", "workflowId": nil, "verdict": "skipped", "reason": "unknown_key"}}},
		{"refused by a rule", "orders:create?triggerWorkflows=note", M{"code": "taken"}, 400, "UNIQUE_VIOLATION", "refused", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.outcome == "refused" {
				e.Root.Post("orders:create", M{"code": "taken"}).OK()
			}
			a := clerk.Post(tc.path, tc.body).Is(tc.status)
			id := a.Header.Get("X-Receipt")
			if id == "" || a.Header.Get("X-Outcome") != tc.outcome {
				t.Fatalf("receipt %q, outcome %q: %s", id, a.Header.Get("X-Outcome"), a.Body)
			}
			if tc.code != "" {
				a.Code(tc.status, tc.code).Want("receiptId", json.Number(id))
			}
			want := M{"outcome": tc.outcome, "resource": "orders", "action": "create", "roleName": "clerk", "userId": json.Number(userID(clerk)), "requestId": a.Header.Get("X-Request-Id")}
			if tc.verdicts != nil {
				want["verdicts"] = tc.verdicts
			}
			for _, reader := range []*testenv.Client{clerk, e.Root} {
				reader.Get("receipts:get?filterByTk="+id).OK().Holds("data", want)
			}
			other.Get("receipts:get?filterByTk="+id).OK().Want("data", nil)
			other.Get("receipts:list").OK().Want("meta.count", 0)
		})
	}
	a := clerk.Post("orders:create", M{"no": "plain"}).OK()
	if a.Header.Get("X-Receipt") != "" || a.Header.Get("X-Outcome") != "" {
		t.Errorf("a receipt without a candidate: %v", a.Header)
	}
	clerk.Post("orders:create?triggerWorkflows=note!nope.way", M{"no": "z"}).Is(400)
	e.Root.Get("orders:list?filter[no]=z").OK().Want("meta.count", 0)
	clerk.Post("receipts:create", M{}).Code(404, "UNKNOWN_ACTION")
	e.Root.Post("receipts:destroy?filterByTk=1", M{}).Code(404, "UNKNOWN_ACTION")
	e.Root.Post("executions:create", M{}).Code(404, "UNKNOWN_ACTION")
	e.Root.Post("jobs:create", M{}).Code(404, "UNKNOWN_ACTION")
}
