package binding

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Actions lists the actions that a button may stand for.
func Actions() []string {
	return []string{
		"create", "update", "destroy", "updateOrCreate", "firstOrCreate", "add", "set", "remove", "toggle", "move", actionTrigger,
	}
}

// actionTrigger is the custom action, the only one that needs no collection.
const actionTrigger = "trigger"

// Edit changes buttons inside one exclusive transaction. Not safe for concurrent use.
type Edit struct {
	s      *Service
	tx     store.Tx
	schema *schema.Snapshot
	by     int64
	env    schema.Env
}

// Edit begins edits inside tx, which must be an exclusive transaction, in the name of the user by (0 = nobody). sn is
// what collections and paths are checked against.
func (s *Service) Edit(tx store.Tx, sn *schema.Snapshot, by int64) *Edit {
	return &Edit{s: s, tx: tx, schema: sn, by: by, env: schema.Env{Now: tx.Now(), NextID: tx.NextID, Random: random}}
}

// Create adds a button and returns its row. Values: uid (random when missing), title, collection, action, bindings,
// roles.
func (e *Edit) Create(values map[string]any) (schema.Record, error) {
	return e.create(values, schema.Record{})
}

// create adds a button with columns of its page.
func (e *Edit) create(values map[string]any, of schema.Record) (schema.Record, error) {
	row := schema.Record{"uid": nil, "title": nil, "collection": nil, "action": nil, "bindings": []any{}, "roles": []any{}}
	if err := e.fill(row, values, "uid", "title", "collection", "action", "bindings", "roles"); err != nil {
		return nil, err
	}
	maps.Copy(row, of)
	if err := e.newUID(row); err != nil {
		return nil, err
	}
	row["createdAt"], row["updatedAt"] = clock.Format(e.tx.Now()), clock.Format(e.tx.Now())
	if e.by != 0 {
		row["createdById"], row["updatedById"] = e.by, e.by
	}
	if err := e.tx.Insert(e.s.buttons, row); err != nil {
		return nil, err
	}
	rows, err := e.find(query.Cond{Field: e.s.buttons.Field("uid"), Op: query.Eq, Value: row["uid"]})
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("button %v is not there after it was stored", row["uid"])
	}
	return rows[0], nil
}

// newUID generates a missing uid and refuses one that is malformed or taken.
func (e *Edit) newUID(row schema.Record) error {
	f := e.s.buttons.Field("uid")
	if row["uid"] == nil {
		if g, ok := f.Kind.(schema.Generator); ok {
			row["uid"] = g.Generate(f, e.env)
		}
	}
	uid := text(row["uid"])
	if !workflow.ValidKey(uid) {
		return refuse(CodeInvalidBindings, "uid", "a uid consists of letters, digits, _ and -, and does not begin with -")
	}
	n, err := e.tx.Count(e.s.buttons, query.Cond{Field: f, Op: query.Eq, Value: uid})
	if err != nil {
		return err
	}
	if n > 0 {
		return errs.New(errs.Conflict, CodeButtonExists, "button %q exists already", uid).On("uid")
	}
	return nil
}

// Update changes the matching buttons and returns their rows. Values: title, collection, action, bindings, roles. One
// that belongs to a page is changed there. Errors: BUTTON_OF_PAGE.
func (e *Edit) Update(f query.Filter, values map[string]any) ([]schema.Record, error) {
	rows, err := e.find(f)
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	uids := make([]any, len(rows))
	for i, row := range rows {
		uids[i] = row["uid"]
		if err := madeByHand(row); err != nil {
			return nil, err
		}
		if err := e.update(row, values, nil); err != nil {
			return nil, err
		}
	}
	return e.find(query.Cond{Field: e.s.buttons.Field("uid"), Op: query.In, Value: uids})
}

func madeByHand(row schema.Record) error {
	if page := text(row["pageUid"]); page != "" {
		return errs.New(errs.Conflict, CodeButtonOfPage, "button %q belongs to the page %q: change it there", row["uid"], page).On("uid")
	}
	return nil
}

func (e *Edit) update(row schema.Record, values map[string]any, of schema.Record) error {
	if err := e.fill(row, values, "title", "collection", "action", "bindings", "roles"); err != nil {
		return err
	}
	set := schema.Record{
		"title": row["title"], "collection": row["collection"], "action": row["action"], "bindings": row["bindings"],
		"roles": row["roles"], "updatedAt": clock.Format(e.tx.Now()),
	}
	maps.Copy(set, of)
	if e.by != 0 {
		set["updatedById"] = e.by
	}
	_, err := e.tx.Update(e.s.buttons, query.Cond{Field: e.s.buttons.Field("uid"), Op: query.Eq, Value: row["uid"]}, set)
	return err
}

