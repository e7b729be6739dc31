package engine_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func once(key, after string) testenv.Node { return testenv.Node{Key: key, Type: "once", After: after} }

// like fails the test unless the reason or result at a path contains a text.
func like(t *testing.T, a *testenv.Answer, path, want string) {
	t.Helper()
	if have := a.Text(path); !strings.Contains(have, want) {
		t.Errorf("%s is %q, it does not say %q", path, have, want)
	}
}

func TestAnUnknownNodeTypeEndsTheExecutionWithAMessage(t *testing.T) {
	e, l := world(t)
	model(e)
	e.Workflow(bound("owed", "action", false), gate(), once("next", "stand"))
	e.Workflow(bound("named", "action", false), once("a", ""))
	e.Workflow(bound("sync", "action", true), once("a", ""))
	e.Root.Post("posts:create?triggerWorkflows=owed", m{"title": "x"}).OK()
	e.Eventually("it stands at the gate", func() bool { return len(l.seen()) == 1 })
	dir := killed(t, e)

	after := testenv.New(t, quiet, in(dir)) // without the types of the lab
	after.Quiet()
	x := latest(t, after, "owed").Want("status", -2).Want("jobs.*.status", []int{-2})
	like(t, x, "jobs.0.result.message", `"gate"`)
	after.Root.Post("posts:create?triggerWorkflows=named", m{"title": "x"}).OK().Want("data.title", "x")
	after.Quiet()
	like(t, latest(t, after, "named").Want("status", -2), "jobs.0.result.message", `"once"`)
	after.Root.Post("posts:create?triggerWorkflows=sync", m{"title": "x"}).Code(500, "POST_ACTION_FAILED").Want("data.title", "x")
}

func TestATriggerThatCannotBeUsedStopsNobody(t *testing.T) {
	for name, types := range map[string][]extension.TriggerType{
		"unknown type": nil, "invalid configuration": {matching{picky{refuses: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := world(t, func(o *app.Options) { o.Triggers = append(o.Triggers, matching{picky{}}) })
			model(e)
			e.Workflow(m{"key": "picky", "title": "picky", "type": "picky", "config": m{}})
			a := e.Root.Post("posts:create", m{"title": "x"}).OK()
			receipt(t, e, a).Want("data.verdicts.0.verdict", "started")
			e.Quiet()
			e.Stop()

			after, _ := world(t, in(e.Dir), func(o *app.Options) { o.Triggers = append(o.Triggers, types...) })
			after.Root.Post("posts:create", m{"title": "y"}).OK().Want("data.title", "y")
			a = after.Root.Post("posts:create?triggerWorkflows=picky", m{"title": "z"}).OK().Want("data.title", "z")
			receipt(t, after, a).Want("data.outcome", "saved").
				Want("data.verdicts.*.verdict", []string{"skipped"}).Want("data.verdicts.0.reason", "action_not_configured")
		})
	}
}

func TestAConditionThatCannotBeAskedAnyMoreStopsNobody(t *testing.T) {
	e, _ := world(t)
	e.Collection("posts", "title:string", "views:integer")
	e.Workflow(m{"key": "popular", "title": "popular", "type": "collection", "config": m{
		"collection": "posts", "mode": 1, "condition": m{"views": m{"$gt": 10}}}})
	e.Root.Post("collections/posts/fields:destroy?filterByTk=views", nil).OK()
	a := e.Root.Post("posts:create", m{"title": "x"}).OK()
	receipt(t, e, a).Want("data.outcome", "saved").Want("data.verdicts.0.verdict", "failed").Want("data.verdicts.0.count", 1)
	like(t, latest(t, e, "popular").Want("status", -2).Want("jobs", []any{}), "reason", "views")
	e.Quiet()
}

func TestABrokenGraphEndsTheExecutionWithAReason(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("looped", "action", false), once("a", ""), once("b", "a"))
	e.Workflow(bound("sync", "action", true), once("c", ""), once("d", "c"))
	e.Workflow(bound("gone", "action", false), testenv.Node{Key: "hold", Type: "pending"})
	e.Root.Post("posts:create?triggerWorkflows=gone", m{"title": "x"}).OK()
	e.Quiet()
	held := latest(t, e, "gone").Text("jobs.0.id")
	e.Stop()
	change(t, e.Dir, func(tx store.Tx, c func(string) *schema.Collection) error {
		nodes := c("flow_nodes")
		named := func(key string) query.Filter {
			return query.Cond{Field: nodes.Field("key"), Op: query.Eq, Value: key}
		}
		for _, key := range []string{"a", "c"} { // a second head
			if _, err := tx.Update(nodes, named(map[string]string{"a": "b", "c": "d"}[key]), schema.Record{"upstreamId": nil}); err != nil {
				return err
			}
		}
		if _, err := tx.Delete(nodes, named("hold")); err != nil {
			return err
		}
		_, err := tx.Delete(c("workflows"), query.Cond{Field: c("workflows").Field("key"), Op: query.Eq, Value: "gone"})
		return err
	})
	e.Start()
	e.Root.Post("posts:create?triggerWorkflows=looped", m{"title": "x"}).OK()
	e.Quiet()
	if latest(t, e, "looped").Want("status", -2).Text("reason") == "" {
		t.Error("the execution of a broken graph gives no reason")
	}
	e.Root.Post("posts:create?triggerWorkflows=sync", m{"title": "x"}).Code(500, "POST_ACTION_FAILED")

	// A version that vanished under a waiting execution.
	e.Root.Post("jobs:resume?filterByTk="+held, m{"status": 1}).Is(202)
	e.Quiet()
	like(t, latest(t, e, "gone").Want("status", -2), "reason", "does not exist")
}

