package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// rowDelay is the asynchronous row at a share of the rate that saturates it.
const rowDelay = "asynchronous workflow at 30 % load"

const delayShare = 0.3

// delayRows measures the time from an answer to the end of what it started, at 30 % of the saturated rate.
func (b *bench) delayRows(ctx context.Context, r *round) error {
	for _, n := range []int{8, 64} {
		rate, err := b.saturated(ctx, r, n)
		if err != nil {
			return err
		}
		s, err := newSampler(r.db)
		if err != nil {
			return err
		}
		p := r.plan(rowDelay, n, r.main.creates(afterwards))
		p.rate, p.target.answered, p.during = delayShare*rate, s.offer, s.follow
		c, err := b.measure(ctx, r, p)
		s.alarm.close()
		if err != nil {
			return err
		}
		if err := s.tell(c); err != nil {
			return err
		}
		if _, err := r.db.drain(ctx); err != nil {
			return err
		}
		if err := r.db.tellRows(ctx, c, s.begun.UTC()); err != nil {
			return err
		}
	}
	return nil
}

// saturated finds this round's rate of the bound row, measuring it when the main rows are left out.
func (b *bench) saturated(ctx context.Context, r *round, connections int) (float64, error) {
	find := func() *cell {
		for _, c := range b.cells {
			if c.Row == rowBound && c.Round == r.number && c.Connections == connections {
				return c
			}
		}
		return nil
	}
	if find() == nil {
		if err := b.bound(ctx, r, connections); err != nil {
			return 0, err
		}
	}
	if c := find(); c != nil && c.Rate > 0 {
		return c.Rate, nil
	}
	return 0, errNoBase
}

func (s *sampler) tell(c *cell) error {
	if len(s.delays) == 0 {
		return fmt.Errorf("no execution was followed")
	}
	c.Delays = s.delays
	sorted := slices.Clone(s.delays)
	slices.Sort(sorted)
	c.add("delayP50ms", quantile(sorted, 0.5))
	c.add("delayP99ms", quantile(sorted, 0.99))
	c.add("samples", float64(len(sorted)))
	return nil
}

// tellRows adds what the rows of all executions say, to the millisecond: from their creation, before the commit that
// the answer waits for, to their end, before the commit that makes it visible.
func (d *database) tellRows(ctx context.Context, c *cell, from time.Time) error {
	rows, err := d.QueryContext(ctx, `SELECT (julianday("endedAt") - julianday("createdAt")) * 86400000.0 FROM "executions" WHERE "createdAt" >= ? AND "key" = ?`,
		from.Format("2006-01-02T15:04:05.000Z"), afterwards)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []float64
	for rows.Next() {
		var ms float64
		if err := rows.Scan(&ms); err != nil {
			return err
		}
		all = append(all, ms)
	}
	slices.Sort(all)
	c.add("rowsP50ms", quantile(all, 0.5))
	c.add("rowsP99ms", quantile(all, 0.99))
	return rows.Err()
}
