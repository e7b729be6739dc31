package main_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	_ "modernc.org/sqlite" // to look at the stopped database
)

type m = map[string]any

func TestTheFirstStartPrintsAPasswordOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, plain, dir)
	found := regexp.MustCompile(`sign in as (\S+) with the password (\S+)`).FindStringSubmatch(s.output.String())
	if found == nil {
		t.Fatalf("no password in %s", s.output)
	}
	s.signIn(found[1], found[2])
	s.stop()
	text := s.output.String()
	if link := "Begin here: " + s.url + "/welcome#" + found[2] + "\n"; !strings.Contains(text, link) {
		t.Errorf("no link to begin with in %s", text)
	}
	if strings.Count(text, found[2]) != 2 {
		t.Errorf("the password is elsewhere than in its line and in the link: %s", text)
	}
	again := serve(t, plain, dir)
	if text := again.output.String(); strings.Contains(text, "password") || strings.Contains(text, "welcome") {
		t.Errorf("the second start speaks of a password: %s", text)
	}
	again.signIn(found[1], found[2])
	again.stop()
}

func TestTheFirstUserIsAsConfigured(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, plain, dir, root()...)
	if text := s.output.String(); strings.Contains(text, rootPassword) || strings.Contains(text, "First start") {
		t.Errorf("a configured password is printed: %s", text)
	}
	s.signIn("boss@example.com", rootPassword).stop()
	// At later starts both say nothing: the user may have changed his password.
	s = serve(t, plain, dir, "SEQUITUR_ROOT_EMAIL=other@example.com", "SEQUITUR_ROOT_PASSWORD=another-Password-2")
	s.signIn("boss@example.com", rootPassword)
	if r := s.call("POST", "/api/auth:signIn", m{"account": "other@example.com", "password": "another-Password-2"}); r.status == http.StatusOK {
		t.Error("a second root user was made")
	}
	s.stop()
}

func TestAWeakRootPasswordIsRefusedAndTheNextStartWorks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := run(t, []string{"SEQUITUR_ROOT_PASSWORD=short"}, "", "serve", "--listen", "127.0.0.1:0", "--data", dir)
	if r.code != 1 || !strings.Contains(r.errOut, "at least 8 characters") || strings.Contains(r.errOut, "short\n") {
		t.Errorf("%+v", r)
	}
	serve(t, plain, dir, root()...).signIn("boss@example.com", rootPassword).stop()
}

func TestAnAddressInUseIsRefusedAndTheNextStartWorks(t *testing.T) {
	t.Parallel()
	first := serve(t, plain, t.TempDir(), root()...)
	dir := t.TempDir()
	r := run(t, root(), "", "serve", "--listen", strings.TrimPrefix(first.url, "http://"), "--data", dir)
	if r.code != 1 || !strings.Contains(r.errOut, "address already in use") {
		t.Errorf("%+v", r)
	}
	serve(t, plain, dir, root()...).signIn("boss@example.com", rootPassword).stop()
	first.stop()
}

func TestHealthAndTheStartPage(t *testing.T) {
	t.Parallel()
	s := serve(t, plain, t.TempDir(), root()...)
	if r := s.call("GET", "/healthz", nil); r.status != http.StatusOK || r.body != "ok\n" {
		t.Errorf("%+v", r)
	}
	r := s.call("GET", "/", nil)
	app := strings.HasPrefix(r.header.Get("Content-Type"), "text/html") && strings.Contains(r.body, `<div id="root">`)
	none := strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") && strings.Contains(r.body, "make web") && strings.Contains(r.body, "/api/")
	if r.status != http.StatusOK || !app && !none {
		t.Errorf("neither the web app nor that it is not built in: %+v", r)
	}
	if r := s.call("GET", "/api/app:getInfo", nil); !strings.Contains(r.body, "v9.9.9") {
		t.Errorf("no version: %+v", r)
	}
	s.stop()
}

func TestASecondServerOnTheSameDataIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, plain, t.TempDir(), root()...)
	r := run(t, nil, "", "serve", "--listen", "127.0.0.1:0", "--data", s.dir)
	want := fmt.Sprintf("in use by process %d", s.cmd.Process.Pid)
	if r.code != 1 || !strings.Contains(r.errOut, want) || !strings.Contains(r.errOut, s.dir) {
		t.Errorf("want %q: %+v", want, r)
	}
	s.signIn("boss@example.com", rootPassword).stop()
}

func database(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "sequitur.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestADatabaseOfANewerVersionIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serve(t, plain, dir, root()...).stop()
	db := database(t, dir)
	if _, err := db.Exec(`insert into sequitur_migrations (number, name, applied_at) values (9999, 'from_the_future', '2099-01-01')`); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"user", "password", "root", "another-Password-2"}} {
		r := run(t, nil, "", append(args, "--data", dir)...)
		if r.code != 1 || !strings.Contains(r.errOut, "newer version") || !strings.Contains(r.errOut, "from_the_future") {
			t.Errorf("%v: %+v", args, r)
		}
	}
	if _, err := db.Exec(`delete from sequitur_migrations where number = 9999`); err != nil {
		t.Fatal(err)
	}
	serve(t, plain, dir).signIn("boss@example.com", rootPassword).stop()
}

