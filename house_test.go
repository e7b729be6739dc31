package sequitur_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one Go file of the main module.
type source struct {
	path  string
	dir   string
	lines int
	file  *ast.File
	fset  *token.FileSet
}

func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(n.Pos()).Line)
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// helps tells whether the file only helps tests.
func (s source) helps() bool {
	return s.isTest() || strings.HasSuffix(s.dir, "test") || s.dir == "internal/testenv" || strings.HasPrefix(s.dir, "test/")
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipDir(d.Name(), name)
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, raw, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil {
			name = filepath.ToSlash(name)
			all = append(all, source{name, path.Dir(name), bytes.Count(raw, []byte("\n")), f, fset})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d files were found: the walk is broken", len(all))
	}
	return all
}

// longest is how many lines a file may have; most are far shorter.
const longest = 1000

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > longest {
			t.Errorf("%s has %d lines, more than %d", s.path, s.lines, longest)
		}
	}
}

func TestThereAreNoInitFunctions(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: what runs before main is nobody's decision", s.at(f))
			}
		}
	}
}

// TestBlankImportsAreFew: SQL drivers, embedding, and the time zones for machines without any.
func TestBlankImportsAreFew(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.file.Imports {
			p := strings.Trim(i.Path.Value, `"`)
			if i.Name != nil && i.Name.Name == "_" && p != "embed" && p != "time/tzdata" && p != "modernc.org/sqlite" && !strings.HasPrefix(p, "github.com/jackc/") {
				t.Errorf("%s: blank import of %s", s.at(i), p)
			}
		}
	}
}

// TestTestsDoNotSleep: a test waits for a condition with a deadline, never for time to pass.
func TestTestsDoNotSleep(t *testing.T) {
	for _, s := range sources(t) {
		if !s.isTest() || s.dir == "internal/testenv" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && fmt.Sprint(sel.X) == "time" && sel.Sel.Name == "Sleep" {
				t.Errorf("%s: time.Sleep in a test", s.at(sel))
			}
			return true
		})
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || !strings.HasPrefix(s.dir, "internal/") && s.dir != "." {
			continue
		}
		for _, d := range s.file.Decls {
			undocumented(s, d, func(n ast.Node, name string) {
				t.Errorf("%s: %s needs a comment that ends in a full stop", s.at(n), name)
			})
		}
	}
}

func undocumented(s source, d ast.Decl, report func(ast.Node, string)) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d))) && !told(d.Doc) {
			report(d, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && !told(d.Doc) && !told(spec.Doc) {
					report(spec, spec.Name.Name)
				}
			case *ast.ValueSpec:
				if spec.Names[0].IsExported() && !told(d.Doc) && !told(spec.Doc) && spec.Comment == nil {
					report(spec, spec.Names[0].Name)
				}
			}
		}
	}
}

func told(c *ast.CommentGroup) bool {
	if c == nil {
		return false
	}
	text := strings.TrimSpace(c.Text())
	return text != "" && strings.ContainsAny(text[len(text)-1:], ".:)!?`") || strings.Contains(text, "\n\t") || strings.Contains(text, "\n  ")
}

func receiver(f *ast.FuncDecl) string {
	e := f.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// TestPackagesHaveNoMutableState: a package variable is a sentinel error, a compiled expression, an embedded file or a
// table that nobody writes. State belongs to values that somebody makes.
func TestPackagesHaveNoMutableState(t *testing.T) {
	packages := map[string][]source{}
	for _, s := range sources(t) {
		if strings.HasPrefix(s.dir, "internal/") && !s.helps() {
			packages[s.dir] = append(packages[s.dir], s)
		}
	}
	for _, files := range packages {
		written := writes(files)
		for _, s := range files {
			for _, v := range variables(s.file) {
				for i, name := range v.spec.Names {
					if name.Name == "_" || v.embeds {
						continue
					}
					var value ast.Expr
					if i < len(v.spec.Values) {
						value = v.spec.Values[i]
					}
					if why := mutable(name.Name, value, written); why != "" {
						t.Errorf("%s: var %s %s", s.at(name), name.Name, why)
					}
				}
			}
		}
	}
}

type variable struct {
	spec   *ast.ValueSpec
	embeds bool
}

func variables(f *ast.File) []variable {
	var all []variable
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				all = append(all, variable{v, embeds(g.Doc) || embeds(v.Doc)})
			}
		}
	}
	return all
}

func embeds(c *ast.CommentGroup) bool {
	return c != nil && slices.ContainsFunc(c.List, func(l *ast.Comment) bool { return strings.HasPrefix(l.Text, "//go:embed ") })
}

// mutable tells what is wrong with a package variable, "" for nothing.
func mutable(name string, value ast.Expr, written map[string]bool) string {
	if written[name] {
		return "is written"
	}
	switch root := maker(value); {
	case value == nil:
		return "has no value: it can only be state"
	case root == "errs.New", root == "errors.New", root == "fmt.Errorf":
		if !strings.HasPrefix(name, "err") && !strings.HasPrefix(name, "Err") {
			return "is an error and should be called err…"
		}
		return ""
	case root == "regexp.MustCompile", root == "json.RawMessage", root == "strings.NewReplacer":
		return ""
	}
	switch v := value.(type) {
	case *ast.CompositeLit, *ast.BasicLit:
		return ""
	case *ast.UnaryExpr:
		if _, ok := v.X.(*ast.CompositeLit); ok {
			return ""
		}
	}
	return "is neither a sentinel nor a table"
}

// maker names the function at the root of a call and of the methods called on its result.
func maker(e ast.Expr) string {
	for {
		call, ok := e.(*ast.CallExpr)
		if !ok {
			return ""
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		if x, ok := sel.X.(*ast.Ident); ok {
			return x.Name + "." + sel.Sel.Name
		}
		e = sel.X
	}
}

// writes finds the names that a function assigns to or counts up. A local variable of the same name counts too: it may
// as well be called something else.
func writes(files []source) map[string]bool {
	found := map[string]bool{}
	for _, s := range files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, l := range n.Lhs {
						found[rootName(l)] = true
					}
				}
			case *ast.IncDecStmt:
				found[rootName(n.X)] = true
			}
			return true
		})
	}
	return found
}

// rootName is the variable that an assignment to e changes, "" for a field of something.
func rootName(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}
