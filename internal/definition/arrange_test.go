package definition_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// step describes a node of an arrangement: its key, its type and its place.
func step(key, typ string, up any, branch any, more ...object) object {
	o := object{"key": key, "type": typ, "upstreamKey": up, "branchIndex": branch}
	for _, m := range more {
		for name, v := range m {
			o[name] = v
		}
	}
	return o
}

func arrange(id int64, values object) func(e *definition.Edit) error {
	return func(e *definition.Edit) error {
		_, _, err := e.Arrange(id, values)
		return err
	}
}

// sameProcess is the process of the harness, as an arrangement.
func sameProcess() []any {
	return []any{
		step("a", "strict", nil, nil), step("fork", "fork", "a", nil), step("c", "echo", "fork", num("0")),
		step("d", "echo", "c", nil), step("e", "echo", "fork", num("1")), step("b", "echo", "fork", nil),
	}
}

func TestAnArrangementKeepsAddsMovesAndRemovesNodesAtOnce(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	before := h.row("flow_nodes", nodes["b"])
	var answered []schema.Record
	h.must(func(e *definition.Edit) (err error) {
		_, answered, err = e.Arrange(id, object{"nodes": []any{
			step("b", "echo", nil, nil, object{"title": "First now"}),
			step("fork", "fork", "b", nil),
			step("d", "echo", "fork", num("1")),
			step("x", "echo", "d", nil, object{"title": "New"}),
		}})
		return err
	})
	if got := h.shape(id); got != "b fork(1:d x;)" {
		t.Errorf("got %q", got)
	}
	if row := h.row("flow_nodes", nodes["b"]); row["title"] != "First now" || row["createdAt"] != before["createdAt"] {
		t.Errorf("the node was not kept: %v", row)
	}
	if len(answered) != 4 {
		t.Errorf("answered %d nodes", len(answered))
	}
}

func TestAnArrangementThatChangesNothingChangesNothing(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	before := h.row("flow_nodes", nodes["c"])
	h.must(arrange(id, object{"nodes": sameProcess()}))
	if got := h.shape(id); got != "a fork(0:c d;1:e;) b" {
		t.Errorf("got %q", got)
	}
	if after := h.row("flow_nodes", nodes["c"]); after["updatedAt"] != before["updatedAt"] {
		t.Error("an unchanged node was written")
	}
}

func TestAnArrangementOfWhatSomebodyChangedMeanwhileIsRefused(t *testing.T) {
	h := newHarness(t)
	id, _ := h.process()
	read := h.row("workflows", id)["updatedAt"]
	h.must(arrange(id, object{"nodes": sameProcess(), "updatedAt": read}))
	h.refused(errs.Conflict, "VERSION_CHANGED", arrange(id, object{"nodes": []any{}, "updatedAt": "2001-01-01T00:00:00.000Z"}))
	if got := h.shape(id); got != "a fork(0:c d;1:e;) b" {
		t.Errorf("got %q", got)
	}
}

func TestAnArrangementIsRefusedAsAWhole(t *testing.T) {
	h := newHarness(t)
	id, _ := h.process()
	for name, c := range map[string]struct {
		code  string
		nodes any
	}{
		"no list":                           {"INVALID_GRAPH", "a"},
		"a node that is none":               {"INVALID_GRAPH", []any{"a"}},
		"a key twice":                       {"KEY_TAKEN", []any{step("a", "strict", nil, nil), step("a", "strict", "a", nil)}},
		"a new key twice":                   {"KEY_TAKEN", []any{step("n", "echo", nil, nil), step("n", "echo", "n", nil)}},
		"another type":                      {"KEY_TAKEN", []any{step("a", "fork", nil, nil)}},
		"an unknown type":                   {"UNKNOWN_NODE_TYPE", []any{step("n", "nothing", nil, nil)}},
		"no type":                           {"TYPE_REQUIRED", []any{object{"key": "n"}}},
		"a type that may not stand there":   {"NODE_NOT_ALLOWED", []any{step("n", "wait", nil, nil)}},
		"two beginnings":                    {"INVALID_GRAPH", []any{step("a", "strict", nil, nil), step("b", "echo", nil, nil)}},
		"two nodes at one place":            {"INVALID_GRAPH", []any{step("a", "strict", nil, nil), step("b", "echo", "a", nil), step("c", "echo", "a", nil)}},
		"a place behind a node that comes":  {"INVALID_POSITION", []any{step("a", "strict", "b", nil), step("b", "echo", nil, nil)}},
		"a branch that is not offered":      {"INVALID_POSITION", []any{step("fork", "fork", nil, nil), step("c", "echo", "fork", num("9"))}},
		"a configuration that is not valid": {"REQUIRED", []any{step("s", "strict", nil, nil, object{"config": object{"x": true}})}},
	} {
		t.Run(name, func(t *testing.T) {
			h := h.in(t)
			h.refused(errs.Invalid, c.code, arrange(id, object{"nodes": c.nodes}))
			if got := h.shape(id); got != "a fork(0:c d;1:e;) b" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAnArrangementOfAnExecutedVersionIsRefused(t *testing.T) {
	h := newHarness(t)
	id, _ := h.process()
	h.executed(id)
	h.refused(errs.Invalid, "VERSION_EXECUTED", arrange(id, object{"nodes": []any{}}))
}

func TestAnArrangementSetsTheTrigger(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "action", "config": object{"collection": "posts"}})
	h.must(arrange(id, object{"nodes": []any{}, "triggerTitle": "When it happens", "config": object{"collection": "posts", "global": true}}))
	if row := h.row("workflows", id); row["triggerTitle"] != "When it happens" {
		t.Errorf("got %v", row)
	}
	h.refused(errs.Invalid, "UNKNOWN_COLLECTION", arrange(id, object{"nodes": []any{}, "config": object{"collection": "nowhere"}}))
}
