package resource_test

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func number(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

// branching makes a workflow a - condition(1: x) - b.
func (h *automationHarness) branching() (a, condition, x, b int64) {
	h.Helper()
	id := h.workflow(nil)
	a = h.node(id, object{"type": "output", "key": "a"})
	condition = h.node(id, object{"type": "condition", "key": "c", "upstreamId": a, "config": object{"rejectOnFalse": false}})
	b = h.node(id, object{"type": "output", "key": "b", "upstreamId": condition})
	x = h.node(id, object{"type": "output", "key": "x", "upstreamId": condition, "branchIndex": 1})
	return a, condition, x, b
}

func TestNodesOverHTTP(t *testing.T) {
	h := newAutomation(t)
	a, condition, x, b := h.branching()
	moved, _ := h.call("flow_nodes", "move", tk(b), object{"upstreamId": a}).(object)
	if up, _ := moved["upstream"].(object); idIn(t, up) != a {
		t.Errorf("moved: %v", moved)
	}
	list, _ := h.call("flow_nodes", "update", tk(x), object{"title": "T"}).([]any)
	if len(list) != 1 {
		t.Fatalf("update answers a list: %v", list)
	}
	twin, _ := h.call("flow_nodes", "duplicate", tk(x), object{"upstreamId": condition, "branchIndex": 0}).(object)
	if twin["title"] != "T" || twin["branchIndex"] != number(0) || twin["key"] == "x" {
		t.Errorf("duplicate: %v", twin)
	}
	gone, _ := h.call("flow_nodes", "destroyBranch", with(tk(condition), params{"branchIndex": "0", "shift": "1"}), nil).(object)
	if idIn(t, gone) != idIn(t, twin) {
		t.Errorf("destroyed branch: %v", gone)
	}
	if got := h.call("flow_nodes", "destroyBranch", with(tk(condition), params{"branchIndex": "5"}), nil); got != nil {
		t.Errorf("an empty branch: %v", got)
	}
	was, _ := h.call("flow_nodes", "destroy", with(tk(condition), params{"keepBranch": "0"}), nil).(object)
	if w, _ := was["workflow"].(object); was["key"] != "c" || w["title"] != "W" {
		t.Errorf("destroyed: %v", was)
	}
	if n := h.count("flow_nodes"); n != 3 {
		t.Errorf("%d nodes are left", n)
	}
}

func TestTheDesignersFormForANewBranch(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(nil)
	a := h.node(id, object{"type": "output"})
	x := h.node(id, object{"type": "output", "upstreamId": a})
	condition := h.node(id, object{"type": "condition", "upstreamId": a, "config": object{"rejectOnFalse": false}})
	form := object{"branchIndex": 1, "upstream": object{"id": condition, "downstreamId": nil}}
	h.refused(errs.Invalid, "INVALID_GRAPH", "flow_nodes", "update", tk(x), form)
	list, _ := h.call("flow_nodes", "update", with(tk(x), params{"updateAssociationValues": []any{"upstream"}}), form).([]any)
	if row, _ := list[0].(object); row["branchIndex"] != number(1) || row["upstreamId"] != number(condition) {
		t.Errorf("node: %v", list)
	}
}

func TestNodeRequestsThatAreRefused(t *testing.T) {
	h := newAutomation(t)
	a, condition, _, b := h.branching()
	invalid := "INVALID_PARAMETER"
	h.refused(errs.Invalid, invalid, "workflows.nodes", "create", nil, object{"type": "end"})
	h.refused(errs.Invalid, invalid, "flow_nodes", "destroy", nil, nil)
	h.refused(errs.Invalid, invalid, "flow_nodes", "destroy", with(tk(condition), params{"keepBranch": "x"}), nil)
	h.refused(errs.Invalid, "UNKNOWN_BRANCH", "flow_nodes", "destroy", with(tk(condition), params{"keepBranch": "0"}), nil)
	h.refused(errs.Invalid, invalid, "flow_nodes", "destroyBranch", tk(condition), nil)
	h.refused(errs.Invalid, invalid, "flow_nodes", "destroyBranch", with(tk(condition), params{"branchIndex": "one"}), nil)
	h.refused(errs.NotFound, "NODE_NOT_FOUND", "flow_nodes", "destroy", tk(1), nil)
	h.refused(errs.NotFound, "NODE_NOT_FOUND", "flow_nodes", "duplicate", tk(1), object{})
	h.refused(errs.NotFound, "NODE_NOT_FOUND", "flow_nodes", "move", tk(a), object{"upstreamId": 1})
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "flow_nodes", "update", tk(1), object{})
	h.refused(errs.Invalid, "INVALID_POSITION", "flow_nodes", "move", tk(b), object{"upstreamId": condition})
	h.refused(errs.Invalid, "INVALID_POSITION", "flow_nodes", "move", tk(a), object{"upstreamId": condition, "branchIndex": 7})
}

