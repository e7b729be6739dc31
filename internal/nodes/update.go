package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// update changes records.
type update struct{}

type updateConfig struct {
	Collection string       `json:"collection" doc:"The collection whose records are changed." as:"collection" required:"true"`
	Params     updateParams `json:"params" doc:"Which records to change, and how."`
}

type updateParams struct {
	Filter          any   `json:"filter" doc:"The records to be changed. It must name a condition." as:"filter" required:"true"`
	Values          any   `json:"values" doc:"Their new values." as:"values"`
	IndividualHooks *bool `json:"individualHooks" title:"Collection events" labels:"For each record|None, all records at once" doc:"Raise a collection event for each record. Without, all records are changed at once and no event is raised." default:"true"`
}

type preparedUpdate struct {
	selection
	values *expr.Template
	events bool
}

// Spec implements extension.NodeType.
func (update) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "update", Title: "Update records", Group: groupRecords,
		Summary:     "Changes the records that match a filter; the result is their number.",
		Config:      updateConfig{},
		Effect:      database,
		SyncAllowed: true,
	}
}

// Validate implements extension.Validator.
func (update) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[updateConfig](config)
	if err != nil || !isGiven(config) {
		return err
	}
	return append(checkRecords(s, c.Collection, nil, c.Params.Filter), checkValues(c.Params.Values)...).Or()
}

// Prepare implements extension.Preparer.
func (update) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[updateConfig](config)
	if err != nil {
		return nil, err
	}
	p := &preparedUpdate{events: c.Params.IndividualHooks == nil || *c.Params.IndividualHooks}
	if p.selection, err = selectionOf(c.Collection, c.Params.Filter); err != nil {
		return nil, err
	}
	p.values, err = compile(c.Params.Values, "params.values")
	return p, err
}

// Run implements extension.NodeType.
func (n update) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedUpdate](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	filter, values, err := p.fill(step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	changed, err := step.Records.Update(p.collection, filter, values, p.events)
	if err != nil {
		return extension.Result{}, err
	}
	return extension.Done(changed), nil
}

// fill fills in the variables of the filter, which must name a condition, and of the values.
func (p *preparedUpdate) fill(scope *expr.Scope) (filter, values any, err error) {
	if filter, err = p.filter.render(scope); err != nil {
		return nil, nil, err
	}
	if query.IsEmpty(filter) {
		return nil, nil, errs.New(errs.Invalid, "FILTER_REQUIRED", "the filter is empty: it would change every record of %q", p.collection)
	}
	values, err = rendered(p.values, scope)
	return filter, values, err
}

// Preview implements extension.Previewer.
func (n update) Preview(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedUpdate](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	filter, values, err := p.fill(step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	w, err := would{Collection: p.collection, Values: values}.matching(step.Records, filter)
	return extension.Done(w), err
}
