package definition

import (
	"sort"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// check tells whether the nodes form one process: exactly one head, every line linked in both directions, one head for
// each branch, and every node reached from the head (so there is no cycle).
func (g *graph) check() error {
	if len(g.nodes) == 0 {
		return nil
	}
	var head *workflow.Node
	heads := map[branchKey]int64{}
	for _, id := range g.sorted() {
		n := g.nodes[id]
		if err := g.checkLinks(n, heads); err != nil {
			return err
		}
		if n.UpstreamID != 0 {
			continue
		}
		if head != nil {
			return invalidGraph("nodes %d and %d both begin the process", head.ID, n.ID)
		}
		head = n
	}
	if head == nil {
		return invalidGraph("the process has no first node")
	}
	if n := g.reached(head); n != len(g.nodes) {
		return invalidGraph("%d nodes are not reached from the first one", len(g.nodes)-n)
	}
	return nil
}

// reached counts the nodes from head on. Links are checked before, so they form trees and possibly rings apart.
func (g *graph) reached(head *workflow.Node) int {
	following := make(map[int64][]int64, len(g.nodes))
	for id, n := range g.nodes {
		following[n.UpstreamID] = append(following[n.UpstreamID], id)
	}
	seen := []int64{head.ID}
	for i := 0; i < len(seen); i++ {
		seen = append(seen, following[seen[i]]...)
	}
	return len(seen)
}

// sorted lists the nodes by id, so that the same mistake always gives the same message.
func (g *graph) sorted() []int64 {
	out := make([]int64, 0, len(g.nodes))
	for id := range g.nodes {
		out = append(out, id)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// checkLinks looks at one node and its neighbours. heads collects the heads of branches.
func (g *graph) checkLinks(n *workflow.Node, heads map[branchKey]int64) error {
	if n.DownstreamID != 0 {
		next := g.nodes[n.DownstreamID]
		if next == nil {
			return invalidGraph("node %d is followed by node %d, which is not in this workflow", n.ID, n.DownstreamID)
		}
		if next.UpstreamID != n.ID || next.BranchIndex != nil {
			return invalidGraph("node %d is followed by node %d, which hangs elsewhere", n.ID, next.ID)
		}
	}
	if n.UpstreamID == 0 {
		if n.BranchIndex != nil {
			return invalidGraph("node %d begins the process and cannot begin a branch", n.ID)
		}
		return nil
	}
	up := g.nodes[n.UpstreamID]
	if up == nil {
		return invalidGraph("node %d follows node %d, which is not in this workflow", n.ID, n.UpstreamID)
	}
	if n.BranchIndex == nil {
		if up.DownstreamID != n.ID {
			return invalidGraph("node %d follows node %d, which goes on elsewhere", n.ID, up.ID)
		}
		return nil
	}
	return checkHead(n, heads)
}

func checkHead(n *workflow.Node, heads map[branchKey]int64) error {
	key := branchKey{n.UpstreamID, *n.BranchIndex}
	if *n.BranchIndex < 0 {
		return invalidGraph("node %d begins a branch with a negative index", n.ID)
	}
	if other := heads[key]; other != 0 {
		return invalidGraph("nodes %d and %d both begin branch %d of node %d", other, n.ID, key.index, key.node)
	}
	heads[key] = n.ID
	return nil
}

// branchKey names a branch.
type branchKey struct {
	node  int64
	index int
}

func invalidGraph(format string, a ...any) error {
	return errs.New(errs.Invalid, CodeInvalidGraph, format, a...)
}

// checkBranch tells whether the configuration of n offers the branch.
func (s *Service) checkBranch(n *workflow.Node, index int) error {
	t := s.options.Registry.Node(n.Type)
	if t == nil {
		return unknownNode(n.Type)
	}
	if t.Spec().Offers(n.Config, index) {
		return nil
	}
	return position("node %d of type %q has no branch %d", n.ID, n.Type, index).On("branchIndex")
}

// checkAvailable tells whether a node type may stand in a workflow.
func (s *Service) checkAvailable(typ string, w *workflow.Workflow) error {
	t := s.options.Registry.Node(typ)
	if t == nil {
		return unknownNode(typ)
	}
	if !t.Spec().Allowed(w.Type, w.Sync) {
		return errs.New(errs.Invalid, CodeNodeNotAllowed, "Node type %q is not available in the current workflow", typ).On("type")
	}
	return nil
}

// checkNodes tells whether the nodes of a version form one process of types that may stand in it, each branch one that
// its node offers. All nodes that may not stand there are reported.
func (s *Service) checkNodes(w *workflow.Workflow) error {
	var list errs.List
	for _, n := range w.Nodes {
		list = append(list, collect(s.checkAvailable(n.Type, w), "nodes")...)
	}
	if len(list) > 0 {
		return list
	}
	g := newGraph(w.Nodes)
	if err := g.check(); err != nil {
		return err
	}
	for _, n := range w.Nodes {
		if n.BranchIndex == nil {
			continue
		}
		if err := s.checkBranch(g.nodes[n.UpstreamID], *n.BranchIndex); err != nil {
			return err
		}
	}
	return nil
}