// untried is a node type that cannot be tried.
type untried struct{}

// Spec implements extension.NodeType.
func (untried) Spec() extension.NodeSpec {
	return extension.NodeSpec{Type: "untried", Config: struct{}{}, SyncAllowed: true, Hidden: true}
}

// Run implements extension.NodeType.
func (untried) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Done(nil), nil
}

func TestTestingANode(t *testing.T) {
	h := newAutomation(t)
	h.refused(errs.Invalid, "UNKNOWN_NODE_TYPE", "flow_nodes", "test", nil, object{"type": "x"})
	h.refused(errs.Invalid, "UNKNOWN_NODE_TYPE", "flow_nodes", "test", nil, object{})
	h.refused(errs.Invalid, "NODE_NOT_TESTABLE", "flow_nodes", "test", nil, object{"type": "untried"})
	h.refused(errs.Invalid, "NODE_NOT_TESTABLE", "flow_nodes", "try", nil, object{"type": "untried"})
	h.refused(errs.Invalid, "NODE_NOT_TESTABLE", "flow_nodes", "test", nil, object{"type": "create"})
	_, err := h.run(h.request("flow_nodes", "test", nil, object{"type": "calculation", "config": object{"engine": "abacus"}}))
	if errs.KindOf(err) != errs.Invalid || len(h.engine.calls) != 0 {
		t.Errorf("an invalid configuration: %v, %v", err, h.engine.calls)
	}
	h.engine.tested = extension.Done(3)
	config := object{"engine": "math.js", "expression": "1+2"}
	if got := h.call("flow_nodes", "test", nil, object{"type": "calculation", "config": config}); !cmp.Equal(got, object{"status": number(1), "result": number(3), "log": "a line\n"}) {
		t.Errorf("got %v", got)
	}
	h.refused(errs.Invalid, "INVALID_PARAMETER", "flow_nodes", "test", nil, object{"type": "calculation", "config": config, "variables": "x"})
	h.call("flow_nodes", "test", nil, object{"type": "calculation", "config": config, "variables": object{"$context.a.b": 1, "$context.a": object{"c": 2}}})
	if got, _ := h.engine.scope.Lookup("$context.a"); !cmp.Equal(got, map[string]any{"b": json.Number("1"), "c": json.Number("2")}) {
		t.Errorf("the variables are %v", got)
	}
	for code, failure := range map[string]error{
		"NODE_TEST_FAILED": errors.New("no answer"), "MINE": extension.Fail("MINE", "not met"), "TIMEOUT": errs.New(errs.Invalid, "TIMEOUT", "too slow"),
	} {
		h.engine.err = failure
		h.refused(errs.Invalid, code, "flow_nodes", "test", nil, object{"type": "calculation", "config": config})
	}
}

func TestExecutionsAreDestroyedOnlyWhenFinished(t *testing.T) {
	h := newAutomation(t)
	for _, s := range []workflow.Status{workflow.Queued, workflow.Started, workflow.Resolved, workflow.Failed, workflow.Aborted} {
		h.job(h.execution(5, s), workflow.Resolved)
	}
	h.refused(errs.Invalid, "FILTER_REQUIRED", "executions", "destroy", nil, nil)
	if got := h.call("executions", "destroy", params{"filter": `{"key":"k"}`}, nil); got != number(3) {
		t.Errorf("%v were destroyed", got)
	}
	if h.count("executions") != 2 || h.count("jobs") != 2 {
		t.Errorf("%d executions and %d jobs are left", h.count("executions"), h.count("jobs"))
	}
	if got := h.call("executions", "destroy", tk(1), nil); got != number(0) {
		t.Errorf("%v were destroyed", got)
	}
}

func TestManyExecutionsAreDestroyed(t *testing.T) {
	h := newAutomation(t)
	h.executions(1201)
	if got := h.call("executions", "destroy", params{"filter": `{"key":"k"}`}, nil); got != number(1201) || h.count("executions") != 0 {
		t.Errorf("%v were destroyed, %d are left", got, h.count("executions"))
	}
}

