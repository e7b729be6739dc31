// Package catalog is what people say about their data: it keeps the definitions of collections and fields, turns an
// edit of them into a plan (tables first, then the rows that describe them) and hands out the schema snapshot that
// everything else works with.
//
// It must not know records, permissions or workflows: who may edit is decided before, and what has to go with a
// dropped collection is done by a function that it is handed.
package catalog

import (
	"context"
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
	load    sync.Mutex
	current atomic.Pointer[schema.Snapshot]
}

// New makes a service; it reads nothing yet.
func New(o Options) *Service {
	if o.Dropped == nil {
		o.Dropped = func(store.Tx, string) error { return nil }
	}
	return &Service{db: o.DB, dropped: o.Dropped}
}

// Snapshot returns the schema: at least as new as every edit acknowledged before the call.
func (s *Service) Snapshot(ctx context.Context) (*schema.Snapshot, error) {
	if sn := s.current.Load(); sn != nil && sn.Version == s.db.Version() {
		return sn, nil
	}
	s.load.Lock()
	defer s.load.Unlock()
	// The version is read before the rows: they are never older than their label, and newer ones only cost a reload.
	version := s.db.Version()
	if sn := s.current.Load(); sn != nil && sn.Version == version {
		return sn, nil
	}
	sn, err := s.read(ctx, version)
	if err != nil {
		return nil, err
	}
	s.current.Store(sn)
	return sn, nil
}

// Loaded returns the snapshot that was handed out last, nil before the first.
func (s *Service) Loaded() *schema.Snapshot { return s.current.Load() }

func (s *Service) read(ctx context.Context, version uint64) (*schema.Snapshot, error) {
	var sn *schema.Snapshot
	err := s.db.Read(ctx, func(r store.Reader) error {
		m, err := readModel(r)
		if err != nil {
			return err
		}
		sn, err = m.snapshot(version)
		return err
	})
	return sn, err
}
