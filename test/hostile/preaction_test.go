package hostile

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// before makes a pre-action workflow on orders that changes submitted values.
func (w *world) before(key string, options, config M) {
	w.T.Helper()
	w.Workflow(M{"key": key, "title": key, "type": "request-interception", "options": options, "config": M{"collection": "orders"}},
		testenv.Node{Key: "set", Type: "request-values", Config: config},
		testenv.Node{Key: "say", Type: "response-message", After: "set", Config: M{"message": "{{$context.params.values}}"}})
}

func TestAWorkflowThatChangesValuesLendsOnlyWhatItSets(t *testing.T) {
	w := newWorld(t)
	w.before("amount", nil, M{"values": M{"amount": 42}})
	w.before("deep", nil, M{"values": M{"meta.checked": true}})
	w.before("items", nil, M{"values": M{"items.0.name": "checked"}})
	w.before("keys", nil, M{"values": M{"id": 4711, "createdById": 1, "createdAt": "2001-01-01T00:00:00Z"}})
	w.before("hidden", nil, M{"values": M{"customerId": "{{$context.params.values.title}}"}})
	w.before("humble", M{"runAs": "actor"}, M{"values": M{"amount": 42}})

	// What the role may not write reaches neither the workflow nor the row; what the workflow sets does.
	a := clean(t, w.clerk.Post("orders:create?triggerWorkflows=amount", M{"title": "a", "secret": "SMUGGLED", "amount": 1}).OK())
	if contains(string(a.Body), "SMUGGLED") {
		t.Errorf("a forbidden value went through a workflow: %s", a.Body)
	}
	row := w.Root.Get("orders:get/"+a.ID()).OK().Want("data.amount", 42).Want("data.secret", nil)
	if row.Text("data.createdById") != w.clerkID {
		t.Errorf("the author is %s", row.Body)
	}
	// A path inside a value does not lend the rest of it. (The clerk may change meta, but not set it at creation.)
	a = w.clerk.Post("orders:create?triggerWorkflows=deep", M{"title": "b", "meta": M{"checked": false, "price": "SMUGGLED"}}).OK()
	if row = w.Root.Get("orders:get/" + a.ID()).OK(); contains(row.Text("data.meta"), "SMUGGLED") {
		t.Errorf("the rest of the value was written too: %s", row.Body)
	}
	// The same through an association: the caller's own columns there stay cut.
	a = w.clerk.Post("orders:create?triggerWorkflows=items&updateAssociationValues=items", M{"title": "c", "items": []M{{"name": "mine", "price": 3, "cost": 4242}}}).OK()
	items := w.Root.Get("items:list?"+testenv.Filter(M{"orderId": jsonNumber(a.ID())})).OK().Want("data.0.name", "checked").Want("data.0.price", 3)
	items.Want("data.0.cost", nil)
	// Nor does it open rows: the item that is too dear for the clerk stays out of reach.
	before := string(w.Root.Get("items:get/" + w.ids["dear"]).OK().Body)
	r := w.clerk.Post("orders:create?triggerWorkflows=items&updateAssociationValues=items", M{"title": "d", "items": []M{{"id": w.num("dear"), "price": 1}}})
	if after := string(w.Root.Get("items:get/" + w.ids["dear"]).OK().Body); after != before {
		t.Errorf("%d: an item out of reach was changed: %s", r.Status, after)
	}
	// Keys, authors and times are the server's.
	r = w.clerk.Post("orders:create?triggerWorkflows=keys", M{"title": "e"})
	if r.Status == 200 {
		row = w.Root.Get("orders:get/" + r.ID()).OK()
		if row.ID() == "4711" || row.Text("data.createdById") != w.clerkID || row.Text("data.createdAt")[:4] == "2001" {
			t.Errorf("a workflow set what only the server sets: %s", row.Body)
		}
	}
	// Association targets are checked for the actor.
	r = w.clerk.Post("orders:create?triggerWorkflows=hidden", M{"title": w.ids["gone"]})
	if r.Status == 200 {
		t.Errorf("linked a customer out of sight: %s", r.Body)
	}
	w.clerk.Post("orders:create?triggerWorkflows=humble", M{"title": "f"}).Code(403, "FIELD_FORBIDDEN")
	if w.Root.Get("orders:list?"+testenv.Filter(M{"title": "f"})).OK().Text("meta.count") != "0" {
		t.Error("a refused action was carried out")
	}
	// The same on an update, where the filter cannot be changed either.
	clean(t, w.clerk.Post("orders:update?filterByTk="+w.ids["shut"]+"&triggerWorkflows=amount", M{"title": "x"}).Is(403))
	w.Root.Get("orders:get/"+w.ids["shut"]).OK().Want("data.amount", 8).Want("data.title", "TITLE-SHUT")
	w.clerk.Post("orders:update?filterByTk="+w.ids["order"]+"&triggerWorkflows=amount", M{"secret": "SMUGGLED"}).OK()
	w.Root.Get("orders:get/"+w.ids["order"]).OK().Want("data.amount", 42).Want("data.secret", "SECRET-1")
	w.clerk.Post("orders:updateOrCreate?filterKeys=title&triggerWorkflows=amount", M{"title": "first", "status": "open"}).OK()
}

