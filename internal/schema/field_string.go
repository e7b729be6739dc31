package schema

import (
	"strings"
	"unicode/utf8"
)

// textColumn is the storage of the kinds whose canonical value is text.
type textColumn struct{}

// Storage implements Kind.
func (textColumn) Storage() Storage { return Text }

// Encode implements Kind.
func (textColumn) Encode(f *Field, v any) (any, error) {
	switch v.(type) {
	case nil, string:
		return v, nil
	}
	return nil, mismatch(f, v)
}

// Decode implements Kind.
func (textColumn) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case nil, string:
		return v, nil
	case []byte:
		return string(x), nil
	}
	return nil, mismatch(f, v)
}

// parseText reads text with the options that all text kinds share: trim, unique (an empty text is no value then, so
// that several records may leave the field empty) and length.
func parseText(f *Field, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	s, ok := textOf(v)
	if !ok {
		return nil, invalid("must be text")
	}
	if err := checkText(s); err != nil {
		return nil, err
	}
	if f.Flag("trim") {
		s = strings.TrimSpace(s)
	}
	if s == "" && f.Unique {
		return nil, nil
	}
	if limit, ok := f.Int("length"); ok && limit > 0 && len(s) > limit && utf8.RuneCountInString(s) > limit {
		return nil, invalid("must not be longer than %d characters", limit)
	}
	return s, nil
}

// stringKind is a short text.
type stringKind struct{ textColumn }

func (stringKind) Type() string                              { return "string" }
func (stringKind) Parse(f *Field, v any, _ Env) (any, error) { return parseText(f, v) }

// textKind is a text of any length. Its length option names a size class of some databases, not a limit.
type textKind struct{ textColumn }

func (textKind) Type() string { return "text" }

func (textKind) Parse(f *Field, v any, _ Env) (any, error) {
	if _, ok := f.Options["length"].(string); !ok {
		return parseText(f, v)
	}
	unlimited := *f
	unlimited.Options = map[string]any{"trim": f.Options["trim"]}
	return parseText(&unlimited, v)
}

// passwordKind is a secret; its canonical value is the hash, which the owner of the record makes. Spaces count.
type passwordKind struct{ textColumn }

func (passwordKind) Type() string { return "password" }

func (passwordKind) Parse(_ *Field, v any, _ Env) (any, error) {
	if v == nil {
		return nil, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, invalid("must be text")
	}
	return s, checkText(s)
}
