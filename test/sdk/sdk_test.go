// Package sdk_test drives a whole application with the real npm client of the API that Sequitur is compatible with.
package sdk_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// movable is the real clock, set forward by whoever asks.
type movable struct{ by atomic.Int64 }

func (m *movable) Now() time.Time { return time.Now().Add(time.Duration(m.by.Load())) }

func (m *movable) After(d time.Duration) <-chan time.Time { return time.After(d) }

// ServeHTTP sets the clock forward: POST /forward?hours=25.
func (m *movable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hours, err := strconv.Atoi(r.URL.Query().Get("hours"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	m.by.Add(int64(time.Duration(hours) * time.Hour))
}

// missing skips loudly, or fails where the client is required.
func missing(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("SEQUITUR_REQUIRE_NODE") != "" {
		t.Fatalf("%s is required: %v", what, err)
	}
	t.Skipf("THE CLIENT IS NOT TESTED: %s is missing: %v", what, err)
}

func TestTheNpmClientWorksUnmodified(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node", err)
	}
	if _, err := os.Stat("node_modules/@nocobase/sdk"); err != nil {
		if out, err := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error").CombinedOutput(); err != nil {
			t.Logf("%s", out)
			missing(t, "npm ci", err)
		}
	}
	clock := &movable{}
	e := testenv.New(t, func(o *app.Options) { o.Clock = clock })
	control := httptest.NewServer(clock)
	defer control.Close()
	cmd := exec.Command(node, "--test", "--test-reporter=spec", "sdk.test.mjs")
	cmd.Env = append(os.Environ(), "SEQUITUR_URL="+e.URL(), "SEQUITUR_CONTROL="+control.URL,
		"SEQUITUR_ROOT_EMAIL=root@example.com", "SEQUITUR_ROOT_PASSWORD="+testenv.Password, "NODE_USE_ENV_PROXY=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if testing.Verbose() {
		t.Logf("%s", out)
	}
}
