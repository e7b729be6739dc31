package definition_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// ref names the node called key in values, as JSON carries ids.
func ref(nodes map[string]int64, key string) any { return num64(nodes[key]) }

func TestANodeIsInsertedAtItsPlace(t *testing.T) {
	shared := newHarness(t)
	for name, c := range map[string]struct {
		up     string
		branch any
		want   string
	}{
		"at the head of the process":             {"", nil, "new a fork(0:c d;1:e;) b"},
		"in the middle":                          {"a", nil, "a new fork(0:c d;1:e;) b"},
		"after a branching node":                 {"fork", nil, "a fork(0:c d;1:e;) new b"},
		"at the tail":                            {"b", nil, "a fork(0:c d;1:e;) b new"},
		"at the head of a branch that has nodes": {"fork", num("0"), "a fork(0:new c d;1:e;) b"},
		"in a branch":                            {"c", nil, "a fork(0:c new d;1:e;) b"},
		"at the tail of a branch":                {"e", nil, "a fork(0:c d;1:e new;) b"},
		"by a number in a text":                  {"fork", "1", "a fork(0:c d;1:new e;) b"},
	} {
		t.Run(name, func(t *testing.T) {
			h := shared.in(t)
			id, nodes := h.process()
			values := object{"type": "echo", "key": "new", "branchIndex": c.branch}
			if c.up != "" {
				values["upstreamId"] = ref(nodes, c.up)
			}
			h.node(id, values)
			if got := h.shape(id); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheFirstNodeOfABranchAndOfAWorkflow(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free"})
	many := h.node(id, object{"type": "many", "key": "m"})
	h.node(id, object{"type": "echo", "key": "x", "upstreamId": num64(many), "branchIndex": num("7")})
	if got := h.shape(id); got != "m(7:x;)" {
		t.Errorf("got %q", got)
	}
}

func TestACreatedNodeIsAnsweredWithItsNeighbours(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	touched := h.row("workflows", id)["updatedAt"]
	var rec schema.Record
	h.must(func(e *definition.Edit) (err error) {
		rec, err = e.CreateNode(id, object{"type": "echo", "title": "New", "upstreamId": ref(nodes, "a")})
		return err
	})
	up, _ := rec["upstream"].(schema.Record)
	down, _ := rec["downstream"].(schema.Record)
	if up["key"] != "a" || down["key"] != "fork" || rec["title"] != "New" || down["upstreamId"] != rec["id"] {
		t.Errorf("node: %v", rec)
	}
	if key, _ := rec["key"].(string); len(key) != 11 {
		t.Errorf("key is %q", key)
	}
	if after, _ := h.row("workflows", id)["updatedAt"].(string); after < touched.(string) {
		t.Errorf("the workflow was not touched: %v", after)
	}
}

func TestEditsNoteTheUser(t *testing.T) {
	h := newHarness(t)
	user := h.user()
	err := h.exclusive(func(tx store.Tx) error {
		e, err := h.service.Edit(t.Context(), tx, user)
		if err != nil {
			return err
		}
		rec, err := e.Create(object{"type": "free"})
		if err != nil {
			return err
		}
		if rec["createdById"] != user || rec["updatedById"] != user {
			t.Errorf("workflow: %v", rec)
		}
		id, _ := rec["id"].(int64)
		_, err = e.CreateNode(id, object{"type": "echo"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNodeRefusalsComeInOrder(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process() // synchronous, of type action
	full := h.create(object{"type": "free"})
	for range 40 {
		h.node(full, object{"type": "echo"})
	}
	other := h.create(object{"type": "free"})
	stranger := h.node(other, object{"type": "echo"})
	executed := h.create(object{"type": "free"})
	h.executed(executed)
	for name, c := range map[string]struct {
		workflow int64
		values   object
		kind     errs.Kind
		code     string
		message  string
	}{
		"an unknown workflow":             {1, object{"type": "echo"}, errs.NotFound, "WORKFLOW_NOT_FOUND", ""},
		"an executed version":             {executed, object{}, errs.Invalid, "VERSION_EXECUTED", "Node could not be created in executed workflow"},
		"no type":                         {id, object{"config": object{}}, errs.Invalid, "TYPE_REQUIRED", ""},
		"an unknown type":                 {id, object{"type": "nope"}, errs.Invalid, "UNKNOWN_NODE_TYPE", ""},
		"an async-only type when sync":    {id, object{"type": "wait"}, errs.Invalid, "NODE_NOT_ALLOWED", `Node type "wait" is not available in the current workflow`},
		"a sync-only type when async":     {other, object{"type": "message"}, errs.Invalid, "NODE_NOT_ALLOWED", ""},
		"a type of another trigger":       {id, object{"type": "prepost"}, errs.Invalid, "NODE_NOT_ALLOWED", ""},
		"an invalid configuration":        {id, object{"type": "strict", "config": object{"collection": "nope"}}, errs.Invalid, "REQUIRED", ""},
		"a full workflow":                 {full, object{"type": "echo"}, errs.Invalid, "NODES_LIMIT", "a workflow may have at most 40 nodes"},
		"a key with wrong characters":     {id, object{"type": "echo", "key": "a.b"}, errs.Invalid, "INVALID_KEY", ""},
		"a key that another node has":     {id, object{"type": "echo", "key": "c"}, errs.Invalid, "KEY_TAKEN", ""},
		"an unknown upstream":             {id, object{"type": "echo", "upstreamId": num("1")}, errs.NotFound, "NODE_NOT_FOUND", ""},
		"an upstream in another workflow": {id, object{"type": "echo", "upstreamId": num64(stranger)}, errs.Invalid, "INVALID_POSITION", ""},
		"an upstream of no number":        {id, object{"type": "echo", "upstreamId": "x"}, errs.Invalid, "INVALID_VALUE", ""},
		"a branch of no number":           {id, object{"type": "echo", "upstreamId": ref(nodes, "fork"), "branchIndex": "x"}, errs.Invalid, "INVALID_VALUE", ""},
		"a branch the type has not":       {id, object{"type": "echo", "upstreamId": ref(nodes, "fork"), "branchIndex": num("2")}, errs.Invalid, "INVALID_POSITION", ""},
		"a negative branch":               {id, object{"type": "echo", "upstreamId": ref(nodes, "fork"), "branchIndex": num("-1")}, errs.Invalid, "INVALID_POSITION", ""},
		"a branch of a type without any":  {id, object{"type": "echo", "upstreamId": ref(nodes, "a"), "branchIndex": num("0")}, errs.Invalid, "INVALID_POSITION", ""},
		"a branch without upstream":       {id, object{"type": "echo", "branchIndex": num("0")}, errs.Invalid, "INVALID_POSITION", ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := h.edit(func(e *definition.Edit) error {
				_, err := e.CreateNode(c.workflow, c.values)
				return err
			})
			if errs.CodeOf(err) != c.code || errs.KindOf(err) != c.kind || c.message != "" && err.Error() != c.message {
				t.Errorf("got %v (%s)", err, errs.CodeOf(err))
			}
		})
	}
	if got := h.shape(id); got != processShape {
		t.Errorf("refusals changed the graph: %q", got)
	}
}

func TestEveryFieldOfANodeConfigurationIsReported(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free"})
	err := h.edit(func(e *definition.Edit) error {
		_, err := e.CreateNode(id, object{"type": "strict", "config": object{"collection": "nope"}})
		return err
	})
	if got := entriesOf(err); len(got) != 2 || got[0].Field != "need" || got[1].Field != "collection" {
		t.Errorf("got %v", got)
	}
	h.node(id, object{"type": "strict"}) // a node without configuration is not checked
	h.node(id, object{"type": "strict", "config": object{"need": true, "unknown": []any{}}})
}

func TestExecutedVersionsAreFrozen(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	h.executed(id)
	for name, change := range map[string]func(e *definition.Edit) error{
		"create": func(e *definition.Edit) error { _, err := e.CreateNode(id, object{"type": "echo"}); return err },
		"update": func(e *definition.Edit) error {
			_, err := e.UpdateNodes(h.eq("flow_nodes", "id", nodes["a"]), object{"title": "x"}, nil)
			if err != nil && err.Error() != "Nodes in executed workflow could not be reconfigured" {
				t.Errorf("update: %v", err)
			}
			return err
		},
		"destroy":        func(e *definition.Edit) error { _, err := e.DestroyNode(nodes["a"], nil); return err },
		"destroy branch": func(e *definition.Edit) error { _, err := e.DestroyBranch(nodes["fork"], 0, false); return err },
		"duplicate":      func(e *definition.Edit) error { _, err := e.DuplicateNode(nodes["a"], object{}); return err },
		"move": func(e *definition.Edit) error {
			_, err := e.MoveNode(nodes["a"], object{"upstreamId": ref(nodes, "b")})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := h.in(t)
			h.refused(errs.Invalid, "VERSION_EXECUTED", change)
		})
	}
}

func TestUnknownNodesAreNotFound(t *testing.T) {
	h := newHarness(t)
	for name, change := range map[string]func(e *definition.Edit) error{
		"destroy":        func(e *definition.Edit) error { _, err := e.DestroyNode(1, nil); return err },
		"destroy branch": func(e *definition.Edit) error { _, err := e.DestroyBranch(1, 0, false); return err },
		"duplicate":      func(e *definition.Edit) error { _, err := e.DuplicateNode(1, object{}); return err },
		"move":           func(e *definition.Edit) error { _, err := e.MoveNode(1, object{}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			h := h.in(t)
			h.refused(errs.NotFound, "NODE_NOT_FOUND", change)
		})
	}
}

func TestUpdatingANode(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	update := func(key string, values object, associations ...string) error {
		return h.edit(func(e *definition.Edit) error {
			rows, err := e.UpdateNodes(h.eq("flow_nodes", "id", nodes[key]), values, associations)
			if err == nil && len(rows) != 1 {
				t.Errorf("%d rows", len(rows))
			}
			return err
		})
	}
	if err := update("a", object{"title": "T", "config": object{"need": true, "v": num("2")}, "key": "z", "type": "echo"}); err != nil {
		t.Fatal(err)
	}
	n := version(h, id).NodeByKey("a")
	if n == nil || n.Title != "T" || n.Type != "strict" || string(n.Config) != `{"need":true,"v":2}` {
		t.Errorf("node: %+v", n)
	}
	for name, c := range map[string]struct {
		key    string
		values object
		code   string
	}{
		"an invalid configuration is refused":                {"a", object{"config": object{}}, "REQUIRED"},
		"a configuration of no object is refused":            {"a", object{"config": "x"}, "INVALID_CONFIG"},
		"a configuration that drops a used branch is":        {"fork", object{"config": object{"branches": num("1")}}, "BRANCH_IN_USE"},
		"an upstream in the own branch is refused":           {"fork", object{"upstreamId": ref(nodes, "c")}, "INVALID_GRAPH"},
		"a second head is refused":                           {"b", object{"upstreamId": nil}, "INVALID_GRAPH"},
		"a second successor is refused":                      {"b", object{"upstreamId": ref(nodes, "a")}, "INVALID_GRAPH"},
		"a second head of a branch is refused":               {"d", object{"upstreamId": ref(nodes, "fork"), "branchIndex": num("1")}, "INVALID_GRAPH"},
		"an upstream that does not exist is refused":         {"b", object{"upstream": object{"id": num("1")}}, "NODE_NOT_FOUND"},
		"a branch that the configuration lacks is refused":   {"e", object{"branchIndex": num("5")}, "INVALID_POSITION"},
		"a head that becomes part of a line alone is not it": {"e", object{"branchIndex": nil}, "INVALID_GRAPH"},
		"an association of no id is refused":                 {"b", object{"upstream": object{"id": "x"}}, "INVALID_VALUE"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := update(c.key, c.values); errs.CodeOf(err) != c.code {
				t.Errorf("got %v (%s), want %s", err, errs.CodeOf(err), c.code)
			}
		})
	}
	if got := h.shape(id); got != processShape {
		t.Errorf("refusals changed the graph: %q", got)
	}
	if err := update("e", object{"branchIndex": num("1"), "upstream": ref(nodes, "fork")}); err != nil {
		t.Errorf("writing the place that a node has: %v", err)
	}
}

func TestTheDesignerMovesWhatFollowsIntoANewBranch(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free"})
	a := h.node(id, object{"type": "echo", "key": "a"})
	x := h.node(id, object{"type": "echo", "key": "x", "upstreamId": num64(a)})
	h.node(id, object{"type": "echo", "key": "y", "upstreamId": num64(x)})
	fork := h.node(id, object{"type": "fork", "key": "fork", "config": object{"branches": num("2")}, "upstreamId": num64(a)})
	form := object{"branchIndex": num("1"), "upstream": object{"id": num64(fork), "downstreamId": nil}}
	update := func(associations ...string) error {
		return h.edit(func(e *definition.Edit) error {
			_, err := e.UpdateNodes(h.eq("flow_nodes", "id", x), form, associations)
			return err
		})
	}
	if err := update(); errs.CodeOf(err) != "INVALID_GRAPH" {
		t.Errorf("without updateAssociationValues the graph would be broken, got %v", err)
	}
	if err := update("upstream"); err != nil {
		t.Fatal(err)
	}
	if got := h.shape(id); got != "a fork(1:x y;)" {
		t.Errorf("got %q", got)
	}
}

func TestDestroyingANode(t *testing.T) {
	shared := newHarness(t)
	keep := func(i int) *int { return &i }
	for name, c := range map[string]struct {
		key  string
		keep *int
		want string
	}{
		"the head":                                  {"a", nil, "fork(0:c d;1:e;) b"},
		"the tail":                                  {"b", nil, "a fork(0:c d;1:e;)"},
		"the head of a branch":                      {"c", nil, "a fork(0:d;1:e;) b"},
		"the only node of a branch":                 {"e", nil, "a fork(0:c d;) b"},
		"a branching node with its branches":        {"fork", nil, "a b"},
		"a branching node but for branch 0":         {"fork", keep(0), "a c d b"},
		"a branching node but for branch 1":         {"fork", keep(1), "a e b"},
		"a branching node but for a missing branch": {"fork", keep(2), ""},
		"a plain node but for a branch":             {"a", keep(0), ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := shared.in(t)
			id, nodes := h.process()
			var rec schema.Record
			err := h.edit(func(e *definition.Edit) (err error) {
				rec, err = e.DestroyNode(nodes[c.key], c.keep)
				return err
			})
			if c.want == "" {
				if errs.CodeOf(err) != "UNKNOWN_BRANCH" {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := h.shape(id); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if w, _ := rec["workflow"].(schema.Record); rec["key"] != c.key || w["id"] != id {
				t.Errorf("answer: %v", rec)
			}
		})
	}
}

func TestASurvivingBranchInheritsThePlace(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	inner := h.node(id, object{"type": "fork", "key": "inner", "config": object{"branches": num("2")}, "upstreamId": ref(nodes, "fork"), "branchIndex": num("0")})
	x := h.node(id, object{"type": "echo", "key": "x", "upstreamId": num64(inner), "branchIndex": num("1")})
	h.node(id, object{"type": "echo", "key": "y", "upstreamId": num64(x)})
	if got := h.shape(id); got != "a fork(0:inner(1:x y;) c d;1:e;) b" {
		t.Fatalf("got %q", got)
	}
	one := 1
	h.must(func(e *definition.Edit) error { _, err := e.DestroyNode(inner, &one); return err })
	if got := h.shape(id); got != "a fork(0:x y c d;1:e;) b" {
		t.Errorf("got %q", got)
	}
}

func TestDestroyingABranch(t *testing.T) {
	shared := newHarness(t)
	for name, c := range map[string]struct {
		index int
		shift bool
		want  string
		gone  any
	}{
		"leaves the others where they are":             {0, false, "a fork(1:e;) b", "c"},
		"moves the others down when asked":             {0, true, "a fork(0:e;) b", "c"},
		"does not move the ones below":                 {1, true, "a fork(0:c d;) b", "e"},
		"may find nothing":                             {5, false, processShape, nil},
		"moves the others down even when it was empty": {-1, true, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := shared.in(t)
			id, nodes := h.process()
			var rec schema.Record
			err := h.edit(func(e *definition.Edit) (err error) {
				rec, err = e.DestroyBranch(nodes["fork"], c.index, c.shift)
				return err
			})
			if c.want == "" {
				if errs.CodeOf(err) != "INVALID_GRAPH" {
					t.Errorf("a branch cannot move below 0, got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := h.shape(id); got != c.want || rec["key"] != c.gone {
				t.Errorf("got %q, %v", got, rec["key"])
			}
		})
	}
	h := newHarness(t)
	id := h.create(object{"type": "free"})
	many := h.node(id, object{"type": "many", "key": "m"})
	h.node(id, object{"type": "echo", "key": "x", "upstreamId": num64(many), "branchIndex": num("3")})
	h.must(func(e *definition.Edit) error { _, err := e.DestroyBranch(many, 1, true); return err })
	if got := h.shape(id); got != "m(2:x;)" {
		t.Errorf("after an empty branch was removed: %q", got)
	}
}

func TestDuplicatingANode(t *testing.T) {
	h := newHarness(t)
	id, nodes := h.process()
	duplicate := func(key string, values object) (schema.Record, error) {
		var rec schema.Record
		err := h.edit(func(e *definition.Edit) (err error) {
			rec, err = e.DuplicateNode(nodes[key], values)
			return err
		})
		return rec, err
	}
	rec, err := duplicate("fork", object{"upstreamId": ref(nodes, "b")})
	if err != nil {
		t.Fatal(err)
	}
	key, _ := rec["key"].(string)
	if rec["title"] != "Node fork" || rec["type"] != "fork" || key == "fork" || len(key) != 11 {
		t.Errorf("copy: %v", rec)
	}
	if got, want := h.shape(id), processShape+" "+key; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if rec, err = duplicate("a", object{}); err != nil || rec["upstreamId"] != nil || config(rec) != `{"copied":1}` {
		t.Errorf("copy of a type that rewrites its configuration: %v, %v", rec, err)
	}
	if rec, err = duplicate("a", object{"config": object{"need": true, "n": num("1")}}); err != nil || config(rec) != `{"n":1,"need":true}` {
		t.Errorf("copy with a given configuration: %v, %v", rec, err)
	}
	if _, err = duplicate("a", object{"config": object{}}); errs.CodeOf(err) != "REQUIRED" {
		t.Errorf("copy with an invalid configuration: %v", err)
	}
	if _, err = duplicate("a", object{"upstreamId": num("1")}); errs.KindOf(err) != errs.NotFound {
		t.Errorf("copy to nowhere: %v", err)
	}
}

func config(rec schema.Record) string {
	raw, err := marshal(rec["config"])
	if err != nil {
		return err.Error()
	}
	return raw
}
