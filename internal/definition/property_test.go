package definition_test

import (
	"errors"
	"fmt"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// tree is a process as people see it: lines of nodes, nodes with branches, branches that are lines. It has no links that
// could go wrong.
type tree struct{ main line }

type line []*treeNode

type treeNode struct {
	id       int64
	branches map[int]*line
}

// spot is where a node stands in a tree.
type spot struct {
	in     *line
	at     int
	parent *treeNode // nil on the main line
	branch int
}

func (tr *tree) walk(visit func(n *treeNode, s spot)) { walkLine(&tr.main, nil, 0, visit) }

func walkLine(l *line, parent *treeNode, branch int, visit func(*treeNode, spot)) {
	for i, n := range append(line(nil), *l...) {
		visit(n, spot{l, i, parent, branch})
		for _, index := range n.indexes() {
			walkLine(n.branches[index], n, index, visit)
		}
	}
}

func (n *treeNode) indexes() []int {
	var out []int
	for i := range n.branches {
		out = append(out, i)
	}
	sort.Ints(out)
	return out
}

func (tr *tree) find(id int64) (n *treeNode, s spot) {
	tr.walk(func(m *treeNode, at spot) {
		if m.id == id {
			n, s = m, at
		}
	})
	return n, s
}

func (tr *tree) ids() []int64 {
	var out []int64
	tr.walk(func(n *treeNode, _ spot) { out = append(out, n.id) })
	return out
}

// below tells whether id is in a branch of n.
func (n *treeNode) below(id int64) bool {
	found := false
	for _, l := range n.branches {
		walkLine(l, n, 0, func(m *treeNode, _ spot) { found = found || m.id == id })
	}
	return found
}

func (tr *tree) insert(n *treeNode, up int64, branch int) {
	if up == 0 {
		tr.main = append(line{n}, tr.main...)
		return
	}
	parent, s := tr.find(up)
	if branch < 0 {
		*s.in = append((*s.in)[:s.at+1], append(line{n}, (*s.in)[s.at+1:]...)...)
		return
	}
	if parent.branches[branch] == nil {
		parent.branches[branch] = &line{}
	}
	*parent.branches[branch] = append(line{n}, *parent.branches[branch]...)
}

// cut takes the node at s out and puts replacement in its place.
func (s spot) cut(replacement line) {
	*s.in = append(append(append(line(nil), (*s.in)[:s.at]...), replacement...), (*s.in)[s.at+1:]...)
	if s.parent != nil && len(*s.in) == 0 {
		delete(s.parent.branches, s.branch)
	}
}

// links flattens a tree into what the rows must say: upstream, downstream, branch index.
func (tr *tree) links() map[int64]string {
	out := map[int64]string{}
	tr.walk(func(n *treeNode, s spot) {
		var up, down, branch any
		switch {
		case s.at > 0:
			up = (*s.in)[s.at-1].id
		case s.parent != nil:
			up, branch = s.parent.id, int64(s.branch)
		}
		if s.at+1 < len(*s.in) {
			down = (*s.in)[s.at+1].id
		}
		out[n.id] = fmt.Sprint(up, down, branch)
	})
	return out
}

// op is one random edit; numbers choose among the nodes that there are then.
type op struct {
	kind   string
	a, b   int
	branch int // -1 = none
	flag   bool
}

func drawOps(rt *rapid.T) []op {
	return rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) op {
		return op{
			kind: rapid.SampledFrom([]string{"create", "create", "create", "duplicate", "move", "move", "destroy", "keep", "branch", "relink"}).Draw(rt, "kind"),
			a:    rapid.IntRange(0, 50).Draw(rt, "a"), b: rapid.IntRange(-1, 50).Draw(rt, "b"),
			branch: rapid.IntRange(-1, 3).Draw(rt, "branch"), flag: rapid.Bool().Draw(rt, "flag"),
		}
	}), 1, 60).Draw(rt, "ops")
}

// trial applies edits to a stored workflow and to a tree.
type trial struct {
	h    *harness
	e    *definition.Edit
	tx   store.Tx
	id   int64
	tree tree
}

var errUndo = errors.New("undo")

