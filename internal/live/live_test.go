package live_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func TestWhatCannotBeSubscribed(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf("record:orders:%d", i+1)
	}
	nobody := e.Client()
	e.Run(t, []testenv.Scenario{
		{Name: "nobody hears anything", As: nobody, Path: "live:subscribe?topics=receipts", Status: 401, Code: "EMPTY_TOKEN"},
		{Name: "a session does not belong into an address", As: nobody, Path: "live:subscribe?topics=receipts&token=" + e.Root.Token, Status: 401, Code: "EMPTY_TOKEN"},
		{Name: "a forged session", As: nobody.With("Authorization", "Bearer x"), Path: "live:subscribe?topics=receipts", Status: 401, Code: "INVALID_TOKEN"},
		{Name: "no topic", Path: "live:subscribe", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "an empty topic", Path: "live:subscribe?topics=receipts,", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "an unknown topic", Path: "live:subscribe?topics=weather", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "more than the topic", Path: "live:subscribe?topics=receipts:1", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "an execution without id", Path: "live:subscribe?topics=execution:x", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "a record without id", Path: "live:subscribe?topics=record:orders", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "an unknown collection", Path: "live:subscribe?topics=collection:nowhere", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "an association", Path: "live:subscribe?topics=collection:orders.createdBy", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "a table of the system", Path: "live:subscribe?topics=collection:workflows", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "a resource without records", Path: "live:subscribe?topics=collection:auth", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "a broken escape", Path: "live:subscribe?topics=record:orders:%25zz", Status: 400, Code: "UNKNOWN_TOPIC"},
		{Name: "too many topics", Path: "live:subscribe?" + list(many...), Status: 400, Code: "TOO_MANY_TOPICS"},
		{Name: "another method", Method: "PUT", Path: "live:subscribe?topics=receipts", Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "another action", Path: "live:listen?topics=receipts", Status: 404, Code: "UNKNOWN_RESOURCE"},
	})
}

func TestAStreamBeginsWithWhatItTells(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	role(e, "clerk")
	clerk := person(e, "clara", "clerk")
	s := connect(t, http.DefaultClient, e.URL(), clerk, "receipts", "collection:orders", "executions", "definitions", "receipts")
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"} {
		if have := s.header.Get(name); have != want {
			t.Errorf("%s: %q", name, have)
		}
	}
	s.want("ready", M{"topics": []string{"receipts", "definitions"}, "refused": []M{
		{"topic": "collection:orders", "code": "NO_PERMISSION"}, {"topic": "executions", "code": "NO_PERMISSION"},
	}})
	create(e.Root, "orders", M{"title": "unheard"})
	e.Collection("more", "name:string")
	s.next("definitions")
}

func TestRecordsAreToldWithoutTheirValues(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	e.Collection("lines", "text:string", M{"name": "order", "type": "belongsTo", "target": "orders", "foreignKey": "orderId", "onDelete": "CASCADE"})
	first := create(e.Root, "orders", M{"title": "before"})
	all := subscribe(e, e.Root, "collection:orders", "collection:lines", "record:orders:"+first)
	one := subscribe(e, e.Root, "record:orders:"+first)
	second := create(e.Root, "orders", M{"title": "secret", "no": "1"})
	e.Root.Post("orders:update?filterByTk="+first, M{"title": "secret"}).OK()
	line := create(e.Root, "lines", M{"text": "x", "orderId": json.Number(first)})
	e.Root.Post("orders:create", []M{{"no": "2"}, {"no": "1"}}).Is(400) // undone as a whole
	e.Root.Post("orders:destroy?filterByTk="+first, nil).OK()
	e.Root.Post("orders:destroy?filterByTk="+second, nil).OK()

	all.want("record", record("orders", second, "created"))
	all.want("record", record("orders", first, "updated"))
	all.want("record", record("lines", line, "created"))
	all.want("record", record("orders", first, "destroyed"))
	all.want("record", record("lines", line, "destroyed"))
	last, _ := all.any()
	if raw, err := json.Marshal(last.data); err != nil || last.id != "7" || string(raw) != `{"change":"destroyed","collection":"orders","id":`+second+`}` {
		t.Errorf("the last event is %v (%s, %v)", last, raw, err)
	}
	one.want("record", record("orders", first, "updated"))
	one.want("record", record("orders", first, "destroyed"))
}

