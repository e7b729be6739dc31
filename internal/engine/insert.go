package engine

import (
	"slices"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Insert stores the executions that an intake made, in its transaction.
func (e *Engine) Insert(tx store.Tx, s *workflow.Starts) error {
	xs := slices.Concat(s.Collection, s.Action, s.Async)
	if err := insert(tx, xs, nil); err != nil {
		return err
	}
	return countStarts(tx, xs)
}

// insert stores new executions and what they have done so far in as few statements as possible.
func insert(tx store.Tx, xs []*workflow.Execution, jobs []*workflow.Job) error {
	if len(xs) == 0 {
		return nil
	}
	if err := tx.InsertExecutions(xs); err != nil || len(jobs) == 0 {
		return err
	}
	return tx.SaveJobs(jobs)
}

// countStarts raises the counters of the workflows of xs.
func countStarts(tx store.Tx, xs []*workflow.Execution) error {
	type counter struct {
		id  int64
		key string
	}
	n := make(map[counter]int64, 1)
	for _, x := range xs {
		n[counter{x.WorkflowID, x.Key}]++
	}
	for c, k := range n {
		if err := tx.CountStarts(c.id, c.key, k); err != nil {
			return err
		}
	}
	return nil
}
