// Package extension is the contract for authors of nodes and triggers: NodeType, TriggerType, Step, Result and the
// registry that the composition root fills.
//
// A node sees only its Step: no database, no engine, no clock of its own. The package imports layers 0 and 1 only.
package extension

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// NodeType is the behaviour of a node. Values are stateless and safe for concurrent use.
type NodeType interface {
	Spec() NodeSpec
	// Run does the step. A returned error ends the step as ERROR (Fail: as FAILED).
	Run(ctx context.Context, step *Step) (Result, error)
}

// Resumer is a node type that can wait: Resume goes on after its pending job (step.Own) was resolved.
type Resumer interface {
	Resume(ctx context.Context, step *Step) (Result, error)
}

// BranchOwner is a node type with branches: BranchEnded decides what follows the end of one. last is the last job of
// the branch; it is final.
type BranchOwner interface {
	BranchEnded(ctx context.Context, step *Step, branch int, last *workflow.Job) (Result, error)
}

// Validator checks a configuration when a node is created or changed. Errors: errs.Error of kind Invalid (or a
// List), one per field path.
type Validator interface {
	Validate(config json.RawMessage, s *schema.Snapshot) error
}

// Preparer turns a configuration into what Run uses (Step.Prepared), once per version: parsed JSON, compiled
// templates and conditions. An error makes the node end as ERROR when it runs.
type Preparer interface {
	Prepare(config json.RawMessage) (any, error)
}

// Scoper is a branch owner that gives local variables ($scopes.<key>) to the nodes of its branches. step.Own is its
// latest job.
type Scoper interface {
	Scope(step *Step) (map[string]any, error)
}

// Tester runs a configuration outside an execution (flow_nodes:test and flow_nodes:try), when that touches nothing. Only step.Config,
// Prepared, Scope, Evaluator, Now and the functions are set; for database nodes also Records, which reads with the rights
// of whoever asks, and refuses to write. Branch of the result is the one that would be taken, whether it has steps or not.
type Tester interface {
	Test(ctx context.Context, step *Step) (Result, error)
}

// Trier is carried out by flow_nodes:try only: as a Tester is, for types that flow_nodes:test does not take.
type Trier interface {
	Try(ctx context.Context, step *Step) (Result, error)
}

// Previewer tells what a step that has effects would do, without doing it (flow_nodes:try). It gets what a Tester gets.
type Previewer interface {
	Preview(ctx context.Context, step *Step) (Result, error)
}

// Copier rewrites a configuration when a node or workflow is duplicated.
type Copier interface {
	Copy(config json.RawMessage) json.RawMessage
}

// Effect is what running a node touches outside its own job.
type Effect uint8

// The effects. Pure steps are computed outside any transaction and buffered; Script is pure but needs a JavaScript
// engine, so it never runs inside a transaction; Database steps commit together with their job.
const (
	Pure Effect = iota
	Script
	Database
	External
)

// AnyBranch as the index of a Branch stands for every index from 0 on: the node takes as many branches as people add.
const AnyBranch = -1

// Branch describes a branch that a configuration offers.
type Branch struct {
	Index int    `json:"index"`
	Title string `json:"title"`
}

// NodeSpec describes a node type to people, forms and the engine.
type NodeSpec struct {
	Type        string
	Title       string
	Summary     string
	Group       string // "control", "calculation", "records", "response", ...
	Config      any    // zero value of the config struct: its json and doc tags make form, reference and OpenAPI
	Branches    func(config json.RawMessage) []Branch
	Effect      func(config json.RawMessage) Effect // nil: Pure
	SyncAllowed bool                                // false: refused in synchronous workflows
	SyncOnly    bool                                // refused in asynchronous workflows
	Triggers    []string                            // trigger types it is offered for; nil: all
	Hidden      bool                                // test types
}

