package schema

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

func numberKindOf(typ string) Kind {
	switch typ {
	case "integer":
		return integerKind{}
	case "bigInt":
		return bigIntKind{}
	case "sort":
		return sortKind{}
	case "float":
		return floatKind{}
	case "double":
		return doubleKind{}
	case "real":
		return realKind{}
	case "decimal":
		return decimalKind{}
	}
	return nil
}

// integerColumn is the storage of the kinds whose canonical value is an int64.
type integerColumn struct{}

// Storage implements Kind.
func (integerColumn) Storage() Storage { return Integer }

// Encode implements Kind.
func (integerColumn) Encode(f *Field, v any) (any, error) {
	switch v.(type) {
	case nil, int64:
		return v, nil
	}
	return nil, mismatch(f, v)
}

// Decode implements Kind. A whole float is what SQLite makes of a large sum.
func (integerColumn) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case nil, int64:
		return v, nil
	case float64:
		if x == math.Trunc(x) && math.Abs(x) < 1<<63 {
			return int64(x), nil
		}
	}
	return nil, mismatch(f, v)
}

// parseBigInt reads a 64-bit whole number.
func parseBigInt(v any) (any, error) {
	if blank(v) {
		return nil, nil
	}
	n, err := parseInteger(v)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// parseInteger reads a whole number without ever passing through a float, which would lose digits.
func parseInteger(v any) (int64, error) {
	switch x := v.(type) {
	case int64:
		return x, nil
	case int:
		return int64(x), nil
	case float64:
		if x != math.Trunc(x) || math.Abs(x) >= 1<<63 {
			return 0, invalid("must be a whole number")
		}
		return int64(x), nil
	case json.Number:
		return integerText(x.String())
	case string:
		return integerText(strings.TrimSpace(x))
	}
	return 0, invalid("must be a whole number")
}

// integerText reads digits, and the forms 1.0 and 1e3 that JSON allows for a whole number.
func integerText(s string) (int64, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	d, err := parseDecimalText(s)
	if err != nil || !d.IsInteger() {
		return 0, invalid("must be a whole number")
	}
	if b := d.BigInt(); b.IsInt64() {
		return b.Int64(), nil
	}
	return 0, invalid("must be a whole number of at most 64 bits")
}

// integerKind is a 32-bit whole number; a generated key is larger and gets the room.
type integerKind struct{ integerColumn }

func (integerKind) Type() string { return "integer" }

func (integerKind) Parse(f *Field, v any, _ Env) (any, error) {
	n, err := parseBigInt(v)
	if i, ok := n.(int64); ok && !f.AutoIncrement && !f.ForeignKey && (i < math.MinInt32 || i > math.MaxInt32) {
		return nil, invalid("must be between %d and %d", math.MinInt32, math.MaxInt32)
	}
	return n, err
}

// Generate implements Generator for keys that number themselves.
func (integerKind) Generate(f *Field, env Env) any { return nextNumber(f, env) }

// bigIntKind is a 64-bit whole number.
type bigIntKind struct{ integerColumn }

func (bigIntKind) Type() string                              { return "bigInt" }
func (bigIntKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseBigInt(v) }

// Generate implements Generator for keys that number themselves.
func (bigIntKind) Generate(f *Field, env Env) any { return nextNumber(f, env) }

func nextNumber(f *Field, env Env) any {
	if !f.AutoIncrement || env.NextID == nil {
		return nil
	}
	return env.NextID()
}

// sortKind is the position of a record among those of the same scope. Package record assigns it.
type sortKind struct{ integerColumn }

func (sortKind) Type() string                              { return "sort" }
func (sortKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseBigInt(v) }

// realColumn is the storage of the kinds whose canonical value is a float64.
type realColumn struct{}

// Storage implements Kind.
func (realColumn) Storage() Storage { return Real }

// Parse implements Kind.
func (realColumn) Parse(_ *Field, v any, _ Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	n, err := parseFloat(v)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// Encode implements Kind.
func (realColumn) Encode(f *Field, v any) (any, error) {
	switch v.(type) {
	case nil, float64:
		return v, nil
	}
	return nil, mismatch(f, v)
}

// Decode implements Kind. SQLite gives whole numbers as integers where a column was altered.
func (realColumn) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case nil, float64:
		return v, nil
	case int64:
		return float64(x), nil
	}
	return nil, mismatch(f, v)
}

func parseFloat(v any) (float64, error) {
	switch x := v.(type) {
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 0, invalid("must be a finite number")
		}
		return positiveZero(x), nil
	case int64:
		return float64(x), nil
	case int:
		return float64(x), nil
	case json.Number:
		return floatOf(x.String())
	case string:
		return floatOf(strings.TrimSpace(x))
	}
	return 0, invalid("must be a number")
}

func floatOf(s string) (float64, error) {
	if !isNumeral(s) {
		return 0, invalid("must be a number")
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, invalid("must be a number that fits in 64 bits")
	}
	return positiveZero(n), nil
}

// positiveZero drops the sign of zero, which databases do not keep alike.
func positiveZero(n float64) float64 {
	if n == 0 {
		return 0
	}
	return n
}

// isNumeral keeps out the other notations that strconv knows: hexadecimal, underscores, inf and nan.
func isNumeral(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return false
		}
	}
	return s != ""
}

// floatKind, doubleKind and realKind are the same 64-bit number under the names that clients use.
type floatKind struct{ realColumn }

func (floatKind) Type() string { return "float" }

type doubleKind struct{ realColumn }

func (doubleKind) Type() string { return "double" }

type realKind struct{ realColumn }

func (realKind) Type() string { return "real" }

// maxDecimalDigits bounds a decimal, so that a short text such as 1e1000000 cannot become a huge one.
const maxDecimalDigits = 1000

func parseDecimalText(s string) (decimal.Decimal, error) {
	bad := invalid("must be a decimal number")
	if !isNumeral(s) || len(s) > 2*maxDecimalDigits {
		return decimal.Zero, bad
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return decimal.Zero, bad
	}
	if d.IsZero() {
		return decimal.Zero, nil
	}
	if e := d.Exponent(); e > maxDecimalDigits || e < -maxDecimalDigits || d.NumDigits() > maxDecimalDigits {
		return decimal.Zero, invalid("must be a decimal number of at most %d digits", maxDecimalDigits)
	}
	return d, nil
}
