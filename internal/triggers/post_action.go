package triggers

import (
	"encoding/json"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// postAction starts a workflow after an action of a person has succeeded: the process behind a button.
type postAction struct{}

type postActionConfig struct {
	Collection string   `json:"collection" doc:"The collection of the record that the workflow is about. With a path in the binding this is the collection at its end." as:"collection" required:"true"`
	Global     bool     `json:"global" title:"Starts" labels:"After every such action|From a button that names it" doc:"Start after every such action of the collection. Otherwise only when a button or request names the workflow."`
	Actions    []string `json:"actions" doc:"The actions that start it, when global." enum:"create,update,destroy,updateOrCreate,firstOrCreate,add,set,remove,toggle,move" as:"actions" when:"global=true"`
	Appends    []string `json:"appends" title:"Relations" doc:"The relations to be loaded into the context with the record." as:"appends"`
}

// AppendPaths implements extension.Appender.
func (c *postActionConfig) AppendPaths() []string { return c.Appends }

// Spec implements extension.TriggerType.
func (postAction) Spec() extension.TriggerSpec {
	return extension.TriggerSpec{
		Type: "action", Title: "Post-action event",
		Summary:    "Starts after an action on a record has succeeded, from a button that names it or after every such action.",
		Config:     postActionConfig{},
		Manual:     manualPostAction{},
		Layer:      workflow.PostAction,
		Collection: collectionOf,
		Global:     isGlobal,
		Identity:   true,
	}
}

// Validate implements extension.TriggerType.
func (postAction) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[postActionConfig](config)
	if err != nil {
		return err
	}
	_, list := checkCollection(s, c.Collection, c.Appends)
	return append(list, checkActions(c.Actions)...).Or()
}

// Compile implements extension.TriggerType.
func (postAction) Compile(config json.RawMessage) (any, error) {
	c, err := decode[postActionConfig](config)
	c.Collection = extension.CollectionName(c.Collection)
	return &c, err
}

// Match implements extension.TriggerType: one execution for each record that was acted on.
func (t postAction) Match(wf *workflow.Workflow, ev *workflow.Event, binding *workflow.Binding, r extension.Reader) ([]extension.Start, workflow.Reason, error) {
	c, err := compiled[*postActionConfig](t, wf)
	if err != nil || binding == nil && !c.Global {
		return nil, workflow.NoReason, err
	}
	path := ""
	if binding != nil {
		path = binding.Path
	}
	_, target, err := query.ToOnePath(ev.Collection, path)
	switch {
	case err != nil:
		return nil, workflow.NoReason, err
	case target.Name != c.Collection:
		return nil, workflow.OtherCollection, nil
	case !changes(ev.Action), c.Global && !slices.Contains(c.Actions, ev.Action):
		return nil, workflow.ActionNotConfigured, nil
	}
	return c.starts(ev, path, target, r)
}

func (c *postActionConfig) starts(ev *workflow.Event, path string, target *schema.Collection, r extension.Reader) ([]extension.Start, workflow.Reason, error) {
	who, err := actor(r)
	if err != nil {
		return nil, workflow.NoReason, err
	}
	var starts []extension.Start
	reason := workflow.NoReason
	for _, rec := range ev.Records {
		data, err := c.data(ev, rec, path, target, r)
		if err != nil {
			return nil, workflow.NoReason, err
		}
		if data == nil {
			reason = workflow.PathEmpty
			continue
		}
		context := who.context("data", data)
		if ev.Link != nil {
			context["association"] = association(ev.Link)
		}
		starts = append(starts, extension.Start{Context: context, About: about(target, data)})
	}
	if len(starts) > 0 {
		reason = workflow.NoReason
	}
	return starts, reason, nil
}

// data is what the execution sees of one acted record, or nil when the path from it leads nowhere.
func (c *postActionConfig) data(ev *workflow.Event, rec schema.Record, path string, target *schema.Collection, r extension.Reader) (map[string]any, error) {
	if path == "" {
		if ev.Action == actionDestroy {
			return asItWas(r, target, rec, c.Appends), nil
		}
		return withAppends(r, target, rec, c.Appends)
	}
	end, _, err := r.Follow(ev.Collection, rec, path)
	if err != nil || end == nil {
		return nil, err
	}
	return withAppends(r, target, end, c.Appends)
}

func association(l *workflow.Link) map[string]any {
	return map[string]any{"collection": l.Collection, "sourceId": l.SourceID, "name": l.Name, "change": l.Change}
}

// Manual implements extension.TriggerType. Body: {data: record or key, userId, roleName?}.
func (t postAction) Manual(wf *workflow.Workflow, input json.RawMessage, r extension.Reader) ([]extension.Start, error) {
	c, err := compiled[*postActionConfig](t, wf)
	if err != nil {
		return nil, err
	}
	m, target, err := manualRecord(input, "data", "Data", c.Collection, r)
	if err != nil {
		return nil, err
	}
	who, err := m.identity(r)
	if err != nil {
		return nil, err
	}
	data, _, err := m.record("data", target, c.Appends, r)
	if err != nil {
		return nil, err
	}
	return []extension.Start{{Context: who.context("data", data), About: about(target, data)}}, nil
}
