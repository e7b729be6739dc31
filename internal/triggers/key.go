package triggers

import (
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// keyFields are the fields that identify a record of c: its primary key, or else what filterByTk addresses.
func keyFields(c *schema.Collection) []*schema.Field {
	if pk := c.PrimaryKey(); pk != nil {
		return []*schema.Field{pk}
	}
	var fields []*schema.Field
	for _, name := range c.FilterTargetKey {
		if f := c.Field(name); f != nil && f.Column != "" {
			fields = append(fields, f)
		}
	}
	return fields
}

// keyOf is the key of a record as extension.Reader takes it, nil when the record has none.
func keyOf(c *schema.Collection, rec schema.Record) any {
	if pk := c.PrimaryKey(); pk != nil {
		return rec[pk.Name]
	}
	key := map[string]any{}
	for _, f := range keyFields(c) {
		if rec[f.Name] == nil {
			return nil
		}
		key[f.Name] = rec[f.Name]
	}
	if len(key) == 0 {
		return nil
	}
	return key
}

// parseKey reads a key that somebody gave: a text or number, or an object where the key has several fields.
func parseKey(c *schema.Collection, v any, field string) (any, error) {
	given, isObject := v.(map[string]any)
	fields := keyFields(c)
	if _, ok := scalarText(v); ok && len(fields) == 1 {
		given = map[string]any{fields[0].Name: v}
	} else if !isObject || len(fields) == 0 {
		return nil, errs.New(errs.Invalid, "INVALID_BODY", "%s must be a record, or the key of one", field).On(field)
	}
	key := schema.Record{}
	for _, f := range fields {
		part, err := f.Kind.Parse(f, given[f.Name], schema.Env{})
		if err != nil {
			return nil, errs.New(errs.Invalid, "INVALID_VALUE", "%s: %w", field, err).On(field)
		}
		key[f.Name] = part
	}
	if parsed := keyOf(c, key); parsed != nil {
		return parsed, nil
	}
	return nil, errs.New(errs.Invalid, "INVALID_BODY", "%s does not name its whole key", field).On(field)
}

// scalarText is a text or number as text.
func scalarText(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, x != ""
	case json.Number:
		return string(x), true
	}
	return "", false
}
