package page

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// draftPath is where the draft stands in a request.
const draftPath = "draft"

// Exclusive tells whether an update with these values needs an exclusive transaction: what readers see changes at once,
// only the draft waits until it is published.
func Exclusive(values map[string]any) bool {
	for _, name := range []string{"title", "roles", "applicationKey"} {
		if _, given := values[name]; given {
			return true
		}
	}
	return false
}

// Page returns the row of a page with its draft. Errors: PAGE_NOT_FOUND.
func (e *Edit) Page(uid string) (schema.Record, error) {
	row, err := findOne(e.tx, e.t.pages, eq(e.t.pages, "uid", uid))
	if err == nil && row == nil {
		err = notFound(uid)
	}
	return row, err
}

// Create adds a page without a published version and returns its row. Values: uid (random when missing), applicationKey,
// title, roles, draft.
func (e *Edit) Create(values map[string]any) (schema.Record, error) {
	row := schema.Record{"revision": int64(1), "roles": []any{}}
	var err error
	if row["uid"], err = e.newKey(e.t.pages.Field("uid"), values["uid"], CodePageExists); err != nil {
		return nil, err
	}
	if values["draft"] == nil {
		row["draft"] = map[string]any{"blocks": []any{}}
	}
	if err := e.fill(row, values); err != nil {
		return nil, err
	}
	e.stamp(row, true)
	return e.insert(e.t.pages, row)
}

// fill reads the values of a page into row and checks it as a whole.
func (e *Edit) fill(row schema.Record, values map[string]any) error {
	if err := e.parse(e.t.pages, values, row, "applicationKey", "title", "roles"); err != nil {
		return err
	}
	if _, given := values["roles"]; given {
		roles, err := readRoles(row["roles"])
		if err != nil {
			return err
		}
		row["roles"] = roles
	}
	if raw := values["draft"]; raw != nil {
		c, err := Decode(raw, draftPath)
		if err != nil {
			return err
		}
		if row["draft"], err = encode(c); err != nil {
			return err
		}
	}
	if err := titled(row); err != nil {
		return err
	}
	return e.application(row)
}

func readRoles(v any) ([]any, error) {
	list, ok := v.([]any)
	for _, item := range list {
		ok = ok && text(item) != ""
	}
	if v != nil && !ok || len(list) > maxList {
		return nil, errs.New(errs.Invalid, binding.CodeInvalidRoles, "roles must be a list of at most %d names", maxList).On("roles")
	}
	return append([]any{}, list...), nil
}

// at returns the row of a page if it has the revision that its editor read. Errors: PAGE_NOT_FOUND, REVISION_REQUIRED,
// ChangedError.
func (e *Edit) at(uid string, revision any) (schema.Record, error) {
	row, err := e.Page(uid)
	if err != nil {
		return nil, err
	}
	if _, isNumber := revision.(json.Number); !isNumber {
		return nil, errs.New(errs.Invalid, CodeRevisionRequired, "the revision that was read is required").On("revision")
	}
	if integer(revision) != integer(row["revision"]) {
		changed := errs.New(errs.Conflict, CodePageChanged, "the page was changed in the meantime: it has the revision %v", row["revision"])
		return nil, &ChangedError{Page: row, Refusal: changed.On("revision")}
	}
	return row, nil
}

// Update changes a page that still has the revision in values, and returns its row. Values: draft, title, roles,
// applicationKey. Where readers see the change at once (see Exclusive), buttons follow the roles.
func (e *Edit) Update(uid string, values map[string]any) (schema.Record, error) {
	row, err := e.at(uid, values["revision"])
	if err != nil {
		return nil, err
	}
	if err := e.fill(row, values); err != nil {
		return nil, err
	}
	set := schema.Record{"applicationKey": row["applicationKey"], "title": row["title"], "roles": row["roles"], "draft": row["draft"]}
	if row, err = e.store(row, set); err != nil {
		return nil, err
	}
	if _, given := values["roles"]; given && row["publishedId"] != nil {
		err = e.refreshButtons(row)
	}
	return row, err
}

