// Package inspect tells what can be known of a workflow version without running it: its problems (problems.go), the
// variables of a node (variables.go), the fields that it uses (usage.go), and which workflows start each other by the
// records that they write (chains.go).
//
// It reads definitions, the schema and the types of nodes and triggers, and computes. It must not know the database, the
// engine or HTTP.
package inspect

import (
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// View looks at one version. It changes nothing, and is made for one question.
type View struct {
	registry *extension.Registry
	schema   *schema.Snapshot
	workflow *workflow.Workflow
	// used hears of every field that a path goes through.
	used func(collection, field string)
	// left is how many variables may still be followed to where they are taken from; they may be taken from each other.
	left int
}

// New makes a view of w.
func New(registry *extension.Registry, s *schema.Snapshot, w *workflow.Workflow) *View {
	return &View{registry: registry, schema: s, workflow: w, used: func(string, string) {}}
}

// place is what a configuration belongs to: a node, or the trigger when node is nil.
type place struct {
	node     *workflow.Node
	config   any // decoded
	settings []extension.Setting
}

// places are the configurations of the version, the trigger's first. Those that cannot be read are left out: running
// them ends with a message, and checking them gives it.
func (v *View) places() []place {
	var list []place
	add := func(n *workflow.Node, raw json.RawMessage, config any) {
		if decoded, err := plain.Unmarshal(raw); err == nil {
			list = append(list, place{n, decoded, extension.Settings(config)})
		}
	}
	var trigger any
	if t := v.registry.Trigger(v.workflow.Type); t != nil {
		trigger = t.Spec().Config
	}
	add(nil, v.workflow.Config, trigger)
	for _, n := range v.workflow.Nodes {
		var config any
		if t := v.registry.Node(n.Type); t != nil {
			config = t.Spec().Config
		}
		add(n, n.Config, config)
	}
	return list
}

// collection is the collection that a configuration is about, nil when there is none.
func (v *View) collection(p place) *schema.Collection {
	m, _ := p.config.(map[string]any)
	ref, _ := m["collection"].(string)
	c, err := extension.FindCollection(v.schema, ref)
	if err != nil {
		return nil
	}
	return c
}

// within tells whether node a stands in a branch of node b.
func (v *View) within(a, b *workflow.Node) bool {
	for p := v.workflow.BranchParent(a); p != nil; p = v.workflow.BranchParent(p) {
		if p == b {
			return true
		}
	}
	return false
}

// standing is where a node stands, seen from another one that refers to its result.
type standing uint8

const (
	notBefore standing = iota
	before             // it has run
	maybe              // it may have run: in a branch of a node before, or in an earlier turn of a loop around both
)

// stands tells where other stands, seen from n.
func (v *View) stands(other, n *workflow.Node) standing {
	for at, steps := n, 0; at != nil && steps <= len(v.workflow.Nodes); steps++ {
		up := v.workflow.Node(at.UpstreamID)
		if up == nil {
			break
		}
		if up == other {
			return before
		}
		if at.BranchIndex == nil && v.within(other, up) {
			return maybe
		}
		at = up
	}
	for p := v.workflow.BranchParent(n); p != nil; p = v.workflow.BranchParent(p) {
		if _, turns := v.registry.Node(p.Type).(extension.Scoper); turns && v.within(other, p) {
			return maybe
		}
	}
	return notBefore
}
