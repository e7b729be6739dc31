package expr

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// The roots of variable paths.
const (
	rootContext = "$context"
	rootJobs    = "$jobsMapByNodeKey"
	rootScopes  = "$scopes"
	rootSystem  = "$system"
	rootEnv     = "$env"
	rootAlias   = "ctx"
)

// Epoch is the value of $system.epoch: the second from which record ids count.
const Epoch int64 = 1605024000

// Scope is what templates and expressions see. It is only read; a Scope may be used by several goroutines as long as
// its functions allow it. Values are plain JSON: map[string]any, []any, string, bool, nil, and numbers as float64,
// int64, int or json.Number; a func() any is called when a path refers to it.
type Scope struct {
	Context any                           // $context
	Jobs    map[string]any                // $jobsMapByNodeKey: the latest result by node key
	Scopes  map[string]any                // $scopes: variables of enclosing branch nodes, by node key and node id text
	System  System                        // $system
	Env     func(name string) (any, bool) // $env; secrets are the caller's business
	Extra   map[string]any                // further roots, such as "$user" and "$nRole"
}

// System is where $system gets its values from. A function that is nil makes its variable undefined; a nil Location
// is UTC.
type System struct {
	Now        func() time.Time
	Location   *time.Location
	InstanceID int64
	NextID     func() int64
}

// Lookup returns the value at a dotted path, for example "$context.data.tags.name". Numeric segments index lists from
// 0; any other segment applied to a list gives the flattened list of that member of all its items, except "length".
// The prefix "ctx." is ignored. ok is false when the value is undefined; a null is (nil, true). $system.now is a
// time.Time. Nothing in s is changed.
func (s *Scope) Lookup(path string) (value any, ok bool) {
	v := s.lookup(strings.Split(path, "."))
	if isUndefined(v) {
		return nil, false
	}
	return v, true
}

// lookup is Lookup on a split path, with undefined as a value.
func (s *Scope) lookup(path []string) any {
	if s == nil || len(path) == 0 {
		return undefined{}
	}
	if path[0] == rootAlias && len(path) > 1 {
		if v := s.lookup(path[1:]); !isUndefined(v) || s.Extra[rootAlias] == nil {
			return v
		}
	}
	v, rest := s.root(path)
	for _, name := range rest {
		if isNullish(v) {
			return undefined{}
		}
		v = member(v, name)
	}
	return v
}

// root resolves the first segments of path and returns the ones that are left.
func (s *Scope) root(path []string) (any, []string) {
	name, rest := path[0], path[1:]
	switch name {
	case rootContext:
		return canonical(s.Context), rest
	case rootJobs:
		return canonical(s.Jobs), rest
	case rootScopes:
		return canonical(s.Scopes), rest
	case rootSystem:
		return s.System.lookup(rest), nil
	case rootEnv:
		return s.env(rest)
	}
	if v, ok := s.Extra[name]; ok {
		return canonical(v), rest
	}
	return undefined{}, nil
}

func (s *Scope) env(rest []string) (any, []string) {
	if len(rest) == 0 || s.Env == nil {
		return undefined{}, nil
	}
	v, ok := s.Env(rest[0])
	if !ok {
		return undefined{}, nil
	}
	return canonical(v), rest[1:]
}

// lookup resolves what follows "$system.".
func (y System) lookup(path []string) any {
	if len(path) == 0 {
		return undefined{}
	}
	switch path[0] {
	case "now":
		if y.Now != nil && len(path) == 1 {
			return y.Now()
		}
	case "instanceId":
		return leaf(y.InstanceID, path)
	case "epoch":
		return leaf(Epoch, path)
	case "genSnowflakeId":
		if y.NextID != nil && len(path) == 1 {
			return y.NextID()
		}
	case "dateRange":
		if y.Now != nil && len(path) == 2 {
			return dateRange(path[1], y.Now(), y.Location)
		}
	}
	return undefined{}
}

// leaf is v when path ends here.
func leaf(v any, path []string) any {
	if len(path) > 1 {
		return undefined{}
	}
	return v
}

// member is v.name for the canonical value v.
func member(v any, name string) any {
	switch x := v.(type) {
	case map[string]any:
		if m, ok := x[name]; ok {
			return canonical(m)
		}
	case []any:
		return listMember(x, name)
	case string:
		if name == "length" {
			return int64(len(utf16.Encode([]rune(x))))
		}
	}
	return undefined{}
}

func listMember(list []any, name string) any {
	if name == "length" {
		return int64(len(list))
	}
	if !isDigits(name) {
		return column(list, name)
	}
	i, err := strconv.Atoi(name)
	if err != nil || i >= len(list) || strconv.Itoa(i) != name {
		return undefined{}
	}
	return canonical(list[i])
}

// column is the flattened list of one member of every item; an item without it counts as null.
func column(list []any, name string) []any {
	out := make([]any, 0, len(list))
	for _, item := range list {
		var v any
		if item = canonical(item); !isNullish(item) {
			v = member(item, name)
		}
		switch x := v.(type) {
		case []any:
			out = append(out, x...)
		case undefined:
			out = append(out, nil)
		default:
			out = append(out, v)
		}
	}
	return out
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
