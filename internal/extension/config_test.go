package extension_test

import (
	"encoding/json"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

type config struct {
	Name  string         `json:"name"`
	Count int            `json:"count"`
	On    *bool          `json:"on"`
	Any   any            `json:"any"`
	List  []string       `json:"list"`
	Map   map[string]any `json:"map"`
	Inner struct {
		Deep []string `json:"deep"`
	} `json:"inner"`
	Own own `json:"own"`
}

// own reads itself.
type own struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (*own) UnmarshalJSON([]byte) error { return extension.InvalidConfig("own.x", "own says no") }

func TestAConfigurationIsDecoded(t *testing.T) {
	for _, raw := range []string{``, ` `, `null`, `{}`, `{"unknown": 1}`} {
		c := config{Name: "kept"}
		if err := extension.DecodeConfig(json.RawMessage(raw), &c); err != nil || c.Name != "kept" {
			t.Errorf("%q: %+v, %v", raw, c, err)
		}
	}
	var c config
	if err := extension.DecodeConfig(json.RawMessage(`{"any": 12345678901234567}`), &c); err != nil || c.Any != json.Number("12345678901234567") {
		t.Errorf("a long number became %v, %v", c.Any, err)
	}
}

func TestAWrongConfigurationIsExplained(t *testing.T) {
	cases := []struct{ raw, field, message string }{
		{`{"name": 1}`, "name", "name must be a text, not this number"},
		{`{"name": {}}`, "name", "name must be a text, not an object"},
		{`{"count": "1"}`, "count", "count must be a whole number, not a text"},
		{`{"count": 1.5}`, "count", "count must be a whole number, not this number"},
		{`{"on": 1}`, "on", "on must be true or false, not this number"},
		{`{"list": "a"}`, "list", "list must be a list, not a text"},
		{`{"map": []}`, "map", "map must be an object, not a list"},
		{`{"inner": {"deep": true}}`, "inner.deep", "inner.deep must be a list, not true or false"},
		{`{"own": 1}`, "own.x", "own says no"},
		{`17`, "", "the configuration must be an object, not this number"},
		{`{} {}`, "", "the configuration must be one JSON object"},
		{`{`, "", "the configuration is not JSON: unexpected EOF"},
	}
	for _, c := range cases {
		var v config
		err := extension.DecodeConfig(json.RawMessage(c.raw), &v)
		e, ok := err.(*errs.Error)
		if !ok || e.Kind != errs.Invalid || e.Code != "INVALID_CONFIG" || e.Field != c.field || e.Message != c.message {
			t.Errorf("%s: %#v", c.raw, err)
		}
	}
}

func TestCollectionsAreFoundByTheirReference(t *testing.T) {
	sn, err := schema.NewSnapshot(1, []*schema.Collection{
		{Name: "posts", Table: "posts", Fields: []*schema.Field{
			{Name: "title", Type: "string", Column: "title"},
			{Name: "parent", Type: "belongsTo", Relation: &schema.Relation{Type: schema.BelongsTo, Target: "posts", ForeignKey: "parentId", TargetKey: "id"}},
			{Name: "lost", Type: "belongsTo", Relation: &schema.Relation{Type: schema.BelongsTo, Target: "gone", ForeignKey: "goneId", TargetKey: "id"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for ref, code := range map[string]string{"posts": "", "main:posts": "", "": "REQUIRED", "nothing": "UNKNOWN_COLLECTION", "main:": "UNKNOWN_COLLECTION", "a:posts": "UNKNOWN_DATA_SOURCE"} {
		c, err := extension.FindCollection(sn, ref)
		if errs.CodeOf(err) != code || code == "" && (err != nil || c.Name != extension.CollectionName(ref)) {
			t.Errorf("%q: %v, %v", ref, c, err)
		}
	}
	got := extension.CheckAppends(sn.Collection("posts"), []string{"parent", "parent.parent", "title", "nothing", "lost", "parent.title"}, "appends")
	want := map[string]string{"appends[2]": "INVALID_PATH", "appends[3]": "UNKNOWN_FIELD", "appends[4]": "INVALID_PATH"}
	for _, e := range got {
		if want[e.Field] != e.Code {
			t.Errorf("%s: %s %s", e.Field, e.Code, e.Message)
		}
		delete(want, e.Field)
	}
	if len(want) > 0 {
		t.Errorf("not reported: %v", want)
	}
}
