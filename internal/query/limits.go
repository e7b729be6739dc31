package query

import "github.com/sequitur-platform/sequitur/internal/errs"

// What one request may ask. More is refused by name, never cut off.
const (
	MaxParameters  = 1000 // parameters of a query string
	MaxNesting     = 5    // [a][b] levels of one parameter
	MaxFilterDepth = 20   // nested objects of a filter
	MaxConditions  = 500  // comparisons of a filter
	MaxListValues  = 1000 // values of one list in a filter, keys in filterByTk
	MaxSortKeys    = 32
	MaxAppends     = 200 // entries of fields, appends or except
	MaxAppendDepth = 10  // relations in one path
	MaxBindings    = 200 // workflows named by one request
)

// maxListIndex is the largest index that makes a list in a query string; a larger one is a key of an object.
const maxListIndex = 100

func tooLarge(field, format string, a ...any) *errs.Error {
	return errs.New(errs.Invalid, "FILTER_TOO_LARGE", "the filter is too large: "+format, a...).On(field)
}