// store writes columns of a page under its next revision.
func (e *Edit) store(row, set schema.Record) (schema.Record, error) {
	set["revision"] = integer(row["revision"]) + 1
	e.stamp(set, false)
	uid := text(row["uid"])
	if _, err := e.tx.Update(e.t.pages, eq(e.t.pages, "uid", uid), set); err != nil {
		return nil, err
	}
	return e.Page(uid)
}

// refreshButtons lets the buttons of the published content follow the page's roles.
func (e *Edit) refreshButtons(row schema.Record) error {
	version, err := findOne(e.tx, e.t.versions, eq(e.t.versions, "id", row["publishedId"]))
	if err != nil {
		return err
	}
	buttons, _ := Stored(version["content"]).Buttons(RolesOf(row["roles"]), draftPath)
	for i := range buttons {
		if err := e.buttons(nil).Enclose(buttons[i].UID, buttons[i].Within); err != nil {
			return err
		}
	}
	return nil
}

func (e *Edit) buttons(sn *schema.Snapshot) *binding.Edit { return e.s.buttons.Edit(e.tx, sn, e.by) }

// Check lists the problems of a page's draft. Errors: PAGE_NOT_FOUND.
func (s *Service) Check(r store.RecordReader, uid string, m *Model) (errs.List, error) {
	row, err := findOne(r, s.t.pages, eq(s.t.pages, "uid", uid))
	if err == nil && row == nil {
		err = notFound(uid)
	}
	if err != nil {
		return nil, err
	}
	return s.problems(r, row, m)
}

func (s *Service) problems(r store.RecordReader, row schema.Record, m *Model) (errs.List, error) {
	var broken error
	with := *m
	with.Page = func(uid string) bool {
		n, err := r.Count(s.t.pages, eq(s.t.pages, "uid", uid))
		broken = errors.Join(broken, err)
		return n > 0
	}
	k := &checker{Model: &with}
	k.roles("roles", RolesOf(row["roles"]))
	list := append(k.problems, with.Check(Stored(row["draft"]), draftPath)...)
	return list, broken
}

// Publish freezes the draft of a page that still has the revision as its next version, and makes the stored buttons those
// of the page. Errors: those of Check as a list, BUTTON_EXISTS, ChangedError.
func (e *Edit) Publish(uid string, revision any, note string, m *Model) (schema.Record, error) {
	row, err := e.at(uid, revision)
	if err != nil {
		return nil, err
	}
	problems, err := e.s.problems(e.tx, row, m)
	if err == nil {
		err = problems.Or()
	}
	if err != nil {
		return nil, err
	}
	if err := e.settleButtons(row, m.Schema); err != nil {
		return nil, err
	}
	last, err := e.tx.Max(e.t.versions, eq(e.t.versions, "pageUid", uid), e.t.versions.Field("version"))
	if err != nil {
		return nil, err
	}
	now, id := clock.Format(e.tx.Now()), e.tx.NextID()
	version := schema.Record{
		"id": id, "pageUid": uid, "version": last + 1, "title": row["title"], "note": nil, "content": row["draft"], "createdAt": now,
	}
	if note != "" {
		version["note"] = note
	}
	if e.by != 0 {
		version["createdById"] = e.by
	}
	if err := e.tx.Insert(e.t.versions, version); err != nil {
		return nil, err
	}
	_, err = e.tx.Update(e.t.pages, eq(e.t.pages, "uid", uid), schema.Record{
		"publishedVersion": last + 1, "publishedRevision": row["revision"], "publishedId": id, "publishedAt": now,
	})
	if err != nil {
		return nil, err
	}
	return e.Page(uid)
}

