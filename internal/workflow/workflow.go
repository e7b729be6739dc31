// Package workflow holds the nouns of automation: Workflow, Node, Execution, Job, Event, Cause and their statuses.
//
// It does no I/O, knows no database and no HTTP, and imports only errs, clock, schema and expr.
package workflow

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/expr"
)

// Workflow is one version of a process: a trigger and its nodes. Key is shared by all versions, ID is this one.
// Workflows handed out by definition are immutable.
type Workflow struct {
	ID      int64
	Key     string
	Title   string
	Type    string // trigger type
	Config  json.RawMessage
	Options Options
	Enabled bool
	Current bool
	Sync    bool
	Nodes   []*Node

	// Trigger is Config as its trigger type prepared it (extension.TriggerType.Compile), nil when invalid.
	Trigger any
	// Broken says why the version cannot run (invalid configuration, broken graph), nil when it can.
	Broken error

	byID     map[int64]*Node
	byKey    map[string]*Node
	branches map[int64]map[int]*Node
	parents  map[int64]*Node // of the nodes in branches
	head     *Node
}

// Options are the settings of a workflow version. Unknown keys are kept in the stored row, not here.
type Options struct {
	Timeout                 int64  `json:"timeout"`    // ms of run and wait time, 0 = none
	StackLimit              int    `json:"stackLimit"` // executions of the same key in one chain; 0 = 1
	DeleteExecutionOnStatus []int  `json:"deleteExecutionOnStatus"`
	RunAs                   string `json:"runAs"` // "" = system rights, "actor"
}

// Node is one configured step.
type Node struct {
	ID           int64
	Key          string
	Title        string
	WorkflowID   int64
	Type         string
	Config       json.RawMessage
	UpstreamID   int64 // 0 = head
	DownstreamID int64 // 0 = tail
	BranchIndex  *int  // only on the first node of a branch

	// Effect is what running the node touches, as its node type says of Config (an extension.Effect).
	Effect uint8
	// Prepared is Config as its node type prepared it (extension.Preparer), nil without that capability.
	Prepared any
	// Resolver fills in the variables of Config for people, nil when it has none.
	Resolver *expr.Resolver
	// Broken says why the configuration cannot run; running the node ends the execution as ERROR.
	Broken error
}

// Link builds the lookup tables after Nodes was set. It must be called once, before the workflow is shared.
func (w *Workflow) Link() {
	w.byID = make(map[int64]*Node, len(w.Nodes))
	w.byKey = make(map[string]*Node, len(w.Nodes))
	w.branches = make(map[int64]map[int]*Node)
	w.head = nil
	for _, n := range w.Nodes {
		w.byID[n.ID] = n
		w.byKey[n.Key] = n
		if n.UpstreamID == 0 {
			w.head = n
		}
		if n.BranchIndex != nil {
			m := w.branches[n.UpstreamID]
			if m == nil {
				m = make(map[int]*Node)
				w.branches[n.UpstreamID] = m
			}
			m[*n.BranchIndex] = n
		}
	}
	w.linkParents()
}

// linkParents notes for the nodes of every branch which node it hangs on.
func (w *Workflow) linkParents() {
	next := make(map[int64]*Node, len(w.Nodes)) // the line goes on with
	for _, n := range w.Nodes {
		if n.BranchIndex == nil && n.UpstreamID != 0 {
			next[n.UpstreamID] = n
		}
	}
	w.parents = map[int64]*Node{}
	for _, first := range w.Nodes {
		parent := w.byID[first.UpstreamID]
		if first.BranchIndex == nil || parent == nil {
			continue
		}
		for n := first; n != nil && w.parents[n.ID] == nil; n = next[n.ID] {
			w.parents[n.ID] = parent
		}
	}
}

// Head is the first node, nil when there are none.
func (w *Workflow) Head() *Node { return w.head }

// Node returns the node with this id, or nil.
func (w *Workflow) Node(id int64) *Node { return w.byID[id] }

// NodeByKey returns the node with this key, or nil.
func (w *Workflow) NodeByKey(key string) *Node { return w.byKey[key] }

// Branch returns the first node of branch index below n, or nil.
func (w *Workflow) Branch(n *Node, index int) *Node { return w.branches[n.ID][index] }

