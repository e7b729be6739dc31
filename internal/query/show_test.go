package query_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// show writes a filter as text, so that tables can state it.
func show(f query.Filter) string {
	switch x := f.(type) {
	case nil:
		return "-"
	case query.And:
		return group("AND", x)
	case query.Or:
		return group("OR", x)
	case query.Not:
		return "NOT " + show(x.Filter)
	case query.Nothing:
		return "NOTHING"
	case query.Related:
		return x.Relation.Name + "{" + show(x.Filter) + "}"
	case query.Cond:
		return showCond(x)
	}
	return fmt.Sprintf("?%T", f)
}

func group(op string, fs []query.Filter) string {
	parts := make([]string, len(fs))
	for i, f := range fs {
		parts[i] = show(f)
	}
	return "(" + strings.Join(parts, " "+op+" ") + ")"
}

func showCond(c query.Cond) string {
	op := [...]string{"=", "<>", "in", "not in", ">", ">=", "<", "<=", "includes", "not includes", "starts", "not starts",
		"ends", "not ends", "is null", "not null", "empty", "not empty", "is true", "is falsy", "match", "not match",
		"any of", "none of"}[c.Op]
	if c.Value == nil {
		return c.Field.Name + " " + op
	}
	return c.Field.Name + " " + op + " " + showValue(c.Value)
}

func showValue(v any) string {
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i, item := range list {
			parts[i] = showValue(item)
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	if s, ok := v.(string); ok {
		return "'" + s + "'"
	}
	return fmt.Sprintf("%v:%T", v, v)
}

// shop is a small model: orders with a customer, items and tags.
func shop(t testing.TB) *schema.Snapshot {
	t.Helper()
	id := func() *schema.Field {
		return &schema.Field{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true, NotNull: true}
	}
	field := func(name, typ string) *schema.Field { return &schema.Field{Name: name, Type: typ, Column: name} }
	secret := field("secret", "string")
	secret.Hidden = true
	relation := func(name string, r schema.Relation) *schema.Field {
		return &schema.Field{Name: name, Type: string(r.Type), Relation: &r}
	}
	orders := &schema.Collection{Name: "orders", Table: "orders", Fields: []*schema.Field{
		id(), field("no", "string"), field("note", "text"), field("amount", "decimal"), field("count", "integer"),
		field("rate", "double"), field("paid", "boolean"), field("placedAt", "date"), field("localAt", "datetimeNoTz"),
		field("day", "dateOnly"), field("unixAt", "unixTimestamp"), field("labels", "array"), field("guid", "uuid"),
		field("customerId", "bigInt"), field("draft", "virtual"), secret,
		relation("customer", schema.Relation{Type: schema.BelongsTo, Target: "people", ForeignKey: "customerId", TargetKey: "id"}),
		relation("items", schema.Relation{Type: schema.HasMany, Target: "items", ForeignKey: "orderId", SourceKey: "id"}),
		relation("tags", schema.Relation{Type: schema.BelongsToMany, Target: "tags", Through: "ordersTags", ForeignKey: "orderId", OtherKey: "tagId", SourceKey: "id", TargetKey: "id"}),
		relation("lost", schema.Relation{Type: schema.BelongsTo, Target: "nowhere", ForeignKey: "customerId", TargetKey: "id"}),
	}}
	virtual := orders.Fields[14]
	virtual.Column = ""
	people := &schema.Collection{Name: "people", Table: "people", Fields: []*schema.Field{
		id(), field("name", "string"), field("age", "integer"), field("password", "password"), field("bossId", "bigInt"),
		relation("boss", schema.Relation{Type: schema.BelongsTo, Target: "people", ForeignKey: "bossId", TargetKey: "id"}),
		relation("orders", schema.Relation{Type: schema.HasMany, Target: "orders", ForeignKey: "customerId", SourceKey: "id"}),
	}}
	items := &schema.Collection{Name: "items", Table: "items", Fields: []*schema.Field{
		id(), field("orderId", "bigInt"), field("sku", "string"), field("pieces", "integer"),
	}}
	tags := &schema.Collection{Name: "tags", Table: "tags", Fields: []*schema.Field{
		id(), field("name", "string"), field("color", "string"),
	}}
	through := &schema.Collection{Name: "ordersTags", Table: "ordersTags", Through: true, FilterTargetKey: []string{"orderId", "tagId"},
		Fields: []*schema.Field{field("orderId", "bigInt"), field("tagId", "bigInt")}}
	s, err := schema.NewSnapshot(1, []*schema.Collection{orders, people, items, tags, through})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// wantError checks code and field of an error; field "*" is any.
func wantError(t *testing.T, err error, code, field string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) {
		t.Fatalf("got error %v, want code %s", err, code)
	}
	if e.Kind != errs.Invalid || e.Code != code || field != "*" && e.Field != field {
		t.Errorf("got %v %s on %q (%s), want %s on %q", e.Kind, e.Code, e.Field, e.Message, code, field)
	}
}