func TestWorkflowsChangeRecordsAudiblyEvenWithoutEvents(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	e.Workflow(M{"key": "mark", "title": "mark", "type": "collection", "config": M{"collection": "orders", "mode": 1}}, testenv.Node{
		Key: "u", Type: "update", Config: M{"collection": "orders", "params": M{
			"individualHooks": false, "filter": M{"$and": []M{{"id": M{"$eq": "{{$context.data.id}}"}}}}, "values": M{"title": "marked"},
		}},
	})
	s := subscribe(e, e.Root, "collection:orders")
	id := create(e.Root, "orders", M{"title": "x"})
	s.want("record", record("orders", id, "created"))
	s.want("record", record("orders", id, "updated"))
	e.Quiet()
}

func TestKeysThatAreTexts(t *testing.T) {
	e := testenv.New(t)
	e.Root.Post("collections:create", M{"name": "codes", "autoGenId": false, "fields": []M{{"name": "code", "type": "string", "primaryKey": true}, {"name": "n", "type": "integer"}}}).OK()
	const code = "a,b:c%/d"
	s := subscribe(e, e.Root, "record:codes:"+code)
	e.Root.Post("codes:create", M{"code": "other"}).OK()
	e.Root.Post("codes:create", M{"code": code}).OK()
	s.want("record", M{"collection": "codes", "id": code, "change": "created"})
}

func TestWhoSeesSomeRowsHearsOfThoseOnly(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	role(e, "own", "create", "view:own", "update:own", "destroy:own")
	ann, bob := person(e, "ann", "own"), person(e, "bob", "own")
	his := create(bob, "orders", M{"title": "bob's"})
	s := subscribe(e, ann, "collection:orders", "record:orders:"+his)
	create(bob, "orders", M{"title": "more"})
	bob.Post("orders:update?filterByTk="+his, M{"title": "changed"}).OK()
	hers := create(ann, "orders", M{"title": "ann's"})
	s.want("record", record("orders", hers, "created"))
	e.Root.Post("orders:update?forceUpdate=true", M{"title": "all"}).OK()
	s.want("record", record("orders", hers, "updated"))
	bob.Post("orders:destroy?filterByTk="+his, nil).OK()
	e.Root.Post("orders:destroy?filterByTk="+hers, nil).OK()
	s.want("record", record("orders", hers, "destroyed"))
	last := create(ann, "orders", M{"title": "last"})
	s.want("record", record("orders", last, "created"))
}

func TestReceiptsAreTheirActors(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	role(e, "maker", "create", "view")
	ann, bob := person(e, "ann", "maker"), person(e, "bob", "maker")
	e.Workflow(M{"key": "w", "title": "w", "type": "action", "config": M{"collection": "orders"}},
		testenv.Node{Key: "u", Type: "update", Config: M{"collection": "orders", "params": M{
			"filter": M{"$and": []M{{"id": M{"$eq": "{{$context.data.id}}"}}}}, "values": M{"title": "seen"},
		}}})
	e.Workflow(M{"key": "chained", "title": "chained", "type": "collection", "config": M{"collection": "orders", "mode": 2}},
		testenv.Node{Key: "o", Type: "output", Config: M{"value": "x"}})
	a, b := subscribe(e, ann, "receipts"), subscribe(e, bob, "receipts")
	act := func(c *testenv.Client) string {
		return c.Post("orders:create?triggerWorkflows=w", M{"title": "x"}).OK().Header.Get("X-Receipt")
	}
	hers := act(ann)
	his := act(bob)
	a.want("receipt", M{"id": json.Number(hers), "change": "closed", "outcome": "saved"})
	a.want("receipt", M{"id": json.Number(hers), "change": "verdicts"})
	b.want("receipt", M{"id": json.Number(his), "change": "closed"})
	b.want("receipt", M{"id": json.Number(his), "change": "verdicts"})
	e.Quiet()
}

func TestAReceiptOpensAndCloses(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	e.Workflow(M{"key": "w", "title": "w", "type": "request-interception", "config": M{"collection": "orders", "actions": []string{"create"}, "global": true}},
		testenv.Node{Key: "o", Type: "output", Config: M{"value": "x"}})
	role(e, "maker", "create", "view")
	s := subscribe(e, e.Root, "receipts")
	ann := person(e, "ann", "maker")
	ann.Post("orders:create", M{"title": "x"}).OK()
	id := e.Root.Post("orders:create", M{"title": "x"}).OK().Header.Get("X-Receipt")
	s.want("receipt", M{"id": json.Number(id), "change": "opened", "outcome": "open"})
	s.want("receipt", M{"id": json.Number(id), "change": "closed", "outcome": "saved"})
}

