package expr

import (
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Calculation is a compiled basic condition: a comparison {calculator, operands:[a,b]}, or a group
// {group:{type:"and"|"or", calculations:[…]}}. It is immutable and safe for concurrent use.
type Calculation struct {
	root  condition
	paths []string
}

// condition is one part of a Calculation.
type condition interface {
	holds(s *Scope) (bool, error)
}

// CompileCalculation prepares v, decoded JSON. Nothing at all, {}, a missing calculator and missing operands are
// conditions that always hold. A calculator that does not exist is an error only when it is evaluated.
func CompileCalculation(v any) (*Calculation, error) {
	c := compiler{}
	root, err := c.condition(v, 0)
	if err != nil {
		return nil, err
	}
	return &Calculation{root: root, paths: sortedUnique(c.paths)}, nil
}

// Evaluate reports whether the condition holds for the variables of s.
func (c *Calculation) Evaluate(s *Scope) (bool, error) { return c.root.holds(s) }

// Paths lists the variables that the condition refers to, sorted.
func (c *Calculation) Paths() []string { return c.paths }

func (c *compiler) condition(v any, depth int) (condition, error) {
	v = canonical(v)
	if isNullish(v) {
		return always(true), nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, errs.New(errs.Invalid, "CALCULATION_INVALID", "a condition must be an object")
	}
	if depth > maxDepth {
		return nil, errs.New(errs.Invalid, "CALCULATION_INVALID", "the condition is nested deeper than %d levels", maxDepth)
	}
	if g, ok := canonical(m["group"]).(map[string]any); ok {
		return c.group(g, depth)
	}
	return c.comparison(m)
}

func (c *compiler) group(g map[string]any, depth int) (condition, error) {
	kind, _ := canonical(g["type"]).(string)
	list, ok := canonical(g["calculations"]).([]any)
	if !ok && g["calculations"] != nil {
		return nil, errs.New(errs.Invalid, "CALCULATION_INVALID", "the conditions of a group must be a list")
	}
	out := group{kind: kind}
	for _, v := range list {
		part, err := c.condition(v, depth+1)
		if err != nil {
			return nil, err
		}
		out.parts = append(out.parts, part)
	}
	return out, nil
}

func (c *compiler) comparison(m map[string]any) (condition, error) {
	name := text(m["calculator"])
	operands, ok := canonical(m["operands"]).([]any)
	if !ok && m["operands"] != nil {
		return nil, errs.New(errs.Invalid, "CALCULATION_INVALID", "the operands of a condition must be a list")
	}
	if m["calculator"] == nil || name == "" || len(operands) == 0 {
		return always(true), nil
	}
	out := comparison{calculator: name}
	for i, v := range operands[:min(len(operands), 2)] {
		n, err := c.node(v, 0)
		if err != nil {
			return nil, err
		}
		out.operands[i] = n
	}
	return out, nil
}

type always bool

func (a always) holds(*Scope) (bool, error) { return bool(a), nil }

type group struct {
	kind  string
	parts []condition
}

func (g group) holds(s *Scope) (bool, error) {
	if g.kind != "and" && g.kind != "or" {
		return false, errs.New(errs.Invalid, "CALCULATION_FAILED", "no group type %q: use \"and\" or \"or\"", g.kind)
	}
	decisive := g.kind == "or"
	for _, p := range g.parts {
		ok, err := p.holds(s)
		if err != nil {
			return false, err
		}
		if ok == decisive {
			return decisive, nil
		}
	}
	return !decisive, nil
}

type comparison struct {
	calculator string
	operands   [2]node
}

func (c comparison) holds(s *Scope) (bool, error) {
	a, err := c.operand(0, s)
	if err != nil {
		return false, err
	}
	b, err := c.operand(1, s)
	if err != nil {
		return false, err
	}
	var loc *time.Location
	if s != nil {
		loc = s.System.Location
	}
	return calculate(c.calculator, a, b, loc)
}

func (c comparison) operand(i int, s *Scope) (any, error) {
	if c.operands[i] == nil {
		return undefined{}, nil
	}
	left := budget(MaxRendered)
	v, err := c.operands[i].value(s, &left)
	return canonical(v), err
}

// calculate applies the calculator called name.
func calculate(name string, a, b any, loc *time.Location) (bool, error) {
	switch name {
	case "equal", "==":
		return equal(a, b, loc), nil
	case "notEqual", "!=":
		return !equal(a, b, loc), nil
	case "gt", ">":
		return ordered(a, b, loc, func(n int) bool { return n > 0 }), nil
	case "gte", ">=":
		return ordered(a, b, loc, func(n int) bool { return n >= 0 }), nil
	case "lt", "<":
		return ordered(a, b, loc, func(n int) bool { return n < 0 }), nil
	case "lte", "<=":
		return ordered(a, b, loc, func(n int) bool { return n <= 0 }), nil
	case "includes":
		return includes(a, b)
	case "notIncludes":
		return not(includes(a, b))
	case "startsWith":
		return affix(a, b, "startsWith", strings.HasPrefix)
	case "notStartsWith":
		return not(affix(a, b, "startsWith", strings.HasPrefix))
	case "endsWith":
		return affix(a, b, "endsWith", strings.HasSuffix)
	case "notEndsWith":
		return not(affix(a, b, "endsWith", strings.HasSuffix))
	}
	return false, errs.New(errs.Invalid, "CALCULATOR_UNKNOWN", "no calculator function registered for %q", name)
}

func not(ok bool, err error) (bool, error) { return !ok && err == nil, err }

func equal(a, b any, loc *time.Location) bool {
	if isDate(a) || isDate(b) {
		n, ok := dateOrder(a, b, loc)
		return ok && n == 0
	}
	return looseEqual(a, b)
}

func ordered(a, b any, loc *time.Location, holds func(int) bool) bool {
	compare := relation
	if isDate(a) || isDate(b) {
		compare = func(a, b any) (int, bool) { return dateOrder(a, b, loc) }
	}
	n, ok := compare(a, b)
	return ok && holds(n)
}

// includes is membership in a list, or being part of a text.
func includes(a, b any) (bool, error) {
	switch x := a.(type) {
	case string:
		return strings.Contains(x, text(b)), nil
	case []any:
		for _, item := range x {
			if strictEqual(canonical(item), b) {
				return true, nil
			}
		}
		return false, nil
	}
	return false, errs.New(errs.Invalid, "CALCULATION_FAILED", "TypeError: includes needs a list or a text, not %s", kindOf(a))
}

// affix compares the texts of a and b.
func affix(a, b any, name string, holds func(s, part string) bool) (bool, error) {
	for _, v := range []any{a, b} {
		if isNullish(v) {
			return false, errs.New(errs.Invalid, "CALCULATION_FAILED", "TypeError: %s needs two values, not %s", name, kindOf(v))
		}
	}
	return holds(text(a), text(b)), nil
}

// kindOf names the type of v for people.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case undefined:
		return "undefined"
	case bool:
		return "a boolean"
	case string:
		return "a text"
	case time.Time:
		return "a date"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "a number"
}
