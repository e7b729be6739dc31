package nodetest

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
)

// request is the waiting request of a pre-action workflow, with values that are nested objects.
type request struct{ values any }

var _ extension.Request = (*request)(nil)

// Values implements extension.Request.
func (r *request) Values() any {
	v, err := plain(r.values)
	if err != nil {
		return nil
	}
	return v
}

// Set implements extension.Request.
func (r *request) Set(path string, value any) error {
	m, name, err := r.place(path)
	if err == nil {
		m[name] = value
	}
	return err
}

// Unset implements extension.Request.
func (r *request) Unset(path string) error {
	m, name, err := r.place(path)
	if err == nil {
		delete(m, name)
	}
	return err
}

// place finds the object that holds the last name of path; objects on the way are made.
func (r *request) place(path string) (map[string]any, string, error) {
	m, ok := r.values.(map[string]any)
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		if ok && m[name] == nil {
			m[name] = map[string]any{}
		}
		m, ok = m[name].(map[string]any)
	}
	if !ok {
		return nil, "", errs.New(errs.Invalid, "INVALID_PATH", "the submitted values have no place %q", path)
	}
	return m, names[len(names)-1], nil
}
