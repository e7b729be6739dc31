package nodes_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/nodes/nodetest"
	"github.com/sequitur-platform/sequitur/internal/script"
)

func TestNodesDoWhatTheirCasesSay(t *testing.T) {
	pool := script.New(script.Options{Timeout: time.Minute}) // the race detector makes the engines very slow
	t.Cleanup(pool.Close)
	if err := pool.Available(); err != nil {
		t.Logf("SKIPPED: cases that need a JavaScript engine are not checked: %v", err)
	}
	nodetest.Run(t, "testdata", nodes.All(), pool)
}

func TestNodeTypesKeepTheirNamesInTheAPI(t *testing.T) {
	var names []string
	for _, n := range nodes.All() {
		if !n.Spec().Hidden {
			names = append(names, n.Spec().Type)
		}
	}
	want := []string{
		"condition", "multi-conditions", "loop", "variable", "calculation", "create", "update", "query", "destroy",
		"request-values", "response-message", "output", "end",
	}
	if !slices.Equal(names, want) {
		t.Errorf("the types are %v, want %v", names, want)
	}
}

func TestEveryNodeDescribesItself(t *testing.T) {
	for _, n := range nodes.All() {
		s := n.Spec()
		if s.Title == "" || s.Summary == "" || s.Group == "" || s.Config == nil {
			t.Errorf("%s: a title, a summary, a group and a configuration are needed: %+v", s.Type, s)
		}
		if !s.SyncAllowed {
			t.Errorf("%s: none of these nodes waits, so all are allowed in synchronous workflows", s.Type)
		}
		describes(t, s.Type, reflect.TypeOf(s.Config))
	}
}

// describes checks that every key of a configuration has a name and an explanation.
func describes(t *testing.T, path string, typ reflect.Type) {
	t.Helper()
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		return
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !f.IsExported() {
			continue
		}
		if f.Tag.Get("json") == "" || f.Tag.Get("doc") == "" {
			t.Errorf("%s.%s has no json or no doc tag", path, f.Name)
		}
		describes(t, path+"."+f.Name, f.Type)
	}
}

func TestNodesAnswerBrokenConfigurationsWithAnError(t *testing.T) {
	for _, n := range nodes.All() {
		for _, config := range []string{`[]`, `"text"`, `{`, `{} {}`, `17`} {
			if v, ok := n.(extension.Validator); ok && v.Validate(json.RawMessage(config), nil) == nil {
				t.Errorf("%s: Validate takes %s", n.Spec().Type, config)
			}
			if p, ok := n.(extension.Preparer); ok {
				if _, err := p.Prepare(json.RawMessage(config)); err == nil {
					t.Errorf("%s: Prepare takes %s", n.Spec().Type, config)
				}
			}
			if f := n.Spec().Effect; f != nil {
				f(json.RawMessage(config))
			}
			if f := n.Spec().Branches; f != nil {
				f(json.RawMessage(config))
			}
		}
	}
}

func TestANodeRunsWithoutBeingPreparedBefore(t *testing.T) {
	n := find(t, "output")
	res, err := n.Run(t.Context(), &extension.Step{Config: json.RawMessage(`{"value": "x"}`)})
	if err != nil || res.Value != "x" {
		t.Errorf("the result is %+v, %v", res, err)
	}
	if _, err := n.Run(t.Context(), &extension.Step{Prepared: 17}); err == nil {
		t.Error("a step that was prepared by another type is taken")
	}
}

func find(t testing.TB, typ string) extension.NodeType {
	t.Helper()
	for _, n := range nodes.All() {
		if n.Spec().Type == typ {
			return n
		}
	}
	t.Fatalf("there is no node type %q", typ)
	return nil
}
