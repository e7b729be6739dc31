package sequitur_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/sequitur-platform/sequitur"

// layers says who may import whom: a package imports packages of lower rows, and in its own row only packages further
// left. See ARCHITECTURE.md.
var layers = [][]string{
	{"internal/errs", "internal/plain", "internal/clock", "internal/telemetry", "internal/ids", "internal/schema", "internal/query"},
	{"internal/acl", "internal/expr", "internal/workflow", "internal/openapi"},
	{"internal/extension", "internal/store", "internal/chain"},
	{"internal/script", "internal/outbound", "internal/mail", "internal/secret", "internal/file", "internal/store/migration", "internal/store/sqlstore", "internal/store/sqlite", "internal/store/postgres"},
	{"internal/catalog", "internal/definition", "internal/access", "internal/binding", "internal/page", "internal/inspect"},
	{"internal/record", "internal/transfer"},
	{"internal/engine", "internal/task", "internal/flowfile"},
	{"internal/nodes", "internal/triggers", "internal/action", "internal/engine/local", "internal/engine/river"},
	{"internal/sample", "internal/resource"},
	{"internal/live", "internal/api", "web"},
	{"internal/app", "", "cmd/sequitur", "internal/testenv"},
}

// banned lists imports that the layers alone would allow, with the reason.
var banned = map[string]map[string]string{
	"internal/nodes":    seesOnlyItsStep(),
	"internal/triggers": seesOnlyItsStep(),
	"internal/action": {
		"internal/engine": "it uses the interface Workflows", "internal/nodes": "it uses the interface Workflows",
		"internal/triggers": "it uses the interface Workflows",
	},
	"internal/engine": {
		"internal/record": "records reach it as an injected function",
	},
	"internal/api": {
		"internal/store": "handlers translate, they decide nothing", "internal/engine": "handlers translate, they decide nothing",
		"internal/definition": "handlers translate, they decide nothing", "internal/record": "handlers translate, they decide nothing",
	},
}

func seesOnlyItsStep() map[string]string {
	m := map[string]string{}
	for _, p := range []string{"internal/store", "internal/record", "internal/engine", "internal/action", "internal/resource", "internal/api"} {
		m[p] = "a node or trigger sees only what extension hands it"
	}
	return m
}

// drivers are the packages that may speak to a database.
var drivers = []string{"internal/store/sqlstore", "internal/store/sqlite", "internal/store/postgres", "internal/engine/river"}

type pkg struct {
	imports map[string]bool
	comment bool
	isTest  bool // a *test package: helpers for tests, never linked into the binary
}

func load(t *testing.T) map[string]*pkg {
	t.Helper()
	pkgs := map[string]*pkg{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipDir(d.Name(), path)
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		return addFile(pkgs, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 10 {
		t.Fatalf("only %d packages were found: the walk is broken", len(pkgs))
	}
	return pkgs
}

func skipDir(name, path string) error {
	if name == "node_modules" || name == "testdata" || (strings.HasPrefix(name, ".") && path != ".") || path == "bench" || path == "tools" || path == "examples" {
		return filepath.SkipDir
	}
	return nil
}

func addFile(pkgs map[string]*pkg, path string) error {
	dir := filepath.ToSlash(filepath.Dir(path))
	if dir == "." {
		dir = ""
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return err
	}
	p := pkgs[dir]
	if p == nil {
		p = &pkg{imports: map[string]bool{}, isTest: strings.HasSuffix(dir, "test") || strings.HasPrefix(dir, "test/") || dir == "internal/testenv"}
		pkgs[dir] = p
	}
	p.comment = p.comment || f.Doc != nil
	for _, i := range f.Imports {
		p.imports[strings.Trim(i.Path.Value, `"`)] = true
	}
	return nil
}

func place(p string) (row, column int, ok bool) {
	for r, row := range layers {
		for c, name := range row {
			if name == p {
				return r, c, true
			}
		}
	}
	return 0, 0, false
}

func TestPackagesImportOnlyWhatTheirLayerAllows(t *testing.T) {
	for dir, p := range load(t) {
		if p.isTest {
			continue
		}
		row, column, ok := place(dir)
		if !ok {
			t.Errorf("%q has no place in the layer table: add it here and in ARCHITECTURE.md", dir)
			continue
		}
		for imp := range p.imports {
			checkImport(t, dir, imp, row, column)
		}
	}
}

func checkImport(t *testing.T, dir, imp string, row, column int) {
	t.Helper()
	if imp == "testing" || strings.HasPrefix(imp, "net/http/httptest") {
		t.Errorf("%s imports %s: no test code in the binary", dir, imp)
	}
	if (imp == "database/sql" || strings.HasPrefix(imp, "modernc.org/sqlite") || strings.HasPrefix(imp, "github.com/jackc/")) && !contains(drivers, dir) {
		t.Errorf("%s imports %s: SQL lives in the store", dir, imp)
	}
	inner, ours := strings.CutPrefix(imp, module)
	if !ours {
		return
	}
	inner = strings.TrimPrefix(inner, "/")
	if why := banned[dir][inner]; why != "" {
		t.Errorf("%s must not import %s: %s", dir, inner, why)
	}
	r, c, ok := place(inner)
	switch {
	case !ok:
		t.Errorf("%s imports %s, which has no place in the layer table", dir, inner)
	case r > row || (r == row && c >= column):
		t.Errorf("%s (row %d) must not import %s (row %d)", dir, row, inner, r)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestEveryPackageHasAComment(t *testing.T) {
	for dir, p := range load(t) {
		if !p.comment {
			t.Errorf("package %q has no package comment", dir)
		}
	}
}
