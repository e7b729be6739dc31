package sqlite

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	sqlite "modernc.org/sqlite"

	"golang.org/x/text/cases"
	"golang.org/x/text/width"
)

// newDriver makes a driver with Sequitur's SQL functions, which the driver registered under a name for the whole
// process does not have:
//
//	fold(text)         folds case and width, for comparing and ordering text
//	decimal_key(text)  is a text whose binary order is the numeric order of decimals
func newDriver() (driver.Driver, error) {
	d := &sqlite.Driver{}
	if err := d.RegisterDeterministicScalarFunction("fold", 1, onText(func(s string) any { return fold(s) })); err != nil {
		return nil, err
	}
	key := func(s string) any {
		if k, ok := decimalKey(s); ok {
			return k
		}
		return nil
	}
	if err := d.RegisterDeterministicScalarFunction("decimal_key", 1, onText(key)); err != nil {
		return nil, err
	}
	return d, nil
}

// onText adapts fn to SQL: NULL stays NULL, numbers are taken as their text.
func onText(fn func(string) any) func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
	return func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		switch v := args[0].(type) {
		case nil:
			return nil, nil
		case string:
			return fn(v), nil
		case []byte:
			return fn(string(v)), nil
		case float64:
			return fn(strconv.FormatFloat(v, 'f', -1, 64)), nil
		default:
			return fn(fmt.Sprint(v)), nil
		}
	}
}

// fold maps texts that differ in case or in width only to the same text.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return cases.Fold().String(strings.Map(upperCherokee, width.Fold.String(s)))
		}
		plain = plain && (s[i] < 'A' || s[i] > 'Z')
	}
	if plain {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// upperCherokee makes one letter of the two cases of Cherokee, which Unicode folds towards the capitals, unlike all
// other scripts; cases.Fold exchanges them instead.
func upperCherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}
