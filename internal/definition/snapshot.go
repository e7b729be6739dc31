package definition

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Snapshot is what is enabled as of one definitions version. Immutable and safe for concurrent use.
type Snapshot struct {
	// Version is the definitions version that the snapshot may be used with.
	Version uint64

	enabled   []*workflow.Workflow // by id
	byID      map[int64]*workflow.Workflow
	byKey     map[string]*workflow.Workflow
	known     map[string]*workflow.Workflow
	listening map[listener][]*workflow.Workflow
}

// listener is what events are looked up by.
type listener struct {
	layer      workflow.Layer
	collection string
}

// ByKey returns the enabled version of key, or nil.
func (sn *Snapshot) ByKey(key string) *workflow.Workflow { return sn.byKey[key] }

// Known returns the current version of key even when it is disabled (then without configuration and nodes); false
// when there is no such key.
func (sn *Snapshot) Known(key string) (*workflow.Workflow, bool) {
	w, ok := sn.known[key]
	return w, ok
}

// Global returns the enabled workflows of the layer that listen to the collection without being named, by id. The
// caller must not change the slice.
func (sn *Snapshot) Global(layer workflow.Layer, collection string) []*workflow.Workflow {
	return sn.listening[listener{layer, collection}]
}

// Candidates tells whether Global returns any workflow.
func (sn *Snapshot) Candidates(layer workflow.Layer, collection string) bool {
	return len(sn.listening[listener{layer, collection}]) > 0
}

// Enabled returns all enabled workflows by id. The caller must not change the slice.
func (sn *Snapshot) Enabled() []*workflow.Workflow { return sn.enabled }

// Snapshot returns what is enabled now: at least as new as every edit acknowledged before the call.
func (s *Service) Snapshot(ctx context.Context) (*Snapshot, error) {
	if sn := s.current.Load(); sn != nil && sn.Version == s.options.DB.Version() {
		return sn, nil
	}
	s.load.Lock()
	defer s.load.Unlock()
	// The version is read before the rows: they are never older than their label, and newer ones only cost a reload.
	version := s.options.DB.Version()
	old := s.current.Load()
	if old != nil && old.Version == version {
		return old, nil
	}
	sn, err := s.read(ctx, version, old)
	if err != nil {
		return nil, err
	}
	s.current.Store(sn)
	return sn, nil
}

func (s *Service) read(ctx context.Context, version uint64, old *Snapshot) (*Snapshot, error) {
	var enabled, idle, nodes []schema.Record
	err := s.options.DB.Read(ctx, func(r store.Reader) (err error) {
		t := s.tables.workflows
		if enabled, err = find(r, t, isTrue(t, "enabled")); err != nil {
			return err
		}
		idleOnes := query.And{isTrue(t, "current"), query.Not{Filter: isTrue(t, "enabled")}}
		if idle, err = find(r, t, idleOnes, "id", "key", "title", "type", "current", "sync"); err != nil {
			return err
		}
		nodes, err = findByID(r, s.tables.nodes, "workflowId", ids(enabled))
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.assemble(version, old, enabled, idle, nodes)
}

func (s *Service) assemble(version uint64, old *Snapshot, enabled, idle, nodes []schema.Record) (*Snapshot, error) {
	sn := &Snapshot{
		Version: version, byID: make(map[int64]*workflow.Workflow, len(enabled)), byKey: make(map[string]*workflow.Workflow, len(enabled)),
		known: make(map[string]*workflow.Workflow, len(enabled)+len(idle)), listening: map[listener][]*workflow.Workflow{},
	}
	for _, rec := range idle {
		w, err := workflowOf(rec, s.options.Registry)
		if err != nil {
			return nil, err
		}
		sn.known[w.Key] = w
	}
	byWorkflow := map[int64][]schema.Record{}
	for _, rec := range nodes {
		id := integer(rec["workflowId"])
		byWorkflow[id] = append(byWorkflow[id], rec)
	}
	for _, rec := range enabled {
		var before *workflow.Workflow
		if old != nil {
			before = old.byID[integer(rec["id"])]
		}
		w, err := s.build(rec, byWorkflow[integer(rec["id"])], before)
		if err != nil {
			return nil, err
		}
		sn.add(w, s)
	}
	return sn, nil
}

// add indexes an enabled workflow. One whose trigger cannot be used listens to nothing.
func (sn *Snapshot) add(w *workflow.Workflow, s *Service) {
	sn.enabled = append(sn.enabled, w)
	sn.byID[w.ID], sn.byKey[w.Key], sn.known[w.Key] = w, w, w
	t := s.options.Registry.Trigger(w.Type)
	if t == nil || !usable(w) {
		return
	}
	spec := t.Spec()
	if spec.Collection == nil || !isGlobal(spec, w.Config) {
		return
	}
	if name := spec.Collection(w.Config); name != "" {
		l := listener{spec.Layer, name}
		sn.listening[l] = append(sn.listening[l], w)
	}
}

func ids(rows []schema.Record) []int64 {
	out := make([]int64, len(rows))
	for i, rec := range rows {
		out[i] = integer(rec["id"])
	}
	return out
}
