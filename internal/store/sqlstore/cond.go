package sqlstore

import (
	"encoding/json"
	"fmt"
	"math/bits"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// longList is the length from which a list of values travels as one JSON parameter.
const longList = 512

// cond writes one comparison.
func (r *renderer) cond(c *schema.Collection, alias string, f query.Cond) {
	if f.Field.Column == "" {
		r.fail(noColumn(c, f.Field))
		return
	}
	col := columnRef(r.d, alias, f.Field)
	switch f.Op {
	case query.Eq, query.Ne:
		r.equal(col, f)
	case query.In, query.NotIn:
		r.in(col, f)
	case query.Gt:
		r.compare(col, " > ", f)
	case query.Gte:
		r.compare(col, " >= ", f)
	case query.Lt:
		r.compare(col, " < ", f)
	case query.Lte:
		r.compare(col, " <= ", f)
	case query.Includes, query.NotIncludes, query.StartsWith, query.NotStartsWith, query.EndsWith, query.NotEndsWith:
		r.text(col, f)
	case query.IsNull:
		r.write(col, " IS NULL")
	case query.NotNull:
		r.write(col, " IS NOT NULL")
	case query.Empty, query.NotEmpty:
		r.empty(col, f)
	case query.IsTrue, query.IsFalsy:
		r.truth(c, col, f)
	case query.Match, query.NotMatch, query.AnyOf, query.NoneOf:
		r.elements(c, col, f)
	default:
		r.fail(fmt.Errorf("unknown comparison %d", f.Op))
	}
}

// equal stays "column = ?" so that an index serves it. Inequality matches NULL.
func (r *renderer) equal(col string, f query.Cond) {
	negate := f.Op == query.Ne
	switch {
	case f.Value == nil && negate:
		r.write(col, " IS NOT NULL")
	case f.Value == nil:
		r.write(col, " IS NULL")
	case negate:
		r.write("(")
		r.compare(col, " <> ", f)
		r.write(" OR ", col, " IS NULL)")
	default:
		r.compare(col, " = ", f)
	}
}

func (r *renderer) compare(col, op string, f query.Cond) {
	v, ok := r.encode(f.Field, f.Value)
	if !ok {
		return
	}
	if f.Field.Kind.Storage() == schema.Decimal {
		r.write(r.d.DecimalKey(col), op)
		r.wrapped(r.d.DecimalKey, v)
		return
	}
	r.write(col, op, "?")
	r.bind(v)
}

func (r *renderer) encode(f *schema.Field, v any) (any, bool) {
	enc, err := f.Kind.Encode(f, v)
	if err != nil {
		r.fail(err)
		return nil, false
	}
	return r.d.Encode(f, enc), true
}

// in writes membership. A nil member stands for NULL; NotIn matches NULL unless it is listed.
func (r *renderer) in(col string, f query.Cond) {
	values, null := r.encodeList(f)
	negate := f.Op == query.NotIn
	switch {
	case len(values) == 0 && null:
		r.write(col, is(!negate))
	case len(values) == 0 && negate:
		r.write("1 = 1")
	case len(values) == 0:
		r.write("1 = 0")
	default:
		r.write("(")
		r.member(col, f.Field, negate, values)
		if null != negate {
			r.write(" OR ", col, " IS NULL")
		}
		r.write(")")
	}
}

func is(null bool) string {
	if null {
		return " IS NULL"
	}
	return " IS NOT NULL"
}

// encodeList encodes the members of a list, leaving nil members out and telling of them.
func (r *renderer) encodeList(f query.Cond) (values []any, null bool) {
	for _, member := range members(f.Value) {
		if member == nil {
			null = true
			continue
		}
		v, ok := r.encode(f.Field, member)
		if !ok {
			return nil, false
		}
		values = append(values, v)
	}
	return values, null
}

// members returns a list value, or a list of the one scalar.
func members(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

// member writes "column [NOT] IN values". Short lists are padded to a power of two by repeating the last value, so
// that there are few different statements; long ones become one parameter.
func (r *renderer) member(col string, f *schema.Field, negate bool, values []any) {
	storage := f.Kind.Storage()
	if storage == schema.Decimal {
		col = r.d.DecimalKey(col)
	}
	r.write(col)
	if negate {
		r.write(" NOT")
	}
	if len(values) >= longList && (storage == schema.Integer || storage == schema.Text) {
		r.longList(storage, values)
		return
	}
	r.write(" IN (")
	for i := range 1 << bits.Len(uint(len(values)-1)) {
		if i > 0 {
			r.write(", ")
		}
		v := values[min(i, len(values)-1)]
		if storage == schema.Decimal {
			r.wrapped(r.d.DecimalKey, v)
		} else {
			r.write("?")
			r.bind(v)
		}
	}
	r.write(")")
	if len(r.args) > maxParams {
		r.fail(errs.New(errs.Invalid, "FILTER_TOO_LARGE", "the filter has more than %d values", maxParams))
	}
}

func (r *renderer) longList(storage schema.Storage, values []any) {
	raw, err := json.Marshal(values)
	if err != nil {
		r.fail(fmt.Errorf("encode list: %w", err))
		return
	}
	value := "value"
	if storage == schema.Integer {
		value = "CAST(value AS BIGINT)"
	}
	r.write(" IN (SELECT ", value, " FROM ")
	r.wrapped(r.d.JSONElements, string(raw))
	r.write(")")
}

// empty is NULL, and also "" for the type string and [] for arrays.
func (r *renderer) empty(col string, f query.Cond) {
	var none any
	switch {
	case f.Field.Type == "string":
		none = ""
	case f.Field.Kind.Storage() == schema.JSON:
		v, ok := r.encode(f.Field, []any{})
		if !ok {
			return
		}
		none = v
	default:
		r.write(col, is(f.Op == query.Empty))
		return
	}
	if f.Op == query.Empty {
		r.write("(", col, " IS NULL OR ", col, " = ?)")
	} else {
		r.write("(", col, " IS NOT NULL AND ", col, " <> ?)")
	}
	r.bind(none)
}

func (r *renderer) truth(c *schema.Collection, col string, f query.Cond) {
	var yes, no any
	switch f.Field.Kind.Storage() {
	case schema.Boolean:
		yes, no = r.d.Encode(f.Field, true), r.d.Encode(f.Field, false)
	case schema.Integer:
		yes, no = int64(1), int64(0)
	default:
		r.fail(wrongType(c, f))
		return
	}
	if f.Op == query.IsTrue {
		r.write(col, " = ?")
		r.bind(yes)
		return
	}
	r.write("(", col, " IS NULL OR ", col, " = ?)")
	r.bind(no)
}

func wrongType(c *schema.Collection, f query.Cond) error {
	return errs.New(errs.Invalid, "INVALID_FILTER", "field %q of collection %q cannot be compared this way", f.Field.Name, c.Name).On(f.Field.Name)
}
