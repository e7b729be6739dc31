package definition_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// fakeNode is a node type made of its description.
type fakeNode struct{ extension.NodeSpec }

func (n fakeNode) Spec() extension.NodeSpec { return n.NodeSpec }

func (fakeNode) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Done(nil), nil
}

// strictNode demands need in its configuration and a collection that exists.
type strictNode struct{ fakeNode }

func (strictNode) Validate(config json.RawMessage, s *schema.Snapshot) error {
	var c struct {
		Need       bool   `json:"need"`
		Collection string `json:"collection"`
	}
	if err := json.Unmarshal(config, &c); err != nil {
		return err
	}
	var list errs.List
	if !c.Need {
		list = append(list, errs.New(errs.Invalid, "REQUIRED", "need is required").On("need"))
	}
	if c.Collection != "" && s.Collection(c.Collection) == nil {
		list = append(list, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "no such collection").On("collection"))
	}
	return list.Or()
}

func (strictNode) Prepare(config json.RawMessage) (any, error) {
	if string(config) == `{"broken":true}` {
		return nil, errors.New("broken")
	}
	return string(config), nil
}

func (strictNode) Copy(json.RawMessage) json.RawMessage { return json.RawMessage(`{"copied":1}`) }

// fakeTrigger is a trigger type made of its description.
type fakeTrigger struct{ extension.TriggerSpec }

type triggerConfig struct {
	Collection string `json:"collection"`
	Global     bool   `json:"global"`
	Bad        bool   `json:"bad"`
}

func parseTrigger(config json.RawMessage) (c triggerConfig) {
	if json.Unmarshal(config, &c) != nil {
		return triggerConfig{}
	}
	return c
}

func (t fakeTrigger) Spec() extension.TriggerSpec { return t.TriggerSpec }

func (fakeTrigger) Validate(config json.RawMessage, s *schema.Snapshot) error {
	var list errs.List
	c := parseTrigger(config)
	if s.Collection(c.Collection) == nil {
		list = append(list, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "Collection %q does not exist", c.Collection).On("collection"))
	}
	if c.Bad {
		list = append(list, errs.New(errs.Invalid, "BAD", "bad").On("bad"))
	}
	return list.Or()
}

func (fakeTrigger) Compile(config json.RawMessage) (any, error) {
	c := parseTrigger(config)
	if c.Bad {
		return nil, errors.New("cannot compile")
	}
	return &c, nil
}

func (fakeTrigger) Match(*workflow.Workflow, *workflow.Event, *workflow.Binding, extension.Reader) ([]extension.Start, workflow.Reason, error) {
	return nil, workflow.NoReason, nil
}

func (fakeTrigger) Manual(*workflow.Workflow, json.RawMessage, extension.Reader) ([]extension.Start, error) {
	return nil, nil
}

// freeTrigger accepts every configuration and compiles to nothing.
type freeTrigger struct{ fakeTrigger }

func (freeTrigger) Validate(json.RawMessage, *schema.Snapshot) error { return nil }
func (freeTrigger) Compile(json.RawMessage) (any, error)             { return nil, nil }

func fakeTriggers() []extension.TriggerType {
	always := true
	listening := func(typ string, layer workflow.Layer) fakeTrigger {
		return fakeTrigger{extension.TriggerSpec{
			Type: typ, Layer: layer,
			Collection: func(c json.RawMessage) string { return parseTrigger(c).Collection },
			Global:     func(c json.RawMessage) bool { return parseTrigger(c).Global },
		}}
	}
	coll, pre := listening("collection", workflow.Collection), listening("pre", workflow.PreAction)
	coll.Global, pre.Sync = nil, &always
	return []extension.TriggerType{
		listening("action", workflow.PostAction), coll, pre,
		freeTrigger{fakeTrigger{extension.TriggerSpec{Type: "free", Layer: workflow.CustomAction}}},
	}
}

func fakeNodes() []extension.NodeType {
	branches := func(config json.RawMessage) []extension.Branch {
		var c struct {
			Branches int `json:"branches"`
		}
		if json.Unmarshal(config, &c) != nil {
			return nil
		}
		out := make([]extension.Branch, c.Branches)
		for i := range out {
			out[i].Index = i
		}
		return out
	}
	node := func(s extension.NodeSpec) fakeNode { return fakeNode{s} }
	return []extension.NodeType{
		node(extension.NodeSpec{Type: "echo", SyncAllowed: true}),
		node(extension.NodeSpec{Type: "wait"}),
		node(extension.NodeSpec{Type: "message", SyncAllowed: true, SyncOnly: true}),
		node(extension.NodeSpec{Type: "prepost", SyncAllowed: true, Triggers: []string{"pre"}}),
		node(extension.NodeSpec{Type: "fork", SyncAllowed: true, Branches: branches}),
		node(extension.NodeSpec{Type: "many", SyncAllowed: true, Branches: func(json.RawMessage) []extension.Branch {
			return []extension.Branch{{Index: extension.AnyBranch}}
		}}),
		strictNode{node(extension.NodeSpec{Type: "strict", SyncAllowed: true})},
	}
}

type object = map[string]any

// harness is a service on a database of its own.
type harness struct {
	testing.TB
	db      *sqlite.DB
	service *definition.Service
	tables  *schema.Snapshot

	canceled []int64
}

