package nodes

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// end stops the execution on purpose. That it was this node which ended it tells the waiting request that a bad end is
// an answer and no fault.
type end struct{}

type endConfig struct {
	EndStatus *int `json:"endStatus" doc:"How the execution ends: 1 well, -1 as failed." enum:"1,-1" default:"1" title:"End" labels:"Well|As failed"`
}

// Spec implements extension.NodeType.
func (end) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: workflow.EndNode, Title: "End", Group: groupControl,
		Summary:     "Stops the whole execution, well or as failed, even inside of a branch.",
		Config:      endConfig{},
		SyncAllowed: true,
	}
}

func (c endConfig) status() (workflow.Status, error) {
	switch {
	case c.EndStatus == nil, *c.EndStatus == int(workflow.Resolved):
		return workflow.Resolved, nil
	case *c.EndStatus == int(workflow.Failed):
		return workflow.Failed, nil
	}
	return 0, extension.InvalidConfig("endStatus", "endStatus must be 1 or -1, not %d", *c.EndStatus)
}

// Validate implements extension.Validator.
func (n end) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	_, err := n.Prepare(config)
	return err
}

// Prepare implements extension.Preparer.
func (end) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[endConfig](config)
	if err != nil {
		return nil, err
	}
	return c.status()
}

// Run implements extension.NodeType.
func (n end) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	status, err := prepared[workflow.Status](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	return extension.End(status, nil), nil
}

// Try implements extension.Trier.
func (n end) Try(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return n.Run(ctx, step)
}
