package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// The context stands last: it may be long, and what lies behind it in the row is slow to reach.
const executionColumns = `"id", "workflowId", "key", "eventKey", "status", "reason", "dispatched", "parentExecutionId",
	"stack", "output", "startedAt", "endedAt", "expiresAt", "createdAt", "updatedAt", "manually", "sync", "receiptId",
	"retryOf", "actorId", "roleName", "layer", "causedByNodeKey", "collection", "recordKey", "ancestry", "epoch", "owner", "cursor", "runnable",
	"availableAt", "context"`

const (
	executionWidth   = 32
	selectExecutions = `SELECT ` + executionColumns + ` FROM "executions" `
	// unfinished and runnable are written exactly as in the partial indexes, which serve no other form.
	unfinished = `("status" IS NULL OR "status" = 0)`
	runnable   = `"runnable" = TRUE`
)

// Execution implements store.ExecutionReader.
func (s *Session) Execution(id int64) (*workflow.Execution, error) {
	es, err := s.executions(selectExecutions+`WHERE "id" = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(es) == 0 {
		return nil, store.ErrNotFound
	}
	return es[0], nil
}

// Owed implements store.ExecutionReader. Runs that a request owns are not owed to the dispatcher; when the request's
// process is gone, Lost finds them.
func (s *Session) Owed(after int64, now time.Time, limit int) ([]*workflow.Execution, error) {
	return s.executions(selectExecutions+`WHERE `+runnable+` AND "id" > ? AND "owner" = 0
		AND ("availableAt" IS NULL OR "availableAt" <= ?) ORDER BY "id" LIMIT ?`, after, s.time(now), int64(limit))
}

// Lost implements store.ExecutionReader.
func (s *Session) Lost(gen int64, limit int) ([]*workflow.Execution, error) {
	return s.executions(selectExecutions+`WHERE `+unfinished+` AND "owner" > 0 AND "owner" < ?
		ORDER BY "id" LIMIT ?`, gen, int64(limit))
}

// Children implements store.ExecutionReader.
func (s *Session) Children(id int64) ([]*workflow.Execution, error) {
	return s.executions(selectExecutions+`WHERE `+unfinished+` AND "parentExecutionId" = ? ORDER BY "id"`, id)
}

// Expired implements store.ExecutionReader.
func (s *Session) Expired(now time.Time, limit int) ([]int64, error) {
	return s.ids(`SELECT "id" FROM "executions" WHERE `+unfinished+` AND "expiresAt" IS NOT NULL AND "expiresAt" <= ?
		ORDER BY "expiresAt", "id" LIMIT ?`, s.time(now), int64(limit))
}

// NextDue implements store.ExecutionReader. The instant may have passed already.
func (s *Session) NextDue() (time.Time, error) {
	var due time.Time
	err := s.rows(`SELECT MIN("due") FROM (
		SELECT MIN("availableAt") AS "due" FROM "executions" WHERE `+runnable+` AND "availableAt" IS NOT NULL
		UNION ALL
		SELECT MIN("expiresAt") FROM "executions" WHERE `+unfinished+` AND "expiresAt" IS NOT NULL) AS "both"`, nil,
		func(c *cells) error {
			due = c.time()
			return nil
		})
	return due, err
}

// Backlog implements store.ExecutionReader.
func (s *Session) Backlog() (int64, error) {
	return s.number(`SELECT COUNT(*) FROM "executions" WHERE ` + runnable)
}

func (s *Session) executions(sql string, args ...any) ([]*workflow.Execution, error) {
	var out []*workflow.Execution
	err := s.rows(sql, args, func(c *cells) error {
		out = append(out, readExecution(c))
		return nil
	})
	return out, err
}

func (s *Session) ids(sql string, args ...any) ([]int64, error) {
	var out []int64
	err := s.rows(sql, args, func(c *cells) error {
		out = append(out, c.int())
		return nil
	})
	return out, err
}

func readExecution(c *cells) *workflow.Execution {
	e := &workflow.Execution{ID: c.int(), WorkflowID: c.int(), Key: c.text(), EventKey: c.text(), Status: c.status(), Reason: c.text()}
	c.take() // dispatched follows from the status
	e.ParentID = c.int()
	c.take() // stack is the ancestry without its keys
	e.Output, e.StartedAt, e.EndedAt, e.ExpiresAt, e.CreatedAt = c.raw(), c.time(), c.time(), c.time(), c.time()
	c.take() // updatedAt
	e.Manually, e.Sync, e.ReceiptID, e.RetryOf = c.bool(), c.bool(), c.int(), c.int()
	e.ActorID, e.RoleName, e.Layer, e.CausedByNode = c.int(), c.text(), workflow.Layer(c.text()), c.text()
	e.About = workflow.Subject{Collection: c.text(), Key: c.text()}
	c.json(&e.Stack)
	e.Epoch, e.Owner = c.int(), c.int()
	c.json(&e.Cursor)
	e.Runnable, e.AvailableAt, e.Context = c.bool(), c.time(), c.raw()
	return e
}

// InsertExecutions implements store.ExecutionWriter.
func (s *Session) InsertExecutions(es []*workflow.Execution) error {
	args := make([]any, 0, len(es)*executionWidth)
	for _, e := range es {
		var err error
		if args, err = s.executionArgs(args, e); err != nil {
			return err
		}
	}
	return s.insertSparse("executions", executionColumns, executionWidth, args)
}

func (s *Session) executionArgs(args []any, e *workflow.Execution) ([]any, error) {
	stack, ancestry, err := bindStack(e.Stack)
	if err != nil {
		return nil, err
	}
	cursor, err := bindCursor(e.Cursor)
	if err != nil {
		return nil, err
	}
	created := s.instant(e.CreatedAt)
	return append(args, e.ID, e.WorkflowID, e.Key, bindText(e.EventKey), bindStatus(e.Status), bindText(e.Reason),
		e.Status != workflow.Queued, bindID(e.ParentID), stack, bindRaw(e.Output), s.instant(e.StartedAt),
		s.endedAt(e), s.instant(e.ExpiresAt), created, created, e.Manually, e.Sync, bindID(e.ReceiptID),
		bindID(e.RetryOf), bindID(e.ActorID), bindText(e.RoleName), bindText(string(e.Layer)), bindText(e.CausedByNode),
		bindText(e.About.Collection), bindText(e.About.Key), ancestry, e.Epoch, e.Owner, cursor, e.Runnable, s.instant(e.AvailableAt), bindRaw(e.Context)), nil
}

// bindStack returns the ids of the ancestors, as the API shows them, and the ancestors themselves.
func bindStack(ancestors []workflow.Ancestor) (stack, ancestry any, err error) {
	if len(ancestors) == 0 {
		return "[]", nil, nil
	}
	ids := make([]int64, len(ancestors))
	for i, a := range ancestors {
		ids[i] = a.ID
	}
	if stack, err = bindJSON(ids); err != nil {
		return nil, nil, err
	}
	ancestry, err = bindJSON(ancestors)
	return stack, ancestry, err
}

func bindCursor(c workflow.Cursor) (any, error) {
	if c == (workflow.Cursor{}) {
		return nil, nil
	}
	return bindJSON(c)
}

// endedAt is the moment of the change that ends e, unless e already knows it.
func (s *Session) endedAt(e *workflow.Execution) any {
	switch {
	case !e.Status.Final():
		return nil
	case !e.EndedAt.IsZero():
		return s.time(e.EndedAt)
	default:
		return s.time(s.env.Now())
	}
}

// Advance implements store.ExecutionWriter.
func (s *Session) Advance(e *workflow.Execution) (bool, error) {
	cursor, err := bindCursor(e.Cursor)
	if err != nil {
		return false, err
	}
	n, err := s.exec(`UPDATE "executions" SET "status" = ?, "reason" = ?, "dispatched" = ?, "output" = ?, "startedAt" = ?,
		"endedAt" = ?, "expiresAt" = ?, "updatedAt" = ?, "sync" = ?, "owner" = ?, "cursor" = ?, "runnable" = ?,
		"availableAt" = ?, "epoch" = "epoch" + 1 WHERE "id" = ? AND "epoch" = ? AND `+unfinished,
		bindStatus(e.Status), bindText(e.Reason), e.Status != workflow.Queued, bindRaw(e.Output), s.instant(e.StartedAt),
		s.endedAt(e), s.instant(e.ExpiresAt), s.time(s.env.Now()), e.Sync, e.Owner, cursor, e.Runnable,
		s.instant(e.AvailableAt), e.ID, e.Epoch)
	if err != nil || n == 0 {
		return false, err
	}
	e.Epoch++
	return true, nil
}

// Release implements store.ExecutionWriter.
func (s *Session) Release(ids []int64, at time.Time) error {
	return chunks(len(ids), 1, func(from, to int) error {
		return s.queue(`UPDATE "executions" SET "availableAt" = NULL, "updatedAt" = ? WHERE `+unfinished+
			` AND "id" IN (`+marks(to-from)+`)`, append([]any{s.time(at)}, anyIDs(ids[from:to])...)...)
	})
}

// CountStarts implements store.ExecutionWriter.
func (s *Session) CountStarts(workflowID int64, key string, n int64) error {
	now := s.time(s.env.Now())
	err := s.queue(`INSERT INTO "workflowStats" ("key", "executed", "createdAt", "updatedAt") VALUES (?, ?, ?, ?)
		ON CONFLICT ("key") DO UPDATE SET "executed" = "workflowStats"."executed" + excluded."executed",
		"updatedAt" = excluded."updatedAt"`, key, n, now, now)
	if err != nil {
		return err
	}
	return s.queue(`INSERT INTO "workflowVersionStats" ("id", "executed", "createdAt", "updatedAt") VALUES (?, ?, ?, ?)
		ON CONFLICT ("id") DO UPDATE SET "executed" = "workflowVersionStats"."executed" + excluded."executed",
		"updatedAt" = excluded."updatedAt"`, workflowID, n, now, now)
}

// DeleteExecutions implements store.ExecutionWriter. The jobs go with them by their foreign key.
func (s *Session) DeleteExecutions(ids []int64) error { return s.deleteByID("executions", ids) }

// PurgeExecutions implements store.ExecutionWriter.
func (s *Session) PurgeExecutions(before time.Time, limit int) (int64, error) {
	ids, err := s.ids(`SELECT "id" FROM "executions" WHERE "id" < ? AND "createdAt" < ? AND NOT `+unfinished+`
		ORDER BY "id" LIMIT ?`, firstID(before), s.time(before), int64(limit))
	if err != nil {
		return 0, err
	}
	return int64(len(ids)), s.DeleteExecutions(ids)
}
