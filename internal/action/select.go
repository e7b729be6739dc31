package action

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// input is what shape made of the parameters and the body.
type input struct {
	find     *query.Find  // what to read: list, get, and the appends of answers
	filter   query.Filter // rows addressed, without the actor's scope
	byKey    bool         // addressed by filterByTk
	values   any          // parsed body: map, or []map for create of many
	paginate bool
	page     int
	size     int
	targets  []record.Target // of link actions
	update   []string        // updateAssociationValues
	move     moveInput
	trigger  triggerInput
}

// addressed reads filter and filterByTk into one filter. Both together mean both.
func (r *run) addressed(c *schema.Collection) (f query.Filter, byKey, any bool, err error) {
	raw, err := query.FilterOf(r.req.Params)
	if err != nil {
		return nil, false, false, err
	}
	var parts query.And
	if raw != nil {
		parsed, err := query.ParseFilter(c, raw, r.env())
		if err != nil {
			return nil, false, false, err
		}
		var refused error
		query.Walk(parsed, r.readable(c, &refused))
		if refused != nil {
			return nil, false, false, refused
		}
		if parsed, err = r.reachable(parsed); err != nil {
			return nil, false, false, err
		}
		if parsed != nil {
			parts, any = append(parts, parsed), true
		}
	}
	tk, has, err := query.TargetKeyOf(r.req.Params)
	if err != nil {
		return nil, false, false, err
	}
	if has {
		key, err := r.keyFilter(c, tk)
		if err != nil {
			return nil, false, false, err
		}
		parts, byKey, any = append(parts, key), true, true
	}
	return simplify(parts), byKey, any, nil
}

// keyFilter reads a key. One that names columns reads them, which the actor must be allowed to; by the key itself a
// record may also be addressed by who cannot see it.
func (r *run) keyFilter(c *schema.Collection, tk any) (query.Filter, error) {
	f, err := query.ParseTargetKey(c, tk)
	if err != nil {
		return nil, err
	}
	var refused error
	query.Walk(f, func(path []*schema.Field, leaf *schema.Field) {
		if refused == nil && (len(path) > 0 || !alwaysVisible(c, leaf)) {
			refused = r.checkPaths(c, path, leaf)
		}
	})
	return f, refused
}

func simplify(parts query.And) query.Filter {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	return parts
}

// both matches when both filters do; nil matches all.
func both(a, b query.Filter) query.Filter {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return query.And{a, b}
}

// selection reads fields, appends and except, and cuts them to what the actor may see.
func (r *run) selection(c *schema.Collection) (query.Selection, error) {
	p := r.req.Params
	sel, err := query.ParseSelection(c, p.Strings("fields"), p.Strings("appends"), p.Strings("except"))
	if err != nil {
		return sel, err
	}
	g, err := r.viewGrant(c)
	if err != nil {
		return sel, err
	}
	sel.Fields = visibleFields(c, g, sel.Fields)
	sel.Appends, err = r.visibleAppends(c, g, sel.Appends)
	return sel, err
}

// visibleFields cuts a selection to the granted fields; nil stays "all" when everything is granted.
func visibleFields(c *schema.Collection, g acl.Grant, fields []*schema.Field) []*schema.Field {
	if g.Fields == nil {
		return fields
	}
	if fields == nil {
		for _, f := range c.Columns() {
			if !f.Hidden {
				fields = append(fields, f)
			}
		}
	}
	out := make([]*schema.Field, 0, len(fields))
	for _, f := range fields {
		if g.AllowsField(f.Name) || alwaysVisible(c, f) {
			out = append(out, f)
		}
	}
	return out
}

