package action_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

type M = testenv.M

func TestValuesTravelAsDocumented(t *testing.T) {
	e := testenv.New(t)
	e.Root.Post("collections:create", M{"name": "kinds", "createdAt": true, "fields": []M{
		{"name": "id", "type": "bigInt", "primaryKey": true, "autoIncrement": true},
		{"name": "string", "type": "string"}, {"name": "text", "type": "text"}, {"name": "integer", "type": "integer"}, {"name": "bigInt", "type": "bigInt"},
		{"name": "float", "type": "float"}, {"name": "double", "type": "double"}, {"name": "decimal", "type": "decimal", "precision": 20, "scale": 2},
		{"name": "boolean", "type": "boolean"}, {"name": "date", "type": "date"}, {"name": "tz", "type": "datetimeTz"}, {"name": "noTz", "type": "datetimeNoTz"},
		{"name": "dateOnly", "type": "dateOnly"}, {"name": "time", "type": "time"}, {"name": "unix", "type": "unixTimestamp"}, {"name": "milli", "type": "unixTimestamp", "accuracy": "millisecond"},
		{"name": "json", "type": "json"}, {"name": "array", "type": "array"}, {"name": "set", "type": "set"}, {"name": "uid", "type": "uid", "prefix": "u_"}, {"name": "uuid", "type": "uuid"},
		{"name": "nano", "type": "nanoid"}, {"name": "snow", "type": "snowflakeId"}, {"name": "secret", "type": "string", "hidden": true}, {"name": "pw", "type": "password"},
		{"name": "uniq", "type": "string", "unique": true},
	}}).OK()
	create := func(v M) *testenv.Answer { return e.Root.Post("kinds:create", v) }
	for _, tc := range []struct {
		name, field string
		in, want    any
	}{
		{"a text", "string", "a", "a"}, {"a number as text", "string", 5, "5"}, {"a null", "string", nil, nil}, {"unicode", "string", "żółć 🐘", "żółć 🐘"},
		{"an empty text", "text", "", ""}, {"an empty unique text is null", "uniq", "", nil},
		{"a number", "integer", 5, 5}, {"a number in a text", "integer", "5", 5}, {"an empty number", "integer", "", nil},
		{"the largest safe number", "bigInt", json.Number("9007199254740991"), json.Number("9007199254740991")},
		{"one beyond", "bigInt", json.Number("9007199254740992"), "9007199254740992"},
		{"one beyond as text", "bigInt", "9007199254740993", "9007199254740993"},
		{"the smallest safe number", "bigInt", json.Number("-9007199254740991"), json.Number("-9007199254740991")},
		{"one below", "bigInt", json.Number("-9007199254740993"), "-9007199254740993"},
		{"a double", "double", 1.5, 1.5}, {"a whole double", "double", 2, 2}, {"a float", "float", 0.25, 0.25},
		{"a decimal", "decimal", "12.50", "12.50"}, {"a decimal as number", "decimal", 12.5, "12.50"}, {"a large decimal", "decimal", "123456789012345678.99", "123456789012345678.99"},
		{"true", "boolean", true, true}, {"true as text", "boolean", "true", true}, {"one is true", "boolean", 1, true}, {"zero is false", "boolean", 0, false},
		{"an instant", "date", "2025-01-31T10:00:00.000Z", "2025-01-31T10:00:00.000Z"}, {"an instant with offset", "date", "2025-01-31T10:00:00+02:00", "2025-01-31T08:00:00.000Z"},
		{"an instant without zone", "date", "2025-01-31 10:00:00", "2025-01-31T10:00:00.000Z"}, {"a day as instant", "date", "2025-01-31", "2025-01-31T00:00:00.000Z"},
		{"milliseconds", "date", json.Number("1738317600000"), "2025-01-31T10:00:00.000Z"}, {"an instant with zone", "tz", "2025-01-31T10:00:00.123Z", "2025-01-31T10:00:00.123Z"},
		{"a wall clock", "noTz", "2025-01-31 10:00:00", "2025-01-31 10:00:00"}, {"a wall clock with T", "noTz", "2025-01-31T10:00:00", "2025-01-31 10:00:00"},
		{"a day", "dateOnly", "2025-01-31", "2025-01-31"}, {"a time", "time", "10:30:00", "10:30:00"}, {"a short time", "time", "10:30", "10:30:00"},
		{"unix seconds", "unix", "2025-01-31T10:00:00.000Z", "2025-01-31T10:00:00.000Z"}, {"unix milliseconds", "milli", "2025-01-31T10:00:00.123Z", "2025-01-31T10:00:00.123Z"},
		{"an object", "json", M{"a": []any{1, nil, "x"}, "b": M{}}, M{"a": []any{1, nil, "x"}, "b": M{}}}, {"a JSON list", "json", []any{3, 1}, []any{3, 1}}, {"a JSON text", "json", "x", "x"}, {"a JSON false", "json", false, false},
		{"a list keeps its order", "array", []string{"b", "a", "b"}, []string{"b", "a", "b"}}, {"a set loses doubles", "set", []string{"b", "a", "b"}, []string{"b", "a"}},
		{"a chosen uuid", "uuid", "0d5d3f0a-8a41-4a0e-9f0e-0d2a5b8b0f11", "0d5d3f0a-8a41-4a0e-9f0e-0d2a5b8b0f11"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := create(M{tc.field: tc.in}).OK()
			a.Want("data."+tc.field, tc.want)
			e.Root.Get("kinds:get/"+a.ID()).Want("data."+tc.field, tc.want)
			e.Root.Get("kinds:list?filterByTk="+a.ID()).Want("data.0."+tc.field, tc.want)
		})
	}
	for _, tc := range []struct {
		name, field string
		in          any
	}{
		{"a text is no number", "integer", "x"}, {"a fraction is no whole number", "integer", 1.5}, {"too large", "integer", json.Number("99999999999999999999")}, {"an object is no number", "bigInt", M{}},
		{"a list is no text", "string", []int{1}}, {"an object is no text", "string", M{"a": 1}}, {"a text is no decimal", "decimal", "1,5"}, {"a huge exponent", "decimal", "1e999999999"}, {"a huge double", "double", json.Number("1e999")},
		{"no boolean", "boolean", "maybe"}, {"no instant", "date", "yesterday"}, {"no day", "dateOnly", "2025-02-30"}, {"no month", "date", "2025-13-01"}, {"no time", "time", "25:00"}, {"no uuid", "uuid", "x"}, {"no list", "array", M{"a": 1}}, {"no password", "pw", M{}},
		{"a null key", "id", "abc"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			create(M{tc.field: tc.in}).Code(400, "INVALID_VALUE").Want("errors.0.field", tc.field)
		})
	}
	a := create(M{"secret": "s", "pw": "a-Good-pass-1"}).OK()
	data, _ := a.At("data").(map[string]any)
	for _, name := range []string{"secret", "pw"} {
		if _, shown := data[name]; shown {
			t.Errorf("%s is shown", name)
		}
	}
	for _, name := range []string{"uid", "uuid", "nano", "snow"} {
		if a.Text("data."+name) == "" {
			t.Errorf("%s was not generated: %s", name, a.Body)
		}
	}
	if !strings.HasPrefix(a.Text("data.uid"), "u_") || len(a.Text("data.nano")) != 12 {
		t.Errorf("%s", a.Body)
	}
	create(M{"uniq": "x"}).OK()
	create(M{"uniq": "x"}).Code(400, "UNIQUE_VIOLATION").Want("errors.0.field", "uniq")
	create(M{"id": 77}).OK().Want("data.id", 77)
	create(M{"id": 77}).Code(400, "UNIQUE_VIOLATION")
	create(M{"id": "9007199254740995"}).OK().Want("data.id", "9007199254740995")
	e.Root.Get("kinds:get/9007199254740995").OK().Want("data.id", "9007199254740995")
	e.Root.Get("kinds:list?filter[secret]=s").Code(400, "UNKNOWN_FIELD")
	e.Root.Get("kinds:list?sort=secret").Code(400, "UNKNOWN_FIELD")
	e.Root.Get("kinds:list?fields=secret").Code(400, "UNKNOWN_FIELD")
	e.Root.Get("kinds:list?filter[pw][$notEmpty]=1").Code(400, "UNKNOWN_FIELD")
}

