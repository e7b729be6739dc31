package query

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// interval is a span of time. It includes from unless fromOpen, and excludes to unless toClosed. The times keep the
// zone of the expression: columns without a zone take the wall clock.
type interval struct {
	from, to           time.Time
	fromOpen, toClosed bool
}

func exactly(t time.Time) interval { return interval{from: t, to: t, toClosed: true} }

// date makes the conditions of the $date… operators.
func (p *filterParser) date(f *schema.Field, op string, v any, path string) (Filter, error) {
	if !isDate(f) {
		return nil, invalidOperator(f, op, path)
	}
	iv, err := p.interval(v)
	if err != nil {
		return nil, errs.New(errs.Invalid, "INVALID_DATE", "%s: %w", path, err).On(path)
	}
	b, err := p.bounds(f, iv, path)
	if err != nil {
		return nil, err
	}
	switch op {
	case "$dateOn", "$dateBetween":
		return b.inside(), nil
	case "$dateNotOn":
		return Or{b.before(), b.after()}, nil
	case "$dateBefore":
		return b.before(), nil
	case "$dateNotBefore":
		return b.notBefore(), nil
	case "$dateAfter":
		return b.after(), nil
	case "$dateNotAfter":
		return b.notAfter(), nil
	}
	return nil, unknownOperator(op, path)
}

func isDate(f *schema.Field) bool {
	switch f.Kind.Storage() {
	case schema.Instant, schema.LocalDateTime, schema.Date:
		return true
	}
	return f.Type == "unixTimestamp"
}

// bounds are the ends of an interval as values of a column.
type bounds struct {
	field              *schema.Field
	from, to           any
	fromOpen, toClosed bool
}

func (b bounds) cond(op Op, v any) Cond { return Cond{Field: b.field, Op: op, Value: v} }

func (b bounds) inside() Filter {
	if b.toClosed && !b.fromOpen && b.from == b.to {
		return b.cond(Eq, b.from)
	}
	return And{b.notBefore(), b.notAfter()}
}

func (b bounds) before() Filter {
	if b.fromOpen {
		return b.cond(Lte, b.from)
	}
	return b.cond(Lt, b.from)
}

func (b bounds) notBefore() Filter {
	if b.fromOpen {
		return b.cond(Gt, b.from)
	}
	return b.cond(Gte, b.from)
}

func (b bounds) after() Filter {
	if b.toClosed {
		return b.cond(Gt, b.to)
	}
	return b.cond(Gte, b.to)
}

func (b bounds) notAfter() Filter {
	if b.toClosed {
		return b.cond(Lte, b.to)
	}
	return b.cond(Lt, b.to)
}

// bounds turns an interval into values of f. A date column counts a day as soon as the interval touches it.
func (p *filterParser) bounds(f *schema.Field, iv interval, path string) (bounds, error) {
	if f.Kind.Storage() == schema.Date {
		iv.fromOpen = false
		if !iv.toClosed && !iv.to.Equal(startOfDay(iv.to)) {
			iv.to = startOfDay(iv.to).AddDate(0, 0, 1)
		}
	}
	from, err := p.columnValue(f, iv.from, path)
	if err != nil {
		return bounds{}, err
	}
	to, err := p.columnValue(f, iv.to, path)
	if err != nil {
		return bounds{}, err
	}
	// A unit smaller than what the column keeps becomes the one value that it lies in.
	closed := iv.toClosed || from == to && !iv.from.Equal(iv.to)
	return bounds{f, from, to, iv.fromOpen, closed}, nil
}

// instantOf is the value that an interval has where a single one is needed: its beginning.
func (p *filterParser) instantOf(f *schema.Field, iv interval, path string) (any, error) {
	return p.columnValue(f, iv.from, path)
}

// columnValue writes t as a value of f.
func (p *filterParser) columnValue(f *schema.Field, t time.Time, path string) (any, error) {
	if y := t.Year(); y < 1 || y > 9999 {
		return nil, errs.New(errs.Invalid, "INVALID_DATE", "%s: the year must be from 1 to 9999", path).On(path)
	}
	var s string
	switch f.Kind.Storage() {
	case schema.Instant:
		return clock.Format(t), nil
	case schema.Date:
		return t.Format(time.DateOnly), nil
	case schema.LocalDateTime:
		s = t.Format(time.DateTime)
	default:
		s = clock.Format(t)
	}
	return coerce(f, s, p.env, path)
}

