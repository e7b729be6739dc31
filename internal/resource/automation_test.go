package resource_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/resource"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/triggers"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

type (
	object = map[string]any
	params = query.Values
)

// directEdits are transactions without an idempotency key.
type directEdits struct{ store.DB }

func (e directEdits) Exclusive(ctx context.Context, _ *action.Request, fn func(tx store.Tx) error) error {
	return e.DB.Exclusive(ctx, fn)
}

func (e directEdits) Write(ctx context.Context, _ *action.Request, fn func(tx store.Tx) error) error {
	return e.DB.Write(ctx, store.Unit{Run: fn})
}

func (e directEdits) Keep(*action.Request, store.Tx) error { return nil }

// notedEngine notes what it was asked for and answers what a test put in.
type notedEngine struct {
	calls   []string
	input   string
	id      int64
	status  workflow.Status
	started bool
	err     error
	before  func() // runs inside each call
	tested  extension.Result
	scope   *expr.Scope // of the last test
}

func (e *notedEngine) note(name string, args ...any) error {
	raw, err := json.Marshal(args)
	if err != nil {
		return err
	}
	e.calls = append(e.calls, name+string(raw))
	if e.before != nil {
		e.before()
	}
	return e.err
}

func (e *notedEngine) ExecuteManually(_ context.Context, actor *acl.Actor, w *workflow.Workflow, input json.RawMessage, _ func(store.Tx) error) (int64, workflow.Status, bool, error) {
	e.input = string(input)
	err := e.note("execute", actor.UserID, w.ID)
	return e.id, e.status, e.started, err
}

func (e *notedEngine) Cancel(_ context.Context, id int64, _ func(store.Tx) error) error {
	return e.note("cancel", id)
}

func (e *notedEngine) Rerun(_ context.Context, id, nodeID int64, overwrite bool, _ func(store.Tx) error) error {
	return e.note("rerun", id, nodeID, overwrite)
}

func (e *notedEngine) Retry(_ context.Context, id, nodeID int64, _ func(store.Tx) error) (int64, error) {
	return e.id, e.note("retry", id, nodeID)
}

func (e *notedEngine) Resume(_ context.Context, id int64, s workflow.Status, result json.RawMessage, _ func(store.Tx) error) error {
	return e.note("resume", id, s, result)
}

func (e *notedEngine) TestNode(_ context.Context, _ *acl.Actor, typ string, config json.RawMessage, scope *expr.Scope) (extension.Result, string, error) {
	e.scope = scope
	return e.tested, "a line\n", e.note("test", typ, config)
}

func (e *notedEngine) Evaluate(ctx context.Context, engine, expression string, scope *expr.Scope) (any, error) {
	compiled, err := expr.CompileExpression(engine, expression)
	if err != nil {
		return nil, err
	}
	return compiled.Evaluate(ctx, scope, nil)
}

// automationHarness is the resources of automation on a database of their own.
type automationHarness struct {
	*testing.T
	db        *sqlite.DB
	engine    *notedEngine
	schema    *schema.Snapshot
	resources map[string]*action.Resource
	canceled  []int64
	admins    map[int64]bool
	user      int64
}

func newAutomation(t *testing.T) *automationHarness {
	t.Helper()
	h := &automationHarness{T: t, engine: &notedEngine{}, resources: map[string]*action.Resource{}, admins: map[int64]bool{}}
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()})
	h.ok(err)
	t.Cleanup(func() { h.ok(db.Close()) })
	h.db = db
	h.schema, err = schema.NewSnapshot(1, append(schema.System(), orderCollections()...))
	h.ok(err)
	current := func(context.Context) (*schema.Snapshot, error) { return h.schema, nil }
	registry, err := extension.NewRegistry(append(nodes.All(), untried{}), triggers.All())
	h.ok(err)
	definitions, err := definition.New(definition.Options{
		DB: db, Registry: registry, Schema: current,
		Cancel: func(_ context.Context, _ store.Tx, ids []int64) error {
			h.canceled = append(h.canceled, ids...)
			return nil
		},
	})
	h.ok(err)
	bindings, err := binding.New(db)
	h.ok(err)
	a, err := resource.NewAutomation(resource.AutomationOptions{
		DB: db, Edits: directEdits{db}, Definitions: definitions, Bindings: bindings, Registry: registry, Engine: h.engine,
		Schema: current, Clock: clock.System{}, Administers: func(a *acl.Actor) bool { return h.admins[a.UserID] },
	})
	h.ok(err)
	for _, r := range a.Resources() {
		h.resources[r.Name] = r
	}
	h.user = h.insert("users", schema.Record{"nickname": "Ada"})
	return h
}

// orderCollections are orders with a customer.
func orderCollections() []*schema.Collection {
	id := func() *schema.Field { return &schema.Field{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true} }
	customer := &schema.Field{Name: "customer", Type: "belongsTo", Relation: &schema.Relation{Type: schema.BelongsTo, Target: "customers"}}
	return []*schema.Collection{
		{Key: "orders", Name: "orders", Table: "orders", Fields: []*schema.Field{id(), customer}},
		{Key: "customers", Name: "customers", Table: "customers", Fields: []*schema.Field{id()}},
	}
}

