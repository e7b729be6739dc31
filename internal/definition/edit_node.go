package definition

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// The answers to changes of the nodes of an executed version.
const (
	frozenCreate  = "Node could not be created in executed workflow"
	frozenUpdate  = "Nodes in executed workflow could not be reconfigured"
	frozenDestroy = "Nodes in executed workflow could not be deleted"
	frozenMove    = "Nodes in executed workflow could not be moved"
)

// CreateNode adds a node to a version and returns it with its neighbours. Values: type (required), title, key, config,
// upstreamId, branchIndex. Without upstreamId it becomes the first node; what stood at its place follows it.
func (e *Edit) CreateNode(workflowID int64, values map[string]any) (schema.Record, error) {
	d, err := e.draft(workflowID, frozenCreate)
	if err != nil {
		return nil, err
	}
	typ, _ := values["type"].(string)
	if typ == "" {
		return nil, errs.New(errs.Invalid, CodeTypeRequired, "a node needs a type").On("type")
	}
	if err := e.s.checkAvailable(typ, d.workflow); err != nil {
		return nil, err
	}
	rec := schema.Record{"type": typ, "config": map[string]any{}}
	if raw, given := values["config"]; given {
		if rec["config"], _, err = e.nodeConfig(typ, raw); err != nil {
			return nil, err
		}
	}
	if list := e.parse(e.t.nodes, values, rec, "title"); len(list) > 0 {
		return nil, list
	}
	if rec["key"], err = e.nodeKey(d, values["key"]); err != nil {
		return nil, err
	}
	return e.place(d, rec, values)
}

// nodeKey returns the given key, which no other node of the version may have, or a random one.
func (e *Edit) nodeKey(d *draft, raw any) (string, error) {
	key, err := e.newKey(e.t.nodes, raw)
	if err != nil {
		return "", err
	}
	for _, n := range d.nodes {
		if n.Key == key {
			return "", errs.New(errs.Invalid, CodeKeyTaken, "another node of the workflow has the key %q", key).On("key")
		}
	}
	return key, nil
}

// place stores a new node at the place that values name.
func (e *Edit) place(d *draft, rec schema.Record, values map[string]any) (schema.Record, error) {
	if err := e.room(d); err != nil {
		return nil, err
	}
	at, err := e.placeIn(d, values)
	if err != nil {
		return nil, err
	}
	id := e.tx.NextID()
	rec["id"], rec["workflowId"], rec["createdAt"], rec["updatedAt"] = id, d.workflow.ID, e.now(), e.now()
	n, err := nodeOf(rec)
	if err != nil {
		return nil, err
	}
	d.insert(n, at)
	d.added = append(d.added, rec)
	if err := e.save(d); err != nil {
		return nil, err
	}
	return e.present(id)
}

// placeIn reads upstreamId and branchIndex and checks that a node may stand there.
func (e *Edit) placeIn(d *draft, values map[string]any) (place, error) {
	row := schema.Record{}
	if list := e.parse(e.t.nodes, values, row, "upstreamId", "branchIndex"); len(list) > 0 {
		return place{}, list
	}
	at := place{upstream: integer(row["upstreamId"])}
	if i, ok := row["branchIndex"].(int64); ok {
		index := int(i)
		at.branch = &index
	}
	if at.upstream == 0 {
		if at.branch != nil {
			return at, position("a branch needs a node that it hangs on: upstreamId is missing").On("upstreamId")
		}
		return at, nil
	}
	if err := e.checkUpstream(d, at.upstream); err != nil {
		return at, err
	}
	if at.branch == nil {
		return at, nil
	}
	return at, e.s.checkBranch(d.nodes[at.upstream], *at.branch)
}

// checkUpstream refuses a node that does not exist (404) or is in another workflow (400).
func (e *Edit) checkUpstream(d *draft, id int64) error {
	if d.nodes[id] != nil {
		return nil
	}
	n, err := e.tx.Count(e.t.nodes, eq(e.t.nodes, "id", id))
	switch {
	case err != nil:
		return err
	case n == 0:
		return nodeNotFound(id)
	}
	return position("node %d is in another workflow", id).On("upstreamId")
}

// UpdateNodes changes the matching nodes and returns their rows. Values: title, config, and the columns of the linkage
// (upstreamId, downstreamId, branchIndex, upstream, downstream), which must leave a sound graph. Of an upstream or
// downstream object the linkage is taken too when associations names it. Others are ignored.
func (e *Edit) UpdateNodes(f query.Filter, values map[string]any, associations []string) ([]schema.Record, error) {
	rows, err := find(e.tx, e.t.nodes, f, "id")
	if err != nil {
		return nil, err
	}
	for _, id := range ids(rows) {
		if err := e.updateNode(id, values, associations); err != nil {
			return nil, err
		}
	}
	return e.reload(e.t.nodes, ids(rows))
}

func (e *Edit) updateNode(id int64, values map[string]any, associations []string) error {
	d, n, err := e.draftOf(id, frozenUpdate)
	if err != nil {
		return err
	}
	set := schema.Record{}
	if list := e.parse(e.t.nodes, values, set, "title"); len(list) > 0 {
		return list
	}
	if raw, given := values["config"]; given {
		if set["config"], n.Config, err = e.nodeConfig(n.Type, raw); err != nil {
			return err
		}
		if err := e.keepsBranches(d, n); err != nil {
			return err
		}
	}
	set["updatedAt"] = e.now()
	d.change(id, set)
	if err := e.relink(d, n, values, associations); err != nil {
		return err
	}
	return e.save(d)
}

