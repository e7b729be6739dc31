package resource_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestCreatingUsers(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	user := o.did(root, "users:create", `{"nickname":"Ann","username":" ann ","email":" Ann@Example.COM","password":"`+somePassword+`","id":7,"createdAt":"2000-01-01","passwordChangeTz":5}`).(map[string]any)
	if user["username"] != "ann" || user["email"] != "ann@example.com" || user["id"] == int64(7) || user["password"] != nil {
		t.Errorf("answer %v", user)
	}
	if _, shown := user["passwordChangeTz"]; shown {
		t.Error("the answer shows hidden fields")
	}
	if a := o.as("ann"); !reflect.DeepEqual(a.Roles, []string{"member"}) || a.Role != "member" {
		t.Errorf("new users get the default role: %v", a.Roles)
	}
	if len(o.rows) != 1 || o.rows[0].Change != workflow.Created || o.rows[0].Collection.Name != "users" {
		t.Errorf("events %+v", o.rows)
	}
	o.did(root, "users:create", `{"username":"bob","password":"`+somePassword+`","roles":["admin",{"name":"member"}]}`)
	if a := o.as("bob"); a.Role != "admin" || len(a.Roles) != 2 {
		t.Errorf("the first given role is the default: %s of %v", a.Role, a.Roles)
	}
	for body, code := range map[string]string{
		`{"username":"ann"}`:                                "UNIQUE_VIOLATION",
		`{"email":"ANN@example.com"}`:                       "UNIQUE_VIOLATION",
		`{"username":"a@b"}`:                                "INVALID_USERNAME",
		`{"email":"nonsense"}`:                              "INVALID_EMAIL",
		`{"email":"a@b"}`:                                   "INVALID_EMAIL",
		`{"username":"c","password":"12345678"}`:            "PASSWORD_TOO_COMMON",
		`{"username":"charlotte1","password":"charlotte1"}`: "PASSWORD_TOO_COMMON",
		`{"username":"c","password":17}`:                    "INVALID_VALUE",
		`{"username":"c","roles":["ghost"]}`:                "UNKNOWN_ROLE",
		`{"username":"c","roles":[[]]}`:                     "INVALID_VALUE",
		`[1]`:                                               "INVALID_BODY",
	} {
		o.refuses(root, code, "users:create", body)
	}
	o.refuses(o.as("ann"), "NO_PERMISSION", "users:create", `{"username":"c"}`)
}

