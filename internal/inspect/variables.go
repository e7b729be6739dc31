package inspect

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Variable is a variable that a node may refer to, with its parts.
type Variable struct {
	Name       string              `json:"name"`
	Title      string              `json:"title"`
	Type       extension.ValueType `json:"type"`
	Path       string              `json:"path"` // as it stands between {{ and }}
	Collection string              `json:"collection,omitempty"`
	Children   []Variable          `json:"children,omitempty"`
	// Lazy says that there are parts, to be asked for by the path.
	Lazy bool `json:"lazy,omitempty"`
	// NotLoaded says that a relation has no value unless it is added to those that are loaded.
	NotLoaded bool `json:"notLoaded,omitempty"`
	// Optional says that the node may not have run.
	Optional bool `json:"optional,omitempty"`
	// Sample is its value in the execution that was asked for: texts cut, lists and objects as JSON text.
	Sample any `json:"sample,omitempty"`
}

// Limits of the tree.
const (
	maxSample   = 200 // characters
	levels      = 2   // of relations that are unfolded at once
	sampleDepth = 3   // of values that only a sample tells
	maxMembers  = 50  // of such a value
	nested      = 8   // parts of parts that are unfolded at once
	unfolded    = 3000
)

// Sample is a past execution: its context, and the latest job of each node by key.
type Sample struct {
	Context any
	Jobs    map[string]*workflow.Job
	Results map[string]any
	System  expr.System
}

// tree unfolds variables as one node sees them.
type tree struct {
	*View
	node   *workflow.Node
	sample *expr.Scope // nil: without samples
	count  int         // of variables so far
}

// Variables is the tree of what n may refer to. With a path only the parts of that variable. sample may be nil.
func (v *View) Variables(n *workflow.Node, path string, sample *Sample) []Variable {
	t := &tree{View: v, node: n}
	if sample != nil {
		t.sample = t.scopeOf(sample)
	}
	if path != "" {
		s, f := v.shape(path, n)
		if f != nil && f.severity == Error {
			return []Variable{}
		}
		return orNone(t.parts(s, path, levels))
	}
	roots := []Variable{t.variable(rootContext, "Trigger", rootContext, v.context(), levels)}
	if steps := t.results(); len(steps) > 0 {
		roots = append(roots, Variable{Name: rootJobs, Title: "Results of steps", Type: extension.ObjectValue, Path: rootJobs, Children: steps})
	}
	if turns := t.turns(); len(turns) > 0 {
		roots = append(roots, Variable{Name: rootScopes, Title: "Branches around", Type: extension.ObjectValue, Path: rootScopes, Children: turns})
	}
	return append(roots, t.system())
}

// Result is what n gives, as a tree, when it has parts that are known or that the sample tells. sample may be nil.
func (v *View) Result(n *workflow.Node, sample *Sample) Variable {
	t := &tree{View: v, node: n}
	if sample != nil {
		t.sample = t.scopeOf(sample)
	}
	path := rootJobs + "." + n.Key
	out := t.variable(n.Key, label(n), path, t.resultOf(n), levels)
	if out.Lazy { // a list of records: what each of them has
		out.Children = t.parts(t.resolved(t.resultOf(n), n), path, 1)
	}
	return out
}

// Scope is what n would see in a past execution.
func (v *View) Scope(n *workflow.Node, sample *Sample) *expr.Scope {
	return (&tree{View: v, node: n}).scopeOf(sample)
}

func (t *tree) scopeOf(sample *Sample) *expr.Scope {
	return &expr.Scope{Context: sample.Context, Jobs: sample.Results, System: sample.System, Scopes: t.scopes(sample)}
}

func orNone(list []Variable) []Variable {
	if list == nil {
		return []Variable{}
	}
	return list
}

// scopes are the variables of the branches around the node, as they were in the sample.
func (t *tree) scopes(sample *Sample) map[string]any {
	out := map[string]any{}
	for p := t.workflow.BranchParent(t.node); p != nil; p = t.workflow.BranchParent(p) {
		scoper, ok := t.registry.Node(p.Type).(extension.Scoper)
		own := sample.Jobs[p.Key]
		if !ok || own == nil {
			continue
		}
		vars, err := scoper.Scope(&extension.Step{Workflow: t.workflow, Node: p, Config: p.Config, Prepared: p.Prepared, Own: own})
		if err == nil { // else its job tells nothing any more
			out[p.Key], out[strconv.FormatInt(p.ID, 10)] = vars, vars
		}
	}
	return out
}

// results are those of the nodes before, the nearest last.
func (t *tree) results() []Variable {
	var list []Variable
	for _, n := range t.ordered() {
		s := t.stands(n, t.node)
		if s == notBefore || n == t.node {
			continue
		}
		one := t.variable(n.Key, label(n), rootJobs+"."+n.Key, t.resultOf(n), levels)
		one.Optional = s == maybe
		list = append(list, one)
	}
	return list
}

// ordered are the nodes as they follow each other, branches before what comes after them.
func (t *tree) ordered() []*workflow.Node {
	var list []*workflow.Node
	seen := map[int64]bool{}
	var line func(n *workflow.Node)
	line = func(n *workflow.Node) {
		for ; n != nil && !seen[n.ID]; n = t.workflow.Node(n.DownstreamID) {
			seen[n.ID] = true
			list = append(list, n)
			for _, head := range t.branches(n) {
				line(head)
			}
		}
	}
	line(t.workflow.Head())
	return list
}

