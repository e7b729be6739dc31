package engine

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// state is what a visit knows of its execution. A unit works on a copy, so that it can be run again.
type state struct {
	x        workflow.Execution
	latest   map[int64]*workflow.Job // by node id
	results  map[string]any          // by node key: $jobsMapByNodeKey
	byID     map[int64]*workflow.Job
	dirty    []*workflow.Job // jobs to be written with the next commit, by id
	messages []any           // for the request, in order
	lastNode string          // type of the node of the last saved job
	values   *submitted      // pre-action: the request's values
}

func newState(x *workflow.Execution, jobs []*workflow.Job) (*state, error) {
	s := &state{x: *x, latest: map[int64]*workflow.Job{}, results: map[string]any{}, byID: map[int64]*workflow.Job{}}
	for _, j := range jobs {
		j.MarkStored()
		s.latest[j.NodeID] = j
		s.byID[j.ID] = j
		v, err := plain.Unmarshal(j.Result)
		if err != nil {
			return nil, err
		}
		s.results[j.NodeKey] = v
	}
	return s, nil
}

// clone copies everything that a step changes. Jobs themselves are replaced, never changed in place.
func (s *state) clone() *state {
	c := *s
	c.latest = maps.Clone(s.latest)
	c.results = maps.Clone(s.results)
	c.byID = maps.Clone(s.byID)
	c.dirty = slices.Clone(s.dirty)
	c.messages = slices.Clone(s.messages)
	c.values = s.values.clone()
	return &c
}

// put stores j as the latest job of its node and marks it to be written.
func (s *state) put(j *workflow.Job, value any) {
	if old := s.latest[j.NodeID]; old != nil {
		delete(s.byID, old.ID) // nothing refers to the jobs of earlier turns any more
	}
	s.latest[j.NodeID] = j
	s.byID[j.ID] = j
	s.results[j.NodeKey] = value
	for i, d := range s.dirty {
		if d.ID == j.ID {
			s.dirty[i] = j
			return
		}
	}
	s.dirty = append(s.dirty, j)
}

// result turns a step's value into what a later visit would read back, so that both see the same types.
func result(v any, limit int) (json.RawMessage, any, error) {
	switch t := v.(type) {
	case nil:
		return json.RawMessage("null"), nil, nil
	case bool:
		if t {
			return json.RawMessage("true"), t, nil
		}
		return json.RawMessage("false"), t, nil
	}
	if raw, ok := v.(json.RawMessage); ok && len(raw) > limit { // before it is read
		return nil, nil, errResultTooLarge(len(raw), limit)
	}
	raw, value, err := plain.Normal(v)
	if err == nil && len(raw) > limit {
		err = errResultTooLarge(len(raw), limit)
	}
	if err != nil {
		return nil, nil, err
	}
	return raw, value, nil
}
