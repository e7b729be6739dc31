package action

import "github.com/sequitur-platform/sequitur/internal/errs"

var errInvalidBody = errs.New(errs.Invalid, "INVALID_BODY", "the body must be a JSON object of the expected shape")
