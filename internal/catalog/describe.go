package catalog

import (
	"maps"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// DescribeCollection is the definition of c as the API answers it, with its fields when asked for. What is stored as
// options stands beside the other keys.
func DescribeCollection(c *schema.Collection, fields bool) map[string]any {
	out := map[string]any{"inherit": false, "description": nil}
	maps.Copy(out, c.Options)
	out["key"], out["name"], out["title"] = c.Key, c.Name, orNull(c.Title)
	out["sort"], out["hidden"] = c.Sort, c.Hidden
	if c.Through {
		out["isThrough"] = true
	}
	ComputedKeys(c, out)
	if fields {
		list := make([]any, 0, len(c.Fields))
		for _, f := range c.Fields {
			if !Internal(c, f) {
				list = append(list, DescribeField(f))
			}
		}
		out["fields"] = list
	}
	return out
}

// Internal tells whether nobody outside is to know of a field: the hidden ones of Sequitur's own collections, except
// passwords, which people set.
func Internal(c *schema.Collection, f *schema.Field) bool {
	return c.System && !f.Custom && f.Hidden && f.Type != "password"
}

// ComputedKeys adds to a definition what is not stored but follows from the collection.
func ComputedKeys(c *schema.Collection, out map[string]any) {
	for _, name := range presetNames() {
		out[name] = c.Field(name) != nil
	}
	out["unavailableActions"] = []any{}
	out["filterTargetKey"] = targetKey(c)
	if c.TitleField != "" {
		out["titleField"] = c.TitleField
	}
}

// targetKey is a name, a list of names, or null when records cannot be told apart.
func targetKey(c *schema.Collection) any {
	if f := c.TargetKey(); f != nil {
		return f.Name
	}
	if len(c.FilterTargetKey) == 0 {
		return nil
	}
	names := make([]any, len(c.FilterTargetKey))
	for i, name := range c.FilterTargetKey {
		names[i] = name
	}
	return names
}

// DescribeField is the definition of f as the API answers it.
func DescribeField(f *schema.Field) map[string]any {
	out := map[string]any{"description": nil, "parentKey": nil, "reverseKey": nil}
	if f.Options == nil {
		describeBuiltin(f, out)
	}
	maps.Copy(out, f.Options)
	out["key"], out["name"], out["type"], out["interface"] = f.Key, f.Name, f.Type, orNull(f.Interface)
	out["collectionName"], out["sort"] = f.Collection, f.Sort
	return out
}

// describeBuiltin says of a field of Sequitur's own what the options of others say.
func describeBuiltin(f *schema.Field, out map[string]any) {
	flags := map[string]bool{"primaryKey": f.PrimaryKey, "unique": f.Unique, "hidden": f.Hidden, "isForeignKey": f.ForeignKey}
	for key, set := range flags {
		if set {
			out[key] = true
		}
	}
	if f.NotNull {
		out["allowNull"] = false
	}
	out["uiSchema"] = map[string]any{"title": f.Name}
	r := f.Relation
	if r == nil {
		return
	}
	names := map[string]string{
		"target": r.Target, "foreignKey": r.ForeignKey, "sourceKey": r.SourceKey, "targetKey": r.TargetKey, "through": r.Through, "otherKey": r.OtherKey,
	}
	for key, name := range names {
		if name != "" {
			out[key] = name
		}
	}
}
