package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// destroy removes records.
type destroy struct{}

type destroyConfig struct {
	Collection string        `json:"collection" doc:"The collection whose records are removed." as:"collection" required:"true"`
	Params     destroyParams `json:"params" doc:"Which records to remove."`
}

type destroyParams struct {
	Filter any `json:"filter" doc:"The records to be removed. An empty filter removes none." as:"filter"`
}

// Spec implements extension.NodeType.
func (destroy) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "destroy", Title: "Delete records", Group: groupRecords,
		Summary:     "Removes the records that match a filter; the result is their number.",
		Config:      destroyConfig{},
		Effect:      database,
		SyncAllowed: true,
	}
}

// Validate implements extension.Validator.
func (destroy) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[destroyConfig](config)
	if err != nil || !isGiven(config) {
		return err
	}
	return checkRecords(s, c.Collection, nil, c.Params.Filter).Or()
}

// Prepare implements extension.Preparer.
func (destroy) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[destroyConfig](config)
	if err != nil {
		return nil, err
	}
	return selectionOf(c.Collection, c.Params.Filter)
}

// Run implements extension.NodeType.
func (n destroy) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, filter, err := n.chosen(step)
	if err != nil {
		return extension.Result{}, err
	}
	if query.IsEmpty(filter) {
		step.Log("the filter is empty: nothing was removed")
		return extension.Done(nil), nil
	}
	removed, err := step.Records.Destroy(p.collection, filter)
	if err != nil {
		return extension.Result{}, err
	}
	return extension.Done(removed), nil
}

// chosen are the records that the step is about.
func (n destroy) chosen(step *extension.Step) (p selection, filter any, err error) {
	if p, err = prepared[selection](n, step); err != nil {
		return p, nil, err
	}
	filter, err = p.filter.render(step.Scope)
	return p, filter, err
}

// Preview implements extension.Previewer.
func (n destroy) Preview(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, filter, err := n.chosen(step)
	if err != nil {
		return extension.Result{}, err
	}
	if query.IsEmpty(filter) {
		none := 0
		return extension.Done(would{Collection: p.collection, Matching: &none}), nil
	}
	w, err := would{Collection: p.collection}.matching(step.Records, filter)
	return extension.Done(w), err
}
