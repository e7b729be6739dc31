package triggers

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// customAction starts a workflow from a button that does nothing else: on a record, on several, or on none.
type customAction struct{}

type customActionConfig struct {
	Type       *int     `json:"type" doc:"What the button stands on: 0 nothing (the context is what it sends), 1 one record, 2 several records." enum:"0,1,2" required:"true" title:"The button stands on" labels:"Nothing|One record|Several records"`
	Collection string   `json:"collection" doc:"The collection of the record or records." as:"collection" when:"type=1|2"`
	Appends    []string `json:"appends" doc:"The relations to be loaded into the context with the record." as:"appends" title:"Relations" when:"type=1|2"`
}

// AppendPaths implements extension.Appender.
func (c *customActionConfig) AppendPaths() []string { return c.Appends }

// The types of a custom action.
const (
	customNone = iota
	customOne
	customMany
)

// kind is the configured type; workflows from before there were types have none.
func (c *customActionConfig) kind() int {
	if c.Type == nil {
		return customNone
	}
	return *c.Type
}

// Spec implements extension.TriggerType.
func (customAction) Spec() extension.TriggerSpec {
	return extension.TriggerSpec{
		Type: "custom-action", Title: "Custom action event",
		Summary:    "Starts from a button that does nothing else.",
		Config:     customActionConfig{},
		Manual:     manualCustomAction{},
		Layer:      workflow.CustomAction,
		Collection: collectionOf,
		Global:     func(json.RawMessage) bool { return false },
		Identity:   true,
	}
}

// Validate implements extension.TriggerType.
func (customAction) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[customActionConfig](config)
	if err != nil {
		return err
	}
	var list errs.List
	switch {
	case c.Type == nil:
		list = append(list, errs.New(errs.Invalid, "REQUIRED", "type is required").On("type"))
	case *c.Type < customNone || *c.Type > customMany:
		list = append(list, extension.InvalidConfig("type", "type must be 0, 1 or 2, not %d", *c.Type))
	}
	if c.Collection == "" && c.kind() == customNone {
		return list.Or()
	}
	_, more := checkCollection(s, c.Collection, c.Appends)
	return append(list, more...).Or()
}

// Compile implements extension.TriggerType.
func (customAction) Compile(config json.RawMessage) (any, error) {
	c, err := decode[customActionConfig](config)
	c.Collection = extension.CollectionName(c.Collection)
	return &c, err
}

// Match implements extension.TriggerType. Whether the request was about one record or several decides the shape of the
// data, not the configured type.
func (t customAction) Match(wf *workflow.Workflow, ev *workflow.Event, binding *workflow.Binding, r extension.Reader) ([]extension.Start, workflow.Reason, error) {
	c, err := compiled[*customActionConfig](t, wf)
	switch {
	case err != nil, binding == nil:
		return nil, workflow.NoReason, err
	case ev.Collection == nil && c.kind() != customNone,
		ev.Collection != nil && ev.Collection.Name != c.Collection:
		return nil, workflow.OtherCollection, nil
	case !ev.Many && ev.Records != nil && len(ev.Records) == 0: // the record that was named is gone
		return nil, workflow.NoReason, nil
	}
	who, err := actor(r)
	if err != nil {
		return nil, workflow.NoReason, err
	}
	data, err := c.data(ev, formData(ev.Context, binding.Path), r)
	if err != nil {
		return nil, workflow.NoReason, err
	}
	return []extension.Start{{Context: who.context("data", data), About: about(ev.Collection, data)}}, workflow.NoReason, nil
}

// data is what was sent, or each record with what was sent laid over it.
func (c *customActionConfig) data(ev *workflow.Event, form any, r extension.Reader) (any, error) {
	if ev.Records == nil && !ev.Many {
		return form, nil
	}
	over, _ := form.(map[string]any)
	list := make([]any, 0, len(ev.Records))
	for _, rec := range ev.Records {
		data, err := withAppends(r, ev.Collection, rec, c.Appends)
		if err != nil {
			return nil, err
		}
		data = maps.Clone(data)
		maps.Copy(data, over)
		list = append(list, data)
	}
	if !ev.Many {
		return list[0], nil
	}
	return list, nil
}

// formData is the part of the sent values at a dotted path, all of them without one, nil when there is none. What was
// sent instead of an object stands under the empty name.
func formData(values map[string]any, path string) any {
	var v any = values
	if bare, ok := values[""]; ok && len(values) == 1 {
		v = bare
	}
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// Manual implements extension.TriggerType. Body: {data or filterByTk, userId, roleName?}.
func (t customAction) Manual(wf *workflow.Workflow, input json.RawMessage, r extension.Reader) ([]extension.Start, error) {
	c, err := compiled[*customActionConfig](t, wf)
	if err != nil {
		return nil, err
	}
	m, err := readManual(input)
	if err != nil {
		return nil, err
	}
	if err := m.requireFor(c.kind()); err != nil {
		return nil, err
	}
	who, err := m.identity(r)
	if err != nil {
		return nil, err
	}
	data, err := c.manualData(m, r)
	if err != nil {
		return nil, err
	}
	return []extension.Start{{Context: who.context("data", data), About: about(r.Snapshot().Collection(c.Collection), data)}}, nil
}

func (m manual) requireFor(kind int) error {
	switch kind {
	case customOne:
		return m.require("data", "Data")
	case customMany:
		if list, ok := m["filterByTk"].([]any); ok && len(list) == 0 {
			return errs.New(errs.Invalid, "REQUIRED", "FilterByTk is required").On("filterByTk")
		}
		return m.require("filterByTk", "FilterByTk")
	}
	return nil
}

func (c *customActionConfig) manualData(m manual, r extension.Reader) (any, error) {
	if c.kind() == customNone {
		return m["data"], nil
	}
	target, err := configured(r, c.Collection)
	if err != nil {
		return nil, err
	}
	if c.kind() == customOne {
		data, _, err := m.record("data", target, c.Appends, r)
		return data, err
	}
	return c.manualRecords(m, target, r)
}

// manualRecords reads the records that the body names; one that does not exist is left out.
func (c *customActionConfig) manualRecords(m manual, target *schema.Collection, r extension.Reader) (any, error) {
	keys, ok := m["filterByTk"].([]any)
	if !ok {
		keys = []any{m["filterByTk"]}
	}
	list := make([]any, 0, len(keys))
	for _, v := range keys {
		key, err := parseKey(target, v, "filterByTk")
		if err != nil {
			return nil, err
		}
		rec, err := r.Load(target, key, c.Appends)
		if err != nil {
			return nil, err
		}
		if rec != nil {
			list = append(list, r.Plain(target, rec))
		}
	}
	return list, nil
}
