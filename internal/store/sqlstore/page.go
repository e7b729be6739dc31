package sqlstore

import (
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// fewRows is up to how many matching rows a page and their number come from one pass over the table.
const fewRows = 500

// fewName names these rows in the statement; no table has a name with a space.
const fewName = "few rows"

// Page implements store.RecordReader. Finding and counting are a pass over the table each when no index serves the
// filter. Few matching rows can be set aside, sorted and counted in one; whether they are few is guessed from the last
// time, and a wrong guess shows as soon as enough of them were met.
func (s *Session) Page(q *query.Find) (rows []schema.Record, all int64, err error) {
	pk := q.Collection.PrimaryKey()
	if q.Filter == nil || pk == nil || pk.Column == "" {
		return s.findAndCount(q)
	}
	fields, list := s.selected(q)
	r := newRenderer(s.d)
	r.few(q, list)
	if r.err != nil {
		return nil, 0, r.err
	}
	if !s.env.Plans.isCrowded(r.sql.String()) {
		rows, err = s.records(r, fields, func(c *cells) { all = c.int() })
		if err != nil || all <= fewRows && placed(q, rows) {
			return rows, all, err
		}
	}
	rows, all, err = s.findAndCount(q)
	s.env.Plans.setCrowded(r.sql.String(), all > fewRows)
	return rows, all, err
}

// findAndCount counts only when the page does not tell.
func (s *Session) findAndCount(q *query.Find) ([]schema.Record, int64, error) {
	rows, err := s.Find(q)
	if err != nil {
		return nil, 0, err
	}
	if placed(q, rows) && (q.Limit == 0 || len(rows) < q.Limit) {
		return rows, int64(q.Offset + len(rows)), nil
	}
	all, err := s.Count(q.Collection, q.Filter)
	return rows, all, err
}

// placed tells whether it is known where among the matching rows a page lies: an empty one lies anywhere behind them.
func placed(q *query.Find, rows []schema.Record) bool { return len(rows) > 0 || q.Offset == 0 }

// few writes the statement that reads list for the page of the first fewRows+1 matching rows, as the database meets
// them, and as the last column how many these are: more than fewRows means that the page is not q's. It sets aside no
// more than the key of each row and what it is sorted by, and reads the rows of the page by key.
func (r *renderer) few(q *query.Find, list string) {
	from := newRenderer(r.d)
	keys := from.source(q)
	set, pk := r.d.Quote(fewName), columnRef(r.d, rootAlias, q.Collection.PrimaryKey())
	columns := pk + " AS pk"
	for i, k := range keys {
		name := "k" + strconv.Itoa(i)
		columns += ", " + k.expr + " AS " + name
		keys[i].expr = "page." + name
	}
	r.write("WITH ", set, " AS MATERIALIZED (SELECT ", columns, from.sql.String(), " LIMIT ", strconv.Itoa(fewRows+1), ")",
		" SELECT ", list, ", (SELECT COUNT(*) FROM ", set, ") FROM (SELECT * FROM ", set, " AS page", orderBy(keys))
	r.bind(from.args...)
	r.limit(q.Limit, q.Offset)
	r.write(") AS page JOIN ", r.d.Quote(q.Collection.Table), " AS ", rootAlias, " ON ", pk, " = page.pk", orderBy(keys))
	r.err = from.err
}
