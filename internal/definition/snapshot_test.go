package definition_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func ids(ws []*workflow.Workflow) []int64 {
	out := []int64{}
	for _, w := range ws {
		out = append(out, w.ID)
	}
	return out
}

func equalIDs(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestAnEnabledWorkflowIsInTheVeryNextSnapshot(t *testing.T) {
	h := newHarness(t)
	config := object{"collection": "posts", "global": true}
	first := h.create(object{"type": "action", "key": "first", "config": config})
	if sn := h.snapshot(); sn.ByKey("first") != nil || sn.Candidates(workflow.PostAction, "posts") {
		t.Fatal("a disabled workflow is offered")
	}
	second := h.create(object{"type": "action", "key": "second", "config": config, "enabled": true})
	h.update(first, object{"enabled": true})
	sn := h.snapshot()
	if got := ids(sn.Global(workflow.PostAction, "posts")); !equalIDs(got, []int64{first, second}) {
		t.Errorf("global workflows are %v, want %v by id", got, []int64{first, second})
	}
	if !sn.Candidates(workflow.PostAction, "posts") || sn.Candidates(workflow.PreAction, "posts") || sn.Candidates(workflow.PostAction, "users") {
		t.Error("candidates do not agree with the layer and collection")
	}
	if sn.ByKey("first").Trigger == nil || sn.ByKey("first").Broken != nil {
		t.Errorf("the trigger was not compiled: %+v", sn.ByKey("first"))
	}
	h.update(first, object{"enabled": false})
	sn = h.snapshot()
	if w, known := sn.Known("first"); sn.ByKey("first") != nil || !known || w.Enabled || w.ID != first {
		t.Error("a disabled workflow must be known by its current version")
	}
	if _, known := sn.Known("third"); known {
		t.Error("an unknown key is known")
	}
}

func TestWhoListensWithoutBeingNamed(t *testing.T) {
	h := newHarness(t)
	local := h.create(object{"type": "action", "enabled": true, "config": object{"collection": "posts"}})
	always := h.create(object{"type": "collection", "enabled": true, "config": object{"collection": "posts"}})
	h.create(object{"type": "free", "enabled": true})
	sn := h.snapshot()
	if got := ids(sn.Global(workflow.Collection, "posts")); !equalIDs(got, []int64{always}) {
		t.Errorf("collection workflows: %v", got)
	}
	if got := sn.Global(workflow.PostAction, "posts"); len(got) != 0 {
		t.Errorf("a local workflow %d is global: %v", local, ids(got))
	}
	if got := sn.Enabled(); len(got) != 3 {
		t.Errorf("enabled: %v", ids(got))
	}
}

func TestATriggerThatCannotBeUsedListensToNothing(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "collection", "key": "bad", "enabled": true})
	setColumn(h, "workflows", id, schema.Record{"config": object{"collection": "posts", "bad": true}})
	sn := h.snapshot()
	if sn.Candidates(workflow.Collection, "posts") {
		t.Error("it is a candidate")
	}
	if w := sn.ByKey("bad"); w == nil || w.Broken == nil {
		t.Errorf("it must be there and say why it is broken: %+v", w)
	}
}

