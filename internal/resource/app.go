package resource

import (
	"context"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// defaultLanguage is spoken where nothing else is set.
const defaultLanguage = "en-US"

func (d *Identity) app() *action.Resource {
	return &action.Resource{Name: "app", Actions: map[string]action.Action{
		"getInfo": {Run: d.getInfo, Access: action.Public, Read: true},
		"getLang": {Run: d.getLang, Access: action.Public, Read: true},
	}}
}

// getInfo tells clients what they talk to.
func (d *Identity) getInfo(ctx context.Context, req *action.Request) (*action.Response, error) {
	settings, err := d.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	return action.Data(map[string]any{
		"database": map[string]any{"dialect": d.Dialect},
		"version":  d.Version,
		"lang":     language(req, settings),
		"name":     "main",
		"theme":    "default",
	}), nil
}

// getLang tells the language to speak. The texts themselves are part of the clients.
func (d *Identity) getLang(ctx context.Context, req *action.Request) (*action.Response, error) {
	settings, err := d.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	return action.Data(map[string]any{"lang": language(req, settings), "resources": map[string]any{}}), nil
}

// language is the one asked for, else the user's, else the first one; each only if it is enabled.
func language(req *action.Request, settings schema.Record) string {
	list, _ := settings["enabledLanguages"].([]any)
	asked := req.Params.String("locale")
	own := ""
	if req.Actor.SignedIn() {
		own = stringOf(req.Actor.User, "appLang")
	}
	for _, lang := range []string{asked, own} {
		if lang != "" && slices.Contains(list, any(lang)) {
			return lang
		}
	}
	if len(list) > 0 {
		if first, ok := list[0].(string); ok {
			return first
		}
	}
	if lang := stringOf(settings, "appLang"); lang != "" {
		return lang
	}
	return defaultLanguage
}
