package catalog

import (
	"errors"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// The codes of refused edits.
const (
	CodeCollectionExists   = "COLLECTION_EXISTS"
	CodeCollectionNotFound = "COLLECTION_NOT_FOUND"
	CodeCollectionInUse    = "COLLECTION_IN_USE"
	CodeFieldExists        = "FIELD_EXISTS"
	CodeFieldNotFound      = "FIELD_NOT_FOUND"
	CodeFieldInUse         = "FIELD_IN_USE"
	CodeUnknownFieldType   = "UNKNOWN_FIELD_TYPE"
	CodeInvalidName        = "INVALID_NAME"
	CodeInvalidDefinition  = "INVALID_DEFINITION"
	CodeInvalidRelation    = "INVALID_RELATION"
	CodeKeyTypeMismatch    = "KEY_TYPE_MISMATCH"
	CodeImmutable          = "IMMUTABLE"
	CodeProtected          = "PROTECTED"
	CodeUnsupported        = "UNSUPPORTED_TEMPLATE"
	CodeTooMany            = "TOO_MANY_DEFINITIONS"
	CodeTooLarge           = "DEFINITION_TOO_LARGE"
	CodeNotNull            = "NOT_NULL_VIOLATION"
	CodeUnique             = "UNIQUE_VIOLATION"
)

// ErrRebuild says that an edit has to rebuild a table and the transaction does not allow it: do it again in one that
// does.
var ErrRebuild = errors.New("a table has to be rebuilt")

func invalid(code, format string, a ...any) *errs.Error {
	return errs.New(errs.Invalid, code, format, a...)
}

func collectionNotFound(name string) error {
	return errs.New(errs.NotFound, CodeCollectionNotFound, "there is no collection %q", name)
}

func fieldNotFound(collection, name string) error {
	return errs.New(errs.NotFound, CodeFieldNotFound, "collection %q has no field %q", collection, name)
}

// explain turns what the database said about existing rows into an error for the caller.
func explain(err error, collection string) error {
	var unique *store.UniqueError
	if errors.As(err, &unique) {
		e := errs.New(errs.Conflict, CodeUnique, "records of %q hold the same value more than once", collection)
		if len(unique.Fields) == 1 {
			e = e.On(unique.Fields[0])
		}
		e.Err = err
		return e
	}
	return err
}
