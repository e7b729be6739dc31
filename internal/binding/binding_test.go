package binding_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

type object = map[string]any

type harness struct {
	*testing.T
	db      *sqlite.DB
	service *binding.Service
	schema  *schema.Snapshot
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	h := &harness{T: t}
	var err error
	if h.db, err = sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	if h.service, err = binding.New(h.db); err != nil {
		t.Fatal(err)
	}
	if h.schema, err = schema.NewSnapshot(1, append(schema.System(), orders()...)); err != nil {
		t.Fatal(err)
	}
	return h
}

// orders is a collection with a to-one relation to customers, which have one to regions, and a to-many one to items.
func orders() []*schema.Collection {
	table := func(name string, fields ...*schema.Field) *schema.Collection {
		id := &schema.Field{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true}
		return &schema.Collection{Key: name, Name: name, Table: name, Fields: append([]*schema.Field{id}, fields...)}
	}
	relation := func(name, target string, typ schema.RelationType) *schema.Field {
		return &schema.Field{Name: name, Type: string(typ), Relation: &schema.Relation{Type: typ, Target: target}}
	}
	return []*schema.Collection{
		table("orders", relation("customer", "customers", schema.BelongsTo), relation("items", "items", schema.HasMany),
			&schema.Field{Name: "note", Type: "string", Column: "note"}),
		table("customers", relation("region", "regions", schema.BelongsTo)),
		table("regions"), table("items"),
	}
}

func (h *harness) edit(fn func(e *binding.Edit) error) error {
	return h.db.Exclusive(h.Context(), func(tx store.Tx) error { return fn(h.service.Edit(tx, h.schema, 0)) })
}

