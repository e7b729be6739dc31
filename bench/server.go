package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// server is a running process of one of the systems.
type server struct {
	name, dir, addr string
	token           string // of an ordinary user
	cmd             *exec.Cmd
	dead            chan struct{}
}

func (s *server) pid() int { return s.cmd.Process.Pid }

// launch starts a program and waits until a line of its output tells its address.
func launch(ctx context.Context, s *server, ready func(line []byte) bool) error {
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.dead = make(chan struct{})
	told := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(out)
		for known := false; lines.Scan(); {
			if !known && ready(lines.Bytes()) {
				known = true
				close(told)
			}
		}
		_ = s.cmd.Wait() // how it ended shows in ProcessState
		close(s.dead)
	}()
	select {
	case <-told:
		return nil
	case <-s.dead:
		return fmt.Errorf("%s ended before it served: %s", s.name, s.cmd.ProcessState)
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(2 * time.Minute):
		return fmt.Errorf("%s did not serve within 2 minutes", s.name)
	}
}

// stop ends the process as an operator would.
func (s *server) stop() error {
	if s == nil || s.dead == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.dead:
		return nil
	case <-time.After(time.Minute):
		return errors.Join(fmt.Errorf("%s did not stop within a minute", s.name), s.cmd.Process.Kill())
	}
}

const (
	rootPassword  = "bench-Password-1"
	clerkPassword = "bench-Password-2"
)

var serving = regexp.MustCompile(`http://(\S+)`)

func (b *bench) command(ctx context.Context, listen, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.binary, "serve", "--listen", listen, "--data", dir, "--log-level", "warn")
	cmd.Env = append(os.Environ(), "SEQUITUR_ROOT_EMAIL=root@example.com", "SEQUITUR_ROOT_PASSWORD="+rootPassword)
	return cmd
}

// startSequitur starts the real binary on dir.
func (b *bench) startSequitur(ctx context.Context, dir string) (*server, error) {
	s := &server{name: sequitur, dir: dir, cmd: b.command(ctx, "127.0.0.1:0", dir)}
	return s, launch(ctx, s, func(line []byte) bool {
		m := serving.FindSubmatch(line)
		if m != nil {
			s.addr = string(m[1])
		}
		return m != nil
	})
}

// buildPeer compiles PocketBase's module.
func buildPeer(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "pocketbase")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, ".")
	cmd.Dir = filepath.Join("peers", "pocketbase")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
}

// startPeer starts PocketBase on dir.
func (b *bench) startPeer(ctx context.Context, name, dir, synchronous string, rows int) (*server, error) {
	s := &server{name: name, dir: dir}
	s.cmd = exec.CommandContext(ctx, b.peer, "-dir", dir, "-synchronous", synchronous, "-rows", fmt.Sprint(rows))
	return s, launch(ctx, s, func(line []byte) bool {
		var told struct{ Addr, Token string }
		if json.Unmarshal(line, &told) != nil {
			return false
		}
		s.addr, s.token = told.Addr, told.Token
		return true
	})
}

// timeStart starts the binary on an existing database and measures until the first answer with status 200.
func (b *bench) timeStart(ctx context.Context, dir string) (*server, time.Duration, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, 0, err
	}
	s := &server{name: sequitur, dir: dir, addr: addr, cmd: b.command(ctx, addr, dir)}
	begun := time.Now()
	answered := make(chan time.Duration, 1)
	go func() { answered <- firstAnswer(ctx, "http://"+addr+"/healthz", begun) }()
	if err := launch(ctx, s, func(line []byte) bool { return serving.Match(line) }); err != nil {
		return s, 0, err
	}
	return s, <-answered, nil
}

func firstAnswer(ctx context.Context, url string, begun time.Time) time.Duration {
	for ctx.Err() == nil {
		if req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil); err == nil {
			if res, err := http.DefaultClient.Do(req); err == nil {
				_ = res.Body.Close() // the status is all there is to know
				if res.StatusCode == http.StatusOK {
					return time.Since(begun)
				}
			}
		}
		time.Sleep(time.Millisecond)
	}
	return 0
}

func freeAddr(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
