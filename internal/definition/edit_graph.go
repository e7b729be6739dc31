package definition

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// createGraph gives a new version its nodes and checks the whole when it is enabled.
func (e *Edit) createGraph(row schema.Record, nodes any) error {
	if err := e.createSequence(integer(row["id"]), nodes, map[string]any{}, "nodes"); err != nil {
		return err
	}
	if !truth(row["enabled"]) {
		return nil
	}
	return e.checkEnabled(row)
}

// createSequence adds nodes that follow each other, the first one at the place in at: a list of what CreateNode takes
// without the place. A node may have branches: an object with a sequence for each index. Errors name the place in path.
func (e *Edit) createSequence(workflowID int64, raw any, at map[string]any, path string) error {
	list, ok := raw.([]any)
	if !ok {
		return errs.New(errs.Invalid, CodeInvalidGraph, "%s must be a list of nodes", path).On(path)
	}
	for i, item := range list {
		here := path + "." + strconv.Itoa(i)
		values, ok := item.(map[string]any)
		if !ok {
			return errs.New(errs.Invalid, CodeInvalidGraph, "a node must be an object").On(here)
		}
		id, err := e.createPlaced(workflowID, values, at, here)
		if err != nil {
			return err
		}
		at = map[string]any{"upstreamId": id}
		if err := e.createBranches(workflowID, values["branches"], id, here); err != nil {
			return err
		}
	}
	return nil
}

func (e *Edit) createPlaced(workflowID int64, values, at map[string]any, path string) (int64, error) {
	placed := map[string]any{}
	for _, name := range []string{"type", "title", "key", "config"} {
		if v, given := values[name]; given {
			placed[name] = v
		}
	}
	for name, v := range at {
		placed[name] = v
	}
	row, err := e.CreateNode(workflowID, placed)
	if err != nil {
		return 0, below(err, path)
	}
	return integer(row["id"]), nil
}

func (e *Edit) createBranches(workflowID int64, raw any, upstream int64, path string) error {
	if raw == nil {
		return nil
	}
	branches, ok := raw.(map[string]any)
	if !ok {
		return errs.New(errs.Invalid, CodeInvalidGraph, "branches must be an object of lists").On(path + ".branches")
	}
	for _, name := range slices.Sorted(maps.Keys(branches)) {
		at := map[string]any{"upstreamId": upstream, "branchIndex": json.Number(name)}
		if err := e.createSequence(workflowID, branches[name], at, path+".branches."+name); err != nil {
			return err
		}
	}
	return nil
}

// below puts the place of a node before the field that a refusal names.
func below(err error, path string) error {
	if errs.KindOf(err) == errs.Internal {
		return err
	}
	var all errs.List
	for _, one := range onField(err, "") {
		at := path
		if one.Field != "" {
			at += "." + one.Field
		}
		all = append(all, one.On(at))
	}
	return all
}