// keepsBranches refuses a configuration that no longer offers a branch in which there are nodes.
func (e *Edit) keepsBranches(d *draft, n *workflow.Node) error {
	for _, head := range d.branches(n.ID) {
		if e.s.checkBranch(n, *head.BranchIndex) != nil {
			return errs.New(errs.Invalid, CodeBranchInUse, "branch %d still has nodes, but the configuration has no such branch", *head.BranchIndex).On("config")
		}
	}
	return nil
}

// relink writes linkage as it was submitted; save refuses what is no sound graph.
func (e *Edit) relink(d *draft, n *workflow.Node, values map[string]any, associations []string) error {
	before := linkOf(n)
	if err := e.setLinks(n, values); err != nil {
		return err
	}
	for _, name := range []string{"upstream", "downstream"} {
		if err := e.relinkThrough(d, n, name, values, associations); err != nil {
			return err
		}
	}
	after := linkOf(n)
	if after == before || after.branch < 0 || d.nodes[after.upstream] == nil {
		return nil
	}
	return e.s.checkBranch(d.nodes[after.upstream], after.branch)
}

// setLinks takes the linkage columns of values.
func (e *Edit) setLinks(n *workflow.Node, values map[string]any) error {
	row := schema.Record{}
	if list := e.parse(e.t.nodes, values, row, "upstreamId", "downstreamId", "branchIndex"); len(list) > 0 {
		return list
	}
	if v, given := row["upstreamId"]; given {
		n.UpstreamID = integer(v)
	}
	if v, given := row["downstreamId"]; given {
		n.DownstreamID = integer(v)
	}
	if v, given := row["branchIndex"]; given {
		n.BranchIndex = nil
		if i, ok := v.(int64); ok {
			index := int(i)
			n.BranchIndex = &index
		}
	}
	return nil
}

// relinkThrough takes the linkage of a neighbour given as an association: null, its id, or an object with its id.
func (e *Edit) relinkThrough(d *draft, n *workflow.Node, name string, values map[string]any, associations []string) error {
	raw, given := values[name]
	if !given {
		return nil
	}
	object, isObject := raw.(map[string]any)
	if isObject {
		raw = object["id"]
	}
	row := schema.Record{}
	if list := e.parse(e.t.nodes, map[string]any{"id": raw}, row, "id"); len(list) > 0 {
		return list
	}
	id := integer(row["id"])
	if name == "upstream" {
		n.UpstreamID = id
	} else {
		n.DownstreamID = id
	}
	near := d.nodes[id]
	if near == nil && id != 0 {
		return e.checkUpstream(d, id)
	}
	if near == nil || !isObject || !contains(associations, name) {
		return nil
	}
	return e.setLinks(near, object)
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// DuplicateNode adds a copy of a node to its workflow, with a key of its own and without its branches. Values:
// upstreamId, branchIndex, config.
func (e *Edit) DuplicateNode(id int64, values map[string]any) (schema.Record, error) {
	d, n, err := e.draftOf(id, frozenCreate)
	if err != nil {
		return nil, err
	}
	if err := e.s.checkAvailable(n.Type, d.workflow); err != nil {
		return nil, err
	}
	rec := schema.Record{"type": n.Type, "title": d.rows[id]["title"]}
	if raw, given := values["config"]; given {
		rec["config"], _, err = e.nodeConfig(n.Type, raw)
	} else {
		rec["config"], err = e.copyConfig(e.s.options.Registry.Node(n.Type), d.rows[id]["config"])
	}
	if err != nil {
		return nil, err
	}
	if rec["key"], err = e.nodeKey(d, nil); err != nil {
		return nil, err
	}
	return e.place(d, rec, values)
}

// MoveNode moves a node with its branches to another place of its workflow and returns it with its neighbours. Values:
// upstreamId, branchIndex.
func (e *Edit) MoveNode(id int64, values map[string]any) (schema.Record, error) {
	d, n, err := e.draftOf(id, frozenMove)
	if err != nil {
		return nil, err
	}
	at, err := e.placeIn(d, values)
	if err != nil {
		return nil, err
	}
	switch {
	case at.upstream == id:
		return nil, position("a node cannot follow itself").On("upstreamId")
	case at.equal(placeOf(n)):
		return nil, position("the node stands there already")
	}
	for _, below := range d.below(n) {
		if below.ID == at.upstream {
			return nil, position("a node cannot be moved into its own branches").On("upstreamId")
		}
	}
	d.detach(n)
	d.insert(n, at)
	if err := e.save(d); err != nil {
		return nil, err
	}
	return e.present(id)
}

// DestroyNode removes a node with its branches and returns it as it was, with its neighbours and its workflow. keep
// names a branch whose nodes survive and take its place.
func (e *Edit) DestroyNode(id int64, keep *int) (schema.Record, error) {
	d, n, err := e.draftOf(id, frozenDestroy)
	if err != nil {
		return nil, err
	}
	was := d.snapshotOf(id)
	was["workflow"] = d.version
	if keep == nil {
		d.remove(n)
		return was, e.save(d)
	}
	head := d.branch(id, *keep)
	if head == nil {
		return nil, errs.New(errs.Invalid, CodeUnknownBranch, "node %d has no nodes in branch %d", id, *keep).On("keepBranch")
	}
	d.replace(n, head)
	return was, e.save(d)
}

// DestroyBranch removes the nodes of one branch and returns the first of them as it was, nil when there was none. With
// shift the branches above move down by one.
func (e *Edit) DestroyBranch(id int64, index int, shift bool) (schema.Record, error) {
	d, n, err := e.draftOf(id, frozenDestroy)
	if err != nil {
		return nil, err
	}
	var was schema.Record
	if head := d.branch(n.ID, index); head != nil {
		was = d.rows[head.ID].Clone()
		d.removeBranch(head)
	}
	if shift {
		d.shift(n.ID, index)
	}
	return was, e.save(d)
}
