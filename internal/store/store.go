// Package store declares what Sequitur needs of a database, in role-sized interfaces, and the errors that come
// back. It holds no SQL. sqlstore implements the roles; sqlite and postgres bring the connection and its rules.
//
// Packages above take the role they need, never the whole transaction. It imports errs, schema, query, workflow.
package store

import (
	"context"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// DB is an open database. Safe for concurrent use.
type DB interface {
	// Version is the definitions version (schema, workflows, permissions) of the last committed exclusive edit.
	// It grows; snapshots are cached under it.
	Version() uint64
	// Generation identifies this process among all that ever opened the database; it grows with every open.
	Generation() int64
	// NextID draws a 53-bit snowflake id that no earlier process drew either.
	NextID() int64
	// Read runs fn on one consistent snapshot. ctx bounds it; it is also bounded in time by the database.
	Read(ctx context.Context, fn func(Reader) error) error
	// Write runs u in a write transaction, alone or together with other units, and returns after COMMIT. An error
	// of u.Run undoes u alone and is returned as it is. u.Run may be called several times (a failed batch is run
	// again one by one): it must start from nothing each time and let nothing be seen outside before Write
	// returned. ctx only limits the wait for a place: once running, a unit is never interrupted.
	// Errors: ErrStale, ErrUnavailable kinds, and whatever u.Run returned.
	Write(ctx context.Context, u Unit) error
	// Exclusive runs fn in a transaction of its own while no other write runs, and raises Version with its commit.
	// For schema, workflow and permission edits. A snapshot that is cached under Version is read after Version was
	// asked: then it may be newer than its label, which is noticed, but never older. Its time is later than that of every
	// edit before it, so that an updatedAt names one state of what was edited.
	Exclusive(ctx context.Context, fn func(Tx) error) error
	// ExclusiveRebuild is Exclusive for SchemaWriter.AlterTable, which may copy a table and put the copy in its
	// place: foreign keys are not enforced while fn runs but checked as a whole before the commit.
	ExclusiveRebuild(ctx context.Context, fn func(Tx) error) error
	// Close waits for running work and releases the files.
	Close() error
}

// Unit is a piece of work for the writer: Go only, bounded, repeatable.
type Unit struct {
	// Version the unit was prepared from; the write fails with ErrStale when the database has moved on.
	// 0 means that it depends on no definitions.
	Version uint64
	// Background units (visits of executions) share the writer by time with the others (requests).
	Background bool
	// Upkeep units write at low disk space, too: the few small writes that a start needs, and the removal of old rows.
	Upkeep bool
	Run    func(Tx) error
}

// Reader reads one snapshot. Not safe for concurrent use.
type Reader interface {
	RecordReader
	ExecutionReader
	ReceiptReader
	ReplayReader
}

// Tx is one write transaction. It is handed out whole only to composition code (app, the pipeline's transact stage,
// the engine's unit); everything else takes a role.
type Tx interface {
	Reader
	RecordWriter
	ExecutionWriter
	ReceiptWriter
	ReplayWriter
	SchemaWriter
	// Savepoint runs fn and undoes its writes alone when it fails.
	Savepoint(fn func() error) error
	// Careful tells whether a part that may fail should run in a Savepoint. Where it is false, failures are rare: then
	// it is cheaper to go without and to return ErrAgain from Run when the part fails, which has the unit undone and
	// run again carefully.
	Careful() bool
	// AfterCommit registers fn to run after COMMIT, in the order of commits and within one in the order given,
	// before Write returns. Dropped on rollback. fn must not wait for anything, least of all for the database.
	AfterCommit(fn func())
	// NextID draws an id.
	NextID() int64
	// Now is the transaction's time, UTC with millisecond precision; constant within one run of a unit.
	Now() time.Time
}

// Watch is told of what is written. A database that has none tells nobody.
type Watch interface {
	// Tx returns what a unit works with instead of tx: tx itself while nobody watches. It is asked whenever a unit
	// begins to run, and whatever it registers with AfterCommit is told only of what was committed.
	Tx(tx Tx) Tx
	// Raised is told the definitions version after it rose. It must not wait.
	Raised(version uint64)
}

// Witness is what a watching Tx implements besides: package record tells it of every row that it wrote, whoever else
// is told.
type Witness interface {
	Wrote(row workflow.Row)
}

// RecordReader reads rows of collections.
type RecordReader interface {
	// Find returns the matching rows with their own columns (q.Fields and the primary key); q.Appends are left to
	// package record.
	Find(q *query.Find) ([]schema.Record, error)
	// Page is Find and Count in one: all is how many rows match, whatever q.Limit and q.Offset.
	Page(q *query.Find) (rows []schema.Record, all int64, err error)
	// Count counts the matching rows.
	Count(c *schema.Collection, f query.Filter) (int64, error)
}

// RecordWriter writes rows of collections. Values are canonical and complete: no defaults, no hooks, no events
// (those are package record's). Only package record and the owners of system collections use it.
type RecordWriter interface {
	// Insert adds a row. Errors: UniqueError, ForeignKeyError.
	Insert(c *schema.Collection, row schema.Record) error
	// InsertMany adds rows of the same columns with as few statements as possible.
	InsertMany(c *schema.Collection, rows []schema.Record) error
	// Update sets columns of the matching rows and returns how many matched. Errors: UniqueError, ForeignKeyError.
	Update(c *schema.Collection, f query.Filter, set schema.Record) (int64, error)
	// Delete removes the matching rows and returns how many. Errors: ForeignKeyError when a row is still referred to.
	Delete(c *schema.Collection, f query.Filter) (int64, error)
	// Shift adds delta to a sort column of the matching rows.
	Shift(c *schema.Collection, f query.Filter, field *schema.Field, delta int64) error
	// Max returns the largest value of an integer column among the matching rows, 0 when there is none.
	Max(c *schema.Collection, f query.Filter, field *schema.Field) (int64, error)
}

// ExecutionReader reads executions and jobs for the engine. (The API reads them as system collections.)
type ExecutionReader interface {
	// Execution returns the execution, or ErrNotFound.
	Execution(id int64) (*workflow.Execution, error)
	// Jobs returns the latest job of each node of an execution, by id.
	Jobs(executionID int64) ([]*workflow.Job, error)
	// Job returns the job, or ErrNotFound.
	Job(id int64) (*workflow.Job, error)
	// Owed returns up to limit runnable executions by id, above after, that are available at now and not owned by
	// a living request of this process.
	Owed(after int64, now time.Time, limit int) ([]*workflow.Execution, error)
	// Lost returns up to limit unfinished synchronous executions whose owner is an older generation than gen.
	Lost(gen int64, limit int) ([]*workflow.Execution, error)
	// Expired returns ids of up to limit unfinished executions whose deadline passed at now, by deadline.
	Expired(now time.Time, limit int) ([]int64, error)
	// NextDue returns the earliest instant at which an execution becomes available or expires; zero when none.
	NextDue() (time.Time, error)
	// Backlog counts runnable executions.
	Backlog() (int64, error)
	// Unfinished counts by workflow key the runnable executions and those that wait. Of each kind limit are counted at
	// most.
	Unfinished(limit int) (owed, waiting map[string]int64, err error)
	// Runs returns up to limit executions of a workflow key that were made since then, the newest first.
	Runs(key string, since time.Time, limit int) ([]Run, error)
	// Failed returns up to limit executions that were made since then and ended badly, the newest first.
	Failed(since time.Time, limit int) ([]Sketch, error)
	// Unended returns up to limit executions that are owed to a worker, the oldest first, then up to limit that wait,
	// by key and id.
	Unended(limit int) ([]Sketch, error)
	// Rate counts the executions that were made since then, up to limit.
	Rate(since time.Time, limit int) (Rate, error)
	// Children returns the unfinished executions started as sub-flows of id.
	Children(id int64) ([]*workflow.Execution, error)
}

// Run is how one execution went. StartedAt and EndedAt are zero until it did.
type Run struct {
	ID                            int64
	Status                        workflow.Status
	CreatedAt, StartedAt, EndedAt time.Time
}

// Sketch is an execution without what may be long. Ids are 0 and times zero where there is none.
type Sketch struct {
	ID, WorkflowID, ReceiptID, RetryOf, ActorID, Owner    int64
	Key, Reason                                           string
	Status                                                workflow.Status
	Layer                                                 workflow.Layer
	Runnable                                              bool
	CreatedAt, StartedAt, EndedAt, ExpiresAt, AvailableAt time.Time
}

// Rate tells how many executions were made in a time, and what became of them.
type Rate struct{ Made, Ended, Failed int64 }

// ExecutionWriter writes executions and jobs. Only the engine uses it.
type ExecutionWriter interface {
	// InsertExecutions adds rows. An EventKey that exists is a UniqueError.
	InsertExecutions(es []*workflow.Execution) error
	// Advance stores e's mutable columns (status, reason, output, times, owner, cursor, runnable, available) and
	// raises the epoch, if the stored row still has e.Epoch and is unfinished; then e.Epoch is the new one.
	// false: somebody else moved it, nothing was written.
	Advance(e *workflow.Execution) (bool, error)
	// SaveJobs inserts the jobs that are not stored yet and updates the others.
	SaveJobs(jobs []*workflow.Job) error
	// ResolveJob sets status and result of a job that is still pending; false when it no longer is.
	ResolveJob(id int64, s workflow.Status, result []byte, at time.Time) (bool, error)
	// AbortJobs sets every pending job of the execution to Aborted.
	AbortJobs(executionID int64, at time.Time) error
	// Release lifts the hold (AvailableAt) of executions; only unfinished ones are touched.
	Release(ids []int64, at time.Time) error
	// CountStarts adds n to the counters of a workflow version and its key. They are written with the commit, together
	// with those of other units: a read in the same transaction may not see them.
	CountStarts(workflowID int64, key string, n int64) error
	// DeleteExecutions removes executions with their jobs.
	DeleteExecutions(ids []int64) error
	// PurgeExecutions removes up to limit finished executions (and their jobs) created before t; returns how many.
	PurgeExecutions(before time.Time, limit int) (int64, error)
}

// ReceiptReader reads receipts for their owner. (The API reads them as a system collection.)
type ReceiptReader interface {
	// Receipt returns the receipt with its verdicts, or ErrNotFound.
	Receipt(id int64) (*workflow.Receipt, error)
	// ReceiptsAbout returns the ids of up to limit receipts of actions on a record, and of actions from which an
	// execution about it followed, the newest first.
	ReceiptsAbout(record workflow.Subject, limit int) ([]int64, error)
}

// ReceiptWriter writes receipts.
type ReceiptWriter interface {
	// OpenReceipt inserts the row with its outcome and verdicts so far.
	OpenReceipt(r *workflow.Receipt, at time.Time) error
	// CloseReceipt stores outcome and verdicts.
	CloseReceipt(r *workflow.Receipt, at time.Time) error
	// AddVerdicts appends verdicts of events that a step raised.
	AddVerdicts(receiptID int64, vs []workflow.Verdict) error
	// InterruptReceipts marks open receipts of generations before gen as interrupted; returns how many.
	InterruptReceipts(gen int64) (int64, error)
	// PurgeReceipts removes up to limit receipts created before t.
	PurgeReceipts(before time.Time, limit int) (int64, error)
}

// Replay is a stored answer under an idempotency key.
type Replay struct {
	Scope       string // user, role and key
	Fingerprint string // method, path, query and body
	State       ReplayState
	Status      int
	Headers     []byte // JSON
	Body        []byte
	Generation  int64
	ReceiptID   int64
	CreatedAt   time.Time
}

// ReplayState says how far the request of an idempotency key got.
type ReplayState uint8

// The states of a replay.
const (
	ReplayRunning   ReplayState = iota // begun, nothing of the action committed
	ReplayCommitted                    // the action committed, the answer is not stored yet
	ReplayAnswered
)

// ReplayReader reads idempotency keys.
type ReplayReader interface {
	// Replay returns the row of scope, or ErrNotFound.
	Replay(scope string) (*Replay, error)
}

// ReplayWriter keeps idempotency keys.
type ReplayWriter interface {
	// InsertReplay adds the row; UniqueError when the scope exists.
	InsertReplay(r *Replay) error
	// UpdateReplay stores state, answer, receipt and generation.
	UpdateReplay(r *Replay) error
	// DeleteReplay removes the row of scope.
	DeleteReplay(scope string) error
	// PurgeReplays removes up to limit rows created before t.
	PurgeReplays(before time.Time, limit int) (int64, error)
}

// SchemaWriter changes tables. Only catalog uses it, inside Exclusive, or ExclusiveRebuild where a table that others
// refer to may be copied: DropTable of such a table, DropColumn of a foreign key, AddColumn of a relation and AlterTable.
// Collections are those after the change. A foreign key is made when its target's table is there: with the column, or
// later by AddColumn of the relation or AlterTable of the table that holds the key.
type SchemaWriter interface {
	// CreateTable makes the table of c with its columns, constraints and indexes. c.References says which foreign
	// keys it has; those whose target does not exist yet are left out.
	CreateTable(c *schema.Collection) error
	// DropTable removes it, and the foreign keys of others that refer to it.
	DropTable(c *schema.Collection) error
	// AddColumn adds f's column (and index, unique, foreign key) to c. For a relation it adds the foreign key to the
	// table that holds it.
	AddColumn(c *schema.Collection, f *schema.Field) error
	// DropColumn removes f's column and its indexes.
	DropColumn(c *schema.Collection, f *schema.Field) error
	// AlterTable rebuilds or alters the table so that it fits `to`; rows are kept. It compares with what is really
	// there, not with from, which only tells by the fields' keys where values come from. Errors: see the codes of
	// sqlstore.
	AlterTable(from, to *schema.Collection) error
}
