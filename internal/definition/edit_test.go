package definition_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

func num(s string) json.Number { return json.Number(s) }

func num64(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

func TestCreateRefusesWhatCannotBeAWorkflow(t *testing.T) {
	h := newHarness(t)
	posts := object{"collection": "posts"}
	for name, c := range map[string]struct {
		values object
		code   string
		field  string
	}{
		"without a type":                    {object{"title": "x"}, "TYPE_REQUIRED", "type"},
		"with an unknown type":              {object{"type": "nope"}, "UNKNOWN_TRIGGER_TYPE", "type"},
		"with an invalid configuration":     {object{"type": "action", "config": object{}}, "UNKNOWN_COLLECTION", "collection"},
		"with a configuration of no object": {object{"type": "free", "config": []any{}}, "INVALID_CONFIG", "config"},
		"with a key of wrong characters":    {object{"type": "free", "key": "a,b"}, "INVALID_KEY", "key"},
		"with a key that begins with -":     {object{"type": "free", "key": "-a"}, "INVALID_KEY", "key"},
		"with a title of no text":           {object{"type": "free", "title": object{}}, "INVALID_VALUE", "title"},
		"with a negative timeout":           {object{"type": "free", "options": object{"timeout": num("-1")}}, "INVALID_OPTIONS", "options.timeout"},
		"with a timeout over 180 days":      {object{"type": "free", "options": object{"timeout": num("15552000001")}}, "INVALID_OPTIONS", "options.timeout"},
		"with a broken timeout":             {object{"type": "free", "options": object{"timeout": num("1.5")}}, "INVALID_OPTIONS", "options.timeout"},
		"with a stack limit of no number":   {object{"type": "free", "options": object{"stackLimit": "3"}}, "INVALID_OPTIONS", "options.stackLimit"},
		"with statuses of no list":          {object{"type": "free", "options": object{"deleteExecutionOnStatus": num("1")}}, "INVALID_OPTIONS", "options.deleteExecutionOnStatus"},
		"with an unknown status":            {object{"type": "free", "options": object{"deleteExecutionOnStatus": []any{num("9")}}}, "INVALID_OPTIONS", "options.deleteExecutionOnStatus"},
		"with unknown rights":               {object{"type": "free", "options": object{"runAs": "god"}}, "INVALID_OPTIONS", "options.runAs"},
		"with an unknown order":             {object{"type": "free", "options": object{"serialize": "all"}}, "INVALID_OPTIONS", "options.serialize"},
		"with options of no object":         {object{"type": "free", "options": "x"}, "INVALID_OPTIONS", "options"},
		"with categories of no list":        {object{"type": "free", "categories": "x"}, "INVALID_VALUE", "categories"},
	} {
		t.Run(name, func(t *testing.T) {
			err := h.edit(func(e *definition.Edit) error {
				_, err := e.Create(c.values)
				return err
			})
			entries := entriesOf(err)
			if errs.KindOf(err) != errs.Invalid || len(entries) != 1 || entries[0].Code != c.code || entries[0].Field != c.field {
				t.Errorf("got %v %+v", err, entries)
			}
		})
	}
	if err := h.edit(func(e *definition.Edit) error {
		_, err := e.Create(object{"type": "action", "config": posts})
		return err
	}); err != nil {
		t.Error(err)
	}
}

func entriesOf(err error) errs.List {
	switch e := err.(type) {
	case errs.List:
		return e
	case *errs.Error:
		return errs.List{e}
	}
	return nil
}

func TestAllMistakesOfAConfigurationAreReported(t *testing.T) {
	h := newHarness(t)
	err := h.edit(func(e *definition.Edit) error {
		_, err := e.Create(object{
			"type": "action", "title": []any{}, "config": object{"bad": true}, "options": object{"timeout": "x", "stackLimit": num("-1")},
		})
		return err
	})
	if got := entriesOf(err); len(got) != 5 {
		t.Errorf("%d mistakes were reported: %v", len(got), got)
	}
}

func TestCreateFillsWhatIsMissing(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free", "invalid": true, "current": false, "executed": num("7"), "unknown": true})
	row := h.row("workflows", id)
	if key, _ := row["key"].(string); len(key) != 11 {
		t.Errorf("key is %q", key)
	}
	if row["invalid"] != false || row["current"] != true || row["enabled"] != false || row["sync"] != false || row["executed"] != int64(0) {
		t.Errorf("row: %v", row)
	}
	if config, _ := json.Marshal(row["config"]); string(config) != "{}" {
		t.Errorf("config: %s", config)
	}
	if options, _ := json.Marshal(row["options"]); string(options) != `{"timeout":0}` {
		t.Errorf("options: %s", options)
	}
	if h.row("workflowVersionStats", id)["executed"] != int64(0) || h.row("workflowStats", row["key"])["executed"] != int64(0) {
		t.Error("the counters are missing")
	}
}

func TestKnownOptionsAreReadAndOthersKept(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free", "enabled": true, "key": "k", "options": object{
		"timeout": num("1e3"), "stackLimit": num("3"), "deleteExecutionOnStatus": []any{num("1"), num("-1")}, "runAs": "actor", "mine": "kept",
	}})
	o := h.snapshot().ByKey("k").Options
	if o.Timeout != 1000 || o.StackLimit != 3 || len(o.DeleteExecutionOnStatus) != 2 || o.RunAs != "actor" {
		t.Errorf("options: %+v", o)
	}
	if stored, _ := h.row("workflows", id)["options"].(object); stored["mine"] != "kept" {
		t.Errorf("stored: %v", stored)
	}
}

