package resource_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// executions stores n finished executions.
func (h *automationHarness) executions(n int) {
	h.Helper()
	h.ok(h.db.Exclusive(h.Context(), func(tx store.Tx) error {
		list := make([]*workflow.Execution, n)
		for i := range list {
			list[i] = &workflow.Execution{ID: tx.NextID(), WorkflowID: 5, Key: "k", Status: workflow.Resolved, Context: json.RawMessage("{}"), CreatedAt: tx.Now()}
		}
		return tx.InsertExecutions(list)
	}))
}

func TestCategories(t *testing.T) {
	h := newAutomation(t)
	first, _ := h.call("workflowCategories", "create", nil, object{"title": "A"}).(object)
	second, _ := h.call("workflowCategories", "create", nil, object{"title": "B", "color": "red"}).(object)
	if first["color"] != "default" || first["sort"] != number(1) || second["color"] != "red" || second["sort"] != number(2) {
		t.Errorf("created: %v, %v", first, second)
	}
	id := idIn(t, first)
	h.workflow(object{"categories": []any{id}})
	list, _ := h.call("workflowCategories", "update", tk(id), object{"title": "C", "unknown": 1}).([]any)
	if row, _ := list[0].(object); row["title"] != "C" || row["sort"] != number(1) {
		t.Errorf("updated: %v", list)
	}
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "workflowCategories", "update", tk(1), object{"title": "C"})
	h.refused(errs.Invalid, "INVALID_VALUE", "workflowCategories", "update", tk(id), object{"title": object{}})
	if got := h.call("workflowCategories", "destroy", tk(id), nil); got != number(1) || h.count("workflowCategoryRelations") != 0 {
		t.Errorf("destroyed %v, %d links are left", got, h.count("workflowCategoryRelations"))
	}
	if got := h.call("workflowCategories", "destroy", tk(id), nil); got != number(0) {
		t.Errorf("destroyed %v", got)
	}
}

func TestButtonsOverHTTP(t *testing.T) {
	h := newAutomation(t)
	id := h.workflow(object{"key": "w"})
	button, _ := h.call("buttons", "create", nil, object{
		"title": "Submit", "collection": "orders", "action": "create", "bindings": []any{object{"key": "w"}, object{"key": "later", "path": "customer"}},
	}).(object)
	uid, _ := button["uid"].(string)
	if len(uid) != 11 || button["createdById"] == nil {
		t.Errorf("created: %v", button)
	}
	req := h.request("workflows.buttons", "list", nil, nil)
	req.SourceID, req.HasSource = strconv.FormatInt(id, 10), true
	res, err := h.run(req)
	h.ok(err)
	if list, _ := onWire(t, res.Data).([]any); len(list) != 1 {
		t.Errorf("buttons of the workflow: %v", list)
	}
	key := params{"filterByTk": uid}
	list, _ := h.call("buttons", "update", key, object{"title": "Save"}).([]any)
	if row, _ := list[0].(object); row["title"] != "Save" || row["uid"] != uid {
		t.Errorf("updated: %v", list)
	}
	h.refused(errs.Invalid, "INVALID_PATH", "buttons", "update", key, object{"bindings": []any{object{"key": "w", "path": "gone"}}})
	h.refused(errs.NotFound, "RECORD_NOT_FOUND", "buttons", "update", params{"filterByTk": "gone"}, object{})
	h.refused(errs.Invalid, "FILTER_REQUIRED", "buttons", "destroy", nil, nil)
	if got := h.call("buttons", "destroy", key, nil); got != number(1) || h.count("buttons") != 0 {
		t.Errorf("destroyed %v", got)
	}
}

