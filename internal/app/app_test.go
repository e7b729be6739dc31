package app_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func config(dir, listen string) app.Config {
	return app.Config{
		Listen: listen, Data: dir, RootEmail: "root@example.com", RootPassword: "some-Password-1", Workers: 2, MaxBody: 1 << 20,
		SyncLimit: time.Second, PreLimit: time.Second, Backlog: 1000, StopTimeout: 10 * time.Second,
	}
}

func TestTwoApplicationsAtOnceShareNothing(t *testing.T) {
	a, b := testenv.New(t), testenv.New(t)
	a.Collection("posts", "title:string")
	a.Root.Post("posts:create", M{"title": "of a"}).OK()
	b.Root.Get("posts:list").Code(404, "UNKNOWN_RESOURCE")
	b.Collection("posts", "name:string", "size:integer")
	b.Root.Post("posts:create", M{"name": "of b", "size": 1}).OK()
	a.Root.Get("posts:list?filter[title]=of%20a").OK().Want("meta.count", 1)
	b.Root.Get("posts:list?filter[size]=1").OK().Want("meta.count", 1)
	a.Stop()
	b.Root.Get("posts:list").OK().Want("data.0.name", "of b")
}

func TestAFailedStartLeavesNothingBehind(t *testing.T) {
	ctx := context.Background()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := t.TempDir()
	a, err := app.New(ctx, app.Options{Config: config(dir, taken.Addr().String())})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(ctx); err == nil {
		t.Fatal("it starts on an address in use")
	}
	if err := a.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	again, err := app.New(ctx, app.Options{Config: config(dir, "127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	if again.Generated != "" || again.RootEmail != "" {
		t.Errorf("a second first user: %q %q", again.RootEmail, again.Generated)
	}
	if err := again.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if res, err := http.Get("http://" + again.Addr() + "/healthz"); err != nil || res.StatusCode != http.StatusOK || res.Body.Close() != nil {
		t.Errorf("%v %v", res, err)
	}
	if err := again.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestAnApplicationThatWasNeverStartedCanBeStopped(t *testing.T) {
	ctx := context.Background()
	a, err := app.New(ctx, app.Options{Config: config(t.TempDir(), "127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestASecondApplicationOnTheSameDataIsRefused(t *testing.T) {
	ctx := context.Background()
	e := testenv.New(t)
	if _, err := app.New(ctx, app.Options{Config: config(e.Dir, "127.0.0.1:0")}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("%v", err)
	}
	if err := app.SetPassword(ctx, app.Options{Config: config(e.Dir, "127.0.0.1:0")}, "root@example.com", "other-Password-1"); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("%v", err)
	}
	e.Root.Get("users:list").OK()
}

func TestAnApplicationThatIsNotReadySaysSo(t *testing.T) {
	ctx := context.Background()
	a, err := app.New(ctx, app.Options{Config: config(t.TempDir(), "127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Stop(ctx); err != nil {
			t.Error(err)
		}
	}()
	for _, path := range []string{"/healthz", "/api/app:getInfo"} {
		w := serve(a, path)
		if w.status != http.StatusServiceUnavailable || !strings.Contains(w.body, "APP_STARTING") || w.header.Get("Retry-After") == "" {
			t.Errorf("%s: %+v", path, w)
		}
	}
}
