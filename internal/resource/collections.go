package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// SchemaEdits runs the transactions of edits of the schema.
type SchemaEdits interface {
	action.Edits
	// Rebuild is Exclusive for edits that may rebuild tables.
	Rebuild(ctx context.Context, req *action.Request, fn func(tx store.Tx) error) error
}

// Model makes the resources of collections and fields. All fields are required.
type Model struct {
	Catalog *catalog.Service
	Edits   SchemaEdits
	DB      store.DB
	// Reaches tells whether an actor may know of a collection.
	Reaches func(a *acl.Actor, c *schema.Collection) bool
	// Usage finds what uses a collection or a field.
	Usage *Usage
}

// Resources lists the resources of collections and fields.
func (m *Model) Resources() []*action.Resource {
	return []*action.Resource{m.collections(), m.collectionFields(), m.fields(), m.categories()}
}

func (m *Model) collections() *action.Resource {
	return &action.Resource{
		Name: "collections", Collection: "collections", Scope: m.reachable, Present: m.presentCollections,
		Empty: []string{"category"},
		Actions: map[string]action.Action{
			"list":      {Access: action.SignedIn, Read: true},
			"usage":     {Run: m.usedCollection, Read: true},
			"get":       reading(),
			"listMeta":  {Run: m.listMeta, Access: action.SignedIn, Read: true},
			"create":    changing(m.createCollection),
			"update":    changing(m.updateCollections),
			"destroy":   changing(m.destroyCollections),
			"setFields": changing(m.setFields),
			"move":      changing(m.moveCollection),
		},
	}
}

// categories is answered so that clients that ask for categories find none.
func (m *Model) categories() *action.Resource {
	return &action.Resource{Name: "collectionCategories", Actions: map[string]action.Action{
		"list": {Access: action.SignedIn, Read: true, Run: func(context.Context, *action.Request) (*action.Response, error) {
			return action.Data([]any{}), nil
		}},
	}}
}

// edit runs fn on the definitions in an exclusive transaction.
func (m *Model) edit(ctx context.Context, req *action.Request, fn func(e *catalog.Edit) error) error {
	open := func(fn func(store.Tx) error) error { return m.Edits.Exclusive(ctx, req, fn) }
	rebuild := func(fn func(store.Tx) error) error { return m.Edits.Rebuild(ctx, req, fn) }
	return m.Catalog.Change(open, rebuild, fn)
}

// reachable limits a list to what the actor may know of. The pipeline has loaded the schema before.
func (m *Model) reachable(a *acl.Actor, c *schema.Collection) query.Filter {
	sn := m.Catalog.Loaded()
	if sn == nil {
		return query.Nothing{}
	}
	names, all := []any{}, true
	for _, each := range sn.Collections() {
		switch {
		case each.System:
		case m.Reaches(a, each):
			names = append(names, each.Name)
		default:
			all = false
		}
	}
	if all {
		return nil
	}
	return query.Cond{Field: c.Field("name"), Op: query.In, Value: names}
}

// presentCollections puts options beside the other keys, and what follows from the collection.
func (m *Model) presentCollections(ctx context.Context, _ *action.Request, records []schema.Record) error {
	sn, err := m.Catalog.Snapshot(ctx)
	if err != nil {
		return err
	}
	for _, rec := range records {
		name, _ := rec["name"].(string)
		if c := sn.Collection(name); flatten(rec) && c != nil {
			catalog.ComputedKeys(c, rec)
		}
		fields, _ := rec["fields"].([]schema.Record)
		for _, f := range fields {
			flatten(f)
		}
	}
	return nil
}

// flatten replaces options by what is in them; false when they were not asked for.
func flatten(rec schema.Record) bool {
	options, asked := rec["options"]
	if !asked {
		return false
	}
	delete(rec, "options")
	more, _ := options.(map[string]any)
	for k, v := range more {
		if _, own := rec[k]; !own {
			rec[k] = v
		}
	}
	return true
}

// listMeta answers the whole model that the actor may know of.
func (m *Model) listMeta(ctx context.Context, req *action.Request) (*action.Response, error) {
	sn, err := m.Catalog.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, c := range sn.Collections() {
		if m.Reaches(req.Actor, c) {
			list = append(list, catalog.DescribeCollection(c, true))
		}
	}
	return action.Data(list), nil
}

