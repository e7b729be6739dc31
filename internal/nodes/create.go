package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// create adds a record.
type create struct{}

type createConfig struct {
	Collection string       `json:"collection" doc:"The collection that gets the record." as:"collection" required:"true"`
	Params     createParams `json:"params" doc:"What to create."`
}

type createParams struct {
	Values  any      `json:"values" doc:"The values of the new record." as:"values"`
	Appends []string `json:"appends" title:"Relations" doc:"The relations to be loaded into the result." as:"appends"`
}

type preparedCreate struct {
	collection string
	values     *expr.Template
	appends    []string
}

// Spec implements extension.NodeType.
func (create) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "create", Title: "Create record", Group: groupRecords,
		Summary:     "Adds a record to a collection; the result is the record.",
		Config:      createConfig{},
		Effect:      database,
		SyncAllowed: true,
	}
}

// Validate implements extension.Validator.
func (create) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[createConfig](config)
	if err != nil || !isGiven(config) {
		return err
	}
	return append(checkRecords(s, c.Collection, c.Params.Appends, nil), checkValues(c.Params.Values)...).Or()
}

// Prepare implements extension.Preparer.
func (create) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[createConfig](config)
	if err != nil {
		return nil, err
	}
	p := &preparedCreate{appends: c.Params.Appends}
	if p.collection, err = collectionOf(c.Collection); err != nil {
		return nil, err
	}
	p.values, err = compile(c.Params.Values, "params.values")
	return p, err
}

// Run implements extension.NodeType.
func (n create) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedCreate](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	values, err := rendered(p.values, step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	record, err := step.Records.Create(p.collection, values, p.appends)
	if err != nil {
		return extension.Result{}, err
	}
	return extension.Done(record), nil
}

// Preview implements extension.Previewer.
func (n create) Preview(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedCreate](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	values, err := rendered(p.values, step.Scope)
	return extension.Done(would{Collection: p.collection, Values: values}), err
}
