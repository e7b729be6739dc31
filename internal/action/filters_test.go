package action_test

import (
	"fmt"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// library has four records, named a to d: a is full, b is another, c is empty text and lists, d is NULL everywhere.
func library(t *testing.T) *testenv.Env {
	t.Helper()
	e := testenv.New(t)
	e.Collection("tags", "label:string")
	e.Collection("owners", "name:string", M{"name": "boss", "type": "belongsTo", "target": "owners", "foreignKey": "bossId"})
	e.Root.Post("collections:create", M{"name": "things", "createdBy": true, "createdAt": true, "fields": []M{
		{"name": "name", "type": "string"}, {"name": "s", "type": "string"}, {"name": "txt", "type": "text"}, {"name": "n", "type": "integer"}, {"name": "big", "type": "bigInt"},
		{"name": "d", "type": "double"}, {"name": "dec", "type": "decimal", "precision": 10, "scale": 2}, {"name": "b", "type": "boolean"},
		{"name": "at", "type": "date"}, {"name": "no", "type": "datetimeNoTz"}, {"name": "day", "type": "dateOnly"}, {"name": "clock", "type": "time"}, {"name": "unix", "type": "unixTimestamp"},
		{"name": "list", "type": "array"}, {"name": "set", "type": "set"}, {"name": "js", "type": "json"},
		{"name": "owner", "type": "belongsTo", "target": "owners", "foreignKey": "ownerId"},
		{"name": "parts", "type": "hasMany", "target": "parts", "foreignKey": "thingId"},
		{"name": "tags", "type": "belongsToMany", "target": "tags", "through": "thingsTags", "foreignKey": "thingId", "otherKey": "tagId"},
	}}).OK()
	e.Collection("parts", "p:integer", M{"name": "thing", "type": "belongsTo", "target": "things", "foreignKey": "thingId"})
	boss := e.Root.Post("owners:create", M{"name": "Boss"}).OK().ID()
	e.Root.Post("things:create", M{"name": "a", "s": "Hello_World", "txt": "50% off", "n": 5, "big": "9007199254740993", "d": 1.5, "dec": "12.50", "b": true, "at": "2024-03-15T10:30:15.000Z", "no": "2024-03-15 10:30:15",
		"day": "2024-03-15", "clock": "10:30:00", "unix": "2024-03-15T10:30:15.000Z", "list": []string{"x", "y"}, "set": []string{"x"}, "js": M{"k": 1}, "owner": M{"name": "Ann", "boss": M{"id": boss}}, "parts": []M{{"p": 1}, {"p": 2}}, "tags": []M{{"label": "red"}, {"label": "blue"}}}).OK()
	e.Root.Post("things:create", M{"name": "b", "s": "hello world", "txt": "other", "n": 10, "big": 7, "d": -2, "dec": "3.00", "b": false, "at": "2025-01-01T00:00:00.000Z", "no": "2025-01-01 00:00:00",
		"day": "2025-01-01", "clock": "23:59:59", "unix": "2025-01-01T00:00:00.000Z", "list": []string{"y", "z"}, "set": []string{"y"}, "js": []int{1}, "owner": M{"name": "Bob"}, "parts": []M{{"p": 2}}, "tags": []M{{"label": "red2"}}}).OK()
	e.Root.Post("things:create", M{"name": "c", "s": "", "txt": "", "list": []string{}, "set": []string{}}).OK()
	e.Root.Post("things:create", M{"name": "d"}).OK()
	return e
}

func matched(t *testing.T, c *testenv.Client, filter any) string {
	t.Helper()
	list, _ := c.Get("things:list?fields=name&" + testenv.Filter(filter)).OK().At("data").([]any)
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprint(testenv.At(x, "name"))
	}
	sort.Strings(out)
	return strings.Join(out, "")
}

