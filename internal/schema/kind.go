package schema

import "time"

// Storage is how a kind's values are kept; each database maps it to a column type.
type Storage uint8

// The storage classes.
const (
	NoColumn Storage = iota // relations, virtual fields
	Integer                 // 64 bit
	Real
	Decimal // exact, canonical text inside Sequitur
	Text
	Boolean
	Instant // UTC, milliseconds; clock.Layout inside Sequitur
	LocalDateTime
	Date
	TimeOfDay
	JSON
)

// Kind is the behaviour of a field type. Implementations are stateless values, one file each (field_*.go), listed
// in Kinds.
type Kind interface {
	// Type is the name in the API, such as "string".
	Type() string
	// Storage says how values are kept.
	Storage() Storage
	// Parse turns input (decoded JSON, numbers as json.Number, or query-string text) into the canonical value.
	// nil stays nil. Bad input is an errs.Error of kind Invalid, code INVALID_VALUE, without the field's name
	// (the caller adds it).
	Parse(f *Field, v any, env Env) (any, error)
	// Encode turns a canonical value into what is bound to a column: int64, float64, string, bool or nil.
	Encode(f *Field, v any) (any, error)
	// Decode turns a column's value (as the driver gives it for Storage) into the canonical value.
	Decode(f *Field, v any) (any, error)
}

// Generator is implemented by kinds that fill a missing value when a record is created.
type Generator interface {
	Generate(f *Field, env Env) any
}

// Env is what parsing and generating values may depend on.
type Env struct {
	Now      time.Time
	Location *time.Location // zone of naive input; UTC when nil
	Server   *time.Location // the application's zone, for fields that choose it; UTC when nil
	NextID   func() int64
	Random   func(n int) []byte
}