func TestTheEffectiveOrderOfAButton(t *testing.T) {
	h := newAutomation(t)
	orders := func(more object) object {
		config := object{"collection": "orders"}
		for k, v := range more {
			config[k] = v
		}
		return config
	}
	make := func(key, typ string, sync, enabled bool, config object) {
		h.call("workflows", "create", nil, object{"type": typ, "key": key, "sync": sync, "enabled": enabled, "config": config, "title": key})
	}
	make("global-async", "action", false, true, orders(object{"global": true, "actions": []any{"create"}}))
	make("global-other-action", "action", false, true, orders(object{"global": true, "actions": []any{"update"}}))
	make("global-pre", "request-interception", true, true, orders(object{"global": true, "actions": []any{"create"}}))
	make("async", "action", false, true, orders(nil))
	make("sync", "action", true, true, orders(nil))
	make("customer", "action", true, true, object{"collection": "customers"})
	make("pre", "request-interception", true, true, orders(nil))
	make("disabled", "action", true, false, orders(nil))
	h.call("buttons", "create", nil, object{"uid": "b", "collection": "orders", "action": "create", "bindings": []any{
		object{"key": "async"}, object{"key": "gone"}, object{"key": "customer"}, object{"key": "sync"}, object{"key": "pre"},
		object{"key": "disabled"}, object{"key": "customer", "path": "customer"}, object{"key": "global-async"},
	}})
	got, _ := h.call("buttons", "effective", params{"filterByTk": "b"}, nil).(object)
	var order []string
	list, _ := got["order"].([]any)
	for _, item := range list {
		f, _ := item.(object)
		key, _ := f["key"].(string)
		if reason, _ := f["reason"].(string); reason != "" {
			key += "?" + reason
		}
		order = append(order, key)
	}
	want := []string{"pre", "global-pre", "customer", "sync", "disabled?disabled", "async", "gone?unknown_key", "global-async"}
	if !cmp.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
	h.refused(errs.NotFound, "UNKNOWN_BUTTON", "buttons", "effective", params{"filterByTk": "x"}, nil)
}

func TestReceiptsAreOnesOwnUnlessOneAdministersWorkflows(t *testing.T) {
	h := newAutomation(t)
	r := h.resources["receipts"]
	c := h.schema.Collection("receipts")
	if f := r.Scope(&acl.Actor{UserID: 3}, c); !cmp.Equal(f, query.Filter(query.Cond{Field: c.Field("userId"), Op: query.Eq, Value: int64(3)}), cmp.Comparer(sameField)) {
		t.Errorf("scope of a member: %v", f)
	}
	h.admins[4] = true
	if f := r.Scope(&acl.Actor{UserID: 4}, c); f != nil {
		t.Errorf("scope of an administrator: %v", f)
	}
	if f := r.Scope(nil, c); f != query.Filter(query.Nothing{}) {
		t.Errorf("scope of nobody: %v", f)
	}
	chain := []schema.Record{{"id": int64(1), "key": "k"}}
	records := []schema.Record{{"id": int64(9), "keys": nil, "verdicts": nil, "chain": chain}, {"id": int64(8)}}
	h.ok(r.Present(t.Context(), nil, records))
	want := []schema.Record{{"id": int64(9), "keys": []any{}, "verdicts": []any{}, "chain": []schema.Record{{"key": "k"}}}, {"id": int64(8)}}
	if !cmp.Equal(records, want) {
		t.Errorf("presented: %v", records)
	}
}

func sameField(a, b *schema.Field) bool { return a == b }

func TestEveryActionSaysWhoMayCallIt(t *testing.T) {
	h := newAutomation(t)
	reads := []string{"list", "get", "effective", "specs", "triggerSpecs", "branches", "variables", "preview", "check", "checks", "health",
		"queue", "failures", "runs"}
	for name, r := range h.resources {
		for act, a := range r.Actions {
			if generic := act == "list" || act == "get"; a.Run == nil && !generic {
				t.Errorf("%s:%s has no handler", name, act)
			}
			if a.Read != slices.Contains(reads, act) {
				t.Errorf("%s:%s: reading is %v", name, act, a.Read)
			}
		}
		if h.schema.Collection(r.Collection) == nil {
			t.Errorf("%s reads the unknown collection %q", name, r.Collection)
		}
	}
}
