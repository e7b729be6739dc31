package expr

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
)

// undefined is JavaScript's undefined, which differs from null (nil) in default values, objects and comparisons.
type undefined struct{}

func isUndefined(v any) bool {
	_, ok := v.(undefined)
	return ok
}

// isNullish reports whether v is null or undefined.
func isNullish(v any) bool { return v == nil || isUndefined(v) }

// canonical returns v as one of the few types this package works with: undefined, nil, bool, string, a number,
// []any, map[string]any or time.Time. Containers are not descended into. Functions are called.
func canonical(v any) any {
	switch x := v.(type) {
	case nil, undefined, bool, string, float64, int64, int, json.Number, []any, map[string]any, time.Time:
		return v
	case func() any:
		return canonical(x())
	case json.RawMessage:
		return decoded(x)
	}
	return reflected(v)
}

// reflected is canonical for named and unusual types, such as a record or a list of records.
func reflected(v any) any {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Bool:
		return r.Bool()
	case reflect.String:
		return r.String()
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		return r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return canonicalUint(r.Uint())
	case reflect.Float32, reflect.Float64:
		return r.Float()
	case reflect.Pointer:
		if r.IsNil() {
			return nil
		}
		return canonical(r.Elem().Interface())
	case reflect.Map:
		return reflectedMap(r)
	case reflect.Slice:
		return reflectedSlice(r)
	}
	return remarshalled(v)
}

func canonicalUint(n uint64) any {
	if n <= 1<<63-1 {
		return int64(n)
	}
	return float64(n)
}

func reflectedMap(r reflect.Value) any {
	if r.Type().Key().Kind() != reflect.String {
		return remarshalled(r.Interface())
	}
	m := make(map[string]any, r.Len())
	for it := r.MapRange(); it.Next(); {
		m[it.Key().String()] = it.Value().Interface()
	}
	return m
}

func reflectedSlice(r reflect.Value) any {
	if r.IsNil() {
		return nil
	}
	if r.Type().Elem().Kind() == reflect.Uint8 {
		return remarshalled(r.Interface())
	}
	list := make([]any, r.Len())
	for i := range list {
		list[i] = r.Index(i).Interface()
	}
	return list
}

// remarshalled is the JSON form of v, or undefined when it has none.
func remarshalled(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return undefined{}
	}
	return decoded(b)
}

// decoded is the value that JSON text b stands for, or undefined when it is not JSON.
func decoded(b []byte) any {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return undefined{}
	}
	return v
}

// text is JavaScript's String(v), except that a date is written as in JSON.
func text(v any) string {
	switch x := canonical(v).(type) {
	case nil:
		return "null"
	case undefined:
		return "undefined"
	case bool:
		if x {
			return "true"
		}
		return "false"
	case string:
		return x
	case time.Time:
		return clock.Format(x)
	case []any:
		return joined(x)
	case map[string]any:
		return "[object Object]"
	default:
		return numberText(x)
	}
}

// joined is JavaScript's Array.prototype.join: a comma between, null and undefined are empty.
func joined(list []any) string {
	var b strings.Builder
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		if v = canonical(v); !isNullish(v) {
			b.WriteString(text(v))
		}
	}
	return b.String()
}

// embedded is how v appears inside a longer text: as text, but nothing for null and undefined.
func embedded(v any) string {
	if v = canonical(v); isNullish(v) {
		return ""
	}
	return text(v)
}