func shop(t *testing.T) *testenv.Env {
	t.Helper()
	e := testenv.New(t)
	e.Root.Post("collections:create", M{"name": "items", "createdBy": true, "createdAt": true, "updatedAt": true, "updatedBy": true, "sortable": true, "fields": []M{
		{"name": "name", "type": "string"}, {"name": "n", "type": "integer"}, {"name": "kind", "type": "string"},
	}}).OK()
	for i := 1; i <= 5; i++ {
		e.Root.Post("items:create", M{"name": fmt.Sprint("i", i), "n": i, "kind": []string{"odd", "even"}[(i+1)%2]}).OK()
	}
	return e
}

func id(e *testenv.Env, name string) string {
	e.T.Helper()
	return e.Root.Get("items:get?filter[name]=" + name).OK().ID()
}

func TestTheActionsOnRecords(t *testing.T) {
	e := shop(t)
	one, two, three := id(e, "i1"), id(e, "i2"), id(e, "i3")
	e.Run(t, []testenv.Scenario{
		{Name: "create answers the record", Path: "items:create", Body: M{"name": "a"}, Want: M{"data": M{"name": "a", "n": nil}}},
		{Name: "create many answers the records", Path: "items:create", Body: []M{{"name": "b"}, {"name": "c"}}, Want: M{"data": []M{{"name": "b"}, {"name": "c"}}}},
		{Name: "one bad record refuses all", Path: "items:create", Body: []M{{"name": "zz"}, {"n": "x"}}, Status: 400, Code: "INVALID_VALUE"},
		{Name: "and none was made", Path: "items:list?filter[name]=zz", Want: M{"meta": M{"count": 0}}},
		{Name: "whitelist", Path: "items:create?whitelist[]=name", Body: M{"name": "w", "n": 4}, Want: M{"data": M{"name": "w", "n": nil}}},
		{Name: "whitelist in a row", Path: "items:create?whitelist=name,n", Body: M{"name": "w", "n": 4, "kind": "k"}, Want: M{"data": M{"name": "w", "n": 4, "kind": nil}}},
		{Name: "blacklist", Path: "items:create?blacklist[]=name", Body: M{"name": "w", "n": 4}, Want: M{"data": M{"name": nil, "n": 4}}},
		{Name: "update by key answers a list", Path: "items:update?filterByTk=" + one, Body: M{"n": 10}, Want: M{"data": []M{{"name": "i1", "n": 10}}}},
		{Name: "update by keys", Path: "items:update?filterByTk[]=" + one + "&filterByTk[]=" + two, Body: M{"n": 11}, Want: M{"data": []M{{"n": 11}, {"n": 11}}}},
		{Name: "update by filter", Path: "items:update?filter[name]=i3", Body: M{"n": 12}, Want: M{"data": []M{{"name": "i3", "n": 12}}}},
		{Name: "update by both", Path: "items:update?filter[name]=i3&filterByTk=" + one, Body: M{"n": 12}, Want: M{"data": []M{}}},
		{Name: "update of nothing", Path: "items:update?filterByTk=1", Body: M{"n": 12}, Want: M{"data": []M{}}},
		{Name: "update without condition", Path: "items:update", Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with an empty filter", Path: "items:update?filter={}", Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with an empty group", Path: `items:update?filter={"$and":[]}`, Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with a group of nothing", Path: `items:update?filter={"$or":[{},{"$and":[]}]}`, Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with a condition on nothing", Path: `items:update?filter={"name":{}}`, Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with the negation of nothing", Path: `items:update?filter={"$not":{}}`, Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with the negation of nothing on a column", Path: `items:update?filter={"name":{"$not":{}}}`, Body: M{"n": 12}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "update with an empty list of keys", Path: "items:update?filterByTk=[]", Body: M{"n": 13}, Want: M{"data": []M{}}},
		{Name: "update with an empty list of keys and a filter", Path: "items:update?filterByTk=[]&filter[name]=i3", Body: M{"n": 13}, Want: M{"data": []M{}}},
		{Name: "update with an unknown field in the filter", Path: "items:update?filter[nope]=1", Body: M{"n": 13}, Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "forceUpdate changes all", Path: "items:update?forceUpdate=true", Body: M{"kind": "all"}, Then: func(t *testing.T, a *testenv.Answer) {
			if l, _ := a.At("data").([]any); len(l) != 11 {
				t.Errorf("%d", len(l))
			}
		}},
		{Name: "forceUpdate that is false", Path: "items:update?forceUpdate=false", Body: M{"kind": "all"}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "the id cannot be changed to text", Path: "items:update?filterByTk=" + one, Body: M{"id": "x"}, Status: 400},
		{Name: "destroy without condition", Path: "items:destroy", Body: M{}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "destroy with an empty filter", Path: "items:destroy?filter={}", Body: M{}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "destroy with an empty list of keys", Path: "items:destroy?filterByTk=[]", Body: M{}, Want: M{"data": 0}},
		{Name: "forceUpdate does not destroy", Path: "items:destroy?forceUpdate=true", Body: M{}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "destroy by key", Path: "items:destroy?filterByTk=" + one, Body: M{}, Want: M{"data": 1}},
		{Name: "destroy by keys", Path: "items:destroy?filterByTk[]=" + two + "&filterByTk[]=" + three + "&filterByTk[]=1", Body: M{}, Want: M{"data": 2}},
		{Name: "destroy by both", Path: "items:destroy?filter[name]=i5&filterByTk=" + id(e, "i4"), Body: M{}, Want: M{"data": 0}},
		{Name: "destroy by filter", Path: "items:destroy?filter[name]=i5", Body: M{}, Want: M{"data": 1}},
		{Name: "add on records", Path: "items:add", Body: []int{1}, Status: 404, Code: "UNKNOWN_ACTION"},
		{Name: "firstOrCreate creates", Path: "items:firstOrCreate?filterKeys[]=name", Body: M{"name": "f", "n": 1}, Want: M{"data": M{"name": "f", "n": 1}}},
		{Name: "firstOrCreate finds", Path: "items:firstOrCreate?filterKeys[]=name", Body: M{"name": "f", "n": 2}, Want: M{"data": M{"name": "f", "n": 1}}},
		{Name: "by several keys", Path: "items:firstOrCreate?filterKeys=name,n", Body: M{"name": "f", "n": 2}, Want: M{"data": M{"n": 2}}},
		{Name: "updateOrCreate creates", Path: "items:updateOrCreate?filterKeys[]=name", Body: M{"name": "u", "n": 1}, Want: M{"data": M{"name": "u", "n": 1}}},
		{Name: "updateOrCreate updates and answers one object", Path: "items:updateOrCreate?filterKeys[]=name", Body: M{"name": "u", "n": 2}, Want: M{"data": M{"name": "u", "n": 2}}},
		{Name: "without filterKeys", Path: "items:updateOrCreate", Body: M{"name": "u"}, Status: 400, Code: "FILTER_KEYS_REQUIRED"},
		{Name: "with an unknown key", Path: "items:updateOrCreate?filterKeys=nope", Body: M{"nope": "u"}, Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "with a key that has no value", Path: "items:updateOrCreate?filterKeys=name", Body: M{"n": 99}, Status: 400, Code: "FILTER_KEYS_REQUIRED"},
		{Name: "with a key that is null", Path: "items:firstOrCreate?filterKeys=kind", Body: M{"name": "k", "kind": nil}, Want: M{"data": M{"kind": nil}}},
		{Name: "with a list", Path: "items:firstOrCreate?filterKeys=name", Body: []M{{"name": "u"}}, Status: 400, Code: "INVALID_BODY"},
	})
}

