package openapi_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/openapi"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

type colour string

type base struct {
	ID int64 `json:"id"`
}

type either any

type paint struct {
	Coat string `json:"coat"`
}

// thing has a field of every sort.
type thing struct {
	base
	Name    string             `json:"name" doc:"How it is called."`
	Colour  colour             `json:"colour"`
	Maybe   *colour            `json:"maybe"`
	Note    *string            `json:"note"`
	Left    *string            `json:"left,omitempty"`
	Zero    int                `json:"zero,omitzero"`
	Share   float64            `json:"share"`
	On      bool               `json:"on"`
	Any     any                `json:"any"`
	Raw     json.RawMessage    `json:"raw"`
	At      time.Time          `json:"at"`
	List    []string           `json:"list"`
	None    []string           `json:"none" nullable:"true"`
	By      map[string]int     `json:"by"`
	Kids    []thing            `json:"kids"`
	Open    map[string]any     `json:"open" shape:"Paint"`
	Opens   []map[string]any   `json:"opens" shape:"Paint"`
	Inner   struct{ A, B int } `json:"inner"`
	Kind    string             `json:"kind" enum:"a,b"`
	Choice  string             `json:"choice,omitempty" enum:"x,y"`
	Skipped string             `json:"-"`
	Unnamed string
}

func shapes() []openapi.Shape {
	return []openapi.Shape{
		{Name: "Message", Type: reflect.TypeFor[struct{ M int }]()},
		{Name: "Thing", Doc: "A thing.", Type: reflect.TypeFor[thing](), Enums: map[string]string{"choice": "Choice"}},
		{Name: "Colour", Type: reflect.TypeFor[colour](), Values: []any{"red", "blue"}},
		{Name: "Paint", Type: reflect.TypeFor[paint](), Open: true},
	}
}

// schemas makes a document and returns its schemas as they are encoded.
func schemas(t *testing.T, o openapi.Options) map[string]map[string]any {
	t.Helper()
	raw, err := json.Marshal(openapi.Document(o))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFieldsOfAStructAreDescribedAsTheyAreEncoded(t *testing.T) {
	got := schemas(t, openapi.Options{Shapes: shapes()})["api.Thing"]
	properties := got["properties"].(map[string]any)
	anything := `{"type": ["null", "boolean", "number", "string", "array", "object"]}`
	for name, tt := range map[string]struct{ field, want string }{
		"an embedded struct lends its fields":         {"id", `{"type": "integer"}`},
		"a tag explains":                              {"name", `{"type": "string", "description": "How it is called."}`},
		"a named type is referred to":                 {"colour", `{"$ref": "#/components/schemas/api.Colour"}`},
		"a pointer to a named type may be null":       {"maybe", `{"oneOf": [{"$ref": "#/components/schemas/api.Colour"}, {"type": "null"}]}`},
		"a pointer may be null":                       {"note", `{"type": ["string", "null"]}`},
		"a pointer that is left out is never null":    {"left", `{"type": "string"}`},
		"a number that is left out":                   {"zero", `{"type": "integer"}`},
		"a fraction":                                  {"share", `{"type": "number"}`},
		"a truth value":                               {"on", `{"type": "boolean"}`},
		"an open value":                               {"any", anything},
		"JSON is any value":                           {"raw", anything},
		"what encodes itself is any value":            {"at", anything},
		"a list":                                      {"list", `{"type": "array", "items": {"type": "string"}}`},
		"a list that may be null":                     {"none", `{"type": ["array", "null"], "items": {"type": "string"}}`},
		"a map":                                       {"by", `{"type": "object", "additionalProperties": {"type": "integer"}}`},
		"a type may hold itself":                      {"kids", `{"type": "array", "items": {"$ref": "#/components/schemas/api.Thing"}}`},
		"a tag names the schema of an open value":     {"open", `{"$ref": "#/components/schemas/api.Paint"}`},
		"a tag names the schema of open items":        {"opens", `{"type": "array", "items": {"$ref": "#/components/schemas/api.Paint"}}`},
		"fields without a name are not described":     {"inner", `{"type": "object", "properties": {}, "required": []}`},
		"a tag lists the values":                      {"kind", `{"type": "string", "enum": ["a", "b"]}`},
		"listed values may get a schema of their own": {"choice", `{"$ref": "#/components/schemas/api.Choice"}`},
	} {
		t.Run(name, func(t *testing.T) {
			if !reflect.DeepEqual(properties[tt.field], parsed(t, tt.want)) {
				t.Errorf("%s is %v, want %s", tt.field, properties[tt.field], tt.want)
			}
		})
	}
	if len(properties) != 21 {
		t.Errorf("there are %d properties", len(properties))
	}
	required := got["required"].([]any)
	if len(required) != 18 || got["description"] != "A thing." {
		t.Errorf("required are %v", required)
	}
}

func TestValuesOfATypeAreAnEnumeration(t *testing.T) {
	list := append(shapes(), openapi.Shape{
		Name: "Level", Type: reflect.TypeFor[uint8](), Values: []any{1, -1}, Words: []string{"up", "down"},
	}, openapi.Shape{
		Name: "Either", Type: reflect.TypeFor[either](), Either: []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[colour]()},
	})
	all := schemas(t, openapi.Options{Shapes: list})
	for name, want := range map[string]string{
		"api.Colour": `{"type": "string", "enum": ["red", "blue"]}`,
		"api.Either": `{"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/api.Colour"}]}`,
		"api.Choice": `{"type": "string", "enum": ["x", "y"]}`,
		"api.Level":  `{"type": "integer", "enum": [1, -1], "x-enum-varnames": ["up", "down"]}`,
	} {
		if !reflect.DeepEqual(all[name], parsed(t, want)) {
			t.Errorf("%s is %v, want %s", name, all[name], want)
		}
	}
	if codes := all["api.ErrorCode"]["enum"].([]any); len(codes) < 50 {
		t.Errorf("there are %d error codes", len(codes))
	}
}

