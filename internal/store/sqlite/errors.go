package sqlite

import (
	"context"
	"errors"
	"strings"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// CodeInUse is the code of a data directory that another process has open.
const CodeInUse = "DATA_DIR_IN_USE"

// errOver is returned by a transaction or reader that is used after its function returned.
var errOver = errors.New("the transaction is over")

// primary extracts the primary result code from SQLite's extended one.
const primary = 0xff

// translate turns the driver's errors into those of package store. Others are returned as they are.
func translate(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		table, columns := constrained(e.Error())
		return &store.UniqueError{Collection: table, Fields: columns}
	case sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		table, column := missing(e.Error())
		return &store.MissingError{Collection: table, Field: column}
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, sqlite3.SQLITE_CONSTRAINT_TRIGGER: // ON DELETE RESTRICT is a trigger inside
		return &store.ForeignKeyError{Err: err}
	}
	switch e.Code() & primary {
	case sqlite3.SQLITE_FULL:
		return store.Unavailable(store.CodeDiskFull, err)
	case sqlite3.SQLITE_IOERR:
		return store.Unavailable(store.CodeDiskError, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return store.Unavailable(store.CodeLocked, err)
	}
	return err
}

// constrained reads table and columns from the text of a unique violation, the only place where SQLite names them.
// A violated index over expressions is named by itself; then both are empty.
func constrained(message string) (table string, columns []string) {
	_, list, found := strings.Cut(message, "UNIQUE constraint failed: ")
	if !found || strings.HasPrefix(list, "index ") {
		return "", nil
	}
	if i := strings.LastIndex(list, " ("); i >= 0 { // the result code
		list = list[:i]
	}
	for _, qualified := range strings.Split(list, ", ") {
		t, column, _ := strings.Cut(qualified, ".")
		table, columns = t, append(columns, column)
	}
	return table, columns
}

// missing reads table and column from the text of a violated NOT NULL.
func missing(message string) (table, column string) {
	_, name, _ := strings.Cut(message, "NOT NULL constraint failed: ")
	name, _, _ = strings.Cut(name, " (") // the result code
	table, column, _ = strings.Cut(name, ".")
	return table, column
}

// interrupted tells whether err says that a statement was stopped from outside.
func interrupted(err error) bool {
	var e *driver.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		errors.As(err, &e) && e.Code()&primary == sqlite3.SQLITE_INTERRUPT
}

// inTransactionAlready tells whether a BEGIN failed because there is a transaction: SQLite has no code of its own for
// that, and nothing else is wrong with the statement.
func inTransactionAlready(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_ERROR
}
