package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// target is what the connections of a cell ask for.
type target struct {
	addr string
	// request appends the n-th request of the run to dst.
	request func(dst []byte, n int64) []byte
	// answered looks at a good answer; nil takes it as it is.
	answered func(w *wire, a answer, at time.Time) error
}

// sequence numbers all requests of the run, so that no two are the same.
type sequence struct{ atomic.Int64 }

// sample is what the connections saw during the window of a cell.
type sample struct {
	took     []time.Duration
	failures int64
	first    error // what the first failure was
}

// window is the time that counts. What is answered before or after it does not.
type window struct{ from, to time.Time }

func (w window) holds(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

// newWindow leaves a moment to connect and to warm up.
func newWindow(length time.Duration) window {
	from := time.Now().Add(50*time.Millisecond + min(300*time.Millisecond, length/4))
	return window{from, from.Add(length)}
}

// gather runs one function for each connection and puts together what they saw.
func gather(ctx context.Context, addr string, connections int, fn func(*wire, *sample) error) (sample, error) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	var all sample
	var failed error
	for range connections {
		wait.Go(func() {
			var s sample
			w, err := dial(ctx, addr)
			if err == nil {
				err = fn(w, &s)
				w.close()
			}
			mu.Lock()
			defer mu.Unlock()
			all.took = append(all.took, s.took...)
			all.failures += s.failures
			if all.first == nil {
				all.first = s.first
			}
			if failed == nil { // the others fail for the same reason
				failed = err
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return all, err
	}
	return all, failed
}

// closed keeps a fixed number of connections busy: each asks again as soon as it is answered.
func closed(ctx context.Context, t target, connections int, seq *sequence, win window) (sample, error) {
	return gather(ctx, t.addr, connections, func(w *wire, s *sample) error {
		for ctx.Err() == nil {
			begun := time.Now()
			if !begun.Before(win.to) {
				return nil
			}
			at, err := t.ask(w, s, seq)
			if err != nil {
				return err
			}
			if win.holds(at) {
				s.took = append(s.took, at.Sub(begun))
			}
		}
		return ctx.Err()
	})
}

// open asks at a fixed rate, whether answers come or not. Times count from when a request was due, so that a server
// that stops for a moment cannot hide it.
func open(ctx context.Context, t target, connections int, rate float64, seq *sequence, win window) (sample, error) {
	begun := time.Now()
	var turn atomic.Int64
	return gather(ctx, t.addr, connections, func(w *wire, s *sample) error {
		alarm, err := newAlarm()
		if err != nil {
			return err
		}
		defer alarm.close()
		for ctx.Err() == nil {
			due := begun.Add(time.Duration(float64(turn.Add(1)) / rate * float64(time.Second)))
			if !due.Before(win.to) {
				return nil
			}
			if err := alarm.wait(time.Until(due)); err != nil {
				return err
			}
			at, err := t.ask(w, s, seq)
			if err != nil {
				return err
			}
			if win.holds(due) {
				s.took = append(s.took, at.Sub(due))
			}
		}
		return ctx.Err()
	})
}

// ask makes one request and returns when it was answered.
func (t target) ask(w *wire, s *sample, seq *sequence) (time.Time, error) {
	w.out = t.request(w.out[:0], seq.Add(1))
	a, err := w.do(w.out)
	at := time.Now()
	if err != nil {
		return at, fmt.Errorf("the connection failed: %w", err)
	}
	if a.status != 200 {
		s.fail(a.failure())
		return at, nil
	}
	if t.answered == nil {
		return at, nil
	}
	if err := t.answered(w, a, at); err != nil {
		s.fail(err)
	}
	return at, nil
}

func (s *sample) fail(err error) {
	s.failures++
	if s.first == nil {
		s.first = err
	}
}
