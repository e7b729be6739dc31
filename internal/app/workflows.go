package app

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// workflows is the engine as the pipeline sees it: the two do not know each other.
type workflows struct{ *engine.Engine }

// Begin implements action.Workflows.
func (w workflows) Begin(tx store.Tx, cause *workflow.Cause, defs *definition.Snapshot, sn *schema.Snapshot) action.Intake {
	return w.Engine.Begin(tx, cause, defs, sn)
}

// Before implements action.Workflows.
func (w workflows) Before(ctx context.Context, b *action.Before) (*workflow.Group, error) {
	return w.Engine.Before(ctx, &engine.PreRun{
		Cause: b.Cause, Event: b.Event, Definitions: b.Definitions, Schema: b.Schema, Done: b.Done, Open: b.Open,
	})
}
