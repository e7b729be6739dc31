package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// listAction answers a page of records. A to-one association is answered as get does.
type listAction struct{}

func (listAction) spec() recordSpec { return recordSpec{read: true, permission: "list"} }

func (listAction) shape(_ context.Context, r *run) error {
	if err := r.paging(&r.input); err != nil {
		return err
	}
	return r.shapeRead()
}

func (listAction) read(ctx context.Context, r *run) (*Response, error) {
	if r.rel != nil && !r.rel.Relation.ToMany() {
		return getAction{}.read(ctx, r)
	}
	find := *r.input.find
	var rows []schema.Record
	var n counted
	err := r.p.DB.Read(ctx, func(rd store.Reader) error {
		ok, err := r.limitToSource(rd, &find)
		if err != nil || !ok {
			return err
		}
		rows, n, err = r.page(rd, find)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.listed(ctx, find.Collection, rows, n)
}

// counted is how much there is besides the page: the number of all records, or with simple pagination only whether
// there are more.
type counted struct {
	all  int64
	more bool
}

// simple tells whether pages of a collection are not counted.
func simple(c *schema.Collection) bool {
	on, _ := c.Options["simplePaginate"].(bool)
	return on
}

// limitToSource limits an association's list to its source; false when the source is not there for the actor.
func (r *run) limitToSource(rd store.RecordReader, find *query.Find) (bool, error) {
	if r.source == nil || r.req.SourceID == noSource {
		return true, nil
	}
	source, err := r.sourceRow(rd, false)
	if err != nil || source == nil {
		return false, err
	}
	find.Filter = both(find.Filter, r.ofSource(source))
	if len(find.Sort) == 0 && len(r.rel.Relation.SortBy) > 0 {
		find.Sort, err = query.ParseSort(find.Collection, r.rel.Relation.SortBy)
	}
	r.sourceRecord = source
	return true, err
}

// page reads what was asked for with its pivots.
func (r *run) page(rd store.Reader, find query.Find) (rows []schema.Record, n counted, err error) {
	in := &r.input
	find.Limit, find.Offset = in.size, (in.page-1)*in.size
	switch {
	case !in.paginate:
		find.Limit, find.Offset = r.p.Limits.Unpaged+1, 0
		rows, err = record.Find(rd, &find)
	case simple(find.Collection):
		find.Limit++
		rows, err = record.Find(rd, &find)
	default:
		rows, n.all, err = record.Page(rd, &find)
	}
	if err != nil {
		return nil, counted{}, err
	}
	if !in.paginate && len(rows) > r.p.Limits.Unpaged {
		return nil, counted{}, errs.New(errs.Invalid, "TOO_MANY_RECORDS", "paginate=false answers at most %d records", r.p.Limits.Unpaged)
	}
	if n.more = in.paginate && len(rows) > in.size; n.more {
		rows = rows[:in.size]
	}
	return rows, n, r.addPivots(rd, rows)
}

// listed makes the answer of a list.
func (r *run) listed(ctx context.Context, c *schema.Collection, rows []schema.Record, n counted) (*Response, error) {
	if rows == nil {
		rows = []schema.Record{}
	}
	if err := r.present(ctx, rows); err != nil {
		return nil, err
	}
	data := make([]any, len(rows))
	for i, row := range rows {
		m := plain(c, row)
		r.shownLinks(r.input.find.Appends, m)
		data[i] = m
	}
	res := Data(data)
	res.Meta = r.input.meta(c, n)
	return res, nil
}

// meta tells where in the whole a page is; nil when all was asked for.
func (in *input) meta(c *schema.Collection, n counted) map[string]any {
	if !in.paginate {
		return nil
	}
	meta := map[string]any{"page": in.page, "pageSize": in.size}
	if simple(c) {
		meta["hasNext"] = n.more
		return meta
	}
	meta["count"], meta["totalPage"] = n.all, (n.all+int64(in.size)-1)/int64(in.size)
	return meta
}

// addPivots puts the row of the through collection into each target of a many-to-many association.
func (r *run) addPivots(rd store.RecordReader, rows []schema.Record) error {
	if r.rel == nil || r.rel.Relation.Type != schema.BelongsToMany || r.sourceRecord == nil || len(rows) == 0 {
		return nil
	}
	rel := r.rel.Relation
	keys := make([]any, 0, len(rows))
	for _, row := range rows {
		if k := row[rel.TargetKey]; k != nil {
			keys = append(keys, k)
		}
	}
	through := rel.ThroughCollection
	pivots, err := rd.Find(&query.Find{Collection: through, Fields: through.Columns(), Filter: query.And{
		query.Cond{Field: through.Field(rel.ForeignKey), Op: query.Eq, Value: r.sourceRecord[rel.SourceKey]},
		query.Cond{Field: through.Field(rel.OtherKey), Op: query.In, Value: keys},
	}})
	if err != nil {
		return err
	}
	byKey := make(map[any]schema.Record, len(pivots))
	for _, pv := range pivots {
		byKey[pv[rel.OtherKey]] = pv
	}
	for _, row := range rows {
		if pv := byKey[row[rel.TargetKey]]; pv != nil {
			row[through.Name] = r.shownLink(rel, record.Plain(through, pv))
		}
	}
	return nil
}

// plain is record.Plain that leaves what a Present hook already made plain.
func plain(c *schema.Collection, row schema.Record) map[string]any {
	return record.Plain(c, row)
}

// getAction answers the first matching record, or null.
type getAction struct{}

func (getAction) spec() recordSpec { return recordSpec{read: true, permission: "get"} }

func (getAction) shape(_ context.Context, r *run) error { return r.shapeRead() }

func (getAction) read(ctx context.Context, r *run) (*Response, error) {
	find := *r.input.find
	find.Limit = 1
	var rows []schema.Record
	err := r.p.DB.Read(ctx, func(rd store.Reader) error {
		ok, err := r.limitToSource(rd, &find)
		if err != nil || !ok {
			return err
		}
		if rows, err = record.Find(rd, &find); err == nil {
			err = r.addPivots(rd, rows)
		}
		return err
	})
	if err != nil || len(rows) == 0 {
		return Data(nil), err
	}
	if err := r.present(ctx, rows[:1]); err != nil {
		return nil, err
	}
	m := plain(find.Collection, rows[0])
	r.shownLinks(find.Appends, m)
	return Data(m), nil
}
