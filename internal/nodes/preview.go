package nodes

import (
	"github.com/sequitur-platform/sequitur/internal/extension"
)

// maxMatching is how many records a preview counts.
const maxMatching = 100

// would is what a step that writes records would do.
type would struct {
	Collection string `json:"collection"`
	Values     any    `json:"values,omitempty"`
	// Matching is how many records it is about now; More says that there are more of them.
	Matching *int `json:"matching,omitempty"`
	More     bool `json:"more,omitempty"`
}

// matching counts the records that a filter finds now.
func (w would) matching(records extension.Records, filter any) (would, error) {
	found, err := records.Query(extension.RecordQuery{Collection: w.Collection, Filter: filter, Page: 1, PageSize: maxMatching + 1})
	if err != nil {
		return w, err
	}
	n := min(len(found), maxMatching)
	w.Matching, w.More = &n, len(found) > maxMatching
	return w, nil
}
