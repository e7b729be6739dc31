package triggers

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// identity is the person and the role that a context carries.
type identity struct {
	user any // the user's record without hidden fields, or nil
	role string
}

// actor is the identity behind an event.
func actor(r extension.Reader) (identity, error) {
	c := r.Cause()
	user := c.User
	if user == nil && c.ActorID != 0 {
		var err error
		if user, _, err = r.User(c.ActorID); err != nil {
			return identity{}, err
		}
	}
	return identity{user: plainUser(user), role: c.RoleName}, nil
}

func plainUser(user schema.Record) any {
	if user == nil {
		return nil
	}
	return map[string]any(user)
}

// context makes a context of data under name, with the identity beside it.
func (id identity) context(name string, data any) map[string]any {
	return map[string]any{name: data, "user": id.user, "roleName": id.role}
}

// manual is the body of a manual run.
type manual map[string]any

func readManual(input json.RawMessage) (manual, error) {
	if len(bytes.TrimSpace(input)) == 0 {
		return manual{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(input))
	d.UseNumber()
	var m manual
	if err := d.Decode(&m); err != nil {
		return nil, errs.New(errs.Invalid, "INVALID_BODY", "the body must be a JSON object")
	}
	return m, nil
}

// manualRecord reads the body of a manual run that must give a record under name, and finds the collection of that
// record; label is what people call it.
func manualRecord(input json.RawMessage, name, label, collection string, r extension.Reader) (manual, *schema.Collection, error) {
	m, err := readManual(input)
	if err != nil {
		return nil, nil, err
	}
	if err := m.require(name, label); err != nil {
		return nil, nil, err
	}
	target, err := configured(r, collection)
	return m, target, err
}

// require reports a member that is missing; label is what people call it.
func (m manual) require(name, label string) error {
	if m[name] == nil || m[name] == "" {
		return errs.New(errs.Invalid, "REQUIRED", "%s is required", label).On(name)
	}
	return nil
}

// identity is the user that the body names, in the role that it names or in the user's default role.
func (m manual) identity(r extension.Reader) (identity, error) {
	if err := m.require("userId", "UserId"); err != nil {
		return identity{}, err
	}
	unknown := errs.New(errs.Invalid, "UNKNOWN_USER", "user not found").On("userId")
	v := m["userId"]
	if o, ok := v.(map[string]any); ok {
		v = o["id"]
	}
	key, ok := scalarText(v)
	if !ok {
		return identity{}, unknown
	}
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return identity{}, unknown
	}
	user, role, err := r.User(id)
	if err != nil {
		return identity{}, err
	}
	if user == nil {
		return identity{}, unknown
	}
	switch name := m["roleName"].(type) {
	case nil:
	case string:
		if name != "" {
			role = name
		}
	default:
		return identity{}, errs.New(errs.Invalid, "INVALID_BODY", "roleName must be a text").On("roleName")
	}
	return identity{user: plainUser(user), role: role}, nil
}

// record is the record that the body gives under name: an object, or the key of one that is read. An object with a key
// is read again when relations are wanted. It also returns the record's key, nil when it has none.
func (m manual) record(name string, c *schema.Collection, appends []string, r extension.Reader) (data map[string]any, key any, err error) {
	object, isObject := m[name].(map[string]any)
	v := m[name]
	if isObject {
		if v = keyOf(c, object); v == nil {
			return object, nil, nil
		}
	}
	if key, err = parseKey(c, v, name); err != nil {
		return nil, nil, err
	}
	if isObject && len(appends) == 0 {
		return object, key, nil
	}
	rec, err := r.Load(c, key, appends)
	switch {
	case err != nil:
		return nil, nil, err
	case rec != nil:
		return r.Plain(c, rec), key, nil
	case isObject:
		return object, key, nil
	}
	return nil, nil, errs.New(errs.Invalid, "RECORD_NOT_FOUND", "there is no record %v in collection %q", v, c.Name).On(name)
}

// configured is the collection that a workflow was configured for.
func configured(r extension.Reader, name string) (*schema.Collection, error) {
	return extension.FindCollection(r.Snapshot(), name)
}

// first is the first segment of a dotted path.
func first(path string) string {
	name, _, _ := strings.Cut(path, ".")
	return name
}
