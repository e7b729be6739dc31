package nodetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Run runs every file of dir on the node type that it is named after. Cases that need a JavaScript engine are skipped,
// and say so, when ev is not available. A type without a file fails, unless it is hidden.
func Run(t *testing.T, dir string, types []extension.NodeType, ev expr.Evaluator) {
	sn, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range types {
		spec := typ.Spec()
		file := filepath.Join(dir, strings.ReplaceAll(spec.Type, "-", "_")+".txtar")
		data, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) && spec.Hidden {
			continue
		}
		if err != nil {
			t.Errorf("node type %q has no cases: %v", spec.Type, err)
			continue
		}
		cases, err := parse(data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		t.Run(spec.Type, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					r := &runner{testCase: c, typ: typ, schema: sn, evaluator: ev}
					if err := r.run(t); err != nil {
						t.Fatal(err)
					}
				})
			}
		})
	}
}

// runner runs one case.
type runner struct {
	testCase
	typ       extension.NodeType
	schema    *schema.Snapshot
	evaluator expr.Evaluator

	step     *extension.Step
	records  *records
	request  *request
	messages []any
	log      []string
	turns    []any // variables of each turn
	keep     bool  // the last result left the own job as it was
}

func (r *runner) run(t *testing.T) error {
	if err := r.declared(t); err != nil {
		return err
	}
	if !r.has("want") && !r.has("error") {
		if !r.has("invalid") && !r.has("offers") && !r.has("effect") {
			return errors.New("the case expects nothing")
		}
		return nil
	}
	if r.effect() == extension.Script && (r.evaluator == nil || r.evaluator.Available() != nil) {
		t.Skip("SKIPPED: the JavaScript engines are not built, this case was not checked")
	}
	if err := r.setUp(); err != nil {
		return err
	}
	result, err := r.carryOut()
	if r.has("error") {
		return r.compareError(err)
	}
	if err != nil {
		return fmt.Errorf("unexpected error: %w", err)
	}
	return r.compare(result)
}

// declared checks what the type says of the configuration without running it.
func (r *runner) declared(t *testing.T) error {
	if r.has("invalid") {
		v, ok := r.typ.(extension.Validator)
		if !ok {
			return errors.New("the type does not check configurations")
		}
		if diff := cmp.Diff(r.text("invalid"), complaints(v.Validate(r.raw("config"), r.schema))); diff != "" {
			t.Errorf("Validate (-want +got):\n%s", diff)
		}
	}
	if r.has("effect") {
		name := []string{"pure", "script", "database", "external"}[r.effect()]
		if name != r.text("effect") {
			t.Errorf("the effect is %s, want %s", name, r.text("effect"))
		}
	}
	if !r.has("offers") {
		return nil
	}
	want, err := r.value("offers")
	if err != nil {
		return err
	}
	got, err := plain(r.typ.Spec().Branches(r.raw("config")))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Branches (-want +got):\n%s", diff)
	}
	return err
}

func (r *runner) effect() extension.Effect {
	if f := r.typ.Spec().Effect; f != nil {
		return f(r.raw("config"))
	}
	return extension.Pure
}

// complaints lists errors as "field: message", one a line.
func complaints(err error) string {
	var list errs.List
	var one *errs.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = errs.List{one}
	default:
		return "unclassified: " + err.Error()
	}
	lines := make([]string, len(list))
	for i, e := range list {
		lines[i] = e.Field + ": " + e.Message
		if e.Kind != errs.Invalid {
			lines[i] += " (not the caller's mistake)"
		}
	}
	return strings.Join(lines, "\n")
}

const ownKey = "self"

