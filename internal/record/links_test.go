package record_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// link runs one link action and shows what it changed.
func (b *bench) link(action, collection string, key any, relation string, raw any) (string, error) {
	b.Helper()
	c := b.c(collection)
	targets, err := record.ParseTargets(c.Field(relation), raw, record.Env{})
	if err != nil {
		return "", err
	}
	var changes []record.LinkChange
	err = b.try(func(w *record.Writer) error {
		source := b.find(collection, object{"id": key})[0]
		changes, err = nil, nil
		switch action {
		case "add":
			changes, err = w.Add(c, source, c.Field(relation), targets, record.WriteOptions{})
		case "set":
			changes, err = w.Set(c, source, c.Field(relation), targets, record.WriteOptions{})
		case "remove":
			changes, err = w.Remove(c, source, c.Field(relation), targets)
		case "toggle":
			changes, err = w.Toggle(c, source, c.Field(relation), targets, record.WriteOptions{})
		}
		return err
	})
	var out []string
	for _, ch := range changes {
		out = append(out, fmt.Sprintf("%s %v", ch.Change(), ch.Record["id"]))
	}
	return strings.Join(out, ", "), err
}

func (b *bench) wantLink(action, collection string, key any, relation string, raw any, want string) {
	b.Helper()
	got, err := b.link(action, collection, key, relation, raw)
	if err != nil {
		b.Fatalf("%s %s %v: %v", action, relation, raw, err)
	}
	b.want(action+" "+relation+" "+show(raw), got, want)
}

func TestLinksThroughAKeyAtTheTarget(t *testing.T) {
	b := open(t, shop()...)
	b.create("orders", object{"id": 1})
	b.create("orders", object{"id": 2, "items": list{object{"id": 13}}})
	for i := 10; i < 13; i++ {
		b.create("items", object{"id": i})
	}
	b.wantLink("add", "orders", 1, "items", list{"10", 11, object{"id": 10}}, "add 10, add 11")
	b.wantEvents("items updated 10 [orderId order]", "items updated 11 [orderId order]")
	b.wantLink("add", "orders", 1, "items", 10, "")
	b.wantEvents()
	b.wantLink("add", "orders", 1, "items", "12, 13", "add 12, add 13")
	b.want("taken from another order", b.column("items", "orderId", nil), "[1 1 1 1]")
	b.wantLink("remove", "orders", 1, "items", list{11, 99}, "remove 11")
	b.wantEvents("items updated 11 [orderId order]")
	b.wantLink("remove", "orders", 2, "items", list{10}, "")
	b.wantLink("set", "orders", 1, "items", list{11, 12}, "remove 10, remove 13, add 11")
	b.want("links", b.column("items", "orderId", nil), "[<nil> 1 1 <nil>]")
	b.wantLink("set", "orders", 1, "items", list{}, "remove 11, remove 12")
	b.wantLink("set", "orders", 1, "items", nil, "")
	_, err := b.link("add", "orders", 1, "items", list{10, 99})
	wantError(t, err, errs.Invalid, record.CodeTargetNotFound, "items")
}

func TestLinksThroughAThroughCollection(t *testing.T) {
	b := open(t, shop()...)
	b.create("orders", object{"id": 1})
	for i := 1; i < 5; i++ {
		b.create("tags", object{"id": i})
	}
	weights := func() string {
		return show(b.column("ordersTags", "tagId", nil)) + show(b.column("ordersTags", "weight", nil))
	}
	b.wantLink("add", "orders", 1, "tags", list{1, list{2, object{"weight": "7"}}, object{"id": 3, "ordersTags": object{"weight": 8}}, 1}, "add 1, add 2, add 3")
	b.want("rows", weights(), "[1 2 3][<nil> 7 8]")
	b.want("events", strings.Count(strings.Join(b.events, "\n"), "ordersTags created"), 3)
	if b.rows[0].Record["createdAt"] != "2024-03-15T10:00:00.000Z" {
		t.Error("the through record has no createdAt")
	}
	b.wantLink("add", "orders", 1, "tags", list{1, list{2, object{"weight": 9}}}, "add 2")
	b.want("rows", weights(), "[1 2 3][<nil> 9 8]")
	b.wantLink("remove", "orders", 1, "tags", list{3, 4}, "remove 3")
	b.want("events", len(b.events), 1)
	b.wantLink("toggle", "orders", 1, "tags", list{1, 4}, "add 4, remove 1")
	b.want("rows", weights(), "[2 4][9 <nil>]")
	b.wantLink("set", "orders", 1, "tags", list{1, 4}, "remove 2, add 1")
	b.wantLink("set", "orders", 1, "tags", list{}, "remove 1, remove 4")
	b.want("tags stay", len(b.find("tags", nil)), 4)
	_, err := b.link("add", "orders", 1, "tags", list{9})
	wantError(t, err, errs.Invalid, record.CodeTargetNotFound, "tags")
}

