// Package errs is the one error type that crosses package borders: a kind (what the caller may do about it),
// a stable code (part of the HTTP contract, see docs/errors.md) and a message for people.
//
// It imports nothing of Sequitur and every package may import it.
package errs

import (
	"errors"
	"fmt"
	"time"
)

// Kind tells what sort of failure an error is. The HTTP status follows from it alone (api/errors.go).
type Kind uint8

// The kinds. Internal is the zero value: an error that nobody classified is ours.
const (
	Internal         Kind = iota // 500, the cause is never shown
	Invalid                      // 400, the caller's input
	Unauthenticated              // 401
	Forbidden                    // 403
	NotFound                     // 404
	MethodNotAllowed             // 405
	Conflict                     // 409
	TooLarge                     // 413
	Unprocessable                // 422
	TooMany                      // 429
	Unavailable                  // 503, try again later
)

// Error is a classified failure. Code is stable; Message is for people; Field names the offending input when
// there is one. RetryAfter is a hint for Conflict, TooMany and Unavailable. Err is the cause, for logs only.
type Error struct {
	Kind       Kind
	Code       string
	Message    string
	Field      string
	RetryAfter time.Duration
	Err        error
}

// New makes an error of kind k with a stable code and a formatted message. An argument for %w in format becomes
// the cause.
func New(k Kind, code, format string, a ...any) *Error {
	err := fmt.Errorf(format, a...)
	return &Error{Kind: k, Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// On returns a copy of e that names the input it is about.
func (e *Error) On(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// After returns a copy of e that tells the caller when to try again.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// List is several failures reported together, for example one for each field of a form. Its kind is that of the
// first entry.
type List []*Error

// Error implements error.
func (l List) Error() string {
	if len(l) == 0 {
		return "no error"
	}
	if len(l) == 1 {
		return l[0].Message
	}
	return fmt.Sprintf("%s (and %d more)", l[0].Message, len(l)-1)
}

// Or returns l as an error, or nil when it is empty.
func (l List) Or() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// KindOf returns the kind of the first classified error in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	if e := first(err); e != nil {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the stable code of the first classified error in err's chain, or "".
func CodeOf(err error) string {
	if e := first(err); e != nil {
		return e.Code
	}
	return ""
}

func first(err error) *Error {
	var l List
	if errors.As(err, &l) && len(l) > 0 {
		return l[0]
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
