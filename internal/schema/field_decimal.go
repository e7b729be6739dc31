package schema

import (
	"strings"

	"github.com/shopspring/decimal"
)

// decimalKind is an exact number. Its canonical value is text without an exponent: with the field's scale when it
// has one, else without trailing zeros.
type decimalKind struct{}

func (decimalKind) Type() string { return "decimal" }

// Storage implements Kind.
func (decimalKind) Storage() Storage { return Decimal }

// Parse rounds half away from zero to the field's scale, as SQL does, and refuses what exceeds its precision.
func (decimalKind) Parse(f *Field, v any, _ Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	s, ok := textOf(v)
	if _, isBool := v.(bool); !ok || isBool {
		return nil, invalid("must be a decimal number")
	}
	d, err := parseDecimalText(strings.TrimSpace(s))
	if err != nil {
		return nil, err
	}
	precision, scale, limited := decimalSize(f)
	if !limited {
		return d.String(), nil
	}
	d = d.Round(scale)
	if precision > 0 && d.Abs().Cmp(decimal.New(1, precision-scale)) >= 0 {
		return nil, invalid("must have at most %d digits before the point", precision-scale)
	}
	return d.StringFixed(scale), nil
}

// decimalSize returns the field's precision (0: unlimited) and scale; limited is false when it has neither.
func decimalSize(f *Field) (precision, scale int32, limited bool) {
	p, hasPrecision := f.Int("precision")
	s, hasScale := f.Int("scale")
	if !hasPrecision && !hasScale {
		return 0, 0, false
	}
	return int32(clamp(p)), int32(clamp(s)), true
}

func clamp(n int) int { return max(0, min(n, maxDecimalDigits)) }

// Encode implements Kind.
func (decimalKind) Encode(f *Field, v any) (any, error) { return textColumn{}.Encode(f, v) }

// Decode writes what the database gives in canonical form.
func (decimalKind) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case []byte:
		v = string(x)
	case string, int64, float64:
	default:
		return nil, mismatch(f, v)
	}
	s, _ := textOf(v)
	d, err := parseDecimalText(s)
	if err != nil {
		return nil, mismatch(f, v)
	}
	if _, scale, limited := decimalSize(f); limited {
		return d.StringFixed(scale), nil
	}
	return d.String(), nil
}
