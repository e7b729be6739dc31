package engine_test

import (
	"encoding/json"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// picky is a trigger type that a later release does not know any more, or whose configuration it does not take.
type picky struct{ refuses bool }

func (picky) Spec() extension.TriggerSpec {
	return extension.TriggerSpec{
		Type: "picky", Title: "picky", Layer: "post-action", Hidden: true,
		Collection: func(json.RawMessage) string { return "posts" },
		Global:     func(json.RawMessage) bool { return true },
	}
}

func (picky) Validate(json.RawMessage, *schema.Snapshot) error { return nil }

func (p picky) Compile(json.RawMessage) (any, error) {
	if p.refuses {
		return nil, errors.New("not like this")
	}
	return p, nil
}

// matching completes picky: it starts once for every event.
type matching struct{ picky }

func (matching) Match(*workflow.Workflow, *workflow.Event, *workflow.Binding, extension.Reader) ([]extension.Start, workflow.Reason, error) {
	return []extension.Start{{Context: map[string]any{}}}, workflow.NoReason, nil
}

func (matching) Manual(*workflow.Workflow, json.RawMessage, extension.Reader) ([]extension.Start, error) {
	return nil, nil
}
