package page

import (
	"slices"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// The types of menu entries.
const (
	EntryGroup = "group"
	EntryPage  = "page"
	EntryLink  = "link"
)

// entryNames are the columns of a menu entry that people give.
func entryNames() []string {
	return []string{"applicationKey", "parentId", "type", "title", "icon", "sort", "pageUid", "url", "hidden"}
}

func badEntry(field, format string, a ...any) error {
	return errs.New(errs.Invalid, CodeInvalidMenuEntry, format, a...).On(field)
}

// CreateEntry adds a menu entry, the last one below its parent unless sort says otherwise, and returns its row.
func (e *Edit) CreateEntry(values map[string]any) (schema.Record, error) {
	c := e.t.entries
	row := schema.Record{
		"id": e.tx.NextID(), "parentId": nil, "title": nil, "icon": nil, "sort": nil, "pageUid": nil, "url": nil, "hidden": false,
	}
	if err := e.parse(c, values, row, entryNames()...); err != nil {
		return nil, err
	}
	if err := e.checkEntry(row); err != nil {
		return nil, err
	}
	if row["sort"] == nil {
		last, err := e.tx.Max(c, e.siblings(row), c.Field("sort"))
		if err != nil {
			return nil, err
		}
		row["sort"] = last + 1
	}
	e.stamp(row, true)
	return e.insert(c, row)
}

// siblings are the entries at the place of a row, itself included.
func (e *Edit) siblings(row schema.Record) query.Filter {
	parent := query.Filter(query.Cond{Field: e.t.entries.Field("parentId"), Op: query.IsNull})
	if row["parentId"] != nil {
		parent = eq(e.t.entries, "parentId", row["parentId"])
	}
	return query.And{eq(e.t.entries, "applicationKey", row["applicationKey"]), parent}
}

// checkEntry checks an entry as a whole. What does not belong to its type is left out.
func (e *Edit) checkEntry(row schema.Record) error {
	if err := e.application(row); err != nil {
		return err
	}
	if row["type"] != EntryPage {
		row["pageUid"] = nil
	}
	if row["type"] != EntryLink {
		row["url"] = nil
	}
	switch row["type"] {
	case EntryGroup:
	case EntryPage:
		n, err := e.tx.Count(e.t.pages, eq(e.t.pages, "uid", text(row["pageUid"])))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Invalid, CodeUnknownPage, "page %q does not exist", text(row["pageUid"])).On("pageUid")
		}
	case EntryLink:
		if url := text(row["url"]); url == "" || len(url) > 2000 || !SafeURL(url) {
			return badEntry("url", "a link needs an address with http or https, or a relative one")
		}
	default:
		return badEntry("type", "the type is one of group, page, link")
	}
	if row["type"] != EntryPage { // an entry for a page may bear the page's title
		if err := titled(row); err != nil {
			return err
		}
	}
	return e.checkParent(row)
}

// checkParent refuses a parent that is no group of the same application, or that stands below the entry itself.
func (e *Edit) checkParent(row schema.Record) error {
	for at := row["parentId"]; at != nil; {
		parent, err := findOne(e.tx, e.t.entries, eq(e.t.entries, "id", at))
		switch {
		case err != nil:
			return err
		case parent == nil || parent["type"] != EntryGroup:
			return badEntry("parentId", "%v is no group", at)
		case parent["applicationKey"] != row["applicationKey"]:
			return badEntry("parentId", "%v belongs to another application", at)
		case parent["id"] == row["id"]:
			return badEntry("parentId", "an entry cannot stand below itself")
		}
		at = parent["parentId"]
	}
	return nil
}

// UpdateEntries changes the matching entries and returns their rows.
func (e *Edit) UpdateEntries(f query.Filter, values map[string]any) ([]schema.Record, error) {
	c := e.t.entries
	rows, err := find(e.tx, c, f)
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	for _, row := range rows {
		before := row.Clone()
		if err := e.parse(c, values, row, entryNames()...); err != nil {
			return nil, err
		}
		if err := e.changeEntry(before, row); err != nil {
			return nil, err
		}
	}
	return e.tx.Find(&query.Find{Collection: c, Filter: in(c, "id", column(rows, "id"))})
}