func TestSystemColumnsAreTheServers(t *testing.T) {
	e := shop(t)
	me := e.Root.Get("auth:check").OK().ID()
	a := e.Root.Get("items:get?filter[name]=i1&appends=createdBy,updatedBy").OK()
	a.Want("data.createdById", json.Number(me)).Want("data.createdBy.id", json.Number(me)).Want("data.updatedBy.id", json.Number(me))
	if _, shown := a.At("data.createdBy").(map[string]any)["password"]; shown {
		t.Error("the password is shown")
	}
	if !strings.HasSuffix(a.Text("data.createdAt"), "Z") || len(a.Text("data.createdAt")) != 24 {
		t.Errorf("createdAt %s", a.Text("data.createdAt"))
	}
}

func order(e *testenv.Env, query string) string {
	e.T.Helper()
	list, _ := e.Root.Get("items:list?sort=sort&" + query).OK().At("data").([]any)
	names := make([]string, len(list))
	for i, x := range list {
		names[i] = fmt.Sprint(testenv.At(x, "name"))
	}
	return strings.Join(names, " ")
}

func TestMoveReorders(t *testing.T) {
	e := shop(t)
	move := func(q string) *testenv.Answer { return e.Root.Post("items:move?"+q, M{}) }
	for _, tc := range []struct{ name, query, want string }{
		{"down to a place", "sourceId=i1&targetId=i3", "i2 i3 i1 i4 i5"},
		{"up to a place", "sourceId=i4&targetId=i2", "i4 i2 i3 i1 i5"},
		{"behind one", "sourceId=i4&targetId=i1&method=insertAfter", "i2 i3 i1 i4 i5"},
		{"to itself", "sourceId=i4&targetId=i4", "i2 i3 i1 i4 i5"},
		{"to the top", "sourceId=i5&sticky=true", "i5 i2 i3 i1 i4"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := tc.query
			for i := 1; i <= 5; i++ {
				q = strings.ReplaceAll(q, fmt.Sprint("=i", i), "="+id(e, fmt.Sprint("i", i)))
			}
			move(q).OK().Want("data", "ok")
			if have := order(e, ""); have != tc.want {
				t.Errorf("%s, want %s", have, tc.want)
			}
		})
	}
	move("targetId=1").Code(400, "SOURCE_REQUIRED")
	if a := move("sourceId=1&targetId=" + id(e, "i1")); a.Status != 404 && a.Status != 400 {
		t.Errorf("a missing source: %d %s", a.Status, a.Body)
	}
	if a := move("sourceId=" + id(e, "i1") + "&targetId=1"); a.Status != 404 && a.Status != 400 {
		t.Errorf("a missing target: %d %s", a.Status, a.Body)
	}
	if a := move("sourceId=" + id(e, "i1") + "&targetId=" + id(e, "i2") + "&sortField=name"); a.Status != 400 {
		t.Errorf("no sort field: %d %s", a.Status, a.Body)
	}
	if a := move("sourceId=" + id(e, "i1")); a.Status != 400 {
		t.Errorf("nowhere: %d %s", a.Status, a.Body)
	}
}

