package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// ErrNotFound is returned by readers of a single row.
var ErrNotFound = errors.New("not found")

// ErrStale is returned by Write when the definitions changed since the unit was prepared: prepare it again.
var ErrStale = errors.New("definitions changed")

// ErrAgain is returned by a unit that wants to be undone and run again with Tx.Careful being true.
var ErrAgain = errors.New("run again, carefully")

// UniqueError says that a unique constraint refused a row.
type UniqueError struct {
	Collection string
	Fields     []string // may be empty when the database does not say
}

// Error implements error.
func (e *UniqueError) Error() string {
	return fmt.Sprintf("a record with the same %s exists in %s", strings.Join(e.Fields, ", "), e.Collection)
}

// ForeignKeyError says that a row refers to one that does not exist, or is still referred to.
type ForeignKeyError struct {
	Collection string
	Err        error
}

// Error implements error.
func (e *ForeignKeyError) Error() string {
	return fmt.Sprintf("a record of %s refers to one that does not exist, or is still referred to", e.Collection)
}

// Unwrap returns the driver's error.
func (e *ForeignKeyError) Unwrap() error { return e.Err }

// MissingError says that a row lacks a value that its table requires.
type MissingError struct {
	Collection string
	Field      string // may be empty when the database does not say
}

// Error implements error.
func (e *MissingError) Error() string {
	return fmt.Sprintf("a record of %s needs a value in %s", e.Collection, e.Field)
}

// Unavailable classifies a database that cannot write now: full disk, locked file, shutting down.
func Unavailable(code string, cause error) error {
	return &errs.Error{Kind: errs.Unavailable, Code: code, Message: "the database cannot take writes at the moment", RetryAfter: 1e9, Err: cause}
}

// Codes of Unavailable.
const (
	CodeDiskFull  = "DISK_FULL"
	CodeDiskError = "DISK_ERROR"
	CodeLocked    = "DATABASE_LOCKED"
	CodeClosing   = "SHUTTING_DOWN"
	CodeBusy      = "OVERLOADED"
)

// CodeReadTooLong is the code of a read that was stopped because it took longer than the database allows.
const CodeReadTooLong = "READ_TOO_LONG"
