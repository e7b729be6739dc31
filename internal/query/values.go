package query

import (
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Values are parsed query-string parameters: strings, []any, map[string]any or nil (a bare key). Parameters that a
// client sent in a body instead are decoded JSON with numbers as json.Number.
type Values map[string]any

// Has tells whether the parameter was given, even as a bare key.
func (v Values) Has(name string) bool {
	_, ok := v[name]
	return ok
}

// String returns a scalar parameter as text, "" when it is absent or no scalar.
func (v Values) String(name string) string {
	s, _ := text(v[name])
	return s
}

// Strings returns a parameter that is a list or a comma-separated text. Blank items are left out.
func (v Values) Strings(name string) []string {
	var out []string
	for _, item := range listOf(v[name]) {
		s, _ := text(item)
		for _, part := range strings.Split(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// Bool tells whether a parameter is true, "true" or 1.
func (v Values) Bool(name string) bool {
	b, _ := truth(v[name])
	return b
}

// Int returns a whole number, or def when the parameter is absent or empty. Errors: INVALID_PARAMETER.
func (v Values) Int(name string, def int) (int, error) {
	raw, ok := v[name]
	if !ok || raw == nil || raw == "" {
		return def, nil
	}
	s, ok := text(raw)
	n, err := strconv.Atoi(s)
	if !ok || err != nil {
		return 0, errs.New(errs.Invalid, "INVALID_PARAMETER", "%s must be a whole number", name).On(name)
	}
	return n, nil
}

// Object returns a parameter that is an object, also when sent as JSON text; nil when it is absent or empty.
// Errors: INVALID_PARAMETER.
func (v Values) Object(name string) (map[string]any, error) {
	raw := v[name]
	if s, ok := raw.(string); ok && s != "" {
		decoded, err := decodeJSON(s)
		if err != nil {
			return nil, errs.New(errs.Invalid, "INVALID_PARAMETER", "%s must be an object", name).On(name)
		}
		raw = decoded
	}
	if raw == nil || raw == "" {
		return nil, nil
	}
	m, ok := raw.(map[string]any)
	if !ok {
		return nil, errs.New(errs.Invalid, "INVALID_PARAMETER", "%s must be an object", name).On(name)
	}
	return m, nil
}

// FilterOf returns the parameter filter as decoded JSON: given as JSON text or as nested parameters; nil when absent.
// Errors: INVALID_FILTER_JSON.
func FilterOf(v Values) (any, error) {
	raw := v["filter"]
	if s, ok := raw.(string); ok && s != "" {
		decoded, err := decodeJSON(s)
		if err != nil {
			return nil, errs.New(errs.Invalid, "INVALID_FILTER_JSON", "filter is not valid JSON").On("filter")
		}
		raw = decoded
	}
	switch m := raw.(type) {
	case map[string]any:
		return m, nil
	case nil:
		return nil, nil
	case string:
		if m == "" {
			return nil, nil
		}
	}
	return nil, errs.New(errs.Invalid, "INVALID_FILTER_JSON", "filter must be an object").On("filter")
}

// TargetKeyOf returns the parameter filterByTk: a scalar, a list or an object, also when sent as JSON text; false
// when it was not given. An object whose keys are all digits is a list.
func TargetKeyOf(v Values) (any, bool, error) { return keyParameter(v, "filterByTk") }

// TargetKeysOf is TargetKeyOf for the parameter filterByTks of link actions.
func TargetKeysOf(v Values) (any, bool, error) { return keyParameter(v, "filterByTks") }

func keyParameter(v Values, name string) (any, bool, error) {
	raw, ok := v[name]
	if !ok {
		return nil, false, nil
	}
	if s, isText := raw.(string); isText && (strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")) {
		if decoded, err := decodeJSON(s); err == nil {
			raw = decoded
		}
	}
	if m, isObject := raw.(map[string]any); isObject {
		if list, digits := digitKeyed(m); digits {
			raw = list
		}
	}
	if list, isList := raw.([]any); isList && len(list) > MaxListValues {
		return nil, true, tooLarge(name, "at most %d keys", MaxListValues)
	}
	return raw, true, nil
}

// decodeJSON decodes exactly one JSON value with numbers kept as they are.
func decodeJSON(s string) (any, error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the JSON value")
	}
	return v, nil
}

// digitKeyed turns {"0": a, "1": b} into a list ordered by index; false when a key is no index or there is none.
func digitKeyed(m map[string]any) ([]any, bool) {
	if len(m) == 0 {
		return nil, false
	}
	keys := make([]int, 0, len(m))
	for k := range m {
		n, err := strconv.Atoi(k)
		if err != nil || n < 0 || strconv.Itoa(n) != k {
			return nil, false
		}
		keys = append(keys, n)
	}
	sort.Ints(keys)
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = m[strconv.Itoa(k)]
	}
	return out, true
}

// listOf views a value as a list: a list itself, a digit-keyed object, nothing for nil, otherwise one item.
func listOf(v any) []any {
	switch x := v.(type) {
	case nil:
		return nil
	case []any:
		return x
	case []string:
		out := make([]any, len(x))
		for i, s := range x {
			out[i] = s
		}
		return out
	case map[string]any:
		list, _ := digitKeyed(x)
		return list
	}
	return []any{v}
}

// text renders a scalar; false when v is none.
func text(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	case bool:
		return strconv.FormatBool(x), true
	case int64:
		return strconv.FormatInt(x, 10), true
	case int:
		return strconv.Itoa(x), true
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), true
	}
	return "", false
}

// truth reads a boolean as JSON or as text; false when v is neither.
func truth(v any) (value, ok bool) {
	s, ok := text(v)
	if !ok {
		return false, false
	}
	switch strings.ToLower(s) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}
