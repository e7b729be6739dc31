package sequitur_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/triggers"
)

var writeReference = flag.Bool("write", false, "write the generated pages of docs")

// TestReferencePagesAreFresh compares the generated pages with what they are generated from.
func TestReferencePagesAreFresh(t *testing.T) {
	for name, page := range map[string]string{
		"docs/config.md": configPage(), "docs/nodes.md": nodesPage(t), "docs/triggers.md": triggersPage(),
		"internal/openapi/codes.go": webCodes(t), "web/src/api/types.ts": webTypes(t),
	} {
		if *writeReference {
			if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(have) != page {
			t.Errorf("%s is not fresh: make generate", name)
		}
	}
}

func configPage() string {
	var b strings.Builder
	b.WriteString(`# Settings

Generated from internal/app/config.go by ` + "`make generate`" + `.

Every setting is a flag of the server, an environment variable and a key of the JSON file that ` + "`--config`" + ` or
` + "`SEQUITUR_CONFIG`" + ` names. A flag wins over a variable, a variable over the file, the file over the default; an empty variable
says nothing. Unknown keys are errors, and all problems are reported together. ` + "`sequitur config`" + ` prints what is in effect.

| Key | Flag | Variable | Type | Default | |
|---|---|---|---|---|---|
`)
	for _, s := range app.Settings() {
		fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | %s | %s | %s |\n", s.Key, s.Flag, s.Variable, settingType(s.Type), code(s.Default), s.Help)
	}
	return b.String()
}

func settingType(t reflect.Type) string {
	switch {
	case t.String() == "time.Duration":
		return "duration such as 10s"
	case t.Kind() == reflect.Slice:
		return "list; in flags and variables with commas"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "number"
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func nodesPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Node types\n\nGenerated from the node types by `make generate`.\n")
	for _, n := range nodes.All() {
		s := n.Spec()
		if s.Hidden {
			continue
		}
		fmt.Fprintf(&b, "\n## %s: `%s`\n\n%s\n\n", s.Title, s.Type, s.Summary)
		fmt.Fprintf(&b, "Group: %s. %s %s\n", s.Group, modes(s), offered(s.Triggers))
		configTable(&b, s.Config)
		if s.Branches != nil {
			branches(&b, s.Branches(json.RawMessage("{}")))
		}
	}
	return b.String()
}

func modes(s extension.NodeSpec) string {
	switch {
	case s.SyncOnly:
		return "In synchronous workflows only."
	case !s.SyncAllowed:
		return "In asynchronous workflows only."
	}
	return "In synchronous and asynchronous workflows."
}

func offered(triggers []string) string {
	if len(triggers) == 0 {
		return "For every trigger."
	}
	return "For the triggers `" + strings.Join(triggers, "`, `") + "`."
}

func branches(b *strings.Builder, list []extension.Branch) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\nBranches of a new node:")
	for i, br := range list {
		sep := ","
		if i == 0 {
			sep = ""
		}
		fmt.Fprintf(b, "%s `%d` %s", sep, br.Index, br.Title)
	}
	b.WriteString(".\n")
}

func triggersPage() string {
	var b strings.Builder
	b.WriteString("# Trigger types\n\nGenerated from the trigger types by `make generate`.\n")
	for _, n := range triggers.All() {
		s := n.Spec()
		if s.Hidden {
			continue
		}
		mode := "Synchronous or asynchronous, as the workflow says."
		if s.Sync != nil && *s.Sync {
			mode = "Always synchronous."
		} else if s.Sync != nil {
			mode = "Always asynchronous."
		}
		fmt.Fprintf(&b, "\n## %s: `%s`\n\n%s\n\n%s", s.Title, s.Type, s.Summary, mode)
		if s.Identity {
			b.WriteString(" The context has `user` and `roleName`.")
		}
		b.WriteString("\n")
		configTable(&b, s.Config)
	}
	return b.String()
}

// configTable lists the keys of a configuration struct, those of nested structs under their path.
func configTable(b *strings.Builder, config any) {
	rows := configRows("", extension.Settings(config))
	if len(rows) == 0 {
		b.WriteString("\nIt has no configuration.\n")
		return
	}
	b.WriteString("\n| Key | Default | Values | |\n|---|---|---|---|\n" + strings.Join(rows, ""))
}

func configRows(prefix string, settings []extension.Setting) []string {
	var rows []string
	for _, s := range settings {
		initial := code(s.Default)
		if s.Required {
			initial = "required"
		}
		rows = append(rows, fmt.Sprintf("| `%s%s` | %s | %s | %s |\n", prefix, s.Name, initial, cmp.Or(strings.Join(s.Enum, ", "), s.As), s.Doc))
		path := prefix + s.Name + "."
		if s.List {
			path = prefix + s.Name + "[]."
		}
		rows = append(rows, configRows(path, s.Children)...)
	}
	return rows
}

// errorCode is a stable code as the source uses it.
type errorCode struct {
	statuses []int
	where    string
	message  string
}

var (
	codeShape = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	codeName  = regexp.MustCompile(`^(?:c|C)ode[A-Z]`)
)

// statusOf is the HTTP status of a kind, as internal/api has it.
func statusOf(kind string) int {
	return map[string]int{
		"Internal": 500, "Invalid": 400, "Unauthenticated": 401, "Forbidden": 403, "NotFound": 404, "MethodNotAllowed": 405,
		"Conflict": 409, "TooLarge": 413, "Unprocessable": 422, "TooMany": 429, "Unavailable": 503,
	}[kind]
}

// errorCodes finds every stable code in the source: what errs.New gets, what is named like one, and texts that look like
// one.
func errorCodes(t *testing.T) map[string]*errorCode {
	t.Helper()
	files, named := parseAll(t)
	found := map[string]*errorCode{}
	add := func(c, where string) *errorCode {
		if found[c] == nil {
			found[c] = &errorCode{where: where}
		}
		return found[c]
	}
	for path, f := range files {
		pkg := f.Name.Name
		resolve := func(e ast.Expr) string {
			switch e := e.(type) {
			case *ast.BasicLit:
				s, _ := strconv.Unquote(e.Value)
				return s
			case *ast.Ident:
				return named[pkg+"."+e.Name]
			case *ast.SelectorExpr:
				if x, ok := e.X.(*ast.Ident); ok {
					return named[x.Name+"."+e.Sel.Name]
				}
			}
			return ""
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && strings.Contains(s, "_") && codeShape.MatchString(s) && !strings.HasPrefix(s, "SEQUITUR_") {
					add(s, path)
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					if c := resolve(n.Value); codeShape.MatchString(c) {
						add(c, path)
					}
				}
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || sel.Sel.Name != "New" || len(n.Args) < 3 || fmt.Sprint(sel.X) != "errs" {
					return true
				}
				if c := resolve(n.Args[1]); codeShape.MatchString(c) {
					e := add(c, path)
					if k, ok := n.Args[0].(*ast.SelectorExpr); ok {
						if s := statusOf(k.Sel.Name); !slices.Contains(e.statuses, s) {
							e.statuses = append(e.statuses, s)
						}
					}
					e.message = cmp.Or(e.message, resolve(n.Args[2]))
				}
			}
			return true
		})
	}
	for name, value := range named {
		if _, ident, _ := strings.Cut(name, "."); codeName.MatchString(ident) && codeShape.MatchString(value) {
			add(value, name)
		}
	}
	return found
}

