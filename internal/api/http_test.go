package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

type M = testenv.M

func posts(t *testing.T) (*testenv.Env, string) {
	t.Helper()
	e := testenv.New(t)
	e.Collection("tags", "name:string")
	e.Collection("posts", "title:string", "views:bigInt", "done:boolean",
		M{"name": "tags", "type": "belongsToMany", "target": "tags", "through": "postsTags", "foreignKey": "postId", "otherKey": "tagId"},
		M{"name": "comments", "type": "hasMany", "target": "comments", "foreignKey": "postId"})
	e.Collection("comments", "text:string", M{"name": "post", "type": "belongsTo", "target": "posts", "foreignKey": "postId"})
	id := e.Root.Post("posts:create", M{"title": "one", "views": 1, "comments": []M{{"text": "c1"}}, "tags": []M{{"name": "t1"}}}).OK().ID()
	return e, id
}

func TestAddressesAreReadAsDocumented(t *testing.T) {
	e, id := posts(t)
	e.Root.Post("collections:create", M{"name": "codes", "autoGenId": false, "fields": []M{
		{"name": "code", "type": "string", "primaryKey": true},
		{"name": "lines", "type": "hasMany", "target": "lines", "foreignKey": "codeId", "sourceKey": "code"},
	}}).OK()
	e.Collection("lines", "text:string", M{"name": "code", "type": "belongsTo", "target": "codes", "foreignKey": "codeId", "targetKey": "code"})
	e.Root.Post("codes:create", M{"code": "a/b c%2Fé", "lines": []M{{"text": "l"}}}).OK()
	const code = "a%2Fb%20c%252F%C3%A9"
	comment := e.Root.Get("posts/" + id + "/comments:list").OK().Text("data.0.id")
	one := M{"data": M{"title": "one"}}
	e.Run(t, []testenv.Scenario{
		{Name: "resource and action", Path: "posts:list", Want: M{"data": []M{{"title": "one"}}, "meta": M{"count": 1, "page": 1, "pageSize": 20, "totalPage": 1}}},
		{Name: "resource, action and key", Path: "posts:get/" + id, Want: one},
		{Name: "key in the query", Path: "posts:get?filterByTk=" + id, Want: one},
		{Name: "the key of the path wins", Path: "posts:get/" + id + "?filterByTk=5", Want: one},
		{Name: "the colon may be escaped", Path: "posts%3Aget/" + id, Want: one},
		{Name: "a trailing slash is nothing", Path: "posts:list/", Want: M{"data": []M{{"title": "one"}}}},
		{Name: "association and action", Path: "posts/" + id + "/comments:list", Want: M{"data": []M{{"text": "c1"}}, "meta": M{"count": 1}}},
		{Name: "association, action and key", Path: "posts/" + id + "/comments:get/" + comment, Want: M{"data": M{"text": "c1"}}},
		{Name: "a source id with special characters", Path: "codes/" + code + "/lines:list", Want: M{"data": []M{{"text": "l"}}}},
		{Name: "a key with special characters", Path: "codes:get/" + code, Want: M{"data": M{"code": "a/b c%2Fé"}}},
		{Name: "a source id as JSON", Path: "posts/%7B%22id%22%3A" + id + "%7D/comments:list", Want: M{"data": []M{{"text": "c1"}}}},
		{Name: "no parent lists all targets", Path: "posts/_/comments:list", Want: M{"data": []M{{"text": "c1"}}}},
		{Name: "no parent gets a target", Path: "posts/_/comments:get/" + comment, Want: M{"data": M{"text": "c1"}}},
		{Name: "three levels match nothing", Path: "posts/" + id + "/comments/" + comment + "/post", Status: 404, Code: "NOT_FOUND"},
		{Name: "no resource", Path: "", Status: 404, Code: "NOT_FOUND"},
		{Name: "an unknown resource", Path: "nope:list", Status: 404, Code: "UNKNOWN_RESOURCE"},
		{Name: "an action without a name", Path: "posts:", Body: M{}, Status: 404, Code: "UNKNOWN_ACTION"},
		{Name: "an unknown action", Path: "posts:nope", Body: M{}, Status: 404, Code: "UNKNOWN_ACTION"},
		{Name: "an unknown association", Path: "posts/" + id + "/nope:list", Status: 404, Code: "UNKNOWN_RESOURCE"},
		{Name: "a column is no association", Path: "posts/" + id + "/title:list", Status: 404, Code: "UNKNOWN_RESOURCE"},
		{Name: "an association without source", Path: "posts.comments:list", Status: 404},
		{Name: "GET lists", Path: "posts", Want: M{"data": []M{{"title": "one"}}}},
		{Name: "GET with a key gets", Path: "posts/" + id, Want: one},
		{Name: "HEAD is GET without a body", Method: "HEAD", Path: "posts/" + id},
		{Name: "GET on an association lists", Path: "posts/" + id + "/comments", Want: M{"data": []M{{"text": "c1"}}}},
		{Name: "GET on an association with a key gets", Path: "posts/" + id + "/comments/" + comment, Want: M{"data": M{"text": "c1"}}},
		{Name: "GET on a to-one association gets", Path: "comments/" + comment + "/post", Want: one},
		{Name: "list on a to-one association gets", Path: "comments/" + comment + "/post:list", Want: one},
		{Name: "POST creates", Path: "posts", Body: M{"title": "two"}, Want: M{"data": M{"title": "two"}}},
		{Name: "POST with a key means nothing", Path: "posts/" + id, Body: M{}, Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "PATCH updates", Method: "PATCH", Path: "posts/" + id, Body: M{"views": 2}, Want: M{"data": []M{{"views": 2}}}},
		{Name: "PUT updates", Method: "PUT", Path: "posts/" + id, Body: M{"views": 3}, Want: M{"data": []M{{"views": 3}}}},
		{Name: "PATCH without a key means nothing", Method: "PATCH", Path: "posts", Body: M{}, Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "POST on an association creates", Path: "posts/" + id + "/comments", Body: M{"text": "c2"}, Want: M{"data": M{"text": "c2"}}},
		{Name: "PATCH on an association updates", Method: "PATCH", Path: "posts/" + id + "/comments/" + comment, Body: M{"text": "c1b"}, Want: M{"data": []M{{"text": "c1b"}}}},
		{Name: "DELETE on an association destroys", Method: "DELETE", Path: "posts/" + id + "/comments/" + comment, Want: M{"data": true}},
		{Name: "DELETE without a condition is refused", Method: "DELETE", Path: "posts", Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "GET never changes", Path: "posts:destroy?filterByTk=" + id, Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "GET never creates", Path: "posts:create", Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "HEAD never changes", Method: "HEAD", Path: "posts:destroy?filterByTk=" + id, Status: 405},
		{Name: "GET never changes system resources", Path: "collections:destroy?filterByTk=posts", Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "reads take POST", Path: "posts:list", Body: M{}, Want: M{"meta": M{"page": 1}}},
		{Name: "roles:check takes POST", Path: "roles:check", Body: M{}, Want: M{"data": M{"role": "root"}}},
		{Name: "an unknown method", Method: "PROPFIND", Path: "posts:list", Status: 405, Code: "METHOD_NOT_ALLOWED"},
		{Name: "the main data source", Path: "posts:list", Header: M{"X-Data-Source": "main"}},
		{Name: "another data source does not exist", Path: "posts:list", Header: M{"X-Data-Source": "other"}, Status: 400, Code: "UNKNOWN_DATA_SOURCE"},
		{Name: "DELETE destroys", Method: "DELETE", Path: "posts/" + id, Want: M{"data": 1}},
	})
}

