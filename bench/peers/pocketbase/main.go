// Command pocketbase is PocketBase with the benchmark's collections, rules and hook: the peer that Sequitur is measured
// against. It prints one line of JSON, its address and a user's token, when it is about to serve.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // its system tables
)

type options struct {
	dir, synchronous, hook string
	rows                   int
	logs                   bool
}

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", "", "data directory")
	flag.StringVar(&o.synchronous, "synchronous", "NORMAL", "SQLite's synchronous: NORMAL is PocketBase's default, FULL waits for the disk")
	flag.StringVar(&o.hook, "hook", "inside", "when the hook inserts the second record: inside the first one's transaction, or after it")
	flag.IntVar(&o.rows, "rows", 0, "rows that the collections for the list are filled with")
	flag.BoolVar(&o.logs, "logs", false, "keep PocketBase's log of requests, which Sequitur has none of")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "pocketbase:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: o.dir, DBConnect: connect(o.synchronous)})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	token, err := setUp(app, o)
	if err != nil {
		return err
	}
	bindHook(app, o.hook)
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil
		return announce(e, token)
	})
	served := make(chan error, 1)
	go func() { served <- apis.Serve(app, apis.ServeConfig{HttpAddr: "127.0.0.1:0"}) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return app.ResetBootstrapState()
	}
}

// announce listens on a free port and tells it.
func announce(e *core.ServeEvent, token string) error {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	e.Listener = l
	if err := e.Next(); err != nil {
		return errors.Join(err, l.Close())
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]string{"addr": l.Addr().String(), "token": token})
}

// connect is PocketBase's own way to open a database, but for the durability.
func connect(synchronous string) core.DBConnectFunc {
	if synchronous == "NORMAL" {
		return core.DefaultDBConnect
	}
	return func(path string) (*dbx.DB, error) {
		pragmas := []string{
			"busy_timeout(10000)", "journal_mode(WAL)", "journal_size_limit(200000000)", "synchronous(" + synchronous + ")",
			"foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-32000)",
		}
		return dbx.Open("sqlite", path+"?_pragma="+strings.Join(pragmas, "&_pragma="))
	}
}

// bindHook has every order with an amount leave an audit entry: a condition and a second record, as the bound workflow.
func bindHook(app core.App, when string) {
	follow := func(app core.App, order *core.Record) error {
		if order.GetFloat("amount") <= 0 {
			return nil
		}
		audits, err := app.FindCachedCollectionByNameOrId("audits")
		if err != nil {
			return err
		}
		audit := core.NewRecord(audits)
		audit.Set("no", order.GetString("no"))
		audit.Set("amount", order.GetFloat("amount"))
		return app.Save(audit)
	}
	if when == "after" {
		app.OnRecordAfterCreateSuccess("bound_orders").BindFunc(func(e *core.RecordEvent) error {
			if err := follow(e.App, e.Record); err != nil {
				return err
			}
			return e.Next()
		})
		return
	}
	app.OnRecordCreateExecute("bound_orders").BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return follow(e.App, e.Record)
	})
}
