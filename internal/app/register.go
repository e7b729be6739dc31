package app

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/api"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/live"
	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/resource"
	"github.com/sequitur-platform/sequitur/internal/sample"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// register adds the system resources to the pipeline.
func (a *App) register(defs *definition.Service, buttons *binding.Service) error {
	automation, err := resource.NewAutomation(resource.AutomationOptions{
		DB: a.db, Edits: a.pipeline, Definitions: defs, Bindings: buttons, Registry: a.registry, Engine: a.engine,
		Schema: a.catalog.Snapshot, Clock: a.o.Clock, Administers: a.administers,
	})
	if err != nil {
		return err
	}
	pages, err := page.New(a.db, buttons)
	if err != nil {
		return err
	}
	model := &resource.Model{
		Catalog: a.catalog, Edits: a.pipeline, DB: a.db, Reaches: a.reaches,
		Usage: &resource.Usage{DB: a.db, Definitions: defs, Registry: a.registry, Pages: pages},
	}
	identity := &resource.Identity{
		Access: a.access, Edits: a.pipeline, DB: a.db, Clock: a.o.Clock, Schema: a.catalog.Snapshot,
		Events: a.events(defs), Version: a.o.Version, Dialect: "sqlite",
	}
	a.pipeline.Register(automation.Resources()...)
	a.pipeline.Register(model.Resources()...)
	a.pipeline.Register(identity.Resources()...)
	description := &resource.Description{
		Schema: a.catalog.Snapshot, Reaches: a.reaches, Registered: a.pipeline.Registered, Version: a.o.Version,
		Shapes: append(api.Shapes(), live.Shapes()...),
	}
	a.pipeline.Register(description.Resources()...)
	return a.registerPages(defs, pages)
}

// registerPages adds the resources of applications, menus and pages.
func (a *App) registerPages(defs *definition.Service, service *page.Service) error {
	pages, err := resource.NewPages(resource.PagesOptions{
		DB: a.db, Edits: a.pipeline, Pages: service, Definitions: defs, Schema: a.catalog.Snapshot, Permissions: a.access.Permissions,
		Clock: a.o.Clock,
	})
	if err != nil {
		return err
	}
	a.pipeline.Register(pages.Resources()...)
	a.pipeline.Register(sample.New(a.pipeline).Resources()...)
	return nil
}

// administers tells whether an actor may see everybody's receipts: whoever may see executions may.
func (a *App) administers(actor *acl.Actor) bool {
	perms, err := a.access.Permissions(context.Background()) // cached: the pipeline loaded it for this request
	return err == nil && (actor.Root() || perms.System(actor, "executions", "list"))
}

// reaches tells whether an actor may know of a collection.
func (a *App) reaches(actor *acl.Actor, c *schema.Collection) bool {
	perms, err := a.access.Permissions(context.Background())
	return err == nil && perms.CanSee(actor, c)
}

// events opens the intake of a transaction that writes users outside the record actions.
func (a *App) events(defs *definition.Service) func(context.Context, store.Tx, *action.Request) (func(workflow.Row), func() error) {
	return func(ctx context.Context, tx store.Tx, req *action.Request) (func(workflow.Row), func() error) {
		cause := &workflow.Cause{RequestID: req.ID}
		var rows []workflow.Row
		emit := func(r workflow.Row) { rows = append(rows, r) }
		done := func() error {
			sn, err := a.catalog.Snapshot(ctx)
			if err != nil {
				return err
			}
			known, err := defs.Snapshot(ctx)
			if err != nil {
				return err
			}
			in := a.engine.Begin(tx, cause, known, sn)
			in.Detach()
			for _, r := range rows {
				in.Row(r)
			}
			starts, err := in.Close()
			if err != nil {
				return err
			}
			tx.AfterCommit(func() { a.engine.Handed(starts) })
			return a.engine.Insert(tx, starts)
		}
		return emit, done
	}
}
