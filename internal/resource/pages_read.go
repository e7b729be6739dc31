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

// The views of a page that pages:get answers.
const (
	viewEdit      = "edit"      // everything, for editors
	viewDraft     = "draft"     // the draft as a reader would see it, for editors
	viewPublished = "published" // what is published, as the actor sees it
)

// getPage answers a page: to its editors with draft and published content, to others what is published, cut to what they
// may see. An editor may look with the eyes of a role.
func (p *Pages) getPage(ctx context.Context, req *action.Request) (*action.Response, error) {
	uid, err := keyText(req)
	if err != nil {
		return nil, err
	}
	editor, err := p.edits(ctx, req.Actor)
	if err != nil {
		return nil, err
	}
	view, role := req.Params.String("view"), req.Params.String("role")
	if view == "" {
		if view = viewPublished; editor {
			view = viewEdit
		}
	}
	reader := req.Actor
	if role != "" {
		reader = &acl.Actor{UserID: req.Actor.UserID, Acting: []string{role}, Role: role}
	}
	switch {
	case view != viewEdit && view != viewDraft && view != viewPublished:
		return nil, errs.New(errs.Invalid, codeInvalidParameter, "view is one of edit, draft, published").On("view")
	case !editor && (view != viewPublished || role != ""):
		return nil, acl.NoPermission()
	case view == viewPublished:
		return p.published(ctx, uid, reader)
	}
	return p.edited(ctx, uid, view, reader)
}

func noPage(uid string) error {
	return errs.New(errs.NotFound, page.CodePageNotFound, "there is no page %q", uid)
}

func (p *Pages) published(ctx context.Context, uid string, reader *acl.Actor) (*action.Response, error) {
	sn, err := p.Pages.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	found := sn.Page(uid)
	if found == nil {
		return nil, noPage(uid)
	}
	if !found.Opens(reader) {
		return nil, acl.NoPermission()
	}
	publishedAt, _ := found.PublishedAt.(string)
	return action.Data(publishedPage{
		UID: found.UID, ApplicationKey: found.Application, Title: found.Title, PublishedVersion: found.Version,
		PublishedAt: publishedAt, Published: *found.Content.For(reader),
	}), nil
}

// publishedPage is a page as its readers see it.
type publishedPage struct {
	UID              string       `json:"uid"`
	ApplicationKey   string       `json:"applicationKey"`
	Title            string       `json:"title"`
	PublishedVersion int64        `json:"publishedVersion"`
	PublishedAt      string       `json:"publishedAt"`
	Published        page.Content `json:"published"`
}

// draftPage is a page as its readers would see it, were the draft published.
type draftPage struct {
	UID            string       `json:"uid"`
	ApplicationKey string       `json:"applicationKey"`
	Title          string       `json:"title"`
	Revision       int64        `json:"revision"`
	Draft          page.Content `json:"draft"`
}

// edited reads a page with its draft.
func (p *Pages) edited(ctx context.Context, uid, view string, reader *acl.Actor) (*action.Response, error) {
	c := p.system.Collection("pages")
	var full map[string]any
	err := p.DB.Read(ctx, func(r store.Reader) error {
		rows, err := r.Find(&query.Find{Collection: c, Filter: equals(c, "uid", uid), Fields: c.Columns(), Limit: 1})
		if err == nil && len(rows) == 0 {
			err = noPage(uid)
		}
		if err == nil {
			full, err = p.full(r, rows[0])
		}
		return err
	})
	if err != nil || view == viewEdit {
		return action.Data(full), err
	}
	draft := page.Stored(full["draft"])
	if !reader.In(page.RolesOf(full["roles"])) {
		return nil, acl.NoPermission()
	}
	revision, _ := full["revision"].(int64)
	return action.Data(draftPage{
		stringOf(full, "uid"), stringOf(full, "applicationKey"), stringOf(full, "title"), revision, *draft.For(reader),
	}), nil
}

// getVersion answers a version with its content.
func (p *Pages) getVersion(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	var row schema.Record
	err = p.DB.Read(ctx, func(r store.Reader) (err error) {
		row, err = p.versionRow(r, id)
		return err
	})
	if err != nil || row == nil {
		return action.Data(nil), err
	}
	return action.Data(row), nil
}
