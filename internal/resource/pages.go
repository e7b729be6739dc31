package resource

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// PagesOptions is what the resources of applications work on.
type PagesOptions struct {
	DB          store.DB
	Edits       action.Edits
	Pages       *page.Service
	Definitions *definition.Service
	Schema      func(ctx context.Context) (*schema.Snapshot, error)
	Permissions func(ctx context.Context) (*acl.Permissions, error)
	Clock       clock.Clock
}

// Pages makes the resources of applications, menus and pages.
type Pages struct {
	PagesOptions
	system *schema.Snapshot
}

// NewPages checks options; it does no I/O.
func NewPages(o PagesOptions) (*Pages, error) {
	if o.DB == nil || o.Edits == nil || o.Pages == nil || o.Definitions == nil || o.Schema == nil || o.Permissions == nil || o.Clock == nil {
		return nil, errors.New("resource: an option of pages is missing")
	}
	system, err := schema.NewSnapshot(0, schema.System())
	if err != nil {
		return nil, err
	}
	return &Pages{PagesOptions: o, system: system}, nil
}

// Resources lists the resources of applications.
func (p *Pages) Resources() []*action.Resource {
	return []*action.Resource{p.applications(), p.menuEntries(), p.pages(), p.pageVersions()}
}

// pages are what people open. Everybody may list and get what he may open; the rest is for those who edit pages.
func (p *Pages) pages() *action.Resource {
	return &action.Resource{
		Name: "pages", Collection: "pages", Visible: p.visiblePages, Present: p.presentPages, Actions: map[string]action.Action{
			"list":     {Access: action.SignedIn, Read: true},
			"get":      {Run: p.getPage, Access: action.SignedIn, Read: true},
			"check":    {Run: p.checkPage, Read: true},
			"create":   changing(p.createPage),
			"update":   changing(p.updatePage),
			"publish":  changing(p.publishPage),
			"rollback": changing(p.rollbackPage),
			"destroy":  changing(p.destroyPages),
		},
	}
}

func (p *Pages) pageVersions() *action.Resource {
	return &action.Resource{Name: "pageVersions", Collection: "pageVersions", Actions: map[string]action.Action{
		"list": reading(),
		"get":  {Run: p.getVersion, Read: true},
	}}
}

// edits tells whether an actor edits pages: then he sees all of them, with their drafts.
func (p *Pages) edits(ctx context.Context, a *acl.Actor) (bool, error) {
	perms, err := p.Permissions(ctx)
	return err == nil && perms.System(a, "pages", "update"), err
}

// visible limits what is listed to the keys that the snapshot has for the actor.
func (p *Pages) visible(
	ctx context.Context, a *acl.Actor, c *schema.Collection, keys func(sn *page.Snapshot) []any,
) (query.Filter, error) {
	editor, err := p.edits(ctx, a)
	if err != nil || editor {
		return nil, err
	}
	sn, err := p.Pages.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	list := keys(sn)
	if len(list) == 0 {
		return query.Nothing{}, nil
	}
	return query.Cond{Field: c.PrimaryKey(), Op: query.In, Value: list}, nil
}

func (p *Pages) visiblePages(ctx context.Context, a *acl.Actor, c *schema.Collection) (query.Filter, error) {
	return p.visible(ctx, a, c, func(sn *page.Snapshot) []any { return anyStrings(sn.Openable(a)) })
}

// presentPages leaves out what concerns only editors.
func (p *Pages) presentPages(ctx context.Context, req *action.Request, records []schema.Record) error {
	editor, err := p.edits(ctx, req.Actor)
	if err != nil || editor {
		return err
	}
	for _, rec := range records {
		for _, name := range []string{"roles", "revision", "publishedRevision"} {
			delete(rec, name)
		}
	}
	return nil
}

// keyText reads filterByTk as the key of one row.
func keyText(req *action.Request) (string, error) {
	raw, _, err := query.TargetKeyOf(req.Params)
	if err != nil {
		return "", err
	}
	key, ok := raw.(string)
	if !ok || key == "" {
		return "", errs.New(errs.Invalid, codeInvalidParameter, "filterByTk must be the key of one page").On("filterByTk")
	}
	return key, nil
}

// editPage makes one change of a page and answers it. When somebody else changed the page before, the answer says so and
// has the page as it is now, so that the editor can show the difference.
func (p *Pages) editPage(
	ctx context.Context, req *action.Request, exclusive bool, change func(e *page.Edit) (schema.Record, error),
) (*action.Response, error) {
	run := p.Edits.Write
	if exclusive {
		run = p.Edits.Exclusive
	}
	var answer map[string]any
	var changed *page.ChangedError
	err := run(ctx, req, func(tx store.Tx) error {
		answer, changed = nil, nil
		row, err := change(p.Pages.Edit(tx, actorID(req)))
		if errors.As(err, &changed) {
			row = changed.Page
		}
		if row != nil {
			full, err := p.full(tx, row)
			if err != nil {
				return err
			}
			answer = full
		}
		return err
	})
	if changed != nil && errors.Is(err, changed.Refusal) {
		return &action.Response{Data: answer, HasData: true, Err: changed.Refusal}, nil
	}
	if err != nil {
		return nil, err
	}
	return action.Data(answer), nil
}

