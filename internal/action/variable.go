package action

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// variable resolves the names that a filter of the request may use: the actor reads with his own permissions.
func (r *run) variable(name string) (any, bool) { return r.resolveVariable(name, false) }

// scopeVariable resolves the names that a row scope may use. It is the system that reads.
func (r *run) scopeVariable(name string) (any, bool) { return r.resolveVariable(name, true) }

func (r *run) resolveVariable(name string, system bool) (any, bool) {
	a := r.req.Actor
	for _, prefix := range []string{"$user.", "ctx.state.currentUser.", "currentUser."} {
		if path, ok := strings.CutPrefix(name, prefix); ok {
			return r.ofUser(path, system)
		}
	}
	switch name {
	case "$nRole":
		if a.Role == acl.RoleUnion {
			return anyList(a.Acting), true
		}
		return a.Role, true
	case "$user":
		return a.UserID, a.UserID != 0
	}
	return nil, false
}

// ofUser is a value of the acting user, also one of what he is related to: a list where that is several records.
func (r *run) ofUser(path string, system bool) (any, bool) {
	a := r.req.Actor
	if a == nil || a.User == nil {
		return nil, false
	}
	if v, ok := a.User[path]; ok || !strings.Contains(path, ".") {
		return v, ok
	}
	key := userValue{path, system}
	if v, known := r.userValues[key]; known {
		return v, v != nil
	}
	v, err := r.loadOfUser(path, system)
	if err != nil {
		return nil, false // a path that leads nowhere is a variable that is not known
	}
	if r.userValues == nil {
		r.userValues = map[userValue]any{}
	}
	r.userValues[key] = v
	return v, v != nil
}

// userValue is a path from the user, read by the system or by himself.
type userValue struct {
	path   string
	system bool
}

func (r *run) loadOfUser(path string, system bool) (any, error) {
	users := r.schema.Collection("users")
	steps := strings.Split(path, ".")
	sel, err := query.ParseSelection(users, nil, []string{strings.Join(steps[:len(steps)-1], ".")}, nil)
	if err != nil {
		return nil, err
	}
	if !system { // what he is related to himself he may know
		if sel.Appends, err = r.visibleAppends(users, acl.Grant{Unlimited: true}, sel.Appends); err != nil {
			return nil, err
		}
	}
	var rows []schema.Record
	err = r.p.DB.Read(r.ctx, func(rd store.Reader) (err error) {
		rows, err = record.Find(rd, &query.Find{
			Collection: users, Appends: sel.Appends, Limit: 1,
			Filter: query.Cond{Field: users.PrimaryKey(), Op: query.Eq, Value: r.req.Actor.UserID},
		})
		return err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return dig(record.Plain(users, rows[0]), steps), nil
}

// dig follows a path; over a list it collects.
func dig(v any, steps []string) any {
	if list, ok := v.([]any); ok {
		out := make([]any, 0, len(list))
		for _, item := range list {
			if x := dig(item, steps); x != nil {
				out = append(out, x)
			}
		}
		return out
	}
	if len(steps) == 0 {
		return v
	}
	m, _ := v.(map[string]any)
	return dig(m[steps[0]], steps[1:])
}
