package nodetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
)

// records is the outside contract of the record nodes, kept in memory: collections are lists of objects, filters know
// equality, $eq, $ne, $in, $and and $or. It notes every call.
type records struct {
	rows  map[string][]any
	calls []any
}

var _ extension.Records = (*records)(nil)

func newRecords(start map[string]any) (*records, error) {
	r := &records{rows: map[string][]any{}}
	for name, v := range start {
		list, ok := v.([]any)
		if !ok {
			return nil, fmt.Errorf("the records of %q must be a list", name)
		}
		r.rows[name] = list
	}
	return r, nil
}

func (r *records) note(call ...any) { r.calls = append(r.calls, call) }

func (r *records) collection(name string) ([]any, error) {
	rows, ok := r.rows[name]
	if !ok {
		return nil, errs.New(errs.NotFound, "UNKNOWN_COLLECTION", "there is no collection %q", name)
	}
	return rows, nil
}

// Create implements extension.Records.
func (r *records) Create(collection string, values any, appends []string) (any, error) {
	r.note("create", collection, values, appends)
	rows, err := r.collection(collection)
	if err != nil {
		return nil, err
	}
	record := map[string]any{"id": len(rows) + 1}
	m, ok := values.(map[string]any)
	if !ok {
		return nil, errs.New(errs.Invalid, "INVALID_VALUES", "the values must be an object")
	}
	for k, v := range m {
		record[k] = v
	}
	r.rows[collection] = append(rows, record)
	return record, nil
}

// Update implements extension.Records.
func (r *records) Update(collection string, filter, values any, events bool) (int64, error) {
	r.note("update", collection, filter, values, events)
	rows, err := r.collection(collection)
	if err != nil {
		return 0, err
	}
	var n int64
	for _, row := range rows {
		if !matches(row, filter) {
			continue
		}
		n++
		for k, v := range values.(map[string]any) {
			row.(map[string]any)[k] = v
		}
	}
	return n, nil
}

// Destroy implements extension.Records.
func (r *records) Destroy(collection string, filter any) (int64, error) {
	r.note("destroy", collection, filter)
	rows, err := r.collection(collection)
	if err != nil {
		return 0, err
	}
	kept := slices.DeleteFunc(slices.Clone(rows), func(row any) bool { return matches(row, filter) })
	r.rows[collection] = kept
	return int64(len(rows) - len(kept)), nil
}

// Query implements extension.Records.
func (r *records) Query(q extension.RecordQuery) ([]any, error) {
	r.note("query", q.Collection, q.Filter, q.Appends, q.Sort, q.Page, q.PageSize)
	rows, err := r.collection(q.Collection)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(slices.Clone(rows), func(row any) bool { return !matches(row, q.Filter) })
	slices.SortStableFunc(found, func(a, b any) int { return order(a, b, q.Sort) })
	from := min((q.Page-1)*q.PageSize, len(found))
	return found[from:min(from+q.PageSize, len(found))], nil
}

func order(a, b any, sort []string) int {
	for _, key := range sort {
		field, desc := strings.CutPrefix(key, "-")
		n := strings.Compare(member(a, field), member(b, field))
		if desc {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

func member(row any, field string) string { return fmt.Sprint(row.(map[string]any)[field]) }

// matches evaluates a filter; nil matches every row.
func matches(row, filter any) bool {
	m, _ := filter.(map[string]any)
	for key, want := range m {
		if !holds(row, key, want) {
			return false
		}
	}
	return true
}

func holds(row any, key string, want any) bool {
	matching := func(part any) bool { return matches(row, part) }
	switch list, _ := want.([]any); key {
	case "$and":
		return !slices.ContainsFunc(list, func(part any) bool { return !matching(part) })
	case "$or":
		return slices.ContainsFunc(list, matching)
	}
	have := member(row, key)
	m, isObject := want.(map[string]any)
	if !isObject {
		return have == fmt.Sprint(want)
	}
	for op, v := range m {
		list, _ := v.([]any)
		in := slices.ContainsFunc(list, func(item any) bool { return have == fmt.Sprint(item) })
		if op == "$eq" && have != fmt.Sprint(v) || op == "$ne" && have == fmt.Sprint(v) || op == "$in" && !in {
			return false
		}
	}
	return true
}
