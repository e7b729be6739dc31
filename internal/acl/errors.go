package acl

import "github.com/sequitur-platform/sequitur/internal/errs"

// CodeNoPermission is the code of every refusal by permission.
const CodeNoPermission = "NO_PERMISSION"

// NoPermission is the refusal: it does not tell why, so that it reveals nothing about what exists.
func NoPermission() *errs.Error {
	return errs.New(errs.Forbidden, CodeNoPermission, "No permissions")
}
