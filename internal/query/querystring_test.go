package query_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
)

type (
	object = map[string]any
	list   = []any
)

func TestQueryStrings(t *testing.T) {
	tests := []struct {
		name, raw string
		want      query.Values
	}{
		{"nothing is no parameter", "", query.Values{}},
		{"a bare key is null", "a", query.Values{"a": nil}},
		{"an empty value is an empty text", "a=", query.Values{"a": ""}},
		{"scalars stay text", "a=1&b=true", query.Values{"a": "1", "b": "true"}},
		{"brackets make a list", "a[]=1&a[]=2", query.Values{"a": list{"1", "2"}}},
		{"one bracketed value is a list too", "a[]=1", query.Values{"a": list{"1"}}},
		{"a repeated key makes a list", "a=1&a=2&a=3", query.Values{"a": list{"1", "2", "3"}}},
		{"a repeated bare key makes a list of nulls", "a&a", query.Values{"a": list{nil, nil}}},
		{"sparse indices are compacted", "a[0]=x&a[2]=y", query.Values{"a": list{"x", "y"}}},
		{"indices order the list", "a[1]=y&a[0]=x", query.Values{"a": list{"x", "y"}}},
		{"an index above 100 is a key", "a[101]=x", query.Values{"a": object{"101": "x"}}},
		{"index 100 still makes a list", "a[100]=x", query.Values{"a": list{"x"}}},
		{"a padded index is a key", "a[01]=x", query.Values{"a": object{"01": "x"}}},
		{"brackets nest objects", "a[b][c]=1", query.Values{"a": object{"b": object{"c": "1"}}}},
		{"nested keys are merged", "a[b]=1&a[c]=2", query.Values{"a": object{"b": "1", "c": "2"}}},
		{"a dot is part of the name", "a.b=1", query.Values{"a.b": "1"}},
		{"objects within lists", "a[0][b]=1&a[0][c]=2&a[1][b]=3",
			query.Values{"a": list{object{"b": "1", "c": "2"}, object{"b": "3"}}}},
		{"a filter as the SDK nests it", "filter[$and][0][name][$includes]=x&filter[$and][1][age][$gt]=3",
			query.Values{"filter": object{"$and": list{
				object{"name": object{"$includes": "x"}}, object{"age": object{"$gt": "3"}}}}}},
		{"the prototype key is dropped", "__proto__[x]=1&a[__proto__][y]=2&b=3", query.Values{"b": "3"}},
		{"a list and a key become an object", "a[]=1&a[b]=2", query.Values{"a": object{"0": "1", "b": "2"}}},
		{"an object and a list become an object", "a[b]=2&a[]=1", query.Values{"a": object{"0": "1", "b": "2"}}},
		{"a scalar and a key become a list", "a=1&a[b]=2", query.Values{"a": list{"1", object{"b": "2"}}}},
		{"an object and a scalar set a flag", "a[b]=1&a=c", query.Values{"a": object{"b": "1", "c": true}}},
		{"five levels below the name", "a[b][c][d][e][f]=1",
			query.Values{"a": object{"b": object{"c": object{"d": object{"e": object{"f": "1"}}}}}}},
		{"escapes are decoded", "a%5Bb%5D=%C3%A9+%26", query.Values{"a": object{"b": "é &"}}},
		{"broken escapes are taken as they stand", "a=100%&b=%FF", query.Values{"a": "100%", "b": "%FF"}},
		{"the first equals sign splits", "a=b=c", query.Values{"a": "b=c"}},
		{"an equals sign within brackets does not split", "a[=]=1", query.Values{"a": object{"=": "1"}}},
		{"blank parameters are skipped", "&&a=1&", query.Values{"a": "1"}},
		{"JSON text stays text", `filter=%7B%22a%22%3A1%7D`, query.Values{"filter": `{"a":1}`}},
		{"an unclosed bracket is part of the name", "a[b=1", query.Values{"a[b": "1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := query.ParseQueryString(tt.raw)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s\n got %#v\nwant %#v", tt.raw, got, tt.want)
			}
		})
	}
}

func TestQueryStringLimits(t *testing.T) {
	t.Run("a sixth level is refused", func(t *testing.T) {
		_, err := query.ParseQueryString("a[b][c][d][e][f][g]=1")
		wantError(t, err, "QUERY_TOO_DEEP", "*")
	})
	t.Run("1000 parameters are taken and 1001 refused", func(t *testing.T) {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, "filterByTk[]=%d&", i)
		}
		v, err := query.ParseQueryString(b.String())
		if err != nil || len(v["filterByTk"].([]any)) != 1000 {
			t.Fatalf("1000 parameters: %v", err)
		}
		_, err = query.ParseQueryString(b.String() + "x=1")
		wantError(t, err, "QUERY_TOO_LARGE", "")
	})
}

