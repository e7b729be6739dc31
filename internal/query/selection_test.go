package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func names(fs []*schema.Field) string {
	if fs == nil {
		return "*"
	}
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = f.Name
	}
	return strings.Join(out, ",")
}

func showAppends(as []query.Append) string {
	var b strings.Builder
	for _, a := range as {
		fmt.Fprintf(&b, " %s(%s%s)", a.Relation.Name, names(a.Fields), showAppends(a.Appends))
	}
	return b.String()
}

func TestSelections(t *testing.T) {
	people := shop(t).Collection("people")
	tests := []struct{ name, fields, appends, except, want string }{
		{"nothing asked is everything", "", "", "", "*"},
		{"fields choose columns and keep the key", "name", "", "", "id,name"},
		{"the key is not doubled", "name id name", "", "", "id,name"},
		{"a relation in fields is an append", "name boss", "", "", "id,name boss(*)"},
		{"only relations in fields leave the key", "boss", "", "", "id boss(*)"},
		{"a column of a relation", "name boss.name", "", "", "id,name boss(id,name)"},
		{"appends leave the columns alone", "", "boss", "", "* boss(*)"},
		{"a column of an append", "", "boss.name boss.age", "", "* boss(id,name,age)"},
		{"the whole object wins over its columns", "", "boss.name boss", "", "* boss(*)"},
		{"objects on the way are complete", "", "boss.boss", "", "* boss(* boss(*))"},
		{"objects on the way to a column are complete", "", "boss.boss.name", "", "* boss(* boss(id,name))"},
		{"appends share their way", "", "boss.orders boss.boss", "", "* boss(* orders(*) boss(*))"},
		{"a to-many relation", "", "orders.customer.name", "", "* orders(* customer(id,name))"},
		{"except leaves a column out", "", "", "age bossId", "id,name,password"},
		{"except does not leave the key out", "", "", "id age", "id,name,password,bossId"},
		{"except is ignored beside fields", "name", "", "name", "id,name"},
		{"except leaves a column of an append out", "", "boss", "boss.age boss.password boss.bossId", "* boss(id,name)"},
		{"except of what is not appended does nothing", "", "", "boss.age", "*"},
		{"except leaves an append out", "", "boss orders", "boss", "id,name,age,password,bossId orders(*)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := query.ParseSelection(people, strings.Fields(tt.fields), strings.Fields(tt.appends), strings.Fields(tt.except))
			if err != nil {
				t.Fatal(err)
			}
			if got := names(s.Fields) + showAppends(s.Appends); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSelectionsThatAreRefused(t *testing.T) {
	orders := shop(t).Collection("orders")
	tests := []struct{ name, fields, appends, except, code string }{
		{"an unknown field", "nope", "", "", "UNKNOWN_FIELD"},
		{"a hidden field", "secret", "", "", "UNKNOWN_FIELD"},
		{"an unknown append", "", "nope", "", "UNKNOWN_FIELD"},
		{"an unknown field of an append", "", "customer.nope", "", "UNKNOWN_FIELD"},
		{"an unknown exception", "", "", "nope", "UNKNOWN_FIELD"},
		{"an unknown exception of an append", "", "", "customer.nope", "UNKNOWN_FIELD"},
		{"an unknown exception of a relation that is not appended", "", "tags", "customer.nope", "UNKNOWN_FIELD"},
		{"an append that is a column", "", "no", "", "INVALID_PATH"},
		{"a path through a column", "no.x", "", "", "INVALID_PATH"},
		{"an exception through a column", "", "", "no.x", "INVALID_PATH"},
		{"a missing collection", "", "lost", "", "INVALID_PATH"},
		{"too long a path", "", "customer" + strings.Repeat(".boss", 11), "", "INVALID_PATH"},
		{"an empty name", "", "customer.", "", "UNKNOWN_FIELD"},
		{"too many names", strings.Repeat("no ", 201), "", "", "SELECTION_TOO_LARGE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := query.ParseSelection(orders, strings.Fields(tt.fields), strings.Fields(tt.appends), strings.Fields(tt.except))
			wantError(t, err, tt.code, "*")
		})
	}
}

func TestVirtualFieldsMayBeNamedAndChooseNothing(t *testing.T) {
	s, err := query.ParseSelection(shop(t).Collection("orders"), []string{"draft", "no"}, nil, nil)
	if err != nil || names(s.Fields) != "id,no" {
		t.Errorf("%s, %v", names(s.Fields), err)
	}
}

func TestSorts(t *testing.T) {
	orders := shop(t).Collection("orders")
	keys, err := query.ParseSort(orders, []string{"-placedAt", "customer.boss.name", " no", ""})
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 3 || !keys[0].Desc || keys[0].Field.Name != "placedAt" || len(keys[1].Through) != 2 || keys[1].Desc ||
		keys[1].Field.Name != "name" || keys[2].Field.Name != "no" {
		t.Errorf("%+v", keys)
	}
	tests := []struct{ name, in, code string }{
		{"an unknown field", "nope", "UNKNOWN_FIELD"},
		{"a hidden field", "secret", "UNKNOWN_FIELD"},
		{"a password", "customer.password", "UNKNOWN_FIELD"},
		{"a to-many relation", "tags.name", "INVALID_PATH"},
		{"a relation itself", "customer", "INVALID_PATH"},
		{"a path through a column", "no.x", "INVALID_PATH"},
		{"a missing collection", "lost.name", "INVALID_PATH"},
		{"a virtual field", "draft", "INVALID_PATH"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := query.ParseSort(orders, []string{tt.in})
			wantError(t, err, tt.code, tt.in)
		})
	}
	_, err = query.ParseSort(orders, make([]string, 33))
	wantError(t, err, "INVALID_SORT", "sort")
}

func TestToOnePaths(t *testing.T) {
	orders := shop(t).Collection("orders")
	chain, c, err := query.ToOnePath(orders, "customer.boss")
	if err != nil || len(chain) != 2 || c.Name != "people" {
		t.Errorf("%v %v %v", chain, c, err)
	}
	chain, c, err = query.ToOnePath(orders, "")
	if err != nil || len(chain) != 0 || c != orders {
		t.Errorf("an empty path: %v %v %v", chain, c, err)
	}
	for _, path := range []string{"nope", "no", "tags", "customer.orders", "customer.name", "lost", ".", "customer.", "customer" + strings.Repeat(".boss", 10)} {
		_, _, err := query.ToOnePath(orders, path)
		wantError(t, err, "INVALID_PATH", path)
	}
}

func TestTargetKeys(t *testing.T) {
	s := shop(t)
	tests := []struct {
		name, collection string
		in               any
		want             string
	}{
		{"a scalar", "orders", "5", "id = 5:int64"},
		{"a number", "orders", int64(5), "id = 5:int64"},
		{"a list", "orders", list{"1", int64(2)}, "id in [1:int64 2:int64]"},
		{"an empty list matches nothing", "orders", list{}, "NOTHING"},
		{"null matches nothing", "orders", nil, "NOTHING"},
		{"an empty text matches nothing", "orders", "", "NOTHING"},
		{"an empty object matches nothing", "orders", object{}, "NOTHING"},
		{"an object names columns", "orders", object{"no": "A", "count": "2"}, "(count = 2:int64 AND no = 'A')"},
		{"an object with null", "orders", object{"no": nil}, "no is null"},
		{"a composite key", "ordersTags", object{"orderId": "1", "tagId": "2"}, "(orderId = 1:int64 AND tagId = 2:int64)"},
		{"a list of composite keys", "ordersTags", list{object{"orderId": "1", "tagId": "2"}, object{"orderId": "3", "tagId": "4"}},
			"((orderId = 1:int64 AND tagId = 2:int64) OR (orderId = 3:int64 AND tagId = 4:int64))"},
		{"objects and scalars together", "orders", list{object{"no": "A"}, "3"}, "(no = 'A' OR id in [3:int64])"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := query.ParseTargetKey(s.Collection(tt.collection), tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	refused := []struct {
		name, collection string
		in               any
		code             string
	}{
		{"a text where the key is a number", "orders", "abc", "INVALID_VALUE"},
		{"a list within the list", "orders", list{list{}}, "INVALID_TARGET_KEY"},
		{"null within the list", "orders", list{nil}, "INVALID_TARGET_KEY"},
		{"a scalar for a composite key", "ordersTags", "1", "INVALID_TARGET_KEY"},
		{"an unknown column", "orders", object{"nope": 1}, "UNKNOWN_FIELD"},
		{"a hidden column", "orders", object{"secret": "x"}, "UNKNOWN_FIELD"},
		{"a password", "people", object{"password": "x"}, "UNKNOWN_FIELD"},
		{"a relation", "orders", object{"customer": "1"}, "UNKNOWN_FIELD"},
		{"a path", "orders", object{"customer.name": "1"}, "UNKNOWN_FIELD"},
		{"an operator", "orders", object{"$or": list{}}, "UNKNOWN_FIELD"},
		{"a condition", "orders", object{"id": object{"$gt": 1}}, "INVALID_TARGET_KEY"},
		{"too many keys", "orders", make([]any, 1001), "FILTER_TOO_LARGE"},
	}
	for _, tt := range refused {
		t.Run(tt.name, func(t *testing.T) {
			_, err := query.ParseTargetKey(s.Collection(tt.collection), tt.in)
			wantError(t, err, tt.code, "filterByTk")
		})
	}
	tags := s.Collection("tags")
	if f, err := query.ParseKey(tags, tags.Field("name"), list{"x"}); err != nil || show(f) != "name in ['x']" {
		t.Errorf("another key field: %s, %v", show(f), err)
	}
}

func TestTriggerWorkflows(t *testing.T) {
	tests := []struct {
		name, in string
		want     string
	}{
		{"nothing", "", "[]"},
		{"one key", "k1", "[{k1 }]"},
		{"keys and paths", "k1!customer.boss,k2", "[{k1 customer.boss} {k2 }]"},
		{"blank items are skipped", ",k1,, ,!x,k2,", "[{k1 } {k2 }]"},
		{"a key given twice keeps its place and takes the last path", "k1!a,k2,k1!b", "[{k1 b} {k2 }]"},
		{"the last path may be none", "k1!a,k1", "[{k1 }]"},
		{"nothing is trimmed", " k1! a", "[{ k1  a}]"},
		{"the first mark ends the key", "k1!a!b", "[{k1 a!b}]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := query.ParseTriggerWorkflows(tt.in)
			if err != nil || fmt.Sprint(got) != tt.want {
				t.Errorf("got %v, %v, want %s", got, err, tt.want)
			}
		})
	}
	var many strings.Builder
	for i := range 201 {
		fmt.Fprintf(&many, "k%d,", i)
	}
	_, err := query.ParseTriggerWorkflows(many.String())
	wantError(t, err, "INVALID_TRIGGER_WORKFLOWS", "triggerWorkflows")
}
