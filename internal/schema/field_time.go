package schema

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// How wall-clock values are written.
const (
	layoutLocal = "2006-01-02 15:04:05"
	layoutDate  = "2006-01-02"
	layoutTime  = "15:04:05"
)

func timeKindOf(typ string) Kind {
	switch typ {
	case "date":
		return dateKind{}
	case "datetime":
		return datetimeKind{}
	case "datetimeTz":
		return datetimeTzKind{}
	case "datetimeNoTz":
		return datetimeNoTzKind{}
	case "dateOnly":
		return dateOnlyKind{}
	case "time":
		return timeKind{}
	case "unixTimestamp":
		return unixTimestampKind{}
	}
	return nil
}

// zoneOf returns the zone in which naive input for f is read: the field's own offset, the application's zone
// ("server"), or the caller's.
func zoneOf(f *Field, env Env) *time.Location {
	zone := env.Location
	switch name := f.Text("timezone"); name {
	case "", "client":
	case "server":
		zone = env.Server
	default:
		if own := offset(name); own != nil {
			zone = own
		}
	}
	if zone == nil {
		return time.UTC
	}
	return zone
}

// offset reads Z, +08:00 or -05:30; nil when s is none.
func offset(s string) *time.Location {
	t, err := time.Parse("Z07:00", s)
	if err != nil {
		return nil
	}
	return t.Location()
}

// instant is a point in time and whether the input said in which zone it was meant.
type instant struct {
	time  time.Time
	zoned bool
}

// parseInstant reads an ISO date and time with or without a zone, or a number of milliseconds since 1970.
func parseInstant(v any, zone *time.Location) (instant, error) {
	switch x := v.(type) {
	case time.Time:
		return checkYear(instant{x, true})
	case int64, int, float64, json.Number:
		ms, err := parseInteger(x)
		if err != nil {
			return instant{}, errInstant()
		}
		return checkYear(instant{time.UnixMilli(ms), true})
	case string:
		return parseInstantText(strings.TrimSpace(x), zone)
	}
	return instant{}, errInstant()
}

func errInstant() error { return invalid("must be a date and time such as 2025-01-31T10:00:00.000Z") }

// minMillisDigits is the length from which a text of digits is taken as milliseconds: shorter ones are years or days.
const minMillisDigits = 11

func parseInstantText(s string, zone *time.Location) (instant, error) {
	if len(s) >= minMillisDigits {
		if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
			return checkYear(instant{time.UnixMilli(ms), true})
		}
	}
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + strings.TrimLeft(s[11:], " ")
	}
	if len(s) > 10 {
		for _, layout := range [...]string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
			if t, err := time.Parse(layout, s); err == nil {
				return checkYear(instant{t, true})
			}
		}
	}
	for _, layout := range [...]string{"2006-01-02T15:04:05", "2006-01-02T15:04", layoutDate} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return checkYear(instant{t, false})
		}
	}
	return instant{}, errInstant()
}

// checkYear keeps instants within four digits, so that text order stays time order.
func checkYear(i instant) (instant, error) {
	if y := i.time.UTC().Year(); y < 1 || y > 9999 {
		return instant{}, invalid("must be between the years 1 and 9999")
	}
	return i, nil
}

// currentTime fills a missing value with the present where the field asks for it.
func currentTime(f *Field, env Env) (time.Time, bool) {
	return env.Now, f.Flag("defaultToCurrentTime") && !env.Now.IsZero()
}

// decodeTimeText reads a column that is kept as text of a fixed layout; the database may give a time.Time instead.
func decodeTimeText(f *Field, v any, layout string) (any, error) {
	switch x := v.(type) {
	case nil, string:
		return v, nil
	case []byte:
		return string(x), nil
	case time.Time:
		return x.Format(layout), nil
	}
	return nil, mismatch(f, v)
}
