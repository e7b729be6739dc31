// Package definition edits workflows (versions, nodes, enabling) and hands out what is enabled as an immutable
// snapshot that is cached under the definitions version.
//
// It knows what a correct graph is and which versions are frozen. It must not know how workflows run: no engine, no
// records, no HTTP.
package definition

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// DefaultNodesLimit is how many nodes a workflow may have unless Options say otherwise.
const DefaultNodesLimit = 1000

// defaultCache is how many versions that are not enabled are kept compiled.
const defaultCache = 256

// Options make a Service. Zero values are replaced by defaults where there are any.
type Options struct {
	DB       store.DB
	Registry *extension.Registry
	// Schema hands out the current schema, against which configurations are checked.
	Schema func(ctx context.Context) (*schema.Snapshot, error)
	// Cancel ends unfinished executions inside the transaction that deletes their version.
	Cancel func(ctx context.Context, tx store.Tx, executionIDs []int64) error
	// NodesLimit bounds the nodes of one workflow.
	NodesLimit int
	// Cache bounds how many versions beside the enabled ones are kept compiled.
	Cache int
}

// Service edits and hands out workflows. Safe for concurrent use.
type Service struct {
	options Options
	tables  *tables

	current atomic.Pointer[Snapshot]
	load    sync.Mutex // one reload at a time
	others  *lru.Cache[int64, cached]
}

// New checks options; it does no I/O.
func New(o Options) (*Service, error) {
	if o.DB == nil || o.Registry == nil || o.Schema == nil {
		return nil, errors.New("definition: an option is missing")
	}
	if o.NodesLimit <= 0 {
		o.NodesLimit = DefaultNodesLimit
	}
	if o.Cache <= 0 {
		o.Cache = defaultCache
	}
	t, err := newTables()
	if err != nil {
		return nil, err
	}
	others, err := lru.New[int64, cached](o.Cache)
	if err != nil {
		return nil, err
	}
	return &Service{options: o, tables: t, others: others}, nil
}

// random draws n bytes for generated keys.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails, by its contract
	return b
}
