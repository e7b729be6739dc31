package live

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Tx implements store.Watch.
func (h *Hub) Tx(tx store.Tx) store.Tx {
	heard := h.ears.Load()
	if heard&^(1<<earDefinitions) == 0 {
		return tx
	}
	return &watched{Tx: tx, hub: h, ears: heard}
}

// Raised implements store.Watch. Every stream looks at its permissions then, whatever it listens to.
func (h *Hub) Raised(version uint64) {
	h.post(fact{about: aboutDefinitions, version: version})
}

// post hands facts to the router. It never waits: it is called by who writes to the database.
func (h *Hub) post(facts ...fact) {
	h.posting.Lock()
	if len(h.posted)+len(facts) > h.o.Limits.Queue {
		h.posted, h.flooded = nil, true
	} else {
		h.posted = append(h.posted, facts...)
	}
	h.posting.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// watched is a transaction to which somebody listens. What it does is told after its commit.
type watched struct {
	store.Tx
	hub  *Hub
	ears uint32
	gone map[string]map[string][]*stream // who could see rows that are deleted, by collection and id
}

var _ store.Witness = (*watched)(nil)

func (w *watched) hears(e ear) bool { return w.ears&(1<<e) != 0 }

// tell posts facts if the transaction commits.
func (w *watched) tell(facts ...fact) {
	if len(facts) > 0 {
		w.Tx.AfterCommit(func() { w.hub.post(facts...) })
	}
}

// Wrote implements store.Witness.
func (w *watched) Wrote(row workflow.Row) {
	if !w.hears(earRecords) {
		return
	}
	f := recordFact(row)
	if row.Change == workflow.Destroyed {
		f.sighted = w.gone[f.collection][f.text]
	}
	w.tell(f)
}

// Delete implements store.RecordWriter. Who sees only some rows is told of those that he could see: afterwards nobody
// can ask any more.
func (w *watched) Delete(c *schema.Collection, f query.Filter) (int64, error) {
	if w.hears(earRecords) {
		for _, g := range w.hub.limited(c.Name) {
			w.sight(c, f, g)
		}
	}
	return w.Tx.Delete(c, f)
}

// sight notes which of the rows that are about to be deleted a group sees.
func (w *watched) sight(c *schema.Collection, f query.Filter, g *group) {
	key := address(c)
	if key == nil {
		return
	}
	rows, err := w.Tx.Find(&query.Find{Collection: c, Fields: []*schema.Field{key}, Filter: both(f, g.rows)})
	if err != nil {
		w.hub.o.Logger.Warn("it could not be found out who saw what is deleted", "collection", c.Name, "error", err)
		return
	}
	if w.gone == nil {
		w.gone = map[string]map[string][]*stream{}
	}
	if w.gone[c.Name] == nil {
		w.gone[c.Name] = map[string][]*stream{}
	}
	for _, row := range rows {
		id := textOf(row[key.Name])
		w.gone[c.Name][id] = append(w.gone[c.Name][id], g.streams...)
	}
}

func both(a, b query.Filter) query.Filter {
	if a == nil {
		return b
	}
	return query.And{a, b}
}

// InsertExecutions implements store.ExecutionWriter.
func (w *watched) InsertExecutions(xs []*workflow.Execution) error {
	if err := w.Tx.InsertExecutions(xs); err != nil || !w.hears(earExecutions) {
		return err
	}
	facts := make([]fact, len(xs))
	for i, x := range xs {
		facts[i] = executionFact(x, created)
	}
	w.tell(facts...)
	return nil
}

// Advance implements store.ExecutionWriter.
func (w *watched) Advance(x *workflow.Execution) (bool, error) {
	ok, err := w.Tx.Advance(x)
	if ok && err == nil && w.hears(earExecutions) {
		w.tell(executionFact(x, updated))
	}
	return ok, err
}

func executionFact(x *workflow.Execution, change string) fact {
	return fact{
		about: aboutExecution, change: change, execution: x.ID, workflow: x.WorkflowID, key: x.Key, status: x.Status,
		receipt: x.ReceiptID,
	}
}

// SaveJobs implements store.ExecutionWriter.
func (w *watched) SaveJobs(jobs []*workflow.Job) error {
	if err := w.Tx.SaveJobs(jobs); err != nil || !w.hears(earExecutions) {
		return err
	}
	facts := make([]fact, len(jobs))
	for i, j := range jobs {
		facts[i] = stepFact(j)
	}
	w.tell(facts...)
	return nil
}

func stepFact(j *workflow.Job) fact {
	return fact{about: aboutStep, execution: j.ExecutionID, job: j.ID, node: j.NodeID, nodeKey: j.NodeKey, status: j.Status}
}

// ResolveJob implements store.ExecutionWriter.
func (w *watched) ResolveJob(id int64, s workflow.Status, result []byte, at time.Time) (bool, error) {
	ok, err := w.Tx.ResolveJob(id, s, result, at)
	if ok && err == nil && w.hears(earExecutions) {
		w.tell(fact{about: aboutResolved, job: id})
	}
	return ok, err
}

// AbortJobs implements store.ExecutionWriter.
func (w *watched) AbortJobs(executionID int64, at time.Time) error {
	err := w.Tx.AbortJobs(executionID, at)
	if err == nil && w.hears(earExecutions) {
		w.tell(fact{about: aboutAborted, execution: executionID})
	}
	return err
}

// DeleteExecutions implements store.ExecutionWriter.
func (w *watched) DeleteExecutions(ids []int64) error {
	if err := w.Tx.DeleteExecutions(ids); err != nil || !w.hears(earExecutions) {
		return err
	}
	facts := make([]fact, len(ids))
	for i, id := range ids {
		facts[i] = fact{about: aboutExecution, change: destroyed, execution: id}
	}
	w.tell(facts...)
	return nil
}

// OpenReceipt implements store.ReceiptWriter.
func (w *watched) OpenReceipt(r *workflow.Receipt, at time.Time) error {
	return w.receipt(r, w.Tx.OpenReceipt(r, at))
}

// CloseReceipt implements store.ReceiptWriter.
func (w *watched) CloseReceipt(r *workflow.Receipt, at time.Time) error {
	return w.receipt(r, w.Tx.CloseReceipt(r, at))
}

// receipt tells of a receipt as it was stored; err is how that went.
func (w *watched) receipt(r *workflow.Receipt, err error) error {
	if err != nil || !w.hears(earReceipts) {
		return err
	}
	change := closed
	if r.Outcome == workflow.OutcomeOpen {
		change = opened
	}
	w.tell(fact{about: aboutReceipt, change: change, receipt: r.ID, user: r.UserID, outcome: r.Outcome})
	return nil
}

// AddVerdicts implements store.ReceiptWriter.
func (w *watched) AddVerdicts(receiptID int64, vs []workflow.Verdict) error {
	err := w.Tx.AddVerdicts(receiptID, vs)
	if err == nil && len(vs) > 0 && w.hears(earReceipts) {
		w.tell(fact{about: aboutReceipt, change: verdicts, receipt: receiptID})
	}
	return err
}
