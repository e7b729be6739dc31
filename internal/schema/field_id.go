package schema

import (
	"regexp"

	"github.com/google/uuid"
)

func idKindOf(typ string) Kind {
	switch typ {
	case "uid":
		return uidKind{}
	case "uuid":
		return uuidKind{}
	case "nanoid":
		return nanoidKind{}
	case "snowflakeId":
		return snowflakeIDKind{}
	}
	return nil
}

const (
	uidAlphabet    = "0123456789abcdefghijklmnopqrstuvwxyz"
	uidSize        = 11
	nanoidAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-"
	nanoidSize     = 12
	maxIDSize      = 255
)

// generates tells whether a missing value is to be filled.
func generates(f *Field) bool {
	fill, set := f.Options["autoFill"].(bool)
	return !set || fill
}

// randomText draws size characters, each equally likely: bytes beyond the last whole multiple of the alphabet's
// length are thrown away.
func randomText(size int, alphabet []rune, random func(n int) []byte) string {
	limit := 256 - 256%len(alphabet)
	out := make([]rune, 0, size)
	for len(out) < size {
		drawn := random(size)
		if len(drawn) == 0 {
			break
		}
		for _, b := range drawn {
			if int(b) < limit && len(out) < size {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}

// uidKind is a short identifier, generated when none is given.
type uidKind struct{ textColumn }

func (uidKind) Type() string { return "uid" }

// Parse implements Kind. An empty text is no value, so that one is generated.
func (uidKind) Parse(f *Field, v any, _ Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	parsed, err := parseText(f, v)
	if err != nil {
		return nil, err
	}
	if pattern := f.Text("pattern"); pattern != "" {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return nil, invalid("has the invalid pattern %q", pattern)
		}
		if s, ok := parsed.(string); ok && !re.MatchString(s) {
			return nil, invalid("must match %s", pattern)
		}
	}
	return parsed, nil
}

// Generate implements Generator.
func (uidKind) Generate(f *Field, env Env) any {
	if env.Random == nil || !generates(f) {
		return nil
	}
	return f.Text("prefix") + randomText(uidSize, []rune(uidAlphabet), env.Random)
}

// uuidKind is a UUID in lower case, version 4 when generated.
type uuidKind struct{ textColumn }

func (uuidKind) Type() string { return "uuid" }

// Parse implements Kind.
func (uuidKind) Parse(_ *Field, v any, _ Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, invalid("must be a UUID")
	}
	id, err := uuid.Parse(s)
	if err != nil {
		return nil, invalid("must be a UUID")
	}
	return id.String(), nil
}

// Decode implements Kind; PostgreSQL gives the 16 bytes.
func (uuidKind) Decode(f *Field, v any) (any, error) {
	switch x := v.(type) {
	case [16]byte:
		return uuid.UUID(x).String(), nil
	case []byte:
		if len(x) == 16 {
			return uuid.UUID(x).String(), nil
		}
	}
	return textColumn{}.Decode(f, v)
}

// Generate implements Generator.
func (uuidKind) Generate(f *Field, env Env) any {
	if env.Random == nil || !generates(f) {
		return nil
	}
	var id uuid.UUID
	copy(id[:], env.Random(len(id)))
	id[6] = id[6]&0x0f | 0x40 // version 4
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	return id.String()
}

// nanoidKind is a random identifier of a chosen length and alphabet.
type nanoidKind struct{ textColumn }

func (nanoidKind) Type() string { return "nanoid" }

// Parse implements Kind.
func (nanoidKind) Parse(f *Field, v any, _ Env) (any, error) {
	if blank(v) {
		return nil, nil
	}
	return parseText(f, v)
}

// Generate implements Generator.
func (nanoidKind) Generate(f *Field, env Env) any {
	if env.Random == nil || !generates(f) {
		return nil
	}
	size := nanoidSize
	if n, ok := f.Int("size"); ok && n > 0 {
		size = min(n, maxIDSize)
	}
	alphabet := []rune(nanoidAlphabet)
	if own := []rune(f.Text("customAlphabet")); len(own) > 1 && len(own) <= 256 {
		alphabet = own
	}
	return randomText(size, alphabet, env.Random)
}

// snowflakeIDKind is a 53-bit number that grows with time.
type snowflakeIDKind struct{ integerColumn }

func (snowflakeIDKind) Type() string                              { return "snowflakeId" }
func (snowflakeIDKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseBigInt(v) }

// Generate implements Generator.
func (snowflakeIDKind) Generate(f *Field, env Env) any {
	if env.NextID == nil || !generates(f) {
		return nil
	}
	return env.NextID()
}
