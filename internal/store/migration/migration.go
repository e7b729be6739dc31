// Package migration reads the numbered SQL files that build the system tables and decides which are still to be
// applied. It runs no SQL and knows no database: sqlite and postgres apply what it hands out.
package migration

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// CodeNewer is the code of a database that was written by a newer version of Sequitur.
const CodeNewer = "DATABASE_NEWER"

// Migration is one file: NNNN_name.sql.
type Migration struct {
	Number int
	Name   string
	SQL    string
}

// Load reads the migrations in directory dir of fsys. Numbers start at 1 and have no gap.
func Load(fsys fs.FS, dir string) ([]Migration, error) {
	pattern := regexp.MustCompile(`^(\d{4})_([a-z0-9_]+)\.sql$`)
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	var all []Migration
	for _, e := range entries {
		m := pattern.FindStringSubmatch(e.Name())
		if m == nil {
			return nil, fmt.Errorf("migration file %q is not named NNNN_name.sql", e.Name())
		}
		number, err := strconv.Atoi(m[1])
		if err != nil || number != len(all)+1 {
			return nil, fmt.Errorf("migration file %q should have the number %04d", e.Name(), len(all)+1)
		}
		text, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		all = append(all, Migration{Number: number, Name: m[2], SQL: string(text)})
	}
	return all, nil
}

// Pending returns those of all that are not among applied (name by number). A number that all does not contain
// means that a newer version wrote the database; it is refused with CodeNewer.
func Pending(all []Migration, applied map[int]string) ([]Migration, error) {
	known := make(map[int]string, len(all))
	var pending []Migration
	for _, m := range all {
		known[m.Number] = m.Name
		if _, ok := applied[m.Number]; !ok {
			pending = append(pending, m)
		}
	}
	for number, name := range applied {
		switch have, ok := known[number]; {
		case !ok:
			return nil, errs.New(errs.Conflict, CodeNewer,
				"the database was written by a newer version (migration %04d_%s is not known here)", number, name)
		case have != name:
			return nil, errs.New(errs.Conflict, CodeNewer,
				"the database was written by another version (migration %04d is %q there and %q here)", number, name, have)
		}
	}
	return pending, nil
}
