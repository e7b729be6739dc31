package resource

import (
	"errors"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// The codes of a change that was refused because somebody else was quicker.
const (
	codeVersionChanged = definition.CodeVersionChanged
	codeNodeChanged    = "NODE_CHANGED"
	codeRoleChanged    = "ROLE_CHANGED"
)

// readParam is the precondition of a change: the updatedAt of what the editor read, readNone where there was nothing.
const (
	readParam = "updatedAt"
	readNone  = "none"
)

// changedError refuses to change what is not as its editor read it. now is what it is, nil when it is gone.
type changedError struct {
	now     any
	refusal *errs.Error
}

func (e *changedError) Error() string { return e.refusal.Message }

func (e *changedError) Unwrap() error { return e.refusal }

// unchanged holds a request to what its editor read, if it says so: found are the rows that it is about to change, as
// they are answered.
func unchanged(req *action.Request, code string, found []schema.Record) error {
	read := req.Params.String(readParam)
	if read == "" {
		return nil
	}
	if len(found) > 1 {
		return errs.New(errs.Invalid, codeInvalidParameter, "updatedAt goes with a change of one record").On(readParam)
	}
	var now any
	have := readNone
	if len(found) == 1 {
		now, have = found[0], text(found[0]["updatedAt"])
	}
	if have == read {
		return nil
	}
	return &changedError{now, errs.New(errs.Conflict, code, "somebody else changed it meanwhile; data is what it is now").On(readParam)}
}

// refusedChange answers a change that was refused because of its precondition: the answer has what there is now.
func refusedChange(err error) (*action.Response, error) {
	var changed *changedError
	if errors.As(err, &changed) {
		return &action.Response{Data: changed.now, HasData: true, Err: changed.refusal}, nil
	}
	return nil, err
}
