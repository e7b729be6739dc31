package engine

import (
	"context"
	"slices"
	"time"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Within stores the executions of s in the transaction of the action that starts them, and begins them there as far as
// their steps are prepared ones and time lasts: what is done by then needs no second transaction. First the synchronous
// ones, whose rest goes on in Follow, after the commit; when none is left, the asynchronous ones, whose rest the
// dispatcher hands out. A failing step undoes itself alone. The group is nil when nothing synchronous was started.
func (e *Engine) Within(tx store.Tx, defs *definition.Snapshot, sn *schema.Snapshot, s *workflow.Starts) (*workflow.Group, error) {
	u := &unit{tx: tx, defs: defs, schema: sn, opening: true}
	u.grant(e.Limits.Slice)
	if len(s.Collection)+len(s.Action) == 0 {
		err := e.ride(u, s)
		s.Chain = u.chain
		return nil, err
	}
	p := &progress{rq: &request{}, deadline: e.Clock.Now().Add(e.Limits.Sync)}
	g, jobs, err := e.opened(u, s, p)
	if err != nil {
		return nil, err
	}
	group := slices.Concat(s.Collection, s.Action)
	if err := insert(tx, group, jobs); err != nil {
		return nil, err
	}
	if err := countStarts(tx, group); err != nil {
		return nil, err
	}
	if err := e.beside(u, s, g, p.rq); err != nil {
		return nil, err
	}
	s.Chain = u.chain
	return g, nil
}

// opened runs the synchronous group of s and returns the jobs to be stored.
func (e *Engine) opened(u *unit, s *workflow.Starts, p *progress) (*workflow.Group, []*workflow.Job, error) {
	g := &workflow.Group{Ended: map[int64]workflow.Decision{}, Progress: p}
	var jobs []*workflow.Job
	for g.Next < len(s.Collection)+len(s.Action) && g.Ending == workflow.WentOn && len(p.rq.queue) == 0 {
		x := member(s, g.Next)
		if x.Status.Final() {
			e.ended(g, s, nil, nil)
			continue
		}
		v := e.fresh(u, x)
		if v == nil {
			break
		}
		v.request, v.deadline = p.rq, p.deadline
		if err := v.within(u, x); err != nil {
			return nil, nil, err
		}
		p.rq.put(u.takeStarts())
		jobs = append(jobs, v.st.dirty...)
		if !x.Status.Final() {
			p.visit = v
			break
		}
		p.done = append(p.done, v)
		e.ended(g, s, v, nil)
	}
	return g, jobs, nil
}

// beside stores the asynchronous executions beside a group and what its steps started. All that is held until the group
// has ended.
func (e *Engine) beside(u *unit, s *workflow.Starts, g *workflow.Group, rq *request) error {
	if e.Finished(s, g) {
		e.gather(s, g)
		for _, x := range s.Async {
			x.AvailableAt = time.Time{}
		}
		return e.ride(u, s)
	}
	for _, h := range append([]*workflow.Starts{{Async: s.Async}}, rq.held...) {
		if err := e.Insert(u.tx, h); err != nil {
			return err
		}
	}
	return nil
}

// ride stores the asynchronous executions of s and begins them in the transaction that starts them: most have nothing
// left to do when it commits. What their steps start joins s.
func (e *Engine) ride(u *unit, s *workflow.Starts) error {
	u.grant(e.Limits.Ride)
	kept := make([]*workflow.Execution, 0, len(s.Async))
	var jobs []*workflow.Job
	for i := 0; i < len(s.Async); i++ {
		x := s.Async[i]
		v := e.aboard(u, x)
		if v == nil {
			kept = append(kept, x)
			continue
		}
		begun := time.Now()
		if err := v.within(u, x); err != nil {
			return err
		}
		e.pace.took(v.w.ID, time.Since(begun))
		for _, more := range u.takeStarts() {
			s.Async = append(s.Async, more.Async...)
		}
		if !v.unwanted() {
			kept, jobs = append(kept, x), append(jobs, v.st.dirty...)
		}
	}
	if err := insert(u.tx, kept, jobs); err != nil {
		return err
	}
	return countStarts(u.tx, s.Async)
}

// aboard prepares to run an asynchronous execution in the transaction that starts it; nil when it has to be handed out.
func (e *Engine) aboard(u *unit, x *workflow.Execution) *visit {
	if x.Status.Final() || !x.AvailableAt.IsZero() || time.Now().After(u.until) || !e.pace.quick(x.WorkflowID) {
		return nil
	}
	return e.fresh(u, x)
}

// fresh prepares to run an execution that was made a moment ago; nil when its workflow is not a current one.
func (e *Engine) fresh(u *unit, x *workflow.Execution) *visit {
	w := u.defs.ByKey(x.Key)
	if w == nil || w.ID != x.WorkflowID {
		return nil
	}
	return e.visitOf(x, w)
}

// within advances a fresh execution and brings x, which is not stored yet, up to date.
func (v *visit) within(u *unit, x *workflow.Execution) error {
	if v.begin() != nil {
		return nil // whoever goes on with it ends it with the reason
	}
	for v.goesOn(u, v.st) {
		if err := v.inside(context.Background(), u, v.st); err != nil {
			return err
		}
	}
	if v.st.x.Cursor.Turns == 0 && !v.st.x.Status.Final() {
		return nil // nothing was done yet
	}
	v.st.x.Epoch++ // it has jobs
	v.changed, *x = true, v.st.x
	return nil
}

// takeStarts returns what steps of the unit started since the last call.
func (u *unit) takeStarts() []*workflow.Starts {
	s := u.starts
	u.starts = nil
	return s
}
