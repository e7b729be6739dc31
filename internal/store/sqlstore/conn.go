// Package sqlstore is the one SQL implementation of the store roles, one file per aggregate. It writes canonical SQL
// with ? placeholders; a Dialect says what differs between databases.
//
// It knows no driver and opens nothing: sqlite and postgres hand it a Conn.
package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Conn is a connection inside a transaction or a read snapshot. Errors come translated: store.UniqueError,
// store.ForeignKeyError, errs of kind Unavailable; anything else is a bug or a broken database.
type Conn interface {
	// Exec runs a statement and returns the number of rows it touched.
	Exec(sql string, args ...any) (int64, error)
	// Queue runs a statement whose count nobody needs; a database with round trips may send it with the next read,
	// Exec or commit, and report its error there.
	Queue(sql string, args ...any) error
	// Query calls each for every row. each must not use the connection.
	Query(sql string, args []any, each func(Row) error) error
}

// Row is the current row of a Query.
type Row interface {
	// Values returns the columns: int64, float64, string, []byte, bool, time.Time or nil, as the driver gives them.
	// The slice is reused by the next row.
	Values() ([]any, error)
	// Scan copies the columns, as in database/sql.
	Scan(dest ...any) error
}

// Dialect is what differs between databases.
type Dialect interface {
	Name() string
	// Quote quotes an identifier.
	Quote(name string) string
	// ColumnType is the DDL type of a field's column, in the spelling of the database's catalogue: AlterTable compares
	// the two.
	ColumnType(f *schema.Field) string
	// Encode turns the encoded value of a field (schema.Kind.Encode) into what the driver binds.
	Encode(f *schema.Field, v any) any
	// Decode turns the driver's value into what schema.Kind.Decode takes.
	Decode(f *schema.Field, v any) any
	// Fold renders an expression that folds case (in full: ß becomes ss) and width, for text comparison. Texts compare
	// in binary order before and after it.
	Fold(expr string) string
	// DecimalKey renders an expression by which decimals compare and sort exactly, whatever their trailing zeros.
	DecimalKey(expr string) string
	// Contains renders "haystack contains needle" for two expressions that are folded already.
	Contains(haystack, needle string) string
	// JSONElements renders a table expression with column `value` of the elements of a JSON array: strings as they
	// are, anything else as its JSON text, null as NULL. What is no array has no elements. expr may be a parameter,
	// and may occur more than once in the result.
	JSONElements(expr string) string
	// Placeholders rewrites ? to the database's form.
	Placeholders(sql string) string
	// Time renders an instant for a parameter.
	Time(t time.Time) any
}