// visibleAppends authorises each hop: the relation by the grant of the collection it starts at, its rows and columns by
// that of its target. What is not granted is left out, as clients expect.
func (r *run) visibleAppends(c *schema.Collection, g acl.Grant, appends []query.Append) ([]query.Append, error) {
	out := make([]query.Append, 0, len(appends))
	for _, a := range appends {
		target := a.Relation.Relation.TargetCollection
		if !g.AllowsField(a.Relation.Name) || target == nil {
			continue
		}
		tg, err := r.viewGrant(target)
		if errs.KindOf(err) == errs.Forbidden {
			continue
		}
		if err != nil {
			return nil, err
		}
		a.Fields = visibleFields(target, tg, a.Fields)
		if a.Scope, err = r.scopeOf(target, tg); err != nil {
			continue
		}
		if a.Appends, err = r.visibleAppends(target, tg, a.Appends); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// sorting reads sort and checks that the actor may see what it orders by, fields and rows.
func (r *run) sorting(c *schema.Collection) ([]query.SortKey, error) {
	keys, err := query.ParseSort(c, r.req.Params.Strings("sort"))
	if err != nil {
		return nil, err
	}
	var refused error
	query.WalkSort(keys, r.readable(c, &refused))
	if refused != nil {
		return nil, refused
	}
	return keys, r.orderable(keys)
}

// paging reads page, pageSize and paginate.
func (r *run) paging(in *input) (err error) {
	p, l := r.req.Params, r.p.Limits
	in.paginate = strings.ToLower(p.String("paginate")) != "false"
	if in.page, err = p.Int("page", 1); err != nil {
		return err
	}
	if in.size, err = p.Int("pageSize", 20); err != nil {
		return err
	}
	if in.page < 1 || in.size < 1 {
		return errs.New(errs.Invalid, "INVALID_PAGE", "page and pageSize begin at 1")
	}
	if in.size > l.PageSize {
		return errs.New(errs.Invalid, "PAGE_TOO_LARGE", "pageSize is at most %d", l.PageSize).On("pageSize")
	}
	if in.page > 1<<31/in.size {
		return errs.New(errs.Invalid, "INVALID_PAGE", "there is no page %d", in.page).On("page")
	}
	return nil
}

// noSource as a source id reads the targets of an association whatever they belong to.
const noSource = "_"

// shapeRead reads everything that list and get take.
func (r *run) shapeRead() error {
	sel, err := r.selection(r.c)
	if err != nil {
		return err
	}
	if r.rel != nil && !r.rel.Relation.ToMany() && r.req.SourceID != noSource {
		delete(r.req.Params, "filterByTk") // there is only one
	}
	f, _, _, err := r.addressed(r.c)
	if err != nil {
		return err
	}
	sort, err := r.sorting(r.c)
	if err != nil {
		return err
	}
	scope := r.scope
	if r.source != nil && r.resource == nil {
		if scope, err = r.seen(r.c); err != nil { // the targets of an association have a scope of their own
			return err
		}
	}
	r.input.find = &query.Find{Collection: r.c, Filter: both(f, scope), Fields: sel.Fields, Appends: sel.Appends, Sort: sort}
	return nil
}

// sourceRow loads the source of an association as far as the actor may see it (or change it); nil when there is none.
func (r *run) sourceRow(rd store.RecordReader, write bool) (schema.Record, error) {
	key, err := r.keyFilter(r.source, sourceKey(r.req.SourceID))
	if err != nil {
		return nil, err
	}
	g, err := r.viewGrant(r.source)
	if write && err == nil && !r.source.System {
		g, err = r.perms.Record(r.req.Actor, r.source, "update")
	}
	if err == nil && !g.AllowsField(r.rel.Name) {
		err = errNoPermission
	}
	if err != nil {
		return nil, err
	}
	scope, err := r.scopeOf(r.source, g)
	if err != nil {
		return nil, err
	}
	rows, err := rd.Find(&query.Find{Collection: r.source, Filter: both(key, scope), Fields: r.source.Columns(), Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// sourceKey reads a source id; a parent with a composite key is addressed by JSON.
func sourceKey(id string) any {
	v, has, err := query.TargetKeyOf(query.Values{"filterByTk": id})
	if err != nil || !has {
		return id
	}
	return v
}

// requireSource is sourceRow for changes: a missing or unreachable source is an error.
func (r *run) requireSource(rd store.RecordReader) (schema.Record, error) {
	row, err := r.sourceRow(rd, true)
	if err == nil && row == nil {
		err = errs.New(errs.NotFound, "SOURCE_NOT_FOUND", "there is no record %q of %q that you may change", r.req.SourceID, r.source.Name)
	}
	return row, err
}

// ofSource limits targets to those that belong to the source row.
func (r *run) ofSource(source schema.Record) query.Filter {
	rel := r.rel.Relation
	switch rel.Type {
	case schema.BelongsTo:
		v := source[rel.ForeignKey]
		if v == nil {
			return query.Nothing{}
		}
		return query.Cond{Field: r.c.Field(rel.TargetKey), Op: query.Eq, Value: v}
	case schema.BelongsToMany:
		back := *rel
		back.ForeignKey, back.OtherKey = rel.OtherKey, rel.ForeignKey
		back.SourceKey, back.TargetKey = rel.TargetKey, rel.SourceKey
		back.TargetCollection, back.Target = r.source, r.source.Name
		return query.Related{
			Relation: &schema.Field{Name: r.rel.Name, Type: r.rel.Type, Collection: r.c.Name, Relation: &back},
			Filter:   query.Cond{Field: r.source.Field(rel.SourceKey), Op: query.Eq, Value: source[rel.SourceKey]},
		}
	default:
		return query.Cond{Field: r.c.Field(rel.ForeignKey), Op: query.Eq, Value: source[rel.SourceKey]}
	}
}
