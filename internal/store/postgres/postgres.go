// Package postgres keeps Sequitur's data in a PostgreSQL database that several processes may share. Each unit has a
// connection and a transaction of its own; what it writes is queued and sent with the commit, so that a unit that only
// writes is one round trip. The statements themselves are sqlstore's.
//
// It knows nothing of records, workflows or HTTP.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/ids"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// maxAttempts bounds how often a unit that lost against others is run.
const maxAttempts = 5

// Options say where the database is and how it is used. Only URL is required.
type Options struct {
	URL         string        // as PostgreSQL's clients take it
	Clock       clock.Clock   // clock.System by default
	Logger      *slog.Logger  // discards by default
	Connections int           // 10 by default, besides one that is kept for this process's own affairs
	ReadTimeout time.Duration // of a read transaction, 5 s by default
	Watch       store.Watch   // of what this process writes; nobody by default
	// Fault is called at named points ("before_commit", "after_commit") by builds that test crashes.
	Fault func(point string)
}

// DB is an open database. It implements store.DB.
type DB struct {
	pool        *pool
	plans       *sqlstore.Plans
	ids         *ids.Generator
	clock       clock.Clock
	log         *slog.Logger
	fault       func(string)
	watch       store.Watch
	readTimeout time.Duration
	editing     sync.Mutex // guards edited
	edited      time.Time  // the time of the last edit
	version     atomic.Uint64
	generation  int64
	worker      int
	home        *pgx.Conn // holds the lease of the worker number
	stop        chan struct{}
	stopped     chan struct{}
	closeOnce   sync.Once
	closeErr    error
}

var _ store.DB = (*DB)(nil)

// Open connects to the database and brings its tables up to date. Errors: migration.CodeNewer when a newer version
// wrote the database.
func Open(ctx context.Context, o Options) (*DB, error) {
	o = o.withDefaults()
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	config.RuntimeParams["application_name"] = "sequitur"
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["lock_timeout"] = "10s"
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	home, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, translate(err)
	}
	db := &DB{
		pool: newPool(config, o.Connections), plans: sqlstore.NewPlans(), clock: o.Clock, log: o.Logger, fault: o.Fault, watch: o.Watch,
		readTimeout: o.ReadTimeout, home: home, stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	if err := db.enter(ctx); err != nil {
		return nil, errors.Join(translate(err), home.Close(context.Background()))
	}
	go db.keep()
	return db, nil
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Connections == 0 {
		o.Connections = 10
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = 5 * time.Second
	}
	return o
}

// enter brings the database up to date and enters this process in it.
func (db *DB) enter(ctx context.Context) error {
	if err := migrate(ctx, db.home, db.clock); err != nil {
		return err
	}
	if err := db.leaseWorker(ctx); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, db.home, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, raiseState, stateGeneration).Scan(&db.generation); err != nil {
			return err
		}
		var version int64
		err := tx.QueryRow(ctx, `insert into sequitur_state (name, value) values ($1, 1)
			on conflict (name) do update set value = sequitur_state.value returning value`, stateVersion).Scan(&version)
		if err != nil {
			return err
		}
		db.version.Store(uint64(version))
		var floor int64
		err = tx.QueryRow(ctx, "select value from sequitur_state where name = $1", db.idState()).Scan(&floor)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if db.ids, err = ids.New(db.clock, db.worker, floor); err != nil {
			return err
		}
		return db.reserve(ctx, tx)
	})
}

// leaseWorker takes a worker number that no other process has, for as long as the home connection lives.
func (db *DB) leaseWorker(ctx context.Context) error {
	for db.worker = 0; db.worker <= ids.MaxWorker; db.worker++ {
		var leased bool
		err := db.home.QueryRow(ctx, "select pg_try_advisory_lock($1, $2)", int32(lockWorkers), int32(db.worker)).Scan(&leased)
		if err != nil || leased {
			return err
		}
	}
	return errs.New(errs.Conflict, "NO_WORKER_NUMBER", "%d processes use the database already", ids.MaxWorker+1)
}

func (db *DB) idState() string { return stateIDs + strconv.Itoa(db.worker) }

// executor is what reserve needs of a connection.
type executor interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// reserve extends the reservation of ids in a transaction of its own.
func (db *DB) reserve(ctx context.Context, c executor) error {
	bound, due := db.ids.Extend()
	if !due {
		return nil
	}
	err := pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, reserveIDs, db.idState(), bound)
		return err
	})
	if err == nil {
		db.ids.Reserved(bound)
	}
	return err
}

// keep extends the reservation of ids when no unit does.
func (db *DB) keep() {
	defer close(db.stopped)
	for {
		select {
		case <-db.stop:
			return
		case <-db.ids.Low():
			if err := db.reserve(context.Background(), db.home); err != nil {
				db.log.Warn("could not reserve ids ahead of use", "error", err)
			}
		}
	}
}

// Version implements store.DB. Edits by other processes show up when a unit meets them.
func (db *DB) Version() uint64 { return db.version.Load() }

// Generation implements store.DB.
func (db *DB) Generation() int64 { return db.generation }

// NextID implements store.DB.
func (db *DB) NextID() int64 { return db.ids.Next() }

// Close implements store.DB.
func (db *DB) Close() error {
	db.closeOnce.Do(func() {
		err := db.pool.close()
		close(db.stop)
		<-db.stopped
		// The server notices a closed connection a little later; the worker number is given back now.
		_, unlocking := db.home.Exec(context.Background(), "select pg_advisory_unlock_all()")
		db.closeErr = errors.Join(err, unlocking, db.home.Close(context.Background()))
	})
	return db.closeErr
}
