package hostile

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// together runs fn n times at once and waits.
func together(n int, fn func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Add(1)
		go func() {
			defer all.Done()
			<-start
			fn(i)
		}()
	}
	close(start)
	all.Wait()
}

// statuses counts answers by status.
func statuses(list []*testenv.Answer) map[int]int {
	out := map[int]int{}
	for _, a := range list {
		out[a.Status]++
	}
	return out
}

func TestAnAcknowledgedEnablingCountsForTheNextAction(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	id := w.Workflow(M{"key": "note", "title": "note", "type": "action", "config": M{"collection": "drops", "global": true, "actions": []string{"create"}}},
		testenv.Node{Key: "v", Type: "variable", Config: M{"value": 1}})
	var stop atomic.Bool
	var load sync.WaitGroup
	for i := range 3 { // others work on other and the same collections meanwhile
		load.Add(1)
		go func() {
			defer load.Done()
			for n := 0; !stop.Load(); n++ {
				a := w.Root.Post([]string{"items:create", "drops:create", "tags:create"}[i], M{"name": "load", "note": "load", "label": "load"})
				if a.Status != 200 && a.Text("errors.0.code") != "DEFINITIONS_CHANGING" {
					t.Errorf("load: %d %s", a.Status, a.Body)
				}
			}
		}()
	}
	for round := range 40 {
		on := round%2 == 1
		w.Root.Post("workflows:update?filterByTk="+id, M{"enabled": on}).OK()
		a := w.Root.Post("drops:create", M{"note": fmt.Sprint(round)})
		if a.Text("errors.0.code") == "DEFINITIONS_CHANGING" {
			t.Errorf("round %d: nobody edits, but the definitions are said to change", round)
			continue
		}
		receipt := a.OK().Header.Get("X-Receipt")
		if on != (receipt != "") {
			t.Errorf("round %d: enabled %t, receipt %q", round, on, receipt)
		}
		if receipt != "" {
			w.Root.Get("receipts:get?filterByTk="+receipt).OK().Want("data.verdicts.0.verdict", "started")
		}
	}
	stop.Store(true)
	load.Wait()
	w.Quiet()
	j.quiet(t, "switching a workflow")
}

func TestDefinitionsChangeWhileActionsRun(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.Workflow(M{"key": "note", "title": "note", "type": "collection", "config": M{"collection": "drops", "mode": 1}},
		testenv.Node{Key: "v", Type: "create", Config: M{"collection": "tags", "params": M{"values": M{"label": "made"}}}})
	var stop atomic.Bool
	var created, busy atomic.Int64
	var load sync.WaitGroup
	for range 3 {
		load.Add(1)
		go func() {
			defer load.Done()
			for n := 0; !stop.Load(); n++ {
				a := w.Root.Post("drops:create", M{"note": "x", fmt.Sprintf("f%d", n%8): "y"})
				switch {
				case a.Status == 200:
					created.Add(1)
				case a.Text("errors.0.code") == "DEFINITIONS_CHANGING":
					busy.Add(1)
				default:
					t.Errorf("%d %s", a.Status, a.Body)
				}
				if l := w.Root.Get("drops:list?pageSize=2"); l.Status != 200 {
					t.Errorf("%d %s", l.Status, l.Body)
				}
			}
		}()
	}
	for i := range 8 {
		w.Root.Post("collections/drops/fields:create", M{"name": fmt.Sprintf("f%d", i), "type": "string"}).OK()
		w.Root.Post("roles:update?filterByTk=clerk", M{"title": fmt.Sprint(i)}).OK()
		if i%2 == 1 {
			w.Root.Post(fmt.Sprintf("collections/drops/fields:destroy?filterByTk=f%d", i), nil).OK()
		}
	}
	stop.Store(true)
	load.Wait()
	w.Quiet()
	have := w.Root.Get("drops:list?pageSize=1").OK().Text("meta.count")
	made := w.Root.Get("tags:list?pageSize=1&" + testenv.Filter(M{"label": "made"})).OK().Text("meta.count")
	if have != fmt.Sprint(created.Load()) || made != have {
		t.Errorf("%d were acknowledged, %s exist, %s were followed", created.Load(), have, made)
	}
	if created.Load() == 0 {
		t.Errorf("%d were turned away, none carried out", busy.Load())
	}
	j.quiet(t, "changing definitions")
}

