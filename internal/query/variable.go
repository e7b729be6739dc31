package query

import (
	"strings"
	"time"
)

// resolve replaces a value that is one whole {{variable}} (or a list with such members) and brings lists into one
// form. Without a resolver other text in braces is only text.
func (p *filterParser) resolve(v any) any {
	switch x := v.(type) {
	case string:
		name, ok := template(x)
		if !ok {
			return x
		}
		if iv, ok := p.builtin(name); ok {
			return iv
		}
		if p.env.Variable == nil {
			return x
		}
		value, ok := p.env.Variable(name)
		if !ok {
			return nil
		}
		return uniform(value)
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = p.resolve(item)
		}
		return out
	}
	return uniform(v)
}

// template returns the name in "{{ name }}"; false for any other text.
func template(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "{{") || !strings.HasSuffix(s, "}}") || len(s) < 5 {
		return "", false
	}
	name := strings.TrimSpace(s[2 : len(s)-2])
	return name, name != "" && !strings.ContainsAny(name, "{}")
}

// uniform turns typed lists and times, as variables may hold them, into the forms that operators know.
func uniform(v any) any {
	switch x := v.(type) {
	case []string, []int64:
		return anyList(x)
	case time.Time:
		return exactly(x)
	case int:
		return int64(x)
	}
	return v
}

func anyList(v any) []any {
	switch x := v.(type) {
	case []string:
		return listOf(x)
	case []int64:
		out := make([]any, len(x))
		for i, n := range x {
			out[i] = n
		}
		return out
	}
	return nil
}

// builtin resolves the date variables: $nDate.<name>, its older spelling $date.<name>, and $system.now.
func (p *filterParser) builtin(name string) (interval, bool) {
	if name == "$system.now" {
		return exactly(p.now()), true
	}
	rest, ok := strings.CutPrefix(name, "$nDate.")
	if !ok {
		if rest, ok = strings.CutPrefix(name, "$date."); !ok {
			return interval{}, false
		}
	}
	return namedRange(rest, p.now())
}

// now is the current time in the zone of the request.
func (p *filterParser) now() time.Time { return p.env.Now.In(p.location()) }

func (p *filterParser) location() *time.Location {
	if p.env.Location == nil {
		return time.UTC
	}
	return p.env.Location
}

// namedRange is the range called name around now, in now's zone. Weeks called "Week" begin on Sunday.
func namedRange(name string, now time.Time) (interval, bool) {
	today := startOfDay(now)
	days := func(from, to int) (interval, bool) {
		return interval{from: today.AddDate(0, 0, from), to: today.AddDate(0, 0, to)}, true
	}
	sunday := -int(today.Weekday())
	switch name {
	case "now":
		return exactly(now), true
	case "thisWeek":
		return days(sunday, sunday+7)
	case "lastWeek":
		return days(sunday-7, sunday)
	case "nextWeek":
		return days(sunday+7, sunday+14)
	case "last7Days":
		return days(-6, 1)
	case "last30Days":
		return days(-29, 1)
	case "last90Days":
		return days(-89, 1)
	case "next7Days":
		return days(1, 8)
	case "next30Days":
		return days(1, 31)
	case "next90Days":
		return days(1, 91)
	}
	if iso, ok := strings.CutSuffix(name, "IsoWeek"); ok {
		name = iso + "Week"
	}
	return relativeUnit(name, now)
}
