package query_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
)

func FuzzParseQueryString(f *testing.F) {
	for _, s := range []string{"", "a", "a=1&a[]=2&a[b]=3", "filter[$and][0][a][$eq]=1", "a[100]=x&a[0][b]=c", "__proto__[a]=1", "%5B%5D=%zz", "a[[b]]=1&]=["} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := query.ParseQueryString(raw)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if _, err := json.Marshal(v); err != nil {
			t.Fatalf("%q left something behind: %v", raw, err)
		}
		if strings.Contains(raw, "[") || strings.Contains(raw, "%") {
			return
		}
		for _, item := range v {
			if _, nested := item.(map[string]any); nested {
				t.Fatalf("%q made an object without a bracket", raw)
			}
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{
		`{"no":"A"}`, `{"$and":[{"count":{"$gt":1}},{"$or":{"0":{"tags.name":"x"}}}]}`, `{"placedAt":{"$dateOn":["2024","2025","[)","+08:00"]}}`,
		`{"placedAt":{"$dateBetween":{"type":"past","number":3,"unit":"day"}}}`, `{"customer.boss.$notExists":1}`, `{"labels":{"$anyOf":["{{x}}"]}}`,
		`{"day":{"$dateOn":"2024W53+01:00"}}`, `{"no":{"$not":{"$or":[null,"a"]}}}`,
	} {
		f.Add(s)
	}
	orders := shop(f).Collection("orders")
	env := query.Env{Now: time.Date(2024, 3, 15, 0, 0, 0, 0, time.UTC), Variable: func(name string) (any, bool) { return name, len(name)%2 == 0 }}
	f.Fuzz(func(t *testing.T, text string) {
		var raw any
		if json.Unmarshal([]byte(text), &raw) != nil {
			return
		}
		first, err := query.ParseFilter(orders, raw, env)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid || errs.CodeOf(err) == "" {
				t.Fatalf("%s: %v", text, err)
			}
			return
		}
		if query.IsEmpty(raw) && first != nil {
			t.Fatalf("%s is empty but became %s", text, show(first))
		}
		again, err := query.ParseFilter(orders, raw, env)
		if err != nil || !reflect.DeepEqual(first, again) {
			t.Fatalf("%s became %s and %s", text, show(first), show(again))
		}
	})
}

func FuzzParseTriggerWorkflows(f *testing.F) {
	for _, s := range []string{"", "k1!a.b,k2", ",,!x,k1!a,k1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		bindings, err := query.ParseTriggerWorkflows(s)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, b := range bindings {
			if strings.TrimSpace(b.Key) == "" || seen[b.Key] || strings.ContainsAny(b.Key, ",!") || strings.Contains(b.Path, ",") {
				t.Fatalf("%q gave %v", s, bindings)
			}
			seen[b.Key] = true
		}
	})
}
