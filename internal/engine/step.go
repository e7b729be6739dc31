package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func errResultTooLarge(size, limit int) error {
	return errs.New(errs.Invalid, "RESULT_TOO_LARGE", "the result has %d bytes, more than the limit of %d", size, limit)
}

// step runs the node at the cursor of s and moves the cursor. records is set inside a unit. It never fails itself:
// what goes wrong becomes the job's status, unless records broke the transaction (see unit).
func (v *visit) step(ctx context.Context, s *state, n *workflow.Node, records extension.Records) error {
	cur := s.x.Cursor
	s.x.Cursor.Turns++
	if n == nil {
		s.x.Reason = "the workflow has no such node any more"
		v.finish(s, workflow.Errored)
		return nil
	}
	st := v.newStep(s, n, cur, records)
	res, err := v.call(ctx, st, s, cur)
	if err != nil && records != nil && fatal(err) {
		return err
	}
	if err != nil {
		res = failed(err)
	}
	v.apply(s, n, cur, st, res)
	return nil
}

// fatal tells whether an error is the database's and not the step's.
func fatal(err error) bool { return errs.KindOf(err) == errs.Unavailable }

// newStep builds what the node sees.
func (v *visit) newStep(s *state, n *workflow.Node, cur workflow.Cursor, records extension.Records) *extension.Step {
	st := &extension.Step{
		Workflow: v.w, Execution: &s.x, Node: n, Config: n.Config, Prepared: n.Prepared, Evaluator: v.e.Evaluator,
		Records: records, Now: v.now(), Sync: s.x.Sync,
	}
	if cur.Branch || cur.Resume {
		st.Own = s.latest[n.ID]
	} else if cur.InputJob != 0 {
		st.Input = s.byID[cur.InputJob]
	}
	if own := s.byID[cur.Own]; own != nil {
		st.Own = own
		st.Key = fmt.Sprintf("%d-%s-%d", s.x.ID, n.Key, own.ID)
	}
	if s.values != nil {
		st.Request = s.values
	}
	st.Message = func(message any) bool {
		if v.request == nil {
			return false
		}
		s.messages = append(s.messages, message)
		return true
	}
	v.log = &jobLog{}
	st.Log = v.log.add
	st.Scope = v.scope(s, n, st.Now)
	return st
}

// jobLog bounds what a step may log.
type jobLog struct{ text []byte }

const maxLog = 64 << 10

func (l *jobLog) add(format string, a ...any) {
	if len(l.text) < maxLog {
		l.text = append(fmt.Appendf(l.text, format, a...), '\n')
	}
}

// moment is the time that all of one step sees, so that what is told of its input is what it worked with.
func moment(now time.Time) func() time.Time { return func() time.Time { return now } }

// scope gathers the variables that n sees: the context, the results so far and those of the branches around it.
func (v *visit) scope(s *state, n *workflow.Node, now time.Time) *expr.Scope {
	sc := &expr.Scope{
		Context: v.context, Jobs: s.results, Env: v.e.Env,
		System: expr.System{Now: moment(now), Location: v.e.Location, InstanceID: v.e.DB.Generation(), NextID: v.e.DB.NextID},
	}
	for p := v.w.BranchParent(n); p != nil; p = v.w.BranchParent(p) {
		scoper, ok := v.e.Registry.Node(p.Type).(extension.Scoper)
		own := s.latest[p.ID]
		if !ok || own == nil {
			continue
		}
		vars, err := scoper.Scope(&extension.Step{Workflow: v.w, Execution: &s.x, Node: p, Config: p.Config, Prepared: p.Prepared, Own: own})
		if err != nil {
			continue // the branch owner reports it itself when its branch ends
		}
		if sc.Scopes == nil {
			sc.Scopes = map[string]any{}
		}
		sc.Scopes[p.Key], sc.Scopes[strconv.FormatInt(p.ID, 10)] = vars, vars
	}
	return sc
}

// call runs the node type and turns a panic into an error.
func (v *visit) call(ctx context.Context, st *extension.Step, s *state, cur workflow.Cursor) (res extension.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			v.e.Logger.Error("a node panicked", "node", st.Node.Type, "execution", s.x.ID, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("internal fault in node type %q", st.Node.Type)
		}
	}()
	t := v.e.Registry.Node(st.Node.Type)
	switch {
	case t == nil:
		return res, fmt.Errorf("unknown node type %q", st.Node.Type)
	case st.Node.Broken != nil:
		return res, st.Node.Broken
	case cur.Branch:
		return v.branchEnded(ctx, t, st, s, cur)
	case cur.Resume:
		return resumed(ctx, t, st)
	default:
		return t.Run(ctx, st)
	}
}

func resumed(ctx context.Context, t extension.NodeType, st *extension.Step) (extension.Result, error) {
	if r, ok := t.(extension.Resumer); ok {
		return r.Resume(ctx, st)
	}
	return extension.Result{Status: st.Own.Status, Keep: true, Wait: st.Own.Status == workflow.Pending}, nil
}

// branchEnded asks the owner what follows the end of its branch. An owner without an opinion continues after a good end
// and passes a bad one upwards.
func (v *visit) branchEnded(ctx context.Context, t extension.NodeType, st *extension.Step, s *state, cur workflow.Cursor) (extension.Result, error) {
	last := s.byID[cur.InputJob]
	if last == nil {
		return extension.Result{}, errors.New("the last job of the branch is missing")
	}
	if o, ok := t.(extension.BranchOwner); ok {
		return o.BranchEnded(ctx, st, v.branchIndex(last.NodeID), last)
	}
	if last.Status == workflow.Resolved {
		return extension.Result{Status: workflow.Resolved, Keep: true}, nil
	}
	return extension.Result{Bubble: true}, nil
}

