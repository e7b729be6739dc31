package page_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// M is a JSON object.
type M = testenv.M

// world is an application with two menus and a member and somebody of sales.
type world struct {
	*testenv.Env
	mia, sam *testenv.Client
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Env: testenv.New(t)}
	w.Collection("orders", "title:string")
	w.Root.Post("roles:create", M{"name": "sales", "title": "Sales", "strategy": M{"actions": []string{"create", "view", "update", "destroy", "trigger"}}}).OK()
	w.mia, w.sam = w.user("mia", "member"), w.user("sam", "sales")
	for _, key := range []string{"shop", "lab"} {
		w.Root.Post("applications:create", M{"key": key, "title": key}).OK()
	}
	return w
}

func (w *world) user(name, role string) *testenv.Client {
	w.T.Helper()
	w.Root.Post("users:create", M{"username": name, "nickname": name, "password": testenv.Password, "roles": []string{role}}).OK()
	return w.As(name, testenv.Password)
}

// page makes a page with blocks and publishes it.
func (w *world) page(uid, application string, roles []string, blocks ...any) {
	w.T.Helper()
	if blocks == nil {
		blocks = []any{}
	}
	w.Root.Post("pages:create", M{"uid": uid, "applicationKey": application, "title": "Page " + uid, "roles": roles, "draft": M{"blocks": blocks}}).OK()
	w.Root.Post("pages:publish?filterByTk="+uid, M{"revision": 1}).OK()
}

// entry makes a menu entry of an application and returns its id.
func (w *world) entry(application string, values M) json.Number {
	w.T.Helper()
	values["applicationKey"] = application
	if values["title"] == nil {
		values["title"] = "entry"
	}
	return json.Number(w.Root.Post("menuEntries:create", values).OK().ID())
}

