// Package testenv starts a whole application on an empty database for tests and speaks to it over its HTTP API, as any
// client would. It is for tests only and never linked into the binary.
package testenv

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
)

// Password is that of the root user.
const Password = "test-Password-1"

// Env is a running application. The zero client acts as nobody; Root as the root user.
type Env struct {
	T    testing.TB
	App  *app.App
	Dir  string
	Root *Client

	options app.Options
	server  *httptest.Server
}

// M is a JSON object.
type M = map[string]any

// Option changes how the application is made.
type Option func(*app.Options)

// New starts an application on an empty directory; it is stopped when the test ends.
func New(t testing.TB, options ...Option) *Env {
	t.Helper()
	e := &Env{T: t, Dir: t.TempDir()}
	level := slog.LevelError
	if os.Getenv("SEQUITUR_TEST_LOG") != "" {
		level = slog.LevelDebug
	}
	e.options = app.Options{
		Config: app.Config{
			Listen: "127.0.0.1:0", Data: e.Dir, RootEmail: "root@example.com", RootPassword: Password, Timezone: "UTC",
			Workers: 8, MaxBody: 10 << 20, SyncLimit: 10 * time.Second, PreLimit: 10 * time.Second, Backlog: 100_000,
			StopTimeout: 20 * time.Second,
		},
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})),
	}
	for _, o := range options {
		o(&e.options)
	}
	e.Start()
	t.Cleanup(e.Stop)
	return e
}

// Start starts the application on its directory, again after Stop.
func (e *Env) Start() {
	e.T.Helper()
	ctx := context.Background()
	a, err := app.New(ctx, e.options)
	if err != nil {
		e.T.Fatal(err)
	}
	if err := a.Start(ctx); err != nil {
		e.T.Fatal(err)
	}
	e.App = a
	e.server = httptest.NewServer(a.Handler())
	root := e.Client()
	root.SignIn("root@example.com", Password)
	e.Root = root
}

// Stop stops the application; a stopped one stays stopped.
func (e *Env) Stop() {
	if e.App == nil {
		return
	}
	e.server.Close()
	if err := e.App.Stop(context.Background()); err != nil {
		e.T.Errorf("stop: %v", err)
	}
	e.App = nil
}

// URL is where the application serves.
func (e *Env) URL() string { return e.server.URL }

// Client is a new client without a session.
func (e *Env) Client() *Client { return &Client{e: e, Header: http.Header{}} }

// As signs a user in.
func (e *Env) As(account, password string) *Client {
	e.T.Helper()
	c := e.Client()
	c.SignIn(account, password)
	return c
}

// Client calls the API as one user. Header is sent with every call.
type Client struct {
	e      *Env
	Token  string
	Header http.Header
}

// Answer is what a call got.
type Answer struct {
	t      testing.TB
	Call   string
	Status int
	Header http.Header
	Body   []byte
	JSON   any // numbers as json.Number
}

// SignIn gets a session.
func (c *Client) SignIn(account, password string) {
	c.e.T.Helper()
	r := c.Post("auth:signIn", M{"account": account, "password": password}).OK()
	c.Token = r.Text("data.token")
}

// Get calls a read action. path is what follows /api/.
func (c *Client) Get(path string) *Answer { return c.Do(http.MethodGet, path, nil) }

// Post calls any action with a JSON body.
func (c *Client) Post(path string, body any) *Answer { return c.Do(http.MethodPost, path, body) }

// Do calls with any method. A body of type []byte or string is sent as it is.
func (c *Client) Do(method, path string, body any) *Answer {
	c.e.T.Helper()
	req, err := http.NewRequest(method, c.e.URL()+"/api/"+path, bodyOf(c.e.T, body))
	if err != nil {
		c.e.T.Fatal(err)
	}
	for k, v := range c.Header {
		req.Header[k] = v
	}
	if req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.e.T.Fatal(err)
	}
	defer res.Body.Close()
	a := &Answer{t: c.e.T, Call: method + " " + path, Status: res.StatusCode, Header: res.Header}
	if a.Body, err = io.ReadAll(res.Body); err != nil {
		c.e.T.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(a.Body))
	d.UseNumber()
	if err := d.Decode(&a.JSON); err != nil && len(a.Body) > 0 {
		c.e.T.Fatalf("%s answered no JSON: %q", a.Call, a.Body)
	}
	return a
}

func bodyOf(t testing.TB, body any) io.Reader {
	switch b := body.(type) {
	case nil:
		return nil
	case []byte:
		return bytes.NewReader(b)
	case string:
		return strings.NewReader(b)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(raw)
}

// With is the same client with one more header.
func (c *Client) With(name, value string) *Client {
	h := c.Header.Clone()
	h.Set(name, value)
	return &Client{e: c.e, Token: c.Token, Header: h}
}

// OK fails the test unless the status is 200.
func (a *Answer) OK() *Answer {
	a.t.Helper()
	return a.Is(http.StatusOK)
}

// Is fails the test unless the status is as given.
func (a *Answer) Is(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: status %d, want %d: %s", a.Call, a.Status, status, a.Body)
	}
	return a
}

