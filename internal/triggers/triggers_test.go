package triggers_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/triggers"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestTriggerTypesKeepTheirNamesInTheAPI(t *testing.T) {
	var names []string
	for _, tt := range triggers.All() {
		s := tt.Spec()
		names = append(names, s.Type)
		if s.Title == "" || s.Summary == "" || s.Config == nil || s.Layer == "" || s.Collection == nil || s.Global == nil {
			t.Errorf("%s does not describe itself: %+v", s.Type, s)
		}
		typ := reflect.TypeOf(s.Config)
		for i := range typ.NumField() {
			if f := typ.Field(i); f.Tag.Get("json") == "" || f.Tag.Get("doc") == "" {
				t.Errorf("%s.%s has no json or no doc tag", s.Type, f.Name)
			}
		}
	}
	if want := []string{"action", "request-interception", "custom-action", "collection"}; !slices.Equal(names, want) {
		t.Errorf("the types are %v, want %v", names, want)
	}
}

func TestTriggersSayWhereTheyListen(t *testing.T) {
	cases := []struct {
		typ, config, collection string
		global                  bool
	}{
		{"action", `{"collection": "main:posts", "global": true}`, "posts", true},
		{"action", `{"collection": "posts"}`, "posts", false},
		{"request-interception", `{"collection": "posts", "global": true, "actions": ["create"]}`, "posts", true},
		{"custom-action", `{"type": 0, "collection": null}`, "", false},
		{"custom-action", `{"type": 1, "collection": "main:posts", "global": true}`, "posts", false},
		{"collection", `{"collection": "main:posts"}`, "posts", true},
		{"action", `{"collection": 17}`, "", false},
		{"action", ``, "", false},
	}
	for _, c := range cases {
		s := trigger(t, c.typ).Spec()
		if got := s.Collection(json.RawMessage(c.config)); got != c.collection {
			t.Errorf("%s %s listens to %q, want %q", c.typ, c.config, got, c.collection)
		}
		if got := s.Global(json.RawMessage(c.config)); got != c.global {
			t.Errorf("%s %s: global is %v", c.typ, c.config, got)
		}
	}
	if s := trigger(t, "request-interception").Spec().Sync; s == nil || !*s {
		t.Error("pre-action workflows always run while the request waits")
	}
	for name, identity := range map[string]bool{"action": true, "request-interception": true, "custom-action": true, "collection": false} {
		if got := trigger(t, name).Spec().Identity; got != identity {
			t.Errorf("%s: identity is %v", name, got)
		}
	}
}

