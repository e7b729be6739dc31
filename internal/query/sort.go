package query

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// ParseSort resolves sort entries: "name", "-name" for descending, "relation.name" through to-one relations.
// Errors: UNKNOWN_FIELD, INVALID_PATH, INVALID_SORT.
func ParseSort(c *schema.Collection, sort []string) ([]SortKey, error) {
	if len(sort) > MaxSortKeys {
		return nil, errs.New(errs.Invalid, "INVALID_SORT", "at most %d sort keys are accepted", MaxSortKeys).On("sort")
	}
	var keys []SortKey
	for _, entry := range sort {
		path, desc := strings.CutPrefix(strings.TrimSpace(entry), "-")
		if path == "" {
			continue
		}
		key, err := sortKey(c, path)
		if err != nil {
			return nil, err
		}
		key.Desc = desc
		keys = append(keys, key)
	}
	return keys, nil
}

func sortKey(c *schema.Collection, path string) (SortKey, error) {
	segments := strings.Split(path, ".")
	if visible(c, segments[0]) == nil {
		return SortKey{}, unknownField(c, segments[0], path)
	}
	last := len(segments) - 1
	chain, target, err := toOne(c, segments[:last], path)
	if err != nil {
		return SortKey{}, err
	}
	f := visible(target, segments[last])
	switch {
	case f == nil:
		return SortKey{}, unknownField(target, segments[last], path)
	case f.Column == "":
		return SortKey{}, invalidPath(path, "%q is no column", f.Name)
	case f.Type == "password":
		return SortKey{}, unknownField(target, segments[last], path)
	}
	return SortKey{Through: chain, Field: f}, nil
}
