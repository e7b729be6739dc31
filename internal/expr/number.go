package expr

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// number is a JavaScript number that remembers when it is a whole number within int64, so that long ids compare
// exactly.
type number struct {
	f     float64
	i     int64
	whole bool
}

func nan() number              { return number{f: math.NaN()} }
func ofFloat(f float64) number { return number{f: f} }
func ofInt(i int64) number     { return number{f: float64(i), i: i, whole: true} }

// isNumber reports whether the canonical value v is of type number.
func isNumber(v any) bool {
	switch v.(type) {
	case float64, int64, int, json.Number:
		return true
	}
	return false
}

// toNumber is JavaScript's Number(v).
func toNumber(v any) number {
	switch x := canonical(v).(type) {
	case nil:
		return ofInt(0)
	case bool:
		if x {
			return ofInt(1)
		}
		return ofInt(0)
	case float64:
		return ofFloat(x)
	case int64:
		return ofInt(x)
	case int:
		return ofInt(int64(x))
	case json.Number:
		return parseNumber(string(x))
	case string:
		return parseNumber(x)
	case time.Time:
		return ofInt(x.UnixMilli())
	case []any:
		return parseNumber(joined(x))
	}
	return nan()
}

// parseNumber is JavaScript's Number(s) for a string.
func parseNumber(s string) number {
	s = strings.TrimFunc(s, isSpace)
	if s == "" {
		return ofInt(0)
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && !(i == 0 && s[0] == '-') {
		return ofInt(i)
	}
	switch s {
	case "Infinity", "+Infinity":
		return ofFloat(math.Inf(1))
	case "-Infinity":
		return ofFloat(math.Inf(-1))
	}
	if len(s) > 2 && s[0] == '0' && strings.ContainsRune("xXoObB", rune(s[1])) {
		return parsePrefixed(s)
	}
	if strings.Trim(s, "0123456789+-.eE") != "" || !strings.ContainsAny(s, "0123456789") {
		return nan()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return nan()
	}
	return ofFloat(f)
}

// parsePrefixed reads a hexadecimal, octal or binary literal.
func parsePrefixed(s string) number {
	base := map[byte]int{'x': 16, 'o': 8, 'b': 2}[s[1]|0x20]
	if strings.ContainsAny(s[2:], "+-_") {
		return nan()
	}
	n, err := strconv.ParseUint(s[2:], base, 63)
	if err != nil {
		return nan()
	}
	return ofInt(int64(n))
}

// order compares two numbers: negative, zero or positive, and false when either is not a number.
func (n number) order(m number) (int, bool) {
	if math.IsNaN(n.f) || math.IsNaN(m.f) {
		return 0, false
	}
	if n.whole && m.whole {
		return sign(n.i > m.i, n.i < m.i), true
	}
	return sign(n.f > m.f, n.f < m.f), true
}

func sign(more, less bool) int {
	switch {
	case more:
		return 1
	case less:
		return -1
	}
	return 0
}

// numberText writes a number as JavaScript does: 1, 0.1, 1e+21, 1e-7. Whole numbers keep all their digits.
func numberText(v any) string {
	n := toNumber(v)
	if n.whole {
		return strconv.FormatInt(n.i, 10)
	}
	return floatText(n.f)
}

func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0"
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	s := strconv.FormatFloat(f, 'e', -1, 64) // Go pads the exponent to two digits
	mantissa, exp, _ := strings.Cut(s, "e")
	return mantissa + "e" + exp[:1] + strings.TrimLeft(exp[1:], "0")
}

// rounded is an expression's number as it is stored: nine decimals, and nil when it is not finite. Like math.js it
// takes a number for the nearby one of twelve decimals first, so that 1.0000000005 survives binary noise.
func rounded(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	if near := roundDecimals(f, 12); math.Abs(f-near) <= 1e-12*math.Max(math.Abs(f), math.Abs(near)) {
		f = near
	}
	return roundDecimals(f, 9)
}

// roundDecimals rounds the shortest decimal form of f half away from zero.
func roundDecimals(f float64, places int) float64 {
	if math.Abs(f) >= 1e15 {
		return f
	}
	s := strconv.FormatFloat(math.Abs(f), 'f', -1, 64)
	dot := strings.IndexByte(s, '.')
	if dot < 0 || len(s)-dot-1 <= places {
		return f
	}
	kept, _ := strconv.ParseFloat(s[:dot+1+places], 64)
	if s[dot+1+places] >= '5' {
		up, _ := strconv.ParseFloat("1e-"+strconv.Itoa(places), 64)
		kept, _ = strconv.ParseFloat(strconv.FormatFloat(kept+up, 'f', places, 64), 64)
	}
	if kept == 0 {
		return 0
	}
	return math.Copysign(kept, f)
}