// Destroy removes the matching buttons and returns how many. Errors: BUTTON_OF_PAGE.
func (e *Edit) Destroy(f query.Filter) (int64, error) {
	rows, err := e.find(f)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		if err := madeByHand(row); err != nil {
			return 0, err
		}
	}
	return e.tx.Delete(e.s.buttons, f)
}

func (e *Edit) find(f query.Filter) ([]schema.Record, error) {
	return e.tx.Find(&query.Find{Collection: e.s.buttons, Filter: f})
}

// fill reads the named values into row and checks the button as a whole. All mistakes are reported.
func (e *Edit) fill(row schema.Record, values map[string]any, names ...string) error {
	var list errs.List
	for _, name := range names {
		raw, given := values[name]
		if !given {
			continue
		}
		f := e.s.buttons.Field(name)
		v, err := f.Kind.Parse(f, raw, e.env)
		if err != nil {
			list = append(list, onField(err, name))
			continue
		}
		row[name] = v
	}
	if len(list) > 0 {
		return list
	}
	return e.check(row)
}

func onField(err error, name string) *errs.Error {
	var one *errs.Error
	if !errors.As(err, &one) {
		one = errs.New(errs.Invalid, CodeInvalidBindings, "%s", err.Error())
	}
	return one.On(name)
}

// check checks a button and stores its bindings in their normal form.
func (e *Edit) check(row schema.Record) error {
	action := text(row["action"])
	if !known(action) {
		return refuse(CodeUnknownAction, "action", "a button cannot stand for the action %q", action)
	}
	var c *schema.Collection
	if name := text(row["collection"]); name != "" {
		if c = e.schema.Collection(name); c == nil {
			return refuse(CodeUnknownCollection, "collection", "collection %q does not exist", name)
		}
	} else if row["collection"] = nil; action != actionTrigger {
		return refuse(CodeUnknownCollection, "collection", "a button for %s needs a collection", action)
	}
	bindings, err := read(row["bindings"], c)
	if err != nil {
		return err
	}
	row["bindings"] = plain(bindings)
	row["roles"], err = readRoles(row["roles"])
	return err
}

// maxRoles bounds the list of roles of a button.
const maxRoles = 200

// readRoles takes a list of names of roles; whether they exist is the page's or nobody's business.
func readRoles(v any) ([]any, error) {
	list, ok := v.([]any)
	if v != nil && !ok || len(list) > maxRoles {
		return nil, refuse(CodeInvalidRoles, "roles", "roles must be a list of at most %d names", maxRoles)
	}
	out := make([]any, 0, len(list))
	for _, item := range list {
		name := text(item)
		if name == "" {
			return nil, refuse(CodeInvalidRoles, "roles", "roles must be a list of at most %d names", maxRoles)
		}
		if !slices.Contains(out, any(name)) {
			out = append(out, name)
		}
	}
	return out, nil
}

func known(action string) bool {
	for _, a := range Actions() {
		if a == action {
			return true
		}
	}
	return false
}

// read takes a list of {key, path?}.
func read(v any, c *schema.Collection) ([]workflow.Binding, error) {
	list, ok := v.([]any)
	if v != nil && !ok || len(list) > query.MaxBindings {
		return nil, refuse(CodeInvalidBindings, "bindings", "bindings must be a list of at most %d {key, path}", query.MaxBindings)
	}
	out := make([]workflow.Binding, 0, len(list))
	for i, item := range list {
		b, err := readOne(item, c)
		if err != nil {
			return nil, onField(err, fmt.Sprintf("bindings.%d", i))
		}
		out = append(out, b)
	}
	return Normalise(out), nil
}

func readOne(item any, c *schema.Collection) (workflow.Binding, error) {
	object, ok := item.(map[string]any)
	if !ok {
		return workflow.Binding{}, refuse(CodeInvalidBindings, "", "a binding must be an object with a key")
	}
	b := workflow.Binding{Key: text(object["key"])}
	if !workflow.ValidKey(b.Key) {
		return b, refuse(CodeInvalidBindings, "", "a binding needs the key of a workflow")
	}
	switch path := object["path"].(type) {
	case nil:
	case string:
		b.Path = path
	default:
		return b, refuse(CodeInvalidPath, "", "a path must be a text")
	}
	if c == nil {
		return b, nil // a custom action without a record: the path leads into the submitted values
	}
	_, _, err := query.ToOnePath(c, b.Path)
	return b, err
}

// plain turns bindings into what is stored.
func plain(list []workflow.Binding) []any {
	out := make([]any, len(list))
	for i, b := range list {
		object := map[string]any{"key": b.Key}
		if b.Path != "" {
			object["path"] = b.Path
		}
		out[i] = object
	}
	return out
}
