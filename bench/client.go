package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

type m = map[string]any

// client models and asks where time does not matter.
type client struct {
	base, token string
	http        http.Client
}

func newClient(addr string) *client {
	return &client{base: "http://" + addr + "/api/", http: http.Client{Timeout: time.Minute}}
}

// call posts body and decodes data into out; no body makes it a GET.
func (c *client) call(ctx context.Context, path string, body, out any) error {
	method, reader := http.MethodGet, io.Reader(nil)
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		method, reader = http.MethodPost, bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %d %s", path, res.StatusCode, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, &struct{ Data any }{out})
}

func (c *client) signIn(ctx context.Context, account, password string) error {
	var in struct{ Token string }
	err := c.call(ctx, "auth:signIn", m{"account": account, "password": password}, &in)
	c.token = in.Token
	return err
}

// workflow makes an enabled workflow of a straight line of nodes.
func (c *client) workflow(ctx context.Context, def m, nodes ...m) error {
	var w struct{ ID json.Number }
	if err := c.call(ctx, "workflows:create", def, &w); err != nil {
		return err
	}
	var last struct{ ID json.Number }
	for _, n := range nodes {
		if last.ID != "" {
			n["upstreamId"] = last.ID
		}
		last.ID = ""
		if err := c.call(ctx, "workflows/"+w.ID.String()+"/nodes:create", n, &last); err != nil {
			return err
		}
	}
	return c.call(ctx, "workflows:update?filterByTk="+w.ID.String(), m{"enabled": true}, nil)
}
