//go:build testkit

package nodes_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestTheTypesForTestsAreHidden(t *testing.T) {
	for _, n := range nodes.TestTypes() {
		if s := n.Spec(); !s.Hidden || !s.SyncAllowed {
			t.Errorf("%s: %+v", s.Type, s)
		}
	}
}

func TestEchoGivesBackItsInput(t *testing.T) {
	input := &workflow.Job{Result: json.RawMessage(`{"a": {"b": 5}}`)}
	cases := []struct {
		config string
		input  *workflow.Job
		want   string
	}{
		{``, nil, `null`},
		{``, input, `{"a":{"b":5}}`},
		{`{"path": "a.b"}`, input, `5`},
		{`{"path": "a.c"}`, input, `null`},
	}
	for _, c := range cases {
		got, err := find(t, "echo").Run(t.Context(), &extension.Step{Config: json.RawMessage(c.config), Input: c.input})
		if err != nil || string(marshal(t, got.Value)) != c.want {
			t.Errorf("echo %s: %+v, %v; want %s", c.config, got, err, c.want)
		}
	}
}

func TestErrorFails(t *testing.T) {
	if _, err := find(t, "error").Run(t.Context(), &extension.Step{}); err == nil || err.Error() != "definite error" {
		t.Errorf("the error is %v", err)
	}
}

func TestWaitingTypesAreResumed(t *testing.T) {
	own := &workflow.Job{Status: workflow.Rejected, Result: json.RawMessage(`7`)}
	cases := []struct {
		typ, config string
		want        workflow.Status
	}{
		{"pending", `{"status": -1}`, workflow.Failed},
		{"pending", ``, workflow.Rejected},
		{"prompt", ``, workflow.Resolved},
	}
	for _, c := range cases {
		n := find(t, c.typ)
		step := &extension.Step{Config: json.RawMessage(c.config)}
		if got, err := n.Run(t.Context(), step); err != nil || !got.Wait || got.Status != workflow.Pending {
			t.Errorf("%s: Run gives %+v, %v", c.typ, got, err)
		}
		step.Own = own
		got, err := n.(extension.Resumer).Resume(t.Context(), step)
		if err != nil || got.Status != c.want || string(marshal(t, got.Value)) != `7` {
			t.Errorf("%s %s: Resume gives %+v, %v", c.typ, c.config, got, err)
		}
	}
}

func TestSlowIsInterruptedWithItsContext(t *testing.T) {
	got, err := find(t, "slow").Run(t.Context(), &extension.Step{Config: json.RawMessage(`{"duration": 1}`)})
	if err != nil || got.Status != workflow.Resolved {
		t.Errorf("slow gives %+v, %v", got, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := find(t, "slow").Run(ctx, &extension.Step{Config: json.RawMessage(`{"duration": 3600000}`)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
}

func TestEffectPostsItsKey(t *testing.T) {
	var key string
	var body struct {
		Key, Node string
		Execution int64
		Body      any
	}
	status := http.StatusCreated
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key = r.Header.Get("Idempotency-Key")
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(raw, &body)
		}
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	step := &extension.Step{
		Config: marshal(t, map[string]any{"url": server.URL, "body": "{{$context.x}}"}), Key: "1-n-2",
		Execution: &workflow.Execution{ID: 1}, Node: &workflow.Node{Key: "n"}, Scope: &expr.Scope{Context: map[string]any{"x": "y"}},
	}
	got, err := find(t, "effect").Run(t.Context(), step)
	if err != nil || got.Value != http.StatusCreated {
		t.Errorf("effect gives %+v, %v", got, err)
	}
	if key != "1-n-2" || body.Key != key || body.Execution != 1 || body.Node != "n" || body.Body != "y" {
		t.Errorf("the server got %q %+v", key, body)
	}
	status = http.StatusBadGateway
	if _, err := find(t, "effect").Run(t.Context(), step); err == nil {
		t.Error("a refusal of the server is taken for success")
	}
}