func TestMoveWithinScopes(t *testing.T) {
	e := testenv.New(t)
	e.Root.Post("collections:create", M{"name": "items", "fields": []M{
		{"name": "name", "type": "string"}, {"name": "state", "type": "string"}, {"name": "sort", "type": "sort", "scopeKey": "state"},
	}}).OK()
	for _, s := range []string{"a1", "a2", "b1", "b2"} {
		e.Root.Post("items:create", M{"name": s, "state": s[:1]}).OK()
	}
	if o := order(e, "filter[state]=b"); o != "b1 b2" {
		t.Fatal(o)
	}
	e.Root.Post("items:move?sourceId="+id(e, "a1")+"&targetScope[state]=b", M{}).OK()
	if o := order(e, "filter[state]=b"); o != "b1 b2 a1" {
		t.Errorf("appended: %s", o)
	}
	e.Root.Post("items:move?sourceId="+id(e, "a2")+"&targetScope[state]=b&method=prepend", M{}).OK()
	if o := order(e, "filter[state]=b"); o != "a2 b1 b2 a1" {
		t.Errorf("prepended: %s", o)
	}
	e.Root.Post("items:create", M{"name": "c1", "state": "c"}).OK()
	e.Root.Post("items:move?sourceId="+id(e, "c1")+"&targetId="+id(e, "b2"), M{}).OK()
	if o := order(e, "filter[state]=b"); o != "a2 b1 c1 b2 a1" {
		t.Errorf("moved into the scope: %s", o)
	}
	e.Root.Post(`items:move?sourceId=`+id(e, "c1")+`&targetScope={"state":"z"}`, M{}).OK()
	if o := order(e, "filter[state]=z"); o != "c1" {
		t.Errorf("scope as JSON: %s", o)
	}
}