// interval reads a date expression.
func (p *filterParser) interval(v any) (interval, error) {
	switch x := v.(type) {
	case interval:
		return x, nil
	case string:
		if strings.HasPrefix(x, "[") || strings.HasPrefix(x, "(") {
			return parseRangeText(x, p.location())
		}
		return parseUnit(x, p.location())
	case []any:
		return p.listRange(x)
	case map[string]any:
		return p.namedExpression(x)
	}
	return interval{}, invalidDate("not a date expression")
}

func invalidDate(format string, a ...any) error {
	return errs.New(errs.Invalid, "INVALID_DATE", "invalid date: "+format, a...)
}

// listRange reads [from, to, brackets, offset]; brackets are "[]" unless given.
func (p *filterParser) listRange(list []any) (interval, error) {
	if len(list) < 2 || len(list) > 4 {
		return interval{}, invalidDate("a range has two dates, brackets and an offset")
	}
	brackets, loc := "[]", p.location()
	if len(list) > 2 && list[2] != nil {
		brackets, _ = text(list[2])
	}
	if len(list) > 3 && list[3] != nil {
		s, _ := text(list[3])
		zone, ok := parseOffset(s)
		if !ok {
			return interval{}, invalidDate("%q is no offset such as +08:00", s)
		}
		loc = zone
	}
	from, err := p.endpoint(list[0], loc)
	if err != nil {
		return interval{}, err
	}
	to, err := p.endpoint(list[1], loc)
	if err != nil {
		return interval{}, err
	}
	return span(from, to, brackets)
}

// endpoint reads one end of a range, which may be a variable.
func (p *filterParser) endpoint(v any, loc *time.Location) (interval, error) {
	if iv, ok := v.(interval); ok {
		return iv, nil
	}
	s, ok := v.(string)
	if !ok {
		return interval{}, invalidDate("the ends of a range must be texts")
	}
	return parseUnit(s, loc)
}

// parseRangeText reads "[2024-01-01,2024-02-01)", with an offset behind it or none.
func parseRangeText(s string, loc *time.Location) (interval, error) {
	body, zone := cutOffset(s, loc)
	if len(body) < 4 {
		return interval{}, invalidDate("%q", s)
	}
	first, second, ok := strings.Cut(body[1:len(body)-1], ",")
	if !ok {
		return interval{}, invalidDate("%q", s)
	}
	from, err := parseUnit(strings.TrimSpace(first), zone)
	if err != nil {
		return interval{}, err
	}
	to, err := parseUnit(strings.TrimSpace(second), zone)
	if err != nil {
		return interval{}, err
	}
	return span(from, to, body[:1]+body[len(body)-1:])
}

// span joins two units: a closed end takes the whole unit in, an open one leaves all of it out.
func span(first, last interval, brackets string) (interval, error) {
	out := interval{from: first.from, fromOpen: first.fromOpen, to: last.to, toClosed: last.toClosed}
	switch brackets {
	case "[]", "[)", "(]", "()":
	default:
		return interval{}, invalidDate("%q are no brackets of a range", brackets)
	}
	if brackets[0] == '(' {
		out.from, out.fromOpen = first.to, first.toClosed
	}
	if brackets[1] == ')' {
		out.to, out.toClosed = last.from, last.fromOpen
	}
	return out, nil
}

// namedExpression reads {"type": "today"} and {"type": "past", "number": 3, "unit": "day"}.
func (p *filterParser) namedExpression(m map[string]any) (interval, error) {
	name, _ := m["type"].(string)
	if name != "past" && name != "next" {
		iv, ok := relativeUnit(name, p.now())
		if !ok {
			return interval{}, invalidDate("unknown type %q", name)
		}
		return iv, nil
	}
	unit, _ := m["unit"].(string)
	n, ok := smallInt(m["number"])
	if !ok {
		return interval{}, invalidDate("number must be a whole number from 1 to %d", maxUnits)
	}
	start, ok := startOf(unit, p.now())
	if !ok {
		return interval{}, invalidDate("unknown unit %q", unit)
	}
	if name == "past" {
		return interval{from: shift(start, unit, -n), to: start}, nil
	}
	return interval{from: shift(start, unit, 1), to: shift(start, unit, n+1)}, nil
}

// maxUnits bounds how far a relative range reaches.
const maxUnits = 10000

func smallInt(v any) (int, bool) {
	s, ok := text(v)
	if n, isNumber := v.(json.Number); isNumber {
		s = n.String()
	}
	n, err := strconv.Atoi(s)
	return n, ok && err == nil && n >= 1 && n <= maxUnits
}
