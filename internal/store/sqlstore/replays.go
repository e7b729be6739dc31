package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// Replay implements store.ReplayWriter.
func (s *Session) Replay(scope string) (*store.Replay, error) {
	var found *store.Replay
	err := s.rows(`SELECT "scope", "fingerprint", "state", "status", "headers", "body", "generation", "receiptId", "createdAt"
		FROM "replays" WHERE "scope" = ?`, []any{scope}, func(c *cells) error {
		found = &store.Replay{Scope: c.text(), Fingerprint: c.text(), State: store.ReplayState(c.int()), Status: int(c.int()),
			Headers: c.bytes(), Body: c.bytes(), Generation: c.int(), ReceiptID: c.int(), CreatedAt: c.time()}
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

// InsertReplay implements store.ReplayWriter. It waits for the answer: the loser of two equal requests must hear of it
// before it had an effect.
func (s *Session) InsertReplay(r *store.Replay) error {
	_, err := s.exec(`INSERT INTO "replays" ("scope", "fingerprint", "state", "status", "headers", "body", "generation",
		"receiptId", "createdAt") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Scope, r.Fingerprint, int64(r.State), int64(r.Status), bindRaw(r.Headers), bindBytes(r.Body), r.Generation,
		bindID(r.ReceiptID), s.instant(r.CreatedAt))
	return err
}

// UpdateReplay implements store.ReplayWriter.
func (s *Session) UpdateReplay(r *store.Replay) error {
	return s.queue(`UPDATE "replays" SET "state" = ?, "status" = ?, "headers" = ?, "body" = ?, "generation" = ?, "receiptId" = ?
		WHERE "scope" = ?`, int64(r.State), int64(r.Status), bindRaw(r.Headers), bindBytes(r.Body), r.Generation,
		bindID(r.ReceiptID), r.Scope)
}

// DeleteReplay implements store.ReplayWriter.
func (s *Session) DeleteReplay(scope string) error {
	return s.queue(`DELETE FROM "replays" WHERE "scope" = ?`, scope)
}

// PurgeReplays implements store.ReplayWriter.
func (s *Session) PurgeReplays(before time.Time, limit int) (int64, error) {
	return s.exec(`DELETE FROM "replays" WHERE "scope" IN (SELECT "scope" FROM "replays" WHERE "createdAt" < ?
		ORDER BY "createdAt" LIMIT ?)`, s.time(before), int64(limit))
}

// bindBytes keeps nil apart from no bytes.
func bindBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}
