package schema

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
)

// instantColumn is a point in time, in UTC with milliseconds.
type instantColumn struct{}

// Storage implements Kind.
func (instantColumn) Storage() Storage { return Instant }

// Parse implements Kind. Text without a zone is read in the field's or the caller's zone.
func (instantColumn) Parse(f *Field, v any, env Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	i, err := parseInstant(v, zoneOf(f, env))
	if err != nil {
		return nil, err
	}
	return clock.Format(i.time), nil
}

// Encode implements Kind.
func (instantColumn) Encode(f *Field, v any) (any, error) { return textColumn{}.Encode(f, v) }

// Decode implements Kind.
func (instantColumn) Decode(f *Field, v any) (any, error) {
	if t, ok := v.(time.Time); ok {
		v = t.UTC()
	}
	return decodeTimeText(f, v, clock.Layout)
}

// Generate implements Generator for fields that default to the current time.
func (instantColumn) Generate(f *Field, env Env) any {
	if now, ok := currentTime(f, env); ok {
		return clock.Format(now)
	}
	return nil
}

// dateKind, datetimeKind and datetimeTzKind are the same instant under the names that clients use.
type dateKind struct{ instantColumn }

func (dateKind) Type() string { return "date" }

type datetimeKind struct{ instantColumn }

func (datetimeKind) Type() string { return "datetime" }

type datetimeTzKind struct{ instantColumn }

func (datetimeTzKind) Type() string { return "datetimeTz" }

// unixTimestampKind is an instant that is stored as a number of seconds or milliseconds.
type unixTimestampKind struct{}

func (unixTimestampKind) Type() string { return "unixTimestamp" }

// Storage implements Kind.
func (unixTimestampKind) Storage() Storage { return Integer }

// millis is how many milliseconds one unit of the field's accuracy has.
func (unixTimestampKind) millis(f *Field) int64 {
	if f.Text("accuracy") == "millisecond" {
		return 1
	}
	return 1000
}

// Parse implements Kind. A bare number counts in the field's accuracy.
func (k unixTimestampKind) Parse(f *Field, v any, env Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	unit := k.millis(f)
	if n, ok := k.count(v); ok {
		v = n * unit
		if n != 0 && n*unit/n != unit {
			return nil, errInstant()
		}
	}
	i, err := parseInstant(v, zoneOf(f, env))
	if err != nil {
		return nil, err
	}
	return k.text(i.time, unit), nil
}

func (unixTimestampKind) count(v any) (int64, bool) {
	switch x := v.(type) {
	case int64, int, float64, json.Number:
		n, err := parseInteger(x)
		return n, err == nil
	case string:
		n, err := strconv.ParseInt(strings.TrimSpace(x), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// text writes t in the precision that the column keeps.
func (unixTimestampKind) text(t time.Time, unit int64) string {
	return clock.Format(t.Truncate(time.Duration(unit) * time.Millisecond))
}

// Encode implements Kind.
func (k unixTimestampKind) Encode(f *Field, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, mismatch(f, v)
	}
	t, err := time.Parse(clock.Layout, s)
	if err != nil {
		return nil, mismatch(f, v)
	}
	return floorDiv(t.UnixMilli(), k.millis(f)), nil
}

// floorDiv rounds down, also before 1970.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Decode implements Kind.
func (k unixTimestampKind) Decode(f *Field, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	n, ok := v.(int64)
	if !ok {
		return nil, mismatch(f, v)
	}
	return clock.Format(time.UnixMilli(n * k.millis(f))), nil
}

// Generate implements Generator for fields that default to the current time.
func (k unixTimestampKind) Generate(f *Field, env Env) any {
	if now, ok := currentTime(f, env); ok {
		return k.text(now, k.millis(f))
	}
	return nil
}
