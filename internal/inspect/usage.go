package inspect

import (
	"maps"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Use is a place in a version that uses a collection or one of its fields.
type Use struct {
	NodeID    int64  `json:"nodeId,omitempty"` // 0: the trigger
	NodeKey   string `json:"nodeKey,omitempty"`
	NodeTitle string `json:"nodeTitle,omitempty"`
	Path      string `json:"path"` // in the configuration
}

// Uses finds where the version uses a collection, or one field of it when field is not "".
func (v *View) Uses(collection, field string) []Use {
	var list []Use
	for _, p := range v.places() {
		u := &uses{View: v, place: p, collection: collection, field: field, seen: map[string]bool{}}
		u.settings()
		u.variables()
		list = append(list, u.list...)
	}
	return list
}

// uses collects the places of one configuration.
type uses struct {
	*View
	place
	collection, field string
	seen              map[string]bool
	list              []Use
}

func (u *uses) add(path string) {
	if u.seen[path] {
		return
	}
	u.seen[path] = true
	use := Use{Path: path}
	if u.node != nil {
		use.NodeID, use.NodeKey, use.NodeTitle = u.node.ID, u.node.Key, u.node.Title
	}
	u.list = append(u.list, use)
}

// found takes note of a field at path.
func (u *uses) found(c *schema.Collection, name, path string) {
	if c == nil || c.Name != u.collection {
		return
	}
	if u.field == "" || u.field == name {
		u.add(path)
	}
}

// settings looks at the names in a configuration: collections, and fields in what is about a collection.
func (u *uses) settings() {
	c := u.View.collection(u.place)
	eachSetting(u.place, func(s extension.Setting, v any, path string) {
		switch s.As {
		case "collection":
			if ref, _ := v.(string); u.field == "" && ref != "" && extension.CollectionName(ref) == u.collection {
				u.add(path)
			}
		case "values", "filter":
			u.named(c, v, path)
		case "submitted":
			u.named(u.View.collection(u.View.places()[0]), v, path)
		case "fields", "appends":
			walk(v, path, func(text, at string, _ bool) { u.dotted(c, text, at) })
		case "sort":
			walk(v, path, func(text, at string, key bool) {
				if !key {
					u.dotted(c, strings.TrimPrefix(text, "-"), at)
				}
			})
		}
	})
}

// named follows the keys of values and filters; groups and operators begin with $.
func (u *uses) named(c *schema.Collection, v any, at string) {
	switch x := v.(type) {
	case []any:
		for _, item := range x {
			u.named(c, item, at)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(x)) {
			item, path := x[key], joined(at, key)
			if strings.HasPrefix(key, "$") || strings.Contains(key, "{{") {
				u.named(c, item, path)
				continue
			}
			if next := u.dotted(c, key, path); next != nil {
				u.named(next, item, path)
			}
		}
	}
}

// dotted follows a path of fields and returns the collection at its end when that is a relation.
func (u *uses) dotted(c *schema.Collection, names, path string) *schema.Collection {
	for name := range strings.SplitSeq(names, ".") {
		if c == nil || strings.HasPrefix(name, "$") {
			return nil
		}
		u.found(c, name, path)
		f := c.Field(name)
		if f == nil || f.Relation == nil {
			return nil
		}
		c = f.Relation.TargetCollection
	}
	return c
}

// variables follows the variables that a node refers to.
func (u *uses) variables() {
	if u.node == nil {
		return
	}
	for _, r := range references(u.config) {
		u.used = func(collection, field string) {
			if collection == u.collection && (u.field == "" || u.field == field) {
				u.add(r.field)
			}
		}
		u.shape(r.path, u.node)
	}
	u.used = func(string, string) {}
}
