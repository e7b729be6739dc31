// Package query holds what may be asked of a collection (filter, sort, fields, appends) as a checked tree, and
// the parsers that make it from the query string and JSON. Names are resolved against the schema while parsing:
// after that no name comes from the caller any more.
//
// It does no I/O and imports only errs, clock and schema. sqlstore renders the tree.
package query

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Filter is a condition on the records of one collection: And, Or, Not, Cond, Related or Nothing. A nil Filter
// matches every record.
type Filter interface{ filter() }

// And matches when every member does; an empty And matches all.
type And []Filter

// Or matches when one member does; an empty Or matches nothing.
type Or []Filter

// Not matches when its member does not. A NULL comparison counts as not matching before the negation.
type Not struct{ Filter Filter }

// Nothing matches no record.
type Nothing struct{}

// Related matches when a record reached through the relation matches Filter (any, when nil). Negations are
// expressed with Not around it.
type Related struct {
	Relation *schema.Field
	Filter   Filter
}

// Cond compares one column. Value is canonical for the field's kind: a scalar, or []any for In, NotIn, AnyOf,
// NoneOf, Match, NotMatch and for the text operators (any of / none of). Date expressions have been turned into
// Gte, Lt and the like by the parser.
type Cond struct {
	Field *schema.Field
	Op    Op
	Value any
}

func (And) filter()     {}
func (Or) filter()      {}
func (Not) filter()     {}
func (Nothing) filter() {}
func (Related) filter() {}
func (Cond) filter()    {}

// Op is a comparison.
type Op uint8

// The comparisons. Text operators fold case and width; Eq is exact. Ne, NotIn and NoneOf match NULL, the other
// negations do not.
const (
	Eq Op = iota
	Ne
	In
	NotIn
	Gt
	Gte
	Lt
	Lte
	Includes
	NotIncludes
	StartsWith
	NotStartsWith
	EndsWith
	NotEndsWith
	IsNull
	NotNull
	Empty
	NotEmpty
	IsTrue
	IsFalsy
	Match
	NotMatch
	AnyOf
	NoneOf
)

// SortKey orders by a column, reached through to-one relations. NULLs sort last in both directions; text is
// ordered folded, then binary.
type SortKey struct {
	Through []*schema.Field
	// Scopes limit what each relation of Through may lead to (row permissions): a record beyond counts as none. A
	// missing or nil one limits nothing.
	Scopes []Filter
	Field  *schema.Field
	Desc   bool
}

// Find asks for records of a collection. Fields nil means all own columns that are not hidden. The primary key is
// always part of the result and the last sort key. Limit 0 means no limit.
type Find struct {
	Collection *schema.Collection
	Filter     Filter
	Fields     []*schema.Field
	Appends    []Append
	Sort       []SortKey
	Limit      int
	Offset     int
}

// Append loads a relation of each record. Scope limits the targets (row permissions). Fields nil means all own
// columns that are not hidden; Only says that the object itself was asked for by column only.
type Append struct {
	Relation *schema.Field
	Fields   []*schema.Field
	Appends  []Append
	Scope    Filter
}

// Env is what a filter may depend on besides the schema.
type Env struct {
	Now      time.Time
	Location *time.Location // zone of dates without one; UTC when nil
	Server   *time.Location // the application's zone, for fields that choose it; UTC when nil
	// Variable resolves {{name}}; false makes it null. nil resolves nothing.
	Variable func(name string) (any, bool)
	// System lets hidden fields be used: the filter comes from a workflow with system rights or from Sequitur itself.
	// Passwords are out of reach all the same.
	System bool
}
