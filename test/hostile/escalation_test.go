package hostile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// noSecrets fails when a text that nobody may ever read stands in an answer, root included.
func noSecrets(t testing.TB, a *testenv.Answer) {
	t.Helper()
	for _, text := range []string{"$argon2id", "passwordChangeTz", `"password":`, testenv.Password} {
		if strings.Contains(string(a.Body), text) {
			t.Errorf("%s shows %s: %.400s", a.Call, text, a.Body)
		}
	}
}

func TestThePasswordHashIsNowhere(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("people", "name:string", "pin:password", M{"name": "owner", "type": "belongsTo", "target": "users", "foreignKey": "ownerId"})
	w.collection("copies", "text:text", "json:json")
	w.Workflow(M{"key": "users", "title": "users", "type": "collection", "config": M{"collection": "users", "mode": 3}},
		testenv.Node{Key: "copy", Type: "create", Config: M{"collection": "copies", "params": M{"values": M{"json": "{{$context}}", "text": "{{$context.data.password}}"}}}},
		testenv.Node{Key: "query", Type: "query", After: "copy", Config: M{"collection": "users", "multiple": true, "params": M{"appends": []string{"roles"}}}},
		testenv.Node{Key: "out", Type: "output", After: "query", Config: M{"value": []any{"{{$context}}", "{{$jobsMapByNodeKey}}"}}})
	w.Workflow(M{"key": "people", "title": "people", "type": "action", "sync": true, "config": M{"collection": "people", "appends": []string{"owner", "createdBy"}}},
		testenv.Node{Key: "say", Type: "response-message", Config: M{"message": "{{$context}} {{$context.data.pin}} {{$context.user.password}} {{$context.data.createdBy.password}}"}},
		testenv.Node{Key: "query", Type: "query", After: "say", Config: M{"collection": "people", "multiple": true, "params": M{"appends": []string{"owner", "createdBy"}}}},
		testenv.Node{Key: "copy", Type: "create", After: "query", Config: M{"collection": "copies", "params": M{"values": M{"json": "{{$jobsMapByNodeKey.query}}"}}}})
	w.Workflow(M{"key": "before", "title": "before", "type": "request-interception", "config": M{"collection": "people"}},
		testenv.Node{Key: "say", Type: "response-message", Config: M{"message": "{{$context.user}}"}})
	for _, a := range []*testenv.Answer{
		w.Root.Post("people:create?triggerWorkflows=people,before", M{"name": "a", "pin": "4711-secret-pin", "owner": jsonNumber(w.clerkID)}),
		w.Root.Post("people:create", []M{{"name": "b", "pin": "4711-secret-pin"}}),
		w.Root.Post("people:updateOrCreate?filterKeys=name", M{"name": "a", "pin": "4711-other-pin"}),
		w.Root.Post("users:update?filterByTk="+w.clerkID, M{"password": "another-Secret-2", "nickname": "c"}),
		w.Root.Post("users:create", M{"username": "dave", "password": "another-Secret-2"}),
		w.Root.With("Idempotency-Key", "u").Post("users:create", M{"username": "erna", "password": "another-Secret-2"}),
		w.Root.With("Idempotency-Key", "u").Post("users:create", M{"username": "erna", "password": "another-Secret-2"}),
		w.Root.Post("people:create", M{"name": "long", "pin": strings.Repeat("p", 5000)}), w.Root.Post("people:create", M{"name": "array", "pin": []any{1}}),
		w.Root.Post("people:firstOrCreate?filterKeys=pin", M{"pin": "4711-secret-pin"}),
		w.clerk.Get("auth:check"),
	} {
		if strings.Contains(string(a.Body), "another-Secret") || strings.Contains(string(a.Body), "4711-secret") {
			t.Errorf("%s tells the password: %s", a.Call, a.Body)
		}
		if a.Status >= 500 {
			t.Errorf("%s: %d %s", a.Call, a.Status, a.Body)
		}
		noSecrets(t, a)
	}
	w.Quiet()
	for _, path := range []string{
		"users:list?appends=roles", "users:list?fields=password", "users:list?fields=id,password,passwordChangeTz", "people:list?appends=owner,createdBy", "people:list?fields=pin", "people:get?fields=owner.password", "copies:list?paginate=false",
		"executions:list?paginate=false&appends=jobs,workflow", "jobs:list?paginate=false", "receipts:list?paginate=false&appends=chain,user", "users/" + w.clerkID + "/roles:list", "roles/admin/users:list", "people:list?sort=pin", "people:list?sort=-owner.password",
		"people:list?filter={\"pin.$startsWith\":\"$\"}", "people:list?filter={\"owner.password.$notEmpty\":true}", "users:list?filter={\"password.$includes\":\"a\"}", "users:list?sort=password", "users:list?filterByTk={\"password\":\"x\"}", "people:list?filterByTk={\"pin\":\"x\"}",
	} {
		noSecrets(t, w.Root.Get(strings.ReplaceAll(strings.ReplaceAll(path, "{\"", "%7B%22"), "\"", "%22")))
	}
	j.quiet(t, "secrets")
}

