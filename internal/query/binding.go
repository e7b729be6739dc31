package query

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Binding names a workflow for an action, with the to-one path from the acted record to the workflow's data.
type Binding struct {
	Key  string
	Path string
}

// ParseTriggerWorkflows reads "key!path,key2". A key given twice keeps its first place and its last path; blank items
// are skipped; nothing is trimmed. Errors: INVALID_TRIGGER_WORKFLOWS.
func ParseTriggerWorkflows(s string) ([]Binding, error) {
	var out []Binding
	place := map[string]int{}
	for item := range strings.SplitSeq(s, ",") {
		key, path, _ := strings.Cut(item, "!")
		if strings.TrimSpace(key) == "" {
			continue
		}
		if i, ok := place[key]; ok {
			out[i].Path = path
			continue
		}
		if len(out) == MaxBindings {
			return nil, errs.New(errs.Invalid, "INVALID_TRIGGER_WORKFLOWS", "at most %d workflows can be named", MaxBindings).
				On("triggerWorkflows")
		}
		place[key] = len(out)
		out = append(out, Binding{Key: key, Path: path})
	}
	return out, nil
}
