package nodes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// BenchmarkLoopScope measures what one step in a loop over a long list costs: the engine asks for the variables of the
// turn before each.
func BenchmarkLoopScope(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n, " items"), func(b *testing.B) {
			items := make([]any, n)
			for i := range items {
				items[i] = map[string]any{"id": 300000000000000 + i, "title": strings.Repeat("x", 40), "status": "draft"}
			}
			meta, err := json.Marshal(map[string]any{"length": n, "items": items})
			if err != nil {
				b.Fatal(err)
			}
			own := &workflow.Job{Meta: meta, Result: fmt.Appendf(nil, `{"looped":%d,"done":%d}`, n/2, n/2)}
			scoper := find(b, "loop").(extension.Scoper)
			for b.Loop() {
				if _, err := scoper.Scope(&extension.Step{Own: own}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestALoopGoesThroughALongText(t *testing.T) {
	list := strings.Repeat("x", 1000)
	n := find(t, "loop")
	step := loopStep(t, fmt.Sprintf(`{"target": %q}`, list))
	result, err := n.Run(t.Context(), step)
	turns := 0
	for err == nil && result.Branch != nil {
		turns++
		step.Own = &workflow.Job{Status: result.Status, Meta: metaOf(t, result, step.Own), Result: marshal(t, result.Value)}
		result, err = n.(extension.BranchOwner).BranchEnded(t.Context(), step, 0, &workflow.Job{Status: workflow.Resolved})
	}
	if err != nil || turns != 1000 || result.Status != workflow.Resolved || string(marshal(t, result.Value)) != `{"done":1000,"looped":1000}` {
		t.Errorf("the loop ended with %+v, %v", result, err)
	}
}

func loopStep(t *testing.T, config string) *extension.Step {
	t.Helper()
	branch := 0
	w := &workflow.Workflow{Nodes: []*workflow.Node{
		{ID: 1, Key: "l", Type: "loop", Config: json.RawMessage(config)},
		{ID: 2, Key: "in", Type: "end", UpstreamID: 1, BranchIndex: &branch},
	}}
	w.Link()
	prepared, err := find(t, "loop").(extension.Preparer).Prepare(json.RawMessage(config))
	if err != nil {
		t.Fatal(err)
	}
	return &extension.Step{Workflow: w, Node: w.Nodes[0], Config: w.Nodes[0].Config, Prepared: prepared, Scope: &expr.Scope{}}
}

func metaOf(t *testing.T, r extension.Result, own *workflow.Job) json.RawMessage {
	t.Helper()
	if r.Meta == nil {
		return own.Meta
	}
	return marshal(t, r.Meta)
}

func marshal(t *testing.T, v any) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestALoopWhoseConditionIsInterruptedDoesNotGoOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	step := loopStep(t, `{"target": 3, "condition": {"engine": "math.js", "expression": "1 < 2"}}`)
	step.Evaluator = interrupted{}
	if _, err := find(t, "loop").Run(ctx, step); err == nil {
		t.Error("the loop went on")
	}
}

func TestARetriedTurnHasTheVariablesItHad(t *testing.T) {
	own := &workflow.Job{
		Status: workflow.Pending, Result: json.RawMessage(`{"looped": 2, "done": 1}`),
		Meta: json.RawMessage(`{"failedTurn": 1, "length": 3, "items": ["a", "b", "c"]}`),
	}
	vars, err := find(t, "loop").(extension.Scoper).Scope(&extension.Step{Own: own})
	if err != nil || vars["item"] != "b" || vars["index"] != 1 {
		t.Errorf("the variables are %v, %v", vars, err)
	}
}
