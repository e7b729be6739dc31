package resource

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// nodeSpec describes a node type to clients: enough to offer it and to make its form.
type nodeSpec struct {
	Type     string             `json:"type"`
	Title    string             `json:"title"`
	Summary  string             `json:"summary"`
	Group    string             `json:"group"`
	Effect   string             `json:"effect"`                   // of a new node
	Branches []extension.Branch `json:"branches"`                 // of a new node; flow_nodes:branches tells those of a configured one
	Sync     bool               `json:"sync"`                     // allowed in synchronous workflows
	Async    bool               `json:"async"`                    // allowed in asynchronous workflows
	Triggers []string           `json:"triggers" nullable:"true"` // trigger types it is offered for; null: all
	Testable bool               `json:"testable"`                 // flow_nodes:test takes it
	Trial    string             `json:"trial"`                    // by flow_nodes:try it "runs" or is only "told"; "" = it cannot be tried
	Waits    bool               `json:"waits"`
	Config   map[string]any     `json:"config" shape:"ConfigSchema"`
}

// triggerSpec describes a trigger type to clients.
type triggerSpec struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Summary  string         `json:"summary"`
	Layer    workflow.Layer `json:"layer"`
	Sync     bool           `json:"sync"`  // may be synchronous
	Async    bool           `json:"async"` // may be asynchronous
	Identity bool           `json:"identity"`
	// Nodes are the node types that may stand in such a workflow, by mode.
	Nodes  map[string][]string `json:"nodes"`
	Config map[string]any      `json:"config" shape:"ConfigSchema"`
	// Manual is what workflows:execute takes.
	Manual map[string]any `json:"manual" shape:"ConfigSchema"`
}

// emptyConfig is the configuration of a new node.
const emptyConfig = "{}"

// nodeSpecs answers what there is to build workflows from.
func (a *Automation) nodeSpecs(context.Context, *action.Request) (*action.Response, error) {
	list := []nodeSpec{}
	for _, name := range a.Registry.NodeTypes() {
		t := a.Registry.Node(name)
		if spec := t.Spec(); !spec.Hidden {
			list = append(list, describeNode(t, spec))
		}
	}
	return action.Data(list), nil
}

// trialOf says how a node type is tried outside an execution.
func trialOf(t extension.NodeType) string {
	switch t.(type) {
	case extension.Tester, extension.Trier:
		return "runs"
	case extension.Previewer:
		return "told"
	}
	return ""
}

func describeNode(t extension.NodeType, s extension.NodeSpec) nodeSpec {
	config := json.RawMessage(emptyConfig)
	out := nodeSpec{
		Type: s.Type, Title: s.Title, Summary: s.Summary, Group: s.Group, Branches: branchesOf(s, config), Sync: s.SyncAllowed,
		Async: !s.SyncOnly, Triggers: s.Triggers, Effect: extension.Pure.String(), Config: extension.ConfigSchema(s.Config),
	}
	if s.Effect != nil {
		out.Effect = s.Effect(config).String()
	}
	_, out.Testable = t.(extension.Tester)
	out.Trial = trialOf(t)
	_, out.Waits = t.(extension.Resumer)
	return out
}

func branchesOf(s extension.NodeSpec, config json.RawMessage) []extension.Branch {
	if s.Branches == nil {
		return []extension.Branch{}
	}
	if list := s.Branches(config); list != nil {
		return list
	}
	return []extension.Branch{}
}

// triggerSpecs answers the ways in which workflows start.
func (a *Automation) triggerSpecs(context.Context, *action.Request) (*action.Response, error) {
	list := []triggerSpec{}
	for _, name := range a.Registry.TriggerTypes() {
		s := a.Registry.Trigger(name).Spec()
		if s.Hidden {
			continue
		}
		list = append(list, triggerSpec{
			Type: s.Type, Title: s.Title, Summary: s.Summary, Layer: s.Layer, Sync: s.Sync == nil || *s.Sync,
			Async: s.Sync == nil || !*s.Sync, Identity: s.Identity, Nodes: a.allowedNodes(s), Config: extension.ConfigSchema(s.Config),
			Manual: extension.ConfigSchema(s.Manual),
		})
	}
	return action.Data(list), nil
}

// allowedNodes lists the node types for workflows of a trigger type, for each mode that it can have.
func (a *Automation) allowedNodes(trigger extension.TriggerSpec) map[string][]string {
	modes := map[string][]string{}
	for mode, sync := range map[string]bool{"sync": true, "async": false} {
		if trigger.Sync != nil && *trigger.Sync != sync {
			continue
		}
		modes[mode] = []string{}
		for _, name := range a.Registry.NodeTypes() {
			if s := a.Registry.Node(name).Spec(); !s.Hidden && s.Allowed(trigger.Type, sync) {
				modes[mode] = append(modes[mode], name)
			}
		}
	}
	return modes
}

// nodeBranches answers the branches that the nodes of a version offer as they are configured, by node id. filterByTk is
// the id of the version.
func (a *Automation) nodeBranches(ctx context.Context, req *action.Request) (*action.Response, error) {
	w, err := a.versionOf(ctx, req)
	if err != nil {
		return nil, err
	}
	out := map[string][]extension.Branch{}
	for _, n := range w.Nodes {
		t := a.Registry.Node(n.Type)
		if t == nil {
			continue
		}
		if list := branchesOf(t.Spec(), n.Config); len(list) > 0 {
			out[strconv.FormatInt(n.ID, 10)] = list
		}
	}
	return action.Data(out), nil
}

// versionOf returns the workflow version that filterByTk names.
func (a *Automation) versionOf(ctx context.Context, req *action.Request) (*workflow.Workflow, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	return a.version(ctx, id)
}

func (a *Automation) version(ctx context.Context, id int64) (*workflow.Workflow, error) {
	w, err := a.Definitions.Workflow(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, notFound(a.system.Collection("workflows"), id)
	}
	return w, err
}
