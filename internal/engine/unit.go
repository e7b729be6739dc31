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
	after, starts, err := v.attempt(ctx, false)
	if errors.Is(err, errStepFailed) {
		after, starts, err = v.attempt(ctx, true)
	}
	if err != nil {
		return err
	}
	v.committed(after)
	for _, s := range starts {
		v.follow(s)
	}
	return nil
}

// attempt runs the unit. Steps hardly ever fail, so the first attempt spares them the savepoint that only a failing one
// needs: it gives up as a whole (errStepFailed), and the second is careful.
func (v *visit) attempt(ctx context.Context, careful bool) (after *state, starts []*workflow.Starts, err error) {
	err = v.write(ctx, func(tx store.Tx, defs *definition.Snapshot, sn *schema.Snapshot) error {
		after, starts = v.st.clone(), nil
		begun := time.Now()
		for first := true; first || v.goesOn(after, begun); first = false {
			s, err := v.inside(ctx, unit{tx: tx, defs: defs, schema: sn, careful: careful}, after)
			if err != nil {
				return err
			}
			if s != nil {
				starts = append(starts, s)
			}
		}
		return v.store(tx, after)
	})
	return after, starts, err
}

// unit is the transaction that steps run in.
type unit struct {
	tx      store.Tx
	defs    *definition.Snapshot
	schema  *schema.Snapshot
	careful bool // a failing step must not undo more than itself
}

// goesOn tells whether the next step may share the transaction.
func (v *visit) goesOn(s *state, begun time.Time) bool {
	if s.x.Status.Final() || !s.x.Runnable || time.Since(begun) > v.e.Limits.Slice {
		return false
	}
	e := v.effect(s, v.w.Node(s.x.Cursor.NodeID))
	return (e == extension.Pure || e == extension.Database) && !v.checkLimits(s)
}

// inside runs one step within the transaction. A step that writes has a savepoint of its own: when it fails, its writes
// vanish and its job tells why.
func (v *visit) inside(ctx context.Context, u unit, s *state) (*workflow.Starts, error) {
	n := v.w.Node(s.x.Cursor.NodeID)
	if v.effect(s, n) != extension.Database {
		return nil, v.step(ctx, s, n, nil)
	}
	cause := *v.cause
	cause.NodeKey = n.Key
	var before *state
	if u.careful {
		before = s.clone()
	}
	var starts *workflow.Starts
	body := func() error {
		in := v.e.Begin(u.tx, &cause, u.defs, u.schema)
		in.detached = v.request == nil
		records := v.e.Records.Steps(StepScope{Snapshot: u.schema, Tx: u.tx, Cause: &cause, Workflow: v.w, Emit: in.Row})
		if err := v.step(ctx, s, n, records); err != nil {
			return err
		}
		if j := s.latest[n.ID]; j != nil && j.Status.Negative() {
			return errStepFailed
		}
		var err error
		starts, err = in.Close()
		if err == nil && cause.ReceiptID != 0 && len(starts.Verdicts) > 0 {
			err = v.chain(u.tx, starts.Verdicts)
		}
		return err
	}
	if !u.careful {
		err := body()
		if err != nil && !fatal(err) {
			err = errStepFailed
		}
		return starts, err
	}
	err := u.tx.Savepoint(body)
	if err == nil || errors.Is(err, errStepFailed) {
		if err != nil {
			starts = nil
		}
		return starts, nil
	}
	if fatal(err) {
		return nil, err
	}
	// The events of the step could not be taken in: the step itself failed.
	*s = *before
	st := v.newStep(s, n, s.x.Cursor, nil)
	v.apply(s, n, s.x.Cursor, st, failed(err))
	return nil, nil
}

// chain keeps the verdicts on events that a step raised, with the receipt of the action at the origin.
func (v *visit) chain(tx store.Tx, vs []workflow.Verdict) error {
	if v.request != nil && v.request.opening {
		v.request.chain = append(v.request.chain, vs...) // the receipt is stored later in this transaction
		return nil
	}
	return tx.AddVerdicts(v.cause.ReceiptID, vs)
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
		v.st.put(j, nil)
		cur.Own = j.ID
	}
	if err := v.commit(ctx); err != nil {
		return err
	}
	v.saved = false
	if err := v.step(ctx, v.st, n, nil); err != nil {
		return err
	}
	v.e.Fault("after_effect")
	return v.commit(ctx)
}

// follow sees to what the events of a step started. Inside the action's own transaction nothing is handed out before its
// commit.
func (v *visit) follow(s *workflow.Starts) {
	if v.request == nil {
		v.e.Handed(s)
		return
	}
	v.request.queue = append(v.request.queue, s.Collection...)
	if v.request.opening || len(s.Collection) > 0 {
		v.request.held = append(v.request.held, s)
		return
	}
	v.e.Handed(s)
}
