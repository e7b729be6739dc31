package sequitur_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// webTypes is the file of TypeScript types that the web app knows the API by. It is made of what the server is made of:
// Go structs that are written as JSON, the system collections, the documented error codes, and real answers where the
// code makes them freely.
func webTypes(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("// Generated from the server by `make generate`; do not edit.\n")
	g := &goTypes{t: t, decls: map[string]ast.Expr{}, values: map[string][]string{}}
	g.read("internal/workflow/status.go")
	g.read("internal/api/write.go")
	for _, name := range []string{"Outcome", "Layer", "Decision", "Reason"} {
		g.union(&b, name)
	}
	codes := documentedCodes(t)
	fmt.Fprintf(&b, "\n/** Every stable error code of the API. */\nexport type ErrorCode =\n  | %s;\n", strings.Join(codes, "\n  | "))
	for _, s := range []struct{ name, as, doc string }{
		{"Verdict", "Verdict", "What became of one candidate workflow."},
		{"CausedBy", "CausedBy", "The step whose write raised an event."},
		{"message", "Message", "What a workflow says to the person."},
		{"failure", "Failure", "One refusal."},
		{"envelope", "Envelope", "Every JSON answer."},
	} {
		g.structure(&b, s.name, s.as, s.doc)
	}
	collectionType(t, &b, "users", "User", "A user as the API shows one.", nil)
	collectionType(t, &b, "receipts", "Receipt", "What a changing action left behind. `user`, `chain` and `executions` come when they are asked for.", map[string]string{
		"keys": "string[]", "outcome": "Outcome", "verdicts": "Verdict[]", "chain": "Verdict[]", "executions": "unknown[]",
	})
	collectionType(t, &b, "workflows", "Workflow", "One version of a workflow.", nil)
	sampledTypes(t, &b)
	return b.String()
}

// goTypes turns Go declarations into TypeScript ones.
type goTypes struct {
	t      *testing.T
	decls  map[string]ast.Expr
	values map[string][]string // constants by the name of their type
}

func (g *goTypes) read(path string) {
	g.t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, d := range f.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				g.decls[spec.Name.Name] = spec.Type
			case *ast.ValueSpec:
				g.constants(spec)
			}
		}
	}
}

func (g *goTypes) constants(spec *ast.ValueSpec) {
	typ, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, v := range spec.Values {
		if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING && lit.Value != `""` {
			g.values[typ.Name] = append(g.values[typ.Name], lit.Value)
		}
	}
}

// union writes the values of a named text type, as a list that programs can go through and as a type.
func (g *goTypes) union(b *strings.Builder, name string) {
	g.t.Helper()
	if len(g.values[name]) == 0 {
		g.t.Fatalf("no values of %s were found", name)
	}
	list := strings.ToLower(name[:1]) + name[1:] + "s"
	fmt.Fprintf(b, "\nexport const %s = [%s] as const;\nexport type %s = (typeof %s)[number];\n", list, strings.Join(g.values[name], ", "), name, list)
}

func (g *goTypes) structure(b *strings.Builder, name, as, doc string) {
	g.t.Helper()
	s, ok := g.decls[name].(*ast.StructType)
	if !ok {
		g.t.Fatalf("there is no struct %s", name)
	}
	fmt.Fprintf(b, "\n/** %s */\nexport interface %s {\n", doc, as)
	for _, f := range s.Fields.List {
		if f.Tag == nil || len(f.Names) != 1 {
			continue
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			g.t.Fatal(err)
		}
		key, options, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(tag, `json:"`), `"`), ",")
		optional := ""
		if strings.Contains(options, "omitempty") {
			optional = "?"
		}
		fmt.Fprintf(b, "  %s%s: %s;\n", key, optional, g.typeOf(f.Type, optional != ""))
	}
	b.WriteString("}\n")
}

func (g *goTypes) typeOf(e ast.Expr, optional bool) string {
	g.t.Helper()
	switch e := e.(type) {
	case *ast.StarExpr:
		if optional {
			return g.typeOf(e.X, true)
		}
		return g.typeOf(e.X, false) + " | null"
	case *ast.ArrayType:
		return g.typeOf(e.Elt, false) + "[]"
	case *ast.MapType:
		return "Record<string, " + g.typeOf(e.Value, false) + ">"
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "string"
		case "bool":
			return "boolean"
		case "int", "int64", "float64":
			return "number"
		case "any":
			return "unknown"
		case "failure", "message":
			return strings.ToUpper(e.Name[:1]) + e.Name[1:]
		}
		if g.decls[e.Name] != nil {
			return e.Name
		}
	}
	g.t.Fatalf("no TypeScript type for %#v", e)
	return ""
}

