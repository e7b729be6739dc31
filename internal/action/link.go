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
	targets, err := r.linkTargets()
	if err != nil {
		return err
	}
	if !toMany && len(targets) > 1 {
		return errs.New(errs.Invalid, "INVALID_VALUE", "the association %q takes one record", r.rel.Name)
	}
	if len(targets) > r.p.Limits.Records {
		return errs.New(errs.Invalid, "TOO_MANY_RECORDS", "one call links at most %d records", r.p.Limits.Records)
	}
	r.input.targets = targets
	return nil
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
	targets, err := r.reachable(tx)
	if err != nil {
		return nil, err
	}
	changes, err := a.link(r.writer(tx, in), r, source, targets)
	if err != nil {
		return nil, err
	}
	rows, err := r.linkedRows(tx, changes)
	if err != nil {
		return nil, err
	}
	ev := r.event(rows)
	ev.Link = &workflow.Link{Collection: r.source.Name, SourceID: r.sourceID(source), Name: r.rel.Name, Change: a.change}
	e := &effect{saved: true, event: ev, answer: Nothing()}
	if a.change == "toggle" {
		e.answer = Data("ok")
	}
	return e, nil
}

func (r *run) sourceID(source schema.Record) any {
	if pk := r.source.PrimaryKey(); pk != nil {
		return source[pk.Name]
	}
	return r.req.SourceID
}

func (a linkAction) link(w *record.Writer, r *run, source schema.Record, targets []any) ([]record.LinkChange, error) {
	switch a.change {
	case "add":
		return w.Add(r.source, source, r.rel, targets)
	case "set":
		return w.Set(r.source, source, r.rel, targets)
	case "remove":
		return w.Remove(r.source, source, r.rel, targets)
	}
	return w.Toggle(r.source, source, r.rel, targets)
}

// reachable checks that every named target exists where the actor may see it.
func (r *run) reachable(tx store.Tx) ([]any, error) {
	scope, err := r.linkScope()
	if err != nil || scope == nil {
		return r.input.targets, err
	}
	for _, t := range r.input.targets {
		key := t
		if pair, ok := t.([]any); ok && len(pair) > 0 {
			key = pair[0]
		}
		if m, ok := t.(map[string]any); ok {
			key = m[linkKey(r.rel.Relation)]
		}
		f, err := query.ParseKey(r.c, r.c.Field(linkKey(r.rel.Relation)), key)
		if err != nil {
			return nil, err
		}
		n, err := tx.Count(r.c, both(f, scope))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, errNoPermission
		}
	}
	return r.input.targets, nil
}

// linkScope is the row scope of targets; an actor who may not view them at all may still link by key what the source
// permission allows.
func (r *run) linkScope() (query.Filter, error) {
	g, err := r.viewGrant(r.c)
	if errs.KindOf(err) == errs.Forbidden {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.scopeOf(r.c, g)
}

// linkedRows are the targets whose link changed, as they are now.
func (r *run) linkedRows(tx store.Tx, changes []record.LinkChange) ([]schema.Record, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	keys := make([]any, len(changes))
	for i, ch := range changes {
		keys[i] = ch.Target
	}
	return tx.Find(&query.Find{Collection: r.c, Filter: query.Cond{Field: r.c.Field(linkKey(r.rel.Relation)), Op: query.In, Value: keys}})
}