func TestFiltersMatchAsDocumented(t *testing.T) {
	e := library(t)
	for _, tc := range []struct {
		filter any
		want   string
	}{
		// equality, null and list shortcuts
		{M{"s": "hello world"}, "b"}, {M{"s": "HELLO WORLD"}, ""}, {M{"s": nil}, "d"}, {M{"s": ""}, "c"}, {M{"s": []any{"", "hello world"}}, "bc"}, {M{"s": M{"$eq": "hello world"}}, "b"}, {M{"s.$eq": "hello world"}, "b"},
		{M{"n": 5}, "a"}, {M{"n": "5"}, "a"}, {M{"n": M{"$eq": []any{5, 10}}}, "ab"}, {M{"big": "9007199254740993"}, "a"}, {M{"big": "9007199254740992"}, ""}, {M{"dec": "12.5"}, "a"}, {M{"dec": 12.5}, "a"}, {M{"d": 1.5}, "a"}, {M{"b": true}, "a"}, {M{"b": "false"}, "b"}, {M{"b": nil}, "cd"},
		{M{"n": M{"$ne": 5}}, "bcd"}, {M{"n": M{"$neq": 5}}, "bcd"}, {M{"n": M{"$ne": nil}}, "ab"}, {M{"n": M{"$ne": []any{5}}}, "b"}, {M{"s": M{"$ne": ""}}, "abd"}, {M{"b": M{"$ne": true}}, "bcd"},
		{M{"n": M{"$in": []any{5, 7}}}, "a"}, {M{"n": M{"$in": 5}}, "a"}, {M{"n": M{"$in": nil}}, ""}, {M{"n": M{"$in": []any{}}}, ""}, {M{"n": []any{}}, ""}, {M{"n": M{"$notIn": []any{5}}}, "bcd"}, {M{"n": M{"$notIn": []any{}}}, "abcd"},
		{M{"s": M{"$in": []any{"Hello_World", "x"}}}, "a"}, {M{"dec": M{"$in": []any{"3", "4"}}}, "b"}, {M{"at": M{"$in": []any{"2025-01-01T00:00:00Z"}}}, "b"}, {M{"day": M{"$in": []any{"2024-03-15"}}}, "a"},
		// comparison
		{M{"n": M{"$gt": 5}}, "b"}, {M{"n": M{"$gte": 5}}, "ab"}, {M{"n": M{"$lt": 10}}, "a"}, {M{"n": M{"$lte": 10}}, "ab"}, {M{"n": M{"$gt": "9"}}, "b"}, {M{"n": M{"$gt": 4, "$lt": 6}}, "a"}, {M{"dec": M{"$gt": 3}}, "a"}, {M{"dec": M{"$gte": "3.00"}}, "ab"}, {M{"d": M{"$lt": 0}}, "b"}, {M{"big": M{"$gt": "9007199254740992"}}, "a"},
		{M{"at": M{"$gt": "2024-03-15T10:30:15.000Z"}}, "b"}, {M{"day": M{"$lte": "2024-03-15"}}, "a"}, {M{"clock": M{"$gte": "23:00:00"}}, "b"}, {M{"s": M{"$gt": "a"}}, "b"},
		{M{"n": M{"$between": []any{5, 9}}}, "a"}, {M{"n": M{"$notBetween": []any{5, 9}}}, "b"}, {M{"n": M{"$is": nil}}, "cd"}, {M{"n": M{"$not": nil}}, "ab"}, {M{"b": M{"$is": true}}, "a"}, {M{"n": M{"$not": 5}}, "bcd"},
		// text
		{M{"s": M{"$includes": "HELLO"}}, "ab"}, {M{"s": M{"$includes": "o_w"}}, "a"}, {M{"txt": M{"$includes": "0%"}}, "a"}, {M{"txt": M{"$includes": "%"}}, "a"}, {M{"s": M{"$includes": []any{"_", "o w"}}}, "ab"}, {M{"s": M{"$includes": nil}}, "d"},
		{M{"s": M{"$notIncludes": "_"}}, "bc"}, {M{"s": M{"$notIncludes": []any{"_", "o w"}}}, "c"}, {M{"s": M{"$notIncludes": nil}}, "abc"}, {M{"s": M{"$startsWith": "hello"}}, "ab"}, {M{"s": M{"$notStartsWith": "hello_"}}, "bc"}, {M{"s": M{"$endWith": "WORLD"}}, "ab"}, {M{"s": M{"$notEndWith": "world"}}, "c"}, {M{"s": M{"$startsWith": []any{"hello_", "hello w"}}}, "ab"},
		// emptiness
		{M{"s": M{"$empty": true}}, "cd"}, {M{"s": M{"$notEmpty": true}}, "ab"}, {M{"txt": M{"$empty": true}}, "d"}, {M{"txt": M{"$notEmpty": true}}, "abc"}, {M{"list": M{"$empty": true}}, "cd"}, {M{"list": M{"$notEmpty": true}}, "ab"}, {M{"n": M{"$empty": ""}}, "cd"}, {M{"n": M{"$exists": true}}, "ab"}, {M{"n": M{"$notExists": true}}, "cd"}, {M{"at": M{"$empty": true}}, "cd"}, {M{"b": M{"$notEmpty": true}}, "ab"},
		// booleans
		{M{"b": M{"$isTruly": true}}, "a"}, {M{"b": M{"$isTruly": "true"}}, "a"}, {M{"b": M{"$isTruly": false}}, "bcd"}, {M{"b": M{"$isFalsy": true}}, "bcd"}, {M{"b": M{"$isFalsy": "true"}}, "bcd"}, {M{"b": M{"$isFalsy": false}}, "a"},
		// lists
		{M{"list": M{"$match": []any{"y", "x"}}}, "a"}, {M{"list": M{"$match": []any{"x"}}}, ""}, {M{"list": M{"$notMatch": []any{"y", "x"}}}, "bc"}, {M{"list": M{"$anyOf": []any{"y"}}}, "ab"}, {M{"list": M{"$anyOf": "x"}}, "a"}, {M{"list": M{"$noneOf": []any{"x"}}}, "bcd"}, {M{"list": M{"$noneOf": []any{"y", "q"}}}, "cd"}, {M{"set": M{"$anyOf": []any{"x", "y"}}}, "ab"}, {M{"list": M{"$anyOf": []any{"x') or 1=1 --"}}}, ""},
		// groups
		{M{"$and": []any{M{"n": 5}, M{"s.$includes": "h"}}}, "a"}, {M{"$or": []any{M{"n": 5}, M{"n": 10}}}, "ab"}, {M{"$or": M{"0": M{"n": 5}, "1": M{"n": 10}}}, "ab"}, {M{"$not": M{"n": 5}}, "bcd"}, {M{"n": M{"$not": M{"$eq": 5}}}, "bcd"}, {M{"$and": []any{}}, "abcd"}, {M{"$or": []any{}}, "abcd"}, {M{}, "abcd"}, {M{"n": M{"$or": []any{5, 10}}}, "ab"}, {M{"n": M{"$or": []any{M{"$lt": 6}, M{"$gt": 9}}}}, "ab"}, {M{"$or": []any{M{"$and": []any{M{"n": 5}, M{"b": true}}}, M{"s": nil}}}, "ad"},
		// associations
		{M{"owner.name": "Ann"}, "a"}, {M{"owner": M{"name": "Ann"}}, "a"}, {M{"owner": M{"name": M{"$includes": "b"}}}, "b"}, {M{"owner.name.$ne": "Ann"}, "bcd"}, {M{"owner.boss.name": "Boss"}, "a"}, {M{"owner.id.$exists": true}, "ab"}, {M{"owner.id.$notExists": true}, "cd"}, {M{"owner.$exists": true}, "ab"}, {M{"owner": M{"$notExists": true}}, "cd"}, {M{"owner": nil}, "cd"}, {M{"ownerId": nil}, "cd"},
		{M{"parts.p": 2}, "ab"}, {M{"parts.p": 1}, "a"}, {M{"parts": M{"p": M{"$gt": 1}}}, "ab"}, {M{"parts.$exists": true}, "ab"}, {M{"parts.$notExists": true}, "cd"}, {M{"parts.id.$notExists": true}, "cd"}, {M{"tags.label": "red"}, "a"}, {M{"tags": M{"label": M{"$startsWith": "red"}}}, "ab"}, {M{"$and": []any{M{"tags.label": "red"}, M{"tags.label": "blue"}}}, "a"}, {M{"createdBy.email": "root@example.com"}, "abcd"}, {M{"parts.thing.owner.name": "Bob"}, "b"},
		// dates
		{M{"at": M{"$dateOn": "2024"}}, "a"}, {M{"at": M{"$dateOn": "2024Q1"}}, "a"}, {M{"at": M{"$dateOn": "2024-03"}}, "a"}, {M{"at": M{"$dateOn": "2024W11"}}, "a"}, {M{"at": M{"$dateOn": "2024-03-15"}}, "a"}, {M{"at": M{"$dateOn": "2024-03-15T10"}}, "a"}, {M{"at": M{"$dateOn": "2024-03-15 10:30"}}, "a"}, {M{"at": M{"$dateOn": "2024-03-15T10:30:15"}}, "a"}, {M{"at": M{"$dateOn": "2024-03-15T10:30:15.000Z"}}, "a"}, {M{"at": M{"$dateOn": "2024-03-15T10:30:16Z"}}, ""},
		{M{"at": M{"$dateNotOn": "2024"}}, "b"}, {M{"at": M{"$dateBefore": "2024-03-15"}}, ""}, {M{"at": M{"$dateBefore": "2024-03-16"}}, "a"}, {M{"at": M{"$dateNotBefore": "2024-03-15"}}, "ab"}, {M{"at": M{"$dateAfter": "2024"}}, "b"}, {M{"at": M{"$dateAfter": "2024-03-15"}}, "b"}, {M{"at": M{"$dateNotAfter": "2024"}}, "a"}, {M{"at": M{"$dateBetween": []any{"2024-01-01", "2024-12-31"}}}, "a"}, {M{"at": M{"$dateBetween": []any{"2024", "2025"}}}, "ab"}, {M{"at": M{"$dateBetween": "[2024-01-01,2025-01-01)"}}, "a"}, {M{"at": M{"$dateBetween": []any{"2024-01-01", "2025-01-01", "[)"}}}, "a"}, {M{"at": M{"$dateBetween": "[2024-03-15 10:00,2024-03-15 11:00]+00:00"}}, "a"},
		{M{"day": M{"$dateOn": "2024-03-15"}}, "a"}, {M{"day": M{"$dateAfter": "2024-03"}}, "b"}, {M{"no": M{"$dateOn": "2024-03-15T10"}}, "a"}, {M{"unix": M{"$dateOn": "2024-03-15"}}, "a"}, {M{"unix": M{"$dateAfter": "2024"}}, "b"},
		{M{"createdAt": M{"$dateOn": M{"type": "today"}}}, "abcd"}, {M{"createdAt": M{"$dateOn": "{{$nDate.today}}"}}, "abcd"}, {M{"createdAt": M{"$dateBefore": M{"type": "thisYear"}}}, ""}, {M{"createdAt": M{"$dateOn": M{"type": "past", "number": 3, "unit": "day"}}}, ""}, {M{"at": M{"$dateOn": M{"type": "past", "number": 50, "unit": "year"}}}, "ab"}, {M{"createdAt": M{"$dateBefore": "{{$nDate.now}}"}}, "abcd"},
		// variables
		{M{"createdById": "{{$user.id}}"}, "abcd"}, {M{"createdById": M{"$eq": "{{ $user.id }}"}}, "abcd"}, {M{"createdById": M{"$in": []any{"{{$user.id}}"}}}, "abcd"}, {M{"createdBy.email": "{{$user.email}}"}, "abcd"}, {M{"createdById": "{{ctx.state.currentUser.id}}"}, "abcd"}, {M{"s": "{{$nope}}"}, "d"}, {M{"s": "x {{$user.id}}"}, ""}, {M{"s": "{{$nRole}}"}, ""}, {M{"createdBy.roles.name": "{{$nRole}}"}, "abcd"},
	} {
		t.Run(testenv.Filter(tc.filter), func(t *testing.T) {
			if have := matched(t, e.Root, tc.filter); have != tc.want {
				f, _ := url.QueryUnescape(testenv.Filter(tc.filter))
				t.Errorf("%s matches %q, want %q", f, have, tc.want)
			}
		})
	}
}

