package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestThePasswordOfAStoppedServerCanBeSet(t *testing.T) {
	t.Parallel()
	const second, third = "second-Password-2", "third-Password-3"
	s := serve(t, plain, t.TempDir(), root()...).signIn("boss@example.com", rootPassword)
	old := s.token
	if r := run(t, nil, "", "user", "password", "--data", s.dir, "boss@example.com", second); r.code != 1 || !strings.Contains(r.errOut, "in use by process") {
		t.Errorf("a running server: %+v", r)
	}
	s.signIn("boss@example.com", rootPassword).stop()

	for _, c := range []struct {
		what, account, password, stdin, want string
	}{
		{"an unknown user", "nobody@example.com", second, "", "there is no user"},
		{"a weak password", "boss@example.com", "short", "", "at least 8 characters"},
		{"no password", "boss@example.com", "", "\n", "at least 8 characters"},
	} {
		args := []string{"user", "password", "--data", s.dir, c.account}
		if c.password != "" {
			args = append(args, c.password)
		}
		if r := run(t, nil, c.stdin, args...); r.code != 1 || !strings.Contains(r.errOut, c.want) {
			t.Errorf("%s: %+v", c.what, r)
		}
	}
	if r := run(t, nil, "", "user", "password", "--data", s.dir, "boss@example.com", second); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	s = serve(t, plain, s.dir)
	s.token = old
	if r := s.call("GET", "/api/auth:check", nil); r.status != http.StatusUnauthorized {
		t.Errorf("the old session lives: %d %s", r.status, r.body)
	}
	s.token = ""
	if r := s.call("POST", "/api/auth:signIn", m{"account": "boss@example.com", "password": rootPassword}); r.status == http.StatusOK {
		t.Error("the old password works")
	}
	s.signIn("boss@example.com", second).stop()

	if r := run(t, nil, third+"\n", "user", "password", "--data", s.dir, "boss@example.com"); r.code != 0 || strings.Contains(r.out+r.errOut, third) {
		t.Fatalf("from standard input: %+v", r)
	}
	serve(t, plain, s.dir).signIn("boss@example.com", third).stop()
}

func TestSettingAPasswordMakesNoDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := run(t, nil, "", "user", "password", "--data", dir, "root", "some-Password-1")
	if _, err := os.Stat(filepath.Join(dir, "sequitur.db")); r.code != 1 || !strings.Contains(r.errOut, "there is no database") || !os.IsNotExist(err) {
		t.Errorf("%+v, %v", r, err)
	}
}