func TestOneReceiptIsOpenToAdministrators(t *testing.T) {
	e := testenv.New(t, withPause)
	orders(e)
	role(e, "maker", "create", "view")
	ann, bob := person(e, "ann", "maker"), person(e, "bob", "maker")
	e.Workflow(M{"key": "w", "title": "w", "type": "action", "config": M{"collection": "orders"}},
		testenv.Node{Key: "p", Type: "pause"},
		testenv.Node{Key: "u", Type: "update", After: "p", Config: M{"collection": "orders", "params": M{
			"filter": M{"$and": []M{{"id": M{"$eq": "{{$context.data.id}}"}}}}, "values": M{"title": "seen"},
		}}})
	e.Workflow(M{"key": "chained", "title": "chained", "type": "collection", "config": M{"collection": "orders", "mode": 2}},
		testenv.Node{Key: "o", Type: "output", Config: M{"value": "x"}})
	receipt := ann.Post("orders:create?triggerWorkflows=w", M{"title": "x"}).OK().Header.Get("X-Receipt")
	admin, other := subscribe(e, e.Root, "receipt:"+receipt), subscribe(e, bob, "receipt:"+receipt, "definitions")
	e.Quiet()
	job := e.Root.Get("jobs:list").OK().Text("data.0.id")
	e.Root.Post("jobs:resume?filterByTk="+job, M{"status": 1}).Is(202)
	admin.want("receipt", M{"id": json.Number(receipt), "change": "verdicts"})
	e.Collection("more", "name:string")
	other.next("definitions")
}

func TestExecutionsAreToldStepByStep(t *testing.T) {
	e := testenv.New(t, withPause)
	orders(e)
	role(e, "maker", "create", "view")
	ann, bob := person(e, "ann", "maker"), person(e, "bob", "maker")
	w := e.Workflow(M{"key": "w", "title": "w", "type": "action", "config": M{"collection": "orders"}},
		testenv.Node{Key: "p", Type: "pause"}, testenv.Node{Key: "o", Type: "output", After: "p", Config: M{"value": "x"}})
	all := subscribe(e, e.Root, "executions")
	ann.Post("orders:create?triggerWorkflows=w", M{"title": "x"}).OK()
	e.Quiet()
	jobs := e.Root.Get("jobs:list").OK()
	id, job, node := jobs.Text("data.0.executionId"), jobs.Text("data.0.id"), jobs.Text("data.0.nodeId")
	all.want("execution", M{"id": json.Number(id), "change": "created", "workflowId": json.Number(w), "key": "w"})

	admin, actor := subscribe(e, e.Root, "execution:"+id), subscribe(e, ann, "execution:"+id)
	other := subscribe(e, bob, "execution:"+id, "definitions")
	e.Root.Post("jobs:resume?filterByTk="+job, M{"status": 1}).Is(202)
	e.Quiet()
	for _, s := range []*stream{admin, actor} {
		s.want("step", M{"executionId": json.Number(id), "jobId": json.Number(job), "nodeId": json.Number(node), "nodeKey": "p", "status": 1})
		told := map[string]any{}
		for told["execution"] == nil {
			e, ok := s.any()
			data, _ := e.data.(map[string]any)
			if !ok {
				t.Fatal("the stream ended")
			}
			if e.kind == "step" {
				told[fmt.Sprint(data["nodeKey"])] = data["status"]
			} else if data["status"] == json.Number("1") {
				told[e.kind] = data["status"]
			}
		}
		if told["o"] != json.Number("1") {
			t.Errorf("what was told: %v", told)
		}
	}
	e.Root.Post("executions:destroy?filterByTk="+id, nil).OK()
	for _, s := range []*stream{admin, actor} {
		s.want("execution", M{"id": json.Number(id), "change": "destroyed", "status": nil})
	}
	e.Collection("more", "name:string")
	other.next("definitions")
}

func TestACancelTellsOfTheStepThatWaited(t *testing.T) {
	e := testenv.New(t, withPause)
	orders(e)
	e.Workflow(M{"key": "w", "title": "w", "type": "action", "config": M{"collection": "orders"}}, testenv.Node{Key: "p", Type: "pause"})
	e.Root.Post("orders:create?triggerWorkflows=w", M{"title": "x"}).OK()
	e.Quiet()
	id := e.Root.Get("executions:list").OK().Text("data.0.id")
	s := subscribe(e, e.Root, "execution:"+id)
	e.Root.Post("executions:cancel?filterByTk="+id, nil).OK()
	seen := map[string]bool{}
	for len(seen) < 2 {
		ev, ok := s.any()
		if !ok {
			t.Fatal("the stream ended")
		}
		data, _ := ev.data.(map[string]any)
		if data["status"] != json.Number("-3") {
			t.Fatalf("%s %v", ev.kind, data)
		}
		seen[ev.kind] = true
	}
	if !seen["step"] || !seen["execution"] {
		t.Errorf("told of %v", seen)
	}
}

