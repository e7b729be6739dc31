package schema

import (
	"encoding/json"
	"strings"
)

// booleanKind is true or false.
type booleanKind struct{}

func (booleanKind) Type() string { return "boolean" }

// Storage implements Kind.
func (booleanKind) Storage() Storage { return Boolean }

// Parse implements Kind.
func (booleanKind) Parse(_ *Field, v any, _ Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	switch x := v.(type) {
	case bool:
		return x, nil
	case json.Number, int64, int, float64:
		return booleanText(numeral(x))
	case string:
		return booleanText(strings.ToLower(strings.TrimSpace(x)))
	}
	return nil, invalid("must be true or false")
}

func numeral(v any) string {
	s, _ := textOf(v)
	return s
}

func booleanText(s string) (any, error) {
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return nil, invalid("must be true or false")
}

// Encode implements Kind.
func (booleanKind) Encode(f *Field, v any) (any, error) {
	switch v.(type) {
	case nil, bool:
		return v, nil
	}
	return nil, mismatch(f, v)
}

// Decode implements Kind.
func (booleanKind) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case nil, bool:
		return v, nil
	case int64:
		return x != 0, nil
	}
	return nil, mismatch(f, v)
}
