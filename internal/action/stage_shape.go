package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// shape checks types, sizes and names of what was sent. Reads end here.
func (p *Pipeline) shape(ctx context.Context, r *run) error {
	if r.values == nil {
		r.values = r.req.Values
	}
	if depth(r.values, p.Limits.Depth) > p.Limits.Depth {
		return errs.New(errs.Invalid, "BODY_TOO_DEEP", "the body is nested deeper than %d levels", p.Limits.Depth)
	}
	if r.resource != nil {
		return p.callSystem(ctx, r)
	}
	r.cut, r.guards = nil, nil
	if err := r.act.shape(ctx, r); err != nil {
		return err
	}
	reader, ok := r.act.(reading)
	if !ok {
		return nil
	}
	res, err := reader.read(ctx, r)
	r.res = res
	return err
}

// callSystem runs the action of a system resource, or the generic reading of its collection.
func (p *Pipeline) callSystem(ctx context.Context, r *run) (err error) {
	if r.system.Run != nil {
		r.res, err = r.system.Run(ctx, r.req)
		return err
	}
	if err := r.limitSystem(ctx); err != nil {
		return err
	}
	r.askEmpty()
	var generic reading = getAction{}
	if r.req.Action == "list" {
		generic = listAction{}
	}
	if err := generic.shape(ctx, r); err != nil {
		return err
	}
	r.res, err = generic.read(ctx, r)
	return err
}

// limitSystem adds what the resource lets the actor see of its collection.
func (r *run) limitSystem(ctx context.Context) error {
	if r.resource.Scope != nil {
		r.scope = both(r.scope, r.resource.Scope(r.req.Actor, r.c))
	}
	if r.resource.Visible != nil {
		f, err := r.resource.Visible(ctx, r.req.Actor, r.c)
		if err != nil {
			return err
		}
		r.scope = both(r.scope, f)
	}
	if r.resource.Narrow == nil || r.req.Action != "list" {
		return nil
	}
	f, err := r.resource.Narrow(ctx, r.req)
	r.scope = both(r.scope, f)
	return err
}

// askEmpty takes the empty associations of a resource out of the appends, for present to add.
func (r *run) askEmpty() {
	if len(r.resource.Empty) == 0 {
		return
	}
	var appends []any
	for _, name := range r.req.Params.Strings("appends") {
		if contains(r.resource.Empty, name) {
			r.empty = append(r.empty, name)
		} else {
			appends = append(appends, name)
		}
	}
	r.req.Params["appends"] = appends
}

// present gives the records of a system resource the shape of the API.
func (r *run) present(ctx context.Context, rows []schema.Record) error {
	if r.resource == nil || r.resource.Present == nil {
		return nil
	}
	for _, row := range rows {
		for _, name := range r.empty {
			row[name] = []any{}
		}
	}
	return r.resource.Present(ctx, r.req, rows)
}

// depth measures nesting, stopping above limit.
func depth(v any, limit int) int {
	if limit < 0 {
		return 1
	}
	deepest := 0
	switch t := v.(type) {
	case map[string]any:
		for _, x := range t {
			deepest = max(deepest, depth(x, limit-1))
		}
	case []any:
		for _, x := range t {
			deepest = max(deepest, depth(x, limit-1))
		}
	default:
		return 0
	}
	return deepest + 1
}
