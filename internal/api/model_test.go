package api_test

import (
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func TestCollectionsAndFieldsOverHTTP(t *testing.T) {
	e, _ := posts(t)
	fields := "collections/posts/fields"
	e.Run(t, []testenv.Scenario{
		{Name: "options are flattened", Path: "collections:create", Body: M{"name": "a1", "title": "A", "x": M{"y": 1}, "fields": []M{{"name": "t", "type": "string", "interface": "input", "uiSchema": M{"title": "T"}, "z": 2}}},
			Want: M{"data": M{"name": "a1", "title": "A", "x": M{"y": 1}, "hidden": false, "inherit": false, "filterTargetKey": "id", "unavailableActions": []M{}, "createdAt": false}}},
		{Name: "get answers them too", Path: "collections:get?filterByTk=a1&appends[]=fields", Want: M{"data": M{"name": "a1", "x": M{"y": 1}, "fields": []M{{"name": "id"}, {"name": "t", "z": 2, "uiSchema": M{"title": "T"}}}}}},
		{Name: "what is missing is null", Path: "collections:get?filterByTk=nope", Want: M{"data": nil}},
		{Name: "categories may be asked for", Path: "collections:list?filter[name]=a1&appends[]=category&appends[]=fields", Want: M{"data": []M{{"name": "a1", "category": []M{}}}}},
		{Name: "an unknown append is refused all the same", Path: "collections:list?appends[]=nope", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "sorted pages", Path: "collections:list?sort=-name&pageSize=1&fields=name", Want: M{"data": []M{{"name": "tags"}}, "meta": M{"pageSize": 1}}},
		{Name: "a name is made", Path: "collections:create", Body: M{}, Then: func(t *testing.T, a *testenv.Answer) {
			if !strings.HasPrefix(a.Text("data.name"), "t_") {
				t.Errorf("%s", a.Body)
			}
		}},
		{Name: "a name that is taken", Path: "collections:create", Body: M{"name": "posts"}, Status: 400, Code: "COLLECTION_EXISTS"},
		{Name: "a name of the system", Path: "collections:create", Body: M{"name": "users"}, Status: 400},
		{Name: "a name of the system that is no resource", Path: "collections:create", Body: M{"name": "issuedTokens"}, Status: 400},
		{Name: "a bad name", Path: "collections:create", Body: M{"name": "a;b"}, Status: 400, Code: "INVALID_NAME"},
		{Name: "a long name", Path: "collections:create", Body: M{"name": strings.Repeat("a", 64)}, Status: 400, Code: "INVALID_NAME"},
		{Name: "a name that is a number", Path: "collections:create", Body: M{"name": 5}, Status: 400, Code: "INVALID_NAME"},
		{Name: "fields that are no list", Path: "collections:create", Body: M{"name": "a2", "fields": M{}}, Status: 400, Code: "INVALID_DEFINITION"},
		{Name: "a field twice", Path: "collections:create", Body: M{"name": "a2", "fields": []M{{"name": "x", "type": "string"}, {"name": "x", "type": "string"}}}, Status: 400, Code: "FIELD_EXISTS"},
		{Name: "an unknown type", Path: "collections:create", Body: M{"name": "a2", "fields": []M{{"name": "x", "type": "nope"}}}, Status: 400, Code: "UNKNOWN_FIELD_TYPE"},
		{Name: "nothing was made of it", Path: "a2:list", Status: 404, Code: "UNKNOWN_RESOURCE"},
		{Name: "an interface has a usual type", Path: "collections:create", Body: M{"name": "a3", "fields": []M{{"name": "s", "interface": "select"}, {"name": "n", "interface": "number"}, {"name": "d", "interface": "date"}}},
			Want: M{"data": M{"fields": []M{{"name": "id"}, {"name": "s", "type": "string"}, {"name": "n", "type": "double"}, {"name": "d", "type": "dateOnly"}}}}},
		{Name: "update answers a list", Path: "collections:update?filterByTk=a1", Body: M{"title": "B", "x": 3}, Want: M{"data": []M{{"title": "B", "x": 3}}}},
		{Name: "no rename", Path: "collections:update?filterByTk=a1", Body: M{"name": "b1"}, Status: 400, Code: "IMMUTABLE"},
		{Name: "update of nothing", Path: "collections:update?filterByTk=nope", Body: M{"title": "B"}, Want: M{"data": []M{}}},
		{Name: "update without key", Path: "collections:update", Body: M{"title": "B"}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "the users collection takes fields", Path: "collections/users/fields:create", Body: M{"name": "grade", "type": "integer"}, Want: M{"data": M{"name": "grade", "collectionName": "users"}}},
		{Name: "and keeps its own", Path: "collections/users/fields:destroy?filterByTk=email", Body: M{}, Status: 400},
		{Name: "a field", Path: fields + ":create", Body: M{"name": "f", "type": "string", "interface": "input", "uiSchema": M{"title": "F"}}, Want: M{"data": M{"name": "f", "collectionName": "posts", "uiSchema": M{"title": "F"}}}},
		{Name: "a dot in its name", Path: fields + ":create", Body: M{"name": "f.g", "type": "string"}, Want: M{"data": M{"name": "f_g"}}},
		{Name: "the same again", Path: fields + ":create", Body: M{"name": "f", "type": "string"}, Status: 400, Code: "FIELD_EXISTS"},
		{Name: "it works at once", Path: "posts:create", Body: M{"f": "v", "f_g": "w"}, Want: M{"data": M{"f": "v", "f_g": "w"}}},
		{Name: "a relation with its mirror", Path: fields + ":create", Body: M{"name": "parent", "type": "belongsTo", "target": "posts", "reverseField": M{"name": "kids", "type": "hasMany"}}, Then: func(t *testing.T, a *testenv.Answer) {
			fk := a.Text("data.foreignKey")
			e.Root.Get(fields+":get?filterByTk=kids").OK().Holds("data", M{"type": "hasMany", "target": "posts", "foreignKey": fk})
			e.Root.Get(fields+":get?filterByTk="+fk).OK().Holds("data", M{"isForeignKey": true})
		}},
		{Name: "a relation to nowhere", Path: fields + ":create", Body: M{"name": "lost", "type": "belongsTo", "target": "later", "foreignKey": "laterId"}},
		{Name: "is no append yet", Path: "posts:list?appends=lost", Status: 400},
		{Name: "nor a filter", Path: "posts:list?filter[lost.id]=1", Status: 400},
		{Name: "update of a field", Path: fields + ":update?filterByTk=f", Body: M{"uiSchema": M{"title": "G"}}, Want: M{"data": []M{{"uiSchema": M{"title": "G"}}}}},
		{Name: "its type stays", Path: fields + ":update?filterByTk=f", Body: M{"type": "integer"}, Status: 400, Code: "IMMUTABLE"},
		{Name: "its name stays", Path: fields + ":update?filterByTk=f", Body: M{"name": "g"}, Status: 400, Code: "IMMUTABLE"},
		{Name: "unique among doubles is refused", Path: fields + ":update?filterByTk=done", Body: M{"unique": true}},
		{Name: "move", Path: fields + ":move?sourceId=f&targetId=title&sortField=sort", Body: M{}, Want: M{"data": "ok"}},
		{Name: "list sorts by position", Path: fields + ":list?paginate=false&sort=sort"},
		{Name: "destroy", Path: fields + ":destroy?filterByTk=f", Body: M{}, Want: M{"data": 1}},
		{Name: "destroy of nothing", Path: fields + ":destroy?filterByTk=f", Body: M{}, Want: M{"data": 0}},
		{Name: "it is gone at once", Path: "posts:list?fields=f", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "fields of nothing", Path: "collections/nope/fields:list", Status: 404, Code: "COLLECTION_NOT_FOUND"},
		{Name: "setFields of nothing", Path: "collections:setFields?filterByTk=nope", Body: M{"fields": []M{}}, Status: 404, Code: "COLLECTION_NOT_FOUND"},
		{Name: "setFields in values", Path: "collections:setFields?filterByTk=posts", Body: M{"values": M{"fields": []M{}}}, Status: 400, Code: "INVALID_BODY"},
		{Name: "a collection in use", Path: "collections:destroy?filterByTk=tags", Body: M{}, Status: 409, Code: "COLLECTION_IN_USE"},
		{Name: "with what points at it", Path: "collections:destroy?filterByTk=tags&cascade=true", Body: M{}, Want: M{"data": 1}},
		{Name: "its relations are gone", Path: "posts:list?appends=tags", Status: 400, Code: "UNKNOWN_FIELD"},
		{Name: "destroy of no collection", Path: "collections:destroy?filterByTk=nope", Body: M{}, Want: M{"data": 0}},
		{Name: "the system's own", Path: "collections:destroy?filterByTk=roles", Body: M{}, Status: 400, Code: "PROTECTED"},
	})
}

func TestBrowsersOfOtherOriginsGetNoCredentials(t *testing.T) {
	e, _ := posts(t)
	a := e.Root.With("Origin", "https://elsewhere.example").Get("posts:list").OK()
	if a.Header.Get("Access-Control-Allow-Origin") != "https://elsewhere.example" || a.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("%v", a.Header)
	}
	if x := a.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(x, "x-new-token") || !strings.Contains(x, "x-receipt") {
		t.Errorf("exposed: %s", x)
	}
	pre := e.Client().With("Origin", "https://elsewhere.example").With("Access-Control-Request-Headers", "authorization, x-role").Do("OPTIONS", "posts:create", nil).Is(204)
	if h := pre.Header.Get("Access-Control-Allow-Headers"); h != "authorization, x-role" {
		t.Errorf("allowed headers %q", h)
	}
	e.Client().With("Origin", "https://elsewhere.example").Post("auth:signIn", M{"account": "root@example.com", "password": testenv.Password}).Is(403)
}