// setUp makes the step of the case.
func (r *runner) setUp() error {
	w, n, err := r.workflow()
	if err != nil {
		return err
	}
	scope, err := r.scope()
	if err != nil {
		return err
	}
	r.step = &extension.Step{
		Workflow: w, Execution: &workflow.Execution{ID: 1}, Node: n, Config: n.Config, Scope: scope, Evaluator: r.evaluator,
		Key: "1-self-1", Now: now(), Sync: true,
		Message: func(message any) bool {
			if r.text("answer") == "none" {
				return false
			}
			r.messages = append(r.messages, message)
			return true
		},
		Log: func(format string, a ...any) { r.log = append(r.log, fmt.Sprintf(format, a...)) },
	}
	if p, ok := r.typ.(extension.Preparer); ok {
		r.step.Prepared, err = p.Prepare(n.Config)
		if err != nil && !r.has("error") {
			return fmt.Errorf("prepare: %w", err)
		}
	}
	if err := r.outside(); err != nil {
		return err
	}
	return r.jobs()
}

func now() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC) }

// workflow makes a workflow of the node, of one node in each of its branches, and of the other nodes.
func (r *runner) workflow() (*workflow.Workflow, *workflow.Node, error) {
	n := &workflow.Node{ID: 1, Key: ownKey, Type: r.typ.Spec().Type, Config: r.raw("config")}
	w := &workflow.Workflow{ID: 1, Key: "w", Nodes: []*workflow.Node{n}}
	branches, err := r.numbers("branches")
	if err != nil {
		return nil, nil, err
	}
	for _, i := range branches {
		w.Nodes = append(w.Nodes, &workflow.Node{ID: int64(100 + i), Key: fmt.Sprint("branch", i), Type: "end", UpstreamID: 1, BranchIndex: &i})
	}
	others, err := r.object("nodes")
	if err != nil {
		return nil, nil, err
	}
	for i, key := range slices.Sorted(maps.Keys(others)) {
		w.Nodes = append(w.Nodes, &workflow.Node{ID: int64(10 + i), Key: key, Type: fmt.Sprint(others[key]), UpstreamID: 1})
	}
	w.Link()
	return w, n, nil
}

func (r *runner) scope() (*expr.Scope, error) {
	ids := int64(0)
	s := &expr.Scope{System: expr.System{Now: now, InstanceID: 1, NextID: func() int64 { ids++; return ids }}}
	var err error
	if s.Context, err = r.value("context"); err != nil {
		return nil, err
	}
	if s.Jobs, err = r.object("jobs"); err != nil {
		return nil, err
	}
	s.Scopes, err = r.object("scopes")
	return s, err
}

func (r *runner) outside() error {
	if r.has("records") || r.effect() == extension.Database {
		start, err := r.object("records")
		if err != nil {
			return err
		}
		if r.records, err = newRecords(start); err != nil {
			return err
		}
		r.step.Records = r.records
	}
	if r.has("request") {
		values, err := r.value("request")
		if err != nil {
			return err
		}
		r.request = &request{values}
		r.step.Request = r.request
	}
	return nil
}

func (r *runner) jobs() error {
	if r.has("input") {
		r.step.Input = &workflow.Job{ID: 5, Status: workflow.Resolved, Result: r.raw("input")}
	}
	if !r.has("own") {
		return nil
	}
	var own struct {
		Status       workflow.Status
		Result, Meta json.RawMessage
	}
	if err := json.Unmarshal(r.raw("own"), &own); err != nil {
		return err
	}
	r.step.Own = &workflow.Job{ID: 6, NodeID: 1, NodeKey: ownKey, Status: own.Status, Result: own.Result, Meta: own.Meta}
	return nil
}

// carryOut runs the step, and then its branches as the case says they end.
func (r *runner) carryOut() (extension.Result, error) {
	var result extension.Result
	var err error
	if r.step.Own == nil {
		if result, err = r.typ.Run(context.Background(), r.step); err != nil {
			return result, err
		}
		if err = r.apply(result); err != nil {
			return result, err
		}
	}
	if r.has("later") {
		if r.step.Scope.Jobs, err = r.object("later"); err != nil {
			return result, err
		}
	}
	ends, err := r.numbers("turns")
	if err != nil {
		return result, err
	}
	for _, end := range ends {
		if result, err = r.turn(result, end); err != nil {
			return result, err
		}
	}
	return result, nil
}