// An administrator of one thing must not become one of another.
func TestNobodyRaisesHimself(t *testing.T) {
	w := newWorld(t)
	snippets := map[string]string{"hr": "pm.users", "acl": "pm.acl.roles", "modeller": "pm.data-source-manager.*", "flows": "pm.workflow.workflows", "pages": "ui.*", "settings": "pm.system-settings.*"}
	clients := map[string]*testenv.Client{"clerk": w.clerk}
	ids := map[string]string{"clerk": w.clerkID}
	for role, snippet := range snippets {
		w.Root.Post("roles:create", M{"name": role, "title": role, "snippets": []string{snippet}}).OK()
		clients[role], ids[role] = w.user(role+"user", role)
	}
	rootID := w.Root.Get("auth:check").OK().ID()
	for name, c := range clients {
		me := ids[name]
		attempts := []struct {
			path string
			body any
		}{
			{"users/" + me + "/roles:add", []string{"root"}}, {"users/" + me + "/roles:set", []string{"root"}}, {"users/" + me + "/roles:add?filterByTk=admin", nil}, {"roles/root/users:add", []any{jsonNumber(me)}}, {"roles/admin/users:set", []any{jsonNumber(me)}},
			{"users:update?filterByTk=" + me, M{"roles": []string{"admin"}}}, {"users:update?filterByTk=" + rootID, M{"password": "stolen-Secret-1"}}, {"users:update?filterByTk=" + rootID, M{"email": "me@x.org"}}, {"users:destroy?filterByTk=" + rootID, nil},
			{"users:updateProfile", M{"roles": []string{"admin"}, "id": jsonNumber(rootID)}}, {"users:updateProfile?filterByTk=" + rootID, M{"nickname": "owned"}}, {"users:setDefaultRole", M{"roleName": "root"}}, {"users:setDefaultRole", M{"roleName": "__union__"}},
			{"roles:update?filterByTk=" + name, M{"snippets": []string{"pm", "pm.*", "ui.*"}}}, {"roles:update?filterByTk=" + name, M{"strategy": M{"actions": "*"}, "snippets": []string{"*"}}}, {"roles:create", M{"name": "evil" + name, "snippets": []string{"pm.*", "*"}}},
			{"roles:update?filterByTk=root", M{"title": "x"}}, {"roles:destroy?filterByTk=admin", nil}, {"roles/" + name + "/snippets:add", []string{"pm.*"}}, {"roles/" + name + "/snippets:set", []string{"pm.users"}},
			{"rolesUsers:create", M{"userId": jsonNumber(me), "roleName": "root"}}, {"users:firstOrCreate?filterKeys=username", M{"username": "evil", "roles": []string{"root"}}}, {"users:create", M{"username": "evil" + name, "password": "evil-Secret-11", "roles": []string{"root"}}},
			{"roles:setDefaultRole", M{"roleName": "admin"}}, {"roles:setSystemRoleMode", M{"roleMode": "only-use-union"}}, {"auth:changePassword", M{"oldPassword": "wrong", "newPassword": "evil-Secret-11", "confirmPassword": "evil-Secret-11"}},
			{"environmentVariables:create", M{"name": "x"}}, {"jobs:resume?filterByTk=1", M{}}, {"executions:rerun?filterByTk=1", M{}},
		}
		for _, a := range attempts {
			r := c.Post(a.path, a.body)
			noSecrets(t, r)
			if r.Status >= 500 {
				t.Errorf("%s %s: %d %s", name, a.path, r.Status, r.Body)
			}
		}
		roles := fmt.Sprint(w.Root.Get("users/" + me + "/roles:list?fields=name").OK().At("data.*.name"))
		if roles != "["+name+"]" && !(name == "acl" || name == "hr") || strings.Contains(roles, "root") || strings.Contains(roles, "admin") {
			t.Errorf("%s holds %s now", name, roles)
		}
		check := c.Get("roles:check").OK()
		if check.At("data.allowAll") == true {
			t.Errorf("%s may do everything now: %s", name, check.Body)
		}
		if w.Root.Get("users:get/"+rootID).OK().Text("data.email") != "root@example.com" {
			t.Fatalf("%s changed the root user", name)
		}
		w.As("root@example.com", testenv.Password)
		for _, held := range []string{"evil" + name} {
			if got := w.Root.Get("users:list?" + testenv.Filter(M{"roles.name": "root", "username": held})).OK(); got.Text("meta.count") != "0" {
				t.Errorf("%s made a root user", name)
			}
		}
	}
	for _, role := range []string{"root", "member", "clerk,root", "__union__", " clerk", "CLERK", "hr"} {
		a := w.clerk.With("X-Role", role).Get("users:list")
		if a.Status == 200 {
			t.Errorf("X-Role %q opens users: %s", role, a.Body)
		}
	}
	if a := w.clerk.With("X-Role", "anonymous").Get("orders:list"); a.Status == 200 {
		t.Errorf("anonymous reads orders: %s", a.Body)
	}
}

