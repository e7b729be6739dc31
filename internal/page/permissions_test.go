package page_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func replace(s, old, with string) string { return strings.ReplaceAll(s, old, with) }

func markdown(uid, text string, roles ...string) M {
	return M{"uid": uid, "type": "markdown", "settings": M{"text": text}, "roles": roles}
}

// secrets fails when an answer holds what only editors or others may read.
func secrets(t *testing.T, a *testenv.Answer) *testenv.Answer {
	t.Helper()
	for _, text := range []string{"SECRET", "hush", "Page closed", "Page draft", `"roles"`, `"within"`, `"bindings"`} {
		if strings.Contains(string(a.Body), text) {
			t.Errorf("%s tells %s: %s", a.Call, text, a.Body)
		}
	}
	if a.Status >= 500 {
		t.Errorf("%s: %d %s", a.Call, a.Status, a.Body)
	}
	return a
}

// guarded has a page for all with a block for sales, a page for sales only and one that is not published.
func guarded(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.Workflow(M{"key": "hush", "title": "hush", "type": "action", "config": M{"collection": "orders"}})
	form := M{"uid": "form", "type": "form", "collection": "orders", "settings": M{"mode": "add", "fields": []M{{"name": "title"}}},
		"buttons": []M{{"uid": "go", "kind": "submit", "bindings": []M{{"key": "hush"}}}, {"uid": "sell", "kind": "save", "title": "SECRET sell", "roles": []string{"sales"}}}}
	w.page("open", "shop", nil, markdown("hello", "Hello"), markdown("inner", "SECRET figures", "sales"), form)
	w.page("closed", "lab", []string{"sales"}, markdown("sales", "SECRET sales"))
	w.Root.Post("pages:create", M{"uid": "draft", "applicationKey": "shop", "title": "Page draft", "draft": M{"blocks": []M{markdown("next", "SECRET plans")}}}).OK()
	w.Root.Post("pages:update?filterByTk=open", M{"revision": 1, "draft": M{"blocks": []M{markdown("later", "SECRET later")}}}).OK()
	return w
}

func TestMembersReadWhatIsPublishedForThemAndNothingElse(t *testing.T) {
	w := guarded(t)
	version := w.Root.Get("pageVersions:list?sort=id").OK().Text("data.0.id")
	for path, status := range map[string]int{
		"pages:get?filterByTk=open": 200, "pages:get?filterByTk=open&view=published": 200, "pages/open": 200,
		"pages:get?filterByTk=closed": 403, "pages:get?filterByTk=draft": 404, "pages:get?filterByTk=nope": 404,
		"pages:get?filterByTk=open&view=draft": 403, "pages:get?filterByTk=open&view=edit": 403,
		"pages:get?filterByTk=open&role=sales": 403, "pages:get?filterByTk=open&view=published&role=sales": 403, "pages:get?filterByTk=open&view=all": 400,
		"pages:get": 400, "pages:get?filterByTk[]=open": 400, "pages:check?filterByTk=open": 403,
		"pages:list": 200, "pages:list?fields=draft": 400, "pages:list?fields=publishedId": 400, "pages:list?filter[draft.$includes]=SECRET": 400, "pages:list?sort=draft": 400,
		"pages:list?filterByTk=closed": 200, "pages:list?filter[uid]=draft": 200, "pages:list?appends=application,createdBy": 200,
		"pages:list?filter[application.key]=shop": 403, "menuEntries:list?appends=page,parent,application": 200, "menuEntries:list?filter[page.title]=x": 403,
		"pageVersions:list": 403, "pageVersions:get?filterByTk=" + version: 403, "pageVersions/" + version + "/page:get": 403,
		"pages/closed/application:get": 403, "applications:list": 200, "applications:get?filterByTk=lab": 200, "buttons:list": 403,
		"buttons:get?filterByTk=sell": 403, "buttons:effective?filterByTk=go": 403,
	} {
		if a := secrets(t, w.mia.Get(path)); a.Status != status {
			t.Errorf("%s: %d, want %d: %s", path, a.Status, status, a.Body)
		}
		if a := w.Client().Get(path); a.Status != 401 {
			t.Errorf("%s without signing in: %d %s", path, a.Status, a.Body)
		}
	}
	w.mia.Get("pages:list").OK().Want("data.*.uid", []string{"open"}).Want("meta.count", 1)
	w.mia.Get("pages:list?filterByTk=closed").OK().Want("data", []M{})
	w.mia.Get("applications:list").OK().Want("data.*.key", []string{"shop"})
	w.mia.Get("applications:get?filterByTk=lab").OK().Want("data", nil)
	w.mia.Get("pages:get?filterByTk=open").OK().Want("data.published.blocks.*.uid", []string{"hello", "form"}).
		Want("data.published.blocks.1.buttons.*.uid", []string{"go"})
	w.sam.Get("pages:list?sort=uid").OK().Want("data.*.uid", []string{"closed", "open"})
	w.sam.Get("pages:get?filterByTk=closed").OK().Want("data.published.blocks.0.settings.text", "SECRET sales")
}

