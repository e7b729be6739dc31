package query

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// column parses what is said about one column: ops are operators still in the key, v is what follows.
func (p *filterParser) column(f *schema.Field, ops []string, v any, path string, depth int) (Filter, error) {
	if depth > MaxFilterDepth {
		return nil, tooLarge(path, "at most %d levels", MaxFilterDepth)
	}
	if len(ops) > 0 {
		return p.operator(f, ops[0], ops[1:], v, path, depth)
	}
	v = p.resolve(v)
	m, isObject := v.(map[string]any)
	if !isObject {
		return p.compare(f, "$eq", v, path)
	}
	var out And
	for _, e := range entries(m) {
		g, err := p.operator(f, e.segments[0], e.segments[1:], e.value, path, depth+1)
		if err != nil {
			return nil, err
		}
		out = add(out, g)
	}
	return simplify(out), nil
}

// operator parses one operator of a column; rest are further keys after it, which only $not, $and and $or take.
func (p *filterParser) operator(f *schema.Field, op string, rest []string, v any, path string, depth int) (Filter, error) {
	if !strings.HasPrefix(op, "$") {
		return nil, errs.New(errs.Invalid, "INVALID_PATH", "%s is a column: %q cannot follow it", path, op).On(join(path, op))
	}
	path = join(path, op)
	switch op {
	case "$not":
		return p.notColumn(f, rest, v, path, depth)
	case "$and", "$or":
		return p.columnGroup(f, op, v, path, depth)
	}
	if len(rest) > 0 {
		return nil, errs.New(errs.Invalid, "INVALID_PATH", "%s is an operator: nothing can follow it", path).On(path)
	}
	return p.compare(f, op, p.resolve(v), path)
}

// notColumn is $not below a column: the negation of conditions, or "is not" a value.
func (p *filterParser) notColumn(f *schema.Field, rest []string, v any, path string, depth int) (Filter, error) {
	v = p.resolve(v)
	if _, isObject := v.(map[string]any); !isObject && len(rest) == 0 {
		return p.compare(f, "$ne", v, path)
	}
	g, err := p.column(f, rest, v, path, depth+1)
	if g == nil || err != nil {
		return nil, err
	}
	return Not{g}, nil
}

func (p *filterParser) columnGroup(f *schema.Field, op string, v any, path string, depth int) (Filter, error) {
	members, err := groupMembers(v, path)
	if err != nil {
		return nil, err
	}
	var fs []Filter
	for _, m := range members {
		g, err := p.column(f, nil, m, path, depth+1)
		if err != nil {
			return nil, err
		}
		if g != nil {
			fs = append(fs, g)
		}
	}
	return combine(op, fs), nil
}

// compare makes the condition of one operator. v has no variables any more.
func (p *filterParser) compare(f *schema.Field, op string, v any, path string) (Filter, error) {
	if err := p.count(path); err != nil {
		return nil, err
	}
	if list, ok := v.([]any); ok && len(list) > MaxListValues {
		return nil, tooLarge(path, "at most %d values in a list", MaxListValues)
	}
	switch op {
	case "$eq", "$is":
		return p.equal(f, v, path)
	case "$ne", "$neq":
		return p.notEqual(f, v, path)
	case "$in":
		return p.member(f, In, v, path)
	case "$notIn":
		return p.member(f, NotIn, v, path)
	case "$gt", "$gte", "$lt", "$lte":
		return p.order(f, op, v, path)
	case "$between", "$notBetween":
		return p.between(f, op, v, path)
	case "$exists":
		return Cond{Field: f, Op: NotNull}, nil
	case "$notExists":
		return Cond{Field: f, Op: IsNull}, nil
	case "$empty":
		return Cond{Field: f, Op: Empty}, nil
	case "$notEmpty":
		return Cond{Field: f, Op: NotEmpty}, nil
	case "$isTruly", "$isFalsy":
		return boolean(f, op, v, path)
	}
	if o, ok := textOperator(op); ok {
		return p.textual(f, o, v, path)
	}
	if o, ok := listOperator(op); ok {
		return p.elements(f, o, v, path)
	}
	if strings.HasPrefix(op, "$date") {
		return p.date(f, op, v, path)
	}
	return nil, unknownOperator(op, path)
}

