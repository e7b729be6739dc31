package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// Exclusive implements Edits: fn runs alone, the idempotency key of the request goes in with it and the definitions
// version is raised.
func (p *Pipeline) Exclusive(ctx context.Context, req *Request, fn func(tx store.Tx) error) error {
	return p.DB.Exclusive(ctx, func(tx store.Tx) error { return p.edit(req, tx, fn) })
}

// Rebuild is Exclusive for edits that may rebuild tables.
func (p *Pipeline) Rebuild(ctx context.Context, req *Request, fn func(tx store.Tx) error) error {
	return p.DB.ExclusiveRebuild(ctx, func(tx store.Tx) error { return p.edit(req, tx, fn) })
}

// Write implements Edits: fn runs as an ordinary unit.
func (p *Pipeline) Write(ctx context.Context, req *Request, fn func(tx store.Tx) error) error {
	return p.DB.Write(ctx, store.Unit{Run: func(tx store.Tx) error { return p.edit(req, tx, fn) }})
}

func (p *Pipeline) edit(req *Request, tx store.Tx, fn func(tx store.Tx) error) error {
	if err := fn(tx); err != nil {
		return err
	}
	return p.Keep(req, tx)
}

// Keep implements Edits.
func (p *Pipeline) Keep(req *Request, tx store.Tx) error {
	r := req.run
	if r == nil || r.key == nil || r.committed {
		return nil
	}
	if err := r.keep(tx, store.ReplayCommitted, nil); err != nil {
		return err
	}
	tx.AfterCommit(func() { r.committed, r.keyStored = true, true })
	return nil
}
