package definition

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Edit changes workflows inside one exclusive transaction. Not safe for concurrent use.
type Edit struct {
	s      *Service
	t      *tables
	tx     store.Tx
	schema *schema.Snapshot
	by     int64
	env    schema.Env
}

// Edit begins edits inside tx, which must be an exclusive transaction, in the name of the user by (0 = nobody).
func (s *Service) Edit(ctx context.Context, tx store.Tx, by int64) (*Edit, error) {
	sn, err := s.options.Schema(ctx)
	if err != nil {
		return nil, err
	}
	env := schema.Env{Now: tx.Now(), NextID: tx.NextID, Random: random}
	return &Edit{s: s, t: s.tables, tx: tx, schema: sn, by: by, env: env}, nil
}

func (e *Edit) now() string { return clock.Format(e.tx.Now()) }

// parse copies the named values that were given into row, in canonical form. All mistakes are reported.
func (e *Edit) parse(c *schema.Collection, values map[string]any, row schema.Record, names ...string) errs.List {
	var list errs.List
	for _, name := range names {
		raw, given := values[name]
		if !given {
			continue
		}
		f := c.Field(name)
		v, err := f.Kind.Parse(f, raw, e.env)
		if err != nil {
			list = append(list, onField(err, name)...)
			continue
		}
		row[name] = v
	}
	return list
}

// onField makes entries of a list from an error, naming the field where the error does not.
func onField(err error, name string) errs.List {
	var list errs.List
	var one *errs.Error
	switch {
	case errors.As(err, &list):
		return list
	case !errors.As(err, &one):
		one = errs.New(errs.Invalid, CodeInvalidConfig, "%s", err.Error())
	}
	if one.Field == "" {
		one = one.On(name)
	}
	return errs.List{one}
}

// config reads a configuration: an object, or nothing, which is an empty one.
func (e *Edit) config(c *schema.Collection, raw any) (any, json.RawMessage, error) {
	f := c.Field("config")
	v, err := f.Kind.Parse(f, raw, e.env)
	if err != nil {
		return nil, nil, onField(err, "config")
	}
	if v == nil {
		v = map[string]any{}
	}
	if _, ok := v.(map[string]any); !ok {
		return nil, nil, errs.New(errs.Invalid, CodeInvalidConfig, "the configuration must be an object").On("config")
	}
	text, err := encode(v)
	return v, text, err
}

// triggerConfig reads and checks the configuration of a trigger.
func (e *Edit) triggerConfig(typ string, raw any) (any, error) {
	v, text, err := e.config(e.t.workflows, raw)
	if err != nil {
		return nil, err
	}
	t := e.s.options.Registry.Trigger(typ)
	if t == nil {
		return nil, unknownTrigger(typ)
	}
	if err := t.Validate(text, e.schema); err != nil {
		return nil, onField(err, "config")
	}
	return v, nil
}

// nodeConfig reads and checks the configuration of a node.
func (e *Edit) nodeConfig(typ string, raw any) (any, json.RawMessage, error) {
	v, text, err := e.config(e.t.nodes, raw)
	if err != nil {
		return nil, nil, err
	}
	t := e.s.options.Registry.Node(typ)
	if t == nil {
		return nil, nil, unknownNode(typ)
	}
	if checker, ok := t.(extension.Validator); ok {
		if err := checker.Validate(text, e.schema); err != nil {
			return nil, nil, onField(err, "config")
		}
	}
	return v, text, nil
}

// version reads a version without nodes: its row and what it says. Errors: WORKFLOW_NOT_FOUND.
func (e *Edit) version(id int64) (schema.Record, *workflow.Workflow, error) {
	rec, err := findOne(e.tx, e.t.workflows, eq(e.t.workflows, "id", id))
	if err != nil {
		return nil, nil, err
	}
	if rec == nil {
		return nil, nil, workflowNotFound(id)
	}
	w, err := workflowOf(rec, e.s.options.Registry)
	return rec, w, err
}

// frozen refuses with message when the version was executed.
func (e *Edit) frozen(workflowID int64, message string) error {
	rec, err := findOne(e.tx, e.t.versionStats, eq(e.t.versionStats, "id", workflowID))
	if err != nil {
		return err
	}
	if integer(rec["executed"]) > 0 {
		return errs.New(errs.Invalid, CodeVersionExecuted, "%s", message)
	}
	return nil
}

// touch notes on a version that somebody changed its nodes.
func (e *Edit) touch(workflowID int64) error {
	set := schema.Record{"updatedAt": e.now()}
	e.stampUser(set)
	_, err := e.tx.Update(e.t.workflows, eq(e.t.workflows, "id", workflowID), set)
	return err
}

func (e *Edit) stampUser(set schema.Record) {
	if e.by != 0 {
		set["updatedById"] = e.by
	}
}

// newKey returns the given key, checked, or a random one.
func (e *Edit) newKey(c *schema.Collection, raw any) (string, error) {
	f := c.Field("key")
	v, err := f.Kind.Parse(f, raw, e.env)
	if err != nil {
		return "", onField(err, "key")
	}
	if v == nil {
		if g, ok := f.Kind.(schema.Generator); ok {
			v = g.Generate(f, e.env)
		}
	}
	key := text(v)
	if !workflow.ValidKey(key) {
		return "", errs.New(errs.Invalid, CodeInvalidKey, "a key consists of letters, digits, _ and -, and does not begin with -").On("key")
	}
	return key, nil
}

// reload returns the rows with these ids as they are now, in the given order.
func (e *Edit) reload(c *schema.Collection, wanted []int64) ([]schema.Record, error) {
	rows, err := findByID(e.tx, c, "id", wanted)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]schema.Record, len(rows))
	for _, rec := range rows {
		byID[integer(rec["id"])] = rec
	}
	out := make([]schema.Record, 0, len(wanted))
	for _, id := range wanted {
		if rec := byID[id]; rec != nil {
			out = append(out, rec)
		}
	}
	return out, nil
}

func (e *Edit) updateRow(c *schema.Collection, id int64, set schema.Record) error {
	_, err := e.tx.Update(c, eq(c, "id", id), set)
	return err
}

// unfinished is the condition of executions that still have something to do.
func (e *Edit) unfinished(workflowIDs []int64) query.Filter {
	status := e.t.executions.Field("status")
	return query.And{
		in(e.t.executions, "workflowId", workflowIDs),
		query.Or{query.Cond{Field: status, Op: query.IsNull}, query.Cond{Field: status, Op: query.Eq, Value: int64(workflow.Started)}},
	}
}
