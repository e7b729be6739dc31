// Package enginetest is the conformance suite of engine.Dispatcher: what every implementation must keep, whatever it
// hands executions out with. It knows no implementation and no database: a ledger stands for the rows.
package enginetest

import (
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/engine"
)

// Setup says how a case wants its dispatcher.
type Setup struct {
	Workers  int           // executions handled at once
	PerKey   int           // of them, of one workflow key
	Capacity int           // executions kept ready in memory
	Scan     time.Duration // between two looks at the rows that nothing asked for
}

// Factory makes a dispatcher that was not started.
type Factory func(Setup) engine.Dispatcher

// T is what a case needs of *testing.T.
type T interface {
	Helper()
	Fatalf(format string, a ...any)
	Cleanup(func())
}

// Case is one promise of a dispatcher.
type Case struct {
	Name string
	Run  func(t T, factory Factory)
}

// Cases lists the promises.
func Cases() []Case {
	return []Case{
		{"what is owed at the start is handed out", owedAtStart},
		{"what is woken is handed out promptly", wokenPromptly},
		{"an execution is never handed out twice at the same time", neverTwice},
		{"a wake during a visit leads to another one", wokenWhileRunning},
		{"what asks for it is handed out again later", handedOutAgain},
		{"what does not fit is found by a scan", overflow},
		{"a wake never blocks", wakeNeverBlocks},
		{"what becomes available later is found", availableLater},
		{"rows that cannot be listed are listed again", listedAgain},
		{"no more executions are handled at once than there are workers", bounded},
		{"a workflow that stands still leaves workers to the others", stuckKey},
		{"workflows take turns", turns},
		{"stop waits for the visits and hands out nothing more", stopWaits},
		{"stop interrupts the visits when its time is over", stopInterrupts},
	}
}

// Run tests a dispatcher.
func Run(t *testing.T, factory Factory) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) { c.Run(t, factory) })
	}
}
