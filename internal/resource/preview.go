package resource

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
)

// maxPreview is how much of a value a preview shows, in bytes of its JSON.
const maxPreview = 16 << 10

// previewed is what something would have given.
type previewed struct {
	Value any `json:"value"`
	// Cut says that the value is large: then it is the beginning of its JSON, as text.
	Cut bool `json:"cut,omitempty"`
}

// previewNode computes what stands in the configuration of a node, on the past execution that executionId names and on
// the variables that are given by their paths: a template, a calculation, or an expression with its engine. Nothing is
// carried out or stored.
func (a *Automation) previewNode(ctx context.Context, req *action.Request) (*action.Response, error) {
	values, err := req.Object()
	if err != nil {
		return nil, err
	}
	n, v, sample, err := a.sampledNode(ctx, req)
	if err != nil {
		return nil, err
	}
	scope := &expr.Scope{}
	if sample != nil {
		scope = v.Scope(n, sample)
	}
	if err := setVariables(scope, values["variables"]); err != nil {
		return nil, err
	}
	value, err := a.computed(ctx, values, scope)
	if err != nil {
		return nil, testFailure(err)
	}
	return shown(value)
}

// computed is the value of what is to be previewed.
func (a *Automation) computed(ctx context.Context, values map[string]any, scope *expr.Scope) (any, error) {
	if raw, given := values["template"]; given {
		t, err := expr.Compile(raw)
		if err != nil {
			return nil, err
		}
		return t.Render(scope)
	}
	if raw, given := values["calculation"]; given {
		c, err := expr.CompileCalculation(raw)
		if err != nil {
			return nil, err
		}
		return c.Evaluate(scope)
	}
	engine, _ := values["engine"].(string)
	expression, ok := values["expression"].(string)
	if !ok {
		return nil, errs.New(errs.Invalid, codeInvalidParameter, "a template, a calculation or an expression is required")
	}
	return a.Engine.Evaluate(ctx, engine, expression, scope)
}

func shown(value any) (*action.Response, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	if len(raw) <= maxPreview {
		return action.Data(previewed{Value: value}), nil
	}
	return action.Data(previewed{Value: strings.ToValidUTF8(string(raw[:maxPreview]), ""), Cut: true}), nil
}

// setVariables puts values into a scope by their paths, "$context.data.title"; the roots that an execution has.
func setVariables(scope *expr.Scope, given any) error {
	if given == nil {
		return nil
	}
	variables, ok := given.(map[string]any)
	if !ok {
		return errs.New(errs.Invalid, codeInvalidParameter, "variables must be an object of paths and values").On("variables")
	}
	roots := map[string]any{}
	for name, v := range map[string]any{"$context": scope.Context, "$jobsMapByNodeKey": scope.Jobs, "$scopes": scope.Scopes} {
		roots[name] = v
	}
	for _, path := range slices.Sorted(maps.Keys(variables)) { // a whole before its parts
		names := strings.Split(strings.TrimPrefix(path, "ctx."), ".")
		if _, known := roots[names[0]]; !known {
			return errs.New(errs.Invalid, "UNKNOWN_VARIABLE", "there is no variable %s to give a value", path).On("variables")
		}
		roots[names[0]] = with(roots[names[0]], names[1:], variables[path])
	}
	scope.Context = roots["$context"]
	scope.Jobs, _ = roots["$jobsMapByNodeKey"].(map[string]any)
	scope.Scopes, _ = roots["$scopes"].(map[string]any)
	return nil
}

// with is a copy of an object that has v at a path.
func with(object any, names []string, v any) any {
	if len(names) == 0 {
		return v
	}
	m, _ := object.(map[string]any)
	out := maps.Clone(m)
	if out == nil {
		out = map[string]any{}
	}
	out[names[0]] = with(out[names[0]], names[1:], v)
	return out
}
