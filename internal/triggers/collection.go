package triggers

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// collection starts a workflow whenever a record of a collection changes, whoever or whatever changed it.
type collection struct{}

type collectionConfig struct {
	Collection        string          `json:"collection" doc:"The collection to listen to." as:"collection" required:"true"`
	Mode              json.RawMessage `json:"mode" doc:"The changes to listen to: 1 created, 2 updated, 3 both, 4 deleted." enum:"1,2,3,4" required:"true" title:"Changes" labels:"Created|Updated|Created or updated|Deleted"`
	Changed           []string        `json:"changed" doc:"For updates: start only when one of these fields changed; empty for any." as:"fields" title:"Changed fields" when:"mode=2|3"`
	Condition         any             `json:"condition" doc:"A filter that the record must match. It does not count for deleted records." as:"filter" when:"mode=1|2|3"`
	Appends           []string        `json:"appends" doc:"The relations to be loaded into the context with the record; not for deleted ones." as:"appends" title:"Relations" when:"mode=1|2|3"`
	RollbackOnFailure bool            `json:"rollbackOnFailure" doc:"Undo the change when the workflow fails. Not supported yet." form:"-"`
}

type compiledCollection struct {
	collectionConfig
	mode workflow.Change
}

// Spec implements extension.TriggerType.
func (collection) Spec() extension.TriggerSpec {
	return extension.TriggerSpec{
		Type: "collection", Title: "Collection event",
		Summary:    "Starts when a record of a collection is created, updated or deleted, whoever did it.",
		Config:     collectionConfig{},
		Manual:     manualCollection{},
		Layer:      workflow.Collection,
		Collection: collectionOf,
		Global:     func(json.RawMessage) bool { return true },
	}
}

// Validate implements extension.TriggerType.
func (collection) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[collectionConfig](config)
	if err != nil {
		return err
	}
	target, list := checkCollection(s, c.Collection, c.Appends)
	mode, err := c.mode()
	if err != nil {
		list = append(list, asError(err, "mode"))
	}
	if len(c.Changed) > 0 && err == nil && mode&workflow.Updated == 0 {
		list = append(list, extension.InvalidConfig("changed", "changed is allowed only when mode includes updates"))
	}
	if len(c.Appends) > 0 && mode == workflow.Destroyed {
		list = append(list, extension.InvalidConfig("appends", "appends is not allowed for deleted records"))
	}
	if target != nil {
		list = append(list, c.checkNames(target)...)
	}
	if c.RollbackOnFailure {
		list = append(list, errs.New(errs.Invalid, "NOT_SUPPORTED", "rollbackOnFailure is not supported yet").On("rollbackOnFailure"))
	}
	return list.Or()
}

// checkNames reports fields that do not exist, and a condition that cannot be asked: it would fail in the transaction of
// every change.
func (c *collectionConfig) checkNames(target *schema.Collection) errs.List {
	var list errs.List
	for i, name := range c.Changed {
		if target.Field(name) == nil {
			list = append(list, errs.New(errs.Invalid, "UNKNOWN_FIELD", "collection %q has no field %q", target.Name, name).
				On(fmt.Sprintf("changed[%d]", i)))
		}
	}
	if c.Condition == nil {
		return list
	}
	if _, err := query.ParseFilter(target, c.Condition, query.Env{Now: time.Unix(0, 0), System: true}); err != nil {
		list = append(list, asError(err, "condition"))
	}
	return list
}

// mode reads the changes to listen to; without any a workflow never starts.
func (c *collectionConfig) mode() (workflow.Change, error) {
	switch string(c.Mode) {
	case "":
		return 0, nil
	case "1", "2", "3", "4":
		return workflow.Change(c.Mode[0] - '0'), nil
	}
	return 0, extension.InvalidConfig("mode", "mode must be 1, 2, 3 or 4")
}

