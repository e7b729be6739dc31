// Package record is the only place that changes rows of collections: it creates, updates, destroys, links and moves
// records with everything that belongs to that (defaults, keys, system fields, rules, nested association values, delete
// rules) and reads them with their relations. It tells its caller of every row that it wrote, however it came about.
//
// It must not know HTTP, permissions or the engine: what may be written is decided before, what follows from it after.
package record

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Rows is what a Writer needs of a transaction.
type Rows interface {
	store.RecordReader
	store.RecordWriter
}

// Options are what a Writer works with. Snapshot, Tx, Now and NextID are required.
type Options struct {
	Snapshot *schema.Snapshot
	Tx       Rows
	Now      time.Time
	NextID   func() int64
	Location *time.Location // zone of naive input in defaults; UTC when nil
	Random   func(n int) []byte
	// ActorID is the user behind the writes, for createdBy and updatedBy; 0 leaves them empty or as they are, and lets
	// them be submitted.
	ActorID int64
	// Emit is told of every written row once per operation, after all associations of the call, parents before
	// children. nil: nobody listens.
	Emit func(workflow.Row)
}

// WriteOptions tell how nested association values are treated. The zero value links and creates, and changes no
// existing related record.
type WriteOptions struct {
	// UpdateAssociations lists the dotted paths of relations whose existing records may be changed.
	UpdateAssociations []string
	// Nested judges an object given for a relation, at its dotted path from the top record, before it is written as a new
	// (Created) or existing (Updated) record; key is the one that was given, if any. It returns the values that may be
	// written. nil values leave an existing record unchanged and a new one out: where a to-one relation names it by key,
	// that is a target that is not there. A nil func allows everything.
	Nested func(rel *schema.Field, path string, change workflow.Change, key any, values map[string]any) (map[string]any, error)
	// Targets limits the records that may be linked; others count as missing. A nil func or filter limits nothing.
	Targets func(c *schema.Collection) (query.Filter, error)
}

// Writer writes records inside one transaction. It is not safe for concurrent use, and of no use after an error.
type Writer struct {
	o   Options
	env schema.Env
	// now and actor are values of columns, boxed once.
	now, actor any

	events []workflow.Row
	places map[rowID]int
	doomed map[rowID]bool
	// referrers are the references to a collection, as they are looked up.
	referrers map[*schema.Collection][]referrer
}

// chunk is how many records are read or changed with one statement.
const chunk = 500

// NewWriter returns a Writer.
func NewWriter(o Options) *Writer {
	return &Writer{
		o:     o,
		now:   clock.Format(o.Now),
		actor: o.ActorID,
		env:   schema.Env{Now: o.Now, Location: o.Location, NextID: o.NextID, Random: o.Random},
	}
}

// top runs one call of the caller and emits its events when it went well.
func (w *Writer) top(fn func() error) error {
	w.events, w.places, w.doomed = nil, nil, nil
	if err := fn(); err != nil {
		return Explain(w.o.Snapshot, err)
	}
	events := w.events
	w.events = nil
	witness, _ := w.o.Tx.(store.Witness)
	for _, e := range events {
		if e.Collection == nil {
			continue
		}
		if witness != nil {
			witness.Wrote(e)
		}
		if w.o.Emit != nil {
			w.o.Emit(e)
		}
	}
	return nil
}
