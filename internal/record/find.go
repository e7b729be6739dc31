package record

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Find reads records with their appends. Every relation is read at once for all records, whatever their number. A
// to-many relation comes in the order of its SortBy; a many-to-many record carries its through record under the
// through collection's name. A related record may be shared: the result must not be changed.
func Find(r store.RecordReader, q *query.Find) ([]schema.Record, error) {
	return find(r, q, r.Find)
}

// Page is Find, and tells how many records match in all, whatever q.Limit and q.Offset.
func Page(r store.RecordReader, q *query.Find) (recs []schema.Record, all int64, err error) {
	recs, err = find(r, q, func(base *query.Find) (rows []schema.Record, err error) {
		rows, all, err = r.Page(base)
		return rows, err
	})
	return recs, all, err
}

// find reads records by rows, and their appends.
func find(r store.RecordReader, q *query.Find, rows func(*query.Find) ([]schema.Record, error)) ([]schema.Record, error) {
	base := *q
	base.Appends = nil
	fields, extra := withKeys(q.Collection, q.Fields, q.Appends)
	base.Fields = fields
	recs, err := rows(&base)
	if err != nil {
		return nil, err
	}
	if err := loadAppends(r, q.Collection, recs, q.Appends); err != nil {
		return nil, err
	}
	strip(recs, extra)
	return recs, nil
}

// withKeys adds the columns that the appends are found by, and further ones; extra are those nobody asked for.
func withKeys(c *schema.Collection, fields []*schema.Field, appends []query.Append, further ...*schema.Field) (all, extra []*schema.Field) {
	needed := further
	for _, a := range appends {
		if near := nearKey(c, a.Relation); near != nil {
			needed = append(needed, near)
		}
	}
	if len(needed) == 0 {
		return fields, nil
	}
	if fields == nil {
		fields = visibleColumns(c)
	}
	have := make(map[*schema.Field]bool, len(fields))
	for _, f := range fields {
		have[f] = true
	}
	all = fields[:len(fields):len(fields)]
	for _, f := range needed {
		if have[f] {
			continue
		}
		have[f] = true
		all = append(all, f)
		if !f.PrimaryKey {
			extra = append(extra, f)
		}
	}
	return all, extra
}

func visibleColumns(c *schema.Collection) []*schema.Field {
	out := make([]*schema.Field, 0, len(c.Fields))
	for _, f := range c.Fields {
		if f.Column != "" && (!f.Hidden || f.PrimaryKey) {
			out = append(out, f)
		}
	}
	return out
}

// nearKey is the column of c by whose value a relation is found.
func nearKey(c *schema.Collection, f *schema.Field) *schema.Field {
	if f.Relation.Type == schema.BelongsTo {
		return c.Field(f.Relation.ForeignKey)
	}
	return sourceKey(c, f)
}

func strip(recs []schema.Record, extra []*schema.Field) {
	for _, rec := range recs {
		for _, f := range extra {
			delete(rec, f.Name)
		}
	}
}

// loadAppends reads the appends of records that have the columns that they are found by.
func loadAppends(r store.RecordReader, c *schema.Collection, recs []schema.Record, appends []query.Append) error {
	if len(recs) == 0 {
		return nil
	}
	for _, a := range appends {
		if err := loadAppend(r, c, recs, a); err != nil {
			return err
		}
	}
	return nil
}

func loadAppend(r store.RecordReader, c *schema.Collection, recs []schema.Record, a query.Append) error {
	near := nearKey(c, a.Relation)
	if a.Relation.Relation.TargetCollection == nil || near == nil {
		return nil
	}
	keys := distinct(recs, near)
	switch a.Relation.Relation.Type {
	case schema.BelongsTo:
		return loadOwners(r, recs, a, near, keys)
	case schema.BelongsToMany:
		return loadThrough(r, recs, a, near, keys)
	}
	return loadMembers(r, recs, a, near, keys)
}

