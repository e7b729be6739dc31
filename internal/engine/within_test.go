package engine_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// patient lets asynchronous workflows take their time in the transaction of their action: a slow machine tells nothing.
func patient(o *app.Options) { o.Limits = engine.Limits{Ride: time.Minute} }

func TestAnAsynchronousWorkflowOfPreparedStepsEndsWithItsAction(t *testing.T) {
	e, _ := world(t, patient)
	model(e)
	e.Collection("chained", "text:string")
	e.Workflow(bound("writes", "action", false), once("first", ""), note("first"))
	e.Workflow(m{"key": "chain", "title": "chain", "type": "collection", "config": m{"collection": "log", "mode": 1}},
		testenv.Node{Key: "c", Type: "create", Config: m{"collection": "chained", "params": m{"values": m{"text": "{{$context.data.text}}"}}}})
	a := e.Root.Post("posts:create?triggerWorkflows=writes", m{"title": "x"}).OK()

	latest(t, e, "writes").Want("status", 1).Want("jobs.*.status", []int{1, 1})
	latest(t, e, "chain").Want("status", 1).Want("jobs.*.status", []int{1})
	e.Root.Get("chained:list").OK().Want("data.*.text", []string{"noted"})
	receipt(t, e, a).Want("data.outcome", "saved").Want("data.verdicts.*.verdict", []string{"started"}).
		Want("data.chain.*.key", []string{"chain"}).Want("data.chain.*.verdict", []string{"started"})
	e.Root.Get("workflows:list?sort=key&appends=stats").OK().Want("data.*.stats.executed", []int{1, 1})
}

func TestAFailingStepInTheTransactionOfItsActionUndoesItselfAlone(t *testing.T) {
	e, _ := world(t, patient)
	model(e)
	e.Workflow(bound("faulty", "action", false), note(""), testenv.Node{Key: "p", Type: "panic", After: "note"})
	e.Workflow(bound("fine", "action", false), note(""))
	const n = 40
	counts := together(n, func() *testenv.Answer {
		return e.Root.Post("posts:create?triggerWorkflows=faulty,fine", m{"title": "x"})
	})
	if counts[200] != n {
		t.Fatalf("answers by status: %v", counts)
	}
	e.Quiet()
	e.Root.Get("posts:list").OK().Want("meta.count", n)
	e.Root.Get("log:list").OK().Want("meta.count", 2*n)
	e.Root.Get("executions:list?"+testenv.Filter(m{"key": "faulty", "status": -2})).OK().Want("meta.count", n)
	e.Root.Get("executions:list?"+testenv.Filter(m{"key": "fine", "status": 1})).OK().Want("meta.count", n)
	latest(t, e, "faulty").Want("jobs.*.status", []int{1, -2})
}

func TestWhatTakesLongerThanAMomentGoesOnAfterTheAnswer(t *testing.T) {
	var steps atomic.Int64
	dawdle := node{"dawdle", extension.Pure, func(context.Context, *extension.Step) (extension.Result, error) {
		steps.Add(1)
		for begun := time.Now(); time.Since(begun) < 2*time.Millisecond; { // busy: a step cannot wait in a transaction
		}
		return extension.Done("done"), nil
	}}
	e, _ := world(t, func(o *app.Options) { o.Nodes = append(o.Nodes, dawdle) })
	model(e)
	e.Workflow(bound("slow", "action", false),
		testenv.Node{Key: "a", Type: "dawdle"}, testenv.Node{Key: "b", Type: "dawdle", After: "a"}, testenv.Node{Key: "c", Type: "dawdle", After: "b"}, note("c"))
	const n = 8 // more than it takes to be known as slow
	for range n {
		e.Root.Post("posts:create?triggerWorkflows=slow", m{"title": "x"}).OK()
		ended(t, e, "slow").Want("status", 1).Want("jobs.*.result", []any{"done", "done", "done", latest(t, e, "slow").At("jobs.3.result")})
	}
	e.Quiet()
	if got := steps.Load(); got != 3*n {
		t.Errorf("%d steps were run, not %d", got, 3*n)
	}
	e.Root.Get("log:list").OK().Want("meta.count", n)
}

func TestAnExecutionThatIsNotToBeKeptIsNeverSeen(t *testing.T) {
	e, _ := world(t, patient)
	model(e)
	e.Workflow(withOptions(bound("gone", "action", false), m{"deleteExecutionOnStatus": []int{1}}), note(""))
	a := e.Root.Post("posts:create?triggerWorkflows=gone", m{"title": "x"}).OK()
	e.Root.Get("executions:list").OK().Want("meta.count", 0)
	e.Root.Get("log:list").OK().Want("meta.count", 1)
	e.Root.Get("workflows:list?appends=stats").OK().Want("data.0.stats.executed", 1)
	receipt(t, e, a).Want("data.verdicts.0.verdict", "started")
}

func TestABulkActionStartsMoreThanFitsIntoItsTransaction(t *testing.T) {
	e, _ := world(t, func(o *app.Options) { o.Limits = engine.Limits{Ride: time.Microsecond} })
	model(e)
	e.Workflow(m{"key": "each", "title": "each", "type": "collection", "config": m{"collection": "posts", "mode": 2}}, note(""))
	const n = 50
	rows := make([]any, n)
	for i := range rows {
		rows[i] = m{"title": "x"}
	}
	e.Root.Post("posts:create", rows).OK()
	e.Root.Post("posts:update?"+testenv.Filter(m{"title": "x"}), m{"title": "y"}).OK()
	e.Quiet()
	e.Root.Get("log:list").OK().Want("meta.count", n)
	e.Root.Get("executions:list?"+testenv.Filter(m{"status": 1})).OK().Want("meta.count", n)
}

func TestAnExecutionThatWaitsSinceItsActionIsNotHandedOut(t *testing.T) {
	e, _ := world(t, patient)
	model(e)
	e.Workflow(bound("waits", "action", false), pendingNode("p", ""))
	for range 20 {
		e.Root.Post("posts:create?triggerWorkflows=waits", m{"title": "x"}).OK()
	}
	list, ok := e.Root.Get("executions:list?fields=id").OK().At("data").([]any)
	if !ok || len(list) != 20 {
		t.Fatalf("the executions are %v", list)
	}
	e.Stop()
	change(t, e.Dir, func(tx store.Tx, _ func(string) *schema.Collection) error {
		for _, row := range list {
			x, err := tx.Execution(number(row))
			if err != nil {
				return err
			}
			if x.Epoch != 1 || x.Runnable {
				t.Errorf("epoch %d, runnable %t: somebody visited it", x.Epoch, x.Runnable)
			}
		}
		return nil
	})
}
