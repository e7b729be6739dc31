package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// responseMessage adds a message to the answer of the waiting request.
type responseMessage struct{}

type responseMessageConfig struct {
	Message any `json:"message" doc:"The text of the message." as:"template" required:"true"`
}

// Spec implements extension.NodeType.
func (responseMessage) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "response-message", Title: "Response message", Group: groupResponse,
		Summary:     "Adds a message to the answer that the user is waiting for.",
		Config:      responseMessageConfig{},
		SyncAllowed: true, SyncOnly: true,
		Triggers: []string{"request-interception", "action", "custom-action"},
	}
}

// Validate implements extension.Validator.
func (n responseMessage) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	c, err := decode[responseMessageConfig](config)
	if err != nil {
		return err
	}
	if c.Message == "" {
		return errs.New(errs.Invalid, "REQUIRED", "message must not be empty").On("message")
	}
	_, err = n.Prepare(config)
	return err
}

// Prepare implements extension.Preparer.
func (responseMessage) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[responseMessageConfig](config)
	if err != nil {
		return nil, err
	}
	return compile(c.Message, "message")
}

// Run implements extension.NodeType. A message that is one variable keeps that variable's type as the result.
func (n responseMessage) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	value, err := evaluate(n, step)
	if err != nil {
		return extension.Result{}, err
	}
	text, err := textOf(value)
	if err != nil {
		return extension.Result{}, err
	}
	if text != "" && !step.Message(value) {
		return extension.Done(nil), nil
	}
	return extension.Done(value), nil
}

// textOf is how a value reads in a message: texts as they are, nothing for null, anything else as JSON.
func textOf(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case string:
		return x, nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}
