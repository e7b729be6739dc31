package nodes

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// This file tells of each node type what can be known before it runs: what its result will be, which variables it gives
// to its branches, which records it changes.

// sole matches a text that is one variable.
var sole = regexp.MustCompile(`^\s*\{\{\s*([^{}:\s]+)\s*\}\}\s*$`)

// shapeOf is what a template's value will be.
func shapeOf(v any) extension.Shape {
	switch x := v.(type) {
	case bool:
		return extension.ShapeOf(extension.BooleanValue)
	case json.Number:
		return extension.ShapeOf(extension.NumberValue)
	case string:
		if m := sole.FindStringSubmatch(x); m != nil {
			return extension.Shape{At: m[1]}
		}
		return extension.ShapeOf(extension.TextValue)
	case []any:
		return extension.ListOf(extension.Shape{})
	case map[string]any:
		return objectShape(x)
	}
	return extension.Shape{}
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func objectShape(m map[string]any) extension.Shape {
	o := extension.Shape{Type: extension.ObjectValue, Open: true}
	for _, name := range sortedKeys(m) {
		if !strings.Contains(name, "{{") {
			o.Members = append(o.Members, extension.Member{Name: name, Shape: shapeOf(m[name])})
		}
	}
	return o
}

// Result implements extension.Described.
func (condition) Result(config json.RawMessage) extension.Shape {
	c, err := decode[conditionConfig](config)
	if err == nil && (c.Engine == "" || c.Engine == engineBasic) {
		return extension.ShapeOf(extension.BooleanValue)
	}
	return extension.Shape{}
}

// Result implements extension.Described.
func (loop) Result(json.RawMessage) extension.Shape {
	return extension.Shape{Type: extension.ObjectValue, Members: []extension.Member{
		{Name: "looped", Title: "Items gone through", Shape: extension.ShapeOf(extension.NumberValue)},
		{Name: "done", Title: "Turns done", Shape: extension.ShapeOf(extension.NumberValue)},
		{Name: "broken", Title: "Left early", Shape: extension.ShapeOf(extension.BooleanValue)},
		{Name: "exceeded", Title: "Too many turns", Shape: extension.ShapeOf(extension.BooleanValue)},
	}}
}

// Variables implements extension.ScopeDescribed.
func (loop) Variables(config json.RawMessage) []extension.Member {
	item := extension.Shape{}
	if c, err := decode[loopConfig](config); err == nil {
		switch s := shapeOf(c.Target); {
		case s.At != "":
			item = extension.Shape{At: s.At, Items: true}
		case c.Target == nil, s.Type == extension.NumberValue:
			item = extension.ShapeOf(extension.NumberValue)
		case s.Type == extension.TextValue:
			item = extension.ShapeOf(extension.TextValue)
		}
	}
	number := extension.ShapeOf(extension.NumberValue)
	return []extension.Member{
		{Name: "item", Title: "Item", Shape: item},
		{Name: "index", Title: "Index, from 0", Shape: number},
		{Name: "sequence", Title: "Turn, from 1", Shape: number},
		{Name: "length", Title: "Number of items", Shape: number},
	}
}

// Result implements extension.Described. A variable without a value of its own may be given any.
func (variable) Result(config json.RawMessage) extension.Shape {
	c, err := decode[variableConfig](config)
	if err != nil || c.Target == "" {
		return extension.Shape{} // others may assign to it
	}
	return shapeOf(c.Value)
}

// Result implements extension.Described.
func (calculation) Result(config json.RawMessage) extension.Shape {
	c, err := decode[calculationConfig](config)
	if err == nil && c.Engine == expr.EngineString && strings.TrimSpace(c.Expression) != "" {
		return extension.ShapeOf(extension.TextValue)
	}
	return extension.Shape{}
}

// Result implements extension.Described.
func (create) Result(config json.RawMessage) extension.Shape {
	c, err := decode[createConfig](config)
	if err != nil || c.Collection == "" {
		return extension.Shape{}
	}
	return extension.RecordOf(c.Collection, c.Params.Appends)
}

// Writes implements extension.Writer.
func (create) Writes(config json.RawMessage) extension.Change {
	c, err := decode[createConfig](config)
	if err != nil {
		return extension.Change{}
	}
	return extension.Change{Collection: extension.CollectionName(c.Collection), Changes: workflow.Created, Values: c.Params.Values}
}

// Result implements extension.Described: how many records were changed.
func (update) Result(json.RawMessage) extension.Shape {
	return extension.ShapeOf(extension.NumberValue)
}

// Writes implements extension.Writer. Records that are changed all at once raise no events.
func (update) Writes(config json.RawMessage) extension.Change {
	c, err := decode[updateConfig](config)
	if err != nil || c.Params.IndividualHooks != nil && !*c.Params.IndividualHooks {
		return extension.Change{}
	}
	change := extension.Change{Collection: extension.CollectionName(c.Collection), Changes: workflow.Updated, Values: c.Params.Values}
	if m, ok := c.Params.Values.(map[string]any); ok && !hasTemplateKey(m) {
		change.Fields = sortedKeys(m)
	}
	return change
}

// Result implements extension.Described.
func (queryNode) Result(config json.RawMessage) extension.Shape {
	c, err := decode[queryConfig](config)
	if err != nil || c.Collection == "" {
		return extension.Shape{}
	}
	record := extension.RecordOf(c.Collection, c.Params.Appends)
	if c.Multiple {
		return extension.ListOf(record)
	}
	return record
}

// Result implements extension.Described: how many records were removed.
func (destroy) Result(json.RawMessage) extension.Shape {
	return extension.ShapeOf(extension.NumberValue)
}

// Writes implements extension.Writer.
func (destroy) Writes(config json.RawMessage) extension.Change {
	c, err := decode[destroyConfig](config)
	if err != nil {
		return extension.Change{}
	}
	return extension.Change{Collection: extension.CollectionName(c.Collection), Changes: workflow.Destroyed}
}

// Result implements extension.Described.
func (responseMessage) Result(config json.RawMessage) extension.Shape {
	c, err := decode[responseMessageConfig](config)
	if err != nil {
		return extension.Shape{}
	}
	return shapeOf(c.Message)
}

// Result implements extension.Described: the changed values.
func (requestValues) Result(json.RawMessage) extension.Shape {
	return extension.Shape{At: "$context.params.values"}
}

// Result implements extension.Described.
func (output) Result(config json.RawMessage) extension.Shape {
	c, err := decode[outputConfig](config)
	if err != nil {
		return extension.Shape{}
	}
	return shapeOf(c.Value)
}
