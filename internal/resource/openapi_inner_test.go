package resource

import (
	"slices"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// What is said of answers is of actions that are there.
func TestAnswersAreThoseOfActions(t *testing.T) {
	all := slices.Concat((&Automation{}).Resources(), (&Model{}).Resources(), (&Identity{}).Resources(), (&Pages{}).Resources())
	described := 0
	for _, r := range all {
		for name := range answersOf(r.Name) {
			if described++; r.Actions[name].Access == 0 && r.Actions[name].Run == nil && !r.Actions[name].Read {
				t.Errorf("%s has no action %s", r.Name, name)
			}
		}
	}
	if described < 60 {
		t.Errorf("only %d answers are described", described)
	}
}

// Every row that is described is one of a system collection.
func TestRowsAreThoseOfSystemCollections(t *testing.T) {
	for name, row := range systemRows() {
		isOne := slices.ContainsFunc(schema.System(), func(c *schema.Collection) bool { return c.Name == name })
		if !isOne || row.Name == "" || row.Doc == "" {
			t.Errorf("%s: %+v", name, row)
		}
	}
}
