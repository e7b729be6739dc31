package engine

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/plain"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// submitted is the request that pre-action workflows see and may change. It implements extension.Request.
type submitted struct {
	values  any
	owner   *workflow.Workflow
	changes []workflow.ValueChange
}

func (s *submitted) clone() *submitted {
	if s == nil {
		return nil
	}
	return &submitted{values: copyJSON(s.values), owner: s.owner, changes: append([]workflow.ValueChange(nil), s.changes...)}
}

// Values implements extension.Request.
func (s *submitted) Values() any { return copyJSON(s.values) }

// Set implements extension.Request.
func (s *submitted) Set(path string, value any) error { return s.change(path, value, false) }

// Unset implements extension.Request.
func (s *submitted) Unset(path string) error { return s.change(path, nil, true) }

func (s *submitted) change(path string, value any, unset bool) error {
	if path == "" || len(path) > 1000 {
		return errInvalidPath(path)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if value, err = plain.Unmarshal(raw); err != nil {
		return err
	}
	if s.values, err = changeAt(s.values, strings.Split(path, "."), value, unset); err != nil {
		return errInvalidPath(path)
	}
	s.changes = append(s.changes, workflow.ValueChange{Path: path, Workflow: s.owner})
	return nil
}

func errInvalidPath(path string) error {
	return errs.New(errs.Invalid, "INVALID_PATH", "the submitted values have no place %q", path)
}

// changeAt sets or removes what stands at path; objects on the way are made, lists are not extended.
func changeAt(v any, path []string, value any, unset bool) (any, error) {
	if list, ok := v.([]any); ok {
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(list) {
			return nil, errInvalidPath(path[0])
		}
		return changeItem(list, i, path, value, unset)
	}
	m, ok := v.(map[string]any)
	if !ok {
		if v != nil {
			return nil, errInvalidPath(path[0])
		}
		m = map[string]any{}
	}
	if len(path) > 1 {
		if unset && m[path[0]] == nil {
			return m, nil
		}
		inner, err := changeAt(m[path[0]], path[1:], value, unset)
		m[path[0]] = inner
		return m, err
	}
	if unset {
		delete(m, path[0])
	} else {
		m[path[0]] = value
	}
	return m, nil
}

func changeItem(list []any, i int, path []string, value any, unset bool) (any, error) {
	if len(path) > 1 {
		inner, err := changeAt(list[i], path[1:], value, unset)
		list[i] = inner
		return list, err
	}
	if unset {
		return append(list[:i:i], list[i+1:]...), nil
	}
	list[i] = value
	return list, nil
}

// copyJSON copies decoded JSON deeply.
func copyJSON(v any) any {
	switch t := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(t))
		for k, x := range t {
			c[k] = copyJSON(x)
		}
		return c
	case []any:
		c := make([]any, len(t))
		for i, x := range t {
			c[i] = copyJSON(x)
		}
		return c
	}
	return v
}