func distinct(recs []schema.Record, f *schema.Field) []any {
	seen := make(map[any]bool, len(recs))
	out := make([]any, 0, len(recs))
	for _, rec := range recs {
		if v := rec[f.Name]; v != nil && !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// targets reads the records of an append whose column key has one of the values, in the relation's order, with their
// own appends. strip takes out the columns that were only needed here.
func targets(r store.RecordReader, a query.Append, key *schema.Field, values []any) (found []schema.Record, done func(), err error) {
	c := a.Relation.Relation.TargetCollection
	fields, extra := withKeys(c, a.Fields, a.Appends, key)
	if len(values) == 0 {
		return nil, func() {}, nil
	}
	filter := inFilter(key, values)
	if a.Scope != nil {
		filter = query.And{filter, a.Scope}
	}
	found, err = r.Find(&query.Find{Collection: c, Filter: filter, Fields: fields, Sort: sortOf(a.Relation)})
	if err == nil {
		err = loadAppends(r, c, found, a.Appends)
	}
	return found, func() { strip(found, extra) }, err
}

// sortOf is the order of a to-many relation.
func sortOf(f *schema.Field) []query.SortKey {
	c := f.Relation.TargetCollection
	if !f.Relation.ToMany() {
		return nil
	}
	var out []query.SortKey
	for _, entry := range f.Relation.SortBy {
		name, desc := strings.CutPrefix(entry, "-")
		if column := c.Field(name); column != nil && column.Column != "" {
			out = append(out, query.SortKey{Field: column, Desc: desc})
		}
	}
	if position := c.Field(f.Relation.ForeignKey + "Sort"); len(out) == 0 && f.Relation.Type == schema.HasMany && position != nil && position.Type == "sort" {
		out = append(out, query.SortKey{Field: position})
	}
	return out
}

func loadOwners(r store.RecordReader, recs []schema.Record, a query.Append, near *schema.Field, keys []any) error {
	key := TargetKey(a.Relation)
	if key == nil {
		return nil
	}
	found, done, err := targets(r, a, key, keys)
	if err != nil {
		return err
	}
	byKey := make(map[any]schema.Record, len(found))
	for _, t := range found {
		if k := t[key.Name]; byKey[k] == nil {
			byKey[k] = t
		}
	}
	for _, rec := range recs {
		rec[a.Relation.Name] = nil
		if t := byKey[rec[near.Name]]; t != nil {
			rec[a.Relation.Name] = t
		}
	}
	done()
	return nil
}

// loadMembers reads has-one and has-many relations.
func loadMembers(r store.RecordReader, recs []schema.Record, a query.Append, near *schema.Field, keys []any) error {
	foreign := a.Relation.Relation.TargetCollection.Field(a.Relation.Relation.ForeignKey)
	if foreign == nil {
		return nil
	}
	found, done, err := targets(r, a, foreign, keys)
	if err != nil {
		return err
	}
	groups := make(map[any][]schema.Record, len(keys))
	for _, t := range found {
		groups[t[foreign.Name]] = append(groups[t[foreign.Name]], t)
	}
	for _, rec := range recs {
		group := groups[rec[near.Name]]
		switch {
		case a.Relation.Relation.ToMany() && group == nil:
			rec[a.Relation.Name] = []schema.Record{}
		case a.Relation.Relation.ToMany():
			rec[a.Relation.Name] = group
		case len(group) == 0:
			rec[a.Relation.Name] = nil
		default:
			rec[a.Relation.Name] = group[0]
		}
	}
	done()
	return nil
}

// loadThrough reads many-to-many relations: the through records first, then the targets.
func loadThrough(r store.RecordReader, recs []schema.Record, a query.Append, near *schema.Field, keys []any) error {
	rel := a.Relation.Relation
	key := TargetKey(a.Relation)
	if rel.ThroughCollection == nil || key == nil {
		return nil
	}
	foreign, other := rel.ThroughCollection.Field(rel.ForeignKey), rel.ThroughCollection.Field(rel.OtherKey)
	if foreign == nil || other == nil {
		return nil
	}
	if len(keys) == 0 {
		placeThrough(recs, a, near, nil, nil, nil)
		return nil
	}
	fields, extra := withKeys(rel.ThroughCollection, nil, nil, foreign, other)
	rows, err := r.Find(&query.Find{Collection: rel.ThroughCollection, Filter: inFilter(foreign, keys), Fields: fields})
	if err != nil {
		return err
	}
	found, done, err := targets(r, a, key, distinct(rows, other))
	if err != nil {
		return err
	}
	place := make(map[any]int, len(found))
	for i, t := range found {
		place[t[key.Name]] = i
	}
	linked := make(map[any][]crossing, len(keys))
	for _, row := range rows {
		if at, ok := place[row[other.Name]]; ok {
			linked[row[foreign.Name]] = append(linked[row[foreign.Name]], crossing{at, row})
		}
	}
	done()
	placeThrough(recs, a, near, found, linked, func() { strip(rows, extra) })
	return nil
}

// crossing is a through record and the place of its target in the relation's order.
type crossing struct {
	at  int
	row schema.Record
}

// placeThrough gives every record copies of its targets with their through records.
func placeThrough(recs []schema.Record, a query.Append, near *schema.Field, found []schema.Record, linked map[any][]crossing, done func()) {
	for _, rec := range recs {
		list := linked[rec[near.Name]]
		slices.SortFunc(list, func(x, y crossing) int { return x.at - y.at })
		out := make([]schema.Record, len(list))
		for i, x := range list {
			out[i] = found[x.at].Clone()
			out[i][a.Relation.Relation.Through] = x.row
		}
		rec[a.Relation.Name] = out
	}
	if done != nil {
		done()
	}
}
