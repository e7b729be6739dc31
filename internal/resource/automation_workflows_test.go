package resource_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestWorkflowsAreCreatedAndChanged(t *testing.T) {
	h := newAutomation(t)
	row, _ := h.call("workflows", "create", nil, object{"type": "action", "title": "W", "key": "k", "config": object{"collection": "orders"}, "invalid": true}).(object)
	if row["key"] != "k" || row["current"] != true || row["enabled"] != false || row["invalid"] != false || row["createdById"] == nil {
		t.Errorf("created: %v", row)
	}
	if options, _ := row["options"].(object); len(options) != 1 {
		t.Errorf("options: %v", row["options"])
	}
	id := idIn(t, row)
	list, _ := h.call("workflows", "update", tk(id), object{"title": "X", "enabled": true, "key": "other"}).([]any)
	if len(list) != 1 {
		t.Fatalf("update answers a list: %v", list)
	}
	if got, _ := list[0].(object); got["title"] != "X" || got["enabled"] != true || got["key"] != "k" {
		t.Errorf("updated: %v", got)
	}
	if list, _ := h.call("workflows", "update", params{"filter": `{"key":"nobody"}`}, object{"title": "Y"}).([]any); list == nil || len(list) != 0 {
		t.Errorf("a filter that matches nothing answers an empty list: %v", list)
	}
}

func TestWorkflowRequestsThatAreRefused(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(nil)
	h.refused(errs.Invalid, "TYPE_REQUIRED", "workflows", "create", nil, object{})
	h.refused(errs.Invalid, "UNKNOWN_TRIGGER_TYPE", "workflows", "create", nil, object{"type": "x"})
	h.refused(errs.Invalid, "INVALID_BODY", "workflows", "create", nil, []any{})
	h.refused(errs.Invalid, "FILTER_REQUIRED", "workflows", "update", nil, object{"title": "x"})
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "workflows", "update", tk(1), object{"title": "x"})
	h.refused(errs.Invalid, "FILTER_REQUIRED", "workflows", "destroy", params{"filter": "{}"}, nil)
	h.refused(errs.NotFound, "WORKFLOW_NOT_FOUND", "workflows", "revision", tk(1), nil)
	h.refused(errs.Invalid, "INVALID_PARAMETER", "workflows", "revision", params{"filterByTk": "x"}, nil)
	h.refused(errs.Invalid, "INVALID_PARAMETER", "workflows", "revision", with(tk(id), params{"filter": `{"key":{"$ne":"x"}}`}), nil)
	h.refused(errs.Invalid, "INVALID_FILTER_JSON", "workflows", "revision", with(tk(id), params{"filter": `{`}), nil)
}

func TestRevisionsAndDuplicates(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(object{"key": "k"})
	for _, filter := range []any{`{"key":"k"}`, object{"key": "k"}, object{"key": object{"$eq": "k"}}} {
		row, _ := h.call("workflows", "revision", with(tk(id), params{"filter": filter}), nil).(object)
		if row["key"] != "k" || row["current"] != nil || row["title"] != "W" {
			t.Errorf("a new version for %v: %v", filter, row)
		}
	}
	row, _ := h.call("workflows", "revision", tk(id), object{"title": "Mine"}).(object)
	if row["key"] == "k" || row["title"] != "Mine" || row["current"] != true {
		t.Errorf("a duplicate: %v", row)
	}
}

func TestDestroyAnswersTheNumberOfVersions(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(object{"key": "k"})
	h.call("workflows", "revision", with(tk(id), params{"filter": `{"key":"k"}`}), nil)
	other := h.workflow(nil)
	execution := h.execution(id, workflow.Queued)
	both := params{"filterByTk": []any{strconv.FormatInt(id, 10), strconv.FormatInt(other, 10)}}
	h.refused(errs.Conflict, "UNFINISHED_EXECUTIONS", "workflows", "destroy", both, nil)
	if got := h.call("workflows", "destroy", with(both, params{"cancelExecutions": "1"}), nil); got != number(3) {
		t.Errorf("got %v", got)
	}
	if !cmp.Equal(h.canceled, []int64{execution}) || h.count("workflows") != 0 || h.count("executions") != 1 {
		t.Errorf("canceled %v; %d workflows, %d executions", h.canceled, h.count("workflows"), h.count("executions"))
	}
}