func TestCustomActionsStayInTheirScope(t *testing.T) {
	w := newWorld(t)
	w.permit("clerk", "vault", grant{"trigger", nil, M{"code": "nothing"}})
	w.Workflow(M{"key": "one", "title": "one", "type": "custom-action", "config": M{"type": 1, "collection": "orders", "appends": []string{"customer"}}},
		testenv.Node{Key: "say", Type: "output", Config: M{"value": "{{$context.data}}"}})
	w.Workflow(M{"key": "vault", "title": "vault", "type": "custom-action", "sync": true, "config": M{"type": 1, "collection": "vault"}},
		testenv.Node{Key: "say", Type: "response-message", Config: M{"message": "{{$context.data.code}}"}})
	w.Workflow(M{"key": "free", "title": "free", "type": "custom-action", "sync": true, "config": M{"type": 0}},
		testenv.Node{Key: "say", Type: "response-message", Config: M{"message": "{{$context.data}}"}})
	for _, path := range []string{
		"orders:trigger?filterByTk={order}&triggerWorkflows=one", "orders:trigger?triggerWorkflows=one", "vault:trigger?filterByTk={safe}&triggerWorkflows=vault", "vault:trigger?triggerWorkflows=vault",
		"vault:trigger?filterByTk[]={safe}&triggerWorkflows=vault", "orders/{order}/safe:trigger?filterByTk={safe}&triggerWorkflows=vault", "users:trigger?filterByTk=1&triggerWorkflows=one", "orders/{order}/createdBy:trigger?filterByTk=1&triggerWorkflows=one",
		"vault:trigger?filterByTk={\"code\":\"CODE-1234\"}&triggerWorkflows=vault",
	} {
		a := clean(t, w.clerk.Post(escaped(w.at(path)), M{"note": "x"}))
		if a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	w.Quiet()
	w.Root.Get("executions:list").OK().Want("meta.count", 0)
	clean(t, w.clerk.Post("workflows:trigger?triggerWorkflows=free", M{"note": "x"}))
	clean(t, w.clerk.Post("workflows:trigger?triggerWorkflows=vault!safe", M{"safe": M{"id": w.num("safe")}}))
	clean(t, w.clerk.Post("workflows:trigger?triggerWorkflows=vault", M{"id": w.num("safe"), "code": nil}))
}

func TestReceiptsAreTheActorsOwn(t *testing.T) {
	w := newWorld(t)
	w.Workflow(M{"key": "note", "title": "SECRET-TITLE", "type": "action", "config": M{"collection": "drops"}},
		testenv.Node{Key: "v", Type: "variable", Config: M{"value": "{{$context.data.note}}"}})
	mine := w.clerk.Post("drops:create?triggerWorkflows=note", M{"note": "x"}).OK().Header.Get("X-Receipt")
	theirs := w.Root.Post("drops:create?triggerWorkflows=note", M{"note": "SECRET-x"}).OK().Header.Get("X-Receipt")
	w.clerk.Get("receipts:get?filterByTk="+mine).OK().Want("data.outcome", "saved")
	for _, path := range []string{
		"receipts:get?filterByTk=" + theirs, "receipts:list?filterByTk=" + theirs, "receipts:list?" + testenv.Filter(M{"id": jsonNumber(theirs)}), "receipts/" + theirs + "/chain:list", "receipts/" + theirs + "/executions:list", "receipts/" + theirs + "/user:get",
		"receipts/" + mine + "/executions:list", "receipts:list?appends=executions", "receipts:list?appends=user", "receipts:list?appends=executions.jobs", "receipts/_/executions:list", "receipts/_/user:list", "receipts/_/chain:list",
		"receipts:list?" + testenv.Filter(M{"user.email.$includes": "root"}), "receipts:list?" + testenv.Filter(M{"executions.context.$includes": "x"}), "receipts:list?sort=user.email",
	} {
		a := clean(t, w.clerk.Get(path))
		if contains(string(a.Body), theirs) && a.Status == 200 || a.Status >= 500 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	for _, path := range []string{"receipts:destroy?filterByTk=" + mine, "receipts:update?filterByTk=" + mine, "receipts:create", "executions:cancel?filterByTk=1", "executions:retry?filterByTk=1", "workflows:execute?filterByTk=1", "buttons:create", "workflows:update?filterByTk=1"} {
		if a := w.clerk.Post(path, M{}); a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
}

func TestIdempotentAnswersBelongToUserAndRole(t *testing.T) {
	w := newWorld(t)
	other, _ := w.user("otto", "clerk")
	w.Root.Post("users/"+w.clerkID+"/roles:add", []string{"member"}).OK()
	const key = "k' OR 1=1 -- \u00e9"
	send := func(c *testenv.Client) *testenv.Answer {
		return clean(t, c.With("Idempotency-Key", key).Post("orders:create", M{"title": "once", "customer": w.num("acme"), "status": "open"}))
	}
	first := send(w.clerk).OK()
	if again := send(w.clerk).OK(); again.ID() != first.ID() || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s, then %s", first.Body, again.Body)
	}
	if a := send(other).OK(); a.ID() == first.ID() {
		t.Error("another user got the answer")
	}
	if a := send(w.clerk.With("X-Role", "member")); a.Status == 200 {
		t.Errorf("another role got the answer: %s", a.Body)
	}
	if a := w.clerk.With("Idempotency-Key", key).Post("orders:create", M{"title": "twice"}); a.Status != 422 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := w.Client().With("Idempotency-Key", key).Post("orders:create", M{"title": "once"}); a.Status != 401 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func escaped(path string) string {
	out := ""
	for _, c := range path {
		switch c {
		case '{', '}', '"':
			out += "%" + string("0123456789ABCDEF"[c>>4]) + string("0123456789ABCDEF"[c&15])
		default:
			out += string(c)
		}
	}
	return out
}
