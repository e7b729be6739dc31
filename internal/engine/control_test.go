package engine_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func pendingNode(key, after string) testenv.Node {
	return testenv.Node{Key: key, Type: "pending", After: after}
}

func withOptions(def m, options m) m {
	def["options"] = options
	return def
}

// together calls n times at once and counts the answers by status.
func together(n int, call func() *testenv.Answer) map[int]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	count := map[int]int{}
	for range n {
		all.Go(func() {
			a := call()
			mu.Lock()
			count[a.Status]++
			mu.Unlock()
		})
	}
	all.Wait()
	return count
}

func TestOfManyResumesAtOnceOneCounts(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("waits", "action", false), pendingNode("hold", ""), note("hold"))
	e.Root.Post("posts:create?triggerWorkflows=waits", m{"title": "x"}).OK()
	e.Quiet()
	job := latest(t, e, "waits").Text("jobs.0.id")
	count := together(20, func() *testenv.Answer { return e.Root.Post("jobs:resume?filterByTk="+job, m{"status": 1}) })
	if count[http.StatusAccepted] != 1 || count[http.StatusAccepted]+count[http.StatusConflict]+count[http.StatusBadRequest] != 20 {
		t.Errorf("the answers were %v", count)
	}
	e.Quiet()
	ended(t, e, "waits").Want("status", 1).Want("jobs.*.nodeKey", []string{"hold", "note"})
	e.Root.Get("log:list").OK().Want("meta.count", 1)
}

func TestOfManyCancelsAtOnceOneCounts(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("works", "action", false), gate(), note("stand"))
	e.Root.Post("posts:create?triggerWorkflows=works", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	id := latest(t, e, "works").Text("id")
	count := together(10, func() *testenv.Answer { return e.Root.Post("executions:cancel?filterByTk="+id, nil) })
	if count[http.StatusOK] != 1 || count[http.StatusBadRequest] != 9 {
		t.Errorf("the answers were %v", count)
	}
	latest(t, e, "works").Want("status", -3).Want("reason", "manual_cancel").Want("jobs.*.status", []int{-3})
	l.open()
	e.Quiet()
	e.Root.Get("log:list").OK().Want("meta.count", 0)
}

func TestCancellingASynchronousExecutionTellsItsRequest(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("first", "action", true), gate())
	e.Workflow(bound("second", "action", true), note(""))
	e.Workflow(bound("later", "action", false), note(""))
	answer := begin(e, "posts:create?triggerWorkflows=first,second,later", m{"title": "x"})
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	e.Root.Post("executions:cancel?filterByTk="+latest(t, e, "first").Text("id"), nil).OK()
	(<-answer).Code(500, "POST_ACTION_FAILED").Want("data.title", "x")
	e.Quiet()
	latest(t, e, "first").Want("status", -3).Want("reason", "manual_cancel")
	latest(t, e, "second").Want("status", -3).Want("reason", "earlier_failed")
	latest(t, e, "later").Want("status", 1)
}

func TestAnExecutionEndsWhenItsTimeIsOver(t *testing.T) {
	e, l := world(t)
	model(e)
	short := m{"timeout": 100}
	e.Workflow(withOptions(bound("waits", "action", false), short), pendingNode("hold", ""))
	e.Workflow(withOptions(bound("works", "action", false), short), gate(), note("stand"))
	e.Workflow(withOptions(bound("quick", "action", false), m{"timeout": 60_000}), note(""))
	e.Root.Post("posts:create?triggerWorkflows=waits,works,quick", m{"title": "x"}).OK()
	for _, w := range []string{"waits", "works"} {
		x := ended(t, e, w).Want("status", -3).Want("reason", "timeout").Want("jobs.*.status", []int{-3})
		if x.Text("expiresAt") == "" {
			t.Errorf("%s has no deadline: %s", w, x.Body)
		}
	}
	ended(t, e, "quick").Want("status", 1)
	// What waited cannot be resumed, and what ran on has no effect.
	e.Root.Post("jobs:resume?filterByTk="+latest(t, e, "waits").Text("jobs.0.id"), m{"status": 1}).Is(http.StatusConflict)
	l.open()
	e.Quiet()
	e.Root.Get("log:list").OK().Want("meta.count", 1)
}

