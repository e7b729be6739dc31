package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Receipts is the resource of what changing actions left behind. People see their own; who administers workflows sees
// all.
func (a *Automation) Receipts() *action.Resource {
	return &action.Resource{
		Name: "receipts", Collection: "receipts", Scope: a.ownReceipts, Present: presentReceipts,
		Actions: map[string]action.Action{
			"list": {Read: true, Access: action.SignedIn},
			"get":  {Read: true, Access: action.SignedIn},
			"runs": {Run: a.receiptRunsOf, Access: action.SignedIn, Read: true},
		},
	}
}

func (a *Automation) ownReceipts(actor *acl.Actor, c *schema.Collection) query.Filter {
	switch {
	case !actor.SignedIn():
		return query.Nothing{}
	case a.Administers(actor):
		return nil
	}
	return query.Cond{Field: c.Field("userId"), Op: query.Eq, Value: actor.UserID}
}

// presentReceipts gives receipts and the verdicts of their chain the shape of the API: lists are never null.
func presentReceipts(_ context.Context, _ *action.Request, records []schema.Record) error {
	for _, rec := range records {
		for _, name := range []string{"keys", "verdicts"} {
			if v, loaded := rec[name]; loaded && v == nil {
				rec[name] = []any{}
			}
		}
		chain, _ := rec["chain"].([]schema.Record)
		for _, verdict := range chain {
			delete(verdict, "id")
			for _, name := range []string{"reason", "causedBy"} {
				if verdict[name] == nil { // as in the other verdicts
					delete(verdict, name)
				}
			}
		}
	}
	return nil
}
