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
	return s.records(r, fields, nil)
}

// records runs the statement in r, which reads fields, and hands further columns of each row to rest.
func (s *Session) records(r *renderer, fields []*schema.Field, rest func(*cells)) ([]schema.Record, error) {
	var out []schema.Record
	err := s.rows(r.sql.String(), r.args, func(c *cells) error {
		rec, err := s.decode(fields, c.values)
		out = append(out, rec)
		if c.next = len(fields); rest != nil {
			rest(c)
		}
		return err
	})
	return out, err
}

// find writes the statement that reads list for q.
func (r *renderer) find(q *query.Find, list string) {
	r.write("SELECT ", list)
	keys := r.source(q)
	r.write(orderBy(keys))
	r.limit(q.Limit, q.Offset)
}

// source writes where q's rows come from and returns what they are sorted by.
func (r *renderer) source(q *query.Find) []orderKey {
	r.write(" FROM ", r.d.Quote(q.Collection.Table), " AS ", rootAlias)
	keys := r.order(q)
	r.where(q.Collection, q.Filter)
	return keys
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

// orderKey is an expression that rows are sorted by, and the direction that follows it.
type orderKey struct{ expr, direction string }

// orderBy returns the ORDER BY clause of keys.
func orderBy(keys []orderKey) string {
	if len(keys) == 0 {
		return ""
	}
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.expr + k.direction
	}
	return " ORDER BY " + strings.Join(list, ", ")
}

// order writes the joins that q's sort keys need and returns what to sort by. The primary key, ascending, makes the
// order total.
func (r *renderer) order(q *query.Find) []orderKey {
	var keys []orderKey
	tie := true
	for _, k := range q.Sort {
		c, alias := r.join(q.Collection, k)
		if r.err != nil {
			return nil
		}
		if k.Field.Column == "" {
			r.fail(noColumn(c, k.Field))
			return nil
		}
		tie = tie && (len(k.Through) > 0 || k.Field != q.Collection.PrimaryKey())
		keys = append(keys, r.sortKey(alias, k)...)
	}
	if pk := q.Collection.PrimaryKey(); tie && pk != nil && pk.Column != "" {
		keys = append(keys, orderKey{expr: columnRef(r.d, rootAlias, pk)})
	}
	return keys
}

// sortKey renders one key. Only text is folded, so that other columns keep their index; NOT NULL columns need no
// word about NULLs, which would keep PostgreSQL from using one.
func (r *renderer) sortKey(alias string, k query.SortKey) []orderKey {
	col := columnRef(r.d, alias, k.Field)
	direction := ""
	if k.Desc {
		direction = " DESC"
	}
	if len(k.Through) > 0 || !(k.Field.NotNull || k.Field.PrimaryKey) {
		direction += " NULLS LAST"
	}
	switch k.Field.Kind.Storage() {
	case schema.Text:
		return []orderKey{{r.d.Fold(col), direction}, {col, direction}}
	case schema.Decimal:
		return []orderKey{{r.d.DecimalKey(col), direction}}
	default:
		return []orderKey{{col, direction}}
	}
}

// join follows the relations of a sort key from the root table and returns the collection and alias at the end. Each hop
// joins at most one row, so that a page keeps its length.
func (r *renderer) join(c *schema.Collection, k query.SortKey) (*schema.Collection, string) {
	alias := rootAlias
	for i, f := range k.Through {
		l, err := linkOf(c, f)
		if err != nil {
			r.fail(err)
			return c, alias
		}
		var scope query.Filter
		if i < len(k.Scopes) {
			scope = k.Scopes[i]
		}
		c, alias = l.target, r.hop(l, alias, scope)
	}
	return c, alias
}

// hop joins the record within scope that l leads to from the row called alias; the first one where there may be several.
func (r *renderer) hop(l link, alias string, scope query.Filter) string {
	next := r.alias()
	r.write(" LEFT JOIN ", r.d.Quote(l.target.Table), " AS ", next, " ON ")
	near, pk := columnRef(r.d, alias, l.near), l.target.PrimaryKey()
	if l.far.PrimaryKey || l.far.Unique || pk == nil {
		r.write(columnRef(r.d, next, l.far), " = ", near)
		r.within(l.target, next, scope)
		return next
	}
	first := r.alias()
	r.write(columnRef(r.d, next, pk), " = (SELECT MIN(", columnRef(r.d, first, pk), ") FROM ",
		r.d.Quote(l.target.Table), " AS ", first, " WHERE ", columnRef(r.d, first, l.far), " = ", near)
	r.within(l.target, first, scope)
	r.write(")")
	return next
}

// within goes on with a condition, if there is one.
func (r *renderer) within(c *schema.Collection, alias string, f query.Filter) {
	if f != nil {
		r.write(" AND ")
		r.filter(c, alias, f)
	}
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