func newHarness(t testing.TB) *harness {
	t.Helper()
	h := &harness{TB: t}
	var err error
	if h.db, err = sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	collections := append(schema.System(), &schema.Collection{
		Key: "posts", Name: "posts", Table: "posts", Fields: []*schema.Field{{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true}},
	})
	if h.tables, err = schema.NewSnapshot(1, collections); err != nil {
		t.Fatal(err)
	}
	registry, err := extension.NewRegistry(fakeNodes(), fakeTriggers())
	if err != nil {
		t.Fatal(err)
	}
	h.service, err = definition.New(definition.Options{
		DB: h.db, Registry: registry, NodesLimit: 40,
		Schema: func(context.Context) (*schema.Snapshot, error) { return h.tables, nil },
		Cancel: func(_ context.Context, tx store.Tx, ids []int64) error {
			h.canceled = append(h.canceled, ids...)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// in is the same harness for a subtest.
func (h *harness) in(t *testing.T) *harness {
	c := *h
	c.TB = t
	return &c
}

func (h *harness) edit(fn func(e *definition.Edit) error) error {
	return h.exclusive(func(tx store.Tx) error {
		e, err := h.service.Edit(h.Context(), tx, 0)
		if err != nil {
			return err
		}
		return fn(e)
	})
}

func (h *harness) exclusive(fn func(tx store.Tx) error) error {
	return h.db.Exclusive(h.Context(), fn)
}

// must runs an edit that succeeds.
func (h *harness) must(fn func(e *definition.Edit) error) {
	h.Helper()
	if err := h.edit(fn); err != nil {
		h.Fatal(err)
	}
}

// refused runs an edit that fails with code.
func (h *harness) refused(kind errs.Kind, code string, fn func(e *definition.Edit) error) {
	h.Helper()
	err := h.edit(fn)
	if errs.CodeOf(err) != code || errs.KindOf(err) != kind {
		h.Errorf("got error %v (code %q, kind %d), want code %q, kind %d", err, errs.CodeOf(err), errs.KindOf(err), code, kind)
	}
}

func (h *harness) create(values object) int64 {
	h.Helper()
	var id int64
	h.must(func(e *definition.Edit) error {
		rec, err := e.Create(values)
		id, _ = rec["id"].(int64)
		return err
	})
	return id
}

func (h *harness) node(workflowID int64, values object) int64 {
	h.Helper()
	var id int64
	h.must(func(e *definition.Edit) error {
		rec, err := e.CreateNode(workflowID, values)
		id, _ = rec["id"].(int64)
		return err
	})
	return id
}

func (h *harness) update(id int64, values object) {
	h.Helper()
	h.must(func(e *definition.Edit) error {
		_, err := e.Update(h.eq("workflows", "id", id), values)
		return err
	})
}

func (h *harness) eq(collection, field string, v any) query.Filter {
	return query.Cond{Field: h.tables.Collection(collection).Field(field), Op: query.Eq, Value: v}
}

func (h *harness) rows(collection string, f query.Filter) []schema.Record {
	h.Helper()
	var rows []schema.Record
	err := h.db.Read(h.Context(), func(r store.Reader) (err error) {
		rows, err = r.Find(&query.Find{Collection: h.tables.Collection(collection), Filter: f})
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return rows
}

func (h *harness) row(collection string, id any) schema.Record {
	h.Helper()
	c := h.tables.Collection(collection)
	rows := h.rows(collection, h.eq(collection, c.PrimaryKey().Name, id))
	if len(rows) != 1 {
		h.Fatalf("%s %v: %d rows", collection, id, len(rows))
	}
	return rows[0]
}

func (h *harness) snapshot() *definition.Snapshot {
	h.Helper()
	sn, err := h.service.Snapshot(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return sn
}

// executed marks a version as executed once.
func (h *harness) executed(id int64) {
	h.Helper()
	err := h.exclusive(func(tx store.Tx) error {
		return tx.CountStarts(id, h.key(tx, id), 1)
	})
	if err != nil {
		h.Fatal(err)
	}
}

func (h *harness) key(tx store.Tx, id int64) string {
	rows, err := tx.Find(&query.Find{Collection: h.tables.Collection("workflows"), Filter: h.eq("workflows", "id", id)})
	if err != nil || len(rows) != 1 {
		h.Fatal(err, rows)
	}
	key, _ := rows[0]["key"].(string)
	return key
}

// start stores an execution of a version.
func (h *harness) start(workflowID int64, status workflow.Status) int64 {
	h.Helper()
	var id int64
	err := h.exclusive(func(tx store.Tx) error {
		id = tx.NextID()
		return tx.InsertExecutions([]*workflow.Execution{{
			ID: id, WorkflowID: workflowID, Key: "k", Status: status, Context: json.RawMessage("{}"), CreatedAt: tx.Now(),
		}})
	})
	if err != nil {
		h.Fatal(err)
	}
	return id
}

// user stores a person.
func (h *harness) user() int64 {
	h.Helper()
	var id int64
	err := h.exclusive(func(tx store.Tx) error {
		id = tx.NextID()
		return tx.Insert(h.tables.Collection("users"), schema.Record{"id": id, "nickname": "Ada"})
	})
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func marshal(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