func (m *Model) createCollection(ctx context.Context, req *action.Request) (*action.Response, error) {
	def, err := req.Object()
	if err != nil {
		return nil, err
	}
	var c *schema.Collection
	err = m.edit(ctx, req, func(e *catalog.Edit) error {
		c, err = e.CreateCollection(def)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(catalog.DescribeCollection(c, true)), nil
}

func (m *Model) updateCollections(ctx context.Context, req *action.Request) (*action.Response, error) {
	def, err := req.Object()
	if err != nil {
		return nil, err
	}
	var updated []any
	err = m.edit(ctx, req, func(e *catalog.Edit) error {
		updated = []any{}
		names, err := m.addressed(req, e)
		for _, name := range names {
			c, err := e.UpdateCollection(name, def)
			if err != nil {
				return err
			}
			updated = append(updated, catalog.DescribeCollection(c, false))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(updated), nil
}

func (m *Model) destroyCollections(ctx context.Context, req *action.Request) (*action.Response, error) {
	cascade := req.Params.Bool("cascade")
	destroyed := 0
	err := m.edit(ctx, req, func(e *catalog.Edit) error {
		destroyed = 0
		names, err := m.addressed(req, e)
		for _, name := range names {
			if e.Schema().Collection(name) == nil {
				continue // went with one of the others
			}
			if err := e.DestroyCollection(name, cascade); err != nil {
				return err
			}
			destroyed++
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(destroyed), nil
}

// addressed returns the names of the existing collections that filterByTk or filter mean. System collections can be
// named, so that the refusal says why.
func (m *Model) addressed(req *action.Request, e *catalog.Edit) ([]string, error) {
	if !req.Params.Has("filter") {
		return namedIn(req, func(name string) bool { return e.Schema().Collection(name) != nil })
	}
	c := e.Schema().Collection("collections")
	f, err := selected(req, c, query.Env{Now: e.Now(), Location: req.Location})
	if err != nil {
		return nil, err
	}
	return e.Names(f)
}

// namedIn reads filterByTk as names, and leaves out what does not exist: nothing happens to it, as with records.
func namedIn(req *action.Request, exists func(name string) bool) ([]string, error) {
	tk, given, err := query.TargetKeyOf(req.Params)
	if err != nil {
		return nil, err
	}
	if !given || tk == nil || tk == "" {
		return nil, errs.New(errs.Invalid, "FILTER_REQUIRED", "filterByTk is required").On("filterByTk")
	}
	items, isList := tk.([]any)
	if !isList {
		items = []any{tk}
	}
	var names []string
	for _, item := range items {
		name, ok := item.(string)
		if !ok {
			return nil, errs.New(errs.Invalid, codeInvalidParameter, "filterByTk must be a name").On("filterByTk")
		}
		if exists(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// nameIn reads filterByTk as one name.
func nameIn(req *action.Request) (string, error) {
	names, err := namedIn(req, func(string) bool { return true })
	if err != nil {
		return "", err
	}
	if len(names) != 1 {
		return "", errs.New(errs.Invalid, codeInvalidParameter, "filterByTk must be one name").On("filterByTk")
	}
	return names[0], nil
}

func (m *Model) setFields(ctx context.Context, req *action.Request) (*action.Response, error) {
	body, err := req.Object()
	if err != nil {
		return nil, err
	}
	name, err := nameIn(req)
	if err != nil {
		return nil, err
	}
	fields, ok := body["fields"].([]any)
	if !ok {
		return nil, errs.New(errs.Invalid, "INVALID_BODY", "fields must be a list of definitions").On("fields")
	}
	if err := m.edit(ctx, req, func(e *catalog.Edit) error { return e.SetFields(name, fields) }); err != nil {
		return nil, err
	}
	return action.Nothing(), nil
}

func (m *Model) moveCollection(ctx context.Context, req *action.Request) (*action.Response, error) {
	if err := m.edit(ctx, req, func(e *catalog.Edit) error { return e.MoveCollection(moveOf(req)) }); err != nil {
		return nil, err
	}
	return action.Data("ok"), nil
}

// moveOf reads a move from the query.
func moveOf(req *action.Request) catalog.Move {
	p := req.Params
	return catalog.Move{
		Source: p.String("sourceId"), Target: p.String("targetId"), After: p.String("method") == "insertAfter", Sticky: p.Bool("sticky"),
	}
}
