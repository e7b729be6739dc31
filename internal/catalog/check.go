package catalog

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Limits of the model.
const (
	MaxCollections = 1000
	MaxFields      = 500
)

// checkField checks what can be said of a field alone.
func checkField(f *fieldDef) error {
	k := schema.KindOf(f.typ)
	if k == nil {
		return invalid(CodeUnknownFieldType, "field %q has the unknown type %q", f.name, f.typ).On("type")
	}
	for _, check := range [...]func(*fieldDef, schema.Kind) error{
		checkShape, checkPrimaryKey, checkUnique, checkKindOptions, checkRules, checkOnDelete,
	} {
		if err := check(f, k); err != nil {
			return err
		}
	}
	if err := checkSize(f.options, f.name); err != nil {
		return err
	}
	_, err := compileField(f)
	return err
}

// checkShape refuses options of the wrong JSON type: they would silently not work.
func checkShape(f *fieldDef, _ schema.Kind) error {
	for _, key := range [...]string{"primaryKey", "autoIncrement", "allowNull", "unique", "index", "hidden", "isForeignKey", "autoFill",
		"trim", "defaultToCurrentTime", "onUpdateToCurrentTime", "createOnly"} {
		if v, given := f.options[key]; given {
			if _, ok := v.(bool); !ok {
				return invalid(CodeInvalidDefinition, "%s of field %q must be true or false", key, f.name).On(key)
			}
		}
	}
	for _, key := range [...]string{"field", "target", "foreignKey", "otherKey", "sourceKey", "targetKey", "through", "onDelete", "scopeKey",
		"pattern", "prefix", "customAlphabet", "timezone", "accuracy", "dataType"} {
		if v, given := f.options[key]; given {
			if _, ok := v.(string); !ok {
				return invalid(CodeInvalidDefinition, "%s of field %q must be text", key, f.name).On(key)
			}
		}
	}
	if own := f.options.text("field"); own != "" {
		return checkFieldName(own)
	}
	return nil
}

func checkPrimaryKey(f *fieldDef, _ schema.Kind) error {
	if !f.options.flag("primaryKey") {
		return nil
	}
	switch f.typ {
	case "integer", "bigInt", "snowflakeId", "string", "uid", "uuid", "nanoid":
		return nil
	}
	return invalid(CodeInvalidDefinition, "a field of type %q cannot be the primary key", f.typ).On(f.name)
}

func checkUnique(f *fieldDef, k schema.Kind) error {
	if !f.options.flag("unique") && !f.options.flag("index") {
		return nil
	}
	if s := k.Storage(); s == schema.JSON || s == schema.NoColumn {
		return invalid(CodeInvalidDefinition, "a field of type %q cannot be unique or indexed", f.typ).On(f.name)
	}
	return nil
}

func checkKindOptions(f *fieldDef, _ schema.Kind) error {
	switch f.typ {
	case "uid":
		if _, err := regexp.Compile(f.options.text("pattern")); err != nil {
			return invalid(CodeInvalidDefinition, "the pattern of field %q is no regular expression", f.name).On("pattern")
		}
	case "context":
		name := f.options.text("dataType")
		if k := schema.KindOf(name); name != "" && (k == nil || k.Storage() == schema.NoColumn || name == "context") {
			return invalid(CodeInvalidDefinition, "field %q has the unknown dataType %q", f.name, name).On("dataType")
		}
	case "decimal":
		return checkDecimal(f)
	}
	return nil
}

func checkDecimal(f *fieldDef) error {
	probe := &schema.Field{Options: f.options}
	precision, hasPrecision := probe.Int("precision")
	scale, hasScale := probe.Int("scale")
	for key, has := range map[string]bool{"precision": hasPrecision, "scale": hasScale} {
		if _, given := f.options[key]; given && !has {
			return invalid(CodeInvalidDefinition, "%s of field %q must be a whole number", key, f.name).On(key)
		}
	}
	if hasPrecision && (precision < 1 || precision > 1000 || scale > precision) || scale < 0 || scale > 1000 {
		return invalid(CodeInvalidDefinition, "field %q needs 0 <= scale <= precision <= 1000", f.name).On("precision")
	}
	return nil
}

// ruleNames are the validation rules that records are checked by. Others are refused rather than stored without
// effect.
func ruleNames() []string {
	return []string{
		"required", "min", "max", "length", "pattern", "email", "uri", "guid", "uuid", "greater", "less", "multiple",
		"integer", "unsafe", "precision", "timestamp",
	}
}

func checkRules(f *fieldDef, _ schema.Kind) error {
	raw := f.options["validation"]
	if raw == nil {
		return nil
	}
	bad := invalid(CodeInvalidDefinition, "validation of field %q must be {type, rules: [{name, args}]}", f.name).On("validation")
	v, ok := raw.(map[string]any)
	if !ok {
		return bad
	}
	list, ok := v["rules"].([]any)
	if !ok && v["rules"] != nil {
		return bad
	}
	for _, item := range list {
		m, ok := item.(map[string]any)
		if !ok {
			return bad
		}
		if name := text(m["name"]); !slices.Contains(ruleNames(), name) {
			return invalid(CodeInvalidDefinition, "field %q has the unknown rule %q", f.name, name).On("validation")
		}
	}
	return nil
}

func checkOnDelete(f *fieldDef, _ schema.Kind) error {
	switch strings.ToUpper(f.options.text("onDelete")) {
	case "", "NO ACTION", "SET NULL", "CASCADE", "RESTRICT":
		return nil
	}
	return invalid(CodeInvalidDefinition, "onDelete of field %q must be NO ACTION, SET NULL, CASCADE or RESTRICT", f.name).On("onDelete")
}

// checkCollection checks a collection as a whole, with everything that the edit added to it.
func checkCollection(c *collectionDef) error {
	if len(c.fields) > MaxFields {
		return invalid(CodeTooMany, "collection %q has more than %d fields", c.name, MaxFields)
	}
	if err := checkNames(c); err != nil {
		return err
	}
	for _, name := range c.targetKeys() {
		if f := c.field(name); f == nil || f.column() == "" {
			return invalid(CodeInvalidDefinition, "filterTargetKey of collection %q names %q, which is no column", c.name, name).On("filterTargetKey")
		}
	}
	return checkIndexes(c)
}

// checkNames compares without case, as databases do.
func checkNames(c *collectionDef) error {
	names, columns, primary := map[string]bool{}, map[string]bool{}, 0
	for _, f := range c.fields {
		name, column := strings.ToLower(f.name), strings.ToLower(f.column())
		if names[name] {
			return invalid(CodeFieldExists, "collection %q has a field %q already", c.name, f.name).On("name")
		}
		if column != "" && columns[column] {
			return invalid(CodeFieldExists, "two fields of collection %q have the column %q", c.name, f.column()).On("field")
		}
		names[name], columns[column] = true, true
		if f.primaryKey() {
			primary++
		}
	}
	delete(columns, "")
	if primary > 1 {
		return invalid(CodeInvalidDefinition, "collection %q has more than one primary key", c.name).On("primaryKey")
	}
	if len(columns) == 0 {
		return invalid(CodeInvalidDefinition, "collection %q needs at least one field with a column", c.name).On("fields")
	}
	return nil
}

func checkIndexes(c *collectionDef) error {
	raw := c.options["indexes"]
	if raw == nil {
		return nil
	}
	list, ok := raw.([]any)
	if !ok || len(list) > 50 || len(compileIndexes(c)) != len(list) {
		return invalid(CodeInvalidDefinition, "indexes of collection %q must be [{unique, fields}] over its columns", c.name).On("indexes")
	}
	return nil
}