func (h *harness) create(values object) string {
	h.Helper()
	var uid string
	err := h.edit(func(e *binding.Edit) error {
		rec, err := e.Create(values)
		uid, _ = rec["uid"].(string)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return uid
}

func (h *harness) uid(v string) query.Filter {
	return query.Cond{Field: h.schema.Collection("buttons").Field("uid"), Op: query.Eq, Value: v}
}

func (h *harness) snapshot() *binding.Snapshot {
	h.Helper()
	sn, err := h.service.Snapshot(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return sn
}

func TestAButtonGivesItsBindingsInOrder(t *testing.T) {
	h := newHarness(t)
	uid := h.create(object{"title": "Submit", "collection": "orders", "action": "create", "bindings": []any{
		object{"key": "b"}, object{"key": "a", "path": "customer.region"}, object{"key": "c"}, object{"key": "b", "path": "customer"},
	}})
	if len(uid) != 11 {
		t.Errorf("uid is %q", uid)
	}
	want := []workflow.Binding{{Key: "b", Path: "customer"}, {Key: "a", Path: "customer.region"}, {Key: "c"}}
	got, err := h.service.Resolve(t.Context(), uid, "orders", "create", nil)
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if of := h.snapshot().Of("a"); len(of) != 1 || of[0].UID != uid || of[0].Title != "Submit" {
		t.Errorf("buttons of a: %v", of)
	}
	if of := h.snapshot().Of("z"); len(of) != 0 {
		t.Errorf("buttons of z: %v", of)
	}
}

func TestResolving(t *testing.T) {
	h := newHarness(t)
	h.create(object{"uid": "save", "collection": "orders", "action": "update", "bindings": []any{object{"key": "a"}, object{"key": "b", "path": "customer"}}})
	h.create(object{"uid": "go", "action": "trigger", "bindings": []any{object{"key": "x", "path": "form.data"}}})
	own := []workflow.Binding{{Key: "a"}, {Key: "b", Path: "customer"}}
	for name, c := range map[string]struct {
		uid, collection, action string
		named, want             []workflow.Binding
		code                    string
	}{
		"without a button the named ones count":       {"", "orders", "update", []workflow.Binding{{Key: "z"}}, []workflow.Binding{{Key: "z"}}, ""},
		"a key named twice keeps place and last path": {"", "orders", "update", []workflow.Binding{{Key: "z"}, {Key: "y"}, {Key: "z", Path: "p"}}, []workflow.Binding{{Key: "z", Path: "p"}, {Key: "y"}}, ""},
		"a button gives its own":                      {"save", "orders", "update", nil, own, ""},
		"the same keys beside it are accepted":        {"save", "orders", "update", own, own, ""},
		"an unknown button is refused":                {"gone", "orders", "update", nil, nil, "UNKNOWN_BUTTON"},
		"another collection is refused":               {"save", "items", "update", nil, nil, "BUTTON_MISMATCH"},
		"no collection is refused":                    {"save", "", "update", nil, nil, "BUTTON_MISMATCH"},
		"another action is refused":                   {"save", "orders", "create", nil, nil, "BUTTON_MISMATCH"},
		"other keys beside it are refused":            {"save", "orders", "update", []workflow.Binding{{Key: "a"}}, nil, "BINDINGS_DIFFER"},
		"another order beside it is refused":          {"save", "orders", "update", []workflow.Binding{own[1], own[0]}, nil, "BINDINGS_DIFFER"},
		"another path beside it is refused":           {"save", "orders", "update", []workflow.Binding{{Key: "a"}, {Key: "b"}}, nil, "BINDINGS_DIFFER"},
		"a custom action needs no collection":         {"go", "", "trigger", nil, []workflow.Binding{{Key: "x", Path: "form.data"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := h.service.Resolve(t.Context(), c.uid, c.collection, c.action, c.named)
			if errs.CodeOf(err) != c.code || c.code == "" && err != nil || !cmp.Equal(got, c.want) {
				t.Errorf("got %v, %v", got, err)
			}
			if c.code != "" && errs.KindOf(err) != errs.Invalid {
				t.Errorf("kind is %d", errs.KindOf(err))
			}
		})
	}
}

func TestWhatCannotBeAButton(t *testing.T) {
	h := newHarness(t)
	h.create(object{"uid": "taken", "collection": "orders", "action": "create"})
	bound := func(bindings any) object {
		return object{"collection": "orders", "action": "create", "bindings": bindings}
	}
	for name, c := range map[string]struct {
		values object
		code   string
		kind   errs.Kind
	}{
		"without an action":             {object{"collection": "orders"}, "UNKNOWN_ACTION", errs.Invalid},
		"for an action that only reads": {object{"collection": "orders", "action": "list"}, "UNKNOWN_ACTION", errs.Invalid},
		"for an unknown collection":     {object{"collection": "gone", "action": "create"}, "UNKNOWN_COLLECTION", errs.Invalid},
		"without a collection":          {object{"action": "create"}, "UNKNOWN_COLLECTION", errs.Invalid},
		"with a uid of wrong form":      {object{"uid": "a b", "collection": "orders", "action": "create"}, "INVALID_BINDINGS", errs.Invalid},
		"with a uid that is taken":      {object{"uid": "taken", "collection": "orders", "action": "create"}, "BUTTON_EXISTS", errs.Conflict},
		"with bindings of no list":      {bound("a,b"), "INVALID_BINDINGS", errs.Invalid},
		"with a binding of no object":   {bound([]any{"a"}), "INVALID_BINDINGS", errs.Invalid},
		"with a binding without a key":  {bound([]any{object{"path": "customer"}}), "INVALID_BINDINGS", errs.Invalid},
		"with a malformed key":          {bound([]any{object{"key": "a!b"}}), "INVALID_BINDINGS", errs.Invalid},
		"with a path of no text":        {bound([]any{object{"key": "a", "path": object{}}}), "INVALID_PATH", errs.Invalid},
		"with a path through a list":    {bound([]any{object{"key": "a", "path": "items"}}), "INVALID_PATH", errs.Invalid},
		"with a path to a column":       {bound([]any{object{"key": "a", "path": "note"}}), "INVALID_PATH", errs.Invalid},
		"with a path to nowhere":        {bound([]any{object{"key": "a", "path": "customer.gone"}}), "INVALID_PATH", errs.Invalid},
		"with a title of no text":       {object{"title": object{}, "collection": "orders", "action": "create"}, "INVALID_VALUE", errs.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			err := h.edit(func(e *binding.Edit) error { _, err := e.Create(c.values); return err })
			if errs.CodeOf(err) != c.code || errs.KindOf(err) != c.kind {
				t.Errorf("got %v (%s)", err, errs.CodeOf(err))
			}
		})
	}
}

func TestButtonsChangeForTheVeryNextRequest(t *testing.T) {
	h := newHarness(t)
	uid := h.create(object{"title": "t", "collection": "orders", "action": "create", "bindings": []any{object{"key": "a"}}})
	before := h.snapshot()
	if h.snapshot() != before {
		t.Error("the snapshot was read again without need")
	}
	err := h.edit(func(e *binding.Edit) error {
		rows, err := e.Update(h.uid(uid), object{"bindings": []any{object{"key": "b"}}, "uid": "other"})
		if err == nil && (len(rows) != 1 || rows[0]["title"] != "t" || rows[0]["uid"] != uid) {
			t.Errorf("rows: %v", rows)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := h.service.Resolve(t.Context(), uid, "orders", "create", nil); err != nil || !cmp.Equal(got, []workflow.Binding{{Key: "b"}}) {
		t.Errorf("got %v, %v", got, err)
	}
	err = h.edit(func(e *binding.Edit) error {
		_, err := e.Update(h.uid(uid), object{"collection": "items", "bindings": []any{object{"key": "b", "path": "customer"}}})
		return err
	})
	if errs.CodeOf(err) != "INVALID_PATH" {
		t.Errorf("a path that the new collection has not: %v", err)
	}
	err = h.edit(func(e *binding.Edit) error {
		n, err := e.Destroy(h.uid(uid))
		if n != 1 {
			t.Errorf("%d buttons were removed", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.service.Resolve(t.Context(), uid, "orders", "create", nil); errs.CodeOf(err) != "UNKNOWN_BUTTON" {
		t.Errorf("got %v", err)
	}
}

func TestACanceledReadIsReported(t *testing.T) {
	h := newHarness(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.service.Snapshot(ctx); err == nil {
		t.Error("a snapshot came out of a canceled read")
	}
	if _, err := h.service.Snapshot(t.Context()); err != nil {
		t.Errorf("the next caller suffers: %v", err)
	}
}
