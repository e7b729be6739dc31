package catalog

import (
	"context"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Open runs fn in an exclusive transaction.
type Open func(fn func(tx store.Tx) error) error

// Edit changes definitions inside one exclusive transaction. After an error the transaction must be rolled back: the
// edit is of no use any more. Not safe for concurrent use.
type Edit struct {
	s       *Service
	tx      store.Tx
	rebuild bool // the transaction allows tables to be rebuilt
	t       *tables
	m       *model
	before  *schema.Snapshot
	grown   bool // complete added a definition
}

// Edit begins an edit inside tx. rebuild says that tx was opened with ExclusiveRebuild; without it an edit that needs
// that fails with ErrRebuild.
func (s *Service) Edit(tx store.Tx, rebuild bool) (*Edit, error) {
	stored, err := s.stored(tx)
	if err != nil {
		return nil, err
	}
	m := modelOf(stored)
	before, err := m.snapshot(0)
	if err != nil {
		return nil, err
	}
	return &Edit{s: s, tx: tx, rebuild: rebuild, t: s.tables, m: m, before: before}, nil
}

// Change runs an edit in a transaction that open gives, and again in one that rebuild gives when a table has to be
// rebuilt: that is rare, and makes the database check every foreign key.
func (s *Service) Change(open, rebuild Open, fn func(e *Edit) error) error {
	attempt := func(mayRebuild bool) func(tx store.Tx) error {
		return func(tx store.Tx) error {
			e, err := s.Edit(tx, mayRebuild)
			if err != nil {
				return err
			}
			return fn(e)
		}
	}
	err := open(attempt(false))
	if errors.Is(err, ErrRebuild) {
		return rebuild(attempt(true))
	}
	return err
}

// Apply is Change with transactions of its own.
func (s *Service) Apply(ctx context.Context, fn func(e *Edit) error) error {
	open := func(fn func(store.Tx) error) error { return s.db.Exclusive(ctx, fn) }
	rebuild := func(fn func(store.Tx) error) error { return s.db.ExclusiveRebuild(ctx, fn) }
	return s.Change(open, rebuild, fn)
}

// Schema returns the schema as the edit left it.
func (e *Edit) Schema() *schema.Snapshot { return e.before }

// Now is the time of the edit.
func (e *Edit) Now() time.Time { return e.tx.Now() }

// Names returns the names of the collections whose definitions match.
func (e *Edit) Names(f query.Filter) ([]string, error) {
	rows, err := e.tx.Find(&query.Find{Collection: e.t.collections, Filter: f, Sort: bySort(e.t.collections)})
	if err != nil {
		return nil, err
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = text(row["name"])
	}
	return names, nil
}

// HasField tells whether a collection has a field, told by name or key.
func (e *Edit) HasField(collection, name string) bool {
	c := e.m.names[collection]
	if c == nil {
		return false
	}
	f := e.m.byKey(name)
	return c.field(name) != nil || f != nil && f.collection == c
}

func (e *Edit) uid(prefix string) string { return prefix + uid(e.tx.NextID()) }

// collection returns a collection that may be edited.
func (e *Edit) collection(name string) (*collectionDef, error) {
	c := e.m.names[name]
	if c == nil {
		return nil, collectionNotFound(name)
	}
	if c.system != nil {
		return nil, invalid(CodeProtected, "the system collection %q cannot be changed", name)
	}
	return c, nil
}

// extensible returns a collection that may get fields.
func (e *Edit) extensible(name string) (*collectionDef, error) {
	c := e.m.names[name]
	if c == nil {
		return nil, collectionNotFound(name)
	}
	if !c.extensible() {
		return nil, invalid(CodeProtected, "the fields of the system collection %q cannot be changed", name)
	}
	return c, nil
}

// ownField returns a field that may be changed or removed. name may also be the field's key.
func (e *Edit) ownField(c *collectionDef, name string) (*fieldDef, error) {
	f := c.field(name)
	if f == nil {
		if f = e.m.byKey(name); f == nil || f.collection != c {
			return nil, fieldNotFound(c.name, name)
		}
	}
	if f.builtin != nil {
		return nil, invalid(CodeProtected, "field %q belongs to the system and cannot be changed", f.path())
	}
	return f, nil
}

// addField adds a field to the model.
func (e *Edit) addField(c *collectionDef, def map[string]any) error {
	f, err := e.newField(c, def)
	if err != nil {
		return err
	}
	if err := e.defaultRelation(f); err != nil {
		return err
	}
	c.fields = append(c.fields, f)
	e.grown = true
	return nil
}

// commit completes and checks the model and carries it out.
func (e *Edit) commit() error {
	if err := e.complete(); err != nil {
		return err
	}
	own := 0
	for _, c := range e.m.list {
		if !c.extensible() {
			continue
		}
		if c.system == nil {
			own++
		}
		if err := checkCollection(c); err != nil {
			return err
		}
	}
	if own > MaxCollections {
		return invalid(CodeTooMany, "there can be at most %d collections", MaxCollections)
	}
	after, err := e.m.snapshot(0)
	if err != nil {
		return err
	}
	if err := e.carryOut(planOf(e.before, after)); err != nil {
		return err
	}
	if err := e.write(); err != nil {
		return err
	}
	e.before = after
	return nil
}
