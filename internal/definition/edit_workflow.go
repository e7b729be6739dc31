package definition

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// frozenConfig is the answer to a change of the trigger's configuration of an executed version.
const frozenConfig = "config of executed workflow can not be updated"

// Create adds a workflow, or a version of the key that values name, and returns its row. Values: type (required),
// key, title, description, triggerTitle, note, sync, enabled, config, options, categories, nodes (see CreateNodes);
// others are ignored. An enabled one with nodes must be able to run.
func (e *Edit) Create(values map[string]any) (schema.Record, error) {
	typ, err := e.triggerType(values["type"])
	if err != nil {
		return nil, err
	}
	key, err := e.newKey(e.t.workflows, values["key"])
	if err != nil {
		return nil, err
	}
	row := schema.Record{"type": typ, "key": key, "config": map[string]any{}, "options": defaultOptions()}
	if err := e.fill(row, values, typ); err != nil {
		return nil, err
	}
	if err := e.insert(row); err != nil {
		return nil, err
	}
	if err := e.setCategories(integer(row["id"]), values); err != nil {
		return nil, err
	}
	if values["nodes"] != nil {
		if err := e.createGraph(row, values["nodes"]); err != nil {
			return nil, err
		}
	}
	return e.row(integer(row["id"]))
}

// fill reads the given values of a new version into row.
func (e *Edit) fill(row schema.Record, values map[string]any, typ string) error {
	list := e.parse(e.t.workflows, values, row, "title", "description", "triggerTitle", "note", "sync", "enabled")
	if raw, given := values["config"]; given {
		config, err := e.triggerConfig(typ, raw)
		list = append(list, collect(err, "config")...)
		row["config"] = config
	}
	options, err := e.parseOptions(values)
	if options != nil {
		row["options"] = options
	}
	return append(list, collect(err, "options")...).Or()
}

// collect makes entries of a list from an error, none from nil.
func collect(err error, name string) errs.List {
	if err == nil {
		return nil
	}
	return onField(err, name)
}

// parseOptions reads the options, nil when none were given.
func (e *Edit) parseOptions(values map[string]any) (any, error) {
	if _, given := values["options"]; !given {
		return nil, nil
	}
	row := schema.Record{}
	if list := e.parse(e.t.workflows, values, row, "options"); len(list) > 0 {
		return nil, list
	}
	o, err := checkOptions(row["options"])
	if err != nil {
		return nil, err
	}
	return o, nil
}

func (e *Edit) triggerType(raw any) (string, error) {
	f := e.t.workflows.Field("type")
	v, err := f.Kind.Parse(f, raw, e.env)
	if err != nil {
		return "", onField(err, "type")
	}
	typ := text(v)
	if typ == "" {
		return "", errs.New(errs.Invalid, CodeTypeRequired, "a workflow needs a trigger type").On("type")
	}
	if e.s.options.Registry.Trigger(typ) == nil {
		return "", unknownTrigger(typ)
	}
	return typ, nil
}

// insert completes and stores a new version with its counters. row holds at least key and type.
func (e *Edit) insert(row schema.Record) error {
	id := e.tx.NextID()
	for name, v := range map[string]any{
		"id": id, "enabled": truth(row["enabled"]), "sync": truth(row["sync"]), "invalid": false,
		"executed": int64(0), "allExecuted": int64(0), "createdAt": e.now(), "updatedAt": e.now(),
		"createdById": optional(e.by), "updatedById": optional(e.by),
	} {
		row[name] = v
	}
	if t := e.s.options.Registry.Trigger(text(row["type"])); t != nil && t.Spec().Sync != nil {
		row["sync"] = *t.Spec().Sync // what the trigger type forces overrules the choice
	}
	if err := e.settle(row); err != nil {
		return err
	}
	if err := e.tx.Insert(e.t.workflows, row); err != nil {
		return err
	}
	return e.insertStats(id, text(row["key"]))
}