func TestSimplePaginationCountsNothing(t *testing.T) {
	e := shop(t)
	e.Root.Post("collections:update?filterByTk=items", M{"simplePaginate": true}).OK()
	a := e.Root.Get("items:list?pageSize=3").OK()
	a.Want("meta", M{"hasNext": true, "page": 1, "pageSize": 3})
	e.Root.Get("items:list?pageSize=3&page=2").OK().Want("meta", M{"hasNext": false, "page": 2, "pageSize": 3}).Holds("data", []M{{}, {}})
	e.Root.Get("items:list?pageSize=5").OK().Want("meta.hasNext", false)
}

func TestListsCanBeSortedThroughAssociations(t *testing.T) {
	e := shop(t)
	e.Root.Get("items:list?sort=-createdBy.email,-n").OK().Want("data.0.name", "i5").Want("data.4.name", "i1")
	e.Root.Post("items:create", M{"name": "z"}).OK()
	e.Root.Get("items:list?sort=n").OK().Want("data.5.name", "z")
	e.Root.Get("items:list?sort=-n").OK().Want("data.5.name", "z")
	e.Root.Get("items:list?sort=createdBy.nope").Code(400, "UNKNOWN_FIELD")
	e.Root.Get("items:list?sort=createdBy.password").Code(400, "UNKNOWN_FIELD")
	e.Root.Get("items:list?sort=createdBy").Is(400)
	e.Root.Get("items:list?sort=createdBy.roles.name").Is(400)
}
