package record

import (
	"errors"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// The codes of this package's errors.
const (
	CodeInvalidValue   = schema.CodeInvalidValue
	CodeValidation     = "VALIDATION_FAILED"
	CodeUnique         = "UNIQUE_VIOLATION"
	CodeTargetNotFound = "TARGET_NOT_FOUND"
	CodeRestricted     = "RESTRICTED"
	CodeInvalidMove    = "INVALID_MOVE"
	CodeInvalidLink    = "INVALID_LINK"
)

// Explain turns constraint errors of the database into errors that a caller understands; other errors stay as they
// are. A Writer does it itself; where the database reports a violation only at commit, the caller does.
func Explain(s *schema.Snapshot, err error) error {
	var unique *store.UniqueError
	var foreign *store.ForeignKeyError
	var missing *store.MissingError
	switch {
	case errors.As(err, &missing):
		return explainMissing(s.Collection(missing.Collection), missing)
	case errors.As(err, &unique):
		return explainUnique(s.Collection(unique.Collection), unique)
	case errors.As(err, &foreign):
		return &errs.Error{Kind: errs.Invalid, Code: CodeTargetNotFound, Message: foreign.Error(), Err: foreign}
	}
	return err
}

func explainUnique(c *schema.Collection, u *store.UniqueError) error {
	var list errs.List
	for _, name := range u.Fields {
		e := &errs.Error{Kind: errs.Invalid, Code: CodeUnique, Message: name + " must be unique", Field: name, Err: u}
		if c != nil && c.Field(name) != nil {
			e.Message = Label(c, c.Field(name)) + " must be unique"
		}
		list = append(list, e)
	}
	if len(list) == 0 {
		e := &errs.Error{Kind: errs.Invalid, Code: CodeUnique, Message: "a record with the same values exists", Err: u}
		list = append(list, e)
	}
	return list
}

func explainMissing(c *schema.Collection, m *store.MissingError) error {
	e := &errs.Error{Kind: errs.Invalid, Code: CodeValidation, Message: m.Field + " is required", Field: m.Field, Err: m}
	if c != nil && c.Field(m.Field) != nil {
		e.Message = Label(c, c.Field(m.Field)) + " is required"
	}
	return errs.List{e}
}

// Label is how messages name a field: "Collection title: Field title".
func Label(c *schema.Collection, f *schema.Field) string {
	title := c.Title
	if title == "" {
		title = c.Name
	}
	return plainTitle(title, c.Name) + ": " + fieldTitle(f)
}

func fieldTitle(f *schema.Field) string {
	ui, _ := f.Options["uiSchema"].(map[string]any)
	title, _ := ui["title"].(string)
	return plainTitle(title, f.Name)
}

// plainTitle takes the key out of a title that is to be translated by clients: {{t("Key")}}.
func plainTitle(title, name string) string {
	if inner, ok := strings.CutPrefix(title, "{{"); ok {
		inner = strings.TrimSpace(strings.TrimSuffix(inner, "}}"))
		inner = strings.TrimPrefix(inner, "t(")
		inner, _, _ = strings.Cut(inner, ",")
		title = strings.Trim(inner, `"'() `)
	}
	if title == "" {
		return name
	}
	return title
}

func targetNotFound(path string, c *schema.Collection, key any) error {
	return errs.New(errs.Invalid, CodeTargetNotFound, "there is no record %v in %q", key, c.Name).On(path)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
