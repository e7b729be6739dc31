package query_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
)

// friday is a Friday morning in UTC, and already evening in Shanghai.
var friday = time.Date(2024, 3, 15, 10, 30, 15, 123e6, time.UTC)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func between(from, to string) string {
	return fmt.Sprintf("(placedAt >= '%sZ' AND placedAt < '%sZ')", from, to)
}

func TestDateExpressions(t *testing.T) {
	orders := shop(t).Collection("orders")
	tests := []struct{ name, in, want string }{
		{"a year", `"2024"`, between("2024-01-01T00:00:00.000", "2025-01-01T00:00:00.000")},
		{"a quarter", `"2024Q1"`, between("2024-01-01T00:00:00.000", "2024-04-01T00:00:00.000")},
		{"the last quarter", `"2024Q4"`, between("2024-10-01T00:00:00.000", "2025-01-01T00:00:00.000")},
		{"a month", `"2024-02"`, between("2024-02-01T00:00:00.000", "2024-03-01T00:00:00.000")},
		{"an ISO week begins on Monday", `"2024W05"`, between("2024-01-29T00:00:00.000", "2024-02-05T00:00:00.000")},
		{"the first ISO week has 4 January", `"2021W01"`, between("2021-01-04T00:00:00.000", "2021-01-11T00:00:00.000")},
		{"a year of 53 ISO weeks", `"2020W53"`, between("2020-12-28T00:00:00.000", "2021-01-04T00:00:00.000")},
		{"a locale week begins on Sunday", `"2024w05"`, between("2024-01-28T00:00:00.000", "2024-02-04T00:00:00.000")},
		{"the first locale week has 1 January", `"2021w01"`, between("2020-12-27T00:00:00.000", "2021-01-03T00:00:00.000")},
		{"a day", `"2024-03-15"`, between("2024-03-15T00:00:00.000", "2024-03-16T00:00:00.000")},
		{"a leap day", `"2024-02-29"`, between("2024-02-29T00:00:00.000", "2024-03-01T00:00:00.000")},
		{"an hour", `"2024-03-15T10"`, between("2024-03-15T10:00:00.000", "2024-03-15T11:00:00.000")},
		{"an hour after a space", `"2024-03-15 10"`, between("2024-03-15T10:00:00.000", "2024-03-15T11:00:00.000")},
		{"a minute", `"2024-03-15T10:30"`, between("2024-03-15T10:30:00.000", "2024-03-15T10:31:00.000")},
		{"a second", `"2024-03-15 10:30:15"`, between("2024-03-15T10:30:15.000", "2024-03-15T10:30:16.000")},
		{"a millisecond", `"2024-03-15T10:30:15.123"`, between("2024-03-15T10:30:15.123", "2024-03-15T10:30:15.124")},
		{"an instant is equality", `"2024-03-15T10:30:15.123Z"`, "placedAt = '2024-03-15T10:30:15.123Z'"},
		{"an instant without seconds", `"2024-03-15T10:30Z"`, "placedAt = '2024-03-15T10:30:00.000Z'"},
		{"an offset moves a day", `"2024-03-15+08:00"`, between("2024-03-14T16:00:00.000", "2024-03-15T16:00:00.000")},
		{"an offset moves a year", `"2024-05:00"`, between("2024-01-01T05:00:00.000", "2025-01-01T05:00:00.000")},
		{"an offset moves a month", `"2024-03-05:00"`, between("2024-03-01T05:00:00.000", "2024-04-01T05:00:00.000")},
		{"an offset moves a quarter", `"2024Q2+01:00"`, between("2024-03-31T23:00:00.000", "2024-06-30T23:00:00.000")},
		{"an offset moves a week", `"2024w05+08:00"`, between("2024-01-27T16:00:00.000", "2024-02-03T16:00:00.000")},
		{"an offset moves a minute", `"2024-03-15T10:30+05:30"`, between("2024-03-15T05:00:00.000", "2024-03-15T05:01:00.000")},
		{"a range takes its last unit in", `["2024-01-01","2024-02-01"]`, between("2024-01-01T00:00:00.000", "2024-02-02T00:00:00.000")},
		{"a range that is open at its end", `["2024-01-01","2024-02-01","[)"]`, between("2024-01-01T00:00:00.000", "2024-02-01T00:00:00.000")},
		{"a range that is open at its beginning", `["2024-01-01","2024-02-01","(]"]`, between("2024-01-02T00:00:00.000", "2024-02-02T00:00:00.000")},
		{"a range that is open at both ends", `["2024-01","2024-03","()"]`, between("2024-02-01T00:00:00.000", "2024-03-01T00:00:00.000")},
		{"a range in another zone", `["2024-01-01","2024-02-01","[)","+08:00"]`, between("2023-12-31T16:00:00.000", "2024-01-31T16:00:00.000")},
		{"a range of instants", `["2024-01-01T00:00:00Z","2024-01-01T12:00:00Z","(]"]`,
			"(placedAt > '2024-01-01T00:00:00.000Z' AND placedAt <= '2024-01-01T12:00:00.000Z')"},
		{"a range as text", `"[2024-01-01,2024-02-01)"`, between("2024-01-01T00:00:00.000", "2024-02-01T00:00:00.000")},
		{"a range as text with an offset", `"(2024-01-01, 2024-02-01]+08:00"`, between("2024-01-01T16:00:00.000", "2024-02-01T16:00:00.000")},
		{"today", `{"type":"today"}`, between("2024-03-15T00:00:00.000", "2024-03-16T00:00:00.000")},
		{"yesterday", `{"type":"yesterday"}`, between("2024-03-14T00:00:00.000", "2024-03-15T00:00:00.000")},
		{"tomorrow", `{"type":"tomorrow"}`, between("2024-03-16T00:00:00.000", "2024-03-17T00:00:00.000")},
		{"this week is an ISO week", `{"type":"thisWeek"}`, between("2024-03-11T00:00:00.000", "2024-03-18T00:00:00.000")},
		{"last month", `{"type":"lastMonth"}`, between("2024-02-01T00:00:00.000", "2024-03-01T00:00:00.000")},
		{"next quarter", `{"type":"nextQuarter"}`, between("2024-04-01T00:00:00.000", "2024-07-01T00:00:00.000")},
		{"this year", `{"type":"thisYear"}`, between("2024-01-01T00:00:00.000", "2025-01-01T00:00:00.000")},
		{"past days leave today out", `{"type":"past","number":3,"unit":"day"}`, between("2024-03-12T00:00:00.000", "2024-03-15T00:00:00.000")},
		{"next weeks leave this one out", `{"type":"next","number":"2","unit":"week"}`, between("2024-03-18T00:00:00.000", "2024-04-01T00:00:00.000")},
		{"past quarters", `{"type":"past","number":2,"unit":"quarter"}`, between("2023-07-01T00:00:00.000", "2024-01-01T00:00:00.000")},
		{"next years", `{"type":"next","number":1,"unit":"year"}`, between("2025-01-01T00:00:00.000", "2026-01-01T00:00:00.000")},
		{"past months", `{"type":"past","number":1,"unit":"month"}`, between("2024-02-01T00:00:00.000", "2024-03-01T00:00:00.000")},
		{"a variable for this week begins on Sunday", `"{{$nDate.thisWeek}}"`, between("2024-03-10T00:00:00.000", "2024-03-17T00:00:00.000")},
		{"a variable for the ISO week", `"{{$nDate.thisIsoWeek}}"`, between("2024-03-11T00:00:00.000", "2024-03-18T00:00:00.000")},
		{"a variable for the last seven days", `"{{$nDate.last7Days}}"`, between("2024-03-09T00:00:00.000", "2024-03-16T00:00:00.000")},
		{"a variable for the next thirty days", `"{{$date.next30Days}}"`, between("2024-03-16T00:00:00.000", "2024-04-15T00:00:00.000")},
		{"variables as ends of a range", `["{{$nDate.yesterday}}","{{$nDate.tomorrow}}"]`, between("2024-03-14T00:00:00.000", "2024-03-17T00:00:00.000")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v any
			if err := json.Unmarshal([]byte(tt.in), &v); err != nil {
				t.Fatal(err)
			}
			f, err := query.ParseFilter(orders, object{"placedAt": object{"$dateOn": v}}, query.Env{Now: friday})
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestDateOperators(t *testing.T) {
	orders := shop(t).Collection("orders")
	tests := []struct{ op, value, want string }{
		{"$dateOn", "2024", between("2024-01-01T00:00:00.000", "2025-01-01T00:00:00.000")},
		{"$dateBetween", "2024", between("2024-01-01T00:00:00.000", "2025-01-01T00:00:00.000")},
		{"$dateNotOn", "2024", "(placedAt < '2024-01-01T00:00:00.000Z' OR placedAt >= '2025-01-01T00:00:00.000Z')"},
		{"$dateBefore", "2024", "placedAt < '2024-01-01T00:00:00.000Z'"},
		{"$dateNotBefore", "2024", "placedAt >= '2024-01-01T00:00:00.000Z'"},
		{"$dateAfter", "2024", "placedAt >= '2025-01-01T00:00:00.000Z'"},
		{"$dateNotAfter", "2024", "placedAt < '2025-01-01T00:00:00.000Z'"},
		{"$dateNotOn", "2024-01-01T00:00:00Z", "(placedAt < '2024-01-01T00:00:00.000Z' OR placedAt > '2024-01-01T00:00:00.000Z')"},
		{"$dateAfter", "2024-01-01T00:00:00Z", "placedAt > '2024-01-01T00:00:00.000Z'"},
		{"$dateNotAfter", "2024-01-01T00:00:00Z", "placedAt <= '2024-01-01T00:00:00.000Z'"},
		{"$dateBefore", "(2024-01-01T00:00:00Z,2025]", "placedAt <= '2024-01-01T00:00:00.000Z'"},
	}
	for _, tt := range tests {
		t.Run(tt.op+" "+tt.value, func(t *testing.T) {
			f, err := query.ParseFilter(orders, object{"placedAt": object{tt.op: tt.value}}, query.Env{Now: friday})
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestDatesFollowTheZone(t *testing.T) {
	orders := shop(t).Collection("orders")
	tests := []struct {
		name, field string
		value       any
		zone        string
		want        string
	}{
		{"a day in the caller's zone", "placedAt", "2024-03-15", "Asia/Shanghai", between("2024-03-14T16:00:00.000", "2024-03-15T16:00:00.000")},
		{"a suffix wins over the caller's zone", "placedAt", "2024-03-15+00:00", "Asia/Shanghai", between("2024-03-15T00:00:00.000", "2024-03-16T00:00:00.000")},
		{"a quarter in a zone with a name", "placedAt", "2024Q1", "America/New_York", between("2024-01-01T05:00:00.000", "2024-04-01T04:00:00.000")},
		{"a day with 23 hours", "placedAt", "2024-03-10", "America/New_York", between("2024-03-10T05:00:00.000", "2024-03-11T04:00:00.000")},
		{"today where it is tomorrow already", "placedAt", object{"type": "today"}, "Pacific/Kiritimati", between("2024-03-15T10:00:00.000", "2024-03-16T10:00:00.000")},
		{"a date column ignores the zone of the day", "day", "2024-03-15+08:00", "America/New_York", "(day >= '2024-03-15' AND day < '2024-03-16')"},
		{"a date column takes today from the zone", "day", object{"type": "today"}, "Pacific/Kiritimati", "(day >= '2024-03-16' AND day < '2024-03-17')"},
		{"a date column counts the day that an hour touches", "day", "2024-03-15T10", "UTC", "(day >= '2024-03-15' AND day < '2024-03-16')"},
		{"a date column takes an instant's day", "day", "2024-03-15T10:30:00Z", "UTC", "day = '2024-03-15'"},
		{"a local time ignores zones", "localAt", "2024-03-15T10:30+08:00", "America/New_York", "(localAt >= '2024-03-15 10:30:00' AND localAt < '2024-03-15 10:31:00')"},
		{"a local time keeps no milliseconds", "localAt", "2024-03-15T10:30:15.500", "UTC", "localAt = '2024-03-15 10:30:15'"},
		{"a unix timestamp", "unixAt", "2024-03-15", "UTC", "(unixAt >= '2024-03-15T00:00:00.000Z' AND unixAt < '2024-03-16T00:00:00.000Z')"},
		{"an empty range stays empty", "day", list{"2024-01-01", "2024-01-01", "[)"}, "UTC", "(day >= '2024-01-01' AND day < '2024-01-01')"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := query.Env{Now: friday, Location: zone(t, tt.zone)}
			f, err := query.ParseFilter(orders, object{tt.field: object{"$dateOn": tt.value}}, env)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestDatesThatAreRefused(t *testing.T) {
	orders := shop(t).Collection("orders")
	for _, v := range []any{
		"", "x", "24", "2024-13", "2024-00", "2024Q5", "2024Q0", "2024W54", "2024W53", "2024w00", "2024-02-30", "2024-03-15T25",
		"2024-03-15T10:61", "2024-03-15T10:30:15.", "2024-03-15Z", "2024-3-15", "2024-03-15 10:30 ", "0000", "9999", "2024+99:00",
		"[2024-01-01]", "[2024-01-01,x)", "[", "(]", nil, true, 5.0, list{}, list{"2024"}, list{"2024", nil}, list{"2024", "2025", "{}"},
		list{"2024", "2025", "[]", "Mars"}, list{"2024", "2025", "[]", nil, nil}, object{}, object{"type": "someday"},
		object{"type": "past"}, object{"type": "past", "number": 0.0, "unit": "day"}, object{"type": "past", "number": 1e9, "unit": "year"},
		object{"type": "next", "number": 10000.0, "unit": "year"}, object{"type": "past", "number": 2.5, "unit": "day"},
		object{"type": "past", "number": 1.0, "unit": "decade"}, object{"type": "lastHour"},
	} {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			f, err := query.ParseFilter(orders, object{"placedAt": object{"$dateOn": v}}, query.Env{Now: friday})
			if err == nil {
				t.Fatalf("became %s", show(f))
			}
			wantError(t, err, "INVALID_DATE", "placedAt.$dateOn")
		})
	}
}