// branches are the first nodes of the branches of n by index.
func (t *tree) branches(n *workflow.Node) []*workflow.Node {
	var heads []*workflow.Node
	for _, next := range t.workflow.Nodes {
		if next.UpstreamID == n.ID && next.BranchIndex != nil {
			heads = append(heads, next)
		}
	}
	slices.SortFunc(heads, func(a, b *workflow.Node) int { return *a.BranchIndex - *b.BranchIndex })
	return heads
}

// turns are the variables of the branches around the node, the innermost first; the node's own too, which it may ask
// about in its settings.
func (t *tree) turns() []Variable {
	var list []Variable
	for p := t.node; p != nil; p = t.workflow.BranchParent(p) {
		if _, ok := t.registry.Node(p.Type).(extension.Scoper); !ok {
			continue
		}
		if s, f := t.turn(p.Key, t.node); f == nil {
			list = append(list, t.variable(p.Key, label(p), rootScopes+"."+p.Key, s, levels))
		}
	}
	return list
}

func (t *tree) system() Variable {
	leaf := func(name, title string, typ extension.ValueType) Variable {
		return Variable{Name: name, Title: title, Type: typ, Path: rootSystem + "." + name}
	}
	ranges := Variable{Name: "dateRange", Title: "Ranges of days", Type: extension.ObjectValue, Path: rootSystem + ".dateRange"}
	for _, name := range dateRanges() {
		ranges.Children = append(ranges.Children, Variable{
			Name: name, Title: name, Type: extension.ListValue, Path: ranges.Path + "." + name,
		})
	}
	return Variable{Name: rootSystem, Title: "System", Type: extension.ObjectValue, Path: rootSystem, Children: []Variable{
		t.sampled(leaf("now", "Now", extension.DateValue)), leaf("genSnowflakeId", "A new id", extension.NumberValue), ranges,
		leaf("instanceId", "Number of the server", extension.NumberValue), leaf("epoch", "Second from which ids count", extension.NumberValue),
	}}
}

// variable makes one variable with its parts. deep is how many relations may still be unfolded.
func (t *tree) variable(name, title, path string, s extension.Shape, deep int) Variable {
	s = t.resolved(s, t.node)
	if title == "" {
		title = name
	}
	out := Variable{Name: name, Title: title, Type: s.Type, Path: path, Collection: s.Collection}
	t.count++
	switch {
	case t.count > unfolded, strings.Count(path, ".") > nested:
		out.Lazy = s.Type == extension.RecordValue || s.Type == extension.ObjectValue
	case s.Type == extension.ListValue && s.Item != nil:
		out.Collection = s.Item.Collection
		out.Lazy = s.Item.Type == extension.RecordValue
	case s.Type == extension.RecordValue && deep <= 0:
		out.Lazy = true
	case s.Type == extension.AnyValue:
		return t.guessed(out, sampleDepth)
	default:
		out.Children = t.parts(s, path, deep)
	}
	return t.sampled(out)
}

// parts are the parts of a value.
func (t *tree) parts(s extension.Shape, path string, deep int) []Variable {
	var list []Variable
	switch s.Type {
	case extension.ObjectValue:
		for _, m := range s.Members {
			list = append(list, t.variable(m.Name, m.Title, path+"."+m.Name, m.Shape, deep))
		}
	case extension.ListValue:
		if s.Item != nil {
			return t.parts(t.resolved(*s.Item, t.node), path, deep)
		}
	case extension.RecordValue:
		c := t.schema.Collection(s.Collection)
		if c == nil {
			return nil
		}
		for _, f := range c.Fields {
			if part, fault := t.field(s, f.Name); fault == nil || fault.severity == Warning {
				further := deep - 1
				if fault != nil { // not loaded: who wants it all the same asks for its parts
					further = 0
				}
				one := t.variable(f.Name, titleOf(f), path+"."+f.Name, part, further)
				one.NotLoaded = fault != nil
				list = append(list, one)
			}
		}
	case extension.AnyValue:
		return t.guessed(Variable{Path: path}, sampleDepth).Children
	}
	return list
}

// titleOf is what people call a field.
func titleOf(f *schema.Field) string {
	ui, _ := f.Options["uiSchema"].(map[string]any)
	if title, _ := ui["title"].(string); title != "" {
		return title
	}
	return f.Name
}

// guessed unfolds a value of which only the sample tells what it is.
func (t *tree) guessed(out Variable, deep int) Variable {
	v, ok := t.value(out.Path)
	if m, isObject := v.(map[string]any); ok && isObject && deep > 0 {
		names := slices.Sorted(maps.Keys(m))
		for _, name := range names[:min(len(names), maxMembers)] {
			out.Children = append(out.Children, t.guessed(Variable{
				Name: name, Title: name, Type: extension.AnyValue, Path: out.Path + "." + name,
			}, deep-1))
		}
		return out
	}
	return t.sampled(out)
}

func (t *tree) value(path string) (any, bool) {
	if t.sample == nil {
		return nil, false
	}
	return t.sample.Lookup(path)
}

// sampled adds the value of a variable without parts.
func (t *tree) sampled(out Variable) Variable {
	if len(out.Children) == 0 {
		if v, ok := t.value(out.Path); ok {
			out.Sample = short(v)
		}
	}
	return out
}

// short is a value as a sample: plain ones as they are, others as JSON text, both cut.
func short(v any) any {
	switch x := v.(type) {
	case nil, bool, json.Number, float64, int64, int:
		return v
	case string:
		return cut(x)
	case time.Time:
		return clock.Format(x)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return cut(string(raw))
}

func cut(s string) string {
	if utf8.RuneCountInString(s) <= maxSample {
		return s
	}
	return string([]rune(s)[:maxSample-1]) + "…"
}
