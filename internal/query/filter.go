package query

import (
	"sort"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// ParseFilter turns decoded JSON (or nested query-string parameters) into a checked Filter on c; nil when it says
// nothing.
//
// Conditions through a relation mean "a related record exists for which all of this object's conditions on the
// relation hold". As with an outer join, a record without any related one counts as related to an empty record: it
// matches conditions that NULL fulfils, such as $empty or $ne. Members of $and and $or are independent of each other.
//
// Errors: UNKNOWN_FIELD, UNKNOWN_OPERATOR, INVALID_OPERATOR, INVALID_PATH, INVALID_VALUE, INVALID_DATE,
// INVALID_FILTER, FILTER_TOO_LARGE; Field is the path.
func ParseFilter(c *schema.Collection, raw any, env Env) (Filter, error) {
	if raw == nil {
		return nil, nil
	}
	p := &filterParser{env: env}
	return p.object(c, raw, "", 0)
}

// IsEmpty tells whether raw says nothing: no object, or one without any condition, such as {} and {"$and": []}.
func IsEmpty(raw any) bool {
	m, ok := raw.(map[string]any)
	if !ok {
		return true
	}
	for k, v := range m {
		if !emptyMember(k, v) {
			return false
		}
	}
	return true
}

func emptyMember(key string, v any) bool {
	if m, ok := v.(map[string]any); ok {
		if list, digits := digitKeyed(m); digits && isGroup(key) {
			v = list
		} else {
			return IsEmpty(m)
		}
	}
	if !isGroup(key) {
		return false
	}
	list, _ := v.([]any)
	for _, item := range list {
		// Below a column, members may be plain values.
		if _, ok := item.(map[string]any); !ok || !IsEmpty(item) {
			return false
		}
	}
	return true
}

func isGroup(key string) bool {
	last := key[strings.LastIndexByte(key, '.')+1:]
	return last == "$and" || last == "$or"
}

// filterParser walks one filter and counts its conditions.
type filterParser struct {
	env        Env
	conditions int
}

// entry is one key of an object, split at its dots, with the value below it.
type entry struct {
	segments []string
	value    any
}

// entries lists an object's members by key, so that the same filter always becomes the same tree.
func entries(m map[string]any) []entry {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := make([]entry, len(keys))
	for i, k := range keys {
		out[i] = entry{strings.Split(k, "."), m[k]}
	}
	return out
}

// object parses a whole filter object on c. path names the place for errors.
func (p *filterParser) object(c *schema.Collection, raw any, path string, depth int) (Filter, error) {
	m, ok := raw.(map[string]any)
	if !ok {
		return nil, errs.New(errs.Invalid, "INVALID_FILTER", "a filter must be an object").On(path)
	}
	return p.all(c, entries(m), path, depth)
}

// all parses sibling entries on c; those through the same relation become one Related.
func (p *filterParser) all(c *schema.Collection, es []entry, path string, depth int) (Filter, error) {
	if depth > MaxFilterDepth {
		return nil, tooLarge(path, "at most %d levels", MaxFilterDepth)
	}
	var out And
	related := map[*schema.Field][]entry{}
	for _, e := range es {
		head, at := e.segments[0], join(path, e.segments[0])
		if strings.HasPrefix(head, "$") {
			f, err := p.group(c, e, at, depth)
			if err != nil {
				return nil, err
			}
			out = add(out, f)
			continue
		}
		field, err := p.field(c, head, at)
		if err != nil {
			return nil, err
		}
		if field.Relation != nil {
			related[field] = append(related[field], entry{e.segments[1:], e.value})
			continue
		}
		f, err := p.column(field, e.segments[1:], e.value, at, depth)
		if err != nil {
			return nil, err
		}
		out = add(out, f)
	}
	for _, field := range c.Fields {
		if related[field] == nil {
			continue
		}
		f, err := p.relation(field, related[field], join(path, field.Name), depth)
		if err != nil {
			return nil, err
		}
		out = add(out, f)
	}
	return simplify(out), nil
}

// field resolves a name. Hidden fields do not exist for callers; passwords not even for the system.
func (p *filterParser) field(c *schema.Collection, name, path string) (*schema.Field, error) {
	f := c.Field(name)
	if f == nil || f.Hidden && !p.env.System || f.Type == "password" || f.Column == "" && f.Relation == nil {
		return nil, unknownField(c, name, path)
	}
	return f, nil
}

func unknownField(c *schema.Collection, name, path string) error {
	return errs.New(errs.Invalid, "UNKNOWN_FIELD", "collection %q has no field %q", c.Name, name).On(path)
}

// group parses $and, $or and $not between whole conditions.
func (p *filterParser) group(c *schema.Collection, e entry, path string, depth int) (Filter, error) {
	op := e.segments[0]
	if len(e.segments) > 1 {
		e = entry{e.segments[:1], map[string]any{strings.Join(e.segments[1:], "."): e.value}}
	}
	if op == "$not" {
		f, err := p.object(c, e.value, path, depth+1)
		if f == nil || err != nil {
			return nil, err
		}
		return Not{f}, nil
	}
	if op != "$and" && op != "$or" {
		return nil, unknownOperator(op, path)
	}
	members, err := groupMembers(e.value, path)
	if err != nil {
		return nil, err
	}
	var fs []Filter
	for _, m := range members {
		f, err := p.object(c, m, path, depth+1)
		if err != nil {
			return nil, err
		}
		if f != nil {
			fs = append(fs, f)
		}
	}
	return combine(op, fs), nil
}

// groupMembers accepts a list, or an object that is a list by its keys, or a single condition.
func groupMembers(v any, path string) ([]any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case []any:
		return x, nil
	case map[string]any:
		if list, ok := digitKeyed(x); ok {
			return list, nil
		}
		return []any{x}, nil
	}
	return nil, errs.New(errs.Invalid, "INVALID_FILTER", "%s needs a list of conditions", path).On(path)
}

