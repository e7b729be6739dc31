package extension

import (
	"encoding/json"
	"reflect"
	"strings"
	"unicode"
)

// Setting is one key of a configuration as the tags of its struct describe it: json names it for programs and title for
// people, doc explains it, default and enum list values, required marks what must be given, and as says what a text or
// an open value stands for. labels are what people call the values of enum, or yes and no, with bars between them. when
// says for which values of other keys it counts: "engine=basic", "/multiple=true", where a slash begins at the root of
// the configuration, a bar stands between values and a semicolon between conditions. form:"-" keeps it out of forms.
type Setting struct {
	Name     string
	Title    string
	Doc      string
	Default  string
	Enum     []string
	As       string
	Labels   []string
	When     string
	Required bool
	Hidden   bool
	// List says that the value is a list of objects with Children.
	List     bool
	Children []Setting

	typ reflect.Type
}

// Settings describes the keys of a configuration struct in their order.
func Settings(config any) []Setting { return settings(reflect.TypeOf(config)) }

func settings(t reflect.Type) []Setting {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var list []Setting
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous {
			list = append(list, settings(f.Type)...)
		}
		if name == "" || name == "-" {
			continue
		}
		s := Setting{
			Name: name, Doc: f.Tag.Get("doc"), Default: f.Tag.Get("default"), As: f.Tag.Get("as"),
			Required: f.Tag.Get("required") == "true", Hidden: f.Tag.Get("form") == "-", When: f.Tag.Get("when"), typ: f.Type,
			Title: f.Tag.Get("title"),
		}
		if s.Title == "" {
			s.Title = words(name)
		}
		if labels := f.Tag.Get("labels"); labels != "" {
			s.Labels = strings.Split(labels, "|")
		}
		if enum := f.Tag.Get("enum"); enum != "" {
			s.Enum = strings.Split(enum, ",")
		}
		inner := f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct {
			s.List = s.List || inner.Kind() == reflect.Slice
			inner = inner.Elem()
		}
		s.Children = settings(inner)
		list = append(list, s)
	}
	return list
}

// ConfigSchema describes a configuration struct as JSON Schema, from which forms are made. Beside the standard keywords
// it has "x-order", the keys of an object in the order in which people want them, and "x-as", what a value stands for:
// collection, field, fields, filter, values, appends, sort, template, expression, calculation, node, actions, submitted,
// uid, record, records, user, role, branches (a list whose item i has branch i+1). "x-labels" names the values of "enum", or yes and no; "x-when" gives by other keys the values for which it counts;
// "x-optional" marks an object that may be missing or false, "x-hidden" what forms do not show.
func ConfigSchema(config any) map[string]any { return objectSchema(Settings(config)) }

func objectSchema(list []Setting) map[string]any {
	properties, order, required := map[string]any{}, []string{}, []string{}
	for _, s := range list {
		properties[s.Name] = s.schema()
		order = append(order, s.Name)
		if s.Required {
			required = append(required, s.Name)
		}
	}
	o := map[string]any{"type": "object", "properties": properties, "x-order": order}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

func (s Setting) schema() map[string]any {
	o := map[string]any{}
	t := s.typ
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := jsonType(t)
	switch {
	case s.List:
		o["type"], o["items"] = "array", objectSchema(s.Children)
	case name == "array":
		items := map[string]any{}
		if item := jsonType(t.Elem()); item != "" {
			items["type"] = item
		}
		if len(s.Enum) > 0 {
			items["enum"] = values(s.Enum, t.Elem())
		}
		o["type"], o["items"] = name, items
	case name == "object" && t.Kind() == reflect.Struct:
		o = objectSchema(s.Children)
	default:
		if name != "" {
			o["type"] = name
		}
		if len(s.Enum) > 0 {
			o["enum"] = values(s.Enum, t)
		}
	}
	o["title"] = s.Title
	for key, text := range map[string]string{"description": s.Doc, "x-as": s.As} {
		if text != "" {
			o[key] = text
		}
	}
	if len(s.Labels) > 0 {
		o["x-labels"] = s.Labels
	}
	if s.When != "" {
		o["x-when"] = conditions(s.When)
	}
	if s.typ.Kind() == reflect.Pointer && t.Kind() == reflect.Struct {
		o["x-optional"] = true
	}
	if s.Hidden {
		o["x-hidden"] = true
	}
	if s.Default != "" {
		o["default"] = value(s.Default, t)
	}
	return o
}

// conditions reads the tag when.
func conditions(when string) map[string][]string {
	all := map[string][]string{}
	for _, one := range strings.Split(when, ";") {
		key, values, _ := strings.Cut(one, "=")
		all[key] = strings.Split(values, "|")
	}
	return all
}

// jsonType is the JSON type of a Go type, "" for any.
func jsonType(t reflect.Type) string {
	if t == reflect.TypeFor[json.RawMessage]() {
		return ""
	}
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	case reflect.Map, reflect.Struct:
		return "object"
	case reflect.Pointer:
		return jsonType(t.Elem())
	}
	return ""
}

func values(texts []string, t reflect.Type) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = value(text, t)
	}
	return list
}

// value reads a value of a tag: a text for texts, else JSON.
func value(text string, t reflect.Type) any {
	if t.Kind() == reflect.String {
		return text
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	return v
}

// words is a key as people read it: "failOnEmpty" is "Fail on empty".
func words(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			b.WriteString(" " + string(unicode.ToLower(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Allowed tells whether a node of this type may stand in a workflow with this trigger and mode.
func (s NodeSpec) Allowed(trigger string, sync bool) bool {
	offered := s.Triggers == nil
	for _, t := range s.Triggers {
		offered = offered || t == trigger
	}
	return offered && (!sync || s.SyncAllowed) && (sync || !s.SyncOnly)
}

// Offers tells whether a configuration has the branch.
func (s NodeSpec) Offers(config json.RawMessage, index int) bool {
	if s.Branches == nil {
		return false
	}
	for _, b := range s.Branches(config) {
		if b.Index == index || b.Index == AnyBranch && index >= 0 {
			return true
		}
	}
	return false
}

// String is the word for an effect.
func (e Effect) String() string {
	switch e {
	case Script:
		return "script"
	case Database:
		return "database"
	case External:
		return "external"
	}
	return "none"
}
