package record

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// ParseTargets reads the targets of a link action: a key, a list of keys, of objects with a key (and the through record
// under its name) or of pairs [key, {columns of the through record}]. For numeric keys a text may list several,
// separated by commas. nil is an empty list. Errors: INVALID_VALUE, INVALID_LINK.
func ParseTargets(rel *schema.Field, raw any, env Env) ([]Target, error) {
	if rel.Relation == nil || rel.Relation.TargetCollection == nil || TargetKey(rel) == nil {
		return nil, errs.New(errs.Invalid, CodeInvalidLink, "%q is no relation that can be linked", rel.Name).On(rel.Name)
	}
	p := &valueParser{env: env}
	out := []Target{}
	for i, item := range targetList(rel, raw) {
		t, err := parseTarget(p, rel, item, strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if p.err != nil {
		return nil, p.err
	}
	return out, p.errors.Or()
}

// targetList views what a caller may send as a list.
func targetList(rel *schema.Field, raw any) []any {
	switch x := raw.(type) {
	case nil:
		return nil
	case []any:
		return x
	case string:
		if TargetKey(rel).Kind.Storage() != schema.Integer {
			return []any{x}
		}
		var out []any
		for _, part := range strings.Split(x, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
		return out
	}
	return []any{raw}
}

func parseTarget(p *valueParser, rel *schema.Field, v any, path string) (Target, error) {
	var pivot any
	switch x := v.(type) {
	case map[string]any:
		v, pivot = x[TargetKey(rel).Name], x[rel.Relation.Through]
	case []any:
		if len(x) != 2 {
			return Target{}, errs.New(errs.Invalid, CodeInvalidValue, "a pair needs a key and an object").On(path)
		}
		v, pivot = x[0], x[1]
	case json.Number, string, int64, int, float64:
	default:
		v = nil
	}
	key, err := parseKey(TargetKey(rel), v, p.env.Env)
	if err != nil || key == nil {
		return Target{}, errs.New(errs.Invalid, CodeInvalidValue, "a key of %q is needed", rel.Relation.Target).On(path)
	}
	t := Target{Key: key}
	if pivot != nil && rel.Relation.Type == schema.BelongsToMany {
		out := map[string]any{}
		p.pivot(rel, pivot, path, 0, out)
		t.Pivot, _ = out[rel.Relation.Through].(map[string]any)
	}
	return t, nil
}

// Add links records to rec through a to-many relation; those that are linked already get the columns given for the
// through record. It returns what was changed. Errors: TARGET_NOT_FOUND, INVALID_LINK.
func (w *Writer) Add(c *schema.Collection, rec schema.Record, rel *schema.Field, targets []Target, o WriteOptions) ([]LinkChange, error) {
	return w.linking(c, rec, rel, targets, o, func(l link, found map[any]schema.Record, s scope) ([]LinkChange, error) {
		if l.through == nil {
			return w.addMany(l, targets, found, s)
		}
		return w.addThrough(l, targets, found, s)
	})
}

// Set makes the targets the only records that rec is linked to; a to-one relation takes one target or none. Errors as
// for Add.
func (w *Writer) Set(c *schema.Collection, rec schema.Record, rel *schema.Field, targets []Target, o WriteOptions) ([]LinkChange, error) {
	if rel.Relation != nil && !rel.Relation.ToMany() {
		return w.setOne(c, rec, rel, targets, o)
	}
	return w.linking(c, rec, rel, targets, o, func(l link, found map[any]schema.Record, s scope) ([]LinkChange, error) {
		if l.through == nil {
			return w.setMany(l, targets, found, s)
		}
		return w.setThrough(l, targets, found, s)
	})
}

// Remove unlinks targets from rec; those that are not linked are passed over. A to-one relation is emptied, whatever
// the targets.
func (w *Writer) Remove(c *schema.Collection, rec schema.Record, rel *schema.Field, targets []Target) ([]LinkChange, error) {
	if rel.Relation != nil && !rel.Relation.ToMany() {
		return w.setOne(c, rec, rel, nil, WriteOptions{})
	}
	return w.linking(c, rec, rel, nil, WriteOptions{}, func(l link, _ map[any]schema.Record, s scope) ([]LinkChange, error) {
		if l.through == nil {
			return w.removeMany(l, targets, s)
		}
		return w.removeThrough(l, keysOfTargets(targets))
	})
}

// Toggle links the targets that are not linked and unlinks the others; for many-to-many relations only.
func (w *Writer) Toggle(c *schema.Collection, rec schema.Record, rel *schema.Field, targets []Target, o WriteOptions) ([]LinkChange, error) {
	if rel.Relation == nil || rel.Relation.Type != schema.BelongsToMany {
		return nil, errs.New(errs.Invalid, CodeInvalidLink, "%q is no many-to-many relation", rel.Name).On(rel.Name)
	}
	return w.linking(c, rec, rel, targets, o, func(l link, found map[any]schema.Record, s scope) ([]LinkChange, error) {
		linked, err := w.throughRows(l, keysOfTargets(targets))
		if err != nil {
			return nil, err
		}
		var on []Target
		var off []any
		for _, t := range targets {
			if linked[t.Key] != nil {
				off = append(off, t.Key)
			} else {
				on = append(on, t)
			}
		}
		added, err := w.addThrough(l, on, found, s)
		if err != nil {
			return nil, err
		}
		removed, err := w.removeThrough(l, off)
		return append(added, removed...), err
	})
}

func keysOfTargets(targets []Target) []any {
	keys := make([]any, len(targets))
	for i, t := range targets {
		keys[i] = t.Key
	}
	return keys
}

// linking resolves a to-many relation and its targets, all of which must exist, and runs fn as one call.
func (w *Writer) linking(c *schema.Collection, rec schema.Record, rel *schema.Field, targets []Target, o WriteOptions,
	fn func(link, map[any]schema.Record, scope) ([]LinkChange, error)) ([]LinkChange, error) {
	var out []LinkChange
	err := w.top(func() error {
		if rel.Relation == nil || !rel.Relation.ToMany() {
			return errs.New(errs.Invalid, CodeInvalidLink, "%q is no to-many relation", rel.Name).On(rel.Name)
		}
		l, err := linkOf(c, rec, rel)
		if err != nil {
			return err
		}
		s := scope{o: &o, via: rel, at: rel.Name}
		found, err := w.found(rel, targets, s)
		if err != nil {
			return err
		}
		out, err = fn(l, found, s)
		return err
	})
	return out, err
}

func (w *Writer) found(rel *schema.Field, targets []Target, s scope) (map[any]schema.Record, error) {
	found, err := w.lookup(rel, keysOfTargets(targets), s)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if found[t.Key] == nil {
			return nil, targetNotFound(rel.Name, rel.Relation.TargetCollection, t.Key)
		}
	}
	return found, nil
}

func (w *Writer) addMany(l link, targets []Target, found map[any]schema.Record, s scope) ([]LinkChange, error) {
	var out []LinkChange
	for _, t := range targets {
		rec := found[t.Key]
		if same(rec[l.foreign.Name], l.key) {
			continue
		}
		if _, err := w.modify(l.target, rec, nil, l.keys(), s, false); err != nil {
			return nil, err
		}
		out = append(out, LinkChange{Record: rec, Added: true})
	}
	return out, nil
}

func (w *Writer) setMany(l link, targets []Target, found map[any]schema.Record, s scope) ([]LinkChange, error) {
	before, err := w.linked(l)
	if err != nil {
		return nil, err
	}
	keep := map[rowID]bool{}
	for _, rec := range found {
		keep[idOf(l.target, rec)] = true
	}
	var out []LinkChange
	for _, rec := range before {
		if keep[idOf(l.target, rec)] {
			continue
		}
		if err := w.detach(l, rec, s); err != nil {
			return nil, err
		}
		out = append(out, LinkChange{Record: rec})
	}
	added, err := w.addMany(l, targets, found, s)
	return append(out, added...), err
}

func (w *Writer) removeMany(l link, targets []Target, s scope) ([]LinkChange, error) {
	found, err := w.byKey(l.target, TargetKey(l.field), keysOfTargets(targets), equalFilter(l.foreign, l.key))
	if err != nil {
		return nil, err
	}
	var out []LinkChange
	for _, t := range targets {
		rec := found[t.Key]
		if rec == nil || rec[l.foreign.Name] == nil {
			continue
		}
		if err := w.detach(l, rec, s); err != nil {
			return nil, err
		}
		out = append(out, LinkChange{Record: rec})
	}
	return out, nil
}

func (w *Writer) addThrough(l link, targets []Target, found map[any]schema.Record, s scope) ([]LinkChange, error) {
	before, err := w.throughRows(l, keysOfTargets(targets))
	if err != nil {
		return nil, err
	}
	var out []LinkChange
	for i, t := range targets {
		row, written, err := w.attach(l, before[t.Key], t.Key, t.Pivot, s.item(i))
		if err != nil {
			return nil, err
		}
		before[t.Key] = row
		if written {
			out = append(out, LinkChange{Record: found[t.Key], Added: true})
		}
	}
	return out, nil
}

func (w *Writer) setThrough(l link, targets []Target, found map[any]schema.Record, s scope) ([]LinkChange, error) {
	before, err := w.throughRows(l, nil)
	if err != nil {
		return nil, err
	}
	var gone []any
	for _, row := range without(before, keepTargets(targets)) {
		gone = append(gone, row[l.other.Name])
	}
	out, err := w.removeThrough(l, gone)
	if err != nil {
		return nil, err
	}
	added, err := w.addThrough(l, targets, found, s)
	return append(out, added...), err
}

func keepTargets(targets []Target) map[any]bool {
	keep := make(map[any]bool, len(targets))
	for _, t := range targets {
		keep[t.Key] = true
	}
	return keep
}

func (w *Writer) removeThrough(l link, keys []any) ([]LinkChange, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := w.throughRows(l, keys)
	if err != nil {
		return nil, err
	}
	found, err := w.byKey(l.target, TargetKey(l.field), keys, nil)
	if err != nil {
		return nil, err
	}
	var out []LinkChange
	var gone []schema.Record
	for _, key := range keys {
		if row := rows[key]; row != nil {
			delete(rows, key)
			gone = append(gone, row)
			if found[key] != nil {
				out = append(out, LinkChange{Record: found[key]})
			}
		}
	}
	return out, w.destroyRows(l.through, gone)
}

// setOne links rec to one target or to none.
func (w *Writer) setOne(c *schema.Collection, rec schema.Record, rel *schema.Field, targets []Target, o WriteOptions) ([]LinkChange, error) {
	if len(targets) > 1 {
		return nil, errs.New(errs.Invalid, CodeInvalidLink, "%q leads to one record only", rel.Name).On(rel.Name)
	}
	var out []LinkChange
	err := w.top(func() error {
		s := scope{o: &o, via: rel, at: rel.Name}
		found, err := w.found(rel, targets, s)
		if err != nil {
			return err
		}
		var target schema.Record
		if len(targets) == 1 {
			target = found[targets[0].Key]
		}
		if rel.Relation.Type == schema.BelongsTo {
			out, err = w.setOwner(c, rec, rel, target, s)
		} else {
			out, err = w.setMember(c, rec, rel, target, s)
		}
		return err
	})
	return out, err
}

// setOwner changes the key in rec itself.
func (w *Writer) setOwner(c *schema.Collection, rec schema.Record, rel *schema.Field, target schema.Record, s scope) ([]LinkChange, error) {
	var key any
	if target != nil {
		key = target[TargetKey(rel).Name]
	}
	foreign := c.Field(rel.Relation.ForeignKey)
	if foreign == nil {
		return nil, errs.New(errs.Invalid, CodeInvalidLink, "%s leads nowhere", Label(c, rel)).On(rel.Name)
	}
	before := rec[foreign.Name]
	if same(before, key) {
		return nil, nil
	}
	if key == nil && foreign.NotNull {
		return nil, errs.New(errs.Conflict, CodeRestricted, "%s cannot be empty", Label(c, rel)).On(rel.Name)
	}
	var out []LinkChange
	if before != nil {
		old, err := w.byKey(rel.Relation.TargetCollection, TargetKey(rel), []any{before}, nil)
		if err != nil {
			return nil, err
		}
		if old[before] != nil {
			out = append(out, LinkChange{Record: old[before]})
		}
	}
	if target != nil {
		out = append(out, LinkChange{Record: target, Added: true})
	}
	s.via = nil
	_, err := w.modify(c, rec, nil, schema.Record{foreign.Name: key}, s, false)
	return out, err
}

// setMember changes the keys of the records at the other end.
func (w *Writer) setMember(c *schema.Collection, rec schema.Record, rel *schema.Field, target schema.Record, s scope) ([]LinkChange, error) {
	l, err := linkOf(c, rec, rel)
	if err != nil {
		return nil, err
	}
	var targets []Target
	found := map[any]schema.Record{}
	if target != nil {
		key := target[TargetKey(rel).Name]
		targets, found[key] = []Target{{Key: key}}, target
	}
	return w.setMany(l, targets, found, s)
}