func TestWhatBeginsAndEndsInsideTheActionIsTold(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	e.Workflow(M{"key": "quick", "title": "quick", "type": "action", "sync": true, "config": M{"collection": "orders"}},
		testenv.Node{Key: "o", Type: "output", Config: M{"value": "x"}})
	e.Workflow(M{"key": "gone", "title": "gone", "type": "action", "config": M{"collection": "orders"}, "options": M{"deleteExecutionOnStatus": []int{1}}},
		testenv.Node{Key: "o2", Type: "output", Config: M{"value": "x"}})
	s := subscribe(e, e.Root, "executions")
	e.Root.Post("orders:create?triggerWorkflows=quick", M{"title": "x"}).OK()
	s.want("execution", M{"key": "quick", "change": "created", "status": 1})
}

func TestACommentKeepsTheStreamAlive(t *testing.T) {
	h := newHands()
	e := testenv.New(t, func(o *app.Options) { o.Clock = h })
	s := subscribe(e, e.Root, "definitions")
	for range 3 {
		h.move(15 * time.Second)
		if ev, ok := s.any(); !ok || ev.kind != "" {
			t.Fatalf("%v, open: %t", ev, ok)
		}
	}
}

func TestAnEndedSessionEndsItsStreams(t *testing.T) {
	h := newHands()
	e := testenv.New(t, func(o *app.Options) { o.Clock = h })
	role(e, "maker", "view")
	ann := person(e, "ann", "maker")
	quiet := subscribe(e, ann, "receipts")
	other := subscribe(e, e.As("ann", password), "receipts")
	ann.Post("auth:signOut", nil).OK()
	h.move(15 * time.Second)
	quiet.ends("session")
	if ev, ok := other.any(); !ok || ev.kind != "" {
		t.Fatalf("another session was ended, too: %v", ev)
	}
	h.move(25 * time.Hour)
	other.ends("session") // its token has to be renewed by an ordinary call
}

func TestAnEndedSessionHearsNothingMore(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	role(e, "maker", "create", "view")
	ann := person(e, "ann", "maker")
	s := subscribe(e, ann, "collection:orders")
	ann.Post("auth:signOut", nil).OK()
	create(e.Root, "orders", M{"title": "x"})
	if ev, _ := s.any(); ev.kind != "bye" {
		t.Fatalf("%v", ev)
	}
}

func TestChangedPermissionsEndTheStream(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	role(e, "maker", "create", "view")
	role(e, "other", "view")
	ann := person(e, "ann", "maker")
	s := subscribe(e, ann, "collection:orders")
	unconcerned := subscribe(e, ann, "receipts", "definitions")
	e.Root.Post("roles:update?filterByTk=maker", M{"strategy": M{"actions": []string{"create"}}}).OK()
	s.ends("permissions")
	unconcerned.next("definitions")
	s = connect(t, http.DefaultClient, e.URL(), ann, "collection:orders")
	s.want("ready", M{"topics": []string{}, "refused": []M{{"topic": "collection:orders", "code": "NO_PERMISSION"}}})
	e.Root.Post("roles:update?filterByTk=maker", M{"strategy": M{"actions": []string{"view"}}}).OK()
	s.ends("permissions")
}

func TestAnotherRoleEndsTheStream(t *testing.T) {
	h := newHands()
	e := testenv.New(t, func(o *app.Options) { o.Clock = h })
	role(e, "maker", "view")
	role(e, "other", "view")
	ann := person(e, "ann", "maker")
	id := ann.Get("auth:check").OK().ID()
	s := subscribe(e, ann, "receipts")
	e.Root.Post("users:update?filterByTk="+id, M{"roles": []string{"other"}}).OK()
	h.move(15 * time.Second)
	s.ends("role")
}

func TestARemovedCollectionEndsTheStream(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	s := subscribe(e, e.Root, "collection:orders")
	e.Root.Post("collections:destroy?filterByTk=orders", nil).OK()
	s.ends("permissions")
	e.Root.Get("live:subscribe?topics=collection:orders").Code(400, "UNKNOWN_TOPIC")
}

