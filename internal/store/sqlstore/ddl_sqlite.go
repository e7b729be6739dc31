package sqlstore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// sqliteDDL changes tables by copying them where SQLite has no statement for it.
type sqliteDDL struct{ s *Session }

// describe implements definer.
func (d sqliteDDL) describe(name string) (table, bool, error) {
	t := table{name: name}
	err := d.s.rows(`SELECT "name", "type", "notnull", "dflt_value", "pk" FROM pragma_table_info(?) ORDER BY "cid"`,
		[]any{name}, func(c *cells) error {
			col := column{name: c.text(), typ: c.text(), notNull: c.bool(), def: c.text()}
			if c.bool() {
				t.key = append(t.key, col.name)
			}
			t.columns = append(t.columns, col)
			return nil
		})
	if err != nil || len(t.columns) == 0 {
		return t, false, err
	}
	err = d.s.rows(`SELECT "from", "table", "to", "on_delete" FROM pragma_foreign_key_list(?) ORDER BY "id" DESC`,
		[]any{name}, func(c *cells) error {
			t.keys = append(t.keys, foreignKey{column: c.text(), table: c.text(), key: c.text(), onDelete: c.text()})
			return nil
		})
	if err != nil {
		return t, false, err
	}
	t.indexes, err = d.indexes(name)
	return t, true, err
}

func (d sqliteDDL) indexes(name string) ([]index, error) {
	var out []index
	err := d.s.rows(`SELECT il."name", il."unique", ii."name", m."sql" FROM pragma_index_list(?) AS il,
		pragma_index_info(il."name") AS ii, sqlite_master AS m
		WHERE il."origin" = 'c' AND m."type" = 'index' AND m."name" = il."name" ORDER BY il."name", ii."seqno"`,
		[]any{name}, func(c *cells) error {
			ix := index{name: c.text(), table: name, unique: c.bool(), columns: []string{c.text()}, sql: c.text()}
			out = appendIndex(out, ix)
			return nil
		})
	return out, err
}

// appendIndex adds one more column of the last index, or the first of the next.
func appendIndex(list []index, ix index) []index {
	if n := len(list); n > 0 && list[n-1].name == ix.name {
		list[n-1].columns = append(list[n-1].columns, ix.columns...)
		return list
	}
	if ix.generated() {
		ix.sql = ""
	}
	return append(list, ix)
}

// referrers lists the other tables with a foreign key to name.
func (d sqliteDDL) referrers(name string) ([]string, error) {
	var out []string
	err := d.s.rows(`SELECT DISTINCT m."name" FROM sqlite_master AS m, pragma_foreign_key_list(m."name") AS k
		WHERE m."type" = 'table' AND k."table" = ? AND m."name" <> ? ORDER BY 1`, []any{name, name}, func(c *cells) error {
		out = append(out, c.text())
		return nil
	})
	return out, err
}

// alter implements definer.
func (d sqliteDDL) alter(have, want table, copies []copied) error {
	if fits(have, want) && !slices.ContainsFunc(copies, func(c copied) bool { return c.source != c.column }) {
		return nil
	}
	return d.rebuild(have, want, copies)
}

// fits tells whether a table is as wanted, indexes aside.
func fits(have, want table) bool {
	byName := func(a, b column) int { return strings.Compare(a.name, b.name) }
	h, w := slices.SortedFunc(slices.Values(have.columns), byName), slices.SortedFunc(slices.Values(want.columns), byName)
	return slices.Equal(h, w) && slices.Equal(have.key, want.key) && sameKeys(have.keys, want.keys)
}

func sameKeys(a, b []foreignKey) bool {
	return len(a) == len(b) && len(lacking(a, b)) == 0 && len(lacking(b, a)) == 0
}

// lacking returns the foreign keys of b that a does not have.
func lacking(a, b []foreignKey) []foreignKey {
	var out []foreignKey
	for _, k := range b {
		if !slices.ContainsFunc(a, k.same) {
			out = append(out, k)
		}
	}
	return out
}

// rebuild copies the rows to a new table and puts it in the place of the old one.
func (d sqliteDDL) rebuild(have, want table, copies []copied) error {
	if err := d.safe(have); err != nil {
		return err
	}
	const temporary = "sequitur_rebuild"
	s := d.s
	if err := s.queue(s.createTable(want, temporary)); err != nil {
		return err
	}
	if err := d.copyRows(have.name, temporary, copies); err != nil {
		return err
	}
	if err := s.queue(`DROP TABLE ` + s.d.Quote(have.name)); err != nil {
		return err
	}
	if err := s.queue(`ALTER TABLE ` + s.d.Quote(temporary) + ` RENAME TO ` + s.d.Quote(want.name)); err != nil {
		return err
	}
	if err := s.createIndexes(want.indexes); err != nil {
		return err
	}
	return d.check(want.name)
}

