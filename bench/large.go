package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	rowList    = "list 20 of many, no index"
	rowIndexed = "list 20 of many, index on both fields"

	largeCollections = 20
	largeWorkflows   = 50
	starts           = 5
)

// footprint is what a server with a usual model takes at rest.
type footprint struct {
	Starts      []float64 `json:"startMs"`
	Idle        float64   `json:"idleMegabytes"`
	Lists       float64   `json:"afterListsMegabytes"`
	Engines     float64   `json:"bothEnginesMegabytes"`
	Collections int       `json:"collections"`
	Workflows   int       `json:"enabledWorkflows"`
	Rows        int       `json:"rowsOfEachList"`
	Peer        float64   `json:"pocketbaseIdleMegabytes,omitempty"`
}

// large measures start, memory and lists on a database with 20 collections, 50 enabled workflows and many rows.
func (b *bench) large(ctx context.Context) (err error) {
	dir, err := b.folder("large")
	if err != nil {
		return err
	}
	fmt.Printf("making the large database ...\n")
	if err := b.makeLarge(ctx, dir); err != nil {
		return err
	}
	f := footprint{Collections: largeCollections, Workflows: largeWorkflows, Rows: b.rows}
	var s *server
	defer func() { err = errors.Join(err, s.stop()) }()
	for range starts {
		if err := s.stop(); err != nil {
			return err
		}
		var took time.Duration
		if s, took, err = b.timeStart(ctx, dir); err != nil {
			return err
		}
		f.Starts = append(f.Starts, took.Seconds()*1000)
	}
	f.Idle = atRest(s)
	if err := b.loadEngines(ctx, s); err != nil {
		return err
	}
	f.Engines = atRest(s)
	if err := b.listRows(ctx, s, &f); err != nil {
		return err
	}
	f.Lists = atRest(s)
	b.footprint = &f
	return nil
}

// loadEngines signs in and takes an action whose workflows use both JavaScript engines.
func (b *bench) loadEngines(ctx context.Context, s *server) error {
	c := newClient(s.addr)
	if err := c.signIn(ctx, "clerk", clerkPassword); err != nil {
		return err
	}
	s.token = c.token
	for _, engine := range []string{"math.js", "formula.js"} {
		if err := c.call(ctx, "orders:create?triggerWorkflows="+nodesKey(engine, 1), m{"no": "A-1", "amount": 3}, nil); err != nil {
			return err
		}
	}
	return nil
}

// atRest is the memory of a server that has had nothing to do for a while.
func atRest(s *server) float64 {
	time.Sleep(3 * time.Second)
	return resident(s.pid())
}

func (b *bench) makeLarge(ctx context.Context, dir string) error {
	s, err := b.startSequitur(ctx, dir)
	if err == nil {
		err = b.modelLarge(ctx, s)
	}
	for _, name := range []string{"list_orders", "indexed_orders"} {
		if err == nil {
			err = fill(ctx, s.addr, 64, int64(b.rows), func(dst []byte, n int64) []byte { return s.post(dst, name+":create", stored(n)) })
		}
	}
	return errors.Join(err, s.stop())
}

func (b *bench) modelLarge(ctx context.Context, s *server) error {
	if err := setUp(ctx, s); err != nil {
		return err
	}
	root := newClient(s.addr)
	if err := root.signIn(ctx, "root@example.com", rootPassword); err != nil {
		return err
	}
	made := 4 // by setUp
	create := func(name string, indexed bool) error {
		made++
		return root.call(ctx, "collections:create", collection(name, orderFields(indexed)), nil)
	}
	if err := errors.Join(create("list_orders", false), create("indexed_orders", true)); err != nil {
		return err
	}
	for made < largeCollections {
		if err := create(fmt.Sprintf("orders_%d", made), false); err != nil {
			return err
		}
	}
	if err := root.workflow(ctx, onCreate(nodesKey("formula.js", 1), "orders", true), calculations("formula.js", "SUM({{$context.data.amount}}, 1)", 1)...); err != nil {
		return err
	}
	for n := workflowsOfSetUp + 1; n < largeWorkflows; n++ {
		def := onCreate(fmt.Sprintf("further-%d", n), fmt.Sprintf("orders_%d", 6+n%(largeCollections-6)), false)
		if n%2 == 0 { // half of them on the table, the others on the action
			def["type"], def["config"] = "collection", m{"collection": fmt.Sprintf("orders_%d", 6+n%(largeCollections-6)), "mode": 1}
		}
		if err := root.workflow(ctx, def, positive(), audit()); err != nil {
			return err
		}
	}
	return nil
}

// listRows asks both systems for a page of 20 with its count, by turns.
func (b *bench) listRows(ctx context.Context, s *server, f *footprint) (err error) {
	servers := []*server{s}
	if b.peer != "" {
		dir, err := b.folder("pocketbase-large")
		if err != nil {
			return err
		}
		p, err := b.startPeer(ctx, peerNormal, dir, "NORMAL", b.rows)
		defer func() { err = errors.Join(err, p.stop()) }()
		if err != nil {
			return err
		}
		f.Peer = atRest(p)
		servers = append(servers, p)
	}
	for n := 1; n <= b.rounds; n++ {
		r := &round{number: n}
		for _, row := range [][2]string{{rowList, "list_orders"}, {rowIndexed, "indexed_orders"}} {
			for _, s := range servers {
				p := plan{row: row[0], system: s.name, connections: 8, pid: s.pid(), target: s.lists(row[1])}
				if _, err := b.measure(ctx, r, p); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
