package sqlite

import (
	"embed"
	"errors"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/migration"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// bootstrap makes the tables that the connection itself needs, before any migration.
const bootstrap = `
create table if not exists sequitur_migrations (
	number integer primary key,
	name text not null,
	applied_at text not null
) strict;
create table if not exists sequitur_state (
	name text primary key,
	value integer not null
) strict, without rowid;`

// The rows of sequitur_state.
const (
	stateGeneration = "generation" // raised by each process that opens the database
	stateVersion    = "version"    // of the definitions
	stateIDs        = "ids"        // ids below are reserved
)

func readState(c *conn, name string) (int64, error) {
	return c.number(`select value from sequitur_state where name = ?`, name)
}

func writeState(c *conn, name string, value int64) error {
	_, err := c.Exec(`insert into sequitur_state (name, value) values (?, ?)
		on conflict (name) do update set value = excluded.value`, name, value)
	return err
}

// raiseState adds one to a row and returns its new value.
func raiseState(c *conn, name string) (int64, error) {
	value, err := readState(c, name)
	if err != nil {
		return 0, err
	}
	return value + 1, writeState(c, name, value+1)
}

// migrate brings the database to the newest version known here. Foreign keys are off meanwhile, as copying a table
// needs it, and checked before each commit.
func migrate(c *conn, clk clock.Clock) error {
	all, err := migration.Load(migrations, "migrations")
	if err != nil {
		return err
	}
	applied, err := appliedMigrations(c)
	if err != nil {
		return err
	}
	pending, err := migration.Pending(all, applied)
	if err != nil || len(pending) == 0 {
		return err
	}
	return withoutForeignKeys(c, func() error {
		for _, m := range pending {
			if err := inTransaction(c, func() error { return apply(c, m, clk) }); err != nil {
				return fmt.Errorf("migration %04d_%s: %w", m.Number, m.Name, err)
			}
		}
		return nil
	})
}

func appliedMigrations(c *conn) (map[int]string, error) {
	applied := map[int]string{}
	err := c.query(`select number, name from sequitur_migrations`, nil, func(r sqlstore.Row) error {
		var number int
		var name string
		err := r.Scan(&number, &name)
		applied[number] = name
		return err
	})
	return applied, translate(err)
}

func apply(c *conn, m migration.Migration, clk clock.Clock) error {
	if err := c.script(m.SQL); err != nil {
		return err
	}
	_, err := c.Exec(`insert into sequitur_migrations (number, name, applied_at) values (?, ?, ?)`,
		m.Number, m.Name, clk.Now())
	if err != nil {
		return err
	}
	return checkForeignKeys(c)
}

// inTransaction runs fn in a write transaction of its own.
func inTransaction(c *conn, fn func() error) error {
	if err := c.begin("begin immediate"); err != nil {
		return err
	}
	err := fn()
	if err == nil {
		err = c.commit()
	}
	if err != nil {
		c.rollback()
	}
	return err
}

// withoutForeignKeys runs fn with foreign keys off. It has to be called outside a transaction: inside, SQLite ignores
// the switch without a word.
func withoutForeignKeys(c *conn, fn func() error) error {
	if err := c.switchForeignKeys("off", 0); err != nil {
		return err
	}
	return errors.Join(fn(), c.switchForeignKeys("on", 1))
}

func (c *conn) switchForeignKeys(to string, want int64) error {
	if _, err := c.run("pragma foreign_keys = " + to); err != nil {
		return translate(err)
	}
	is, err := c.number("pragma foreign_keys")
	if err == nil && is != want {
		err = errs.New(errs.Internal, "FOREIGN_KEYS", "foreign keys could not be switched %s", to)
	}
	return err
}

// checkForeignKeys looks for rows that refer to nothing.
func checkForeignKeys(c *conn) error {
	err := c.query("pragma foreign_key_check", nil, func(r sqlstore.Row) error {
		var table, parent string
		var row, key any
		if err := r.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		return &store.ForeignKeyError{Collection: table, Err: fmt.Errorf("row %v of %s refers to no row of %s", row, table, parent)}
	})
	return translate(err)
}
