package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// output sets what the execution as a whole gives back.
type output struct{}

type outputConfig struct {
	Value any `json:"value" doc:"The output of the execution; of several, the last one counts." as:"template"`
}

// Spec implements extension.NodeType.
func (output) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "output", Title: "Output", Group: groupControl,
		Summary:     "Sets the output of the execution.",
		Config:      outputConfig{},
		SyncAllowed: true,
	}
}

// Validate implements extension.Validator.
func (n output) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	_, err := n.Prepare(config)
	return err
}

// Prepare implements extension.Preparer.
func (output) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[outputConfig](config)
	if err != nil {
		return nil, err
	}
	return compile(c.Value, "value")
}

// Run implements extension.NodeType.
func (n output) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	value, err := evaluate(n, step)
	if err != nil {
		return extension.Result{}, err
	}
	result := extension.Done(value)
	result.Output, result.SetOutput = value, true
	return result, nil
}

// Try implements extension.Trier.
func (n output) Try(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return n.Run(ctx, step)
}
