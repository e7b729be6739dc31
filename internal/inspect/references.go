package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
)

// reference is a variable that a configuration refers to.
type reference struct {
	path  string // of the variable
	field string // where it stands in the configuration
	name  bool   // it stands in a key
}

// references finds the variables in a configuration.
func references(config any) []reference {
	var list []reference
	walk(config, "", func(text, field string, name bool) {
		if !strings.Contains(text, "{{") {
			return
		}
		t, err := expr.Compile(text)
		if err != nil {
			return // told by the check of the configuration
		}
		for _, path := range t.Paths() {
			list = append(list, reference{path, field, name})
		}
	})
	return list
}

// walk visits every text and every key of a value in the order of their paths.
func walk(v any, at string, visit func(text, field string, name bool)) {
	switch x := v.(type) {
	case string:
		visit(x, at, false)
	case []any:
		for i, item := range x {
			walk(item, fmt.Sprintf("%s[%d]", at, i), visit)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(x)) {
			field := joined(at, key)
			visit(key, field, true)
			walk(x[key], field, visit)
		}
	}
}

func joined(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// eachSetting visits the settings of a place with what is configured for them; lists of objects item by item.
func eachSetting(p place, visit func(s extension.Setting, v any, field string)) {
	m, _ := p.config.(map[string]any)
	visitSettings(p.settings, m, "", visit)
}

func visitSettings(settings []extension.Setting, m map[string]any, at string, visit func(extension.Setting, any, string)) {
	for _, s := range settings {
		field, v := joined(at, s.Name), m[s.Name]
		visit(s, v, field)
		if !s.List {
			if inner, ok := v.(map[string]any); ok || v == nil && len(s.Children) > 0 && demands(s.Children) {
				visitSettings(s.Children, inner, field, visit)
			}
			continue
		}
		list, _ := v.([]any)
		for i, item := range list {
			inner, _ := item.(map[string]any)
			visitSettings(s.Children, inner, fmt.Sprintf("%s[%d]", field, i), visit)
		}
	}
}

// demands tells whether one of the settings must be given.
func demands(settings []extension.Setting) bool {
	return slices.ContainsFunc(settings, func(s extension.Setting) bool { return s.Required || demands(s.Children) })
}

// sole returns the path when a text is one variable.
func sole(text string) (string, bool) {
	trimmed := strings.TrimSpace(text)
	if !strings.HasPrefix(trimmed, "{{") || !strings.HasSuffix(trimmed, "}}") || strings.Count(trimmed, "{{") != 1 {
		return "", false
	}
	path, _, _ := strings.Cut(trimmed[2:len(trimmed)-2], ":")
	return strings.TrimSpace(path), true
}
