package sqlstore

import (
	"cmp"
	"slices"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Receipt implements store.ReceiptReader.
func (s *Session) Receipt(id int64) (*workflow.Receipt, error) {
	var found *workflow.Receipt
	err := s.rows(`SELECT "id", "requestId", "userId", "roleName", "resource", "action", "keys", "button", "outcome",
		"verdicts", "generation" FROM "receipts" WHERE "id" = ?`, []any{id}, func(c *cells) error {
		found = &workflow.Receipt{ID: c.int(), RequestID: c.text(), UserID: c.int(), RoleName: c.text(), Resource: c.text(), Action: c.text()}
		c.json(&found.Keys)
		found.Button, found.Outcome = c.text(), workflow.Outcome(c.text())
		c.json(&found.Verdicts)
		found.Generation = c.int()
		return nil
	})
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, store.ErrNotFound
	}
	return found, nil
}

// OpenReceipt implements store.ReceiptWriter.
func (s *Session) OpenReceipt(r *workflow.Receipt, at time.Time) error {
	keys, verdicts, err := receiptLists(r)
	if err != nil {
		return err
	}
	err = s.insertSparse("receipts", `"id", "requestId", "createdAt", "closedAt", "userId", "roleName", "resource", "action",
		"keys", "button", "outcome", "verdicts", "generation"`, 13, []any{
		r.ID, bindText(r.RequestID), s.time(at), s.closedAt(r, at), bindID(r.UserID), bindText(r.RoleName),
		bindText(r.Resource), bindText(r.Action), keys, bindText(r.Button), string(r.Outcome), verdicts, r.Generation,
	})
	if err != nil {
		return err
	}
	return s.addReceiptRecords(r)
}

// addReceiptRecords stores what the receipt is about.
func (s *Session) addReceiptRecords(r *workflow.Receipt) error {
	const width = 3
	return chunks(len(r.Records), width, func(from, to int) error {
		args := make([]any, 0, (to-from)*width)
		for _, about := range r.Records[from:to] {
			args = append(args, about.Collection, about.Key, r.ID)
		}
		return s.queue(s.env.Plans.batch(`INSERT INTO "receiptRecords" ("collection", "recordKey", "receiptId") VALUES `,
			" ON CONFLICT DO NOTHING", width, to-from), args...)
	})
}

// ReceiptsAbout implements store.ReceiptReader.
func (s *Session) ReceiptsAbout(record workflow.Subject, limit int) ([]int64, error) {
	acted, err := s.ids(`SELECT "receiptId" FROM "receiptRecords" WHERE "collection" = ? AND "recordKey" = ?
		ORDER BY "receiptId" DESC LIMIT ?`, record.Collection, record.Key, int64(limit))
	if err != nil {
		return nil, err
	}
	followed, err := s.ids(`SELECT "receiptId" FROM "executions" WHERE "collection" = ? AND "recordKey" = ? AND "receiptId" IS NOT NULL
		ORDER BY "id" DESC LIMIT ?`, record.Collection, record.Key, int64(limit))
	if err != nil {
		return nil, err
	}
	all := append(acted, followed...)
	slices.SortFunc(all, func(a, b int64) int { return cmp.Compare(b, a) })
	all = slices.Compact(all)
	return all[:min(len(all), limit)], nil
}

// CloseReceipt implements store.ReceiptWriter. It stores the keys as well: those of created records are known only
// when the action is done.
func (s *Session) CloseReceipt(r *workflow.Receipt, at time.Time) error {
	keys, verdicts, err := receiptLists(r)
	if err != nil {
		return err
	}
	err = s.queue(`UPDATE "receipts" SET "closedAt" = ?, "keys" = ?, "outcome" = ?, "verdicts" = ? WHERE "id" = ?`,
		s.closedAt(r, at), keys, string(r.Outcome), verdicts, r.ID)
	if err != nil {
		return err
	}
	return s.addReceiptRecords(r)
}

func (s *Session) closedAt(r *workflow.Receipt, at time.Time) any {
	if r.Outcome == workflow.OutcomeOpen {
		return nil
	}
	return s.time(at)
}

// receiptLists encodes keys and verdicts; lists are never null in the API.
func receiptLists(r *workflow.Receipt) (keys, verdicts any, err error) {
	if keys, err = bindJSON(append([]string{}, r.Keys...)); err != nil {
		return nil, nil, err
	}
	list := append([]workflow.Verdict{}, r.Verdicts...)
	for i := range list {
		list[i].ExecutionIDs = append([]int64{}, list[i].ExecutionIDs...)
	}
	verdicts, err = bindJSON(list)
	return keys, verdicts, err
}

// AddVerdicts implements store.ReceiptWriter. Executions outlive their receipt when they wait for long: then there is
// nothing to add to.
func (s *Session) AddVerdicts(receiptID int64, vs []workflow.Verdict) error {
	const width = 11
	if n, err := s.number(`SELECT COUNT(*) FROM "receipts" WHERE "id" = ?`, receiptID); err != nil || n == 0 {
		return err
	}
	return chunks(len(vs), width, func(from, to int) error {
		args := make([]any, 0, (to-from)*width)
		for _, v := range vs[from:to] {
			var err error
			if args, err = s.verdictArgs(args, receiptID, v); err != nil {
				return err
			}
		}
		return s.queue(s.env.Plans.batch(`INSERT INTO "receiptChain" ("id", "receiptId", "workflowId", "key", "layer", "mode",
			"verdict", "reason", "count", "executionIds", "causedBy") VALUES `, "", width, to-from), args...)
	})
}

func (s *Session) verdictArgs(args []any, receiptID int64, v workflow.Verdict) ([]any, error) {
	executions, err := bindJSON(append([]int64{}, v.ExecutionIDs...))
	if err != nil {
		return nil, err
	}
	var causedBy any
	if v.CausedBy != nil {
		if causedBy, err = bindJSON(v.CausedBy); err != nil {
			return nil, err
		}
	}
	var workflowID any
	if v.WorkflowID != nil {
		workflowID = *v.WorkflowID
	}
	return append(args, s.env.NextID(), receiptID, workflowID, v.Key, string(v.Layer), v.Mode, string(v.Verdict),
		bindText(string(v.Reason)), int64(v.Count), executions, causedBy), nil
}

// InterruptReceipts implements store.ReceiptWriter.
func (s *Session) InterruptReceipts(gen int64) (int64, error) {
	return s.exec(`UPDATE "receipts" SET "outcome" = 'interrupted', "closedAt" = ? WHERE "outcome" = 'open' AND "generation" < ?`,
		s.time(s.env.Now()), gen)
}

// PurgeReceipts implements store.ReceiptWriter. Their chains go with them by their foreign key.
func (s *Session) PurgeReceipts(before time.Time, limit int) (int64, error) {
	ids, err := s.ids(`SELECT "id" FROM "receipts" WHERE "id" < ? AND "createdAt" < ? ORDER BY "id" LIMIT ?`,
		firstID(before), s.time(before), int64(limit))
	if err != nil {
		return 0, err
	}
	return int64(len(ids)), s.deleteByID("receipts", ids)
}
