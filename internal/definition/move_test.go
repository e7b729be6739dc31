package definition_test

import (
	"errors"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func TestMovingANode(t *testing.T) {
	shared := newHarness(t)
	for name, c := range map[string]struct {
		key, up string
		branch  any
		want    string
		code    string
	}{
		"to the head of the process":           {"b", "", nil, "b a fork(0:c d;1:e;)", ""},
		"after a later one":                    {"a", "b", nil, "fork(0:c d;1:e;) b a", ""},
		"into a branch":                        {"b", "c", nil, "a fork(0:c b d;1:e;)", ""},
		"to the head of a branch":              {"b", "fork", num("1"), "a fork(0:c d;1:b e;)", ""},
		"out of a branch":                      {"c", "a", nil, "a c fork(0:d;1:e;) b", ""},
		"from one branch to another":           {"e", "fork", num("0"), "a fork(0:e c d;) b", ""},
		"from a branch to behind it":           {"d", "fork", nil, "a fork(0:c;1:e;) d b", ""},
		"with its branches":                    {"fork", "b", nil, "a b fork(0:c d;1:e;)", ""},
		"behind its own successor":             {"c", "d", nil, "a fork(0:d c;1:e;) b", ""},
		"behind itself":                        {"a", "a", nil, "", "INVALID_POSITION"},
		"to where it is":                       {"b", "fork", nil, "", "INVALID_POSITION"},
		"to the branch that it heads":          {"c", "fork", num("0"), "", "INVALID_POSITION"},
		"to the head that it is":               {"a", "", nil, "", "INVALID_POSITION"},
		"into its own branch":                  {"fork", "c", nil, "", "INVALID_POSITION"},
		"to the head of its own branch":        {"fork", "fork", num("0"), "", "INVALID_POSITION"},
		"to a branch that does not exist":      {"b", "fork", num("2"), "", "INVALID_POSITION"},
		"to a branch of no number":             {"b", "fork", "x", "", "INVALID_VALUE"},
		"behind a node that does not exist":    {"b", "nowhere", nil, "", "NODE_NOT_FOUND"},
		"behind a node of another workflow":    {"b", "stranger", nil, "", "INVALID_POSITION"},
		"to a branch without a branching node": {"b", "", num("0"), "", "INVALID_POSITION"},
	} {
		t.Run(name, func(t *testing.T) {
			h := shared.in(t)
			id, nodes := h.process()
			nodes["nowhere"] = 1
			nodes["stranger"] = h.node(h.create(object{"type": "free"}), object{"type": "echo"})
			values := object{"branchIndex": c.branch}
			if c.up != "" {
				values["upstreamId"] = ref(nodes, c.up)
			}
			var rec schema.Record
			err := h.edit(func(e *definition.Edit) (err error) {
				rec, err = e.MoveNode(nodes[c.key], values)
				return err
			})
			want := c.want
			if c.code != "" {
				want = processShape
			} else if rec["key"] != c.key {
				t.Errorf("answer: %v", rec)
			}
			if errs.CodeOf(err) != c.code {
				t.Fatalf("got %v (%s)", err, errs.CodeOf(err))
			}
			if got := h.shape(id); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestAnEditThatFailsLeavesNothing(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	failure := errors.New("later")
	err := h.edit(func(e *definition.Edit) error {
		if _, err := e.DestroyNode(nodes["fork"], nil); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) || h.shape(id) != processShape {
		t.Errorf("got %v, %q", err, h.shape(id))
	}
}
