package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/ids"
)

// idSecond is how far the seconds stand from the right in an id.
const idSecond = 21

// firstID returns an id above every one that was drawn before t, so that a purge reads only the old end of a table.
// Ids that ran ahead of the clock are found a little later.
func firstID(t time.Time) int64 { return max(t.Unix()-ids.Epoch+1, 1) << idSecond }

// deleteByID deletes rows of one of Sequitur's own tables.
func (s *Session) deleteByID(table string, ids []int64) error {
	return chunks(len(ids), 1, func(from, to int) error {
		return s.queue(`DELETE FROM `+s.d.Quote(table)+` WHERE "id" IN (`+marks(to-from)+`)`, anyIDs(ids[from:to])...)
	})
}

func anyIDs(ids []int64) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
