package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// applications are what pages and menus belong to. Everybody sees those in which he may open something.
func (p *Pages) applications() *action.Resource {
	return &action.Resource{Name: "applications", Collection: "applications", Visible: p.visibleApplications, Actions: map[string]action.Action{
		"list":    {Access: action.SignedIn, Read: true},
		"get":     {Access: action.SignedIn, Read: true},
		"create":  changing(p.createApplication),
		"update":  changing(p.updateApplications),
		"destroy": changing(p.destroyApplications),
	}}
}

// menuEntries are the lines of menus. Everybody sees those that lead him somewhere.
func (p *Pages) menuEntries() *action.Resource {
	return &action.Resource{Name: "menuEntries", Collection: "menuEntries", Visible: p.visibleEntries, Actions: map[string]action.Action{
		"list":    {Access: action.SignedIn, Read: true},
		"get":     {Access: action.SignedIn, Read: true},
		"create":  changing(p.createEntry),
		"update":  changing(p.updateEntries),
		"destroy": changing(p.destroyEntries),
		"move":    changing(p.moveEntry),
	}}
}

func (p *Pages) visibleApplications(ctx context.Context, a *acl.Actor, c *schema.Collection) (query.Filter, error) {
	return p.visible(ctx, a, c, func(sn *page.Snapshot) []any { return anyStrings(sn.Applications(a)) })
}

func (p *Pages) visibleEntries(ctx context.Context, a *acl.Actor, c *schema.Collection) (query.Filter, error) {
	return p.visible(ctx, a, c, func(sn *page.Snapshot) []any {
		ids := sn.Entries(a)
		out := make([]any, len(ids))
		for i, id := range ids {
			out[i] = id
		}
		return out
	})
}

// create adds a row in an exclusive transaction and answers it.
func (p *Pages) create(
	ctx context.Context, req *action.Request, add func(e *page.Edit, values map[string]any) (schema.Record, error),
) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	var row schema.Record
	err = p.Edits.Exclusive(ctx, req, func(tx store.Tx) (err error) {
		row, err = add(p.Pages.Edit(tx, actorID(req)), values)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(row), nil
}

// update changes selected rows in an exclusive transaction and answers them as a list.
func (p *Pages) update(
	ctx context.Context, req *action.Request, collection string,
	change func(e *page.Edit, f query.Filter, values map[string]any) ([]schema.Record, error),
) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	c := p.system.Collection(collection)
	var rows []schema.Record
	err = p.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, c, environment(req, tx))
		if err != nil {
			return err
		}
		if rows, err = change(p.Pages.Edit(tx, actorID(req)), chosen, values); err != nil || len(rows) > 0 {
			return err
		}
		return missing(req, c)
	})
	if err != nil {
		return nil, err
	}
	return action.Data(listed(rows)), nil
}

func (p *Pages) createApplication(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.create(ctx, req, (*page.Edit).CreateApplication)
}

func (p *Pages) updateApplications(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.update(ctx, req, "applications", (*page.Edit).UpdateApplications)
}

func (p *Pages) destroyApplications(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.destroy(ctx, req, "applications", func(e *page.Edit, f query.Filter) (int64, error) {
		return e.DestroyApplications(f, req.Params.Bool("recursive"), req.Params.Bool("force"))
	})
}

func (p *Pages) createEntry(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.create(ctx, req, (*page.Edit).CreateEntry)
}

func (p *Pages) updateEntries(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.update(ctx, req, "menuEntries", (*page.Edit).UpdateEntries)
}

func (p *Pages) destroyEntries(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.destroy(ctx, req, "menuEntries", func(e *page.Edit, f query.Filter) (int64, error) {
		return e.DestroyEntries(f, req.Params.Bool("recursive"))
	})
}

// moveEntry takes its parameters as records do that are moved.
func (p *Pages) moveEntry(ctx context.Context, req *action.Request) (*action.Response, error) {
	m, err := entryMove(req.Params)
	if err != nil {
		return nil, err
	}
	err = p.Edits.Exclusive(ctx, req, func(tx store.Tx) error { return p.Pages.Edit(tx, actorID(req)).MoveEntry(m) })
	if err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}

func entryMove(params query.Values) (m page.EntryMove, err error) {
	method := params.String("method")
	m.After, m.Prepend = method == "insertAfter", method == "prepend" || params.Bool("sticky")
	if params["sourceId"] == nil {
		return m, errs.New(errs.Invalid, "SOURCE_REQUIRED", "sourceId is required").On("sourceId")
	}
	if m.Source, err = idOf(params["sourceId"], "sourceId"); err != nil {
		return m, err
	}
	if target := params["targetId"]; target != nil {
		if m.Target, err = idOf(target, "targetId"); err != nil {
			return m, err
		}
	}
	scope, err := params.Object("targetScope")
	if err != nil {
		return m, err
	}
	parent, given := scope["parentId"]
	if m.Scoped = given; given && parent != nil && parent != "" {
		m.Parent, err = idOf(parent, "targetScope.parentId")
	}
	return m, err
}