func TestSyncRaisesTheDefinitionsVersion(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(nil)
	before := h.db.Version()
	res, err := h.run(h.request("workflows", "sync", tk(id), nil))
	h.ok(err)
	if res.Status != http.StatusNoContent || res.HasData || h.db.Version() <= before {
		t.Errorf("status %d, version %d after %d", res.Status, h.db.Version(), before)
	}
}

func TestExecuteRefusals(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(nil)
	h.refused(errs.Invalid, "VALUES_REQUIRED", "workflows", "execute", tk(id), nil)
	h.refused(errs.Invalid, "INVALID_PARAMETER", "workflows", "execute", nil, object{})
	h.refused(errs.Invalid, "INVALID_PARAMETER", "workflows", "execute", params{"filterByTk": "abc"}, object{})
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "workflows", "execute", tk(1), object{})
	if len(h.engine.calls) != 0 {
		t.Errorf("the engine was asked: %v", h.engine.calls)
	}
	h.engine.err = errs.New(errs.Invalid, "NO_DATA", "data is required")
	h.refused(errs.Invalid, "NO_DATA", "workflows", "execute", tk(id), object{})
}

func TestExecuteAnswers(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(nil)
	if got := h.call("workflows", "execute", tk(id), object{"data": 1}); !cmp.Equal(got, object{"execution": nil}) {
		t.Errorf("data that does not match: %v", got)
	}
	h.engine.id, h.engine.started, h.engine.status = 77, true, workflow.Failed
	if got := h.call("workflows", "execute", tk(id), object{"data": object{"n": 12345678901234}}); !cmp.Equal(got, object{"execution": object{"id": number(77), "status": number(-1)}}) {
		t.Errorf("got %v", got)
	}
	if h.engine.input != `{"data":{"n":12345678901234}}` {
		t.Errorf("input: %s", h.engine.input)
	}
	h.engine.status = workflow.Queued
	if got := h.call("workflows", "execute", tk(id), object{}); !cmp.Equal(got, object{"execution": object{"id": number(77), "status": nil}}) {
		t.Errorf("queued: %v", got)
	}
}

func TestAutoRevision(t *testing.T) {
	for name, c := range map[string]struct {
		param    string
		executed bool
		started  bool
		enabled  bool
		revised  bool
	}{
		"follows the first run":                       {"1", false, true, false, true},
		"follows the first run of an enabled version": {"1", false, true, true, true},
		"does nothing for 0":                          {"0", false, true, true, false},
		"does nothing when it was executed before":    {"1", true, true, true, false},
		"does nothing when nothing was run":           {"1", false, false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newAutomation(t)
			id := h.workflow(object{"key": "k", "enabled": c.enabled})
			executed := func() { h.set("workflowVersionStats", id, schema.Record{"executed": int64(1)}) }
			h.engine.id, h.engine.started, h.engine.status = 77, c.started, workflow.Resolved
			if c.executed {
				executed()
			}
			h.engine.before = executed
			got, _ := h.call("workflows", "execute", with(tk(id), params{"autoRevision": c.param}), object{"data": 1}).(object)
			if _, revised := got["newVersionId"]; revised != c.revised {
				t.Fatalf("got %v", got)
			}
			if !c.revised {
				return
			}
			next := idIn(t, object{"id": got["newVersionId"]})
			list, _ := h.call("workflows", "update", params{"filter": `{"current":true}`}, object{}).([]any)
			if len(list) != 1 || idIn(t, list[0]) != next {
				t.Errorf("current versions: %v, want %d", list, next)
			}
			if row, _ := list[0].(object); row["enabled"] != c.enabled || row["key"] != "k" {
				t.Errorf("new version: %v", row)
			}
		})
	}
}
