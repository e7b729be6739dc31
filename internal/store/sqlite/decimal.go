package sqlite

import (
	"fmt"
	"strconv"
	"strings"
)

// maxExponent bounds the power of ten that a decimal key can express.
const maxExponent = 499999

// decimalKey encodes a decimal number so that the binary order of keys is the numeric order of numbers, and equal
// numbers ("1", "1.00") have equal keys. The key is a sign, the power of ten and the significant digits; for negative
// numbers both are complemented and end in a character above the digits, because there the longer number is the
// smaller one. false: s is no decimal.
func decimalKey(s string) (string, bool) {
	negative, digits, exponent, ok := splitDecimal(s)
	if !ok {
		return "", false
	}
	if digits == "" {
		return "1", true
	}
	if exponent < -maxExponent || exponent > maxExponent {
		return "", false
	}
	if !negative {
		return fmt.Sprintf("2%06d%s", exponent+maxExponent+1, digits), true
	}
	return "0" + complement(fmt.Sprintf("%06d%s", exponent+maxExponent+1, digits)) + ":", true
}

func complement(digits string) string {
	b := []byte(digits)
	for i, c := range b {
		b[i] = '9' - c + '0'
	}
	return string(b)
}

// splitDecimal reads s as 0.digits times ten to the power of exponent, digits without zeros at either end; zero has
// no digits.
func splitDecimal(s string) (negative bool, digits string, exponent int, ok bool) {
	s, negative = strings.CutPrefix(s, "-")
	if !negative {
		s, _ = strings.CutPrefix(s, "+")
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		var err error
		if exponent, err = strconv.Atoi(s[i+1:]); err != nil {
			return false, "", 0, false
		}
		s = s[:i]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	digits = whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return false, "", 0, false
	}
	significant := strings.TrimLeft(digits, "0")
	exponent += len(whole) - (len(digits) - len(significant))
	return negative, strings.TrimRight(significant, "0"), exponent, true
}
