// Package sequitur is a self-hosted platform in one binary: teams model data, put it on pages and bind workflows to
// the actions that people take there. What follows from an action is guaranteed to happen.
//
// It is for programs that serve the platform themselves, with node and trigger types of their own. The names here are
// those of internal packages and carry their documentation.
package sequitur

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// The server.
type (
	// App is a running server: New, then Start, then Stop.
	App = app.App
	// Options make an App.
	Options = app.Options
	// Config is everything that can be set; see docs/config.md.
	Config = app.Config
)

// What authors of node and trigger types need.
type (
	// NodeType is the behaviour of a node.
	NodeType = extension.NodeType
	// NodeSpec describes a node type.
	NodeSpec = extension.NodeSpec
	// Step is all that a node sees.
	Step = extension.Step
	// Result is how a step ends.
	Result = extension.Result
	// Status is how an execution or job stands.
	Status = workflow.Status
	// TriggerType is a way in which workflows start.
	TriggerType = extension.TriggerType
	// TriggerSpec describes a trigger type.
	TriggerSpec = extension.TriggerSpec
	// Start is one execution to be started.
	Start = extension.Start
	// Reader is what a trigger may read while it decides.
	Reader = extension.Reader
	// Workflow is one version of a workflow.
	Workflow = workflow.Workflow
	// Event is something that happened and may start workflows.
	Event = workflow.Event
	// Binding says that a request named a workflow, and with which path.
	Binding = workflow.Binding
	// Reason says why a workflow did not start.
	Reason = workflow.Reason
	// Snapshot is the model: all collections at one moment.
	Snapshot = schema.Snapshot
	// Collection is a collection of the model.
	Collection = schema.Collection
	// Record is a record with its values by field name.
	Record = schema.Record
)

// Defaults is the configuration that nobody has changed.
func Defaults() Config { return app.Defaults() }

// Done ends a step well with a value.
func Done(value any) Result { return extension.Done(value) }

// Waiting suspends the execution until its job is resumed.
func Waiting(value any) Result { return extension.Waiting(value) }

// Fail is a failure that the workflow's author should know of, with a stable code.
func Fail(code, format string, a ...any) error { return extension.Fail(code, format, a...) }

// New opens the database and makes a server. Nothing is served yet.
func New(ctx context.Context, o Options) (*App, error) { return app.New(ctx, o) }

// Run serves until ctx ends, then stops: requests under way are answered, what is owed is gone on with at the next start.
func Run(ctx context.Context, o Options) error {
	a, err := app.New(ctx, o)
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.Stop(ctx))
	}
	<-ctx.Done()
	return a.Stop(context.WithoutCancel(ctx))
}