func TestAVersionsStandingFollowsTheRules(t *testing.T) {
	h := newHarness(t)
	first := h.create(object{"type": "free", "key": "k"})
	second := revise(h, definition.Copy{Of: first, OfKey: "k"})
	want := func(step string, id int64, enabled bool, current any) {
		t.Helper()
		if row := h.row("workflows", id); row["enabled"] != enabled || row["current"] != current {
			t.Errorf("%s: version is enabled %v, current %v; want %v, %v", step, row["enabled"], row["current"], enabled, current)
		}
	}
	want("a first version is current even when disabled", first, false, true)
	want("a revision is neither", second, false, nil)

	h.update(first, object{"enabled": true})
	want("enabling", first, true, true)
	h.update(second, object{"enabled": true})
	want("publishing makes a version current", second, true, true)
	want("publishing disables the one before", first, false, nil)
	h.update(second, object{"enabled": false})
	want("disabling keeps a version current", second, false, true)
	want("disabling does not touch others", first, false, nil)
	h.update(first, object{"enabled": true, "note": "back to the old one"})
	want("enabling an old version rolls back", first, true, true)
	want("rolling back ends the newer one", second, false, nil)
	if note := h.row("workflows", first)["note"]; note != "back to the old one" {
		t.Errorf("note is %v", note)
	}
	third := h.create(object{"type": "free", "key": "k"})
	want("a version created under an old key", third, false, nil)
	fourth := h.create(object{"type": "free", "key": "k", "enabled": true})
	want("one created enabled takes over", fourth, true, true)
	want("and the one before gives way", first, false, nil)
	if got := h.rows("workflowStats", nil); len(got) != 1 {
		t.Errorf("%d counters for one key", len(got))
	}
}

func revise(h *harness, c definition.Copy) int64 {
	h.Helper()
	var id int64
	h.must(func(e *definition.Edit) error {
		rec, err := e.Revision(c)
		id, _ = rec["id"].(int64)
		return err
	})
	return id
}

func TestUpdateAppliesOnlyWhatMayBeChanged(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free", "key": "k"})
	h.update(id, object{
		"title": "t", "description": "d", "triggerTitle": "tt", "config": object{"a": num("1")}, "options": nil,
		"key": "other", "type": "action", "sync": true, "current": nil, "invalid": true,
	})
	row := h.row("workflows", id)
	if row["title"] != "t" || row["description"] != "d" || row["triggerTitle"] != "tt" {
		t.Errorf("row: %v", row)
	}
	if row["key"] != "k" || row["type"] != "free" || row["sync"] != false || row["current"] != true || row["invalid"] != false {
		t.Errorf("what is fixed was changed: %v", row)
	}
}

