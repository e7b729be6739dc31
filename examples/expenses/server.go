package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"sync/atomic"
	"time"
)

const password = "demo-Password-1"

// server is the real binary on a free port.
type server struct {
	binary, dir, addr string
	cmd               *exec.Cmd
}

var serving = regexp.MustCompile(`http://(\S+)`)

func (s *server) url() string { return "http://" + s.addr }

func (s *server) start(ctx context.Context) error {
	s.cmd = exec.CommandContext(ctx, s.binary, "serve", "--listen", "127.0.0.1:0", "--data", s.dir)
	s.cmd.Env = append(os.Environ(), "SEQUITUR_ROOT_EMAIL=root@example.com", "SEQUITUR_ROOT_PASSWORD="+password)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := serving.FindStringSubmatch(lines.Text()); found != nil {
			s.addr = found[1]
			return nil
		}
	}
	return errors.Join(errors.New("the server did not start"), s.cmd.Wait())
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill() // already dead is what we want
	_ = s.cmd.Wait()
}

// crash kills the server while claims are being submitted and shows that every answered one has what it is owed.
func crash(ctx context.Context, s *server, t *teller) error {
	t.scene("kill -9 under load, and everything owed is there once")
	var mu sync.Mutex
	var answered []string
	var next atomic.Int64
	var wait sync.WaitGroup
	enough := make(chan struct{})
	for range 8 {
		wait.Go(func() {
			for {
				r, err := t.send("POST", "claims:create?triggerWorkflows=process", m{
					"title": fmt.Sprint("load ", next.Add(1)), "amount": 1, "receiptNo": "L", "category": "load", "applicantId": t.ada})
				if err != nil {
					return // the server is dead
				}
				mu.Lock()
				if r.status == 200 {
					answered = append(answered, t.id(r))
				}
				if len(answered) == 500 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(30 * time.Second):
	}
	s.kill()
	wait.Wait()
	fmt.Printf("\n  %d claims had been answered when the server was killed.\n", len(answered))
	if err := s.start(ctx); err != nil {
		return err
	}
	t.base = s.url()
	t.until("executions:list?filter="+query(m{"$or": []m{{"status": nil}, {"status": 0}}}), "meta.count", 0)
	for _, id := range answered {
		n := t.count("payments:list?filter=" + query(m{"claimId": m{"$eq": id}}))
		t.equal("payments of the claim "+id, n, 1)
	}
	if t.err != nil {
		return t.err
	}
	fmt.Printf("  After the restart each of them has exactly one payment, and nothing is unfinished.\n\nThat was the demo.\n")
	return nil
}
