package sequitur_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// prefix is that of the schemas that are the API's own. Those of people's collections have none, and no type either.
const prefix = "api."

// described reads the schemas of the document of a fresh server.
func described(t *testing.T) map[string]*jsonSchema {
	t.Helper()
	var doc struct {
		Components struct{ Schemas map[string]*jsonSchema }
	}
	e := testenv.New(t)
	if err := json.Unmarshal(e.Root.Get("openapi:get").OK().Body, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas
}

// TestTheDocumentHasEveryWord compares the values of types that have few with the constants of the source.
func TestTheDocumentHasEveryWord(t *testing.T) {
	schemas := described(t)
	for name, tt := range map[string]struct{ file, typ string }{
		"Outcome":      {"internal/workflow/status.go", "Outcome"},
		"Layer":        {"internal/workflow/status.go", "Layer"},
		"Decision":     {"internal/workflow/status.go", "Decision"},
		"Reason":       {"internal/workflow/status.go", "Reason"},
		"Severity":     {"internal/inspect/problems.go", "Severity"},
		"ValueType":    {"internal/extension/shape.go", "ValueType"},
		"RelationType": {"internal/schema/schema.go", "RelationType"},
		"LiveEnd":      {"internal/live/sight.go", "farewell"},
	} {
		want := constantsOf(t, tt.file, func(typ, _ string) bool { return typ == tt.typ })
		if got := literals(schemas[prefix+name].Enum); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s is described as %v, the source has %v", name, got, want)
		}
	}
	reasons := constantsOf(t, "internal/workflow/status.go", func(typ, name string) bool { return typ == "" && strings.HasPrefix(name, "Reason") })
	if got := literals(schemas[prefix+"AbortReason"].Enum); !slices.Equal(got, reasons) {
		t.Errorf("AbortReason is described as %v, the source has %v", got, reasons)
	}
	entries := constantsOf(t, "internal/page/menu.go", func(_, name string) bool { return strings.HasPrefix(name, "Entry") })
	if got := literals(schemas[prefix+"MenuEntryType"].Enum); !slices.Equal(got, entries) {
		t.Errorf("MenuEntryType is described as %v, the source has %v", got, entries)
	}
}

// constantsOf lists the values of text constants as JSON, in their order.
func constantsOf(t *testing.T, path string, wanted func(typ, name string) bool) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		typ, _ := spec.Type.(*ast.Ident)
		name := ""
		if typ != nil {
			name = typ.Name
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if ok && lit.Kind == token.STRING && lit.Value != `""` && wanted(name, spec.Names[0].Name) {
			out = append(out, lit.Value)
		}
		return true
	})
	return out
}

// webTypes is the file of TypeScript types that the web app knows the API by: one for each schema of the API's own in the
// document of a fresh server.
func webTypes(t *testing.T) string {
	t.Helper()
	schemas := described(t)
	// Those that the running program was built with may be of before.
	schemas[prefix+"ErrorCode"].Enum = rawTexts(documentedCodes(t))
	var b strings.Builder
	b.WriteString("// Generated from the OpenAPI document of the server by `make generate`; do not edit.\n")
	for _, key := range slices.Sorted(maps.Keys(schemas)) {
		if name, own := strings.CutPrefix(key, prefix); own {
			schemas[key].declare(t, &b, name)
		}
	}
	return b.String()
}

// webCodes is the list of error codes that the program is built with.
func webCodes(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("// Code generated from docs/errors.md by `make generate`; DO NOT EDIT.\n\npackage openapi\n\n")
	b.WriteString("// codes are the stable codes of refusals.\nfunc codes() []string {\n\treturn []string{\n")
	for _, code := range documentedCodes(t) {
		fmt.Fprintf(&b, "\t\t%q,\n", code)
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}

func documentedCodes(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, m := range codeRow.FindAllStringSubmatch(string(raw), -1) {
		codes = append(codes, m[1])
	}
	if len(codes) < 50 {
		t.Fatalf("only %d error codes were found", len(codes))
	}
	return codes
}

func rawTexts(list []string) []json.RawMessage {
	out := make([]json.RawMessage, len(list))
	for i, text := range list {
		out[i] = json.RawMessage(`"` + text + `"`)
	}
	return out
}

// jsonSchema is what the document uses of JSON Schema.
type jsonSchema struct {
	Ref         string `json:"$ref"`
	Description string
	Type        types
	Format      string
	Enum        []json.RawMessage
	Words       []string `json:"x-enum-varnames"`
	OneOf       []*jsonSchema
	AnyOf       []*jsonSchema
	Items       *jsonSchema
	Properties  map[string]*jsonSchema
	Required    []string    // nil for a row: it has all of its properties but those on demand
	OnDemand    bool        `json:"x-on-demand"`
	Others      *jsonSchema `json:"additionalProperties"`
}

// types are one or several.
type types []string

// UnmarshalJSON implements json.Unmarshaler.
func (t *types) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*t = types{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(t))
}

