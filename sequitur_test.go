package sequitur_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// shout is a node type of somebody else, written with the public names only.
type shout struct{}

type shoutConfig struct {
	Text string `json:"text" doc:"What to shout."`
}

// Spec implements sequitur.NodeType.
func (shout) Spec() sequitur.NodeSpec {
	return sequitur.NodeSpec{Type: "shout", Title: "Shout", Summary: "Shouts.", Group: "other", Config: shoutConfig{}, SyncAllowed: true}
}

// Run implements sequitur.NodeType.
func (shout) Run(_ context.Context, step *sequitur.Step) (sequitur.Result, error) {
	var c shoutConfig
	if err := json.Unmarshal(step.Config, &c); err != nil {
		return sequitur.Result{}, err
	}
	if c.Text == "" {
		return sequitur.Result{}, sequitur.Fail("NOTHING_TO_SHOUT", "there is no text")
	}
	return sequitur.Done(strings.ToUpper(c.Text)), nil
}

func TestANodeTypeOfAnotherModuleRuns(t *testing.T) {
	e := testenv.New(t, func(o *sequitur.Options) { o.Nodes = []sequitur.NodeType{shout{}} })
	e.Collection("posts", "title:string")
	for key, text := range map[string]string{"loud": "hello", "mute": ""} {
		e.Workflow(testenv.M{"key": key, "title": key, "type": "action", "config": testenv.M{"collection": "posts"}},
			testenv.Node{Key: "shout", Type: "shout", Config: testenv.M{"text": text}})
	}
	e.Root.Post("posts:create?triggerWorkflows=loud,mute", testenv.M{"title": "x"}).OK()
	e.Quiet()
	e.Root.Get("executions:list?filter[key]=loud&appends=jobs").OK().Want("data.0.jobs.0.result", "HELLO")
	e.Root.Get("executions:list?filter[key]=mute&appends=jobs").OK().Want("data.0.jobs.0.status", -1)
}

func TestRunEndsWithItsContextAndRefusesABadConfiguration(t *testing.T) {
	c := sequitur.Defaults()
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:0"
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- sequitur.Run(ctx, sequitur.Options{Config: c}) }()
	cancel()
	select {
	case err := <-done:
		if err != nil && !strings.Contains(err.Error(), context.Canceled.Error()) {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it does not end")
	}
	c.Listen = "nowhere"
	if err := sequitur.Run(t.Context(), sequitur.Options{Config: c}); err == nil || !strings.Contains(err.Error(), "listen") {
		t.Errorf("%v", err)
	}
}