func TestOfManyAtOnceExactlyOneWins(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.Workflow(M{"key": "fails", "title": "fails", "type": "action", "config": M{"collection": "drops"}},
		testenv.Node{Key: "stop", Type: "end", Config: M{"endStatus": -1}})
	w.Root.Post("drops:create?triggerWorkflows=fails", M{"note": "x"}).OK()
	w.Quiet()
	execution := w.Root.Get("executions:list").OK().Text("data.0.id")
	const n = 12
	for _, tc := range []struct {
		name, path string
		body       any
		won        int
	}{
		{"destroying a record", "orders:destroy?filterByTk=" + w.ids["shut"], nil, -1},
		{"a unique value", "", nil, 1},
		{"cancelling what is finished", "executions:cancel?filterByTk=" + execution, nil, 0},
		{"the same idempotency key", "tags:create", M{"label": "idem"}, -2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answers := make([]*testenv.Answer, n)
			if tc.path == "" {
				w.collection("singles", M{"name": "code", "type": "string", "unique": true})
				tc.path, tc.body = "singles:create", M{"code": "only"}
			}
			together(n, func(i int) {
				c := w.Root
				if tc.won == -2 {
					c = c.With("Idempotency-Key", "same")
				}
				answers[i] = c.Post(tc.path, tc.body)
			})
			got := statuses(answers)
			for s := range got {
				if s >= 500 {
					t.Errorf("%v", got)
				}
			}
			switch tc.won {
			case -1:
				sum := 0
				for _, a := range answers {
					if a.OK().Text("data") == "1" {
						sum++
					}
				}
				if sum != 1 {
					t.Errorf("%d callers destroyed it", sum)
				}
			case -2:
				if w.Root.Get("tags:list?"+testenv.Filter(M{"label": "idem"})).OK().Text("meta.count") != "1" || got[200]+got[409] != n {
					t.Errorf("%v", got)
				}
			default:
				if got[200] != tc.won {
					t.Errorf("%v", got)
				}
			}
		})
	}
	// Retries make one new execution each, and no more.
	answers := make([]*testenv.Answer, 6)
	together(6, func(i int) { answers[i] = w.Root.Post("executions:retry?filterByTk="+execution, M{}) })
	accepted := statuses(answers)[202]
	w.Quiet()
	if got := w.Root.Get("executions:list?pageSize=1").OK().Text("meta.count"); got != fmt.Sprint(1+accepted) {
		t.Errorf("%d retries were accepted, %s executions exist", accepted, got)
	}
	j.quiet(t, "races")
}