func TestRefusedMethodsTellWhichAreAllowed(t *testing.T) {
	e, id := posts(t)
	for _, tc := range []struct{ method, path, want string }{
		{"GET", "posts:destroy?filterByTk=" + id, "POST"},
		{"PATCH", "posts", "GET, HEAD, POST, DELETE"},
		{"POST", "posts/" + id, "GET, HEAD, PUT, PATCH, DELETE"},
		{"PUT", "posts/" + id + "/comments", "GET, HEAD, POST, DELETE"},
	} {
		if allow := e.Root.Do(tc.method, tc.path, nil).Is(405).Header.Get("Allow"); allow != tc.want {
			t.Errorf("%s %s allows %q", tc.method, tc.path, allow)
		}
	}
}

func TestBodiesAreReadAsDocumented(t *testing.T) {
	e, id := posts(t)
	form := M{"Content-Type": "application/x-www-form-urlencoded"}
	upd := "posts:update?filterByTk=" + id
	e.Run(t, []testenv.Scenario{
		{Name: "an empty body is an empty object", Method: "POST", Path: "posts:create", Want: M{"data": M{"title": nil}}},
		{Name: "an empty form is an empty object", Method: "POST", Path: "posts:create", Header: form, Want: M{"data": M{"title": nil}}},
		{Name: "a form is parsed like a query", Path: "posts:create", Body: "title=a+b&views=4&tags[0][name]=x", Header: form, Want: M{"data": M{"title": "a b", "views": 4, "tags": []M{{"name": "x"}}}}},
		{Name: "an object", Path: upd, Body: M{"title": "x"}, Want: M{"data": []M{{"title": "x"}}}},
		{Name: "values is not unwrapped", Path: upd, Body: M{"values": M{"title": "y"}}, Want: M{"data": []M{{"title": "x"}}}},
		{Name: "a list creates many", Path: "posts:create", Body: []M{{"title": "m1"}, {"title": "m2"}}, Want: M{"data": []M{{"title": "m1"}, {"title": "m2"}}}},
		{Name: "an empty list creates none", Path: "posts:create", Body: []M{}, Want: M{"data": []M{}}},
		{Name: "a list for update is refused", Path: upd, Body: []M{{"title": "x"}}, Status: 400, Code: "INVALID_BODY"},
		{Name: "a list of scalars is refused", Path: "posts:create", Body: []int{1}, Status: 400, Code: "INVALID_BODY"},
		{Name: "a scalar is refused", Path: upd, Body: "3", Status: 400, Code: "INVALID_JSON"},
		{Name: "null is refused", Path: upd, Body: "null", Status: 400, Code: "INVALID_JSON"},
		{Name: "a text is refused", Path: upd, Body: `"x"`, Status: 400, Code: "INVALID_JSON"},
		{Name: "half an object is refused", Path: upd, Body: `{"a":`, Status: 400, Code: "INVALID_JSON"},
		{Name: "two values are refused", Path: upd, Body: `{}{}`, Status: 400, Code: "INVALID_JSON"},
		{Name: "text behind the value is refused", Path: upd, Body: `{} x`, Status: 400, Code: "INVALID_JSON"},
		{Name: "white space behind it is not", Path: upd, Body: "{} \n"},
		{Name: "deep nesting is refused", Path: upd, Body: `{"a":` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "}", Status: 400, Code: "BODY_TOO_DEEP"},
		{Name: "very deep nesting is refused", Path: upd, Body: strings.Repeat(`{"a":`, 100000) + "1" + strings.Repeat("}", 100000), Status: 400},
		{Name: "deep nesting is refused for system resources", Path: "collections:create", Body: `{"a":` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "}", Status: 400, Code: "BODY_TOO_DEEP"},
		{Name: "unknown keys are ignored", Path: upd, Body: M{"nope": 1, "title": "k"}, Want: M{"data": []M{{"title": "k"}}}},
		{Name: "prototype keys are ignored", Path: upd, Body: `{"__proto__":{"x":1},"constructor":1}`, Want: M{"data": []M{{"title": "k"}}}},
		{Name: "a wrong type is refused by name", Path: upd, Body: M{"views": "many"}, Status: 400, Code: "INVALID_VALUE", Want: M{"errors": []M{{"field": "views"}}}},
		{Name: "all wrong types are told", Path: upd, Body: M{"views": "many", "done": "perhaps"}, Status: 400, Want: M{"errors": []M{{"field": "done"}, {"field": "views"}}}},
		{Name: "a zero byte is refused", Path: upd, Body: `{"title":"a\u0000b"}`, Status: 400},
		{Name: "multipart is refused here", Path: upd, Body: "--x\r\n", Header: M{"Content-Type": "multipart/form-data; boundary=x"}, Status: 400},
	})
}