func TestEditsKeepTheGraphThatATreeWouldGive(t *testing.T) {
	h := newHarness(t)
	rapid.Check(t, func(rt *rapid.T) {
		ops := drawOps(rt)
		// The transaction may run on another goroutine: what goes wrong comes back as an error.
		err := h.exclusive(func(tx store.Tx) error {
			if err := play(h, tx, ops); err != nil {
				return err
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			rt.Fatal(err)
		}
	})
}

func play(h *harness, tx store.Tx, ops []op) error {
	e, err := h.service.Edit(h.Context(), tx, 0)
	if err != nil {
		return err
	}
	rec, err := e.Create(object{"type": "free"})
	if err != nil {
		return err
	}
	tr := &trial{h: h, e: e, tx: tx}
	tr.id, _ = rec["id"].(int64)
	for i, o := range ops {
		if err := tr.step(o); err != nil {
			return fmt.Errorf("step %d, %+v: %w", i, o, err)
		}
		if err := tr.compare(); err != nil {
			return fmt.Errorf("after step %d, %+v: %w", i, o, err)
		}
	}
	return nil
}

func (tr *trial) compare() error {
	c := tr.h.tables.Collection("flow_nodes")
	rows, err := tr.tx.Find(&query.Find{Collection: c, Filter: tr.h.eq("flow_nodes", "workflowId", tr.id)})
	if err != nil {
		return err
	}
	want := tr.tree.links()
	if len(rows) != len(want) {
		return fmt.Errorf("%d nodes are stored, want %d", len(rows), len(want))
	}
	for _, rec := range rows {
		id, _ := rec["id"].(int64)
		if got := fmt.Sprint(rec["upstreamId"], rec["downstreamId"], rec["branchIndex"]); got != want[id] {
			return fmt.Errorf("node %d stands at %s, want %s", id, got, want[id])
		}
	}
	return nil
}

// choose picks a node; 0 when there is none or n is negative.
func (tr *trial) choose(n int) int64 {
	ids := tr.tree.ids()
	if len(ids) == 0 || n < 0 {
		return 0
	}
	return ids[n%len(ids)]
}

func (tr *trial) step(o op) error {
	a, up := tr.choose(o.a), tr.choose(o.b)
	branch := o.branch
	if up == 0 {
		branch = -1
	}
	at := object{"upstreamId": nil, "branchIndex": nil}
	if up != 0 {
		at["upstreamId"] = num64(up)
	}
	if branch >= 0 {
		at["branchIndex"] = num64(int64(branch))
	}
	if o.kind == "create" {
		at["type"] = "many"
		return tr.add(up, branch, func() (schema.Record, error) { return tr.e.CreateNode(tr.id, at) })
	}
	if a == 0 {
		return nil
	}
	switch o.kind {
	case "duplicate":
		return tr.add(up, branch, func() (schema.Record, error) { return tr.e.DuplicateNode(a, at) })
	case "move":
		return tr.move(a, up, branch, at)
	case "destroy":
		return tr.destroy(a, nil)
	case "keep":
		return tr.destroy(a, &o.branch)
	case "branch":
		return tr.destroyBranch(a, max(o.branch, 0), o.flag)
	}
	return tr.relink(a, max(o.branch, 0))
}

// try runs an edit that must succeed or fail with code; a failure leaves nothing.
func (tr *trial) try(code string, edit func() error) error {
	err := tr.tx.Savepoint(edit)
	if errs.CodeOf(err) != code || code == "" && err != nil {
		return fmt.Errorf("got %w (%q), want %q", err, errs.CodeOf(err), code)
	}
	return nil
}

func (tr *trial) add(up int64, branch int, edit func() (schema.Record, error)) error {
	var rec schema.Record
	code := ""
	if len(tr.tree.ids()) >= 40 {
		code = "NODES_LIMIT"
	}
	err := tr.try(code, func() (err error) {
		rec, err = edit()
		return err
	})
	if err != nil || code != "" {
		return err
	}
	id, _ := rec["id"].(int64)
	tr.tree.insert(&treeNode{id: id, branches: map[int]*line{}}, up, branch)
	return nil
}

func (tr *trial) move(a, up int64, branch int, at object) error {
	n, s := tr.tree.find(a)
	before, index := int64(0), -1
	if s.at > 0 {
		before = (*s.in)[s.at-1].id
	} else if s.parent != nil {
		before, index = s.parent.id, s.branch
	}
	code := ""
	if up == a || up == before && branch == index || n.below(up) {
		code = "INVALID_POSITION"
	}
	err := tr.try(code, func() error { _, err := tr.e.MoveNode(a, at); return err })
	if err != nil || code != "" {
		return err
	}
	s.cut(nil)
	tr.tree.insert(n, up, branch)
	return nil
}

func (tr *trial) destroy(a int64, keep *int) error {
	n, s := tr.tree.find(a)
	var rest line
	code := ""
	if keep != nil {
		if kept := n.branches[*keep]; kept != nil {
			rest = *kept
		} else {
			code = "UNKNOWN_BRANCH"
		}
	}
	err := tr.try(code, func() error { _, err := tr.e.DestroyNode(a, keep); return err })
	if err != nil || code != "" {
		return err
	}
	s.cut(rest)
	return nil
}

func (tr *trial) destroyBranch(a int64, index int, shift bool) error {
	n, _ := tr.tree.find(a)
	if err := tr.try("", func() error { _, err := tr.e.DestroyBranch(a, index, shift); return err }); err != nil {
		return err
	}
	delete(n.branches, index)
	if shift {
		moved := map[int]*line{}
		for i, l := range n.branches {
			if i > index {
				i--
			}
			moved[i] = l
		}
		n.branches = moved
	}
	return nil
}

// relink moves what follows a node into a branch of it, as the designer does; that fails when the branch has nodes.
func (tr *trial) relink(a int64, index int) error {
	n, s := tr.tree.find(a)
	if s.at+1 == len(*s.in) {
		return nil
	}
	next := (*s.in)[s.at+1]
	code := ""
	if n.branches[index] != nil {
		code = "INVALID_GRAPH"
	}
	form := object{"branchIndex": num64(int64(index)), "upstream": object{"id": num64(a), "downstreamId": nil}}
	err := tr.try(code, func() error {
		_, err := tr.e.UpdateNodes(tr.h.eq("flow_nodes", "id", next.id), form, []string{"upstream"})
		return err
	})
	if err != nil || code != "" {
		return err
	}
	rest := append(line(nil), (*s.in)[s.at+1:]...)
	*s.in = (*s.in)[:s.at+1]
	n.branches[index] = &rest
	return nil
}
