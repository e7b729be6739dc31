package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type client struct {
	base, token string
	http        *http.Client
}

func newClient(addr string) *client {
	return &client{base: "http://" + addr + "/api/", http: &http.Client{Timeout: 20 * time.Second}}
}

// call posts body and decodes data into out.
func (c *client) call(ctx context.Context, path string, body, out any) (int, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	if res.StatusCode != http.StatusOK {
		return res.StatusCode, fmt.Errorf("%s: %d %s", path, res.StatusCode, answer)
	}
	if out == nil {
		return res.StatusCode, nil
	}
	return res.StatusCode, json.Unmarshal(answer, &struct{ Data any }{out})
}

func (c *client) signIn(ctx context.Context) error {
	var in struct{ Token string }
	_, err := c.call(ctx, "auth:signIn", map[string]any{"account": "root@example.com", "password": password}, &in)
	c.token = in.Token
	return err
}

type m = map[string]any

// load remembers what was answered over all rounds.
type load struct {
	clients      int
	token        string // of a session that outlives every kill
	owed         dues
	next         atomic.Int64
	mu           sync.Mutex
	acknowledged []int64 // numbers of orders
	refused      []int64 // answered with an error: nothing may be saved
}

// answered is how many actions were acknowledged.
func (l *load) answered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged)
}

// since returns what was acknowledged after the first n.
func (l *load) since(n int) []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acknowledged[n:len(l.acknowledged):len(l.acknowledged)]
}

// grows waits until n more actions were acknowledged.
func (l *load) grows(n int, limit time.Duration) error {
	begun := l.answered()
	for end := time.Now().Add(limit); l.answered() < begun+n; {
		if time.Now().After(end) {
			return fmt.Errorf("only %d of %d actions were answered within %s", l.answered()-begun, n, limit)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}

// loading is the load of one round.
type loading struct {
	stop       context.CancelFunc
	wait       sync.WaitGroup
	unanswered atomic.Int64 // requests whose connection died before the answer
}

func (g *loading) end() {
	g.stop()
	g.wait.Wait()
}

// begin has clients create orders as fast as they are answered.
func (l *load) begin(ctx context.Context, addr string) *loading {
	ctx, cancel := context.WithCancel(ctx)
	g := &loading{stop: cancel}
	for range l.clients {
		g.wait.Go(func() { l.client(ctx, g, addr) })
	}
	return g
}

func (l *load) client(ctx context.Context, g *loading, addr string) {
	c := newClient(addr)
	c.token = l.token
	for ctx.Err() == nil {
		no := l.next.Add(1)
		status, err := c.call(context.WithoutCancel(ctx), "orders:create?triggerWorkflows="+strings.Join(l.owed.bound, ","), m{"no": order(no), "amount": 7}, nil)
		l.mu.Lock()
		switch {
		case err == nil:
			l.acknowledged = append(l.acknowledged, no)
		case status != 0:
			l.refused = append(l.refused, no)
		}
		l.mu.Unlock()
		if err != nil && status == 0 {
			g.unanswered.Add(1)
			return
		}
	}
}
