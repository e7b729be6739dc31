package acl

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Strategy is what a role may do with every collection that has no resource entry of its own.
type Strategy struct {
	all     bool
	actions map[string]bool // permission → own records only
}

// ParseStrategy reads the stored form: {"actions": ["create", "view:own"] or "*" or false}. nil allows nothing.
func ParseStrategy(v any) (Strategy, error) {
	m, ok := v.(map[string]any)
	if !ok {
		if v == nil {
			return Strategy{}, nil
		}
		return Strategy{}, errStrategy()
	}
	switch actions := m["actions"].(type) {
	case nil:
		return Strategy{}, nil
	case bool:
		return Strategy{all: actions}, nil
	case string:
		if actions == "*" {
			return Strategy{all: true}, nil
		}
		return parseActions([]any{actions})
	case []any:
		return parseActions(actions)
	}
	return Strategy{}, errStrategy()
}

func parseActions(list []any) (Strategy, error) {
	s := Strategy{actions: make(map[string]bool, len(list))}
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return Strategy{}, errStrategy()
		}
		name, extent, _ := strings.Cut(text, ":")
		switch {
		case name == "*":
			s.all = true
		case extent != "" && extent != "own" && extent != "all":
			return Strategy{}, errStrategy()
		default:
			s.add(name, extent == "own")
		}
	}
	return s, nil
}

// add keeps the wider of two entries for the same permission.
func (s *Strategy) add(name string, own bool) {
	if before, ok := s.actions[name]; ok {
		own = own && before
	}
	s.actions[name] = own
}

// allows tells whether the strategy grants a permission, and whether for own records only.
func (s Strategy) allows(permission string) (own, ok bool) {
	if s.all {
		return false, true
	}
	own, ok = s.actions[permission]
	return own && !isNewData(permission), ok
}

func errStrategy() *errs.Error {
	return errs.New(errs.Invalid, "INVALID_STRATEGY",
		`a strategy is {"actions": [...]} with actions such as "create", "view:own" or "update:all", "*" or false`).On("strategy")
}
