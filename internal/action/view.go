package action

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Sender is who a call comes from, for answers that go on for longer than one call: they ask again and again.
type Sender struct {
	Token, Role, Authenticator string
	Location                   *time.Location
}

// From is the sender of a request.
func From(req *Request) Sender {
	return Sender{Token: req.Token, Role: req.RoleHeader, Authenticator: req.Authenticator, Location: req.Location}
}

// View is what somebody may list of a resource at this moment.
type View struct {
	Version    uint64 // of the definitions it was made from
	Collection *schema.Collection
	Rows       query.Filter // nil: all
}

// Identify returns the sender as he may act now. Errors: those of authentication, EMPTY_TOKEN for nobody.
func (p *Pipeline) Identify(ctx context.Context, s Sender) (*acl.Actor, error) {
	r := p.inquiry(ctx, s, "")
	if err := p.authenticate(ctx, r); err != nil {
		return nil, err
	}
	if !r.req.Actor.SignedIn() {
		return nil, errEmptyToken
	}
	return r.req.Actor, nil
}

// View tells what the sender may list of a resource, by the stages that a call of its action list would take. Errors:
// those that such a call would get.
func (p *Pipeline) View(ctx context.Context, s Sender, resource string) (*View, error) {
	for tries := 1; ; tries++ {
		v, err := p.view(ctx, s, resource)
		if !errors.Is(err, store.ErrStale) || tries == maxTries {
			return v, err
		}
		breathe(ctx, tries)
	}
}

func (p *Pipeline) view(ctx context.Context, s Sender, resource string) (*View, error) {
	r := p.inquiry(ctx, s, resource)
	for _, do := range []func(*Pipeline, context.Context, *run) error{(*Pipeline).authenticate, (*Pipeline).resolve, (*Pipeline).authorise} {
		if err := do(p, ctx, r); err != nil {
			return nil, err
		}
	}
	if r.c == nil {
		return nil, unknownAction(r.req)
	}
	if r.resource != nil {
		if err := r.limitSystem(ctx); err != nil {
			return nil, err
		}
	}
	return &View{Version: r.schema.Version, Collection: r.c, Rows: r.scope}, nil
}

// inquiry is a call of the action list of which only the first stages are taken.
func (p *Pipeline) inquiry(ctx context.Context, s Sender, resource string) *run {
	req := &Request{
		Method: http.MethodGet, Resource: resource, Action: "list", Params: query.Values{}, Values: map[string]any{},
		Token: s.Token, RoleHeader: s.Role, Authenticator: s.Authenticator, Location: s.Location, EventStream: true,
	}
	return &run{p: p, ctx: ctx, req: req, now: p.Clock.Now(), preDone: map[int64]bool{}}
}