func TestSIGTERMAnswersWhatRuns(t *testing.T) {
	t.Parallel()
	s := serve(t, testkit, t.TempDir(), root()...).signIn("boss@example.com", rootPassword)
	s.post("collections:create", m{"name": "posts", "fields": []m{{"name": "title", "type": "string"}}})
	s.workflow(m{"key": "wait", "title": "wait", "type": "action", "sync": true, "config": m{"collection": "posts"}},
		m{"key": "slow", "title": "slow", "type": "slow", "config": m{"duration": 1500}})
	var wait sync.WaitGroup
	var answer reply
	var err error
	wait.Go(func() { answer, err = s.try("POST", "/api/posts:create?triggerWorkflows=wait", m{"title": "last"}) })
	s.eventually("the workflow runs", func() bool {
		return strings.Contains(s.call("GET", "/api/executions:list", nil).body, `"key":"wait"`)
	})
	s.stop()
	wait.Wait()
	if err != nil || answer.status != http.StatusOK || answer.data("title") != "last" {
		t.Errorf("%+v, %v", answer, err)
	}
	if text := s.output.String(); strings.Contains(text, "level=ERROR") || strings.Contains(text, "level=WARN") {
		t.Errorf("the stop is not clean: %s", text)
	}
}

// workflow makes and enables a workflow of nodes one after the other.
func (s *server) workflow(def m, nodes ...m) {
	s.t.Helper()
	id := s.post("workflows:create", def).data("id")
	upstream := ""
	for _, n := range nodes {
		if upstream != "" {
			n["upstreamId"] = upstream
		}
		upstream = s.post("workflows/"+id+"/nodes:create", n).data("id")
	}
	s.post("workflows:update?filterByTk="+id, m{"enabled": true})
}

func TestLowDiskRefusesWritesAndHarmsNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, plain, dir, root()...).signIn("boss@example.com", rootPassword)
	s.post("collections:create", m{"name": "posts", "fields": []m{{"name": "title", "type": "string"}}})
	s.post("collections:create", m{"name": "notes", "fields": []m{{"name": "title", "type": "string"}}})
	s.workflow(m{"key": "follow", "title": "follow", "type": "action", "config": m{"collection": "posts"}},
		m{"key": "note", "title": "note", "type": "create", "config": m{"collection": "notes", "params": m{"values": m{"title": "{{$context.data.title}}"}}}})
	s.post("posts:create?triggerWorkflows=follow", m{"title": "before"})
	s.eventually("the note is there", func() bool { return strings.Contains(s.call("GET", "/api/notes:list", nil).body, "before") })
	token := s.token
	s.stop()

	s = serve(t, plain, dir, "SEQUITUR_LOW_DISK=9000000000000000000")
	s.token = token
	for _, path := range []string{"posts:create?triggerWorkflows=follow", "posts:update?filter[title]=before", "collections:create"} {
		r := s.call("POST", "/api/"+path, m{"title": "during", "name": "more"})
		if r.status != http.StatusServiceUnavailable || r.code() != "DISK_FULL" || r.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %v %s", path, r.status, r.header, r.body)
		}
	}
	if r := s.call("GET", "/api/posts:list", nil); r.status != http.StatusOK || !strings.Contains(r.body, "before") {
		t.Errorf("reading fails: %s", r.body)
	}
	s.stop()

	s = serve(t, plain, dir)
	s.token = token
	s.post("posts:create?triggerWorkflows=follow", m{"title": "after"})
	s.eventually("the note is there", func() bool { return strings.Contains(s.call("GET", "/api/notes:list", nil).body, "after") })
	for _, list := range []string{"posts", "notes", "executions", "receipts"} {
		if r := s.call("GET", "/api/"+list+":list", nil); !strings.Contains(r.body, `"count":2`) {
			t.Errorf("%s: not exactly two: %s", list, r.body)
		}
	}
	if r := s.call("GET", "/api/more:list", nil); r.status != http.StatusNotFound {
		t.Errorf("a refused collection is there: %s", r.body)
	}
	s.stop()
}

func TestAFirstStartOnAFullDiskSaysWhy(t *testing.T) {
	t.Parallel()
	r := run(t, []string{"SEQUITUR_LOW_DISK=9000000000000000000"}, "", "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir())
	if r.code != 1 || !strings.Contains(r.errOut, "bytes free") {
		t.Errorf("%+v", r)
	}
}

func TestWithoutTheFormulaEnginesAWorkflowEndsReadably(t *testing.T) {
	t.Parallel()
	s := serve(t, bare, t.TempDir(), root()...).signIn("boss@example.com", rootPassword)
	s.post("collections:create", m{"name": "posts", "fields": []m{{"name": "title", "type": "string"}}})
	s.workflow(m{"key": "compute", "title": "compute", "type": "action", "config": m{"collection": "posts"}},
		m{"key": "sum", "title": "sum", "type": "calculation", "config": m{"engine": "math.js", "expression": "1 + 1"}})
	s.post("posts:create?triggerWorkflows=compute", m{"title": "x"})
	var body string
	s.eventually("the execution ends", func() bool {
		body = s.call("GET", "/api/executions:list?appends=jobs", nil).body
		return strings.Contains(body, `"status":-2`)
	})
	if !strings.Contains(body, "the formula engines are not built in") || !strings.Contains(body, "make engines") {
		t.Errorf("not readable: %s", body)
	}
	s.stop()
}

func TestTheTypesForTestsAreOnlyInTheTestBuild(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		bin    func() (string, error)
		status int
	}{{"plain", plain, http.StatusBadRequest}, {"testkit", testkit, http.StatusOK}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.bin, t.TempDir(), root()...).signIn("boss@example.com", rootPassword)
			s.post("collections:create", m{"name": "posts", "fields": []m{{"name": "title", "type": "string"}}})
			id := s.post("workflows:create", m{"title": "w", "type": "action", "config": m{"collection": "posts"}}).data("id")
			if r := s.call("POST", "/api/workflows/"+id+"/nodes:create", m{"key": "e", "title": "e", "type": "echo"}); r.status != c.status {
				t.Errorf("%d %s", r.status, r.body)
			}
			s.stop()
		})
	}
}