// safe makes sure that dropping the old table does not delete or empty the rows that refer to it.
func (d sqliteDDL) safe(have table) error {
	enforced, err := d.s.number(`PRAGMA foreign_keys`)
	if err != nil || enforced == 0 {
		return err
	}
	others, err := d.referrers(have.name)
	if err != nil {
		return err
	}
	if len(others) > 0 || slices.ContainsFunc(have.keys, func(k foreignKey) bool { return k.table == have.name }) {
		return fmt.Errorf("table %q is referred to: it can be rebuilt in ExclusiveRebuild only", have.name)
	}
	return nil
}

func (d sqliteDDL) copyRows(from, to string, copies []copied) error {
	var names, exprs []string
	for _, c := range copies {
		if c.expr != "" {
			names, exprs = append(names, c.column), append(exprs, c.expr)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return d.s.queue(`INSERT INTO ` + d.s.d.Quote(to) + ` (` + d.s.quoteAll(names) + `) SELECT ` +
		strings.Join(exprs, ", ") + ` FROM ` + d.s.d.Quote(from))
}

// check refuses rows whose new foreign key leads nowhere.
func (d sqliteDDL) check(name string) error {
	broken, err := d.s.number(`SELECT COUNT(*) FROM pragma_foreign_key_check(?)`, name)
	if err != nil || broken == 0 {
		return err
	}
	return &store.ForeignKeyError{Err: fmt.Errorf("%d rows of %s refer to none", broken, name)}
}

// drop implements definer. The tables that refer to it are rebuilt without that foreign key: SQLite would refuse every
// later write to them.
func (d sqliteDDL) drop(name string) error {
	others, err := d.referrers(name)
	if err != nil {
		return err
	}
	for _, other := range others {
		t, _, err := d.describe(other)
		if err != nil {
			return err
		}
		if err := d.rebuild(t, t.withoutKeys(func(k foreignKey) bool { return k.table == name }), verbatim(t)); err != nil {
			return err
		}
	}
	return d.s.queue(`DROP TABLE ` + d.s.d.Quote(name))
}

func (t table) withoutKeys(match func(foreignKey) bool) table {
	t.keys = slices.DeleteFunc(slices.Clone(t.keys), match)
	return t
}

// verbatim copies every column as it is.
func verbatim(t table) []copied {
	out := make([]copied, len(t.columns))
	for i, col := range t.columns {
		out[i] = copied{column: col.name, source: col.name, expr: `"` + strings.ReplaceAll(col.name, `"`, `""`) + `"`}
	}
	return out
}

// addColumn implements definer. SQLite adds neither a column that must have a value and has no default, nor one with a
// default that refers to another table; these are rebuilt.
func (d sqliteDDL) addColumn(t table, col column, keys []foreignKey) error {
	if col.notNull && col.def == "" || len(keys) > 1 || len(keys) == 1 && col.def != "" {
		want := t
		want.columns = append(slices.Clone(t.columns), col)
		want.keys = append(slices.Clone(t.keys), keys...)
		return d.rebuild(t, want, verbatim(t))
	}
	sql := `ALTER TABLE ` + d.s.d.Quote(t.name) + ` ADD COLUMN ` + d.s.columnDef(col)
	for _, k := range keys {
		sql += d.s.reference(k)
	}
	return d.s.queue(sql)
}

// dropColumn implements definer.
func (d sqliteDDL) dropColumn(t table, name string) error {
	if len(t.keysOn(name)) == 0 {
		return d.s.queue(`ALTER TABLE ` + d.s.d.Quote(t.name) + ` DROP COLUMN ` + d.s.d.Quote(name))
	}
	want := t.withoutKeys(func(k foreignKey) bool { return k.column == name })
	want.columns = slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.name == name })
	want.indexes = slices.DeleteFunc(slices.Clone(t.indexes), func(ix index) bool { return slices.Contains(ix.columns, name) })
	return d.rebuild(t, want, slices.DeleteFunc(verbatim(t), func(c copied) bool { return c.column == name }))
}