// Step is all that a node sees.
type Step struct {
	Workflow  *workflow.Workflow
	Execution *workflow.Execution
	Node      *workflow.Node
	Config    json.RawMessage
	Prepared  any           // what Preparer made of Config, or nil
	Input     *workflow.Job // upstream job; nil at the head
	Own       *workflow.Job // this node's latest job; set for Resume, BranchEnded, Scope
	Iteration int           // how often this node ran before in the execution
	Key       string        // idempotency key of this run: execution, node, iteration
	Scope     *expr.Scope   // variables
	Evaluator expr.Evaluator
	Records   Records // database nodes only, else nil
	Request   Request // pre-action only, else nil
	Now       time.Time
	Sync      bool
	// Message adds a message, a text or another plain JSON value, to the answer of the request; a no-op without one. It
	// reports whether there is one.
	Message func(message any) bool
	// Log adds a line to the job's log.
	Log func(format string, a ...any)
}

// HasBranch tells whether a node hangs on branch index.
func (s *Step) HasBranch(index int) bool { return s.Workflow.Branch(s.Node, index) != nil }

// Records reads and writes records of collections inside the step's transaction, with the workflow's rights (or the
// actor's, by runAs). Writes raise collection events. Names and filters are checked; errors are errs.Errors.
type Records interface {
	// Create inserts values and returns the record with appends.
	Create(collection string, values any, appends []string) (any, error)
	// Update changes the matching records and returns how many. An empty filter is refused.
	Update(collection string, filter, values any, events bool) (int64, error)
	// Destroy removes the matching records and returns how many. An empty filter removes none.
	Destroy(collection string, filter any) (int64, error)
	// Query returns the matching records as plain JSON.
	Query(q RecordQuery) ([]any, error)
}

// RecordQuery asks for records.
type RecordQuery struct {
	Collection string
	Filter     any
	Appends    []string
	Sort       []string // "-x" descending
	Page       int
	PageSize   int
}

// Request is the submitted request that a pre-action workflow may change.
type Request interface {
	// Values are the submitted values as they stand now (a copy).
	Values() any
	// Set replaces the value at a dotted path.
	Set(path string, value any) error
	// Unset removes the value at a dotted path.
	Unset(path string) error
}

// Result is what a step decided. Make it with Done, Choose, Wait, End, Bubble.
type Result struct {
	Status workflow.Status
	Value  any  // stored as the job's result; plain JSON or json.RawMessage
	Meta   any  // stored as the job's meta; nil leaves it as it is
	Branch *int // run this branch next
	End    bool // stop the whole execution with Status
	Wait   bool // suspend until resumed; Status is Pending
	Bubble bool // BranchEnded: hand the branch's last job upwards instead of continuing
	Keep   bool // leave the own job as it is (BranchEnded)
	Output any  // with SetOutput: the execution's output
	// SetOutput says that Output is set (nil is a value).
	SetOutput bool
	// Assign adds a job to another node of the workflow (variable assignment).
	Assign map[string]any
	Until  time.Time // Wait: resume by timer
}

// Done is a step that went well: continue downstream.
func Done(value any) Result { return Result{Status: workflow.Resolved, Value: value} }

// Unmet is a step whose configured requirement was not met: the line ends as FAILED with value as its result.
func Unmet(value any) Result { return Result{Status: workflow.Failed, Value: value} }

// Choose stores value with status and runs a branch next; when the branch ends, BranchEnded is called.
func Choose(branch int, s workflow.Status, value any) Result {
	return Result{Status: s, Value: value, Branch: &branch}
}

// End stops the whole execution.
func End(s workflow.Status, value any) Result { return Result{Status: s, Value: value, End: true} }

// Waiting suspends the execution until its job is resumed.
func Waiting(value any) Result { return Result{Status: workflow.Pending, Value: value, Wait: true} }

// Fail is a business failure: the step ends as FAILED, without retry.
func Fail(code, format string, a ...any) error {
	return &Failure{Code: code, Message: fmt.Sprintf(format, a...)}
}

// Failure is the error made by Fail.
type Failure struct{ Code, Message string }

// Error implements error.
func (f *Failure) Error() string { return f.Message }

