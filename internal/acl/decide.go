package acl

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// OwnScope is the row filter of ":own": records that the actor created.
func OwnScope() map[string]any { return map[string]any{"createdById": "{{$user.id}}"} }

// Record decides an action on the records of a collection. For add, set, remove and toggle the collection is the
// source of the association. updateOrCreate needs both create and update and returns the grant of create: whoever
// carries it out asks again for "update" when the record exists.
//
// Strategies never cover system collections. Those open to the holders of the snippet that lists them, and people
// and roles also to a resource entry; both for reading only.
func (p *Permissions) Record(a *Actor, c *schema.Collection, action string) (Grant, error) {
	if a.Root() {
		return Grant{Unlimited: true}, nil
	}
	permission := PermissionOf(action)
	if permission == "" {
		return Grant{}, NoPermission()
	}
	if action == "updateOrCreate" {
		if _, err := p.grant(a, c, Update); err != nil {
			return Grant{}, err
		}
	}
	return p.grant(a, c, permission)
}

// Reach decides what may be seen of a collection through a relation of a visible record. It is Record for "view",
// except that every signed-in user sees who people are: otherwise nobody could read the author of a record.
func (p *Permissions) Reach(a *Actor, c *schema.Collection) (Grant, error) {
	g, err := p.Record(a, c, View)
	if err != nil && c.System && c.Name == "users" && a.SignedIn() && len(p.acting(a)) > 0 {
		return Grant{Fields: map[string]bool{"id": true, "nickname": true}}, nil
	}
	return g, err
}

// CanSee tells whether the actor may know that the collection exists.
func (p *Permissions) CanSee(a *Actor, c *schema.Collection) bool {
	if p.System(a, "collections", "get") {
		return true
	}
	if _, err := p.Reach(a, c); err == nil {
		return true
	}
	for _, available := range AvailableActions() {
		if _, err := p.grant(a, c, available.Name); err == nil {
			return true
		}
	}
	return false
}

func (p *Permissions) grant(a *Actor, c *schema.Collection, permission string) (Grant, error) {
	if c.System && permission == View && p.System(a, c.Name, "list") {
		return Grant{Unlimited: true}, nil
	}
	var grants []Grant
	for _, r := range p.acting(a) {
		if g, ok := r.grant(c, permission); ok {
			grants = append(grants, g)
		}
	}
	if len(grants) == 0 {
		return Grant{}, NoPermission()
	}
	return union(grants), nil
}

// grant is the decision of one role.
func (r *Role) grant(c *schema.Collection, permission string) (Grant, bool) {
	if c.System && !(permission == View && opensByEntry(c)) {
		return Grant{}, false
	}
	if entry := r.Resources[c.Name]; entry != nil {
		return entry.grant(c, permission)
	}
	if c.System {
		return Grant{}, false
	}
	own, ok := r.Strategy.allows(permission)
	if !ok || own && c.Field("createdById") == nil {
		return Grant{}, false
	}
	if own {
		return Grant{Scopes: []any{OwnScope()}}, true
	}
	return Grant{Unlimited: true}, true
}

// opensByEntry names the system collections that people build upon: relations to users and roles are ordinary
// parts of a team's data.
func opensByEntry(c *schema.Collection) bool { return c.Name == "users" || c.Name == "roles" }

func (e *Entry) grant(c *schema.Collection, permission string) (Grant, bool) {
	action := e.Actions[permission]
	if action == nil {
		return Grant{}, false
	}
	var g Grant
	if !isNewData(permission) && !isEmptyScope(action.Scope) {
		if c.Field("createdById") == nil && mentionsCreator(action.Scope) {
			return Grant{}, false
		}
		g.Scopes = []any{action.Scope}
	}
	if action.Fields != nil && permission != Destroy {
		g.Fields = fieldSet(c, permission, action.Fields)
	}
	g.Unlimited = g.Scopes == nil && g.Fields == nil
	return g, true
}

// fieldSet adds to readable fields what every client needs to address a record and to tell its age and owner.
func fieldSet(c *schema.Collection, permission string, names []string) map[string]bool {
	set := make(map[string]bool, len(names)+5)
	for _, n := range names {
		set[n] = true
	}
	if permission != View && permission != Export {
		return set
	}
	always := append([]string{"createdAt", "updatedAt", "createdById"}, c.FilterTargetKey...)
	if pk := c.PrimaryKey(); pk != nil {
		always = append(always, pk.Name)
	}
	for _, n := range always {
		if c.Field(n) != nil {
			set[n] = true
		}
	}
	return set
}

func isEmptyScope(scope any) bool {
	m, isObject := scope.(map[string]any)
	return scope == nil || isObject && len(m) == 0
}

// mentionsCreator looks for createdById among the collection's own conditions; conditions on related records are
// nested under the relation's name and not meant.
func mentionsCreator(scope any) bool {
	switch s := scope.(type) {
	case map[string]any:
		for key, v := range s {
			name, _, _ := strings.Cut(key, ".")
			if name == "createdById" || isGroup(name) && mentionsCreator(v) {
				return true
			}
		}
	case []any:
		for _, item := range s {
			if mentionsCreator(item) {
				return true
			}
		}
	}
	return false
}

// isGroup tells $and, $or and $not, and the positions of a list that was written as an object, from field names.
func isGroup(key string) bool {
	return strings.HasPrefix(key, "$") || key != "" && strings.Trim(key, "0123456789") == ""
}

// union merges the grants of several roles: rows and fields are limited only where every role limits them.
func union(grants []Grant) Grant {
	out := grants[0]
	for _, g := range grants[1:] {
		if len(out.Scopes) == 0 || len(g.Scopes) == 0 {
			out.Scopes = nil
		} else {
			out.Scopes = append(append([]any(nil), out.Scopes...), g.Scopes...)
		}
		out.Fields = unionFields(out.Fields, g.Fields)
	}
	out.Unlimited = out.Scopes == nil && out.Fields == nil
	return out
}

func unionFields(a, b map[string]bool) map[string]bool {
	if a == nil || b == nil {
		return nil
	}
	out := make(map[string]bool, len(a)+len(b))
	for n := range a {
		out[n] = true
	}
	for n := range b {
		out[n] = true
	}
	return out
}