func TestLargeBodiesAndQueriesAreRefused(t *testing.T) {
	e, id := posts(t)
	many := strings.Repeat("&a[]=1", 1001)
	e.Run(t, []testenv.Scenario{
		{Name: "a large body", Path: "posts:create", Body: `{"title":"` + strings.Repeat("x", 10<<20) + `"}`, Status: 413, Code: "BODY_TOO_LARGE"},
		{Name: "a long query", Path: "posts:list?a=" + strings.Repeat("x", 70_000), Status: 400, Code: "QUERY_TOO_LARGE"},
		{Name: "many parameters", Path: "posts:list?x=1" + many, Status: 400, Code: "QUERY_TOO_LARGE"},
		{Name: "deep parameters", Path: "posts:list?a[b][c][d][e][f][g]=1", Status: 400, Code: "QUERY_TOO_DEEP"},
		{Name: "five levels are no mistake", Path: "posts:list?a[b][c][d][e][f]=1"},
		{Name: "a large page", Path: "posts:list?pageSize=1001", Status: 400, Code: "PAGE_TOO_LARGE"},
		{Name: "the largest page", Path: "posts:list?pageSize=1000", Want: M{"meta": M{"pageSize": 1000}}},
		{Name: "page zero", Path: "posts:list?page=0", Status: 400, Code: "INVALID_PAGE"},
		{Name: "a page that is no number", Path: "posts:list?page=x", Status: 400, Code: "INVALID_PARAMETER"},
		{Name: "a page size that is no number", Path: "posts:list?pageSize=x", Status: 400, Code: "INVALID_PARAMETER"},
		{Name: "a page far away", Path: "posts:list?page=99999999999", Status: 400},
		{Name: "a page behind the end", Path: "posts:list?page=9", Want: M{"data": []M{}, "meta": M{"count": 1, "page": 9, "totalPage": 1}}},
		{Name: "an empty page size is the usual one", Path: "posts:list?pageSize=&page=", Want: M{"meta": M{"pageSize": 20, "page": 1}}},

		{Name: "a bad zone", Path: "posts:list", Header: M{"X-Timezone": "Nowhere/Land"}, Status: 400, Code: "INVALID_TIMEZONE"},
		{Name: "an offset", Path: "posts:list", Header: M{"X-Timezone": "+08:00"}},
		{Name: "a zone name", Path: "posts:list", Header: M{"X-Timezone": "America/New_York"}},
		{Name: "still there", Path: "posts:get/" + id, Want: M{"data": M{"title": "one"}}},
	})
}

