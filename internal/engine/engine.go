// Package engine runs executions: it takes in what may start a workflow (intake.go), drives one execution step by step
// (loop.go, step.go), commits what a step did in one unit (unit.go), runs synchronous groups inside a request (sync.go)
// and takes over what a dead process left behind (recovery.go). Dispatchers hand out executions (dispatcher.go).
//
//	owed ──handed out──▶ running ──▶ finished
//	  ▲                    │  ▲
//	  └── took over ───────┘  └── resumed ── waiting
//
// Only the engine changes executions, jobs and receipts. It knows no node or trigger type beyond the registry and no
// records: those reach it as an injected interface.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Records gives steps and triggers their view of records. It is injected because records start workflows and
// workflows write records.
type Records interface {
	// Reader reads with system rights inside a transaction or snapshot.
	Reader(sn *schema.Snapshot, r store.RecordReader, cause *workflow.Cause) extension.Reader
	// Steps reads and writes for a step; every row written is handed to emit. w decides whose rights apply.
	Steps(s StepScope) extension.Records
	// Asking reads in the name of an actor and writes nothing.
	Asking(sn *schema.Snapshot, r store.RecordReader, actor *acl.Actor) extension.Records
}

// StepScope is what Records.Steps may depend on.
type StepScope struct {
	Snapshot *schema.Snapshot
	Tx       store.Tx
	Cause    *workflow.Cause
	Workflow *workflow.Workflow
	Emit     func(workflow.Row)
}

// Definitions hands out workflows.
type Definitions interface {
	Snapshot(ctx context.Context) (*definition.Snapshot, error)
	Workflow(ctx context.Context, id int64) (*workflow.Workflow, error)
}

// Limits bound what executions may use. Zero values are replaced by the defaults in New.
type Limits struct {
	Sync          time.Duration // the whole synchronous group of a request
	PreAction     time.Duration // the pre-action workflows of a request
	Slice         time.Duration // work inside one transaction before it is committed
	Ride          time.Duration // the same for asynchronous work inside the transaction of an action
	Context       int           // bytes of $context
	Result        int           // bytes of a job's result
	Steps         int           // steps of one execution
	Depth         int           // length of a chain
	Backlog       int64         // owed executions above which new bound actions are refused
	SyncGrace     time.Duration // how much longer than Sync asynchronous executions are held
	RecoverySlice int           // rows read at once by scans
}

// Options make an engine.
type Options struct {
	DB          store.DB
	Registry    *extension.Registry
	Definitions Definitions
	Schema      func(ctx context.Context) (*schema.Snapshot, error)
	Records     Records
	Evaluator   expr.Evaluator
	Dispatcher  Dispatcher
	Clock       clock.Clock
	Location    *time.Location
	Logger      *slog.Logger
	Limits      Limits
	// Env resolves $env variables; nil resolves none.
	Env func(name string) (any, bool)
	// Fault is called at named points of a test build; nil otherwise.
	Fault func(point string)
}

// Engine runs executions. Safe for concurrent use.
type Engine struct {
	Options
	running running
	stop    context.CancelFunc
	wait    sync.WaitGroup
	backlog backlogGauge
	orphans orphans
	pace    pace

	stopping atomic.Bool // visits leave off at the next step
}

// New checks options and fills defaults; it does no I/O.
func New(o Options) (*Engine, error) {
	if o.DB == nil || o.Registry == nil || o.Definitions == nil || o.Schema == nil || o.Records == nil || o.Dispatcher == nil {
		return nil, errors.New("engine: an option is missing")
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Fault == nil {
		o.Fault = func(string) {}
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	o.Limits = o.Limits.withDefaults()
	return &Engine{Options: o, running: running{cancel: map[int64]context.CancelCauseFunc{}}}, nil
}

func (l Limits) withDefaults() Limits {
	set(&l.Sync, 10*time.Second)
	set(&l.PreAction, 10*time.Second)
	set(&l.Slice, time.Millisecond)
	set(&l.Ride, 500*time.Microsecond)
	set(&l.Context, 1<<20)
	set(&l.Result, 1<<20)
	set(&l.Steps, 1_000_000)
	set(&l.Depth, 100)
	set(&l.Backlog, 200_000)
	set(&l.SyncGrace, 5*time.Second)
	set(&l.RecoverySlice, 1000)
	return l
}

func set[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// Start takes over what earlier processes left, then hands out executions and watches timers until Stop.
func (e *Engine) Start(ctx context.Context) error {
	if err := e.takeOver(ctx); err != nil {
		return err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = cancel
	if err := e.Dispatcher.Start(run, e); err != nil {
		cancel()
		return err
	}
	e.wait.Go(func() { e.watchTimers(run) })
	return nil
}

// LeaveOff has executions that the dispatcher handed out stop after the step that they are at. They stay owed.
func (e *Engine) LeaveOff() { e.stopping.Store(true) }

// Stop hands out nothing more, lets running visits reach their next commit and returns when they have. Executions stay
// owed; the next process goes on with them.
func (e *Engine) Stop(ctx context.Context) error {
	e.LeaveOff()
	err := e.Dispatcher.Stop(ctx)
	if e.stop != nil {
		e.stop()
	}
	e.wait.Wait()
	return err
}

// running remembers which executions run in this process, so that a cancel reaches them at once.
type running struct {
	mu     sync.Mutex
	cancel map[int64]context.CancelCauseFunc
}

func (r *running) enter(ctx context.Context, id int64) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	r.cancel[id] = cancel
	r.mu.Unlock()
	return ctx, func() {
		r.mu.Lock()
		delete(r.cancel, id)
		r.mu.Unlock()
		cancel(nil)
	}
}

func (r *running) interrupt(id int64, cause error) {
	r.mu.Lock()
	cancel := r.cancel[id]
	r.mu.Unlock()
	if cancel != nil {
		cancel(cause)
	}
}

// errLost means that somebody else moved the execution: this visit's work is dropped.
var errLost = errors.New("the execution was moved by somebody else")
