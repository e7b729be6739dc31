// Package page keeps applications: their menus, and their pages as versioned JSON with a draft that editors work on and a
// published version that people see. It decides who sees which page, block and button, checks a draft against the model,
// and hands the buttons of what is published to package binding.
//
// It must not know HTTP, nor what a workflow does; it writes no rows but its own and, through binding, those of buttons.
package page

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Codes of refused edits and of problems.
const (
	CodeContentInvalid     = "CONTENT_INVALID"
	CodeContentTooLarge    = "CONTENT_TOO_LARGE"
	CodeUnknownMember      = "UNKNOWN_MEMBER"
	CodeUIDRepeated        = "UID_REPEATED"
	CodePageChanged        = "PAGE_CHANGED"
	CodePageNotFound       = "PAGE_NOT_FOUND"
	CodePageExists         = "PAGE_EXISTS"
	CodePageInUse          = "PAGE_IN_USE"
	CodeRevisionRequired   = "REVISION_REQUIRED"
	CodeVersionNotFound    = "VERSION_NOT_FOUND"
	CodeApplicationExists  = "APPLICATION_EXISTS"
	CodeApplicationInUse   = "APPLICATION_IN_USE"
	CodeUnknownApplication = "UNKNOWN_APPLICATION"
	CodeInvalidMenuEntry   = "INVALID_MENU_ENTRY"
	CodeMenuEntryInUse     = "MENU_ENTRY_IN_USE"
	CodeUnknownPage        = "UNKNOWN_PAGE"
	CodeUnknownWorkflow    = "UNKNOWN_WORKFLOW"
	CodeButtonMisplaced    = "BUTTON_MISPLACED"
)

// Page is a published page as people may open it.
type Page struct {
	UID         string
	Application string
	Title       string
	Roles       []string // who may open it; empty means everybody
	Version     int64
	PublishedAt any // when, as records have it
	Content     *Content

	id int64 // of the version's row
}

// entry is a line of a menu.
type entry struct {
	id, parent  int64
	application string
	group, link bool
	page        string
	hidden      bool
}

// Snapshot is what is published, with the menus, as of one definitions version. Immutable and safe for concurrent use.
type Snapshot struct {
	// Version is the definitions version that the snapshot may be used with.
	Version uint64

	pages        map[string]*Page
	applications []string
	entries      []entry
}

// Page returns the published page called uid, or nil. The caller must not change it.
func (sn *Snapshot) Page(uid string) *Page { return sn.pages[uid] }

// Service hands out and edits applications, menus and pages. Safe for concurrent use.
type Service struct {
	db      store.DB
	buttons *binding.Service
	t       tables

	current atomic.Pointer[Snapshot]
	load    sync.Mutex // one reload at a time
}

// tables are the system collections whose rows this package reads and writes.
type tables struct{ applications, pages, versions, entries *schema.Collection }

// New makes a Service; it does no I/O.
func New(db store.DB, buttons *binding.Service) (*Service, error) {
	if db == nil || buttons == nil {
		return nil, errors.New("page: the database or the buttons are missing")
	}
	s, err := schema.NewSnapshot(0, schema.System())
	if err != nil {
		return nil, err
	}
	return &Service{db: db, buttons: buttons, t: tables{
		applications: s.Collection("applications"), pages: s.Collection("pages"), versions: s.Collection("pageVersions"),
		entries: s.Collection("menuEntries"),
	}}, nil
}

// Snapshot returns what is published now: at least as new as every edit acknowledged before the call.
func (s *Service) Snapshot(ctx context.Context) (*Snapshot, error) {
	if sn := s.current.Load(); sn != nil && sn.Version == s.db.Version() {
		return sn, nil
	}
	s.load.Lock()
	defer s.load.Unlock()
	// The version is read before the rows: they are never older than their label.
	version := s.db.Version()
	old := s.current.Load()
	if old != nil && old.Version == version {
		return old, nil
	}
	sn := &Snapshot{Version: version, pages: map[string]*Page{}}
	if err := s.db.Read(ctx, func(r store.Reader) error { return s.read(r, sn, old) }); err != nil {
		return nil, err
	}
	s.current.Store(sn)
	return sn, nil
}

