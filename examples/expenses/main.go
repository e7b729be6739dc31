// Command expenses builds an application for expense claims over the public HTTP API, knowing only the base URL, and
// tells its story with real requests and answers, each of them asserted. At the end it kills the server under load and
// shows that everything owed is there once.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
)

func main() {
	binary := flag.String("binary", "bin/sequitur", "the server")
	flag.Parse()
	ctx := context.Background()
	if err := run(ctx, *binary); err != nil {
		fmt.Fprintln(os.Stderr, "\nThe demo failed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, binary string) error {
	dir, err := os.MkdirTemp("", "sequitur-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s := &server{binary: binary, dir: dir}
	if err := s.start(ctx); err != nil {
		return err
	}
	defer s.kill()
	t := &teller{base: s.url()}
	t.say("A team keeps expense claims. Someone models the data, binds workflows to what people do, and that is the process.")
	for _, scene := range []func(*teller){model, automate, preAction, postAction, synchronous, customAction, callers, chain, receipts} {
		if scene(t); t.err != nil {
			return t.err
		}
	}
	return crash(ctx, s, t)
}

// model signs in and makes the collections.
func model(t *teller) {
	t.scene("Sign in, model the data")
	t.signIn("root@example.com", password)
	t.quietly("POST", "collections:create", m{"name": "employees", "title": "Employees", "titleField": "name", "fields": []m{
		{"name": "name", "type": "string", "interface": "input"},
		{"name": "total", "type": "integer", "interface": "integer", "defaultValue": 0},
		{"name": "lastClaim", "type": "string", "interface": "input"}}})
	t.quietly("POST", "collections:create", m{"name": "claims", "title": "Claims", "titleField": "title", "createdAt": true, "createdBy": true, "fields": []m{
		{"name": "title", "type": "string", "interface": "input", "validation": m{"type": "string", "rules": []m{{"key": "r", "name": "required"}}}},
		{"name": "amount", "type": "integer", "interface": "integer"},
		{"name": "category", "type": "string", "interface": "select"},
		{"name": "receiptNo", "type": "string", "interface": "input"},
		{"name": "status", "type": "string", "interface": "select", "defaultValue": "submitted"},
		{"name": "applicant", "type": "belongsTo", "interface": "m2o", "target": "employees", "foreignKey": "applicantId"}}})
	t.quietly("POST", "collections:create", m{"name": "payments", "title": "Payments", "fields": []m{
		{"name": "amount", "type": "integer", "interface": "integer"},
		{"name": "claim", "type": "belongsTo", "interface": "m2o", "target": "claims", "foreignKey": "claimId"},
		{"name": "applicant", "type": "belongsTo", "interface": "m2o", "target": "employees", "foreignKey": "applicantId"}}})
	t.quietly("POST", "collections:create", m{"name": "warnings", "title": "Warnings", "fields": []m{
		{"name": "text", "type": "string", "interface": "input"}, {"name": "level", "type": "integer", "interface": "integer"}}})
	t.quietly("POST", "collections:create", m{"name": "reminders", "title": "Reminders", "fields": []m{
		{"name": "text", "type": "string", "interface": "input"}, {"name": "sentBy", "type": "string", "interface": "input"}}})
	ada := t.quietly("POST", "employees:create", m{"name": "Ada"})
	t.ada = t.id(ada)
	t.say("Five collections (employees, claims, payments, warnings, reminders) and an employee, Ada, are there.")
}

// automate makes the workflows and the button that they are bound to.
func automate(t *teller) {
	t.scene("Workflows: before the action, after it, on a button, on a table")
	t.workflow(m{"key": "check", "title": "Check claims", "type": "request-interception", "config": m{"collection": "claims", "global": true, "actions": []string{"create"}}},
		node("has-receipt", "condition", m{"rejectOnFalse": false, "engine": "basic", "calculation": compare("notEqual", "{{$context.params.values.receiptNo}}", nil)}),
		node("say-why", "response-message", m{"message": "A claim needs a receipt number."}).in("has-receipt", 0),
		node("refuse", "end", m{"endStatus": -1}).after("say-why"),
		node("has-category", "condition", m{"rejectOnFalse": false, "engine": "basic", "calculation": compare("notEqual", "{{$context.params.values.category}}", nil)}).after("has-receipt"),
		node("fill", "request-values", m{"values": m{"category": "other"}}).in("has-category", 0))
	t.workflow(m{"key": "process", "title": "Process claims", "type": "action", "config": m{"collection": "claims"}},
		node("small", "condition", m{"rejectOnFalse": false, "engine": "basic", "calculation": compare("lte", "{{$context.data.amount}}", 100)}),
		node("approve", "update", m{"collection": "claims", "params": m{"filter": byID, "values": m{"status": "approved"}}}).in("small", 1),
		node("pay", "create", m{"collection": "payments", "params": m{"values": m{
			"amount": "{{$context.data.amount}}", "claimId": "{{$context.data.id}}", "applicantId": "{{$context.data.applicantId}}"}}}).after("approve"),
		node("review", "update", m{"collection": "claims", "params": m{"filter": byID, "values": m{"status": "review"}}}).in("small", 0))
	t.workflow(m{"key": "thanks", "title": "Say thank you", "type": "action", "sync": true, "config": m{"collection": "claims"}},
		node("thank", "response-message", m{"message": "Thank you, {{$context.user.nickname}}: “{{$context.data.title}}” is on its way."}))
	t.workflow(m{"key": "remind", "title": "Send reminder", "type": "custom-action", "config": m{"type": 1, "collection": "claims"}},
		node("note", "create", m{"collection": "reminders", "params": m{"values": m{"text": "Please settle {{$context.data.title}}", "sentBy": "{{$context.user.username}}"}}}))
	t.workflow(m{"key": "note-applicant", "title": "Note the last claim", "type": "action", "config": m{"collection": "employees"}},
		node("keep", "update", m{"collection": "employees", "params": m{"filter": byID, "values": m{"lastClaim": "noted"}}}))
	t.workflow(m{"key": "sum", "title": "Sum payments", "type": "collection", "config": m{"collection": "payments", "mode": 1}},
		node("who", "query", m{"collection": "employees", "multiple": false, "params": m{"filter": m{"id": m{"$eq": "{{$context.data.applicantId}}"}}}}),
		node("plus", "calculation", m{"engine": "math.js", "expression": "{{$jobsMapByNodeKey.who.total}} + {{$context.data.amount}}"}).after("who"),
		node("store", "update", m{"collection": "employees", "params": m{
			"filter": m{"id": m{"$eq": "{{$context.data.applicantId}}"}}, "values": m{"total": "{{$jobsMapByNodeKey.plus}}"}}}).after("plus"))
	t.workflow(m{"key": "warn", "title": "Warn", "type": "collection", "config": m{"collection": "employees", "mode": 2, "changed": []string{"total"}, "condition": m{"total": m{"$gt": 100}}}},
		node("raise", "create", m{"collection": "warnings", "params": m{"values": m{"text": "{{$context.data.name}} has been paid {{$context.data.total}}", "level": 1}}}))
	t.workflow(m{"key": "escalate", "title": "Escalate", "type": "collection", "config": m{"collection": "warnings", "mode": 1}},
		node("again", "create", m{"collection": "warnings", "params": m{"values": m{"text": "escalated: {{$context.data.text}}", "level": 2}}}))
	t.quietly("POST", "buttons:create", m{"uid": "submit-claim", "title": "Submit", "collection": "claims", "action": "create",
		"bindings": []m{{"key": "process"}, {"key": "thanks"}}})
	t.quietly("POST", "buttons:create", m{"uid": "save-draft", "title": "Save draft", "collection": "claims", "action": "create", "bindings": []m{}})
	t.quietly("POST", "buttons:create", m{"uid": "send-reminder", "title": "Send reminder", "collection": "claims", "action": "trigger", "bindings": []m{{"key": "remind"}}})
	t.say("Eight workflows are enabled; “process” and “thanks” are bound to the button Submit, “remind” to Send reminder.")
}

// preAction: a workflow refuses, and changes what was submitted.
func preAction(t *teller) {
	t.scene("Before the action: refuse, or fill in")
	r := t.call("POST", "claims:create?button=submit-claim", m{"title": "Taxi", "amount": 30})
	t.want(r, 400, "errors.0.message", "A claim needs a receipt number.")
	t.want(t.quietly("GET", "claims:list", nil), 200, "meta.count", 0)
	r = t.call("POST", "claims:create?button=submit-claim", m{"title": "Taxi", "amount": 30, "receiptNo": "R-1", "applicantId": t.ada})
	t.want(r, 200, "data.category", "other")
	t.taxi, t.receipt = t.id(r), r.header.Get("X-Receipt")
	t.say("No receipt number: refused, nothing saved. With one: saved, and the missing category was filled in.")
}

// postAction: what is bound to the button follows.
func postAction(t *teller) {
	t.scene("After the action: small claims are approved and paid, larger ones reviewed")
	t.until("claims:get?filterByTk="+t.taxi, "data.status", "approved")
	t.until("payments:list?filter="+query(m{"claimId": m{"$eq": t.taxi}}), "meta.count", 1)
	t.until("employees:get?filterByTk="+t.ada, "data.total", 30)
	r := t.call("POST", "claims:create?button=submit-claim", m{"title": "Laptop", "amount": 1900, "receiptNo": "R-2", "category": "hardware", "applicantId": t.ada})
	t.want(r, 200, "data.category", "hardware")
	t.laptop = t.id(r)
	t.until("claims:get?filterByTk="+t.laptop, "data.status", "review")
}

// synchronous: the answer carries a message.
func synchronous(t *teller) {
	t.scene("Synchronous: the answer carries the workflow's message; a button without binding triggers nothing")
	r := t.call("POST", "claims:create?button=submit-claim", m{"title": "Lunch", "amount": 12, "receiptNo": "R-3", "applicantId": t.ada})
	t.want(r, 200, "messages.0.message", "Thank you, Administrator: “Lunch” is on its way.")
	t.until("employees:get?filterByTk="+t.ada, "data.total", 30+12)
	before := t.count("executions:list?filter=" + query(m{"key": m{"$in": []string{"process", "thanks"}}}))
	r = t.call("POST", "claims:create?button=save-draft", m{"title": "Hotel", "amount": 80, "receiptNo": "R-4", "applicantId": t.ada})
	t.want(r, 200, "data.status", "submitted")
	t.equal("executions of the bound workflows after the second button", t.count("executions:list?filter="+query(m{"key": m{"$in": []string{"process", "thanks"}}})), before)
}

// customAction: a button that saves nothing.
func customAction(t *teller) {
	t.scene("A button that saves nothing: Send reminder")
	r := t.call("POST", "claims:trigger/"+t.laptop+"?button=send-reminder", m{})
	t.want(r, 200, "", nil)
	t.until("reminders:list", "data.0.text", "Please settle Laptop")
}

// callers: the same by plain HTTP.
func callers(t *teller) {
	t.scene("The same by curl: the URL names the workflow, or a workflow on the applicant")
	r := t.call("POST", "claims:create?triggerWorkflows=process", m{"title": "Books", "amount": 50, "receiptNo": "R-5", "applicantId": t.ada})
	t.want(r, 200, "data.title", "Books")
	t.until("claims:get?filterByTk="+t.id(r), "data.status", "approved")
	t.until("employees:get?filterByTk="+t.ada, "data.total", 30+12+50)
	r = t.call("POST", "claims:create?triggerWorkflows=note-applicant!applicant", m{"title": "Train", "amount": 70, "receiptNo": "R-6", "applicantId": t.ada})
	t.want(r, 200, "data.title", "Train")
	t.until("employees:get?filterByTk="+t.ada, "data.lastClaim", "noted")
}

// chain: a table event leads to the next, up to the limit.
func chain(t *teller) {
	t.scene("Chain reaction: payment → Ada's total → warning → escalation, and there it ends")
	r := t.call("POST", "claims:create?button=submit-claim", m{"title": "Course", "amount": 90, "receiptNo": "R-7", "applicantId": t.ada})
	t.want(r, 200, "data.title", "Course")
	t.until("employees:get?filterByTk="+t.ada, "data.total", 30+12+50+90)
	t.until("warnings:list?filter="+query(m{"level": m{"$eq": 2}}), "meta.count", 1)
	t.want(t.call("GET", "warnings:list?sort=level", nil), 200, "data.0.text", "Ada has been paid 182")
	t.say("The escalation wrote a warning itself; it does not answer to its own (stackLimit), so there are exactly two.")
	t.receipt = r.header.Get("X-Receipt")
}

// receipts: what started, what did not, and why.
func receipts(t *teller) {
	t.scene("The receipt: what started, and why the others did not")
	r := t.call("POST", "claims:create?triggerWorkflows=process,remind,nobody", m{"title": "Stamps", "amount": 5, "receiptNo": "R-8", "applicantId": t.ada})
	t.want(r, 200, "data.title", "Stamps")
	r = t.call("GET", "receipts:get?filterByTk="+r.header.Get("X-Receipt"), nil)
	t.want(r, 200, "data.outcome", "saved")
	t.verdict(r, "process", "started", "")
	t.verdict(r, "nobody", "skipped", "unknown_key")
	t.until("receipts:get?appends=chain&filterByTk="+t.receipt, "data.chain.*.reason", "chain_limit")
}
