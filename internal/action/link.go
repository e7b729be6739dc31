package action

import (
	"context"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// linkAction changes the links of an association: add, set, remove, toggle. It is authorised on the source and matched
// on the target collection, one event per target.
type linkAction struct{ change string }

func (linkAction) spec() recordSpec { return recordSpec{link: true} }

func (a linkAction) shape(_ context.Context, r *run) error {
	if r.rel == nil {
		return errs.New(errs.NotFound, "UNKNOWN_ACTION", "%q works on associations only", a.change)
	}
	toMany := r.rel.Relation.ToMany()
	if !toMany && (a.change == "add" || a.change == "toggle") || a.change == "toggle" && r.rel.Relation.Type != schema.BelongsToMany {
		return errs.New(errs.Invalid, "ACTION_NOT_SUPPORTED", "%q does not work on an association of type %s", a.change, r.rel.Type)
	}
	raw, err := r.linkTargets()
	if err != nil {
		return err
	}
	if !toMany && len(raw) > 1 {
		return errs.New(errs.Invalid, "INVALID_VALUE", "the association %q takes one record", r.rel.Name)
	}
	if len(raw) > r.p.Limits.Records {
		return errs.New(errs.Invalid, "TOO_MANY_RECORDS", "one call links at most %d records", r.p.Limits.Records)
	}
	targets, err := record.ParseTargets(r.rel, raw, r.recordEnv())
	r.input.targets = r.writableTargets(r.rel.Relation, targets)
	return err
}

// linkTargets reads keys from filterByTk, filterByTks or the body. An item may be [key, {pivot values}].
func (r *run) linkTargets() ([]any, error) {
	tk, has, err := query.TargetKeyOf(r.req.Params)
	if err != nil {
		return nil, err
	}
	if !has {
		if tk, has, err = query.TargetKeysOf(r.req.Params); err != nil {
			return nil, err
		}
	}
	if has {
		return splitKeys(tk), nil
	}
	switch t := r.values.(type) {
	case []any:
		return t, nil
	case map[string]any:
		if len(t) == 0 {
			return nil, nil
		}
		return []any{t}, nil
	}
	return nil, errInvalidBody
}

func splitKeys(tk any) []any {
	switch t := tk.(type) {
	case nil:
		return nil
	case []any:
		return t
	case string:
		var out []any
		for _, s := range strings.Split(t, ",") {
			if s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return []any{tk}
}

func (a linkAction) carry(r *run, tx store.Tx, in Intake) (*effect, error) {
	source, err := r.requireSource(tx)
	if err != nil {
		return nil, err
	}
	changes, err := a.link(r.writer(tx, in), r, source)
	if err != nil {
		return nil, err
	}
	e := &effect{saved: true, events: r.linkEvents(source, changes), answer: Nothing()}
	if a.change == "toggle" {
		e.answer = Data("ok")
	}
	return e, nil
}

// linkEvents: the targets that were linked, and those that were unlinked.
func (r *run) linkEvents(source schema.Record, changes []record.LinkChange) []*workflow.Event {
	rows := map[string][]schema.Record{}
	for _, ch := range changes {
		rows[ch.Change()] = append(rows[ch.Change()], ch.Record)
	}
	var events []*workflow.Event
	for _, change := range []string{"add", "remove"} {
		if len(rows[change]) == 0 && (change == "remove" || len(changes) > 0) {
			continue
		}
		ev := r.event(rows[change])
		ev.Link = &workflow.Link{Collection: r.source.Name, SourceID: r.sourceID(source), Name: r.rel.Name, Change: change}
		events = append(events, ev)
	}
	return events
}

func (r *run) sourceID(source schema.Record) any {
	if pk := r.source.PrimaryKey(); pk != nil {
		return source[pk.Name]
	}
	return r.req.SourceID
}

func (a linkAction) link(w *record.Writer, r *run, source schema.Record) ([]record.LinkChange, error) {
	switch a.change {
	case "add":
		return w.Add(r.source, source, r.rel, r.input.targets, r.writeOptions())
	case "set":
		return w.Set(r.source, source, r.rel, r.input.targets, r.writeOptions())
	case "remove":
		return w.Remove(r.source, source, r.rel, r.input.targets)
	}
	return w.Toggle(r.source, source, r.rel, r.input.targets, r.writeOptions())
}

// linkScope limits which records of a collection may be linked: those that the actor may see. An actor who may not view
// the collection at all may still link by key what the permission on the source allows.
func (r *run) linkScope(c *schema.Collection) (query.Filter, error) {
	g, err := r.viewGrant(c)
	if errs.KindOf(err) == errs.Forbidden {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.scopeOf(c, g)
}
