package action_test

import (
	"encoding/json"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

const password = "a-Good-Password-7"

// person makes a user with one role and signs in.
func person(e *testenv.Env, name, role string) *testenv.Client {
	e.T.Helper()
	e.Root.Post("users:create", M{"username": name, "nickname": name, "email": name + "@example.com", "password": password, "roles": []string{role}}).OK()
	return e.As(name, password)
}

func userID(c *testenv.Client) string { return c.Get("auth:check").OK().ID() }

func role(e *testenv.Env, name string, strategy ...string) {
	e.T.Helper()
	e.Root.Post("roles:create", M{"name": name, "title": name, "strategy": M{"actions": append([]string{}, strategy...)}}).OK()
}

// entry gives a role a resource permission.
func entry(e *testenv.Env, role, collection string, actions ...M) {
	e.T.Helper()
	e.Root.Post("roles/"+role+"/dataSourceResources:create", M{"name": collection, "dataSourceKey": "main", "usingActionsConfig": true, "actions": actions}).OK()
}

func scope(e *testenv.Env, collection string, filter any) json.Number {
	e.T.Helper()
	return json.Number(e.Root.Post("dataSources/main/rolesResourcesScopes:create", M{"name": "s", "resourceName": collection, "scope": filter}).OK().ID())
}

// office has invoices with a customer and lines; salaries are nobody's business.
func office(t *testing.T) *testenv.Env {
	t.Helper()
	e := testenv.New(t)
	e.Root.Post("collections:create", M{"name": "customers", "createdBy": true, "fields": []M{{"name": "name", "type": "string"}, {"name": "salary", "type": "integer"}, {"name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users", "foreignKey": "createdById"}}}).OK()
	e.Root.Post("collections:create", M{"name": "invoices", "createdBy": true, "fields": []M{
		{"name": "no", "type": "string"}, {"name": "total", "type": "integer"}, {"name": "state", "type": "string"},
		{"name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users", "foreignKey": "createdById"},
		{"name": "customer", "type": "belongsTo", "target": "customers", "foreignKey": "customerId"},
		{"name": "lines", "type": "hasMany", "target": "lines", "foreignKey": "invoiceId"},
	}}).OK()
	e.Collection("lines", "text:string", "cost:integer", M{"name": "invoice", "type": "belongsTo", "target": "invoices", "foreignKey": "invoiceId"})
	e.Root.Post("invoices:create", M{"no": "R1", "total": 10, "state": "open", "customer": M{"name": "Acme", "salary": 5}, "lines": []M{{"text": "l1", "cost": 3}}}).OK()
	e.Root.Post("invoices:create", M{"no": "R2", "total": 20, "state": "paid"}).OK()
	return e
}

func TestStrategies(t *testing.T) {
	e := office(t)
	r1 := e.Root.Get("invoices:get?filter[no]=R1").OK().ID()
	member, viewer, own, none := person(e, "m", "member"), (*testenv.Client)(nil), (*testenv.Client)(nil), (*testenv.Client)(nil)
	role(e, "viewer", "view")
	role(e, "own", "create", "view:own", "update:own", "destroy:own")
	role(e, "none")
	viewer, own, none = person(e, "v", "viewer"), person(e, "o", "own"), person(e, "n", "none")
	mine := own.Post("invoices:create", M{"no": "O1", "createdById": 1, "createdBy": 1}).OK().ID()
	e.Run(t, []testenv.Scenario{
		{Name: "a member sees his own", As: member, Path: "invoices:list", Want: M{"meta": M{"count": 0}}},
		{Name: "and creates nothing", As: member, Path: "invoices:create", Body: M{}, Status: 403, Code: "NO_PERMISSION", Want: M{"errors": []M{{"message": "No permissions"}}}},
		{Name: "a viewer sees all", As: viewer, Path: "invoices:list", Want: M{"meta": M{"count": 3}}},
		{Name: "and changes nothing", As: viewer, Path: "invoices:update?filterByTk=" + r1, Body: M{}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "no role sees nothing", As: none, Path: "invoices:list", Status: 403, Code: "NO_PERMISSION"},
		{Name: "the creator cannot be chosen", As: own, Path: "invoices:get/" + mine, Want: M{"data": M{"createdById": json.Number(userID(own))}}},
		{Name: "own rows only", As: own, Path: "invoices:list", Want: M{"data": []M{{"no": "O1"}}, "meta": M{"count": 1}}},
		{Name: "another's row is null", As: own, Path: "invoices:get/" + r1, Want: M{"data": nil}},
		{Name: "another's row cannot be updated", As: own, Path: "invoices:update?filterByTk=" + r1, Body: M{"no": "x"}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "a mixture is refused as a whole", As: own, Path: "invoices:update?filterByTk[]=" + r1 + "&filterByTk[]=" + mine, Body: M{"no": "x"}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "a filter touches visible rows", As: own, Path: `invoices:update?filter={"no.$notEmpty":true}`, Body: M{"state": "x"}, Want: M{"data": []M{{"no": "O1"}}}},
		{Name: "so does forceUpdate", As: own, Path: "invoices:update?forceUpdate=true", Body: M{"state": "y"}, Want: M{"data": []M{{"no": "O1"}}}},
		{Name: "another's row cannot be destroyed", As: own, Path: "invoices:destroy?filterByTk=" + r1, Body: M{}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "a filter destroys visible rows", As: own, Path: `invoices:destroy?filter={"no":"R1"}`, Body: M{}, Want: M{"data": 0}},
		{Name: "children of an invisible parent", As: own, Path: "invoices/" + r1 + "/lines:list", Status: 403},
		{Name: "one's own may go", As: own, Path: "invoices:destroy?filterByTk=" + mine, Body: M{}, Want: M{"data": 1}},
		{Name: "a strategy never covers users", As: viewer, Path: "users:list", Status: 403, Code: "NO_PERMISSION"},
		{Name: "nor roles", As: viewer, Path: "roles:list", Status: 403},
		{Name: "nor workflows", As: viewer, Path: "workflows:list", Status: 403},
		{Name: "nor executions", As: viewer, Path: "executions:list", Status: 403},
		{Name: "nor what belongs to them", As: viewer, Path: "users/1/roles:list", Status: 403},
		{Name: "receipts are one's own", As: viewer, Path: "receipts:list", Want: M{"data": []M{}}},
		{Name: "the model is cut to what one reaches", As: none, Path: "collections:list", Want: M{"data": []M{}}},
		{Name: "a viewer reaches it", As: viewer, Path: "collections:list?fields=name&sort=name", Want: M{"data": []M{{"name": "customers"}, {"name": "invoices"}, {"name": "lines"}}}},
		{Name: "collections are not changed", As: viewer, Path: "collections:create", Body: M{"name": "x"}, Status: 403},
		{Name: "nobody", As: e.Client(), Path: "invoices:list", Status: 401, Code: "EMPTY_TOKEN"},
	})
}

func TestResourceEntries(t *testing.T) {
	e := office(t)
	role(e, "clerk", "view", "create", "update", "destroy")
	open := scope(e, "invoices", M{"state": "open"})
	entry(e, "clerk", "invoices",
		M{"name": "view", "fields": []string{"no", "state", "lines", "customer"}, "scopeId": open},
		M{"name": "create", "fields": []string{"no", "state"}},
		M{"name": "update", "fields": []string{"state", "lines"}, "scopeId": open})
	entry(e, "clerk", "customers", M{"name": "view", "fields": []string{"name"}})
	clerk := person(e, "c", "clerk")
	r1, r2 := e.Root.Get("invoices:get?filter[no]=R1").OK().ID(), e.Root.Get("invoices:get?filter[no]=R2").OK().ID()
	line := e.Root.Get("lines:list").OK().Text("data.0.id")
	only := func(names ...string) func(*testing.T, *testenv.Answer) {
		return func(t *testing.T, a *testenv.Answer) {
			t.Helper()
			m, _ := a.At("data").(map[string]any)
			if l, ok := a.At("data").([]any); ok {
				m, _ = l[0].(map[string]any)
			}
			allowed := map[string]bool{"id": true, "createdAt": true, "updatedAt": true, "createdById": true}
			for _, n := range names {
				allowed[n] = true
			}
			for k := range m {
				if !allowed[k] {
					t.Errorf("%s is shown: %s", k, a.Body)
				}
			}
		}
	}
	e.Run(t, []testenv.Scenario{
		{Name: "rows and fields of a list", As: clerk, Path: "invoices:list", Want: M{"data": []M{{"no": "R1"}}, "meta": M{"count": 1}}, Then: only("no", "state")},
		{Name: "asked fields are cut", As: clerk, Path: "invoices:list?fields=no,total", Want: M{"data": []M{{"no": "R1"}}}, Then: only("no")},
		{Name: "appends are cut", As: clerk, Path: "invoices:get/" + r1 + "?appends=customer,lines,createdBy", Want: M{"data": M{"customer": M{"name": "Acme"}, "lines": []M{{"text": "l1", "cost": 3}}}}, Then: func(t *testing.T, a *testenv.Answer) {
			only("no", "state", "customer", "lines")(t, a)
			if c, _ := a.At("data.customer").(map[string]any); c["salary"] != nil {
				t.Errorf("salary: %s", a.Body)
			}
		}},
		{Name: "every hop is authorised", As: clerk, Path: "lines:list?appends=invoice.customer", Then: func(t *testing.T, a *testenv.Answer) {
			if c, _ := a.At("data.0.invoice").(map[string]any); c["total"] != nil || c["customer"] == nil {
				t.Errorf("%s", a.Body)
			}
			if c, _ := a.At("data.0.invoice.customer").(map[string]any); c["salary"] != nil {
				t.Errorf("%s", a.Body)
			}
		}},
		{Name: "a filter is no oracle", As: clerk, Path: "invoices:list?filter[total]=10", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor a filter through an association", As: clerk, Path: "invoices:list?filter[customer.salary]=5", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor a sort", As: clerk, Path: "invoices:list?sort=total", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor a sort through an association", As: clerk, Path: "invoices:list?sort=customer.salary", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor the filter of an update", As: clerk, Path: "invoices:update?filter[total]=10", Body: M{}, Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor a key object", As: clerk, Path: "invoices:get?filterByTk[total]=10", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor filterKeys", As: clerk, Path: "invoices:firstOrCreate?filterKeys=total", Body: M{"total": 10}, Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "a hidden row is null", As: clerk, Path: "invoices:get/" + r2, Want: M{"data": nil}},
		{Name: "children of a hidden row", As: clerk, Path: "invoices/" + r2 + "/lines:list", Want: M{"data": []M{}}},
		{Name: "only granted fields are created", As: clerk, Path: "invoices:create", Body: M{"no": "C1", "total": 99, "state": "open"}, Want: M{"data": M{"no": "C1"}}, Then: func(t *testing.T, a *testenv.Answer) {
			only("no", "state")(t, a)
			e.Root.Get("invoices:get/"+a.ID()).Want("data.total", nil)
		}},
		{Name: "only granted fields are updated", As: clerk, Path: "invoices:update?filterByTk=" + r1, Body: M{"no": "hacked", "state": "open"}, Want: M{"data": []M{{"no": "R1", "state": "open"}}}, Then: only("no", "state")},
		{Name: "rows outside the scope are refused", As: clerk, Path: "invoices:update?filterByTk=" + r2, Body: M{"state": "open"}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "an entry replaces the strategy", As: clerk, Path: "invoices:destroy?filterByTk=" + r1, Body: M{}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "a link needs update on the source", As: clerk, Path: "invoices/" + r1 + "/customer:remove", Body: M{}, Status: 403},
		{Name: "and the row in its scope", As: clerk, Path: "invoices/" + r2 + "/lines:add", Body: "[" + line + "]", Status: 404},
		{Name: "then it works", As: clerk, Path: "invoices/" + r1 + "/lines:set", Body: "[" + line + "]"},
		{Name: "creating under a source outside the scope", As: clerk, Path: "invoices/" + r2 + "/lines:create", Body: M{"text": "x"}, Status: 404},
		{Name: "a to-one association of a visible row", As: clerk, Path: "invoices/" + r1 + "/customer:get", Want: M{"data": M{"name": "Acme"}}, Then: only("name")},
		{Name: "an association that is not granted", As: clerk, Path: "invoices/" + r1 + "/createdBy:get", Status: 403},
	})
	e.Root.Get("roles/clerk/dataSourceResources:get?filter[name]=invoices").OK().Holds("data", M{"name": "invoices", "usingActionsConfig": true})
	check := clerk.Get("roles:check").OK()
	check.Holds("data", M{"role": "clerk", "roles": []string{"clerk"}, "allowAll": false, "resources": []string{"customers", "invoices"}})
	if check.At("data.actions") == nil || testenv.At(check.At("data.actions").(map[string]any)["invoices:view"], "fields") == nil {
		t.Errorf("%s", check.Body)
	}
}

func TestNestedValuesAreCutToWhatTheActorMayDo(t *testing.T) {
	e := office(t)
	role(e, "seller", "create", "view", "update")
	entry(e, "seller", "customers", M{"name": "view"})
	entry(e, "seller", "lines", M{"name": "view"}, M{"name": "create", "fields": []string{"text"}}, M{"name": "update", "fields": []string{"text"}, "scopeId": scope(e, "lines", M{"text.$startsWith": "l"})})
	seller := person(e, "s", "seller")
	acme := e.Root.Get("customers:list").OK().Text("data.0.id")
	r1, l1 := e.Root.Get("invoices:get?filter[no]=R1").OK().ID(), e.Root.Get("lines:list").OK().Text("data.0.id")
	hidden := e.Root.Post("lines:create", M{"text": "x"}).OK().ID()
	upd := "invoices:update?filterByTk=" + r1
	e.Run(t, []testenv.Scenario{
		{Name: "a nested object without key is dropped", As: seller, Path: "invoices:create", Body: M{"no": "S1", "customer": M{"name": "New"}}, Want: M{"data": M{"no": "S1", "customerId": nil}}},
		{Name: "in lists too", As: seller, Path: "invoices:create", Body: M{"no": "S2", "lines": []M{{"text": "a"}}}},
		{Name: "nothing was made", Path: "lines:list?filter[text]=a", Want: M{"meta": M{"count": 0}}},
		{Name: "listed but without permission", As: seller, Path: "invoices:create?updateAssociationValues=customer", Body: M{"no": "S3", "customer": M{"name": "New"}}, Want: M{"data": M{"customerId": nil}}},
		{Name: "a link by object is a link", As: seller, Path: "invoices:create", Body: `{"no":"S4","customer":{"id":` + acme + `,"name":"hacked"}}`, Want: M{"data": M{"customerId": json.Number(acme)}}},
		{Name: "nothing was changed", Path: "customers:get/" + acme, Want: M{"data": M{"name": "Acme"}}},
		{Name: "listed with permission creates with granted fields", As: seller, Path: "invoices:create?updateAssociationValues=lines", Body: M{"no": "S5", "lines": []M{{"text": "lx", "cost": 9}}}},
		{Name: "it was made", Path: "lines:list?filter[text]=lx", Want: M{"data": []M{{"text": "lx", "cost": nil}}}},
		{Name: "listed with permission updates", As: seller, Path: upd + "&updateAssociationValues=lines", Body: `{"lines":[{"id":` + l1 + `,"text":"l2","cost":8}]}`},
		{Name: "it was changed", Path: "lines:get/" + l1, Want: M{"data": M{"text": "l2", "cost": 3}}},
		{Name: "outside the scope is refused", As: seller, Path: upd + "&updateAssociationValues=lines", Body: `{"lines":[{"id":` + hidden + `,"text":"lz"}]}`, Status: 403},
		{Name: "users cannot be changed through a record", As: seller, Path: upd + "&updateAssociationValues=createdBy", Body: `{"createdBy":{"id":` + userID(e.Root) + `,"nickname":"hacked","password":"x"}}`},
	})
	if n := e.Root.Get("auth:check").OK().Text("data.nickname"); n == "hacked" {
		t.Error("a user was changed through a record")
	}
}

func TestFiltersDoNotReachHiddenRows(t *testing.T) {
	e := office(t)
	role(e, "seller", "view")
	entry(e, "seller", "customers", M{"name": "view", "scopeId": scope(e, "customers", M{"name": "Other"})})
	seller := person(e, "s", "seller")
	e.Run(t, []testenv.Scenario{
		{Name: "root finds it", Path: "invoices:list?filter[customer.name]=Acme", Want: M{"meta": M{"count": 1}}},
		{Name: "who may not see the customer does not", As: seller, Path: "invoices:list?filter[customer.name]=Acme", Want: M{"meta": M{"count": 0}}},
		{Name: "nor that there is one", As: seller, Path: "invoices:list?filter[customer.$exists]=1", Want: M{"meta": M{"count": 0}}},
		{Name: "as an append shows it", As: seller, Path: "invoices:list?filter[no]=R1&appends=customer", Want: M{"data": []M{{"customer": nil}}}},
	})
}

func TestVariablesReadWhatTheUserIsRelatedTo(t *testing.T) {
	e := testenv.New(t)
	e.Collection("depts", "name:string", "budget:integer")
	e.Root.Post("collections/users/fields:create", M{"name": "dept", "type": "belongsTo", "target": "depts", "foreignKey": "deptId"}).OK()
	e.Collection("bills", "no:string", "total:integer", M{"name": "dept", "type": "belongsTo", "target": "depts", "foreignKey": "deptId"})
	it, hr := made(e, "depts", M{"name": "it", "budget": 10}), made(e, "depts", M{"name": "hr", "budget": 20})
	made(e, "bills", `{"no":"1","total":10,"dept":`+it+`}`)
	made(e, "bills", `{"no":"2","total":20,"dept":`+hr+`}`)
	role(e, "staff", "view")
	entry(e, "staff", "bills", M{"name": "view", "scopeId": scope(e, "bills", M{"dept.name": "{{$user.dept.name}}"})})
	entry(e, "staff", "depts", M{"name": "view", "fields": []string{"name"}})
	role(e, "reader", "view")
	entry(e, "reader", "depts", M{"name": "view", "fields": []string{"name"}})
	staff, reader := person(e, "s", "staff"), person(e, "r", "reader")
	e.Root.Post("users:update?filter[username]=s", `{"deptId":`+it+`}`).OK()
	e.Root.Post("users:update?filter[username]=r", `{"dept":`+it+`}`).OK()
	e.Run(t, []testenv.Scenario{
		{Name: "in a scope", As: staff, Path: "bills:list", Want: M{"data": []M{{"no": "1"}}}},
		{Name: "in a filter", As: reader, Path: "bills:list?filter[dept.name]={{$user.dept.name}}", Want: M{"data": []M{{"no": "1"}}}},
		{Name: "a list", Path: "users:list?filter[roles.name.$in]={{$user.roles.name}}&filter[username]=root", Want: M{"meta": M{"count": 1}}},
		{Name: "no way around the permission", As: reader, Path: "bills:list?filter[total]={{$user.dept.budget}}", Want: M{"data": []M{}}},
		{Name: "an unknown path is null", As: reader, Path: "bills:list?filter[no]={{$user.nope.name}}", Want: M{"data": []M{}}},
		{Name: "a password is unknown", As: reader, Path: "bills:list?filter[no]={{$user.password}}", Want: M{"data": []M{}}},
	})
}

func TestUpsertsNeedBothPermissions(t *testing.T) {
	e := office(t)
	role(e, "creator", "create", "view")
	role(e, "editor", "create", "view", "update:own")
	creator, editor := person(e, "c", "creator"), person(e, "e", "editor")
	e.Run(t, []testenv.Scenario{
		{Name: "creating needs create", As: creator, Path: "invoices:updateOrCreate?filterKeys=no", Body: M{"no": "N1"}, Want: M{"data": M{"no": "N1"}}},
		{Name: "updating needs update", As: creator, Path: "invoices:updateOrCreate?filterKeys=no", Body: M{"no": "R1", "state": "z"}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "in its scope", As: editor, Path: "invoices:updateOrCreate?filterKeys=no", Body: M{"no": "R1", "state": "z"}, Status: 403, Code: "NO_PERMISSION"},
		{Name: "finding needs view", As: creator, Path: "invoices:firstOrCreate?filterKeys=no", Body: M{"no": "R1"}, Want: M{"data": M{"no": "R1"}}},
	})
}

func TestPeopleAreOpenedByAnEntry(t *testing.T) {
	e := office(t)
	role(e, "hr")
	entry(e, "hr", "users", M{"name": "view", "fields": []string{"nickname", "email"}, "scopeId": scope(e, "users", M{"nickname.$startsWith": "h"})})
	role(e, "plain", "view")
	hr, plain := person(e, "hr", "hr"), person(e, "p", "plain")
	e.Run(t, []testenv.Scenario{
		{Name: "rows of the scope", As: hr, Path: "users:list", Want: M{"data": []M{{"nickname": "hr", "email": "hr@example.com"}}, "meta": M{"count": 1}}, Then: func(t *testing.T, a *testenv.Answer) {
			for _, f := range []string{"username", "phone", "password", "systemSettings"} {
				if _, shown := a.At("data.0").(map[string]any)[f]; shown {
					t.Errorf("%s is shown: %s", f, a.Body)
				}
			}
		}},
		{Name: "get too", As: hr, Path: "users:get?filterByTk=" + userID(e.Root), Want: M{"data": nil}},
		{Name: "a filter is no oracle", As: hr, Path: "users:list?filter[username]=root", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "writing stays closed", As: hr, Path: "users:update?filterByTk=1", Body: M{}, Status: 403},
		{Name: "others not at all", As: plain, Path: "users:list", Status: 403},
		{Name: "but who wrote a record is no secret", As: plain, Path: "invoices:list?appends=createdBy&filter[no]=R1", Then: func(t *testing.T, a *testenv.Answer) {
			by, _ := a.At("data.0.createdBy").(map[string]any)
			if by["nickname"] == nil || by["email"] != nil {
				t.Errorf("%s", a.Body)
			}
		}},
		{Name: "nor is it an oracle", As: plain, Path: "invoices:list?filter[createdBy.email]=root@example.com", Status: 403, Code: "FIELD_FORBIDDEN"},
		{Name: "nor the password", As: plain, Path: "invoices:list?filter[createdBy.password.$notEmpty]=1", Status: 400, Code: "UNKNOWN_FIELD"},
	})
}

func TestRolesAreGuarded(t *testing.T) {
	e := office(t)
	admin := person(e, "adm", "admin")
	me := userID(admin)
	root := userID(e.Root)
	role(e, "temp", "view")
	temp := person(e, "tmp", "temp")
	e.Run(t, []testenv.Scenario{
		{Name: "an administrator does not become root", As: admin, Path: "users/" + me + "/roles:add", Body: []string{"root"}, Status: 403},
		{Name: "nor by members", As: admin, Path: "roles/root/users:add", Body: "[" + me + "]", Status: 403},
		{Name: "nor by an update", As: admin, Path: "users:update?filterByTk=" + me, Body: M{"roles": []string{"root"}}, Status: 403},
		{Name: "root's password is not his to set", As: admin, Path: "users:update?filterByTk=" + root, Body: M{"password": password}, Status: 403},
		{Name: "root is not his to destroy", As: admin, Path: "users:destroy?filterByTk=" + root, Body: M{}, Status: 403},
		{Name: "root's role cannot be changed", As: admin, Path: "roles:update?filterByTk=root", Body: M{"title": "x"}, Status: 403},
		{Name: "an update of no role", Path: "roles:update?filterByTk=nope", Body: M{"title": "x"}, Want: M{"data": []M{}}},
		{Name: "a scope on nothing", Path: "rolesResourcesScopes:create", Body: M{"resourceName": "nope", "scope": M{}}, Status: 400, Code: "UNKNOWN_COLLECTION"},
		{Name: "scopes of the main data source", Path: "dataSources/main/rolesResourcesScopes:list?filter[key]=own", Want: M{"meta": M{"count": 1}}},
		{Name: "scopes of another data source", Path: "dataSources/other/rolesResourcesScopes:list", Status: 404, Code: "UNKNOWN_DATA_SOURCE"},
		{Name: "preset roles stay", Path: "roles:destroy?filterByTk=admin", Body: M{}, Status: 403, Code: "ROLE_PROTECTED"},
		{Name: "preset scopes stay", Path: "rolesResourcesScopes:destroy?filter[key]=own", Body: M{}, Status: 403, Code: "SCOPE_PROTECTED"},
		{Name: "users is protected", Path: "collections:destroy?filterByTk=users", Body: M{}, Status: 400, Code: "PROTECTED"},
		{Name: "the role works", As: temp, Path: "invoices:list", Want: M{"meta": M{"count": 2}}},
		{Name: "it is taken away", Path: "users/" + userID(temp) + "/roles:remove", Body: []string{"temp"}},
		{Name: "and works no longer", As: temp, Path: "invoices:list", Status: 401},
		{Name: "two roles", Path: "users/" + userID(e.As("adm", password)) + "/roles:add", Body: []string{"member"}},
		{Name: "a wrong role", As: admin, Header: M{"X-Role": "temp"}, Path: "invoices:list", Status: 401, Code: "ROLE_NOT_FOUND_FOR_USER"},
		{Name: "another of one's roles", As: admin, Header: M{"X-Role": "member"}, Path: "invoices:list", Want: M{"meta": M{"count": 0}}},
		{Name: "union is off", As: admin, Header: M{"X-Role": "__union__"}, Path: "roles:check"},
		{Name: "union on", Path: "roles:setSystemRoleMode", Body: M{"roleMode": "allow-use-union"}},
		{Name: "union", As: admin, Header: M{"X-Role": "__union__"}, Path: "roles:check", Want: M{"data": M{"role": "__union__"}}},
		{Name: "only root sets it", As: temp, Path: "roles:setSystemRoleMode", Body: M{"roleMode": "default"}, Status: 401},
		{Name: "permissions go with their role", Path: "roles:destroy?filterByTk=temp", Body: M{}, Want: M{"data": 1}},
	})
}
