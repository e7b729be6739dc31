// Package acl answers one question: may this actor do this? It is pure: it works on a snapshot of roles that access
// loads, and imports only errs, schema and query.
package acl

import (
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Actor is the signed-in user of a request with the role that he acts in. The zero value is an anonymous caller.
type Actor struct {
	UserID  int64
	User    schema.Record // the user's row without hidden fields
	Roles   []string      // all roles of the user
	Acting  []string      // the roles that count now: one, or all of them in union mode
	Role    string        // name of the acting role, "__union__" in union mode, "anonymous" without a user
	Session string        // jti of the session token
}

// SignedIn tells whether there is a user.
func (a *Actor) SignedIn() bool { return a != nil && a.UserID != 0 }

// Root tells whether a role of the actor bypasses every check.
func (a *Actor) Root() bool {
	if a == nil {
		return false
	}
	for _, r := range a.Acting {
		if r == RoleRoot {
			return true
		}
	}
	return false
}

// In tells whether a role that counts now is listed. An empty list names everybody, and root is in every one.
func (a *Actor) In(roles []string) bool {
	if len(roles) == 0 || a.Root() {
		return true
	}
	if a == nil {
		return false
	}
	for _, r := range a.Acting {
		for _, listed := range roles {
			if r == listed {
				return true
			}
		}
	}
	return false
}

// The built-in roles.
const (
	RoleRoot   = "root"
	RoleAdmin  = "admin"
	RoleMember = "member"
	RoleUnion  = "__union__"
	RoleNobody = "anonymous"
)

// Grant is what an actor may do in one action on one collection. The zero value allows nothing is never returned:
// a refusal is an error.
type Grant struct {
	// Unlimited means no row scope and no field list (root, or a role with everything).
	Unlimited bool
	// Scopes are row filters (decoded JSON, with {{variables}}); a row is allowed when one of them matches.
	// Empty means all rows.
	Scopes []any
	// Fields are the names that may be read (view) or written (create, update), relations included. nil means all.
	Fields map[string]bool
}

// AllowsField tells whether a field may be read or written.
func (g Grant) AllowsField(name string) bool { return g.Fields == nil || g.Fields[name] }
