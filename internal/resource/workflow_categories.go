package resource

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// WorkflowCategories is the resource of the labels by which people sort workflows.
func (a *Automation) WorkflowCategories() *action.Resource {
	return &action.Resource{Name: "workflowCategories", Collection: "workflowCategories", Actions: map[string]action.Action{
		"list":    reading(),
		"get":     reading(),
		"create":  changing(a.createCategory),
		"update":  changing(a.updateCategories),
		"destroy": changing(a.destroyCategories),
	}}
}

func (a *Automation) createCategory(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	c := a.system.Collection("workflowCategories")
	var row schema.Record
	err = a.Edits.Write(ctx, req, func(tx store.Tx) error {
		last, err := tx.Max(c, nil, c.Field("sort"))
		if err != nil {
			return err
		}
		now := clock.Format(tx.Now())
		row = schema.Record{"id": tx.NextID(), "title": nil, "color": "default", "sort": last + 1, "createdAt": now, "updatedAt": now}
		if err := parseInto(c, values, row, "title", "color", "sort"); err != nil {
			return err
		}
		return tx.Insert(c, row)
	})
	if err != nil {
		return nil, err
	}
	return action.Data(row), nil
}

// parseInto copies the named values that were given into row, in canonical form. All mistakes are reported.
func parseInto(c *schema.Collection, values map[string]any, row schema.Record, names ...string) error {
	var list errs.List
	for _, name := range names {
		raw, given := values[name]
		if !given {
			continue
		}
		f := c.Field(name)
		v, err := f.Kind.Parse(f, raw, schema.Env{})
		var bad *errs.Error
		switch {
		case errors.As(err, &bad):
			list = append(list, bad.On(name))
		case err != nil:
			return err
		default:
			row[name] = v
		}
	}
	return list.Or()
}

func (a *Automation) updateCategories(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	c := a.system.Collection("workflowCategories")
	set := schema.Record{}
	if err := parseInto(c, values, set, "title", "color", "sort"); err != nil {
		return nil, err
	}
	var rows []schema.Record
	err = a.Edits.Write(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, c, environment(req, tx))
		if err != nil {
			return err
		}
		if rows, err = updateRows(tx, c, chosen, set); err != nil || len(rows) > 0 {
			return err
		}
		return missing(req, c)
	})
	if err != nil {
		return nil, err
	}
	return action.Data(listed(rows)), nil
}

// updateRows sets columns of the matching rows and returns these rows as they are then.
func updateRows(tx store.Tx, c *schema.Collection, f query.Filter, set schema.Record) ([]schema.Record, error) {
	rows, err := tx.Find(&query.Find{Collection: c, Filter: f, Fields: []*schema.Field{c.PrimaryKey()}})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	these := idFilter(c.PrimaryKey(), rows)
	set = set.Clone()
	set["updatedAt"] = clock.Format(tx.Now())
	if _, err := tx.Update(c, these, set); err != nil {
		return nil, err
	}
	return tx.Find(&query.Find{Collection: c, Filter: these})
}

func idFilter(f *schema.Field, rows []schema.Record) query.Filter {
	ids := make([]any, len(rows))
	for i, rec := range rows {
		ids[i] = rec["id"]
	}
	return query.Cond{Field: f, Op: query.In, Value: ids}
}

func (a *Automation) destroyCategories(ctx context.Context, req *action.Request) (*action.Response, error) {
	c, links := a.system.Collection("workflowCategories"), a.system.Collection("workflowCategoryRelations")
	var removed int64
	err := a.Edits.Write(ctx, req, func(tx store.Tx) error {
		chosen, err := selected(req, c, environment(req, tx))
		if err != nil {
			return err
		}
		rows, err := tx.Find(&query.Find{Collection: c, Filter: chosen, Fields: []*schema.Field{c.PrimaryKey()}})
		if removed = 0; err != nil || len(rows) == 0 {
			return err
		}
		if _, err := tx.Delete(links, idFilter(links.Field("categoryId"), rows)); err != nil {
			return err
		}
		removed, err = tx.Delete(c, idFilter(c.PrimaryKey(), rows))
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(removed), nil
}
