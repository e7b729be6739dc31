package plain_test

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/plain"
	"pgregory.net/rapid"
)

// values draws what workflows may hold, and some things that they should not.
func values() *rapid.Generator[any] {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "<b>&", "a\u2028b", "été", "\xff", "quote\"", "back\\slash", "\n"}))
	scalar := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), wide[bool]), rapid.Map(text, wide[string]),
		rapid.Map(rapid.Int64(), wide[int64]), rapid.Map(rapid.Int(), wide[int]), rapid.Map(rapid.Float64(), wide[float64]),
		rapid.Map(rapid.SampledFrom([]json.Number{"0", "-0", "12", "-7", "1.50", "1e3", "00"}), wide[json.Number]),
		rapid.Map(rapid.SliceOf(rapid.Int()), wide[[]int]),
	)
	return rapid.OneOf(scalar, rapid.Map(rapid.SliceOfN(scalar, 0, 4), wide[[]any]),
		rapid.Map(rapid.MapOfN(text, rapid.OneOf(scalar, rapid.Map(rapid.MapOfN(text, scalar, 0, 3), wide[map[string]any])), 0, 40), wide[map[string]any]))
}

func wide[T any](v T) any { return v }

func TestItWritesWhatTheStandardLibraryWrites(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := values().Draw(rt, "value")
		want, wantErr := json.Marshal(v)
		got, err := plain.Marshal(v)
		if (err == nil) != (wantErr == nil) {
			rt.Fatalf("%v, the library says %v", err, wantErr)
		}
		if err == nil && !bytes.Equal(got, want) {
			rt.Fatalf("%s, the library writes %s", got, want)
		}
	})
}

func TestANormalValueIsWhatIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := values().Draw(rt, "value")
		raw, got, err := plain.Normal(v)
		if err != nil {
			return
		}
		want, err := plain.Unmarshal(raw)
		if err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("%#v, %s is read as %#v", got, raw, want)
		}
	})
}

func TestANormalValueIsNotTheOneItWasMadeFrom(t *testing.T) {
	inner := map[string]any{"a": "b"}
	_, n, err := plain.Normal(map[string]any{"inner": inner})
	if err != nil {
		t.Fatal(err)
	}
	inner["a"] = "changed"
	if got := n.(map[string]any)["inner"].(map[string]any)["a"]; got != "b" {
		t.Errorf("the value changed with its origin: %v", got)
	}
}

func TestWhatJSONCannotTellIsAnError(t *testing.T) {
	for _, v := range []any{math.Inf(1), json.Number("x"), []any{func() {}}, map[string]any{"a": math.NaN()}} {
		if raw, err := plain.Marshal(v); err == nil {
			t.Errorf("%v was written as %s", v, raw)
		}
	}
}

func BenchmarkMarshal(b *testing.B) {
	v := map[string]any{"data": map[string]any{"id": int64(399359755681795), "no": "N-1", "status": "new", "amount": json.Number("12"), "note": "été"}, "roleName": "root"}
	for b.Loop() {
		if _, err := plain.Marshal(v); err != nil {
			b.Fatal(err)
		}
	}
}
