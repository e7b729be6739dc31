package resource

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Engine runs what the resources of automation ask for. Errors that the caller causes are errs.Errors. What also does is
// committed with the change.
type Engine interface {
	// ExecuteManually runs w on a submitted input, as far as it goes without waiting, in the name of actor. started is
	// false when the input does not match what the trigger asks for.
	ExecuteManually(ctx context.Context, actor *acl.Actor, w *workflow.Workflow, input json.RawMessage, also func(tx store.Tx) error) (
		executionID int64, status workflow.Status, started bool, err error)
	// Cancel aborts an unfinished execution with its pending jobs and children.
	Cancel(ctx context.Context, id int64, also func(tx store.Tx) error) error
	// Rerun goes on with a started execution at a node (0 = the first one).
	Rerun(ctx context.Context, id, nodeID int64, overwrite bool, also func(tx store.Tx) error) error
	// Retry makes a new execution that begins at the failed step of one that ended badly, or at a node (0 = the failed
	// one), and returns its id.
	Retry(ctx context.Context, id, nodeID int64, also func(tx store.Tx) error) (int64, error)
	// Resume ends a pending job, or has it looked at again when status is Pending. A nil result leaves it as it is.
	Resume(ctx context.Context, jobID int64, status workflow.Status, result json.RawMessage, also func(tx store.Tx) error) error
	// TestNode tries a configuration outside an execution on given variables, and reads in the name of actor. It returns
	// the log as well.
	TestNode(ctx context.Context, actor *acl.Actor, nodeType string, config json.RawMessage, scope *expr.Scope) (extension.Result, string, error)
	// Evaluate computes an expression on given variables; nothing else happens.
	Evaluate(ctx context.Context, engine, expression string, scope *expr.Scope) (any, error)
}

// AutomationOptions is what the resources of automation work on.
type AutomationOptions struct {
	DB          store.DB
	Edits       action.Edits
	Definitions *definition.Service
	Bindings    *binding.Service
	Registry    *extension.Registry
	Engine      Engine
	Schema      func(ctx context.Context) (*schema.Snapshot, error)
	// Clock tells the time that the health of workflows is asked for.
	Clock clock.Clock
	// Administers tells whether an actor may see everybody's receipts.
	Administers func(a *acl.Actor) bool
}

// Automation makes the resources of workflows, executions, buttons and receipts.
type Automation struct {
	AutomationOptions
	system *schema.Snapshot
}

// NewAutomation checks options; it does no I/O.
func NewAutomation(o AutomationOptions) (*Automation, error) {
	if o.DB == nil || o.Edits == nil || o.Definitions == nil || o.Bindings == nil || o.Registry == nil || o.Engine == nil ||
		o.Schema == nil || o.Administers == nil || o.Clock == nil {
		return nil, errors.New("resource: an option of automation is missing")
	}
	system, err := schema.NewSnapshot(0, schema.System())
	if err != nil {
		return nil, err
	}
	return &Automation{AutomationOptions: o, system: system}, nil
}

// Resources lists the resources of automation.
func (a *Automation) Resources() []*action.Resource {
	return []*action.Resource{
		a.Workflows(), a.WorkflowNodes(), a.WorkflowButtons(), a.FlowNodes(), a.Executions(), a.Jobs(), a.WorkflowCategories(),
		a.Buttons(), a.Receipts(),
	}
}

// reading is the generic list or get.
func reading() action.Action { return action.Action{Read: true} }

// changing is an action that a snippet grants.
func changing(run action.Handler) action.Action { return action.Action{Run: run} }

// edit runs fn on the workflows in an exclusive transaction.
func (a *Automation) edit(ctx context.Context, req *action.Request, fn func(e *definition.Edit) error) error {
	return a.Edits.Exclusive(ctx, req, func(tx store.Tx) error {
		e, err := a.Definitions.Edit(ctx, tx, actorID(req))
		if err != nil {
			return err
		}
		return fn(e)
	})
}

// keep puts the idempotency key of a request into the transaction in which the engine does what it asks for.
func (a *Automation) keep(req *action.Request) func(tx store.Tx) error {
	return func(tx store.Tx) error { return a.Edits.Keep(req, tx) }
}

func actorID(req *action.Request) int64 {
	if req.Actor == nil {
		return 0
	}
	return req.Actor.UserID
}

// keyOf reads filterByTk as the id of one row.
func keyOf(req *action.Request) (int64, error) {
	raw, _, err := query.TargetKeyOf(req.Params)
	if err != nil {
		return 0, err
	}
	return idOf(raw, "filterByTk")
}

// sourceOf reads the id of the source row of an association.
func sourceOf(req *action.Request) (int64, error) { return idOf(req.SourceID, "sourceId") }

// idOf reads an id as JSON or text.
func idOf(raw any, name string) (int64, error) {
	var s string
	switch v := raw.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	case int64:
		return v, nil
	}
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0, errs.New(errs.Invalid, codeInvalidParameter, "%s must be an id", name).On(name)
	}
	return id, nil
}

// optionalID reads an id from a body, 0 when it is absent or null.
func optionalID(values map[string]any, name string) (int64, error) {
	if values[name] == nil {
		return 0, nil
	}
	return idOf(values[name], name)
}

const codeInvalidParameter = "INVALID_PARAMETER"

// environment is what the filters of a request may depend on.
func environment(req *action.Request, tx store.Tx) query.Env {
	return query.Env{Now: tx.Now(), Location: req.Location}
}

// missing is the answer when filterByTk named one row that does not exist; nil when rows were selected otherwise.
func missing(req *action.Request, c *schema.Collection) error {
	switch key := req.Params["filterByTk"].(type) {
	case nil, []any, map[string]any:
		return nil
	default:
		return notFound(c, key)
	}
}

func notFound(c *schema.Collection, key any) error {
	return errs.New(errs.NotFound, "RECORD_NOT_FOUND", "%s %v does not exist", c.Name, key)
}

// statusOrNull is how a status is answered: null while queued.
func statusOrNull(s workflow.Status) *workflow.Status {
	if s == workflow.Queued {
		return nil
	}
	return &s
}

// rowOf reads the row with this id outside any transaction. Errors: RECORD_NOT_FOUND.
func (a *Automation) rowOf(ctx context.Context, collection string, id int64) (schema.Record, error) {
	c := a.system.Collection(collection)
	var rows []schema.Record
	err := a.DB.Read(ctx, func(r store.Reader) (err error) {
		rows, err = r.Find(&query.Find{Collection: c, Filter: query.Cond{Field: c.PrimaryKey(), Op: query.Eq, Value: id}, Limit: 1})
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound(c, id)
	}
	return rows[0], nil
}
