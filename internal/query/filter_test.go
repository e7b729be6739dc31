package query_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func TestFilters(t *testing.T) {
	orders := shop(t).Collection("orders")
	tests := []struct{ name, in, want string }{
		{"null says nothing", `null`, "-"},
		{"an empty object says nothing", `{}`, "-"},
		{"a value is equality", `{"no": "A"}`, "no = 'A'"},
		{"null is IS NULL", `{"no": null}`, "no is null"},
		{"a list is membership", `{"count": [1, "2"]}`, "count in [1:int64 2:int64]"},
		{"an empty list matches nothing", `{"count": []}`, "NOTHING"},
		{"siblings are joined by AND in order of their names", `{"no": "A", "count": 2}`, "(count = 2:int64 AND no = 'A')"},
		{"nested operators", `{"count": {"$gt": 1, "$lte": 5}}`, "(count > 1:int64 AND count <= 5:int64)"},
		{"dotted operators", `{"count.$eq": 1}`, "count = 1:int64"},
		{"$and", `{"$and": [{"no": "A"}, {"count": 1}]}`, "(no = 'A' AND count = 1:int64)"},
		{"$or", `{"$or": [{"no": "A"}, {"no": "B"}]}`, "(no = 'A' OR no = 'B')"},
		{"$or as an object with numeric keys", `{"$or": {"1": {"no": "B"}, "0": {"no": "A"}}}`, "(no = 'A' OR no = 'B')"},
		{"$and with one plain object", `{"$and": {"no": "A"}}`, "no = 'A'"},
		{"empty groups are ignored", `{"$and": [], "$or": [], "no": "A"}`, "no = 'A'"},
		{"empty members are ignored", `{"$or": [{}, {"no": "A"}]}`, "no = 'A'"},
		{"$not around conditions", `{"$not": {"no": "A", "count": 1}}`, "NOT (count = 1:int64 AND no = 'A')"},
		{"$not below a column", `{"no": {"$not": {"$includes": "x"}}}`, "NOT no includes ['x']"},
		{"$not with a dotted operator", `{"no.$not.$eq": "A"}`, "NOT no = 'A'"},
		{"$not with a value", `{"no": {"$not": "A"}}`, "no <> 'A'"},
		{"$not with null", `{"no": {"$not": null}}`, "no not null"},
		{"$or below a column", `{"count": {"$or": [{"$lt": 1}, {"$gt": 5}, null]}}`, "(count < 1:int64 OR count > 5:int64 OR count is null)"},
		{"an empty object below a column says nothing", `{"no": {}}`, "-"},
		{"query text becomes numbers", `{"count": "12", "rate": {"$gt": "1.5"}}`, "(count = 12:int64 AND rate > 1.5:float64)"},
		{"query text becomes booleans", `{"paid": "true"}`, "paid = true:bool"},
		{"numbers become text on text columns", `{"no": 12}`, "no = '12'"},
		{"decimals stay exact", `{"amount": 0.10}`, "amount = '0.1'"},
		{"a uuid is brought into its form", `{"guid": "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"}`, "guid = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'"},

		{"$eq with a list", `{"no": {"$eq": ["A", "B"]}}`, "no in ['A' 'B']"},
		{"$ne", `{"no": {"$ne": "A"}}`, "no <> 'A'"},
		{"$neq is $ne", `{"no": {"$neq": "A"}}`, "no <> 'A'"},
		{"$ne null", `{"no": {"$ne": null}}`, "no not null"},
		{"$ne with a list leaves NULL out", `{"no": {"$ne": ["A"]}}`, "(no not null AND no not in ['A'])"},
		{"$in with a scalar", `{"no": {"$in": "A"}}`, "no in ['A']"},
		{"$in with null is empty", `{"no": {"$in": null}}`, "NOTHING"},
		{"null members of $in match nothing", `{"no": {"$in": ["A", null]}}`, "no in ['A']"},
		{"$notIn", `{"no": {"$notIn": ["A", "B"]}}`, "no not in ['A' 'B']"},
		{"$notIn of nothing excludes nothing", `{"no": {"$notIn": []}}`, "-"},
		{"comparisons with null match nothing", `{"count": {"$gte": null}}`, "NOTHING"},
		{"$between", `{"count": {"$between": [1, 5]}}`, "(count >= 1:int64 AND count <= 5:int64)"},
		{"$notBetween", `{"count": {"$notBetween": [1, 5]}}`, "(count not null AND NOT (count >= 1:int64 AND count <= 5:int64))"},
		{"$is null", `{"paid": {"$is": null}}`, "paid is null"},
		{"$is true", `{"paid": {"$is": true}}`, "paid = true:bool"},
		{"$includes", `{"no": {"$includes": "a_b"}}`, "no includes ['a_b']"},
		{"$includes any of", `{"no": {"$includes": ["a", "b"]}}`, "no includes ['a' 'b']"},
		{"$includes null", `{"no": {"$includes": null}}`, "no is null"},
		{"$includes of an empty list matches nothing", `{"no": {"$includes": []}}`, "NOTHING"},
		{"$notIncludes", `{"note": {"$notIncludes": "x"}}`, "note not includes ['x']"},
		{"$notIncludes null", `{"note": {"$notIncludes": null}}`, "note not null"},
		{"$notIncludes of an empty list", `{"note": {"$notIncludes": []}}`, "note not null"},
		{"$startsWith", `{"no": {"$startsWith": "x"}}`, "no starts ['x']"},
		{"$notStartsWith", `{"no": {"$notStartsWith": "x"}}`, "no not starts ['x']"},
		{"$startsWith null matches nothing", `{"no": {"$startsWith": null}}`, "NOTHING"},
		{"$endWith", `{"no": {"$endWith": "x"}}`, "no ends ['x']"},
		{"$notEndWith", `{"no": {"$notEndWith": "x"}}`, "no not ends ['x']"},
		{"$empty ignores its value", `{"no": {"$empty": false}}`, "no empty"},
		{"$notEmpty", `{"labels": {"$notEmpty": true}}`, "labels not empty"},
		{"$exists on a column", `{"no": {"$exists": true}}`, "no not null"},
		{"$notExists on a column", `{"no.$notExists": true}`, "no is null"},
		{"$isTruly", `{"paid": {"$isTruly": true}}`, "paid is true"},
		{"$isTruly as text", `{"paid": {"$isTruly": "true"}}`, "paid is true"},
		{"$isTruly false", `{"paid": {"$isTruly": false}}`, "paid is falsy"},
		{"$isFalsy", `{"paid": {"$isFalsy": true}}`, "paid is falsy"},
		{"$isFalsy false", `{"paid": {"$isFalsy": "false"}}`, "paid is true"},
		{"$match", `{"labels": {"$match": ["a", "b"]}}`, "labels match ['a' 'b']"},
		{"$notMatch", `{"labels": {"$notMatch": ["a"]}}`, "labels not match ['a']"},
		{"$anyOf with a scalar", `{"labels": {"$anyOf": "a"}}`, "labels any of ['a']"},
		{"$noneOf", `{"labels": {"$noneOf": [1, 2.5, true]}}`, "labels none of [1:int64 2.5:float64 true:bool]"},
		{"a list on a list column is $match", `{"labels": ["a"]}`, "labels match ['a']"},

		{"through a to-one relation", `{"customer.name": "Ann"}`, "customer{name = 'Ann'}"},
		{"through a to-many relation, nested", `{"tags": {"name": {"$includes": "x"}}}`, "tags{name includes ['x']}"},
		{"conditions of one object meet in one related record", `{"tags": {"name": "x", "color": "red"}}`, "tags{(color = 'red' AND name = 'x')}"},
		{"nested and dotted keys are the same", `{"tags.name": "x", "tags": {"color": "red"}}`, "tags{(color = 'red' AND name = 'x')}"},
		{"members of $and are independent", `{"$and": [{"tags.name": "x"}, {"tags.name": "y"}]}`, "(tags{name = 'x'} AND tags{name = 'y'})"},
		{"two relations deep", `{"customer.boss.name": "Bo"}`, "customer{boss{name = 'Bo'}}"},
		{"$or within a relation", `{"tags": {"$or": [{"name": "x"}, {"name": "y"}]}}`, "tags{(name = 'x' OR name = 'y')}"},
		{"$or dotted behind a relation", `{"tags.$or": [{"name": "x"}, {"color": "y"}]}`, "tags{(name = 'x' OR color = 'y')}"},
		{"association.$exists", `{"tags.$exists": true}`, "tags{-}"},
		{"association.$notExists", `{"tags": {"$notExists": true}}`, "NOT tags{-}"},
		{"association.id.$exists", `{"tags.id.$exists": true}`, "tags{-}"},
		{"association.id.$notExists", `{"tags.id.$notExists": true}`, "NOT tags{-}"},
		{"association null", `{"customer": null}`, "NOT customer{-}"},
		{"$exists beside a condition", `{"tags": {"$exists": true, "name": "x"}}`, "(tags{-} AND tags{name = 'x'})"},
		{"a nested $exists", `{"customer.orders.$exists": true}`, "customer{orders{-}}"},
		{"a nested $notExists holds without the first", `{"customer.boss.$notExists": true}`, "(customer{NOT boss{-}} OR NOT customer{-})"},
		{"what NULL fulfils holds without a related record", `{"customer.name": {"$ne": "Ann"}}`, "(customer{name <> 'Ann'} OR NOT customer{-})"},
		{"an empty column behind a missing record", `{"customer.name.$empty": true}`, "(customer{name empty} OR NOT customer{-})"},
		{"NULL and a value together need a record", `{"customer": {"name": {"$ne": "A"}, "age": 3}}`, "customer{(age = 3:int64 AND name <> 'A')}"},
		{"an empty object on a relation says nothing", `{"tags": {}}`, "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := query.ParseFilter(orders, decode(t, tt.in), query.Env{})
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestFiltersThatAreRefused(t *testing.T) {
	orders := shop(t).Collection("orders")
	tests := []struct{ name, in, code, field string }{
		{"an unknown field", `{"nope": 1}`, "UNKNOWN_FIELD", "nope"},
		{"an unknown field behind a relation", `{"customer.nope": 1}`, "UNKNOWN_FIELD", "customer.nope"},
		{"a hidden field", `{"secret": "x"}`, "UNKNOWN_FIELD", "secret"},
		{"a password behind a relation", `{"customer.password": {"$startsWith": "a"}}`, "UNKNOWN_FIELD", "customer.password"},
		{"a virtual field", `{"draft": 1}`, "UNKNOWN_FIELD", "draft"},
		{"an unknown operator", `{"no": {"$regexp": "x"}}`, "UNKNOWN_OPERATOR", "no.$regexp"},
		{"an operator of the ORM", `{"no": {"$col": "secret"}}`, "UNKNOWN_OPERATOR", "no.$col"},
		{"an unknown date operator", `{"placedAt": {"$dateFoo": "2024"}}`, "UNKNOWN_OPERATOR", "placedAt.$dateFoo"},
		{"an operator in place of a field", `{"$eq": 1}`, "UNKNOWN_OPERATOR", "$eq"},
		{"an operator in place of a field of a relation", `{"customer": {"$eq": 1}}`, "UNKNOWN_OPERATOR", "customer.$eq"},
		{"a path through a column", `{"no.name": 1}`, "INVALID_PATH", "no.name"},
		{"a path through a column, nested", `{"no": {"name": 1}}`, "INVALID_PATH", "no.name"},
		{"something behind an operator", `{"no.$eq.x": 1}`, "INVALID_PATH", "no.$eq"},
		{"a relation to a missing collection", `{"lost.name": 1}`, "INVALID_PATH", "lost"},
		{"a relation compared with a value", `{"customer": 5}`, "INVALID_VALUE", "customer"},
		{"text where a number is needed", `{"count": {"$gt": "many"}}`, "INVALID_VALUE", "count.$gt"},
		{"an object as a value", `{"count": {"$gt": {"x": 1}}}`, "INVALID_VALUE", "count.$gt"},
		{"an empty text where a number is needed", `{"count": ""}`, "INVALID_VALUE", "count"},
		{"a NUL character", `{"no": "a\u0000b"}`, "INVALID_VALUE", "no"},
		{"a NUL character in a pattern", `{"no": {"$includes": "a\u0000b"}}`, "INVALID_VALUE", "no.$includes"},
		{"a text that is no uuid", `{"guid": "x"}`, "INVALID_VALUE", "guid"},
		{"a value compared with a list column", `{"labels": "a"}`, "INVALID_VALUE", "labels"},
		{"an object in a list operator", `{"labels": {"$anyOf": [{"a": 1}]}}`, "INVALID_VALUE", "labels.$anyOf"},
		{"$between with one value", `{"count": {"$between": [1]}}`, "INVALID_VALUE", "count.$between"},
		{"a text operator on a number", `{"count": {"$includes": "1"}}`, "INVALID_OPERATOR", "count.$includes"},
		{"a list operator on text", `{"no": {"$anyOf": ["a"]}}`, "INVALID_OPERATOR", "no.$anyOf"},
		{"an order on booleans", `{"paid": {"$gt": true}}`, "INVALID_OPERATOR", "paid.$gt"},
		{"$isTruly on text", `{"no": {"$isTruly": true}}`, "INVALID_OPERATOR", "no.$isTruly"},
		{"a date operator on text", `{"no": {"$dateOn": "2024"}}`, "INVALID_OPERATOR", "no.$dateOn"},
		{"a filter that is a list", `[1]`, "INVALID_FILTER", ""},
		{"a filter that is a text", `"x"`, "INVALID_FILTER", ""},
		{"a group that is a text", `{"$and": "x"}`, "INVALID_FILTER", "$and"},
		{"a member that is a text", `{"$and": ["x"]}`, "INVALID_FILTER", "$and"},
		{"$not of a text", `{"$not": "x"}`, "INVALID_FILTER", "$not"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := query.ParseFilter(orders, decode(t, tt.in), query.Env{})
			if err == nil {
				t.Fatalf("%s became %s", tt.in, show(f))
			}
			wantError(t, err, tt.code, tt.field)
		})
	}
}

func TestFilterLimits(t *testing.T) {
	orders := shop(t).Collection("orders")
	parse := func(text string) error {
		_, err := query.ParseFilter(orders, decode(t, text), query.Env{})
		return err
	}
	nested := func(n int) string {
		return strings.Repeat(`{"$and":[`, n) + `{"no":"A"}` + strings.Repeat(`]}`, n)
	}
	if err := parse(nested(20)); err != nil {
		t.Errorf("20 levels: %v", err)
	}
	wantError(t, parse(nested(21)), "FILTER_TOO_LARGE", "*")
	wantError(t, parse(`{"no":`+strings.Repeat(`{"$not":`, 30)+`1`+strings.Repeat(`}`, 30)+`}`), "FILTER_TOO_LARGE", "*")
	wantError(t, parse(`{"customer":`+strings.Repeat(`{"boss":`, 30)+`{"name":1}`+strings.Repeat(`}`, 30)+`}`), "FILTER_TOO_LARGE", "*")
	many := func(n int) string {
		return `{"$or":[` + strings.TrimSuffix(strings.Repeat(`{"no":"A"},`, n), ",") + `]}`
	}
	if err := parse(many(500)); err != nil {
		t.Errorf("500 conditions: %v", err)
	}
	wantError(t, parse(many(501)), "FILTER_TOO_LARGE", "*")
	values := func(n int) string {
		return `{"no":{"$in":[` + strings.TrimSuffix(strings.Repeat(`1,`, n), ",") + `]}}`
	}
	if err := parse(values(1000)); err != nil {
		t.Errorf("1000 values: %v", err)
	}
	wantError(t, parse(values(1001)), "FILTER_TOO_LARGE", "no.$in")
}

func TestFilterVariables(t *testing.T) {
	orders := shop(t).Collection("orders")
	env := query.Env{
		Now: time.Date(2024, 3, 15, 10, 0, 0, 0, time.UTC),
		Variable: func(name string) (any, bool) {
			switch name {
			case "$user.id":
				return int64(7), true
			case "$nRole":
				return []string{"a", "b"}, true
			case "ctx.ids":
				return []int64{1, 2}, true
			case "$user.since":
				return time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), true
			case "text":
				return "{{$user.id}}", true
			}
			return nil, false
		},
	}
	tests := []struct{ name, in, want string }{
		{"a whole text is replaced", `{"customerId": "{{$user.id}}"}`, "customerId = 7:int64"},
		{"blanks do not matter", `{"customerId": {"$eq": " {{ $user.id }} "}}`, "customerId = 7:int64"},
		{"a list becomes membership", `{"no": "{{$nRole}}"}`, "no in ['a' 'b']"},
		{"a list for $in", `{"count": {"$in": "{{ctx.ids}}"}}`, "count in [1:int64 2:int64]"},
		{"members of a list are replaced", `{"customerId": ["{{$user.id}}", 3]}`, "customerId in [7:int64 3:int64]"},
		{"an unknown variable is null", `{"customerId": "{{$user.nope}}"}`, "customerId is null"},
		{"a part of a text is no variable", `{"no": "x{{$user.id}}"}`, "no = 'x{{$user.id}}'"},
		{"two variables are no whole text", `{"no": "{{a}}{{b}}"}`, "no = '{{a}}{{b}}'"},
		{"what a variable holds is not replaced again", `{"no": "{{text}}"}`, "no = '{{$user.id}}'"},
		{"a time", `{"placedAt": {"$gt": "{{$user.since}}"}}`, "placedAt > '2020-01-02T00:00:00.000Z'"},
		{"now", `{"placedAt": {"$lt": "{{$nDate.now}}"}}`, "placedAt < '2024-03-15T10:00:00.000Z'"},
		{"now by its other name", `{"placedAt": {"$lt": "{{$system.now}}"}}`, "placedAt < '2024-03-15T10:00:00.000Z'"},
		{"a built-in wins over the resolver", `{"day": {"$dateOn": "{{$nDate.today}}"}}`, "(day >= '2024-03-15' AND day < '2024-03-16')"},
		{"variables behind a relation", `{"customer.id": "{{$user.id}}"}`, "customer{id = 7:int64}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := query.ParseFilter(orders, decode(t, tt.in), env)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
	t.Run("without a resolver braces are text", func(t *testing.T) {
		f, err := query.ParseFilter(orders, decode(t, `{"no": "{{x}}"}`), query.Env{})
		if err != nil || show(f) != "no = '{{x}}'" {
			t.Errorf("%s, %v", show(f), err)
		}
	})
}

func TestSystemFiltersMayUseHiddenFieldsButNoPasswords(t *testing.T) {
	s := shop(t)
	f, err := query.ParseFilter(s.Collection("orders"), decode(t, `{"secret": "x"}`), query.Env{System: true})
	if err != nil || show(f) != "secret = 'x'" {
		t.Errorf("%s, %v", show(f), err)
	}
	_, err = query.ParseFilter(s.Collection("people"), decode(t, `{"password": "x"}`), query.Env{System: true})
	wantError(t, err, "UNKNOWN_FIELD", "password")
}

func TestEmptyFilters(t *testing.T) {
	for text, want := range map[string]bool{
		`null`: true, `{}`: true, `[]`: true, `"x"`: true, `{"$and": []}`: true, `{"$or": [{}]}`: true, `{"$and": {}}`: true,
		`{"$and": {"0": {}}}`: true, `{"$and": [{"$or": []}, {}]}`: true, `{"a": {}}`: true, `{"a": {"b": {}}}`: true, `{"$not": {}}`: true,
		`{"a": null}`: false, `{"a": []}`: false, `{"a": 1}`: false, `{"$and": [{}, {"a": 1}]}`: false, `{"$or": {"0": {"a": 1}}}`: false,
		`{"$and": {"a": 1}}`: false, `{"a": {"$empty": true}}`: false, `{"$and": [], "b": 2}`: false, `{"a.$and": []}`: true,
	} {
		if got := query.IsEmpty(decode(t, text)); got != want {
			t.Errorf("IsEmpty(%s) = %v", text, got)
		}
	}
}

func TestWalkVisitsEveryField(t *testing.T) {
	orders := shop(t).Collection("orders")
	f, err := query.ParseFilter(orders, decode(t, `{"$or": [{"no": "A"}, {"$not": {"customer.boss.name": "B"}}], "tags.$exists": true}`), query.Env{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	visit := func(path []*schema.Field, leaf *schema.Field) {
		text := ""
		for _, p := range path {
			text += p.Name + "."
		}
		if leaf != nil {
			text += leaf.Name
		}
		got = append(got, text)
	}
	query.Walk(f, visit)
	keys, err := query.ParseSort(orders, []string{"customer.name", "-no"})
	if err != nil {
		t.Fatal(err)
	}
	query.WalkSort(keys, visit)
	want := "[no customer. customer.boss. customer.boss.name tags. customer.name no]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
