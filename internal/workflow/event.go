package workflow

import (
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Cause says who or what is behind a transaction: the person and request of an action, or the step of an
// execution. It is carried into every execution that the transaction starts.
type Cause struct {
	RequestID string
	ReceiptID int64
	ActorID   int64         // 0 = no user
	User      schema.Record // the user's row without hidden fields; nil = none
	RoleName  string
	Button    string
	Stack     []Ancestor // executions above, oldest first, the causing one last
	NodeKey   string     // the causing node, "" when a request is the cause
}

// Parent returns the step behind the cause, nil for a request.
func (c *Cause) Parent() *CausedBy {
	if len(c.Stack) == 0 {
		return nil
	}
	return &CausedBy{ExecutionID: c.Stack[len(c.Stack)-1].ID, NodeKey: c.NodeKey}
}

// Change is what happened to a row.
type Change uint8

// The changes; the values are the bits of the collection trigger's mode.
const (
	Created   Change = 1
	Updated   Change = 2
	Destroyed Change = 4
)

// Row is one written record, emitted by package record. Record is the row after the change (before it, for
// Destroyed) and must not be changed by the receiver.
type Row struct {
	Collection *schema.Collection
	Change     Change
	Key        any // primary key
	Record     schema.Record
	Changed    []string // names of fields whose value differs (Updated only)
}

// Binding names a workflow for an action, with the to-one path from the acted record to the workflow's data.
type Binding struct {
	Key  string `json:"key"`
	Path string `json:"path,omitempty"`
}

// Event is something that happened, or is about to, and may start workflows. Which fields are set depends on the
// layer.
type Event struct {
	Layer      Layer
	Collection *schema.Collection // acted (pre, post, custom) or changed (collection); nil for a custom action without one
	Action     string             // pre, post, custom
	Bindings   []Binding          // named by the request or its button, in order
	Row        *Row               // collection
	Records    []schema.Record    // post: the records acted on; custom: the loaded records
	Context    map[string]any     // pre: params; custom without record: the form data
	Link       *Link              // post, for add, set, remove, toggle
	Many       bool               // custom: several records were named
}

// Link tells of a link action: the source record and what was done to the association.
type Link struct {
	Collection string `json:"collection"`
	SourceID   any    `json:"sourceId"`
	Name       string `json:"name"`
	Change     string `json:"change"`
}

// Receipt is what a changing action leaves behind: what was considered and what became of it.
type Receipt struct {
	ID         int64
	RequestID  string
	UserID     int64
	RoleName   string
	Resource   string
	Action     string
	Keys       []string
	Button     string
	Outcome    Outcome
	Verdicts   []Verdict
	Records    []Subject // the records acted on that no execution is about; stored by the write that has them
	Generation int64     // process that opened it
}