func TestParametersAreReadAsDocumented(t *testing.T) {
	e, id := posts(t)
	two := e.Root.Post("posts:create", M{"title": "two", "views": 2}).OK().ID()
	both := M{"data": []M{{"title": "one"}, {"title": "two"}}}
	only := M{"data": []M{{"title": "one"}}}
	none := M{"data": []M{}}
	e.Run(t, []testenv.Scenario{
		{Name: "filter as JSON", Path: "posts:list?" + testenv.Filter(M{"title": "one"}), Want: only},
		{Name: "filter in brackets", Path: "posts:list?filter[title]=one", Want: only},
		{Name: "operators in brackets", Path: "posts:list?filter[views][$lt]=2", Want: only},
		{Name: "escaped brackets", Path: "posts:list?filter%5Bviews%5D%5B%24lt%5D=2", Want: only},
		{Name: "dotted names", Path: "posts:list?filter[views.$lt]=2", Want: only},
		{Name: "groups in brackets", Path: "posts:list?filter[$or][0][title]=one&filter[$or][1][title]=two&sort=views", Want: both},
		{Name: "groups without index", Path: "posts:list?filter[$and][][title]=one&filter[$and][][views]=1", Want: only},
		{Name: "a bare key is null", Path: "posts:list?filter[done]&sort=views", Want: both},
		{Name: "an empty text is a text", Path: "posts:list?filter[title]=", Want: none},
		{Name: "an empty filter", Path: "posts:list?filter={}&sort=views", Want: both},
		{Name: "no filter at all", Path: "posts:list?filter=&sort=views", Want: both},
		{Name: "filter that is no JSON", Path: "posts:list?filter={bad", Status: 400, Code: "INVALID_FILTER_JSON"},
		{Name: "filter that is a list", Path: "posts:list?filter=[]", Status: 400, Code: "INVALID_FILTER_JSON"},
		{Name: "filter that is a number", Path: "posts:list?filter=3", Status: 400, Code: "INVALID_FILTER_JSON"},
		{Name: "filter with text behind", Path: "posts:list?filter={}x", Status: 400, Code: "INVALID_FILTER_JSON"},
		{Name: "keys as a list", Path: "posts:list?filterByTk[]=" + id + "&filterByTk[]=" + two + "&sort=views", Want: both},
		{Name: "a repeated key", Path: "posts:list?filterByTk=" + id + "&filterByTk=" + two + "&sort=views", Want: both},
		{Name: "keys as JSON", Path: "posts:list?filterByTk=[" + id + "," + two + "]&sort=views", Want: both},
		{Name: "a key as an object", Path: "posts:get?filterByTk[id]=" + id + "&filterByTk[title]=one", Want: M{"data": M{"title": "one"}}},
		{Name: "a key as JSON", Path: `posts:get?filterByTk={"id":` + id + `}`, Want: M{"data": M{"title": "one"}}},
		{Name: "a list of objects", Path: `posts:list?filterByTk=[{"id":` + id + `}]`, Want: only},
		{Name: "no keys match nothing", Path: "posts:list?filterByTk=[]", Want: none},
		{Name: "a null key matches nothing", Path: "posts:get?filterByTk", Want: M{"data": nil}},
		{Name: "an empty key matches nothing", Path: "posts:get?filterByTk=", Want: M{"data": nil}},
		{Name: "a key that is no number", Path: "posts:get?filterByTk=abc", Status: 400},
		{Name: "an object with an unknown column", Path: "posts:get?filterByTk[nope]=1", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "key and filter mean both", Path: "posts:list?filterByTk=" + id + "&filter[title]=two", Want: none},
		{Name: "fields in a row", Path: "posts:get/" + id + "?fields=title,views", Then: keys("id", "title", "views")},
		{Name: "fields as a list", Path: "posts:get/" + id + "?fields[]=title", Then: keys("id", "title")},
		{Name: "fields with an association", Path: "posts:get/" + id + "?fields[]=title&fields[]=tags", Then: keys("id", "tags", "title")},
		{Name: "except", Path: "posts:get/" + id + "?fields=&except=views,done", Then: func(t *testing.T, a *testenv.Answer) {
			if m, _ := a.At("data").(map[string]any); m["views"] != nil || m["title"] == nil {
				t.Errorf("%s", a.Body)
			}
		}},
		{Name: "sort in a row", Path: "posts:list?sort=-views,title", Want: M{"data": []M{{"title": "two"}, {"title": "one"}}}},
		{Name: "sort as a list", Path: "posts:list?sort[]=-views", Want: M{"data": []M{{"title": "two"}, {"title": "one"}}}},
		{Name: "unknown field", Path: "posts:list?fields=nope", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "unknown append", Path: "posts:list?appends=nope", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "append of a column", Path: "posts:list?appends=title", Status: 400, Code: "INVALID_PATH"},
		{Name: "unknown except", Path: "posts:list?except=nope", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "unknown sort", Path: "posts:list?sort=nope", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "unknown filter", Path: "posts:list?filter[nope]=1", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "unknown operator", Path: "posts:list?filter[title][$nope]=1", Status: 400, Code: "UNKNOWN_OPERATOR"},
		{Name: "operators of a query builder", Path: "posts:list?filter[title][$col]=views", Status: 400, Code: "UNKNOWN_OPERATOR"},
		{Name: "unknown parameters are nothing", Path: "posts:list?nope=1&sort=views", Want: both},
		{Name: "prototype keys are nothing", Path: "posts:list?__proto__[x]=1&filter[__proto__][x]=1&sort=views", Want: both},
		{Name: "names of the path win", Path: "posts:list?resourceName=users&actionName=destroy&sort=views", Want: both},
		{Name: "the parameters of a read in a body", Path: "posts:list", Body: M{"filter": M{"title": "one"}, "fields": []string{"title"}, "pageSize": 1}, Want: M{"data": []M{{"title": "one"}}, "meta": M{"pageSize": 1}}},
		{Name: "the query wins over the body", Path: "posts:list?pageSize=2", Body: M{"pageSize": 1}, Want: M{"meta": M{"pageSize": 2}}},
		{Name: "a filter of a body as text", Path: "posts:get", Body: M{"filter": `{"title":"two"}`}, Want: M{"data": M{"title": "two"}}},
		{Name: "all records", Path: "posts:list?paginate=false&sort=views", Want: both, Then: func(t *testing.T, a *testenv.Answer) {
			if a.At("meta") != nil {
				t.Errorf("meta: %s", a.Body)
			}
		}},
		{Name: "all records by a boolean", Path: "posts:list", Body: M{"paginate": false}, Then: func(t *testing.T, a *testenv.Answer) {
			if a.At("meta") != nil {
				t.Errorf("meta: %s", a.Body)
			}
		}},
	})
}