func TestMembersChangeNothing(t *testing.T) {
	w := guarded(t)
	entry := w.entry("shop", M{"type": "page", "pageUid": "open"})
	state := func() string {
		out := ""
		for _, path := range []string{"applications:list?sort=key", "menuEntries:list?sort=id", "pages:get?filterByTk=open", "pages:list?sort=uid", "pageVersions:list?sort=id", "buttons:list?sort=uid"} {
			out += string(w.Root.Get(path).OK().Body)
		}
		return out
	}
	before := state()
	for _, path := range []string{
		"applications:create", "applications:update?filterByTk=shop", "applications:destroy?filterByTk=shop&recursive=true&force=true",
		"menuEntries:create", "menuEntries:update?filterByTk=" + string(entry), "menuEntries:destroy?filterByTk=" + string(entry), "menuEntries:move?sticky=true&sourceId=" + string(entry),
		"pages:create", "pages:update?filterByTk=open", "pages:publish?filterByTk=open", "pages:rollback?filterByTk=open", "pages:destroy?filterByTk=open&force=true",
		"pages:firstOrCreate?filterKeys=uid", "pages:updateOrCreate?filterKeys=uid", "pages:move?sourceId=open&sticky=true",
		"pageVersions:create", "pageVersions:update?filterByTk=1", "pageVersions:destroy?filter[version]=1",
		"buttons:update?filterByTk=sell", "buttons:destroy?filterByTk=sell", "pages/open/application:update", "menuEntries/" + string(entry) + "/page:update", "menuEntries/" + string(entry) + "/page:set",
	} {
		body := M{"uid": "evil", "applicationKey": "shop", "title": "evil", "roles": []string{}, "revision": 2, "version": 1, "type": "link", "url": "https://evil.example", "draft": M{"blocks": []M{}}}
		for _, c := range []*testenv.Client{w.mia, w.sam} {
			if a := secrets(t, c.Post(path, body)); a.Status != 403 && a.Status != 404 {
				t.Errorf("%s: %d %s", path, a.Status, a.Body)
			}
		}
	}
	if after := state(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func TestButtonsAreForThoseWhoSeeThem(t *testing.T) {
	w := guarded(t)
	w.Root.Post("roles:create", M{"name": "temp", "title": "Temp", "strategy": M{"actions": []string{"create", "view", "update", "trigger"}}}).OK()
	tim := w.user("tim", "temp")
	press := func(c *testenv.Client, button string) *testenv.Answer {
		return c.Post("orders:create?button="+button, M{"title": "x"})
	}
	press(tim, "go").OK()
	press(tim, "sell").Code(403, "BUTTON_NOT_ALLOWED")
	press(w.sam, "sell").OK()
	press(w.Root, "sell").OK()
	tim.Post("orders:create?button=sell&triggerWorkflows=hush", M{"title": "x"}).Is(400)
	w.Root.Post("buttons:create", M{"uid": "hand", "collection": "orders", "action": "create", "roles": []string{"sales", "sales"}}).OK().Want("data.roles", []string{"sales"}).Want("data.pageUid", nil)
	press(tim, "hand").Code(403, "BUTTON_NOT_ALLOWED")
	w.Root.Post("buttons:update?filterByTk=hand", M{"roles": nil}).OK().Want("data.0.roles", []string{})
	press(tim, "hand").OK()
	w.Root.Post("buttons:update?filterByTk=hand", M{"roles": "sales"}).Code(400, "INVALID_ROLES")
	w.Root.Post("buttons:create", M{"uid": "hand2", "collection": "orders", "action": "create", "pageUid": "open"}).OK().Want("data.pageUid", nil)
	w.Root.Post("buttons:destroy?filterByTk=go", nil).Code(409, "BUTTON_OF_PAGE")

	// The page's roles count for its buttons at once, and with the union of roles one of them is enough.
	w.Root.Post("pages:update?filterByTk=open", M{"revision": 2, "roles": []string{"sales"}}).OK()
	press(tim, "go").Code(403, "BUTTON_NOT_ALLOWED")
	press(w.sam, "go").OK()
	w.Root.Post("pages:destroy?filterByTk=open", nil).OK()
	press(w.sam, "go").Code(400, "UNKNOWN_BUTTON")
	w.Root.Get("orders:list").OK().Want("meta.count", 5)
}

func TestAPageForARoleIsOpenInAllRolesOfAUser(t *testing.T) {
	w := guarded(t)
	both := w.user("bo", "member")
	id := w.Root.Get("users:list?filter[username]=bo").OK().Text("data.0.id")
	w.Root.Post("users/"+id+"/roles:add", []string{"sales"}).OK()
	w.Root.Post("roles:setSystemRoleMode", M{"roleMode": "allow-use-union"}).OK()
	both.With("X-Role", "member").Get("pages:get?filterByTk=closed").Is(403)
	both.With("X-Role", "sales").Get("pages:get?filterByTk=closed").OK()
	both.With("X-Role", "__union__").Get("pages:get?filterByTk=closed").OK()
}

func TestWhatIsHiddenOrLeadsNowhereIsNoPartOfTheMenu(t *testing.T) {
	w := guarded(t)
	group := w.entry("shop", M{"type": "group"})
	closed := w.entry("shop", M{"type": "page", "pageUid": "closed", "parentId": group})
	empty := w.entry("shop", M{"type": "group"})
	unpublished := w.entry("shop", M{"type": "page", "pageUid": "draft"})
	hidden := w.entry("lab", M{"type": "group", "hidden": true})
	below := w.entry("lab", M{"type": "page", "pageUid": "open", "parentId": hidden})
	link := w.entry("shop", M{"type": "link", "url": "https://example.com"})
	menu := func(c *testenv.Client, want ...json.Number) {
		t.Helper()
		if want == nil {
			want = []json.Number{}
		}
		c.Get("menuEntries:list?sort=id").OK().Want("data.*.id", want).Want("meta.count", len(want))
	}
	menu(w.mia, link)
	menu(w.sam, group, closed, link)
	menu(w.Root, group, closed, empty, unpublished, hidden, below, link)
	w.Root.Post("pages:publish?filterByTk=draft", M{"revision": 1}).OK()
	menu(w.mia, unpublished, link)
	w.Root.Post("menuEntries:update?filterByTk="+string(hidden), M{"hidden": false}).OK()
	menu(w.mia, unpublished, hidden, below, link)
	w.Root.Post("pages:destroy?filterByTk=closed&force=true", nil).OK()
	menu(w.sam, unpublished, hidden, below, link)
}

func TestARepeatedRequestPublishesOnce(t *testing.T) {
	w := guarded(t)
	once := w.Root.With("Idempotency-Key", "p1")
	first := once.Post("pages:publish?filterByTk=open", M{"revision": 2, "note": "x"}).OK()
	again := once.Post("pages:publish?filterByTk=open", M{"revision": 2, "note": "x"}).OK()
	if string(first.Body) != string(again.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s\n%s", first.Body, again.Body)
	}
	w.Root.Get("pageVersions:list?filter[pageUid]=open").OK().Want("meta.count", 2)
	// A conflict is no answer that is kept: with the revision of the page it goes on.
	w.Root.With("Idempotency-Key", "p2").Post("pages:update?filterByTk=open", M{"revision": 1}).Code(409, "PAGE_CHANGED").Want("data.revision", 2)
	w.Root.Post("pages:update?filterByTk=open", M{"revision": "2"}).Code(400, "REVISION_REQUIRED")
}

func TestOfManyEditorsAtOnceOneSavesAndTheOthersAreTold(t *testing.T) {
	w := guarded(t)
	const editors = 8
	answers := make(chan *testenv.Answer, editors)
	for i := range editors {
		go func() {
			answers <- w.Root.Post("pages:update?filterByTk=open", M{"revision": 2, "draft": M{"blocks": []M{markdown(fmt.Sprintf("b%d", i), "x")}}})
		}()
	}
	saved := ""
	for range editors {
		switch a := <-answers; {
		case a.Status == 200 && saved == "":
			saved = a.Text("data.draft.blocks.0.uid")
		case a.Status != 409 || a.Text("data.revision") != "3":
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	w.Root.Get("pages:get?filterByTk=open").OK().Want("data.revision", 3).Want("data.draft.blocks.0.uid", saved)
}

func TestPagesOutliveARestart(t *testing.T) {
	w := guarded(t)
	before := string(w.Root.Get("pages:get?filterByTk=open").OK().Body)
	w.Stop()
	w.Start()
	if after := string(w.Root.Get("pages:get?filterByTk=open").OK().Body); after != before {
		t.Errorf("%s\n%s", before, after)
	}
	w.Root.Get("pages:get?filterByTk=open&view=published&role=member").OK().Want("data.published.blocks.*.uid", []string{"hello", "form"})
}