func TestLinksToOneRecord(t *testing.T) {
	b := open(t, shop()...)
	for i := 1; i < 3; i++ {
		b.create("people", object{"id": i})
		b.create("cards", object{"id": i + 10})
	}
	b.create("orders", object{"id": 1})
	b.wantLink("set", "orders", 1, "customer", 1, "add 1")
	b.wantEvents("orders updated 1 [customerId customer]")
	b.wantLink("set", "orders", 1, "customer", list{"1"}, "")
	b.wantLink("set", "orders", 1, "customer", object{"id": 2}, "remove 1, add 2")
	b.wantLink("remove", "orders", 1, "customer", nil, "remove 2")
	b.want("customerId", b.column("orders", "customerId", nil), "[<nil>]")
	b.wantLink("remove", "orders", 1, "customer", nil, "")

	b.wantLink("set", "people", 1, "card", 11, "add 11")
	b.wantEvents("cards updated 11 [personId person]")
	b.wantLink("set", "people", 1, "card", 12, "remove 11, add 12")
	b.wantLink("remove", "people", 1, "card", nil, "remove 12")

	for name, tt := range map[string]struct {
		action, relation string
		raw              any
		code             string
	}{
		"two records": {"set", "customer", list{1, 2}, record.CodeInvalidLink},
		"add":         {"add", "customer", 1, record.CodeInvalidLink},
		"toggle":      {"toggle", "items", list{}, record.CodeInvalidLink},
		"missing":     {"set", "customer", 9, record.CodeTargetNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.link(tt.action, "orders", 1, tt.relation, tt.raw)
			wantError(t, err, errs.Invalid, tt.code, tt.relation)
		})
	}
}

func TestLinksThatWouldLoseARequiredKey(t *testing.T) {
	b := open(t, family("", notNull)...)
	parents := b.c("parents")
	children := &schema.Field{Name: "children", Type: "hasMany", Collection: "parents", Relation: &schema.Relation{
		Type: schema.HasMany, Target: "children", ForeignKey: "parentId", SourceKey: "id", TargetCollection: b.c("children")}}
	b.raise()
	err := b.try(func(w *record.Writer) error {
		_, err := w.Set(parents, schema.Record{"id": int64(1)}, children, nil, record.WriteOptions{})
		return err
	})
	wantError(t, err, errs.Conflict, record.CodeRestricted, "children")
}

func TestTargetsOfLinksAreChecked(t *testing.T) {
	b := open(t, shop()...)
	tags := b.c("orders").Field("tags")
	for name, raw := range map[string]any{
		"a text that is no key":     list{"abc"},
		"null":                      list{nil},
		"a boolean":                 list{true},
		"an object without the key": list{object{"name": "x"}},
		"a pair of three":           list{list{1, object{}, 3}},
		"a list of lists":           list{list{list{1}, object{}}},
		"bad through columns":       list{list{1, object{"weight": "heavy"}}},
		"through columns as text":   list{list{1, "heavy"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := record.ParseTargets(tags, raw, record.Env{})
			wantError(t, err, errs.Invalid, record.CodeInvalidValue, "*")
		})
	}
	_, err := record.ParseTargets(b.c("orders").Field("no"), list{1}, record.Env{})
	wantError(t, err, errs.Invalid, record.CodeInvalidLink, "no")
	roles := b.c("users").Field("roles")
	got, err := record.ParseTargets(roles, "a,b", record.Env{})
	if err != nil || len(got) != 1 || got[0].Key != "a,b" {
		t.Errorf("a text key with a comma: %v, %v", got, err)
	}
}

