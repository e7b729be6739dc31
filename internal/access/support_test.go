package access_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

const rootPassword = "correct horse battery"

// manualClock stands still until it is moved.
type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) After(time.Duration) <-chan time.Time { return make(chan time.Time) }

func (c *manualClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a database that is set up, with the service on it.
type world struct {
	t     *testing.T
	db    *sqlite.DB
	clock *manualClock
	*access.Service
	tables *schema.Snapshot
}

func open(t *testing.T) *world {
	t.Helper()
	return openIn(t, t.TempDir())
}

func openIn(t *testing.T, dir string) *world {
	t.Helper()
	c := &manualClock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, LowDisk: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	tables, err := schema.NewSnapshot(0, schema.System())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, clock: c, tables: tables}
	w.Service = w.service()
	return w
}

// service makes another service on the same database, as a second process would have.
func (w *world) service() *access.Service {
	return access.New(access.Options{DB: w.db, Clock: w.clock, Origins: []string{"https://intranet.example"}})
}

// setUp returns a database that is set up: a copy of one that was made once, because hashing is slow on purpose.
func setUp(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, sqlite.FileName), prepared(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return openIn(t, dir)
}

var (
	prepareOnce sync.Once
	preparedDB  []byte
)

func prepared(t *testing.T) []byte {
	t.Helper()
	prepareOnce.Do(func() {
		ctx, dir := context.Background(), t.TempDir()
		db, err := sqlite.Open(ctx, sqlite.Options{Dir: dir, LowDisk: -1})
		if err != nil {
			t.Fatal(err)
		}
		if _, created, err := access.New(access.Options{DB: db}).Setup(ctx, "", rootPassword); err != nil || !created {
			t.Fatalf("set up: created %v, %v", created, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if preparedDB, err = os.ReadFile(filepath.Join(dir, sqlite.FileName)); err != nil {
			t.Fatal(err)
		}
	})
	return preparedDB
}

func (w *world) signIn() string {
	w.t.Helper()
	return w.signInAs("root", rootPassword)
}

func (w *world) signInAs(account, password string) string {
	w.t.Helper()
	_, token, err := w.SignIn(context.Background(), account, password, "192.0.2.1")
	if err != nil {
		w.t.Fatalf("sign in: %v", err)
	}
	return token
}

func (w *world) actor(c access.Credentials) *acl.Actor {
	w.t.Helper()
	a, renewed, err := w.Authenticate(context.Background(), c)
	if err != nil || renewed != "" {
		w.t.Fatalf("authenticate: renewed %q, %v", renewed, err)
	}
	return a
}

// refused expects that the credentials are refused with a code.
func (w *world) refused(c access.Credentials, code string) {
	w.t.Helper()
	if _, _, err := w.Authenticate(context.Background(), c); errs.KindOf(err) != errs.Unauthenticated || errs.CodeOf(err) != code {
		w.t.Errorf("got %v (%s), want code %s", err, errs.CodeOf(err), code)
	}
}

func (w *world) write(fn func(tx store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), store.Unit{Run: fn}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exclusive(fn func(tx store.Tx) error) {
	w.t.Helper()
	if err := w.db.Exclusive(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// person adds a user with roles, the first of which is his default.
func (w *world) person(username, password string, roles ...string) int64 {
	w.t.Helper()
	hash := ""
	if password != "" {
		var err error
		if hash, err = w.HashPassword(context.Background(), password); err != nil {
			w.t.Fatal(err)
		}
	}
	var id int64
	w.exclusive(func(tx store.Tx) error {
		id = tx.NextID()
		user := schema.Record{"id": id, "username": username, "email": username + "@example.com", "nickname": username}
		if hash != "" {
			user["password"] = hash
		}
		if err := tx.Insert(w.tables.Collection("users"), user); err != nil {
			return err
		}
		for i, r := range roles {
			row := schema.Record{"roleName": r, "userId": id, "default": i == 0, "createdAt": clock.Format(tx.Now().Add(time.Duration(i) * time.Second))}
			if err := tx.Insert(w.tables.Collection("rolesUsers"), row); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

func (w *world) where(collection, field string, v any) query.Filter {
	return query.Cond{Field: w.tables.Collection(collection).Field(field), Op: query.Eq, Value: v}
}

func (w *world) mode(mode string) {
	w.t.Helper()
	w.exclusive(func(tx store.Tx) error {
		_, err := tx.Update(w.tables.Collection("systemSettings"), nil, schema.Record{"roleMode": mode})
		return err
	})
}
