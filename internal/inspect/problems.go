package inspect

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Severity says how bad a problem is.
type Severity string

// The severities: an error will fail or do something else than what is meant, a warning may.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Problem is what is wrong with a version, and where. Without a node it is about the trigger or the version as a whole.
type Problem struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	NodeID   int64    `json:"nodeId,omitempty"`
	NodeKey  string   `json:"nodeKey,omitempty"`
	Path     string   `json:"path,omitempty"` // in the configuration
	Message  string   `json:"message"`
}

// Problems checks the version. enabled are the workflows that run beside it: with what it writes it may start them, and
// they may start it. The order is that of the nodes, errors first.
func (v *View) Problems(enabled []*workflow.Workflow) []Problem {
	c := &check{View: v, list: []Problem{}, seen: map[Problem]bool{}}
	c.graph()
	for _, p := range v.places() {
		c.configured(p)
		c.required(p)
		c.referring(p)
		c.typed(p)
	}
	c.chains(enabled)
	slices.SortStableFunc(c.list, func(a, b Problem) int { return cmp.Compare(a.Severity, b.Severity) })
	return c.list
}

// check collects problems, each place and code once.
type check struct {
	*View
	list []Problem
	seen map[Problem]bool
}

func (c *check) add(n *workflow.Node, severity Severity, code, path, message string) {
	p := Problem{Code: code, Severity: severity, Path: path}
	if n != nil {
		p.NodeID, p.NodeKey = n.ID, n.Key
	}
	if code == "REQUIRED" { // told by the type itself, and by what its settings demand
		if c.seen[p] {
			return
		}
		c.seen[p] = true
	}
	p.Message = message
	if !c.seen[p] {
		c.seen[p] = true
		c.list = append(c.list, p)
	}
}

// graph tells of nodes that are never reached, and of those that may not stand where they do.
func (c *check) graph() {
	w := c.workflow
	if c.registry.Trigger(w.Type) == nil {
		c.add(nil, Error, "UNKNOWN_TRIGGER_TYPE", "type", fmt.Sprintf("trigger type %q does not exist", w.Type))
	}
	if errs.CodeOf(w.Broken) == "INVALID_GRAPH" {
		c.add(nil, Error, "INVALID_GRAPH", "", w.Broken.Error())
	}
	reached := c.reached()
	for _, n := range w.Nodes {
		if !reached[n.ID] {
			c.add(n, Warning, "UNREACHABLE_NODE", "", fmt.Sprintf("the node %q is never reached", label(n)))
		}
		t := c.registry.Node(n.Type)
		switch {
		case t == nil:
			c.add(n, Error, "UNKNOWN_NODE_TYPE", "type", fmt.Sprintf("node type %q does not exist", n.Type))
		case !t.Spec().Allowed(w.Type, w.Sync):
			c.add(n, Error, "NODE_NOT_ALLOWED", "type", notAllowed(t.Spec(), w))
		}
		c.branch(n)
	}
}

func notAllowed(s extension.NodeSpec, w *workflow.Workflow) string {
	switch {
	case w.Sync && !s.SyncAllowed:
		return fmt.Sprintf("a node of type %q has no place in a synchronous workflow", s.Type)
	case !w.Sync && s.SyncOnly:
		return fmt.Sprintf("a node of type %q has no place in an asynchronous workflow", s.Type)
	}
	return fmt.Sprintf("a node of type %q has no place in a workflow of type %q", s.Type, w.Type)
}

// branch checks that the branch which begins with n is offered.
func (c *check) branch(n *workflow.Node) {
	up := c.workflow.Node(n.UpstreamID)
	if n.BranchIndex == nil || up == nil {
		return
	}
	t := c.registry.Node(up.Type)
	if t != nil && !t.Spec().Offers(up.Config, *n.BranchIndex) {
		c.add(n, Error, "BRANCH_NOT_OFFERED", "", fmt.Sprintf("the node %q has no branch %d as it is configured", label(up), *n.BranchIndex))
	}
}

// reached are the nodes that an execution can get to: from the head along lines and branches, up to an end.
func (c *check) reached() map[int64]bool {
	seen := map[int64]bool{}
	head := c.workflow.Head()
	if head == nil {
		return seen
	}
	queue := []*workflow.Node{head}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if seen[n.ID] {
			continue
		}
		seen[n.ID] = true
		if n.Type == workflow.EndNode {
			continue
		}
		for _, next := range c.workflow.Nodes {
			if next.UpstreamID == n.ID && !seen[next.ID] && (next.BranchIndex != nil || !c.ends(n)) {
				queue = append(queue, next)
			}
		}
	}
	return seen
}

// ends tells whether no branch of n comes back to the line: each that it offers stands there and runs into an end.
func (c *check) ends(n *workflow.Node) bool {
	t := c.registry.Node(n.Type)
	if t == nil || t.Spec().Branches == nil {
		return false
	}
	offered := t.Spec().Branches(n.Config)
	for _, b := range offered {
		head := c.workflow.Branch(n, b.Index)
		if b.Index == extension.AnyBranch || head == nil || !c.runsOut(head) {
			return false
		}
	}
	_, turns := t.(extension.Scoper) // a loop may have no turn at all
	return len(offered) > 0 && !turns
}

// runsOut tells whether the line that begins with n comes to an end node.
func (c *check) runsOut(n *workflow.Node) bool {
	for steps := 0; n != nil && steps <= len(c.workflow.Nodes); steps++ {
		if n.Type == workflow.EndNode || c.ends(n) {
			return true
		}
		n = c.workflow.Node(n.DownstreamID)
	}
	return false
}

// configured lets the type judge its configuration.
func (c *check) configured(p place) {
	var err error
	if p.node == nil {
		if t := c.registry.Trigger(c.workflow.Type); t != nil {
			err = t.Validate(c.workflow.Config, c.schema)
		}
	} else if t, ok := c.registry.Node(p.node.Type).(extension.Validator); ok {
		err = t.Validate(p.node.Config, c.schema)
	}
	for _, e := range listed(err) {
		c.add(p.node, Error, e.Code, e.Field, e.Message)
	}
}

func listed(err error) errs.List {
	var list errs.List
	var one *errs.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &list):
		return list
	case errors.As(err, &one):
		return errs.List{one}
	}
	return errs.List{errs.New(errs.Invalid, "INVALID_CONFIG", "%s", err)}
}

// required tells of settings that are missing, and of nodes that are named and do not exist.
func (c *check) required(p place) {
	eachSetting(p, func(s extension.Setting, value any, field string) {
		if s.Required && missing(value) {
			c.add(p.node, Error, "REQUIRED", field, field+" is required")
		}
		if key, ok := value.(string); ok && s.As == "node" && key != "" && c.workflow.NodeByKey(key) == nil {
			c.add(p.node, Error, "UNKNOWN_NODE_KEY", field, fmt.Sprintf("there is no node with the key %q", key))
		}
	})
}

func missing(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case map[string]any:
		return len(x) == 0
	}
	return false
}

// referring follows every variable that a configuration refers to.
func (c *check) referring(p place) {
	if p.node == nil {
		return // a trigger's filter knows no variables of an execution
	}
	for _, r := range references(p.config) {
		if _, f := c.shape(r.path, p.node); f != nil {
			c.add(p.node, f.severity, f.code, r.field, f.message)
		}
	}
}
