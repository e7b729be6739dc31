package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// cell is one measurement: one row of one system with one number of connections in one round.
type cell struct {
	Row         string  `json:"row"`
	System      string  `json:"system"`
	Connections int     `json:"connections"`
	Round       int     `json:"round"`
	Seconds     float64 `json:"seconds"`
	Offered     float64 `json:"offeredPerSecond,omitempty"` // of an open loop
	Requests    int     `json:"requests"`
	Failures    int64   `json:"failures"`
	Failure     string  `json:"failure,omitempty"`
	Rate        float64 `json:"perSecond"`
	P50         float64 `json:"p50ms"`
	P90         float64 `json:"p90ms"`
	P99         float64 `json:"p99ms"`
	Max         float64 `json:"maxMs"`
	ServerUser  float64 `json:"serverUserMicrosPerRequest"`
	ServerSys   float64 `json:"serverSystemMicrosPerRequest"`
	Client      float64 `json:"generatorMicrosPerRequest"`
	Written     float64 `json:"serverKilobytesWrittenPerRequest"` // to files and connections
	OtherCores  float64 `json:"otherCores"`                       // CPU that neither server nor generator used: noise
	Memory      float64 `json:"serverMegabytes"`
	Speed       float64 `json:"kilobytesHashedPerMs"` // the machine right before the cell
	Sync        float64 `json:"fsyncMs"`
	// More holds what only some rows have, such as the backlog.
	More map[string]float64 `json:"more,omitempty"`
	// Delays are the sampled times from an answer to the end of what it started, in ms.
	Delays []float64 `json:"delaysMs,omitempty"`
}

func (c *cell) add(name string, v float64) {
	if c.More == nil {
		c.More = map[string]float64{}
	}
	c.More[name] = v
}

// plan says what a cell is to measure.
type plan struct {
	row, system string
	connections int
	pid         int // the server's, 0 when the work is done in this process
	target      target
	rate        float64 // of an open loop; 0 keeps all connections busy
	// during runs while the window is open and returns when it ends. It begins anew with each attempt.
	during func(ctx context.Context, win window) error
}

// measure makes a cell of the plan and keeps it.
func (b *bench) measure(ctx context.Context, r *round, p plan) (*cell, error) {
	return b.window(ctx, r, p, func(win window) (sample, error) {
		if p.rate > 0 {
			return open(ctx, p.target, p.connections, p.rate, &r.sequence, win)
		}
		return closed(ctx, p.target, p.connections, &r.sequence, win)
	})
}

// disturbed is the number of cores that others may use in a cell before its rates mean little.
const disturbed = 0.3

// window makes a cell of work. One that others disturbed is made again, a limited number of times; the last one counts,
// and one with failures always does.
func (b *bench) window(ctx context.Context, r *round, p plan, work func(window) (sample, error)) (c *cell, err error) {
	for range b.again + 1 {
		if c, err = b.attempt(ctx, r, p, work); err != nil {
			return nil, fmt.Errorf("%s, %s, %d connections: %w", p.row, p.system, p.connections, err)
		}
		b.progress(c)
		if c.OtherCores <= disturbed || c.Failures > 0 {
			break
		}
	}
	b.cells = append(b.cells, c)
	return c, nil
}

// attempt runs work and counts its CPU time while the window is open.
func (b *bench) attempt(ctx context.Context, r *round, p plan, work func(window) (sample, error)) (*cell, error) {
	if err := b.awaitQuiet(ctx); err != nil {
		return nil, err
	}
	speed, syncMs, err := b.probe()
	if err != nil {
		return nil, err
	}
	win := newWindow(b.seconds)
	if p.rate > 0 { // percentiles of few requests need longer
		win.to = win.from.Add(2 * b.seconds)
	}
	var s sample
	var failed, watched error
	var wait sync.WaitGroup
	wait.Go(func() { s, failed = work(win) })
	if p.during != nil {
		wait.Go(func() { watched = p.during(ctx, win) })
	}
	use, err := newMeter(p.pid).over(win)
	wait.Wait()
	if err := errors.Join(failed, watched, err); err != nil {
		return nil, err
	}
	c := newCell(p, r.number, win, s)
	c.charge(use)
	c.Speed, c.Sync = speed, syncMs
	return c, nil
}

func newCell(p plan, round int, win window, s sample) *cell {
	c := &cell{
		Row: p.row, System: p.system, Connections: p.connections, Round: round, Seconds: win.to.Sub(win.from).Seconds(),
		Requests: len(s.took), Failures: s.failures, Offered: p.rate,
	}
	if s.first != nil {
		c.Failure = s.first.Error()
	}
	c.Rate = float64(c.Requests) / c.Seconds
	took := milliseconds(s.took)
	c.P50, c.P90, c.P99, c.Max = quantile(took, 0.5), quantile(took, 0.9), quantile(took, 0.99), quantile(took, 1)
	return c
}

// charge divides the CPU time by the requests.
func (c *cell) charge(u usage) {
	n := float64(max(c.Requests, 1))
	c.ServerUser, c.ServerSys = micros(u.serverUser)/n, micros(u.serverSys)/n
	c.Client = micros(u.client) / n
	c.OtherCores = u.other.Seconds() / c.Seconds
	c.Written = float64(u.written) / 1024 / n
	c.Memory = u.memory
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
