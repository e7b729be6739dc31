package nodes_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestEveryNodeCanBeTriedWithoutEffects(t *testing.T) {
	for _, n := range nodes.All() {
		if n.Spec().Hidden {
			continue
		}
		ways := 0
		if _, ok := n.(extension.Tester); ok {
			ways++
		}
		if _, ok := n.(extension.Trier); ok {
			ways++
		}
		if _, ok := n.(extension.Previewer); ok {
			ways++
		}
		if ways != 1 {
			t.Errorf("%s: %d ways to try it, not one", n.Spec().Type, ways)
		}
	}
}

func TestWhatATrialSays(t *testing.T) {
	branch := func(n int) *int { return &n }
	cases := []struct {
		name, typ, config string
		status            workflow.Status
		value             string
		branch            *int
	}{
		{"a condition names its branch Yes", "condition", `{"rejectOnFalse": false, "calculation": {"calculator": "equal", "operands": [1, 1]}}`, workflow.Resolved, `true`, branch(1)},
		{"a condition names its branch No", "condition", `{"rejectOnFalse": false, "calculation": {"calculator": "equal", "operands": [1, 2]}}`, workflow.Resolved, `false`, branch(0)},
		{"a condition without branches names none", "condition", `{"rejectOnFalse": true, "calculation": {"calculator": "equal", "operands": [1, 1]}}`, workflow.Resolved, `true`, nil},
		{"the first condition that holds is taken", "multi-conditions", `{"conditions": [{"calculation": {"calculator": "equal", "operands": [1, 2]}}, {"calculation": {"calculator": "equal", "operands": [2, 2]}}]}`, workflow.Resolved, `true`, branch(2)},
		{"otherwise is taken when none holds", "multi-conditions", `{"conditions": [{"calculation": {"calculator": "equal", "operands": [1, 2]}}]}`, workflow.Failed, `false`, branch(0)},
		{"a variable gets its value", "variable", `{"target": "of no workflow", "value": "{{$context.title}}!"}`, workflow.Resolved, `"Chair!"`, nil},
		{"a loop tells over what it would go", "loop", `{"target": "{{$context.lines}}"}`, workflow.Resolved, `{"items": [4, 5], "length": 2}`, nil},
		{"a loop over a number tells how often", "loop", `{"target": 7}`, workflow.Resolved, `{"length": 7}`, nil},
		{"a loop over nothing has no turn", "loop", `{"target": "{{$context.nothing}}"}`, workflow.Resolved, `{"length": 0}`, nil},
		{"an output is shown", "output", `{"value": {"title": "{{$context.title}}"}}`, workflow.Resolved, `{"title": "Chair"}`, nil},
		{"an end tells how it ends", "end", `{"endStatus": -1}`, workflow.Failed, `null`, nil},
		{"a message is shown", "response-message", `{"message": "No {{$context.title}} left", "field": "title"}`, workflow.Resolved, `"No Chair left"`, nil},
		{"values to be submitted are shown at their places", "request-values", `{"values": {"address.city": "{{$context.title}}"}, "unset": ["note"]}`, workflow.Resolved, `{"unset": ["note"], "values": {"address.city": "Chair"}}`, nil},
		{"a record to be made is shown", "create", `{"collection": "orders", "params": {"values": {"title": "{{$context.title}}"}}}`, workflow.Resolved, `{"collection": "orders", "values": {"title": "Chair"}}`, nil},
		{"an empty filter deletes nothing", "destroy", `{"collection": "orders", "params": {"filter": {}}}`, workflow.Resolved, `{"collection": "orders", "matching": 0}`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			scope := &expr.Scope{Context: map[string]any{"title": "Chair", "lines": []any{4, 5}}}
			got, err := try(t, c.typ, &extension.Step{Config: json.RawMessage(c.config), Scope: scope})
			if err != nil {
				t.Fatal(err)
			}
			var value, want any
			raw, err := json.Marshal(got.Value)
			if err != nil || json.Unmarshal(raw, &value) != nil || json.Unmarshal([]byte(c.value), &want) != nil {
				t.Fatal(string(raw), err)
			}
			if got.Status != c.status || !cmp.Equal(value, want) || !cmp.Equal(got.Branch, c.branch) {
				t.Errorf("got %d %s, branch %v; want %d %s", got.Status, raw, got.Branch, c.status, c.value)
			}
		})
	}
}

func TestALongListIsShownInPart(t *testing.T) {
	got, err := try(t, "loop", &extension.Step{Scope: &expr.Scope{Context: map[string]any{"all": make([]any, 250)}}, Config: json.RawMessage(`{"target": "{{$context.all}}"}`)})
	turns, _ := got.Value.(map[string]any)
	items, _ := turns["items"].([]json.RawMessage)
	if err != nil || turns["length"] != 250 || len(items) != 100 {
		t.Errorf("got %v of %v, %v", len(items), turns["length"], err)
	}
}

// try tries a configuration.
func try(t *testing.T, typ string, step *extension.Step) (extension.Result, error) {
	t.Helper()
	step.Log = func(string, ...any) {}
	switch n := find(t, typ).(type) {
	case extension.Tester:
		return n.Test(t.Context(), step)
	case extension.Trier:
		return n.Try(t.Context(), step)
	case extension.Previewer:
		return n.Preview(t.Context(), step)
	}
	t.Fatalf("%s cannot be tried", typ)
	return extension.Result{}, nil
}
