package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// maxStale bounds how often a unit is prepared again because definitions changed under it.
const maxStale = 50

// unit runs the database step at the cursor and the prepared steps after it in one transaction: their effects, their
// jobs, the jobs buffered before, the events they raised and the next position commit together.
func (v *visit) unit(ctx context.Context) error {
	var after *state
	var starts []*workflow.Starts
	err := v.write(ctx, func(tx store.Tx, defs *definition.Snapshot, sn *schema.Snapshot) (err error) {
		v.passed() // it waited for its turn
		after = v.st.clone()
		u := &unit{tx: tx, defs: defs, schema: sn}
		u.grant(v.e.Limits.Slice)
		for first := true; first || v.goesOn(u, after); first = false {
			if err := v.inside(ctx, u, after); err != nil {
				return err
			}
		}
		if err := v.store(tx, after); err != nil {
			return err
		}
		starts, err = v.raised(u)
		return err
	})
	if err != nil {
		return err
	}
	v.committed(after)
	for _, s := range starts {
		v.follow(s)
	}
	return nil
}

// raised stores what the steps of a unit started, and returns it. What nobody waits for may begin at once.
func (v *visit) raised(u *unit) ([]*workflow.Starts, error) {
	if v.request == nil {
		all := &workflow.Starts{}
		for _, s := range u.starts {
			all.Async = append(all.Async, s.Async...)
		}
		u.starts = nil
		return []*workflow.Starts{all}, v.e.ride(u, all)
	}
	for _, s := range u.starts {
		if err := v.e.Insert(u.tx, s); err != nil {
			return nil, err
		}
	}
	return u.starts, nil
}

// unit is the transaction that steps run in.
type unit struct {
	tx      store.Tx
	defs    *definition.Snapshot
	schema  *schema.Snapshot
	until   time.Time          // no further step begins that would probably end later
	begun   time.Time          // when the step that runs began
	longest time.Duration      // that a step took so far
	starts  []*workflow.Starts // what the steps started, not stored yet
	opening bool               // the transaction of the action itself: its receipt is stored later in it
	chain   []workflow.Verdict // on events that steps raised, to be stored with that receipt
}

// grant gives the steps that follow a time of their own.
func (u *unit) grant(d time.Duration) {
	u.begun, u.longest = time.Now(), 0
	u.until = u.begun.Add(d)
}

// leavesTime tells whether one more step, as long as the longest so far, would end in time: everybody else waits for the
// unit, and a second step that takes as long as the slice doubles that.
func (u *unit) leavesTime() bool {
	now := time.Now()
	u.longest = max(u.longest, now.Sub(u.begun))
	u.begun = now
	return !now.Add(u.longest).After(u.until)
}

// goesOn tells whether the next step may share the transaction.
func (v *visit) goesOn(u *unit, s *state) bool {
	if s.x.Status.Final() || !s.x.Runnable || !u.leavesTime() {
		return false
	}
	e := v.effect(s, v.w.Node(s.x.Cursor.NodeID))
	return (e == extension.Pure || e == extension.Database) && !v.checkLimits(s)
}

// inside runs one step within the transaction. When a step that writes fails, its writes vanish and its job tells why:
// by a savepoint of its own, or by undoing the whole unit, which is run again with savepoints then.
func (v *visit) inside(ctx context.Context, u *unit, s *state) error {
	n := v.w.Node(s.x.Cursor.NodeID)
	if v.effect(s, n) != extension.Database {
		return v.step(ctx, s, n, nil)
	}
	cause := *v.cause
	cause.NodeKey = n.Key
	if !u.tx.Careful() {
		err := v.writes(ctx, u, s, n, &cause)
		if err != nil && !fatal(err) {
			return store.ErrAgain
		}
		return err
	}
	before, starts, chain := s.clone(), len(u.starts), len(u.chain)
	err := u.tx.Savepoint(func() error { return v.writes(ctx, u, s, n, &cause) })
	if err == nil {
		return nil
	}
	if fatal(err) {
		return err
	}
	u.starts, u.chain = u.starts[:starts], u.chain[:chain]
	if !errors.Is(err, errStepFailed) { // its events could not be taken in: the step itself failed
		*s = *before
		st := v.newStep(s, n, s.x.Cursor, nil)
		v.apply(s, n, s.x.Cursor, st, failed(err))
	}
	return nil
}

