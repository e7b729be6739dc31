package definition

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// draft is the nodes of one version while an edit rearranges them. save writes what became different.
type draft struct {
	*graph
	workflow *workflow.Workflow
	version  schema.Record
	rows     map[int64]schema.Record // as stored
	added    []schema.Record
	set      map[int64]schema.Record // changed columns other than links
}

// draft loads the nodes of a version that was not executed yet; refusal is the answer when it was.
func (e *Edit) draft(workflowID int64, refusal string) (*draft, error) {
	rec, w, err := e.version(workflowID)
	if err != nil {
		return nil, err
	}
	if err := e.frozen(workflowID, refusal); err != nil {
		return nil, err
	}
	rows, err := find(e.tx, e.t.nodes, eq(e.t.nodes, "workflowId", workflowID))
	if err != nil {
		return nil, err
	}
	nodes, err := nodesOf(rows)
	if err != nil {
		return nil, err
	}
	d := &draft{graph: newGraph(nodes), workflow: w, version: rec, rows: make(map[int64]schema.Record, len(rows)), set: map[int64]schema.Record{}}
	for _, row := range rows {
		d.rows[integer(row["id"])] = row
	}
	return d, nil
}

// draftOf loads the draft that a node is in, with the node. Errors: NODE_NOT_FOUND.
func (e *Edit) draftOf(nodeID int64, refusal string) (*draft, *workflow.Node, error) {
	rec, err := findOne(e.tx, e.t.nodes, eq(e.t.nodes, "id", nodeID))
	if err != nil {
		return nil, nil, err
	}
	if rec == nil {
		return nil, nil, nodeNotFound(nodeID)
	}
	d, err := e.draft(integer(rec["workflowId"]), refusal)
	if err != nil {
		return nil, nil, err
	}
	return d, d.nodes[nodeID], nil
}

// snapshotOf returns a node as it is stored, with its neighbours.
func (d *draft) snapshotOf(id int64) schema.Record {
	rec := d.rows[id].Clone()
	rec["upstream"], rec["downstream"] = d.neighbour(rec["upstreamId"]), d.neighbour(rec["downstreamId"])
	return rec
}

func (d *draft) neighbour(id any) any {
	if rec := d.rows[integer(id)]; rec != nil {
		return rec.Clone()
	}
	return nil
}

// change notes new values of a node's columns.
func (d *draft) change(id int64, set schema.Record) {
	if d.set[id] == nil {
		d.set[id] = schema.Record{}
	}
	for name, v := range set {
		d.set[id][name] = v
	}
}

// save checks the graph and writes the difference: first what is new, so that others can point at it, last what went.
func (e *Edit) save(d *draft) error {
	if err := d.check(); err != nil {
		return err
	}
	for _, rec := range d.added {
		if err := e.tx.Insert(e.t.nodes, d.linked(rec)); err != nil {
			return err
		}
	}
	var gone []int64
	for id, row := range d.rows {
		n := d.nodes[id]
		if n == nil {
			gone = append(gone, id)
			continue
		}
		set := d.difference(row, n)
		if len(set) == 0 {
			continue
		}
		set["updatedAt"] = e.now()
		if err := e.updateRow(e.t.nodes, id, set); err != nil {
			return err
		}
	}
	if err := e.removeNodes(gone); err != nil {
		return err
	}
	return e.touch(d.workflow.ID)
}

func (e *Edit) removeNodes(gone []int64) error {
	return inParts(gone, func(part []int64) error {
		_, err := e.tx.Delete(e.t.nodes, in(e.t.nodes, "id", part))
		return err
	})
}

// difference returns the columns of a node that are to be stored.
func (d *draft) difference(row schema.Record, n *workflow.Node) schema.Record {
	set := schema.Record{}
	for name, v := range d.set[n.ID] {
		set[name] = v
	}
	for name, v := range links(n) {
		if row[name] != v {
			set[name] = v
		}
	}
	return set
}

// linked completes the row of a new node with its place.
func (d *draft) linked(rec schema.Record) schema.Record {
	for name, v := range links(d.nodes[integer(rec["id"])]) {
		rec[name] = v
	}
	return rec
}

func links(n *workflow.Node) schema.Record {
	return schema.Record{
		"upstreamId": optional(n.UpstreamID), "downstreamId": optional(n.DownstreamID), "branchIndex": branchValue(n.BranchIndex),
	}
}

// present returns a node as it is stored now, with its neighbours.
func (e *Edit) present(id int64) (schema.Record, error) {
	rows, err := e.reload(e.t.nodes, []int64{id})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nodeNotFound(id)
	}
	rec := rows[0]
	for name, key := range map[string]string{"upstream": "upstreamId", "downstream": "downstreamId"} {
		rec[name] = nil
		if rec[key] == nil {
			continue
		}
		near, err := e.reload(e.t.nodes, []int64{integer(rec[key])})
		if err != nil {
			return nil, err
		}
		if len(near) > 0 {
			rec[name] = near[0]
		}
	}
	return rec, nil
}

// room refuses another node when the workflow is full.
func (e *Edit) room(d *draft) error {
	if limit := e.s.options.NodesLimit; len(d.nodes) >= limit {
		return errs.New(errs.Invalid, CodeNodesLimit, "a workflow may have at most %d nodes", limit)
	}
	return nil
}
