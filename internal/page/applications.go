package page

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// CreateApplication adds an application and returns its row. Values: key (random when missing), title, icon, description,
// sort (the last place when missing).
func (e *Edit) CreateApplication(values map[string]any) (schema.Record, error) {
	c := e.t.applications
	last, err := e.tx.Max(c, nil, c.Field("sort"))
	if err != nil {
		return nil, err
	}
	row := schema.Record{"title": nil, "icon": nil, "description": nil, "sort": last + 1}
	if row["key"], err = e.newKey(c.Field("key"), values["key"], CodeApplicationExists); err != nil {
		return nil, err
	}
	if err := e.parse(c, values, row, "title", "icon", "description", "sort"); err != nil {
		return nil, err
	}
	if err := titled(row); err != nil {
		return nil, err
	}
	e.stamp(row, true)
	return e.insert(c, row)
}

// UpdateApplications changes the matching applications and returns their rows. Values: title, icon, description, sort.
func (e *Edit) UpdateApplications(f query.Filter, values map[string]any) ([]schema.Record, error) {
	c := e.t.applications
	rows, err := e.tx.Find(&query.Find{Collection: c, Filter: f})
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	set := schema.Record{"title": "-"}
	if err := e.parse(c, values, set, "title", "icon", "description", "sort"); err != nil {
		return nil, err
	}
	if err := titled(set); err != nil {
		return nil, err
	}
	if _, given := values["title"]; !given {
		delete(set, "title")
	}
	e.stamp(set, false)
	these := in(c, "key", column(rows, "key"))
	if _, err := e.tx.Update(c, these, set); err != nil {
		return nil, err
	}
	return e.tx.Find(&query.Find{Collection: c, Filter: these})
}

// DestroyApplications removes the matching applications and returns how many. One that has pages or menu entries is
// removed with them only when recursive; pages that others refer to only with force. Errors: APPLICATION_IN_USE,
// PAGE_IN_USE.
func (e *Edit) DestroyApplications(f query.Filter, recursive, force bool) (int64, error) {
	c := e.t.applications
	rows, err := e.tx.Find(&query.Find{Collection: c, Filter: f})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	keys := column(rows, "key")
	entries, pages := in(e.t.entries, "applicationKey", keys), in(e.t.pages, "applicationKey", keys)
	if !recursive {
		if err := e.empty(entries, pages); err != nil {
			return 0, err
		}
	}
	if _, err := e.tx.Delete(e.t.entries, entries); err != nil {
		return 0, err
	}
	if _, err := e.Destroy(pages, force); err != nil {
		return 0, err
	}
	return e.tx.Delete(c, in(c, "key", keys))
}

func (e *Edit) empty(entries, pages query.Filter) error {
	n, err := e.tx.Count(e.t.entries, entries)
	if err != nil {
		return err
	}
	m, err := e.tx.Count(e.t.pages, pages)
	if err == nil && n+m > 0 {
		err = errs.New(errs.Conflict, CodeApplicationInUse, "it has %d menu entries and %d pages: recursive=true removes them, too", n, m)
	}
	return err
}
