package nodes

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// engineBasic is the engine of conditions that is a comparison and no expression.
const engineBasic = "basic"

// decode reads a configuration of type T.
func decode[T any](config json.RawMessage) (T, error) {
	var c T
	err := extension.DecodeConfig(config, &c)
	return c, err
}

// prepared returns what p made of the step's configuration, and makes it when nobody did before.
func prepared[T any](p extension.Preparer, step *extension.Step) (T, error) {
	v := step.Prepared
	if v == nil {
		var err error
		if v, err = p.Prepare(step.Config); err != nil {
			var none T
			return none, err
		}
	}
	t, ok := v.(T)
	if !ok {
		return t, errs.New(errs.Internal, "NODE_NOT_PREPARED", "the node was prepared as another type")
	}
	return t, nil
}

// isGiven tells whether a configuration was sent at all: a node may be created first and configured later.
func isGiven(config json.RawMessage) bool {
	b := bytes.TrimSpace(config)
	return len(b) > 0 && !bytes.Equal(b, []byte("null"))
}

// checkEngine reports an engine that is none of known; "" stands for the default.
func checkEngine(engine, field string, known ...string) *errs.Error {
	if engine == "" || slices.Contains(known, engine) {
		return nil
	}
	return extension.InvalidConfig(field, "%s must be one of %s, not %q", field, strings.Join(known, ", "), engine)
}

// asError makes a failure that the configuration holds an errs.Error that names its field.
func asError(err error, field string) *errs.Error {
	return errs.New(errs.Invalid, codeOr(err, "INVALID_CONFIG"), "%s", err).On(field)
}

func codeOr(err error, code string) string {
	if c := errs.CodeOf(err); c != "" {
		return c
	}
	return code
}

// compile prepares one value of a configuration as a template.
func compile(v any, field string) (*expr.Template, error) {
	t, err := expr.Compile(v)
	if err != nil {
		return nil, asError(err, field)
	}
	return t, nil
}

// evaluate fills in the variables of the one template that p makes of a configuration.
func evaluate(p extension.Preparer, step *extension.Step) (any, error) {
	t, err := prepared[*expr.Template](p, step)
	if err != nil {
		return nil, err
	}
	return t.Render(step.Scope)
}

// told ends a step whose expression could not be evaluated: the text is its result, so that people and later steps can
// read it. An evaluation that was interrupted is the engine's business.
func told(ctx context.Context, err error) (extension.Result, error) {
	if ctx.Err() != nil {
		return extension.Result{}, err
	}
	return extension.Result{Status: workflow.Errored, Value: err.Error()}, nil
}
