package triggers_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// pressed is a custom-action event; collection "" is a button without one.
func pressed(collection string, form map[string]any, many bool, rows ...int) func(*memory) *workflow.Event {
	return func(m *memory) *workflow.Event {
		ev := &workflow.Event{Layer: workflow.CustomAction, Action: "trigger", Context: form, Many: many}
		if collection != "" {
			ev.Collection = m.collection(collection)
		}
		for _, i := range rows {
			ev.Records = append(ev.Records, m.row(collection, i))
		}
		return ev
	}
}

func TestCustomActionEvents(t *testing.T) {
	named := &workflow.Binding{Key: "w"}
	form := map[string]any{"title": "typed", "extra": map[string]any{"n": 1}}
	typed := `{"extra":{"n":1},"title":"typed"}`
	runMatch(t, "custom-action", []matchCase{
		{name: "without a record the data is what was sent", config: `{"type": 0}`, event: pressed("", form, false), binding: named,
			want: []string{`{"data":` + typed + `,` + who + `}`}},
		{name: "without a type it needs no record", config: `{"type": null}`, event: pressed("", form, false), binding: named,
			want: []string{`{"data":` + typed + `,` + who + `}`}},
		{name: "what was sent may be no object", config: `{"type": 0}`, event: pressed("", map[string]any{"": []any{1, 2}}, false), binding: named,
			want: []string{`{"data":[1,2],` + who + `}`}},
		{name: "nothing was sent", config: `{"type": 0}`, event: pressed("", nil, false), binding: named, want: []string{`{"data":null,` + who + `}`}},
		{name: "a path chooses from what was sent", config: `{"type": 0}`, event: pressed("", form, false), binding: &workflow.Binding{Key: "w", Path: "extra"},
			want: []string{`{"data":{"n":1},` + who + `}`}},
		{name: "a path that was not sent is null", config: `{"type": 0}`, event: pressed("", form, false), binding: &workflow.Binding{Key: "w", Path: "a.b.c"},
			want: []string{`{"data":null,` + who + `}`}},
		{name: "nobody named it", config: `{"type": 0}`, event: pressed("", form, false)},
		{name: "a button without a collection does not start a workflow on records", config: `{"type": 1, "collection": "posts"}`,
			event: pressed("", form, false), binding: named, reason: workflow.OtherCollection},
		{name: "a button on a record does not start a workflow without a collection", config: `{"type": 0}`,
			event: pressed("posts", form, false, 0), binding: named, reason: workflow.OtherCollection},
		{name: "another collection", config: `{"type": 1, "collection": "posts"}`, event: pressed("comments", form, false, 0), binding: named,
			reason: workflow.OtherCollection},
		{name: "a record with what was sent laid over it", config: `{"type": 1, "collection": "main:posts"}`, event: pressed("posts", form, false, 1), binding: named,
			want: []string{`{"data":{"categoryId":null,"extra":{"n":1},"id":2,"status":"done","title":"typed"},` + who + `}`}},
		{name: "a record with a part of what was sent laid over it", config: `{"type": 1, "collection": "posts"}`, event: pressed("posts", form, false, 1),
			binding: &workflow.Binding{Key: "w", Path: "extra"},
			want:    []string{`{"data":{"categoryId":null,"id":2,"n":1,"status":"done","title":"t2"},` + who + `}`}},
		{name: "a record alone", config: `{"type": 1, "collection": "posts"}`, event: pressed("posts", nil, false, 1), binding: named,
			want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "relations are loaded, and overwritten by what was sent", config: `{"type": 1, "collection": "posts", "appends": ["category", "cover"]}`,
			event: pressed("posts", map[string]any{"category": "typed"}, false, 0), binding: named,
			want: []string{`{"data":{"category":"typed","categoryId":7,"cover":{"id":30,"postId":1,"url":"u"},"id":1,"status":"draft","title":"t1"},` + who + `}`}},
		{name: "no record was named: the data is what was sent, nothing is loaded", config: `{"type": 1, "collection": "posts", "appends": ["category"]}`,
			event: pressed("posts", form, false), binding: named, want: []string{`{"data":` + typed + `,` + who + `}`}},
		{name: "the named record is gone", config: `{"type": 1, "collection": "posts"}`, binding: named,
			event: func(m *memory) *workflow.Event {
				ev := pressed("posts", form, false)(m)
				ev.Records = []schema.Record{}
				return ev
			}},
		{name: "several records are one execution with a list", config: `{"type": 2, "collection": "posts"}`,
			event: pressed("posts", map[string]any{"status": "x"}, true, 0, 1), binding: named,
			want: []string{`{"data":[{"categoryId":7,"id":1,"status":"x","title":"t1"},{"categoryId":null,"id":2,"status":"x","title":"t2"}],` + who + `}`}},
		{name: "a list of one stays a list, whatever type is configured", config: `{"type": 1, "collection": "posts"}`,
			event: pressed("posts", nil, true, 1), binding: named, want: []string{`{"data":[` + post2 + `],` + who + `}`}},
		{name: "of several records none is left", config: `{"type": 2, "collection": "posts"}`, event: pressed("posts", nil, true), binding: named,
			want: []string{`{"data":[],` + who + `}`}},
	})
}

func TestCustomActionByHand(t *testing.T) {
	member := `"roleName":"member","user":{"id":1,"nickname":"Jo"}`
	appends := `{"type": 2, "collection": "posts", "appends": ["category"]}`
	runManual(t, "custom-action", []manualCase{
		{name: "without a record the data is as given", config: `{"type": 0}`, body: `{"data": {"a": [1]}, "userId": 1}`, want: []string{`{"data":{"a":[1]},` + member + `}`}},
		{name: "without a record the data may be missing", config: `{"type": 0}`, body: `{"userId": 1}`, want: []string{`{"data":null,` + member + `}`}},
		{name: "a user is needed", config: `{"type": 0}`, body: `{"data": 1}`, err: "REQUIRED: UserId is required"},
		{name: "one record by key", config: `{"type": 1, "collection": "posts"}`, body: `{"data": 1, "userId": {"id": "1"}, "roleName": "admin"}`,
			want: []string{`{"data":` + post1 + `,` + who + `}`}},
		{name: "one record is needed", config: `{"type": 1, "collection": "posts"}`, body: `{"userId": 1}`, err: "REQUIRED: Data is required"},
		{name: "several records by key; what does not exist is left out", config: appends, body: `{"filterByTk": [2, 99, "2"], "userId": 1}`,
			want: []string{`{"data":[{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"},{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"}],` + member + `}`}},
		{name: "one key is a list of one", config: `{"type": 2, "collection": "posts"}`, body: `{"filterByTk": 2, "userId": 1}`,
			want: []string{`{"data":[` + post2 + `],` + member + `}`}},
		{name: "keys are needed", config: appends, body: `{"filterByTk": [], "userId": 1}`, err: "REQUIRED: FilterByTk is required"},
		{name: "keys are needed, not data", config: appends, body: `{"data": 1, "userId": 1}`, err: "REQUIRED: FilterByTk is required"},
		{name: "a key that is none", config: appends, body: `{"filterByTk": [{"a": 1}], "userId": 1}`, err: "INVALID_BODY: filterByTk does not name its whole key"},
		{name: "a list as a key", config: appends, body: `{"filterByTk": [[1]], "userId": 1}`, err: "INVALID_BODY: filterByTk must be a record, or the key of one"},
		{name: "a key of the wrong type", config: appends, body: `{"filterByTk": ["x"], "userId": 1}`, err: `INVALID_VALUE: filterByTk: must be a whole number`},
	})
}
