package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const rootPassword = "black-box-Password-1"

// The binaries under test, each built once, as they are released: without cgo.
var (
	plain   = sync.OnceValues(func() (string, error) { return build("sequitur") })
	testkit = sync.OnceValues(func() (string, error) { return build("testkit", "-tags", "testkit") })
	// bare is what a build with Go alone gives: the bundles of the formula engines are taken away.
	bare = sync.OnceValues(func() (string, error) { return build("bare", "-overlay", overlay) })
)

var buildDir, overlay string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "sequitur-binary-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		buildDir, overlay = dir, filepath.Join(dir, "overlay.json")
		if err := writeOverlay(); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

func writeOverlay() error {
	files, err := filepath.Glob("../../internal/script/dist/*.js")
	if err != nil {
		return err
	}
	replace := map[string]string{}
	for _, f := range files {
		if f, err = filepath.Abs(f); err != nil {
			return err
		}
		replace[f] = ""
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(overlay, raw, 0o600)
}

func build(name string, flags ...string) (string, error) {
	out := filepath.Join(buildDir, name)
	args := append([]string{"build", "-ldflags", "-s -w -X main.version=v9.9.9", "-o", out}, flags...)
	cmd := exec.Command("go", append(args, ".")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, text)
	}
	return out, nil
}

func binary(t *testing.T, get func() (string, error)) string {
	t.Helper()
	path, err := get()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// environment is that of the test without any setting, plus env.
func environment(env ...string) []string {
	var all []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "SEQUITUR_") {
			all = append(all, e)
		}
	}
	return append(all, env...)
}

// result is how a command ended.
type result struct {
	code        int
	out, errOut string
}

// run runs the plain binary to its end.
func run(t *testing.T, env []string, stdin string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t, plain), args...)
	cmd.Env, cmd.Dir, cmd.Stdin = environment(env...), t.TempDir(), strings.NewReader(stdin)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// server is a running process.
type server struct {
	t      *testing.T
	cmd    *exec.Cmd
	dir    string
	url    string
	token  string
	output *lines
	done   chan struct{}
}

// lines collects what a process prints.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var serving = regexp.MustCompile(`(?m)^Sequitur \S+ serves (http://\S+)$`)

// serve starts a binary on dir and waits until it says that it serves.
func serve(t *testing.T, bin func() (string, error), dir string, env ...string) *server {
	t.Helper()
	s := &server{t: t, dir: dir, output: &lines{more: make(chan struct{}, 1)}, done: make(chan struct{})}
	s.cmd = exec.Command(binary(t, bin), "serve", "--listen", "127.0.0.1:0", "--data", dir)
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = environment(env...), s.output, s.output
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // the exit code is looked at by stop
		close(s.done)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // most tests have stopped it
		<-s.done
	})
	deadline := time.After(60 * time.Second)
	for {
		if m := serving.FindStringSubmatch(s.output.String()); m != nil {
			s.url = m[1]
			return s
		}
		select {
		case <-s.output.more:
		case <-s.done:
			t.Fatalf("the server ended: %s", s.output)
		case <-deadline:
			t.Fatalf("the server does not serve: %s", s.output)
		}
	}
}

// root gives the first user a known password.
func root() []string {
	return []string{"SEQUITUR_ROOT_EMAIL=boss@example.com", "SEQUITUR_ROOT_PASSWORD=" + rootPassword}
}

// terminate sends SIGTERM and returns the exit code.
func (s *server) terminate() int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.done:
	case <-time.After(60 * time.Second):
		s.t.Fatalf("the server does not end: %s", s.output)
	}
	return s.cmd.ProcessState.ExitCode()
}

// stop ends the server, which must go well.
func (s *server) stop() {
	s.t.Helper()
	if code := s.terminate(); code != 0 {
		s.t.Fatalf("exit code %d: %s", code, s.output)
	}
}

// reply is an answer over HTTP.
type reply struct {
	status int
	header http.Header
	body   string
	json   map[string]any
}

// code is the code of the first error.
func (r reply) code() string {
	list, _ := r.json["errors"].([]any)
	if len(list) == 0 {
		return ""
	}
	first, _ := list[0].(map[string]any)
	code, _ := first["code"].(string)
	return code
}

// data is a text in data.
func (r reply) data(name string) string {
	m, _ := r.json["data"].(map[string]any)
	return fmt.Sprint(m[name])
}

func (s *server) call(method, path string, body any) reply {
	s.t.Helper()
	r, err := s.try(method, path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *server) try(method, path string, body any) (reply, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return reply{}, err
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, s.url+path, in)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{}, err
	}
	r := reply{status: res.StatusCode, header: res.Header, body: string(raw)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		err = d.Decode(&r.json)
	}
	return r, err
}

func (s *server) post(path string, body any) reply {
	s.t.Helper()
	r := s.call(http.MethodPost, "/api/"+path, body)
	if r.status != http.StatusOK {
		s.t.Fatalf("%s: %d %s", path, r.status, r.body)
	}
	return r
}

func (s *server) signIn(account, password string) *server {
	s.t.Helper()
	s.token = s.post("auth:signIn", map[string]any{"account": account, "password": password}).data("token")
	return s
}

// eventually asks again until ok holds.
func (s *server) eventually(what string, ok func() bool) {
	s.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("never happened: %s\n%s", what, s.output)
		}
	}
}