// relation parses everything that one object says about a relation.
func (p *filterParser) relation(field *schema.Field, es []entry, path string, depth int) (Filter, error) {
	target := field.Relation.TargetCollection
	if target == nil {
		return nil, errs.New(errs.Invalid, "INVALID_PATH", "the collection behind %q does not exist", path).On(path)
	}
	es, err := unfold(es, path)
	if err != nil {
		return nil, err
	}
	var out And
	var inner []entry
	for _, e := range es {
		exists, isExistence := existence(e.segments)
		if !isExistence {
			inner = append(inner, e)
			continue
		}
		if err := p.count(path); err != nil {
			return nil, err
		}
		out = add(out, related(field, exists))
	}
	f, err := p.all(target, inner, path, depth+1)
	if err != nil {
		return nil, err
	}
	if f != nil {
		out = add(out, outer(field, f))
	}
	return simplify(out), nil
}

// unfold replaces the objects given for a relation by their members. null asks for no related record.
func unfold(es []entry, path string) ([]entry, error) {
	var out []entry
	for _, e := range es {
		m, isObject := e.value.(map[string]any)
		switch {
		case len(e.segments) > 0:
			out = append(out, e)
		case isObject:
			out = append(out, entries(m)...)
		case e.value == nil:
			out = append(out, entry{segments: []string{"$notExists"}})
		default:
			return nil, errs.New(errs.Invalid, "INVALID_VALUE", "%s is a relation: name a field of it", path).On(path)
		}
	}
	return out, nil
}

// existence recognises the operators that ask whether a relation has records.
func existence(segments []string) (exists, ok bool) {
	if len(segments) != 1 {
		return false, false
	}
	switch segments[0] {
	case "$exists", "$notEmpty":
		return true, true
	case "$notExists", "$empty":
		return false, true
	}
	return false, false
}

func related(field *schema.Field, exists bool) Filter {
	r := Related{Relation: field}
	if exists {
		return r
	}
	return Not{r}
}

// outer is "a related record matches f", where no related record counts as an empty one.
func outer(field *schema.Field, f Filter) Filter {
	if c, ok := f.(Cond); ok && (c.Field.PrimaryKey || c.Field.NotNull) {
		switch c.Op {
		case IsNull:
			return related(field, false)
		case NotNull:
			return related(field, true)
		}
	}
	r := Related{Relation: field, Filter: f}
	if matchesEmpty(f) {
		return Or{r, related(field, false)}
	}
	return r
}

// matchesEmpty tells whether a record whose columns are all NULL and whose relations are empty matches f.
func matchesEmpty(f Filter) bool {
	switch x := f.(type) {
	case nil:
		return true
	case And:
		for _, m := range x {
			if !matchesEmpty(m) {
				return false
			}
		}
		return true
	case Or:
		for _, m := range x {
			if matchesEmpty(m) {
				return true
			}
		}
		return false
	case Not:
		return !matchesEmpty(x.Filter)
	case Cond:
		switch x.Op {
		case Ne, NotIn, NoneOf, IsNull, Empty, IsFalsy:
			return true
		}
	}
	return false
}

func (p *filterParser) count(path string) error {
	if p.conditions++; p.conditions > MaxConditions {
		return tooLarge(path, "at most %d conditions", MaxConditions)
	}
	return nil
}

func add(a And, f Filter) And {
	switch x := f.(type) {
	case nil:
		return a
	case And:
		return append(a, x...)
	}
	return append(a, f)
}

func simplify(a And) Filter {
	switch len(a) {
	case 0:
		return nil
	case 1:
		return a[0]
	}
	return a
}

func combine(op string, fs []Filter) Filter {
	switch {
	case len(fs) == 0:
		return nil
	case len(fs) == 1:
		return fs[0]
	case op == "$or":
		return Or(fs)
	}
	return And(fs)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func unknownOperator(op, path string) error {
	return errs.New(errs.Invalid, "UNKNOWN_OPERATOR", "%q is not an operator of filters", op).On(path)
}
