package live

import (
	"context"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// route hands facts to streams until ctx ends.
func (h *Hub) route(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
			h.handOut(ctx)
		}
	}
}

// handOut takes what was posted and puts it into the inboxes of those who asked for it.
func (h *Hub) handOut(ctx context.Context) {
	h.posting.Lock()
	facts, flooded := h.posted, h.flooded
	h.posted, h.flooded = nil, false
	h.posting.Unlock()
	if flooded {
		h.each(func(s *stream) { s.inbox.lose(); s.inbox.look() })
	}
	parcels := map[*stream][]fact{}
	for i := range facts {
		for _, f := range h.complete(ctx, &facts[i]) {
			h.sort(f, parcels)
		}
	}
	for s, parcel := range parcels {
		s.inbox.put(parcel)
	}
}

func (h *Hub) each(do func(*stream)) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for s := range h.streams {
		do(s)
	}
}

// sort adds f to the parcels of the streams that asked for it, once each.
func (h *Hub) sort(f fact, parcels map[*stream][]fact) {
	if f.about == aboutDefinitions {
		h.each(func(s *stream) { s.inbox.look() })
	}
	if f.about == aboutExecution && h.known(&f) {
		return
	}
	topics := f.topics()
	h.mu.RLock()
	defer h.mu.RUnlock()
	for i, t := range topics {
		for s := range h.index[t] {
			if i == 0 || !h.index[topics[0]][s] {
				parcels[s] = append(parcels[s], f)
			}
		}
	}
}

// maxStatuses bounds how many executions are remembered so as not to repeat their status.
const maxStatuses = 10_000

// known tells whether a status was told before: an execution is stored with every step.
func (h *Hub) known(f *fact) bool {
	last, ok := h.statuses[f.execution]
	if f.change == updated && ok && last == f.status {
		return true
	}
	if f.change == destroyed || f.status.Final() {
		delete(h.statuses, f.execution)
		return false
	}
	if len(h.statuses) >= maxStatuses {
		clear(h.statuses)
	}
	h.statuses[f.execution] = f.status
	return false
}

// complete reads what a fact does not say itself. The write that it tells of knew less, and must not wait.
func (h *Hub) complete(ctx context.Context, f *fact) (out []fact) {
	out = []fact{*f}
	var err error
	switch {
	case f.about == aboutResolved:
		out = nil
		err = h.db.Read(ctx, func(r store.Reader) error {
			j, err := r.Job(f.job)
			if err == nil {
				out = []fact{stepFact(j)}
			}
			return err
		})
	case f.about == aboutAborted:
		out, err = h.aborted(ctx, f.execution)
	case f.about == aboutReceipt && f.user == 0:
		err = h.db.Read(ctx, func(r store.Reader) error {
			receipt, err := r.Receipt(f.receipt)
			if err == nil {
				out[0].user, out[0].outcome = receipt.UserID, receipt.Outcome
			}
			return err
		})
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) && ctx.Err() == nil {
		h.o.Logger.Warn("a change could not be told, streams are asked to read again", "error", err)
		h.each(func(s *stream) { s.inbox.lose() })
	}
	return out
}

// aborted are the steps of an execution that stopped waiting, if anybody wants to know.
func (h *Hub) aborted(ctx context.Context, execution int64) (out []fact, err error) {
	h.mu.RLock()
	wanted := len(h.index[topic{kind: oneExecution, id: number(execution)}]) > 0
	h.mu.RUnlock()
	if !wanted {
		return nil, nil
	}
	err = h.db.Read(ctx, func(r store.Reader) error {
		jobs, err := r.Jobs(execution)
		for _, j := range jobs {
			if j.Status == workflow.Aborted {
				out = append(out, stepFact(j))
			}
		}
		return err
	})
	return out, err
}

// group are streams that see the same rows of a collection.
type group struct {
	rows    rows
	streams []*stream
}

// maxGroups bounds how many questions a delete asks about who sees only some rows.
const maxGroups = 64

// limited are the streams that look at a collection and see only some of its rows, together where it is the same user
// in the same role. What they see is known as of the current definitions, or not at all.
func (h *Hub) limited(collection string) []*group {
	h.mu.RLock()
	defer h.mu.RUnlock()
	version := h.db.Version()
	type who struct {
		user int64
		role string
	}
	found := map[who]*group{}
	var list []*group
	for s := range h.lookers[collection] {
		visible, ok := s.sees(collection, version)
		if !ok || visible == nil {
			continue
		}
		w := who{s.actor.UserID, s.actor.Role}
		if found[w] == nil {
			if len(list) == maxGroups {
				continue
			}
			found[w] = &group{rows: visible}
			list = append(list, found[w])
		}
		found[w].streams = append(found[w].streams, s)
	}
	return list
}
