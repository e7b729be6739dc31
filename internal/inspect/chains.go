package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// chains tells when what the version writes can start it again, through other workflows or at once. Whether it does
// depends on conditions and values; at run time a limit ends such a chain.
func (c *check) chains(enabled []*workflow.Workflow) {
	all := []*workflow.Workflow{c.workflow}
	for _, w := range enabled {
		if w.Key != c.workflow.Key {
			all = append(all, w)
		}
	}
	m := chainMap{registry: c.registry, schema: c.schema, writes: map[*workflow.Workflow][]write{}}
	path := m.cycle(c.workflow, all)
	if path == nil {
		return
	}
	titles := make([]string, 0, len(path)+1)
	for _, e := range path {
		titles = append(titles, name(e.from))
	}
	titles = append(titles, name(c.workflow))
	first := path[0]
	c.add(first.node, Warning, "CHAIN_CYCLE", "", fmt.Sprintf(
		"what this node does to %q can start the workflow again: %s", first.collection, strings.Join(titles, " → ")))
}

func name(w *workflow.Workflow) string {
	if w.Title != "" {
		return w.Title
	}
	return w.Key
}

// write is what a node of a workflow does to records.
type write struct {
	node *workflow.Node
	extension.Change
}

// link says that a node of from can start to.
type link struct {
	from, to   *workflow.Workflow
	node       *workflow.Node
	collection string
}

// chainMap knows which workflow can start which.
type chainMap struct {
	registry *extension.Registry
	schema   *schema.Snapshot
	writes   map[*workflow.Workflow][]write
}

// cycle finds the shortest way from w back to itself, nil when there is none.
func (m *chainMap) cycle(w *workflow.Workflow, all []*workflow.Workflow) []link {
	came := map[*workflow.Workflow]link{}
	queue := []*workflow.Workflow{w}
	for len(queue) > 0 {
		from := queue[0]
		queue = queue[1:]
		for _, to := range all {
			l, ok := m.starts(from, to)
			if !ok {
				continue
			}
			if to == w {
				return back(came, w, l)
			}
			if _, seen := came[to]; !seen {
				came[to] = l
				queue = append(queue, to)
			}
		}
	}
	return nil
}

// back is the way from w to the last link.
func back(came map[*workflow.Workflow]link, w *workflow.Workflow, last link) []link {
	path := []link{last}
	for at := last.from; at != w; at = came[at].from {
		path = append(path, came[at])
	}
	slices.Reverse(path)
	return path
}

// starts tells whether a node of from writes what to listens to.
func (m *chainMap) starts(from, to *workflow.Workflow) (link, bool) {
	t, ok := m.registry.Trigger(to.Type).(extension.Listener)
	if !ok {
		return link{}, false
	}
	l := t.Listens(to.Config)
	for _, w := range m.of(from) {
		if w.Collection == l.Collection && w.Changes&l.Changes != 0 && m.touches(w.Change, l) {
			return link{from, to, w.node, w.Collection}, true
		}
	}
	return link{}, false
}

// touches tells whether a write changes one of the fields that are listened to; they count for updates only.
func (m *chainMap) touches(w, l extension.Change) bool {
	if w.Changes&l.Changes&^workflow.Updated != 0 || len(l.Fields) == 0 || w.Fields == nil {
		return true
	}
	c := m.schema.Collection(l.Collection)
	return slices.ContainsFunc(l.Fields, func(name string) bool {
		return slices.ContainsFunc(w.Fields, func(written string) bool { return column(c, written) == column(c, name) })
	})
}

// column is the field that changes with a relation.
func column(c *schema.Collection, name string) string {
	if c == nil {
		return name
	}
	if f := c.Field(name); f != nil && f.Relation != nil && f.Relation.Type == schema.BelongsTo {
		return f.Relation.ForeignKey
	}
	return name
}

// of are the writes of a workflow, with those through relations.
func (m *chainMap) of(w *workflow.Workflow) []write {
	if list, known := m.writes[w]; known {
		return list
	}
	var list []write
	for _, n := range w.Nodes {
		t, ok := m.registry.Node(n.Type).(extension.Writer)
		if !ok {
			continue
		}
		change := t.Writes(n.Config)
		if change.Collection == "" || change.Changes == 0 {
			continue
		}
		list = append(list, write{n, change})
		list = m.nested(list, n, m.schema.Collection(change.Collection), change.Values, 0)
	}
	m.writes[w] = list
	return list
}

// nested adds the records that values write through relations: those without a key are created, the others changed.
func (m *chainMap) nested(list []write, n *workflow.Node, c *schema.Collection, values any, depth int) []write {
	object, ok := values.(map[string]any)
	if !ok || c == nil || depth > maxAliases {
		return list
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		f := c.Field(name)
		if f == nil || f.Relation == nil {
			continue
		}
		items, isList := object[name].([]any)
		if !isList {
			items = []any{object[name]}
		}
		for _, item := range items {
			if _, isObject := item.(map[string]any); !isObject {
				continue
			}
			list = append(list, write{n, extension.Change{Collection: f.Relation.Target, Changes: workflow.Created | workflow.Updated}})
			list = m.nested(list, n, f.Relation.TargetCollection, item, depth+1)
		}
	}
	return list
}
