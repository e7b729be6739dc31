package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// shop is orders with a customer and items, with one workflow, page and role.
func shop(t testing.TB) *page.Model {
	t.Helper()
	collection := func(name string, fields ...*schema.Field) *schema.Collection {
		id := &schema.Field{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true}
		return &schema.Collection{Key: name, Name: name, Table: name, Fields: append([]*schema.Field{id}, fields...)}
	}
	column := func(name, typ string) *schema.Field { return &schema.Field{Name: name, Type: typ, Column: name} }
	secret := column("secret", "string")
	secret.Hidden = true
	sn, err := schema.NewSnapshot(1, []*schema.Collection{
		collection("orders", column("title", "string"), column("amount", "double"), column("customerId", "bigInt"), secret,
			&schema.Field{Name: "customer", Type: "belongsTo", Relation: &schema.Relation{Type: schema.BelongsTo, Target: "customers", ForeignKey: "customerId", TargetKey: "id"}},
			&schema.Field{Name: "items", Type: "hasMany", Relation: &schema.Relation{Type: schema.HasMany, Target: "items", ForeignKey: "orderId", SourceKey: "id"}}),
		collection("customers", column("name", "string")),
		collection("items", column("name", "string"), column("orderId", "bigInt")),
	})
	if err != nil {
		t.Fatal(err)
	}
	is := func(name string) func(string) bool { return func(s string) bool { return s == name } }
	return &page.Model{Schema: sn, Workflow: is("process"), Page: is("orders"), Role: is("sales"), Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
}

func fields(typ, settings string, buttons ...string) string {
	mode := ""
	if typ == "form" && !strings.Contains(settings, "mode") {
		mode = `"mode":"edit",`
	}
	if !strings.Contains(settings, `"fields"`) {
		mode += `"fields":[],`
	}
	return `{"uid":"x","type":"` + typ + `","collection":"orders","settings":{` + strings.TrimSuffix(mode+settings, ",") + `},"buttons":[` + strings.Join(buttons, ",") + `]}`
}

func TestWhatADraftRefersToMustExistAndFit(t *testing.T) {
	const s, b = "draft.blocks.0.settings.", "draft.blocks.0.buttons.0."
	for name, c := range map[string]struct {
		block string
		want  []string
	}{
		"fields, paths and relations":           {fields("table", `"fields":[{"name":"title"},{"name":"customer.name"},{"name":"customer","titleField":"name"},{"name":"items"}]`), nil},
		"an unknown field":                      {fields("table", `"fields":[{"name":"title"},{"name":"nope"}]`), []string{s + "fields.1.name UNKNOWN_FIELD"}},
		"a hidden field":                        {fields("table", `"fields":[{"name":"secret"}]`), []string{s + "fields.0.name UNKNOWN_FIELD"}},
		"a path through many":                   {fields("table", `"fields":[{"name":"items.name"}]`), []string{s + "fields.0.name INVALID_PATH"}},
		"a path through a column":               {fields("table", `"fields":[{"name":"title.name"}]`), []string{s + "fields.0.name INVALID_PATH"}},
		"an unknown field at the end":           {fields("table", `"fields":[{"name":"customer.nope"}]`), []string{s + "fields.0.name UNKNOWN_FIELD"}},
		"a title of what is no relation":        {fields("table", `"fields":[{"name":"title","titleField":"name"}]`), []string{s + "fields.0.titleField INVALID_PATH"}},
		"an unknown title of a relation":        {fields("table", `"fields":[{"name":"customer","titleField":"nope"}]`), []string{s + "fields.0.titleField UNKNOWN_FIELD"}},
		"an unknown head of a list":             {fields("list", `"titleField":"nope"`), []string{s + "titleField UNKNOWN_FIELD"}},
		"a filter with variables":               {fields("table", `"filter":{"customerId":"{{$user.id}}","amount.$gt":5}`), nil},
		"a filter by an unknown field":          {fields("details", `"filter":{"$and":[{"nope":1}]}`), []string{s + "filter.$and.nope UNKNOWN_FIELD"}},
		"a filter with an unknown operator":     {fields("form", `"filter":{"title.$like":"x"}`), []string{s + "filter.title.$like UNKNOWN_OPERATOR"}},
		"a filter with a value that cannot be":  {fields("list", `"filter":{"amount.$gt":"many"}`), []string{s + "filter.amount.$gt INVALID_VALUE"}},
		"a sort by an unknown field":            {fields("table", `"sort":["title","-nope"]`), []string{s + "sort.1 UNKNOWN_FIELD"}},
		"an append of what is no relation":      {fields("table", `"appends":["customer","title"]`), []string{s + "appends.1 INVALID_PATH"}},
		"an unknown collection":                 {strings.Replace(fields("table", `"fields":[{"name":"nope"}]`), "orders", "gone", 1), []string{"draft.blocks.0.collection UNKNOWN_COLLECTION"}},
		"an unknown role":                       {strings.Replace(fields("table", ""), `"type"`, `"roles":["sales","gone"],"type"`, 1), []string{"draft.blocks.0.roles.1 UNKNOWN_ROLE"}},
		"a button for an unknown role":          {fields("table", "", `{"uid":"b","kind":"update","roles":["gone"]}`), []string{b + "roles.0 UNKNOWN_ROLE"}},
		"a bound workflow":                      {fields("table", "", `{"uid":"b","kind":"update","bindings":[{"key":"process"},{"key":"process","path":"customer"}]}`), nil},
		"an unknown workflow":                   {fields("table", "", `{"uid":"b","kind":"update","bindings":[{"key":"gone"}]}`), []string{b + "bindings.0.key UNKNOWN_WORKFLOW"}},
		"a binding along a list":                {fields("table", "", `{"uid":"b","kind":"update","bindings":[{"key":"process","path":"items"}]}`), []string{b + "bindings.0.path INVALID_PATH"}},
		"values of unknown fields":              {fields("table", "", `{"uid":"b","kind":"update","values":{"title":"x","nope":1}}`), []string{b + "values.nope UNKNOWN_FIELD"}},
		"what a trigger sends is free":          {fields("table", "", `{"uid":"b","kind":"trigger","values":{"nope":1}}`), nil},
		"a trigger without a record":            {fields("table", "", `{"uid":"b","kind":"trigger","collection":"","on":"nothing","bindings":[{"key":"process","path":"any.thing"}]}`), nil},
		"an update without a collection":        {fields("table", "", `{"uid":"b","kind":"update","collection":""}`), []string{b + "collection UNKNOWN_COLLECTION"}},
		"an unknown collection of a button":     {fields("table", "", `{"uid":"b","kind":"trigger","collection":"gone"}`), []string{b + "collection UNKNOWN_COLLECTION"}},
		"an update of records of another kind":  {fields("table", "", `{"uid":"b","kind":"update","collection":"customers"}`), []string{b + "collection BUTTON_MISPLACED"}},
		"an action of another kind":             {fields("table", "", `{"uid":"b","kind":"delete","action":"create"}`), []string{b + "action BUTTON_MISPLACED"}},
		"a submit outside a form":               {fields("table", "", `{"uid":"b","kind":"submit"}`), []string{b + "kind BUTTON_MISPLACED"}},
		"a submit in forms":                     {fields("form", "", `{"uid":"b","kind":"submit"},{"uid":"c","kind":"save","action":"updateOrCreate"}`), nil},
		"a bulk update of one record":           {fields("details", "", `{"uid":"b","kind":"bulkUpdate"}`), []string{b + "kind BUTTON_MISPLACED"}},
		"a choice of one record":                {fields("details", "", `{"uid":"b","kind":"delete","on":"selection"}`), []string{b + "on BUTTON_MISPLACED"}},
		"removing what is only being made":      {fields("form", `"mode":"add"`, `{"uid":"b","kind":"delete"}`), []string{b + "kind BUTTON_MISPLACED"}},
		"a link to nowhere":                     {fields("table", "", `{"uid":"b","kind":"link"}`), []string{b + "url BUTTON_MISPLACED"}},
		"a link to a page":                      {fields("table", "", `{"uid":"b","kind":"link","page":"orders"}`), nil},
		"a link to a page that does not exist":  {fields("table", "", `{"uid":"b","kind":"link","page":"gone"}`), []string{b + "page UNKNOWN_PAGE"}},
		"going on to a page that is not there":  {fields("form", "", `{"uid":"b","kind":"submit","page":"gone"}`), []string{b + "page UNKNOWN_PAGE"}},
		"an association without a record":       {strings.Replace(fields("table", ""), `"type"`, `"association":"items","type"`, 1), []string{"draft.blocks.0.association INVALID_PATH"}},
		"an association of the record around":   {popup("record", `"association":"items","collection":"items"`), nil},
		"an association to other records":       {popup("record", `"association":"items","collection":"orders"`), []string{b + "blocks.0.association INVALID_PATH"}},
		"an association that does not exist":    {popup("record", `"association":"nope","collection":"items"`), []string{b + "blocks.0.association UNKNOWN_FIELD"}},
		"an association above the table":        {popup("nothing", `"association":"items","collection":"items"`), []string{b + "blocks.0.association INVALID_PATH"}},
		"a mistake inside of a pop-up":          {popup("record", `"collection":"gone"`), []string{b + "blocks.0.collection UNKNOWN_COLLECTION"}},
		"a text needs nothing but its own kind": {`{"uid":"x","type":"markdown","settings":{"text":"t"},"buttons":[{"uid":"b","kind":"update"}]}`, []string{b + "kind BUTTON_MISPLACED", b + "collection UNKNOWN_COLLECTION"}},
	} {
		t.Run(name, func(t *testing.T) {
			decodedContent, err := page.Decode(decoded(t, content(c.block)), "draft")
			if err != nil {
				t.Fatal(err)
			}
			got := places(shop(t).Check(decodedContent, "draft"))
			if len(got) != len(c.want) || len(got) > 0 && !cmp.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func popup(on, members string) string {
	return fields("table", "", `{"uid":"b","kind":"popup","on":"`+on+`","blocks":[{"uid":"in","type":"table",`+members+`,"settings":{"fields":[]}}]}`)
}

func TestTheButtonsOfAPageCarryWhoSeesTheirSurroundings(t *testing.T) {
	c, err := page.Decode(decoded(t, content(
		`{"uid":"t","type":"table","collection":"orders","roles":["b1","b2"],"settings":{"fields":[]},"buttons":[`+
			`{"uid":"go","kind":"update","title":"Go","roles":["own"],"bindings":[{"key":"process","path":"customer"}]},`+
			`{"uid":"see","kind":"link","url":"/x"},`+
			`{"uid":"pop","kind":"popup","roles":["p"],"blocks":[{"uid":"f","type":"form","collection":"items","settings":{"mode":"add","fields":[]},"buttons":[{"uid":"ok","kind":"submit"}]}]}]}`,
		`{"uid":"f2","type":"form","collection":"items","settings":{"mode":"edit","fields":[]},"buttons":[{"uid":"ok2","kind":"submit"}]}`,
	)), "")
	if err != nil {
		t.Fatal(err)
	}
	buttons, at := c.Buttons([]string{"page"}, "draft")
	if want := []string{"draft.blocks.0.buttons.0", "draft.blocks.0.buttons.2.blocks.0.buttons.0", "draft.blocks.1.buttons.0"}; !cmp.Equal(at, want) {
		t.Errorf("places: %v", at)
	}
	if len(buttons) != 3 {
		t.Fatalf("%+v", buttons)
	}
	first, second, third := buttons[0], buttons[1], buttons[2]
	if !cmp.Equal(first.Within, [][]string{{"page"}, {"b1", "b2"}}) || !cmp.Equal(first.Roles, []string{"own"}) || first.Action != "update" || first.Bindings[0].Path != "customer" {
		t.Errorf("%+v", first)
	}
	if !cmp.Equal(second.Within, [][]string{{"page"}, {"b1", "b2"}, {"p"}}) || second.Collection != "items" || second.Action != "create" {
		t.Errorf("%+v", second)
	}
	if !cmp.Equal(third.Within, [][]string{{"page"}}) || third.Action != "update" {
		t.Errorf("%+v", third)
	}
}
