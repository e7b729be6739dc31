package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// responseMessage adds a message to the answer of the waiting request.
type responseMessage struct{}

type responseMessageConfig struct {
	Message any    `json:"message" doc:"The text of the message." as:"template" required:"true"`
	Field   string `json:"field" doc:"The field of the form beside which it stands, a name or a dotted path; with the whole answer when empty." as:"field" title:"At the field"`
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
	if c.Field != "" && !isPlace(c.Field) {
		return extension.InvalidConfig("field", "%q is not a path such as address.city", c.Field)
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
	if text == "" {
		return extension.Done(value), nil
	}
	c, err := decode[responseMessageConfig](step.Config)
	if err != nil {
		return extension.Result{}, err
	}
	if !step.Message(placed(c.Field, value)) {
		return extension.Done(nil), nil
	}
	return extension.Done(value), nil
}

// placed is a message with the field that it is about, if it is about one.
func placed(field string, message any) any {
	if field == "" {
		return message
	}
	return workflow.FieldMessage{Field: field, Message: message}
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

// Try implements extension.Trier: the message, told to nobody.
func (n responseMessage) Try(_ context.Context, step *extension.Step) (extension.Result, error) {
	value, err := evaluate(n, step)
	return extension.Done(value), err
}
