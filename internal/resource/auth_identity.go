package resource

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Identity makes the resources of people: auth, users, roles, settings and app. Events may be nil, the rest is
// required.
type Identity struct {
	Access *access.Service
	Edits  action.Edits
	DB     store.DB
	Clock  clock.Clock
	// Schema gives the current collections: teams add fields to users.
	Schema func(ctx context.Context) (*schema.Snapshot, error)
	// Events opens the intake of a transaction that writes users: emit takes the written rows, done closes it before
	// the commit. nil: nothing follows from them.
	Events  func(ctx context.Context, tx store.Tx, req *action.Request) (emit func(workflow.Row), done func() error)
	Version string // of the program
	Dialect string // of the database
}

// Resources lists them.
func (d *Identity) Resources() []*action.Resource {
	rs := []*action.Resource{d.auth(), d.authenticators(), d.users(), d.settings(), d.app()}
	return append(rs, d.roleResources()...)
}

// permit runs an edit of permissions alone, so that what it decided on still holds: when permissions changed since
// they were read, the request is prepared again.
func (d *Identity) permit(ctx context.Context, req *action.Request, fn func(e *edit) error) error {
	return d.within(ctx, req, d.Edits.Exclusive, fn)
}

// runFunc is one of the ways to run a transaction.
type runFunc func(ctx context.Context, req *action.Request, fn func(tx store.Tx) error) error

func (d *Identity) within(ctx context.Context, req *action.Request, run runFunc, fn func(e *edit) error) error {
	p, err := d.Access.Permissions(ctx)
	if err != nil {
		return err
	}
	return run(ctx, req, func(tx store.Tx) error {
		if d.DB.Version() != p.Version {
			return store.ErrStale
		}
		return fn(&edit{Identity: d, tx: tx, perms: p, actor: req.Actor})
	})
}

// edit is one change of roles or memberships, with what it is decided on.
type edit struct {
	*Identity
	tx    store.Tx
	perms *acl.Permissions
	actor *acl.Actor
}

func (e *edit) now() string { return clock.Format(e.tx.Now()) }

// cover refuses what would let the actor raise himself: only whom and what he covers he may administer.
func (e *edit) cover(roles ...string) error {
	if e.perms.Covers(e.actor, roles...) {
		return nil
	}
	return acl.NoPermission()
}

// selected is what filterByTk and filter of a request address. Without both it refuses: nothing is ever changed by
// leaving something out.
func selected(req *action.Request, c *schema.Collection, env query.Env) (query.Filter, error) {
	tk, given, err := query.TargetKeyOf(req.Params)
	if err != nil {
		return nil, err
	}
	var all query.And
	if given && tk != nil {
		f, err := query.ParseTargetKey(c, tk)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	raw, err := query.FilterOf(req.Params)
	if err != nil {
		return nil, err
	}
	if !query.IsEmpty(raw) {
		f, err := query.ParseFilter(c, raw, env)
		if err != nil {
			return nil, err
		}
		if f != nil {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		return nil, errs.New(errs.Invalid, "FILTER_REQUIRED", "filterByTk or filter is required").On("filterByTk")
	}
	return all, nil
}

func equals(c *schema.Collection, field string, v any) query.Filter {
	return query.Cond{Field: c.Field(field), Op: query.Eq, Value: v}
}

// one returns the first record that matches, or a refusal that names what is missing.
func one(r store.RecordReader, c *schema.Collection, f query.Filter) (schema.Record, error) {
	rows, err := r.Find(&query.Find{Collection: c, Filter: f, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "RECORD_NOT_FOUND", "there is no such record in %q", c.Name)
	}
	return rows[0], nil
}

// classified turns what a database constraint refused into the caller's mistake that it is.
func classified(err error) error {
	var unique *store.UniqueError
	if errors.As(err, &unique) {
		e := errs.New(errs.Invalid, "UNIQUE_VIOLATION", "%s", unique.Error())
		if len(unique.Fields) > 0 {
			e = e.On(unique.Fields[0])
		}
		return e
	}
	var key *store.ForeignKeyError
	if errors.As(err, &key) {
		return errs.New(errs.Conflict, "REFERENCE_VIOLATION", "%s", key.Error())
	}
	return err
}

// set adds a value that was given.
func set[T any](row schema.Record, name string, v *T) {
	if v != nil {
		row[name] = *v
	}
}

func anyStrings(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func stringOf(r schema.Record, name string) string {
	s, _ := r[name].(string)
	return s
}
