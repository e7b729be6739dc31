package resource_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// posts adds a collection with a creator.
func (o *office) posts() *schema.Collection {
	o.t.Helper()
	err := o.catalog.Apply(context.Background(), func(e *catalog.Edit) error {
		_, err := e.CreateCollection(map[string]any{"name": "posts", "title": "Posts", "fields": []any{
			map[string]any{"name": "title", "type": "string", "interface": "input"},
			map[string]any{"name": "secret", "type": "string", "interface": "input"},
			map[string]any{"name": "createdAt", "type": "date", "interface": "createdAt", "field": "createdAt"},
			map[string]any{"name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users", "foreignKey": "createdById"},
		}})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	snap, err := o.catalog.Snapshot(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return snap.Collection("posts")
}

func TestRolesAreMadeChangedAndRemoved(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	made := shown(t, o.did(root, "roles:create", `{"title":"Clerk","strategy":{"actions":["view"]}}`))
	if name, ok := made["name"].(string); !ok || name[:2] != "r_" || !reflect.DeepEqual(made["snippets"], []any{"!ui.*", "!pm", "!pm.*"}) {
		t.Errorf("made %v", made)
	}
	o.did(root, "roles:create", `{"name":"clerk","title":"Other clerk"}`)
	updated := o.did(root, "roles:update", `{"name":"renamed","title":"Head clerk","default":true,"snippets":["pm.users"]}`, "filterByTk", "clerk").([]schema.Record)
	if len(updated) != 1 || updated[0]["name"] != "clerk" || updated[0]["title"] != "Head clerk" || updated[0]["default"] != true {
		t.Errorf("updated %v", updated)
	}
	p, err := o.access.Permissions(context.Background())
	if err != nil || p.DefaultRole().Name != "clerk" || p.Roles["member"].Default {
		t.Errorf("exactly one role is the default: %v", err)
	}
	for body, code := range map[string]string{
		`{"name":"clerk"}`:                          "UNIQUE_VIOLATION",
		`{"name":"x","title":"Head clerk"}`:         "UNIQUE_VIOLATION",
		`{"name":"anonymous"}`:                      "INVALID_ROLE_NAME",
		`{"name":"__union__"}`:                      "INVALID_ROLE_NAME",
		`{"name":"a b"}`:                            "INVALID_ROLE_NAME",
		`{"name":"x","strategy":{"actions":[1]}}`:   "INVALID_STRATEGY",
		`{"name":"x","snippets":"pm.*"}`:            "INVALID_BODY",
		`{"name":"x","snippets":[{"evil":"pm.*"}]}`: "INVALID_BODY",
	} {
		o.refuses(root, code, "roles:create", body)
	}
	o.refuses(root, "DEFAULT_ROLE", "roles:destroy", "", "filterByTk", "clerk")
	for _, name := range []string{"root", "admin", "member"} {
		o.refuses(root, "ROLE_PROTECTED", "roles:destroy", "", "filterByTk", name)
	}
	o.did(root, "roles:setDefaultRole", `{"roleName":"member"}`)
	if n := o.did(root, "roles:destroy", "", "filterByTk", "clerk"); n != 1 {
		t.Errorf("removed %v", n)
	}
	o.refuses(root, "FILTER_REQUIRED", "roles:destroy", "")
	o.refuses(root, "UNKNOWN_ROLE", "roles:setDefaultRole", `{"roleName":"clerk"}`)
	o.refuses(root, "ROLE_PROTECTED", "roles:setDefaultRole", `{"roleName":"root"}`)
}

func TestARoleMadeAgainInheritsNothing(t *testing.T) {
	o := openOffice(t)
	posts := o.posts()
	root := o.as("root")
	o.role("clerk", `[]`)
	ann := o.person("ann", "member", "clerk")
	o.did(root, "roles.dataSourceResources:create", `{"name":"posts","usingActionsConfig":true,"actions":[{"name":"view"}]}`, "source", "clerk")
	o.did(root, "roles:destroy", "", "filterByTk", "clerk")
	o.role("clerk", `[]`)
	if got := o.rolesOf(ann); !reflect.DeepEqual(got, []string{"member"}) {
		t.Errorf("memberships %v", got)
	}
	o.did(root, "roles.users:add", fmt.Sprintf(`[%d]`, ann), "source", "clerk")
	_, token, err := o.access.SignIn(context.Background(), "ann", somePassword, "")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := o.access.Authenticate(context.Background(), access.Credentials{Token: token, Role: "clerk"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.access.Permissions(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Record(a, posts, "list"); err == nil {
		t.Error("the new role has the old one's permission")
	}
}

func TestMembershipFollowsItsTransaction(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	o.role("clerk", `["pm.users"]`)
	ann := o.person("ann", "member")
	_, token, err := o.access.SignIn(context.Background(), "ann", somePassword, "")
	if err != nil {
		t.Fatal(err)
	}
	asClerk := func() error {
		_, _, err := o.access.Authenticate(context.Background(), access.Credentials{Token: token, Role: "clerk"})
		return err
	}
	steps := []struct {
		name, call, body, source string
		params                   []any
		clerk                    bool
	}{
		{"added from the role", "roles.users:add", fmt.Sprintf(`[%d]`, ann), "clerk", nil, true},
		{"adding twice is harmless", "roles.users:add", fmt.Sprintf(`[{"id":%d}]`, ann), "clerk", nil, true},
		{"removed from the role", "roles.users:remove", fmt.Sprintf(`[%d]`, ann), "clerk", nil, false},
		{"added from the user", "users.roles:add", `["clerk"]`, fmt.Sprint(ann), nil, true},
		{"replaced from the user", "users.roles:set", `["member"]`, fmt.Sprint(ann), nil, false},
		{"set from the role", "roles.users:set", fmt.Sprintf(`[%d]`, ann), "clerk", nil, true},
		{"emptied from the role", "roles.users:set", `[]`, "clerk", nil, false},
		{"named in the query", "users.roles:add", ``, fmt.Sprint(ann), []any{"filterByTk", "clerk,admin"}, true},
		{"removed in the query", "users.roles:remove", ``, fmt.Sprint(ann), []any{"filterByTk", []any{"clerk"}}, false},
	}
	for _, s := range steps {
		r, err := o.call(root, s.call, s.body, append([]any{"source", s.source}, s.params...)...)
		if err != nil || r.HasData {
			t.Fatalf("%s: %+v, %v", s.name, r, err)
		}
		if err := asClerk(); (err == nil) != s.clerk || err != nil && errs.CodeOf(err) != "ROLE_NOT_FOUND_FOR_USER" {
			t.Errorf("%s: acting as clerk: %v", s.name, err)
		}
	}
	o.refuses(root, "UNKNOWN_ROLE", "roles.users:add", fmt.Sprintf(`[%d]`, ann), "source", "ghost")
	o.refuses(root, "UNKNOWN_ROLE", "users.roles:add", `["ghost"]`, "source", ann)
	o.refuses(root, "UNKNOWN_USER", "roles.users:add", `[1]`, "source", "clerk")
	o.refuses(root, "UNKNOWN_USER", "roles.users:add", `["x"]`, "source", "clerk")
	o.refuses(root, "INVALID_BODY", "users.roles:add", `[{}]`, "source", ann)
}

func TestSnippetsOfARole(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	o.role("clerk", `["ui.*"]`)
	list := func() any { return o.did(root, "roles.snippets:list", "", "source", "clerk") }
	o.did(root, "roles.snippets:add", `["pm.users","ui.*"]`, "source", "clerk")
	if got := list(); !reflect.DeepEqual(got, []string{"ui.*", "pm.users"}) {
		t.Errorf("added: %v", got)
	}
	o.did(root, "roles.snippets:remove", `["ui.*"]`, "source", "clerk")
	if got := list(); !reflect.DeepEqual(got, []string{"pm.users"}) {
		t.Errorf("removed: %v", got)
	}
	o.did(root, "roles.snippets:set", `["!pm.*"]`, "source", "clerk")
	if got := list(); !reflect.DeepEqual(got, []string{"!pm.*"}) {
		t.Errorf("set: %v", got)
	}
	o.refuses(root, "UNKNOWN_ROLE", "roles.snippets:add", `["pm.*"]`, "source", "ghost")
	o.refuses(root, "ROLE_PROTECTED", "roles.snippets:set", `[]`, "source", "root")
	o.role("roles", `["pm.acl.roles"]`)
	o.person("ann", "roles")
	ann := o.as("ann")
	o.refuses(ann, "NO_PERMISSION", "roles.snippets:add", `["pm.*"]`, "source", "roles")
	o.refuses(ann, "NO_PERMISSION", "roles:update", `{"snippets":["pm.*"]}`, "filterByTk", "roles")
	o.refuses(ann, "NO_PERMISSION", "roles:create", `{"name":"mine","snippets":["pm.workflow.*"]}`)
	o.refuses(ann, "NO_PERMISSION", "roles.users:add", fmt.Sprintf(`[%d]`, ann.UserID), "source", "admin")
	o.refuses(ann, "NO_PERMISSION", "roles:update", `{"title":"Weakened"}`, "filterByTk", "admin")
	o.did(ann, "roles:create", `{"name":"mine","snippets":["pm.acl.*"]}`)
}

func TestResourcePermissionsOfARole(t *testing.T) {
	o := openOffice(t)
	posts := o.posts()
	root := o.as("root")
	ann := o.person("ann", "member")
	scope := shown(t, o.did(root, "dataSources.rolesResourcesScopes:create", `{"name":"Mine","resourceName":"posts","scope":{"createdById":"{{$user.id}}"}}`, "source", "main"))
	entry := shown(t, o.did(root, "roles.dataSourceResources:create",
		fmt.Sprintf(`{"dataSourceKey":"main","name":"posts","usingActionsConfig":true,"actions":[{"name":"view","fields":["title"],"scopeId":%v},{"name":"create","fields":[]}]}`, int64(scope["id"].(float64))), "source", "member"))
	actions := entry["actions"].([]any)
	if entry["roleName"] != "member" || entry["usingActionsConfig"] != true || len(actions) != 2 {
		t.Fatalf("made %v", entry)
	}
	p, err := o.access.Permissions(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	a := o.as("ann")
	if a.UserID != ann {
		t.Fatal("somebody else")
	}
	view, err := p.Record(a, posts, "list")
	if err != nil || len(view.Scopes) != 1 || !view.AllowsField("title") || view.AllowsField("secret") {
		t.Errorf("view %+v, %v", view, err)
	}
	if create, err := p.Record(a, posts, "create"); err != nil || create.AllowsField("title") {
		t.Errorf("create %+v, %v", create, err)
	}
	byName := shown(t, o.did(root, "roles.resources:get", "", "source", "member", "filter", `{"dataSourceKey":"main","name":"posts"}`))
	if byName["id"] != entry["id"] || len(byName["actions"].([]any)) != 2 {
		t.Errorf("got %v", byName)
	}
	if got := o.did(root, "roles.dataSourceResources:get", "", "source", "admin", "filter", `{"name":"posts"}`); got != nil {
		t.Errorf("another role's entry: %v", got)
	}
	o.did(root, "roles.dataSourceResources:create", `{"name":"posts","usingActionsConfig":true,"actions":[{"name":"view","scopeKey":"own"}]}`, "source", "member")
	if list := o.did(root, "roles.dataSourceResources:list", "", "source", "member").([]schema.Record); len(list) != 1 || len(list[0]["actions"].([]schema.Record)) != 1 {
		t.Errorf("there is one entry for a collection: %v", list)
	}
	updated := o.did(root, "roles.dataSourceResources:update", `{"usingActionsConfig":false}`, "source", "member", "filter", `{"name":"posts"}`).([]schema.Record)
	if len(updated) != 1 || updated[0]["usingActionsConfig"] != false || len(updated[0]["actions"].([]schema.Record)) != 1 {
		t.Errorf("updated %v", updated)
	}
	if p, err = o.access.Permissions(context.Background()); err != nil || p.Roles["member"].Resources["posts"] != nil {
		t.Errorf("an entry that is switched off counts: %v", err)
	}
	if n := o.did(root, "roles.dataSourceResources:destroy", "", "source", "member", "filter", `{"name":"posts"}`); n != int64(1) {
		t.Errorf("removed %v", n)
	}
	for body, code := range map[string]string{
		`{"name":"ghosts"}`:                                                  "UNKNOWN_COLLECTION",
		`{"name":"posts","dataSourceKey":"other"}`:                           "UNKNOWN_DATA_SOURCE",
		`{"name":"posts","actions":[{"name":"list"}]}`:                       "INVALID_ACTION",
		`{"name":"posts","actions":[{"name":"view"},{"name":"view"}]}`:       "INVALID_ACTION",
		`{"name":"posts","actions":[{"name":"view","scopeId":1}]}`:           "UNKNOWN_SCOPE",
		`{"name":"posts","actions":[{"name":"view","scopeKey":"nonsense"}]}`: "UNKNOWN_SCOPE",
		`{"name":"posts","actions":[{"name":"view","fields":"title"}]}`:      "INVALID_BODY",
	} {
		o.refuses(root, code, "roles.dataSourceResources:create", body, "source", "member")
	}
	o.refuses(root, "UNKNOWN_ROLE", "roles.dataSourceResources:create", `{"name":"posts"}`, "source", "ghost")
	o.refuses(root, "FILTER_REQUIRED", "roles.dataSourceResources:destroy", "", "source", "member")
	o.refuses(a, "NO_PERMISSION", "roles.dataSourceResources:create", `{"name":"posts"}`, "source", "member")
}

func TestScopesInUseOrBuiltInStay(t *testing.T) {
	o := openOffice(t)
	o.posts()
	root := o.as("root")
	scope := shown(t, o.did(root, "rolesResourcesScopes:create", `{"name":"Drafts","resourceName":"posts","scope":{"title":"draft"}}`))
	id := fmt.Sprint(int64(scope["id"].(float64)))
	o.did(root, "roles:applyDataPermissions", `{"dataSourceKey":"main","resources":[{"name":"posts","usingActionsConfig":true,"actions":[{"name":"view","scope":{"id":`+id+`}}]}]}`, "filterByTk", "member")
	for _, filter := range []string{
		`{"createdById":{"$in":["{{$user.id}}"]}}`, `{"createdById":{"$in":"{{$user.ids}}"}}`, `{"createdById":{"$gt":"{{$user.id}}"}}`,
		`{"title":{"$includes":"{{$user.nickname}}"}}`, `{"$or":[{"createdBy":{"id":"{{$user.id}}"}},{"title":{"$ne":"{{$user.x}}"}}]}`,
		`{"createdAt":{"$dateOn":"{{$user.birthday}}"}}`, `{"createdAt":{"$dateBefore":"{{$nDate.today}}"}}`,
	} {
		o.did(root, "rolesResourcesScopes:update", `{"scope":`+filter+`}`, "filterByTk", id)
	}
	o.refuses(root, "SCOPE_IN_USE", "rolesResourcesScopes:destroy", "", "filterByTk", id)
	o.did(root, "rolesResourcesScopes:update", `{"scope":{"title":"final"}}`, "filterByTk", id)
	o.refuses(root, "UNKNOWN_FIELD", "rolesResourcesScopes:update", `{"scope":{"nonsense":1}}`, "filterByTk", id)
	o.refuses(root, "INVALID_SCOPE", "rolesResourcesScopes:update", `{"scope":[1]}`, "filterByTk", id)
	for _, key := range []string{"all", "own"} {
		o.refuses(root, "SCOPE_PROTECTED", "rolesResourcesScopes:update", `{"scope":{}}`, "filter", `{"key":"`+key+`"}`)
		o.refuses(root, "SCOPE_PROTECTED", "rolesResourcesScopes:destroy", "", "filter", `{"key":"`+key+`"}`)
	}
	o.did(root, "roles.resources:destroy", "", "source", "member", "filter", `{"name":"posts"}`)
	if n := o.did(root, "rolesResourcesScopes:destroy", "", "filterByTk", id); n != int64(1) {
		t.Errorf("removed %v", n)
	}
}

func TestRoleCheckTellsAClientWhereItStands(t *testing.T) {
	o := openOffice(t)
	o.posts()
	root := o.as("root")
	o.did(root, "roles.dataSourceResources:create", `{"name":"posts","usingActionsConfig":true,"actions":[{"name":"view","fields":["title"]},{"name":"update","fields":["title"]}]}`, "source", "member")
	o.person("ann", "member")
	r, err := o.call(o.as("ann"), "roles:check", "")
	if err != nil {
		t.Fatal(err)
	}
	got := shown(t, r.Data)
	if got["role"] != "member" || got["allowAll"] != false || got["roleMode"] != "default" || r.Meta["dataSources"] == nil {
		t.Errorf("got %v", got)
	}
	if !reflect.DeepEqual(got["strategy"].(map[string]any)["actions"], []any{"view:own"}) || !reflect.DeepEqual(got["resources"], []any{"posts"}) {
		t.Errorf("strategy %v, resources %v", got["strategy"], got["resources"])
	}
	update := got["actions"].(map[string]any)["posts:update"].(map[string]any)
	if !reflect.DeepEqual(update["whitelist"], []any{"title"}) {
		t.Errorf("posts:update %v", update)
	}
	if !reflect.DeepEqual(got["titles"], map[string]any{"member": "Member"}) {
		t.Errorf("titles %v", got["titles"])
	}
	if alias := got["actionAlias"].(map[string]any); alias["list"] != "view" || alias["add"] != "update" {
		t.Errorf("aliases %v", alias)
	}
	for _, key := range []string{"roles", "snippets", "availableActions", "allowConfigure", "allowMenuItemIds", "allowAnonymous", "uiButtonSchemasBlacklist"} {
		if _, ok := got[key]; !ok {
			t.Errorf("%s is missing", key)
		}
	}
	if all := shown(t, o.did(root, "roles:check", "")); all["allowAll"] != true || all["role"] != "root" {
		t.Errorf("root: %v", all)
	}
	o.refuses(root, "INVALID_ROLE_MODE", "roles:setSystemRoleMode", `{"roleMode":"sometimes"}`)
	o.did(root, "roles:setSystemRoleMode", `{"roleMode":"only-use-union"}`)
	if a := o.as("root"); a.Role != "__union__" || !a.Root() {
		t.Errorf("acts as %s", a.Role)
	}
}
