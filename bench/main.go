// Command bench measures the real server: what an action costs and what a bound workflow adds to it, beside an empty
// handler, raw SQLite and PocketBase. All rows are taken in one run, the systems by turns, and are compared as ratios;
// a rate alone says as much about the machine as about the program.
//
// The generator is part of the measurement and shares the machine with the servers: it is lean (wire.go), and its CPU
// time is printed beside theirs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"
)

type options struct {
	binary, dir, out, only string
	seconds                time.Duration
	rounds, rows, again    int
	peers                  bool
	quiet                  float64
	patience               time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "../bin/sequitur", "the server")
	flag.StringVar(&o.dir, "dir", "", "where the databases lie, on the disk that is to be measured; empty: a temporary directory")
	flag.StringVar(&o.out, "out", "results", "directory of the raw figures")
	flag.StringVar(&o.only, "only", "", "only these parts, such as main,delay: "+strings.Join(partNames(), ", "))
	flag.DurationVar(&o.seconds, "seconds", 2*time.Second, "length of a cell")
	flag.IntVar(&o.rounds, "rounds", 3, "rounds over all cells")
	flag.IntVar(&o.rows, "rows", 100_000, "rows of the collections that are listed")
	flag.BoolVar(&o.peers, "peers", true, "measure PocketBase too")
	flag.Float64Var(&o.quiet, "quiet", 0.1, "cores that others may use when a cell begins")
	flag.DurationVar(&o.patience, "patience", 5*time.Second, "how long a cell waits for that before it begins all the same")
	flag.IntVar(&o.again, "again", 1, "how often a cell is measured again when others used more than 0.3 cores meanwhile")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	debug.SetGCPercent(400) // the generator's own collections would take time from the servers
	for _, p := range strings.Split(o.only, ",") {
		if p != "" && !slices.Contains(partNames(), p) {
			return fmt.Errorf("there is no part %q", p)
		}
	}
	if o.dir, err = os.MkdirTemp(o.dir, "sequitur-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(o.dir)) }()
	b := &bench{options: o, begun: time.Now()}
	if b.machine, err = inspect(o); err != nil {
		return err
	}
	b.machine.print(os.Stdout)
	if o.peers {
		if b.peer, err = buildPeer(ctx, o.dir); err != nil {
			return fmt.Errorf("build PocketBase: %w", err)
		}
	}
	failed := b.all(ctx)
	if len(b.cells) == 0 {
		return failed
	}
	b.print(os.Stdout) // also what was measured before a failure
	path, err := b.save()
	if err == nil {
		fmt.Printf("\nRaw figures: %s\n", path)
	}
	return errors.Join(failed, err)
}

// bench is one run.
type bench struct {
	options
	begun     time.Time
	machine   machine
	peer      string // PocketBase's binary, "" without
	cells     []*cell
	figures   []figure
	footprint *footprint
}

// part is a group of cells that can be asked for by name.
type part struct {
	name string
	// round measures with fresh databases, once in every round; once measures before the first round.
	round func(*bench, context.Context, *round) error
	once  func(*bench, context.Context) error
}

func parts() []part {
	return []part{
		{name: "main", round: (*bench).mainRows},
		{name: "nodes", round: (*bench).nodeRows},
		{name: "raw", round: (*bench).rawRows},
		{name: "delay", round: (*bench).delayRows},
		{name: "slow", round: (*bench).slowRows},
		{name: "reread", round: (*bench).rereadRows},
		{name: "engines", round: (*bench).engineRows}, // last: a JavaScript engine stays loaded
		{name: "large", once: (*bench).large},
	}
}

func partNames() (names []string) {
	for _, p := range parts() {
		names = append(names, p.name)
	}
	return names
}

func (b *bench) wants(name string) bool {
	return b.only == "" || slices.Contains(strings.Split(b.only, ","), name)
}

func (b *bench) all(ctx context.Context) error {
	for n := 1; n <= b.rounds; n++ {
		if err := b.oneRound(ctx, n); err != nil {
			return fmt.Errorf("round %d: %w", n, err)
		}
	}
	for _, p := range parts() {
		if p.once == nil || !b.wants(p.name) {
			continue
		}
		if err := p.once(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// oneRound starts all systems with empty databases and measures every part on them.
func (b *bench) oneRound(ctx context.Context, n int) (err error) {
	if !slices.ContainsFunc(parts(), func(p part) bool { return p.round != nil && b.wants(p.name) }) {
		return nil
	}
	r, err := b.begin(ctx, n)
	defer func() { err = errors.Join(err, r.end()) }()
	if err != nil {
		return err
	}
	for _, p := range parts() {
		if p.round == nil || !b.wants(p.name) {
			continue
		}
		if err := p.round(b, ctx, r); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// folder makes a new directory for a database.
func (b *bench) folder(name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	return dir, os.MkdirAll(dir, 0o700)
}