func TestDatesAreReadInTheZoneOfTheRequest(t *testing.T) {
	e := library(t)
	for _, tc := range []struct {
		zone   string
		filter any
		want   string
	}{
		{"", M{"at": M{"$dateOn": "2025-01-01"}}, "b"}, {"-08:00", M{"at": M{"$dateOn": "2024-12-31"}}, "b"}, {"+08:00", M{"at": M{"$dateOn": "2025-01-01"}}, "b"}, {"America/New_York", M{"at": M{"$dateOn": "2024-12-31"}}, "b"}, {"America/New_York", M{"at": M{"$dateOn": "2024Q4"}}, "b"},
		{"America/New_York", M{"at": M{"$dateOn": "2024-12-31+00:00"}}, ""}, {"America/New_York", M{"day": M{"$dateOn": "2025-01-01"}}, "b"}, {"America/New_York", M{"no": M{"$dateOn": "2025-01-01"}}, "b"}, {"-08:00", M{"at": M{"$dateAfter": "2024-12-31"}}, ""}, {"+08:00", M{"at": M{"$dateBetween": []any{"2025-01-01 07:00", "2025-01-01 09:00"}}}, "b"},
		{"+08:00", M{"createdAt": M{"$dateOn": time.Now().UTC().Add(8 * time.Hour).Format(time.DateOnly)}}, "abcd"}, {"+08:00", M{"createdAt": M{"$dateOn": M{"type": "today"}}}, "abcd"}, {"Asia/Shanghai", M{"createdAt": M{"$dateOn": "{{$nDate.thisQuarter}}"}}, "abcd"}, {"-11:00", M{"createdAt": M{"$dateAfter": M{"type": "yesterday"}}}, "abcd"},
	} {
		t.Run(tc.zone+" "+testenv.Filter(tc.filter), func(t *testing.T) {
			c := e.Root
			if tc.zone != "" {
				c = c.With("X-Timezone", tc.zone)
			}
			if have := matched(t, c, tc.filter); have != tc.want {
				t.Errorf("%s %v matches %q, want %q", tc.zone, tc.filter, have, tc.want)
			}
		})
	}
}