func textOperator(op string) (Op, bool) {
	switch op {
	case "$includes":
		return Includes, true
	case "$notIncludes":
		return NotIncludes, true
	case "$startsWith":
		return StartsWith, true
	case "$notStartsWith":
		return NotStartsWith, true
	case "$endWith":
		return EndsWith, true
	case "$notEndWith":
		return NotEndsWith, true
	}
	return 0, false
}

func listOperator(op string) (Op, bool) {
	switch op {
	case "$match":
		return Match, true
	case "$notMatch":
		return NotMatch, true
	case "$anyOf":
		return AnyOf, true
	case "$noneOf":
		return NoneOf, true
	}
	return 0, false
}

func (p *filterParser) equal(f *schema.Field, v any, path string) (Filter, error) {
	if v == nil {
		return Cond{Field: f, Op: IsNull}, nil
	}
	if list, ok := v.([]any); ok {
		if f.Kind.Storage() == schema.JSON {
			return p.elements(f, Match, list, path)
		}
		return p.member(f, In, list, path)
	}
	return p.scalar(f, Eq, v, path)
}

func (p *filterParser) notEqual(f *schema.Field, v any, path string) (Filter, error) {
	if v == nil {
		return Cond{Field: f, Op: NotNull}, nil
	}
	list, ok := v.([]any)
	if !ok {
		return p.scalar(f, Ne, v, path)
	}
	if f.Kind.Storage() == schema.JSON {
		return p.elements(f, NotMatch, list, path)
	}
	// A list excludes NULL here, unlike in $notIn.
	g, err := p.member(f, NotIn, list, path)
	if err != nil {
		return nil, err
	}
	return add(And{Cond{Field: f, Op: NotNull}}, g), nil
}

func (p *filterParser) scalar(f *schema.Field, op Op, v any, path string) (Filter, error) {
	x, err := p.value(f, v, path)
	if err != nil {
		return nil, err
	}
	return Cond{Field: f, Op: op, Value: x}, nil
}

// member is In or NotIn; null as the list is an empty one, null as a member never matches.
func (p *filterParser) member(f *schema.Field, op Op, v any, path string) (Filter, error) {
	var values []any
	for _, item := range listOf(v) {
		if item == nil {
			continue
		}
		x, err := p.value(f, item, path)
		if err != nil {
			return nil, err
		}
		values = append(values, x)
	}
	if len(values) > 0 {
		return Cond{Field: f, Op: op, Value: values}, nil
	}
	if op == In {
		return Nothing{}, nil
	}
	return nil, nil
}

func (p *filterParser) order(f *schema.Field, op string, v any, path string) (Filter, error) {
	switch f.Kind.Storage() {
	case schema.Boolean, schema.JSON:
		return nil, invalidOperator(f, op, path)
	}
	if v == nil {
		return Nothing{}, nil
	}
	o := Gt
	switch op {
	case "$gte":
		o = Gte
	case "$lt":
		o = Lt
	case "$lte":
		o = Lte
	}
	return p.scalar(f, o, v, path)
}

func (p *filterParser) between(f *schema.Field, op string, v any, path string) (Filter, error) {
	list, ok := v.([]any)
	if !ok || len(list) != 2 {
		return nil, invalidValue(path, "%s needs two values", op)
	}
	from, err := p.order(f, "$gte", list[0], path)
	if err != nil {
		return nil, err
	}
	to, err := p.order(f, "$lte", list[1], path)
	if err != nil {
		return nil, err
	}
	if op == "$between" {
		return And{from, to}, nil
	}
	return And{Cond{Field: f, Op: NotNull}, Not{And{from, to}}}, nil
}