func TestApplicationsAndMenusAreCheckedAsTheyAreMade(t *testing.T) {
	w := newWorld(t)
	w.page("p", "shop", nil)
	group := w.entry("shop", M{"type": "group"})
	inner := w.entry("shop", M{"type": "group", "parentId": group})
	link := w.entry("shop", M{"type": "link", "url": "https://example.com", "parentId": inner})
	other := w.entry("lab", M{"type": "group"})
	at := func(id json.Number) string { return "menuEntries:update?filterByTk=" + string(id) }
	entry := func(more M) M {
		more["applicationKey"] = "shop"
		return more
	}
	w.Run(t, []testenv.Scenario{
		{Name: "a key is made", Path: "applications:create", Body: M{"title": "x"}, Want: M{"data": M{"title": "x", "sort": 3, "createdById": json.Number(w.Root.Get("auth:check").ID())}}},
		{Name: "a key that is taken", Path: "applications:create", Body: M{"key": "shop", "title": "x"}, Status: 409, Code: "APPLICATION_EXISTS"},
		{Name: "a key with spaces", Path: "applications:create", Body: M{"key": "a b", "title": "x"}, Status: 400, Code: "INVALID_KEY"},
		{Name: "an application without a title", Path: "applications:create", Body: M{"key": "x"}, Status: 400, Code: "REQUIRED"},
		{Name: "a title that is an object", Path: "applications:create", Body: M{"title": M{}}, Status: 400, Code: "INVALID_VALUE"},
		{Name: "update answers a list", Path: "applications:update?filterByTk=lab", Body: M{"title": "Lab", "sort": 9, "key": "y"}, Want: M{"data": []M{{"key": "lab", "title": "Lab", "sort": 9}}}},
		{Name: "no title any more", Path: "applications:update?filterByTk=lab", Body: M{"title": ""}, Status: 400, Code: "REQUIRED"},
		{Name: "update of nothing", Path: "applications:update?filterByTk=nope", Body: M{"title": "x"}, Status: 404, Code: "RECORD_NOT_FOUND"},
		{Name: "update without a key", Path: "applications:update", Body: M{"title": "x"}, Status: 400, Code: "FILTER_REQUIRED"},
		{Name: "list filters, sorts and pages", Path: "applications:list?filter[sort.$gt]=1&sort=-sort&pageSize=1&fields=title", Want: M{"data": []M{{"key": "lab", "title": "Lab"}}, "meta": M{"count": 2}}},
		{Name: "one that is in use", Path: "applications:destroy?filterByTk=lab", Body: M{}, Status: 409, Code: "APPLICATION_IN_USE"},

		{Name: "an entry of no application", Path: "menuEntries:create", Body: M{"type": "group", "title": "x"}, Status: 400, Code: "UNKNOWN_APPLICATION"},
		{Name: "an entry of no type", Path: "menuEntries:create", Body: entry(M{"title": "x"}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "an entry of an unknown type", Path: "menuEntries:create", Body: entry(M{"title": "x", "type": "tab"}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "a group without a title", Path: "menuEntries:create", Body: entry(M{"type": "group"}), Status: 400, Code: "REQUIRED"},
		{Name: "a page that does not exist", Path: "menuEntries:create", Body: entry(M{"type": "page", "pageUid": "nope"}), Status: 400, Code: "UNKNOWN_PAGE"},
		{Name: "a page without a title of its own", Path: "menuEntries:create", Body: entry(M{"type": "page", "pageUid": "p", "url": "https://x.example"}), Want: M{"data": M{"title": nil, "url": nil, "sort": 2, "hidden": false}}},
		{Name: "a link without an address", Path: "menuEntries:create", Body: entry(M{"type": "link", "title": "x"}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "a link to a script", Path: "menuEntries:create", Body: entry(M{"type": "link", "title": "x", "url": "javascript:alert(1)"}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "a link to elsewhere without a scheme", Path: "menuEntries:create", Body: entry(M{"type": "link", "title": "x", "url": "//evil.example"}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "a relative link", Path: "menuEntries:create", Body: entry(M{"type": "link", "title": "x", "url": "/runs"}), Want: M{"data": M{"url": "/runs"}}},
		{Name: "below a link", Path: "menuEntries:create", Body: entry(M{"type": "group", "title": "x", "parentId": link}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "below nothing", Path: "menuEntries:create", Body: entry(M{"type": "group", "title": "x", "parentId": 404}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "below a group of another application", Path: "menuEntries:create", Body: entry(M{"type": "group", "title": "x", "parentId": other}), Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "below itself", Path: at(group), Body: M{"parentId": group}, Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "below what stands below it", Path: at(group), Body: M{"parentId": inner}, Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "a group with entries stays one", Path: at(inner), Body: M{"type": "link", "url": "/x"}, Status: 409, Code: "MENU_ENTRY_IN_USE"},
		{Name: "and stays in its application", Path: at(group), Body: M{"applicationKey": "lab"}, Status: 409, Code: "MENU_ENTRY_IN_USE"},
		{Name: "a link changes", Path: at(link), Body: M{"url": "orders", "icon": "star", "hidden": true}, Want: M{"data": []M{{"url": "orders", "icon": "star", "hidden": true, "parentId": inner}}}},
		{Name: "a group with entries is not removed", Path: "menuEntries:destroy?filterByTk=" + string(group), Body: M{}, Status: 409, Code: "MENU_ENTRY_IN_USE"},
		{Name: "but with them", Path: "menuEntries:destroy?recursive=true&filterByTk=" + string(group), Body: M{}, Want: M{"data": 3}},
		{Name: "an application goes with everything", Path: "applications:destroy?filterByTk=shop&recursive=true", Body: M{}, Want: M{"data": 1}},
		{Name: "and its pages with it", Path: "pages:list", Want: M{"data": []M{}}},
	})
}

func TestMenuEntriesMove(t *testing.T) {
	w := newWorld(t)
	ids, names := map[string]json.Number{}, map[string]string{}
	make := func(name string, parent any) {
		ids[name] = w.entry("shop", M{"type": "group", "title": name, "parentId": parent})
		names[string(ids[name])] = name
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		make(name, nil)
	}
	for _, name := range []string{"x", "y"} {
		make(name, ids["a"])
	}
	order := func(parent string) string {
		filter := M{"parentId": nil}
		if parent != "" {
			filter["parentId"] = ids[parent]
		}
		out := ""
		for _, title := range w.Root.Get("menuEntries:list?sort=sort&" + testenv.Filter(filter)).OK().At("data.*.title").([]any) {
			out += fmt.Sprint(title)
		}
		return out
	}
	for _, c := range []struct{ source, params, top, below string }{
		{"a", "targetId=<c>", "bcad", "xy"},
		{"d", "targetId=<b>", "dbca", "xy"},
		{"d", "targetId=<b>&method=insertAfter", "bdca", "xy"},
		{"a", "sticky=true", "abdc", "xy"},
		{"c", "method=prepend", "cabd", "xy"},
		{"c", "targetId=<c>", "cabd", "xy"},
		{"b", "targetId=<y>", "cad", "xby"},
		{"d", "targetScope[parentId]=<a>", "ca", "xbyd"},
		{"c", "targetScope[parentId]=<a>&method=prepend", "a", "cxbyd"},
		{"y", "targetScope[parentId]=", "ay", "cxbd"},
	} {
		params := c.params
		for name, id := range ids {
			params = replace(params, "<"+name+">", string(id))
		}
		w.Root.Post("menuEntries:move?sourceId="+string(ids[c.source])+"&"+params, nil).OK().Want("data", "ok")
		if top, below := order(""), order("a"); top != c.top || below != c.below {
			t.Errorf("%s %s: %s, %s; want %s, %s", c.source, c.params, top, below, c.top, c.below)
		}
	}
	move := "menuEntries:move?sourceId=" + string(ids["a"])
	w.Run(t, []testenv.Scenario{
		{Name: "below itself", Path: move + "&targetId=" + string(ids["x"]), Body: M{}, Status: 400, Code: "INVALID_MENU_ENTRY"},
		{Name: "to nothing", Path: move + "&targetId=404", Body: M{}, Status: 404, Code: "RECORD_NOT_FOUND"},
		{Name: "of nothing", Path: "menuEntries:move?sourceId=404&sticky=true", Body: M{}, Status: 404, Code: "RECORD_NOT_FOUND"},
		{Name: "without a source", Path: "menuEntries:move?targetId=1", Body: M{}, Status: 400, Code: "SOURCE_REQUIRED"},
		{Name: "without a goal", Path: move, Body: M{}, Status: 400, Code: "INVALID_MOVE"},
	})
}
