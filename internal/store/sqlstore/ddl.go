package sqlstore

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Codes of errors that a change of a table may end in.
const (
	CodeNullValues        = "NULL_VALUES"        // a column that needs a value would have none
	CodeTypeChange        = "TYPE_CHANGE"        // the values do not fit the new type
	CodePrimaryKey        = "PRIMARY_KEY"        // the primary key cannot be changed
	CodeSystemTable       = "SYSTEM_TABLE"       // Sequitur's own tables only gain and lose columns
	CodeDanglingReference = "DANGLING_REFERENCE" // records refer to records that do not exist
)

// definer is how a database describes and changes its tables.
type definer interface {
	// describe reads what is really there; false when there is no such table.
	describe(name string) (table, bool, error)
	// alter makes the table fit `to`; copies says where each column's values come from.
	alter(from, to table, copies []copied) error
	// drop removes a table and the foreign keys of others that refer to it.
	drop(name string) error
	// addColumn adds a column, with its foreign keys.
	addColumn(t table, col column, keys []foreignKey) error
	// dropColumn removes a column that no index holds any more.
	dropColumn(t table, name string) error
}

func (s *Session) definer() definer {
	if s.d.Name() == "sqlite" {
		return sqliteDDL{s}
	}
	return postgresDDL{s}
}

// CreateTable implements store.SchemaWriter. Foreign keys to tables that do not exist yet are left out until
// AlterTable adds them.
func (s *Session) CreateTable(c *schema.Collection) error {
	t, err := s.tableOf(c)
	if err != nil {
		return err
	}
	if err := s.queue(s.createTable(t, t.name)); err != nil {
		return err
	}
	return s.createIndexes(t.indexes)
}

// DropTable implements store.SchemaWriter. Foreign keys of other tables that refer to it go with it.
func (s *Session) DropTable(c *schema.Collection) error { return s.definer().drop(c.Table) }

// AddColumn implements store.SchemaWriter. c is the collection with f; it may have more columns that are still to be
// added, whose indexes come with the last column they need. A relation has no column; it brings the foreign
// key to the table that holds the key's column.
func (s *Session) AddColumn(c *schema.Collection, f *schema.Field) error {
	if f.Column == "" {
		return s.addRelation(c, f)
	}
	want, err := s.tableOf(c)
	if err != nil {
		return err
	}
	have, there, err := s.definer().describe(c.Table)
	if err != nil || !there {
		return missing(c.Table, err)
	}
	i := slices.IndexFunc(want.columns, func(col column) bool { return col.name == f.Column })
	if i < 0 {
		return fmt.Errorf("add column: collection %q does not have the field %q", c.Name, f.Name)
	}
	if err := s.fillable(have, f, want.columns[i]); err != nil {
		return err
	}
	if err := s.definer().addColumn(have, want.columns[i], want.keysOn(f.Column)); err != nil {
		return err
	}
	return s.createIndexes(slices.DeleteFunc(added(have.indexes, want.indexes), func(ix index) bool {
		return slices.ContainsFunc(ix.columns, func(name string) bool { return name != f.Column && !have.has(name) })
	}))
}

// addRelation gives the table that f's relation puts a foreign key on that key.
func (s *Session) addRelation(c *schema.Collection, f *schema.Field) error {
	if f.Relation == nil {
		return nil
	}
	holder := c
	switch f.Relation.Type {
	case schema.HasOne, schema.HasMany:
		holder = f.Relation.TargetCollection
	case schema.BelongsToMany:
		holder = f.Relation.ThroughCollection
	}
	if holder == nil || holder.System {
		return nil
	}
	if _, there, err := s.definer().describe(holder.Table); err != nil || !there {
		return err
	}
	return s.AlterTable(holder, holder)
}

// DropColumn implements store.SchemaWriter. Indexes that hold the column go with it. A relation has no column; the
// foreign key goes with the column or with AlterTable.
func (s *Session) DropColumn(c *schema.Collection, f *schema.Field) error {
	if f.Column == "" {
		return nil
	}
	have, there, err := s.definer().describe(c.Table)
	if err != nil || !there {
		return missing(c.Table, err)
	}
	if slices.Contains(have.key, f.Column) {
		return errs.New(errs.Invalid, CodePrimaryKey, "field %q is the primary key", f.Name).On(f.Name)
	}
	for _, ix := range have.indexes {
		if slices.Contains(ix.columns, f.Column) {
			if err := s.queue(`DROP INDEX ` + s.d.Quote(ix.name)); err != nil {
				return err
			}
		}
	}
	return s.definer().dropColumn(have, f.Column)
}

// AlterTable implements store.SchemaWriter. It compares with what is really there and does nothing when the table
// fits already. Columns are told by the fields' keys, so that a field may get another name.
func (s *Session) AlterTable(from, to *schema.Collection) error {
	if to.System {
		return errs.New(errs.Invalid, CodeSystemTable, "the table of %q is changed by migrations only", to.Name)
	}
	if from.Table != to.Table {
		err := s.queue(`ALTER TABLE ` + s.d.Quote(from.Table) + ` RENAME TO ` + s.d.Quote(to.Table))
		if err != nil {
			return err
		}
	}
	have, there, err := s.definer().describe(to.Table)
	if err != nil || !there {
		return missing(to.Table, err)
	}
	want, err := s.tableOf(to)
	if err != nil {
		return err
	}
	copies, err := s.copies(have, want, from, to)
	if err != nil {
		return err
	}
	if err := s.definer().alter(have, want, copies); err != nil {
		return dangling(err)
	}
	have, _, err = s.definer().describe(to.Table)
	if err != nil {
		return err
	}
	return s.fitIndexes(have.indexes, want.indexes)
}

// fitIndexes makes what is missing and drops what is not wanted any more. Only indexes that carry a name of ours are
// dropped.
func (s *Session) fitIndexes(have, want []index) error {
	for _, ix := range added(want, have) {
		if !ix.generated() {
			continue
		}
		if err := s.queue(`DROP INDEX ` + s.d.Quote(ix.name)); err != nil {
			return err
		}
	}
	return s.createIndexes(added(have, want))
}

func (s *Session) createIndexes(list []index) error {
	for _, ix := range list {
		if err := s.queue(s.createIndex(ix)); err != nil {
			return err
		}
	}
	return nil
}

// dangling says of a foreign key that could not be added what is wrong with the records.
func dangling(err error) error {
	var fk *store.ForeignKeyError
	if !errors.As(err, &fk) {
		return err
	}
	return &errs.Error{Kind: errs.Conflict, Code: CodeDanglingReference, Err: err,
		Message: "there are records that refer to records that do not exist"}
}

func missing(table string, err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("table %q does not exist", table)
}
