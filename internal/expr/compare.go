package expr

import (
	"reflect"
	"slices"
	"time"
	"unicode/utf16"
)

// looseEqual is JavaScript's a == b on canonical values that are not dates.
func looseEqual(a, b any) bool {
	switch {
	case isNullish(a) || isNullish(b):
		return isNullish(a) && isNullish(b)
	case isObject(a) && isObject(b):
		return sameObject(a, b)
	case isObject(a):
		return looseEqual(primitive(a), b)
	case isObject(b):
		return looseEqual(a, primitive(b))
	}
	as, aText := a.(string)
	bs, bText := b.(string)
	if aText && bText {
		return as == bs
	}
	n, ok := toNumber(a).order(toNumber(b))
	return ok && n == 0
}

// strictEqual is a === b, except that NaN equals itself as in list membership.
func strictEqual(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case undefined:
		return isUndefined(b)
	case bool:
		y, ok := b.(bool)
		return ok && x == y
	case string:
		y, ok := b.(string)
		return ok && x == y
	}
	if isNumber(a) && isNumber(b) {
		x, y := toNumber(a), toNumber(b)
		n, ok := x.order(y)
		return ok && n == 0 || x.f != x.f && y.f != y.f
	}
	return isObject(a) && isObject(b) && sameObject(a, b)
}

// relation compares as JavaScript's < and > do on canonical values that are not dates: texts by their UTF-16 units,
// anything else as numbers. ok is false when there is no order.
func relation(a, b any) (order int, ok bool) {
	a, b = primitive(a), primitive(b)
	as, aText := a.(string)
	bs, bText := b.(string)
	if aText && bText {
		return slices.Compare(utf16.Encode([]rune(as)), utf16.Encode([]rune(bs))), true
	}
	return toNumber(a).order(toNumber(b))
}

// primitive is JavaScript's ToPrimitive: lists and objects become their text.
func primitive(v any) any {
	if isObject(v) {
		return text(v)
	}
	return v
}

func isObject(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

// sameObject reports whether a and b are one and the same list or object.
func sameObject(a, b any) bool {
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		return ok && len(x) > 0 && len(x) == len(y) && &x[0] == &y[0]
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && x != nil && reflect.ValueOf(x).Pointer() == reflect.ValueOf(y).Pointer()
	}
	return false
}

func isDate(v any) bool {
	_, ok := v.(time.Time)
	return ok
}

// dateOrder compares two values of which at least one is a date: both as milliseconds since the epoch. ok is false
// when one of them is null, undefined, a boolean or no date at all. Texts without a zone are taken in loc.
func dateOrder(a, b any, loc *time.Location) (order int, ok bool) {
	return millis(a, loc).order(millis(b, loc))
}

// millis is the number of milliseconds since the epoch that v stands for, as new Date(v) has it.
func millis(v any, loc *time.Location) number {
	switch x := v.(type) {
	case nil, undefined, bool:
		return nan()
	case time.Time:
		return ofInt(x.UnixMilli())
	}
	if isNumber(v) {
		return toNumber(v)
	}
	t, ok := parseDate(text(v), loc)
	if !ok {
		return nan()
	}
	return ofInt(t.UnixMilli())
}

// parseDate reads a date text as JavaScript's Date does: a date alone is in UTC, a date and time without a zone in
// loc. Of the formats beyond ISO 8601 only the usual ones are known.
func parseDate(s string, loc *time.Location) (time.Time, bool) {
	if loc == nil {
		loc = time.UTC
	}
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	for _, layout := range []string{
		"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04", "2006-01-02T15:04:05",
		"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-1-2", "2006/1/2", "2006/1/2 15:04",
		"2006/1/2 15:04:05", "1/2/2006", "1/2/2006 15:04", "1/2/2006 15:04:05", "Jan 2, 2006", "Jan 2, 2006 15:04:05",
		"January 2, 2006", "2 Jan 2006", time.RFC1123, time.RFC1123Z,
	} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
