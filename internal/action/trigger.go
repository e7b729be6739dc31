package action

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// triggerAction runs custom-action workflows from a button that saves nothing: without a record, for one, or for many.
type triggerAction struct{}

type triggerInput struct {
	many  bool
	named bool // a record was named
	form  any
}

func (triggerAction) spec() recordSpec { return recordSpec{} }

func (triggerAction) shape(_ context.Context, r *run) (err error) {
	p := r.req.Params
	if len(p.Strings("triggerWorkflows")) == 0 && p.String("button") == "" {
		return errs.New(errs.Invalid, "TRIGGER_WORKFLOWS_REQUIRED", `parameter "triggerWorkflows" is required`).On("triggerWorkflows")
	}
	t := triggerInput{form: r.values}
	if r.c != nil {
		tk, has, err := query.TargetKeyOf(p)
		if err != nil {
			return err
		}
		_, t.many = tk.([]any)
		t.named = has
		if err := r.authoriseTrigger(t.named); err != nil {
			return err
		}
		if has {
			if r.input.filter, err = r.keyFilter(r.c, tk); err != nil {
				return err
			}
		}
	}
	r.input.trigger = t
	return nil
}

// authoriseTrigger: an existing record needs trigger, which carries a row scope; without one it is triggerNew.
func (r *run) authoriseTrigger(named bool) error {
	name := "triggerNew"
	if named {
		name = "trigger"
	}
	g, err := r.perms.Record(r.req.Actor, r.c, name)
	if err != nil {
		return err
	}
	r.grant = acl.Grant{Unlimited: g.Unlimited, Scopes: g.Scopes}
	if r.scope, err = r.scopeOf(r.c, g); !named {
		r.scope = nil
	}
	return err
}

func (triggerAction) carry(r *run, tx store.Tx, _ Intake) (*effect, error) {
	t := r.input.trigger
	ev := &workflow.Event{Layer: workflow.CustomAction, Collection: r.c, Action: "trigger", Bindings: r.bindings, Many: t.many}
	if form, ok := t.form.(map[string]any); ok {
		ev.Context = form
	} else if t.form != nil {
		ev.Context = map[string]any{"": t.form}
	}
	if t.named {
		rows, err := r.triggered(tx)
		if err != nil {
			return nil, err
		}
		ev.Records = rows
		if len(rows) == 0 {
			ev.Records = []schema.Record{}
		}
	}
	return &effect{events: []*workflow.Event{ev}, answer: Nothing()}, nil
}

// triggered loads the named records. One that the scope hides is refused, one that is gone starts nothing.
func (r *run) triggered(tx store.Tx) ([]schema.Record, error) {
	f := r.input.filter
	if r.source != nil {
		source, err := r.sourceRow(tx, false)
		if err != nil {
			return nil, err
		}
		if source == nil {
			return nil, errs.New(errs.NotFound, "SOURCE_NOT_FOUND", "there is no record %q of %q", r.req.SourceID, r.source.Name)
		}
		f = both(f, r.ofSource(source))
	}
	rows, err := record.Find(tx, &query.Find{Collection: r.c, Filter: both(f, r.scope)})
	if err != nil || r.scope == nil {
		return rows, err
	}
	all, err := tx.Count(r.c, f)
	if err == nil && int64(len(rows)) < all {
		err = errNoPermission
	}
	return rows, err
}
