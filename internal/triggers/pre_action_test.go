package triggers_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// asked is a pre-action event with these parameters.
func asked(collection, action string, params map[string]any) func(*memory) *workflow.Event {
	return func(m *memory) *workflow.Event {
		return &workflow.Event{Layer: workflow.PreAction, Collection: m.collection(collection), Action: action, Context: map[string]any{"params": params}}
	}
}

func TestPreActionEvents(t *testing.T) {
	named := &workflow.Binding{Key: "w", Path: "ignored.path"}
	values := map[string]any{"values": map[string]any{"title": "new"}}
	started := []string{`{"params":{"values":{"title":"new"}},` + who + `}`}
	global := `{"collection": "posts", "global": true, "actions": ["create", "destroy"]}`
	runMatch(t, "request-interception", []matchCase{
		{name: "a named workflow runs with what was submitted, user and role", config: `{"collection": "posts"}`,
			event: asked("posts", "create", values), binding: named, want: started},
		{name: "a named workflow runs before any action, whatever is configured", config: `{"collection": "posts", "actions": ["create"]}`,
			event: asked("posts", "archive", values), binding: named, want: started},
		{name: "a local workflow that nobody named is not concerned", config: `{"collection": "posts"}`, event: asked("posts", "create", values)},
		{name: "another collection is not intercepted", config: `{"collection": "posts"}`, event: asked("comments", "create", values), binding: named,
			reason: workflow.OtherCollection},
		{name: "a request without a collection is not intercepted", config: `{"collection": "posts"}`, binding: named,
			event:  func(*memory) *workflow.Event { return &workflow.Event{Layer: workflow.PreAction, Action: "trigger"} },
			reason: workflow.OtherCollection},
		{name: "a global workflow runs before its actions", config: global, event: asked("posts", "create", values), want: started},
		{name: "a global workflow does not run before others", config: global, event: asked("posts", "update", values), reason: workflow.ActionNotConfigured},
		{name: "a global workflow without actions never runs", config: `{"collection": "posts", "global": true}`,
			event: asked("posts", "create", values), reason: workflow.ActionNotConfigured},
		{name: "several keys are a list", config: global, event: asked("posts", "destroy", map[string]any{"filterByTk": []any{"1", "2"}}),
			want: []string{`{"params":{"filterByTk":["1","2"]},` + who + `}`}},
		{name: "an update shows its key, its filter and the submitted values", config: `{"collection": "posts"}`, binding: named,
			event: asked("posts", "update", map[string]any{"filterByTk": "1", "filter": map[string]any{"a": 1}, "values": map[string]any{"title": "x"}}),
			want:  []string{`{"params":{"filter":{"a":1},"filterByTk":"1","values":{"title":"x"}},` + who + `}`}},
		{name: "a request without parameters", config: `{"collection": "posts"}`, event: asked("posts", "create", nil), binding: named,
			want: []string{`{"params":{},` + who + `}`}},
	})
}

func TestPreActionByHand(t *testing.T) {
	member := `"roleName":"member","user":{"id":1,"nickname":"Jo"}`
	runManual(t, "request-interception", []manualCase{
		{name: "a record is what is submitted", config: `{"collection": "posts"}`, body: `{"target": {"id": 5, "title": "x"}, "userId": 1}`,
			want: []string{`{"params":{"values":{"id":5,"title":"x"}},` + member + `}`}},
		{name: "a key is read", config: `{"collection": "posts"}`, body: `{"target": 1, "userId": {"id": 1}, "roleName": "admin", "action": "update"}`,
			want: []string{`{"params":{"values":` + post1 + `},` + who + `}`}},
		{name: "destroy has a key only", config: `{"collection": "posts"}`, body: `{"target": {"id": 5, "title": "x"}, "userId": 1, "action": "destroy"}`,
			want: []string{`{"params":{"filterByTk":5},` + member + `}`}},
		{name: "destroy of a key", config: `{"collection": "posts"}`, body: `{"target": 5, "userId": 1, "action": "destroy"}`,
			want: []string{`{"params":{"filterByTk":5},` + member + `}`}},
		{name: "without a target", config: `{"collection": "posts"}`, body: `{"userId": 1}`, err: "REQUIRED: Target is required"},
		{name: "without a user", config: `{"collection": "posts"}`, body: `{"target": 1}`, err: "REQUIRED: UserId is required"},
		{name: "with an unknown user", config: `{"collection": "posts"}`, body: `{"target": 1, "userId": 2}`, err: "UNKNOWN_USER: user not found"},
		{name: "destroy of a record without a key", config: `{"collection": "posts"}`, body: `{"target": {"title": "x"}, "userId": 1, "action": "destroy"}`,
			err: "INVALID_BODY: target must be a record, or the key of one"},
	})
}
