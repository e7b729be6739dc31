package hostile

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// journal keeps what the application logs as an error: hostile input must not get that far.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }
func (j *journal) WithAttrs([]slog.Attr) slog.Handler           { return j }
func (j *journal) WithGroup(string) slog.Handler                { return j }
func (j *journal) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool { line += fmt.Sprintf(" %s=%v", a.Key, a.Value); return true })
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
	return nil
}

// quiet fails the test when something was logged, and forgets it.
func (j *journal) quiet(t testing.TB, after string) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, line := range j.lines {
		t.Errorf("logged after %s: %.1500s", after, line)
	}
	j.lines = nil
}

func logged(j *journal) testenv.Option { return func(o *app.Options) { o.Logger = slog.New(j) } }

// raw sends a request as it is; path is what follows the host.
func (w *world) raw(t testing.TB, method, path, body string, header map[string]string) (int, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, w.URL(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	path, q, _ := strings.Cut(path, "?")
	req.URL.Opaque, req.URL.RawQuery = path, q
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+w.Root.Token)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Logf("%s %s: %v", method, path, err) // what the client library itself refuses is no finding
		return 0, nil
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b
}

// envelope fails unless an answer is what P23 promises: JSON, and below 500 or a documented code.
func envelope(t testing.TB, call string, status int, body []byte) {
	t.Helper()
	if status == 0 || status == 204 {
		return
	}
	var e struct {
		Errors []struct{ Message, Code string }
	}
	if !json.Valid(body) && len(body) > 0 {
		t.Errorf("%s: %d is no JSON: %.300s", call, status, body)
		return
	}
	if status < 400 || len(body) == 0 {
		return
	}
	if err := json.Unmarshal(body, &e); err != nil || len(e.Errors) == 0 || e.Errors[0].Code == "" || e.Errors[0].Message == "" {
		t.Errorf("%s: %d without a code: %.300s", call, status, body)
		return
	}
	if status >= 500 && !documented[e.Errors[0].Code] {
		t.Errorf("%s: %d %.500s", call, status, body)
	}
}

// documented are the codes of answers of the 500s that are promised.
var documented = map[string]bool{"PRE_ACTION_FAILED": true, "PRE_ACTION_TIMEOUT": true, "POST_ACTION_FAILED": true, "POST_ACTION_TIMEOUT": true, "BACKLOG": true, "DEFINITIONS_CHANGING": true}

type options = app.Options
