package definition

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// build makes a linked and compiled version of its rows. When nothing changed since before, that one is kept: it is
// immutable and compiling costs.
func (s *Service) build(rec schema.Record, rows []schema.Record, before *workflow.Workflow) (*workflow.Workflow, error) {
	w, err := workflowOf(rec, s.options.Registry)
	if err != nil {
		return nil, err
	}
	if w.Nodes, err = nodesOf(rows); err != nil {
		return nil, err
	}
	if before != nil && sameSource(before, w) {
		return before, nil
	}
	s.compile(w)
	return w, nil
}

// compile links w and prepares its trigger and nodes. What cannot run is marked, never an error: the execution must
// end with a message.
func (s *Service) compile(w *workflow.Workflow) {
	w.Link()
	trigger, err := s.compileTrigger(w)
	w.Trigger = trigger
	w.Broken = first(err, w.Broken, newGraph(w.Nodes).check())
	for _, n := range w.Nodes {
		n.Prepared, n.Broken = s.prepare(n)
		n.Effect = s.effect(n)
		n.Resolver = expr.NewResolver(n.Config, ownTurn(n))
	}
}

// ownTurn tells the variables that a node gives to its own branches: when it begins, they have no value yet.
func ownTurn(n *workflow.Node) func(path string) bool {
	return func(path string) bool {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(path, "ctx."), "$scopes.")
		name, _, _ := strings.Cut(rest, ".")
		return ok && (name == n.Key || name == strconv.FormatInt(n.ID, 10))
	}
}

func (s *Service) compileTrigger(w *workflow.Workflow) (any, error) {
	t := s.options.Registry.Trigger(w.Type)
	if t == nil {
		return nil, triggerError{unknownTrigger(w.Type)}
	}
	trigger, err := t.Compile(w.Config)
	if err != nil {
		return nil, triggerError{fmt.Errorf("the configuration of the trigger is invalid: %w", err)}
	}
	return trigger, nil
}

// triggerError marks a version whose trigger cannot be used: no event can be matched against it.
type triggerError struct{ error }

// Unwrap returns the cause.
func (e triggerError) Unwrap() error { return e.error }

func (s *Service) prepare(n *workflow.Node) (any, error) {
	t := s.options.Registry.Node(n.Type)
	if t == nil {
		return nil, unknownNode(n.Type)
	}
	p, ok := t.(extension.Preparer)
	if !ok {
		return nil, nil
	}
	prepared, err := p.Prepare(n.Config)
	if err != nil {
		return nil, fmt.Errorf("the configuration of node %q is invalid: %w", n.Key, err)
	}
	return prepared, nil
}

// usable tells whether events may be matched against w. A broken graph does not matter here: the execution starts and
// ends with the reason.
func usable(w *workflow.Workflow) bool {
	var broken triggerError
	return !errors.As(w.Broken, &broken)
}

// isGlobal tells whether a workflow fires without being named. Collection events know no names.
func isGlobal(spec extension.TriggerSpec, config json.RawMessage) bool {
	if spec.Global == nil {
		return spec.Layer == workflow.Collection
	}
	return spec.Global(config)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// sameSource tells whether b would compile to a.
func sameSource(a, b *workflow.Workflow) bool {
	if a.ID != b.ID || a.Key != b.Key || a.Title != b.Title || a.Type != b.Type || a.Enabled != b.Enabled ||
		a.Current != b.Current || a.Sync != b.Sync || !bytes.Equal(a.Config, b.Config) || len(a.Nodes) != len(b.Nodes) {
		return false
	}
	for i := range a.Nodes {
		if !sameNode(a.Nodes[i], b.Nodes[i]) {
			return false
		}
	}
	return reflect.DeepEqual(a.Options, b.Options)
}

func sameNode(a, b *workflow.Node) bool {
	return a.ID == b.ID && a.Key == b.Key && a.Title == b.Title && a.WorkflowID == b.WorkflowID && a.Type == b.Type &&
		bytes.Equal(a.Config, b.Config) && linkOf(a) == linkOf(b)
}

// effect is what running the node touches; asked once, since it may have to read the configuration.
func (s *Service) effect(n *workflow.Node) uint8 {
	t := s.options.Registry.Node(n.Type)
	if t == nil || t.Spec().Effect == nil {
		return uint8(extension.Pure)
	}
	return uint8(t.Spec().Effect(n.Config))
}
