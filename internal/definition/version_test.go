package definition_test

import (
	"encoding/json"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func (h *harness) category(title string) int64 {
	h.Helper()
	var id int64
	err := h.exclusive(func(tx store.Tx) error {
		id = tx.NextID()
		now := clock.Format(tx.Now())
		return tx.Insert(h.tables.Collection("workflowCategories"), schema.Record{"id": id, "title": title, "createdAt": now, "updatedAt": now})
	})
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func (h *harness) destroy(cancel bool, f query.Filter) (int64, error) {
	var n int64
	err := h.edit(func(e *definition.Edit) (err error) {
		n, err = e.Destroy(h.Context(), f, cancel)
		return err
	})
	return n, err
}

func TestDestroyTakesWhatBelongsToTheVersion(t *testing.T) {
	h := newHarness(t)
	category := h.category("c")
	first := h.create(object{"type": "free", "key": "k", "categories": []any{num64(category)}})
	h.node(first, object{"type": "echo"})
	second := revise(h, definition.Copy{Of: first, OfKey: "k"})
	other := h.create(object{"type": "free", "key": "other"})
	execution := h.start(first, workflow.Resolved)

	if n, err := h.destroy(false, h.eq("workflows", "id", second)); n != 1 || err != nil {
		t.Fatalf("destroying a version that is not current: %d, %v", n, err)
	}
	if len(h.rows("workflowStats", nil)) != 2 {
		t.Error("the counter of the key went with a version that is not current")
	}
	third := revise(h, definition.Copy{Of: first, OfKey: "k"})
	if n, err := h.destroy(false, h.eq("workflows", "id", first)); n != 2 || err != nil {
		t.Fatalf("destroying the current version: %d, %v", n, err)
	}
	for _, c := range []string{"flow_nodes", "workflowCategoryRelations"} {
		if rows := h.rows(c, nil); len(rows) != 0 {
			t.Errorf("%s: %d rows stayed", c, len(rows))
		}
	}
	if rows := h.rows("workflowVersionStats", nil); len(rows) != 1 || rows[0]["id"] != other {
		t.Errorf("counters of versions: %v (%d should be gone)", rows, third)
	}
	if rows := h.rows("workflowStats", nil); len(rows) != 1 || rows[0]["key"] != "other" {
		t.Errorf("counters of keys: %v", rows)
	}
	if h.row("executions", execution)["workflowId"] != first {
		t.Error("the execution is gone")
	}
	if n, err := h.destroy(false, h.eq("workflows", "id", int64(1))); n != 0 || err != nil {
		t.Errorf("destroying nothing: %d, %v", n, err)
	}
}

func TestAVersionWithUnfinishedExecutionsStays(t *testing.T) {
	for name, status := range map[string]workflow.Status{"queued": workflow.Queued, "started": workflow.Started} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			id := h.create(object{"type": "free", "key": "k"})
			old := revise(h, definition.Copy{Of: id, OfKey: "k"})
			execution := h.start(old, status)
			h.start(old, workflow.Failed)
			if _, err := h.destroy(false, h.eq("workflows", "id", id)); errs.CodeOf(err) != "UNFINISHED_EXECUTIONS" || errs.KindOf(err) != errs.Conflict {
				t.Fatalf("got %v", err)
			}
			if len(h.rows("workflows", nil)) != 2 {
				t.Fatal("something was removed")
			}
			n, err := h.destroy(true, h.eq("workflows", "id", id))
			if n != 2 || err != nil {
				t.Fatalf("with cancelExecutions: %d, %v", n, err)
			}
			if !equalIDs(h.canceled, []int64{execution}) {
				t.Errorf("canceled %v, want %d", h.canceled, execution)
			}
		})
	}
}

// process stores a version with a fork: a - fork(0: c - d, 1: e) - b.
func (h *harness) process() (id int64, nodes map[string]int64) {
	h.Helper()
	id = h.create(object{
		"type": "action", "key": "origin", "title": "Origin", "triggerTitle": "On submit", "description": "d", "sync": true,
		"config": object{"collection": "posts"}, "options": object{"timeout": num("7"), "x": "y"},
	})
	n := map[string]int64{}
	add := func(key, typ string, config object, up string, branch any) {
		values := object{"type": typ, "key": key, "config": config, "title": "Node " + key, "branchIndex": branch}
		if up != "" {
			values["upstreamId"] = num64(n[up])
		}
		n[key] = h.node(id, values)
	}
	add("a", "strict", object{"need": true}, "", nil)
	add("fork", "fork", object{"branches": num("2")}, "a", nil)
	add("b", "echo", object{}, "fork", nil)
	add("c", "echo", object{}, "fork", num("0"))
	add("d", "echo", object{}, "c", nil)
	add("e", "echo", object{"v": num("1")}, "fork", num("1"))
	return id, n
}

// shape draws the lines of a version by node keys.
func (h *harness) shape(id int64) string {
	h.Helper()
	w := version(h, id)
	if w.Broken != nil {
		h.Fatalf("broken: %v", w.Broken)
	}
	return drawLine(w, w.Head())
}

