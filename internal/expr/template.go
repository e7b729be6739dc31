package expr

import (
	"sort"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Template is a JSON value whose texts and object keys hold placeholders {{path}} or {{path:default}}. It is immutable
// and safe for concurrent use.
type Template struct {
	root  node
	paths []string
}

// node is one value of a compiled template. Its value may alias the scope's and may contain undefined and dates.
type node interface {
	value(s *Scope, left *budget) (any, error)
}

// Compile prepares any JSON value as a template. Values other than texts, lists and objects stand for themselves.
func Compile(v any) (*Template, error) {
	c := compiler{}
	root, err := c.node(v, 0)
	if err != nil {
		return nil, err
	}
	return &Template{root: root, paths: sortedUnique(c.paths)}, nil
}

// Paths lists the variables that the template refers to, sorted.
func (t *Template) Paths() []string { return t.paths }

// Render fills in the variables of s. A text that is one placeholder becomes the variable's value with its type;
// elsewhere values are written as text. Undefined values are left out of objects and become nil in lists and at the
// top; dates become texts. What was filled in is never searched for placeholders. The answer shares no storage with
// s and is bounded by MaxRendered.
func (t *Template) Render(s *Scope) (any, error) {
	left := budget(MaxRendered)
	v, err := t.root.value(s, &left)
	if err != nil {
		return nil, err
	}
	left = MaxRendered
	return left.plain(v, 0)
}

type compiler struct{ paths []string }

func (c *compiler) node(v any, depth int) (node, error) {
	if depth > maxDepth {
		return nil, errs.New(errs.Invalid, "TEMPLATE_TOO_DEEP", "the template is nested deeper than %d levels", maxDepth)
	}
	switch x := canonical(v).(type) {
	case string:
		return c.text(x), nil
	case []any:
		return c.list(x, depth)
	case map[string]any:
		return c.object(x, depth)
	case undefined:
		return constant{}, nil
	default:
		return constant{x}, nil
	}
}

// text compiles a text: literal, one placeholder alone, or a mixture.
func (c *compiler) text(s string) node {
	pieces := split(s, inTemplate, parseTemplateHole)
	c.paths = pathsOf(pieces, c.paths)
	switch {
	case len(pieces) == 0:
		return constant{s}
	case len(pieces) == 1 && pieces[0].hole != nil:
		return sole{pieces[0].hole}
	case len(pieces) == 1:
		return constant{s}
	}
	return mixture(pieces)
}

func (c *compiler) list(list []any, depth int) (node, error) {
	items := make(listNode, len(list))
	for i, v := range list {
		n, err := c.node(v, depth+1)
		if err != nil {
			return nil, err
		}
		items[i] = n
	}
	return items, nil
}

// object compiles members in the order of their keys, so that of two keys that turn out equal the same one wins
// each time.
func (c *compiler) object(m map[string]any, depth int) (node, error) {
	members := make(objectNode, 0, len(m))
	for k, v := range m {
		n, err := c.node(v, depth+1)
		if err != nil {
			return nil, err
		}
		members = append(members, memberNode{name: k, key: c.text(k), value: n})
	}
	sort.Slice(members, func(i, j int) bool { return members[i].name < members[j].name })
	return members, nil
}

type constant struct{ v any }

func (n constant) value(*Scope, *budget) (any, error) { return n.v, nil }

// sole is a text that is one placeholder: it keeps the variable's type.
type sole struct{ hole *placeholder }

func (n sole) value(s *Scope, _ *budget) (any, error) { return n.hole.value(s), nil }

func (p *placeholder) value(s *Scope) any {
	v := s.lookup(p.names)
	if p.hasDef && isUndefined(v) {
		return p.fallback
	}
	return v
}

// mixture is text with placeholders in it.
type mixture []piece

func (n mixture) value(s *Scope, left *budget) (any, error) {
	var b strings.Builder
	for _, p := range n {
		t := p.literal
		if p.hole != nil {
			t = embedded(p.hole.value(s))
		}
		if err := left.spend(len(t)); err != nil {
			return nil, err
		}
		b.WriteString(t)
	}
	return b.String(), nil
}

type listNode []node

func (n listNode) value(s *Scope, left *budget) (any, error) {
	out := make([]any, len(n))
	for i, item := range n {
		v, err := item.value(s, left)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

type memberNode struct {
	name  string
	key   node
	value node
}

type objectNode []memberNode

func (n objectNode) value(s *Scope, left *budget) (any, error) {
	out := make(map[string]any, len(n))
	for _, m := range n {
		k, err := m.key.value(s, left)
		if err != nil {
			return nil, err
		}
		v, err := m.value.value(s, left)
		if err != nil {
			return nil, err
		}
		if !isUndefined(v) {
			out[embedded(k)] = v
		}
	}
	return out, nil
}
