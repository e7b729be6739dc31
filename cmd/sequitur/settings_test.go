package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/app"
)

// example gives two texts that a setting can take and what config prints for them.
func example(t *testing.T, s app.Setting) (first, second string, want [2]any) {
	t.Helper()
	switch s.Key {
	case "listen":
		return "127.0.0.1:1001", "127.0.0.1:1002", [2]any{"127.0.0.1:1001", "127.0.0.1:1002"}
	case "data":
		return "/tmp/one", "/tmp/two", [2]any{"/tmp/one", "/tmp/two"}
	case "rootPassword":
		return "hidden-password-1", "hidden-password-2", [2]any{"***", "***"}
	case "logLevel":
		return "warn", "error", [2]any{"warn", "error"}
	case "logFormat":
		return "json", "text", [2]any{"json", "text"}
	case "timezone":
		return "Europe/Paris", "Asia/Tokyo", [2]any{"Europe/Paris", "Asia/Tokyo"}
	case "origins":
		return "https://a.example,https://b.example", "https://c.example", [2]any{[]any{"https://a.example", "https://b.example"}, []any{"https://c.example"}}
	}
	switch s.Type.Kind() {
	case reflect.String:
		return "one@example.com", "two@example.com", [2]any{"one@example.com", "two@example.com"}
	case reflect.Bool:
		return "true", "false", [2]any{true, false}
	}
	if s.Type.String() == "time.Duration" {
		return "11s", "1m30s", [2]any{"11s", "1m30s"}
	}
	return "7", "8", [2]any{7.0, 8.0}
}

// printed is what `sequitur config` prints for a key.
func printed(t *testing.T, key string, env []string, args ...string) any {
	t.Helper()
	r := run(t, env, "", append([]string{"config"}, args...)...)
	if r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if strings.Contains(r.out, "hidden-password") {
		t.Errorf("a secret is printed: %s", r.out)
	}
	var all map[string]any
	if err := json.Unmarshal([]byte(r.out), &all); err != nil {
		t.Fatal(err)
	}
	return all[key]
}

func file(t *testing.T, content any) string {
	t.Helper()
	raw, ok := content.(string)
	if !ok {
		b, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		raw = string(b)
	}
	name := filepath.Join(t.TempDir(), "sequitur.json")
	if err := os.WriteFile(name, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestEverySettingIsAFlagAVariableAndAKey(t *testing.T) {
	t.Parallel()
	for _, s := range app.Settings() {
		t.Run(s.Key, func(t *testing.T) {
			t.Parallel()
			first, second, want := example(t, s)
			name := file(t, m{s.Key: first})
			check := func(how string, want any, env []string, args ...string) {
				t.Helper()
				if have := printed(t, s.Key, env, args...); !reflect.DeepEqual(have, want) {
					t.Errorf("%s: %v, want %v", how, have, want)
				}
			}
			check("flag", want[0], nil, s.Flag+"="+first)
			check("variable", want[0], []string{s.Variable + "=" + first})
			check("file", want[0], nil, "--config", name)
			check("file named by a variable", want[0], []string{"SEQUITUR_CONFIG=" + name})
			check("variable over file", want[1], []string{s.Variable + "=" + second}, "--config", name)
			check("flag over variable and file", want[1], []string{s.Variable + "=" + first}, "--config", name, s.Flag+"="+second)
			check("an empty variable says nothing", want[0], []string{s.Variable + "="}, "--config", name)
		})
	}
}

func TestTheFileTakesJSONTypes(t *testing.T) {
	t.Parallel()
	name := file(t, m{"workers": 5, "trustProxy": true, "origins": []string{"https://a.example", "http://b.example:8080"}, "syncLimit": "3s"})
	r := run(t, nil, "", "--config", name, "config")
	for _, want := range []string{`"workers": 5`, `"trustProxy": true`, `"http://b.example:8080"`, `"syncLimit": "3s"`} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%s is missing: %+v", want, r)
		}
	}
}

func TestWhatConfigPrintsCanBeTheFile(t *testing.T) {
	t.Parallel()
	r := run(t, nil, "", "config", "--workers", "3", "--root-email", "a@example.com")
	again := run(t, nil, "", "config", "--config", file(t, r.out))
	if r.code != 0 || again.out != r.out {
		t.Errorf("%+v\n%+v", r, again)
	}
}

func TestAllProblemsAreReportedTogether(t *testing.T) {
	t.Parallel()
	name := file(t, m{"workers": "many", "wrokers": 3, "trustProxy": m{}, "backlog": -1, "LISTEN": "x"})
	env := []string{"SEQUITUR_SYNC_LIMIT=soon", "SEQUITUR_TIMEZONE=Mars/Base", "SEQUITUR_ORIGINS=example.com/path"}
	for _, args := range [][]string{{"serve"}, {"config"}, {"user", "password", "root", "some-Password-1"}} {
		r := run(t, env, "", append(args, "--config", name, "--listen", "nowhere", "--log-level=loud", "--log-format=xml", "--keep-days=-1", "--max-body=0")...)
		if r.code != 1 || r.out != "" {
			t.Errorf("%v: %+v", args, r)
		}
		for _, want := range []string{
			`workers: "many"`, `no setting "wrokers"`, `no setting "LISTEN"`, "trustProxy: this value is not of the right type", "backlog: must be greater than 0",
			`SEQUITUR_SYNC_LIMIT: "soon"`, `timezone: "Mars/Base"`, `origins: "example.com/path"`, `listen: "nowhere"`,
			`logLevel: "loud"`, `logFormat: "xml"`, "keepDays: must not be negative", "maxBody: must be greater than 0",
		} {
			if strings.Count(r.errOut, want) != 1 {
				t.Errorf("%v: not once: %s\n%s", args, want, r.errOut)
			}
		}
	}
}

func TestFilesAndFlagsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a file that is missing":      {[]string{"--config", "/nowhere/sequitur.json"}, "/nowhere/sequitur.json"},
		"a file that is no JSON":      {[]string{"--config", file(t, "listen: x")}, "is not one JSON object"},
		"a file that is a list":       {[]string{"--config", file(t, "[]")}, "is not one JSON object"},
		"a file with two objects":     {[]string{"--config", file(t, "{}{}")}, "is not one JSON object"},
		"a key that is null":          {[]string{"--config", file(t, `{"workers": null}`)}, "workers: this value is not of the right type"},
		"a fraction of a worker":      {[]string{"--config", file(t, `{"workers": 1.5}`)}, `workers: "1.5"`},
		"a flag that does not exist":  {[]string{"--lsiten=x"}, "--lsiten"},
		"a flag of the wrong type":    {[]string{"--workers=x"}, "--workers"},
		"a command that is not there": {[]string{"migrate"}, "migrate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := run(t, nil, "", append([]string{"config"}, c.args...)...); r.code == 0 || !strings.Contains(r.errOut, c.want) || r.out != "" {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestVersionAndHelp(t *testing.T) {
	t.Parallel()
	if r := run(t, []string{"SEQUITUR_WORKERS=broken"}, "", "version"); r.code != 0 || r.out != "sequitur v9.9.9\n" {
		t.Errorf("%+v", r)
	}
	r := run(t, nil, "", "serve", "--help")
	for _, s := range app.Settings() {
		if !strings.Contains(r.out, s.Flag) || !strings.Contains(r.out, s.Variable) {
			t.Errorf("%s is not in the help", s.Key)
		}
	}
}
