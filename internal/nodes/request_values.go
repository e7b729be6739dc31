package nodes

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// requestValues changes the values that a user submitted, before the action sees them.
type requestValues struct{}

type requestValuesConfig struct {
	Values map[string]any `json:"values" doc:"The new value of each place in the submitted values; a place is a dotted path such as address.city." as:"submitted"`
	Unset  []string       `json:"unset" doc:"The places to be removed from the submitted values. This is done first."`
}

type preparedRequestValues struct {
	set   []placedValue // by path, so that an object is replaced before its members
	unset []string
}

type placedValue struct {
	path  string
	value *expr.Template
}

// Spec implements extension.NodeType.
func (requestValues) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "request-values", Title: "Change submitted values", Group: groupResponse,
		Summary:     "Changes the submitted values before the action is carried out.",
		Config:      requestValuesConfig{},
		SyncAllowed: true,
		Triggers:    []string{"request-interception"},
	}
}

// Validate implements extension.Validator.
func (requestValues) Validate(config json.RawMessage, _ *schema.Snapshot) error {
	c, err := decode[requestValuesConfig](config)
	if err != nil {
		return err
	}
	var list errs.List
	for _, path := range slices.Sorted(maps.Keys(c.Values)) {
		field := "values." + path
		if !isPlace(path) {
			list = append(list, extension.InvalidConfig(field, "%q is not a path such as address.city", path))
			continue
		}
		if _, err := expr.Compile(c.Values[path]); err != nil {
			list = append(list, asError(err, field))
		}
	}
	for i, path := range c.Unset {
		field := fmt.Sprintf("unset[%d]", i)
		if !isPlace(path) {
			list = append(list, extension.InvalidConfig(field, "%q is not a path such as address.city", path))
		}
		if _, both := c.Values[path]; both {
			list = append(list, extension.InvalidConfig(field, "%q cannot be set and removed at once", path))
		}
	}
	return list.Or()
}

// isPlace tells whether path is dotted names, none of them empty or a template.
func isPlace(path string) bool {
	return !strings.ContainsAny(path, "{}") && !slices.Contains(strings.Split(path, "."), "")
}

// Prepare implements extension.Preparer.
func (requestValues) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[requestValuesConfig](config)
	if err != nil {
		return nil, err
	}
	p := &preparedRequestValues{unset: c.Unset}
	for _, path := range slices.Sorted(maps.Keys(c.Values)) {
		t, err := compile(c.Values[path], "values."+path)
		if err != nil {
			return nil, err
		}
		p.set = append(p.set, placedValue{path, t})
	}
	return p, nil
}

// Run implements extension.NodeType.
func (n requestValues) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedRequestValues](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	if step.Request == nil {
		return extension.Result{}, errs.New(errs.Invalid, "NO_REQUEST", "there are no submitted values here: this node belongs into a pre-action workflow")
	}
	set, err := p.render(step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	for _, path := range p.unset {
		if err := step.Request.Unset(path); err != nil {
			return extension.Result{}, err
		}
	}
	for i, place := range p.set {
		if err := step.Request.Set(place.path, set[i]); err != nil {
			return extension.Result{}, err
		}
	}
	return extension.Done(step.Request.Values()), nil
}

// render fills in all values before the first change, so that a failure changes nothing.
func (p *preparedRequestValues) render(scope *expr.Scope) ([]any, error) {
	out := make([]any, len(p.set))
	for i, place := range p.set {
		v, err := place.value.Render(scope)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// Preview implements extension.Previewer: what would be put where, and what would be taken away.
func (n requestValues) Preview(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedRequestValues](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	set, err := p.render(step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	values := map[string]any{}
	for i, place := range p.set {
		values[place.path] = set[i]
	}
	would := map[string]any{"values": values}
	if len(p.unset) > 0 {
		would["unset"] = p.unset
	}
	return extension.Done(would), nil
}
