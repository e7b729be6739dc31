package resource

import (
	"context"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// profileFields are what people may change about themselves.
var profileFields = [...]string{"nickname", "username", "email", "phone", "appLang"}

func (d *Identity) updateProfile(ctx context.Context, req *action.Request) (*action.Response, error) {
	if err := d.allowed(ctx, "enableEditProfile", "PROFILE_EDIT_DISABLED", "Editing one's profile is switched off"); err != nil {
		return nil, err
	}
	raw, err := req.Object()
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	for _, name := range profileFields {
		if v, ok := raw[name]; ok {
			values[name] = v
		}
	}
	updated, err := d.updateOwn(ctx, req, values)
	if err != nil {
		return nil, err
	}
	return action.Data(updated), nil
}

func (d *Identity) updateLang(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in struct {
		AppLang string `json:"appLang"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	if len(in.AppLang) > 35 {
		return nil, errs.New(errs.Invalid, "INVALID_LANGUAGE", "appLang is a language such as en-US").On("appLang")
	}
	if _, err := d.updateOwn(ctx, req, map[string]any{"appLang": in.AppLang}); err != nil {
		return nil, err
	}
	return action.Nothing(), nil
}

// updateOwn changes the actor's own row.
func (d *Identity) updateOwn(ctx context.Context, req *action.Request, values map[string]any) ([]map[string]any, error) {
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	in, err := d.readUser(ctx, req, snap, values, false)
	if err != nil {
		return nil, err
	}
	var updated []schema.Record
	err = d.withPeople(ctx, req, snap, d.Edits.Write, func(p *people) (err error) {
		updated, err = p.update([]int64{req.Actor.UserID}, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return plainUsers(snap, updated), nil
}

// chooseDefaultRole sets the role that the actor has when a request asks for none: one of his, or the union of all.
func (d *Identity) chooseDefaultRole(ctx context.Context, req *action.Request) (*action.Response, error) {
	name, err := roleNameOf(req)
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	err = d.Edits.Write(ctx, req, func(tx store.Tx) error {
		id := req.Actor.UserID
		tx.AfterCommit(func() { d.Access.UserChanged(id) })
		if err := preferUnion(tx, snap.Collection("users"), id, name == acl.RoleUnion); err != nil || name == acl.RoleUnion {
			return err
		}
		return preferRole(tx, snap.Collection("rolesUsers"), id, name)
	})
	if err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}

func preferUnion(tx store.Tx, users *schema.Collection, id int64, union bool) error {
	return keepSetting(tx, users, id, access.UnionByDefault, union, union)
}

// keepSetting keeps a value among the settings of a user, or drops it.
func keepSetting(tx store.Tx, users *schema.Collection, id int64, name string, value any, keep bool) error {
	user, err := one(tx, users, equals(users, "id", id))
	if err != nil {
		return err
	}
	settings := map[string]any{}
	if old, ok := user["systemSettings"].(map[string]any); ok {
		for k, v := range old {
			settings[k] = v
		}
	}
	delete(settings, name)
	if keep {
		settings[name] = value
	}
	_, err = tx.Update(users, equals(users, "id", id), schema.Record{"systemSettings": settings})
	return err
}

// timeZoneSetting is the key of a user's settings that says in which time zone he reads and writes times.
const timeZoneSetting = "timeZone"

// updateTimeZone keeps the time zone that the actor chose with his account; "" is that of whatever device he is at.
func (d *Identity) updateTimeZone(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in struct {
		TimeZone string `json:"timeZone"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	if _, err := time.LoadLocation(in.TimeZone); err != nil || in.TimeZone == "Local" {
		return nil, errs.New(errs.Invalid, "INVALID_TIMEZONE", "the time zone %q is not known", in.TimeZone).On("timeZone")
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	err = d.Edits.Write(ctx, req, func(tx store.Tx) error {
		id := req.Actor.UserID
		tx.AfterCommit(func() { d.Access.UserChanged(id) })
		return keepSetting(tx, snap.Collection("users"), id, timeZoneSetting, in.TimeZone, in.TimeZone != "")
	})
	if err != nil {
		return nil, err
	}
	return action.Nothing(), nil
}

func preferRole(tx store.Tx, members *schema.Collection, id int64, role string) error {
	mine := equals(members, "userId", id)
	if _, err := tx.Update(members, mine, schema.Record{"default": false}); err != nil {
		return err
	}
	n, err := tx.Update(members, query.And{mine, equals(members, "roleName", role)}, schema.Record{"default": true})
	if err == nil && n == 0 {
		return errs.New(errs.Invalid, access.CodeRoleNotOfUser, "The role does not belong to the user").On("roleName")
	}
	return err
}
