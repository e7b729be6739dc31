package definition

import (
	"context"
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Destroy removes the matching versions and returns how many rows of workflows went. With a current version go all
// others of its key. Executions stay; unfinished ones refuse the removal unless cancel says to end them with it.
func (e *Edit) Destroy(ctx context.Context, f query.Filter, cancel bool) (int64, error) {
	rows, err := find(e.tx, e.t.workflows, f, "id", "key", "current")
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	doomed, keys, err := e.doomed(rows)
	if err != nil {
		return 0, err
	}
	if err := e.endExecutions(ctx, doomed, cancel); err != nil {
		return 0, err
	}
	return e.removeVersions(doomed, keys)
}

// doomed widens the selected versions to all those that go with them. keys are those that end.
func (e *Edit) doomed(rows []schema.Record) (doomed []int64, keys []string, err error) {
	seen := map[int64]bool{}
	add := func(rows []schema.Record) {
		for _, id := range ids(rows) {
			if !seen[id] {
				seen[id] = true
				doomed = append(doomed, id)
			}
		}
	}
	add(rows)
	for _, rec := range rows {
		if !truth(rec["current"]) {
			continue
		}
		keys = append(keys, text(rec["key"]))
		versions, err := find(e.tx, e.t.workflows, eq(e.t.workflows, "key", rec["key"]), "id")
		if err != nil {
			return nil, nil, err
		}
		add(versions)
	}
	return doomed, keys, nil
}

// endExecutions refuses while executions of the versions are unfinished, or cancels them.
func (e *Edit) endExecutions(ctx context.Context, versions []int64, cancel bool) error {
	var unfinished []int64
	err := inParts(versions, func(part []int64) error {
		rows, err := find(e.tx, e.t.executions, e.unfinished(part), "id")
		unfinished = append(unfinished, ids(rows)...)
		return err
	})
	if err != nil || len(unfinished) == 0 {
		return err
	}
	if !cancel || e.s.options.Cancel == nil {
		return errs.New(errs.Conflict, CodeUnfinishedExecutions,
			"%d executions are unfinished; cancel them first, or with cancelExecutions=1 together with the workflow", len(unfinished))
	}
	return e.s.options.Cancel(ctx, e.tx, unfinished)
}

func (e *Edit) removeVersions(versions []int64, keys []string) (int64, error) {
	var removed int64
	err := inParts(versions, func(part []int64) error {
		for _, c := range []struct {
			collection *schema.Collection
			field      string
		}{{e.t.nodes, "workflowId"}, {e.t.relations, "workflowId"}, {e.t.versionStats, "id"}} {
			if _, err := e.tx.Delete(c.collection, in(c.collection, c.field, part)); err != nil {
				return err
			}
		}
		n, err := e.tx.Delete(e.t.workflows, in(e.t.workflows, "id", part))
		removed += n
		return err
	})
	if err != nil {
		return 0, err
	}
	err = inParts(keys, func(part []string) error {
		_, err := e.tx.Delete(e.t.stats, in(e.t.stats, "key", part))
		return err
	})
	return removed, err
}

func inParts[T any](list []T, do func(part []T) error) error {
	for len(list) > 0 {
		n := min(len(list), maxIn)
		if err := do(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// Copy says how Revision copies a version.
type Copy struct {
	// Of is the version to copy; OfKey, when not empty, must be its key and makes the copy a new version of it. Without
	// it the copy is a workflow of its own.
	Of    int64
	OfKey string
	// Inherit gives the copy the standing of what it copies: current and enabled.
	Inherit bool
	// Values override what is copied: title, description, triggerTitle, note, sync, enabled, config, options, categories.
	Values map[string]any
}

// Revision copies a version with its nodes and returns the new row.
func (e *Edit) Revision(c Copy) (schema.Record, error) {
	origin, _, err := e.version(c.Of)
	if err != nil {
		return nil, err
	}
	if c.OfKey != "" && c.OfKey != text(origin["key"]) {
		return nil, workflowNotFound(c.Of)
	}
	row, err := e.copied(origin, c)
	if err != nil {
		return nil, err
	}
	if err := e.insert(row); err != nil {
		return nil, err
	}
	id := integer(row["id"])
	if err := e.copyNodes(c.Of, id); err != nil {
		return nil, err
	}
	if err := e.copyCategories(c.Of, id, c.Values); err != nil {
		return nil, err
	}
	if truth(row["enabled"]) {
		if err := e.checkEnabled(row); err != nil {
			return nil, err
		}
	}
	return e.row(id)
}

// copied makes the row of a copy.
func (e *Edit) copied(origin schema.Record, c Copy) (schema.Record, error) {
	row := schema.Record{"type": origin["type"], "current": nil}
	for _, name := range []string{"description", "options", "sync"} {
		row[name] = origin[name]
	}
	config, err := e.copyConfig(e.s.options.Registry.Trigger(text(origin["type"])), origin["config"])
	if err != nil {
		return nil, err
	}
	row["config"] = config
	if c.OfKey != "" {
		row["key"], row["title"], row["triggerTitle"] = origin["key"], origin["title"], origin["triggerTitle"]
	} else if row["key"], err = e.newKey(e.t.workflows, nil); err != nil {
		return nil, err
	} else {
		row["title"] = text(origin["title"]) + " copy"
	}
	if c.Inherit {
		row["current"], row["enabled"] = origin["current"], origin["enabled"]
	}
	return row, e.fill(row, c.Values, text(origin["type"]))
}

// copyConfig lets a type rewrite a configuration that is copied.
func (e *Edit) copyConfig(typ, config any) (any, error) {
	copier, ok := typ.(extension.Copier)
	if !ok {
		return config, nil
	}
	raw, err := encode(config)
	if err != nil {
		return nil, err
	}
	return decode(copier.Copy(append(json.RawMessage(nil), raw...)))
}

// copyNodes gives a new version the nodes of another: same keys, new ids, links among themselves.
func (e *Edit) copyNodes(from, to int64) error {
	rows, err := find(e.tx, e.t.nodes, eq(e.t.nodes, "workflowId", from))
	if err != nil || len(rows) == 0 {
		return err
	}
	renamed := make(map[int64]int64, len(rows))
	for _, id := range ids(rows) {
		renamed[id] = e.tx.NextID()
	}
	for i, rec := range rows {
		next := rec.Clone()
		next["id"], next["workflowId"] = renamed[integer(rec["id"])], to
		next["upstreamId"] = optional(renamed[integer(rec["upstreamId"])])
		next["downstreamId"] = optional(renamed[integer(rec["downstreamId"])])
		next["createdAt"], next["updatedAt"] = e.now(), e.now()
		if next["config"], err = e.copyConfig(e.s.options.Registry.Node(text(rec["type"])), rec["config"]); err != nil {
			return err
		}
		rows[i] = next
	}
	return e.tx.InsertMany(e.t.nodes, rows)
}

func (e *Edit) copyCategories(from, to int64, values map[string]any) error {
	if _, given := values["categories"]; given {
		return e.setCategories(to, values)
	}
	categories, err := e.categoriesOf(from)
	if err != nil {
		return err
	}
	return e.link(to, categories)
}
