package extension_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/extension"
)

type shared struct {
	Who any `json:"who" as:"user" required:"true"`
}

type described struct {
	Reject   bool    `json:"reject" title:"When not" labels:"Fail|Go on"`
	Engine   string  `json:"engine" enum:"a,b" labels:"A|B" default:"a"`
	Text     string  `json:"text" when:"engine=a;/deep=1|2" doc:"A text."`
	Optional *inner  `json:"optional"`
	List     []inner `json:"list" as:"branches"`
	Later    bool    `json:"laterOn" form:"-"`
	shared
}

type inner struct {
	UID string `json:"uid" as:"uid"`
}

func TestFormsAreDescribed(t *testing.T) {
	object := func(properties map[string]any, order ...string) map[string]any {
		return map[string]any{"type": "object", "properties": properties, "x-order": order}
	}
	item := func() map[string]any {
		return object(map[string]any{"uid": map[string]any{"type": "string", "title": "Uid", "x-as": "uid"}}, "uid")
	}
	optional := item()
	optional["title"], optional["x-optional"] = "Optional", true
	want := object(map[string]any{
		"reject":   map[string]any{"type": "boolean", "title": "When not", "x-labels": []string{"Fail", "Go on"}},
		"engine":   map[string]any{"type": "string", "title": "Engine", "enum": []any{"a", "b"}, "x-labels": []string{"A", "B"}, "default": "a"},
		"text":     map[string]any{"type": "string", "title": "Text", "description": "A text.", "x-when": map[string][]string{"engine": {"a"}, "/deep": {"1", "2"}}},
		"optional": optional,
		"list":     map[string]any{"type": "array", "title": "List", "items": item(), "x-as": "branches"},
		"laterOn":  map[string]any{"type": "boolean", "title": "Later on", "x-hidden": true},
		"who":      map[string]any{"title": "Who", "x-as": "user"},
	}, "reject", "engine", "text", "optional", "list", "laterOn", "who")
	want["required"] = []string{"who"}
	if diff := cmp.Diff(want, extension.ConfigSchema(described{})); diff != "" {
		t.Error(diff)
	}
}
