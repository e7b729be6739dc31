package definition

import (
	"sort"

	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// graph is the nodes of one version while they are rearranged. Lines are doubly linked; the first node of a branch
// carries its index and hangs on the branching node, whose own successor is the node after all its branches.
//
// Moves assume a correct graph and keep it correct (check).
type graph struct{ nodes map[int64]*workflow.Node }

// newGraph copies nodes, so that rearranging leaves the originals alone.
func newGraph(nodes []*workflow.Node) *graph {
	g := &graph{nodes: make(map[int64]*workflow.Node, len(nodes))}
	for _, n := range nodes {
		c := *n
		g.nodes[n.ID] = &c
	}
	return g
}

// link is where a node stands.
type link struct {
	upstream, downstream int64
	branch               int // -1 = none
}

func linkOf(n *workflow.Node) link {
	l := link{n.UpstreamID, n.DownstreamID, -1}
	if n.BranchIndex != nil {
		l.branch = *n.BranchIndex
	}
	return l
}

// place is where a node is to be inserted: after upstream, or as the head of one of its branches; at the head of the
// process when upstream is 0.
type place struct {
	upstream int64
	branch   *int
}

func placeOf(n *workflow.Node) place { return place{n.UpstreamID, n.BranchIndex} }

func (p place) equal(q place) bool {
	if p.upstream != q.upstream || (p.branch == nil) != (q.branch == nil) {
		return false
	}
	return p.branch == nil || *p.branch == *q.branch
}

func (g *graph) head() *workflow.Node {
	for _, n := range g.nodes {
		if n.UpstreamID == 0 {
			return n
		}
	}
	return nil
}

// branches returns the heads of the branches of a node by index.
func (g *graph) branches(id int64) []*workflow.Node {
	var out []*workflow.Node
	for _, n := range g.nodes {
		if n.UpstreamID == id && n.BranchIndex != nil {
			out = append(out, n)
		}
	}
	sort.Slice(out, func(i, j int) bool { return *out[i].BranchIndex < *out[j].BranchIndex })
	return out
}

// branch returns the head of one branch of a node, or nil.
func (g *graph) branch(id int64, index int) *workflow.Node {
	for _, n := range g.branches(id) {
		if *n.BranchIndex == index {
			return n
		}
	}
	return nil
}

// line returns n and what follows it on its line.
func (g *graph) line(n *workflow.Node) []*workflow.Node {
	var out []*workflow.Node
	for ; n != nil; n = g.nodes[n.DownstreamID] {
		out = append(out, n)
	}
	return out
}

// below returns the nodes in all branches of n, however deep.
func (g *graph) below(n *workflow.Node) []*workflow.Node {
	var out []*workflow.Node
	for _, head := range g.branches(n.ID) {
		out = append(out, g.branchNodes(head)...)
	}
	return out
}

// branchNodes returns the nodes of the line that begins with head, with everything below them.
func (g *graph) branchNodes(head *workflow.Node) []*workflow.Node {
	var out []*workflow.Node
	for _, n := range g.line(head) {
		out = append(append(out, n), g.below(n)...)
	}
	return out
}

// insert puts a node, which stands nowhere yet, at its place; what stood there follows it.
func (g *graph) insert(n *workflow.Node, at place) {
	var next *workflow.Node
	up := g.nodes[at.upstream]
	switch {
	case up == nil:
		next = g.head()
	case at.branch == nil:
		next = g.nodes[up.DownstreamID]
		up.DownstreamID = n.ID
	default:
		next = g.branch(up.ID, *at.branch)
	}
	g.nodes[n.ID] = n
	n.UpstreamID, n.BranchIndex, n.DownstreamID = at.upstream, at.branch, 0
	if next != nil {
		n.DownstreamID = next.ID
		next.UpstreamID, next.BranchIndex = n.ID, nil
	}
}

// detach takes a node out of its line and joins its neighbours; its branches stay on it.
func (g *graph) detach(n *workflow.Node) {
	g.follow(n, g.nodes[n.DownstreamID])
	delete(g.nodes, n.ID)
	n.UpstreamID, n.DownstreamID, n.BranchIndex = 0, 0, nil
}

// follow lets next (which may be nil) take the place of n.
func (g *graph) follow(n, next *workflow.Node) {
	var id int64
	if next != nil {
		id = next.ID
		next.UpstreamID, next.BranchIndex = n.UpstreamID, n.BranchIndex
	}
	if up := g.nodes[n.UpstreamID]; up != nil && n.BranchIndex == nil {
		up.DownstreamID = id
	}
}

// remove takes a node out with everything in its branches.
func (g *graph) remove(n *workflow.Node) {
	for _, b := range g.below(n) {
		delete(g.nodes, b.ID)
	}
	g.detach(n)
}

// replace removes a node and lets the nodes of one of its branches take its place.
func (g *graph) replace(n, head *workflow.Node) {
	for _, other := range g.branches(n.ID) {
		if other != head {
			g.removeBranch(other)
		}
	}
	line := g.line(head)
	tail := line[len(line)-1]
	if next := g.nodes[n.DownstreamID]; next != nil {
		next.UpstreamID, tail.DownstreamID = tail.ID, next.ID
	}
	g.follow(n, head)
	delete(g.nodes, n.ID)
}

// removeBranch takes out a branch from its head on.
func (g *graph) removeBranch(head *workflow.Node) {
	for _, n := range g.branchNodes(head) {
		delete(g.nodes, n.ID)
	}
}

// shift lowers the index of the branches of a node above index by one.
func (g *graph) shift(id int64, index int) {
	for _, n := range g.branches(id) {
		if *n.BranchIndex > index {
			i := *n.BranchIndex - 1
			n.BranchIndex = &i
		}
	}
}
