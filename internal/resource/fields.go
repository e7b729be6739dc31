package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Paging of the fields of a collection.
const (
	fieldPage    = 20
	maxFieldPage = 1000
)

// collectionFields is the resource of the fields of one collection, which is the source; they are told by name.
func (m *Model) collectionFields() *action.Resource {
	return &action.Resource{Name: "collections.fields", Collection: "fields", Actions: map[string]action.Action{
		"list":    {Run: m.listFields, Read: true},
		"get":     {Run: m.getField, Read: true},
		"create":  changing(m.createField),
		"update":  changing(m.updateFields),
		"destroy": changing(m.destroyFields),
		"move":    changing(m.moveField),
		"usage":   {Run: m.usedField, Read: true},
	}}
}

// fields is the resource of all fields that people defined, told by key.
func (m *Model) fields() *action.Resource {
	return &action.Resource{
		Name: "fields", Collection: "fields",
		Actions: map[string]action.Action{"list": reading(), "get": reading()},
		Present: func(_ context.Context, _ *action.Request, records []schema.Record) error {
			for _, rec := range records {
				flatten(rec)
			}
			return nil
		},
	}
}

// source returns the collection whose fields are meant.
func (m *Model) source(ctx context.Context, req *action.Request) (*schema.Snapshot, *schema.Collection, error) {
	sn, err := m.Catalog.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	c := sn.Collection(req.SourceID)
	if c == nil {
		return nil, nil, errs.New(errs.NotFound, catalog.CodeCollectionNotFound, "there is no collection %q", req.SourceID)
	}
	return sn, c, nil
}

// listFields answers the fields in their order, or as filter and sort ask for.
func (m *Model) listFields(ctx context.Context, req *action.Request) (*action.Response, error) {
	sn, c, err := m.source(ctx, req)
	if err != nil {
		return nil, err
	}
	fields, err := m.chosenFields(ctx, req, sn.Collection("fields"), c)
	if err != nil {
		return nil, err
	}
	list := make([]any, 0, len(fields))
	for _, f := range fields {
		if !catalog.Internal(c, f) {
			list = append(list, catalog.DescribeField(f))
		}
	}
	return paged(req, list)
}

// chosenFields finds fields by the rows of their definitions. The built-in fields of system collections have none:
// they come first, and only when nothing is filtered.
func (m *Model) chosenFields(ctx context.Context, req *action.Request, table, c *schema.Collection) ([]*schema.Field, error) {
	raw, err := query.FilterOf(req.Params)
	if err != nil {
		return nil, err
	}
	order := req.Params.Strings("sort")
	if query.IsEmpty(raw) && (len(order) == 0 || len(order) == 1 && order[0] == "sort") {
		return c.Fields, nil
	}
	find := &query.Find{Collection: table, Filter: equals(table, "collectionName", c.Name)}
	if find.Sort, err = query.ParseSort(table, order); err != nil {
		return nil, err
	}
	var chosen []*schema.Field
	err = m.DB.Read(ctx, func(r store.Reader) error {
		if !query.IsEmpty(raw) {
			f, err := query.ParseFilter(table, raw, query.Env{Location: req.Location})
			if err != nil {
				return err
			}
			find.Filter = query.And{find.Filter, f}
		}
		rows, err := r.Find(find)
		chosen = builtin(c, query.IsEmpty(raw))
		for _, row := range rows {
			name, _ := row["name"].(string)
			if f := c.Field(name); f != nil {
				chosen = append(chosen, f)
			}
		}
		return err
	})
	return chosen, err
}

func builtin(c *schema.Collection, wanted bool) []*schema.Field {
	var out []*schema.Field
	for _, f := range c.Fields {
		if wanted && c.System && !f.Custom {
			out = append(out, f)
		}
	}
	return out
}

// paged answers one page of a list that is in memory.
func paged(req *action.Request, list []any) (*action.Response, error) {
	if p := req.Params; p.Has("paginate") && !p.Bool("paginate") {
		return action.Data(list), nil
	}
	page, err := req.Params.Int("page", 1)
	if err != nil {
		return nil, err
	}
	size, err := req.Params.Int("pageSize", fieldPage)
	if err != nil {
		return nil, err
	}
	page, size = max(page, 1), min(max(size, 1), maxFieldPage)
	from := min((page-1)*size, len(list))
	res := action.Data(list[from:min(from+size, len(list))])
	res.Meta = map[string]any{"count": len(list), "page": page, "pageSize": size, "totalPage": (len(list) + size - 1) / size}
	return res, nil
}

func (m *Model) getField(ctx context.Context, req *action.Request) (*action.Response, error) {
	_, c, err := m.source(ctx, req)
	if err != nil {
		return nil, err
	}
	name, err := nameIn(req)
	if err != nil {
		return nil, err
	}
	f := c.Field(name)
	if f == nil || catalog.Internal(c, f) {
		return action.Data(nil), nil
	}
	return action.Data(catalog.DescribeField(f)), nil
}

func (m *Model) createField(ctx context.Context, req *action.Request) (*action.Response, error) {
	def, err := req.Object()
	if err != nil {
		return nil, err
	}
	var f *schema.Field
	err = m.edit(ctx, req, func(e *catalog.Edit) error {
		f, err = e.CreateField(req.SourceID, def)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(catalog.DescribeField(f)), nil
}

func (m *Model) updateFields(ctx context.Context, req *action.Request) (*action.Response, error) {
	def, err := req.Object()
	if err != nil {
		return nil, err
	}
	var updated []any
	err = m.eachField(ctx, req, func() { updated = []any{} }, func(e *catalog.Edit, name string) error {
		f, err := e.UpdateField(req.SourceID, name, def)
		if err == nil {
			updated = append(updated, catalog.DescribeField(f))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(updated), nil
}

func (m *Model) destroyFields(ctx context.Context, req *action.Request) (*action.Response, error) {
	destroyed := 0
	err := m.eachField(ctx, req, func() { destroyed = 0 }, func(e *catalog.Edit, name string) error {
		destroyed++
		return e.DestroyField(req.SourceID, name)
	})
	if err != nil {
		return nil, err
	}
	return action.Data(destroyed), nil
}

// eachField runs fn for every existing field that filterByTk names, in one edit. begin runs at each attempt.
func (m *Model) eachField(ctx context.Context, req *action.Request, begin func(), fn func(e *catalog.Edit, name string) error) error {
	return m.edit(ctx, req, func(e *catalog.Edit) error {
		begin()
		there := func(name string) bool { return e.HasField(req.SourceID, name) }
		if e.Schema().Collection(req.SourceID) == nil {
			return errs.New(errs.NotFound, catalog.CodeCollectionNotFound, "there is no collection %q", req.SourceID)
		}
		names, err := namedIn(req, there)
		if err != nil {
			return err
		}
		for _, name := range names {
			if !there(name) {
				continue // went with one of the others
			}
			if err := fn(e, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *Model) moveField(ctx context.Context, req *action.Request) (*action.Response, error) {
	err := m.edit(ctx, req, func(e *catalog.Edit) error { return e.MoveField(req.SourceID, moveOf(req)) })
	if err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}