func TestUpdatesOfOneRecordAreNotLost(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("logs", "text:string")
	w.Workflow(M{"key": "log", "title": "log", "type": "collection", "config": M{"collection": "orders", "mode": 2}},
		testenv.Node{Key: "c", Type: "create", Config: M{"collection": "logs", "params": M{"values": M{"text": "{{$context.data.title}}"}}}})
	var ok atomic.Int64
	together(8, func(i int) {
		for n := range 5 {
			a := w.Root.Post("orders:update?filterByTk="+w.ids["order"], M{"title": fmt.Sprintf("%d-%d", i, n)})
			if a.Status == 200 {
				ok.Add(1)
			} else {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			if l := w.Root.Post("orders/"+w.ids["order"]+"/tags:toggle", []any{w.num("red")}); l.Status != 200 {
				t.Errorf("%d %s", l.Status, l.Body)
			}
		}
	})
	w.Quiet()
	if got := w.Root.Get("logs:list?pageSize=1").OK().Text("meta.count"); got != fmt.Sprint(ok.Load()) {
		t.Errorf("%d updates, %s followed", ok.Load(), got)
	}
	j.quiet(t, "updates")
}

func TestSessionsInParallel(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	tokens := make([]string, 6)
	together(6, func(i int) {
		a := w.Client().Post("auth:signIn", M{"account": "clara@example.com", "password": testenv.Password})
		if a.Status == 200 {
			tokens[i] = a.Text("data.token")
		} else if a.Status != 429 && a.Status != 503 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
	seen := map[string]bool{}
	for _, token := range tokens {
		if token == "" {
			continue
		}
		if seen[token] {
			t.Error("two sign-ins got one token")
		}
		seen[token] = true
	}
	one := &testenv.Client{}
	for token := range seen {
		c := *w.Client()
		c.Token = token
		one = &c
		break
	}
	answers := make([]*testenv.Answer, 8)
	together(8, func(i int) {
		if i == 3 {
			answers[i] = one.Post("auth:signOut", nil)
			return
		}
		answers[i] = one.Get("orders:list")
	})
	for s := range statuses(answers) {
		if s != 200 && s != 401 {
			t.Errorf("%v", statuses(answers))
		}
	}
	one.Get("orders:list").Is(401)
	w.clerk.Get("orders:list").OK()
	// A role that is taken away, a user who is removed, a password that is changed: at once, on every session.
	other, id := w.user("olga", "clerk")
	again := w.As("olga@example.com", testenv.Password)
	w.Root.Post("users/"+id+"/roles:set", []string{"member"}).OK()
	for _, c := range []*testenv.Client{other, again} {
		if a := c.Post("drops:create", M{"note": "x"}); a.Status != 403 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	w.Root.Post("users:update?filterByTk="+id, M{"password": "changed-Secret-9"}).OK()
	other.Get("auth:check").Is(401)
	third := w.As("olga@example.com", "changed-Secret-9")
	w.Root.Post("users:destroy?filterByTk="+id, nil).OK()
	third.Get("auth:check").Is(401)
	j.quiet(t, "sessions")
}

func TestWhatIsReferredToCanGo(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("logs", "text:string", "more:string")
	w.collection("side", "text:string", M{"name": "log", "type": "belongsTo", "target": "logs", "foreignKey": "logId"})
	w.Workflow(M{"key": "post", "title": "post", "type": "action", "sync": true, "config": M{"collection": "drops", "appends": []string{"createdBy"}}},
		testenv.Node{Key: "c", Type: "create", Config: M{"collection": "logs", "params": M{"values": M{"text": "{{$context.data.note}}", "more": "m"}}}},
		testenv.Node{Key: "q", Type: "query", After: "c", Config: M{"collection": "side", "params": M{"appends": []string{"log"}, "filter": M{"log.more": "m"}, "sort": []M{{"field": "text"}}}}})
	w.Workflow(M{"key": "coll", "title": "coll", "type": "collection", "config": M{"collection": "side", "mode": 3, "changed": []string{"text"}, "condition": M{"text": "x"}, "appends": []string{"log"}}},
		testenv.Node{Key: "c", Type: "variable", Config: M{"value": "{{$context.data.log.text}}"}})
	w.Workflow(M{"key": "pre", "title": "pre", "type": "request-interception", "config": M{"collection": "side", "global": true, "actions": []string{"create"}}},
		testenv.Node{Key: "c", Type: "request-values", Config: M{"values": M{"text": "x"}}})
	w.Root.Post("buttons:create", M{"uid": "b1", "title": "b", "collection": "drops", "action": "create", "bindings": []M{{"key": "post"}}}).OK()
	w.Root.Post("buttons:create", M{"uid": "b2", "title": "b", "collection": "side", "action": "create", "bindings": []M{{"key": "coll"}}})
	run := func(when string) {
		t.Helper()
		for _, path := range []string{"drops:create?button=b1", "drops:create?triggerWorkflows=post", "drops:create?triggerWorkflows=post!createdBy", "side:create?button=b2", "side:create", "side:update?filter={\"text\":\"x\"}", "logs:create"} {
			a := w.Root.Post(escaped(path), M{"note": "x", "text": "x"})
			envelope(t, when+": "+path, a.Status, a.Body)
		}
		for _, path := range []string{"workflows:list?appends=nodes", "executions:list?appends=jobs,workflow", "buttons:list", "receipts:list?appends=chain,user", "collections:listMeta", "buttons:effective?filterByTk=b1", "roles:list", "roles/clerk/resources:list?appends=actions"} {
			w.Root.Get(path).OK()
		}
	}
	run("before")
	for _, step := range []string{
		"collections/logs/fields:destroy?filterByTk=more", "collections/side/fields:destroy?filterByTk=log", "collections/side/fields:destroy?filterByTk=text", "collections:destroy?filterByTk=logs", "users:destroy?filterByTk={clerk}", "roles:destroy?filterByTk=clerk",
		"collections:destroy?filterByTk=side", "workflows:destroy?filter={\"key\":\"coll\"}", "buttons:destroy?filterByTk=b2", "collections:destroy?filterByTk=drops", "workflows:destroy?filter={\"key\":\"post\"}", "workflows:destroy?filter={\"key\":\"pre\"}",
	} {
		a := w.Root.Post(escaped(w.at(step)), nil)
		envelope(t, step, a.Status, a.Body)
		run("after " + step)
	}
	w.Quiet()
	for _, step := range []string{"collections:create", "collections:create"} {
		a := w.Root.Post(step, M{"name": "drops", "fields": []M{{"name": "note", "type": "string"}}})
		envelope(t, step, a.Status, a.Body)
	}
	run("again")
	j.quiet(t, "removals")
	w.Stop()
	w.Start()
	run("after a restart")
	j.quiet(t, "a restart")
}

func TestWorkflowsThatFeedThemselvesEnd(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j), func(o *options) { o.Config.SyncLimit = 5e9 })
	w.collection("ping", "n:integer")
	w.collection("pong", "n:integer")
	add := func(key, from, to string, sync bool, limit int) {
		w.Workflow(M{"key": key, "title": key, "type": "collection", "sync": sync, "options": M{"stackLimit": limit}, "config": M{"collection": from, "mode": 1}},
			testenv.Node{Key: "c", Type: "create", Config: M{"collection": to, "params": M{"values": M{"n": "{{$context.data.n}}"}}}})
	}
	add("aa", "ping", "pong", false, 200) // only the total depth bounds these two
	add("bb", "pong", "ping", false, 200)
	add("self", "drops", "ping", false, 1)
	w.Workflow(M{"key": "edit", "title": "edit", "type": "collection", "sync": true, "config": M{"collection": "drops", "mode": 2}},
		testenv.Node{Key: "u", Type: "update", Config: M{"collection": "drops", "params": M{"filter": M{"id": "{{$context.data.id}}"}, "values": M{"note": "{{$context.data.note}}!"}}}})
	envelope(t, "ping", 200, w.Root.Post("ping:create", M{"n": 1}).Body)
	d := w.Root.Post("drops:create", M{"note": "x"}).OK()
	a := w.Root.Post("drops:update?filterByTk="+d.ID(), M{"note": "y"})
	envelope(t, "edit", a.Status, a.Body)
	w.Root.Post("drops:update?filter=%7B%22id.%24gt%22%3A0%7D", M{"note": "y"})
	w.Root.Get("executions:list?pageSize=1").OK()
	w.Root.Post("workflows:update?"+testenv.Filter(M{"key.$in": []string{"aa", "bb", "self"}}), M{"enabled": false}).OK()
	w.Quiet()
	note := w.Root.Get("drops:get/" + d.ID()).OK().Text("data.note")
	if len(note) > 210 || !strings.HasPrefix(note, "y") {
		t.Errorf("the record was edited %d times", len(note))
	}
	j.quiet(t, "chains")
}
