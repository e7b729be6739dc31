package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver of the read-only connections
)

// database watches the server's own file through a read-only connection: what is finished is what another reader can
// see, not what the server says. One cheap question at a time: a partial index holds the executions that are owed.
type database struct {
	*sql.DB
	owed, ended *sql.Stmt
}

func openDatabase(ctx context.Context, dir string) (*database, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "sequitur.db")+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	d := &database{DB: db}
	if d.owed, err = db.PrepareContext(ctx, `SELECT count(*) FROM "executions" WHERE "runnable" = TRUE`); err != nil {
		return nil, err
	}
	d.ended, err = db.PrepareContext(ctx, `SELECT count(*) FROM "executions" WHERE "receiptId" = ? AND "endedAt" IS NOT NULL`)
	return d, err
}

// backlog is the number of executions that are owed.
func (d *database) backlog(ctx context.Context) (n int, err error) {
	err = d.owed.QueryRowContext(ctx).Scan(&n)
	return n, err
}

func (d *database) hasEnded(ctx context.Context, receipt int64) (bool, error) {
	var n int
	err := d.ended.QueryRowContext(ctx, receipt).Scan(&n)
	return n > 0, err
}

// drain waits until nothing is owed and returns how long that took.
func (d *database) drain(ctx context.Context) (time.Duration, error) {
	begun := time.Now()
	for {
		n, err := d.backlog(ctx)
		if err != nil {
			return 0, err
		}
		switch {
		case n == 0:
			return time.Since(begun), nil
		case time.Since(begun) > 2*time.Minute:
			return 0, fmt.Errorf("%d executions are still owed after 2 minutes", n)
		}
		time.Sleep(time.Millisecond)
	}
}

// growth watches the backlog while a window is open.
type growth struct {
	atStart, atEnd, most int
	left                 time.Duration // that was worked on what was owed when the load ended
}

func (g *growth) watch(d *database) func(context.Context, window) error {
	return func(ctx context.Context, win window) (err error) {
		time.Sleep(time.Until(win.from))
		if g.atStart, err = d.backlog(ctx); err != nil {
			return err
		}
		g.most = g.atStart
		for time.Until(win.to) > 100*time.Millisecond {
			time.Sleep(100 * time.Millisecond)
			n, err := d.backlog(ctx)
			if err != nil {
				return err
			}
			g.most = max(g.most, n)
		}
		time.Sleep(time.Until(win.to))
		if g.atEnd, err = d.backlog(ctx); err != nil {
			return err
		}
		g.most = max(g.most, g.atEnd)
		g.left, err = d.drain(ctx)
		return err
	}
}

// tell adds what was seen to a cell: every request starts one execution.
func (g *growth) tell(c *cell) {
	finished := float64(c.Requests - (g.atEnd - g.atStart))
	c.add("finishedPerRequest", finished/float64(max(c.Requests, 1)))
	c.add("backlogMost", float64(g.most))
	c.add("backlogAtEnd", float64(g.atEnd))
	c.add("secondsLeft", g.left.Seconds())
}

// sampler measures from an answer until what it started is finished and visible. It follows one request at a time and
// takes the next one that is answered when it is free.
type sampler struct {
	d      *database
	alarm  *alarm
	ready  chan followed
	begun  time.Time
	delays []float64 // ms
}

type followed struct {
	receipt  int64
	answered time.Time
}

func newSampler(d *database) (*sampler, error) {
	a, err := newAlarm()
	return &sampler{d: d, alarm: a, ready: make(chan followed)}, err
}

// offer is called with every answer; it never waits.
func (s *sampler) offer(_ *wire, a answer, at time.Time) error {
	if a.receipt == 0 {
		return fmt.Errorf("the answer names no receipt")
	}
	select {
	case s.ready <- followed{a.receipt, at}:
	default:
	}
	return nil
}

// follow is what runs during the window: at most 250 samples per second, so that watching costs little.
func (s *sampler) follow(ctx context.Context, win window) error {
	s.delays, s.begun = nil, time.Now()
	end := time.After(time.Until(win.to))
	for {
		select {
		case <-end:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case f := <-s.ready:
			took, err := s.until(ctx, f)
			if err != nil {
				return err
			}
			if win.holds(f.answered) {
				s.delays = append(s.delays, float64(took)/float64(time.Millisecond))
			}
		}
		time.Sleep(4 * time.Millisecond)
	}
}

func (s *sampler) until(ctx context.Context, f followed) (time.Duration, error) {
	for {
		ended, err := s.d.hasEnded(ctx, f.receipt)
		took := time.Since(f.answered)
		switch {
		case err != nil:
			return 0, err
		case ended:
			return took, nil
		case took > 30*time.Second:
			return 0, fmt.Errorf("receipt %d: its execution is not finished after 30 s", f.receipt)
		}
		if err := s.alarm.wait(max(50*time.Microsecond, took/20)); err != nil {
			return 0, err
		}
	}
}
