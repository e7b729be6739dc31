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

// audited creates an audit entry.
func audited(key string, step int) m {
	return m{"type": "create", "key": key, "config": m{"collection": "audit", "params": m{"values": m{"no": "{{$context.data.no}}", "step": step}}}}
}

// setUp models orders, audit entries and ledger lines, and the workflows that every order is owed:
//
//	after   asynchronous: an audit entry, a formula (so that its commits are several), a second entry
//	told    synchronous: an entry before the answer
//	effect  asynchronous: a call to the recorder, then an entry; only where the server has that node type
//	chain   the collection event of a second entry: a ledger line
func (c *client) setUp(ctx context.Context, recorder string) error {
	if err := c.signIn(ctx); err != nil {
		return err
	}
	for _, def := range []m{
		{"name": "orders", "fields": []m{{"name": "no", "type": "string"}, {"name": "amount", "type": "integer"}}},
		{"name": "audit", "fields": []m{{"name": "no", "type": "string"}, {"name": "step", "type": "integer"}}},
		{"name": "ledger", "fields": []m{{"name": "no", "type": "string"}}},
	} {
		if _, err := c.call(ctx, "collections:create", def, nil); err != nil {
			return err
		}
	}
	bound := func(key string) m {
		return m{"key": key, "title": key, "type": "action", "config": m{"collection": "orders"}}
	}
	told := bound("told")
	told["sync"] = true
	all := []struct {
		def   m
		nodes []m
	}{
		{bound("after"), []m{
			{"type": "condition", "key": "big", "config": m{"rejectOnFalse": true, "engine": "basic", "calculation": m{
				"group": m{"type": "and", "calculations": []m{{"calculator": "gt", "operands": []any{"{{$context.data.amount}}", 0}}}}}}},
			audited("first", 1),
			{"type": "calculation", "key": "sum", "config": m{"engine": "math.js", "expression": "{{$context.data.amount}} + 1"}},
			audited("second", 2),
		}},
		{told, []m{audited("third", 3)}},
		{m{"key": "chain", "title": "chain", "type": "collection", "config": m{"collection": "audit", "mode": 1, "condition": m{"step": m{"$eq": 2}}}}, []m{
			{"type": "create", "key": "line", "config": m{"collection": "ledger", "params": m{"values": m{"no": "{{$context.data.no}}"}}}},
		}},
		{bound("effect"), []m{
			{"type": "effect", "key": "call", "config": m{"url": recorder, "body": "{{$context.data.no}}"}},
			audited("fourth", 4),
		}},
	}
	if recorder == "" {
		all = all[:len(all)-1]
	}
	for _, w := range all {
		if err := c.workflow(ctx, w.def, w.nodes); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) workflow(ctx context.Context, def m, nodes []m) error {
	var w struct{ ID json.Number }
	if _, err := c.call(ctx, "workflows:create", def, &w); err != nil {
		return err
	}
	var last struct{ ID json.Number }
	for _, n := range nodes {
		if last.ID != "" {
			n["upstreamId"] = last.ID
		}
		last.ID = ""
		if _, err := c.call(ctx, "workflows/"+w.ID.String()+"/nodes:create", n, &last); err != nil {
			return err
		}
	}
	_, err := c.call(ctx, "workflows:update?filterByTk="+w.ID.String(), m{"enabled": true}, nil)
	return err
}

// load remembers what was answered over all rounds.
type load struct {
	clients      int
	token        string   // of a session that outlives every kill
	bound        []string // keys of the workflows that every order names
	next         atomic.Int64
	mu           sync.Mutex
	acknowledged []string
	refused      []string // answered with an error: nothing may be saved
}

func (l *load) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.acknowledged...)
}

// grows waits until n more actions were acknowledged.
func (l *load) grows(n int, limit time.Duration) error {
	begun := len(l.all())
	for end := time.Now().Add(limit); len(l.all()) < begun+n; {
		if time.Now().After(end) {
			return fmt.Errorf("only %d of %d actions were answered within %s", len(l.all())-begun, n, limit)
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
		no := fmt.Sprintf("no-%d", l.next.Add(1))
		status, err := c.call(context.WithoutCancel(ctx), "orders:create?triggerWorkflows="+strings.Join(l.bound, ","), m{"no": no, "amount": 7}, nil)
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
