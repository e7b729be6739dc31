package sqlstore

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// table is a table as the database knows it.
type table struct {
	name    string
	columns []column
	key     []string // columns of the primary key
	keys    []foreignKey
	indexes []index
}

type column struct {
	name    string
	typ     string
	notNull bool
	def     string // SQL of the default, "" when there is none
}

type foreignKey struct {
	name     string // of the constraint, where the database names it
	column   string
	table    string
	key      string
	onDelete string
}

// same tells whether two foreign keys do the same, whatever they are called.
func (k foreignKey) same(o foreignKey) bool {
	k.name, o.name = "", ""
	return k == o
}

type index struct {
	name    string
	table   string
	unique  bool
	columns []string
	sql     string // how a migration made it, "" for one that follows from the schema
}

// Prefixes of the indexes that belong to fields; those of the migrations have other names.
const (
	indexPrefix  = "ix_"
	uniquePrefix = "ux_"
)

// newIndex names the index after what it holds, so that equal indexes have equal names. Databases cut long names, and
// their names share one space: a hash keeps them apart.
func newIndex(table string, unique bool, columns ...string) index {
	prefix := indexPrefix
	if unique {
		prefix = uniquePrefix
	}
	sum := sha256.Sum256([]byte(table + "\x00" + strings.Join(columns, "\x00")))
	readable := strings.ToValidUTF8(table[:min(len(table), 36)], "")
	return index{name: prefix + readable + "_" + hex.EncodeToString(sum[:8]), table: table, unique: unique, columns: columns}
}

func (ix index) generated() bool {
	return strings.HasPrefix(ix.name, indexPrefix) || strings.HasPrefix(ix.name, uniquePrefix)
}

// added returns the indexes of b that a does not have.
func added(a, b []index) []index {
	var out []index
	for _, ix := range b {
		if !slices.ContainsFunc(a, func(o index) bool { return o.name == ix.name }) {
			out = append(out, ix)
		}
	}
	return out
}

// has tells whether the table has a column.
func (t table) has(name string) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.name == name })
}

// keysOn returns the foreign keys on one column.
func (t table) keysOn(name string) []foreignKey {
	var out []foreignKey
	for _, k := range t.keys {
		if k.column == name {
			out = append(out, k)
		}
	}
	return out
}

// tableOf describes the table that c asks for. Foreign keys to tables that do not exist are left out.
func (s *Session) tableOf(c *schema.Collection) (table, error) {
	t := table{name: c.Table, key: primaryKey(c)}
	for _, f := range c.Columns() {
		def, err := s.literal(f)
		if err != nil {
			return t, err
		}
		t.columns = append(t.columns, column{
			name: f.Column, typ: s.d.ColumnType(f), def: def, notNull: f.NotNull || slices.Contains(t.key, f.Column)})
	}
	for _, ref := range c.References() {
		if ref.Target.Table != c.Table {
			if _, there, err := s.definer().describe(ref.Target.Table); err != nil {
				return t, err
			} else if !there {
				continue
			}
		}
		t.keys = append(t.keys, foreignKey{
			column: ref.Field.Column, table: ref.Target.Table, key: ref.Key.Column, onDelete: ref.OnDelete})
	}
	t.indexes = indexesOf(c, t)
	return t, nil
}

// primaryKey returns the columns of the primary key: those marked, or both keys of a through collection.
func primaryKey(c *schema.Collection) []string {
	var marked, foreign []string
	for _, f := range c.Columns() {
		if f.PrimaryKey {
			marked = append(marked, f.Column)
		}
		if f.ForeignKey {
			foreign = append(foreign, f.Column)
		}
	}
	if len(marked) == 0 && c.Through && len(foreign) == 2 {
		return foreign
	}
	return marked
}

// indexesOf lists the indexes that c asks for: unique fields, indexed fields, composite ones, and one on every foreign
// key that no other index begins with. The column of updatedBy goes without: nobody asks for it, and every index is
// paid for by every write.
func indexesOf(c *schema.Collection, t table) []index {
	var out []index
	led := map[string]bool{}
	add := func(ix index) {
		if !slices.ContainsFunc(out, func(o index) bool { return o.name == ix.name }) {
			out = append(out, ix)
			led[ix.columns[0]] = true
		}
	}
	if len(t.key) > 0 {
		led[t.key[0]] = true
	}
	for _, f := range ours(c) {
		if f.Unique && !(len(t.key) == 1 && t.key[0] == f.Column) {
			add(newIndex(c.Table, true, f.Column))
		}
	}
	for _, ix := range c.Indexes {
		if columns := columnsOf(c, ix.Fields); len(columns) > 0 && !slices.Equal(columns, t.key) {
			add(newIndex(c.Table, ix.Unique, columns...))
		}
	}
	for _, f := range ours(c) {
		if f.Index && !f.Unique && !led[f.Column] {
			add(newIndex(c.Table, false, f.Column))
		}
	}
	for _, name := range foreignColumns(c) {
		if !led[name] {
			add(newIndex(c.Table, false, name))
		}
	}
	return out
}

