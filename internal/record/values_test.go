package record_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func TestValuesAreBroughtIntoForm(t *testing.T) {
	b := open(t, shop()...)
	var raw map[string]any
	d := json.NewDecoder(strings.NewReader(`{"id": 9007199254740993, "no": 12, "unknown": {"x": 1}, "labels": ["b", "a", {"k": 1.0}],
		"customer": {"id": "3", "age": "44", "nope": 1}, "items": [{"pieces": "2", "product": 5}, 7, null, "8"],
		"tags": [{"id": 1, "ordersTags": {"weight": "4", "nope": 1}}], "createdAt": "2024-03-15"}`))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil {
		t.Fatal(err)
	}
	got, err := record.ParseValues(b.c("orders"), raw, record.Env{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": int64(9007199254740993), "no": "12", "labels": list{"b", "a", object{"k": json.Number("1.0")}},
		"customer":  object{"id": int64(3), "age": int64(44)},
		"items":     list{object{"pieces": int64(2), "product": int64(5)}, int64(7), int64(8)},
		"tags":      list{object{"id": int64(1), "ordersTags": object{"weight": int64(4)}}},
		"createdAt": "2024-03-15T00:00:00.000Z",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	again, err := record.ParseValues(b.c("orders"), got, record.Env{})
	if err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("a second time: %#v, %v", again, err)
	}
}

func TestAllMistakesInValuesAreReportedTogether(t *testing.T) {
	b := open(t, shop()...)
	_, err := record.ParseValues(b.c("orders"), object{
		"id": "x", "customer": list{1}, "items": list{object{"pieces": "many"}, object{"product": object{"price": "free"}}, "y", list{1}},
		"tags": list{object{"ordersTags": "z"}, object{"ordersTags": object{"weight": "w"}}}, "tagRows": list{}, "labels": "no list",
	}, record.Env{})
	var l errs.List
	if !errors.As(err, &l) {
		t.Fatal(err)
	}
	var got []string
	for _, e := range l {
		if e.Kind != errs.Invalid || e.Code != record.CodeInvalidValue || e.Message == "" {
			t.Errorf("%+v", e)
		}
		got = append(got, e.Field)
	}
	want := "customer id items.0.pieces items.1.product.price items.2 items.3 labels tagRows tags.0.ordersTags tags.1.ordersTags.weight"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestShapesOfRelationsThatAreTaken(t *testing.T) {
	b := open(t, shop()...)
	for _, tt := range []struct {
		name     string
		in, want object
	}{
		{"one key for a list", object{"items": "5"}, object{"items": list{int64(5)}}},
		{"one object for a list", object{"items": object{"id": 5}}, object{"items": list{object{"id": int64(5)}}}},
		{"null for a list", object{"items": nil}, object{"items": list{}}},
		{"null for one record", object{"customer": nil}, object{"customer": nil}},
		{"an empty text for one record", object{"customer": ""}, object{"customer": nil}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := record.ParseValues(b.c("orders"), tt.in, record.Env{})
			if err != nil || !reflect.DeepEqual(got, map[string]any(tt.want)) {
				t.Errorf("got %#v, %v", got, err)
			}
		})
	}
	t.Run("nesting has an end", func(t *testing.T) {
		deep := object{}
		for range 12 {
			deep = object{"boss": deep}
		}
		_, err := record.ParseValues(b.c("people"), deep, record.Env{})
		wantError(t, err, errs.Invalid, record.CodeInvalidValue, "*")
	})
}

func TestPasswords(t *testing.T) {
	b := open(t, collection("accounts", id(), col("pass", "password", rule("min", "limit", 4))))
	c := b.c("accounts")
	env := record.Env{Hash: func(plain string) (string, error) { return "#" + plain, nil }}
	for name, tt := range map[string]struct {
		in   any
		want object
	}{
		"a password is hashed":            {"secret", object{"pass": "#secret"}},
		"an empty one keeps the previous": {"", object{}},
		"null keeps the previous":         {nil, object{}},
		"blanks count":                    {"    ", object{"pass": "#    "}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := record.ParseValues(c, object{"pass": tt.in}, env)
			if err != nil || !reflect.DeepEqual(got, map[string]any(tt.want)) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	t.Run("rules see the password, not its hash", func(t *testing.T) {
		_, err := record.ParseValues(c, object{"pass": "abc"}, env)
		wantError(t, err, errs.Invalid, record.CodeValidation, "pass")
		if err := record.CheckRules(c, object{"id": int64(1), "pass": "#"}, true); err != nil {
			t.Error(err)
		}
	})
	t.Run("without a hash it is left out", func(t *testing.T) {
		got, err := record.ParseValues(c, object{"pass": "secret"}, record.Env{})
		if err != nil || len(got) != 0 {
			t.Errorf("%v, %v", got, err)
		}
	})
	t.Run("a failing hash is our failure", func(t *testing.T) {
		_, err := record.ParseValues(c, object{"pass": "secret"}, record.Env{Hash: func(string) (string, error) { return "", errors.New("no memory") }})
		if err == nil || errs.KindOf(err) != errs.Internal {
			t.Errorf("%v", err)
		}
	})
}

func TestRules(t *testing.T) {
	tests := []struct {
		name, typ string
		rule      func(*schema.Field)
		good, bad list
	}{
		{"required text", "string", rule("required"), list{"x"}, list{nil, ""}},
		{"min of text", "string", rule("min", "limit", 2.0), list{nil, "", "ab", "éé"}, list{"a"}},
		{"max of text", "string", rule("max", "limit", json.Number("2")), list{"ab", "éé"}, list{"abc"}},
		{"length of text", "text", rule("length", "limit", 2), list{"ab"}, list{"a", "abc"}},
		{"pattern", "string", rule("pattern", "regex", "^a+$"), list{"aa"}, list{"ab"}},
		{"pattern with slashes", "string", rule("pattern", "regex", "/^a+$/i"), list{"aA"}, list{"b"}},
		{"a pattern that cannot be checked", "string", rule("pattern", "regex", "(?=x)"), list{nil}, list{"x"}},
		{"email", "string", rule("email"), list{"a@b.co", ""}, list{"a", "a@b", "A <a@b.co>", "a@b.", "@b.co"}},
		{"uri", "string", rule("uri"), list{"https://example.org/x", "mailto:a@b.co"}, list{"example", "//x", "http:"}},
		{"uuid", "string", rule("uuid"), list{"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, list{"6ba7"}},
		{"guid", "string", rule("guid"), list{"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, list{"x"}},
		{"min of numbers", "integer", rule("min", "limit", "3"), list{nil, int64(3)}, list{int64(2)}},
		{"max of numbers", "double", rule("max", "limit", 2.5), list{2.5}, list{2.6}},
		{"greater", "integer", rule("greater", "limit", 3), list{int64(4)}, list{int64(3)}},
		{"less", "decimal", rule("less", "limit", "0.1"), list{"0.09999999999999999999"}, list{"0.1"}},
		{"multiple", "decimal", rule("multiple", "base", "0.1"), list{"0.3", "0"}, list{"0.35"}},
		{"multiple of nothing", "integer", rule("multiple", "base", 0), list{int64(3)}, nil},
		{"integer", "double", rule("integer"), list{3.0}, list{3.5}},
		{"precision", "decimal", rule("precision", "limit", 2), list{"1.25", "1"}, list{"1.255"}},
		{"unsafe says nothing", "bigInt", rule("unsafe"), list{int64(1) << 60}, nil},
		{"an unknown rule says nothing", "string", rule("hex"), list{"zz"}, nil},
		{"a limit that is none says nothing", "integer", rule("max", "limit", "1e999999999"), list{int64(3)}, nil},
		{"min of dates", "date", rule("min", "date", "2024-01-01"), list{"2024-01-01T00:00:00.000Z"}, list{"2023-12-31T23:59:59.999Z"}},
		{"max of days", "dateOnly", rule("max", "date", "2024-01-31"), list{"2024-01-31"}, list{"2024-02-01"}},
		{"greater of days", "dateOnly", rule("greater", "date", "2024-01-31"), list{"2024-02-01"}, list{"2024-01-31"}},
		{"less of dates", "date", rule("less", "date", "2024-01-01"), list{"2023-12-31T23:59:59.999Z"}, list{"2024-01-01T00:00:00.000Z"}},
		{"required list", "array", rule("required"), list{list{"a"}}, list{nil, list{}}},
		{"max of a list", "array", rule("max", "limit", 1), list{list{"a"}}, list{list{"a", "b"}}},
		{"required boolean", "boolean", rule("required"), list{false}, list{nil}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := model(t, collection("things", col("value", tt.typ, tt.rule, titled("The value")))).Collection("things")
			for _, v := range tt.good {
				if err := record.CheckRules(c, object{"value": v}, true); err != nil {
					t.Errorf("%v was refused: %v", v, err)
				}
			}
			for _, v := range tt.bad {
				err := record.CheckRules(c, object{"value": v}, true)
				if err == nil {
					t.Errorf("%v was taken", v)
					continue
				}
				wantError(t, err, errs.Invalid, record.CodeValidation, "value")
				if !strings.HasPrefix(err.Error(), "Things: The value ") {
					t.Errorf("message %q", err)
				}
			}
		})
	}
}

func TestRulesOfWholeRecords(t *testing.T) {
	parents := collection("parents", id(), col("name", "string", rule("required"), rule("min", "limit", 3)), col("kind", "string", rule("required"), byDefault("k")),
		col("at", "date", notNull, option("defaultToCurrentTime", true)), hasMany("children", "children", "parentId"))
	parents.Fields[0].AutoIncrement = true
	needsChildren := rel("needed", schema.Relation{Type: schema.HasMany, Target: "children", ForeignKey: "otherId", SourceKey: "id"}, rule("required"))
	children := collection("children", col("id", "snowflakeId", primary), col("size", "integer", rule("required")), col("parentId", "bigInt", notNull), col("otherId", "bigInt"),
		belongsTo("parent", "parents", "parentId", rule("required")))
	boxes := collection("boxes", id(), needsChildren)
	boxes.Fields[0].AutoIncrement = true
	b := open(t, parents, children, boxes)
	tests := []struct {
		name, collection string
		values           object
		create           bool
		want             string
	}{
		{"a new record is checked whole", "parents", object{}, true, "name"},
		{"an explicit null beats the default", "parents", object{"name": "abc", "kind": nil}, true, "kind"},
		{"an existing one only where it changes", "parents", object{"kind": "x"}, false, ""},
		{"what changes is checked", "parents", object{"name": "ab", "kind": ""}, false, "name kind"},
		{"nested new records are checked whole", "parents", object{"name": "abc", "children": list{object{}, object{"size": int64(1)}}}, true, "children.0.size"},
		{"nested existing records where they change", "parents", object{"children": list{object{"id": int64(1)}, object{"id": int64(1), "size": nil}}}, false, "children.1.size"},
		{"a key column is needed", "children", object{"size": int64(1)}, true, "parentId parent"},
		{"its relation gives it", "children", object{"size": int64(1), "parent": int64(1)}, true, ""},
		{"the column gives the relation", "children", object{"size": int64(1), "parentId": int64(1)}, true, ""},
		{"a required list", "boxes", object{}, true, "needed"},
		{"a required list that is empty", "boxes", object{"needed": list{}}, true, "needed"},
		{"a required list with members", "boxes", object{"needed": list{int64(1)}}, true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := record.CheckRules(b.c(tt.collection), tt.values, tt.create)
			var l errs.List
			errors.As(err, &l)
			var got []string
			for _, e := range l {
				got = append(got, e.Field)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	t.Run("a writer checks by itself", func(t *testing.T) {
		_, err := b.tryCreate("parents", object{"children": list{object{}}}, record.WriteOptions{})
		wantError(t, err, errs.Invalid, record.CodeValidation, "name")
		rec := b.create("parents", object{"name": "abc", "children": list{object{"size": 1}}})
		_, err = b.tryUpdate("parents", nil, object{"name": "ab"}, record.WriteOptions{})
		wantError(t, err, errs.Invalid, record.CodeValidation, "name")
		_, err = b.tryUpdate("parents", nil, object{"children": list{object{"id": 77}}}, record.WriteOptions{UpdateAssociations: []string{"children"}})
		wantError(t, err, errs.Invalid, record.CodeValidation, "*")
		b.want("at", rec["at"], "2024-03-15T10:00:00.000Z")
	})
}

func TestLabels(t *testing.T) {
	c := collection("things", col("a", "string", titled(`{{t("Order number")}}`)), col("b", "string", titled(`{{ t('X', {ns: "y"}) }}`)), col("c", "string"))
	for i, want := range []string{"Things: Order number", "Things: X", "Things: c"} {
		if got := record.Label(c, c.Fields[i]); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
