package sqlite_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

func TestFoldingIgnoresCaseAndWidth(t *testing.T) {
	for _, same := range [][]string{
		{"", ""},
		{"plain", "PLAIN", "Plain", "ＰＬＡＩＮ", "ｐlain"},
		{"straße", "STRASSE", "Straße"},
		{"éclair", "ÉCLAIR"},
		{"σίσυφος", "ΣΊΣΥΦΟΣ"},
		{"カタカナ", "ｶﾀｶﾅ"},
		{"１２３", "123"},
		{"ꭰ", "Ꭰ"},
	} {
		for _, s := range same[1:] {
			if sqlite.Fold(s) != sqlite.Fold(same[0]) {
				t.Errorf("%q folds to %q, %q to %q", same[0], sqlite.Fold(same[0]), s, sqlite.Fold(s))
			}
		}
	}
	if sqlite.Fold("é") == sqlite.Fold("e") {
		t.Error("accents are ignored")
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.Rune()).Draw(t, "s")
		if once := sqlite.Fold(s); sqlite.Fold(once) != once {
			t.Fatalf("%q folds to %q, then to %q", s, once, sqlite.Fold(once))
		}
	})
}

func TestDecimalKeysOrderAsNumbersDo(t *testing.T) {
	ordered := []string{
		"-1e20", "-100000000000000000000.5e-1", "-1000", "-999.99", "-12.3", "-12.29", "-12", "-1.1", "-1", "-0.999", "-0.1",
		"-0.01", "-0.0011", "-0.001", "-1e-30", "0", "1e-30", "0.001", "0.0011", "0.01", "0.1", "0.999", "1", "1.1", "9", "10", "12",
		"12.29", "12.3", "99", "100", "999.99", "1000", "9007199254740993", "9007199254740994", "1e20", "123456789012345678901234567890.1",
	}
	keys := make([]string, len(ordered))
	for i, s := range ordered {
		var ok bool
		if keys[i], ok = sqlite.DecimalKey(s); !ok {
			t.Fatalf("%q is refused", s)
		}
	}
	if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
		t.Errorf("the keys are not in order: %q", keys)
	}
}

func TestEqualDecimalsHaveEqualKeys(t *testing.T) {
	for _, same := range [][]string{
		{"0", "-0", "+0", "0.000", "00", "0e5", ".0", "0."},
		{"1", "1.0", "01", "+1", "10e-1", "0.1e1", "1."},
		{"-12.50", "-12.5", "-012.5", "-1.25e1", "-1.25E+1"},
		{".5", "0.5", "5e-1"},
	} {
		want, _ := sqlite.DecimalKey(same[0])
		for _, s := range same {
			if got, ok := sqlite.DecimalKey(s); !ok || got != want {
				t.Errorf("%q has the key %q, %q has %q", same[0], want, s, got)
			}
		}
	}
}

func TestWhatIsNoDecimalHasNoKey(t *testing.T) {
	for _, s := range []string{"", "-", ".", "abc", "1a", "1.2.3", "--1", "1e", "1e1.5", "1e9999999", "1e99999999999999999999", " 1", "0x10", "١"} {
		if key, ok := sqlite.DecimalKey(s); ok {
			t.Errorf("%q has the key %q", s, key)
		}
	}
}

func TestDecimalKeysCompareAsExactNumbers(t *testing.T) {
	number := rapid.StringMatching(`-?[0-9]{1,25}(\.[0-9]{1,25})?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		ka, _ := sqlite.DecimalKey(a)
		kb, _ := sqlite.DecimalKey(b)
		if strings.Compare(ka, kb) != x.Cmp(y) {
			t.Fatalf("%s against %s: the keys %q and %q compare as %d", a, b, ka, kb, strings.Compare(ka, kb))
		}
	})
}

func TestTheFunctionsWorkInSQL(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	for query, want := range map[string]any{
		`select fold('Größe') = fold('ＧＲÖSSE')`:       int64(1),
		`select fold(null)`:                           nil,
		`select fold(12)`:                             "12",
		`select decimal_key(null)`:                    nil,
		`select decimal_key('x')`:                     nil,
		`select decimal_key(5) = decimal_key('5.00')`: int64(1),
		`select decimal_key(0.5) = decimal_key('.5')`: int64(1),
		`select decimal_key('9') < decimal_key('10')`: int64(1),
		`select group_concat(v, ' ') from (select column1 as v from (values ('10'), ('9'), ('-1')) order by decimal_key(v))`: "-1 9 10",
	} {
		check := func(r store.Reader) error {
			rows, err := sqlite.RawQuery(r, query)
			if err == nil && rows[0][0] != want {
				t.Errorf("%s gives %v", query, rows[0][0])
			}
			return err
		}
		if err := db.Read(t.Context(), check); err != nil {
			t.Error(err)
		}
		if err := db.Write(t.Context(), store.Unit{Run: func(tx store.Tx) error { return check(tx) }}); err != nil {
			t.Error(err)
		}
	}
}