func TestTheTimeOfASynchronousExecutionEndsTheRequest(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(withOptions(bound("works", "action", true), m{"timeout": 100}), gate())
	defer l.open()
	e.Root.Post("posts:create?triggerWorkflows=works", m{"title": "x"}).Is(500).Want("data.title", "x")
	latest(t, e, "works").Want("status", -3).Want("reason", "timeout")
}

func TestADeadlineOutlivesARestart(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(withOptions(bound("waits", "action", false), m{"timeout": 1500}), pendingNode("hold", ""))
	e.Root.Post("posts:create?triggerWorkflows=waits", m{"title": "x"}).OK()
	e.Quiet()
	e.Stop()
	e.Start()
	latest(t, e, "waits").Want("status", 0)
	ended(t, e, "waits").Want("status", -3).Want("reason", "timeout")
}

func TestAnExecutionKeepsTheVersionThatItStartedWith(t *testing.T) {
	e, l := world(t)
	model(e)
	old := e.Workflow(bound("flow", "action", false), gate(), note("stand"))
	e.Root.Post("posts:create?triggerWorkflows=flow", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })

	// A new version without steps takes its place; the collection gets another field.
	v2 := e.Root.Post("workflows:revision?filterByTk="+old+"&"+testenv.Filter(m{"key": "flow"}), nil).OK().ID()
	nodes := e.Root.Get("workflows:get?appends=nodes&filterByTk=" + v2).OK()
	for _, n := range nodes.At("data.nodes").([]any) {
		e.Root.Post("flow_nodes:destroy?filterByTk="+testenv.At(n, "id").(interface{ String() string }).String(), nil).OK()
	}
	e.Root.Post("workflows:update?filterByTk="+v2, m{"enabled": true}).OK()
	e.Root.Post("collections/log/fields:create", m{"name": "more", "type": "string"}).OK()

	l.open()
	ended(t, e, "flow").Want("status", 1).Want("workflowId", num(old)).Want("jobs.*.nodeKey", []string{"stand", "note"})
	e.Root.Get("log:list").OK().Want("meta.count", 1)
	e.Root.Post("posts:create?triggerWorkflows=flow", m{"title": "x"}).OK()
	e.Quiet()
	latest(t, e, "flow").Want("status", 1).Want("workflowId", num(v2)).Want("jobs", []any{})
}