// setColumn damages a row behind the back of every rule.
func setColumn(h *harness, collection string, id int64, set schema.Record) {
	h.Helper()
	err := h.exclusive(func(tx store.Tx) error {
		_, err := tx.Update(h.tables.Collection(collection), h.eq(collection, "id", id), set)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

func TestForcedModesOverruleTheChosenOne(t *testing.T) {
	h := newHarness(t)
	enabled := h.create(object{"type": "pre", "key": "pre", "enabled": true, "sync": false, "config": object{"collection": "posts"}})
	disabled := h.create(object{"type": "pre", "key": "idle", "sync": false, "config": object{"collection": "posts"}})
	for _, id := range []int64{enabled, disabled} {
		if h.row("workflows", id)["sync"] != true {
			t.Error("the forced mode is not stored")
		}
		setColumn(h, "workflows", id, schema.Record{"sync": false}) // as a type that did not force it once left behind
	}
	sn := h.snapshot()
	idle, _ := sn.Known("idle")
	if !sn.ByKey("pre").Sync || !idle.Sync {
		t.Error("a pre-action workflow is synchronous whatever was chosen")
	}
}

func TestUnchangedVersionsAreNotCompiledAgain(t *testing.T) {
	h := newHarness(t)
	kept := h.create(object{"type": "free", "key": "kept", "enabled": true})
	h.node(kept, object{"type": "strict", "config": object{"need": true}})
	changed := h.create(object{"type": "free", "key": "changed", "enabled": true})
	idle := h.create(object{"type": "free", "key": "idle"})
	old := version(h, idle)
	before := h.snapshot()
	if again := h.snapshot(); again != before {
		t.Error("the snapshot was read again without need")
	}
	h.node(changed, object{"type": "echo"})
	after := h.snapshot()
	if after.Version <= before.Version {
		t.Error("the version did not grow with the edit")
	}
	if after.ByKey("kept") != before.ByKey("kept") {
		t.Error("an unchanged workflow was compiled again")
	}
	if after.ByKey("changed") == before.ByKey("changed") || len(before.ByKey("changed").Nodes) != 0 {
		t.Error("a changed workflow must be a new value")
	}
	if version(h, idle) != old {
		t.Error("an unchanged disabled version was compiled again")
	}
}

func version(h *harness, id int64) *workflow.Workflow {
	h.Helper()
	w, err := h.service.Workflow(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	return w
}

func TestAnyVersionIsFoundByID(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free", "key": "k", "enabled": true})
	if version(h, id) != h.snapshot().ByKey("k") {
		t.Error("an enabled version is the snapshot's own")
	}
	h.update(id, object{"enabled": false})
	node := h.node(id, object{"type": "strict", "config": object{"need": true}})
	w := version(h, id)
	if w.Enabled || w.Head() == nil || w.Head().ID != node || w.Head().Prepared != `{"need":true}` {
		t.Errorf("the disabled version is incomplete: %+v", w)
	}
	h.update(id, object{"options": object{"timeout": num("5000")}})
	if got := version(h, id).Options.Timeout; got != 5000 {
		t.Errorf("timeout is %d after it was changed", got)
	}
	h.must(func(e *definition.Edit) error {
		_, err := e.Destroy(h.Context(), h.eq("workflows", "id", id), false)
		return err
	})
	if _, err := h.service.Workflow(h.Context(), id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v for a version that was destroyed", err)
	}
}

func TestWhatCannotRunSaysWhy(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free"})
	a := h.node(id, object{"type": "strict"})
	b := h.node(id, object{"type": "echo", "upstreamId": num64(a)})
	setColumn(h, "flow_nodes", a, schema.Record{"config": object{"broken": true}})
	setColumn(h, "flow_nodes", b, schema.Record{"type": "gone"})
	w := version(h, id)
	if w.Broken != nil || w.Node(a).Broken == nil || w.Node(b).Broken == nil {
		t.Errorf("workflow: %v, nodes: %v, %v", w.Broken, w.Node(a).Broken, w.Node(b).Broken)
	}
	setColumn(h, "flow_nodes", b, schema.Record{"upstreamId": nil})
	if w := version(h, id); w.Broken == nil {
		t.Error("two heads went unnoticed")
	}
	setColumn(h, "flow_nodes", b, schema.Record{"upstreamId": a, "downstreamId": a})
	setColumn(h, "flow_nodes", a, schema.Record{"upstreamId": b, "downstreamId": b})
	if w := version(h, id); w.Broken == nil {
		t.Error("a ring went unnoticed")
	}
	setColumn(h, "workflows", id, schema.Record{"type": "gone"})
	if w := version(h, id); w.Broken == nil {
		t.Error("an unknown trigger type went unnoticed")
	}
}

func TestSnapshotsMayBeReadWhileWorkflowsAreEdited(t *testing.T) {
	h := newHarness(t)
	id := h.create(object{"type": "free", "key": "k", "enabled": true})
	other := h.create(object{"type": "free"})
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for last := uint64(0); ; {
				select {
				case <-stop:
					return
				default:
				}
				sn, err := h.service.Snapshot(t.Context())
				if err != nil || sn.Version < last || sn.ByKey("k") == nil {
					t.Errorf("snapshot %v after version %d: %v", sn, last, err)
					return
				}
				last = sn.Version
				if _, err := h.service.Workflow(t.Context(), other); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		h.node(id, object{"type": "echo"})
		if got := len(h.snapshot().ByKey("k").Nodes); got == 0 {
			t.Error("the node that was just acknowledged is missing")
		}
	}
	close(stop)
	readers.Wait()
}
