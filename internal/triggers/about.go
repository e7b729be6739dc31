package triggers

import (
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// about names the record that an execution is about: data is the record, or where it has none yet only its collection.
func about(c *schema.Collection, data any) workflow.Subject {
	if c == nil {
		return workflow.Subject{}
	}
	s := workflow.Subject{Collection: c.Name}
	record, _ := data.(map[string]any)
	if key := c.TargetKey(); key != nil && record != nil {
		s.Key = workflow.KeyText(record[key.Name])
	}
	return s
}