// branchIndex finds the branch that a node stands in.
func (v *visit) branchIndex(nodeID int64) int {
	for n := v.w.Node(nodeID); n != nil; n = v.w.Node(n.UpstreamID) {
		if n.BranchIndex != nil {
			return *n.BranchIndex
		}
	}
	return 0
}

// failed makes the result of a step that returned an error.
func failed(err error) extension.Result {
	var f *extension.Failure
	if errors.As(err, &f) {
		return extension.Result{Status: workflow.Failed, Value: map[string]any{"message": f.Message, "code": f.Code}}
	}
	value := map[string]any{"message": err.Error()}
	if code := errs.CodeOf(err); code != "" {
		value["code"] = code
	}
	return extension.Result{Status: workflow.Errored, Value: value}
}

// apply stores the job of a step and moves the cursor on.
func (v *visit) apply(s *state, n *workflow.Node, cur workflow.Cursor, st *extension.Step, res extension.Result) {
	last := s.byID[cur.InputJob]
	job, res := v.save(s, n, cur, st, res)
	s.x.Cursor = workflow.Cursor{Turns: s.x.Cursor.Turns}
	switch {
	case res.End:
		v.finish(s, res.Status)
	case res.Bubble:
		v.endLine(s, n, last)
	case res.Branch != nil && v.w.Branch(n, *res.Branch) != nil:
		s.x.Cursor.NodeID, s.x.Cursor.InputJob = v.w.Branch(n, *res.Branch).ID, job.ID
	case res.Wait || res.Status == workflow.Pending:
		s.x.Cursor.NodeID = n.ID
		v.suspend(s)
	case res.Status == workflow.Resolved && n.DownstreamID != 0:
		s.x.Cursor.NodeID, s.x.Cursor.InputJob = n.DownstreamID, job.ID
	default:
		v.endLine(s, n, job)
	}
}

// endLine follows the end of n's line with job: the branch owner decides, or the execution ends.
func (v *visit) endLine(s *state, n *workflow.Node, job *workflow.Job) {
	parent := v.w.BranchParent(n)
	if parent == nil {
		v.finish(s, job.Status)
		return
	}
	s.x.Cursor.NodeID, s.x.Cursor.InputJob, s.x.Cursor.Branch = parent.ID, job.ID, true
}

// save turns a result into jobs. It returns the node's own job and the result, which becomes an error when the value is
// too large.
func (v *visit) save(s *state, n *workflow.Node, cur workflow.Cursor, st *extension.Step, res extension.Result) (*workflow.Job, extension.Result) {
	own := st.Own
	if own != nil && (res.Keep || res.Bubble) {
		return own, res
	}
	raw, value, err := result(res.Value, v.e.Limits.Result)
	if err != nil {
		res = failed(err)
		raw, value, _ = result(res.Value, v.e.Limits.Result)
	}
	input := v.input(n, cur, own, st.Scope) // before what the step assigns can be seen
	v.assign(s, n, &res)
	v.passed()
	job := v.newJob(n, cur, own, s)
	if own == nil {
		job.StartedAt = st.Now
	}
	job.Input = input
	job.Status, job.Result = res.Status, raw
	if res.Meta != nil {
		if job.Meta, err = encode(res.Meta); err != nil {
			job.Log += err.Error()
		}
	}
	job.Log += string(v.log.text)
	if job.Status != workflow.Pending {
		job.EndedAt = v.now()
	}
	s.put(job, value)
	s.lastNode = n.Type
	if res.SetOutput {
		v.output(s, res.Output)
	}
	return job, res
}

func (v *visit) newJob(n *workflow.Node, cur workflow.Cursor, own *workflow.Job, s *state) *workflow.Job {
	now := v.now()
	if own != nil {
		c := *own
		c.UpdatedAt = now
		return &c
	}
	return &workflow.Job{
		ID: v.e.DB.NextID(), ExecutionID: s.x.ID, NodeID: n.ID, NodeKey: n.Key, UpstreamID: cur.InputJob,
		StartedAt: now, CreatedAt: now, UpdatedAt: now,
	}
}

// input is what n works with, for people: its configuration with the variables filled in. A run that is gone on with
// keeps what it began with; a configuration without variables tells it itself.
func (v *visit) input(n *workflow.Node, cur workflow.Cursor, own *workflow.Job, scope *expr.Scope) json.RawMessage {
	switch {
	case own != nil && (cur.Branch || cur.Resume):
		return own.Input
	case n.Resolver == nil:
		return nil
	}
	return n.Resolver.Resolve(scope)
}

// assign gives other nodes of the workflow a further job (variable assignment).
func (v *visit) assign(s *state, n *workflow.Node, res *extension.Result) {
	for key, value := range res.Assign {
		target := v.w.NodeByKey(key)
		raw, back, err := result(value, v.e.Limits.Result)
		if target == nil {
			err = fmt.Errorf("there is no node with the key %q", key)
		}
		if err != nil {
			*res = failed(err)
			return
		}
		j := v.newJob(target, workflow.Cursor{}, nil, s)
		j.Status, j.Result, j.EndedAt = workflow.Resolved, raw, v.now()
		s.put(j, back)
	}
}

func (v *visit) output(s *state, value any) {
	if raw, _, err := result(value, v.e.Limits.Result); err == nil {
		s.x.Output = raw
	}
}
