package resource

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/inspect"
	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Usage finds the workflows and pages that use a collection or a field.
type Usage struct {
	DB          store.DB
	Definitions interface {
		Workflow(ctx context.Context, id int64) (*workflow.Workflow, error)
	}
	Registry *extension.Registry
	Pages    *page.Service
}

// workflowUse is a version that uses something, and where.
type workflowUse struct {
	WorkflowID int64         `json:"workflowId"`
	Key        string        `json:"key"`
	Title      string        `json:"title"`
	Type       string        `json:"type"`
	Enabled    bool          `json:"enabled"`
	Current    bool          `json:"current"`
	Places     []inspect.Use `json:"places"`
}

// usedBy is all that uses something.
type usedBy struct {
	Workflows []workflowUse `json:"workflows"`
	Pages     []page.Use    `json:"pages"`
}

// usedCollection answers who uses a collection, filterByTk.
func (m *Model) usedCollection(ctx context.Context, req *action.Request) (*action.Response, error) {
	name, err := nameIn(req)
	if err != nil {
		return nil, err
	}
	return m.used(ctx, name, "")
}

// usedField answers who uses a field, filterByTk, of the source collection.
func (m *Model) usedField(ctx context.Context, req *action.Request) (*action.Response, error) {
	_, c, err := m.source(ctx, req)
	if err != nil {
		return nil, err
	}
	name, err := nameIn(req)
	if err != nil {
		return nil, err
	}
	if c.Field(name) == nil {
		return nil, errs.New(errs.NotFound, catalog.CodeFieldNotFound, "there is no field %q in collection %q", name, c.Name)
	}
	return m.used(ctx, c.Name, name)
}

func (m *Model) used(ctx context.Context, collection, field string) (*action.Response, error) {
	sn, err := m.Catalog.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	if sn.Collection(collection) == nil {
		return nil, errs.New(errs.NotFound, catalog.CodeCollectionNotFound, "there is no collection %q", collection)
	}
	ids, err := m.Usage.versions(ctx, sn.Collection("workflows"))
	if err != nil {
		return nil, err
	}
	list := []workflowUse{}
	for _, id := range ids {
		w, err := m.Usage.Definitions.Workflow(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // removed a moment ago
		}
		if err != nil {
			return nil, err
		}
		places := inspect.New(m.Usage.Registry, sn, w).Uses(collection, field)
		if len(places) > 0 {
			list = append(list, workflowUse{w.ID, w.Key, w.Title, w.Type, w.Enabled, w.Current, places})
		}
	}
	var pages []page.Use
	err = m.Usage.DB.Read(ctx, func(r store.Reader) (err error) {
		pages, err = m.Usage.Pages.Uses(r, sn, collection, field)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(usedBy{list, pages}), nil
}

// versions are those that matter to whoever changes the model: of each workflow the ones that are enabled or current,
// and the newest, which is the draft.
func (u *Usage) versions(ctx context.Context, c *schema.Collection) ([]int64, error) {
	var rows []schema.Record
	err := u.DB.Read(ctx, func(r store.Reader) (err error) {
		rows, err = r.Find(&query.Find{Collection: c, Fields: []*schema.Field{c.PrimaryKey(), c.Field("key"), c.Field("enabled"), c.Field("current")}})
		return err
	})
	if err != nil {
		return nil, err
	}
	newest := map[any]any{} // rows come by id
	for _, rec := range rows {
		newest[rec["key"]] = rec["id"]
	}
	var ids []int64
	for _, rec := range rows {
		if rec["enabled"] == true || rec["current"] == true || newest[rec["key"]] == rec["id"] {
			id, _ := rec["id"].(int64)
			ids = append(ids, id)
		}
	}
	return ids, nil
}
