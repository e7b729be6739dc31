package query

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// ParseTargetKey turns filterByTk into a filter on c: a scalar or a list of them addresses the target key, an object
// or a list of them names its columns. An empty list, object or text matches nothing.
// Errors: INVALID_TARGET_KEY, UNKNOWN_FIELD, INVALID_VALUE, FILTER_TOO_LARGE.
func ParseTargetKey(c *schema.Collection, tk any) (Filter, error) {
	return ParseKey(c, c.TargetKey(), tk)
}

// ParseKey is ParseTargetKey with another key field: the target key of a relation. key nil means that only objects
// are accepted.
func ParseKey(c *schema.Collection, key *schema.Field, tk any) (Filter, error) {
	switch x := uniform(tk).(type) {
	case nil:
		return Nothing{}, nil
	case map[string]any:
		return keyObject(c, x)
	case []any:
		return keyList(c, key, x)
	default:
		if x == "" {
			return Nothing{}, nil
		}
		v, err := keyValue(c, key, x)
		if err != nil {
			return nil, err
		}
		return Cond{Field: key, Op: Eq, Value: v}, nil
	}
}

func keyValue(c *schema.Collection, key *schema.Field, v any) (any, error) {
	if key == nil {
		return nil, errs.New(errs.Invalid, "INVALID_TARGET_KEY", "%q has no single key: name the columns", c.Name).On("filterByTk")
	}
	if _, ok := text(v); !ok {
		return nil, errs.New(errs.Invalid, "INVALID_TARGET_KEY", "a key must be a text or a number").On("filterByTk")
	}
	return coerce(key, v, Env{}, "filterByTk")
}

func keyList(c *schema.Collection, key *schema.Field, list []any) (Filter, error) {
	if len(list) > MaxListValues {
		return nil, tooLarge("filterByTk", "at most %d keys", MaxListValues)
	}
	var values []any
	var objects Or
	for _, item := range list {
		if m, ok := item.(map[string]any); ok {
			f, err := keyObject(c, m)
			if err != nil {
				return nil, err
			}
			objects = append(objects, f)
			continue
		}
		v, err := keyValue(c, key, item)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	if len(values) > 0 {
		objects = append(objects, Cond{Field: key, Op: In, Value: values})
	}
	switch len(objects) {
	case 0:
		return Nothing{}, nil
	case 1:
		return objects[0], nil
	}
	return objects, nil
}

// keyObject is equality on the columns that it names; null matches NULL.
func keyObject(c *schema.Collection, m map[string]any) (Filter, error) {
	var out And
	for _, e := range entries(m) {
		name := e.segments[0]
		f := visible(c, name)
		if f == nil || len(e.segments) > 1 || f.Column == "" || f.Type == "password" {
			return nil, unknownField(c, name, "filterByTk")
		}
		if e.value == nil {
			out = append(out, Cond{Field: f, Op: IsNull})
			continue
		}
		v, err := keyValue(c, f, e.value)
		if err != nil {
			return nil, err
		}
		out = append(out, Cond{Field: f, Op: Eq, Value: v})
	}
	if len(out) == 0 {
		return Nothing{}, nil
	}
	return simplify(out), nil
}