func boolean(f *schema.Field, op string, v any, path string) (Filter, error) {
	if f.Kind.Storage() != schema.Boolean {
		return nil, invalidOperator(f, op, path)
	}
	yes, _ := truth(v)
	if yes == (op == "$isTruly") {
		return Cond{Field: f, Op: IsTrue}, nil
	}
	return Cond{Field: f, Op: IsFalsy}, nil
}

// textual makes the folded comparisons; a list asks for any of, or none of, its texts.
func (p *filterParser) textual(f *schema.Field, op Op, v any, path string) (Filter, error) {
	if f.Kind.Storage() != schema.Text {
		return nil, invalidOperator(f, path[strings.LastIndexByte(path, '.')+1:], path)
	}
	if v == nil {
		switch op {
		case Includes:
			return Cond{Field: f, Op: IsNull}, nil
		case NotIncludes:
			return Cond{Field: f, Op: NotNull}, nil
		}
		return Nothing{}, nil
	}
	var texts []any
	for _, item := range listOf(v) {
		s, err := textValue(item, path)
		if err != nil {
			return nil, err
		}
		texts = append(texts, s)
	}
	if len(texts) > 0 {
		return Cond{Field: f, Op: op, Value: texts}, nil
	}
	if op == Includes || op == StartsWith || op == EndsWith {
		return Nothing{}, nil
	}
	return Cond{Field: f, Op: NotNull}, nil
}

// elements makes the comparisons of list columns.
func (p *filterParser) elements(f *schema.Field, op Op, v any, path string) (Filter, error) {
	if f.Kind.Storage() != schema.JSON {
		return nil, invalidOperator(f, path[strings.LastIndexByte(path, '.')+1:], path)
	}
	values := []any{}
	for _, item := range listOf(v) {
		x, ok := element(item)
		if !ok {
			return nil, invalidValue(path, "texts, numbers or booleans are needed here")
		}
		values = append(values, x)
	}
	return Cond{Field: f, Op: op, Value: values}, nil
}

// element brings a list element into the form it has in a decoded JSON column.
func element(v any) (any, bool) {
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return n, true
		}
		n, err := x.Float64()
		return n, err == nil
	case string, bool, int64, float64:
		return x, true
	case int:
		return int64(x), true
	}
	return nil, false
}

// value brings a scalar into the canonical form of the column.
func (p *filterParser) value(f *schema.Field, v any, path string) (any, error) {
	if iv, ok := v.(interval); ok {
		return p.instantOf(f, iv, path)
	}
	return coerce(f, v, p.env, path)
}

func coerce(f *schema.Field, v any, env Env, path string) (any, error) {
	switch f.Kind.Storage() {
	case schema.JSON:
		return nil, invalidValue(path, "a list column cannot be compared with one value")
	case schema.Text:
		// Any scalar can be compared with text; rules for storing one (length, pattern) do not apply here.
		if f.Type != "uuid" {
			return textValue(v, path)
		}
	}
	x, err := f.Kind.Parse(f, v, schema.Env{Now: env.Now, Location: env.Location, Server: env.Server})
	if err != nil {
		return nil, onPath(err, path)
	}
	if x == nil {
		return nil, invalidValue(path, "%q needs a value", f.Name)
	}
	return x, nil
}

// textValue is v as text that every database takes.
func textValue(v any, path string) (any, error) {
	s, ok := text(v)
	if !ok {
		return nil, invalidValue(path, "a text is needed here")
	}
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return nil, invalidValue(path, "the text has characters that cannot be stored")
	}
	return s, nil
}

// onPath names the place of a value that a kind refused.
func onPath(err error, path string) error {
	e := errs.New(errs.Invalid, "INVALID_VALUE", "%s: %w", path, err)
	return e.On(path)
}

func invalidValue(path, format string, a ...any) error {
	return errs.New(errs.Invalid, "INVALID_VALUE", format, a...).On(path)
}

func invalidOperator(f *schema.Field, op, path string) error {
	return errs.New(errs.Invalid, "INVALID_OPERATOR", "%s does not apply to fields of type %q", op, f.Type).On(path)
}