func TestFiltersThatMeanNothingAreRefused(t *testing.T) {
	e := library(t)
	long := make([]any, 1001)
	for i := range long {
		long[i] = i
	}
	nested := M{"n": 1}
	for range 30 {
		nested = M{"$not": nested}
	}
	for _, tc := range []struct {
		name   string
		filter any
		code   string
	}{
		{"an unknown column", M{"nope": 1}, "UNKNOWN_FIELD"}, {"an unknown column of an association", M{"owner.nope": 1}, "UNKNOWN_FIELD"}, {"an unknown association", M{"nope.name": 1}, "UNKNOWN_FIELD"}, {"a column as a path", M{"s.name": 1}, "INVALID_PATH"},
		{"an unknown operator", M{"s": M{"$bogus": 1}}, "UNKNOWN_OPERATOR"}, {"$col", M{"s": M{"$col": "txt"}}, "UNKNOWN_OPERATOR"}, {"an unknown group", M{"$nor": []any{}}, "UNKNOWN_OPERATOR"}, {"a text for a number", M{"n": "x"}, "INVALID_VALUE"}, {"an object for a number", M{"n": M{"$gt": M{}}}, "INVALID_VALUE"}, {"a text for a boolean", M{"b": "maybe"}, "INVALID_VALUE"}, {"a bad date", M{"at": M{"$dateOn": "soon"}}, "INVALID_DATE"}, {"a bad day", M{"at": M{"$dateOn": "2024-02-31"}}, "INVALID_DATE"}, {"a bad relative date", M{"at": M{"$dateOn": M{"type": "someday"}}}, "INVALID_DATE"},
		{"a date operator on a text", M{"s": M{"$dateOn": "2024"}}, "INVALID_OPERATOR"}, {"a text operator on a number", M{"b": M{"$includes": "x"}}, "INVALID_OPERATOR"}, {"a list operator on a text", M{"s": M{"$anyOf": []any{"x"}}}, "INVALID_OPERATOR"}, {"a value for an association", M{"owner": 5}, "INVALID_VALUE"}, {"a group that is a text", M{"$and": "x"}, "INVALID_FILTER"}, {"a condition that is a number", M{"$and": []any{5}}, "INVALID_FILTER"}, {"too many values", M{"n": M{"$in": long}}, "FILTER_TOO_LARGE"}, {"too deep", nested, "FILTER_TOO_LARGE"}, {"a hidden password", M{"createdBy.password.$notEmpty": true}, "UNKNOWN_FIELD"},
		{"between without an end", M{"n": M{"$between": []any{1}}}, "INVALID_VALUE"}, {"a zero byte", M{"s": "a\x00b"}, "INVALID_VALUE"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e.Root.Get("things:list?"+testenv.Filter(tc.filter)).Code(400, tc.code)
		})
	}
}
