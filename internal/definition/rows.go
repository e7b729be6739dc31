package definition

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// emptyConfig is the configuration of a workflow or node that was never configured.
const emptyConfig = "{}"

// workflowOf turns a row of workflows into a version without nodes. Sync is the effective mode: what the trigger type
// forces, else what was chosen.
func workflowOf(rec schema.Record, registry *extension.Registry) (*workflow.Workflow, error) {
	config, err := encode(rec["config"])
	if err != nil {
		return nil, err
	}
	w := &workflow.Workflow{
		ID: integer(rec["id"]), Key: text(rec["key"]), Title: text(rec["title"]), Type: text(rec["type"]), Config: config,
		Enabled: truth(rec["enabled"]), Current: truth(rec["current"]), Sync: truth(rec["sync"]),
	}
	if t := registry.Trigger(w.Type); t != nil && t.Spec().Sync != nil {
		w.Sync = *t.Spec().Sync
	}
	options, err := encode(rec["options"])
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(options, &w.Options); err != nil {
		w.Broken = fmt.Errorf("the options of the workflow cannot be read: %w", err)
	}
	return w, nil
}

// nodeOf turns a row of flow_nodes into a node.
func nodeOf(rec schema.Record) (*workflow.Node, error) {
	config, err := encode(rec["config"])
	if err != nil {
		return nil, err
	}
	n := &workflow.Node{
		ID: integer(rec["id"]), Key: text(rec["key"]), Title: text(rec["title"]), WorkflowID: integer(rec["workflowId"]),
		Type: text(rec["type"]), Config: config, UpstreamID: integer(rec["upstreamId"]), DownstreamID: integer(rec["downstreamId"]),
	}
	if i, ok := rec["branchIndex"].(int64); ok {
		index := int(i)
		n.BranchIndex = &index
	}
	return n, nil
}

func nodesOf(rows []schema.Record) ([]*workflow.Node, error) {
	nodes := make([]*workflow.Node, len(rows))
	for i, rec := range rows {
		n, err := nodeOf(rec)
		if err != nil {
			return nil, err
		}
		nodes[i] = n
	}
	return nodes, nil
}

// encode writes a decoded JSON value, an empty object for none.
func encode(v any) (json.RawMessage, error) {
	if v == nil {
		return json.RawMessage(emptyConfig), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// decode reads JSON with its numbers as they are written.
func decode(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

func integer(v any) int64 {
	n, _ := v.(int64)
	return n
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func truth(v any) bool {
	b, _ := v.(bool)
	return b
}

// optional is the canonical value of an id that may be absent.
func optional(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// branchValue is the canonical value of a branch index that may be absent.
func branchValue(index *int) any {
	if index == nil {
		return nil
	}
	return int64(*index)
}
