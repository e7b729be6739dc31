package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func (d *Identity) auth() *action.Resource {
	return &action.Resource{Name: "auth", Actions: map[string]action.Action{
		"signIn":         {Run: d.signIn, Access: action.Public},
		"signUp":         {Run: d.signUp, Access: action.Public},
		"signOut":        {Run: d.signOut, Access: action.SignedIn},
		"check":          {Run: d.checkUser, Access: action.SignedIn, Read: true},
		"changePassword": {Run: d.changePassword, Access: action.SignedIn},
	}}
}

func (d *Identity) signIn(ctx context.Context, req *action.Request) (*action.Response, error) {
	if err := d.Access.CheckOrigin(req.Origin, req.Host); err != nil {
		return nil, err
	}
	if err := knownAuthenticator(req.Authenticator); err != nil {
		return nil, err
	}
	var in struct {
		Account  string `json:"account"`
		Email    string `json:"email"` // of older clients
		Password string `json:"password"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	if in.Account == "" {
		in.Account = in.Email
	}
	user, token, err := d.Access.SignIn(ctx, in.Account, in.Password, req.ClientIP)
	if err != nil {
		return nil, err
	}
	plain, err := d.plainUser(ctx, user)
	if err != nil {
		return nil, err
	}
	return &action.Response{Data: signedIn{plain, token}, HasData: true, Secret: true}, nil
}

// signedIn is the answer to who signed in.
type signedIn struct {
	User  map[string]any `json:"user" shape:"User"`
	Token string         `json:"token"`
}

func knownAuthenticator(name string) error {
	if name == "" || name == access.Authenticator {
		return nil
	}
	return errs.New(errs.Unauthenticated, access.CodeUnknownAuthenticator, "There is no such authenticator")
}

func (d *Identity) plainUser(ctx context.Context, user schema.Record) (map[string]any, error) {
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return record.Plain(snap.Collection("users"), user), nil
}

func (d *Identity) signOut(ctx context.Context, req *action.Request) (*action.Response, error) {
	if err := d.Access.SignOut(ctx, req.Actor); err != nil {
		return nil, err
	}
	return action.Nothing(), nil
}

func (d *Identity) checkUser(ctx context.Context, req *action.Request) (*action.Response, error) {
	user, err := d.plainUser(ctx, req.Actor.User)
	if err != nil {
		return nil, err
	}
	return action.Data(user), nil
}

func (d *Identity) changePassword(ctx context.Context, req *action.Request) (*action.Response, error) {
	if err := d.allowed(ctx, "enableChangePassword", "PASSWORD_CHANGE_DISABLED", "Changing one's password is switched off"); err != nil {
		return nil, err
	}
	var in struct {
		Old     string  `json:"oldPassword"`
		New     string  `json:"newPassword"`
		Confirm *string `json:"confirmPassword"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	if err := confirmed(in.New, in.Confirm, "confirmPassword"); err != nil {
		return nil, err
	}
	if err := d.Access.ChangePassword(ctx, req.Actor, in.Old, in.New, req.ClientIP); err != nil {
		return nil, err
	}
	user, err := d.plainUser(ctx, req.Actor.User)
	if err != nil {
		return nil, err
	}
	return action.Data(user), nil
}

// confirmed compares a password with its repetition where there is one.
func confirmed(password string, again *string, field string) error {
	if again != nil && *again != password {
		return errs.New(errs.Invalid, "PASSWORDS_DIFFER", "The two passwords are not the same").On(field)
	}
	return nil
}

// signUp adds a user who may then sign in; he gets the default role. Off unless the settings allow it.
func (d *Identity) signUp(ctx context.Context, req *action.Request) (*action.Response, error) {
	if err := d.Access.CheckOrigin(req.Origin, req.Host); err != nil {
		return nil, err
	}
	settings, err := d.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	if settings["allowSignUp"] != true {
		return nil, errs.New(errs.Forbidden, "SIGN_UP_DISABLED", "Sign-up is switched off")
	}
	values, err := signUpValues(req)
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	in, err := d.readUser(ctx, req, snap, values, true)
	if err != nil {
		return nil, err
	}
	err = d.withPeople(ctx, req, snap, d.Edits.Write, func(p *people) error {
		_, err := p.create(in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Nothing(), nil
}

// signUpValues takes from the body what people may say about themselves.
func signUpValues(req *action.Request) (map[string]any, error) {
	raw, err := req.Object()
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	for _, name := range append(profileFields[:], "password") {
		if v, ok := raw[name]; ok {
			values[name] = v
		}
	}
	if isBlank(values["username"]) && isBlank(values["email"]) {
		return nil, errs.New(errs.Invalid, access.CodeAccountRequired, "Please enter a user name or an e-mail address").On("username")
	}
	password, ok := values["password"].(string)
	if !ok || password == "" {
		return nil, errs.New(errs.Invalid, access.CodePasswordTooShort, "Please enter a password").On("password")
	}
	if again, ok := raw["confirm_password"].(string); ok {
		return values, confirmed(password, &again, "confirm_password")
	}
	return values, nil
}

func isBlank(v any) bool { return v == nil || v == "" }

func (d *Identity) authenticators() *action.Resource {
	return &action.Resource{Name: "authenticators", Actions: map[string]action.Action{
		"publicList": {Run: d.listAuthenticators, Access: action.Public, Read: true},
	}}
}

func (d *Identity) listAuthenticators(ctx context.Context, _ *action.Request) (*action.Response, error) {
	settings, err := d.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	return action.Data([]any{map[string]any{
		"name": access.Authenticator, "authType": "Email/Password", "authTypeTitle": "Password", "title": nil,
		"options": map[string]any{"allowSignUp": settings["allowSignUp"] == true},
	}}), nil
}
