package triggers

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// preAction runs a workflow between the permission for an action and the action itself: it may refuse it, or change the
// submitted values. It always runs while the request waits.
type preAction struct{}

type preActionConfig struct {
	Collection string   `json:"collection" doc:"The collection whose actions are intercepted." as:"collection" required:"true"`
	Global     bool     `json:"global" title:"Runs" labels:"Before every such action|From a button that names it" doc:"Run before every such action of the collection. Otherwise only when a button or request names the workflow, before whatever action it names it for."`
	Actions    []string `json:"actions" doc:"The actions before which it runs, when global." enum:"create,update,destroy,updateOrCreate,firstOrCreate,add,set,remove,toggle,move" as:"actions" when:"global=true"`
}

// Spec implements extension.TriggerType.
func (preAction) Spec() extension.TriggerSpec {
	sync := true
	return extension.TriggerSpec{
		Type: "request-interception", Title: "Pre-action event",
		Summary:    "Runs before an action is carried out; it may refuse the action or change the submitted values.",
		Config:     preActionConfig{},
		Manual:     manualPreAction{},
		Layer:      workflow.PreAction,
		Sync:       &sync,
		Collection: collectionOf,
		Global:     isGlobal,
		Identity:   true,
	}
}

// Validate implements extension.TriggerType.
func (preAction) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[preActionConfig](config)
	if err != nil {
		return err
	}
	_, list := checkCollection(s, c.Collection, nil)
	if c.Global {
		if len(c.Actions) == 0 {
			list = append(list, errs.New(errs.Invalid, "REQUIRED", "At least one action is required in global mode").On("actions"))
		}
		list = append(list, checkActions(c.Actions)...)
	}
	return list.Or()
}

// Compile implements extension.TriggerType.
func (preAction) Compile(config json.RawMessage) (any, error) {
	c, err := decode[preActionConfig](config)
	c.Collection = extension.CollectionName(c.Collection)
	return &c, err
}

// Match implements extension.TriggerType. The path of a binding says nothing here: there is no record yet.
func (t preAction) Match(wf *workflow.Workflow, ev *workflow.Event, binding *workflow.Binding, r extension.Reader) ([]extension.Start, workflow.Reason, error) {
	c, err := compiled[*preActionConfig](t, wf)
	switch {
	case err != nil, binding == nil && !c.Global:
		return nil, workflow.NoReason, err
	case ev.Collection == nil || ev.Collection.Name != c.Collection:
		return nil, workflow.OtherCollection, nil
	case c.Global && !slices.Contains(c.Actions, ev.Action):
		return nil, workflow.ActionNotConfigured, nil
	}
	who, err := actor(r)
	if err != nil {
		return nil, workflow.NoReason, err
	}
	params, _ := ev.Context["params"].(map[string]any)
	if params = maps.Clone(params); params == nil {
		params = map[string]any{}
	}
	start := extension.Start{Context: who.context("params", params), About: about(ev.Collection, nil)}
	start.About.Key = workflow.KeyText(params["filterByTk"])
	return []extension.Start{start}, workflow.NoReason, nil
}

// Manual implements extension.TriggerType. Body: {target: record or key, userId, roleName?, action?}.
func (t preAction) Manual(wf *workflow.Workflow, input json.RawMessage, r extension.Reader) ([]extension.Start, error) {
	c, err := compiled[*preActionConfig](t, wf)
	if err != nil {
		return nil, err
	}
	m, target, err := manualRecord(input, "target", "Target", c.Collection, r)
	if err != nil {
		return nil, err
	}
	who, err := m.identity(r)
	if err != nil {
		return nil, err
	}
	params, err := m.params(target, r)
	if err != nil {
		return nil, err
	}
	start := extension.Start{Context: who.context("params", params), About: about(target, nil)}
	start.About.Key = workflow.KeyText(params["filterByTk"])
	return []extension.Start{start}, nil
}

// params are the parameters that the action of a manual run would have.
func (m manual) params(c *schema.Collection, r extension.Reader) (map[string]any, error) {
	if m["action"] != actionDestroy {
		values, _, err := m.record("target", c, nil, r)
		return map[string]any{"values": values}, err
	}
	v := m["target"]
	if o, ok := v.(map[string]any); ok {
		v = keyOf(c, o)
	}
	key, err := parseKey(c, v, "target")
	return map[string]any{"filterByTk": key}, err
}
