package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

const (
	rowAlone  = "1,000 creates per s"
	rowBeside = "1,000 creates per s, beside slow workflows"

	actionRate = 1000
	slowRate   = 5 // slow workflows per second
	stepTime   = time.Millisecond
)

// slowRows measures what a slow workflow does to the actions of others.
func (b *bench) slowRows(ctx context.Context, r *round) error {
	if err := fill(ctx, r.main.addr, 64, slotRows, func(dst []byte, n int64) []byte {
		return r.main.post(dst, "slots:create", `{"slot":`+strconv.FormatInt(n, 10)+`}`)
	}); err != nil {
		return err
	}
	size, step, err := r.calibrate(ctx)
	if err != nil {
		return err
	}
	p := r.plan(rowAlone, 16, r.main.creates(""))
	p.rate = actionRate
	if _, err := b.measure(ctx, r, p); err != nil {
		return err
	}
	p.row = rowBeside
	var slow []float64
	p.during = func(ctx context.Context, win window) (err error) {
		slow, err = r.startSlow(ctx, size, win)
		return err
	}
	c, err := b.measure(ctx, r, p)
	if err != nil {
		return err
	}
	slices.Sort(slow)
	c.add("stepMs", step.Seconds()*1000)
	c.add("stepRows", float64(size))
	c.add("slowStarted", float64(len(slow)))
	c.add("slowP50ms", quantile(slow, 0.5))
	_, err = r.db.drain(ctx)
	return err
}

// post appends a request of an ordinary user.
func (s *server) post(dst []byte, path, body string) []byte {
	return appendRequest(dst, "POST", "/api/"+path, s.addr, "Bearer "+s.token, []byte(body))
}

// calibrate finds how many rows a step must change to keep the writer busy for about a millisecond on this machine.
func (r *round) calibrate(ctx context.Context) (size int, step time.Duration, err error) {
	w, err := dial(ctx, r.main.addr)
	if err != nil {
		return 0, 0, err
	}
	defer w.close()
	size = 50
	for range 5 {
		var took []time.Duration
		for range 5 {
			d, err := r.runSlow(ctx, w, size)
			if err != nil {
				return 0, 0, err
			}
			took = append(took, d)
		}
		slices.Sort(took)
		step = took[len(took)/2] / slowSteps
		if step > stepTime*9/10 && step < stepTime*11/10 {
			break
		}
		size = min(slotRows, max(1, int(float64(size)*float64(stepTime)/float64(step))))
	}
	return size, step, nil
}

// runSlow starts one slow workflow and waits for its end.
func (r *round) runSlow(ctx context.Context, w *wire, size int) (time.Duration, error) {
	begun := time.Now()
	a, err := w.do(r.main.post(nil, "starts:create?triggerWorkflows="+slowly, fmt.Sprintf(`{"size":%d}`, size)))
	if err != nil {
		return 0, err
	}
	if a.status != 200 || a.receipt == 0 {
		return 0, a.failure()
	}
	s, err := newSampler(r.db)
	if err != nil {
		return 0, err
	}
	defer s.alarm.close()
	if _, err := s.until(ctx, followed{a.receipt, begun}); err != nil {
		return 0, err
	}
	return time.Since(begun), nil
}

// startSlow starts slow workflows at their rate while the window is open and returns how long each took, in ms.
func (r *round) startSlow(ctx context.Context, size int, win window) ([]float64, error) {
	type outcome struct {
		took time.Duration
		err  error
	}
	outcomes := make(chan outcome, 1024)
	started := 0
	for due := time.Now(); due.Before(win.to); due = due.Add(time.Second / slowRate) {
		time.Sleep(time.Until(due))
		started++
		go func() {
			w, err := dial(ctx, r.main.addr)
			if err != nil {
				outcomes <- outcome{0, err}
				return
			}
			defer w.close()
			took, err := r.runSlow(ctx, w, size)
			outcomes <- outcome{took, err}
		}()
	}
	var all []float64
	var failed error
	for range started {
		o := <-outcomes
		all = append(all, float64(o.took)/float64(time.Millisecond))
		failed = errors.Join(failed, o.err)
	}
	return all, failed
}
