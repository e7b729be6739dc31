package sqlstore_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

// list reads the single text column of a query.
func list(t *testing.T, raw *sql.DB, statement string, args ...any) (out []string) {
	t.Helper()
	rows, err := raw.Query(statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMigratedTablesFitTheSystemCollections(t *testing.T) {
	_, raw := openRaw(t)
	for _, c := range snapshot(t, schema.System()...).Collections() {
		types := map[string]string{}
		for _, col := range list(t, raw, `SELECT name || ' ' || type FROM pragma_table_info(?)`, c.Table) {
			name, typ, _ := strings.Cut(col, " ")
			types[name] = typ
		}
		compareColumns(t, c, types, sqlite.Dialect{}.ColumnType)
		keys := list(t, raw, `SELECT name FROM pragma_table_info(?) WHERE pk > 0`, c.Table)
		if pk := c.PrimaryKey(); pk != nil && !slices.Equal(keys, []string{pk.Column}) || pk == nil && len(keys) != 2 {
			t.Errorf("%s has the primary key %v", c.Table, keys)
		}
		unique := list(t, raw, `SELECT ii.name FROM pragma_index_list(?) AS il, pragma_index_info(il.name) AS ii WHERE il."unique"`, c.Table)
		for _, f := range c.Columns() {
			if f.Unique && !slices.Contains(unique, f.Column) {
				t.Errorf("%s.%s is not unique", c.Table, f.Column)
			}
		}
	}
}

func compareColumns(t *testing.T, c *schema.Collection, have map[string]string, want func(*schema.Field) string) {
	t.Helper()
	for _, f := range c.Columns() {
		if have[f.Column] != want(f) {
			t.Errorf("%s.%s has the type %q, want %q", c.Table, f.Column, have[f.Column], want(f))
		}
		delete(have, f.Column)
	}
	for name := range have {
		t.Errorf("%s.%s is not described in the schema", c.Table, name)
	}
}

// migrationFiles returns the texts of a database's migrations by name.
func migrationFiles(t *testing.T, database string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", database, "migrations", "*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

var (
	createPattern = regexp.MustCompile(`(?ms)^CREATE TABLE "(\w+)" \(\n(.*?)^\);`)
	addPattern    = regexp.MustCompile(`(?m)^ALTER TABLE "(\w+)" ADD COLUMN (.*?);$`)
	columnPattern = regexp.MustCompile(`(?m)^\t"(\w+)" ([a-z0-9()]+|[A-Z]+)( .*?)?,?$`)
	indexPattern  = regexp.MustCompile(`(?m)^CREATE (UNIQUE )?INDEX "(\w+)" ON "(\w+)"`)
)

// tablesIn reads the columns of each table from migrations.
func tablesIn(text string) map[string]map[string]string {
	out := map[string]map[string]string{}
	add := func(table, definition string) {
		for _, col := range columnPattern.FindAllStringSubmatch(definition, -1) {
			if out[table] == nil {
				out[table] = map[string]string{}
			}
			out[table][col[1]] = col[2]
		}
	}
	for _, table := range createPattern.FindAllStringSubmatch(text, -1) {
		add(table[1], table[2])
	}
	for _, change := range addPattern.FindAllStringSubmatch(text, -1) {
		add(change[1], "\t"+change[2])
	}
	return out
}

func TestBothDatabasesGetTheSameTables(t *testing.T) {
	lite, pg := migrationFiles(t, "sqlite"), migrationFiles(t, "postgres")
	if len(lite) != len(pg) {
		t.Fatalf("%d files for SQLite, %d for PostgreSQL", len(lite), len(pg))
	}
	for name := range lite {
		a, b := tablesIn(lite[name]), tablesIn(pg[name])
		indexes := len(indexPattern.FindAllString(lite[name], -1))
		if len(a)+indexes == 0 || len(a) != len(b) {
			t.Errorf("%s makes %d and %d tables, %d indexes", name, len(a), len(b), indexes)
		}
		for table, columns := range a {
			for column := range columns {
				if _, ok := b[table][column]; !ok {
					t.Errorf("%s: PostgreSQL lacks %s.%s", name, table, column)
				}
			}
			if len(columns) != len(b[table]) {
				t.Errorf("%s: %s has %d and %d columns", name, table, len(columns), len(b[table]))
			}
		}
		x, y := indexPattern.FindAllString(lite[name], -1), indexPattern.FindAllString(pg[name], -1)
		if !slices.Equal(x, y) {
			t.Errorf("%s: the indexes differ:\n%v\n%v", name, x, y)
		}
	}
}

func TestPostgresTablesFitTheSystemCollections(t *testing.T) {
	var all string
	for _, text := range migrationFiles(t, "postgres") {
		all += text + "\n"
	}
	tables := tablesIn(all)
	types := map[schema.Storage]string{schema.Integer: "bigint", schema.Boolean: "boolean", schema.Text: "text",
		schema.JSON: "jsonb", schema.Instant: "timestamptz(3)"}
	for _, c := range snapshot(t, schema.System()...).Collections() {
		compareColumns(t, c, tables[c.Table], func(f *schema.Field) string { return types[f.Kind.Storage()] })
	}
}
