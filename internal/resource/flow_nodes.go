package resource

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// WorkflowNodes is the resource of the nodes of one workflow version. They are read as any association is.
func (a *Automation) WorkflowNodes() *action.Resource {
	return &action.Resource{Name: "workflows.nodes", Collection: "flow_nodes", Actions: map[string]action.Action{
		"create": changing(a.createNode),
	}}
}

// FlowNodes is the resource of nodes.
func (a *Automation) FlowNodes() *action.Resource {
	return &action.Resource{Name: "flow_nodes", Collection: "flow_nodes", Actions: map[string]action.Action{
		"list":          reading(),
		"get":           reading(),
		"update":        changing(a.updateNodes),
		"destroy":       changing(a.destroyNode),
		"destroyBranch": changing(a.destroyBranch),
		"duplicate":     changing(a.duplicateNode),
		"move":          changing(a.moveNode),
		"test":          changing(a.testNode),
		"specs":         {Run: a.nodeSpecs, Read: true},
		"branches":      {Run: a.nodeBranches, Read: true},
		"variables":     {Run: a.nodeVariables, Read: true},
		"preview":       {Run: a.previewNode, Read: true},
	}}
}

func (a *Automation) createNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := sourceOf(req)
	if err != nil {
		return nil, err
	}
	return a.editNode(ctx, req, func(e *definition.Edit, values map[string]any) (schema.Record, error) {
		return e.CreateNode(id, values)
	})
}

// editNode makes one change in the graph and answers the node that it gives; null when there is none.
func (a *Automation) editNode(
	ctx context.Context, req *action.Request, change func(e *definition.Edit, values map[string]any) (schema.Record, error),
) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	var node schema.Record
	err = a.edit(ctx, req, func(e *definition.Edit) (err error) {
		node, err = change(e, values)
		return err
	})
	if err != nil {
		return nil, err
	}
	if node == nil {
		return action.Data(nil), nil
	}
	return action.Data(node), nil
}

func (a *Automation) updateNodes(ctx context.Context, req *action.Request) (*action.Response, error) {
	associations := req.Params.Strings("updateAssociationValues")
	return a.editRows(ctx, req, "flow_nodes", func(e *definition.Edit, f query.Filter, values map[string]any) ([]schema.Record, error) {
		return e.UpdateNodes(f, values, associations)
	})
}

func (a *Automation) destroyNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	keep, err := branchOf(req, "keepBranch")
	if err != nil {
		return nil, err
	}
	return a.editNode(ctx, req, func(e *definition.Edit, _ map[string]any) (schema.Record, error) {
		return e.DestroyNode(id, keep)
	})
}

// branchOf reads the index of a branch, nil when it was not given.
func branchOf(req *action.Request, name string) (*int, error) {
	const none = -1
	index, err := req.Params.Int(name, none)
	if err != nil || index == none {
		return nil, err
	}
	return &index, nil
}

func (a *Automation) destroyBranch(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	index, err := branchOf(req, "branchIndex")
	if err != nil {
		return nil, err
	}
	if index == nil {
		return nil, errs.New(errs.Invalid, codeInvalidParameter, "branchIndex is required").On("branchIndex")
	}
	shift := req.Params.Bool("shift")
	return a.editNode(ctx, req, func(e *definition.Edit, _ map[string]any) (schema.Record, error) {
		return e.DestroyBranch(id, *index, shift)
	})
}

func (a *Automation) duplicateNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	return a.editNode(ctx, req, func(e *definition.Edit, values map[string]any) (schema.Record, error) {
		return e.DuplicateNode(id, values)
	})
}

func (a *Automation) moveNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	return a.editNode(ctx, req, func(e *definition.Edit, values map[string]any) (schema.Record, error) {
		return e.MoveNode(id, values)
	})
}

// testNode runs a configuration for real, outside an execution, on the variables that are given by their paths.
func (a *Automation) testNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	typ, _ := values["type"].(string)
	config, err := a.testable(ctx, typ, values["config"])
	if err != nil {
		return nil, err
	}
	scope := &expr.Scope{}
	if err := setVariables(scope, values["variables"]); err != nil {
		return nil, err
	}
	result, log, err := a.Engine.TestNode(ctx, typ, config, scope)
	if err != nil {
		return nil, testFailure(err)
	}
	return action.Data(tested{statusOrNull(result.Status), result.Value, log}), nil
}

// tested is what running a configuration gave.
type tested struct {
	Status *workflow.Status `json:"status"`
	Result any              `json:"result"`
	Log    string           `json:"log,omitempty"`
}

// testable checks that a type can be tested with a configuration.
func (a *Automation) testable(ctx context.Context, typ string, config any) (json.RawMessage, error) {
	t := a.Registry.Node(typ)
	if t == nil {
		return nil, errs.New(errs.Invalid, definition.CodeUnknownNode, "node type %q does not exist", typ).On("type")
	}
	if _, ok := t.(extension.Tester); !ok {
		return nil, errs.New(errs.Invalid, "NODE_NOT_TESTABLE", "node type %q cannot be tested", typ).On("type")
	}
	if config == nil {
		config = map[string]any{}
	}
	raw, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	checker, ok := t.(extension.Validator)
	if !ok {
		return raw, nil
	}
	sn, err := a.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return raw, checker.Validate(raw, sn)
}

// testFailure makes the error of a test an answer: it is about the tested configuration, and whoever may test it may
// know it.
func testFailure(err error) error {
	var failure *extension.Failure
	if errs.CodeOf(err) != "" {
		return err
	}
	if errors.As(err, &failure) {
		return errs.New(errs.Invalid, failure.Code, "%s", failure.Message)
	}
	return errs.New(errs.Invalid, "NODE_TEST_FAILED", "%w", err)
}
