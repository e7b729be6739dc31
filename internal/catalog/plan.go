package catalog

import (
	"slices"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// plan is what an edit does to tables.
type plan struct {
	created []*schema.Collection
	changed []change
	dropped []*schema.Collection
}

// change is what happens to one table that stays.
type change struct {
	from, to       *schema.Collection
	added, dropped []*schema.Field
	alter          bool // more than adding and dropping columns
	rebuild        bool // the database may have to copy the table
}

// planOf compares two schemas. Tables are created before those that refer to them, and dropped after.
func planOf(before, after *schema.Snapshot) plan {
	var p plan
	for _, c := range after.Collections() {
		old := before.Collection(c.Name)
		if old == nil {
			p.created = append(p.created, c)
			continue
		}
		if ch := changeOf(old, c); ch.alter || len(ch.added) > 0 || len(ch.dropped) > 0 {
			p.changed = append(p.changed, ch)
		}
	}
	for _, c := range before.Collections() {
		if after.Collection(c.Name) == nil {
			p.dropped = append(p.dropped, c)
		}
	}
	p.created = targetsFirst(p.created)
	p.dropped = targetsFirst(p.dropped)
	slices.Reverse(p.dropped)
	return p
}

// targetsFirst orders collections so that those that others refer to come first.
func targetsFirst(cs []*schema.Collection) []*schema.Collection {
	out := make([]*schema.Collection, 0, len(cs))
	done := map[*schema.Collection]bool{}
	var visit func(c *schema.Collection)
	visit = func(c *schema.Collection) {
		if done[c] || !slices.Contains(cs, c) {
			return
		}
		done[c] = true
		for _, ref := range c.References() {
			visit(ref.Target)
		}
		out = append(out, c)
	}
	for _, c := range cs {
		visit(c)
	}
	return out
}

func changeOf(from, to *schema.Collection) change {
	ch := change{from: from, to: to}
	for _, f := range to.Columns() {
		old := from.Field(f.Name)
		switch {
		case old == nil || old.Column == "" || old.Key != f.Key:
			ch.added = append(ch.added, f)
			ch.rebuild = ch.rebuild || f.NotNull && f.Default == nil
		case !sameColumn(old, f):
			ch.alter, ch.rebuild = true, true
		case old.Unique != f.Unique || old.Index != f.Index || old.ForeignKey != f.ForeignKey:
			ch.alter = true
		}
	}
	for _, f := range from.Columns() {
		if now := to.Field(f.Name); now == nil || now.Column == "" || now.Key != f.Key {
			ch.dropped = append(ch.dropped, f)
		}
	}
	ch.compareReferences()
	ch.alter = ch.alter || !slices.EqualFunc(from.Indexes, to.Indexes, sameIndex)
	return ch
}

func sameColumn(a, b *schema.Field) bool {
	return a.Type == b.Type && a.Column == b.Column && a.PrimaryKey == b.PrimaryKey && a.NotNull == b.NotNull && same(a.Default, b.Default)
}

func sameIndex(a, b schema.Index) bool {
	return a.Unique == b.Unique && slices.Equal(a.Fields, b.Fields)
}

// compareReferences finds foreign keys that come or go. Those of new columns come with the column, those of dropped
// ones go with it. Sequitur's own tables are never altered as a whole: they keep what they have.
func (ch *change) compareReferences() {
	was, is := map[string]bool{}, map[string]bool{}
	for _, ref := range ch.from.References() {
		was[constraint(ref)] = true
	}
	for _, ref := range ch.to.References() {
		is[constraint(ref)] = true
		if !slices.Contains(ch.added, ref.Field) && !was[constraint(ref)] && !ch.to.System {
			ch.alter, ch.rebuild = true, true
		}
	}
	for _, ref := range ch.from.References() {
		if is[constraint(ref)] {
			continue
		}
		ch.rebuild = true
		if !slices.Contains(ch.dropped, ref.Field) && !ch.to.System {
			ch.alter = true
		}
	}
	ch.rebuild = ch.rebuild || ch.to.System && len(ch.dropped) > 0
}

func constraint(r schema.Reference) string {
	return r.Field.Column + "\x00" + r.Target.Table + "\x00" + r.Key.Column + "\x00" + r.OnDelete
}

// needsRebuild tells whether the plan may copy tables. Dropping a table may: those that refer to it lose a foreign
// key.
func (p plan) needsRebuild() bool {
	return len(p.dropped) > 0 || slices.ContainsFunc(p.changed, func(ch change) bool { return ch.rebuild })
}

// carryOut changes the tables.
func (e *Edit) carryOut(p plan) error {
	if p.needsRebuild() && !e.rebuild {
		return ErrRebuild
	}
	for _, c := range p.created {
		if err := e.tx.CreateTable(c); err != nil {
			return explain(err, c.Name)
		}
	}
	for _, ch := range p.changed {
		if err := e.change(ch); err != nil {
			return explain(err, ch.to.Name)
		}
	}
	for _, c := range p.dropped {
		if err := e.tx.DropTable(c); err != nil {
			return err
		}
		if err := e.s.dropped(e.tx, c.Name); err != nil {
			return err
		}
	}
	return nil
}

func (e *Edit) change(ch change) error {
	if err := e.checkRows(ch); err != nil {
		return err
	}
	if ch.alter && ch.to.System {
		return invalid(CodeImmutable, "fields of %q can be added and removed, but how they are stored cannot be changed", ch.to.Name)
	}
	if ch.alter {
		if err := e.tx.AlterTable(ch.from, ch.to); err != nil {
			return err
		}
	} else if err := e.changeColumns(ch); err != nil {
		return err
	}
	for _, f := range ch.added {
		if f.Type == "sort" {
			if err := e.number(ch.to, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Edit) changeColumns(ch change) error {
	for _, f := range ch.dropped {
		if err := e.tx.DropColumn(ch.from, f); err != nil {
			return err
		}
	}
	for _, f := range ch.added {
		if err := e.tx.AddColumn(ch.to, f); err != nil {
			return err
		}
	}
	return nil
}

// checkRows refuses to demand a value where existing records have none.
func (e *Edit) checkRows(ch change) error {
	for _, f := range ch.to.Columns() {
		if !f.NotNull || f.Default != nil {
			continue
		}
		var none query.Filter
		if old := ch.from.Field(f.Name); old != nil && old.Key == f.Key {
			if old.NotNull {
				continue
			}
			none = query.Cond{Field: old, Op: query.IsNull}
		}
		n, err := e.tx.Count(ch.from, none)
		if err != nil {
			return err
		}
		if n > 0 {
			return invalid(CodeNotNull, "field %q needs a default value: there are records without a value", f.Name).On(f.Name)
		}
	}
	return nil
}

// numberedAtOnce is how many records are read for one round of numbering.
const numberedAtOnce = 500

// number gives existing records a position in the order of their keys, counted within each scope.
func (e *Edit) number(c *schema.Collection, f *schema.Field) error {
	pk := c.PrimaryKey()
	if pk == nil {
		return nil
	}
	fields := []*schema.Field{pk}
	scope := c.Field(f.Text("scopeKey"))
	if scope != nil && scope.Column != "" {
		fields = append(fields, scope)
	}
	last := map[any]int64{}
	var after query.Filter
	for {
		rows, err := e.tx.Find(&query.Find{Collection: c, Filter: after, Fields: fields, Sort: []query.SortKey{{Field: pk}}, Limit: numberedAtOnce})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			var in any
			if len(fields) > 1 {
				in = scalar(row[scope.Name])
			}
			last[in]++
			if _, err := e.tx.Update(c, query.Cond{Field: pk, Op: query.Eq, Value: row[pk.Name]}, schema.Record{f.Name: last[in]}); err != nil {
				return err
			}
		}
		after = query.Cond{Field: pk, Op: query.Gt, Value: rows[len(rows)-1][pk.Name]}
	}
}

// scalar makes a scope comparable; records of a scope that is no scalar share one.
func scalar(v any) any {
	switch v.(type) {
	case string, int64, float64, bool:
		return v
	}
	return nil
}
