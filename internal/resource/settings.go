package resource

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

func (d *Identity) settings() *action.Resource {
	return &action.Resource{Name: "systemSettings", Actions: map[string]action.Action{
		"get": {Run: d.getSettings, Access: action.Public, Read: true},
		"put": {Run: d.putSettings},
	}}
}

// readSettings reads the one row of settings.
func (d *Identity) readSettings(ctx context.Context) (row schema.Record, err error) {
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(r store.Reader) error {
		rows, err := r.Find(&query.Find{Collection: snap.Collection("systemSettings"), Limit: 1})
		if err == nil && len(rows) == 0 {
			err = errors.New("the row of system settings is missing")
		}
		if err == nil {
			row = rows[0]
		}
		return err
	})
	return row, err
}

// switches are settings that live among the options and are on unless switched off.
var switches = [...]string{"enableEditProfile", "enableChangePassword"}

func isOn(settings schema.Record, name string) bool {
	options, _ := settings["options"].(map[string]any)
	return options[name] != false
}

// allowed refuses what a setting switches off.
func (d *Identity) allowed(ctx context.Context, name, code, message string) error {
	settings, err := d.readSettings(ctx)
	if err != nil || isOn(settings, name) {
		return err
	}
	return errs.New(errs.Forbidden, code, "%s", message)
}

// getSettings is public: clients need title and languages before anybody signed in. The free options are shown only
// to those who may change them.
func (d *Identity) getSettings(ctx context.Context, req *action.Request) (*action.Response, error) {
	row, err := d.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	perms, err := d.Access.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	return action.Data(publicSettings(row, perms.System(req.Actor, "systemSettings", "put"))), nil
}

func publicSettings(row schema.Record, all bool) map[string]any {
	out := map[string]any{"raw_title": row["title"], "logo": nil}
	for _, name := range []string{"id", "title", "appLang", "enabledLanguages", "roleMode", "allowSignUp"} {
		out[name] = row[name]
	}
	for _, name := range switches {
		out[name] = isOn(row, name)
	}
	if all {
		out["options"] = row["options"]
	}
	return out
}

// settingsInput is what may be changed; what is absent stays as it is.
type settingsInput struct {
	Title                *string         `json:"title"`
	RawTitle             *string         `json:"raw_title"`
	AppLang              *string         `json:"appLang"`
	EnabledLanguages     *[]string       `json:"enabledLanguages"`
	AllowSignUp          *bool           `json:"allowSignUp"`
	EnableEditProfile    *bool           `json:"enableEditProfile"`
	EnableChangePassword *bool           `json:"enableChangePassword"`
	Options              *map[string]any `json:"options"`
}

func (in *settingsInput) row(old schema.Record) schema.Record {
	row := schema.Record{}
	set(row, "title", in.Title)
	set(row, "title", in.RawTitle)
	set(row, "appLang", in.AppLang)
	set(row, "allowSignUp", in.AllowSignUp)
	if in.EnabledLanguages != nil {
		row["enabledLanguages"] = anyStrings(*in.EnabledLanguages)
	}
	options := map[string]any{}
	if before, ok := old["options"].(map[string]any); ok {
		for k, v := range before {
			options[k] = v
		}
	}
	if in.Options != nil {
		for k, v := range *in.Options {
			options[k] = v
		}
	}
	set(options, "enableEditProfile", in.EnableEditProfile)
	set(options, "enableChangePassword", in.EnableChangePassword)
	row["options"] = options
	return row
}

func (d *Identity) putSettings(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in settingsInput
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	c := snap.Collection("systemSettings")
	var saved schema.Record
	err = d.Edits.Write(ctx, req, func(tx store.Tx) error {
		old, err := one(tx, c, nil)
		if err != nil {
			return err
		}
		if _, err := tx.Update(c, nil, in.row(old)); err != nil {
			return err
		}
		saved, err = one(tx, c, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(publicSettings(saved, true)), nil
}
