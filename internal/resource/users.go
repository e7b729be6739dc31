package resource

import (
	"context"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func (d *Identity) users() *action.Resource {
	own := func(run action.Handler) action.Action { return action.Action{Run: run, Access: action.SignedIn} }
	return &action.Resource{Name: "users", Collection: "users", Actions: map[string]action.Action{
		"list":           {Read: true},
		"get":            {Read: true},
		"create":         {Run: d.createUser},
		"update":         {Run: d.updateUsers},
		"destroy":        {Run: d.destroyUsers},
		"updateProfile":  own(d.updateProfile),
		"updateLang":     own(d.updateLang),
		"updateTimeZone": own(d.updateTimeZone),
		"setDefaultRole": own(d.chooseDefaultRole),
	}}
}

func (d *Identity) createUser(ctx context.Context, req *action.Request) (*action.Response, error) {
	raw, err := req.Object()
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	in, err := d.readUser(ctx, req, snap, raw, true)
	if err != nil {
		return nil, err
	}
	var created schema.Record
	// Nothing is cached of a user who does not exist yet: this needs no exclusive edit.
	err = d.withPeople(ctx, req, snap, d.Edits.Write, func(p *people) error {
		if err := p.cover(in.rolesOr(p.defaultRole())...); err != nil {
			return err
		}
		created, err = p.create(in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(record.Plain(snap.Collection("users"), created)), nil
}

func (d *Identity) updateUsers(ctx context.Context, req *action.Request) (*action.Response, error) {
	raw, err := req.Object()
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	where, err := selected(req, snap.Collection("users"), query.Env{Location: req.Location})
	if err != nil {
		return nil, err
	}
	in, err := d.readUser(ctx, req, snap, raw, false)
	if err != nil {
		return nil, err
	}
	run := runFunc(d.Edits.Write)
	if in.hasRoles {
		run = d.Edits.Exclusive
	}
	var updated []schema.Record
	err = d.withPeople(ctx, req, snap, run, func(p *people) error {
		ids, err := p.found(where)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := p.administer(id); err != nil {
				return err
			}
		}
		updated, err = p.update(ids, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(plainUsers(snap, updated)), nil
}

func plainUsers(snap *schema.Snapshot, rows []schema.Record) []map[string]any {
	out := make([]map[string]any, len(rows))
	for i, row := range rows {
		out[i] = record.Plain(snap.Collection("users"), row)
	}
	return out
}

func (d *Identity) destroyUsers(ctx context.Context, req *action.Request) (*action.Response, error) {
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	where, err := selected(req, snap.Collection("users"), query.Env{Location: req.Location})
	if err != nil {
		return nil, err
	}
	var n int
	err = d.withPeople(ctx, req, snap, d.Edits.Exclusive, func(p *people) error {
		ids, err := p.found(where)
		if err != nil {
			return err
		}
		n = len(ids)
		for _, id := range ids {
			if err := p.destroy(id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return action.Data(n), nil
}

// people writes users within an edit.
type people struct {
	*members
	records *record.Writer
}

// withPeople runs fn in a transaction that writes users, and tells what follows from their rows.
func (d *Identity) withPeople(ctx context.Context, req *action.Request, snap *schema.Snapshot, run runFunc, fn func(p *people) error) error {
	return d.within(ctx, req, run, func(e *edit) error {
		o := record.Options{
			Snapshot: snap, Tx: e.tx, Now: e.tx.Now(), NextID: e.tx.NextID, Location: req.Location, Random: randomBytes,
			ActorID: req.Actor.UserID,
		}
		done := func() error { return nil }
		if d.Events != nil {
			o.Emit, done = d.Events(ctx, e.tx, req)
		}
		if err := fn(&people{members: newMembers(e, snap), records: record.NewWriter(o)}); err != nil {
			return err
		}
		return done()
	})
}

func (p *people) found(where query.Filter) ([]int64, error) {
	rows, err := p.tx.Find(&query.Find{Collection: p.users, Filter: where, Fields: []*schema.Field{p.users.PrimaryKey()}})
	ids := make([]int64, 0, len(rows))
	for _, r := range rows {
		id, _ := r["id"].(int64)
		ids = append(ids, id)
	}
	return ids, err
}

func (p *people) defaultRole() []string {
	if r := p.perms.DefaultRole(); r != nil {
		return []string{r.Name}
	}
	return nil
}

// create adds a user with his roles; the first one is his default.
func (p *people) create(in *userInput) (schema.Record, error) {
	row, err := p.records.Create(p.users, in.values, record.WriteOptions{Nested: linksOnly})
	if err != nil {
		return nil, err
	}
	id, _ := row["id"].(int64)
	if in.hash != "" {
		if err := p.Access.StorePassword(p.tx, id, in.hash); err != nil {
			return nil, err
		}
	}
	for i, role := range in.rolesOr(p.defaultRole()) {
		if err := p.add(id, role, i == 0); err != nil {
			return nil, err
		}
	}
	return one(p.tx, p.users, equals(p.users, "id", id))
}

// update changes users whom the actor may change.
func (p *people) update(ids []int64, in *userInput) ([]schema.Record, error) {
	these := inList(p.users, "id", anyIDs(ids))
	if len(in.values) > 0 && len(ids) > 0 {
		if _, err := p.records.Update(p.users, these, in.values, record.WriteOptions{Nested: linksOnly}); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		if err := p.updateCredentials(id, in); err != nil {
			return nil, err
		}
	}
	return p.tx.Find(&query.Find{Collection: p.users, Filter: these})
}

// updateCredentials changes password and roles of a user.
func (p *people) updateCredentials(id int64, in *userInput) error {
	p.tx.AfterCommit(func() { p.Access.UserChanged(id) })
	if in.hash != "" {
		if err := p.Access.StorePassword(p.tx, id, in.hash); err != nil {
			return err
		}
	}
	if !in.hasRoles {
		return nil
	}
	before, err := p.roles(id)
	if err != nil {
		return err
	}
	add, remove := difference("set", before, in.roles)
	return p.change(id, add, remove)
}

func (p *people) destroy(id int64) error {
	if id == p.actor.UserID {
		return errs.New(errs.Forbidden, "OWN_ACCOUNT", "you cannot remove your own account")
	}
	held, err := p.administer(id)
	if err != nil {
		return err
	}
	if slices.Contains(held, acl.RoleRoot) {
		if err := p.keepRoot(id); err != nil {
			return err
		}
	}
	p.tx.AfterCommit(func() { p.Access.UserChanged(id) })
	_, err = p.records.Destroy(p.users, equals(p.users, "id", id), nil)
	return err
}

func anyIDs(ids []int64) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
