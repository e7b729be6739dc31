package main

import (
	"context"
	"errors"
	"fmt"
)

// round has all systems running with fresh databases.
type round struct {
	number   int
	sequence sequence
	main     *server // Sequitur
	db       *database
	peers    []*server
}

func (b *bench) begin(ctx context.Context, n int) (*round, error) {
	r := &round{number: n}
	dir, err := b.folder(fmt.Sprintf("sequitur-%d", n))
	if err != nil {
		return r, err
	}
	if r.main, err = b.startSequitur(ctx, dir); err != nil {
		return r, err
	}
	if err := setUp(ctx, r.main); err != nil {
		return r, err
	}
	if r.db, err = openDatabase(ctx, dir); err != nil {
		return r, err
	}
	if b.peer == "" || !b.wants("main") {
		return r, nil
	}
	for _, synchronous := range []string{"NORMAL", "FULL"} {
		dir, err := b.folder(fmt.Sprintf("pocketbase-%s-%d", synchronous, n))
		if err != nil {
			return r, err
		}
		s, err := b.startPeer(ctx, "PocketBase, "+synchronous, dir, synchronous, 0)
		r.peers = append(r.peers, s)
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

func (r *round) end() error {
	var all []error
	if r.db != nil {
		all = append(all, r.db.Close())
	}
	all = append(all, r.main.stop())
	for _, s := range r.peers {
		all = append(all, s.stop())
	}
	return errors.Join(all...)
}

// plan is a cell of Sequitur's.
func (r *round) plan(row string, connections int, t target) plan {
	return plan{row: row, system: sequitur, connections: connections, pid: r.main.pid(), target: t}
}
