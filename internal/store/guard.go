package store

import (
	"fmt"
	"runtime/debug"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// CodePanic is the code of errors that Guard made.
const CodePanic = "PANIC"

// Guard runs fn and turns a panic into an error of kind Internal that keeps the stack for the log. Databases call
// functions of others through it: one of them must not end the process, or a transaction half done.
func Guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &errs.Error{Kind: errs.Internal, Code: CodePanic, Message: "internal error",
				Err: fmt.Errorf("panic: %v\n%s", p, debug.Stack())}
		}
	}()
	return fn()
}