type block struct {
	Type     string `json:"type" enum:"text,wall"`
	Settings any    `json:"settings"`
}

func TestAFieldMayDependOnAnother(t *testing.T) {
	list := append(shapes(), openapi.Shape{
		Name: "Block", Type: reflect.TypeFor[block](), Enums: map[string]string{"type": "BlockType"},
		Variants: &openapi.Variants{By: "type", In: "settings", Types: map[string]reflect.Type{
			"text": reflect.TypeFor[colour](), "wall": reflect.TypeFor[paint](),
		}},
	})
	all := schemas(t, openapi.Options{Shapes: list})
	for name, want := range map[string]string{
		"api.Block":     `{"oneOf": [{"$ref": "#/components/schemas/api.TextBlock"}, {"$ref": "#/components/schemas/api.WallBlock"}]}`,
		"api.BlockType": `{"type": "string", "enum": ["text", "wall"]}`,
		"api.WallBlock": `{"type": "object", "required": ["type", "settings"], "properties": {
			"type": {"type": "string", "enum": ["wall"]}, "settings": {"$ref": "#/components/schemas/api.Paint"}}}`,
	} {
		if !reflect.DeepEqual(all[name], parsed(t, want)) {
			t.Errorf("%s is %v, want %s", name, all[name], want)
		}
	}
}

type receipt struct {
	Outcome colour  `json:"outcome"`
	Chain   []paint `json:"chain,omitempty"`
}

func TestARowAddsToItsCollection(t *testing.T) {
	sn, err := schema.NewSnapshot(1, schema.System())
	if err != nil {
		t.Fatal(err)
	}
	c := sn.Collection("receipts")
	all := schemas(t, openapi.Options{
		Shapes: shapes(),
		Rows: map[string]openapi.Row{
			"receipts": {Name: "Receipt", Doc: "A receipt.", Type: reflect.TypeFor[receipt](), Without: []string{"verdicts"}},
		},
		Resources: []openapi.Resource{{Name: "receipts", Collection: c, Actions: []openapi.Action{{Name: "list", Read: true}}}},
	})
	got := all["api.Receipt"]
	properties := got["properties"].(map[string]any)
	for name, want := range map[string]string{
		"id":      `{"type": ["integer", "string"], "format": "int64"}`,
		"button":  `{"type": ["string", "null"]}`,
		"outcome": `{"$ref": "#/components/schemas/api.Colour"}`,
		"chain":   `{"type": "array", "items": {"$ref": "#/components/schemas/api.Paint"}, "x-on-demand": true}`,
		"user":    `{"oneOf": [{"$ref": "#/components/schemas/users"}, {"type": "null"}], "x-on-demand": true}`,
	} {
		if !reflect.DeepEqual(properties[name], parsed(t, want)) {
			t.Errorf("%s is %v, want %s", name, properties[name], want)
		}
	}
	if properties["verdicts"] != nil || properties["generation"] != nil || got["description"] != "A receipt." || got["required"] != nil {
		t.Errorf("the row is %v", got)
	}
	if all["receiptChain"] != nil || all["users"] == nil {
		t.Error("what a row replaces is described, or what it refers to is not")
	}
}

func TestAnActionSaysWhatItAnswers(t *testing.T) {
	sn, err := schema.NewSnapshot(1, schema.System())
	if err != nil {
		t.Fatal(err)
	}
	ref := func(name string) string { return `{"$ref": "#/components/schemas/` + name + `"}` }
	c := sn.Collection("workflowStats")
	for name, tt := range map[string]struct {
		answer openapi.Answer
		want   string
	}{
		"a type":               {openapi.Answer{Type: reflect.TypeFor[[]thing]()}, `{"type": "array", "items": ` + ref("api.Thing") + `}`},
		"a record":             {openapi.Answer{Row: true}, ref("workflowStats")},
		"a record or nothing":  {openapi.Answer{Row: true, Null: true}, `{"oneOf": [` + ref("workflowStats") + `, {"type": "null"}]}`},
		"records":              {openapi.Answer{Rows: true}, `{"type": "array", "items": ` + ref("workflowStats") + `}`},
		"what has a name":      {openapi.Answer{Named: []string{"Paint"}}, ref("api.Paint")},
		"one of several names": {openapi.Answer{Named: []string{"Paint", "Thing"}}, `{"anyOf": [` + ref("api.Paint") + `, ` + ref("api.Thing") + `]}`},
		"nothing of note":      {openapi.Answer{}, `null`},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := json.Marshal(openapi.Document(openapi.Options{Shapes: shapes(), Resources: []openapi.Resource{
				{Name: "stats.days", Collection: c, Actions: []openapi.Action{{Name: "do", Answer: tt.answer}}},
			}}))
			if err != nil {
				t.Fatal(err)
			}
			got := member(parsed(t, string(raw)), "paths", "/stats/{sourceId}/days:do", "post", "responses", "200", "content",
				"application/json", "schema", "properties", "data")
			if !reflect.DeepEqual(got, parsed(t, tt.want)) {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func member(v any, path ...string) any {
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}
