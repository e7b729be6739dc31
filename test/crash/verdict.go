package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// tally counts something by the number of its order.
type tally []uint8

// add counts one; more than 255 are as wrong as 255.
func (t tally) add(no string) error {
	n, err := orderOf(no)
	if err != nil {
		return err
	}
	if n < 0 || n >= int64(len(t)) {
		return fmt.Errorf("%w: %q", errNotOurs, no)
	}
	if t[n] < math.MaxUint8 {
		t[n]++
	}
	return nil
}

// count walks through a query for the number of an order and some small integer.
func (d database) count(add func(no string, n int64) error, query string) error {
	return d.rows(func(scan func(...any) error) error {
		var no string
		var n int64
		if err := scan(&no, &n); err != nil {
			return err
		}
		return add(no, n)
	}, query)
}

// wrong counts what should not be, with an example.
type wrong struct {
	n       int
	example string
}

func (w *wrong) note(example string, args ...any) {
	if w.n++; w.n == 1 {
		w.example = fmt.Sprintf(example, args...)
	}
}

func (w *wrong) err(what string) error {
	if w.n == 0 {
		return nil
	}
	return fmt.Errorf("%d %s (%s)", w.n, what, w.example)
}

// owed checks that t has one for every order and none without one.
func (t tally) owed(what string, orders tally) error {
	var w wrong
	for n := range orders {
		switch {
		case orders[n] > 0 && t[n] != 1:
			w.note("%s has %d", order(int64(n)), t[n])
		case orders[n] != 1 && t[n] > 0:
			w.note("%s has %d and %d orders", order(int64(n)), t[n], orders[n])
		}
	}
	return w.err("actions have a wrong number of " + what)
}

// history is all that ran.
type history struct {
	owed                dues
	started, succeeded  map[string]tally // by key of the workflow
	runs                []ran            // by id
	unfinished, strange wrong            // strange: of no workflow
}

// ran is an execution: the jobs it has and should have.
type ran struct {
	id         int64
	have, want int
	effect     bool // it calls the recorder, and ended well
}

func (d database) history(owed dues, size int) (*history, error) {
	h := &history{owed: owed, started: map[string]tally{}, succeeded: map[string]tally{}}
	for _, key := range owed.keys {
		h.started[key], h.succeeded[key] = make(tally, size), make(tally, size)
	}
	err := d.rows(func(scan func(...any) error) error {
		var id, status int64
		var key, no string
		if err := scan(&id, &key, &status, &no); err != nil {
			return err
		}
		return h.add(id, status, key, no)
	}, `SELECT "id", "key", coalesce("status", 0), `+contextNo+` FROM "executions" ORDER BY "id"`)
	if err != nil {
		return nil, fmt.Errorf("executions: %w", err)
	}
	return h, d.rows(func(scan func(...any) error) error {
		var id int64
		if err := scan(&id); err != nil {
			return err
		}
		return h.job(id)
	}, `SELECT "executionId" FROM "jobs" WHERE "status" = 1`)
}

func (h *history) add(id, status int64, key, no string) error {
	h.runs = append(h.runs, ran{id: id, want: h.owed.jobs[key], effect: h.owed.calls[key] && status == 1})
	if status == 0 {
		h.unfinished.note("%d", id)
	}
	if h.started[key] == nil {
		h.strange.note("%d of %q", id, key)
		return nil
	}
	if status == 1 {
		if err := h.succeeded[key].add(no); err != nil {
			return err
		}
	}
	return h.started[key].add(no)
}

func (h *history) job(execution int64) error {
	at, found := h.find(execution)
	if !found {
		return fmt.Errorf("a job of execution %d, which is not there", execution)
	}
	h.runs[at].have++
	return nil
}

func (h *history) find(id int64) (int, bool) {
	return slices.BinarySearchFunc(h.runs, id, func(r ran, id int64) int { return cmp.Compare(r.id, id) })
}

// effect tells whether the execution is there and owed its effect, which is done.
func (h *history) effect(id int64) bool {
	at, found := h.find(id)
	return found && h.runs[at].effect
}

// verdict checks, when all is done, that every action that was saved, acknowledged or not, has exactly what it is owed.
// Each table is walked through once.
func (d database) verdict(l *load) (*history, error) {
	size := int(l.next.Load()) + 1
	orders, ledger := make(tally, size), make(tally, size)
	steps := make([]tally, l.owed.steps)
	for i := range steps {
		steps[i] = make(tally, size)
	}
	h, err := d.history(l.owed, size)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(
		d.count(func(no string, _ int64) error { return orders.add(no) }, `SELECT "no", 0 FROM "orders"`),
		d.count(func(no string, _ int64) error { return ledger.add(no) }, `SELECT "no", 0 FROM "ledger"`),
		d.count(func(no string, step int64) error {
			if step < 1 || step > int64(len(steps)) {
				return fmt.Errorf("%s has a row of step %d", no, step)
			}
			return steps[step-1].add(no)
		}, `SELECT "no", coalesce("step", 0) FROM "audit"`),
	); err != nil {
		return nil, err
	}
	all := []error{l.kept(orders), ledger.owed("chained effects", orders), h.sound(), d.closed()}
	for i, t := range steps {
		all = append(all, t.owed(fmt.Sprintf("effects of step %d", i+1), orders))
	}
	for _, key := range l.owed.keys {
		all = append(all, h.started[key].owed("starts of "+key, orders), h.succeeded[key].owed("executions of "+key, orders))
	}
	return h, errors.Join(all...)
}

// kept checks that what was acknowledged is saved once, and what was refused is not.
func (l *load) kept(orders tally) error {
	var lost, saved wrong
	for _, no := range l.since(0) {
		if orders[no] != 1 {
			lost.note("%s has %d", order(no), orders[no])
		}
	}
	for _, no := range l.refused {
		if orders[no] != 0 {
			saved.note("%s", order(no))
		}
	}
	return errors.Join(lost.err("acknowledged actions have a wrong number of rows"), saved.err("actions were answered with an error and are saved"))
}

// sound checks the executions whatever their orders are.
func (h *history) sound() error {
	var jobs wrong
	for _, r := range h.runs {
		if r.have != r.want {
			jobs.note("%d has %d instead of %d", r.id, r.have, r.want)
		}
	}
	return errors.Join(h.strange.err("executions of no workflow"), h.unfinished.err("executions that are unfinished"),
		jobs.err("executions with a wrong number of jobs"))
}

func (d database) closed() error {
	n, err := d.number(`SELECT count(*) FROM "receipts" WHERE "outcome" = 'open'`)
	if err == nil && n != 0 {
		err = fmt.Errorf("%d receipts that are open", n)
	}
	return err
}