func TestLimitsEndAnExecutionWithAReason(t *testing.T) {
	e, _ := world(t, func(o *app.Options) { o.Limits = engine.Limits{Steps: 20, Result: 1000, Context: 2000} })
	model(e)
	e.Workflow(bound("turns", "action", false), testenv.Node{Key: "l", Type: "loop", Config: m{"target": 100}},
		testenv.Node{Key: "in", Type: "once", After: "l", Branch: testenv.Branch(0)})
	e.Workflow(bound("big", "action", false), testenv.Node{Key: "b", Type: "big"}, once("next", "b"))
	e.Workflow(bound("large", "action", false), once("a", ""))
	e.Workflow(bound("large-sync", "action", true), once("a", ""))
	e.Workflow(m{"key": "table", "title": "table", "type": "collection", "config": m{"collection": "log", "mode": 1}})

	e.Root.Post("posts:create?triggerWorkflows=turns,big", m{"title": "x"}).OK()
	e.Quiet()
	like(t, latest(t, e, "turns").Want("status", -2), "reason", "steps")
	e.Root.Get("jobs:list?"+testenv.Filter(m{"status": 0})).OK().Want("meta.count", 0)
	x := latest(t, e, "big").Want("status", -2).Want("jobs.*.status", []int{-2}).Want("jobs.0.result.code", "RESULT_TOO_LARGE")
	like(t, x, "jobs.0.result.message", "1000")

	// A context that is too large is a failure of the workflow, not of the person.
	long := strings.Repeat("x", 3000)
	a := e.Root.Post("posts:create?triggerWorkflows=large", m{"title": long}).OK()
	receipt(t, e, a).Want("data.outcome", "saved").Want("data.verdicts.0.verdict", "failed")
	like(t, latest(t, e, "large").Want("status", -2).Want("context", nil), "reason", "larger than the limit")
	a = e.Root.Post("posts:create?triggerWorkflows=large-sync,large", m{"title": long}).Code(500, "POST_ACTION_FAILED")
	receipt(t, e, a).Want("data.outcome", "failed_after_save")
	a = e.Root.Post("log:create", m{"text": long}).OK()
	receipt(t, e, a).Want("data.verdicts.0.verdict", "failed")
	e.Quiet()
}

func TestAPanicUndoesWhatItsStepWrote(t *testing.T) {
	e, _ := world(t)
	model(e)
	e.Workflow(bound("faulty", "action", false), testenv.Node{Key: "p", Type: "panic"})
	e.Workflow(bound("faulty-sync", "action", true), testenv.Node{Key: "p", Type: "panic"})
	e.Root.Post("posts:create?triggerWorkflows=faulty", m{"title": "x"}).OK()
	e.Root.Post("posts:create?triggerWorkflows=faulty-sync", m{"title": "x"}).Code(500, "POST_ACTION_FAILED").Want("data.title", "x")
	e.Quiet()
	latest(t, e, "faulty").Want("status", -2).Want("jobs.0.result.message", `internal fault in node type "panic"`)
	e.Root.Get("posts:list?"+testenv.Filter(m{"title": "by panic"})).OK().Want("meta.count", 0)
}

func TestAFaultOutsideOfANodeEndsTheExecutionAndNothingElse(t *testing.T) {
	var armed atomic.Bool
	e, l := world(t, func(o *app.Options) {
		o.Fault = func(point string) {
			if point == "after_effect" && armed.Load() {
				panic("a fault of ours")
			}
		}
	})
	model(e)
	l.open()
	e.Workflow(bound("sync", "action", true), gate(), note("stand"))
	e.Workflow(bound("second", "action", true), note(""))
	e.Workflow(bound("async", "action", false), gate(), note("stand"))
	armed.Store(true)
	a := e.Root.Post("posts:create?triggerWorkflows=sync,second,async", m{"title": "x"}).Code(500, "POST_ACTION_FAILED").Want("data.title", "x")
	receipt(t, e, a).Want("data.outcome", "failed_after_save")
	like(t, ended(t, e, "sync").Want("status", -2), "reason", "internal fault")
	like(t, ended(t, e, "async").Want("status", -2), "reason", "internal fault")
	armed.Store(false)
	e.Root.Post("posts:create?triggerWorkflows=sync,async", m{"title": "x"}).OK()
	ended(t, e, "async").Want("status", 1)
}
