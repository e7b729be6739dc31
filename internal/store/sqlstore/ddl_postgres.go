package sqlstore

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// postgresDDL changes tables in place.
type postgresDDL struct{ s *Session }

// describe implements definer.
func (d postgresDDL) describe(name string) (table, bool, error) {
	t := table{name: name}
	quoted := d.s.d.Quote(name)
	err := d.s.rows(`SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
		COALESCE(pg_get_expr(def.adbin, def.adrelid), ''), COALESCE(a.attnum = ANY (pk.conkey), FALSE)
		FROM pg_attribute AS a
		LEFT JOIN pg_attrdef AS def ON def.adrelid = a.attrelid AND def.adnum = a.attnum
		LEFT JOIN pg_constraint AS pk ON pk.conrelid = a.attrelid AND pk.contype = 'p'
		WHERE a.attrelid = to_regclass(CAST(? AS TEXT)) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
		[]any{quoted}, func(c *cells) error {
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
	if t.keys, err = d.foreignKeys(quoted); err != nil {
		return t, false, err
	}
	t.indexes, err = d.indexes(name, quoted)
	return t, true, err
}

func (d postgresDDL) foreignKeys(quoted string) ([]foreignKey, error) {
	var out []foreignKey
	err := d.s.rows(`SELECT k.conname::text, a.attname::text, t.relname::text, b.attname::text,
		CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END
		FROM pg_constraint AS k
		JOIN pg_class AS t ON t.oid = k.confrelid
		JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
		JOIN pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
		WHERE k.contype = 'f' AND k.conrelid = to_regclass(CAST(? AS TEXT)) ORDER BY k.conname`, []any{quoted}, func(c *cells) error {
		out = append(out, foreignKey{name: c.text(), column: c.text(), table: c.text(), key: c.text(), onDelete: c.text()})
		return nil
	})
	return out, err
}

func (d postgresDDL) indexes(name, quoted string) ([]index, error) {
	var out []index
	err := d.s.rows(`SELECT c.relname::text, i.indisunique, a.attname::text
		FROM pg_index AS i
		JOIN pg_class AS c ON c.oid = i.indexrelid
		CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS part(attnum, position)
		JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = part.attnum
		WHERE i.indrelid = to_regclass(CAST(? AS TEXT)) AND NOT i.indisprimary ORDER BY c.relname, part.position`,
		[]any{quoted}, func(c *cells) error {
			out = appendIndex(out, index{name: c.text(), table: name, unique: c.bool(), columns: []string{c.text()}})
			return nil
		})
	return out, err
}

// alter implements definer.
func (d postgresDDL) alter(have, want table, copies []copied) error {
	if !slices.Equal(sourcesOf(want.key, copies), have.key) {
		return errs.New(errs.Invalid, CodePrimaryKey, "the primary key of table %q cannot be changed", have.name)
	}
	for _, k := range lacking(want.keys, have.keys) {
		if err := d.change(have.name, `DROP CONSTRAINT `+d.s.d.Quote(k.name)); err != nil {
			return err
		}
	}
	if err := d.dropUnused(have, copies); err != nil {
		return err
	}
	for i, col := range want.columns {
		if err := d.fitColumn(have, col, copies[i]); err != nil {
			return err
		}
	}
	now, _, err := d.describe(want.name)
	if err != nil {
		return err
	}
	for _, k := range lacking(now.keys, want.keys) {
		if err := d.change(want.name, `ADD FOREIGN KEY (`+d.s.d.Quote(k.column)+`)`+d.s.reference(k)); err != nil {
			return err
		}
	}
	return nil
}

// sourcesOf returns the old names of columns.
func sourcesOf(names []string, copies []copied) []string {
	out := slices.Clone(names)
	for i, name := range out {
		for _, c := range copies {
			if c.column == name && c.source != "" {
				out[i] = c.source
			}
		}
	}
	return out
}

func (d postgresDDL) dropUnused(have table, copies []copied) error {
	for _, col := range have.columns {
		if !slices.ContainsFunc(copies, func(c copied) bool { return c.source == col.name }) {
			if err := d.change(have.name, `DROP COLUMN `+d.s.d.Quote(col.name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// fitColumn renames, converts, fills and restricts one column, each only where it differs.
func (d postgresDDL) fitColumn(have table, col column, c copied) error {
	if c.source == "" {
		return d.addColumn(have, col, nil)
	}
	old := have.columns[slices.IndexFunc(have.columns, func(o column) bool { return o.name == c.source })]
	quoted := d.s.d.Quote(col.name)
	var steps []string
	if old.name != col.name {
		steps = append(steps, `RENAME COLUMN `+d.s.d.Quote(old.name)+` TO `+quoted)
	}
	if old.def != "" {
		steps = append(steps, `ALTER COLUMN `+quoted+` DROP DEFAULT`)
	}
	if !strings.EqualFold(old.typ, bareType(col.typ)) {
		expr := strings.ReplaceAll(c.expr, d.s.d.Quote(old.name), quoted)
		steps = append(steps, `ALTER COLUMN `+quoted+` TYPE `+col.typ+` USING `+expr)
	}
	if col.def != "" {
		steps = append(steps, `ALTER COLUMN `+quoted+` SET DEFAULT `+col.def)
	}
	for _, step := range steps {
		if err := d.change(have.name, step); err != nil {
			return err
		}
	}
	return d.fitNull(have.name, old, col)
}

func (d postgresDDL) fitNull(name string, old, col column) error {
	quoted := d.s.d.Quote(col.name)
	switch {
	case old.notNull && !col.notNull:
		return d.change(name, `ALTER COLUMN `+quoted+` DROP NOT NULL`)
	case old.notNull || !col.notNull:
		return nil
	}
	if col.def != "" {
		if err := d.s.queue(`UPDATE ` + d.s.d.Quote(name) + ` SET ` + quoted + ` = ` + col.def + ` WHERE ` + quoted + ` IS NULL`); err != nil {
			return err
		}
	}
	return d.change(name, `ALTER COLUMN `+quoted+` SET NOT NULL`)
}

func (d postgresDDL) change(name, what string) error {
	return d.s.queue(`ALTER TABLE ` + d.s.d.Quote(name) + ` ` + what)
}

// drop implements definer.
func (d postgresDDL) drop(name string) error {
	return d.s.queue(`DROP TABLE ` + d.s.d.Quote(name) + ` CASCADE`)
}

// addColumn implements definer.
func (d postgresDDL) addColumn(t table, col column, keys []foreignKey) error {
	what := `ADD COLUMN ` + d.s.columnDef(col)
	for _, k := range keys {
		what += d.s.reference(k)
	}
	return d.change(t.name, what)
}

// dropColumn implements definer.
func (d postgresDDL) dropColumn(t table, name string) error {
	return d.change(t.name, `DROP COLUMN `+d.s.d.Quote(name))
}