// settleButtons makes the stored buttons those of the draft; what is refused is told at the button's place.
func (e *Edit) settleButtons(row schema.Record, sn *schema.Snapshot) error {
	buttons, places := Stored(row["draft"]).Buttons(RolesOf(row["roles"]), draftPath)
	err := e.buttons(sn).SetPage(text(row["uid"]), buttons)
	var one *errs.Error
	if !errors.As(err, &one) {
		return err
	}
	number, field, _ := strings.Cut(one.Field, ".")
	i, bad := strconv.Atoi(number)
	if bad != nil || i >= len(places) {
		return err
	}
	return one.On(join(places[i], field))
}

// Rollback copies a version's content into the draft. With a revision the page must still have it. Errors:
// VERSION_NOT_FOUND, ChangedError.
func (e *Edit) Rollback(uid string, version, revision any) (schema.Record, error) {
	row, err := e.Page(uid)
	if err == nil && revision != nil {
		row, err = e.at(uid, revision)
	}
	if _, isNumber := version.(json.Number); err == nil && !isNumber {
		err = errs.New(errs.Invalid, "REQUIRED", "the number of a version is required").On("version")
	}
	if err != nil {
		return nil, err
	}
	old, err := findOne(e.tx, e.t.versions, query.And{eq(e.t.versions, "pageUid", uid), eq(e.t.versions, "version", integer(version))})
	if err != nil {
		return nil, err
	}
	if old == nil {
		return nil, errs.New(errs.NotFound, CodeVersionNotFound, "page %q has no version %v", uid, version).On("version")
	}
	return e.store(row, schema.Record{"draft": old["content"]})
}

// Destroy removes the matching pages with their versions and buttons and returns how many. A page that a menu entry or
// another page refers to is only removed with force. Errors: PAGE_IN_USE.
func (e *Edit) Destroy(f query.Filter, force bool) (int64, error) {
	rows, err := e.tx.Find(&query.Find{Collection: e.t.pages, Filter: f})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	uids := column(rows, "uid")
	if !force {
		if err := e.unused(uids); err != nil {
			return 0, err
		}
	}
	for _, uid := range uids {
		if err := e.buttons(nil).SetPage(text(uid), nil); err != nil {
			return 0, err
		}
	}
	return e.tx.Delete(e.t.pages, in(e.t.pages, "uid", uids))
}

// unused refuses pages that something outside of them refers to.
func (e *Edit) unused(uids []any) error {
	entries, err := e.tx.Find(&query.Find{Collection: e.t.entries, Filter: in(e.t.entries, "pageUid", uids), Limit: 1})
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return inUse(entries[0]["pageUid"], "the menu entry %q", entries[0]["title"])
	}
	others, err := find(e.tx, e.t.pages, query.Not{Filter: in(e.t.pages, "uid", uids)})
	if err != nil {
		return err
	}
	going := make(map[string]bool, len(uids))
	for _, uid := range uids {
		going[text(uid)] = true
	}
	for _, row := range others {
		contents := []*Content{Stored(row["draft"])}
		if id := row["publishedId"]; id != nil {
			version, err := findOne(e.tx, e.t.versions, eq(e.t.versions, "id", id))
			if err != nil {
				return err
			}
			contents = append(contents, Stored(version["content"]))
		}
		for _, c := range contents {
			if uid := leadsTo(c.Blocks, going); uid != "" {
				return inUse(uid, "the page %q", row["uid"])
			}
		}
	}
	return nil
}

// leadsTo returns the first of the pages that a button leads to, "" for none.
func leadsTo(blocks []Block, pages map[string]bool) string {
	for _, block := range blocks {
		for _, b := range block.Buttons {
			if pages[b.Page] {
				return b.Page
			}
			if uid := leadsTo(b.Blocks, pages); uid != "" {
				return uid
			}
		}
	}
	return ""
}

func inUse(uid any, format string, a ...any) error {
	return errs.New(errs.Conflict, CodePageInUse, "page %q is referred to by "+format, append([]any{uid}, a...)...)
}
