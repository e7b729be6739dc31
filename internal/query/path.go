package query

import (
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// ToOnePath resolves a dotted chain of to-one relations from c. It returns the relations and the collection at the
// end; an empty path is c itself. Errors: INVALID_PATH.
func ToOnePath(c *schema.Collection, path string) ([]*schema.Field, *schema.Collection, error) {
	if path == "" {
		return nil, c, nil
	}
	return toOne(c, strings.Split(path, "."), path)
}

func toOne(c *schema.Collection, segments []string, path string) ([]*schema.Field, *schema.Collection, error) {
	if len(segments) > MaxAppendDepth {
		return nil, nil, invalidPath(path, "at most %d relations can be followed", MaxAppendDepth)
	}
	var chain []*schema.Field
	for _, name := range segments {
		f := visible(c, name)
		if f == nil || f.Relation == nil {
			return nil, nil, invalidPath(path, "%q is no relation of %q", name, c.Name)
		}
		if f.Relation.ToMany() {
			return nil, nil, invalidPath(path, "%q leads to several records", name)
		}
		if f.Relation.TargetCollection == nil {
			return nil, nil, invalidPath(path, "the collection behind %q does not exist", name)
		}
		chain = append(chain, f)
		c = f.Relation.TargetCollection
	}
	return chain, c, nil
}

// visible returns a field that callers may name, or nil.
func visible(c *schema.Collection, name string) *schema.Field {
	f := c.Field(name)
	if f == nil || f.Hidden {
		return nil
	}
	return f
}

func invalidPath(path, format string, a ...any) error {
	e := errs.New(errs.Invalid, "INVALID_PATH", format, a...)
	return errs.New(errs.Invalid, e.Code, "%s: %s", path, e.Message).On(path)
}
