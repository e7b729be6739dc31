package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// rowID identifies a record among all collections; key is comparable.
type rowID struct {
	collection *schema.Collection
	key        any
}

// identity returns the fields that tell one record of c from another: the primary key, the target key, the keys of a
// through collection, or else every column that can be compared.
func identity(c *schema.Collection) []*schema.Field {
	if pk := c.PrimaryKey(); pk != nil {
		return []*schema.Field{pk}
	}
	var named, foreign, rest []*schema.Field
	for _, name := range c.FilterTargetKey {
		if f := c.Field(name); f != nil && f.Column != "" {
			named = append(named, f)
		}
	}
	if len(named) > 0 {
		return named
	}
	for _, f := range c.Columns() {
		if f.ForeignKey {
			foreign = append(foreign, f)
		}
		if f.Kind.Storage() != schema.JSON {
			rest = append(rest, f)
		}
	}
	if c.Through && len(foreign) == 2 {
		return foreign
	}
	return rest
}

func idOf(c *schema.Collection, rec schema.Record) rowID {
	if pk := c.PrimaryKey(); pk != nil {
		return rowID{c, rec[pk.Name]}
	}
	var b strings.Builder
	for _, f := range identity(c) {
		fmt.Fprintf(&b, "%T %v\x00", rec[f.Name], rec[f.Name])
	}
	return rowID{c, b.String()}
}

// Key returns what addresses rec in filterByTk: its primary key, or an object of the fields that identify it.
func Key(c *schema.Collection, rec schema.Record) any {
	if pk := c.PrimaryKey(); pk != nil {
		return rec[pk.Name]
	}
	key := map[string]any{}
	for _, f := range identity(c) {
		key[f.Name] = rec[f.Name]
	}
	return key
}

// rowFilter matches exactly the given records.
func rowFilter(c *schema.Collection, recs ...schema.Record) query.Filter {
	fields := identity(c)
	if len(fields) == 1 {
		return inFilter(fields[0], column(recs, fields[0]))
	}
	var out query.Or
	for _, rec := range recs {
		var one query.And
		for _, f := range fields {
			one = append(one, equalFilter(f, rec[f.Name]))
		}
		out = append(out, one)
	}
	return out
}

func column(recs []schema.Record, f *schema.Field) []any {
	out := make([]any, len(recs))
	for i, rec := range recs {
		out[i] = rec[f.Name]
	}
	return out
}

func equalFilter(f *schema.Field, v any) query.Filter {
	if v == nil {
		return query.Cond{Field: f, Op: query.IsNull}
	}
	return query.Cond{Field: f, Op: query.Eq, Value: v}
}

func inFilter(f *schema.Field, values []any) query.Filter {
	if len(values) == 1 {
		return equalFilter(f, values[0])
	}
	return query.Cond{Field: f, Op: query.In, Value: values}
}

// reserve keeps a place in the order of events for a row whose children may be written before itself.
func (w *Writer) reserve() int {
	w.events = append(w.events, workflow.Row{})
	return len(w.events) - 1
}

// note puts what happened to a row into its place. Changes of a row that this call created or updated already are
// joined with that event.
func (w *Writer) note(place int, c *schema.Collection, change workflow.Change, rec schema.Record, changed []string) {
	if len(w.events) > 1 {
		if at, ok := w.earlier(idOf(c, rec)); ok && change == workflow.Updated {
			joinEvent(&w.events[at], rec, changed)
			w.advance(at, place)
			return
		}
		w.place(idOf(c, rec), place, change)
	}
	w.events[place] = workflow.Row{Collection: c, Change: change, Key: Key(c, rec), Record: rec, Changed: changed}
}

// place remembers where the event of a row is. Nothing needs to be looked up while there is only one event, so the map
// is made with the second.
func (w *Writer) place(id rowID, at int, change workflow.Change) {
	if w.places == nil {
		w.places = make(map[rowID]int)
		for i, e := range w.events {
			if e.Collection != nil && e.Change != workflow.Destroyed {
				w.places[idOf(e.Collection, e.Record)] = i
			}
		}
	}
	if change != workflow.Destroyed {
		w.places[id] = at
	}
}

func (w *Writer) earlier(id rowID) (int, bool) {
	if w.places == nil {
		for i, e := range w.events {
			if e.Collection != nil && e.Change != workflow.Destroyed && idOf(e.Collection, e.Record) == id {
				return i, true
			}
		}
		return 0, false
	}
	at, ok := w.places[id]
	return at, ok
}

// advance moves an event to the place that was reserved for it before its children were written.
func (w *Writer) advance(at, place int) {
	if place > at {
		return
	}
	w.events[place], w.events[at] = w.events[at], workflow.Row{}
	if w.places != nil {
		w.places[idOf(w.events[place].Collection, w.events[place].Record)] = place
	}
}

// joinEvent adds changed columns to an event. The rest of rec may have been read before the first change.
func joinEvent(e *workflow.Row, rec schema.Record, changed []string) {
	for _, name := range changed {
		if f := e.Collection.Field(name); f != nil && f.Column != "" {
			e.Record[name] = rec[name]
		}
	}
	if e.Change == workflow.Created {
		return
	}
	for _, name := range changed {
		if !slices.Contains(e.Changed, name) {
			e.Changed = append(e.Changed, name)
		}
	}
}
