package schema

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// CodeInvalidValue is the code of input that does not fit its field.
const CodeInvalidValue = "INVALID_VALUE"

func invalid(format string, a ...any) error {
	return errs.New(errs.Invalid, CodeInvalidValue, format, a...)
}

// mismatch reports a stored or canonical value of the wrong Go type: our mistake or a damaged row, never the caller's.
func mismatch(f *Field, v any) error {
	return fmt.Errorf("field %s.%s of type %s cannot hold a %T", f.Collection, f.Name, f.Type, v)
}

// textOf turns a scalar into text. Numbers and booleans are taken in their JSON form, as clients send them for
// choices.
func textOf(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	case bool:
		return strconv.FormatBool(x), true
	case int64:
		return strconv.FormatInt(x, 10), true
	case int:
		return strconv.Itoa(x), true
	case float64:
		return floatText(x), true
	}
	return "", false
}

// floatText writes f as JSON does.
func floatText(f float64) string {
	b, err := json.Marshal(f)
	if err != nil {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return string(b)
}

// blank tells whether v stands for "no value" in a field that is not text: forms and query strings send an empty
// text for it.
func blank(v any) bool {
	if v == nil {
		return true
	}
	s, ok := v.(string)
	return ok && strings.TrimSpace(s) == ""
}

// checkText refuses what not every database can store as text.
func checkText(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return invalid("must not contain a NUL character")
	}
	if !utf8.ValidString(s) {
		return invalid("must be valid UTF-8 text")
	}
	return nil
}

// Text returns a text option of the field, "" when absent.
func (f *Field) Text(option string) string {
	s, _ := f.Options[option].(string)
	return s
}

// Flag tells whether a boolean option of the field is set.
func (f *Field) Flag(option string) bool {
	b, _ := f.Options[option].(bool)
	return b
}

// Int returns a whole-number option of the field, and whether it is there.
func (f *Field) Int(option string) (int, bool) {
	v, ok := f.Options[option]
	if !ok || blank(v) {
		return 0, false
	}
	n, err := parseInteger(v)
	if err != nil || n < -1<<31 || n > 1<<31-1 {
		return 0, false
	}
	return int(n), true
}
