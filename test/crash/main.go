// Command crash kills the real server under load, again and again, and then counts in the stopped database what every
// answered action is owed. It takes its verdict from the clients' log and from a read-only SQL connection, never from
// the server.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/sequitur", "the plain server")
	flag.StringVar(&o.testkit, "testkit", "", "the server with fault points; empty: only random kills")
	flag.IntVar(&o.kills, "kills", 20, "how often the server is killed")
	flag.IntVar(&o.clients, "clients", 16, "concurrent clients")
	flag.StringVar(&o.dir, "dir", "", "data directory; empty: a temporary one")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "crash test FAILED:", err)
		os.Exit(1)
	}
}

type options struct {
	binary, testkit, dir string
	kills, clients       int
}

// points are the named places where a server with fault points kills itself.
var points = []string{"before_commit:40", "after_commit:40", "before_settle:20"}

// stats is what the kills hit.
type stats struct {
	kills, unanswered, between int
}

func run(ctx context.Context, o options) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "sequitur-crash-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = filepath.Join(dir, "data")
	}
	s := &server{binary: o.binary, dir: o.dir}
	if err := s.start(ctx, ""); err != nil {
		return err
	}
	api := newClient(s.addr)
	if err := api.setUp(ctx); err != nil {
		return errors.Join(fmt.Errorf("set up: %w", err), s.kill())
	}
	if err := s.stop(); err != nil {
		return err
	}
	load := &load{clients: o.clients}
	var st stats
	begun := time.Now()
	for i := range o.kills {
		if err := round(ctx, o, s, load, &st, i); err != nil {
			return fmt.Errorf("kill %d: %w", i+1, err)
		}
	}
	if err := finish(ctx, o, s, load); err != nil {
		return err
	}
	fmt.Printf("crash: %d kills in %s, %d actions answered, %d kills with an unanswered request, %d with an unfinished execution: everything owed is there once\n",
		st.kills, time.Since(begun).Round(time.Second), len(load.acknowledged), st.unanswered, st.between)
	if st.unanswered*2 < st.kills || st.between*2 < st.kills {
		return errors.New("fewer than half of the kills hit an unanswered request and an unfinished execution: the test proves too little")
	}
	return nil
}

// round starts the server, loads it, has it killed and looks at what is left.
func round(ctx context.Context, o options, s *server, l *load, st *stats, i int) error {
	s.binary = o.binary
	fault := ""
	if o.testkit != "" && i%2 == 1 {
		s.binary, fault = o.testkit, points[(i/2)%len(points)]
	}
	if err := s.start(ctx, fault); err != nil {
		return err
	}
	loading := l.begin(ctx, s.addr)
	wait := time.Duration(100+rand.IntN(400)) * time.Millisecond
	if fault != "" {
		wait = 10 * time.Second // it kills itself long before
	}
	select {
	case <-s.dead:
	case <-time.After(wait):
	}
	if err := s.kill(); err != nil {
		return err
	}
	loading.end()
	st.kills++
	if loading.unanswered.Load() > 0 {
		st.unanswered++
	}
	db, err := openDB(o.dir)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := db.unfinished()
	if err != nil {
		return err
	}
	if n > 0 {
		st.between++
	}
	return db.holds(l.all())
}

// finish lets the server work off what is owed, then stops it under load with SIGTERM and gives the verdict.
func finish(ctx context.Context, o options, s *server, l *load) error {
	s.binary = o.binary
	if err := s.start(ctx, ""); err != nil {
		return err
	}
	loading := l.begin(ctx, s.addr)
	if err := l.grows(1000, 30*time.Second); err != nil {
		return errors.Join(err, s.kill())
	}
	if err := s.stop(); err != nil {
		return err
	}
	loading.end()
	if err := s.start(ctx, ""); err != nil {
		return err
	}
	if err := settled(o.dir, 60*time.Second); err != nil {
		return errors.Join(err, s.kill())
	}
	if err := s.stop(); err != nil {
		return err
	}
	db, err := openDB(o.dir)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.verdict(l)
}

// settled waits until nothing is owed any more.
func settled(dir string, limit time.Duration) error {
	db, err := openDB(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(limit); ; {
		n, err := db.unfinished()
		if err == nil && n == 0 {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("%d executions are unfinished %s after the restart (%w)", n, limit, errors.Join(err))
		}
		time.Sleep(50 * time.Millisecond)
	}
}