func TestConfigurationsAreChecked(t *testing.T) {
	cases := []struct {
		name, typ, config string
		want              []string // "CODE field: message"
	}{
		{"post-action needs a collection", "action", `{}`, []string{`REQUIRED collection: a collection is required`}},
		{"post-action needs an existing collection", "action", `{"collection": "nothing"}`,
			[]string{`UNKNOWN_COLLECTION collection: Collection "nothing" does not exist in data source "main"`}},
		{"post-action needs an existing data source", "action", `{"collection": "other:posts"}`,
			[]string{`UNKNOWN_DATA_SOURCE collection: Data source "other" does not exist`}},
		{"post-action takes the main data source by name", "action", `{"collection": "main:posts"}`, nil},
		{"post-action takes global without actions", "action", `{"collection": "posts", "global": true}`, nil},
		{"post-action takes every changing action", "action",
			`{"collection": "posts", "global": true, "actions": ["create", "update", "destroy", "updateOrCreate", "firstOrCreate", "add", "set", "remove", "toggle", "move"]}`, nil},
		{"post-action refuses other actions", "action", `{"collection": "posts", "actions": ["create", "list"]}`,
			[]string{`INVALID_CONFIG actions[1]: "list" is not an action that changes records`}},
		{"post-action refuses unknown relations", "action", `{"collection": "posts", "appends": ["category.parent", "nothing", "title"]}`,
			[]string{`UNKNOWN_FIELD appends[1]: collection "posts" has no field "nothing"`, `INVALID_PATH appends[2]: title: "title" is no relation of "posts"`}},
		{"post-action refuses a wrong type", "action", `{"collection": "posts", "global": 1}`,
			[]string{`INVALID_CONFIG global: global must be true or false, not this number`}},
		{"post-action ignores unknown keys", "action", `{"collection": "posts", "color": "red"}`, nil},
		{"a configuration must be an object", "action", `[]`, []string{`INVALID_CONFIG : the configuration must be an object, not a list`}},

		{"pre-action needs a collection", "request-interception", `{"global": false}`, []string{`REQUIRED collection: a collection is required`}},
		{"pre-action needs an action in global mode", "request-interception", `{"collection": "posts", "global": true, "actions": []}`,
			[]string{`REQUIRED actions: At least one action is required in global mode`}},
		{"pre-action needs proper actions in global mode", "request-interception", `{"collection": "posts", "global": true, "actions": ["foo"]}`,
			[]string{`INVALID_CONFIG actions[0]: "foo" is not an action that changes records`}},
		{"pre-action takes the documented actions", "request-interception",
			`{"collection": "posts", "global": true, "actions": ["create", "update", "updateOrCreate", "destroy"]}`, nil},
		{"pre-action takes any action names in local mode", "request-interception", `{"collection": "posts", "actions": ["foo"]}`, nil},

		{"custom action needs a type", "custom-action", `{"collection": "posts"}`, []string{`REQUIRED type: type is required`}},
		{"custom action needs a known type", "custom-action", `{"type": 3, "collection": "posts"}`,
			[]string{`INVALID_CONFIG type: type must be 0, 1 or 2, not 3`}},
		{"custom action without records needs no collection", "custom-action", `{"type": 0, "collection": null}`, nil},
		{"custom action without records takes an empty collection", "custom-action", `{"type": 0, "collection": ""}`, nil},
		{"custom action on a record needs a collection", "custom-action", `{"type": 1}`, []string{`REQUIRED collection: a collection is required`}},
		{"custom action on records needs an existing collection", "custom-action", `{"type": 2, "collection": "nothing"}`,
			[]string{`UNKNOWN_COLLECTION collection: Collection "nothing" does not exist in data source "main"`}},
		{"custom action refuses unknown relations", "custom-action", `{"type": 1, "collection": "posts", "appends": ["nothing"]}`,
			[]string{`UNKNOWN_FIELD appends[0]: collection "posts" has no field "nothing"`}},

		{"collection event takes no mode", "collection", `{"collection": "posts"}`, nil},
		{"collection event takes mode 1", "collection", `{"collection": "posts", "mode": 1}`, nil},
		{"collection event takes mode 2", "collection", `{"collection": "posts", "mode": 2}`, nil},
		{"collection event takes mode 3", "collection", `{"collection": "posts", "mode": 3}`, nil},
		{"collection event takes mode 4", "collection", `{"collection": "posts", "mode": 4}`, nil},
		{"collection event refuses mode 0", "collection", `{"collection": "posts", "mode": 0}`, []string{`INVALID_CONFIG mode: mode must be 1, 2, 3 or 4`}},
		{"collection event refuses mode null", "collection", `{"collection": "posts", "mode": null}`, []string{`INVALID_CONFIG mode: mode must be 1, 2, 3 or 4`}},
		{"collection event refuses mode 7", "collection", `{"collection": "posts", "mode": 7}`, []string{`INVALID_CONFIG mode: mode must be 1, 2, 3 or 4`}},
		{"collection event takes changed with updates", "collection", `{"collection": "posts", "mode": 3, "changed": ["title", "category"]}`, nil},
		{"collection event refuses changed without updates", "collection", `{"collection": "posts", "mode": 1, "changed": ["title"]}`,
			[]string{`INVALID_CONFIG changed: changed is allowed only when mode includes updates`}},
		{"collection event refuses unknown changed fields", "collection", `{"collection": "posts", "mode": 2, "changed": ["nothing"]}`,
			[]string{`UNKNOWN_FIELD changed[0]: collection "posts" has no field "nothing"`}},
		{"collection event refuses appends of deleted records", "collection", `{"collection": "posts", "mode": 4, "appends": ["category"]}`,
			[]string{`INVALID_CONFIG appends: appends is not allowed for deleted records`}},
		{"collection event takes a condition", "collection",
			`{"collection": "posts", "mode": 1, "condition": {"$and": [{"title": {"$eq": "t"}}, {"publishedAt": {"$dateOn": "{{$nDate.today}}"}}]}}`, nil},
		{"collection event takes no condition", "collection", `{"collection": "posts", "mode": 1, "condition": null}`, nil},
		{"collection event refuses a condition on unknown fields", "collection", `{"collection": "posts", "mode": 1, "condition": {"nothing": 1}}`,
			[]string{`UNKNOWN_FIELD condition: collection "posts" has no field "nothing"`}},
		{"collection event refuses a condition that is no object", "collection", `{"collection": "posts", "mode": 1, "condition": [1]}`,
			[]string{`INVALID_FILTER condition: a filter must be an object`}},
		{"collection event does not roll back yet", "collection", `{"collection": "posts", "mode": 1, "rollbackOnFailure": true}`,
			[]string{`NOT_SUPPORTED rollbackOnFailure: rollbackOnFailure is not supported yet`}},
		{"collection event takes rollbackOnFailure false", "collection", `{"collection": "posts", "mode": 1, "rollbackOnFailure": false}`, nil},
		{"all mistakes are told at once", "collection", `{"collection": "nothing", "mode": 0, "rollbackOnFailure": true}`, []string{
			`UNKNOWN_COLLECTION collection: Collection "nothing" does not exist in data source "main"`,
			`INVALID_CONFIG mode: mode must be 1, 2, 3 or 4`,
			`NOT_SUPPORTED rollbackOnFailure: rollbackOnFailure is not supported yet`}},
	}
	m := world(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := complaints(t, trigger(t, c.typ).Validate(json.RawMessage(c.config), m.schema))
			if !slices.Equal(got, c.want) {
				t.Errorf("Validate says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func complaints(t *testing.T, err error) []string {
	t.Helper()
	var list errs.List
	var one *errs.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = errs.List{one}
	default:
		t.Fatalf("the error is not classified: %v", err)
	}
	var lines []string
	for _, e := range list {
		if e.Kind != errs.Invalid {
			t.Errorf("%v is not the caller's mistake", e)
		}
		lines = append(lines, e.Code+" "+e.Field+": "+e.Message)
	}
	return lines
}

func TestABrokenConfigurationDoesNotCompile(t *testing.T) {
	for _, tt := range triggers.All() {
		if _, err := tt.Compile(json.RawMessage(`{"collection": 17}`)); err == nil {
			t.Errorf("%s takes a collection that is a number", tt.Spec().Type)
		}
	}
	if _, err := trigger(t, "collection").Compile(json.RawMessage(`{"collection": "posts", "mode": 9}`)); err == nil {
		t.Error("a mode that does not exist compiles")
	}
}

func TestAWorkflowThatNobodyCompiledIsMatchedAllTheSame(t *testing.T) {
	m := world(t)
	for _, tt := range triggers.All() {
		wf := &workflow.Workflow{Key: "w", Config: json.RawMessage(`{"collection": "comments", "mode": 1, "type": 1, "global": true, "actions": ["create"]}`)}
		ev := &workflow.Event{Collection: m.collection("posts"), Action: "create", Row: &workflow.Row{Collection: m.collection("posts"), Change: workflow.Created}}
		_, reason, err := tt.Match(wf, ev, &workflow.Binding{}, m)
		if err != nil || reason != workflow.OtherCollection {
			t.Errorf("%s: %q, %v", tt.Spec().Type, reason, err)
		}
		wf.Trigger = 17
		if _, _, err := tt.Match(wf, ev, &workflow.Binding{}, m); err == nil {
			t.Errorf("%s takes what another type compiled", tt.Spec().Type)
		}
		if _, err := tt.Manual(wf, nil, m); err == nil {
			t.Errorf("%s takes what another type compiled", tt.Spec().Type)
		}
	}
}

func TestRelationsToBeLoadedCanBeAskedFor(t *testing.T) {
	for _, name := range []string{"action", "custom-action"} {
		w := compile(t, trigger(t, name), `{"collection": "posts", "appends": ["category", "comments"]}`)
		a, ok := w.Trigger.(extension.Appender)
		if !ok || !slices.Equal(a.AppendPaths(), []string{"category", "comments"}) {
			t.Errorf("%s does not say which relations it wants", name)
		}
	}
}

// manualCase is one run by hand.
type manualCase struct {
	name, config, body string
	want               []string // contexts
	err                string   // "CODE: message"
}

func runManual(t *testing.T, typ string, cases []manualCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			tt := trigger(t, typ)
			starts, err := tt.Manual(compile(t, tt, c.config), json.RawMessage(c.body), world(t))
			if c.err != "" {
				if err == nil || errs.CodeOf(err)+": "+err.Error() != c.err || errs.KindOf(err) != errs.Invalid {
					t.Errorf("the error is %s: %v, want %s", errs.CodeOf(err), err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := contexts(t, starts); !slices.Equal(got, c.want) {
				t.Errorf("the contexts are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// matchCase is one event for one workflow.
type matchCase struct {
	name, config string
	event        func(m *memory) *workflow.Event
	binding      *workflow.Binding
	want         []string // contexts
	reason       workflow.Reason
	err          string // code
}

func runMatch(t *testing.T, typ string, cases []matchCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := world(t)
			tt := trigger(t, typ)
			wf, ev := compile(t, tt, c.config), c.event(m)
			before := clone(ev.Records)
			for range 2 { // matching may be repeated
				starts, reason, err := tt.Match(wf, ev, c.binding, m)
				if errs.CodeOf(err) != c.err || err != nil && c.err == "" {
					t.Fatalf("the error is %v, want code %q", err, c.err)
				}
				if reason != c.reason {
					t.Errorf("the reason is %q, want %q", reason, c.reason)
				}
				if got := contexts(t, starts); !slices.Equal(got, c.want) {
					t.Errorf("the contexts are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
				}
			}
			if !reflect.DeepEqual(before, ev.Records) {
				t.Errorf("the event's records were changed: %v", ev.Records)
			}
		})
	}
}

func clone(list []schema.Record) []schema.Record {
	var out []schema.Record
	for _, r := range list {
		out = append(out, r.Clone())
	}
	if list != nil && out == nil {
		out = []schema.Record{}
	}
	return out
}
