package action_test

import (
	"encoding/json"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// blog has a relation of each kind: posts with an author, a cover, comments and tags.
func blog(t *testing.T) *testenv.Env {
	t.Helper()
	e := testenv.New(t)
	e.Collection("authors", "name:string", M{"name": "posts", "type": "hasMany", "target": "posts", "foreignKey": "authorId"})
	e.Collection("covers", "image:string")
	e.Collection("tags", "name:string")
	e.Collection("posts", "title:string",
		M{"name": "author", "type": "belongsTo", "target": "authors", "foreignKey": "authorId"},
		M{"name": "cover", "type": "hasOne", "target": "covers", "foreignKey": "postId"},
		M{"name": "comments", "type": "hasMany", "target": "comments", "foreignKey": "postId", "sortBy": []string{"-text"}},
		M{"name": "tags", "type": "belongsToMany", "target": "tags", "through": "postsTags", "foreignKey": "postId", "otherKey": "tagId"})
	e.Collection("comments", "text:string",
		M{"name": "post", "type": "belongsTo", "target": "posts", "foreignKey": "postId"},
		M{"name": "by", "type": "belongsTo", "target": "authors", "foreignKey": "byId"})
	e.Root.Post("collections/postsTags/fields:create", M{"name": "weight", "type": "integer"}).OK()
	return e
}

func made(e *testenv.Env, collection string, values any) string {
	e.T.Helper()
	return e.Root.Post(collection+":create", values).OK().ID()
}

func names(a *testenv.Answer, field string) string {
	raw, _ := json.Marshal(a.At("data.*." + field))
	return string(raw)
}

func TestToManyAssociations(t *testing.T) {
	e := blog(t)
	p, q := made(e, "posts", M{"title": "p"}), made(e, "posts", M{"title": "q"})
	x, y, z := made(e, "tags", M{"name": "x"}), made(e, "tags", M{"name": "y"}), made(e, "tags", M{"name": "z"})
	c1 := made(e, "comments", M{"text": "c1"})
	tags := func(want string) func(*testing.T, *testenv.Answer) {
		return func(t *testing.T, _ *testenv.Answer) {
			t.Helper()
			if have := names(e.Root.Get("posts/"+p+"/tags:list?sort=name").OK(), "name"); have != want {
				t.Errorf("tags %s, want %s", have, want)
			}
		}
	}
	comments := func(want string) func(*testing.T, *testenv.Answer) {
		return func(t *testing.T, _ *testenv.Answer) {
			t.Helper()
			if have := names(e.Root.Get("posts/"+p+"/comments:list").OK(), "text"); have != want {
				t.Errorf("comments %s, want %s", have, want)
			}
		}
	}
	e.Run(t, []testenv.Scenario{
		{Name: "add by a list", Path: "posts/" + p + "/tags:add", Body: "[" + x + "," + y + "]", Then: tags(`["x","y"]`)},
		{Name: "add again changes nothing", Path: "posts/" + p + "/tags:add", Body: "[" + x + "]", Then: tags(`["x","y"]`)},
		{Name: "add by key in the path", Path: "posts/" + p + "/tags:add/" + z, Body: M{}, Then: tags(`["x","y","z"]`)},
		{Name: "remove by filterByTk", Path: "posts/" + p + "/tags:remove?filterByTk=" + z, Body: M{}, Then: tags(`["x","y"]`)},
		{Name: "add by filterByTks", Path: "posts/" + p + "/tags:add?filterByTks[]=" + z, Body: M{}, Then: tags(`["x","y","z"]`)},
		{Name: "remove by commas", Path: "posts/" + p + "/tags:remove?filterByTk=" + x + "," + z, Body: M{}, Then: tags(`["y"]`)},
		{Name: "add objects", Path: "posts/" + p + "/tags:add", Body: `[{"id":` + x + `}]`, Then: tags(`["x","y"]`)},
		{Name: "set", Path: "posts/" + p + "/tags:set", Body: "[" + z + "]", Then: tags(`["z"]`)},
		{Name: "set by key texts", Path: "posts/" + p + "/tags:set", Body: []string{x, y}, Then: tags(`["x","y"]`)},
		{Name: "set with nothing in a list", Path: "posts/" + p + "/tags:set", Body: "[]", Then: tags(`[]`)},
		{Name: "add with values of the link", Path: "posts/" + p + "/tags:add", Body: `[[` + x + `,{"weight":5}]]`, Then: func(t *testing.T, _ *testenv.Answer) {
			e.Root.Get("posts/"+p+"/tags:list").OK().Holds("data", []M{{"name": "x", "postsTags": M{"weight": 5, "tagId": json.Number(x), "postId": json.Number(p)}}})
			e.Root.Get("posts/"+p+"/tags:get/"+x).OK().Holds("data", M{"name": "x", "postsTags": M{"weight": 5}})
			e.Root.Get("posts:get/"+p+"?appends=tags").OK().Holds("data.tags", []M{{"name": "x", "postsTags": M{"weight": 5}}})
		}},
		{Name: "add again changes the values of the link", Path: "posts/" + p + "/tags:add", Body: `[[` + x + `,{"weight":6}]]`, Then: func(t *testing.T, _ *testenv.Answer) {
			e.Root.Get("posts/"+p+"/tags:list").OK().Holds("data", []M{{"postsTags": M{"weight": 6}}})
		}},
		{Name: "set keeps the values of the link", Path: "posts/" + p + "/tags:set", Body: "[" + x + "," + y + "]", Then: func(t *testing.T, _ *testenv.Answer) {
			e.Root.Get("posts/"+p+"/tags:list?sort=name").OK().Holds("data", []M{{"postsTags": M{"weight": 6}}, {"postsTags": M{"weight": nil}}})
		}},
		{Name: "update the values of the link", Path: "posts/" + p + "/tags:update?filterByTk=" + y, Body: `{"name":"y2","postsTags":{"weight":9}}`, Want: M{"data": []M{{"name": "y2"}}}, Then: func(t *testing.T, _ *testenv.Answer) {
			e.Root.Get("posts/"+p+"/tags:list?sort=name").OK().Holds("data", []M{{"name": "x"}, {"name": "y2", "postsTags": M{"weight": 9}}})
		}},
		{Name: "toggle off", Path: "posts/" + p + "/tags:toggle", Body: "[" + y + "]", Want: M{"data": "ok"}, Then: tags(`["x"]`)},
		{Name: "toggle on", Path: "posts/" + p + "/tags:toggle", Body: "[" + z + "]", Want: M{"data": "ok"}, Then: tags(`["x","z"]`)},
		{Name: "create and link", Path: "posts/" + p + "/tags:create", Body: M{"name": "new"}, Want: M{"data": M{"name": "new"}}, Then: tags(`["new","x","z"]`)},
		{Name: "create with values of the link", Path: "posts/" + q + "/tags:create", Body: M{"name": "w", "postsTags": M{"weight": 3}}, Then: func(t *testing.T, _ *testenv.Answer) {
			e.Root.Get("posts/"+q+"/tags:list").OK().Holds("data", []M{{"name": "w", "postsTags": M{"weight": 3}}})
		}},
		{Name: "filter an association", Path: "posts/" + p + "/tags:list?filter[name]=x", Want: M{"data": []M{{"name": "x"}}, "meta": M{"count": 1}}},
		{Name: "page an association", Path: "posts/" + p + "/tags:list?pageSize=2&page=2&sort=name", Want: M{"data": []M{{"name": "z"}}, "meta": M{"count": 3, "totalPage": 2}}},
		{Name: "all of an association", Path: "posts/" + p + "/tags:list?paginate=false&sort=name&fields=name", Want: M{"data": []M{{"name": "new"}, {"name": "x"}, {"name": "z"}}}},
		{Name: "a target of another source is not there", Path: "posts/" + q + "/tags:get/" + x, Want: M{"data": nil}},
		{Name: "nor can it be changed there", Path: "posts/" + q + "/tags:update?filterByTk=" + x, Body: M{"name": "hacked"}, Want: M{"data": []M{}}},
		{Name: "nor destroyed", Path: "posts/" + q + "/tags:destroy?filterByTk=" + x, Body: M{}},
		{Name: "it is still there", Path: "tags:get/" + x, Want: M{"data": M{"name": "x"}}},
		{Name: "destroy removes the target and the link", Path: "posts/" + p + "/tags:destroy?filterByTk=" + x, Body: M{}, Want: M{"data": true}, Then: tags(`["new","z"]`)},
		{Name: "the target is gone", Path: "tags:get/" + x, Want: M{"data": nil}},
		{Name: "add what is not there", Path: "posts/" + p + "/tags:add", Body: "[1]", Status: 400, Code: "TARGET_NOT_FOUND"},
		{Name: "add a wrong key", Path: "posts/" + p + "/tags:add", Body: `["abc"]`, Status: 400, Code: "INVALID_VALUE"},
		{Name: "add nothing", Path: "posts/" + p + "/tags:add", Body: M{}},
		{Name: "remove what is not linked", Path: "posts/" + p + "/tags:remove", Body: "[" + y + "]"},

		{Name: "hasMany add", Path: "posts/" + p + "/comments:add", Body: "[" + c1 + "]", Then: comments(`["c1"]`)},
		{Name: "hasMany create", Path: "posts/" + p + "/comments:create", Body: M{"text": "c2"}, Want: M{"data": M{"text": "c2", "postId": json.Number(p)}}, Then: comments(`["c2","c1"]`)},
		{Name: "hasMany create many", Path: "posts/" + p + "/comments:create", Body: []M{{"text": "c3"}, {"text": "c4"}}, Want: M{"data": []M{{"text": "c3"}, {"text": "c4"}}}, Then: comments(`["c4","c3","c2","c1"]`)},
		{Name: "hasMany update by filter", Path: "posts/" + p + "/comments:update?filter[text]=c4", Body: M{"text": "c5"}, Want: M{"data": []M{{"text": "c5"}}}},
		{Name: "hasMany update without condition", Path: "posts/" + p + "/comments:update", Body: M{"text": "c5"}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "hasMany remove", Path: "posts/" + p + "/comments:remove", Body: "[" + c1 + "]", Then: comments(`["c5","c3","c2"]`)},
		{Name: "the target stays", Path: "comments:get/" + c1, Want: M{"data": M{"text": "c1", "postId": nil}}},
		{Name: "hasMany set", Path: "posts/" + p + "/comments:set", Body: "[" + c1 + "]", Then: comments(`["c1"]`)},
		{Name: "hasMany set moves from another source", Path: "posts/" + q + "/comments:set", Body: "[" + c1 + "]", Then: comments(`[]`)},
		{Name: "hasMany does not toggle", Path: "posts/" + p + "/comments:toggle", Body: "[" + c1 + "]", Status: 400, Code: "ACTION_NOT_SUPPORTED"},
		{Name: "firstOrCreate under a source", Path: "posts/" + q + "/comments:firstOrCreate?filterKeys=text", Body: M{"text": "f"}, Want: M{"data": M{"text": "f", "postId": json.Number(q)}}},
		{Name: "updateOrCreate under a source", Path: "posts/" + p + "/comments:updateOrCreate?filterKeys=text", Body: M{"text": "f"}, Want: M{"data": M{"text": "f", "postId": json.Number(p)}}},

		{Name: "a missing source lists nothing", Path: "posts/1/tags:list", Want: M{"data": []M{}, "meta": M{"count": 0}}},
		{Name: "a missing source gets nothing", Path: "posts/1/tags:get/" + y, Want: M{"data": nil}},
		{Name: "create under a missing source", Path: "posts/1/comments:create", Body: M{"text": "x"}, Status: 404, Code: "SOURCE_NOT_FOUND"},
		{Name: "add to a missing source", Path: "posts/1/tags:add", Body: "[" + y + "]", Status: 404, Code: "SOURCE_NOT_FOUND"},
		{Name: "set on a missing source", Path: "posts/1/tags:set", Body: "[" + y + "]", Status: 404, Code: "SOURCE_NOT_FOUND"},
		{Name: "remove from a missing source", Path: "posts/1/tags:remove", Body: "[" + y + "]", Status: 404, Code: "SOURCE_NOT_FOUND"},
		{Name: "a source id that is no key", Path: "posts/undefined/tags:list", Status: 400},
		{Name: "an object as source id", Path: "posts/%5Bobject%20Object%5D/tags:list", Status: 400},
	})
}

func TestToOneAssociations(t *testing.T) {
	e := blog(t)
	p := made(e, "posts", M{"title": "p"})
	a, b := made(e, "authors", M{"name": "a"}), made(e, "authors", M{"name": "b"})
	c1, c2 := made(e, "covers", M{"image": "1"}), made(e, "covers", M{"image": "2"})
	at := "posts/" + p + "/"
	e.Run(t, []testenv.Scenario{
		{Name: "nothing yet", Path: at + "author:get", Want: M{"data": nil}},
		{Name: "set by query", Method: "POST", Path: at + "author:set?filterByTk=" + a},
		{Name: "get", Path: at + "author:get", Want: M{"data": M{"name": "a"}}},
		{Name: "get without action", Path: at + "author", Want: M{"data": M{"name": "a"}}},
		{Name: "get ignores a key", Path: at + "author:get?filterByTk=" + b, Want: M{"data": M{"name": "a"}}},
		{Name: "set by path", Method: "POST", Path: at + "author:set/" + b},
		{Name: "get the other", Path: at + "author:get", Want: M{"data": M{"name": "b"}}},
		{Name: "set by list", Path: at + "author:set", Body: "[" + a + "]"},
		{Name: "appended", Path: "posts:get/" + p + "?appends=author", Want: M{"data": M{"authorId": json.Number(a), "author": M{"name": "a"}}}},
		{Name: "set two", Path: at + "author:set", Body: "[" + a + "," + b + "]", Status: 400},
		{Name: "set one that is not there", Method: "POST", Path: at + "author:set/1", Status: 400, Code: "TARGET_NOT_FOUND"},
		{Name: "add does not work", Path: at + "author:add", Body: "[" + a + "]", Status: 400, Code: "ACTION_NOT_SUPPORTED"},
		{Name: "toggle does not work", Path: at + "author:toggle", Body: "[" + a + "]", Status: 400, Code: "ACTION_NOT_SUPPORTED"},
		{Name: "update answers one record", Path: at + "author:update", Body: M{"name": "a2"}, Want: M{"data": M{"name": "a2"}}},
		{Name: "remove", Method: "POST", Path: at + "author:remove"},
		{Name: "removed", Path: at + "author:get", Want: M{"data": nil}},
		{Name: "update of nothing", Path: at + "author:update", Body: M{"name": "x"}, Status: 404, Code: "RECORD_NOT_FOUND"},
		{Name: "create links", Path: at + "author:create", Body: M{"name": "new"}, Want: M{"data": M{"name": "new"}}},
		{Name: "created", Path: at + "author:get", Want: M{"data": M{"name": "new"}}},
		{Name: "destroy removes the target", Path: at + "author:destroy", Body: M{}, Want: M{"data": true}},
		{Name: "destroyed", Path: at + "author:get", Want: M{"data": nil}},
		{Name: "the source stays", Path: "posts:get/" + p, Want: M{"data": M{"title": "p", "authorId": nil}}},

		{Name: "hasOne: nothing yet", Path: at + "cover:get", Want: M{"data": nil}},
		{Name: "hasOne: set", Method: "POST", Path: at + "cover:set?filterByTk=" + c1},
		{Name: "hasOne: get", Path: at + "cover:get", Want: M{"data": M{"image": "1", "postId": json.Number(p)}}},
		{Name: "hasOne: set the other", Method: "POST", Path: at + "cover:set/" + c2},
		{Name: "hasOne: the first is free", Path: "covers:get/" + c1, Want: M{"data": M{"postId": nil}}},
		{Name: "hasOne: update", Path: at + "cover:update", Body: M{"image": "2b"}, Want: M{"data": M{"image": "2b"}}},
		{Name: "hasOne: remove", Method: "POST", Path: at + "cover:remove"},
		{Name: "hasOne: removed", Path: at + "cover:get", Want: M{"data": nil}},
		{Name: "hasOne: create links", Path: at + "cover:create", Body: M{"image": "3"}, Want: M{"data": M{"postId": json.Number(p)}}},
		{Name: "hasOne: create again leaves one", Path: at + "cover:create", Body: M{"image": "4"}},
		{Name: "hasOne: one is linked", Path: "covers:list?filter[postId]=" + p, Want: M{"data": []M{{"image": "4"}}}},
		{Name: "hasOne: destroy", Path: at + "cover:destroy", Body: M{}, Want: M{"data": true}},
		{Name: "hasOne: destroyed", Path: at + "cover:get", Want: M{"data": nil}},
		{Name: "a missing source gets null", Path: "posts/1/author:get", Want: M{"data": nil}},
		{Name: "set on a missing source", Method: "POST", Path: "posts/1/author:set/" + b, Status: 404, Code: "SOURCE_NOT_FOUND"},
	})
}

func TestNestedValues(t *testing.T) {
	e := blog(t)
	a, b := made(e, "authors", M{"name": "a"}), made(e, "authors", M{"name": "b"})
	x, y := made(e, "tags", M{"name": "x"}), made(e, "tags", M{"name": "y"})
	p := made(e, "posts", M{"title": "p"})
	upd := "posts:update?filterByTk=" + p
	look := func(want M) func(*testing.T, *testenv.Answer) {
		return func(t *testing.T, _ *testenv.Answer) {
			t.Helper()
			e.Root.Get("posts:get/"+p+"?appends=author,cover,comments,tags&"+"sort=id").OK().Holds("data", want)
		}
	}
	e.Run(t, []testenv.Scenario{
		{Name: "link by key", Path: upd, Body: `{"author":` + a + `}`, Then: look(M{"author": M{"name": "a"}})},
		{Name: "unlink by null", Path: upd, Body: M{"author": nil}, Then: look(M{"author": nil, "authorId": nil})},
		{Name: "link by object", Path: upd, Body: `{"author":{"id":` + b + `,"name":"hacked"}}`, Then: look(M{"author": M{"name": "b"}})},
		{Name: "change by object when listed", Path: upd + "&updateAssociationValues[]=author", Body: `{"author":{"id":` + b + `,"name":"b2"}}`, Then: look(M{"author": M{"name": "b2"}})},
		{Name: "link by foreign key", Path: upd, Body: `{"authorId":` + a + `}`, Then: look(M{"author": M{"name": "a"}})},
		{Name: "a foreign key to nothing", Path: upd, Body: M{"authorId": 1}, Status: 400, Code: "TARGET_NOT_FOUND"},
		{Name: "a key to nothing", Path: upd, Body: M{"author": 1}, Status: 400, Code: "TARGET_NOT_FOUND"},
		{Name: "create by object", Path: upd, Body: M{"author": M{"name": "c"}}, Then: look(M{"author": M{"name": "c"}})},
		{Name: "create by object with a key of its own", Path: upd, Body: M{"author": M{"id": 4711}}, Then: look(M{"author": M{"id": 4711}})},
		{Name: "a list for a to-one association", Path: upd, Body: `{"author":[` + a + `]}`, Status: 400, Code: "INVALID_VALUE"},
		{Name: "hasOne create", Path: upd, Body: M{"cover": M{"image": "i"}}, Then: look(M{"cover": M{"image": "i"}})},
		{Name: "hasOne unlink", Path: upd, Body: M{"cover": nil}, Then: look(M{"cover": nil})},
		{Name: "create to-many", Path: upd, Body: M{"comments": []M{{"text": "1"}, {"text": "2"}}}, Then: look(M{"comments": []M{{"text": "2"}, {"text": "1"}}})},
		{Name: "the list replaces", Path: upd, Body: M{"comments": []M{{"text": "3"}}}, Then: look(M{"comments": []M{{"text": "3"}}})},
		{Name: "an empty list unlinks all", Path: upd, Body: M{"comments": []M{}}, Then: look(M{"comments": []M{}})},
		{Name: "absent keys stay untouched", Path: upd, Body: M{"title": "t"}, Then: look(M{"author": M{"id": 4711}})},
		{Name: "m2m links by key", Path: upd, Body: `{"tags":[` + x + `,` + y + `]}`, Then: look(M{"tags": []M{{"name": "x"}, {"name": "y"}}})},
		{Name: "m2m drops missing keys", Path: upd, Body: `{"tags":[` + x + `,1]}`, Then: look(M{"tags": []M{{"name": "x"}}})},
		{Name: "m2m with values of the link", Path: upd, Body: `{"tags":[{"id":` + x + `,"postsTags":{"weight":7}},{"name":"n"}]}`, Then: look(M{"tags": []M{{"name": "x", "postsTags": M{"weight": 7}}, {"name": "n"}}})},
		{Name: "m2m null unlinks", Path: upd, Body: M{"tags": nil}, Then: look(M{"tags": []M{}})},
		{Name: "deeper objects are created", Path: "posts:create", Body: M{"title": "deep", "comments": []M{{"text": "c", "by": M{"name": "deep author"}}}}},
		{Name: "and linked", Path: "posts:get?filter[title]=deep&appends=comments.by", Want: M{"data": M{"comments": []M{{"text": "c", "by": M{"name": "deep author"}}}}}},
		{Name: "a bad nested value is told by path", Path: upd, Body: M{"comments": []M{{"text": M{}}}}, Status: 400, Code: "INVALID_VALUE", Want: M{"errors": []M{{"field": "comments.0.text"}}}},
		{Name: "m2m beside its through records", Path: "posts:create", Body: M{"tags": []M{{"name": "q"}}, "nope": []M{{}}}},
		{Name: "relations too deep", Path: "posts:create", Body: deep(15), Status: 400},
	})
	e.Root.Get("authors:get/"+b).OK().Want("data.name", "b2")
	c := e.Root.Get("comments:get?filter[text]=c").OK().ID()
	upd = "posts:update?filter[title]=deep"
	e.Run(t, []testenv.Scenario{
		{Name: "not listed", Path: upd, Body: `{"comments":[{"id":` + c + `,"text":"no","by":{"name":"new by"}}]}`},
		{Name: "keeps its own columns and follows the relation", Path: "comments:get/" + c + "?appends=by", Want: M{"data": M{"text": "c", "by": M{"name": "new by"}}}},
		{Name: "listed", Path: upd + "&updateAssociationValues=comments", Body: `{"comments":[{"id":` + c + `,"text":"yes"}]}`},
		{Name: "changes its own columns", Path: "comments:get/" + c, Want: M{"data": M{"text": "yes"}}},
		{Name: "a deeper one needs its own path", Path: upd + "&updateAssociationValues[]=comments", Body: `{"comments":[{"id":` + c + `,"by":{"id":` + b + `,"name":"no"}}]}`},
		{Name: "it was linked only", Path: "comments:get/" + c + "?appends=by", Want: M{"data": M{"by": M{"name": "b2"}}}},
		{Name: "with its path", Path: upd + "&updateAssociationValues[]=comments&updateAssociationValues[]=comments.by", Body: `{"comments":[{"id":` + c + `,"by":{"id":` + b + `,"name":"b3"}}]}`},
		{Name: "it was changed", Path: "comments:get/" + c + "?appends=by", Want: M{"data": M{"by": M{"name": "b3"}}}},
	})
}

func TestAWhitelistReachesIntoNestedValues(t *testing.T) {
	e := blog(t)
	body := M{"title": "w", "comments": []M{{"text": "c", "by": M{"name": "b"}}}, "author": M{"name": "a"}}
	for _, tc := range []struct {
		name, query string
		want        M
	}{
		{"a whole association", "whitelist=title,comments", M{"comments": []M{{"text": "c", "by": M{"name": "b"}}}, "author": nil}},
		{"a part of it", "whitelist=title,comments.text", M{"comments": []M{{"text": "c", "by": nil}}, "author": nil}},
		{"a deeper part", "whitelist[]=comments.by.name", M{"title": nil, "comments": []M{{"text": nil, "by": M{"name": "b"}}}}},
		{"a path on the blacklist leaves the whole", "blacklist=comments.text", M{"title": "w", "author": M{"name": "a"}}},
		{"a name on it does not", "blacklist=comments", M{"comments": []M{}, "author": M{"name": "a"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			id := e.Root.Post("posts:create?"+tc.query, body).OK().ID()
			e.Root.Get("posts:get/"+id+"?appends=comments.by,author").OK().Holds("data", tc.want)
		})
	}
}

func TestMoveUnderASource(t *testing.T) {
	e := testenv.New(t)
	e.Collection("boards", "name:string", M{"name": "cards", "type": "hasMany", "target": "cards", "foreignKey": "boardId", "sortable": true})
	e.Collection("cards", "name:string", M{"name": "board", "type": "belongsTo", "target": "boards", "foreignKey": "boardId"})
	e.Collection("other", "name:string")
	b := made(e, "boards", M{"name": "b", "cards": []M{{"name": "1"}, {"name": "2"}, {"name": "3"}}})
	list := func() string { return names(e.Root.Get("boards/"+b+"/cards:list?sort=name").OK(), "id") }
	if list() == "[]" {
		t.Fatal("no cards")
	}
	one := e.Root.Get("cards:get?filter[name]=1").OK().ID()
	three := e.Root.Get("cards:get?filter[name]=3").OK().ID()
	a := e.Root.Post("boards/"+b+"/cards:move?sourceId="+one+"&targetId="+three, M{})
	a.OK().Want("data", "ok")
	if have := names(e.Root.Get("boards/"+b+"/cards:list?sort=boardIdSort").OK(), "name"); have != `["2","3","1"]` {
		t.Errorf("%s", have)
	}
	stray := made(e, "cards", M{"name": "stray"})
	if a := e.Root.Post("boards/"+b+"/cards:move?sourceId="+stray+"&targetId="+three, M{}); a.Status == 200 {
		t.Errorf("a card of no board was moved: %s", a.Body)
	}
}

func deep(n int) M {
	m := M{"title": "x"}
	for ; n > 0; n-- {
		m = M{"title": "x", "author": M{"name": "y", "posts": []M{m}}}
	}
	return m
}

func TestAppendsAndFieldsReachAnyDepth(t *testing.T) {
	e := blog(t)
	p := made(e, "posts", M{"title": "p", "author": M{"name": "a"}, "comments": []M{{"text": "c", "by": M{"name": "b"}}}, "tags": []M{{"name": "t"}}})
	get := "posts:get/" + p + "?"
	e.Run(t, []testenv.Scenario{
		{Name: "nothing by itself", Path: get, Then: absent("author", "comments", "tags")},
		{Name: "an append", Path: get + "appends=author", Want: M{"data": M{"title": "p", "author": M{"name": "a"}}}, Then: absent("comments")},
		{Name: "a dotted append completes what is between", Path: get + "appends=comments.by", Want: M{"data": M{"comments": []M{{"text": "c", "by": M{"name": "b"}}}}}},
		{Name: "an append of a column", Path: get + "appends=author.name", Want: M{"data": M{"author": M{"name": "a"}}}},
		{Name: "back and forth", Path: get + "appends=comments.post.author", Want: M{"data": M{"comments": []M{{"post": M{"title": "p", "author": M{"name": "a"}}}}}}},
		{Name: "fields with a column of an association", Path: get + "fields=title,author.name", Want: M{"data": M{"title": "p", "author": M{"name": "a"}}}, Then: absent("authorId")},
		{Name: "fields with an association", Path: get + "fields=author", Want: M{"data": M{"author": M{"name": "a"}}}, Then: absent("title")},
		{Name: "except a column of an association", Path: get + "appends=author&except=author.name", Then: func(t *testing.T, a *testenv.Answer) {
			if m, _ := a.At("data.author").(map[string]any); m == nil || m["name"] != nil {
				t.Errorf("%s", a.Body)
			}
		}},
		{Name: "lists too", Path: "posts:list?appends[]=tags&appends[]=comments.by", Want: M{"data": []M{{"tags": []M{{"name": "t"}}, "comments": []M{{"by": M{"name": "b"}}}}}}},
		{Name: "under a source", Path: "posts/" + p + "/comments:list?appends=by", Want: M{"data": []M{{"by": M{"name": "b"}}}}},
		{Name: "unknown below", Path: get + "appends=author.nope", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "a column in the middle", Path: get + "appends=author.name.x", Status: 400},
		{Name: "too deep", Path: get + "appends=" + "author.posts.author.posts.author.posts.author.posts.author.posts.author.posts.author", Status: 400},
	})
}

func absent(names ...string) func(*testing.T, *testenv.Answer) {
	return func(t *testing.T, a *testenv.Answer) {
		t.Helper()
		m, _ := a.At("data").(map[string]any)
		for _, n := range names {
			if _, there := m[n]; there {
				t.Errorf("%s is there: %s", n, a.Body)
			}
		}
	}
}

func TestDeletingReferencedRecords(t *testing.T) {
	e := testenv.New(t)
	e.Collection("owners", "name:string")
	for _, rule := range []string{"", "SET NULL", "CASCADE", "RESTRICT", "NO ACTION"} {
		f := M{"name": "owner", "type": "belongsTo", "target": "owners", "foreignKey": "ownerId"}
		if rule != "" {
			f["onDelete"] = rule
		}
		name := "c" + map[string]string{"": "Default", "SET NULL": "Null", "CASCADE": "Cascade", "RESTRICT": "Restrict", "NO ACTION": "No"}[rule]
		e.Collection(name, "name:string", f)
	}
	for _, tc := range []struct {
		collection string
		status     int
		left       any
	}{
		{"cDefault", 200, []M{{"ownerId": nil}}}, {"cNull", 200, []M{{"ownerId": nil}}}, {"cCascade", 200, []M{}}, {"cNo", 200, []M{{"ownerId": nil}}},
		{"cRestrict", 409, []M{{"name": "x"}}},
	} {
		t.Run(tc.collection, func(t *testing.T) {
			o := made(e, "owners", M{"name": tc.collection})
			made(e, tc.collection, M{"name": "x", "owner": M{"id": json.Number(o)}})
			a := e.Root.Post("owners:destroy?filterByTk="+o, M{})
			if a.Status != tc.status {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			if tc.status == 409 {
				a.Code(409, "RESTRICTED")
			}
			e.Root.Get(tc.collection+":list").OK().Holds("data", tc.left)
		})
	}
}