// full is a page as its editors see it: with its draft and what is published.
func (p *Pages) full(r store.RecordReader, row schema.Record) (map[string]any, error) {
	out := map[string]any{"published": nil}
	for _, f := range p.system.Collection("pages").Columns() {
		if f.Name != "publishedId" {
			out[f.Name] = row[f.Name]
		}
	}
	if out["roles"] == nil {
		out["roles"] = []any{}
	}
	id := row["publishedId"]
	if id == nil {
		return out, nil
	}
	version, err := p.versionRow(r, id)
	out["published"] = version["content"]
	return out, err
}

func (p *Pages) versionRow(r store.RecordReader, id any) (schema.Record, error) {
	c := p.system.Collection("pageVersions")
	rows, err := r.Find(&query.Find{Collection: c, Filter: equals(c, "id", id), Fields: c.Columns(), Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

func (p *Pages) createPage(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	return p.editPage(ctx, req, false, func(e *page.Edit) (schema.Record, error) { return e.Create(values) })
}

func (p *Pages) updatePage(ctx context.Context, req *action.Request) (*action.Response, error) {
	uid, values, err := addressed(req)
	if err != nil {
		return nil, err
	}
	return p.editPage(ctx, req, page.Exclusive(values), func(e *page.Edit) (schema.Record, error) { return e.Update(uid, values) })
}

func addressed(req *action.Request) (uid string, values map[string]any, err error) {
	if uid, err = keyText(req); err != nil {
		return "", nil, err
	}
	values, err = req.Object()
	return uid, values, err
}

// model is what content is checked against now.
func (p *Pages) model(ctx context.Context) (*page.Model, error) {
	sn, err := p.Schema(ctx)
	if err != nil {
		return nil, err
	}
	defs, err := p.Definitions.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	perms, err := p.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	return &page.Model{
		Schema:   sn,
		Workflow: func(key string) bool { _, known := defs.Known(key); return known || defs.ByKey(key) != nil },
		Role:     func(name string) bool { return perms.Roles[name] != nil },
		Now:      p.Clock.Now(),
	}, nil
}

// problem is a place of a page that does not work.
type problem struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (p *Pages) checkPage(ctx context.Context, req *action.Request) (*action.Response, error) {
	uid, err := keyText(req)
	if err != nil {
		return nil, err
	}
	m, err := p.model(ctx)
	if err != nil {
		return nil, err
	}
	var found errs.List
	err = p.DB.Read(ctx, func(r store.Reader) (err error) {
		found, err = p.Pages.Check(r, uid, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	problems := make([]problem, len(found))
	for i, e := range found {
		problems[i] = problem{e.Field, e.Code, e.Message}
	}
	return action.Data(pageCheck{problems}), nil
}

type pageCheck struct {
	Problems []problem `json:"problems"`
}

func (p *Pages) publishPage(ctx context.Context, req *action.Request) (*action.Response, error) {
	uid, values, err := addressed(req)
	if err != nil {
		return nil, err
	}
	note, ok := values["note"].(string)
	if values["note"] != nil && !ok {
		return nil, errs.New(errs.Invalid, schema.CodeInvalidValue, "must be text").On("note")
	}
	return p.editPage(ctx, req, true, func(e *page.Edit) (schema.Record, error) {
		m, err := p.model(ctx) // inside: nothing else changes the model now
		if err != nil {
			return nil, err
		}
		return e.Publish(uid, values["revision"], note, m)
	})
}

func (p *Pages) rollbackPage(ctx context.Context, req *action.Request) (*action.Response, error) {
	uid, values, err := addressed(req)
	if err != nil {
		return nil, err
	}
	return p.editPage(ctx, req, false, func(e *page.Edit) (schema.Record, error) {
		return e.Rollback(uid, values["version"], values["revision"])
	})
}

// destroy removes selected rows in an exclusive transaction and answers how many.
func (p *Pages) destroy(
	ctx context.Context, req *action.Request, collection string, remove func(e *page.Edit, f query.Filter) (int64, error),
) (*action.Response, error) {
	var removed int64
	err := p.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, p.system.Collection(collection), environment(req, tx))
		if err != nil {
			return err
		}
		removed, err = remove(p.Pages.Edit(tx, actorID(req)), chosen)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(removed), nil
}

func (p *Pages) destroyPages(ctx context.Context, req *action.Request) (*action.Response, error) {
	return p.destroy(ctx, req, "pages", func(e *page.Edit, f query.Filter) (int64, error) {
		return e.Destroy(f, req.Params.Bool("force"))
	})
}
