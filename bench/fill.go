package main

import (
	"context"
	"sync/atomic"
)

// fill sends requests 0 to n-1 as fast as the connections are answered; all must be answered well.
func fill(ctx context.Context, addr string, connections int, n int64, request func(dst []byte, n int64) []byte) error {
	var turn atomic.Int64
	s, err := gather(ctx, addr, connections, func(w *wire, s *sample) error {
		for ctx.Err() == nil {
			i := turn.Add(1) - 1
			if i >= n {
				return nil
			}
			w.out = request(w.out[:0], i)
			a, err := w.do(w.out)
			if err != nil {
				return err
			}
			if a.status != 200 {
				s.fail(a.failure())
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return s.first
}
