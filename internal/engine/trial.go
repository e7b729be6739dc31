package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// TestNode tries a configuration outside any execution, on the variables of scope, and returns what it gave, or what it
// would do, and its log. Records are read as they are at one moment, with the actor's permissions; nothing is written.
func (e *Engine) TestNode(ctx context.Context, actor *acl.Actor, nodeType string, config json.RawMessage, scope *expr.Scope) (extension.Result, string, error) {
	t := e.Registry.Node(nodeType)
	if t == nil {
		return extension.Result{}, "", errs.New(errs.Invalid, "UNKNOWN_NODE_TYPE", "the node type %q does not exist", nodeType)
	}
	if tried(t) == nil {
		return extension.Result{}, "", errs.New(errs.Invalid, "NODE_NOT_TESTABLE", "a node of type %q cannot be tested", nodeType)
	}
	var log strings.Builder
	st := &extension.Step{
		Config: config, Evaluator: e.Evaluator, Now: e.Clock.Now(), Scope: e.outside(scope),
		Message: func(any) bool { return false }, Log: func(format string, a ...any) { fmt.Fprintf(&log, format+"\n", a...) },
	}
	if p, ok := t.(extension.Preparer); ok {
		prepared, err := p.Prepare(config)
		if err != nil {
			return extension.Result{}, "", errs.New(errs.Invalid, "INVALID_CONFIG", "%w", err)
		}
		st.Prepared = prepared
	}
	res, err := e.try(ctx, t, actor, st)
	return res, log.String(), err
}

// tried is how a node type is tried; nil when it cannot be.
func tried(t extension.NodeType) func(context.Context, *extension.Step) (extension.Result, error) {
	if tester, ok := t.(extension.Tester); ok {
		return tester.Test
	}
	if trier, ok := t.(extension.Trier); ok {
		return trier.Try
	}
	if previewer, ok := t.(extension.Previewer); ok {
		return previewer.Preview
	}
	return nil
}

// try carries out a trial. A step that is about records gets what reads them.
func (e *Engine) try(ctx context.Context, t extension.NodeType, actor *acl.Actor, st *extension.Step) (res extension.Result, err error) {
	effect := t.Spec().Effect
	if effect == nil || effect(st.Config) != extension.Database {
		return tried(t)(ctx, st)
	}
	sn, err := e.Schema(ctx)
	if err != nil {
		return res, err
	}
	err = e.DB.Read(ctx, func(r store.Reader) (err error) {
		st.Records = e.Records.Asking(sn, r, actor)
		res, err = tried(t)(ctx, st)
		return err
	})
	return res, err
}

// Evaluate computes an expression on the variables of scope; nothing else happens.
func (e *Engine) Evaluate(ctx context.Context, engine, expression string, scope *expr.Scope) (any, error) {
	compiled, err := expr.CompileExpression(engine, expression)
	if err != nil {
		return nil, err
	}
	return compiled.Evaluate(ctx, e.outside(scope), e.Evaluator)
}

// outside is a scope with what every one has, for what is computed outside any execution.
func (e *Engine) outside(scope *expr.Scope) *expr.Scope {
	out := expr.Scope{}
	if scope != nil {
		out = *scope
	}
	if out.System.Now == nil {
		out.System.Now = moment(e.Clock.Now())
	}
	out.Env, out.System.Location, out.System.InstanceID, out.System.NextID = e.Env, e.Location, e.DB.Generation(), e.DB.NextID
	return &out
}
