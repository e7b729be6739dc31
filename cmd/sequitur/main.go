// Command sequitur serves the platform: sequitur serve, version, user password, config.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// version is set by the build.
var version = "dev"

type cli struct {
	ConfigFile string     `name:"config" help:"Configuration file (JSON); the command config prints its keys." placeholder:"FILE" env:"SEQUITUR_CONFIG"`
	Serve      serveCmd   `cmd:"" help:"Serve the platform." default:"withargs"`
	Version    versionCmd `cmd:"" help:"Print the version."`
	User       userCmd    `cmd:"" help:"Manage users of a stopped server."`
	Config     configCmd  `cmd:"" help:"Print the effective configuration, secrets hidden."`
}

type (
	serveCmd   struct{ app.Config }
	versionCmd struct{}
	configCmd  struct{ app.Config }
	userCmd    struct {
		Password passwordCmd `cmd:"" help:"Set a user's password."`
	}
	passwordCmd struct {
		app.Config
		Account  string `arg:"" help:"Username or e-mail address."`
		Password string `arg:"" optional:"" help:"New password; read from standard input when missing."`
	}
)

// tuneMemory collects less often than the default: the live heap is small, and collecting it ninety times a second
// under load costs more than the memory does. The environment's GOGC and GOMEMLIMIT win.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(512 << 20)
	}
}

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	var c cli
	set := newSettings(os.LookupEnv)
	k, err := kong.New(&c, kong.Name("sequitur"), kong.Description("An action succeeds; what follows from it is guaranteed to happen."),
		kong.Resolvers(set), kong.ValueFormatter(set.help), kong.Bind(set), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fmt.Fprintln(os.Stderr, "sequitur:", err)
		os.Exit(2)
	}
	parsed, err := k.Parse(os.Args[1:])
	k.FatalIfErrorf(err)
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "sequitur:", explain(err))
		os.Exit(1)
	}
}

// explain adds the cause that callers of the API do not see: who starts the server may know it.
func explain(err error) string {
	var e *errs.Error
	if errors.As(err, &e) && e.Err != nil && !strings.Contains(err.Error(), e.Err.Error()) {
		return fmt.Sprintf("%v: %v", err, e.Err)
	}
	return err.Error()
}

// Run serves until the context ends.
func (s *serveCmd) Run(ctx context.Context, set *settings) error {
	if err := set.check(&s.Config); err != nil {
		return err
	}
	profile()
	log := logger(s.Config)
	a, err := app.New(ctx, options(s.Config, log))
	if err != nil {
		return err
	}
	if a.Generated != "" {
		fmt.Printf("First start: sign in as %s with the password %s\n", a.RootEmail, a.Generated)
	}
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.Stop(ctx))
	}
	fmt.Printf("Sequitur %s serves http://%s\n", version, a.Addr())
	if a.Generated != "" {
		fmt.Printf("Begin here: http://%s/welcome#%s\n", reached(a.Addr()), a.Generated)
	}
	<-ctx.Done()
	log.Info("stopping")
	return a.Stop(context.WithoutCancel(ctx))
}

// reached is the address under which a browser on this machine finds a listener: one that listens everywhere is localhost.
func reached(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println("sequitur", version)
	return nil
}

// Run prints the effective configuration.
func (c *configCmd) Run(set *settings) error {
	if err := set.check(&c.Config); err != nil {
		return err
	}
	b, err := c.MarshalJSON()
	if err == nil {
		fmt.Println(string(b))
	}
	return err
}

// Run sets a password.
func (c *passwordCmd) Run(ctx context.Context, set *settings) error {
	if err := set.check(&c.Config); err != nil {
		return err
	}
	password := c.Password
	if password == "" {
		b, err := io.ReadAll(io.LimitReader(os.Stdin, 4096))
		if err != nil {
			return err
		}
		password = trimLine(string(b))
	}
	if err := app.SetPassword(ctx, options(c.Config, logger(c.Config)), c.Account, password); err != nil {
		return err
	}
	fmt.Println("The password was changed.")
	return nil
}

func trimLine(s string) string {
	for len(s) > 0 && (s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}

func logger(c app.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, o))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, o))
}
