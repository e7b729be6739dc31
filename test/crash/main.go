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
	flag.StringVar(&o.testkit, "testkit", "", "the server with fault points and the node type effect, used instead; empty: only random kills, no effects")
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
var points = []string{"before_commit:40", "after_commit:40", "before_settle:20", "after_effect:20"}

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
	s, load, rec, err := prepare(ctx, o)
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	var st stats
	begun := time.Now()
	for i := range o.kills {
		if err := round(ctx, o, s, load, &st, i); err != nil {
			return fmt.Errorf("kill %d: %w", i+1, err)
		}
	}
	repeated, err := finish(ctx, o, s, load, rec)
	if err != nil {
		return err
	}
	fmt.Printf("crash: %d kills in %s, %d actions answered, %d kills with an unanswered request, %d with an unfinished execution, %d effects called again: everything owed is there once\n",
		st.kills, time.Since(begun).Round(time.Second), len(load.acknowledged), st.unanswered, st.between, repeated)
	if st.unanswered*2 < st.kills || st.between*2 < st.kills {
		return errors.New("fewer than half of the kills hit an unanswered request and an unfinished execution: the test proves too little")
	}
	return nil
}

// prepare makes the model and the workflows on an empty database.
func prepare(ctx context.Context, o options) (*server, *load, *recorder, error) {
	rec, err := newRecorder()
	if err != nil {
		return nil, nil, nil, err
	}
	s, l, url := &server{binary: o.binary, dir: o.dir}, &load{clients: o.clients, bound: []string{"told", "after"}}, ""
	if o.testkit != "" {
		s.binary, l.bound, url = o.testkit, append(l.bound, "effect"), rec.url
	}
	if err := s.start(ctx, ""); err != nil {
		return nil, nil, nil, err
	}
	api := newClient(s.addr)
	if err := api.setUp(ctx, url); err != nil {
		return nil, nil, nil, errors.Join(err, s.kill())
	}
	l.token = api.token
	return s, l, rec, s.stop()
}

// round starts the server, loads it, has it killed and looks at what is left.
func round(ctx context.Context, o options, s *server, l *load, st *stats, i int) error {
	fault := ""
	if o.testkit != "" && i%2 == 1 {
		fault = points[(i/2)%len(points)]
	}
	err := s.start(ctx, fault)
	for tries := 0; errors.Is(err, errDiedEarly) && fault != "" && tries < 10; tries++ {
		err = s.start(ctx, fault)
	}
	if err != nil {
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
	return db.holds(l)
}

// finish lets the server work off what is owed, then stops it under load with SIGTERM and gives the verdict.
func finish(ctx context.Context, o options, s *server, l *load, rec *recorder) (repeated int, err error) {
	if err := s.start(ctx, ""); err != nil {
		return 0, err
	}
	loading := l.begin(ctx, s.addr)
	if err := l.grows(1000, 30*time.Second); err != nil {
		return 0, errors.Join(err, s.kill())
	}
	if err := s.stop(); err != nil {
		return 0, err
	}
	loading.end()
	if err := s.start(ctx, ""); err != nil {
		return 0, err
	}
	if err := settled(o.dir, 60*time.Second); err != nil {
		return 0, errors.Join(err, s.kill())
	}
	if err := s.stop(); err != nil {
		return 0, err
	}
	db, err := openDB(o.dir)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if err := db.verdict(l); err != nil {
		return 0, err
	}
	executions, err := db.ids(`SELECT "id" FROM "executions" WHERE "key" = 'effect' AND "status" = 1`)
	if err != nil {
		return 0, err
	}
	return rec.verdict(executions)
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
