package sqlstore

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// textParam tells PostgreSQL the type of a parameter that appears in functions only.
const textParam = "CAST(? AS TEXT)"

// text writes the folded comparisons: any of the values, or none of them. Neither matches NULL.
func (r *renderer) text(col string, f query.Cond) {
	op, negate := positive(f.Op)
	if f.Value == nil {
		r.write(col, is(!negate))
		return
	}
	if negate {
		r.write("(", col, " IS NOT NULL AND NOT ")
	}
	hay := col
	if f.Field.Kind.Storage() != schema.Text {
		hay = "CAST(" + col + " AS TEXT)"
	}
	r.write("(")
	written := false
	for _, m := range members(f.Value) {
		if m == nil {
			continue
		}
		if written {
			r.write(" OR ")
		}
		written = true
		r.textTest(col, r.d.Fold(hay), op, plain(m))
	}
	if !written {
		r.write("1 = 0")
	}
	r.write(")")
	if negate {
		r.write(")")
	}
}

// positive returns the operator without its negation.
func positive(op query.Op) (query.Op, bool) {
	switch op {
	case query.NotIncludes:
		return query.Includes, true
	case query.NotStartsWith:
		return query.StartsWith, true
	case query.NotEndsWith:
		return query.EndsWith, true
	case query.NotMatch:
		return query.Match, true
	case query.NoneOf:
		return query.AnyOf, true
	default:
		return op, false
	}
}

// textTest compares by substr and not by LIKE: folding may turn a character into a wildcard.
func (r *renderer) textTest(col, hay string, op query.Op, value string) {
	if value == "" {
		r.write(col, " IS NOT NULL")
		return
	}
	needle := r.d.Fold(textParam)
	switch op {
	case query.StartsWith:
		r.writeBound("substr("+hay+", 1, length("+needle+")) = "+needle, value)
	case query.EndsWith:
		r.writeBound("substr("+hay+", length("+hay+") - length("+needle+") + 1) = "+needle, value)
	default:
		r.writeBound(r.d.Contains(hay, needle), value)
	}
}

// elements writes the comparisons of a JSON array column with a list, as sets of texts. Only NoneOf matches NULL.
func (r *renderer) elements(c *schema.Collection, col string, f query.Cond) {
	if f.Field.Kind.Storage() != schema.JSON {
		r.fail(wrongType(c, f))
		return
	}
	values := distinct(members(f.Value))
	switch f.Op {
	case query.AnyOf:
		r.sharesElement(col, values)
	case query.NoneOf:
		r.write("(", col, " IS NULL OR NOT ")
		r.sharesElement(col, values)
		r.write(")")
	case query.Match:
		r.write("(", col, " IS NOT NULL AND ")
		r.sameElements(col, values)
		r.write(")")
	default:
		r.write("(", col, " IS NOT NULL AND NOT ")
		r.sameElements(col, values)
		r.write(")")
	}
}

func (r *renderer) sharesElement(col string, values []string) {
	if len(values) == 0 {
		r.write("(1 = 0)")
		return
	}
	r.write("EXISTS (SELECT 1 FROM ", r.d.JSONElements(col), " WHERE value IN ")
	r.texts(values)
	r.write(")")
}

// sameElements holds when no element is foreign and as many different ones are there as asked for.
func (r *renderer) sameElements(col string, values []string) {
	rows := r.d.JSONElements(col)
	if len(values) == 0 {
		r.write("NOT EXISTS (SELECT 1 FROM ", rows, ")")
		return
	}
	r.write("(NOT EXISTS (SELECT 1 FROM ", rows, " WHERE value IS NULL OR value NOT IN ")
	r.texts(values)
	r.write(") AND (SELECT COUNT(DISTINCT value) FROM ", rows, ") = ", strconv.Itoa(len(values)), ")")
}

func (r *renderer) texts(values []string) {
	r.write("(", marks(len(values)), ")")
	for _, v := range values {
		r.bind(v)
	}
}

func distinct(list []any) []string {
	seen := make(map[string]bool, len(list))
	var out []string
	for _, v := range list {
		if v == nil {
			continue
		}
		if s := plain(v); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// plain is the text of a scalar as JSON writes it, strings without their quotes.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	default:
		return fmt.Sprint(v)
	}
}
