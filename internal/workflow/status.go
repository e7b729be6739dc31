package workflow

import "fmt"

// Status is the state of an execution or a job, numbered as in the API. Queued is null there.
type Status int8

// The statuses. A job uses Started as "pending". Once final (not Queued, not Started) a status never changes.
const (
	Queued      Status = 127 // null in the API and in storage
	Started     Status = 0   // an execution runs or waits; a job is pending
	Resolved    Status = 1
	Failed      Status = -1
	Errored     Status = -2
	Aborted     Status = -3
	Canceled    Status = -4
	Rejected    Status = -5
	RetryNeeded Status = -6
)

// Pending is the job's word for Started.
const Pending = Started

// Final tells whether the status is an end.
func (s Status) Final() bool { return s != Queued && s != Started }

// Negative tells whether the status is a bad end.
func (s Status) Negative() bool { return s < 0 }

// String names the status.
func (s Status) String() string {
	switch s {
	case Queued:
		return "queued"
	case Started:
		return "started"
	case Resolved:
		return "resolved"
	case Failed:
		return "failed"
	case Errored:
		return "error"
	case Aborted:
		return "aborted"
	case Canceled:
		return "canceled"
	case Rejected:
		return "rejected"
	case RetryNeeded:
		return "retry needed"
	}
	return fmt.Sprintf("status %d", int8(s))
}

// Reasons of an aborted execution.
const (
	ReasonTimeout        = "timeout"
	ReasonManualCancel   = "manual_cancel"
	ReasonParentAborted  = "parent_aborted"
	ReasonRequestLost    = "request_lost"
	ReasonEarlierFailed  = "earlier_failed"
	ReasonUnexpectedWait = "unexpected_wait"
)

// Layer is where around an action a workflow stands.
type Layer string

// The layers.
const (
	PreAction    Layer = "pre-action"
	PostAction   Layer = "post-action"
	CustomAction Layer = "custom-action"
	Collection   Layer = "collection"
	Manual       Layer = "manual"
)

// Outcome is what a receipt says of the whole request.
type Outcome string

// The outcomes.
const (
	OutcomeOpen            Outcome = "open"
	OutcomeSaved           Outcome = "saved"
	OutcomeTriggered       Outcome = "triggered"
	OutcomeBlocked         Outcome = "blocked"
	OutcomeIntercepted     Outcome = "intercepted"
	OutcomeRolledBack      Outcome = "rolled_back"
	OutcomeRefused         Outcome = "refused"
	OutcomeFailedAfterSave Outcome = "failed_after_save"
	OutcomeInterrupted     Outcome = "interrupted"
)

// Decision is the word of a verdict.
type Decision string

// The decisions.
const (
	DecisionStarted     Decision = "started"
	DecisionSkipped     Decision = "skipped"
	DecisionAborted     Decision = "aborted"
	DecisionFailed      Decision = "failed"
	DecisionBlocked     Decision = "blocked"
	DecisionIntercepted Decision = "intercepted"
	DecisionRolledBack  Decision = "rolled_back"
)

// Reason says why a candidate workflow did not start, or did not end well.
type Reason string

// The reasons.
const (
	NoReason            Reason = ""
	Disabled            Reason = "disabled"
	OtherCollection     Reason = "other_collection"
	ActionNotConfigured Reason = "action_not_configured"
	UnknownKey          Reason = "unknown_key"
	PathEmpty           Reason = "path_empty"
	ConditionFalse      Reason = "condition_false"
	FieldUnchanged      Reason = "field_unchanged"
	ChainLimit          Reason = "chain_limit"
	Duplicate           Reason = "duplicate"
	EarlierFailed       Reason = "earlier_failed"
)

// Verdict tells what became of one candidate workflow, as a receipt shows it.
type Verdict struct {
	WorkflowID   *int64    `json:"workflowId"` // null for an unknown key
	Key          string    `json:"key"`
	Layer        Layer     `json:"layer"`
	Mode         string    `json:"mode"` // "sync" or "async"
	Verdict      Decision  `json:"verdict"`
	Reason       Reason    `json:"reason,omitempty"`
	Count        int       `json:"count"`
	ExecutionIDs []int64   `json:"executionIds"` // at most MaxVerdictIDs
	CausedBy     *CausedBy `json:"causedBy,omitempty"`

	all []int64 // also those that are not listed
}

// Started notes an execution.
func (v *Verdict) Started(id int64) {
	v.Count++
	v.all = append(v.all, id)
	if len(v.ExecutionIDs) < MaxVerdictIDs {
		v.ExecutionIDs = append(v.ExecutionIDs, id)
	}
}

// MaxVerdictIDs bounds the ids a verdict lists; Count is exact.
const MaxVerdictIDs = 100

// CausedBy names the step whose write raised an event.
type CausedBy struct {
	ExecutionID int64  `json:"executionId"`
	NodeKey     string `json:"nodeKey"`
}