// Code fails the test unless the first error has the status and the stable code.
func (a *Answer) Code(status int, code string) *Answer {
	a.t.Helper()
	a.Is(status)
	if have := a.Text("errors.0.code"); have != code {
		a.t.Fatalf("%s: code %q, want %q: %s", a.Call, have, code, a.Body)
	}
	return a
}

// At returns the value at a dotted path; numeric segments index lists, "*" collects over a list.
func (a *Answer) At(path string) any { return At(a.JSON, path) }

// Text is At as text; "" for null.
func (a *Answer) Text(path string) string {
	v := a.At(path)
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// ID is data.id.
func (a *Answer) ID() string { return a.Text("data.id") }

// Want fails the test unless the value at path is as given, compared as JSON.
func (a *Answer) Want(path string, want any) *Answer {
	a.t.Helper()
	have, err := json.Marshal(a.At(path))
	if err != nil {
		a.t.Fatal(err)
	}
	wanted, err := json.Marshal(want)
	if err != nil {
		a.t.Fatal(err)
	}
	if string(have) != string(wanted) {
		a.t.Fatalf("%s: %s is %s, want %s\n%s", a.Call, path, have, wanted, a.Body)
	}
	return a
}

// At walks decoded JSON along a dotted path.
func At(v any, path string) any {
	parts := strings.Split(path, ".")
	for i, name := range parts {
		switch c := v.(type) {
		case map[string]any:
			v = c[name]
		case []any:
			if name == "*" {
				all := make([]any, len(c))
				for k, x := range c {
					all[k] = x
					if i+1 < len(parts) {
						all[k] = At(x, strings.Join(parts[i+1:], "."))
					}
				}
				return all
			}
			n, err := strconv.Atoi(name)
			if err != nil || n < 0 || n >= len(c) {
				return nil
			}
			v = c[n]
		default:
			return nil
		}
	}
	return v
}

// Filter writes a filter for a URL.
func Filter(filter any) string {
	raw, err := json.Marshal(filter)
	if err != nil {
		return "unmarshalable"
	}
	return "filter=" + url.QueryEscape(string(raw))
}

// Eventually asks again until ok holds, or fails the test after a minute.
func (e *Env) Eventually(what string, ok func() bool) {
	e.T.Helper()
	for end := time.Now().Add(time.Minute); !ok(); {
		if time.Now().After(end) {
			e.T.Fatalf("never happened: %s", what)
		}
		time.Sleep(2 * time.Millisecond) // between two looks at a condition with a deadline
	}
}

// Quiet waits until no execution is owed or running any more.
func (e *Env) Quiet() {
	e.T.Helper()
	e.Eventually("all executions are finished or wait", func() bool {
		n, err := e.App.Backlog(context.Background())
		if err != nil {
			e.T.Fatal(err)
		}
		return n == 0
	})
}

// Node is a node of a workflow under construction: After names the key of its upstream, Branch its branch index there.
type Node struct {
	Key, Type, After string
	Branch           *int
	Config           M
}

// Branch is for Node.Branch.
func Branch(i int) *int { return &i }

// Workflow makes a workflow with its nodes, enables it and returns its id.
func (e *Env) Workflow(def M, nodes ...Node) string {
	e.T.Helper()
	id := e.Draft(def, nodes...)
	e.Root.Post("workflows:update?filterByTk="+id, M{"enabled": true}).OK()
	return id
}

// Draft makes a workflow that is not enabled.
func (e *Env) Draft(def M, nodes ...Node) string {
	e.T.Helper()
	id := e.Root.Post("workflows:create", def).OK().ID()
	ids := map[string]string{}
	for _, n := range nodes {
		body := M{"key": n.Key, "title": n.Key, "type": n.Type}
		if n.Config != nil {
			body["config"] = n.Config
		}
		if n.After != "" {
			body["upstreamId"] = json.Number(ids[n.After])
		}
		if n.Branch != nil {
			body["branchIndex"] = *n.Branch
		}
		ids[n.Key] = e.Root.Post("workflows/"+id+"/nodes:create", body).OK().ID()
	}
	return id
}

// Collection makes a collection with the given fields, each "name:type" or a full definition.
func (e *Env) Collection(name string, fields ...any) {
	e.T.Helper()
	list := make([]any, len(fields))
	for i, f := range fields {
		list[i] = f
		if s, ok := f.(string); ok {
			n, typ, _ := strings.Cut(s, ":")
			list[i] = M{"name": n, "type": typ}
		}
	}
	e.Root.Post("collections:create", M{"name": name, "fields": list}).OK()
}
