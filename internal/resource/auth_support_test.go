package resource_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/resource"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

const (
	rootPassword = "correct horse battery"
	somePassword = "a quite long one"
)

// standstill is a clock that moves only when it is told to.
type standstill struct {
	mu  sync.Mutex
	now time.Time
}

func (c *standstill) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *standstill) After(time.Duration) <-chan time.Time { return make(chan time.Time) }

// directly runs edits without a pipeline around them.
type directly struct{ db store.DB }

func (directly) Keep(*action.Request, store.Tx) error { return nil }

func (d directly) Exclusive(ctx context.Context, _ *action.Request, fn func(tx store.Tx) error) error {
	return d.db.Exclusive(ctx, fn)
}

func (d directly) Write(ctx context.Context, _ *action.Request, fn func(tx store.Tx) error) error {
	return d.db.Write(ctx, store.Unit{Run: fn})
}

// office is a database with the resources of identity on it, reached as the pipeline reaches them.
type office struct {
	t         *testing.T
	db        *sqlite.DB
	access    *access.Service
	catalog   *catalog.Service
	resources map[string]*action.Resource
	rows      []workflow.Row // written users
}

func openOffice(t *testing.T) *office {
	t.Helper()
	ctx := context.Background()
	db, err := sqlite.Open(ctx, sqlite.Options{Dir: t.TempDir(), LowDisk: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &standstill{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	o := &office{t: t, db: db, catalog: catalog.New(catalog.Options{DB: db}), resources: map[string]*action.Resource{}}
	o.access = access.New(access.Options{DB: db, Clock: c, Schema: o.catalog.Snapshot})
	if _, _, err := o.access.Setup(ctx, "", rootPassword); err != nil {
		t.Fatal(err)
	}
	d := &resource.Identity{
		Access: o.access, Edits: directly{db}, DB: db, Clock: c, Schema: o.catalog.Snapshot, Events: o.events,
		Version: "1.2.3", Dialect: "sqlite",
	}
	for _, r := range d.Resources() {
		o.resources[r.Name] = r
	}
	return o
}

func (o *office) events(context.Context, store.Tx, *action.Request) (func(workflow.Row), func() error) {
	var rows []workflow.Row
	return func(r workflow.Row) { rows = append(rows, r) }, func() error { o.rows = rows; return nil }
}

// as signs somebody in. Users that person made have one password.
func (o *office) as(account string) *acl.Actor {
	o.t.Helper()
	password := somePassword
	if account == "root" {
		password = rootPassword
	}
	_, token, err := o.access.SignIn(context.Background(), account, password, "")
	if err != nil {
		o.t.Fatalf("sign in as %s: %v", account, err)
	}
	return o.actor(token)
}

func (o *office) actor(token string) *acl.Actor {
	o.t.Helper()
	a, _, err := o.access.Authenticate(context.Background(), access.Credentials{Token: token})
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

// person makes a user and returns his id.
func (o *office) person(username string, roles ...string) int64 {
	o.t.Helper()
	body, err := json.Marshal(map[string]any{"username": username, "email": username + "@example.com", "nickname": username, "password": somePassword, "roles": roles})
	if err != nil {
		o.t.Fatal(err)
	}
	return o.did(o.as("root"), "users:create", string(body)).(map[string]any)["id"].(int64)
}

// role makes a role that holds some snippets.
func (o *office) role(name, snippets string) {
	o.t.Helper()
	o.did(o.as("root"), "roles:create", fmt.Sprintf(`{"name":%q,"title":%q,"snippets":%s}`, name, name, snippets))
}

// call is one request: "resource:action", a body, query parameters.
func (o *office) call(a *acl.Actor, name, body string, params ...any) (*action.Response, error) {
	o.t.Helper()
	req := &action.Request{ID: "r1", Actor: a, Params: query.Values{}, Values: decoded(o.t, body), ClientIP: "192.0.2.1", Host: "app.example"}
	for i := 0; i+1 < len(params); i += 2 {
		switch key := params[i].(string); key {
		case "source":
			req.SourceID, req.HasSource = fmt.Sprint(params[i+1]), true
		case "origin":
			req.Origin = params[i+1].(string)
		case "authenticator":
			req.Authenticator = params[i+1].(string)
		default:
			req.Params[key] = params[i+1]
		}
	}
	return o.send(req, name)
}

func (o *office) send(req *action.Request, name string) (*action.Response, error) {
	o.t.Helper()
	res, act, _ := cut(name)
	req.Resource, req.Action = res, act
	found, ok := o.resources[res].Actions[act]
	if !ok {
		o.t.Fatalf("there is no %s", name)
	}
	if err := o.permitted(req, found); err != nil {
		return nil, err
	}
	for range 3 {
		r, err := found.Run(context.Background(), req)
		if !errors.Is(err, store.ErrStale) {
			return r, err
		}
	}
	return nil, store.ErrStale
}

// permitted decides about system actions as the pipeline does.
func (o *office) permitted(req *action.Request, a action.Action) error {
	p, err := o.access.Permissions(context.Background())
	if err != nil {
		return err
	}
	switch {
	case a.Access == action.Public, a.Access == action.SignedIn && req.Actor.SignedIn(), p.System(req.Actor, req.Resource, req.Action):
		return nil
	}
	return acl.NoPermission()
}

// did expects success and returns the data.
func (o *office) did(a *acl.Actor, name, body string, params ...any) any {
	o.t.Helper()
	r, err := o.call(a, name, body, params...)
	if err != nil {
		o.t.Fatalf("%s: %v (%s)", name, err, errs.CodeOf(err))
	}
	return r.Data
}

// refuses expects a refusal with a code.
func (o *office) refuses(a *acl.Actor, code, name, body string, params ...any) {
	o.t.Helper()
	r, err := o.call(a, name, body, params...)
	if errs.CodeOf(err) != code {
		o.t.Errorf("%s %s: got %+v, %v (%s), want %s", name, body, r, err, errs.CodeOf(err), code)
	}
}

func decoded(t *testing.T, body string) any {
	t.Helper()
	if body == "" {
		return map[string]any{}
	}
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return v
}

// cut splits "roles.users:add".
func cut(name string) (res, act string, ok bool) {
	for i := range name {
		if name[i] == ':' {
			return name[:i], name[i+1:], true
		}
	}
	return name, "", false
}

// shown turns an answer into what a client reads.
func shown(t *testing.T, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return m
}

// rolesOf reads who somebody is now.
func (o *office) rolesOf(id int64) []string {
	o.t.Helper()
	var names []string
	snap, err := o.catalog.Snapshot(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	members := snap.Collection("rolesUsers")
	err = o.db.Read(context.Background(), func(r store.Reader) error {
		rows, err := r.Find(&query.Find{Collection: members, Filter: query.Cond{Field: members.Field("userId"), Op: query.Eq, Value: id},
			Sort: []query.SortKey{{Field: members.Field("roleName")}}})
		for _, row := range rows {
			names = append(names, row["roleName"].(string))
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return names
}

var nobody = &acl.Actor{Role: acl.RoleNobody}
