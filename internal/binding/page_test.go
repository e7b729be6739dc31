package binding_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func (h *harness) setPage(page string, buttons ...binding.Button) error {
	return h.edit(func(e *binding.Edit) error { return e.SetPage(page, buttons) })
}

func (h *harness) uids() []string {
	h.Helper()
	var out []string
	err := h.db.Read(h.Context(), func(r store.Reader) error {
		rows, err := r.Find(&query.Find{Collection: h.schema.Collection("buttons")})
		for _, row := range rows {
			uid, _ := row["uid"].(string)
			out = append(out, uid)
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

func TestThePageSaysWhichButtonsItHas(t *testing.T) {
	h := newHarness(t)
	hand := h.create(object{"uid": "hand", "collection": "orders", "action": "create"})
	first := binding.Button{UID: "a", Title: "A", Collection: "orders", Action: "create", Roles: []string{"r"}, Within: [][]string{{"p"}, {"x", "y"}}, Bindings: []workflow.Binding{{Key: "w", Path: "customer"}}}
	if err := h.setPage("p1", first, binding.Button{UID: "b", Action: "trigger"}); err != nil {
		t.Fatal(err)
	}
	if err := h.setPage("p2", binding.Button{UID: "c", Collection: "items", Action: "destroy"}); err != nil {
		t.Fatal(err)
	}
	first.Page = "p1"
	if got := *h.snapshot().Button("a"); !cmp.Equal(got, first) {
		t.Errorf("%+v", got)
	}
	// The same page again: one changed, one gone, one new; nothing else is touched.
	if err := h.setPage("p1", binding.Button{UID: "a", Collection: "items", Action: "update"}, binding.Button{UID: "d", Collection: "orders", Action: "create"}); err != nil {
		t.Fatal(err)
	}
	if got := h.uids(); !cmp.Equal(got, []string{"a", "c", "d", hand}) {
		t.Errorf("buttons: %v", got)
	}
	if got := h.snapshot().Button("a"); got.Collection != "items" || got.Title != "" || got.Roles != nil || got.Within != nil || len(got.Bindings) != 0 {
		t.Errorf("%+v", got)
	}
	for name, c := range map[string]struct {
		button binding.Button
		code   string
		kind   errs.Kind
	}{
		"a button of another page":         {binding.Button{UID: "c", Collection: "orders", Action: "create"}, "BUTTON_EXISTS", errs.Conflict},
		"one made by hand":                 {binding.Button{UID: "hand", Collection: "orders", Action: "create"}, "BUTTON_EXISTS", errs.Conflict},
		"one of an unknown collection":     {binding.Button{UID: "e", Collection: "gone", Action: "create"}, "UNKNOWN_COLLECTION", errs.Invalid},
		"one with a path that leads to no": {binding.Button{UID: "e", Collection: "orders", Action: "create", Bindings: []workflow.Binding{{Key: "w", Path: "items"}}}, "INVALID_PATH", errs.Invalid},
	} {
		err := h.setPage("p1", binding.Button{UID: "new", Collection: "orders", Action: "create"}, c.button)
		var one *errs.Error
		if errs.CodeOf(err) != c.code || errs.KindOf(err) != c.kind || !errors.As(err, &one) || !strings.HasPrefix(one.Field, "1.") {
			t.Errorf("%s: %v %+v", name, err, one)
		}
	}
	if got := h.uids(); !cmp.Equal(got, []string{"a", "c", "d", hand}) {
		t.Errorf("a refused page changed something: %v", got)
	}
	for name, change := range map[string]func(e *binding.Edit) error{
		"changed": func(e *binding.Edit) error { _, err := e.Update(h.uid("a"), object{"title": "x"}); return err },
		"removed": func(e *binding.Edit) error { _, err := e.Destroy(h.uid("a")); return err },
	} {
		if err := h.edit(change); errs.CodeOf(err) != "BUTTON_OF_PAGE" || errs.KindOf(err) != errs.Conflict {
			t.Errorf("%s by hand: %v", name, err)
		}
	}
	if err := h.setPage("p1"); err != nil || !slices.Equal(h.uids(), []string{"c", hand}) {
		t.Errorf("%v %v", err, h.uids())
	}
}

func TestWhoMayPressAButton(t *testing.T) {
	for name, c := range map[string]struct {
		roles  []string
		within [][]string
		acting []string
		want   bool
	}{
		"everybody":                      {nil, nil, nil, true},
		"a listed role":                  {[]string{"a", "b"}, nil, []string{"b"}, true},
		"another role":                   {[]string{"a", "b"}, nil, []string{"c"}, false},
		"nobody":                         {[]string{"a"}, nil, nil, false},
		"root":                           {[]string{"a"}, [][]string{{"b"}}, []string{"root"}, true},
		"one who does not see the block": {nil, [][]string{{"a"}, {"b"}}, []string{"a"}, false},
		"one who sees the block and not the button": {[]string{"c"}, [][]string{{"a"}}, []string{"a"}, false},
		"one who sees each by another of his roles": {[]string{"c"}, [][]string{{"a"}, {"b"}}, []string{"a", "b", "c"}, true},
	} {
		b := &binding.Button{UID: "x", Roles: c.roles, Within: c.within}
		err := b.Allows(&acl.Actor{UserID: 1, Acting: c.acting})
		if (err == nil) != c.want || err != nil && (errs.CodeOf(err) != "BUTTON_NOT_ALLOWED" || errs.KindOf(err) != errs.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&binding.Button{Roles: []string{"a"}}).Allows(nil); err == nil {
		t.Error("a button with roles opens to nobody in particular")
	}
}
