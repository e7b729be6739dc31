package nodes

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// database is the effect of the nodes that read and write records.
func database(json.RawMessage) extension.Effect { return extension.Database }

// checkRecords reports what is wrong with the names that a node uses: collection, relations and fields of the filter.
func checkRecords(s *schema.Snapshot, collection string, appends []string, filter any) errs.List {
	c, err := extension.FindCollection(s, collection)
	if err != nil {
		return errs.List{asError(err, "collection")}
	}
	list := extension.CheckAppends(c, appends, "params.appends")
	if _, err := expr.Compile(filter); err != nil {
		return append(list, asError(err, "params.filter"))
	}
	if err := checkFilterNames(c, filter); err != nil {
		list = append(list, asError(err, "params.filter"))
	}
	return list
}

// checkFilterNames reports a field or an operator that does not exist. Values are not looked at: variables fill them in
// later.
func checkFilterNames(c *schema.Collection, filter any) error {
	if _, isObject := filter.(map[string]any); !isObject || hasTemplateKey(filter) {
		return nil
	}
	env := query.Env{
		Now:      time.Unix(0, 0),
		Variable: func(string) (any, bool) { return nil, false },
		System:   true,
	}
	_, err := query.ParseFilter(c, filter, env)
	switch errs.CodeOf(err) {
	case "UNKNOWN_FIELD", "UNKNOWN_OPERATOR", "INVALID_OPERATOR", "INVALID_PATH":
		return err
	}
	return nil
}

// hasTemplateKey tells whether a key somewhere in v is filled in only when the node runs.
func hasTemplateKey(v any) bool {
	switch x := v.(type) {
	case map[string]any:
		for key, part := range x {
			if strings.Contains(key, "{{") || hasTemplateKey(part) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(x, hasTemplateKey)
	}
	return false
}

// collectionOf is the canonical name of the collection that a configuration names.
func collectionOf(ref string) (string, error) {
	if ref == "" {
		return "", errs.New(errs.Invalid, "REQUIRED", "no collection is configured").On("collection")
	}
	return extension.CollectionName(ref), nil
}

// selection is which records a node is about.
type selection struct {
	collection string
	filter     recordFilter
}

func selectionOf(collection string, filter any) (s selection, err error) {
	if s.collection, err = collectionOf(collection); err != nil {
		return s, err
	}
	s.filter, err = compileFilter(filter)
	return s, err
}

// recordFilter is a filter with variables.
type recordFilter struct {
	source   any
	template *expr.Template
}

func compileFilter(source any) (recordFilter, error) {
	t, err := compile(source, "params.filter")
	return recordFilter{source, t}, err
}

// render fills in the variables. A variable without a value is an error: leaving its condition out would make the
// filter match more records than anybody meant.
func (f recordFilter) render(scope *expr.Scope) (any, error) {
	v, err := f.template.Render(scope)
	if err != nil {
		return nil, err
	}
	if path, lost := lostCondition(f.source, v, "filter"); lost {
		return nil, errs.New(errs.Invalid, "UNDEFINED_IN_FILTER", "the variable at %s has no value", path).On(path)
	}
	return v, nil
}

// lostCondition finds a part of the source that filling in the variables dropped.
func lostCondition(source, filled any, path string) (string, bool) {
	switch src := source.(type) {
	case string:
		return path, filled == nil
	case map[string]any:
		m, ok := filled.(map[string]any)
		if !ok {
			return path, true
		}
		for key, part := range src {
			value, present := m[key]
			if strings.Contains(key, "{{") {
				continue // the key itself is a template
			}
			if !present {
				return path + "." + key, true
			}
			if _, isText := part.(string); isText {
				continue // present: the variable had a value, which may be null
			}
			if at, lost := lostCondition(part, value, path+"."+key); lost {
				return at, true
			}
		}
	case []any:
		list, ok := filled.([]any)
		if !ok || len(list) != len(src) {
			return path, true
		}
		for i, part := range src {
			if _, isText := part.(string); isText {
				continue
			}
			if at, lost := lostCondition(part, list[i], path); lost {
				return at, true
			}
		}
	}
	return "", false
}

// checkValues reports record values that are no template.
func checkValues(values any) errs.List {
	if _, err := expr.Compile(values); err != nil {
		return errs.List{asError(err, "params.values")}
	}
	return nil
}

// rendered is what a template of record values gives; nothing counts as no values.
func rendered(t *expr.Template, scope *expr.Scope) (any, error) {
	v, err := t.Render(scope)
	if v == nil && err == nil {
		v = map[string]any{}
	}
	return v, err
}
