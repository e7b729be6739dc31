package main

import (
	"context"
	"errors"
	"fmt"
)

// The rows of the table.
const (
	rowEmpty  = "empty handler"
	rowCreate = "create"
	rowBound  = "create, asynchronous workflow"
	rowSync   = "create, synchronous workflow"
	rowHook   = "create, hook with second record"
)

// loads are the numbers of connections.
func loads() []int { return []int{1, 8, 64} }

// mainRows measures an action and what a workflow adds, all systems by turns.
func (b *bench) mainRows(ctx context.Context, r *round) error {
	for _, n := range loads() {
		for _, fn := range []func() error{
			func() error { return b.plain(ctx, r.plan(rowEmpty, n, r.main.empty()), r) },
			func() error { return b.peerRows(ctx, r, n, false) },
			func() error { return b.plain(ctx, r.plan(rowCreate, n, r.main.creates("")), r) },
			func() error { return b.bound(ctx, r, n) },
			func() error { return b.peerRows(ctx, r, n, true) },
			func() error { return b.plain(ctx, r.plan(rowSync, n, r.main.creates(atOnce)), r) },
		} {
			if err := fn(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) plain(ctx context.Context, p plan, r *round) error {
	_, err := b.measure(ctx, r, p)
	return err
}

// bound measures actions and, in the same cell, whether the workflow keeps up.
func (b *bench) bound(ctx context.Context, r *round, connections int) error {
	var g growth
	p := r.plan(rowBound, connections, r.main.creates(afterwards))
	p.during = g.watch(r.db)
	c, err := b.measure(ctx, r, p)
	if err == nil {
		g.tell(c)
	}
	return err
}

func (b *bench) peerRows(ctx context.Context, r *round, connections int, hook bool) error {
	for _, s := range r.peers {
		row := rowCreate
		if hook {
			row = rowHook
		}
		p := plan{row: row, system: s.name, connections: connections, pid: s.pid(), target: s.inserts(hook)}
		if _, err := b.measure(ctx, r, p); err != nil {
			return err
		}
	}
	return nil
}

// rowNodes names the rows of synchronous workflows of n calculations.
func rowNodes(engine string, n int) string {
	return fmt.Sprintf("create, %d × calculation (%s)", n, engine)
}

func (b *bench) nodeRows(ctx context.Context, r *round) error { return b.chain(ctx, r, "string") }

// engineRows lets every connection load its engine first: that takes longer than a cell.
func (b *bench) engineRows(ctx context.Context, r *round) error {
	t := r.main.creates(nodesKey("math.js", 1))
	if err := fill(ctx, t.addr, 8, 400, t.request); err != nil {
		return err
	}
	return b.chain(ctx, r, "math.js")
}

// chain measures what one step and a hundred add to a create in the same minute.
func (b *bench) chain(ctx context.Context, r *round, engine string) error {
	if err := b.plain(ctx, r.plan(rowBesideNodes(engine), 8, r.main.creates("")), r); err != nil {
		return err
	}
	for _, n := range []int{1, 100} {
		if err := b.plain(ctx, r.plan(rowNodes(engine, n), 8, r.main.creates(nodesKey(engine, n))), r); err != nil {
			return err
		}
	}
	return nil
}

func rowBesideNodes(engine string) string { return "create, beside calculations (" + engine + ")" }

var errNoBase = errors.New("the rate of the saturated row is missing")
