//go:build testkit

package nodes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// TestTypes lists the node types for tests. They exist in builds with the tag testkit only and are hidden from people.
func TestTypes() []extension.NodeType {
	return []extension.NodeType{echo{}, failing{}, pending{}, prompt{}, slow{}, effect{}}
}

// testTypes lists the node types for tests.
func testTypes() []extension.NodeType { return TestTypes() }

func testSpec(typ, summary string, config any) extension.NodeSpec {
	return extension.NodeSpec{Type: typ, Title: typ, Summary: summary, Group: "test", Config: config, SyncAllowed: true, Hidden: true}
}

func external(json.RawMessage) extension.Effect { return extension.External }

// echo gives back what its input gave.
type echo struct{}

type echoConfig struct {
	Path string `json:"path" doc:"The part of the input's result to give back; empty for all of it."`
}

// Spec implements extension.NodeType.
func (echo) Spec() extension.NodeSpec {
	return testSpec("echo", "Gives back the result of its input.", echoConfig{})
}

// Run implements extension.NodeType.
func (echo) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	c, err := decode[echoConfig](step.Config)
	if err != nil || step.Input == nil {
		return extension.Done(nil), err
	}
	var value any
	if err := extension.DecodeConfig(step.Input.Result, &value); err != nil {
		return extension.Result{}, err
	}
	if c.Path != "" {
		value, _ = (&expr.Scope{Context: value}).Lookup("$context." + c.Path)
	}
	return extension.Done(value), nil
}

// failing always fails with an error.
type failing struct{}

var errDefinite = errors.New("definite error")

// Spec implements extension.NodeType.
func (failing) Spec() extension.NodeSpec { return testSpec("error", "Fails.", struct{}{}) }

// Run implements extension.NodeType.
func (failing) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Result{}, errDefinite
}

// pending waits to be resumed and then takes the configured status.
type pending struct{}

type pendingConfig struct {
	Status *workflow.Status `json:"status" doc:"The status after being resumed; empty for the one that the job was given."`
}

// Spec implements extension.NodeType.
func (pending) Spec() extension.NodeSpec {
	return testSpec("pending", "Waits to be resumed.", pendingConfig{})
}

// Run implements extension.NodeType.
func (pending) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Waiting(nil), nil
}

// Resume implements extension.Resumer.
func (pending) Resume(_ context.Context, step *extension.Step) (extension.Result, error) {
	c, err := decode[pendingConfig](step.Config)
	result := extension.Result{Status: step.Own.Status, Value: step.Own.Result}
	if c.Status != nil {
		result.Status = *c.Status
	}
	return result, err
}

// prompt waits to be resumed and then ends well.
type prompt struct{}

// Spec implements extension.NodeType.
func (prompt) Spec() extension.NodeSpec {
	return testSpec("prompt", "Waits to be resumed, then ends well.", struct{}{})
}

// Run implements extension.NodeType.
func (prompt) Run(context.Context, *extension.Step) (extension.Result, error) {
	return extension.Waiting(nil), nil
}

// Resume implements extension.Resumer.
func (prompt) Resume(_ context.Context, step *extension.Step) (extension.Result, error) {
	return extension.Done(step.Own.Result), nil
}

// slow lets time pass.
type slow struct{}

type slowConfig struct {
	Duration int64 `json:"duration" doc:"Milliseconds."`
}

// Spec implements extension.NodeType.
func (slow) Spec() extension.NodeSpec {
	s := testSpec("slow", "Lets time pass.", slowConfig{})
	s.Effect = external
	return s
}

// Run implements extension.NodeType.
func (slow) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	c, err := decode[slowConfig](step.Config)
	if err != nil {
		return extension.Result{}, err
	}
	timer := time.NewTimer(time.Duration(c.Duration) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return extension.Done(c.Duration), nil
	case <-ctx.Done():
		return extension.Result{}, context.Cause(ctx)
	}
}

// effect calls a URL once for each idempotency key, so that tests can count how often an outside effect happened.
type effect struct{}

type effectConfig struct {
	URL  string `json:"url" doc:"Where to post to."`
	Body any    `json:"body" doc:"What to post, besides the key." as:"template"`
}

// Spec implements extension.NodeType.
func (effect) Spec() extension.NodeSpec {
	s := testSpec("effect", "Posts to a URL with an idempotency key.", effectConfig{})
	s.Effect = external
	return s
}

// Run implements extension.NodeType.
func (effect) Run(ctx context.Context, step *extension.Step) (extension.Result, error) {
	c, err := decode[effectConfig](step.Config)
	if err != nil {
		return extension.Result{}, err
	}
	t, err := expr.Compile(c.Body)
	if err != nil {
		return extension.Result{}, err
	}
	body, err := t.Render(step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	raw, err := json.Marshal(map[string]any{"key": step.Key, "execution": step.Execution.ID, "node": step.Node.Key, "body": body})
	if err != nil {
		return extension.Result{}, err
	}
	return post(ctx, c.URL, step.Key, raw)
}

func post(ctx context.Context, url, key string, body []byte) (extension.Result, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return extension.Result{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return extension.Result{}, err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)); err != nil {
		return extension.Result{}, err
	}
	if res.StatusCode >= 300 {
		return extension.Result{}, fmt.Errorf("%s answered %s", url, res.Status)
	}
	return extension.Done(res.StatusCode), nil
}
