// Command crash kills the real server under load, again and again, and then counts in the stopped database what every
// answered action is owed. It takes its verdict from the clients' log and from a read-only SQL connection, never from
// the server.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
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

// stats is what the kills hit, and how long it took.
type stats struct {
	kills, unanswered, between int
	looking                    time.Duration // at the database after kills, since the last progress line
	since                      time.Time     // of that line
}

// every is after how many kills a long run says how it is getting on.
const every = 20

func (st *stats) progress(of, answered int) {
	if st.kills%every != 0 || st.kills == of {
		return
	}
	fmt.Printf("crash: %d of %d kills, %d actions answered, %.2f s for each of the last %d kills, %.2f s of that to look at the database\n",
		st.kills, of, answered, time.Since(st.since).Seconds()/every, every, st.looking.Seconds()/every)
	st.looking, st.since = 0, time.Now()
}

func run(ctx context.Context, o options) error {
	if o.dir != "" {
		return series(ctx, o)
	}
	dir, err := os.MkdirTemp("", "sequitur-crash-")
	if err != nil {
		return err
	}
	o.dir = filepath.Join(dir, "data")
	return clean(dir, series(ctx, o))
}

// clean removes the database of a run in which all was well.
func clean(dir string, failure error) error {
	if failure != nil {
		return fmt.Errorf("%w\nthe database is kept in %s", failure, dir)
	}
	return os.RemoveAll(dir)
}

func series(ctx context.Context, o options) error {
	s, load, rec, err := prepare(ctx, o)
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	begun := time.Now()
	st, w := stats{since: begun}, &watch{}
	for i := range o.kills {
		if err := round(ctx, o, s, load, &st, i); err != nil {
			return fmt.Errorf("kill %d: %w", i+1, err)
		}
		if err := st.look(o.dir, w, load); err != nil {
			return fmt.Errorf("after kill %d: %w", i+1, err)
		}
		st.progress(o.kills, load.answered())
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
	s, url := &server{binary: o.binary, dir: o.dir}, ""
	if o.testkit != "" {
		s.binary, url = o.testkit, rec.url
	}
	all := flows(url)
	l := &load{clients: o.clients, owed: owedBy(all)}
	if err := s.start(ctx, ""); err != nil {
		return nil, nil, nil, err
	}
	api := newClient(s.addr)
	if err := api.setUp(ctx, all); err != nil {
		return nil, nil, nil, errors.Join(err, s.kill())
	}
	l.token = api.token
	return s, l, rec, s.stop()
}

// round starts the server, loads it and has it killed.
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
	err = s.die(fault, i%10 == 4)
	loading.end()
	if err != nil {
		return err
	}
	st.kills++
	if loading.unanswered.Load() > 0 {
		st.unanswered++
	}
	return nil
}

// look looks at what a kill left.
func (st *stats) look(dir string, w *watch, l *load) error {
	begun := time.Now()
	db, err := openDB(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	owing, err := db.owing()
	if err != nil {
		return err
	}
	if owing {
		st.between++
	}
	err = w.look(db, l)
	st.looking += time.Since(begun)
	return err
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
	begun := time.Now()
	if err := settled(o.dir, 60*time.Second); err != nil {
		return 0, errors.Join(err, s.kill())
	}
	done := time.Now()
	if err := s.stop(); err != nil {
		return 0, err
	}
	repeated, err = judge(o.dir, l, rec)
	fmt.Printf("crash: the last start worked off what was owed in %.1f s, the verdict over everything took %.1f s\n",
		done.Sub(begun).Seconds(), time.Since(done).Seconds())
	return repeated, err
}

// judge gives the verdict over the stopped database and the calls to the outside world.
func judge(dir string, l *load, rec *recorder) (repeated int, err error) {
	db, err := openDB(dir)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	h, err := db.verdict(l)
	if err != nil {
		return 0, err
	}
	return rec.verdict(h)
}

// settled waits until nothing is owed any more. It asks for what runs before it asks for everything that is unfinished,
// which takes a walk through the whole table.
func settled(dir string, limit time.Duration) error {
	db, err := openDB(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(limit); ; time.Sleep(50 * time.Millisecond) {
		owing, err := db.owing()
		if err == nil && !owing || time.Now().After(end) {
			n, err := db.unfinished()
			if err == nil && n == 0 {
				return nil
			}
			if time.Now().After(end) {
				return errors.Join(err, fmt.Errorf("%d executions are unfinished %s after the restart", n, limit))
			}
		}
	}
}
