package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
)

func TestDefaultsAreUsable(t *testing.T) {
	c := app.Defaults()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8787" || c.Workers < 1 || c.SyncLimit != 10*time.Second || c.Keep != 90 || c.LowDisk != 64<<20 || c.Timezone != "UTC" {
		t.Errorf("%+v", c)
	}
}

func TestProblemsAreNamedByTheirKey(t *testing.T) {
	for key, spoil := range map[string]func(*app.Config){
		"listen":         func(c *app.Config) { c.Listen = "127.0.0.1" },
		"data":           func(c *app.Config) { c.Data = "" },
		"logLevel":       func(c *app.Config) { c.LogLevel = "loud" },
		"logFormat":      func(c *app.Config) { c.LogFormat = "xml" },
		"timezone":       func(c *app.Config) { c.Timezone = "Local" },
		"origins":        func(c *app.Config) { c.Origins = []string{"https://a.example/"} },
		"maxBody":        func(c *app.Config) { c.MaxBody = 0 },
		"workers":        func(c *app.Config) { c.Workers = -1 },
		"syncLimit":      func(c *app.Config) { c.SyncLimit = 0 },
		"preActionLimit": func(c *app.Config) { c.PreLimit = -time.Second },
		"backlog":        func(c *app.Config) { c.Backlog = 0 },
		"keepDays":       func(c *app.Config) { c.Keep = -1 },
		"stopTimeout":    func(c *app.Config) { c.StopTimeout = 0 },
	} {
		c := app.Defaults()
		spoil(&c)
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), key+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", key, err)
		}
	}
	for _, good := range []func(*app.Config){
		func(c *app.Config) { c.Listen = ":0" },
		func(c *app.Config) { c.Listen = "[::1]:80" },
		func(c *app.Config) { c.Origins = []string{"http://localhost:3000", "https://a.example"} },
		func(c *app.Config) { c.Keep = 0 },
		func(c *app.Config) { c.LowDisk = -1 },
	} {
		c := app.Defaults()
		good(&c)
		if err := c.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := app.Defaults()
	c.RootPassword = "very-secret-1"
	raw, err := c.MarshalJSON()
	if err != nil || strings.Contains(string(raw), "very-secret") || strings.Contains(c.RootPassword.String(), "very") {
		t.Errorf("%s %v", raw, err)
	}
}
