package query

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Selection is which columns and relations of a record are answered. Fields nil means all own columns that are not
// hidden.
type Selection struct {
	Fields  []*schema.Field
	Appends []Append
}

// ParseSelection resolves the parameters fields, appends and except. An entry of fields that begins with a relation
// is an append; "relation.column" restricts the columns of the related records; relations on the way of a longer path
// are complete. except leaves columns (or appends) out where fields did not choose them.
//
// Errors: UNKNOWN_FIELD, INVALID_PATH, SELECTION_TOO_LARGE.
func ParseSelection(c *schema.Collection, fields, appends, except []string) (Selection, error) {
	for _, list := range [][]string{fields, appends, except} {
		if len(list) > MaxAppends {
			return Selection{}, errs.New(errs.Invalid, "SELECTION_TOO_LARGE", "at most %d names are accepted", MaxAppends)
		}
	}
	root := &choice{collection: c}
	for _, path := range fields {
		if err := root.choose(path, false); err != nil {
			return Selection{}, err
		}
	}
	root.listed = len(fields) > 0
	for _, path := range appends {
		if err := root.choose(path, true); err != nil {
			return Selection{}, err
		}
	}
	for _, path := range except {
		if err := root.leaveOut(path); err != nil {
			return Selection{}, err
		}
	}
	return Selection{Fields: root.columns(), Appends: root.appends()}, nil
}

// choice is what was asked for of one collection, while it is being collected.
type choice struct {
	collection *schema.Collection
	complete   bool // the record as a whole was asked for
	listed     bool // chosen is the answer to "which columns", even when empty
	chosen     []*schema.Field
	except     map[*schema.Field]bool
	order      []*schema.Field
	below      map[*schema.Field]*choice
}

// choose adds one path. onlyRelations says that its first segment must be a relation.
func (n *choice) choose(path string, onlyRelations bool) error {
	segments := strings.Split(path, ".")
	if len(segments) > MaxAppendDepth+1 {
		return invalidPath(path, "at most %d relations can be followed", MaxAppendDepth)
	}
	for i, name := range segments {
		f := visible(n.collection, name)
		last := i == len(segments)-1
		switch {
		case f == nil:
			return unknownField(n.collection, name, path)
		case f.Relation == nil && (!last || i == 0 && onlyRelations):
			return invalidPath(path, "%q is no relation of %q", name, n.collection.Name)
		case f.Relation == nil:
			n.addColumn(f)
			return nil
		}
		next, err := n.child(f, path)
		if err != nil {
			return err
		}
		// What the path goes through is complete, unless it ends in a column of it.
		next.complete = next.complete || last || i+2 < len(segments) || isRelation(next.collection, segments[i+1])
		n = next
	}
	return nil
}

func isRelation(c *schema.Collection, name string) bool {
	f := c.Field(name)
	return f != nil && f.Relation != nil
}

func (n *choice) addColumn(f *schema.Field) {
	n.listed = true
	for _, have := range n.chosen {
		if have == f {
			return
		}
	}
	n.chosen = append(n.chosen, f)
}

// child is the choice below a relation; it is added when it is not there.
func (n *choice) child(f *schema.Field, path string) (*choice, error) {
	if sub := n.below[f]; sub != nil {
		return sub, nil
	}
	if f.Relation.TargetCollection == nil {
		return nil, invalidPath(path, "the collection behind %q does not exist", f.Name)
	}
	if n.below == nil {
		n.below = map[*schema.Field]*choice{}
	}
	sub := &choice{collection: f.Relation.TargetCollection}
	n.below[f] = sub
	n.order = append(n.order, f)
	return sub, nil
}

// leaveOut handles one path of except. Names must exist, even where nothing is left out.
func (n *choice) leaveOut(path string) error {
	segments := strings.Split(path, ".")
	c, at := n.collection, n
	for i, name := range segments {
		f := visible(c, name)
		last := i == len(segments)-1
		switch {
		case f == nil:
			return unknownField(c, name, path)
		case last:
			at.drop(f)
			return nil
		case f.Relation == nil || f.Relation.TargetCollection == nil:
			return invalidPath(path, "%q is no relation of %q", name, c.Name)
		}
		c = f.Relation.TargetCollection
		if at != nil {
			at = at.below[f]
		}
	}
	return nil
}

func (n *choice) drop(f *schema.Field) {
	if n == nil {
		return
	}
	if n.except == nil {
		n.except = map[*schema.Field]bool{}
	}
	n.except[f] = true
}

// columns is the final list; nil for all. The primary key is always in it.
func (n *choice) columns() []*schema.Field {
	chosen := n.chosen
	switch {
	case n.listed && !n.complete:
	case len(n.except) == 0:
		return nil
	default:
		chosen = nil
		for _, f := range n.collection.Columns() {
			if !f.Hidden && !n.except[f] {
				chosen = append(chosen, f)
			}
		}
	}
	out := make([]*schema.Field, 0, len(chosen)+1)
	if pk := n.collection.PrimaryKey(); pk != nil {
		out = append(out, pk)
	}
	for _, f := range chosen {
		if f.Column != "" && !f.PrimaryKey {
			out = append(out, f)
		}
	}
	return out
}

func (n *choice) appends() []Append {
	var out []Append
	for _, f := range n.order {
		if n.except[f] {
			continue
		}
		sub := n.below[f]
		out = append(out, Append{Relation: f, Fields: sub.columns(), Appends: sub.appends()})
	}
	return out
}