func documentedCodes(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, m := range codeRow.FindAllStringSubmatch(string(raw), -1) {
		codes = append(codes, strconv.Quote(m[1]))
	}
	if len(codes) < 50 {
		t.Fatalf("only %d error codes were found", len(codes))
	}
	return codes
}

// collectionType writes a system collection; known says what the schema does not.
func collectionType(t *testing.T, b *strings.Builder, name, as, doc string, known map[string]string) {
	t.Helper()
	all := schema.System()
	i := slices.IndexFunc(all, func(c *schema.Collection) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("there is no collection %s", name)
	}
	fmt.Fprintf(b, "\n/** %s */\nexport interface %s {\n", doc, as)
	for _, f := range all[i].Fields {
		switch typ := cmp.Or(known[f.Name], fieldType(f)); {
		case f.Hidden:
		case f.Relation != nil:
			fmt.Fprintf(b, "  %s?: %s;\n", f.Name, typ)
		case f.NotNull || known[f.Name] != "":
			fmt.Fprintf(b, "  %s: %s;\n", f.Name, typ)
		default:
			fmt.Fprintf(b, "  %s: %s;\n", f.Name, orNull(typ))
		}
	}
	b.WriteString("}\n")
}

func orNull(typ string) string {
	if typ == "unknown" {
		return typ
	}
	return typ + " | null"
}

func fieldType(f *schema.Field) string {
	switch {
	case f.Relation != nil && f.Relation.Target == "users" && f.Relation.Type == schema.BelongsTo:
		return "User | null"
	case f.Relation != nil:
		return "unknown"
	}
	switch f.Type {
	case "snowflakeId", "bigInt", "integer":
		return "number"
	case "boolean":
		return "boolean"
	case "json":
		return "unknown"
	}
	return "string"
}

// sampled is an answer that the server makes freely: its type is that of a real one. Members lists what of it the web
// app relies on, with the type where one sample cannot tell it.
type sampled struct {
	name, doc string
	value     any
	members   [][2]string
}

func sampledTypes(t *testing.T, b *strings.Builder) {
	t.Helper()
	e := testenv.New(t)
	signIn := e.Client().Post("auth:signIn", testenv.M{"account": "root@example.com", "password": testenv.Password}).OK()
	for _, s := range []sampled{
		{"SignIn", "`auth:signIn`.", signIn.At("data"), [][2]string{{"token", ""}, {"user", "User"}}},
		{"Settings", "`systemSettings:get`, as everybody sees it.", e.Client().Get("systemSettings:get").OK().At("data"), [][2]string{
			{"allowSignUp", ""}, {"enableChangePassword", ""}, {"enableEditProfile", ""}, {"enabledLanguages", ""}, {"title", "string | null"},
		}},
		{"RoleCheck", "`roles:check`: what the user may do in the role that counts.", e.Root.Get("roles:check").OK().At("data"), [][2]string{
			{"allowAll", ""}, {"role", ""}, {"roleMode", ""}, {"roles", ""}, {"snippets", ""},
		}},
		{"ListMeta", "`meta` of a list.", e.Root.Get("receipts:list").OK().At("meta"), [][2]string{
			{"count", ""}, {"page", ""}, {"pageSize", ""}, {"totalPage", ""},
		}},
	} {
		s.write(t, b)
	}
}

func (s sampled) write(t *testing.T, b *strings.Builder) {
	t.Helper()
	answer, ok := s.value.(map[string]any)
	if !ok {
		t.Fatalf("%s is no object: %v", s.name, s.value)
	}
	fmt.Fprintf(b, "\n/** %s */\nexport interface %s {\n", s.doc, s.name)
	for _, m := range s.members {
		v, ok := answer[m[0]]
		if !ok {
			t.Fatalf("%s has no %s: %v", s.name, m[0], slices.Sorted(maps.Keys(answer)))
		}
		typ := m[1]
		if typ == "" {
			typ = sampleType(t, v)
		}
		fmt.Fprintf(b, "  %s: %s;\n", m[0], typ)
	}
	b.WriteString("}\n")
}

func sampleType(t *testing.T, v any) string {
	t.Helper()
	switch v := v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case []any:
		if len(v) > 0 {
			return sampleType(t, v[0]) + "[]"
		}
	}
	t.Fatalf("no type for the sample %v", v)
	return ""
}
