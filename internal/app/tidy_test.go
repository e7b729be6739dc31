package app_test

import (
	"context"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

type M = testenv.M

const day = 24 * time.Hour

// pause is a node type of somebody else: it waits.
type pause struct{}

// Spec implements extension.NodeType.
func (pause) Spec() extension.NodeSpec {
	return extension.NodeSpec{Type: "pause", Title: "Pause", Summary: "Waits.", Group: "test", Config: struct{}{}}
}

// Run implements extension.NodeType.
func (pause) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Waiting(nil), nil
}

// old is an application with a clock that stands still, many executions that ended and one that waits.
func old(t *testing.T, keep int) (*testenv.Env, *hands) {
	t.Helper()
	h := newHands()
	e := testenv.New(t, func(o *app.Options) {
		o.Clock, o.Config.Keep, o.Nodes = h, keep, []extension.NodeType{pause{}}
	})
	e.Collection("lines", "text:string")
	e.Collection("orders", "title:string", M{"name": "lines", "type": "hasMany", "target": "lines", "foreignKey": "orderId"})
	e.Workflow(M{"key": "line", "title": "line", "type": "collection", "config": M{"collection": "lines", "mode": 1}},
		testenv.Node{Key: "end", Type: "output", Config: M{"value": "x"}})
	e.Workflow(M{"key": "wait", "title": "wait", "type": "action", "config": M{"collection": "orders"}},
		testenv.Node{Key: "pause", Type: "pause"})
	lines := make([]M, 600) // more than one slice
	for i := range lines {
		lines[i] = M{"text": "x"}
	}
	e.Root.With("Idempotency-Key", "k1").Post("orders:create?triggerWorkflows=wait", M{"title": "one", "lines": lines}).OK()
	e.Quiet()
	return e, h
}

// passes lets days pass, one after the other so that each sweep finds its time come, and signs in again.
func passes(e *testenv.Env, h *hands, days int) {
	e.T.Helper()
	for range days {
		h.move(day)
	}
	e.Root.SignIn("root@example.com", testenv.Password)
}

func count(e *testenv.Env, what string) string {
	e.T.Helper()
	return e.Root.Get(what + ":list?pageSize=1").OK().Text("meta.count")
}

func TestWhatIsOldIsRemovedAndTheRestKept(t *testing.T) {
	e, h := old(t, 90)
	if n := count(e, "executions"); n != "601" {
		t.Fatalf("%s executions", n)
	}
	passes(e, h, 89)
	e.Root.Post("orders:create?triggerWorkflows=wait", M{"title": "young", "lines": []M{{"text": "young"}}}).OK()
	e.Quiet()
	if n := count(e, "executions"); n != "603" {
		t.Errorf("%s executions on the 89th day", n)
	}
	passes(e, h, 2)
	e.Eventually("only what is young or waits is left", func() bool { return count(e, "executions") == "3" })
	e.Eventually("only the young receipt is left", func() bool { return count(e, "receipts") == "1" })
	e.Root.Get("executions:list?sort=id&appends=jobs&filter[key]=wait").OK().Want("data.*.status", []int{0, 0}).
		Want("data.0.jobs.0.status", 0).Want("data.1.jobs.0.status", 0)
	e.Root.Get("executions:list?filter[key]=line&appends=jobs").OK().Want("meta.count", 1).Want("data.0.jobs.0.nodeKey", "end")
	if orders, lines := count(e, "orders"), count(e, "lines"); orders != "2" || lines != "601" {
		t.Errorf("records were touched: %s orders, %s lines", orders, lines)
	}
}

func TestIdempotencyAnswersLiveADay(t *testing.T) {
	e, h := old(t, 0)
	replayed := e.Root.With("Idempotency-Key", "k1")
	replayed.Post("orders:create", M{"title": "two"}).Is(422)
	passes(e, h, 2)
	e.Eventually("the key is free", func() bool {
		replayed.Token = e.Root.Token
		return replayed.Post("orders:create", M{"title": "two"}).Status == 200
	})
}

func TestKeepingForEver(t *testing.T) {
	e, h := old(t, 0)
	passes(e, h, 4000)
	// The sweep at the start is over when the key of the first day is free.
	e.Stop()
	e.Start()
	e.Eventually("the sweep is over", func() bool {
		return e.Root.With("Idempotency-Key", "k1").Post("orders:create", M{"title": "two"}).Status == 200
	})
	if executions, receipts := count(e, "executions"), count(e, "receipts"); executions != "601" || receipts != "1" {
		t.Errorf("%s executions, %s receipts", executions, receipts)
	}
}
