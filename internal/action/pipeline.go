package action

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// stage is one step of every request's path. It may set run.res, which ends the path.
type stage struct {
	name string
	do   func(p *Pipeline, ctx context.Context, r *run) error
}

// stages is the path of a request, in order. When definitions changed under a request it goes back to "resolve".
func stages() []stage {
	return []stage{
		{"authenticate", (*Pipeline).authenticate}, // token → actor
		{"replay", (*Pipeline).replay},             // an idempotency key seen before: its answer
		{resolveStage, (*Pipeline).resolve},        // snapshots of one version; which resource, which action
		{"authorise", (*Pipeline).authorise},       // may this actor do this; with which rows and fields
		{"shape", (*Pipeline).shape},               // types, sizes, names of what was sent
		{"bind", (*Pipeline).bind},                 // button → ordered bindings; paths checked
		{"pre-action", (*Pipeline).preAction},      // workflows may refuse or change values
		{"transact", (*Pipeline).transact},         // the action, its events and what they start: one transaction
		{"follow", (*Pipeline).follow},             // synchronous workflows run, asynchronous ones are released
	}
}

const resolveStage = "resolve"

// Workflows is what the pipeline needs of the engine.
type Workflows interface {
	// Begin opens the intake of a transaction.
	Begin(tx store.Tx, cause *workflow.Cause, defs *definition.Snapshot, sn *schema.Snapshot) Intake
	// Before runs pre-action workflows.
	Before(ctx context.Context, b *Before) (*workflow.Group, error)
	// Within stores what an intake started, in its transaction, and begins it there as far as that is possible. The
	// group is nil when nothing synchronous was started.
	Within(tx store.Tx, defs *definition.Snapshot, sn *schema.Snapshot, s *workflow.Starts) (*workflow.Group, error)
	// Finished tells whether nothing is left to Follow.
	Finished(s *workflow.Starts, g *workflow.Group) bool
	// Follow runs what Within left.
	Follow(ctx context.Context, s *workflow.Starts, g *workflow.Group)
	// Settle closes a group in the request's last transaction; Settled hands out what was held for it, after its commit.
	Settle(tx store.Tx, s *workflow.Starts, g *workflow.Group) error
	Settled(ctx context.Context, s *workflow.Starts, g *workflow.Group)
	// Handed hands out asynchronous executions after the commit.
	Handed(s *workflow.Starts)
	// Appends lists the associations that workflows want of records which will not be there afterwards.
	Appends(defs *definition.Snapshot, ev *workflow.Event) []string
	// Overloaded tells whether too much is owed to take on more.
	Overloaded() bool
}

// Intake collects the events of a transaction. What Close returns is to be stored by Within.
type Intake interface {
	Row(r workflow.Row)
	Action(ev workflow.Event)
	Close() (*workflow.Starts, error)
}

// Before asks for the pre-action workflows of a request.
type Before struct {
	Cause       *workflow.Cause
	Event       workflow.Event
	Definitions *definition.Snapshot
	Schema      *schema.Snapshot
	Done        map[int64]bool          // workflows that already ran; updated
	Open        func(tx store.Tx) error // runs in the first transaction
}

// Limits bound what a caller may ask for. Zero values are replaced by defaults.
type Limits struct {
	PageSize  int // largest pageSize
	Unpaged   int // rows of paginate=false
	Depth     int // nesting of a body
	Keys      int // members of a triggerWorkflows list
	Records   int // records created or named by one call
	UpdateAll int // rows that one update or destroy by filter may touch
}

// Options make a Pipeline.
type Options struct {
	DB          store.DB
	Access      *access.Service
	Catalog     *catalog.Service
	Definitions *definition.Service
	Bindings    *binding.Service
	Workflows   Workflows
	Clock       clock.Clock
	Logger      *slog.Logger
	Limits      Limits
	// Encode writes an answer as it goes over the wire, so that it can be stored for an idempotency key.
	Encode func(*Response) (status int, body []byte)
	// Fault is called at named points of a test build; nil otherwise.
	Fault func(point string)
}

// Pipeline carries out requests. Safe for concurrent use.
type Pipeline struct {
	Options
	resources map[string]*Resource
	records   map[string]recordAction
	stages    []stage
}

// New makes a pipeline with its system resources.
func New(o Options) *Pipeline {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Fault == nil {
		o.Fault = func(string) {}
	}
	o.Limits = o.Limits.withDefaults()
	return &Pipeline{Options: o, resources: map[string]*Resource{}, records: recordActions(), stages: stages()}
}

// Register adds system resources. Call it before the first request.
func (p *Pipeline) Register(rs ...*Resource) {
	for _, r := range rs {
		p.resources[r.Name] = r
	}
}

// Registered returns the system resources by name.
func (p *Pipeline) Registered() []*Resource {
	return slices.SortedFunc(maps.Values(p.resources), func(a, b *Resource) int { return strings.Compare(a.Name, b.Name) })
}

func (l Limits) withDefaults() Limits {
	for v, d := range map[*int]int{&l.PageSize: 1000, &l.Unpaged: 10_000, &l.Depth: 50, &l.Keys: 100, &l.Records: 10_000, &l.UpdateAll: 100_000} {
		if *v == 0 {
			*v = d
		}
	}
	return l
}

// maxTries bounds how often a request is prepared again because definitions changed under it.
const maxTries = 3

// Do carries out a request. The answer tells failures too (Response.Err); it is never nil.
func (p *Pipeline) Do(ctx context.Context, req *Request) *Response {
	r := &run{p: p, ctx: ctx, req: req, now: p.Clock.Now(), preDone: map[int64]bool{}}
	req.run = r
	err := p.walk(ctx, r)
	return p.respond(ctx, r, err)
}

// breathe waits a moment before a request is prepared again: edits of definitions come in bursts.
func breathe(ctx context.Context, tries int) {
	timer := time.NewTimer(time.Duration(tries*tries) * 5 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (p *Pipeline) walk(ctx context.Context, r *run) error {
	restart := 0
	for i, s := range p.stages {
		if s.name == resolveStage {
			restart = i
		}
	}
	tries := 0
	for i := 0; i < len(p.stages); i++ {
		err := p.stages[i].do(p, ctx, r)
		switch {
		case errors.Is(err, store.ErrStale):
			if tries++; tries >= maxTries {
				return errs.New(errs.Unavailable, "DEFINITIONS_CHANGING", "definitions are being changed, try again").After(time.Second)
			}
			breathe(ctx, tries)
			i = restart - 1
		case err != nil:
			return err
		case r.res != nil:
			return nil
		}
	}
	return nil
}
