// Package binding knows which workflows people bound to which button: it stores buttons with their ordered bindings
// and turns what a request names (a button, or keys) into bindings.
//
// It must not know what the workflows are or whether they are enabled: an unknown key is the intake's business.
package binding

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Codes of refused buttons and bindings.
const (
	CodeUnknownButton     = "UNKNOWN_BUTTON"
	CodeButtonMismatch    = "BUTTON_MISMATCH"
	CodeBindingsDiffer    = "BINDINGS_DIFFER"
	CodeInvalidPath       = "INVALID_PATH"
	CodeInvalidBindings   = "INVALID_BINDINGS"
	CodeUnknownCollection = "UNKNOWN_COLLECTION"
	CodeUnknownAction     = "UNKNOWN_ACTION"
	CodeButtonExists      = "BUTTON_EXISTS"
	CodeButtonNotAllowed  = "BUTTON_NOT_ALLOWED"
	CodeButtonOfPage      = "BUTTON_OF_PAGE"
	CodeInvalidRoles      = "INVALID_ROLES"
)

// Button is a place where people press, with the workflows bound to it in order.
type Button struct {
	UID        string
	Title      string
	Collection string // "" for a custom action without one
	Action     string
	Bindings   []workflow.Binding
	Roles      []string   // who may press it; empty means everybody
	Page       string     // the page that it stands on, "" when it was made by hand
	Within     [][]string // who may open the page and see the blocks around it, each as in Roles
}

// Allows refuses an actor who may not press the button, or not see where it stands. Errors: BUTTON_NOT_ALLOWED.
func (b *Button) Allows(a *acl.Actor) error {
	may := a.In(b.Roles)
	for _, roles := range b.Within {
		may = may && a.In(roles)
	}
	if !may {
		return errs.New(errs.Forbidden, CodeButtonNotAllowed, "your role may not press the button %q", b.UID).On("button")
	}
	return nil
}

// Snapshot is all buttons as of one definitions version. Immutable and safe for concurrent use.
type Snapshot struct {
	// Version is the definitions version that the snapshot may be used with.
	Version uint64

	buttons map[string]*Button
	byKey   map[string][]*Button
}

// Button returns the button called uid, or nil.
func (sn *Snapshot) Button(uid string) *Button { return sn.buttons[uid] }

// Of returns the buttons that a workflow key is bound to, by uid. The caller must not change the slice.
func (sn *Snapshot) Of(key string) []*Button { return sn.byKey[key] }

// Service hands out and edits buttons. Safe for concurrent use.
type Service struct {
	db      store.DB
	buttons *schema.Collection

	current atomic.Pointer[Snapshot]
	load    sync.Mutex // one reload at a time
}

// New makes a Service; it does no I/O.
func New(db store.DB) (*Service, error) {
	if db == nil {
		return nil, errors.New("binding: the database is missing")
	}
	s, err := schema.NewSnapshot(0, schema.System())
	if err != nil {
		return nil, err
	}
	return &Service{db: db, buttons: s.Collection("buttons")}, nil
}

// Snapshot returns the buttons as they are now: at least as new as every edit acknowledged before the call.
func (s *Service) Snapshot(ctx context.Context) (*Snapshot, error) {
	if sn := s.current.Load(); sn != nil && sn.Version == s.db.Version() {
		return sn, nil
	}
	s.load.Lock()
	defer s.load.Unlock()
	// The version is read before the rows: they are never older than their label.
	version := s.db.Version()
	if sn := s.current.Load(); sn != nil && sn.Version == version {
		return sn, nil
	}
	sn, err := s.read(ctx, version)
	if err != nil {
		return nil, err
	}
	s.current.Store(sn)
	return sn, nil
}

func (s *Service) read(ctx context.Context, version uint64) (*Snapshot, error) {
	var rows []schema.Record
	err := s.db.Read(ctx, func(r store.Reader) (err error) {
		rows, err = r.Find(&query.Find{Collection: s.buttons, Fields: s.buttons.Columns()})
		return err
	})
	if err != nil {
		return nil, err
	}
	sn := &Snapshot{Version: version, buttons: make(map[string]*Button, len(rows)), byKey: map[string][]*Button{}}
	for _, rec := range rows {
		b := buttonOf(rec)
		sn.buttons[b.UID] = b
		for _, named := range b.Bindings {
			sn.byKey[named.Key] = append(sn.byKey[named.Key], b)
		}
	}
	return sn, nil
}

func buttonOf(rec schema.Record) *Button {
	b := &Button{
		UID: text(rec["uid"]), Title: text(rec["title"]), Collection: text(rec["collection"]), Action: text(rec["action"]),
		Roles: texts(rec["roles"]), Page: text(rec["pageUid"]),
	}
	within, _ := rec["within"].([]any)
	for _, roles := range within {
		b.Within = append(b.Within, texts(roles))
	}
	list, _ := rec["bindings"].([]any)
	for _, item := range list {
		object, _ := item.(map[string]any)
		if key := text(object["key"]); key != "" {
			b.Bindings = append(b.Bindings, workflow.Binding{Key: key, Path: text(object["path"])})
		}
	}
	b.Bindings = Normalise(b.Bindings)
	return b
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		out = append(out, text(item))
	}
	return out
}

// Resolve returns the bindings of a request: those of the button that it names, or else those it named itself. A
// button must be on the acted collection ("" for none) and action, and keys beside it must be its own. Errors:
// UNKNOWN_BUTTON, BUTTON_MISMATCH, BINDINGS_DIFFER.
func (s *Service) Resolve(
	ctx context.Context, uid, collection, action string, named []workflow.Binding,
) ([]workflow.Binding, error) {
	if uid == "" {
		return Normalise(named), nil
	}
	sn, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return sn.Resolve(uid, collection, action, named)
}

// Resolve is Service.Resolve for a request that names a button.
func (sn *Snapshot) Resolve(uid, collection, action string, named []workflow.Binding) ([]workflow.Binding, error) {
	b := sn.Button(uid)
	if b == nil {
		return nil, refuse(CodeUnknownButton, "button", "button %q does not exist", uid)
	}
	if b.Collection != collection || b.Action != action {
		return nil, refuse(CodeButtonMismatch, "button", "button %q is for %s:%s", uid, b.resource(), b.Action)
	}
	if named = Normalise(named); len(named) > 0 && !slices.Equal(named, b.Bindings) {
		return nil, refuse(CodeBindingsDiffer, "triggerWorkflows", "triggerWorkflows names other workflows than button %q is bound to", uid)
	}
	return b.Bindings, nil
}

// resource names what the button acts on.
func (b *Button) resource() string {
	if b.Collection == "" {
		return "workflows"
	}
	return b.Collection
}

// Normalise lets a key that is given twice keep its first place and its last path.
func Normalise(list []workflow.Binding) []workflow.Binding {
	place := make(map[string]int, len(list))
	out := make([]workflow.Binding, 0, len(list))
	for _, b := range list {
		if i, again := place[b.Key]; again {
			out[i].Path = b.Path
			continue
		}
		place[b.Key] = len(out)
		out = append(out, b)
	}
	return out
}

func refuse(code, field, format string, a ...any) error {
	return errs.New(errs.Invalid, code, format, a...).On(field)
}

// random draws n bytes for generated keys.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails, by its contract
	return b
}
