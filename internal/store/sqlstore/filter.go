package sqlstore

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// renderer writes one statement. Names come from the schema, values become parameters.
type renderer struct {
	d       Dialect
	sql     strings.Builder
	args    []any
	aliases int
	err     error
}

func newRenderer(d Dialect) *renderer { return &renderer{d: d} }

func (r *renderer) write(parts ...string) {
	for _, p := range parts {
		r.sql.WriteString(p)
	}
}

func (r *renderer) bind(args ...any) { r.args = append(r.args, args...) }

// wrapped writes what render makes of a parameter that holds v.
func (r *renderer) wrapped(render func(string) string, v any) { r.writeBound(render("?"), v) }

// writeBound writes expr and binds v as often as a parameter occurs in it.
func (r *renderer) writeBound(expr string, v any) {
	r.write(expr)
	for range strings.Count(expr, "?") {
		r.bind(v)
	}
}

func (r *renderer) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *renderer) alias() string {
	r.aliases++
	return "t" + strconv.Itoa(r.aliases)
}

func columnRef(d Dialect, alias string, f *schema.Field) string {
	return alias + "." + d.Quote(f.Column)
}

func noColumn(c *schema.Collection, f *schema.Field) error {
	return errs.New(errs.Invalid, "NOT_A_COLUMN", "field %q of collection %q has no column", f.Name, c.Name).On(f.Name)
}

// where writes the WHERE clause of a filter on the root table, nothing when every row matches.
func (r *renderer) where(c *schema.Collection, f query.Filter) {
	if and, ok := f.(query.And); f == nil || ok && len(and) == 0 {
		return
	}
	r.write(" WHERE ")
	r.filter(c, rootAlias, f)
}

// filter writes f as a condition on the row called alias. It may yield NULL, which counts as not matching.
func (r *renderer) filter(c *schema.Collection, alias string, f query.Filter) {
	switch f := f.(type) {
	case nil:
		r.write("1 = 1")
	case query.And:
		r.list(c, alias, f, " AND ", "1 = 1")
	case query.Or:
		r.list(c, alias, f, " OR ", "1 = 0")
	case query.Not:
		r.write("(")
		r.filter(c, alias, f.Filter)
		r.write(") IS NOT TRUE")
	case query.Nothing:
		r.write("1 = 0")
	case query.Related:
		r.related(c, alias, f)
	case query.Cond:
		r.cond(c, alias, f)
	default:
		r.fail(fmt.Errorf("unknown filter %T", f))
	}
}

// list writes members as a balanced tree: databases limit how deep an expression may be, not how wide.
func (r *renderer) list(c *schema.Collection, alias string, members []query.Filter, op, none string) {
	switch len(members) {
	case 0:
		r.write(none)
	case 1:
		r.filter(c, alias, members[0])
	default:
		half := len(members) / 2
		r.write("(")
		r.list(c, alias, members[:half], op, none)
		r.write(op)
		r.list(c, alias, members[half:], op, none)
		r.write(")")
	}
}

// related writes an EXISTS along the relation: it costs one look-up per row, whatever the size of the other table.
func (r *renderer) related(c *schema.Collection, alias string, f query.Related) {
	if rel := f.Relation.Relation; rel != nil && (rel.TargetCollection == nil || rel.Through != "" && rel.ThroughCollection == nil) {
		r.write("1 = 0") // the other side does not exist yet
		return
	}
	l, err := linkOf(c, f.Relation)
	if err != nil {
		r.fail(err)
		return
	}
	target := r.alias()
	r.write("EXISTS (SELECT 1 FROM ")
	if l.through == nil {
		r.write(r.d.Quote(l.target.Table), " AS ", target, " WHERE ",
			columnRef(r.d, target, l.far), " = ", columnRef(r.d, alias, l.near))
	} else {
		via := r.alias()
		r.write(r.d.Quote(l.through.Table), " AS ", via, " JOIN ", r.d.Quote(l.target.Table), " AS ", target, " ON ",
			columnRef(r.d, target, l.far), " = ", columnRef(r.d, via, l.throughFar),
			" WHERE ", columnRef(r.d, via, l.throughNear), " = ", columnRef(r.d, alias, l.near))
	}
	r.within(l.target, target, f.Filter)
	r.write(")")
}

// link is a relation resolved to fields: near is on this side, far on the target.
type link struct {
	target                  *schema.Collection
	near, far               *schema.Field
	through                 *schema.Collection
	throughNear, throughFar *schema.Field
}

func linkOf(c *schema.Collection, f *schema.Field) (link, error) {
	rel := f.Relation
	if rel == nil || rel.TargetCollection == nil {
		return link{}, errs.New(errs.Invalid, "NOT_A_RELATION", "field %q of collection %q leads nowhere", f.Name, c.Name).On(f.Name)
	}
	l := link{target: rel.TargetCollection}
	switch rel.Type {
	case schema.BelongsTo:
		l.near, l.far = c.Field(rel.ForeignKey), keyOf(l.target, rel.TargetKey)
	case schema.HasOne, schema.HasMany:
		l.near, l.far = keyOf(c, rel.SourceKey), l.target.Field(rel.ForeignKey)
	case schema.BelongsToMany:
		l.near, l.far, l.through = keyOf(c, rel.SourceKey), keyOf(l.target, rel.TargetKey), rel.ThroughCollection
		if l.through != nil {
			l.throughNear, l.throughFar = l.through.Field(rel.ForeignKey), l.through.Field(rel.OtherKey)
		}
		if l.throughNear == nil || l.throughFar == nil {
			return link{}, fmt.Errorf("relation %s.%s: through collection %q lacks its keys", c.Name, f.Name, rel.Through)
		}
	}
	if l.near == nil || l.far == nil {
		return link{}, fmt.Errorf("relation %s.%s: a key field is missing", c.Name, f.Name)
	}
	return l, nil
}

// keyOf returns the named field, the primary key when no name is given.
func keyOf(c *schema.Collection, name string) *schema.Field {
	if name == "" {
		return c.PrimaryKey()
	}
	return c.Field(name)
}
