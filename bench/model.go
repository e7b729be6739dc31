package main

import (
	"context"
	"fmt"
	"strings"
)

// The names of workflows on the measured server.
const (
	afterwards = "afterwards" // asynchronous: condition, create
	atOnce     = "at-once"    // the same, synchronous
	slowly     = "slowly"     // asynchronous: 50 updates of many rows
	slowSteps  = 50
	slotRows   = 5000

	workflowsOfSetUp = 7
)

// nodesKey names the synchronous workflow of n calculations.
func nodesKey(engine string, n int) string {
	return fmt.Sprintf("%s-%d", strings.ReplaceAll(engine, ".", "-"), n)
}

// orderFields are the fields of an order; PocketBase's module has the same.
func orderFields(indexed bool) []m {
	return []m{
		{"name": "no", "type": "string"},
		{"name": "customer", "type": "string", "index": indexed},
		{"name": "status", "type": "string", "index": indexed},
		{"name": "amount", "type": "double"},
		{"name": "quantity", "type": "integer"},
		{"name": "note", "type": "string"},
	}
}

func collection(name string, fields []m) m {
	return m{"name": name, "createdAt": true, "updatedAt": true, "fields": fields}
}

// positive is the condition that both systems check before the second record.
func positive() m {
	return m{"type": "condition", "key": "positive", "config": m{"rejectOnFalse": true, "engine": "basic", "calculation": m{
		"group": m{"type": "and", "calculations": []m{{"calculator": "gt", "operands": []any{"{{$context.data.amount}}", 0}}}}}}}
}

func audit() m {
	return m{"type": "create", "key": "audit", "config": m{"collection": "audits", "params": m{
		"values": m{"no": "{{$context.data.no}}", "amount": "{{$context.data.amount}}"}}}}
}

// setUp makes collections, workflows and a user with a role that may create and view: permissions are checked, as
// PocketBase checks its rules.
func setUp(ctx context.Context, s *server) error {
	root := newClient(s.addr)
	if err := root.signIn(ctx, "root@example.com", rootPassword); err != nil {
		return err
	}
	for _, c := range []m{
		collection("orders", orderFields(false)),
		collection("audits", []m{{"name": "no", "type": "string"}, {"name": "amount", "type": "double"}}),
		collection("slots", []m{{"name": "slot", "type": "integer", "index": true}, {"name": "seen", "type": "integer"}}),
		collection("starts", []m{{"name": "size", "type": "integer"}}),
	} {
		if err := root.call(ctx, "collections:create", c, nil); err != nil {
			return err
		}
	}
	if err := workflows(ctx, root); err != nil {
		return err
	}
	return clerk(ctx, root, s)
}

// clerk adds the ordinary user whose token the load carries.
func clerk(ctx context.Context, root *client, s *server) error {
	if err := root.call(ctx, "roles:create", m{"name": "clerk", "title": "Clerk", "strategy": m{"actions": []string{"create", "view", "update"}}}, nil); err != nil {
		return err
	}
	if err := root.call(ctx, "users:create", m{"username": "clerk", "password": clerkPassword, "roles": []string{"clerk"}}, nil); err != nil {
		return err
	}
	c := newClient(s.addr)
	err := c.signIn(ctx, "clerk", clerkPassword)
	s.token = c.token
	return err
}

func workflows(ctx context.Context, root *client) error {
	if err := root.workflow(ctx, onCreate(afterwards, "orders", false), positive(), audit()); err != nil {
		return err
	}
	if err := root.workflow(ctx, onCreate(atOnce, "orders", true), positive(), audit()); err != nil {
		return err
	}
	for engine, expression := range expressions() {
		for _, n := range []int{1, 100} {
			if err := root.workflow(ctx, onCreate(nodesKey(engine, n), "orders", true), calculations(engine, expression, n)...); err != nil {
				return err
			}
		}
	}
	return root.workflow(ctx, onCreate(slowly, "starts", false), updates()...)
}

func onCreate(key, collection string, sync bool) m {
	return m{"key": key, "title": key, "type": "action", "sync": sync, "config": m{"collection": collection}}
}

func expressions() map[string]string {
	return map[string]string{"string": "{{$context.data.no}} of {{$context.data.customer}}", "math.js": "{{$context.data.amount}} * 2 + 1"}
}

func calculations(engine, expression string, n int) []m {
	nodes := make([]m, n)
	for i := range nodes {
		nodes[i] = m{"type": "calculation", "key": fmt.Sprintf("step%d", i), "config": m{"engine": engine, "expression": expression}}
	}
	return nodes
}

// updates are steps whose weight the starting record chooses: the number of rows that each changes.
func updates() []m {
	nodes := make([]m, slowSteps)
	for i := range nodes {
		nodes[i] = m{"type": "update", "key": fmt.Sprintf("step%d", i), "config": m{"collection": "slots", "params": m{
			"individualHooks": false,
			"filter":          m{"slot": m{"$lt": "{{$context.data.size}}"}},
			"values":          m{"seen": i},
		}}}
	}
	return nodes
}