func TestWorkflowsThatRunAsTheActorHaveHisRights(t *testing.T) {
	w := newWorld(t)
	w.collection("found", "text:text")
	nodes := map[string]testenv.Node{
		"reads a hidden row":              {Type: "query", Config: M{"collection": "orders", "multiple": true, "params": M{"filter": M{"title": "TITLE-SHUT"}}}},
		"reads hidden columns":            {Type: "query", Config: M{"collection": "orders", "multiple": true, "params": M{"filter": M{"title": "first"}, "appends": []string{"customer"}}}},
		"filters by a hidden column":      {Type: "query", Config: M{"collection": "orders", "multiple": true, "params": M{"filter": M{"secret": "SECRET-1"}}}},
		"filters by a hidden path":        {Type: "query", Config: M{"collection": "orders", "multiple": true, "params": M{"filter": M{"customer.iban": "IBAN-ACME"}}}},
		"sorts by a hidden column":        {Type: "query", Config: M{"collection": "orders", "multiple": true, "params": M{"sort": []M{{"field": "secret"}}}}},
		"reads a closed collection":       {Type: "query", Config: M{"collection": "vault", "multiple": true}},
		"reads people":                    {Type: "query", Config: M{"collection": "users", "multiple": true}},
		"writes a hidden column":          {Type: "update", Config: M{"collection": "orders", "params": M{"filter": M{"title": "first"}, "values": M{"amount": 99}}}},
		"changes a closed order":          {Type: "update", Config: M{"collection": "orders", "params": M{"filter": M{"title": "TITLE-SHUT"}, "values": M{"status": "open"}}}},
		"links a customer out of sight":   {Type: "update", Config: M{"collection": "orders", "params": M{"filter": M{"title": "first"}, "values": M{"customerId": w.num("gone")}}}},
		"links by association":            {Type: "create", Config: M{"collection": "orders", "params": M{"values": M{"title": "new", "customer": w.num("gone")}}}},
		"creates through an association":  {Type: "create", Config: M{"collection": "orders", "params": M{"values": M{"title": "new", "customer": M{"name": "smuggled"}}}}},
		"loads what it may not after all": {Type: "create", Config: M{"collection": "orders", "params": M{"values": M{"title": "new"}, "appends": []string{"createdBy", "safe"}}}},
		"destroys a closed order":         {Type: "destroy", Config: M{"collection": "orders", "params": M{"filter": M{"title": "TITLE-SHUT"}}}},
		"destroys customers":              {Type: "destroy", Config: M{"collection": "customers", "params": M{"filter": M{"id.$gt": 0}}}},
		"filters rows to be changed":      {Type: "update", Config: M{"collection": "orders", "params": M{"filter": M{"secret": "SECRET-1"}, "values": M{"title": "oracle"}}}},
	}
	for name, n := range nodes {
		t.Run(name, func(t *testing.T) {
			key := strings.ReplaceAll(name, " ", "_")
			n.Key = "n"
			id := w.Workflow(M{"key": key, "title": key, "type": "action", "sync": true, "options": M{"runAs": "actor"}, "config": M{"collection": "drops"}}, n,
				testenv.Node{Key: "say", Type: "response-message", After: "n", Config: M{"message": "{{$jobsMapByNodeKey.n}}"}})
			if got := w.Root.Get("workflows:get/" + id).OK(); got.Text("data.options.runAs") != "actor" {
				t.Fatalf("the option was not kept: %s", got.Body)
			}
			before := ""
			for _, c := range []string{"customers", "orders", "vault"} {
				before += string(w.Root.Get(c + ":list?paginate=false&sort=id&except=updatedAt,updatedById&" + testenv.Filter(M{"createdById.$ne": jsonNumber(w.clerkID)})).OK().Body)
			}
			clean(t, w.clerk.Post("drops:create?triggerWorkflows="+key, M{"note": "x"}))
			after := ""
			for _, c := range []string{"customers", "orders", "vault"} {
				after += string(w.Root.Get(c + ":list?paginate=false&sort=id&except=updatedAt,updatedById&" + testenv.Filter(M{"createdById.$ne": jsonNumber(w.clerkID)})).OK().Body)
			}
			if after != before {
				t.Errorf("data changed:\n%s", firstDifference(before, after))
			}
			defer w.Root.Post("orders:destroy?"+testenv.Filter(M{"createdById": jsonNumber(w.clerkID)}), nil)
			defer w.Root.Post("orders:update?filterByTk="+w.ids["order"], M{"customerId": w.num("acme"), "title": "first"})
			defer w.Root.Post("customers:destroy?"+testenv.Filter(M{"name": "smuggled"}), nil)
			if w.Root.Get("customers:list?"+testenv.Filter(M{"name": "smuggled"})).OK().Text("meta.count") != "0" {
				t.Error("a customer was smuggled in")
			}
			if w.Root.Get("orders:list?"+testenv.Filter(M{"customerId": w.num("gone"), "createdById": jsonNumber(w.clerkID)})).OK().Text("meta.count") != "0" {
				t.Error("an order was linked to a customer out of sight")
			}
		})
	}
	// What the actor may do, the workflow may.
	w.Workflow(M{"key": "fine", "title": "fine", "type": "action", "sync": true, "options": M{"runAs": "actor"}, "config": M{"collection": "drops"}},
		testenv.Node{Key: "n", Type: "query", Config: M{"collection": "orders", "multiple": true, "params": M{"filter": M{"status": "open", "customer.name": "Acme"}, "appends": []string{"customer", "items"}, "sort": []M{{"field": "title"}}}}},
		testenv.Node{Key: "u", Type: "update", After: "n", Config: M{"collection": "orders", "params": M{"filter": M{"title": "first"}, "values": M{"status": "open", "title": "first"}}}},
		testenv.Node{Key: "say", Type: "response-message", After: "u", Config: M{"message": "{{$jobsMapByNodeKey.n.0.customer.name}}"}})
	w.clerk.Post("drops:create?triggerWorkflows=fine", M{"note": "x"}).OK().Want("messages.0.message", "Acme")
	// Also when he acts in all his roles, and no more when he lost the role.
	w.Root.Post("roles:setSystemRoleMode", M{"roleMode": "only-use-union"}).OK()
	w.clerk.Post("drops:create?triggerWorkflows=fine", M{"note": "x"}).OK().Want("messages.0.message", "Acme")
}
