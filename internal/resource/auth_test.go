package resource_test

import (
	"context"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

func TestSigningInAnswersUserAndToken(t *testing.T) {
	o := openOffice(t)
	for _, body := range []string{
		`{"account":"root","password":"` + rootPassword + `"}`,
		`{"account":"admin@sequitur.local","password":"` + rootPassword + `"}`,
		`{"email":"admin@sequitur.local","password":"` + rootPassword + `"}`,
	} {
		r, err := o.call(nobody, "auth:signIn", body, "authenticator", "basic", "origin", "https://app.example")
		if err != nil {
			t.Fatal(err)
		}
		data := shown(t, r.Data)
		user := data["user"].(map[string]any)
		if !r.Secret || float64(o.actor(data["token"].(string)).UserID) != user["id"] || user["password"] != nil || user["username"] != "root" {
			t.Errorf("answer %+v", r)
		}
	}
}

func TestSignInRefusals(t *testing.T) {
	o := openOffice(t)
	good := `{"account":"root","password":"` + rootPassword + `"}`
	o.refuses(nobody, "INVALID_CREDENTIALS", "auth:signIn", `{"account":"root","password":"wrong wrong"}`)
	o.refuses(nobody, "INVALID_CREDENTIALS", "auth:signIn", `{"account":"ghost","password":"wrong wrong"}`)
	o.refuses(nobody, "INVALID_CREDENTIALS", "auth:signIn", `{"account":"root"}`)
	o.refuses(nobody, "ACCOUNT_REQUIRED", "auth:signIn", `{"password":"x"}`)
	o.refuses(nobody, "INVALID_BODY", "auth:signIn", `{"account":{"$ne":1},"password":"x"}`)
	o.refuses(nobody, "UNTRUSTED_ORIGIN", "auth:signIn", good, "origin", "https://evil.example")
	o.refuses(nobody, "UNKNOWN_AUTHENTICATOR", "auth:signIn", good, "authenticator", "ldap")
}

func TestSignOutEndsTheSession(t *testing.T) {
	o := openOffice(t)
	data := shown(t, o.did(nobody, "auth:signIn", `{"account":"root","password":"`+rootPassword+`"}`))
	token := data["token"].(string)
	if user := o.did(o.actor(token), "auth:check", "").(map[string]any); user["username"] != "root" {
		t.Errorf("check: %v", user)
	}
	r, err := o.call(o.actor(token), "auth:signOut", "")
	if err != nil || r.HasData {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, _, err := o.access.Authenticate(context.Background(), access.Credentials{Token: token}); errs.CodeOf(err) != "BLOCKED_TOKEN" {
		t.Errorf("the token still works: %v", err)
	}
}

func TestSignUpIsOffUntilTheSettingsAllowIt(t *testing.T) {
	o := openOffice(t)
	body := `{"username":"ann","email":"Ann@Example.com","password":"` + somePassword + `","confirm_password":"` + somePassword + `","roles":["root"]}`
	o.refuses(nobody, "SIGN_UP_DISABLED", "auth:signUp", body)
	o.did(o.as("root"), "systemSettings:put", `{"allowSignUp":true}`)
	o.refuses(nobody, "PASSWORDS_DIFFER", "auth:signUp", `{"username":"ann","password":"`+somePassword+`","confirm_password":"x"}`)
	o.refuses(nobody, "ACCOUNT_REQUIRED", "auth:signUp", `{"password":"`+somePassword+`"}`)
	o.refuses(nobody, "PASSWORD_TOO_SHORT", "auth:signUp", `{"username":"ann"}`)
	o.refuses(nobody, "PASSWORD_TOO_COMMON", "auth:signUp", `{"username":"ann","password":"password123"}`)
	if r, err := o.call(nobody, "auth:signUp", body); err != nil || r.HasData {
		t.Fatalf("%+v, %v", r, err)
	}
	if a := o.as("ann@example.com"); a.Role != "member" || len(a.Roles) != 1 {
		t.Errorf("got %v", a.Roles)
	}
	o.refuses(nobody, "UNIQUE_VIOLATION", "auth:signUp", body)
}

func TestPeopleChangeTheirPassword(t *testing.T) {
	o := openOffice(t)
	o.person("ann", "member")
	ann := o.as("ann")
	change := func(old, new, confirm string) string {
		return `{"oldPassword":"` + old + `","newPassword":"` + new + `","confirmPassword":"` + confirm + `"}`
	}
	o.refuses(ann, "INVALID_CREDENTIALS", "auth:changePassword", change("wrong wrong", "another long one", "another long one"))
	o.refuses(ann, "PASSWORDS_DIFFER", "auth:changePassword", change(somePassword, "another long one", "x"))
	o.refuses(ann, "PASSWORD_TOO_SHORT", "auth:changePassword", change(somePassword, "short", "short"))
	if user := o.did(ann, "auth:changePassword", change(somePassword, "another long one", "another long one")).(map[string]any); user["username"] != "ann" {
		t.Errorf("answer %v", user)
	}
	if _, _, err := o.access.SignIn(context.Background(), "ann", "another long one", ""); err != nil {
		t.Error(err)
	}
	o.did(o.as("root"), "systemSettings:put", `{"enableChangePassword":false}`)
	o.refuses(ann, "PASSWORD_CHANGE_DISABLED", "auth:changePassword", change("another long one", "a third long one", "a third long one"))
}

func TestPublicAnswersBeforeSignIn(t *testing.T) {
	o := openOffice(t)
	info := shown(t, o.did(nobody, "app:getInfo", ""))
	if info["version"] != "1.2.3" || info["lang"] != "en-US" || info["database"].(map[string]any)["dialect"] != "sqlite" {
		t.Errorf("info %v", info)
	}
	if lang := shown(t, o.did(nobody, "app:getLang", "", "locale", "fr-FR")); lang["lang"] != "fr-FR" {
		t.Errorf("an enabled language is spoken: %v", lang)
	}
	if lang := shown(t, o.did(nobody, "app:getLang", "", "locale", "xx-XX")); lang["lang"] != "en-US" {
		t.Errorf("another one is not: %v", lang)
	}
	list := o.did(nobody, "authenticators:publicList", "").([]any)
	if one := list[0].(map[string]any); len(list) != 1 || one["name"] != "basic" {
		t.Errorf("authenticators %v", list)
	}
}

func TestSettingsShowTheirOptionsOnlyToAdministrators(t *testing.T) {
	o := openOffice(t)
	root := o.as("root")
	o.did(root, "systemSettings:put", `{"title":"Our house","enabledLanguages":["fr-FR"],"options":{"webhook":"https://secret.example"}}`)
	o.did(root, "systemSettings:put", `{"enableEditProfile":false}`)
	public := shown(t, o.did(nobody, "systemSettings:get", ""))
	if public["title"] != "Our house" || public["raw_title"] != "Our house" || public["options"] != nil || public["enableEditProfile"] != false || public["enableChangePassword"] != true {
		t.Errorf("public: %v", public)
	}
	all := shown(t, o.did(root, "systemSettings:get", ""))
	if options, ok := all["options"].(map[string]any); !ok || options["webhook"] != "https://secret.example" {
		t.Errorf("options of before are kept: %v", all)
	}
	o.person("ann", "member")
	o.refuses(o.as("ann"), "NO_PERMISSION", "systemSettings:put", `{"allowSignUp":true}`)
	o.refuses(o.as("ann"), "PROFILE_EDIT_DISABLED", "users:updateProfile", `{"nickname":"x"}`)
}
