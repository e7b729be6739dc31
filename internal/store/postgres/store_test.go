package postgres_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/postgres"
	"github.com/sequitur-platform/sequitur/internal/store/postgres/postgrestest"
	"github.com/sequitur-platform/sequitur/internal/store/storetest"
)

var server *postgrestest.Server

func TestMain(m *testing.M) {
	code, err := postgrestest.Run(func(s *postgrestest.Server) int {
		server = s
		return m.Run()
	})
	if err == nil && code == 0 {
		err = goleak.Find()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func open(t testing.TB, o postgres.Options) *postgres.DB {
	t.Helper()
	if o.URL == "" {
		o.URL = server.Database(t)
	}
	db, err := postgres.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestPostgreSQLIsAConformingStore(t *testing.T) {
	storetest.Run(t, storetest.Harness{
		Open:    func(t *testing.T) store.DB { return open(t, postgres.Options{}) },
		Exec:    postgres.RawExec,
		Query:   postgres.RawQuery,
		Dialect: postgres.Dialect{},
		Killers: map[string]func(store.Tx) error{
			"a broken statement": func(tx store.Tx) error { return postgres.RawExec(tx, `select 1/0`) },
			"a broken statement that is still queued": func(tx store.Tx) error {
				return postgres.RawQueue(tx, `select 1/0`)
			},
		},
	})
}