func TestMoves(t *testing.T) {
	rows := collection("rows", id(), col("kind", "string"), col("sort", "sort", option("scopeKey", "kind")))
	prepare := func(t *testing.T) *bench {
		b := open(t, rows)
		for i := 1; i <= 5; i++ {
			b.create("rows", object{"id": i, "kind": "a"})
		}
		b.create("rows", object{"id": 6, "kind": "b"})
		b.create("rows", object{"id": 7, "kind": "b"})
		return b
	}
	order := func(b *bench, kind string) string {
		keys, err := query.ParseSort(rows, []string{"sort"})
		if err != nil {
			b.Fatal(err)
		}
		out := []any{}
		for _, rec := range b.read(&query.Find{Collection: rows, Filter: b.filter("rows", object{"kind": kind}), Sort: keys}) {
			out = append(out, rec["id"])
		}
		return show(out)
	}
	tests := []struct {
		name           string
		source, target any
		o              record.MoveOptions
		wantA, wantB   string
	}{
		{"down to the place of another", 2, 4, record.MoveOptions{}, "[1 3 4 2 5]", "[6 7]"},
		{"down behind another", 2, 4, record.MoveOptions{InsertAfter: true}, "[1 3 4 2 5]", "[6 7]"},
		{"up to the place of another", 4, 2, record.MoveOptions{}, "[1 4 2 3 5]", "[6 7]"},
		{"up behind another", 4, 2, record.MoveOptions{InsertAfter: true}, "[1 2 4 3 5]", "[6 7]"},
		{"behind the one before", 3, 2, record.MoveOptions{InsertAfter: true}, "[1 2 3 4 5]", "[6 7]"},
		{"to itself", 3, 3, record.MoveOptions{}, "[1 2 3 4 5]", "[6 7]"},
		{"to the front", 5, 1, record.MoveOptions{}, "[5 1 2 3 4]", "[6 7]"},
		{"to the end", 1, 5, record.MoveOptions{}, "[2 3 4 5 1]", "[6 7]"},
		{"into another scope", 2, 7, record.MoveOptions{}, "[1 3 4 5]", "[6 2 7]"},
		{"into another scope behind one", 2, 6, record.MoveOptions{InsertAfter: true}, "[1 3 4 5]", "[6 2 7]"},
		{"to the end of a scope", 2, nil, record.MoveOptions{Scope: object{"kind": "b"}}, "[1 3 4 5]", "[6 7 2]"},
		{"to the front of a scope", 2, nil, record.MoveOptions{Scope: object{"kind": "b"}, Prepend: true}, "[1 3 4 5]", "[2 6 7]"},
		{"to the end of its own scope", 2, nil, record.MoveOptions{Scope: object{"kind": "a"}}, "[1 3 4 5 2]", "[6 7]"},
		{"sticky", 3, nil, record.MoveOptions{Sticky: true}, "[3 1 2 4 5]", "[6 7]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := prepare(t)
			o := tt.o
			o.Source = b.by("rows", tt.source)
			if tt.target != nil {
				o.Target = b.by("rows", tt.target)
			}
			b.do(func(w *record.Writer) error {
				rec, err := w.Move(rows, o)
				b.want("moved", rec["id"], tt.source)
				return err
			})
			b.want("a", order(b, "a"), tt.wantA)
			b.want("b", order(b, "b"), tt.wantB)
			b.want("events", len(b.events), 1)
		})
	}
	t.Run("records that are older than the sort field are numbered first", func(t *testing.T) {
		b := prepare(t)
		b.do(func(w *record.Writer) error {
			_, err := w.Update(rows, b.by("rows", list{3, 4, 5}), object{"sort": nil}, record.WriteOptions{})
			return err
		})
		b.do(func(w *record.Writer) error {
			_, err := w.Move(rows, record.MoveOptions{Source: b.by("rows", 5), Target: b.by("rows", 3)})
			return err
		})
		b.want("a", order(b, "a"), "[1 2 5 3 4]")
	})
	t.Run("equal positions do not stop a move", func(t *testing.T) {
		b := prepare(t)
		b.do(func(w *record.Writer) error {
			_, err := w.Update(rows, b.by("rows", list{2, 3}), object{"sort": int64(2)}, record.WriteOptions{})
			return err
		})
		b.do(func(w *record.Writer) error {
			_, err := w.Move(rows, record.MoveOptions{Source: b.by("rows", 3), Target: b.by("rows", 2)})
			return err
		})
		b.want("a", order(b, "a"), "[1 3 2 4 5]")
		b.do(func(w *record.Writer) error {
			_, err := w.Update(rows, b.by("rows", list{2, 3}), object{"sort": int64(2)}, record.WriteOptions{})
			return err
		})
		b.do(func(w *record.Writer) error {
			_, err := w.Move(rows, record.MoveOptions{Source: b.by("rows", 2), Target: b.by("rows", 3), InsertAfter: true})
			return err
		})
		b.want("a", order(b, "a"), "[1 3 2 4 5]")
	})
	refused := map[string]struct {
		o     record.MoveOptions
		kind  errs.Kind
		code  string
		field string
	}{
		"without a source":       {record.MoveOptions{}, errs.Invalid, record.CodeInvalidMove, "sourceId"},
		"a missing source":       {record.MoveOptions{Source: query.Nothing{}}, errs.NotFound, "RECORD_NOT_FOUND", "sourceId"},
		"a missing target":       {record.MoveOptions{Source: query.Or{}, Target: query.Nothing{}}, errs.NotFound, "RECORD_NOT_FOUND", "sourceId"},
		"an unknown sort field":  {record.MoveOptions{SortField: "nope"}, errs.Invalid, record.CodeInvalidMove, "sortField"},
		"a field of other type":  {record.MoveOptions{SortField: "kind"}, errs.Invalid, record.CodeInvalidMove, "sortField"},
		"a scope without a name": {record.MoveOptions{Source: query.And{}, Scope: object{"x": 1}}, errs.Invalid, record.CodeInvalidMove, "targetScope"},
		"nowhere to go":          {record.MoveOptions{Source: query.And{}}, errs.Invalid, record.CodeInvalidMove, ""},
	}
	for name, tt := range refused {
		t.Run(name, func(t *testing.T) {
			b := prepare(t)
			err := b.try(func(w *record.Writer) error {
				_, err := w.Move(rows, tt.o)
				return err
			})
			wantError(t, err, tt.kind, tt.code, tt.field)
		})
	}
}