func (h *automationHarness) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// request makes a request as the router would: ids in the query are text, bodies hold json.Numbers.
func (h *automationHarness) request(name, act string, p params, body any) *action.Request {
	h.Helper()
	req := &action.Request{Resource: name, Action: act, Params: p, Values: object{}, Actor: &acl.Actor{UserID: h.user}}
	if p == nil {
		req.Params = params{}
	}
	if body != nil {
		raw, err := json.Marshal(body)
		h.ok(err)
		req.Body = raw
		req.Values = decodeNumbers(h.T, raw)
	}
	return req
}

func (h *automationHarness) run(req *action.Request) (*action.Response, error) {
	h.Helper()
	r := h.resources[req.Resource]
	if r == nil {
		h.Fatalf("no resource %s", req.Resource)
	}
	a, ok := r.Actions[req.Action]
	if !ok || a.Run == nil {
		h.Fatalf("no action %s:%s", req.Resource, req.Action)
	}
	return a.Run(h.Context(), req)
}

// call runs an action that succeeds and returns its data as a client decodes it.
func (h *automationHarness) call(name, act string, p params, body any) any {
	h.Helper()
	res, err := h.run(h.request(name, act, p, body))
	h.ok(err)
	if !res.HasData {
		return nil
	}
	return onWire(h.T, res.Data)
}

// refused runs an action that fails.
func (h *automationHarness) refused(kind errs.Kind, code, name, act string, p params, body any) {
	h.Helper()
	_, err := h.run(h.request(name, act, p, body))
	if errs.KindOf(err) != kind || errs.CodeOf(err) != code {
		h.Errorf("%s:%s answered %v (%s, kind %d), want %s, kind %d", name, act, err, errs.CodeOf(err), errs.KindOf(err), code, kind)
	}
}

func onWire(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return decodeNumbers(t, raw)
}

func decodeNumbers(t *testing.T, raw []byte) any {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// idIn returns the id of an answered object.
func idIn(t *testing.T, data any) int64 {
	t.Helper()
	m, _ := data.(object)
	n, _ := m["id"].(json.Number)
	id, err := n.Int64()
	if err != nil {
		t.Fatalf("no id in %v", data)
	}
	return id
}

func tk(id int64) params { return params{"filterByTk": strconv.FormatInt(id, 10)} }

func with(p params, more params) params {
	out := params{}
	for k, v := range p {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// insert stores a row behind the resources' back and returns its id.
func (h *automationHarness) insert(collection string, row schema.Record) int64 {
	h.Helper()
	var id int64
	h.ok(h.db.Exclusive(h.Context(), func(tx store.Tx) error {
		id = tx.NextID()
		row["id"] = id
		return tx.Insert(h.schema.Collection(collection), row)
	}))
	return id
}

func (h *automationHarness) execution(workflowID int64, status workflow.Status) int64 {
	h.Helper()
	var id int64
	h.ok(h.db.Exclusive(h.Context(), func(tx store.Tx) error {
		id = tx.NextID()
		return tx.InsertExecutions([]*workflow.Execution{{
			ID: id, WorkflowID: workflowID, Key: "k", Status: status, Context: json.RawMessage("{}"), CreatedAt: tx.Now(),
		}})
	}))
	return id
}

func (h *automationHarness) job(executionID int64, status workflow.Status) int64 {
	h.Helper()
	var id int64
	h.ok(h.db.Exclusive(h.Context(), func(tx store.Tx) error {
		id = tx.NextID()
		return tx.SaveJobs([]*workflow.Job{{
			ID: id, ExecutionID: executionID, NodeKey: "n", Status: status, Result: json.RawMessage(`{"n":1}`), CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}})
	}))
	return id
}

func (h *automationHarness) count(collection string) int64 {
	h.Helper()
	var n int64
	h.ok(h.db.Read(h.Context(), func(r store.Reader) (err error) {
		n, err = r.Count(h.schema.Collection(collection), nil)
		return err
	}))
	return n
}

// set changes a row behind the resources' back.
func (h *automationHarness) set(collection string, id int64, row schema.Record) {
	h.Helper()
	c := h.schema.Collection(collection)
	h.ok(h.db.Exclusive(h.Context(), func(tx store.Tx) error {
		_, err := tx.Update(c, query.Cond{Field: c.PrimaryKey(), Op: query.Eq, Value: id}, row)
		return err
	}))
}

// workflow makes a post-action workflow on orders.
func (h *automationHarness) workflow(more object) int64 {
	h.Helper()
	values := object{"type": "action", "title": "W", "config": object{"collection": "orders"}}
	for k, v := range more {
		values[k] = v
	}
	return idIn(h.T, h.call("workflows", "create", nil, values))
}

// node adds a node to a workflow.
func (h *automationHarness) node(workflowID int64, values object) int64 {
	h.Helper()
	req := h.request("workflows.nodes", "create", nil, values)
	req.SourceID, req.HasSource = strconv.FormatInt(workflowID, 10), true
	res, err := h.run(req)
	h.ok(err)
	return idIn(h.T, onWire(h.T, res.Data))
}
