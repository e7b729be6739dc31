package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"
)

const rowReread = "create and read back"

// rereadRows reads every record by its id right after the answer that acknowledged it, while workflows run: a miss is
// an answer that promised what another reader cannot see.
func (b *bench) rereadRows(ctx context.Context, r *round) error {
	for _, n := range loads() {
		p := r.plan(rowReread, n, r.main.creates(afterwards))
		p.target.answered = r.main.readBack
		c, err := b.measure(ctx, r, p)
		if err != nil {
			return err
		}
		c.add("misses", float64(c.Failures))
		if _, err := r.db.drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) readBack(w *wire, a answer, _ time.Time) error {
	_, rest, found := bytes.Cut(a.body, []byte(`"id":`))
	id := number(rest)
	if !found || id == 0 {
		return fmt.Errorf("the answer has no id: %s", a.body)
	}
	got, err := w.do(appendRequest(nil, "GET", "/api/orders:get?filterByTk="+strconv.Itoa(id), s.addr, "Bearer "+s.token, nil))
	if err != nil {
		return err
	}
	if got.status != 200 || !bytes.Contains(got.body, []byte(`"id":`+strconv.Itoa(id))) {
		return fmt.Errorf("order %d was answered and cannot be read: %w", id, got.failure())
	}
	return nil
}
