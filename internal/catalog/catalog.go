// Package catalog is what people say about their data: it keeps the definitions of collections and fields, turns an
// edit of them into a plan (tables first, then the rows that describe them) and hands out the schema snapshot that
// everything else works with.
//
// It must not know records, permissions or workflows: who may edit is decided before, and what has to go with a
// dropped collection is done by a function that it is handed.
package catalog

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Options make a Service. Only DB is needed.
type Options struct {
	DB store.DB
	// Dropped runs in the transaction that drops a collection, so that nothing that is kept about it, such as
	// permissions, comes back to life with another collection of the same name.
	Dropped func(tx store.Tx, collection string) error
}

// Service hands out the schema and edits it. Safe for concurrent use.
type Service struct {
	db      store.DB
	dropped func(tx store.Tx, collection string) error
	tables  *tables
	broken  error // why tables are of no use
	load    sync.Mutex
	rows    *rows // what current was made of; guarded by load
	current atomic.Pointer[schema.Snapshot]
}

// New makes a service; it reads nothing yet.
func New(o Options) *Service {
	if o.Dropped == nil {
		o.Dropped = func(store.Tx, string) error { return nil }
	}
	t, err := ownTables()
	return &Service{db: o.DB, dropped: o.Dropped, tables: t, broken: err}
}

// Snapshot returns the schema: at least as new as every edit acknowledged before the call. As long as no definition
// changes, its collections stay the same values, so that what others keep for them stays good.
func (s *Service) Snapshot(ctx context.Context) (*schema.Snapshot, error) {
	if sn := s.current.Load(); sn != nil && sn.Version == s.db.Version() {
		return sn, nil
	}
	s.load.Lock()
	defer s.load.Unlock()
	// The version is read before the rows: they are never older than their label, and newer ones only cost a reload.
	version := s.db.Version()
	old := s.current.Load()
	if old != nil && old.Version == version {
		return old, nil
	}
	sn, err := s.read(ctx, version, old)
	if err != nil {
		return nil, err
	}
	s.current.Store(sn)
	return sn, nil
}

// Loaded returns the snapshot that was handed out last, nil before the first.
func (s *Service) Loaded() *schema.Snapshot { return s.current.Load() }

func (s *Service) read(ctx context.Context, version uint64, old *schema.Snapshot) (*schema.Snapshot, error) {
	var now *rows
	err := s.db.Read(ctx, func(r store.Reader) (err error) {
		now, err = s.stored(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	if old != nil && reflect.DeepEqual(now, s.rows) {
		same := *old
		same.Version = version
		return &same, nil
	}
	sn, err := modelOf(now).snapshot(version)
	if err != nil {
		return nil, err
	}
	s.rows = now
	return sn, nil
}
