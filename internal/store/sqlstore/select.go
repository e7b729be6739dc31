package sqlstore

import (
	"math"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// rootAlias names the table a statement is about; tables reached from it get t1, t2 and so on.
const rootAlias = "t0"

// Find implements store.RecordReader.
func (s *Session) Find(q *query.Find) ([]schema.Record, error) {
	r := newRenderer(s.d)
	fields, list := s.selected(q)
	r.find(q, list)
	if r.err != nil {
		return nil, r.err
	}
	var out []schema.Record
	err := s.query(r.sql.String(), r.args, func(row Row) error {
		values, err := row.Values()
		if err != nil {
			return err
		}
		rec, err := s.decode(fields, values)
		out = append(out, rec)
		return err
	})
	return out, err
}

// find writes the statement that reads list for q.
func (r *renderer) find(q *query.Find, list string) {
	r.write("SELECT ", list, " FROM ", r.d.Quote(q.Collection.Table), " AS ", rootAlias)
	order := r.order(q)
	r.where(q.Collection, q.Filter)
	r.write(order)
	r.limit(q.Limit, q.Offset)
}

// Count implements store.RecordReader.
func (s *Session) Count(c *schema.Collection, f query.Filter) (int64, error) {
	return s.aggregate("COUNT(*)", c, f)
}

// Max implements store.RecordWriter.
func (s *Session) Max(c *schema.Collection, f query.Filter, field *schema.Field) (int64, error) {
	return s.aggregate("COALESCE(MAX("+columnRef(s.d, rootAlias, field)+"), 0)", c, f)
}

func (s *Session) aggregate(expr string, c *schema.Collection, f query.Filter) (int64, error) {
	r := newRenderer(s.d)
	r.write("SELECT ", expr, " FROM ", s.d.Quote(c.Table), " AS ", rootAlias)
	r.where(c, f)
	if r.err != nil {
		return 0, r.err
	}
	return s.number(r.sql.String(), r.args...)
}

// selected returns the fields a query reads and their select list. The primary key is always among them.
func (s *Session) selected(q *query.Find) ([]*schema.Field, string) {
	plan := s.env.Plans.table(q.Collection, s.d)
	if q.Fields == nil {
		return plan.visible, plan.list
	}
	fields := make([]*schema.Field, 0, len(q.Fields)+1)
	seen := make(map[string]bool, len(q.Fields)+1)
	add := func(f *schema.Field) {
		if f != nil && f.Column != "" && !seen[f.Column] {
			seen[f.Column] = true
			fields = append(fields, f)
		}
	}
	for _, f := range plan.columns {
		if f.PrimaryKey {
			add(f)
		}
	}
	for _, f := range q.Fields {
		add(f)
	}
	return fields, selectList(s.d, rootAlias, fields)
}

func selectList(d Dialect, alias string, fields []*schema.Field) string {
	if len(fields) == 0 {
		return "1"
	}
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(columnRef(d, alias, f))
	}
	return b.String()
}

func (s *Session) decode(fields []*schema.Field, values []any) (schema.Record, error) {
	rec := make(schema.Record, len(fields))
	for i, f := range fields {
		v, err := f.Kind.Decode(f, s.d.Decode(f, values[i]))
		if err != nil {
			return nil, err
		}
		rec[f.Name] = v
	}
	return rec, nil
}

// order writes the joins that q's sort keys need and returns the ORDER BY clause. The primary key, ascending, makes
// the order total.
func (r *renderer) order(q *query.Find) string {
	var keys []string
	tie := true
	for _, k := range q.Sort {
		c, alias := r.join(q.Collection, k.Through)
		if r.err != nil {
			return ""
		}
		if k.Field.Column == "" {
			r.fail(noColumn(c, k.Field))
			return ""
		}
		tie = tie && (len(k.Through) > 0 || k.Field != q.Collection.PrimaryKey())
		keys = append(keys, r.sortKey(alias, k)...)
	}
	if pk := q.Collection.PrimaryKey(); tie && pk != nil && pk.Column != "" {
		keys = append(keys, columnRef(r.d, rootAlias, pk))
	}
	if len(keys) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

// sortKey renders one key. Only text is folded, so that other columns keep their index; NOT NULL columns need no
// word about NULLs, which would keep PostgreSQL from using one.
func (r *renderer) sortKey(alias string, k query.SortKey) []string {
	col := columnRef(r.d, alias, k.Field)
	suffix := ""
	if k.Desc {
		suffix = " DESC"
	}
	if len(k.Through) > 0 || !(k.Field.NotNull || k.Field.PrimaryKey) {
		suffix += " NULLS LAST"
	}
	switch k.Field.Kind.Storage() {
	case schema.Text:
		return []string{r.d.Fold(col) + suffix, col + suffix}
	case schema.Decimal:
		return []string{r.d.DecimalKey(col) + suffix}
	default:
		return []string{col + suffix}
	}
}

// join follows to-one relations from the root table and returns the collection and alias at the end. Each hop joins
// at most one row, so that a page keeps its length.
func (r *renderer) join(c *schema.Collection, path []*schema.Field) (*schema.Collection, string) {
	alias := rootAlias
	for _, f := range path {
		l, err := linkOf(c, f)
		if err != nil {
			r.fail(err)
			return c, alias
		}
		next := r.alias()
		r.write(" LEFT JOIN ", r.d.Quote(l.target.Table), " AS ", next, " ON ")
		near, far := columnRef(r.d, alias, l.near), columnRef(r.d, next, l.far)
		pk := l.target.PrimaryKey()
		if l.far.PrimaryKey || l.far.Unique || pk == nil {
			r.write(far, " = ", near)
		} else {
			first := r.alias()
			r.write(columnRef(r.d, next, pk), " = (SELECT MIN(", columnRef(r.d, first, pk), ") FROM ",
				r.d.Quote(l.target.Table), " AS ", first, " WHERE ", columnRef(r.d, first, l.far), " = ", near, ")")
		}
		c, alias = l.target, next
	}
	return c, alias
}

func (r *renderer) limit(limit, offset int) {
	switch {
	case limit > 0:
		r.write(" LIMIT ?")
		r.bind(int64(limit))
	case offset > 0:
		r.write(" LIMIT ?")
		r.bind(int64(math.MaxInt64))
	}
	if offset > 0 {
		r.write(" OFFSET ?")
		r.bind(int64(offset))
	}
}
