package definition

import (
	"bytes"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// frozenArrange is the answer to an arrangement of an executed version.
const frozenArrange = "Nodes in executed workflow could not be arranged"

// Arrange gives a version the process that values describe, all at once, and returns its row and its nodes. Values: nodes
// (a list of key, type, title, config and the place: upstreamKey, which stands before it in the list, and branchIndex), and
// config and triggerTitle of the trigger where they change. A node that the version has keeps its id; new ones are added;
// those that are not named go. With updatedAt the version must be the one that was read then. Errors: VERSION_CHANGED.
func (e *Edit) Arrange(workflowID int64, values map[string]any) (schema.Record, []schema.Record, error) {
	d, err := e.draft(workflowID, frozenArrange)
	if err != nil {
		return nil, nil, err
	}
	if raw, given := values["updatedAt"]; given && raw != d.version["updatedAt"] {
		return nil, nil, errs.New(errs.Conflict, CodeVersionChanged, "the workflow has been changed by somebody else meanwhile")
	}
	a := newArrangement(e, d)
	if err := a.fill(values["nodes"]); err != nil {
		return nil, nil, err
	}
	if err := a.check(); err != nil {
		return nil, nil, err
	}
	if err := e.save(d); err != nil {
		return nil, nil, err
	}
	if err := e.arrangeTrigger(workflowID, values); err != nil {
		return nil, nil, err
	}
	row, err := e.row(workflowID)
	if err != nil {
		return nil, nil, err
	}
	nodes, err := find(e.tx, e.t.nodes, eq(e.t.nodes, "workflowId", workflowID))
	return row, nodes, err
}

// arrangeTrigger changes what is given of the trigger.
func (e *Edit) arrangeTrigger(workflowID int64, values map[string]any) error {
	given := map[string]any{}
	for _, name := range []string{"config", "triggerTitle"} {
		if v, ok := values[name]; ok {
			given[name] = v
		}
	}
	if len(given) == 0 {
		return nil
	}
	return e.updateVersion(workflowID, given)
}

// arrangement builds the nodes of a draft anew.
type arrangement struct {
	*draft
	e          *Edit
	known      map[string]*workflow.Node // as they were, by key
	placed     map[string]int64          // those that stand already, by key
	configured map[int64]bool            // nodes whose configuration is new
}

func newArrangement(e *Edit, d *draft) *arrangement {
	a := &arrangement{draft: d, e: e, known: map[string]*workflow.Node{}, placed: map[string]int64{}, configured: map[int64]bool{}}
	for _, n := range d.nodes {
		a.known[n.Key] = n
	}
	d.nodes = make(map[int64]*workflow.Node, len(d.nodes))
	return a
}

// fill places the nodes of a list. Errors name the place in it.
func (a *arrangement) fill(raw any) error {
	list, ok := raw.([]any)
	if !ok {
		return errs.New(errs.Invalid, CodeInvalidGraph, "nodes must be a list").On("nodes")
	}
	for i, item := range list {
		here := "nodes." + strconv.Itoa(i)
		values, ok := item.(map[string]any)
		if !ok {
			return errs.New(errs.Invalid, CodeInvalidGraph, "a node must be an object").On(here)
		}
		if err := a.put(values); err != nil {
			return below(err, here)
		}
	}
	return nil
}

// put adds one node at its place. What is at that place already makes the graph unsound, which save tells.
func (a *arrangement) put(values map[string]any) error {
	at, err := a.placeOf(values)
	if err != nil {
		return err
	}
	n, err := a.node(values)
	if err != nil {
		return err
	}
	n.UpstreamID, n.BranchIndex, n.DownstreamID = at.upstream, at.branch, 0
	if up := a.nodes[at.upstream]; up != nil && at.branch == nil {
		up.DownstreamID = n.ID
	}
	a.nodes[n.ID], a.placed[n.Key] = n, n.ID
	return nil
}

// placeOf reads where a node stands: upstreamKey and branchIndex.
func (a *arrangement) placeOf(values map[string]any) (place, error) {
	row := schema.Record{}
	if list := a.e.parse(a.e.t.nodes, values, row, "branchIndex"); len(list) > 0 {
		return place{}, list
	}
	var at place
	if i, ok := row["branchIndex"].(int64); ok {
		index := int(i)
		at.branch = &index
	}
	if values["upstreamKey"] == nil {
		return at, nil
	}
	key, _ := values["upstreamKey"].(string)
	id, known := a.placed[key]
	if !known {
		return at, position("no node before this one has the key %v", values["upstreamKey"]).On("upstreamKey")
	}
	at.upstream = id
	return at, nil
}

// node takes one that the version has, with what is new about it, or makes one.
func (a *arrangement) node(values map[string]any) (*workflow.Node, error) {
	key, _ := values["key"].(string)
	n := a.known[key]
	switch {
	case n == nil:
		return a.add(values)
	case a.nodes[n.ID] != nil:
		return nil, errs.New(errs.Invalid, CodeKeyTaken, "the node %q is named twice", key).On("key")
	}
	if typ, given := values["type"]; given && typ != n.Type {
		return nil, errs.New(errs.Invalid, CodeKeyTaken, "the node %q has another type", key).On("type")
	}
	return n, a.alter(n, values)
}

// alter notes what is new about a node that the version has.
func (a *arrangement) alter(n *workflow.Node, values map[string]any) error {
	row, set := a.rows[n.ID], schema.Record{}
	if list := a.e.parse(a.e.t.nodes, values, set, "title"); len(list) > 0 {
		return list
	}
	if title, given := set["title"]; given && title == row["title"] {
		delete(set, "title")
	}
	if raw, given := values["config"]; given {
		_, text, err := a.e.config(a.e.t.nodes, raw)
		if err != nil {
			return err
		}
		if !bytes.Equal(text, n.Config) {
			if set["config"], n.Config, err = a.e.nodeConfig(n.Type, raw); err != nil {
				return err
			}
			a.configured[n.ID] = true
		}
	}
	if len(set) > 0 {
		a.change(n.ID, set)
	}
	return nil
}

// add makes a new node. Without settings it is not judged yet, as when it is created alone.
func (a *arrangement) add(values map[string]any) (*workflow.Node, error) {
	typ, _ := values["type"].(string)
	if typ == "" {
		return nil, errs.New(errs.Invalid, CodeTypeRequired, "a node needs a type").On("type")
	}
	if err := a.e.s.checkAvailable(typ, a.workflow); err != nil {
		return nil, err
	}
	if err := a.e.room(a.draft); err != nil {
		return nil, err
	}
	rec := schema.Record{"type": typ, "config": map[string]any{}}
	if config, given := values["config"].(map[string]any); !given || len(config) > 0 {
		v, _, err := a.e.nodeConfig(typ, values["config"])
		if err != nil {
			return nil, err
		}
		rec["config"] = v
	}
	if list := a.e.parse(a.e.t.nodes, values, rec, "title"); len(list) > 0 {
		return nil, list
	}
	var err error
	if rec["key"], err = a.e.nodeKey(a.draft, values["key"]); err != nil {
		return nil, err
	}
	rec["id"], rec["workflowId"] = a.e.tx.NextID(), a.workflow.ID
	rec["createdAt"], rec["updatedAt"] = a.e.now(), a.e.now()
	a.added = append(a.added, rec)
	return nodeOf(rec)
}

// check refuses branches that their nodes do not offer, but for those that were so before.
func (a *arrangement) check() error {
	for _, id := range a.sorted() {
		n := a.nodes[id]
		if n.BranchIndex == nil {
			continue
		}
		row, up := a.rows[id], a.nodes[n.UpstreamID]
		stays := row != nil && row["upstreamId"] == optional(up.ID) && row["branchIndex"] == branchValue(n.BranchIndex)
		if stays && !a.configured[up.ID] {
			continue
		}
		if err := a.e.s.checkBranch(up, *n.BranchIndex); err != nil {
			return err
		}
	}
	return nil
}
