package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// RunExpressions checks that what a dialect renders means the same on every database.
func RunExpressions(t *testing.T, h Harness) {
	runCases(t, h, []testCase{
		{"folding ignores case and width and nothing else", folding},
		{"decimals compare by value whatever their digits", decimals},
		{"contains takes no character for a wildcard", contains},
		{"the elements of a JSON array are texts", jsonElements},
		{"folded text orders like its characters", foldedOrder},
	})
}

// truth evaluates a condition whose parameters are texts.
func (b *bench) truth(condition string, args ...any) bool {
	b.Helper()
	var n int64
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		rows, err := b.Query(r, `select case when `+condition+` then 1 else 0 end`, args...)
		if err == nil {
			n, _ = rows[0][0].(int64)
		}
		return err
	}))
	return n == 1
}

const textParam = "cast(? as text)"

func folding(b *bench) {
	d := b.Dialect
	condition := d.Fold(textParam) + " = " + d.Fold(textParam)
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"", "", true},
		{"Plain", "pLAIN", true},
		{"ＰＬＡＩＮ　１", "plain 1", true},
		{"Straße", "STRASSE", true},
		{"ÉCLAIR", "éclair", true},
		{"ΣΊΣΥΦΟΣ", "σίσυφος", true},
		{"ЖУК", "жук", true},
		{"カタカナ", "ｶﾀｶﾅ", true},
		{"İ", "i", false},
		{"é", "e", false},
		{"a", "b", false},
		{"a", "a ", false},
		{"50%", "50_", false},
		{"x²", "x2", false},
	} {
		if got := b.truth(condition, c.a, c.b); got != c.same {
			b.Errorf("%q and %q fold alike: %t, want %t", c.a, c.b, got, c.same)
		}
	}
}

func decimals(b *bench) {
	d := b.Dialect
	ordered := []string{"-1000", "-12.5", "-12.49", "-0.001", "0", "0.001", "9", "10", "12.49", "12.5", "9007199254740993",
		"9007199254740994", "123456789012345678901234567890.1"}
	for i := 1; i < len(ordered); i++ {
		if !b.truth(d.DecimalKey(textParam)+" < "+d.DecimalKey(textParam), ordered[i-1], ordered[i]) {
			b.Errorf("%s is not below %s", ordered[i-1], ordered[i])
		}
	}
	for _, same := range [][2]string{{"1", "1.000"}, {"0", "-0"}, {"0.5", ".5"}, {"-12.50", "-12.5"}, {"007", "7"}} {
		if !b.truth(d.DecimalKey(textParam)+" = "+d.DecimalKey(textParam), same[0], same[1]) {
			b.Errorf("%s is not %s", same[0], same[1])
		}
	}
}

func contains(b *bench) {
	d := b.Dialect
	for _, c := range []struct {
		haystack, needle string
		want             bool
	}{
		{"abc", "b", true}, {"abc", "", true}, {"abc", "%", false}, {"a%c", "%", true}, {"abc", "_", false}, {"abc", "B", false},
		{"größe", "öß", true},
	} {
		if got := b.truth(d.Contains(textParam, textParam), c.haystack, c.needle); got != c.want {
			b.Errorf("%q contains %q: %t", c.haystack, c.needle, got)
		}
	}
}

func jsonElements(b *bench) {
	d := b.Dialect
	for list, want := range map[string]string{
		`["a","b c"]`: "a|b c", `[]`: "", `[1,2.5]`: "1|2.5", `["é"]`: "é", `[true,false]`: "true|false", `{"a":1}`: "", `"a"`: "",
	} {
		b.must(b.db.Read(b.Context(), func(r store.Reader) error {
			rows, err := b.Query(r, `select value from `+d.JSONElements("'"+list+"'"))
			var got []string
			for _, row := range rows {
				got = append(got, fmt.Sprint(row[0]))
			}
			if strings.Join(got, "|") != want {
				b.Errorf("%s has the elements %q", list, got)
			}
			return err
		}))
	}
}

func foldedOrder(b *bench) {
	for _, name := range []string{"b", "A", "a", "Ä", "Z", "z", "_", "１", "2", "ab", "aB"} {
		b.must(b.write(func(tx store.Tx) error { return b.insert(tx, name) }))
	}
	b.must(b.db.Read(b.Context(), func(r store.Reader) error {
		rows, err := b.Query(r, `select name from st_parents order by `+b.Dialect.Fold("name")+`, name`)
		var got []string
		for _, row := range rows {
			got = append(got, fmt.Sprint(row[0]))
		}
		if want := "１ 2 _ A a aB ab b Z z Ä"; strings.Join(got, " ") != want {
			b.Errorf("the order is %s, want %s", strings.Join(got, " "), want)
		}
		return err
	}))
}
