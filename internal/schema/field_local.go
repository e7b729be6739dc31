package schema

import (
	"strings"
	"time"
)

// datetimeNoTzKind is a date and time on the wall, without a zone.
type datetimeNoTzKind struct{}

func (datetimeNoTzKind) Type() string { return "datetimeNoTz" }

// Storage implements Kind.
func (datetimeNoTzKind) Storage() Storage { return LocalDateTime }

// Parse implements Kind. An instant becomes what a clock in the caller's zone shows.
func (datetimeNoTzKind) Parse(_ *Field, v any, env Env) (any, error) {
	return parseWall(v, env, layoutLocal)
}

// Encode implements Kind.
func (datetimeNoTzKind) Encode(f *Field, v any) (any, error) { return textColumn{}.Encode(f, v) }

// Decode implements Kind.
func (datetimeNoTzKind) Decode(f *Field, v any) (any, error) {
	return decodeTimeText(f, v, layoutLocal)
}

// Generate implements Generator for fields that default to the current time.
func (datetimeNoTzKind) Generate(f *Field, env Env) any { return currentWall(f, env, layoutLocal) }

// dateOnlyKind is a calendar day.
type dateOnlyKind struct{}

func (dateOnlyKind) Type() string { return "dateOnly" }

// Storage implements Kind.
func (dateOnlyKind) Storage() Storage { return Date }

// Parse implements Kind. An instant becomes the day that it is in the caller's zone.
func (dateOnlyKind) Parse(_ *Field, v any, env Env) (any, error) {
	return parseWall(v, env, layoutDate)
}

// Encode implements Kind.
func (dateOnlyKind) Encode(f *Field, v any) (any, error) { return textColumn{}.Encode(f, v) }

// Decode implements Kind.
func (dateOnlyKind) Decode(f *Field, v any) (any, error) { return decodeTimeText(f, v, layoutDate) }

// Generate implements Generator for fields that default to the current time.
func (dateOnlyKind) Generate(f *Field, env Env) any { return currentWall(f, env, layoutDate) }

// timeKind is a time of day.
type timeKind struct{}

func (timeKind) Type() string { return "time" }

// Storage implements Kind.
func (timeKind) Storage() Storage { return TimeOfDay }

// Parse implements Kind.
func (timeKind) Parse(_ *Field, v any, env Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	if s, ok := v.(string); ok {
		for _, layout := range [...]string{layoutTime, "15:04"} {
			if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
				return t.Format(layoutTime), nil
			}
		}
		if len(s) < len(layoutDate) {
			return nil, invalid("must be a time of day such as 10:00:00")
		}
	}
	return parseWall(v, env, layoutTime)
}

// Encode implements Kind.
func (timeKind) Encode(f *Field, v any) (any, error) { return textColumn{}.Encode(f, v) }

// Decode implements Kind.
func (timeKind) Decode(f *Field, v any) (any, error) { return decodeTimeText(f, v, layoutTime) }

// Generate implements Generator for fields that default to the current time.
func (timeKind) Generate(f *Field, env Env) any { return currentWall(f, env, layoutTime) }

// parseWall reads v and writes what a clock and calendar in the caller's zone show.
func parseWall(v any, env Env, layout string) (any, error) {
	if blank(v) {
		return nil, nil
	}
	i, err := parseInstant(v, time.UTC)
	if err != nil {
		return nil, err
	}
	if i.zoned {
		i.time = i.time.In(callerZone(env))
		if _, err := checkYear(instant{time: wallAsUTC(i.time)}); err != nil {
			return nil, err
		}
	}
	return i.time.Format(layout), nil
}

// wallAsUTC is the instant at which a clock in UTC shows what t shows.
func wallAsUTC(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func callerZone(env Env) *time.Location {
	if env.Location == nil {
		return time.UTC
	}
	return env.Location
}

func currentWall(f *Field, env Env, layout string) any {
	if now, ok := currentTime(f, env); ok {
		return now.In(callerZone(env)).Format(layout)
	}
	return nil
}