func TestValuesAreReadAsWhatIsNeeded(t *testing.T) {
	v, err := query.ParseQueryString("sort=-a, b,,&appends[]=x&appends[]=y,z&page=3&bad=x&paginate=false&force=true&one=1&bare&empty=&" +
		"long[101]=p&long[0]=o")
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Strings("sort"); !reflect.DeepEqual(got, []string{"-a", "b"}) {
		t.Errorf("sort %q", got)
	}
	if got := v.Strings("appends"); !reflect.DeepEqual(got, []string{"x", "y", "z"}) {
		t.Errorf("appends %q", got)
	}
	if got := v.Strings("long"); !reflect.DeepEqual(got, []string{"o", "p"}) {
		t.Errorf("long %q", got)
	}
	if v.Strings("absent") != nil || v.Strings("bare") != nil || v.String("absent") != "" || v.String("appends") != "" {
		t.Error("absent parameters must be empty")
	}
	if v.Bool("paginate") || !v.Bool("force") || !v.Bool("one") || v.Bool("bare") || v.Bool("absent") {
		t.Error("booleans")
	}
	for name, want := range map[string]int{"page": 3, "absent": 20, "empty": 20, "bare": 20} {
		if n, err := v.Int(name, 20); n != want || err != nil {
			t.Errorf("%s = %d, %v", name, n, err)
		}
	}
	_, err = v.Int("bad", 1)
	wantError(t, err, "INVALID_PARAMETER", "bad")
	_, err = v.Int("appends", 1)
	wantError(t, err, "INVALID_PARAMETER", "appends")
	if !v.Has("bare") || v.Has("absent") {
		t.Error("Has")
	}
}

func TestFilterParameter(t *testing.T) {
	tests := []struct {
		name string
		in   any
		want any
		code string
	}{
		{"JSON text is decoded", `{"a":1}`, object{"a": decode(t, "1")}, ""},
		{"nested parameters are taken as they are", object{"a": "1"}, object{"a": "1"}, ""},
		{"an empty text says nothing", "", nil, ""},
		{"null says nothing", nil, nil, ""},
		{"JSON null says nothing", "null", nil, ""},
		{"malformed JSON is refused", `{"a":`, nil, "INVALID_FILTER_JSON"},
		{"text after the object is refused", `{} {}`, nil, "INVALID_FILTER_JSON"},
		{"a stray bracket after the object is refused", `{}}`, nil, "INVALID_FILTER_JSON"},
		{"a list is refused", `[1]`, nil, "INVALID_FILTER_JSON"},
		{"a scalar is refused", `3`, nil, "INVALID_FILTER_JSON"},
		{"a text that is no JSON is refused", `x`, nil, "INVALID_FILTER_JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := query.FilterOf(query.Values{"filter": tt.in})
			if tt.code != "" {
				wantError(t, err, tt.code, "filter")
				return
			}
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v, %v", got, err)
			}
		})
	}
}

func TestTargetKeyParameter(t *testing.T) {
	tests := []struct {
		name  string
		in    query.Values
		want  any
		given bool
	}{
		{"absent", query.Values{}, nil, false},
		{"a bare key is given", query.Values{"filterByTk": nil}, nil, true},
		{"a scalar", query.Values{"filterByTk": "5"}, "5", true},
		{"a list", query.Values{"filterByTk": list{"1", "2"}}, list{"1", "2"}, true},
		{"a list as JSON text", query.Values{"filterByTk": `["a","b"]`}, list{"a", "b"}, true},
		{"an empty list as JSON text", query.Values{"filterByTk": `[]`}, list{}, true},
		{"an object as JSON text", query.Values{"filterByTk": `{"a":"b"}`}, object{"a": "b"}, true},
		{"broken JSON stays text", query.Values{"filterByTk": `{x`}, "{x", true},
		{"an object of digits is a list", query.Values{"filterByTk": object{"10": "c", "0": "a", "2": "b"}}, list{"a", "b", "c"}, true},
		{"another object stays one", query.Values{"filterByTk": object{"0": "a", "x": "b"}}, object{"0": "a", "x": "b"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, given, err := query.TargetKeyOf(tt.in)
			if err != nil || given != tt.given || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v, %v, %v", got, given, err)
			}
		})
	}
	_, _, err := query.TargetKeyOf(query.Values{"filterByTk": make([]any, 1001)})
	wantError(t, err, "FILTER_TOO_LARGE", "filterByTk")
}
