package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"time"
)

const password = "crash-test-Password-1"

// server is one process of the real binary.
type server struct {
	binary, dir, addr string
	cmd               *exec.Cmd
	dead              chan struct{}
}

// errDiedEarly: a fault point may be passed while the server still takes over what the last one left.
var errDiedEarly = errors.New("the server ended before it served")

var serving = regexp.MustCompile(`http://(\S+)`)

// start runs the binary on a free port and waits until it serves.
func (s *server) start(ctx context.Context, fault string) error {
	s.cmd = exec.CommandContext(ctx, s.binary, "serve", "--listen", "127.0.0.1:0", "--data", s.dir)
	s.cmd.Env = append(os.Environ(), "SEQUITUR_ROOT_EMAIL=root@example.com", "SEQUITUR_ROOT_PASSWORD="+password, "SEQUITUR_FAULT="+fault, "SEQUITUR_LOG_LEVEL=warn")
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.dead = make(chan struct{})
	addr := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if m := serving.FindStringSubmatch(lines.Text()); m != nil {
				addr <- m[1]
			}
		}
		_ = s.cmd.Wait() // killed on purpose
		close(s.dead)
	}()
	select {
	case s.addr = <-addr:
		return nil
	case <-s.dead:
		select {
		case s.addr = <-addr: // it served and was killed at once
			return nil
		default:
		}
		return fmt.Errorf("%w: %s", errDiedEarly, s.cmd.ProcessState)
	case <-time.After(30 * time.Second):
		return fmt.Errorf("the server did not serve within 30 s")
	}
}

// kill ends the process with SIGKILL; one that is dead already is fine.
func (s *server) kill() error {
	_ = s.cmd.Process.Kill() // already dead is what we want
	<-s.dead
	return nil
}

// die waits until the server met its fault point, or kills it at a random moment when it has none. In a long life the
// log is moved into the database file, and a backlog grows.
func (s *server) die(fault string, long bool) error {
	life := time.Duration(100+rand.IntN(400)) * time.Millisecond
	switch {
	case fault != "":
		life = 20 * time.Second // it dies long before
	case long:
		life *= 10
	}
	select {
	case <-s.dead:
		if fault == "" {
			return fmt.Errorf("the server ended by itself: %s", s.cmd.ProcessState)
		}
		return nil
	case <-time.After(life):
		if fault != "" {
			return errors.Join(fmt.Errorf("the server did not pass %q within %s: no kill hits that point", fault, life), s.kill())
		}
		return s.kill()
	}
}

// stop ends the process with SIGTERM.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.dead:
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			return fmt.Errorf("the server stopped with exit code %d", code)
		}
		return nil
	case <-time.After(40 * time.Second):
		return fmt.Errorf("the server did not stop within 40 s")
	}
}