func TestDisablingStopsNewStartsOnly(t *testing.T) {
	e, l := world(t)
	model(e)
	id := e.Workflow(bound("flow", "action", false), gate(), note("stand"))
	e.Root.Post("posts:create?triggerWorkflows=flow", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	e.Root.Post("workflows:update?filterByTk="+id, m{"enabled": false}).OK()
	l.open()
	ended(t, e, "flow").Want("status", 1)
	a := e.Root.Post("posts:create?triggerWorkflows=flow", m{"title": "x"}).OK()
	receipt(t, e, a).Want("data.verdicts.0.reason", "disabled")
}

func TestAVersionWithUnfinishedExecutionsIsDeletedOnlyWithThem(t *testing.T) {
	e, l := world(t)
	model(e)
	id := e.Workflow(bound("flow", "action", false), gate(), note("stand"))
	e.Root.Post("posts:create?triggerWorkflows=flow", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	e.Root.Post("workflows:destroy?filterByTk="+id, nil).Is(http.StatusConflict)
	e.Root.Post("workflows:destroy?cancelExecutions=true&filterByTk="+id, nil).OK()
	latest(t, e, "flow").Want("status", -3).Want("jobs.*.status", []int{-3})
	l.open()
	e.Quiet()
	e.Root.Get("log:list").OK().Want("meta.count", 0)
}

func TestExecutionsThatAreNotToBeKeptAreRemovedAtTheirEnd(t *testing.T) {
	e, _ := world(t)
	model(e)
	for _, sync := range []bool{false, true} {
		key := map[bool]string{false: "async", true: "sync"}[sync]
		e.Workflow(withOptions(bound(key, "action", sync), m{"deleteExecutionOnStatus": []int{1}}), note(""))
		e.Workflow(withOptions(bound(key+"-fails", "action", sync), m{"deleteExecutionOnStatus": []int{1}}), testenv.Node{Key: "e", Type: "error"})
	}
	e.Root.Post("posts:create?triggerWorkflows=sync,async,async-fails,sync-fails", m{"title": "x"}).Is(500)
	e.Quiet()
	e.Eventually("what went well is removed", func() bool {
		return e.Root.Get("executions:list").OK().Text("meta.count") == "2"
	})
	e.Root.Get("log:list").OK().Want("meta.count", 2)
	e.Root.Get("executions:list?sort=key").OK().Want("data.*.key", []string{"async-fails", "sync-fails"})
}

func TestAChainIsBoundedAlsoWhenItsExecutionsAreNotKept(t *testing.T) {
	e, _ := world(t)
	e.Collection("posts", "title:string")
	e.Workflow(m{"key": "self", "title": "self", "type": "collection", "config": m{"collection": "posts", "mode": 1},
		"options": m{"deleteExecutionOnStatus": []int{1}, "stackLimit": 2}},
		testenv.Node{Key: "again", Type: "create", Config: m{"collection": "posts", "params": m{"values": m{"title": "again"}}}})
	e.Root.Post("posts:create", m{"title": "x"}).OK()
	e.Quiet()
	e.Eventually("two executions wrote", func() bool { return e.Root.Get("posts:list").OK().Text("meta.count") == "3" })
	e.Quiet()
	e.Root.Get("posts:list").OK().Want("meta.count", 3)
}

func TestAHangUpStopsNothing(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("first", "action", true), gate(), note("stand"))
	e.Workflow(bound("later", "action", false), note(""))
	ctx, hangUp := contextOf(t)
	done := make(chan error, 1)
	go func() { done <- postWith(ctx, e, "posts:create?triggerWorkflows=first,later", `{"title":"x"}`) }()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	hangUp()
	if err := <-done; err == nil {
		t.Fatal("the client did not hang up")
	}
	l.open()
	ended(t, e, "first").Want("status", 1)
	ended(t, e, "later").Want("status", 1)
	e.Eventually("the receipt is closed", func() bool {
		return e.Root.Get("receipts:list").OK().Text("data.0.outcome") == "saved"
	})
}

func TestTheGroupHasOneLimit(t *testing.T) {
	e, l := world(t, func(o *app.Options) { o.Config.SyncLimit = 100 * time.Millisecond })
	model(e)
	e.Workflow(bound("first", "action", true), gate(), note("stand"))
	e.Workflow(bound("later", "action", false), note(""))
	answer := begin(e, "posts:create?triggerWorkflows=first,later", m{"title": "x"})
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	time.AfterFunc(150*time.Millisecond, l.open)
	(<-answer).Code(500, "POST_ACTION_TIMEOUT").Want("data.title", "x")
	e.Quiet()
	latest(t, e, "first").Want("status", -3).Want("reason", "timeout").Want("jobs.*.nodeKey", []string{"stand"})
	latest(t, e, "later").Want("status", 1)
}

func TestOnlyTheStepThatWaitsIsResumed(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("loops", "action", false), testenv.Node{Key: "l", Type: "loop", Config: m{"target": 1}},
		testenv.Node{Key: "hold", Type: "pending", After: "l", Branch: testenv.Branch(0)})
	e.Root.Post("posts:create?triggerWorkflows=loops", m{"title": "x"}).OK()
	e.Quiet()
	x := latest(t, e, "loops").Want("jobs.*.nodeKey", []string{"l", "hold"})
	e.Root.Post("jobs:resume?filterByTk="+x.Text("jobs.0.id"), m{"status": 1}).Code(http.StatusConflict, "JOB_NOT_PENDING")
	e.Root.Post("jobs:resume?filterByTk="+x.Text("jobs.1.id"), m{"status": 1}).Is(http.StatusAccepted)
	e.Quiet()
	latest(t, e, "loops").Want("status", 1).Want("jobs.*.status", []int{1, 1})
}

