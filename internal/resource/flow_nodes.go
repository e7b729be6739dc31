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
		"try":           changing(a.tryNode),
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
	return a.editRows(ctx, req, "flow_nodes", codeNodeChanged, func(e *definition.Edit, f query.Filter, values map[string]any) ([]schema.Record, error) {
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

// testNode carries out a configuration outside an execution, on the variables that are given by their paths.
func (a *Automation) testNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	got, err := a.trial(ctx, req, func(t extension.NodeType) bool {
		_, ok := t.(extension.Tester)
		return ok
	})
	if err != nil {
		return nil, err
	}
	got.Branch = nil
	return action.Data(got), nil
}

// tryNode does so with every type: what has no effect is carried out, of what has some it is told what it would be.
func (a *Automation) tryNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	got, err := a.trial(ctx, req, func(t extension.NodeType) bool { return trialOf(t) != "" })
	if err != nil {
		return nil, err
	}
	return action.Data(got), nil
}

// trial tries the configuration of a request when allowed takes its type.
func (a *Automation) trial(ctx context.Context, req *action.Request, allowed func(extension.NodeType) bool) (tested, error) {
	values, err := req.Object()
	if err != nil {
		return tested{}, err
	}
	typ, _ := values["type"].(string)
	t := a.Registry.Node(typ)
	if t == nil {
		return tested{}, errs.New(errs.Invalid, definition.CodeUnknownNode, "node type %q does not exist", typ).On("type")
	}
	if !allowed(t) {
		return tested{}, errs.New(errs.Invalid, "NODE_NOT_TESTABLE", "node type %q cannot be tested", typ).On("type")
	}
	config, err := a.checked(ctx, t, values["config"])
	if err != nil {
		return tested{}, err
	}
	scope := &expr.Scope{}
	if err := setVariables(scope, values["variables"]); err != nil {
		return tested{}, err
	}
	result, log, err := a.Engine.TestNode(ctx, req.Actor, typ, config, scope)
	if err != nil {
		return tested{}, testFailure(err)
	}
	return tested{statusOrNull(result.Status), result.Value, log, result.Branch}, nil
}

// tested is what trying a configuration gave.
type tested struct {
	Status *workflow.Status `json:"status"`
	Result any              `json:"result"` // or what the step would do, for types that are only previewed
	Log    string           `json:"log,omitempty"`
	Branch *int             `json:"branch,omitempty"` // that would be taken; told by flow_nodes:try
}

// checked is a configuration that a type accepts.
func (a *Automation) checked(ctx context.Context, t extension.NodeType, config any) (json.RawMessage, error) {
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
