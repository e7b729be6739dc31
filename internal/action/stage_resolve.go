package action

import (
	"context"
	"net/http"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// resolve takes snapshots of one definitions version and finds what the request addresses.
func (p *Pipeline) resolve(ctx context.Context, r *run) error {
	if err := p.snapshots(ctx, r); err != nil {
		return err
	}
	if res := p.resources[r.req.Resource]; res != nil {
		if a, ok := res.Actions[r.req.Action]; ok {
			return p.resolveSystem(r, res, a)
		}
	}
	if err := p.resolveRecord(r); err != nil {
		return err
	}
	return readMethod(r.req, r.act.spec().read)
}

// readMethod checks the method. A read by POST may carry parameters in its body, for filters that are too long for a
// URL; those of the query count first.
func readMethod(req *Request, read bool) error {
	if err := checkMethod(req, read); err != nil || !read {
		return err
	}
	body, _ := req.Values.(map[string]any)
	for name, v := range body {
		if !req.Params.Has(name) {
			req.Params[name] = v
		}
	}
	return nil
}

// snapshots loads schema, definitions and permissions until they are of the same version.
func (p *Pipeline) snapshots(ctx context.Context, r *run) (err error) {
	if r.schema, err = p.Catalog.Snapshot(ctx); err != nil {
		return err
	}
	if r.defs, err = p.Definitions.Snapshot(ctx); err != nil {
		return err
	}
	if r.perms, err = p.Access.Permissions(ctx); err != nil {
		return err
	}
	if r.defs.Version != r.schema.Version || r.perms.Version != r.schema.Version {
		return store.ErrStale
	}
	return nil
}

func (p *Pipeline) resolveSystem(r *run, res *Resource, a Action) error {
	if strings.HasPrefix(res.Name, "dataSources.") && r.req.SourceID != access.MainDataSource {
		return errs.New(errs.NotFound, "UNKNOWN_DATA_SOURCE", "there is no data source %q", r.req.SourceID)
	}
	r.resource, r.system = res, a
	if res.Collection != "" {
		r.c = r.schema.Collection(res.Collection)
	}
	return readMethod(r.req, a.Read)
}

// checkMethod lets GET read only. Every action may be called with POST.
func checkMethod(req *Request, read bool) error {
	switch req.Method {
	case http.MethodGet, http.MethodHead:
		if !read {
			return errs.New(errs.MethodNotAllowed, "METHOD_NOT_ALLOWED", "%s changes data and cannot be called with %s", req.Action, req.Method)
		}
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return errs.New(errs.MethodNotAllowed, "METHOD_NOT_ALLOWED", "the method %s is not known here", req.Method)
	}
	return nil
}

func (p *Pipeline) resolveRecord(r *run) error {
	name, assoc, nested := strings.Cut(r.req.Resource, ".")
	trigger := name == "workflows" && r.req.Action == "trigger" && !nested
	c := r.schema.Collection(name)
	if r.act = p.records[r.req.Action]; r.act == nil {
		return p.unknownAction(r, c, nested)
	}
	if trigger {
		return nil // a custom action without a record
	}
	if c == nil || c.System && !p.opens(name) {
		if res := p.resources[r.req.Resource]; res != nil {
			return unknownAction(r.req)
		}
		return errs.New(errs.NotFound, "UNKNOWN_RESOURCE", "there is no resource %q", r.req.Resource)
	}
	if !nested && (c.System || r.act.spec().link) {
		return unknownAction(r.req) // its resource would have it
	}
	if !nested {
		r.c, r.source, r.rel = c, nil, nil
		return nil
	}
	if !r.req.HasSource {
		return errs.New(errs.NotFound, "UNKNOWN_RESOURCE", "an association is addressed as %s/<id>/%s", name, assoc)
	}
	return resolveAssociation(r, c, assoc)
}

// opens tells whether the generic record actions work on a system collection: only reading the associations of one that
// is a resource itself.
func (p *Pipeline) opens(name string) bool { return p.resources[name] != nil }

func (p *Pipeline) unknownAction(r *run, c *schema.Collection, nested bool) error {
	if c == nil && p.resources[r.req.Resource] == nil && !nested {
		return errs.New(errs.NotFound, "UNKNOWN_RESOURCE", "there is no resource %q", r.req.Resource)
	}
	return unknownAction(r.req)
}

func unknownAction(req *Request) error {
	return errs.New(errs.NotFound, "UNKNOWN_ACTION", "there is no action %q on %q", req.Action, req.Resource)
}

func resolveAssociation(r *run, c *schema.Collection, name string) error {
	f := c.Field(name)
	if f == nil || f.Relation == nil || f.Hidden {
		return errs.New(errs.NotFound, "UNKNOWN_RESOURCE", "the collection %q has no association %q", c.Name, name)
	}
	if f.Relation.TargetCollection == nil {
		return errs.New(errs.Conflict, "TARGET_MISSING", "the collection %q does not exist yet", f.Relation.Target)
	}
	r.source, r.rel, r.c = c, f, f.Relation.TargetCollection
	return nil
}
