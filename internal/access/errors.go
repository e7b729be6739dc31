package access

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// The codes of refused credentials.
const (
	CodeEmptyToken           = "EMPTY_TOKEN"
	CodeInvalidToken         = "INVALID_TOKEN"
	CodeBlockedToken         = "BLOCKED_TOKEN"
	CodeExpiredSession       = "EXPIRED_SESSION"
	CodeRenewFailed          = "TOKEN_RENEW_FAILED"
	CodeSkipRenew            = "SKIP_TOKEN_RENEW"
	CodeNotExistUser         = "NOT_EXIST_USER"
	CodeNoRoles              = "USER_HAS_NO_ROLES_ERR"
	CodeRoleNotOfUser        = "ROLE_NOT_FOUND_FOR_USER"
	CodeRoleNotFound         = "ROLE_NOT_FOUND_ERR"
	CodeInvalidCredentials   = "INVALID_CREDENTIALS"
	CodeUnknownAuthenticator = "UNKNOWN_AUTHENTICATOR"
	CodeTooManyAttempts      = "TOO_MANY_ATTEMPTS"
	CodeUntrustedOrigin      = "UNTRUSTED_ORIGIN"
	CodeAccountRequired      = "ACCOUNT_REQUIRED"
	CodePasswordTooShort     = "PASSWORD_TOO_SHORT"
	CodePasswordTooLong      = "PASSWORD_TOO_LONG"
	CodePasswordTooCommon    = "PASSWORD_TOO_COMMON"
)

func unauthenticated(code, message string) *errs.Error {
	return errs.New(errs.Unauthenticated, code, "%s", message)
}

// EmptyToken is the refusal of an action that needs a user when the request names none.
func EmptyToken() *errs.Error {
	return unauthenticated(CodeEmptyToken, "Unauthenticated. Please sign in to continue.")
}

func errInvalidToken() *errs.Error {
	return unauthenticated(CodeInvalidToken, "Your session is not valid. Please sign in again.")
}

func errExpired() *errs.Error {
	return unauthenticated(CodeExpiredSession, "Your session has expired. Please sign in again.")
}

func errRenewFailed() *errs.Error {
	return unauthenticated(CodeRenewFailed, "Your session could not be renewed. Please sign in again.")
}

// errCredentials is one message for an unknown account and for a wrong password: neither reveals the other.
func errCredentials() *errs.Error {
	return unauthenticated(CodeInvalidCredentials, "The account or the password is incorrect")
}

func errTooMany(wait time.Duration) *errs.Error {
	return errs.New(errs.TooMany, CodeTooManyAttempts, "Too many attempts. Please try again later.").After(wait)
}
