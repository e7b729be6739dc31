package record_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
)

func FuzzParseValues(f *testing.F) {
	for _, s := range []string{
		`{"no":"A","labels":[1,"x"],"customer":{"boss":{"boss":3}},"items":[{"product":{"price":"1.5"}},4],"tags":[{"ordersTags":{"weight":1}}]}`,
		`{"customer":[],"items":{},"tags":null,"tagRows":[]}`, `{"id":1e3,"createdAt":"2024-01-01"}`,
	} {
		f.Add(s)
	}
	c := model(f, shop()...).Collection("orders")
	f.Fuzz(func(t *testing.T, text string) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var raw map[string]any
		if d.Decode(&raw) != nil {
			return
		}
		values, err := record.ParseValues(c, raw, record.Env{})
		if err != nil {
			if errs.KindOf(err) != errs.Invalid || errs.CodeOf(err) != record.CodeInvalidValue {
				t.Fatalf("%s: %v", text, err)
			}
			return
		}
		again, err := record.ParseValues(c, values, record.Env{})
		if err != nil || !reflect.DeepEqual(values, again) {
			t.Fatalf("%s became %v and %v (%v)", text, values, again, err)
		}
		if err := record.CheckRules(c, values, true); err != nil && errs.KindOf(err) != errs.Invalid {
			t.Fatal(err)
		}
	})
}