// BranchParent returns the branching node that n's line hangs on, nil on the main line.
func (w *Workflow) BranchParent(n *Node) *Node {
	if n == nil {
		return nil
	}
	return w.parents[n.ID]
}

// Execution is one run of a workflow version.
type Execution struct {
	ID           int64
	WorkflowID   int64
	Key          string
	EventKey     string
	Context      json.RawMessage // $context
	Status       Status          // Queued until picked up
	Reason       string
	Sync         bool
	Manually     bool
	ParentID     int64
	Stack        []Ancestor // oldest first
	Output       json.RawMessage
	ReceiptID    int64
	RetryOf      int64
	CausedByNode string // key of the node whose write raised the event
	ActorID      int64  // 0 = none; names createdBy/updatedBy of what its steps write
	RoleName     string
	CreatedAt    time.Time
	StartedAt    time.Time // zero until first picked up
	EndedAt      time.Time // zero until finished; set by the store when it is zero then
	ExpiresAt    time.Time // zero = never
	AvailableAt  time.Time // not handed out before this (held while a synchronous group runs)
	Epoch        int64     // fence: every commit of a visit, resume, cancel and takeover raises it
	Owner        int64     // process generation of a synchronous run, 0 = the dispatcher's
	Layer        Layer
	About        Subject
	Cursor       Cursor
	Data         any  // Context decoded, while it is at hand: not stored, never changed
	Runnable     bool // owed to a worker: not finished, not waiting
}

// Subject names the record that an execution is about. Key is "" when there is no single one, or none yet.
type Subject struct {
	Collection string
	Key        string
}

// KeyText is a record's key as people write it, "" for what is none.
func KeyText(v any) string {
	switch k := v.(type) {
	case string:
		return k
	case json.Number:
		return k.String()
	case int64:
		return strconv.FormatInt(k, 10)
	}
	return ""
}

// Cursor says where an unfinished execution goes on. The zero value means: at the head.
type Cursor struct {
	NodeID   int64 `json:"node,omitempty"`   // next node
	InputJob int64 `json:"input,omitempty"`  // job whose result is its input
	Resume   bool  `json:"resume,omitempty"` // call Resume on NodeID with InputJob (its own job)
	Branch   bool  `json:"branch,omitempty"` // call BranchEnded on NodeID with InputJob
	Own      int64 `json:"own,omitempty"`    // job that holds the intent of an outside effect on NodeID
	Turns    int   `json:"turns,omitempty"`  // steps so far, bounded
}

// Ancestor is one execution that (transitively) caused another.
type Ancestor struct {
	ID  int64  `json:"id"`
	Key string `json:"key"`
}

// EndNode is the node type that ends an execution on purpose: a negative end there is an answer, not a fault.
const EndNode = "end"

// Starts is what the events of one transaction led to.
type Starts struct {
	// Collection are the synchronous collection workflows, in the order of their events.
	Collection []*Execution
	// Action are the synchronous post-action or custom-action workflows, in order.
	Action []*Execution
	// Async are the executions that the dispatcher hands out.
	Async []*Execution
	// Verdicts tells of every candidate what became of it.
	Verdicts []Verdict
	// Chain tells it of the events that steps raised in the action's own transaction.
	Chain []Verdict
}

// Job is the stored result of one node in one execution. Jobs of an execution are ordered by ID.
type Job struct {
	ID          int64
	ExecutionID int64
	NodeID      int64
	NodeKey     string
	UpstreamID  int64 // previous job, 0 = none
	Status      Status
	Meta        json.RawMessage
	Result      json.RawMessage
	Input       json.RawMessage // the configuration as resolved for this run, for people; nil without variables
	Log         string
	StartedAt   time.Time
	EndedAt     time.Time // zero while pending
	CreatedAt   time.Time
	UpdatedAt   time.Time

	stored bool
}

// MarkStored notes that the job's row exists, so that the next write of it is an update.
func (j *Job) MarkStored() { j.stored = true }

// Stored tells whether the job's row exists.
func (j *Job) Stored() bool { return j.stored }

// Forget makes the job a new one, to be inserted.
func (j *Job) Forget() { j.stored = false }
