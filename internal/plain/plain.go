// Package plain writes and normalises plain values: what JSON decodes to, with numbers kept as text. Contexts and results
// of workflows are plain. It imports nothing of ours.
package plain

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Marshal returns v as JSON, with the keys of objects in order, like json.Marshal. Plain values and integers are written
// without reflection, whatever else they hold by json.Marshal.
func Marshal(v any) ([]byte, error) { return Append(make([]byte, 0, 512), v) }

// Append appends v as JSON to dst.
func Append(dst []byte, v any) ([]byte, error) {
	switch t := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, t), nil
	case string:
		return appendString(dst, t)
	case json.Number:
		if isInteger(string(t)) {
			return append(dst, t...), nil
		}
	case int:
		return strconv.AppendInt(dst, int64(t), 10), nil
	case int64:
		return strconv.AppendInt(dst, t, 10), nil
	case []any:
		return appendList(dst, t)
	case map[string]any:
		return appendObject(dst, t)
	}
	raw, err := json.Marshal(v)
	return append(dst, raw...), err
}

func appendList(dst []byte, list []any) ([]byte, error) {
	if list == nil {
		return append(dst, "null"...), nil
	}
	dst = append(dst, '[')
	for i, item := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = Append(dst, item); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

func appendObject(dst []byte, m map[string]any) ([]byte, error) {
	if m == nil {
		return append(dst, "null"...), nil
	}
	var room [32]string
	keys := room[:0]
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendString(dst, k); err != nil {
			return dst, err
		}
		if dst, err = Append(append(dst, ':'), m[k]); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// appendString writes text that needs no escapes as it is.
func appendString(dst []byte, s string) ([]byte, error) {
	wide := false
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return appendEscaped(dst, s)
		}
		wide = wide || c >= utf8.RuneSelf
	}
	if wide && (!utf8.ValidString(s) || strings.ContainsAny(s, "\u2028\u2029")) {
		return appendEscaped(dst, s)
	}
	return append(append(append(dst, '"'), s...), '"'), nil
}

func appendEscaped(dst []byte, s string) ([]byte, error) {
	raw, err := json.Marshal(s)
	return append(dst, raw...), err
}

// isInteger tells whether s is a JSON number of digits only.
func isInteger(s string) bool {
	digits := s
	if digits != "" && digits[0] == '-' {
		digits = digits[1:]
	}
	if digits == "" || digits[0] == '0' && len(digits) > 1 {
		return false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
	}
	return true
}

// Unmarshal decodes raw into a plain value; nothing is nil.
func Unmarshal(raw []byte) (any, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return v, nil
}

// Normal returns v as JSON and the plain value that Unmarshal would make of it.
func Normal(v any) (json.RawMessage, any, error) {
	raw, err := Marshal(v)
	if err != nil {
		return nil, nil, err
	}
	if n, ok := normal(v); ok {
		return raw, n, nil
	}
	n, err := Unmarshal(raw)
	return raw, n, err
}

// normal makes v plain; false when it holds what only JSON can tell.
func normal(v any) (any, bool) {
	switch t := v.(type) {
	case nil, bool:
		return v, true
	case string:
		return v, utf8.ValidString(t)
	case json.Number:
		return v, isInteger(string(t))
	case int:
		return json.Number(strconv.Itoa(t)), true
	case int64:
		return json.Number(strconv.FormatInt(t, 10)), true
	case []any:
		return normalList(t)
	case map[string]any:
		return normalObject(t)
	}
	return nil, false
}

func normalList(list []any) (any, bool) {
	if list == nil {
		return nil, true
	}
	out := make([]any, len(list))
	for i, item := range list {
		n, ok := normal(item)
		if !ok {
			return nil, false
		}
		out[i] = n
	}
	return out, true
}

func normalObject(m map[string]any) (any, bool) {
	if m == nil {
		return nil, true
	}
	out := make(map[string]any, len(m))
	for k, item := range m {
		n, ok := normal(item)
		if !ok || !utf8.ValidString(k) {
			return nil, false
		}
		out[k] = n
	}
	return out, true
}
