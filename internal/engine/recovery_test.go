package engine_test

import (
	"strconv"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func bound(key, typ string, sync bool) m {
	return m{"key": key, "title": key, "type": typ, "sync": sync, "config": m{"collection": "posts"}}
}

func gate() testenv.Node { return testenv.Node{Key: "stand", Type: "gate"} }

func note(after string) testenv.Node {
	return testenv.Node{Key: "note", Type: "create", After: after, Config: m{"collection": "log", "params": m{"values": m{"text": "noted"}}}}
}

func model(e *testenv.Env) {
	e.Collection("posts", "title:string")
	e.Collection("log", "text:string")
}

// begin calls in the background: its server is about to die.
func begin(e *testenv.Env, path string, body any) (answer chan *testenv.Answer) {
	answer = make(chan *testenv.Answer, 1)
	go func() { answer <- e.Root.Post(path, body) }()
	return answer
}

func TestAKilledRequestBeforeItsActionLeavesAnAbortedCheckAndAnInterruptedReceipt(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("check", "request-interception", false), gate())
	e.Workflow(bound("follow", "action", false))
	answer := begin(e, "posts:create?triggerWorkflows=check,follow", m{"title": "x"})
	e.Eventually("the check stands at the gate", func() bool { return len(l.seen()) == 1 })
	dir := killed(t, e)
	l.open()
	(<-answer).OK()

	after, _ := world(t, in(dir))
	after.Quiet()
	latest(t, after, "check").Want("status", -3).Want("reason", "request_lost").Want("jobs.0.status", -3)
	after.Root.Get("posts:list").OK().Want("meta.count", 0)
	after.Root.Get("receipts:list").OK().Want("data.0.outcome", "interrupted").Want("meta.count", 1)
	after.Root.Get("executions:list?"+testenv.Filter(m{"key": "follow"})).OK().Want("meta.count", 0)
}

func TestAKilledRequestAfterItsActionIsFollowedAllTheSame(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("first", "action", true), gate(), note("stand"))
	e.Workflow(bound("second", "action", true), note(""))
	e.Workflow(bound("later", "action", false), note(""))
	answer := begin(e, "posts:create?triggerWorkflows=first,second,later", m{"title": "x"})
	e.Eventually("the first stands at the gate", func() bool { return len(l.seen()) == 1 })
	dir := killed(t, e)
	key := l.seen()[0]
	l.open()
	(<-answer).OK()

	// Long limits: the hold of the asynchronous one must end with its request, not with time.
	after, l2 := world(t, in(dir))
	after.Eventually("the first stands at the gate again", func() bool { return len(l2.seen()) == 1 })
	if again := l2.seen()[0]; again != key || key == "" {
		t.Errorf("the step has another idempotency key than before: %q, %q", key, again)
	}
	l2.open()
	for _, w := range []string{"first", "second", "later"} {
		ended(t, after, w).Want("status", 1)
	}
	after.Root.Get("posts:list").OK().Want("meta.count", 1)
	after.Root.Get("log:list").OK().Want("meta.count", 3)
	after.Root.Get("receipts:list").OK().Want("data.0.outcome", "interrupted")
	latest(t, after, "first").Want("jobs.*.nodeKey", []string{"stand", "note"})
}

func TestAnAsynchronousExecutionGoesOnAfterAKillWithTheStepItWasAt(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("later", "action", false), note(""), gate2("note"), testenv.Node{Key: "more", Type: "create", After: "stand",
		Config: m{"collection": "log", "params": m{"values": m{"text": "more"}}}})
	e.Root.Post("posts:create?triggerWorkflows=later", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	dir := killed(t, e)

	after, l2 := world(t, in(dir))
	l2.open()
	ended(t, after, "later").Want("status", 1).Want("jobs.*.nodeKey", []string{"note", "stand", "more"})
	after.Root.Get("log:list").OK().Want("meta.count", 2)
	if l2.seen()[0] != l.seen()[0] {
		t.Error("the step at the gate has another idempotency key after the kill")
	}
}

func gate2(after string) testenv.Node { return testenv.Node{Key: "stand", Type: "gate", After: after} }

func TestARestartTakesUpWhatWaitsAndWhatIsOwed(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("waits", "action", false), testenv.Node{Key: "hold", Type: "pending"}, note("hold"))
	e.Root.Post("posts:create?triggerWorkflows=waits", m{"title": "x"}).OK()
	e.Quiet()
	e.Stop()
	e.Start()
	x := latest(t, e, "waits").Want("status", 0)
	e.Root.Post("jobs:resume?filterByTk="+x.Text("jobs.0.id"), m{"status": 1}).Is(202)
	e.Quiet()
	latest(t, e, "waits").Want("status", 1)
}

func TestAnExecutionThatTakesLongHoldsUpNoStop(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("counts", "action", false),
		testenv.Node{Key: "far", Type: "loop", Config: m{"target": 10_000}},
		testenv.Node{Key: "near", Type: "loop", Config: m{"target": 10_000}, After: "far", Branch: testenv.Branch(0)},
		testenv.Node{Key: "told", Type: "output", Config: m{"value": "{{$scopes.near.item}}"}, After: "near", Branch: testenv.Branch(0)},
	)
	e.Root.Post("posts:create?triggerWorkflows=counts", m{"title": "x"}).OK()
	id := latest(t, e, "counts").Text("id")
	steps := func() int {
		n, err := strconv.Atoi(e.Root.Get("jobs:list?pageSize=1&" + testenv.Filter(m{"executionId": num(id)})).OK().Text("meta.count"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	e.Eventually("it has begun", func() bool { return steps() > 0 })
	e.Stop() // in time, or the test fails
	e.Start()
	before := steps()
	e.Eventually("it goes on", func() bool { return steps() > before })
	e.Root.Post("executions:cancel?filterByTk="+id, nil).OK()
	e.Eventually("it is cancelled", func() bool {
		return e.Root.Get("executions:get?filterByTk="+id).OK().Text("data.status") == "-3"
	})
}
