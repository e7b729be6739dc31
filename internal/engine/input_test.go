package engine_test

import (
	"fmt"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// BenchmarkHundredCalculations is a request with a synchronous workflow of 100 calculations, each with variables.
func BenchmarkHundredCalculations(b *testing.B) {
	e := testenv.New(b, quiet)
	e.Collection("posts", m{"name": "title", "type": "string"}, m{"name": "amount", "type": "integer"})
	var nodes []testenv.Node
	for i := range 100 {
		n := testenv.Node{Key: fmt.Sprint("n", i), Type: "calculation", Config: m{
			"engine": "string", "expression": "{{$context.data.title}} costs {{$context.data.amount}}",
		}}
		if i > 0 {
			n.After = fmt.Sprint("n", i-1)
		}
		nodes = append(nodes, n)
	}
	e.Workflow(m{"title": "w", "key": "w", "type": "action", "sync": true, "config": m{"collection": "posts"}}, nodes...)
	for b.Loop() {
		e.Root.Post("posts:create?triggerWorkflows=w", m{"title": "a title", "amount": 12}).OK()
	}
}
