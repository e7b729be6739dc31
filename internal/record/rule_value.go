package record

import (
	"encoding/json"
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// value checks a value that is there against the rules of its field.
func (k *checker) value(c *schema.Collection, f *schema.Field, v any, path string) {
	for _, r := range f.Rules {
		if message := violation(f, r, v); message != "" {
			k.fail(c, f, path, message)
		}
	}
}

// violation says how v breaks a rule, "" when it does not. Rules that mean nothing for the kind are passed over.
func violation(f *schema.Field, r schema.Rule, v any) string {
	if r.Name == "required" {
		return ""
	}
	switch f.Kind.Storage() {
	case schema.Text:
		s, ok := v.(string)
		if !ok || s == "" {
			return ""
		}
		return textViolation(r, s)
	case schema.Integer, schema.Real, schema.Decimal:
		if f.Type == "unixTimestamp" {
			return dateViolation(f, r, v)
		}
		return numberViolation(r, v)
	case schema.Instant, schema.LocalDateTime, schema.Date, schema.TimeOfDay:
		return dateViolation(f, r, v)
	case schema.JSON:
		return listViolation(r, v)
	}
	return ""
}

func textViolation(r schema.Rule, s string) string {
	n := utf8.RuneCountInString(s)
	switch r.Name {
	case "min", "max", "length":
		return lengthViolation(r, n, "characters")
	case "pattern":
		return patternViolation(r, s)
	case "email":
		if !isEmail(s) {
			return "must be an e-mail address"
		}
	case "uri":
		if u, err := url.Parse(s); err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" && u.Path == "" {
			return "must be a web address"
		}
	case "guid", "uuid":
		if _, err := uuid.Parse(s); err != nil {
			return "must be a UUID"
		}
	}
	return ""
}

func lengthViolation(r schema.Rule, n int, unit string) string {
	limit, ok := wholeArgument(r, "limit")
	switch {
	case !ok:
	case r.Name == "min" && n < limit:
		return fmt.Sprintf("must have at least %d %s", limit, unit)
	case r.Name == "max" && n > limit:
		return fmt.Sprintf("must have at most %d %s", limit, unit)
	case r.Name == "length" && n != limit:
		return fmt.Sprintf("must have exactly %d %s", limit, unit)
	}
	return ""
}

// patternViolation takes expressions with or without slashes around them.
func patternViolation(r schema.Rule, s string) string {
	source, _ := argument(r, "regex").(string)
	if source == "" {
		return ""
	}
	if body, ok := strings.CutPrefix(source, "/"); ok {
		if end := strings.LastIndexByte(body, '/'); end > 0 {
			source = body[:end]
			if strings.Contains(body[end:], "i") {
				source = "(?i)" + source
			}
		}
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return "has a pattern that cannot be checked"
	}
	if !re.MatchString(s) {
		return "does not have the required form"
	}
	return ""
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return false
	}
	_, domain, _ := strings.Cut(s[strings.LastIndexByte(s, '@'):], "@")
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && dot < len(domain)-1
}

func numberViolation(r schema.Rule, v any) string {
	n, ok := number(v)
	if !ok {
		return ""
	}
	limit, hasLimit := number(argument(r, "limit", "base", "value"))
	switch r.Name {
	case "integer":
		if !n.IsInteger() {
			return "must be a whole number"
		}
		return ""
	case "precision":
		if hasLimit && !n.Equal(n.Truncate(int32(min(limit.IntPart(), math.MaxInt16)))) {
			return fmt.Sprintf("must have at most %s decimal places", limit)
		}
		return ""
	}
	switch {
	case !hasLimit:
	case r.Name == "min" && n.LessThan(limit):
		return "must be at least " + limit.String()
	case r.Name == "max" && n.GreaterThan(limit):
		return "must be at most " + limit.String()
	case r.Name == "greater" && !n.GreaterThan(limit):
		return "must be greater than " + limit.String()
	case r.Name == "less" && !n.LessThan(limit):
		return "must be less than " + limit.String()
	case r.Name == "multiple" && !limit.IsZero() && !n.Mod(limit).IsZero():
		return "must be a multiple of " + limit.String()
	}
	return ""
}

// dateViolation compares canonical texts, whose order is that of time.
func dateViolation(f *schema.Field, r schema.Rule, v any) string {
	s, ok := v.(string)
	limit, hasLimit := argument(r, "date", "limit", "value").(string)
	if !ok || !hasLimit {
		return ""
	}
	parsed, err := f.Kind.Parse(f, limit, schema.Env{})
	bound, isText := parsed.(string)
	if err != nil || !isText {
		return ""
	}
	switch {
	case r.Name == "min" && s < bound:
		return "must not be before " + shown(f, bound)
	case r.Name == "max" && s > bound:
		return "must not be after " + shown(f, bound)
	case r.Name == "greater" && s <= bound:
		return "must be after " + shown(f, bound)
	case r.Name == "less" && s >= bound:
		return "must be before " + shown(f, bound)
	}
	return ""
}

// shown leaves the time out where it says nothing.
func shown(f *schema.Field, bound string) string {
	if f.Kind.Storage() == schema.Instant && len(bound) == len(clock.Layout) {
		return strings.TrimSuffix(bound, "T00:00:00.000Z")
	}
	return bound
}

func listViolation(r schema.Rule, v any) string {
	list, ok := v.([]any)
	if !ok {
		return ""
	}
	switch r.Name {
	case "min", "max", "length":
		return lengthViolation(r, len(list), "entries")
	}
	return ""
}

// argument returns the first of a rule's arguments that has one of the names, or its only argument.
func argument(r schema.Rule, names ...string) any {
	for _, name := range names {
		if v, ok := r.Args[name]; ok {
			return v
		}
	}
	if len(r.Args) == 1 {
		for _, v := range r.Args {
			return v
		}
	}
	return nil
}

func wholeArgument(r schema.Rule, names ...string) (int, bool) {
	n, ok := number(argument(r, names...))
	if !ok || !n.IsInteger() || n.Abs().GreaterThan(decimal.NewFromInt(math.MaxInt32)) {
		return 0, false
	}
	return int(n.IntPart()), true
}

func number(v any) (decimal.Decimal, bool) {
	var s string
	switch x := v.(type) {
	case int64:
		return decimal.NewFromInt(x), true
	case int:
		return decimal.NewFromInt(int64(x)), true
	case float64:
		s = strconv.FormatFloat(x, 'g', -1, 64)
	case json.Number:
		s = x.String()
	case string:
		s = x
	default:
		return decimal.Zero, false
	}
	if len(s) > 1000 {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(s)
	// A huge exponent would make a short text a huge number.
	return d, err == nil && d.Exponent() < 1000 && d.Exponent() > -1000
}
