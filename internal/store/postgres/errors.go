package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// CodeDown is the code of a server that cannot be reached, or went away in the middle of the work.
const CodeDown = "DATABASE_DOWN"

// CodeTooManySavepoints says that a unit took more savepoints than the server tracks without slowing everybody down.
const CodeTooManySavepoints = "TOO_MANY_SAVEPOINTS"

var (
	errOver       = errors.New("the transaction is over")
	errRolledBack = errors.New("the server rolled the transaction back")
)

// The SQLSTATE codes that mean something to us.
const (
	stateUnique     = "23505"
	stateForeignKey = "23503"
	stateNotNull    = "23502"
	stateDiskFull   = "53100"
	stateLocked     = "55P03"
	stateCanceled   = "57014"
	stateStale      = "SQ001" // raised by sequitur_enter
)

// translate turns the server's errors into those of package store. Others are returned as they are.
func translate(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		var c *pgconn.ConnectError
		if errors.As(err, &c) || pgconn.SafeToRetry(err) {
			return store.Unavailable(CodeDown, err)
		}
		return err
	}
	switch e.Code {
	case stateUnique:
		return &store.UniqueError{Collection: e.TableName, Fields: constrained(e.Detail)}
	case stateForeignKey:
		return &store.ForeignKeyError{Collection: e.TableName, Err: err}
	case stateNotNull:
		return &store.MissingError{Collection: e.TableName, Field: e.ColumnName}
	case stateStale:
		return store.ErrStale
	case stateDiskFull:
		return store.Unavailable(store.CodeDiskFull, err)
	case stateLocked:
		return store.Unavailable(store.CodeLocked, err)
	}
	if strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08") {
		return store.Unavailable(CodeDown, err)
	}
	return err
}

// constrained reads the columns from the detail of a unique violation, the only place where the server names them;
// none for an index over expressions.
func constrained(detail string) (columns []string) {
	_, list, _ := strings.Cut(detail, "Key (")
	list, _, found := strings.Cut(list, ")=(")
	if !found || strings.ContainsAny(list, "(") {
		return nil
	}
	for _, column := range strings.Split(list, ", ") {
		columns = append(columns, strings.Trim(column, `"`))
	}
	return columns
}

// passing tells whether a unit that failed with err may succeed when it is simply run again: it lost against others,
// or a prepared statement was older than the table.
func passing(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "40001", "40P01", "26000":
		return true
	case "0A000":
		return strings.Contains(e.Message, "cached plan")
	}
	return false
}

// tooLong classifies a read that the server stopped.
func tooLong(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == stateCanceled {
		return &errs.Error{Kind: errs.Unavailable, Code: store.CodeReadTooLong, Message: "reading took too long", Err: err}
	}
	return err
}
