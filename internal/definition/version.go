package definition

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// cached is a compiled version and the definitions version at which it was checked.
type cached struct {
	version  uint64
	workflow *workflow.Workflow
}

// Workflow returns any version by id with its nodes, enabled or not, as running executions need it. Errors:
// store.ErrNotFound.
func (s *Service) Workflow(ctx context.Context, id int64) (*workflow.Workflow, error) {
	sn, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	if w := sn.byID[id]; w != nil {
		return w, nil
	}
	kept, ok := s.others.Get(id)
	if ok && kept.version == sn.Version {
		return kept.workflow, nil
	}
	var rec schema.Record
	var nodes []schema.Record
	err = s.options.DB.Read(ctx, func(r store.Reader) (err error) {
		rec, nodes, err = s.rows(r, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if rec == nil {
		s.others.Remove(id)
		return nil, store.ErrNotFound
	}
	w, err := s.build(rec, nodes, kept.workflow)
	if err != nil {
		return nil, err
	}
	s.others.Add(id, cached{sn.Version, w})
	return w, nil
}

// rows reads a version and its nodes; rec is nil when there is none.
func (s *Service) rows(r store.RecordReader, id int64) (rec schema.Record, nodes []schema.Record, err error) {
	rec, err = findOne(r, s.tables.workflows, eq(s.tables.workflows, "id", id))
	if err != nil || rec == nil {
		return nil, nil, err
	}
	nodes, err = find(r, s.tables.nodes, eq(s.tables.nodes, "workflowId", id))
	return rec, nodes, err
}
