package schema_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func env(zone *time.Location) schema.Env {
	n := int64(41)
	seed := byte(7)
	return schema.Env{
		Now:      time.Date(2025, 1, 31, 22, 30, 15, 123e6, time.UTC),
		Location: zone,
		NextID:   func() int64 { n++; return n },
		Random: func(n int) []byte {
			b := bytes.Repeat([]byte{0}, n)
			for i := range b {
				seed = seed*5 + 3
				b[i] = seed
			}
			return b
		},
	}
}

func field(typ string, options map[string]any) *schema.Field {
	return &schema.Field{Name: "f", Collection: "c", Type: typ, Options: options, Column: "f"}
}

func num(s string) json.Number { return json.Number(s) }

type options = map[string]any

func TestParse(t *testing.T) {
	t.Parallel()
	plus8 := time.FixedZone("", 8*3600)
	long := strings.Repeat("x", 10)
	tests := []struct {
		name string
		typ  string
		opt  options
		in   any
		want any // nil with bad false: no value
		bad  bool
	}{
		{"a string stays", "string", nil, "a b ", "a b ", false},
		{"a string is trimmed when the field says so", "string", options{"trim": true}, " a ", "a", false},
		{"a number becomes the text of a choice", "string", nil, num("12"), "12", false},
		{"an object is no string", "string", nil, options{}, nil, true},
		{"a NUL character is refused", "string", nil, "a\x00", nil, true},
		{"invalid UTF-8 is refused", "text", nil, "\xff", nil, true},
		{"a string as long as its limit fits", "string", options{"length": num("10")}, long, long, false},
		{"a string beyond its limit is refused", "string", options{"length": num("9")}, long, nil, true},
		{"the limit counts characters, not bytes", "string", options{"length": num("3")}, "äöü", "äöü", false},
		{"without a limit a string may exceed 255 characters", "string", nil, strings.Repeat("x", 300), strings.Repeat("x", 300), false},
		{"a size class of text is no limit", "text", options{"length": "tiny"}, long, long, false},
		{"a password keeps its spaces", "password", nil, " p ", " p ", false},
		{"a password is no number", "password", nil, num("1"), nil, true},

		{"an integer from JSON", "integer", nil, num("12"), int64(12), false},
		{"an integer from a query string", "integer", nil, " -12 ", int64(-12), false},
		{"an integer written as 1e3", "integer", nil, num("1e3"), int64(1000), false},
		{"an integer written as 2.0", "integer", nil, "2.0", int64(2), false},
		{"an empty text is no integer value", "integer", nil, "", nil, false},
		{"a fraction is no integer", "integer", nil, num("1.5"), nil, true},
		{"an integer beyond 32 bits is refused", "integer", nil, num("2147483648"), nil, true},
		{"the smallest integer fits", "integer", nil, num("-2147483648"), int64(-2147483648), false},
		{"true is no integer", "integer", nil, true, nil, true},
		{"a bigInt keeps every digit", "bigInt", nil, num("9007199254740993"), int64(9007199254740993), false},
		{"a bigInt as text keeps every digit", "bigInt", nil, "-9223372036854775808", int64(-9223372036854775808), false},
		{"a bigInt beyond 64 bits is refused", "bigInt", nil, num("9223372036854775808"), nil, true},
		{"a huge exponent is refused at once", "bigInt", nil, num("1e999999999"), nil, true},
		{"a snowflakeId may be chosen", "snowflakeId", nil, "7", int64(7), false},

		{"a double from JSON", "double", nil, num("1.5"), 1.5, false},
		{"a float from a query string", "float", nil, "1e2", 100.0, false},
		{"minus zero is zero", "real", nil, num("-0"), 0.0, false},
		{"infinity is no number", "double", nil, "Inf", nil, true},
		{"hexadecimal is no number", "double", nil, "0x10", nil, true},
		{"a double that does not fit is refused", "double", nil, num("1e400"), nil, true},

		{"a decimal is exact", "decimal", nil, num("0.1000000000000000000001"), "0.1000000000000000000001", false},
		{"a decimal without scale drops trailing zeros", "decimal", nil, "1.50", "1.5", false},
		{"a decimal without scale drops the exponent", "decimal", nil, num("12e3"), "12000", false},
		{"a decimal has its scale", "decimal", options{"precision": num("10"), "scale": num("2")}, num("3"), "3.00", false},
		{"a decimal is rounded half away from zero", "decimal", options{"precision": num("10"), "scale": num("2")}, "-1.005", "-1.01", false},
		{"a decimal may fill its precision", "decimal", options{"precision": num("4"), "scale": num("2")}, "99.99", "99.99", false},
		{"rounding may exceed the precision", "decimal", options{"precision": num("4"), "scale": num("2")}, "99.999", nil, true},
		{"minus zero is no decimal of its own", "decimal", options{"scale": num("1")}, "-0.01", "0.0", false},
		{"a decimal with a huge exponent is refused", "decimal", nil, num("1e2000"), nil, true},
		{"true is no decimal", "decimal", nil, true, nil, true},
		{"a word is no decimal", "decimal", nil, "ten", nil, true},

		{"a boolean", "boolean", nil, true, true, false},
		{"a boolean from a query string", "boolean", nil, "False", false, false},
		{"one is true", "boolean", nil, num("1"), true, false},
		{"two is no boolean", "boolean", nil, num("2"), nil, true},
		{"yes is no boolean", "boolean", nil, "yes", nil, true},

		{"an instant in UTC", "date", nil, "2025-01-31T10:00:00.000Z", "2025-01-31T10:00:00.000Z", false},
		{"an instant with an offset", "datetime", nil, "2025-01-31T10:00:00+02:00", "2025-01-31T08:00:00.000Z", false},
		{"an instant with a space", "datetimeTz", nil, "2025-01-31 10:00:00.5-01:00", "2025-01-31T11:00:00.500Z", false},
		{"naive input is read in the caller's zone", "date", nil, "2025-01-31 10:00:00", "2025-01-31T02:00:00.000Z", false},
		{"naive input is read in the field's offset", "date", options{"timezone": "-05:00"}, "2025-01-31 10:00:00", "2025-01-31T15:00:00.000Z", false},
		{"naive input is read in the server's zone", "date", options{"timezone": "server"}, "2025-01-31 10:00", "2025-01-31T10:00:00.000Z", false},
		{"a day is its midnight", "date", nil, "2025-01-31", "2025-01-30T16:00:00.000Z", false},
		{"milliseconds since 1970", "date", nil, num("1700000000123"), "2023-11-14T22:13:20.123Z", false},
		{"milliseconds since 1970 as text", "date", nil, "1700000000123", "2023-11-14T22:13:20.123Z", false},
		{"a leap day", "date", nil, "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z", false},
		{"the 30th of February does not exist", "date", nil, "2024-02-30T00:00:00Z", nil, true},
		{"a word is no instant", "date", nil, "soon", nil, true},
		{"a year beyond 9999 is refused", "date", nil, num("999999999999999"), nil, true},

		{"a wall clock time stays", "datetimeNoTz", nil, "2025-01-31 10:00:00", "2025-01-31 10:00:00", false},
		{"an instant becomes the caller's wall clock", "datetimeNoTz", nil, "2025-01-31T20:00:00.000Z", "2025-02-01 04:00:00", false},
		{"a day stays", "dateOnly", nil, "2025-01-31", "2025-01-31", false},
		{"an instant becomes the caller's day", "dateOnly", nil, "2025-01-31T20:00:00.000Z", "2025-02-01", false},
		{"a time of day", "time", nil, "09:05", "09:05:00", false},
		{"an instant becomes the caller's time of day", "time", nil, "2025-01-31T20:00:00.000Z", "04:00:00", false},
		{"25 o'clock does not exist", "time", nil, "25:00:00", nil, true},

		{"a unix timestamp drops what its accuracy cannot keep", "unixTimestamp", nil, "2025-01-31T10:00:00.900Z", "2025-01-31T10:00:00.000Z", false},
		{"a number counts in seconds", "unixTimestamp", nil, num("1700000000"), "2023-11-14T22:13:20.000Z", false},
		{"a number counts in milliseconds", "unixTimestamp", options{"accuracy": "millisecond"}, "1700000000123", "2023-11-14T22:13:20.123Z", false},
		{"a number of seconds that overflows is refused", "unixTimestamp", nil, num("9223372036854775807"), nil, true},

		{"JSON keeps its numbers", "json", nil, options{"a": []any{num("9007199254740993"), nil, true}}, options{"a": []any{num("9007199254740993"), nil, true}}, false},
		{"a Go number becomes a JSON number", "jsonb", nil, []any{int64(1), 1.5}, []any{num("1"), num("1.5")}, false},
		{"a JSON text stays text", "json", nil, "{}", "{}", false},
		{"NUL inside JSON is refused", "json", nil, options{"a": "\x00"}, nil, true},
		{"JSON beyond a mebibyte is refused", "json", nil, strings.Repeat("x", schema.MaxJSON), nil, true},
		{"an array keeps its order and repetitions", "array", nil, []any{"b", "a", "b"}, []any{"b", "a", "b"}, false},
		{"an array from a query string", "array", nil, `["b",1]`, []any{"b", num("1")}, false},
		{"an object is no array", "array", nil, options{}, nil, true},
		{"a word is no array", "array", nil, "b", nil, true},
		{"a set drops repetitions and keeps the order", "set", nil, []any{"b", "a", "b", num("1"), "1"}, []any{"b", "a", num("1"), "1"}, false},

		{"a uid of the right pattern", "uid", options{"pattern": "^[a-z]+$"}, "abc", "abc", false},
		{"a uid of another pattern is refused", "uid", options{"pattern": "^[a-z]+$"}, "ABC", nil, true},
		{"a uid with a broken pattern is refused", "uid", options{"pattern": "["}, "abc", nil, true},
		{"a UUID is written in lower case", "uuid", nil, "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", false},
		{"a word is no UUID", "uuid", nil, "x", nil, true},
		{"a nanoid", "nanoid", nil, "V1StGXR8_Z5j", "V1StGXR8_Z5j", false},
		{"a virtual field takes any value", "virtual", nil, options{"a": num("1")}, options{"a": num("1")}, false},
		{"a context field behaves as its data type", "context", options{"dataType": "bigInt"}, "12", int64(12), false},
		{"a context field without data type is text", "context", nil, "12", "12", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := linked(t, field(tt.typ, tt.opt))
			got, err := f.Kind.Parse(f, tt.in, env(plus8))
			if tt.bad {
				if errs.CodeOf(err) != schema.CodeInvalidValue || errs.KindOf(err) != errs.Invalid {
					t.Fatalf("got %v, %v; want INVALID_VALUE", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Fatal(d)
			}
			if f.Column != "" && f.Kind.Storage() != schema.NoColumn {
				roundTrip(t, f, got)
			}
		})
	}
}

// linked gives f its kind the way a snapshot does.
func linked(t testing.TB, f *schema.Field) *schema.Field {
	t.Helper()
	if _, err := schema.NewSnapshot(1, []*schema.Collection{{Name: "c", Table: "c", Fields: []*schema.Field{f}}}); err != nil {
		t.Fatal(err)
	}
	return f
}

// roundTrip stores a canonical value the way SQLite does and reads it again; parsing it again changes nothing.
func roundTrip(t testing.TB, f *schema.Field, v any) {
	t.Helper()
	stored, err := f.Kind.Encode(f, v)
	if err != nil {
		t.Fatalf("encode %v: %v", v, err)
	}
	if b, ok := stored.(bool); ok {
		stored = int64(0)
		if b {
			stored = int64(1)
		}
	}
	got, err := f.Kind.Decode(f, stored)
	if err != nil {
		t.Fatalf("decode %v: %v", stored, err)
	}
	if d := cmp.Diff(v, got); d != "" {
		t.Fatalf("stored as %v: %s", stored, d)
	}
	again, err := f.Kind.Parse(f, v, env(nil))
	if err != nil {
		t.Fatalf("parse %v again: %v", v, err)
	}
	if d := cmp.Diff(v, again); d != "" {
		t.Fatalf("parsed again: %s", d)
	}
}

func TestNilStaysNil(t *testing.T) {
	t.Parallel()
	for _, k := range schema.Kinds() {
		f := linked(t, field(k.Type(), nil))
		if v, err := f.Kind.Parse(f, nil, env(nil)); v != nil || err != nil {
			t.Errorf("%s: parse: %v, %v", k.Type(), v, err)
		}
		if k.Storage() == schema.NoColumn {
			continue
		}
		if v, err := f.Kind.Encode(f, nil); v != nil || err != nil {
			t.Errorf("%s: encode: %v, %v", k.Type(), v, err)
		}
		if v, err := f.Kind.Decode(f, nil); v != nil || err != nil {
			t.Errorf("%s: decode: %v, %v", k.Type(), v, err)
		}
		if v, err := f.Kind.Encode(f, struct{}{}); err == nil && k.Storage() != schema.JSON {
			t.Errorf("%s: encoded a struct as %v", k.Type(), v)
		}
		if v, err := f.Kind.Decode(f, struct{}{}); err == nil {
			t.Errorf("%s: decoded a struct as %v", k.Type(), v)
		}
	}
}

func TestEveryKindIsFoundByItsTypeWithoutAllocation(t *testing.T) {
	for _, k := range schema.Kinds() {
		if got := schema.KindOf(k.Type()); got != k {
			t.Errorf("KindOf(%q) = %v", k.Type(), got)
		}
	}
	if schema.KindOf("formula") != nil {
		t.Error("an unknown type has a kind")
	}
	if n := testing.AllocsPerRun(100, func() { schema.KindOf("belongsToMany") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	plus8 := time.FixedZone("", 8*3600)
	tests := []struct {
		name string
		f    *schema.Field
		want any // a string stands for its length when it begins with #
	}{
		{"a snowflakeId", field("snowflakeId", nil), int64(42)},
		{"a snowflakeId is not made when the field forbids it", field("snowflakeId", options{"autoFill": false}), nil},
		{"a bigInt that numbers itself", &schema.Field{Type: "bigInt", AutoIncrement: true}, int64(42)},
		{"a bigInt that does not", field("bigInt", nil), nil},
		{"a uid", field("uid", nil), "###########"},
		{"a uid with a prefix", field("uid", options{"prefix": "t_"}), "t_###########"},
		{"a nanoid", field("nanoid", nil), "############"},
		{"a nanoid of another size", field("nanoid", options{"size": num("21")}), "#####################"},
		{"a uuid is not made when the field forbids it", field("uuid", options{"autoFill": false}), nil},
		{"the current time", field("date", options{"defaultToCurrentTime": true}), "2025-01-31T22:30:15.123Z"},
		{"the current time in seconds", field("unixTimestamp", options{"defaultToCurrentTime": true}), "2025-01-31T22:30:15.000Z"},
		{"the caller's day", field("dateOnly", options{"defaultToCurrentTime": true}), "2025-02-01"},
		{"no time when not asked for", field("date", nil), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := schema.KindOf(tt.f.Type)
			got := k.(schema.Generator).Generate(tt.f, env(plus8))
			if s, ok := tt.want.(string); ok && strings.Contains(s, "#") {
				if g, ok := got.(string); !ok || len(g) != len(s) || !strings.HasPrefix(g, strings.TrimRight(s, "#")) {
					t.Fatalf("got %v", got)
				}
				return
			}
			if got != tt.want {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestGeneratedIdentifiersAreValidInput(t *testing.T) {
	t.Parallel()
	e := env(nil)
	for _, f := range []*schema.Field{field("uuid", nil), field("nanoid", options{"customAlphabet": "äb"}), field("uid", nil)} {
		k := schema.KindOf(f.Type)
		v := k.(schema.Generator).Generate(f, e)
		parsed, err := k.Parse(f, v, e)
		if err != nil || parsed != v {
			t.Errorf("%s: %v became %v, %v", f.Type, v, parsed, err)
		}
	}
}

func TestAnEmptyTextInAUniqueFieldIsNoValue(t *testing.T) {
	t.Parallel()
	f := field("string", nil)
	f.Unique = true
	if v, err := schema.KindOf("string").Parse(f, "", env(nil)); v != nil || err != nil {
		t.Fatalf("got %v, %v", v, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`"2025-01-31T10:00:00Z"`, `1e3`, `"1.005"`, `true`, `[1,"a",null]`, `{"a":{"b":[]}}`, `"12:30"`, `-1`, `""`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var v any
		if d.Decode(&v) != nil {
			v = text
		}
		for _, k := range schema.Kinds() {
			if k.Storage() == schema.NoColumn {
				continue
			}
			fd := linked(t, field(k.Type(), options{"scale": num("3")}))
			got, err := fd.Kind.Parse(fd, v, env(time.FixedZone("", -5*3600)))
			if err != nil {
				if errs.CodeOf(err) != schema.CodeInvalidValue {
					t.Fatalf("%s: %v", k.Type(), err)
				}
				continue
			}
			if got != nil {
				roundTrip(t, fd, got)
			}
		}
	})
}