// parseAll parses the source of the product and collects its text constants as package.Name.
func parseAll(t *testing.T) (map[string]*ast.File, map[string]string) {
	t.Helper()
	files, named := map[string]*ast.File{}, map[string]string{}
	err := filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasSuffix(d.Name(), "test") || d.Name() == "testenv" || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(d.Name(), "testkit") {
			return nil
		}
		if filepath.ToSlash(path) == "internal/openapi/codes.go" { // made of what is found here
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files[path] = f
		for _, decl := range f.Decls {
			constants(f.Name.Name, decl, named)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, named
}

func constants(pkg string, decl ast.Decl, named map[string]string) {
	g, ok := decl.(*ast.GenDecl)
	if !ok || g.Tok != token.CONST {
		return
	}
	for _, spec := range g.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, name := range v.Names {
			if i >= len(v.Values) {
				continue
			}
			if lit, ok := v.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				named[pkg+"."+name.Name], _ = strconv.Unquote(lit.Value)
			}
		}
	}
}

var codeRow = regexp.MustCompile("(?m)^\\| `([A-Z0-9_]+)` \\| ([0-9, ]*) \\| (.*) \\|$")

// TestEveryErrorCodeIsDocumented fails for a code that docs/errors.md does not explain, and for one that is gone.
func TestEveryErrorCodeIsDocumented(t *testing.T) {
	raw, err := os.ReadFile("docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	documented, order := map[string]string{}, []string{}
	for _, m := range codeRow.FindAllStringSubmatch(string(raw), -1) {
		if _, twice := documented[m[1]]; twice || m[3] == "" || m[2] == "" {
			t.Errorf("%s: twice, without status or without meaning", m[1])
		}
		documented[m[1]], order = m[2], append(order, m[1])
	}
	if !slices.IsSorted(order) {
		t.Error("docs/errors.md is not in alphabetical order")
	}
	found := errorCodes(t)
	for _, c := range slices.Sorted(maps.Keys(found)) {
		e := found[c]
		have, ok := documented[c]
		if !ok {
			t.Errorf("%s (%s) is not in docs/errors.md: | `%s` | %s | %s |", c, e.where, c, strings.Trim(fmt.Sprint(e.statuses), "[]"), e.message)
			continue
		}
		for _, s := range e.statuses {
			if !strings.Contains(have, strconv.Itoa(s)) {
				t.Errorf("%s is also answered with %d", c, s)
			}
		}
	}
	for c := range documented {
		if found[c] == nil {
			t.Errorf("%s is in docs/errors.md and nowhere in the source", c)
		}
	}
}