// insertStats makes the counters of a new version, and those of its key when it is the first one.
func (e *Edit) insertStats(id int64, key string) error {
	counters := func(pk string, v any) schema.Record {
		return schema.Record{pk: v, "executed": int64(0), "createdAt": e.now(), "updatedAt": e.now()}
	}
	if err := e.tx.Insert(e.t.versionStats, counters("id", id)); err != nil {
		return err
	}
	n, err := e.tx.Count(e.t.stats, eq(e.t.stats, "key", key))
	if err != nil || n > 0 {
		return err
	}
	return e.tx.Insert(e.t.stats, counters("key", key))
}

// settle decides which version of a key is current before row is stored: an enabled one always is, the only one too.
// The version that was current gives way and is disabled.
func (e *Edit) settle(row schema.Record) error {
	if truth(row["enabled"]) {
		row["current"] = true
	}
	t := e.t.workflows
	others, err := find(e.tx, t, query.And{
		eq(t, "key", row["key"]), isTrue(t, "current"), query.Not{Filter: eq(t, "id", row["id"])},
	}, "id")
	if err != nil {
		return err
	}
	if len(others) == 0 {
		row["current"] = true
		return nil
	}
	if !truth(row["current"]) {
		row["current"] = nil
		return nil
	}
	_, err = e.tx.Update(t, in(t, "id", ids(others)), schema.Record{"enabled": false, "current": nil, "updatedAt": e.now()})
	return err
}

func (e *Edit) row(id int64) (schema.Record, error) {
	rec, _, err := e.version(id)
	return rec, err
}

// Update changes the matching versions and returns their rows. Values: title, description, triggerTitle, note, enabled,
// config, options, categories; others are ignored.
func (e *Edit) Update(f query.Filter, values map[string]any) ([]schema.Record, error) {
	rows, err := find(e.tx, e.t.workflows, f, "id")
	if err != nil {
		return nil, err
	}
	for _, id := range ids(rows) {
		if err := e.updateVersion(id, values); err != nil {
			return nil, err
		}
	}
	return e.reload(e.t.workflows, ids(rows))
}

func (e *Edit) updateVersion(id int64, values map[string]any) error {
	row, before, err := e.version(id)
	if err != nil {
		return err
	}
	set, err := e.changes(row, values)
	if err != nil {
		return err
	}
	next := row.Clone()
	for name, v := range set {
		next[name] = v
	}
	if err := e.settle(next); err != nil {
		return err
	}
	if _, configured := set["config"]; truth(next["enabled"]) && (configured || !before.Enabled) {
		if err := e.checkEnabled(next); err != nil {
			return err
		}
	}
	set["enabled"], set["current"], set["updatedAt"] = truth(next["enabled"]), next["current"], e.now()
	e.stampUser(set)
	if err := e.updateRow(e.t.workflows, id, set); err != nil {
		return err
	}
	return e.setCategories(id, values)
}

// changes reads the given values of an existing version.
func (e *Edit) changes(row schema.Record, values map[string]any) (schema.Record, error) {
	set := schema.Record{}
	list := e.parse(e.t.workflows, values, set, "title", "description", "triggerTitle", "note", "enabled")
	if raw, given := values["config"]; given {
		if err := e.frozen(integer(row["id"]), frozenConfig); err != nil {
			return nil, err
		}
		config, err := e.triggerConfig(text(row["type"]), raw)
		list = append(list, collect(err, "config")...)
		set["config"] = config
	}
	options, err := e.parseOptions(values)
	if options != nil {
		set["options"] = options
	}
	return set, append(list, collect(err, "options")...).Or()
}

// checkEnabled tells whether a version that is about to be enabled can run: its trigger can be used, its graph is
// sound, and its node types may stand in it.
func (e *Edit) checkEnabled(row schema.Record) error {
	nodes, err := find(e.tx, e.t.nodes, eq(e.t.nodes, "workflowId", row["id"]))
	if err != nil {
		return err
	}
	w, err := workflowOf(row, e.s.options.Registry)
	if err != nil {
		return err
	}
	if w.Nodes, err = nodesOf(nodes); err != nil {
		return err
	}
	if _, err := e.s.compileTrigger(w); err != nil {
		return onField(err, "config")
	}
	if string(w.Config) != emptyConfig {
		if err := e.s.options.Registry.Trigger(w.Type).Validate(w.Config, e.schema); err != nil {
			return onField(err, "config")
		}
	}
	return e.s.checkNodes(w)
}
