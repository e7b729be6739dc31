package query

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// hole marks a missing index of a list while it is being put together.
type hole struct{}

// ParseQueryString parses a query string without its question mark. Brackets nest objects and lists, a repeated key
// makes a list, a bare key is nil, a dot is part of the name. Errors: QUERY_TOO_LARGE, QUERY_TOO_DEEP.
func ParseQueryString(raw string) (Values, error) {
	pairs, err := splitPairs(raw)
	if err != nil {
		return nil, err
	}
	root := map[string]any{}
	for _, p := range pairs {
		chain, err := keyChain(p.key)
		if err != nil {
			return nil, err
		}
		if nested, ok := nest(chain, p.value).(map[string]any); ok {
			mergeObject(root, nested)
		}
	}
	for k, v := range root {
		root[k] = compact(v)
	}
	return root, nil
}

type pair struct {
	key   string
	value any
}

// splitPairs decodes the parameters in order of their first appearance; values of a repeated key become a list.
func splitPairs(raw string) ([]pair, error) {
	raw = strings.TrimPrefix(raw, "?")
	var pairs []pair
	index := map[string]int{}
	count := 0
	for raw != "" {
		var part string
		part, raw, _ = strings.Cut(raw, "&")
		if part == "" {
			continue
		}
		if count++; count > MaxParameters {
			return nil, errs.New(errs.Invalid, "QUERY_TOO_LARGE", "at most %d parameters are accepted", MaxParameters)
		}
		key, value := splitPair(part)
		if i, ok := index[key]; ok {
			pairs[i].value = repeat(pairs[i].value, value)
			continue
		}
		index[key] = len(pairs)
		pairs = append(pairs, pair{key, value})
	}
	return pairs, nil
}

// splitPair cuts at the first "=" that follows a closing bracket, else at the first one.
func splitPair(part string) (string, any) {
	part = unescapeBrackets(part)
	at := strings.Index(part, "]=") + 1
	if at == 0 {
		at = strings.IndexByte(part, '=')
	}
	if at < 0 {
		return unescape(part), nil
	}
	return unescape(part[:at]), unescape(part[at+1:])
}

func unescapeBrackets(s string) string {
	if !strings.Contains(s, "%5") {
		return s
	}
	return strings.NewReplacer("%5B", "[", "%5b", "[", "%5D", "]", "%5d", "]").Replace(s)
}

// unescape decodes percent escapes; text with broken ones is taken as it stands.
func unescape(s string) string {
	if d, err := url.QueryUnescape(s); err == nil && utf8.ValidString(d) {
		return d
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// keyChain splits "a[b][]" into its parts; bracketed parts keep their brackets.
func keyChain(key string) ([]string, error) {
	start, end := bracket(key)
	if start < 0 {
		return []string{key}, nil
	}
	var chain []string
	if start > 0 {
		chain = append(chain, key[:start])
	}
	for depth := 0; start >= 0; depth++ {
		if depth == MaxNesting {
			return nil, errs.New(errs.Invalid, "QUERY_TOO_DEEP", "parameters nest at most %d levels; send JSON text instead", MaxNesting).On(key)
		}
		chain = append(chain, key[start:end])
		key = key[end:]
		start, end = bracket(key)
	}
	return chain, nil
}

// bracket finds the first "[…]" without brackets inside; -1 when there is none.
func bracket(s string) (start, end int) {
	start = -1
	for i := range len(s) {
		switch s[i] {
		case '[':
			start = i
		case ']':
			if start >= 0 {
				return start, i + 1
			}
		}
	}
	return -1, -1
}

// nest wraps value into the objects and lists that the chain describes. nil when a part is refused.
func nest(chain []string, value any) any {
	for i := len(chain) - 1; i >= 0; i-- {
		part := chain[i]
		name, inBrackets := strings.CutPrefix(part, "[")
		if inBrackets {
			name = strings.TrimSuffix(name, "]")
		}
		switch n, isIndex := listIndex(name); {
		case part == "[]" && i > 0:
			value = concat(nil, value)
		case inBrackets && isIndex && i > 0:
			list := make([]any, n+1)
			for j := range list {
				list[j] = hole{}
			}
			list[n] = value
			value = list
		case name == "__proto__":
			return nil
		default:
			value = map[string]any{name: value}
		}
	}
	return value
}

func listIndex(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= maxListIndex && strconv.Itoa(n) == s
}

// repeat adds the value of a repeated key, which may be nil as well.
func repeat(old, value any) any {
	if _, ok := old.([]any); !ok {
		old = []any{old}
	}
	return concat(old, value)
}

// concat joins two values into one list; nil as the first is an empty list.
func concat(a, b any) any {
	var out []any
	switch x := a.(type) {
	case nil:
		out = []any{}
	case []any:
		out = x
	default:
		out = []any{a}
	}
	if list, ok := b.([]any); ok {
		return append(out, list...)
	}
	return append(out, b)
}

func mergeObject(into, from map[string]any) {
	for k, v := range from {
		if old, ok := into[k]; ok {
			into[k] = merge(old, v)
		} else {
			into[k] = v
		}
	}
}

// merge combines what two parameters say about the same place.
func merge(a, b any) any {
	if b == nil || b == "" {
		return a
	}
	switch x := a.(type) {
	case map[string]any:
		return mergeIntoObject(x, b)
	case []any:
		return mergeIntoList(x, b)
	case nil:
		return concat([]any{nil}, b)
	}
	return concat([]any{a}, b)
}

func mergeIntoObject(a map[string]any, b any) any {
	switch y := b.(type) {
	case map[string]any:
		mergeObject(a, y)
	case []any:
		for i, v := range y {
			if _, missing := v.(hole); !missing {
				mergeObject(a, map[string]any{strconv.Itoa(i): v})
			}
		}
	case string:
		if y != "__proto__" {
			a[y] = true
		}
	}
	return a
}

func mergeIntoList(a []any, b any) any {
	switch y := b.(type) {
	case map[string]any:
		object := map[string]any{}
		for i, v := range a {
			if _, missing := v.(hole); !missing {
				object[strconv.Itoa(i)] = v
			}
		}
		mergeObject(object, y)
		return object
	case []any:
		for i, v := range y {
			a = mergeItem(a, i, v)
		}
		return a
	}
	return append(a, b)
}

// mergeItem puts v at index i of a list; a taken place is merged when both are objects, else v is appended.
func mergeItem(a []any, i int, v any) []any {
	if _, missing := v.(hole); missing {
		return a
	}
	for len(a) <= i {
		a = append(a, hole{})
	}
	if _, free := a[i].(hole); free {
		a[i] = v
		return a
	}
	if isContainer(a[i]) && isContainer(v) {
		a[i] = merge(a[i], v)
		return a
	}
	return append(a, v)
}

func isContainer(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// compact removes the holes of lists at every level.
func compact(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, item := range x {
			x[k] = compact(item)
		}
	case []any:
		out := make([]any, 0, len(x))
		for _, item := range x {
			if _, missing := item.(hole); !missing {
				out = append(out, compact(item))
			}
		}
		return out
	}
	return v
}