func (e *Edit) changeEntry(before, row schema.Record) error {
	if err := e.checkEntry(row); err != nil {
		return err
	}
	if before["type"] != row["type"] || before["applicationKey"] != row["applicationKey"] {
		// What stands below would be at a place where it cannot be.
		n, err := e.tx.Count(e.t.entries, eq(e.t.entries, "parentId", row["id"]))
		if err != nil {
			return err
		}
		if n > 0 {
			return errs.New(errs.Conflict, CodeMenuEntryInUse, "the group has entries: its type and application stay")
		}
	}
	set := schema.Record{}
	for _, name := range entryNames() {
		set[name] = row[name]
	}
	e.stamp(set, false)
	_, err := e.tx.Update(e.t.entries, eq(e.t.entries, "id", row["id"]), set)
	return err
}

// DestroyEntries removes the matching entries and returns how many. A group that has entries is removed with them only
// when recursive. Errors: MENU_ENTRY_IN_USE.
func (e *Edit) DestroyEntries(f query.Filter, recursive bool) (int64, error) {
	c := e.t.entries
	rows, err := e.tx.Find(&query.Find{Collection: c, Filter: f})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	ids, level := column(rows, "id"), column(rows, "id")
	for len(level) > 0 {
		below, err := e.tx.Find(&query.Find{Collection: c, Filter: query.And{in(c, "parentId", level), query.Not{Filter: in(c, "id", ids)}}})
		if err != nil {
			return 0, err
		}
		if len(below) > 0 && !recursive {
			return 0, errs.New(errs.Conflict, CodeMenuEntryInUse, "the group has entries: recursive=true removes them, too")
		}
		level = column(below, "id")
		ids = append(ids, level...)
	}
	return e.tx.Delete(c, in(c, "id", ids))
}

// EntryMove is how the place of a menu entry changes.
type EntryMove struct {
	Source int64
	Target int64 // takes its place, going down the one behind it; 0: by Parent
	After  bool  // behind the target
	// Parent is the group to go to, nil for the top, when Scoped; there to the end, or with Prepend to the front.
	Scoped  bool
	Parent  any
	Prepend bool // also without Scoped: to the front of the entries beside it
}

// MoveEntry gives a menu entry another place, and its new siblings places from 1. Errors: RECORD_NOT_FOUND, INVALID_MOVE,
// INVALID_MENU_ENTRY.
func (e *Edit) MoveEntry(m EntryMove) error {
	source, err := e.entry(m.Source, "sourceId")
	if err != nil {
		return err
	}
	before := source.Clone()
	var target schema.Record
	switch {
	case m.Target != 0:
		if target, err = e.entry(m.Target, "targetId"); err != nil {
			return err
		}
		source["applicationKey"], source["parentId"] = target["applicationKey"], target["parentId"]
	case m.Scoped:
		source["parentId"] = m.Parent
	case !m.Prepend:
		return errs.New(errs.Invalid, "INVALID_MOVE", "targetId, targetScope or sticky is required")
	}
	if err := e.changeEntry(before, source); err != nil {
		return err
	}
	return e.place(source, target, m, before["parentId"] == source["parentId"])
}

func (e *Edit) entry(id int64, parameter string) (schema.Record, error) {
	row, err := findOne(e.tx, e.t.entries, eq(e.t.entries, "id", id))
	if err == nil && row == nil {
		err = errs.New(errs.NotFound, "RECORD_NOT_FOUND", "there is no menu entry %d", id).On(parameter)
	}
	return row, err
}

// place puts the source at its place among its siblings and numbers them.
func (e *Edit) place(source, target schema.Record, m EntryMove, beside bool) error {
	c := e.t.entries
	rows, err := e.tx.Find(&query.Find{Collection: c, Filter: e.siblings(source), Sort: []query.SortKey{{Field: c.Field("sort")}}})
	if err != nil {
		return err
	}
	index := func(id any) int {
		return slices.IndexFunc(rows, func(row schema.Record) bool { return row["id"] == id })
	}
	was := index(source["id"])
	down := beside && target != nil && was < index(target["id"])
	rows = slices.Delete(rows, was, was+1)
	to := len(rows)
	switch {
	case target != nil && target["id"] == source["id"]:
		to = was
	case target != nil:
		if to = index(target["id"]); m.After || down {
			to++
		}
	case m.Prepend:
		to = 0
	}
	for i, row := range slices.Insert(rows, to, source) {
		if sort := int64(i + 1); row["sort"] != sort {
			if _, err := e.tx.Update(c, eq(c, "id", row["id"]), schema.Record{"sort": sort}); err != nil {
				return err
			}
		}
	}
	return nil
}
