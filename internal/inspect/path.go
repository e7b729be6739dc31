package inspect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// The roots of variables.
const (
	rootContext = "$context"
	rootJobs    = "$jobsMapByNodeKey"
	rootScopes  = "$scopes"
	rootSystem  = "$system"
	rootEnv     = "$env"
)

// Limits of following variables that are taken from others: how far, how many altogether, and the parts of a path.
const (
	maxAliases  = 10
	maxFollowed = 200
	maxParts    = 50
)

// fault is what is wrong with a path.
type fault struct {
	code     string
	severity Severity
	message  string
}

func wrong(code, format string, a ...any) *fault {
	return &fault{code, Error, fmt.Sprintf(format, a...)}
}

func doubtful(code, format string, a ...any) *fault {
	return &fault{code, Warning, fmt.Sprintf(format, a...)}
}

// shape follows a path as node n (nil: the trigger) sees it. The shape is what is known of its value.
func (v *View) shape(path string, n *workflow.Node) (extension.Shape, *fault) {
	v.left = maxFollowed
	return v.follow(path, n, 0)
}

// resolved is s with what is known of the variable that it is taken from.
func (v *View) resolved(s extension.Shape, n *workflow.Node) extension.Shape {
	v.left = maxFollowed
	return v.real(s, n, 0)
}

func (v *View) follow(path string, n *workflow.Node, aliases int) (extension.Shape, *fault) {
	names := strings.Split(strings.TrimPrefix(path, "ctx."), ".")
	if len(names) > maxParts {
		return extension.ShapeOf(extension.AnyValue), nil
	}
	start, rest, first := v.root(names, n)
	if first != nil && first.severity == Error {
		return extension.Shape{}, first
	}
	at := v.real(start, n, aliases)
	for _, name := range rest {
		next, f := v.member(at, name, path)
		if f != nil && f.severity == Error {
			return extension.Shape{}, f
		}
		if first == nil {
			first = f
		}
		at = v.real(next, n, aliases)
	}
	return at, first
}

// real replaces a value that is taken from a variable by what is known of that variable.
func (v *View) real(s extension.Shape, n *workflow.Node, aliases int) extension.Shape {
	if s.Type == "" {
		s.Type = extension.AnyValue
	}
	if s.At == "" {
		return s
	}
	unknown := extension.ShapeOf(extension.AnyValue)
	if v.left--; v.left < 0 || aliases >= maxAliases {
		return unknown
	}
	of, f := v.follow(s.At, n, aliases+1)
	switch {
	case f != nil && f.severity == Error:
		return unknown
	case !s.Items:
		return of
	case of.Type == extension.ListValue && of.Item != nil:
		return v.real(*of.Item, n, aliases+1)
	case of.Type == extension.ListValue, of.Type == extension.AnyValue, of.Type == "":
		return unknown
	}
	return of
}

// root finds where a path begins.
func (v *View) root(names []string, n *workflow.Node) (extension.Shape, []string, *fault) {
	unknown := extension.ShapeOf(extension.AnyValue)
	rest := names[1:]
	switch names[0] {
	case rootContext:
		return v.context(), rest, nil
	case rootEnv:
		return unknown, nil, nil
	case rootSystem:
		s, f := system(rest)
		return s, nil, f
	case rootJobs:
		if len(rest) == 0 {
			return unknown, nil, nil
		}
		s, f := v.result(rest[0], n)
		return s, rest[1:], f
	case rootScopes:
		if len(rest) == 0 {
			return unknown, nil, nil
		}
		s, f := v.turn(rest[0], n)
		return s, rest[1:], f
	}
	return unknown, nil, wrong("UNKNOWN_VARIABLE", "there is no variable %q", strings.Join(names, "."))
}

// context is the shape of $context.
func (v *View) context() extension.Shape {
	t, ok := v.registry.Trigger(v.workflow.Type).(extension.ContextDescribed)
	if !ok {
		return extension.ShapeOf(extension.AnyValue)
	}
	return extension.Shape{Type: extension.ObjectValue, Members: t.Context(v.workflow.Config)}
}

// result is the shape of a node's result, as n sees it.
func (v *View) result(key string, n *workflow.Node) (extension.Shape, *fault) {
	target := v.workflow.NodeByKey(key)
	if target == nil {
		return extension.Shape{}, wrong("UNKNOWN_NODE_KEY", "there is no node with the key %q", key)
	}
	var f *fault
	if n != nil {
		switch v.stands(target, n) {
		case maybe:
			f = doubtful("NODE_MAY_NOT_RUN", "the node %q may not have run when this one does", label(target))
		case notBefore:
			return extension.Shape{}, wrong("NODE_NOT_BEFORE", "the node %q does not run before this one", label(target))
		}
	}
	return v.resultOf(target), f
}

func (v *View) resultOf(n *workflow.Node) extension.Shape {
	if t, ok := v.registry.Node(n.Type).(extension.Described); ok {
		return t.Result(n.Config)
	}
	return extension.Shape{}
}