// Compile implements extension.TriggerType.
func (collection) Compile(config json.RawMessage) (any, error) {
	c, err := decode[collectionConfig](config)
	if err != nil {
		return nil, err
	}
	c.Collection = extension.CollectionName(c.Collection)
	mode, err := c.mode()
	return &compiledCollection{collectionConfig: c, mode: mode}, err
}

// Match implements extension.TriggerType.
func (t collection) Match(wf *workflow.Workflow, ev *workflow.Event, _ *workflow.Binding, r extension.Reader) ([]extension.Start, workflow.Reason, error) {
	c, err := compiled[*compiledCollection](t, wf)
	if err != nil || ev.Row == nil {
		return nil, workflow.NoReason, err
	}
	reason, err := c.refuses(ev.Row, r)
	if err != nil || reason != workflow.NoReason {
		return nil, reason, err
	}
	data, err := c.data(ev.Row, r)
	if err != nil {
		return nil, workflow.NoReason, err
	}
	return []extension.Start{{Context: map[string]any{"data": data}, About: about(ev.Row.Collection, data)}}, workflow.NoReason, nil
}

// refuses says why a row does not start the workflow, or nothing.
func (c *compiledCollection) refuses(row *workflow.Row, r extension.Reader) (workflow.Reason, error) {
	switch {
	case row.Collection.Name != c.Collection:
		return workflow.OtherCollection, nil
	case row.Change&c.mode == 0:
		return workflow.ActionNotConfigured, nil
	case row.Change == workflow.Updated && len(c.Changed) > 0 && !c.touched(row):
		return workflow.FieldUnchanged, nil
	case row.Change == workflow.Destroyed || query.IsEmpty(c.Condition):
		return workflow.NoReason, nil
	}
	ok, err := r.Matches(row.Collection, row.Key, c.Condition)
	if err == nil && !ok {
		return workflow.ConditionFalse, nil
	}
	return workflow.NoReason, err
}

// touched tells whether one of the listed fields changed. A belongsTo changes with its foreign key; the other relations
// keep nothing in the row and so never change with it.
func (c *compiledCollection) touched(row *workflow.Row) bool {
	for _, name := range c.Changed {
		if f := row.Collection.Field(name); f != nil && f.Relation != nil {
			if f.Relation.Type != schema.BelongsTo {
				continue
			}
			name = f.Relation.ForeignKey
		}
		if slices.Contains(row.Changed, name) {
			return true
		}
	}
	return false
}

// data is the row after the change, before it when it was deleted.
func (c *compiledCollection) data(row *workflow.Row, r extension.Reader) (map[string]any, error) {
	if row.Change == workflow.Destroyed {
		return r.Plain(row.Collection, row.Record), nil
	}
	return withAppends(r, row.Collection, row.Record, c.Appends)
}

// Manual implements extension.TriggerType. Body: {data: record or key}. A record that does not match the condition
// starts nothing.
func (t collection) Manual(wf *workflow.Workflow, input json.RawMessage, r extension.Reader) ([]extension.Start, error) {
	c, err := compiled[*compiledCollection](t, wf)
	if err != nil {
		return nil, err
	}
	m, target, err := manualRecord(input, "data", "Data", c.Collection, r)
	if err != nil {
		return nil, err
	}
	data, key, err := m.record("data", target, c.Appends, r)
	if err != nil {
		return nil, err
	}
	ok, err := c.holds(target, key, r)
	if err != nil || !ok {
		return nil, err
	}
	return []extension.Start{{Context: map[string]any{"data": data}, About: about(target, data)}}, nil
}

// holds asks the condition about a record in the database.
func (c *compiledCollection) holds(target *schema.Collection, key any, r extension.Reader) (bool, error) {
	if query.IsEmpty(c.Condition) {
		return true, nil
	}
	if key == nil {
		return false, errs.New(errs.Invalid, "KEY_REQUIRED", "the record must exist and name its key, because the workflow has a condition").On("data")
	}
	return r.Matches(target, key, c.Condition)
}
