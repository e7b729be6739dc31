package page

import (
	"errors"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Edit changes applications, menus and pages inside one transaction. What readers can see of (everything but drafts and
// unpublished pages) needs an exclusive one. Not safe for concurrent use.
type Edit struct {
	s   *Service
	t   tables
	tx  store.Tx
	by  int64
	env schema.Env
}

// Edit begins edits inside tx in the name of the user by (0 = nobody).
func (s *Service) Edit(tx store.Tx, by int64) *Edit {
	return &Edit{s: s, t: s.t, tx: tx, by: by, env: schema.Env{Now: tx.Now(), NextID: tx.NextID, Random: random}}
}

// ChangedError tells that a page is not as its editor read it. Page is the page as it is.
type ChangedError struct {
	Page    schema.Record
	Refusal *errs.Error
}

// Error implements error.
func (e *ChangedError) Error() string { return e.Refusal.Message }

// Unwrap returns what the caller is told.
func (e *ChangedError) Unwrap() error { return e.Refusal }

// parse copies the named values that were given into row, in canonical form. All mistakes are reported.
func (e *Edit) parse(c *schema.Collection, values map[string]any, row schema.Record, names ...string) error {
	var list errs.List
	for _, name := range names {
		raw, given := values[name]
		if !given {
			continue
		}
		f := c.Field(name)
		v, err := f.Kind.Parse(f, raw, e.env)
		var one *errs.Error
		switch {
		case errors.As(err, &one):
			list = append(list, one.On(name))
		case err != nil:
			return err
		default:
			row[name] = v
		}
	}
	return list.Or()
}

// newKey returns the given key, checked, or a random one.
func (e *Edit) newKey(f *schema.Field, raw any, taken string) (string, error) {
	v, err := f.Kind.Parse(f, raw, e.env)
	if err != nil {
		return "", onField(err, f.Name)
	}
	if v == nil {
		if g, ok := f.Kind.(schema.Generator); ok {
			v = g.Generate(f, e.env)
		}
	}
	key := text(v)
	if !workflow.ValidKey(key) {
		return "", errs.New(errs.Invalid, "INVALID_KEY", "a key consists of letters, digits, _ and -, and does not begin with -").On(f.Name)
	}
	c := e.t.pages
	if f.Collection == e.t.applications.Name {
		c = e.t.applications
	}
	n, err := e.tx.Count(c, eq(c, f.Name, key))
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, taken, "%q exists already", key).On(f.Name)
	}
	return key, err
}

func onField(err error, name string) error {
	var one *errs.Error
	if errors.As(err, &one) && one.Field == "" {
		return one.On(name)
	}
	return err
}

// stamp notes when and by whom a row was changed, with created also made.
func (e *Edit) stamp(row schema.Record, created bool) {
	now := clock.Format(e.tx.Now())
	row["updatedAt"] = now
	if created {
		row["createdAt"] = now
	}
	if e.by == 0 {
		return
	}
	row["updatedById"] = e.by
	if created {
		row["createdById"] = e.by
	}
}

// insert stores a row and returns it as it is read from then on.
func (e *Edit) insert(c *schema.Collection, row schema.Record) (schema.Record, error) {
	if err := e.tx.Insert(c, row); err != nil {
		return nil, err
	}
	key := c.PrimaryKey().Name
	stored, err := findOne(e.tx, c, eq(c, key, row[key]))
	if err == nil && stored == nil {
		err = fmt.Errorf("%s %v is not there after it was stored", c.Name, row[key])
	}
	return stored, err
}

// application refuses a key that names none.
func (e *Edit) application(row schema.Record) error {
	key := text(row["applicationKey"])
	n, err := e.tx.Count(e.t.applications, eq(e.t.applications, "key", key))
	if err == nil && n == 0 {
		err = errs.New(errs.Invalid, CodeUnknownApplication, "there is no application %q", key).On("applicationKey")
	}
	return err
}

// titled refuses a row without a title.
func titled(row schema.Record) error {
	if text(row["title"]) == "" {
		return errs.New(errs.Invalid, "REQUIRED", "a title is required").On("title")
	}
	return nil
}
