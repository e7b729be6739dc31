package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// waiting is written exactly as in the partial index, which serves no other form.
const waiting = `"status" = 0 AND "runnable" = FALSE`

// Unfinished implements store.ExecutionReader.
func (s *Session) Unfinished(limit int) (owed, waits map[string]int64, err error) {
	if owed, err = s.perKey(`SELECT "key" FROM "executions" WHERE `+runnable+` ORDER BY "id" LIMIT ?`, limit); err != nil {
		return nil, nil, err
	}
	waits, err = s.perKey(`SELECT "key" FROM "executions" WHERE `+waiting+` ORDER BY "key" LIMIT ?`, limit)
	return owed, waits, err
}

// perKey counts the rows of a statement by their key.
func (s *Session) perKey(sql string, limit int) (map[string]int64, error) {
	counts := map[string]int64{}
	err := s.rows(sql, []any{int64(limit)}, func(c *cells) error {
		counts[c.text()]++
		return nil
	})
	return counts, err
}

// Runs implements store.ExecutionReader. Ids grow with time, so the index by key, which ends with the id, has the newest
// at its end: what is older is not read.
func (s *Session) Runs(key string, since time.Time, limit int) ([]store.Run, error) {
	var list []store.Run
	err := s.rows(`SELECT "id", "status", "createdAt", "startedAt", "endedAt" FROM "executions" WHERE "key" = ? AND "id" >= ?
		ORDER BY "id" DESC LIMIT ?`, []any{key, startOf(since), int64(limit)}, func(c *cells) error {
		list = append(list, store.Run{ID: c.int(), Status: c.status(), CreatedAt: c.time(), StartedAt: c.time(), EndedAt: c.time()})
		return nil
	})
	return list, err
}

// startOf returns an id not above those that were drawn from t on; 0 when t is zero.
func startOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(firstID(t)-2<<idSecond, 0)
}

// failed is written exactly as in the partial index, which serves no other form.
const failed = `"status" < 0`

const selectSketches = `SELECT "id", "workflowId", "receiptId", "retryOf", "actorId", "owner", "key", "reason", "status", "layer",
	"runnable", "createdAt", "startedAt", "endedAt", "expiresAt", "availableAt" FROM "executions" `

// Failed implements store.ExecutionReader.
func (s *Session) Failed(since time.Time, limit int) ([]store.Sketch, error) {
	return s.sketches(selectSketches+`WHERE `+failed+` AND "id" >= ? ORDER BY "id" DESC LIMIT ?`, startOf(since), int64(limit))
}

// Unended implements store.ExecutionReader.
func (s *Session) Unended(limit int) ([]store.Sketch, error) {
	owed, err := s.sketches(selectSketches+`WHERE `+runnable+` ORDER BY "id" LIMIT ?`, int64(limit))
	if err != nil {
		return nil, err
	}
	waits, err := s.sketches(selectSketches+`WHERE `+waiting+` ORDER BY "key", "id" LIMIT ?`, int64(limit))
	return append(owed, waits...), err
}

func (s *Session) sketches(sql string, args ...any) ([]store.Sketch, error) {
	var list []store.Sketch
	err := s.rows(sql, args, func(c *cells) error {
		list = append(list, store.Sketch{
			ID: c.int(), WorkflowID: c.int(), ReceiptID: c.int(), RetryOf: c.int(), ActorID: c.int(), Owner: c.int(), Key: c.text(),
			Reason: c.text(), Status: c.status(), Layer: workflow.Layer(c.text()), Runnable: c.bool(), CreatedAt: c.time(),
			StartedAt: c.time(), EndedAt: c.time(), ExpiresAt: c.time(), AvailableAt: c.time(),
		})
		return nil
	})
	return list, err
}

// Rate implements store.ExecutionReader.
func (s *Session) Rate(since time.Time, limit int) (store.Rate, error) {
	var rate store.Rate
	err := s.rows(`SELECT "status" FROM "executions" WHERE "id" >= ? ORDER BY "id" DESC LIMIT ?`, []any{startOf(since), int64(limit)},
		func(c *cells) error {
			status := c.status()
			rate.Made++
			if status.Final() {
				rate.Ended++
			}
			if status.Negative() {
				rate.Failed++
			}
			return nil
		})
	return rate, err
}