func (r *runner) turn(before extension.Result, end int) (extension.Result, error) {
	branch := 0
	if before.Branch != nil {
		branch = *before.Branch
	} else if !r.has("own") {
		return before, fmt.Errorf("a branch was to end with %d, but none is running", end)
	}
	last := &workflow.Job{ID: 7, NodeID: int64(100 + branch), Status: workflow.Status(end), Result: json.RawMessage(`"last"`)}
	result, err := r.typ.(extension.BranchOwner).BranchEnded(context.Background(), r.step, branch, last)
	if err != nil {
		return result, err
	}
	return result, r.apply(result)
}

// apply does what the engine does with a result, as far as the node can see it.
func (r *runner) apply(result extension.Result) error {
	r.keep = result.Keep || result.Bubble
	if !r.keep {
		meta := json.RawMessage(nil)
		if r.step.Own != nil {
			meta = r.step.Own.Meta
		}
		value, err := json.Marshal(result.Value)
		if err != nil {
			return err
		}
		if result.Meta != nil {
			if meta, err = json.Marshal(result.Meta); err != nil {
				return err
			}
		}
		r.step.Own = &workflow.Job{ID: 6, NodeID: 1, NodeKey: ownKey, Status: result.Status, Result: value, Meta: meta}
	}
	scoper, ok := r.typ.(extension.Scoper)
	if !ok || result.Branch == nil {
		return nil
	}
	vars, err := scoper.Scope(&extension.Step{Workflow: r.step.Workflow, Node: r.step.Node, Config: r.step.Config, Prepared: r.step.Prepared, Own: r.step.Own})
	r.turns = append(r.turns, vars)
	return err
}

func (r *runner) compareError(err error) error {
	if err == nil {
		return errors.New("there was no error")
	}
	got := err.Error()
	if code := errs.CodeOf(err); code != "" {
		got = code + ": " + got
	}
	code, part, _ := strings.Cut(r.text("error"), ": ")
	if !strings.HasPrefix(got, code) || !strings.Contains(got, part) {
		return fmt.Errorf("the error is\n  %s\nwant\n  %s", got, r.text("error"))
	}
	return nil
}

// compare compares the outcome with the wanted one.
func (r *runner) compare(result extension.Result) error {
	want, err := r.object("want")
	if err != nil {
		return err
	}
	got, err := r.outcome(result, want)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(any(want), got); diff != "" {
		return fmt.Errorf("outcome (-want +got):\n%s", diff)
	}
	return nil
}

// outcome is what became of the step, as far as it must always be told or is asked for.
func (r *runner) outcome(result extension.Result, want map[string]any) (any, error) {
	m := map[string]any{"status": int(result.Status)}
	if r.keep {
		m["keep"] = true
	} else {
		m["value"] = result.Value
	}
	for key, set := range map[string]bool{"end": result.End, "wait": result.Wait, "bubble": result.Bubble} {
		if set {
			m[key] = true
		}
	}
	if result.Branch != nil {
		m["branch"] = *result.Branch
	}
	if result.SetOutput {
		m["output"] = result.Output
	}
	if result.Assign != nil {
		m["assign"] = result.Assign
	}
	if len(r.messages) > 0 {
		m["messages"] = r.messages
	}
	r.asked(m, want, result)
	return plain(m)
}

// asked adds what is compared only when the case names it.
func (r *runner) asked(m, want map[string]any, result extension.Result) {
	for key := range want {
		switch key {
		case "meta":
			m[key] = result.Meta
		case "log":
			m[key] = strings.Join(r.log, "\n")
		case "turns":
			m[key] = r.turns
		case "calls":
			m[key] = r.records.calls
		case "records":
			m[key] = r.records.rows
		case "request":
			m[key] = r.request.values
		}
	}
}