func TestARunByHandThatWaitsGoesOnLikeAnyOther(t *testing.T) {
	e, _ := world(t)
	model(e)
	id := e.Draft(m{"key": "byhand", "title": "byhand", "type": "custom-action", "config": m{"type": 0}}, pendingNode("hold", ""), note("hold"))
	user := e.Root.Get("auth:check").OK().Text("data.id")
	e.Root.Post("workflows:execute?filterByTk="+id, m{"data": m{"a": 1}, "userId": num(user)}).OK().Want("data.execution.status", 0)
	e.Stop()
	e.Start()
	e.Root.Post("jobs:resume?filterByTk="+latest(t, e, "byhand").Want("status", 0).Text("jobs.0.id"), m{"status": 1}).Is(http.StatusAccepted)
	e.Quiet()
	latest(t, e, "byhand").Want("status", 1).Want("manually", true)
}

func TestARerunOfARunningExecutionDrivesItOnce(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("works", "action", false), note(""), gate2("note"), testenv.Node{Key: "last", Type: "once", After: "stand"})
	e.Root.Post("posts:create?triggerWorkflows=works", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	e.Root.Post("executions:rerun?filterByTk="+latest(t, e, "works").Text("id"), m{}).Is(http.StatusAccepted)
	e.Eventually("it stands at the gate again", func() bool { return len(l.seen()) == 2 })
	l.open()
	e.Quiet()
	latest(t, e, "works").Want("status", 1).Want("jobs.*.nodeKey", []string{"note", "stand", "note", "stand", "last"}).
		Want("jobs.*.status", []int{1, -3, 1, 1, 1})
	e.Root.Get("log:list").OK().Want("meta.count", 2)
}

func TestManyExecutionsUnderCancelAndResumeEndOnceEach(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("waits", "action", false), pendingNode("hold", ""), note("hold"))
	rows := make([]m, 40)
	for i := range rows {
		rows[i] = m{"title": "x"}
	}
	e.Root.Post("posts:create?triggerWorkflows=waits", rows).OK()
	e.Quiet()
	list := e.Root.Get("executions:list?paginate=false&appends=jobs").OK()
	var all sync.WaitGroup
	for _, x := range list.At("data").([]any) {
		id, job := testenv.At(x, "id").(interface{ String() string }), testenv.At(x, "jobs.0.id").(interface{ String() string })
		all.Go(func() { e.Root.Post("executions:cancel?filterByTk="+id.String(), nil) })
		all.Go(func() { e.Root.Post("jobs:resume?filterByTk="+job.String(), m{"status": 1}) })
	}
	all.Wait()
	e.Quiet()
	count := func(filter m) string {
		return e.Root.Get("executions:list?pageSize=1&" + testenv.Filter(filter)).OK().Text("meta.count")
	}
	e.Root.Get("log:list?pageSize=1").OK().Want("meta.count", num(count(m{"status": 1})))
	if done, cancelled := count(m{"status": 1}), count(m{"status": -3}); count(m{}) != "40" {
		t.Errorf("of %s executions %s went well and %s were cancelled", count(m{}), done, cancelled)
	}
	e.Root.Get("executions:list?pageSize=1&"+testenv.Filter(m{"status.$notIn": []int{1, -3}})).OK().Want("meta.count", 0)
	e.Root.Get("jobs:list?pageSize=1&"+testenv.Filter(m{"status": 0})).OK().Want("meta.count", 0)
}
