package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
)

// newTokenHeader carries a renewed session token.
const newTokenHeader = "x-new-token"

// authenticate turns the credentials into an actor. A renewed token travels back in a header.
func (p *Pipeline) authenticate(ctx context.Context, r *run) error {
	req := r.req
	if req.Actor != nil {
		return nil // asked for by the server itself, in the name of somebody who is authenticated
	}
	actor, renewed, err := p.Access.Authenticate(ctx, access.Credentials{
		Token: req.Token, Role: req.RoleHeader, Authenticator: req.Authenticator, EventStream: req.EventStream,
	})
	if err != nil {
		return p.publicDespite(r, err)
	}
	req.Actor = actor
	if renewed != "" {
		r.header(newTokenHeader, renewed)
	}
	return nil
}

// publicDespite lets a call that needs no user through although its credentials are bad: a client that signs in still
// sends its old token.
func (p *Pipeline) publicDespite(r *run, cause error) error {
	if res := p.resources[r.req.Resource]; res != nil {
		if a, ok := res.Actions[r.req.Action]; ok && a.Access == Public {
			r.req.Actor = nobody()
			return nil
		}
	}
	return cause
}

func nobody() *acl.Actor { return &acl.Actor{Role: acl.RoleNobody} }

// header sets a header of the answer, whatever the answer will be.
func (r *run) header(name, value string) {
	if r.headers == nil {
		r.headers = map[string]string{}
	}
	r.headers[name] = value
}
