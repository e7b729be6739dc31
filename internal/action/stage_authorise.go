package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

var (
	errEmptyToken   = errs.New(errs.Unauthenticated, "EMPTY_TOKEN", "please sign in")
	errNoPermission = errs.New(errs.Forbidden, "NO_PERMISSION", "No permissions")
)

// authorise decides whether the actor may take the action at all, on which rows and with which fields.
func (p *Pipeline) authorise(ctx context.Context, r *run) error {
	if r.resource != nil {
		return p.authoriseSystem(r)
	}
	if !r.req.Actor.SignedIn() {
		return errEmptyToken
	}
	if r.c == nil {
		return nil // workflows:trigger is open to every signed-in user
	}
	if r.c.System || r.source != nil && r.source.System {
		if err := p.authoriseSystemAssociation(r); err != nil {
			return err
		}
	}
	return p.authoriseRecord(r)
}

func (p *Pipeline) authoriseSystem(r *run) error {
	a := r.req.Actor
	switch {
	case r.system.Access == Public:
		return nil
	case !a.SignedIn():
		return errEmptyToken
	case a.Root(), r.system.Access == SignedIn:
		return nil
	case r.system.Access == BySnippet && r.perms.System(a, r.req.Resource, r.req.Action):
		return nil
	}
	return r.authoriseByEntry()
}

// authoriseByEntry opens the reading of a system collection to roles with a resource entry for it, with its rows and
// fields.
func (r *run) authoriseByEntry() (err error) {
	generic := r.system.Run == nil && r.c != nil && r.c.Name == r.req.Resource
	if r.system.Access != BySnippet || !generic {
		return errNoPermission
	}
	if r.grant, err = r.perms.Record(r.req.Actor, r.c, r.req.Action); err != nil {
		return err
	}
	r.byEntry = true
	r.scope, err = r.scopeOf(r.c, r.grant)
	return err
}

// authoriseSystemAssociation: record strategies never cover system collections; reading their associations needs the
// snippet, changing them through the generic actions is root's alone where a resource does not offer it.
func (p *Pipeline) authoriseSystemAssociation(r *run) error {
	a, spec := r.req.Actor, r.act.spec()
	if r.source != nil && !r.source.System && (spec.read || spec.link) {
		return nil // orders/1/createdBy:get is judged as an append, orders/1/approvers:add as a change of the order
	}
	if spec.read && (a.Root() || r.perms.System(a, r.req.Resource, r.req.Action)) {
		return nil
	}
	return errNoPermission
}

func (p *Pipeline) authoriseRecord(r *run) (err error) {
	spec := r.act.spec()
	a := r.req.Actor
	switch {
	case spec.link:
		r.grant, err = r.perms.Record(a, r.source, "update")
		if err == nil && (!r.grant.AllowsField(r.rel.Name) || isAuthor(r.rel)) {
			err = errNoPermission
		}
	case r.c.System:
		r.grant, err = r.viewGrant(r.c)
	case spec.permission == "":
		return nil // the action asks itself
	default:
		r.grant, err = r.perms.Record(a, r.c, spec.permission)
	}
	if err == nil && spec.read && r.source != nil {
		err = r.checkField(r.source, r.rel) // as when it is appended
	}
	if err != nil {
		return err
	}
	on := r.c
	if spec.link {
		on = r.source
	}
	r.scope, err = r.scopeOf(on, r.grant)
	return err
}

// isAuthor tells whether a relation names who wrote a record: the server tells that, nobody else.
func isAuthor(rel *schema.Field) bool {
	return rel.Interface == "createdBy" || rel.Interface == "updatedBy"
}

// scopeOf turns the row scopes of a grant into a filter; nil = all rows.
func (r *run) scopeOf(c *schema.Collection, g acl.Grant) (query.Filter, error) {
	if len(g.Scopes) == 0 {
		return nil, nil
	}
	any := make(query.Or, 0, len(g.Scopes))
	env := r.env()
	env.System, env.Variable = true, r.scopeVariable
	for _, s := range g.Scopes {
		f, err := query.ParseFilter(c, s, env)
		if err != nil {
			return nil, errNoPermission
		}
		any = append(any, f)
	}
	return any, nil
}

// viewGrant tells what the actor may read of a collection, for everything that is reached on the way: filters, sorts,
// appended relations, answers.
func (r *run) viewGrant(c *schema.Collection) (acl.Grant, error) {
	if c.System && (c.Through || r.p.systemReadable(r, c)) {
		return acl.Grant{Unlimited: true}, nil
	}
	return r.perms.Reach(r.req.Actor, c)
}

// systemReadable tells whether all of a system collection may be read: by the snippet of its resource, or, for those
// that are only parts of others, with the resource that is being read.
func (p *Pipeline) systemReadable(r *run, c *schema.Collection) bool {
	a := r.req.Actor
	if p.resources[c.Name] == nil {
		return partOf[c.Name] != "" && (partOf[c.Name] == r.req.Resource || r.perms.System(a, partOf[c.Name], "list"))
	}
	if r.resource != nil && r.resource.Name == c.Name && !r.byEntry {
		return true
	}
	return r.perms.System(a, c.Name, "list") || r.perms.System(a, c.Name, "get")
}

// partOf names the resource that a system collection without one of its own belongs to.
var partOf = map[string]string{
	"workflowStats": "workflows", "workflowVersionStats": "workflows", "receiptChain": "receipts",
	"dataSourcesRolesResources": "roles", "dataSourcesRolesResourcesActions": "roles", "dataSourcesRolesResourcesScopes": "roles",
}

// checkPaths refuses a filter or sort that reads what the actor may not see: it would answer yes or no about it.
func (r *run) checkPaths(c *schema.Collection, path []*schema.Field, leaf *schema.Field) error {
	at := c
	for _, rel := range path {
		if err := r.checkField(at, rel); err != nil {
			return err
		}
		at = rel.Relation.TargetCollection
	}
	if leaf == nil {
		return nil
	}
	return r.checkField(at, leaf)
}

func (r *run) checkField(c *schema.Collection, f *schema.Field) error {
	g, err := r.viewGrant(c)
	if err != nil {
		return err
	}
	if !g.AllowsField(f.Name) && !alwaysVisible(c, f) {
		return errs.New(errs.Forbidden, "FIELD_FORBIDDEN", "you may not use the field %q of %q", f.Name, c.Name).On(f.Name)
	}
	return nil
}

// alwaysVisible are the fields that come with every permission to view.
func alwaysVisible(c *schema.Collection, f *schema.Field) bool {
	switch f.Name {
	case "createdAt", "updatedAt", "createdById":
		return true
	}
	return f == c.PrimaryKey() || contains(c.FilterTargetKey, f.Name)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// readable is checkPaths as query.Walk wants it; the first refusal is kept.
func (r *run) readable(c *schema.Collection, err *error) func(path []*schema.Field, leaf *schema.Field) {
	return func(path []*schema.Field, leaf *schema.Field) {
		if *err == nil {
			*err = r.checkPaths(c, path, leaf)
		}
	}
}
