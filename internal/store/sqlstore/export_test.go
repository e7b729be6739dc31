package sqlstore

import (
	"github.com/sequitur-platform/sequitur/internal/query"
)

// FindSQL returns the statement of a query.
func FindSQL(d Dialect, q *query.Find) (string, []any, error) {
	r := newRenderer(d)
	_, list := (&Session{d: d, env: Env{Plans: NewPlans()}}).selected(q)
	r.find(q, list)
	return r.sql.String(), r.args, r.err
}

// The statements of which a test looks at the plan.
const (
	Runnable   = runnable
	Unfinished = unfinished
)