func TestCancelingAnExecution(t *testing.T) {
	h := newAutomation(t)
	id := h.execution(5, workflow.Started)
	h.job(id, workflow.Pending)
	h.engine.before = func() { h.set("executions", id, map[string]any{"status": int64(-3), "reason": "manual_cancel"}) }
	got, _ := h.call("executions", "cancel", tk(id), nil).(object)
	jobs, _ := got["jobs"].([]any)
	if got["status"] != number(-3) || got["reason"] != "manual_cancel" || len(jobs) != 1 {
		t.Errorf("got %v", got)
	}
	if _, leaked := got["cursor"]; leaked {
		t.Error("a hidden column is answered")
	}
	if !cmp.Equal(h.engine.calls, []string{"cancel[" + strconv.FormatInt(id, 10) + "]"}) {
		t.Errorf("calls: %v", h.engine.calls)
	}
	h.refused(errs.Invalid, "EXECUTION_FINISHED", "executions", "cancel", tk(id), nil)
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "executions", "cancel", tk(1), nil)
	queued := h.execution(5, workflow.Queued)
	h.engine.before = nil
	if got, _ := h.call("executions", "cancel", tk(queued), nil).(object); got["status"] != nil {
		t.Errorf("queued: %v", got)
	}
}

func TestRerunAndRetry(t *testing.T) {
	h := newAutomation(t)
	started, failed := h.execution(5, workflow.Started), h.execution(5, workflow.Failed)
	queued, resolved := h.execution(5, workflow.Queued), h.execution(5, workflow.Resolved)
	accepted := func(act string, id int64, body any, want int64, call string) {
		t.Helper()
		h.engine.calls = nil
		res, err := h.run(h.request("executions", act, tk(id), body))
		h.ok(err)
		if res.Status != 202 || idIn(t, onWire(t, res.Data)) != want || !cmp.Equal(h.engine.calls, []string{call}) {
			t.Errorf("%s: status %d, %v, calls %v, want %s", act, res.Status, res.Data, h.engine.calls, call)
		}
	}
	s, f := strconv.FormatInt(started, 10), strconv.FormatInt(failed, 10)
	accepted("rerun", started, nil, started, "rerun["+s+",0,false]")
	accepted("rerun", started, object{"nodeId": 9, "overwrite": true}, started, "rerun["+s+",9,true]")
	h.engine.id = queued
	accepted("retry", failed, nil, queued, "retry["+f+",0]")
	accepted("retry", failed, object{"nodeId": "9"}, queued, "retry["+f+",9]")
	for _, id := range []int64{failed, queued, resolved} {
		h.refused(errs.Invalid, "EXECUTION_NOT_STARTED", "executions", "rerun", tk(id), nil)
	}
	for _, id := range []int64{started, queued, resolved} {
		h.refused(errs.Invalid, "EXECUTION_NOT_FAILED", "executions", "retry", tk(id), nil)
	}
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "executions", "retry", tk(1), nil)
	h.refused(errs.Invalid, "INVALID_PARAMETER", "executions", "retry", tk(failed), object{"nodeId": "x"})
	if h.resources["executions"].Actions["rerun"].Access == h.resources["executions"].Actions["retry"].Access {
		t.Error("rerun is for root, retry for whom a snippet grants it")
	}
}

func TestResumingAJob(t *testing.T) {
	h := newAutomation(t)
	execution := h.execution(5, workflow.Started)
	pending, done := h.job(execution, workflow.Pending), h.job(execution, workflow.Resolved)
	late := h.job(h.execution(5, workflow.Aborted), workflow.Pending)
	p := strconv.FormatInt(pending, 10)
	for want, body := range map[string]any{
		"resume[" + p + `,1,{"a":[1]}]`: object{"status": 1, "result": object{"a": []any{1}}, "nodeId": 5},
		"resume[" + p + `,0,null]`:      nil,
		"resume[" + p + `,-1,null]`:     object{"status": -1, "result": nil},
		"resume[" + p + `,100,null]`:    object{"status": 100},
	} {
		h.engine.calls = nil
		res, err := h.run(h.request("jobs", "resume", tk(pending), body))
		h.ok(err)
		if res.Status != 202 || idIn(t, onWire(t, res.Data)) != pending || !cmp.Equal(h.engine.calls, []string{want}) {
			t.Errorf("status %d, calls %v, want %s", res.Status, h.engine.calls, want)
		}
	}
	h.refused(errs.Conflict, "JOB_NOT_PENDING", "jobs", "resume", tk(done), nil)
	h.refused(errs.Invalid, "EXECUTION_FINISHED", "jobs", "resume", tk(late), nil)
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "jobs", "resume", tk(1), nil)
	for _, bad := range []any{"done", 1000, 1.5, object{}} {
		h.refused(errs.Invalid, "INVALID_PARAMETER", "jobs", "resume", tk(pending), object{"status": bad})
	}
}
