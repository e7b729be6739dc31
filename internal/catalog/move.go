package catalog

import (
	"slices"
)

// Move is how the position of a definition changes.
type Move struct {
	Source string // name or key
	Target string // name or key; "" with Sticky
	After  bool   // behind the target instead of in its place
	Sticky bool   // to the front
}

// MoveCollection changes the order of collections.
func (e *Edit) MoveCollection(mv Move) error {
	find := func(name string) (*collectionDef, error) {
		for _, c := range e.m.list {
			if c.system == nil && (c.name == name || c.key == name) {
				return c, nil
			}
		}
		return nil, collectionNotFound(name)
	}
	var own []*collectionDef
	for _, c := range e.m.list {
		if c.system == nil {
			own = append(own, c)
		}
	}
	place := func(c *collectionDef, n int64) {
		c.dirty = c.dirty || c.sort != n
		c.sort = n
	}
	return e.move(mv, func() error { return reorder(own, mv, find, func(c *collectionDef) int64 { return c.sort }, place) })
}

// MoveField changes the order of a collection's fields.
func (e *Edit) MoveField(collection string, mv Move) error {
	c, err := e.extensible(collection)
	if err != nil {
		return err
	}
	find := func(name string) (*fieldDef, error) { return e.ownField(c, name) }
	var own []*fieldDef
	for _, f := range c.fields {
		if f.builtin == nil {
			own = append(own, f)
		}
	}
	place := func(f *fieldDef, n int64) {
		f.dirty = f.dirty || f.sort != n
		f.sort = n
	}
	return e.move(mv, func() error { return reorder(own, mv, find, func(f *fieldDef) int64 { return f.sort }, place) })
}

func (e *Edit) move(mv Move, reorder func() error) error {
	if mv.Source == "" || mv.Target == "" && !mv.Sticky {
		return invalid("INVALID_PARAMETER", "sourceId and targetId are required").On("sourceId")
	}
	if err := reorder(); err != nil {
		return err
	}
	return e.commit()
}

// reorder puts the source in the place of the target, or behind it, and counts anew.
func reorder[T comparable](list []T, mv Move, find func(string) (T, error), position func(T) int64, place func(T, int64)) error {
	source, err := find(mv.Source)
	if err != nil {
		return err
	}
	if mv.Sticky {
		place(source, 0)
		return nil
	}
	target, err := find(mv.Target)
	if err != nil {
		return err
	}
	if source == target {
		return nil
	}
	slices.SortStableFunc(list, func(a, b T) int { return int(position(a) - position(b)) })
	up := slices.Index(list, source) > slices.Index(list, target)
	list = without(list, source)
	at := slices.Index(list, target)
	if !up || mv.After {
		at++
	}
	list = slices.Insert(list, at, source)
	for i, item := range list {
		place(item, int64(i+1))
	}
	return nil
}
