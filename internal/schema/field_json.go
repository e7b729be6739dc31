package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// MaxJSON is how many bytes a JSON value may have.
const MaxJSON = 1 << 20

// maxJSONDepth bounds the nesting of a JSON value.
const maxJSONDepth = 100

func jsonKindOf(typ string) Kind {
	switch typ {
	case "json":
		return jsonKind{}
	case "jsonb":
		return jsonbKind{}
	case "array":
		return arrayKind{}
	case "set":
		return setKind{}
	}
	return nil
}

// jsonColumn is the storage of decoded JSON. The canonical value is what a decoder gives that keeps numbers as they
// are written: nil, bool, json.Number, string, []any and map[string]any.
type jsonColumn struct{}

// Storage implements Kind.
func (jsonColumn) Storage() Storage { return JSON }

// Encode implements Kind.
func (jsonColumn) Encode(_ *Field, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	return encodeJSON(v)
}

// Decode implements Kind.
func (jsonColumn) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case string:
		return decodeJSON(x)
	case []byte:
		return decodeJSON(string(x))
	}
	return nil, mismatch(f, v)
}

func encodeJSON(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

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

// jsonInput copies a value into canonical form and checks it. The budget is what is left of MaxJSON.
type jsonInput struct{ budget int }

func parseJSON(v any) (any, error) {
	in := jsonInput{budget: MaxJSON}
	return in.value(v, 0)
}

func (in *jsonInput) spend(n int) error {
	if in.budget -= n; in.budget < 0 {
		return invalid("must not be larger than %d bytes of JSON", MaxJSON)
	}
	return nil
}

func (in *jsonInput) value(v any, depth int) (any, error) {
	if depth > maxJSONDepth {
		return nil, invalid("must not be nested deeper than %d levels", maxJSONDepth)
	}
	switch x := v.(type) {
	case nil, bool:
		return v, in.spend(4)
	case string:
		return in.text(x)
	case json.Number:
		return x, in.spend(len(x))
	case []any:
		return in.list(x, depth)
	case map[string]any:
		return in.object(x, depth)
	case Record:
		return in.object(x, depth)
	}
	return in.other(v, depth)
}

func (in *jsonInput) text(s string) (any, error) {
	if err := in.spend(len(s) + 2); err != nil {
		return nil, err
	}
	return s, checkText(s)
}

func (in *jsonInput) list(list []any, depth int) (any, error) {
	out := make([]any, len(list))
	for i, v := range list {
		item, err := in.value(v, depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = item
	}
	return out, in.spend(len(list) + 2)
}

func (in *jsonInput) object(m map[string]any, depth int) (any, error) {
	out := make(map[string]any, len(m))
	for k, v := range m {
		if _, err := in.text(k); err != nil {
			return nil, err
		}
		item, err := in.value(v, depth+1)
		if err != nil {
			return nil, err
		}
		out[k] = item
	}
	return out, in.spend(2*len(m) + 2)
}

// other takes a Go value that no decoder makes by way of its JSON text, as results of steps may hold one.
func (in *jsonInput) other(v any, depth int) (any, error) {
	s, err := encodeJSON(v)
	if err != nil {
		return nil, invalid("must be a JSON value")
	}
	if len(s) > MaxJSON {
		return nil, in.spend(len(s))
	}
	decoded, err := decodeJSON(s)
	if err != nil {
		return nil, invalid("must be a JSON value")
	}
	return in.value(decoded, depth)
}

// jsonKind and jsonbKind are any JSON value.
type jsonKind struct{ jsonColumn }

func (jsonKind) Type() string                              { return "json" }
func (jsonKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseJSON(v) }

type jsonbKind struct{ jsonColumn }

func (jsonbKind) Type() string                              { return "jsonb" }
func (jsonbKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseJSON(v) }

// arrayKind is a list that keeps its order.
type arrayKind struct{ jsonColumn }

func (arrayKind) Type() string                              { return "array" }
func (arrayKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseList(v) }

// parseList takes a list, or its JSON text as a query string carries it.
func parseList(v any) (any, error) {
	if blank(v) {
		return nil, nil
	}
	if s, ok := v.(string); ok {
		decoded, err := decodeJSON(s)
		if err != nil {
			return nil, invalid("must be a list")
		}
		v = decoded
	}
	parsed, err := parseJSON(v)
	if err != nil {
		return nil, err
	}
	if _, ok := parsed.([]any); !ok {
		return nil, invalid("must be a list")
	}
	return parsed, nil
}

// setKind is a list without repetitions, in the order of first appearance.
type setKind struct{ jsonColumn }

func (setKind) Type() string { return "set" }

func (setKind) Parse(_ *Field, v any, _ Env) (any, error) {
	parsed, err := parseList(v)
	list, ok := parsed.([]any)
	if err != nil || !ok {
		return nil, err
	}
	seen := make(map[string]bool, len(list))
	out := make([]any, 0, len(list))
	for _, item := range list {
		key, err := encodeJSON(item)
		if err != nil {
			return nil, invalid("must be a list")
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, item)
		}
	}
	return out, nil
}
