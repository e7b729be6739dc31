package query

import (
	"strconv"
	"strings"
	"time"
)

// parseUnit reads a point in time and gives the whole unit that it names: a year for "2024", a minute for
// "2024-03-15 10:30". An offset at the end wins over loc; with Z it is an exact instant.
func parseUnit(s string, loc *time.Location) (interval, error) {
	if strings.HasSuffix(s, "Z") && len(s) > 10 {
		return parseInstant(s)
	}
	body, loc := cutOffset(s, loc)
	if len(body) > 10 && body[10] == ' ' {
		body = body[:10] + "T" + body[11:]
	}
	if iv, ok := parsePeriod(body, loc); ok {
		return iv, nil
	}
	if len(body) >= 10 {
		if iv, ok := parseDay(body, loc); ok {
			return iv, nil
		}
	}
	return interval{}, invalidDate("%q", s)
}

func parseInstant(s string) (interval, error) {
	s = s[:10] + "T" + s[11:]
	for _, layout := range [...]string{"2006-01-02T15:04:05.999999999Z", "2006-01-02T15:04Z"} {
		if t, err := time.Parse(layout, s); err == nil {
			return exactly(t), nil
		}
	}
	return interval{}, invalidDate("%q", s)
}

// parsePeriod reads years, quarters, months and weeks.
func parsePeriod(s string, loc *time.Location) (interval, bool) {
	if len(s) < 4 {
		return interval{}, false
	}
	year, ok := digits(s[:4])
	if !ok {
		return interval{}, false
	}
	first := time.Date(year, 1, 1, 0, 0, 0, 0, loc)
	if len(s) == 4 {
		return interval{from: first, to: first.AddDate(1, 0, 0)}, true
	}
	n, ok := digits(s[5:])
	switch {
	case !ok || n < 1:
	case s[4] == 'Q' && len(s) == 6 && n <= 4:
		from := first.AddDate(0, 3*(n-1), 0)
		return interval{from: from, to: from.AddDate(0, 3, 0)}, true
	case s[4] == '-' && len(s) == 7 && n <= 12:
		from := first.AddDate(0, n-1, 0)
		return interval{from: from, to: from.AddDate(0, 1, 0)}, true
	case s[4] == 'W' && len(s) == 7:
		from := startOfISOWeek(time.Date(year, 1, 4, 0, 0, 0, 0, loc)).AddDate(0, 0, 7*(n-1))
		y, w := from.ISOWeek()
		return interval{from: from, to: from.AddDate(0, 0, 7)}, y == year && w == n
	case s[4] == 'w' && len(s) == 7 && n <= 53:
		from := first.AddDate(0, 0, 7*(n-1)-int(first.Weekday()))
		return interval{from: from, to: from.AddDate(0, 0, 7)}, true
	}
	return interval{}, false
}

// digits reads a text of nothing but digits.
func digits(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// parseDay reads days and the units below them.
func parseDay(s string, loc *time.Location) (interval, bool) {
	if len(s) == 10 {
		t, err := time.ParseInLocation(time.DateOnly, s, loc)
		return interval{from: t, to: t.AddDate(0, 0, 1)}, err == nil
	}
	layout, unit := "2006-01-02T15:04:05.999999999", time.Millisecond
	switch len(s) {
	case 13:
		layout, unit = "2006-01-02T15", time.Hour
	case 16:
		layout, unit = "2006-01-02T15:04", time.Minute
	case 19:
		layout, unit = "2006-01-02T15:04:05", time.Second
	}
	t, err := time.ParseInLocation(layout, s, loc)
	if err != nil {
		return interval{}, false
	}
	t = t.Truncate(time.Millisecond)
	return interval{from: t, to: t.Add(unit)}, true
}

// cutOffset splits "±hh:mm" off the end of s.
func cutOffset(s string, loc *time.Location) (string, *time.Location) {
	if len(s) < 10 {
		return s, loc
	}
	if zone, ok := parseOffset(s[len(s)-6:]); ok {
		return s[:len(s)-6], zone
	}
	return s, loc
}

func parseOffset(s string) (*time.Location, bool) {
	if len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return nil, false
	}
	h, okH := digits(s[1:3])
	m, okM := digits(s[4:])
	if !okH || !okM || h > 15 || m > 59 {
		return nil, false
	}
	seconds := h*3600 + m*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone(s, seconds), true
}

// relativeUnit is a whole unit around now: today, thisWeek (from Monday), lastMonth and the like.
func relativeUnit(name string, now time.Time) (interval, bool) {
	n, unit := 0, ""
	switch name {
	case "yesterday":
		n, unit = -1, "day"
	case "today":
		unit = "day"
	case "tomorrow":
		n, unit = 1, "day"
	default:
		if len(name) < 5 {
			return interval{}, false
		}
		switch name[:4] {
		case "last":
			n = -1
		case "next":
			n = 1
		case "this":
		default:
			return interval{}, false
		}
		switch unit = name[4:]; unit {
		case "Week", "Month", "Quarter", "Year":
			unit = strings.ToLower(unit)
		default:
			return interval{}, false
		}
	}
	start, ok := startOf(unit, now)
	return interval{from: shift(start, unit, n), to: shift(start, unit, n+1)}, ok
}

// startOf is the beginning of the unit that t lies in.
func startOf(unit string, t time.Time) (time.Time, bool) {
	y, m, _ := t.Date()
	switch unit {
	case "day":
		return startOfDay(t), true
	case "week":
		return startOfISOWeek(t), true
	case "month":
		return time.Date(y, m, 1, 0, 0, 0, 0, t.Location()), true
	case "quarter":
		return time.Date(y, m-(m-1)%3, 1, 0, 0, 0, 0, t.Location()), true
	case "year":
		return time.Date(y, 1, 1, 0, 0, 0, 0, t.Location()), true
	}
	return time.Time{}, false
}

// shift moves the beginning of a unit by n units.
func shift(t time.Time, unit string, n int) time.Time {
	switch unit {
	case "day":
		return t.AddDate(0, 0, n)
	case "week":
		return t.AddDate(0, 0, 7*n)
	case "month":
		return t.AddDate(0, n, 0)
	case "quarter":
		return t.AddDate(0, 3*n, 0)
	}
	return t.AddDate(n, 0, 0)
}

func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// startOfISOWeek is the Monday on or before t.
func startOfISOWeek(t time.Time) time.Time {
	return startOfDay(t).AddDate(0, 0, -(int(t.Weekday())+6)%7)
}
