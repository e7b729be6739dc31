package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Receipts is the resource of what changing actions left behind. People see their own; who administers workflows sees
// all.
func (a *Automation) Receipts() *action.Resource {
	return &action.Resource{
		Name: "receipts", Collection: "receipts", Scope: a.ownReceipts, Present: presentReceipts, Narrow: a.receiptsAbout,
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

// aboutReceipts bounds how many receipts of one record can be found by it: the newest.
const aboutReceipts = 1000

// receiptsAbout limits a list to the actions on one record, named by the parameters collection and record, and to those
// from which a run about it followed.
func (a *Automation) receiptsAbout(ctx context.Context, req *action.Request) (query.Filter, error) {
	about := workflow.Subject{Collection: req.Params.String("collection"), Key: req.Params.String("record")}
	switch {
	case about == workflow.Subject{}:
		return nil, nil
	case about.Collection == "":
		return nil, invalidParameter("collection", "record needs the collection that it is of")
	case about.Key == "":
		return nil, invalidParameter("record", "collection needs the key of a record")
	}
	var ids []int64
	err := a.DB.Read(ctx, func(r store.Reader) (err error) {
		ids, err = r.ReceiptsAbout(about, aboutReceipts)
		return err
	})
	if err != nil || len(ids) == 0 {
		return query.Nothing{}, err
	}
	wanted := make([]any, len(ids))
	for i, id := range ids {
		wanted[i] = id
	}
	return query.Cond{Field: a.column("receipts", "id"), Op: query.In, Value: wanted}, nil
}

func invalidParameter(name, message string) error {
	return errs.New(errs.Invalid, codeInvalidParameter, "%s", message).On(name)
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