// TriggerType is how a workflow starts.
type TriggerType interface {
	Spec() TriggerSpec
	// Validate checks a configuration on create and update. Errors as in Validator.
	Validate(config json.RawMessage, s *schema.Snapshot) error
	// Compile turns a configuration into what Match uses (workflow.Workflow.Trigger), once per version.
	Compile(config json.RawMessage) (any, error)
	// Match says which executions ev starts for wf, one per Start, or why none. binding is set when the request named
	// the workflow. It runs inside the event's transaction and must be repeatable.
	Match(wf *workflow.Workflow, ev *workflow.Event, binding *workflow.Binding, r Reader) ([]Start, workflow.Reason, error)
	// Manual builds the context of workflows:execute from its body. An empty result means: the data does not match.
	Manual(wf *workflow.Workflow, input json.RawMessage, r Reader) ([]Start, error)
}

// TriggerSpec describes a trigger type.
type TriggerSpec struct {
	Type    string
	Title   string
	Summary string
	Config  any
	// Manual is the zero value of the body of a manual run: like Config, for its form. In its tags, a key in when that
	// begins with @ is one of the workflow's configuration.
	Manual any
	Layer  workflow.Layer
	// Sync forces the mode when not nil.
	Sync *bool
	// Collection reads the collection a configuration listens to, "" for none.
	Collection func(config json.RawMessage) string
	// Global tells whether a configuration fires without being named.
	Global func(config json.RawMessage) bool
	// Identity says that the context carries user and roleName.
	Identity bool
	Hidden   bool
}

// Start is one execution to be started.
type Start struct {
	Context  any    // becomes $context
	EventKey string // unique across executions; "" = none needed
	// About is the record that the execution is about, for people who look for it; zero when there is none, or several.
	About workflow.Subject
}

// Reader is what matching may read: inside the transaction, with system rights. A key is the primary key of a record, or
// an object of the fields that identify it where its collection has no primary key.
type Reader interface {
	// Snapshot is the schema the event was prepared from.
	Snapshot() *schema.Snapshot
	// Load returns the record of c with this key and appends, or nil.
	Load(c *schema.Collection, key any, appends []string) (schema.Record, error)
	// Matches tells whether the record with this key fulfils a filter (decoded JSON).
	Matches(c *schema.Collection, key any, filter any) (bool, error)
	// Follow walks a chain of to-one relations from a record; nil when one is empty. It returns the record and its
	// collection.
	Follow(c *schema.Collection, rec schema.Record, path string) (schema.Record, *schema.Collection, error)
	// Plain turns a record into JSON values without hidden fields.
	Plain(c *schema.Collection, rec schema.Record) map[string]any
	// Cause is who is behind the event.
	Cause() *workflow.Cause
	// User loads a user by id with hidden fields left out, and the name of the default role; nil when unknown.
	User(id int64) (schema.Record, string, error)
}

// Registry holds the node and trigger types of a running application. Immutable after NewRegistry.
type Registry struct {
	nodes    map[string]NodeType
	triggers map[string]TriggerType
	order    []string
	starting []string // trigger types in order
}

// NewRegistry collects types; a type given twice is an error.
func NewRegistry(nodes []NodeType, triggers []TriggerType) (*Registry, error) {
	r := &Registry{nodes: map[string]NodeType{}, triggers: map[string]TriggerType{}}
	for _, n := range nodes {
		t := n.Spec().Type
		if r.nodes[t] != nil {
			return nil, errs.New(errs.Internal, "DUPLICATE_TYPE", "node type %q is registered twice", t)
		}
		r.nodes[t] = n
		r.order = append(r.order, t)
	}
	for _, tt := range triggers {
		t := tt.Spec().Type
		if r.triggers[t] != nil {
			return nil, errs.New(errs.Internal, "DUPLICATE_TYPE", "trigger type %q is registered twice", t)
		}
		r.triggers[t] = tt
		r.starting = append(r.starting, t)
	}
	return r, nil
}

// Node returns the node type, or nil.
func (r *Registry) Node(t string) NodeType { return r.nodes[t] }

// Trigger returns the trigger type, or nil.
func (r *Registry) Trigger(t string) TriggerType { return r.triggers[t] }

// NodeTypes lists the node types in registration order.
func (r *Registry) NodeTypes() []string { return r.order }

// TriggerTypes lists the trigger types in registration order.
func (r *Registry) TriggerTypes() []string { return r.starting }
