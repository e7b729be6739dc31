package main

import (
	"context"
	"encoding/json"
)

// flow is a workflow with its nodes, one after the other.
type flow struct {
	key   string
	def   m
	nodes []node
}

type node struct {
	kind, key string
	config    m
}

// flows are the workflows that every order is owed. recorder is empty where the server has no node type effect.
//
//	told    synchronous: an entry inside the action's transaction; a call to the recorder and an entry after its commit
//	after   asynchronous: an audit entry, a formula (so that its commits are several), a second entry
//	effect  asynchronous: a call to the recorder, then an entry
//	chain   the collection event of a second entry: a ledger line
func flows(recorder string) []flow {
	orders, entries := m{"collection": "orders"}, m{"collection": "audit", "mode": 1, "condition": m{"step": m{"$eq": 2}}}
	call := node{"effect", "call", m{"url": recorder, "body": "{{$context.data.no}}"}}
	told := flow{"told", m{"type": "action", "sync": true, "config": orders}, []node{audited("third", 3)}}
	after := flow{"after", m{"type": "action", "config": orders}, []node{
		{"condition", "big", m{"rejectOnFalse": true, "engine": "basic", "calculation": m{
			"group": m{"type": "and", "calculations": []m{{"calculator": "gt", "operands": []any{"{{$context.data.amount}}", 0}}}}}}},
		audited("first", 1),
		{"calculation", "sum", m{"engine": "math.js", "expression": "{{$context.data.amount}} + 1"}},
		audited("second", 2),
	}}
	chain := flow{"chain", m{"type": "collection", "config": entries}, []node{
		{"create", "line", m{"collection": "ledger", "params": m{"values": m{"no": "{{$context.data.no}}"}}}},
	}}
	if recorder == "" {
		return []flow{told, after, chain}
	}
	told.nodes = append(told.nodes, call, audited("fourth", 4))
	effect := flow{"effect", m{"type": "action", "config": orders}, []node{call, audited("fifth", 5)}}
	return []flow{told, after, effect, chain}
}

// audited creates an audit entry.
func audited(key string, step int) node {
	return node{"create", key, m{"collection": "audit", "params": m{"values": m{"no": "{{$context.data.no}}", "step": step}}}}
}

// dues is what every order is owed, once.
type dues struct {
	bound []string        // keys of the workflows that every order names
	keys  []string        // of all workflows
	jobs  map[string]int  // of an execution, by key
	calls map[string]bool // whether it calls the recorder, by key
	steps int             // audit entries, numbered from 1
}

func owedBy(all []flow) dues {
	d := dues{jobs: map[string]int{}, calls: map[string]bool{}}
	for _, f := range all {
		d.keys = append(d.keys, f.key)
		if f.def["type"] == "action" {
			d.bound = append(d.bound, f.key)
		}
		d.jobs[f.key] = len(f.nodes)
		for _, n := range f.nodes {
			d.calls[f.key] = d.calls[f.key] || n.kind == "effect"
			if n.config["collection"] == "audit" {
				d.steps++
			}
		}
	}
	return d
}

// setUp models orders, audit entries, ledger lines and the workflows.
func (c *client) setUp(ctx context.Context, all []flow) error {
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
	for _, f := range all {
		if err := c.workflow(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) workflow(ctx context.Context, f flow) error {
	var w, last struct{ ID json.Number }
	f.def["key"], f.def["title"] = f.key, f.key
	if _, err := c.call(ctx, "workflows:create", f.def, &w); err != nil {
		return err
	}
	for _, n := range f.nodes {
		def := m{"type": n.kind, "key": n.key, "config": n.config}
		if last.ID != "" {
			def["upstreamId"] = last.ID
		}
		last.ID = ""
		if _, err := c.call(ctx, "workflows/"+w.ID.String()+"/nodes:create", def, &last); err != nil {
			return err
		}
	}
	_, err := c.call(ctx, "workflows:update?filterByTk="+w.ID.String(), m{"enabled": true}, nil)
	return err
}
