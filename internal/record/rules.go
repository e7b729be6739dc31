package record

import (
	"sort"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// CheckRules checks canonical values of c against the validation rules of its fields, nested records included: all
// fields of a new record, the submitted ones of an existing one. All violations are reported together with code
// VALIDATION_FAILED. A Writer does this itself for whatever it writes.
func CheckRules(c *schema.Collection, values map[string]any, create bool) error {
	k := checker{}
	k.record(c, values, create, nil, "")
	return k.errors.Or()
}

// checker collects violations.
type checker struct{ errors errs.List }

func (k *checker) fail(c *schema.Collection, f *schema.Field, path, message string) {
	if len(k.errors) < maxErrors {
		k.errors = append(k.errors, errs.New(errs.Invalid, CodeValidation, "%s %s", Label(c, f), message).On(path))
	}
}

// record checks one record. via is the relation that leads to it: it gives the key that refers back.
func (k *checker) record(c *schema.Collection, values map[string]any, create bool, via *schema.Field, path string) {
	nested := false
	for _, f := range c.Fields {
		free := len(f.Rules) == 0 && !f.NotNull
		if free && f.Relation == nil {
			continue
		}
		v, given := values[f.Name]
		nested = nested || given && f.Relation != nil
		if free || !create && !given || via != nil && givenBy(via, f) {
			continue
		}
		if missing(f, v) {
			if needed(f) && !(create && filled(c, f, values, given)) {
				k.fail(c, f, join(path, f.Name), "is required")
			}
			continue
		}
		if f.Relation == nil && f.Type != "password" {
			k.value(c, f, v, join(path, f.Name))
		}
	}
	if nested {
		k.relations(c, values, path)
	}
}

// relations checks the objects given for relations. One with a key is taken for an existing record.
func (k *checker) relations(c *schema.Collection, values map[string]any, path string) {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f := c.Field(name)
		if f == nil || f.Relation == nil || f.Relation.TargetCollection == nil {
			continue
		}
		switch v := values[name].(type) {
		case map[string]any:
			k.member(f, v, join(path, name))
		case []any:
			for i, item := range v {
				if m, ok := item.(map[string]any); ok {
					k.member(f, m, join(path, name)+"."+strconv.Itoa(i))
				}
			}
		}
	}
}

func (k *checker) member(f *schema.Field, m map[string]any, path string) {
	key := TargetKey(f)
	isNew := key == nil || m[key.Name] == nil
	k.record(f.Relation.TargetCollection, m, isNew, f, path)
}

// givenBy tells whether f is set by the record at the other end of via.
func givenBy(via, f *schema.Field) bool {
	switch via.Relation.Type {
	case schema.HasOne, schema.HasMany:
		return f.Name == via.Relation.ForeignKey || isReverse(via, f)
	}
	return false
}

// isReverse tells whether r is the same relation as via, seen from the other end.
func isReverse(via, r *schema.Field) bool {
	a, b := via.Relation, r.Relation
	if b == nil || b.Target != via.Collection || a.Target != r.Collection {
		return false
	}
	switch a.Type {
	case schema.BelongsTo:
		return b.Type != schema.BelongsTo && b.Type != schema.BelongsToMany && a.ForeignKey == b.ForeignKey
	case schema.BelongsToMany:
		return b.Type == schema.BelongsToMany && a.Through == b.Through && a.ForeignKey == b.OtherKey && a.OtherKey == b.ForeignKey
	}
	return b.Type == schema.BelongsTo && a.ForeignKey == b.ForeignKey
}

// needed tells whether a field must have a value.
func needed(f *schema.Field) bool {
	if f.NotNull {
		return true
	}
	for _, r := range f.Rules {
		if r.Name == "required" {
			return true
		}
	}
	return false
}

// missing tells whether v is no value. An empty text is one only where the column just must not be NULL.
func missing(f *schema.Field, v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == "" && !onlyNotNull(f)
	case []any:
		return len(x) == 0 && !onlyNotNull(f)
	}
	return false
}

func onlyNotNull(f *schema.Field) bool {
	for _, r := range f.Rules {
		if r.Name == "required" {
			return false
		}
	}
	return f.NotNull
}

// filled tells whether a new record gets a value for f although none was submitted.
func filled(c *schema.Collection, f *schema.Field, values map[string]any, given bool) bool {
	if f.Relation != nil {
		return f.Relation.Type == schema.BelongsTo && (isAuthor(f) || !given && values[f.Relation.ForeignKey] != nil)
	}
	if !given && (f.Default != nil || f.Flag("defaultToCurrentTime")) || generated(f) {
		return true
	}
	for _, r := range c.Fields {
		if r.Relation != nil && r.Relation.Type == schema.BelongsTo && r.Relation.ForeignKey == f.Name {
			return isAuthor(r) || values[r.Name] != nil
		}
	}
	return false
}

// generated tells whether Sequitur makes the value of a field.
func generated(f *schema.Field) bool {
	switch f.Type {
	case "sort", "context":
		return true
	case "integer", "bigInt":
		return f.AutoIncrement
	}
	if isID(f.Type) {
		fill, set := f.Options["autoFill"].(bool)
		return fill || !set
	}
	return timestampOf(f) != ""
}

// isID tells whether a type generates its value when a record has none.
func isID(typ string) bool {
	switch typ {
	case "uid", "uuid", "nanoid", "snowflakeId":
		return true
	}
	return false
}