func keys(want ...string) func(t *testing.T, a *testenv.Answer) {
	return func(t *testing.T, a *testenv.Answer) {
		t.Helper()
		m, _ := a.At("data").(map[string]any)
		if len(m) != len(want) {
			t.Errorf("%s", a.Body)
		}
		for _, k := range want {
			if _, ok := m[k]; !ok {
				t.Errorf("%s is missing: %s", k, a.Body)
			}
		}
	}
}

func TestErrorsAreJSONAndShowNoInternals(t *testing.T) {
	e, _ := posts(t)
	for _, path := range []string{"/nope", "/api/", "/api", "/api/posts:list?filter={", "/api/%zz", "/api/posts:nope", "/api/nope"} {
		req, err := http.NewRequest("GET", e.URL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.URL.Opaque = strings.TrimPrefix(e.URL(), "http:") + path
		req.Header.Set("Authorization", "Bearer "+e.Root.Token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if path != "/api/%zz" && !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") || res.StatusCode < 400 || res.StatusCode > 404 {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}

func TestEnvelopes(t *testing.T) {
	e, id := posts(t)
	tag := e.Root.Post("tags:create", M{"name": "x"}).OK().ID()
	exactly := func(want string) func(t *testing.T, a *testenv.Answer) {
		return func(t *testing.T, a *testenv.Answer) {
			t.Helper()
			if string(a.Body) != want {
				t.Errorf("%s", a.Body)
			}
			if ct := a.Header.Get("Content-Type"); ct != "application/json; charset=utf-8" {
				t.Errorf("content type %q", ct)
			}
		}
	}
	e.Run(t, []testenv.Scenario{
		{Name: "a missing record is null", Path: "posts:get/1", Then: exactly(`{"data":null}`)},
		{Name: "add answers an empty object", Path: "posts/" + id + "/tags:add", Body: "[" + tag + "]", Then: exactly(`{}`)},
		{Name: "set answers an empty object", Path: "posts/" + id + "/tags:set", Body: "[" + tag + "]", Then: exactly(`{}`)},
		{Name: "remove answers an empty object", Path: "posts/" + id + "/tags:remove", Body: "[" + tag + "]", Then: exactly(`{}`)},
		{Name: "toggle answers ok", Path: "posts/" + id + "/tags:toggle", Body: "[" + tag + "]", Then: exactly(`{"data":"ok"}`)},
		{Name: "nothing destroyed is zero", Path: "posts:destroy?filterByTk=1", Body: M{}, Then: exactly(`{"data":0}`)},
		{Name: "nothing updated is an empty list", Path: "posts:update?filterByTk=1", Body: M{}, Then: exactly(`{"data":[]}`)},
		{Name: "an empty page", Path: "posts:list?filter[title]=zz", Then: exactly(`{"data":[],"meta":{"count":0,"page":1,"pageSize":20,"totalPage":0}}`)},
		{Name: "destroy answers a number", Path: "tags:destroy?filterByTk=" + tag, Body: M{}, Then: exactly(`{"data":1}`)},
		{Name: "an error", Path: "nope:list", Status: 404, Then: exactly(`{"errors":[{"message":"there is no resource \"nope\"","code":"UNKNOWN_RESOURCE"}]}`)},
	})
	nobody := e.Client()
	e.Run(t, []testenv.Scenario{
		{Name: "no token", As: nobody, Path: "posts:list", Status: 401, Code: "EMPTY_TOKEN"},
		{Name: "no token and a bad call", As: nobody, Path: "posts:destroy", Body: M{}, Status: 401, Code: "EMPTY_TOKEN"},
		{Name: "a bad token", As: nobody, Path: "posts:list?token=abc", Status: 401, Code: "INVALID_TOKEN"},
		{Name: "a token in the query", As: nobody, Path: "posts:list?token=" + e.Root.Token, Want: M{"meta": M{"count": 1}}},
		{Name: "an unknown role", Path: "posts:list", Header: M{"X-Role": "nope"}, Status: 401, Code: "ROLE_NOT_FOUND_FOR_USER"},
		{Name: "an unknown authenticator", Path: "posts:list", Header: M{"X-Authenticator": "nope"}, Status: 401},
		{Name: "public", As: nobody, Path: "app:getInfo", Want: M{"data": M{"database": M{"dialect": "sqlite"}, "name": "main"}}},
		{Name: "public with a bad token", As: nobody, Path: "app:getLang?token=abc", Want: M{"data": M{"lang": "en-US"}}},
		{Name: "public settings", As: nobody, Path: "systemSettings:get", Want: M{"data": M{"allowSignUp": false}}},
	})
}