// writes runs a step that writes and takes in the events of its rows.
func (v *visit) writes(ctx context.Context, u *unit, s *state, n *workflow.Node, cause *workflow.Cause) error {
	in := v.e.Begin(u.tx, cause, u.defs, u.schema)
	in.detached = v.request == nil
	records := v.e.Records.Steps(StepScope{Snapshot: u.schema, Tx: u.tx, Cause: cause, Workflow: v.w, Emit: in.Row})
	if err := v.step(ctx, s, n, records); err != nil {
		return err
	}
	if j := s.latest[n.ID]; j != nil && j.Status.Negative() {
		return errStepFailed
	}
	starts, err := in.Close()
	if err != nil {
		return err
	}
	u.starts = append(u.starts, starts)
	if cause.ReceiptID == 0 || len(starts.Verdicts) == 0 {
		return nil
	}
	if u.opening {
		u.chain = append(u.chain, starts.Verdicts...)
		return nil
	}
	return u.tx.AddVerdicts(cause.ReceiptID, starts.Verdicts)
}

// errStepFailed undoes the writes of a step whose job tells the failure.
var errStepFailed = errors.New("the step failed")

// store writes the buffered jobs and the position, fenced by the epoch.
func (v *visit) store(tx store.Tx, s *state) error {
	if len(s.dirty) > 0 {
		if err := tx.SaveJobs(s.dirty); err != nil {
			return err
		}
	}
	x := s.x
	ok, err := tx.Advance(&x)
	if err != nil {
		return err
	}
	if !ok {
		return errLost
	}
	s.x.Epoch = x.Epoch
	return nil
}

// committed makes what a unit did the visit's state.
func (v *visit) committed(s *state) {
	for _, j := range s.dirty {
		j.MarkStored()
	}
	s.dirty = nil
	v.st, v.saved = s, true
}

// commit stores the buffered jobs and the position, unless the database holds them already.
func (v *visit) commit(ctx context.Context) error {
	if v.saved {
		return nil
	}
	var after *state
	err := v.write(ctx, func(tx store.Tx, _ *definition.Snapshot, _ *schema.Snapshot) error {
		after = v.st.clone()
		return v.store(tx, after)
	})
	if err == nil {
		v.committed(after)
	}
	return err
}

// write runs fn as a unit prepared from the newest definitions.
func (v *visit) write(ctx context.Context, fn func(store.Tx, *definition.Snapshot, *schema.Snapshot) error) error {
	for range maxStale {
		sn, err := v.e.Schema(ctx)
		if err != nil {
			return err
		}
		defs, err := v.e.Definitions.Snapshot(ctx)
		if err != nil {
			return err
		}
		if defs.Version != sn.Version {
			continue
		}
		err = v.e.DB.Write(context.WithoutCancel(ctx), store.Unit{
			Version: sn.Version, Background: v.request == nil,
			Run: func(tx store.Tx) error { return fn(tx, defs, sn) },
		})
		if !errors.Is(err, store.ErrStale) {
			return err
		}
	}
	return store.ErrStale
}

// outside runs a step with an effect outside the database: intent, call, result. After a crash the same job, and so the
// same idempotency key, is used again.
func (v *visit) outside(ctx context.Context, n *workflow.Node) error {
	cur := &v.st.x.Cursor
	if cur.Own == 0 {
		j := v.newJob(n, *cur, nil, v.st)
		j.Status = workflow.Pending
		j.Input = v.input(n, *cur, nil, v.scope(v.st, n, j.StartedAt))
		v.st.put(j, nil)
		cur.Own = j.ID
	}
	if err := v.commit(ctx); err != nil {
		return err
	}
	v.saved = false
	v.passed()
	if err := v.step(ctx, v.st, n, nil); err != nil {
		return err
	}
	v.e.Fault("after_effect")
	return v.commit(ctx)
}

// follow sees to what the events of a step started, after its commit.
func (v *visit) follow(s *workflow.Starts) {
	if v.request != nil && len(s.Collection) > 0 {
		v.request.put([]*workflow.Starts{s})
		return
	}
	v.e.Handed(s)
}
