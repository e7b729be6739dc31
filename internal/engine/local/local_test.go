package local_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/engine/enginetest"
	"github.com/sequitur-platform/sequitur/internal/engine/local"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestItKeepsWhatADispatcherPromises(t *testing.T) {
	enginetest.Run(t, func(s enginetest.Setup) engine.Dispatcher {
		return local.New(local.Options{Workers: s.Workers, PerKey: s.PerKey, Capacity: s.Capacity, Scan: s.Scan})
	})
}

func TestADispatcherThatWasNotStartedStops(t *testing.T) {
	if err := local.New(local.Options{}).Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}
