package expr

import (
	"fmt"
	"strings"
	"time"
)

// dateRange is $system.dateRange.<name>: a text that names a whole day, week, month, quarter or year, or a list
// [from, before, "[)", offset] of days, as the date operators of filters take them. Every text carries the offset of
// the place at that time, for example +08:00.
func dateRange(name string, now time.Time, loc *time.Location) any {
	if loc == nil {
		loc = time.UTC
	}
	y, m, d := now.In(loc).Date()
	day := func(n int) time.Time { return time.Date(y, m, d+n, 0, 0, 0, 0, loc) }
	switch name {
	case "yesterday":
		return dayText(day(-1))
	case "today":
		return dayText(day(0))
	case "tomorrow":
		return dayText(day(1))
	case "last7Days":
		return daySpan(day(-6), day(1))
	case "last30Days":
		return daySpan(day(-29), day(1))
	case "last90Days":
		return daySpan(day(-89), day(1))
	case "next7Days":
		return daySpan(day(1), day(8))
	case "next30Days":
		return daySpan(day(1), day(31))
	case "next90Days":
		return daySpan(day(1), day(91))
	}
	return period(name, day(0))
}

// period names the week, month, quarter or year before, around or after today.
func period(name string, today time.Time) any {
	step, unit := 0, ""
	switch {
	case strings.HasPrefix(name, "last"):
		step, unit = -1, name[4:]
	case strings.HasPrefix(name, "this"):
		unit = name[4:]
	case strings.HasPrefix(name, "next"):
		step, unit = 1, name[4:]
	}
	y, m, d := today.Date()
	loc := today.Location()
	switch unit {
	case "Week":
		return weekText(time.Date(y, m, d-int(today.Weekday())+7*step, 0, 0, 0, 0, loc))
	case "Month":
		return time.Date(y, m+time.Month(step), 1, 0, 0, 0, 0, loc).Format("2006-01-07:00")
	case "Quarter":
		first := m - (m-1)%3
		t := time.Date(y, first+time.Month(3*step), 1, 0, 0, 0, 0, loc)
		return fmt.Sprintf("%04dQ%d%s", t.Year(), (t.Month()-1)/3+1, t.Format("-07:00"))
	case "Year":
		return time.Date(y+step, 1, 1, 0, 0, 0, 0, loc).Format("2006-07:00")
	}
	return undefined{}
}

func dayText(t time.Time) string { return t.Format("2006-01-02-07:00") }

func daySpan(from, before time.Time) []any {
	const day = "2006-01-02"
	return []any{from.Format(day), before.Format(day), "[)", from.Format("-07:00")}
}

// weekText names the week that begins on sunday, counted as in the default locale: weeks begin on Sunday, and the
// first week of a year is the one with 1 January.
func weekText(sunday time.Time) string {
	saturday := sunday.AddDate(0, 0, 6)
	y, n := saturday.Year(), (saturday.YearDay()+6)/7
	return fmt.Sprintf("%04dw%02d%s", y, n, sunday.Format("-07:00"))
}
