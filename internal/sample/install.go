package sample

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
)

// The codes of refusals.
const (
	CodeUnknown = "UNKNOWN_SAMPLE"
	CodeTaken   = "SAMPLE_NAME_TAKEN"
)

// install makes what there is not yet of a sample, step by step: each step is one action of the API, so that an
// installation that was interrupted goes on where it stopped.
func (a *app) install(ctx context.Context, c caller) error {
	f, err := a.look(ctx, c)
	if err != nil {
		return err
	}
	if a.state(f) == Installed {
		return nil
	}
	if err := a.free(f); err != nil {
		return err
	}
	for _, step := range []func(ctx context.Context, c caller, f *found) error{
		a.makeCollections, a.makeRows, a.makeWorkflows, a.makeRoles, a.makeApplication, a.makePages, a.makeMenu,
	} {
		if err := step(ctx, c, f); err != nil {
			return err
		}
	}
	return nil
}

// free refuses what would mix the sample with something of somebody else.
func (a *app) free(f *found) error {
	var all errs.List
	for _, name := range a.taken(f) {
		all = append(all, errs.New(errs.Conflict, CodeTaken, "there is a collection %q already that does not belong to this sample", name).On(name))
	}
	if f.application && !f.owns() {
		all = append(all, errs.New(errs.Conflict, CodeTaken, "there is an application %q already", a.application()).On(a.application()))
	}
	for _, r := range a.Roles {
		if _, exists := f.roles[r.name()]; exists && !f.owns() {
			all = append(all, errs.New(errs.Conflict, CodeTaken, "there is a role %q already", r.name()).On(r.name()))
		}
	}
	return all.Or()
}

func (a *app) makeCollections(ctx context.Context, c caller, f *found) error {
	for _, def := range a.Collections {
		if f.collections[textOf(def["name"])] {
			continue
		}
		def["sample"] = a.Key
		if err := c.call(ctx, "collections", "create", nil, def, nil); err != nil {
			return err
		}
	}
	return nil
}

// makeRows comes before the workflows, so that nothing follows from the rows.
func (a *app) makeRows(ctx context.Context, c caller, f *found) error {
	if len(f.workflows) > 0 {
		return nil // they were made before, and people may have worked with them
	}
	ids := map[string]json.Number{}
	for _, r := range a.Rows {
		values := map[string]any{}
		for name, v := range r.Values {
			values[name] = v
			if ref, ok := v.(map[string]any); ok && textOf(ref["row"]) != "" {
				values[name] = ids[textOf(ref["row"])]
			}
		}
		var made struct{ ID json.Number }
		keys := query.Values{"filterKeys": by(r.By)}
		if err := c.call(ctx, r.Collection, "firstOrCreate", keys, values, &made); err != nil {
			return err
		}
		ids[r.As] = made.ID
	}
	return nil
}

func (a *app) makeWorkflows(ctx context.Context, c caller, f *found) error {
	for _, def := range a.Workflows {
		if f.workflows[textOf(def["key"])] {
			continue
		}
		def["enabled"] = true
		if err := c.call(ctx, "workflows", "create", nil, def, nil); err != nil {
			return err
		}
	}
	return nil
}

// makeRoles comes before the pages, which name those who see them. What a role may do is stored at once, so that one
// that may do something is as it was meant, or as somebody changed it.
func (a *app) makeRoles(ctx context.Context, c caller, f *found) error {
	for _, r := range a.Roles {
		permitted, exists := f.roles[r.name()]
		if !exists {
			if err := c.call(ctx, "roles", "create", nil, r.Role, nil); err != nil {
				return err
			}
		}
		if permitted {
			continue
		}
		resources := map[string]any{"resources": r.Resources}
		if err := c.call(ctx, "roles", "applyDataPermissions", query.Values{"filterByTk": r.name()}, resources, nil); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) makeApplication(ctx context.Context, c caller, f *found) error {
	if f.application {
		return nil
	}
	return c.call(ctx, "applications", "create", nil, a.Application, nil)
}

func (a *app) makePages(ctx context.Context, c caller, f *found) error {
	for _, def := range a.Pages {
		p := f.pages[textOf(def["uid"])]
		if p.UID == "" {
			def["applicationKey"] = a.application()
			if err := c.call(ctx, "pages", "create", nil, def, &p); err != nil {
				return err
			}
		}
		if p.PublishedVersion != nil {
			continue
		}
		revision := map[string]any{"revision": json.Number(strconv.FormatInt(p.Revision, 10))}
		if err := c.call(ctx, "pages", "publish", query.Values{"filterByTk": p.UID}, revision, nil); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) makeMenu(ctx context.Context, c caller, f *found) error {
	for _, def := range a.Menu {
		if f.menu[textOf(def["pageUid"])] {
			continue
		}
		def["applicationKey"], def["type"] = a.application(), "page"
		if err := c.call(ctx, "menuEntries", "create", nil, def, nil); err != nil {
			return err
		}
	}
	return nil
}

func by(fields []string) []any {
	list := make([]any, len(fields))
	for i, name := range fields {
		list[i] = name
	}
	return list
}