func TestOneUserHasSoManyStreams(t *testing.T) {
	e := testenv.New(t)
	role(e, "maker", "view")
	ann := person(e, "ann", "maker")
	var all []*stream
	for range 20 {
		all = append(all, subscribe(e, e.Root, "definitions"))
	}
	a := e.Root.Get("live:subscribe?topics=definitions").Code(429, "TOO_MANY_STREAMS")
	if a.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
	subscribe(e, ann, "definitions")
	all[0].cancel()
	e.Eventually("there is room again", func() bool {
		s := connectOrNot(e, "definitions")
		return s == http.StatusOK
	})
}

// connectOrNot opens a stream, closes it and says how that was answered.
func connectOrNot(e *testenv.Env, topics ...string) int {
	req, err := http.NewRequest(http.MethodGet, e.URL()+"/api/live:subscribe?"+list(topics...), nil)
	if err != nil {
		e.T.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.Root.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		e.T.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// Whoever lists after the stream began, and then applies what the stream tells, knows all there is.
func TestNothingIsMissedBetweenTheStreamAndTheList(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	var wait sync.WaitGroup
	stop := make(chan struct{})
	var made sync.Map
	for range 4 {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					made.Store(create(e.Root, "orders", M{"title": "x"}), true)
				}
			}
		})
	}
	known := make([]map[string]bool, 20)
	streams := make([]*stream, len(known))
	for i := range known {
		streams[i] = subscribe(e, e.Root, "collection:orders")
		known[i] = map[string]bool{}
		for _, id := range e.Root.Get("orders:list?paginate=false&fields=id").OK().At("data.*.id").([]any) {
			known[i][fmt.Sprint(id)] = true
		}
	}
	close(stop)
	wait.Wait()
	last := create(e.Root, "orders", M{"title": "last"})
	for i, s := range streams {
		for !known[i][last] {
			data, _ := s.next("record").(map[string]any)
			known[i][fmt.Sprint(data["id"])] = true
		}
		made.Range(func(id, _ any) bool {
			if !known[i][fmt.Sprint(id)] {
				t.Errorf("stream %d never heard of %v", i, id)
			}
			return true
		})
	}
}

func TestPeopleAreRecordsToo(t *testing.T) {
	e := testenv.New(t)
	s := subscribe(e, e.Root, "collection:users")
	role(e, "maker", "view")
	ann := person(e, "ann", "maker")
	id := ann.Get("auth:check").OK().ID()
	s.want("record", record("users", id, "created"))
	e.Root.Post("users:update?filterByTk="+id, M{"nickname": "Ann"}).OK()
	s.want("record", record("users", id, "updated"))
	e.Root.Post("users:destroy?filterByTk="+id, nil).OK()
	s.want("record", record("users", id, "destroyed"))
}

func TestRowsOfATeamAreToldToTheTeam(t *testing.T) {
	e := testenv.New(t)
	e.Collection("orders", "team:string", "title:string")
	role(e, "clerk")
	scope := e.Root.Post("dataSources/main/rolesResourcesScopes:create", M{"name": "s", "resourceName": "orders", "scope": M{"team.$eq": "{{$user.nickname}}"}}).OK().ID()
	e.Root.Post("roles/clerk/dataSourceResources:create", M{"name": "orders", "dataSourceKey": "main", "usingActionsConfig": true,
		"actions": []M{{"name": "view", "scopeId": json.Number(scope)}}}).OK()
	s := subscribe(e, person(e, "red", "clerk"), "collection:orders")
	many := make([]M, 40)
	for i := range many {
		many[i] = M{"team": []string{"red", "blue"}[i%2], "title": "x"}
	}
	all := e.Root.Post("orders:create", many).OK().At("data.*.id").([]any)
	e.Root.Post("orders:update?forceUpdate=true", M{"title": "y"}).OK()
	e.Root.Post(`orders:update?filter={"id":`+fmt.Sprint(all[0])+`}`, M{"team": "blue"}).OK()
	e.Root.Post(`orders:destroy?filter={"title":"y"}`, nil).OK()
	for _, change := range []string{"created", "updated", "destroyed"} {
		for i := 0; i < len(all); i += 2 {
			if i == 0 {
				continue // by now, or then, it belongs to another team
			}
			have, _ := s.next("record").(map[string]any)
			for have["id"] == all[0] {
				have, _ = s.next("record").(map[string]any)
			}
			if have["id"] != all[i] || have["change"] != change {
				t.Fatalf("%v, not %s %v", have, change, all[i])
			}
		}
	}
}
