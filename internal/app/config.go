package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Config is everything that can be set: by flag, by SEQUITUR_* variable, in a file, in this order of precedence. The
// json tag is the key in the file; flag and variable are the same name in their own spelling (keepDays: --keep-days,
// SEQUITUR_KEEP_DAYS).
type Config struct {
	Listen       string        `help:"Address to serve on." default:"127.0.0.1:8787" json:"listen"`
	Data         string        `help:"Directory of the database." default:"./data" type:"path" json:"data"`
	RootEmail    string        `help:"E-mail address of the first root user, used at the first start." json:"rootEmail"`
	RootPassword Secret        `help:"Password of the first root user, used at the first start; generated and printed when empty." json:"rootPassword"`
	LogLevel     string        `help:"What to log: debug, info, warn or error." default:"info" json:"logLevel"`
	LogFormat    string        `help:"How to log: text or json." default:"text" json:"logFormat"`
	Timezone     string        `help:"Time zone of the application, for relative dates in workflows." default:"UTC" json:"timezone"`
	Origins      []string      `help:"Origins whose pages may call the API with credentials." json:"origins"`
	TrustProxy   bool          `help:"Believe X-Forwarded-For." json:"trustProxy"`
	MaxBody      int64         `help:"Largest request body in bytes." default:"10485760" json:"maxBody"`
	Workers      int           `help:"Executions that run at the same time." default:"128" json:"workers"`
	SyncLimit    time.Duration `help:"Time limit of the synchronous workflows of a request." default:"10s" json:"syncLimit"`
	PreLimit     time.Duration `name:"pre-action-limit" help:"Time limit of the pre-action workflows of a request." default:"10s" json:"preActionLimit"`
	Backlog      int64         `help:"Owed executions above which new actions with workflows are refused (503)." default:"200000" json:"backlog"`
	Keep         int           `name:"keep-days" help:"Days that finished executions and receipts are kept; 0 keeps them for ever." default:"90" json:"keepDays"`
	LowDisk      int64         `help:"Free bytes on disk below which writes are refused." default:"67108864" json:"lowDisk"`
	StopTimeout  time.Duration `help:"How long a stop waits for what is running." default:"20s" json:"stopTimeout"`
}

// Secret is text that is never printed.
type Secret string

// String implements fmt.Stringer.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// MarshalJSON implements json.Marshaler.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalJSON writes the effective configuration: durations as text, secrets hidden.
func (c Config) MarshalJSON() ([]byte, error) {
	type plain Config
	if c.Origins == nil {
		c.Origins = []string{}
	}
	return json.MarshalIndent(struct {
		plain
		SyncLimit   string `json:"syncLimit"`
		PreLimit    string `json:"preActionLimit"`
		StopTimeout string `json:"stopTimeout"`
	}{plain(c), c.SyncLimit.String(), c.PreLimit.String(), c.StopTimeout.String()}, "", "  ")
}

// Check reports all problems of a configuration together, in the order of the settings.
func (c *Config) Check() error {
	var all []error
	wrong := func(bad bool, format string, a ...any) {
		if bad {
			all = append(all, fmt.Errorf(format, a...))
		}
	}
	_, port, err := net.SplitHostPort(c.Listen)
	n, portErr := strconv.ParseUint(port, 10, 16)
	wrong(err != nil || portErr != nil || n > 65535, "listen: %q is not an address such as 127.0.0.1:8787", c.Listen)
	wrong(c.Data == "", "data: a directory is needed")
	wrong(!oneOf(c.LogLevel, "", "debug", "info", "warn", "error"), "logLevel: %q is none of debug, info, warn, error", c.LogLevel)
	wrong(!oneOf(c.LogFormat, "", "text", "json"), "logFormat: %q is none of text, json", c.LogFormat)
	_, err = time.LoadLocation(c.Timezone)
	wrong(err != nil || c.Timezone == "Local", "timezone: %q is not known", c.Timezone)
	for _, o := range c.Origins {
		wrong(!isOrigin(o), "origins: %q is not an origin such as https://example.com", o)
	}
	wrong(c.MaxBody <= 0, "maxBody: must be greater than 0")
	wrong(c.Workers <= 0, "workers: must be greater than 0")
	wrong(c.SyncLimit <= 0, "syncLimit: must be greater than 0")
	wrong(c.PreLimit <= 0, "preActionLimit: must be greater than 0")
	wrong(c.Backlog <= 0, "backlog: must be greater than 0")
	wrong(c.Keep < 0, "keepDays: must not be negative")
	wrong(c.StopTimeout <= 0, "stopTimeout: must be greater than 0")
	return errors.Join(all...)
}

func oneOf(s string, list ...string) bool { return slices.Contains(list, s) }

// isOrigin tells whether s is what browsers send as Origin: scheme and host, nothing else.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && s == u.Scheme+"://"+u.Host
}

// Setting is one setting of Config with all its names.
type Setting struct {
	Key, Flag, Variable string
	Default, Help       string
	Type                reflect.Type
}

// Settings lists what can be set, in the order of Config.
func Settings() []Setting {
	t := reflect.TypeFor[Config]()
	list := make([]Setting, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("json")
		list = append(list, Setting{
			Key: key, Flag: "--" + spelled(key, '-'), Variable: "SEQUITUR_" + strings.ToUpper(spelled(key, '_')),
			Default: f.Tag.Get("default"), Help: f.Tag.Get("help"), Type: f.Type,
		})
	}
	return list
}

// spelled writes a camelCase key in small letters with sep between its words.
func spelled(key string, sep rune) string {
	var b strings.Builder
	for _, r := range key {
		if unicode.IsUpper(r) {
			b.WriteRune(sep)
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Defaults is the configuration that nobody has changed.
func Defaults() Config {
	var c Config
	v := reflect.ValueOf(&c).Elem()
	for i, s := range Settings() {
		f := v.Field(i)
		n, err := strconv.ParseInt(s.Default, 10, 64)
		d, durationErr := time.ParseDuration(s.Default)
		switch {
		case f.Kind() == reflect.String:
			f.SetString(s.Default)
		case s.Type == reflect.TypeFor[time.Duration]() && durationErr == nil:
			f.SetInt(int64(d))
		case f.CanInt() && err == nil:
			f.SetInt(n)
		}
	}
	return c
}