// turn is the shape of what a node gives to its branches. The node itself sees it too: in what it asks about a turn.
func (v *View) turn(name string, n *workflow.Node) (extension.Shape, *fault) {
	owner := v.workflow.NodeByKey(name)
	if id, err := strconv.ParseInt(name, 10, 64); owner == nil && err == nil {
		owner = v.workflow.Node(id)
	}
	if owner == nil {
		return extension.Shape{}, wrong("UNKNOWN_NODE_KEY", "there is no node with the key %q", name)
	}
	t := v.registry.Node(owner.Type)
	if _, ok := t.(extension.Scoper); !ok || n != owner && !v.within(n, owner) {
		return extension.Shape{}, wrong("UNKNOWN_VARIABLE", "the node %q gives no variables to this one: it does not stand in its branch", label(owner))
	}
	if d, ok := t.(extension.ScopeDescribed); ok {
		return extension.Shape{Type: extension.ObjectValue, Members: d.Variables(owner.Config)}, nil
	}
	return extension.Shape{}, nil
}

// dateRanges are the names below $system.dateRange.
func dateRanges() []string {
	return []string{
		"yesterday", "today", "tomorrow", "lastWeek", "thisWeek", "nextWeek", "lastMonth", "thisMonth", "nextMonth",
		"lastQuarter", "thisQuarter", "nextQuarter", "lastYear", "thisYear", "nextYear", "last7Days", "next7Days",
		"last30Days", "next30Days", "last90Days", "next90Days",
	}
}

func system(rest []string) (extension.Shape, *fault) {
	path := strings.Join(rest, ".")
	switch path {
	case "":
		return extension.ShapeOf(extension.AnyValue), nil
	case "now":
		return extension.ShapeOf(extension.DateValue), nil
	case "instanceId", "epoch", "genSnowflakeId":
		return extension.ShapeOf(extension.NumberValue), nil
	}
	if name, ok := strings.CutPrefix(path, "dateRange."); ok && slices.Contains(dateRanges(), name) {
		return extension.ListOf(extension.ShapeOf(extension.DateValue)), nil
	}
	return extension.Shape{}, wrong("UNKNOWN_VARIABLE", "there is no variable %q", rootSystem+"."+path)
}

// member is the shape of s.name.
func (v *View) member(s extension.Shape, name, path string) (extension.Shape, *fault) {
	unknown := extension.ShapeOf(extension.AnyValue)
	switch s.Type {
	case extension.AnyValue, "":
		return unknown, nil
	case extension.RecordValue:
		return v.field(s, name)
	case extension.ObjectValue:
		for _, m := range s.Members {
			if m.Name == name {
				return m.Shape, nil
			}
		}
		if s.Open {
			return unknown, nil
		}
	case extension.ListValue:
		return v.listMember(s, name, path)
	case extension.TextValue:
		if name == "length" {
			return extension.ShapeOf(extension.NumberValue), nil
		}
	}
	return extension.Shape{}, wrong("UNKNOWN_VARIABLE", "%q in %q has no part %q", s.Type, path, name)
}

func (v *View) listMember(s extension.Shape, name, path string) (extension.Shape, *fault) {
	item := extension.ShapeOf(extension.AnyValue)
	if s.Item != nil {
		item = *s.Item
	}
	if name == "length" {
		return extension.ShapeOf(extension.NumberValue), nil
	}
	if _, err := strconv.Atoi(name); err == nil {
		return item, nil
	}
	of, f := v.member(item, name, path)
	if f != nil && f.severity == Error {
		return of, f
	}
	if of.Type == extension.ListValue { // lists of lists are joined
		return of, f
	}
	return extension.ListOf(of), f
}

// field is the shape of a record's field.
func (v *View) field(s extension.Shape, name string) (extension.Shape, *fault) {
	c := v.schema.Collection(s.Collection)
	if c == nil {
		return extension.ShapeOf(extension.AnyValue), nil // told where the collection is configured
	}
	f := c.Field(name)
	switch {
	case f == nil || (f.Hidden || f.Type == "password") && !s.Submitted:
		if s.Open {
			return extension.ShapeOf(extension.AnyValue), nil
		}
		return extension.Shape{}, wrong("UNKNOWN_FIELD", "collection %q has no field %q", c.Name, name)
	}
	v.used(c.Name, f.Name)
	if f.Relation == nil {
		return extension.ShapeOf(typeOf(f)), nil
	}
	record := extension.Shape{Type: extension.RecordValue, Collection: f.Relation.Target, Appends: below(s.Appends, name), Submitted: s.Submitted}
	var doubt *fault
	if !s.Submitted && !loaded(s.Appends, name) {
		doubt = doubtful("RELATION_NOT_LOADED", "the relation %q of %q is not loaded there: add it to the relations to be loaded", name, c.Name)
	}
	if f.Relation.ToMany() {
		return extension.ListOf(record), doubt
	}
	return record, doubt
}

func loaded(appends []string, name string) bool {
	return slices.ContainsFunc(appends, func(path string) bool {
		head, _, _ := strings.Cut(path, ".")
		return head == name
	})
}

// below are the relations that are loaded with the records of relation name.
func below(appends []string, name string) []string {
	var out []string
	for _, path := range appends {
		if rest, ok := strings.CutPrefix(path, name+"."); ok {
			out = append(out, rest)
		}
	}
	return out
}

// typeOf is the type of a field's value.
func typeOf(f *schema.Field) extension.ValueType {
	switch f.Kind.Storage() {
	case schema.Integer, schema.Real, schema.Decimal:
		return extension.NumberValue
	case schema.Text:
		return extension.TextValue
	case schema.Boolean:
		return extension.BooleanValue
	case schema.Instant, schema.LocalDateTime, schema.Date, schema.TimeOfDay:
		return extension.DateValue
	}
	return extension.AnyValue
}

// label is how people know a node.
func label(n *workflow.Node) string {
	if n.Title != "" {
		return n.Title
	}
	return n.Key
}
