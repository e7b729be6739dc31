// Package action is the path of every request: one list of stages (pipeline.go), one file per stage, one per built-in
// action. It decides who may do what with which values, runs the action in one transaction with the start of
// everything that follows, and says honestly what happened.
//
// It must not know the engine, node or trigger types: it uses the interface Workflows, which app fills.
package action

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Request is one call, as api read it from HTTP. Stages fill the lower part.
type Request struct {
	ID             string // request id, in logs and answers to 500s
	Method         string
	Path           string
	RawQuery       string
	Body           []byte
	Resource       string // "posts", or "posts.comments" for an association
	SourceID       string // key of the source record of an association
	HasSource      bool
	Action         string
	Params         query.Values // parsed query string; filterByTk from the path is in it
	Values         any          // decoded body, numbers as json.Number; an empty object when there is none
	IdempotencyKey string
	Locale         string
	Location       *time.Location
	ClientIP       string
	Token          string
	RoleHeader     string
	Authenticator  string
	Origin         string // Origin or Referer header
	Host           string
	Chain          string // signed ancestry header of a request that a workflow sent
	EventStream    bool   // Accept: text/event-stream

	Actor *acl.Actor // given only by the server itself, else found by the credentials
	run   *run       // state of the pipeline
}

// Response is what api writes. Data nil with HasData false is an empty object on the wire.
type Response struct {
	Status   int // 0 = 200, or what Err says
	Data     any
	HasData  bool
	Meta     map[string]any
	Messages []any
	Header   map[string]string
	// Err is the failure to tell, an errs.Error or errs.List; anything else is told as an internal error. Data may
	// stand beside it: what was saved although something after it failed.
	Err       error
	ReceiptID int64           // told beside errors when not 0
	Secret    bool            // carries a secret: never stored for an idempotency key
	Replayed  json.RawMessage // a whole body (a stored one, a document), written as it is
}

// Data makes the usual answer.
func Data(v any) *Response { return &Response{Data: v, HasData: true} }

// Nothing makes the empty answer {}.
func Nothing() *Response { return &Response{} }

// Handler carries out an action of a system resource.
type Handler func(ctx context.Context, req *Request) (*Response, error)

// Access says who may call an action of a system resource.
type Access uint8

// The access rules.
const (
	BySnippet Access = iota // a snippet of a role grants "resource:action"
	Public                  // everybody
	SignedIn                // every signed-in user
	RootOnly
)

// Action is one action of a system resource.
type Action struct {
	Run    Handler // nil for "list" and "get": the generic reading of Resource.Collection
	Access Access
	Read   bool // changes nothing: may be called with GET
}

// Resource is a system resource: its actions, and the system collection that list and get read.
type Resource struct {
	Name       string
	Collection string
	Actions    map[string]Action
	// Scope limits what the generic list and get show to an actor; nil = everything.
	Scope func(a *acl.Actor, c *schema.Collection) query.Filter
	// Visible does the same where it takes more than the actor to tell.
	Visible func(ctx context.Context, a *acl.Actor, c *schema.Collection) (query.Filter, error)
	// Narrow limits the generic list to what parameters of its own ask for; nil = none.
	Narrow func(ctx context.Context, req *Request) (query.Filter, error)
	// Empty names associations that clients ask for and that are always empty.
	Empty []string
	// Present changes records before they are answered (flattening, computed keys). It gets fresh copies.
	Present func(ctx context.Context, req *Request, records []schema.Record) error
}

// Edits runs the transactions of system resources: what belongs to every change (idempotency key) goes in with them.
type Edits interface {
	// Exclusive runs fn alone and raises the definitions version.
	Exclusive(ctx context.Context, req *Request, fn func(tx store.Tx) error) error
	// Write runs fn as an ordinary unit; fn may be called several times.
	Write(ctx context.Context, req *Request, fn func(tx store.Tx) error) error
	// Keep puts what belongs to the change into a transaction that somebody else runs for the request.
	Keep(req *Request, tx store.Tx) error
}

// Object returns the body as an object, or an error with code INVALID_BODY.
func (r *Request) Object() (map[string]any, error) {
	if m, ok := r.Values.(map[string]any); ok {
		return m, nil
	}
	return nil, errInvalidBody
}

// Decode reads the body into v through JSON.
func (r *Request) Decode(v any) error {
	b, err := json.Marshal(r.Values)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return errInvalidBody
	}
	return nil
}
