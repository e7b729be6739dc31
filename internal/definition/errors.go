package definition

import "github.com/sequitur-platform/sequitur/internal/errs"

// Codes of refused edits.
const (
	CodeWorkflowNotFound     = "WORKFLOW_NOT_FOUND"
	CodeNodeNotFound         = "NODE_NOT_FOUND"
	CodeTypeRequired         = "TYPE_REQUIRED"
	CodeUnknownTrigger       = "UNKNOWN_TRIGGER_TYPE"
	CodeUnknownNode          = "UNKNOWN_NODE_TYPE"
	CodeNodeNotAllowed       = "NODE_NOT_ALLOWED"
	CodeNodesLimit           = "NODES_LIMIT"
	CodeVersionExecuted      = "VERSION_EXECUTED"
	CodeInvalidConfig        = "INVALID_CONFIG"
	CodeInvalidOptions       = "INVALID_OPTIONS"
	CodeInvalidPosition      = "INVALID_POSITION"
	CodeInvalidGraph         = "INVALID_GRAPH"
	CodeUnknownBranch        = "UNKNOWN_BRANCH"
	CodeBranchInUse          = "BRANCH_IN_USE"
	CodeInvalidKey           = "INVALID_KEY"
	CodeKeyTaken             = "KEY_TAKEN"
	CodeUnfinishedExecutions = "UNFINISHED_EXECUTIONS"
	CodeVersionChanged       = "VERSION_CHANGED"
)

func unknownTrigger(typ string) error {
	return errs.New(errs.Invalid, CodeUnknownTrigger, "trigger type %q does not exist", typ).On("type")
}

func unknownNode(typ string) error {
	return errs.New(errs.Invalid, CodeUnknownNode, "node type %q does not exist", typ).On("type")
}

func workflowNotFound(id any) error {
	return errs.New(errs.NotFound, CodeWorkflowNotFound, "workflow %v does not exist", id)
}

func nodeNotFound(id int64) error {
	return errs.New(errs.NotFound, CodeNodeNotFound, "node %d does not exist", id)
}

func position(format string, a ...any) *errs.Error {
	return errs.New(errs.Invalid, CodeInvalidPosition, format, a...)
}