func drawLine(w *workflow.Workflow, n *workflow.Node) string {
	out := ""
	for ; n != nil; n = w.Node(n.DownstreamID) {
		if out != "" {
			out += " "
		}
		out += n.Key
		branches := ""
		for i := range 12 {
			if head := w.Branch(n, i); head != nil {
				branches += string(rune('0'+i)) + ":" + drawLine(w, head) + ";"
			}
		}
		if branches != "" {
			out += "(" + branches + ")"
		}
	}
	return out
}

const processShape = "a fork(0:c d;1:e;) b"

func TestRevisionCopiesTheProcess(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	h.executed(id)
	next := revise(h, definition.Copy{Of: id, OfKey: "origin"})
	if h.shape(id) != processShape || h.shape(next) != processShape {
		t.Fatalf("shapes: %q, copy: %q", h.shape(id), h.shape(next))
	}
	row := h.row("workflows", next)
	for name, want := range map[string]any{
		"key": "origin", "title": "Origin", "triggerTitle": "On submit", "description": "d", "sync": true, "type": "action",
		"enabled": false, "current": nil, "invalid": false,
	} {
		if row[name] != want {
			t.Errorf("%s is %v, want %v", name, row[name], want)
		}
	}
	if options, _ := json.Marshal(row["options"]); string(options) != `{"timeout":7,"x":"y"}` {
		t.Errorf("options: %s", options)
	}
	w := version(h, next)
	for key, old := range nodes {
		n := w.NodeByKey(key)
		if n.ID == old || n.Title != "Node "+key || n.WorkflowID != next {
			t.Errorf("node %s: %+v", key, n)
		}
	}
	if got := string(w.NodeByKey("a").Config); got != `{"copied":1}` {
		t.Errorf("the type did not rewrite the configuration: %s", got)
	}
	if h.row("workflowVersionStats", next)["executed"] != int64(0) || h.row("workflowStats", "origin")["executed"] != int64(1) {
		t.Error("counters: the version begins at 0, the key keeps its count")
	}
	h.node(next, object{"type": "echo"})
}

func TestDuplicatingMakesAWorkflowOfItsOwn(t *testing.T) {
	h := newHarness(t)
	id, _ := h.process()
	copied := h.row("workflows", revise(h, definition.Copy{Of: id}))
	if copied["key"] == "origin" || copied["title"] != "Origin copy" || copied["current"] != true || copied["triggerTitle"] != nil {
		t.Errorf("copy: %v", copied)
	}
	if h.row("workflowStats", copied["key"])["executed"] != int64(0) {
		t.Error("no counter for the new key")
	}
	named := h.row("workflows", revise(h, definition.Copy{Of: id, Values: object{"title": "Mine", "sync": false, "invalid": true, "key": "x", "type": "free"}}))
	if named["title"] != "Mine" || named["sync"] != false || named["invalid"] != false || named["key"] == "x" || named["type"] != "action" {
		t.Errorf("copy with values: %v", named)
	}
}

func TestRevisionRefusals(t *testing.T) {
	h := newHarness(t)
	id, _ := h.process()
	h.refused(errs.NotFound, "WORKFLOW_NOT_FOUND", func(e *definition.Edit) error {
		_, err := e.Revision(definition.Copy{Of: 1})
		return err
	})
	h.refused(errs.NotFound, "WORKFLOW_NOT_FOUND", func(e *definition.Edit) error {
		_, err := e.Revision(definition.Copy{Of: id, OfKey: "other"})
		return err
	})
	h.refused(errs.Invalid, "UNKNOWN_COLLECTION", func(e *definition.Edit) error {
		_, err := e.Revision(definition.Copy{Of: id, Values: object{"config": object{"collection": "x"}}})
		return err
	})
	waiting := h.create(object{"type": "free"})
	h.node(waiting, object{"type": "wait"})
	h.refused(errs.Invalid, "NODE_NOT_ALLOWED", func(e *definition.Edit) error {
		_, err := e.Revision(definition.Copy{Of: waiting, Values: object{"sync": true, "enabled": true}})
		return err
	})
	if n := len(h.rows("workflows", nil)); n != 2 {
		t.Errorf("%d versions after refusals", n)
	}
}

func TestARevisionMayInheritTheStanding(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free", "key": "k", "enabled": true})
	next := revise(h, definition.Copy{Of: id, OfKey: "k", Inherit: true})
	if row := h.row("workflows", next); row["enabled"] != true || row["current"] != true {
		t.Errorf("new version: %v", row)
	}
	if row := h.row("workflows", id); row["enabled"] != false || row["current"] != nil {
		t.Errorf("old version: %v", row)
	}
	h.update(next, object{"enabled": false})
	last := revise(h, definition.Copy{Of: next, OfKey: "k", Inherit: true})
	if row := h.row("workflows", last); row["enabled"] != false || row["current"] != true {
		t.Errorf("version of a disabled current one: %v", row)
	}
	side := revise(h, definition.Copy{Of: id, OfKey: "k", Inherit: true})
	if row := h.row("workflows", side); row["enabled"] != false || row["current"] != nil {
		t.Errorf("version of one that is not current: %v", row)
	}
}
