package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// typed checks the values for records: that the fields exist, and that what is known of the values fits them.
func (c *check) typed(p place) {
	if p.node == nil {
		return
	}
	eachSetting(p, func(s extension.Setting, v any, field string) {
		values, ok := v.(map[string]any)
		switch {
		case !ok:
		case s.As == "values":
			if target := c.collection(p); target != nil {
				c.values(p.node, target, values, field)
			}
		case s.As == "submitted":
			c.submitted(p.node, values, field)
		}
	})
}

// submitted are values by their place in a request on the collection of the trigger.
func (c *check) submitted(n *workflow.Node, values map[string]any, at string) {
	target := c.collection(c.places()[0])
	if target == nil {
		return
	}
	for _, path := range slices.Sorted(maps.Keys(values)) {
		if name, deeper, _ := strings.Cut(path, "."); deeper == "" {
			c.values(n, target, map[string]any{name: values[path]}, at)
		} else if target.Field(name) == nil {
			c.unknownField(n, target, name, joined(at, path))
		}
	}
}

// values are those of one record.
func (c *check) values(n *workflow.Node, target *schema.Collection, values map[string]any, at string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if strings.Contains(name, "{{") {
			continue
		}
		f, field := target.Field(name), joined(at, name)
		if f == nil {
			c.unknownField(n, target, name, field)
			continue
		}
		c.value(n, f, values[name], field)
	}
}

func (c *check) unknownField(n *workflow.Node, target *schema.Collection, name, at string) {
	c.add(n, Warning, "UNKNOWN_FIELD", at, fmt.Sprintf("collection %q has no field %q: the value is ignored", target.Name, name))
}

// value is one value for a field.
func (c *check) value(n *workflow.Node, f *schema.Field, v any, at string) {
	text, isText := v.(string)
	if path, ok := sole(text); isText && ok {
		if s, fault := c.shape(path, n); fault == nil || fault.severity == Warning {
			if !fits(f, s) {
				c.mismatch(n, f, at, fmt.Sprintf("{{%s}} is a %s", path, s.Type))
			}
		}
		return
	}
	if f.Relation != nil {
		c.related(n, f, v, at)
		return
	}
	if len(references(v)) > 0 {
		return // text with variables in it: only known when it runs
	}
	env := schema.Env{Now: time.Unix(0, 0), NextID: func() int64 { return 1 }, Random: func(n int) []byte { return make([]byte, n) }}
	if _, err := f.Kind.Parse(f, v, env); err != nil && errs.KindOf(err) == errs.Invalid {
		c.mismatch(n, f, at, err.Error())
	}
}

// related are values of records that are written through a relation.
func (c *check) related(n *workflow.Node, f *schema.Field, v any, at string) {
	target := f.Relation.TargetCollection
	switch x := v.(type) {
	case bool:
		c.mismatch(n, f, at, "a relation is given by keys or records, not by true or false")
	case map[string]any:
		if target != nil {
			c.values(n, target, x, at)
		}
	case []any:
		if !f.Relation.ToMany() {
			c.mismatch(n, f, at, "the relation leads to one record, not to a list")
			return
		}
		for i, item := range x {
			if m, ok := item.(map[string]any); ok && target != nil {
				c.values(n, target, m, fmt.Sprintf("%s[%d]", at, i))
			}
		}
	}
}

func (c *check) mismatch(n *workflow.Node, f *schema.Field, at, why string) {
	c.add(n, Error, "TYPE_MISMATCH", at, fmt.Sprintf("this cannot be a value of the field %q (%s): %s", f.Name, f.Type, why))
}

// fits tells whether a value of this shape can be one of the field. What may be converted fits: text may hold anything.
func fits(f *schema.Field, s extension.Shape) bool {
	if s.Type == extension.AnyValue || s.Type == "" || s.Type == extension.TextValue {
		return true
	}
	if f.Relation != nil {
		if s.Type == extension.ListValue {
			return f.Relation.ToMany()
		}
		return s.Type != extension.BooleanValue && s.Type != extension.DateValue
	}
	structured := s.Type == extension.RecordValue || s.Type == extension.ObjectValue || s.Type == extension.ListValue
	switch f.Kind.Storage() {
	case schema.JSON, schema.NoColumn:
		return true
	case schema.Integer, schema.Real, schema.Decimal:
		return s.Type == extension.NumberValue
	case schema.Boolean:
		return s.Type == extension.BooleanValue || s.Type == extension.NumberValue
	case schema.Instant, schema.LocalDateTime, schema.Date, schema.TimeOfDay:
		return s.Type == extension.DateValue || s.Type == extension.NumberValue
	}
	return !structured
}
