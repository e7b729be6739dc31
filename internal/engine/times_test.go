package engine_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// hands is a clock that tells the time only as it was moved.
type hands struct {
	clock.System
	mu sync.Mutex
	at time.Time
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func TestAStepTellsWhenItBeganAndWhenItEnded(t *testing.T) {
	h := &hands{at: time.Now().UTC().Truncate(time.Millisecond)}
	takes := node{"takes", extension.Pure, func(context.Context, *extension.Step) (extension.Result, error) {
		h.move(3 * time.Second)
		return extension.Done(nil), nil
	}}
	e, _ := world(t, func(o *app.Options) { o.Nodes, o.Clock = append(o.Nodes, takes), h })
	e.Collection("posts", m{"name": "title", "type": "string"})
	begun := h.Now()
	e.Workflow(m{"title": "w", "key": "w", "type": "action", "sync": true, "config": m{"collection": "posts"}},
		testenv.Node{Key: "first", Type: "takes"}, testenv.Node{Key: "second", Type: "takes", After: "first"})
	e.Root.Post("posts:create?triggerWorkflows=w", m{"title": "a"}).OK()

	jobs, _ := latest(t, e, "w").At("jobs").([]any)
	if len(jobs) != 2 {
		t.Fatalf("%d jobs", len(jobs))
	}
	for i, j := range jobs {
		start := begun.Add(time.Duration(i) * 3 * time.Second)
		for name, want := range map[string]time.Time{"startedAt": start, "endedAt": start.Add(3 * time.Second)} {
			if got := testenv.At(j, name); got != clock.Format(want) {
				t.Errorf("step %d: %s is %v, want %s", i, name, got, clock.Format(want))
			}
		}
	}
}
