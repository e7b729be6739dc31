package engine

import (
	"context"
	"time"

	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Dispatcher hands out owed executions. It only hands out: the rows exist already, whoever starts them. Implementations
// pass enginetest.
type Dispatcher interface {
	// Start begins to hand out executions to h until ctx ends or Stop is called. It also hands out what it finds owed in
	// storage, so that starting is recovery.
	Start(ctx context.Context, h Handler) error
	// Wake says that these executions are committed and owed. It never blocks; what does not fit is found by a scan.
	Wake(xs []*workflow.Execution)
	// Stop hands out nothing more and returns when every Handle call has returned or ctx ends.
	Stop(ctx context.Context) error
}

// Handler is what a dispatcher hands executions to: the engine.
type Handler interface {
	// Handle advances x until it waits, finishes or turns out to be somebody else's. A positive delay asks to hand it
	// out again then. x belongs to the handler.
	Handle(ctx context.Context, x *workflow.Execution) (again time.Duration)
	// Owed lists owed executions with ids above after.
	Owed(ctx context.Context, after int64, limit int) ([]*workflow.Execution, error)
}
