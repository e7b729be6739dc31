package nodes

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzLoopItem compares the scanner with the standard decoder.
func FuzzLoopItem(f *testing.F) {
	for _, seed := range []string{
		`[]`, `[1]`, `[null, true ,-1.5e3]`, `["a\"b\\", "\\\\", "[,]", ""]`, `[{"items":[1],"length":9}, [[], {}], " "]`,
		"[\n\t{ } ,\r [ ]\n]", `["é漢\u0022", {"a":{"b":["}"]}}]`, `{"a": 1}`, `[1`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var items []json.RawMessage
		if json.Unmarshal([]byte(text), &items) != nil {
			loopItem([]byte(text), 1) // anything may come, nothing may break
			loopNumber([]byte(text), "length")
			return
		}
		for _, meta := range [][]byte{
			[]byte(`{"length":` + number(len(items)) + `,"items":` + text + `}`),
			[]byte("{ \"items\" :\n" + text + " , \"length\" : " + number(len(items)) + " }"),
		} {
			if n, ok := loopNumber(meta, "length"); !ok || n != len(items) {
				t.Fatalf("the length of %s is %d, %v", meta, n, ok)
			}
			for i, want := range items {
				got, ok := loopItem(meta, i)
				if !ok || !bytes.Equal(got, bytes.TrimSpace(want)) {
					t.Fatalf("item %d of %s is %q, %v", i, meta, got, ok)
				}
			}
			if got, ok := loopItem(meta, len(items)); ok {
				t.Fatalf("beyond the end of %s there is %q", meta, got)
			}
		}
	})
}

func number(n int) string {
	b, _ := json.Marshal(n) // an int always has a JSON form
	return string(b)
}

func TestWhatIsNoLoopStateHasNoItems(t *testing.T) {
	for _, meta := range []string{``, `null`, `[]`, `{}`, `{"length"`, `{"length":}`, `{"length":"x"}`, `{"items":1}`, `{"items":[`, `{"items":["a`, `{"a":1}`} {
		if n, ok := loopNumber([]byte(meta), "length"); ok {
			t.Errorf("the length of %q is %d", meta, n)
		}
		if item, ok := loopItem([]byte(meta), 0); ok {
			t.Errorf("the first item of %q is %q", meta, item)
		}
	}
}
