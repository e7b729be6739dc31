// Package app is the composition root: it makes every service, hands each what it needs, starts and stops them. It is
// the only place that knows everything.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/api"
	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/definition"
	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/engine/local"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/live"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/script"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/triggers"
	"github.com/sequitur-platform/sequitur/web"
)

// Options make an App.
type Options struct {
	Config Config
	Logger *slog.Logger
	Clock  clock.Clock
	// Version is told by app:getInfo.
	Version string
	// Nodes and Triggers are added to the built-in ones.
	Nodes    []extension.NodeType
	Triggers []extension.TriggerType
	// Limits bound what executions may use; those that the configuration knows are taken from there.
	Limits engine.Limits
	// Fault is called at named points of a test build; nil otherwise.
	Fault func(point string)
}

// App is a running server. Make it with New, then Start, then Stop; one App is used once.
type App struct {
	o        Options
	db       *sqlite.DB
	access   *access.Service
	catalog  *catalog.Service
	engine   *engine.Engine
	pipeline *action.Pipeline
	live     *live.Hub
	scripts  *script.Pool
	registry *extension.Registry
	handler  http.Handler
	server   *http.Server
	listener net.Listener
	ready    atomic.Bool
	tidy     *tidier

	// Generated is the password made for the first root user, "" when there was none to make.
	Generated string
	// RootEmail is the address of the first root user, set with Generated.
	RootEmail string
}

// New opens the database and makes all services. Nothing is served yet.
func New(ctx context.Context, o Options) (*App, error) {
	if err := o.Config.Check(); err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	hub := live.New(live.Options{Clock: o.Clock, Logger: o.Logger})
	db, err := sqlite.Open(ctx, sqlite.Options{
		Dir: o.Config.Data, Clock: o.Clock, Logger: o.Logger, LowDisk: o.Config.LowDisk, Watch: hub, Fault: o.Fault,
	})
	if err != nil {
		return nil, err
	}
	a := &App{o: o, db: db, live: hub}
	if err := a.build(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// build makes the services from the bottom up.
func (a *App) build(ctx context.Context) (err error) {
	o, c := a.o, a.o.Config
	location, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return err
	}
	a.registry, err = extension.NewRegistry(append(nodes.All(), o.Nodes...), append(triggers.All(), o.Triggers...))
	if err != nil {
		return err
	}
	a.scripts = script.New(script.Options{})
	a.catalog = catalog.New(catalog.Options{DB: a.db, Dropped: a.dropped})
	a.access = access.New(access.Options{DB: a.db, Clock: o.Clock, Logger: o.Logger, Origins: c.Origins, Schema: a.catalog.Snapshot})
	if err := a.setUp(ctx); err != nil {
		return err
	}
	defs, err := definition.New(definition.Options{DB: a.db, Registry: a.registry, Schema: a.catalog.Snapshot, Cancel: a.cancel})
	if err != nil {
		return err
	}
	limits := o.Limits
	limits.Sync, limits.PreAction, limits.Backlog = c.SyncLimit, c.PreLimit, c.Backlog
	buttons, err := binding.New(a.db)
	if err != nil {
		return err
	}
	a.engine, err = engine.New(engine.Options{
		DB: a.db, Registry: a.registry, Definitions: defs, Schema: a.catalog.Snapshot, Evaluator: a.scripts, Clock: o.Clock,
		Location: location, Logger: o.Logger, Fault: o.Fault,
		Records:    &records{access: a.access, clock: o.Clock, location: location, random: random},
		Dispatcher: local.New(local.Options{Workers: c.Workers, Clock: o.Clock, Logger: o.Logger}),
		Limits:     limits,
	})
	if err != nil {
		return err
	}
	a.pipeline = action.New(action.Options{
		DB: a.db, Access: a.access, Catalog: a.catalog, Definitions: defs, Bindings: buttons, Workflows: workflows{a.engine},
		Clock: o.Clock, Logger: o.Logger, Encode: api.Encode, Fault: o.Fault,
	})
	if err := a.register(defs, buttons); err != nil {
		return err
	}
	a.tidy = &tidier{db: a.db, clock: o.Clock, log: o.Logger, keep: time.Duration(c.Keep) * 24 * time.Hour}
	pages, err := web.Built()
	if err != nil {
		return err
	}
	a.handler, err = web.New(web.Options{Files: pages, Logger: o.Logger, Next: api.New(api.Options{
		Pipeline: a.pipeline, Logger: o.Logger, MaxBody: c.MaxBody, Origins: c.Origins, TrustProxy: c.TrustProxy, Ready: a.isReady,
		Live: a.live,
	})})
	return err
}

// setUp makes the first root user on an empty database.
func (a *App) setUp(ctx context.Context) error {
	c := a.o.Config
	generated, created, err := a.access.Setup(ctx, c.RootEmail, string(c.RootPassword))
	if err != nil {
		return fmt.Errorf("set up the first user: %w", err)
	}
	if created {
		a.Generated = generated
		if a.RootEmail = c.RootEmail; a.RootEmail == "" {
			a.RootEmail = access.DefaultRootEmail
		}
	}
	return nil
}

var errNotReady = errs.New(errs.Unavailable, "APP_STARTING", "the server is starting or stopping").After(time.Second)

func (a *App) isReady() error {
	if a.ready.Load() {
		return nil
	}
	return errNotReady
}

// Start listens and begins to hand out executions. It returns when requests are taken.
func (a *App) Start(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.o.Config.Listen)
	if err != nil {
		return err
	}
	a.listener = l
	if err := a.engine.Start(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	a.tidy.start()
	a.live.Start(a.db, a.pipeline)
	a.server = &http.Server{
		Handler: a.handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 128 << 10,
		ErrorLog: slog.NewLogLogger(a.o.Logger.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := a.server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.o.Logger.Error("the server stopped", "error", err)
		}
	}()
	a.ready.Store(true)
	return nil
}

// Addr is the address that is served, after Start.
func (a *App) Addr() string { return a.listener.Addr().String() }

// Handler serves the API and the web app without a listener, after Start.
func (a *App) Handler() http.Handler { return a.handler }

// Stop takes no more requests, lets those that run end, lets executions reach their next commit and closes the database.
// What is still owed is gone on with at the next start.
func (a *App) Stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.o.Config.StopTimeout)
	defer cancel()
	var all []error
	if a.server != nil {
		a.engine.LeaveOff()                                         // requests under way need the processors
		all = append(all, late("live streams", a.live.Stop(ctx)))   // they would not end by themselves
		all = append(all, late("requests", a.server.Shutdown(ctx))) // those under way are answered, new ones find no listener
		a.ready.Store(false)
		a.tidy.stop()
		all = append(all, late("executions", a.engine.Stop(ctx)))
	}
	a.scripts.Close()
	all = append(all, a.db.Close())
	return errors.Join(all...)
}

// late says which part did not end in time.
func late(part string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s did not end in time: %w", part, err)
}

// Backlog counts the executions that are neither finished nor waiting.
func (a *App) Backlog(ctx context.Context) (n int64, err error) {
	err = a.db.Read(ctx, func(r store.Reader) error {
		n, err = r.Backlog()
		return err
	})
	return n, err
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// dropped removes what is kept about a collection that is gone.
func (a *App) dropped(tx store.Tx, collection string) error {
	return a.access.CollectionDropped(tx, collection)
}

// cancel ends unfinished executions inside the transaction that deletes their version.
func (a *App) cancel(ctx context.Context, tx store.Tx, ids []int64) error {
	return a.engine.CancelIn(tx, ids)
}
