package testenv

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
)

// Scenario is one call and what it must answer. Want is a subset: objects may have more members, lists may not.
type Scenario struct {
	Name   string
	As     *Client // nil: root
	Method string  // "": POST with a body, else GET
	Path   string
	Body   any
	Header M // text by name
	Status int
	Code   string // of the first error
	Want   any
	// Then looks at the answer.
	Then func(t *testing.T, a *Answer)
}

// Run carries scenarios out one after the other, each as a test of its own.
func (e *Env) Run(t *testing.T, scenarios []Scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.Name, func(t *testing.T) { e.run(t, s) })
	}
}

func (e *Env) run(t *testing.T, s Scenario) {
	t.Helper()
	c := s.As
	if c == nil {
		c = e.Root
	}
	for k, v := range s.Header {
		c = c.With(k, fmt.Sprint(v))
	}
	if s.Method == "" {
		if s.Method = "GET"; s.Body != nil {
			s.Method = "POST"
		}
	}
	if s.Status == 0 {
		s.Status = 200
	}
	parent := e.T
	e.T = t // failures of further calls belong to this test
	defer func() { e.T = parent }()
	a := c.Do(s.Method, s.Path, s.Body)
	a.Is(s.Status)
	if s.Code != "" {
		a.Code(s.Status, s.Code)
	}
	if s.Want != nil {
		a.Holds("", s.Want)
	}
	if s.Then != nil {
		s.Then(t, a)
	}
}

// Holds fails the test unless the value at path contains want: objects may have more members, lists may not.
func (a *Answer) Holds(path string, want any) *Answer {
	a.t.Helper()
	have := a.JSON
	if path != "" {
		have = a.At(path)
	}
	if where := Differs(have, want); where != "" {
		a.t.Fatalf("%s: %s\n%s", a.Call, where, a.Body)
	}
	return a
}

// Differs says where decoded JSON does not contain want, "" when it does.
func Differs(have, want any) string {
	raw, err := json.Marshal(want)
	if err != nil {
		return err.Error()
	}
	var w any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&w); err != nil {
		return err.Error()
	}
	return differs("", have, w)
}

func differs(at string, have, want any) string {
	switch w := want.(type) {
	case map[string]any:
		h, ok := have.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an object", at, have)
		}
		for k, v := range w {
			if x, there := h[k]; !there {
				return fmt.Sprintf("%s.%s is missing", at, k)
			} else if where := differs(at+"."+k, x, v); where != "" {
				return where
			}
		}
		return ""
	case []any:
		h, ok := have.([]any)
		if !ok || len(h) != len(w) {
			return fmt.Sprintf("%s is %v, want a list of %d", at, have, len(w))
		}
		for i := range w {
			if where := differs(fmt.Sprintf("%s.%d", at, i), h[i], w[i]); where != "" {
				return where
			}
		}
		return ""
	}
	if fmt.Sprintf("%T %v", have, have) != fmt.Sprintf("%T %v", want, want) {
		return fmt.Sprintf("%s is %v, want %v", at, have, want)
	}
	return ""
}
