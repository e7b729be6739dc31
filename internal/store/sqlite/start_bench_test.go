package sqlite_test

import (
	"encoding/json"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// BenchmarkStart is what a workflow that ends in the transaction of its action costs the writer: the execution, two
// jobs and the receipt, 32 times in a transaction.
func BenchmarkStart(b *testing.B) {
	db := benchmark(b, sqlite.Options{})
	context := json.RawMessage(`{"data":{"id":399359755681795,"no":"N-1","status":"new","amount":12,"note":"some text that is a bit longer than the others","qty":3,"paid":false,"createdAt":"2026-11-23T17:06:11.446Z","updatedAt":"2026-11-23T17:06:11.446Z","createdById":399359755681795},"user":{"id":399359755681795,"nickname":"Root","email":"root@example.com"},"roleName":"root"}`)
	result := json.RawMessage(`{"id":399359755681795,"orderId":399359755681795,"text":"created","createdAt":"2026-11-23T17:06:11.446Z","updatedAt":"2026-11-23T17:06:11.446Z"}`)
	start := func(tx store.Tx) error {
		now := tx.Now()
		x := &workflow.Execution{ID: tx.NextID(), WorkflowID: 7, Key: "bound", Context: context, Status: workflow.Resolved, Epoch: 1,
			StartedAt: now, CreatedAt: now, EndedAt: now, Layer: workflow.PostAction, ReceiptID: tx.NextID(), ActorID: 1, RoleName: "root"}
		if err := tx.InsertExecutions([]*workflow.Execution{x}); err != nil {
			return err
		}
		job := func(node int64, key string, up int64, result json.RawMessage) *workflow.Job {
			return &workflow.Job{ID: tx.NextID(), ExecutionID: x.ID, NodeID: node, NodeKey: key, UpstreamID: up, Status: workflow.Resolved,
				Result: result, StartedAt: now, EndedAt: now, CreatedAt: now, UpdatedAt: now}
		}
		first := job(1, "c2fk1x", 0, json.RawMessage("true"))
		if err := tx.SaveJobs([]*workflow.Job{first, job(2, "k3jf8s", first.ID, result)}); err != nil {
			return err
		}
		return tx.OpenReceipt(&workflow.Receipt{ID: x.ReceiptID, RequestID: "0123456789abcdef", UserID: 1, RoleName: "root", Resource: "orders", Action: "create",
			Keys: []string{"bound"}, Outcome: workflow.OutcomeSaved, Generation: 1,
			Verdicts: []workflow.Verdict{{WorkflowID: &x.WorkflowID, Key: "bound", Layer: workflow.PostAction, Mode: "async", Verdict: workflow.DecisionStarted, ExecutionIDs: []int64{x.ID}}}}, now)
	}
	for n := b.N; n > 0; n -= 32 {
		err := db.Write(b.Context(), store.Unit{Run: func(tx store.Tx) error {
			for range 32 {
				if err := start(tx); err != nil {
					return err
				}
			}
			return nil
		}})
		if err != nil {
			b.Fatal(err)
		}
	}
}
