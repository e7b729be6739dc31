package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

// Config is everything that can be set: by flag, by SEQUITUR_* variable, in a file, in this order of precedence.
type Config struct {
	Listen       string        `help:"Address to serve on." default:"127.0.0.1:8787" env:"SEQUITUR_LISTEN" json:"listen"`
	Data         string        `help:"Directory of the database." default:"./data" env:"SEQUITUR_DATA" type:"path" json:"data"`
	RootEmail    string        `help:"E-mail address of the first root user, used at the first start." env:"SEQUITUR_ROOT_EMAIL" json:"rootEmail"`
	RootPassword Secret        `help:"Password of the first root user, used at the first start; generated and printed when empty." env:"SEQUITUR_ROOT_PASSWORD" json:"rootPassword"`
	LogLevel     string        `help:"What to log: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"SEQUITUR_LOG_LEVEL" json:"logLevel"`
	LogFormat    string        `help:"How to log: text or json." default:"text" enum:"text,json" env:"SEQUITUR_LOG_FORMAT" json:"logFormat"`
	Timezone     string        `help:"Time zone of the application, for relative dates in workflows." default:"UTC" env:"SEQUITUR_TIMEZONE" json:"timezone"`
	Origins      []string      `help:"Origins whose pages may call the API with credentials." env:"SEQUITUR_ORIGINS" json:"origins"`
	TrustProxy   bool          `help:"Believe X-Forwarded-For." env:"SEQUITUR_TRUST_PROXY" json:"trustProxy"`
	MaxBody      int64         `help:"Largest request body in bytes." default:"10485760" env:"SEQUITUR_MAX_BODY" json:"maxBody"`
	Workers      int           `help:"Executions that run at the same time." default:"32" env:"SEQUITUR_WORKERS" json:"workers"`
	SyncLimit    time.Duration `help:"Time limit of the synchronous workflows of a request." default:"10s" env:"SEQUITUR_SYNC_LIMIT" json:"syncLimit"`
	PreLimit     time.Duration `help:"Time limit of the pre-action workflows of a request." default:"10s" env:"SEQUITUR_PRE_ACTION_LIMIT" json:"preActionLimit"`
	Backlog      int64         `help:"Owed executions above which new actions with workflows are refused (503)." default:"200000" env:"SEQUITUR_BACKLOG" json:"backlog"`
	Keep         int           `help:"Days that finished executions and receipts are kept; 0 keeps them for ever." default:"90" env:"SEQUITUR_KEEP_DAYS" json:"keepDays"`
	LowDisk      int64         `help:"Free bytes on disk below which writes are refused." default:"67108864" env:"SEQUITUR_LOW_DISK" json:"lowDisk"`
	StopTimeout  time.Duration `help:"How long a stop waits for what is running." default:"20s" env:"SEQUITUR_STOP_TIMEOUT" json:"stopTimeout"`
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
	return json.MarshalIndent(struct {
		plain
		SyncLimit   string `json:"syncLimit"`
		PreLimit    string `json:"preActionLimit"`
		StopTimeout string `json:"stopTimeout"`
	}{plain(c), c.SyncLimit.String(), c.PreLimit.String(), c.StopTimeout.String()}, "", "  ")
}

// Validate reports all problems of a configuration together.
func (c *Config) Validate() error {
	var all []error
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		all = append(all, fmt.Errorf("listen: %q is not an address such as 127.0.0.1:8787", c.Listen))
	}
	if _, err := time.LoadLocation(c.Timezone); err != nil {
		all = append(all, fmt.Errorf("timezone: %q is not known", c.Timezone))
	}
	if c.Data == "" {
		all = append(all, errors.New("data: a directory is needed"))
	}
	for name, v := range map[string]int64{"workers": int64(c.Workers), "maxBody": c.MaxBody, "syncLimit": int64(c.SyncLimit), "preActionLimit": int64(c.PreLimit), "backlog": c.Backlog} {
		if v <= 0 {
			all = append(all, fmt.Errorf("%s: must be greater than 0", name))
		}
	}
	if c.Keep < 0 {
		all = append(all, errors.New("keepDays: must not be negative"))
	}
	return errors.Join(all...)
}
