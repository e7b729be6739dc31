// Package triggers holds the ways in which a workflow starts, one file per trigger type, and lists them in All.
//
// A trigger type checks its configuration, decides for an event which executions it starts and with which context, and
// builds the context of a manual run. It reads through extension.Reader only: it knows no database, no engine and no
// HTTP, and it starts nothing itself. Match runs inside the transaction of its event and may be run again.
package triggers

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// All lists the trigger types, in the order in which they are offered.
func All() []extension.TriggerType {
	return []extension.TriggerType{postAction{}, preAction{}, customAction{}, collection{}}
}

// The actions that change records, by their names in the API.
const (
	actionCreate         = "create"
	actionUpdate         = "update"
	actionDestroy        = "destroy"
	actionUpdateOrCreate = "updateOrCreate"
	actionFirstOrCreate  = "firstOrCreate"
	actionAdd            = "add"
	actionSet            = "set"
	actionRemove         = "remove"
	actionToggle         = "toggle"
	actionMove           = "move"
)

// changes tells whether an action changes records.
func changes(action string) bool {
	switch action {
	case actionCreate, actionUpdate, actionDestroy, actionUpdateOrCreate, actionFirstOrCreate,
		actionAdd, actionSet, actionRemove, actionToggle, actionMove:
		return true
	}
	return false
}

// checkActions reports names that are no changing actions.
func checkActions(actions []string) errs.List {
	var list errs.List
	for i, a := range actions {
		if !changes(a) {
			list = append(list, extension.InvalidConfig(fmt.Sprintf("actions[%d]", i), "%q is not an action that changes records", a))
		}
	}
	return list
}

// decode reads a configuration of type T.
func decode[T any](config json.RawMessage) (T, error) {
	var c T
	err := extension.DecodeConfig(config, &c)
	return c, err
}

// compiled returns what t made of the workflow's configuration, and makes it when nobody did before.
func compiled[T any](t extension.TriggerType, wf *workflow.Workflow) (T, error) {
	v := wf.Trigger
	if v == nil {
		var err error
		if v, err = t.Compile(wf.Config); err != nil {
			var none T
			return none, err
		}
	}
	c, ok := v.(T)
	if !ok {
		return c, errs.New(errs.Internal, "TRIGGER_NOT_COMPILED", "workflow %s was compiled by another trigger type", wf.Key)
	}
	return c, nil
}

// checkCollection finds the configured collection and checks the relations to be loaded.
func checkCollection(s *schema.Snapshot, ref string, appends []string) (*schema.Collection, errs.List) {
	c, err := extension.FindCollection(s, ref)
	if err != nil {
		return nil, errs.List{asError(err, "collection")}
	}
	return c, extension.CheckAppends(c, appends, "appends")
}

// asError makes an error one that names its field.
func asError(err error, field string) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.On(field)
	}
	return extension.InvalidConfig(field, "%w", err)
}

// listens is a configuration as far as it says where a trigger listens.
type listens struct {
	Collection string `json:"collection"`
	Global     bool   `json:"global"`
}

// collectionOf reads the canonical name of the collection that a configuration listens to.
func collectionOf(config json.RawMessage) string {
	c, err := decode[listens](config)
	if err != nil {
		return ""
	}
	return extension.CollectionName(c.Collection)
}

// isGlobal tells whether a configuration fires without being named.
func isGlobal(config json.RawMessage) bool {
	c, err := decode[listens](config)
	return err == nil && c.Global
}

// withAppends is a record as an execution sees it: read again with the relations that the workflow wants, or as it is at
// hand. A record that is gone meanwhile is given as it was: the execution is owed all the same.
func withAppends(r extension.Reader, c *schema.Collection, rec schema.Record, appends []string) (map[string]any, error) {
	key := keyOf(c, rec)
	if len(appends) == 0 || key == nil {
		return r.Plain(c, rec), nil
	}
	loaded, err := r.Load(c, key, appends)
	if errs.KindOf(err) == errs.Invalid {
		// A relation was removed after the workflow was made. That must not stop people from saving records.
		loaded, err = r.Load(c, key, existing(c, appends))
	}
	if err != nil {
		return nil, err
	}
	if loaded == nil {
		loaded = rec
	}
	return r.Plain(c, loaded), nil
}

// existing are the paths that still lead along relations.
func existing(c *schema.Collection, appends []string) []string {
	return slices.DeleteFunc(slices.Clone(appends), func(path string) bool {
		return len(extension.CheckAppends(c, []string{path}, "")) > 0
	})
}

// asItWas is a removed record, which cannot be read again: of the relations that were loaded for all workflows only the
// ones that this one wants are kept.
func asItWas(r extension.Reader, c *schema.Collection, rec schema.Record, appends []string) map[string]any {
	kept := rec.Clone()
	for _, f := range c.Fields {
		if f.Relation != nil && !slices.ContainsFunc(appends, func(path string) bool { return first(path) == f.Name }) {
			delete(kept, f.Name)
		}
	}
	return r.Plain(c, kept)
}