func TestUpdateChangesEveryMatchingRow(t *testing.T) {
	h := newHarness(t)
	h.create(object{"type": "free"})
	h.create(object{"type": "free"})
	var n int
	h.must(func(e *definition.Edit) error {
		rows, err := e.Update(nil, object{"title": "both"})
		n = len(rows)
		for _, row := range rows {
			if row["title"] != "both" {
				t.Errorf("row: %v", row)
			}
		}
		return err
	})
	if n != 2 {
		t.Errorf("%d rows were answered", n)
	}
}

func TestTheConfigurationOfAnExecutedVersionIsFrozen(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free"})
	h.executed(id)
	err := h.edit(func(e *definition.Edit) error {
		_, err := e.Update(h.eq("workflows", "id", id), object{"config": object{}})
		return err
	})
	if errs.CodeOf(err) != "VERSION_EXECUTED" || err.Error() != "config of executed workflow can not be updated" {
		t.Errorf("got %v", err)
	}
	h.update(id, object{"title": "t", "enabled": true, "options": object{"timeout": num("1")}, "description": "d", "categories": []any{}})
	if row := h.row("workflows", id); row["enabled"] != true || row["title"] != "t" {
		t.Errorf("what is free was refused: %v", row)
	}
}

func TestEnablingChecksWhetherTheVersionCanRun(t *testing.T) {
	h := newHarness(t)
	enable := func(id int64) func(e *definition.Edit) error {
		return func(e *definition.Edit) error {
			_, err := e.Update(h.eq("workflows", "id", id), object{"enabled": true})
			return err
		}
	}
	unavailable := h.create(object{"type": "free"})
	node := h.node(unavailable, object{"type": "echo"})
	setColumn(h, "flow_nodes", node, map[string]any{"type": "message"})
	h.refused(errs.Invalid, "NODE_NOT_ALLOWED", enable(unavailable))
	setColumn(h, "flow_nodes", node, map[string]any{"type": "gone"})
	h.refused(errs.Invalid, "UNKNOWN_NODE_TYPE", enable(unavailable))

	broken := h.create(object{"type": "free"})
	node = h.node(broken, object{"type": "echo"})
	setColumn(h, "flow_nodes", node, map[string]any{"downstreamId": node})
	h.refused(errs.Invalid, "INVALID_GRAPH", enable(broken))

	unusable := h.create(object{"type": "action"})
	setColumn(h, "workflows", unusable, map[string]any{"config": object{"bad": true}})
	h.refused(errs.Invalid, "INVALID_CONFIG", enable(unusable))
	setColumn(h, "workflows", unusable, map[string]any{"config": object{"collection": "gone"}})
	h.refused(errs.Invalid, "UNKNOWN_COLLECTION", enable(unusable))
	setColumn(h, "workflows", unusable, map[string]any{"config": object{"collection": "posts"}})
	h.must(enable(unusable))

	branch := h.create(object{"type": "free"})
	fork := h.node(branch, object{"type": "fork", "config": object{"branches": num("1")}})
	h.node(branch, object{"type": "echo", "upstreamId": num64(fork), "branchIndex": num("0")})
	setColumn(h, "flow_nodes", fork, map[string]any{"config": object{}})
	h.refused(errs.Invalid, "INVALID_POSITION", enable(branch))
}

func TestCategoriesAreReplaced(t *testing.T) {
	h := newHarness(t)
	a, b := h.category("a"), h.category("b")
	id := h.create(object{"type": "free", "categories": []any{num64(a), object{"id": num64(b)}, num("99")}})
	linked := func(id int64) int {
		return len(h.rows("workflowCategoryRelations", h.eq("workflowCategoryRelations", "workflowId", id)))
	}
	if linked(id) != 2 {
		t.Errorf("%d categories after create", linked(id))
	}
	copied := revise(h, definition.Copy{Of: id})
	h.update(id, object{"title": "untouched"})
	if linked(id) != 2 || linked(copied) != 2 {
		t.Errorf("%d categories after another change, %d on the copy", linked(id), linked(copied))
	}
	h.update(id, object{"categories": []any{num64(b)}})
	if linked(id) != 1 {
		t.Errorf("%d categories after they were replaced", linked(id))
	}
	h.update(id, object{"categories": nil})
	if linked(id) != 0 || linked(copied) != 2 {
		t.Errorf("%d categories after all were removed", linked(id))
	}
}