func (s *Service) read(r store.Reader, sn, old *Snapshot) error {
	rows, err := r.Find(&query.Find{Collection: s.t.applications, Fields: []*schema.Field{s.t.applications.PrimaryKey()}})
	if err != nil {
		return err
	}
	for _, row := range rows {
		sn.applications = append(sn.applications, text(row["key"]))
	}
	if rows, err = r.Find(&query.Find{Collection: s.t.entries}); err != nil {
		return err
	}
	for _, row := range rows {
		sn.entries = append(sn.entries, entryOf(row))
	}
	return s.readPages(r, sn, old)
}

// readPages reads what is published. Content that was read before is not read again: it never changes.
func (s *Service) readPages(r store.Reader, sn, old *Snapshot) error {
	c := s.t.pages
	rows, err := r.Find(&query.Find{
		Collection: c, Filter: query.Cond{Field: c.Field("publishedId"), Op: query.NotNull}, Fields: without(c, "draft"),
	})
	if err != nil {
		return err
	}
	for _, row := range rows {
		p := &Page{
			UID: text(row["uid"]), Application: text(row["applicationKey"]), Title: text(row["title"]), Roles: RolesOf(row["roles"]),
			Version: integer(row["publishedVersion"]), PublishedAt: row["publishedAt"], id: integer(row["publishedId"]),
		}
		sn.pages[p.UID] = p
		if old != nil && old.pages[p.UID] != nil && old.pages[p.UID].id == p.id {
			p.Content = old.pages[p.UID].Content
			continue
		}
		version, err := findOne(r, s.t.versions, eq(s.t.versions, "id", p.id))
		if err != nil {
			return err
		}
		p.Content = Stored(version["content"])
	}
	return nil
}

func entryOf(row schema.Record) entry {
	hidden, _ := row["hidden"].(bool)
	return entry{
		id: integer(row["id"]), parent: integer(row["parentId"]), application: text(row["applicationKey"]),
		group: row["type"] == EntryGroup, link: row["type"] == EntryLink, page: text(row["pageUid"]), hidden: hidden,
	}
}

// Opens tells whether an actor may open the page.
func (p *Page) Opens(a *acl.Actor) bool { return a.In(p.Roles) }

// Openable lists the pages that an actor may open.
func (sn *Snapshot) Openable(a *acl.Actor) []string {
	var out []string
	for uid, p := range sn.pages {
		if p.Opens(a) {
			out = append(out, uid)
		}
	}
	slices.Sort(out)
	return out
}

// Entries lists the menu entries that lead an actor somewhere: links, pages that he may open, and groups with such ones.
func (sn *Snapshot) Entries(a *acl.Actor) []int64 {
	below := map[int64][]entry{}
	for _, e := range sn.entries {
		below[e.parent] = append(below[e.parent], e)
	}
	var out []int64
	var walk func(parent int64) bool
	walk = func(parent int64) (any bool) {
		for _, e := range below[parent] {
			p := sn.pages[e.page]
			if e.hidden || !(e.group && walk(e.id) || e.link || !e.group && p != nil && p.Opens(a)) {
				continue
			}
			out, any = append(out, e.id), true
		}
		return any
	}
	walk(0)
	return out
}

// Applications lists those in which an actor may open a page, from the menu or otherwise.
func (sn *Snapshot) Applications(a *acl.Actor) []string {
	open := map[string]bool{}
	for _, p := range sn.pages {
		if p.Opens(a) {
			open[p.Application] = true
		}
	}
	shown := map[int64]bool{}
	for _, id := range sn.Entries(a) {
		shown[id] = true
	}
	for _, e := range sn.entries {
		if shown[e.id] {
			open[e.application] = true
		}
	}
	var out []string
	for _, key := range sn.applications {
		if open[key] {
			out = append(out, key)
		}
	}
	return out
}

func notFound(uid string) error {
	return errs.New(errs.NotFound, CodePageNotFound, "there is no page %q", uid)
}

// random draws n bytes for generated keys.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails, by its contract
	return b
}