func TestUsersKeepTheFieldsThatATeamAdds(t *testing.T) {
	o := openOffice(t)
	err := o.catalog.Apply(context.Background(), func(e *catalog.Edit) error {
		for _, def := range []map[string]any{
			{"name": "badge", "type": "string", "interface": "input", "unique": true},
			{"name": "floor", "type": "bigInt", "interface": "integer"},
		} {
			if _, err := e.CreateField("users", def); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	root := o.as("root")
	user := o.did(root, "users:create", `{"username":"ann","password":"`+somePassword+`","badge":"A1","floor":3}`).(map[string]any)
	if user["badge"] != "A1" || user["floor"] != int64(3) {
		t.Errorf("created %v", user)
	}
	o.refuses(root, "UNIQUE_VIOLATION", "users:create", `{"username":"bob","badge":"A1"}`)
	o.refuses(root, "INVALID_VALUE", "users:create", `{"username":"bob","floor":"ground"}`)
	o.did(root, "users:update", `{"floor":4}`, "filter", map[string]any{"badge": "A1"})
	if a := o.as("ann"); a.User["floor"] != int64(4) || a.User["badge"] != "A1" {
		t.Errorf("the actor carries them: %v", a.User)
	}
	if got := o.did(o.as("ann"), "users:updateProfile", `{"floor":5,"nickname":"Anna"}`).([]map[string]any); got[0]["floor"] != int64(4) || got[0]["nickname"] != "Anna" {
		t.Errorf("a profile has its own fields only: %v", got)
	}
}

func TestUpdatingUsers(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	ann, bob := o.person("ann", "member"), o.person("bob", "member")
	session := o.as("ann")
	got := o.did(root, "users:update", `{"nickname":"Both","password":null}`, "filterByTk", []any{fmt.Sprint(ann), fmt.Sprint(bob)}).([]map[string]any)
	if len(got) != 2 || got[0]["nickname"] != "Both" || got[1]["nickname"] != "Both" {
		t.Errorf("answer %v", got)
	}
	if o.as("ann").User["nickname"] != "Both" {
		t.Error("the cached user is outdated")
	}
	o.did(root, "users:update", `{"roles":["admin"]}`, "filterByTk", fmt.Sprint(ann))
	if got := o.rolesOf(ann); !reflect.DeepEqual(got, []string{"admin"}) {
		t.Errorf("roles %v", got)
	}
	o.did(root, "users:update", `{"password":"yet another long one"}`, "filterByTk", fmt.Sprint(ann))
	if _, _, err := o.access.SignIn(context.Background(), "ann", somePassword, ""); errs.CodeOf(err) != "INVALID_CREDENTIALS" {
		t.Errorf("the old password: %v", err)
	}
	if _, _, err := o.access.SignIn(context.Background(), "ann", "yet another long one", ""); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if session.UserID != ann {
		t.Error("somebody else signed in")
	}
	o.refuses(root, "FILTER_REQUIRED", "users:update", `{"nickname":"x"}`)
	o.refuses(root, "FILTER_REQUIRED", "users:update", `{"nickname":"x"}`, "filter", `{"$and":[]}`)
	if got := o.did(root, "users:update", `{"nickname":"x"}`, "filterByTk", []any{}, "filter", map[string]any{"nickname": "Both"}).([]map[string]any); len(got) != 0 {
		t.Errorf("an empty list of keys matches nothing: %v", got)
	}
	o.refuses(root, "UNIQUE_VIOLATION", "users:update", `{"username":"bob"}`, "filterByTk", fmt.Sprint(ann))
}

func TestTheHiddenHashCannotBeAskedFor(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	for _, filter := range []string{`{"password":{"$notEmpty":true}}`, `{"password.$startsWith":"$argon2id"}`, `{"passwordChangeTz":{"$gt":0}}`} {
		o.refuses(root, "UNKNOWN_FIELD", "users:update", `{"nickname":"x"}`, "filter", filter)
		o.refuses(root, "UNKNOWN_FIELD", "users:destroy", "", "filter", filter)
	}
	o.refuses(root, "UNKNOWN_FIELD", "users:destroy", "", "filterByTk", map[string]any{"password": "x"})
	o.refuses(root, "UNKNOWN_FIELD", "rolesResourcesScopes:create", `{"name":"x","resourceName":"users","scope":{"password":{"$includes":"a"}}}`)
}

func TestDestroyingUsers(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	ann := o.person("ann", "member")
	_, token, err := o.access.SignIn(context.Background(), "ann", somePassword, "")
	if err != nil {
		t.Fatal(err)
	}
	o.actor(token)
	o.refuses(root, "OWN_ACCOUNT", "users:destroy", "", "filterByTk", fmt.Sprint(root.UserID))
	if n := o.did(root, "users:destroy", "", "filterByTk", fmt.Sprint(ann)); n != 1 {
		t.Errorf("answer %v", n)
	}
	if _, _, err := o.access.Authenticate(context.Background(), access.Credentials{Token: token}); errs.CodeOf(err) != "NOT_EXIST_USER" {
		t.Errorf("the session outlives its user: %v", err)
	}
	if len(o.rows) != 1 || o.rows[0].Change != workflow.Destroyed {
		t.Errorf("events %+v", o.rows)
	}
	if n := o.did(root, "users:destroy", "", "filterByTk", "1"); n != 0 {
		t.Errorf("nobody is there: %v", n)
	}
}

func TestOnlyRootTouchesRoot(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	o.person("boss", "admin")
	boss, id := o.as("boss"), fmt.Sprint(root.UserID)
	o.refuses(boss, "NO_PERMISSION", "users:create", `{"username":"x","roles":["root"]}`)
	o.refuses(boss, "NO_PERMISSION", "users:update", `{"roles":["root","admin"]}`, "filterByTk", fmt.Sprint(boss.UserID))
	o.refuses(boss, "NO_PERMISSION", "users:update", `{"password":"a stolen password"}`, "filterByTk", id)
	o.refuses(boss, "NO_PERMISSION", "users:update", `{"email":"me@example.com"}`, "filterByTk", id)
	o.refuses(boss, "NO_PERMISSION", "users:destroy", "", "filterByTk", id)
	o.refuses(boss, "NO_PERMISSION", "users.roles:add", `["root"]`, "source", boss.UserID)
	o.refuses(boss, "NO_PERMISSION", "users.roles:set", `["member"]`, "source", id)
	o.refuses(boss, "NO_PERMISSION", "users.roles:remove", `["member"]`, "source", id)
	o.refuses(boss, "NO_PERMISSION", "roles.users:add", fmt.Sprintf(`[%d]`, boss.UserID), "source", "root")
	o.refuses(boss, "NO_PERMISSION", "roles.users:remove", fmt.Sprintf(`[%s]`, id), "source", "admin")
	o.refuses(boss, "NO_PERMISSION", "roles:setDefaultRole", `{"roleName":"root"}`)
	o.refuses(boss, "ROLE_PROTECTED", "roles:update", `{"snippets":[]}`, "filterByTk", "root")
	if got := o.rolesOf(boss.UserID); !reflect.DeepEqual(got, []string{"admin"}) {
		t.Errorf("roles %v", got)
	}
	o.did(root, "users.roles:add", `["root"]`, "source", boss.UserID)
	if got := o.rolesOf(boss.UserID); !reflect.DeepEqual(got, []string{"admin", "root"}) {
		t.Errorf("root grants root: %v", got)
	}
}

func TestSomebodyKeepsRoot(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	o.refuses(root, "LAST_ROOT", "users.roles:remove", `["root"]`, "source", root.UserID)
	o.refuses(root, "LAST_ROOT", "roles.users:set", `[]`, "source", "root")
	o.refuses(root, "LAST_ROOT", "users:update", `{"roles":["member"]}`, "filterByTk", fmt.Sprint(root.UserID))
	second := o.person("second", "root")
	o.did(root, "users.roles:remove", `["root"]`, "source", root.UserID)
	o.refuses(o.as("second"), "OWN_ACCOUNT", "users:destroy", "", "filterByTk", fmt.Sprint(second))
}

func TestWhoManagesPeopleCannotRaiseHimself(t *testing.T) {
	o := openOffice(t)
	o.role("people", `["pm.users"]`)
	o.role("editor", `["pm.workflow.*"]`)
	boss, ann := o.person("boss", "admin"), o.person("ann", "member")
	o.person("hr", "people")
	hr := o.as("hr")
	o.did(hr, "users:create", `{"username":"new","password":"`+somePassword+`"}`)
	o.did(hr, "users:update", `{"nickname":"Anna"}`, "filterByTk", fmt.Sprint(ann))
	o.did(hr, "users.roles:add", `["people"]`, "source", ann)
	for _, role := range []string{"admin", "editor", "root"} {
		o.refuses(hr, "NO_PERMISSION", "users.roles:add", `["`+role+`"]`, "source", hr.UserID)
		o.refuses(hr, "NO_PERMISSION", "users:create", `{"username":"x","roles":["`+role+`"]}`)
	}
	o.refuses(hr, "NO_PERMISSION", "users:update", `{"password":"a stolen password"}`, "filterByTk", fmt.Sprint(boss))
	o.refuses(hr, "NO_PERMISSION", "users:update", `{"nickname":"x"}`, "filter", `{"username.$ne":"nobody"}`)
	o.refuses(hr, "NO_PERMISSION", "users:destroy", "", "filterByTk", fmt.Sprint(boss))
	o.refuses(hr, "NO_PERMISSION", "roles:update", `{"snippets":["pm.*"]}`, "filterByTk", "people")
	if o.as("ann").User["nickname"] != "Anna" {
		t.Error("a refused update changed somebody")
	}
}

func TestPeopleKeepATimeZone(t *testing.T) {
	o := openOffice(t)
	o.person("ann", "member")
	ann := o.as("ann")
	settings := func() map[string]any {
		settings, _ := o.as("ann").User["systemSettings"].(map[string]any)
		return settings
	}
	o.did(o.as("root"), "roles:setSystemRoleMode", `{"roleMode":"allow-use-union"}`)
	o.did(ann, "users:setDefaultRole", `{"roleName":"__union__"}`)
	if r, err := o.call(ann, "users:updateTimeZone", `{"timeZone":"America/Martinique"}`); err != nil || r.HasData {
		t.Errorf("%+v, %v", r, err)
	}
	if got := settings(); got["timeZone"] != "America/Martinique" || got["unionByDefault"] != true {
		t.Errorf("kept %v", got)
	}
	for _, zone := range []string{"Nowhere/Land", "Local", "../etc/passwd"} {
		o.refuses(ann, "INVALID_TIMEZONE", "users:updateTimeZone", `{"timeZone":"`+zone+`"}`)
	}
	o.did(o.as("root"), "systemSettings:put", `{"enableEditProfile":false}`)
	o.did(ann, "users:updateTimeZone", `{"timeZone":""}`)
	if got, there := settings()["timeZone"]; there {
		t.Errorf("the zone of the device leaves %v", got)
	}
}

func TestWhoAdministersUsersChoosesTheirDefaultRole(t *testing.T) {
	o := openOffice(t)
	ann := o.person("ann", "member", "admin")
	o.role("people", `["pm.users"]`)
	o.person("hr", "people")
	root := o.as("root")
	o.did(root, "roles:setSystemRoleMode", `{"roleMode":"allow-use-union"}`)
	o.did(o.as("ann"), "users:setDefaultRole", `{"roleName":"__union__"}`)
	if got := o.did(root, "users.roles:setDefault", `{"roleName":"admin"}`, "source", ann); got != "ok" {
		t.Errorf("answer %v", got)
	}
	if a := o.as("ann"); a.Role != "admin" {
		t.Errorf("acts as %s", a.Role)
	}
	o.refuses(root, "ROLE_NOT_FOUND_FOR_USER", "users.roles:setDefault", `{"roleName":"people"}`, "source", ann)
	o.refuses(root, "ROLE_NAME_REQUIRED", "users.roles:setDefault", `{}`, "source", ann)
	o.refuses(root, "UNKNOWN_USER", "users.roles:setDefault", `{"roleName":"admin"}`, "source", "nobody")
	o.refuses(o.as("hr"), "NO_PERMISSION", "users.roles:setDefault", `{"roleName":"member"}`, "source", ann)
	if a := o.as("ann"); a.Role != "admin" {
		t.Errorf("a refused choice counts: %s", a.Role)
	}
}

func TestPeopleChooseLanguageAndDefaultRole(t *testing.T) {
	o := openOffice(t)
	o.person("ann", "member", "admin")
	ann := o.as("ann")
	if r, err := o.call(ann, "users:updateLang", `{"appLang":"fr-FR"}`); err != nil || r.HasData {
		t.Errorf("%+v, %v", r, err)
	}
	if lang := shown(t, o.did(o.as("ann"), "app:getLang", "")); lang["lang"] != "fr-FR" {
		t.Errorf("language %v", lang)
	}
	if got := o.did(ann, "users:setDefaultRole", `{"roleName":"admin"}`); got != "ok" {
		t.Errorf("answer %v", got)
	}
	if a := o.as("ann"); a.Role != "admin" {
		t.Errorf("acts as %s", a.Role)
	}
	o.refuses(ann, "ROLE_NOT_FOUND_FOR_USER", "users:setDefaultRole", `{"roleName":"root"}`)
	o.refuses(ann, "ROLE_NAME_REQUIRED", "users:setDefaultRole", `{}`)
	if a := o.as("ann"); a.Role != "admin" {
		t.Errorf("a refused choice counts: %s", a.Role)
	}
	o.did(o.as("root"), "roles:setSystemRoleMode", `{"roleMode":"allow-use-union"}`)
	o.did(ann, "users:setDefaultRole", `{"roleName":"__union__"}`)
	if a := o.as("ann"); a.Role != acl.RoleUnion || len(a.Acting) != 2 {
		t.Errorf("acts as %s", a.Role)
	}
	o.did(ann, "users:setDefaultRole", `{"roleName":"member"}`)
	if a := o.as("ann"); a.Role != "member" {
		t.Errorf("acts as %s", a.Role)
	}
}
