package engine

import (
	"encoding/json"
	"time"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Intake collects the events of one transaction and turns them into executions in that same transaction. Every start of
// a workflow goes through one. Not safe for concurrent use.
type Intake struct {
	e        *Engine
	tx       store.Tx
	cause    *workflow.Cause
	defs     *definition.Snapshot
	schema   *schema.Snapshot
	reader   extension.Reader
	rows     []workflow.Row
	actions  []workflow.Event
	starts   workflow.Starts
	verdicts map[verdictKey]int // position in starts.Verdicts
	detached bool               // no request waits: synchronous collection workflows are handed out too
}

type verdictKey struct {
	id    int64
	key   string
	layer workflow.Layer
}

// Begin opens the intake of a transaction. defs and sn must be of the version the transaction was prepared from.
func (e *Engine) Begin(tx store.Tx, cause *workflow.Cause, defs *definition.Snapshot, sn *schema.Snapshot) *Intake {
	return &Intake{e: e, tx: tx, cause: cause, defs: defs, schema: sn}
}

// Row records a written row.
func (in *Intake) Row(r workflow.Row) { in.rows = append(in.rows, r) }

// Action records what a person did; its records must be complete when Close is called.
func (in *Intake) Action(ev workflow.Event) { in.actions = append(in.actions, ev) }

// Close decides about every candidate workflow of the recorded events and makes the executions that they start, which
// Insert or Within store in the same transaction. Asynchronous ones are held when synchronous ones start beside them.
func (in *Intake) Close() (*workflow.Starts, error) {
	for i := range in.rows {
		if err := in.row(&in.rows[i]); err != nil {
			return nil, err
		}
	}
	for i := range in.actions {
		if err := in.action(&in.actions[i]); err != nil {
			return nil, err
		}
	}
	in.rows, in.actions = nil, nil
	in.hold()
	return &in.starts, nil
}

func (in *Intake) row(r *workflow.Row) error {
	candidates := in.defs.Global(workflow.Collection, r.Collection.Name)
	if len(candidates) == 0 {
		return nil
	}
	ev := workflow.Event{Layer: workflow.Collection, Collection: r.Collection, Row: r}
	for _, w := range candidates {
		if err := in.consider(w, &ev, nil); err != nil {
			return err
		}
	}
	return nil
}

func (in *Intake) action(ev *workflow.Event) error {
	named, err := in.named(ev)
	if err != nil || ev.Collection == nil || ev.Layer == workflow.CustomAction {
		return err
	}
	for _, w := range in.defs.Global(ev.Layer, ev.Collection.Name) {
		if !named[w.Key] {
			if err := in.consider(w, ev, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// named considers the workflows that the request named, in its order.
func (in *Intake) named(ev *workflow.Event) (map[string]bool, error) {
	named := make(map[string]bool, len(ev.Bindings))
	for i := range ev.Bindings {
		b := &ev.Bindings[i]
		named[b.Key] = true
		w := in.defs.ByKey(b.Key)
		if w == nil {
			in.unavailable(b.Key, ev.Layer)
			continue
		}
		if layer := in.e.layerOf(w); layer != ev.Layer {
			if layer != workflow.PreAction { // those had their turn before the action
				in.verdict(w, ev.Layer, workflow.ActionNotConfigured)
			}
			continue
		}
		if err := in.consider(w, ev, b); err != nil {
			return nil, err
		}
	}
	return named, nil
}

// unavailable notes that a named workflow cannot start: it does not exist or is disabled.
func (in *Intake) unavailable(key string, layer workflow.Layer) {
	v := workflow.Verdict{Key: key, Layer: layer, Mode: "async", Verdict: workflow.DecisionSkipped, Reason: workflow.UnknownKey}
	if w, ok := in.defs.Known(key); ok {
		id := w.ID
		v.WorkflowID, v.Reason, v.Mode = &id, workflow.Disabled, in.e.modeOf(w)
		if l := in.e.layerOf(w); l != "" {
			v.Layer = l
		}
		if v.Layer == workflow.PreAction && layer != workflow.PreAction {
			return // its verdict was given before the action
		}
	}
	for i := range in.starts.Verdicts { // one action may be several events
		if o := &in.starts.Verdicts[i]; o.Key == v.Key && o.Reason == v.Reason {
			return
		}
	}
	in.starts.Verdicts = append(in.starts.Verdicts, v)
}

func (e *Engine) layerOf(w *workflow.Workflow) workflow.Layer {
	t := e.Registry.Trigger(w.Type)
	if t == nil {
		return ""
	}
	return t.Spec().Layer
}

// consider asks the trigger of w about ev and notes the verdict.
func (in *Intake) consider(w *workflow.Workflow, ev *workflow.Event, b *workflow.Binding) error {
	if limited(in.cause.Stack, w, in.e.Limits.Depth) {
		in.verdict(w, ev.Layer, workflow.ChainLimit)
		return nil
	}
	t := in.e.Registry.Trigger(w.Type)
	if t == nil || w.Trigger == nil && w.Broken != nil {
		in.verdict(w, ev.Layer, workflow.ActionNotConfigured) // its trigger cannot be used: no event fits it
		return nil
	}
	if in.reader == nil {
		in.reader = in.e.Records.Reader(in.schema, in.tx, in.cause)
	}
	starts, reason, err := t.Match(w, ev, b, in.reader)
	if outdated(err) {
		return in.refuse(w, ev.Layer, err)
	}
	if err != nil {
		return err
	}
	if len(starts) == 0 {
		in.verdict(w, ev.Layer, reason)
		return nil
	}
	for _, s := range starts {
		if err := in.start(w, ev.Layer, s); err != nil {
			return err
		}
	}
	return nil
}

// limited tells whether a chain may not grow by another execution of w.
func limited(stack []workflow.Ancestor, w *workflow.Workflow, depth int) bool {
	if len(stack) >= depth {
		return true
	}
	limit := max(w.Options.StackLimit, 1)
	n := 0
	for _, a := range stack {
		if a.Key == w.Key {
			n++
		}
	}
	return n >= limit
}

func (in *Intake) start(w *workflow.Workflow, layer workflow.Layer, s extension.Start) error {
	x, err := in.e.newExecution(in.tx, w, layer, in.cause, s)
	if err == nil {
		in.add(w, layer, x)
	}
	return err
}

// outdated tells whether a trigger could not match because of its configuration: a field of its condition is gone, for
// example. That is the workflow's failure and must not stop what people do.
func outdated(err error) bool {
	k := errs.KindOf(err)
	return err != nil && (k == errs.Invalid || k == errs.NotFound || k == errs.Conflict)
}

// refuse leaves an execution that ended at once and says why.
func (in *Intake) refuse(w *workflow.Workflow, layer workflow.Layer, why error) error {
	x, err := in.e.newExecution(in.tx, w, layer, in.cause, extension.Start{})
	if err == nil {
		x.Status, x.Runnable, x.Reason = workflow.Errored, false, why.Error()
		in.add(w, layer, x)
	}
	return err
}

// add puts x where it will be run. One that is final already (an oversized context) stays in its group all the same: a
// request must not take it for a workflow that went well.
func (in *Intake) add(w *workflow.Workflow, layer workflow.Layer, x *workflow.Execution) {
	switch {
	case in.e.sync(w) && in.detached:
		x.Sync = true
		in.starts.Async = append(in.starts.Async, x)
	case in.e.sync(w) && layer == workflow.Collection:
		in.own(x)
		in.starts.Collection = append(in.starts.Collection, x)
	case in.e.sync(w):
		in.own(x)
		in.starts.Action = append(in.starts.Action, x)
	default:
		in.starts.Async = append(in.starts.Async, x)
	}
	in.started(w, layer, x)
}

// own marks a synchronous execution as this process's, so that no scan hands it out.
func (in *Intake) own(x *workflow.Execution) {
	if x.Sync = true; x.Status.Final() {
		return
	}
	x.Status, x.StartedAt, x.Owner = workflow.Started, in.tx.Now(), in.e.DB.Generation()
}

// newExecution makes the row of a start; nothing is written yet.
func (e *Engine) newExecution(tx store.Tx, w *workflow.Workflow, layer workflow.Layer, c *workflow.Cause, s extension.Start) (*workflow.Execution, error) {
	raw, err := encode(s.Context)
	if err != nil {
		return nil, err
	}
	x := &workflow.Execution{
		ID: tx.NextID(), WorkflowID: w.ID, Key: w.Key, EventKey: s.EventKey, Context: raw, Status: workflow.Queued,
		Stack: c.Stack, ReceiptID: c.ReceiptID, CausedByNode: c.NodeKey, CreatedAt: tx.Now(), Layer: layer, Runnable: true,
		About: s.About,
	}
	if layer != workflow.Collection {
		x.ActorID, x.RoleName = c.ActorID, c.RoleName
	}
	if m, ok := s.Context.(map[string]any); ok {
		x.Data = m
	}
	if len(raw) > e.Limits.Context {
		x.Data = nil
		x.Context, x.Status, x.Runnable = json.RawMessage("null"), workflow.Errored, false
		x.Reason = "the context is larger than the limit"
	}
	return x, nil
}

// sync tells whether w runs inside the request: its trigger type may force the mode.
func (e *Engine) sync(w *workflow.Workflow) bool {
	if t := e.Registry.Trigger(w.Type); t != nil && t.Spec().Sync != nil {
		return *t.Spec().Sync
	}
	return w.Sync
}

func (e *Engine) modeOf(w *workflow.Workflow) string {
	if e.sync(w) {
		return "sync"
	}
	return "async"
}

func (in *Intake) slot(w *workflow.Workflow, layer workflow.Layer, decision workflow.Decision) *workflow.Verdict {
	k := verdictKey{w.ID, w.Key + "/" + string(decision), layer}
	if i, ok := in.verdicts[k]; ok {
		return &in.starts.Verdicts[i]
	}
	if in.verdicts == nil {
		in.verdicts = map[verdictKey]int{}
	}
	id := w.ID
	in.verdicts[k] = len(in.starts.Verdicts)
	in.starts.Verdicts = append(in.starts.Verdicts, workflow.Verdict{
		WorkflowID: &id, Key: w.Key, Layer: layer, Mode: in.e.modeOf(w), Verdict: decision, CausedBy: in.cause.Parent(),
	})
	return &in.starts.Verdicts[len(in.starts.Verdicts)-1]
}

func (in *Intake) started(w *workflow.Workflow, layer workflow.Layer, x *workflow.Execution) {
	decision := workflow.DecisionStarted
	if x.Status.Final() {
		decision = workflow.DecisionFailed
	}
	v := in.slot(w, layer, decision)
	v.Started(x.ID)
}

// verdict notes why w did not start. Rows of one action that gave the same reason share a verdict.
func (in *Intake) verdict(w *workflow.Workflow, layer workflow.Layer, reason workflow.Reason) {
	v := in.slot(w, layer, workflow.DecisionSkipped+workflow.Decision(reason))
	v.Verdict, v.Reason = workflow.DecisionSkipped, reason
	v.Count++
}

// hold keeps asynchronous executions back until the synchronous ones beside them have ended.
func (in *Intake) hold() {
	s := &in.starts
	if len(s.Collection)+len(s.Action) == 0 {
		return
	}
	until := in.tx.Now().Add(in.e.Limits.Sync + in.e.Limits.SyncGrace)
	for _, x := range s.Async {
		x.AvailableAt = until
	}
}

// Handed hands the asynchronous executions of a committed transaction to the dispatcher, unless they are held.
func (e *Engine) Handed(s *workflow.Starts) {
	ready := make([]*workflow.Execution, 0, len(s.Async))
	for _, x := range s.Async {
		if x.Runnable && !x.Status.Final() && x.AvailableAt.IsZero() { // one that began in the transaction may wait already
			ready = append(ready, x)
		}
	}
	if len(ready) > 0 {
		e.Dispatcher.Wake(ready)
	}
}

// Release lifts the hold of asynchronous executions in tx; Released must be called after its commit.
func (e *Engine) Release(tx store.Tx, s *workflow.Starts) error {
	ids := make([]int64, 0, len(s.Async))
	for _, x := range s.Async {
		if !x.AvailableAt.IsZero() && !x.Status.Final() {
			ids = append(ids, x.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return tx.Release(ids, tx.Now())
}

// Released hands out the executions whose hold was lifted.
func (e *Engine) Released(s *workflow.Starts) {
	for _, x := range s.Async {
		x.AvailableAt = time.Time{}
	}
	e.Handed(s)
}

func encode(v any) (json.RawMessage, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	return plain.Marshal(v)
}

// Appends lists the associations that the candidate workflows of ev want with its records, for records that will be gone
// when they are matched.
func (e *Engine) Appends(defs *definition.Snapshot, ev *workflow.Event) []string {
	var paths []string
	seen := map[string]bool{}
	add := func(w *workflow.Workflow) {
		var config struct {
			Appends []string `json:"appends"`
		}
		if w == nil || json.Unmarshal(w.Config, &config) != nil {
			return
		}
		for _, p := range config.Appends {
			if !seen[p] {
				seen[p] = true
				paths = append(paths, p)
			}
		}
	}
	for _, b := range ev.Bindings {
		if b.Path == "" {
			add(defs.ByKey(b.Key))
		}
	}
	for _, w := range defs.Global(ev.Layer, ev.Collection.Name) {
		add(w)
	}
	return paths
}

// Detach says that no request waits for this transaction: synchronous collection workflows are handed out like the
// others.
func (in *Intake) Detach() { in.detached = true }
