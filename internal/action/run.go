package action

import (
	"context"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// run is the state of one request on its way through the stages.
type run struct {
	p       *Pipeline
	ctx     context.Context // of the request, for slow work before the transaction
	req     *Request
	now     time.Time
	res     *Response // set: the path ends here
	headers map[string]string

	// resolve
	schema       *schema.Snapshot
	defs         *definition.Snapshot
	perms        *acl.Permissions
	resource     *Resource    // a system resource, or nil
	system       Action       // its action
	act          recordAction // a record action, or nil
	c            *schema.Collection
	source       *schema.Collection // of an association resource
	rel          *schema.Field      // the association
	sourceRecord schema.Record      // its source row, once read

	// authorise
	grant         acl.Grant // for the action itself
	byEntry       bool      // a system collection is read by a resource entry of a role
	updateGrant   acl.Grant // of updateOrCreate
	updateRefused error
	scope         query.Filter // rows the actor may touch with it; nil = all

	// shape
	input input

	// bind
	bindings []workflow.Binding
	button   string

	empty      []string          // empty associations of a system resource that were asked for
	userValues map[userValue]any // what variables read of the user's relations

	// pre-action
	preDone  map[int64]bool
	values   any                    // the submitted values, as changed by workflows
	cut      []map[string]any       // what permission left of them
	guards   []guard                // rows changed through associations
	changes  []workflow.ValueChange // which paths, by which workflow
	verdicts []workflow.Verdict
	messages []any

	// transact
	receipt   int64         // drawn with the first need
	opened    bool          // the receipt is stored
	key       *store.Replay // idempotency key of the request, nil without one
	keyStored bool          // its row exists
	keyOld    *store.Replay // an expired or abandoned row in its place
	committed bool          // the action's data is saved
	effect    *effect
	starts    *workflow.Starts
	group     *workflow.Group // the synchronous workflows of the action, nil without any
	outcome   workflow.Outcome
}

// effect is what a changing action did.
type effect struct {
	answer *Response // before pruning
	events []*workflow.Event
	unseen map[any]bool // keys of rows that were changed and that the actor does not see
	saved  bool
}

// recordAction is one built-in action on records of collections: one file each, listed in recordActions.
type recordAction interface {
	spec() recordSpec
	// shape reads and checks what was sent.
	shape(ctx context.Context, r *run) error
}

// recordSpec tells the stages how to treat an action.
type recordSpec struct {
	read       bool
	permission string // acl action judged on the target collection; "" = the action has its own rule
	link       bool   // judged as update on the source
}

// reading is a record action that changes nothing.
type reading interface {
	recordAction
	read(ctx context.Context, r *run) (*Response, error)
}

// changing is a record action that changes records. carry runs inside the transaction and may be called again.
type changing interface {
	recordAction
	carry(r *run, tx store.Tx, in Intake) (*effect, error)
}

// recordActions lists the built-in actions.
func recordActions() map[string]recordAction {
	return map[string]recordAction{
		"list":           listAction{},
		"get":            getAction{},
		"create":         createAction{},
		"update":         updateAction{},
		"destroy":        destroyAction{},
		"firstOrCreate":  upsertAction{update: false},
		"updateOrCreate": upsertAction{update: true},
		"add":            linkAction{change: "add"},
		"set":            linkAction{change: "set"},
		"remove":         linkAction{change: "remove"},
		"toggle":         linkAction{change: "toggle"},
		"move":           moveAction{},
		"trigger":        triggerAction{},
	}
}

// env is what filters of the request may refer to.
func (r *run) env() query.Env {
	return query.Env{Now: r.now, Location: r.req.Location, Variable: r.variable}
}

// cause is who is behind the request's writes.
func (r *run) cause() *workflow.Cause {
	a := r.req.Actor
	return &workflow.Cause{
		RequestID: r.req.ID, ReceiptID: r.receiptID(), ActorID: a.UserID, User: a.User, RoleName: a.Role, Button: r.button,
	}
}

// receiptID draws the id of the receipt; whether the receipt is stored is decided later.
func (r *run) receiptID() int64 {
	if r.receipt == 0 {
		r.receipt = r.p.DB.NextID()
	}
	return r.receipt
}

func anyList(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
