package resource

import (
	"context"
	"crypto/rand"
	"net/mail"
	"strings"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// userInput is what a request says about a user, checked and hashed: slow work is done before the transaction.
type userInput struct {
	values   map[string]any // columns and the relations that a team added
	hash     string         // "" leaves the password as it is
	roles    []string
	hasRoles bool
}

func (in *userInput) rolesOr(otherwise []string) []string {
	if in.hasRoles {
		return in.roles
	}
	return otherwise
}

// readUser checks submitted values. Passwords and roles have rules of their own and are taken apart.
func (d *Identity) readUser(ctx context.Context, req *action.Request, snap *schema.Snapshot, raw map[string]any, create bool) (*userInput, error) {
	users := snap.Collection("users")
	in := &userInput{}
	values := map[string]any{}
	for name, v := range raw {
		if f := users.Field(name); f != nil && isWritable(f) {
			values[name] = v
		}
	}
	if err := normalise(values); err != nil {
		return nil, err
	}
	var err error
	if in.hash, err = d.readPassword(ctx, raw["password"], values); err != nil {
		return nil, err
	}
	if given, ok := raw["roles"]; ok {
		in.hasRoles = true
		if in.roles, err = roleList(given); err != nil {
			return nil, err
		}
	}
	env := record.Env{
		Env:  schema.Env{Now: d.Clock.Now(), Location: req.Location, NextID: d.DB.NextID, Random: randomBytes},
		Hash: func(plain string) (string, error) { return d.Access.HashPassword(ctx, plain) },
	}
	if in.values, err = record.ParseValues(users, values, env); err != nil {
		return nil, err
	}
	return in, record.CheckRules(users, in.values, create)
}

// isWritable leaves out what the server tells itself: keys, hidden fields, who and when, and roles.
func isWritable(f *schema.Field) bool {
	switch {
	case f.Hidden, f.PrimaryKey, f.Name == "roles" && !f.Custom:
		return false
	case f.Name == "createdById", f.Name == "updatedById":
		return false
	}
	switch f.Interface {
	case "createdAt", "updatedAt", "createdBy", "updatedBy":
		return false
	}
	return true
}

// normalise checks the names by which people sign in.
func normalise(values map[string]any) error {
	if name, ok := values["username"].(string); ok {
		name = strings.TrimSpace(name)
		if utf8.RuneCountInString(name) > 50 || strings.ContainsAny(name, "@<>\"'/") {
			return errs.New(errs.Invalid, "INVALID_USERNAME", `a user name has up to 50 characters without @ < > " ' /`).On("username")
		}
		values["username"] = emptyToNil(name)
	}
	if email, ok := values["email"].(string); ok {
		email = access.NormalEmail(email)
		if !isEmail(email) && email != "" {
			return errs.New(errs.Invalid, "INVALID_EMAIL", "this is not an e-mail address").On("email")
		}
		values["email"] = emptyToNil(email)
	}
	return nil
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(domain, "."), ".")
}

func emptyToNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// readPassword hashes a submitted password; none, or an empty one, keeps the old one.
func (d *Identity) readPassword(ctx context.Context, raw any, values map[string]any) (string, error) {
	if raw == nil || raw == "" {
		return "", nil
	}
	password, ok := raw.(string)
	if !ok {
		return "", errs.New(errs.Invalid, record.CodeInvalidValue, "a password is text").On("password")
	}
	username, _ := values["username"].(string)
	email, _ := values["email"].(string)
	return d.Access.HashPassword(ctx, password, username, email)
}

// roleList reads roles as names or objects with a name.
func roleList(v any) ([]string, error) {
	if v == nil {
		return nil, nil
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, item := range list {
		name, ok := linkedKey(item, "name")
		if !ok {
			return nil, errs.New(errs.Invalid, record.CodeInvalidValue, "roles is a list of role names").On("roles")
		}
		out = append(out, name)
	}
	return out, nil
}

// linksOnly lets users be linked to records of other collections but changes none of these: that would need
// permissions of its own.
func linksOnly(*schema.Field, string, workflow.Change, any, map[string]any) (map[string]any, error) {
	return nil, nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}
