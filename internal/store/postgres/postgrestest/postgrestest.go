// Package postgrestest gives tests a PostgreSQL: the one that SEQUITUR_TEST_POSTGRES names, or a temporary one from
// the programs found on the machine. It imports testing and is only for tests.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The environment that tests look at.
const (
	envURL     = "SEQUITUR_TEST_POSTGRES"    // of a database where schemas may be made and dropped
	envRequire = "SEQUITUR_REQUIRE_POSTGRES" // 1: a missing server is a failure
)

// Server is a PostgreSQL server for the tests of one process. A nil Server is a missing one.
type Server struct {
	url   *url.URL
	bin   string // of a server that was started here
	dir   string
	count atomic.Int64
}

// Run starts a server, runs the tests and stops the server. TestMain calls it with m.Run.
func Run(tests func(*Server) int) (code int, err error) {
	s, err := start()
	if err != nil {
		return 1, err
	}
	if s == nil && os.Getenv(envRequire) == "1" {
		return 1, fmt.Errorf("%s=1 and there is no PostgreSQL: set %s, or install the server", envRequire, envURL)
	}
	code = tests(s)
	return code, s.stop()
}

// Database makes an empty schema for one test, which is much quicker than a database, and returns the URL that leads
// to it. Without a server the test is skipped.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	if s == nil {
		t.Skipf("NO POSTGRESQL: this test did not run. Set %s, or install the server.", envURL)
	}
	name := fmt.Sprintf("sequitur_test_%d_%d", os.Getpid(), s.count.Add(1))
	if err := s.admin(t.Context(), "create schema "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.admin(context.Background(), "drop schema "+name+" cascade"); err != nil {
			t.Error(err)
		}
	})
	u := *s.url
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func (s *Server) admin(ctx context.Context, statement string) error {
	c, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, statement)
	return errors.Join(err, c.Close(ctx))
}

func start() (*Server, error) {
	if text := os.Getenv(envURL); text != "" {
		u, err := url.Parse(text)
		return &Server{url: u}, err
	}
	bin := find()
	if bin == "" {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "sequitur-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	if err := s.launch(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// find returns the directory of the newest server programs, "" when there are none.
func find() string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "pg_ctl")); err == nil {
			return dir
		}
	}
	return ""
}

func version(bin string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return n
}

// launch starts a server that listens on a socket in its own directory only and does not wait for the disk.
func (s *Server) launch() error {
	if err := s.handOver(); err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	if err := s.run("initdb", "-D", data, "-U", "sequitur", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"); err != nil {
		return err
	}
	options := "-c listen_addresses='' -c unix_socket_directories='" + s.dir + "' -c fsync=off -c full_page_writes=off -c max_connections=200"
	if err := s.run("pg_ctl", "start", "-w", "-D", data, "-l", filepath.Join(s.dir, "log"), "-o", options); err != nil {
		return err
	}
	s.url = &url.URL{Scheme: "postgres", User: url.User("sequitur"), Path: "/postgres", RawQuery: url.Values{"host": {s.dir}}.Encode()}
	return nil
}

func (s *Server) stop() error {
	if s == nil || s.bin == "" {
		return nil
	}
	err := s.run("pg_ctl", "stop", "-m", "immediate", "-D", filepath.Join(s.dir, "data"))
	return errors.Join(err, os.RemoveAll(s.dir))
}

func (s *Server) run(name string, args ...string) error {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.SysProcAttr = s.identity()
	// A file: the server would keep a pipe open for ever.
	out, err := os.Create(filepath.Join(s.dir, "out"))
	if err != nil {
		return err
	}
	c.Stdout, c.Stderr = out, out
	err = errors.Join(c.Run(), out.Close())
	if err != nil {
		text, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", name, err, text)
	}
	return nil
}