// ours returns the fields whose indexes follow from the schema. The migrations made those of Sequitur's own tables.
func ours(c *schema.Collection) []*schema.Field {
	if !c.System {
		return c.Columns()
	}
	return slices.DeleteFunc(c.Columns(), func(f *schema.Field) bool { return !f.Custom })
}

// columnsOf returns the columns of fields, nothing when one of them has none.
func columnsOf(c *schema.Collection, names []string) []string {
	var out []string
	for _, name := range names {
		f := c.Field(name)
		if f == nil || f.Column == "" {
			return nil
		}
		out = append(out, f.Column)
	}
	return out
}

// foreignColumns returns the columns by which records are found from the other side of a relation.
func foreignColumns(c *schema.Collection) []string {
	wanted, spared := map[string]bool{}, map[string]bool{}
	for _, f := range c.Fields {
		if f.Relation == nil || f.Relation.Type != schema.BelongsTo {
			continue
		}
		for _, name := range columnsOf(c, []string{f.Relation.ForeignKey}) {
			wanted[name] = true
			spared[name] = f.Interface == "updatedBy"
		}
	}
	for _, ref := range c.References() {
		wanted[ref.Field.Column] = true
	}
	var out []string
	for _, f := range ours(c) {
		if (wanted[f.Column] || f.ForeignKey) && !spared[f.Column] {
			out = append(out, f.Column)
		}
	}
	return out
}

// literal renders a field's default. DDL takes no parameters, so this is the one place where a value is written into a
// statement.
func (s *Session) literal(f *schema.Field) (string, error) {
	if f.Default == nil {
		return "", nil
	}
	enc, err := f.Kind.Encode(f, f.Default)
	if err != nil {
		return "", err
	}
	switch v := s.d.Encode(f, enc).(type) {
	case nil:
		return "", nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case bool:
		return strings.ToUpper(strconv.FormatBool(v)), nil
	case time.Time:
		return quoteText(v.UTC().Format(time.RFC3339Nano))
	case string:
		return quoteText(v)
	case []byte:
		return quoteText(string(v))
	default:
		return "", fmt.Errorf("field %q: a default of type %T cannot be written", f.Name, v)
	}
}

func quoteText(s string) (string, error) {
	if strings.ContainsRune(s, 0) {
		return "", fmt.Errorf("a default must not contain NUL")
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'", nil
}

func (s *Session) createTable(t table, name string) string {
	var b strings.Builder
	b.WriteString("CREATE TABLE " + s.d.Quote(name) + " (")
	for i, col := range t.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.columnDef(col))
	}
	if len(t.key) > 0 {
		b.WriteString(", PRIMARY KEY (" + s.quoteAll(t.key) + ")")
	}
	for _, k := range t.keys {
		b.WriteString(", FOREIGN KEY (" + s.d.Quote(k.column) + ")" + s.reference(k))
	}
	b.WriteString(")")
	return b.String()
}

func (s *Session) columnDef(col column) string {
	def := s.d.Quote(col.name) + " " + col.typ
	if col.notNull {
		def += " NOT NULL"
	}
	if col.def != "" {
		def += " DEFAULT " + col.def
	}
	return def
}

func (s *Session) reference(k foreignKey) string {
	return " REFERENCES " + s.d.Quote(k.table) + " (" + s.d.Quote(k.key) + ") ON DELETE " + k.onDelete
}

func (s *Session) createIndex(ix index) string {
	if ix.sql != "" {
		return ix.sql
	}
	kind := "INDEX "
	if ix.unique {
		kind = "UNIQUE INDEX "
	}
	return "CREATE " + kind + s.d.Quote(ix.name) + " ON " + s.d.Quote(ix.table) + " (" + s.quoteAll(ix.columns) + ")"
}

func (s *Session) quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = s.d.Quote(n)
	}
	return strings.Join(quoted, ", ")
}