// anyJSON is how many types there are: who may be of all of them is unknown.
const anyJSON = 6

// declare writes the declaration of a named schema.
func (s *jsonSchema) declare(t *testing.T, b *strings.Builder, name string) {
	t.Helper()
	b.WriteString("\n")
	comment(b, "", s.Description)
	switch {
	case s.Enum != nil:
		s.enumeration(b, name)
	case s.Properties != nil:
		fmt.Fprintf(b, "export interface %s {\n", name)
		s.members(t, func(doc, member string) {
			comment(b, "  ", doc)
			b.WriteString("  " + member + ";\n")
		})
		b.WriteString("}\n")
	default:
		fmt.Fprintf(b, "export type %s = %s;\n", name, s.typ(t))
	}
}

func comment(b *strings.Builder, indent, doc string) {
	if doc != "" {
		b.WriteString(indent + "/** " + strings.ReplaceAll(doc, "*/", "* /") + " */\n")
	}
}

// enumeration writes values as a list that programs can go through and as a type; numbers also under their names.
func (s *jsonSchema) enumeration(b *strings.Builder, name string) {
	list, values := plural(strings.ToLower(name[:1])+name[1:]), literals(s.Enum)
	line := fmt.Sprintf("export const %s = [%s] as const;\n", list, strings.Join(values, ", "))
	if len(line) > 1000 {
		line = fmt.Sprintf("export const %s = [\n  %s,\n] as const;\n", list, strings.Join(values, ",\n  "))
	}
	b.WriteString(line)
	if s.Words != nil {
		named := make([]string, len(values))
		for i, value := range values {
			named[i] = s.Words[i] + ": " + value
		}
		fmt.Fprintf(b, "export const %s = { %s } as const;\n", name, strings.Join(named, ", "))
	}
	fmt.Fprintf(b, "export type %s = (typeof %s)[number];\n", name, list)
}

func plural(name string) string {
	switch {
	case strings.HasSuffix(name, "s"):
		return name + "es"
	case strings.HasSuffix(name, "y"):
		return strings.TrimSuffix(name, "y") + "ies"
	}
	return name + "s"
}

func literals(values []json.RawMessage) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

var identifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

// members goes through the properties of an object, by name.
func (s *jsonSchema) members(t *testing.T, each func(doc, member string)) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[key]
		mark := ""
		if p.OnDemand || s.Required != nil && !slices.Contains(s.Required, key) {
			mark = "?"
		}
		name := key
		if !identifier.MatchString(key) {
			name = fmt.Sprintf("%q", key)
		}
		each(p.Description, name+mark+": "+p.typ(t))
	}
	if s.Others != nil {
		each("", "[other: string]: "+s.Others.typ(t))
	}
}

// typ is a schema as a type expression.
func (s *jsonSchema) typ(t *testing.T) string {
	t.Helper()
	switch {
	case s.Ref != "":
		name, own := strings.CutPrefix(s.Ref, "#/components/schemas/"+prefix)
		if !own {
			t.Fatalf("%s has no type: give its collection a name among the rows", s.Ref)
		}
		return name
	case s.Enum != nil:
		return strings.Join(literals(s.Enum), " | ")
	case s.OneOf != nil || s.AnyOf != nil:
		return either(t, slices.Concat(s.OneOf, s.AnyOf))
	case len(s.Type) == 0 || len(s.Type) == anyJSON:
		return "unknown"
	}
	var all []string
	for _, name := range s.Type {
		if name == "string" && s.Format == "int64" {
			continue // ids are small enough for a number
		}
		all = append(all, s.one(t, name))
	}
	return strings.Join(all, " | ")
}

func either(t *testing.T, list []*jsonSchema) string {
	t.Helper()
	all := make([]string, len(list))
	for i, one := range list {
		if all[i] = one.typ(t); all[i] == "unknown" {
			return "unknown"
		}
	}
	return strings.Join(all, " | ")
}

// one is a schema of one type.
func (s *jsonSchema) one(t *testing.T, name string) string {
	t.Helper()
	switch name {
	case "integer", "number":
		return "number"
	case "array":
		items := s.Items.typ(t)
		if strings.Contains(items, " ") {
			items = "(" + items + ")"
		}
		return items + "[]"
	case "object":
		return s.object(t)
	}
	return name
}

func (s *jsonSchema) object(t *testing.T) string {
	t.Helper()
	if s.Properties == nil && s.Others != nil {
		return "Record<string, " + s.Others.typ(t) + ">"
	}
	var all []string
	s.members(t, func(_, member string) { all = append(all, member) })
	return "{ " + strings.Join(all, "; ") + " }"
}
