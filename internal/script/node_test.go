package script

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/expr"
)

type example struct {
	Source    string
	Variables []any
	Value     any
	Error     string
	Message   string
}

func examples(t *testing.T, name string) []example {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		for i, v := range e.Variables {
			m, _ := v.(map[string]any)
			if text, ok := m["$date"].(string); ok {
				at, err := time.Parse(time.RFC3339, text)
				if err != nil {
					t.Fatal(err)
				}
				e.Variables[i] = at
			}
		}
	}
	return list
}

// same compares results; the last bits of transcendental functions depend on the mathematical library.
func same(a, b any) bool {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return ok && math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y))
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !same(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if !same(x[k], y[k]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

func TestAnswersAreThoseOfNode(t *testing.T) {
	fast(t)
	if _, offset := time.Date(2024, 7, 1, 0, 0, 0, 0, time.Local).Zone(); offset != 0 {
		t.Skip("NOT TESTED: the expected answers are for TZ=UTC")
	}
	p := engines(t, Options{Timeout: 20 * time.Second})
	for file, engine := range map[string]string{"math": expr.EngineMath, "formula": expr.EngineFormula} {
		list := examples(t, file)
		if len(list) < 40 {
			t.Fatalf("only %d examples for %s", len(list), engine)
		}
		for _, e := range list {
			t.Run(file+"/"+e.Source, func(t *testing.T) {
				for range 2 { // compiled and from the cache
					checkExample(t, p, engine, e)
				}
			})
		}
	}
}

func checkExample(t *testing.T, p *Pool, engine string, e example) {
	t.Helper()
	got, err := eval(p, engine, e.Source, e.Variables...)
	switch {
	case e.Error == "" && err != nil:
		t.Fatalf("%v, want %#v", err, e.Value)
	case e.Error == "" && !same(got, e.Value):
		t.Fatalf("%#v, want %#v", got, e.Value)
	case e.Error == "":
	case err == nil:
		t.Fatalf("%#v, want %s: %s", got, e.Error, e.Message)
	case engine == expr.EngineMath && err.Error() != e.Error+": "+e.Message,
		!strings.HasPrefix(err.Error(), e.Error+": "):
		t.Fatalf("error %q, want %s: %s", err, e.Error, e.Message)
	}
}
