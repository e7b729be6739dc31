// Package sqlite keeps Sequitur's data in one SQLite file: it opens and locks it, brings its tables up to date, and
// shares its one write connection among all who write (writer.go says how). The statements themselves are sqlstore's.
//
// It knows nothing of records, workflows or HTTP.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/ids"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// FileName is the database file in the data directory.
const FileName = "sequitur.db"

// Options say where the database is and how it is used. Only Dir is required.
type Options struct {
	Dir         string        // data directory; made when missing
	Clock       clock.Clock   // clock.System by default
	Logger      *slog.Logger  // discards by default
	Readers     int           // connections for reading, 4 by default
	MaxBatch    int           // requests in one transaction, 64 by default
	MaxQueue    int           // units that may wait, of each sort, 10,000 by default
	LowDisk     int64         // free bytes below which writes are refused, 64 MiB by default, negative: never refuse
	ReadTimeout time.Duration // of a read transaction, 5 s by default
	Watch       store.Watch   // nobody by default
	// Fault is called at named points ("before_commit", "after_commit") by builds that test crashes.
	Fault func(point string)
}

// DB is an open database. It implements store.DB.
type DB struct {
	lock         *os.File
	generation   int64
	ids          *ids.Generator
	writer       *writer
	checkpointer *checkpointer
	disk         *diskGuard
	jobs         sync.Pool // of *job
	readers      chan *conn
	readerCount  int
	readTimeout  time.Duration
	closing      chan struct{}
	closeOnce    sync.Once
	closeErr     error
}

var _ store.DB = (*DB)(nil)

// Open opens the database in o.Dir, makes it when it is missing and brings its tables up to date. Errors: CodeInUse
// when another process has the directory, migration.CodeNewer when a newer version wrote the database.
func Open(ctx context.Context, o Options) (*DB, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	lock, err := lockDir(o.Dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, o, lock)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	go db.writer.loop()
	go db.checkpointer.loop()
	return db, nil
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Readers = defaultTo(o.Readers, 4)
	o.MaxBatch = defaultTo(o.MaxBatch, 64)
	o.MaxQueue = defaultTo(o.MaxQueue, 10_000)
	o.LowDisk = defaultTo(o.LowDisk, 64<<20)
	o.ReadTimeout = defaultTo(o.ReadTimeout, 5*time.Second)
	return o
}

func defaultTo[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

func open(ctx context.Context, o Options, lock *os.File) (*DB, error) {
	d, err := newDriver()
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(filepath.Join(o.Dir, FileName))
	if err != nil {
		return nil, err
	}
	db := &DB{
		lock:        lock,
		disk:        &diskGuard{clock: o.Clock, low: o.LowDisk, free: func() (int64, error) { return freeBytes(o.Dir) }},
		readers:     make(chan *conn, o.Readers),
		readTimeout: o.ReadTimeout,
		closing:     make(chan struct{}),
	}
	db.jobs.New = func() any { return &job{done: make(chan struct{}, 1)} }
	plans := sqlstore.NewPlans()
	c, err := newConn(d, dsn(path, false), plans)
	if err != nil {
		return nil, err
	}
	if err := db.prepare(c, o); err != nil {
		return nil, errors.Join(err, c.close())
	}
	for ; db.readerCount < o.Readers; db.readerCount++ {
		r, err := newConn(d, dsn(path, true), plans)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, errors.Join(err, db.closeReaders(), c.close())
		}
		db.readers <- r
	}
	k, err := newConn(d, dsn(path, false), plans)
	if err != nil {
		return nil, errors.Join(err, db.closeReaders(), c.close())
	}
	db.checkpointer = newCheckpointer(k, &db.writer.commits, o.Logger)
	return db, nil
}

// prepare brings the database up to date, enters this process in it and makes the writer.
func (db *DB) prepare(c *conn, o Options) error {
	if err := c.script(bootstrap); err != nil {
		return err
	}
	if err := migrate(c, o.Clock); err != nil {
		return err
	}
	var figures statistics
	figures.refresh(c, o.Logger)
	floor, err := readState(c, stateIDs)
	if err != nil {
		return err
	}
	if db.ids, err = ids.New(o.Clock, 0, floor); err != nil {
		return err
	}
	version, err := db.enter(c)
	if err != nil {
		return err
	}
	db.writer = &writer{
		stats: figures,
		conn:  c, queue: newQueue(o.MaxQueue), ids: db.ids, clock: o.Clock, log: o.Logger,
		maxBatch: o.MaxBatch, watch: o.Watch, fault: o.Fault, finished: make(chan struct{}),
	}
	db.writer.version.Store(uint64(version))
	return nil
}

// enter raises the generation, reserves the first ids and returns the definitions version, which is never 0.
func (db *DB) enter(c *conn) (version int64, err error) {
	bound, _ := db.ids.Extend()
	err = inTransaction(c, func() error {
		if db.generation, err = raiseState(c, stateGeneration); err != nil {
			return err
		}
		if err := writeState(c, stateIDs, bound); err != nil {
			return err
		}
		if version, err = readState(c, stateVersion); err != nil || version > 0 {
			return err
		}
		version, err = raiseState(c, stateVersion)
		return err
	})
	if err == nil {
		db.ids.Reserved(bound)
	}
	return version, err
}

// dsn names the file and what every connection to it needs; the time to wait for locks comes first, for the others
// may meet one.
func dsn(path string, readOnly bool) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	q := url.Values{"_txlock": {"immediate"}, "_dqs": {"0"}, "_defensive": {"1"}}
	for _, p := range []string{
		"busy_timeout(5000)",
		"journal_mode(WAL)",
		"foreign_keys(1)",
		"synchronous(FULL)",
		"journal_size_limit(67108864)",
		"wal_autocheckpoint(8000)",
		"temp_store(MEMORY)",
	} {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Set("_txlock", "deferred")
		q.Set("_query_only", "1")
		// A cached page takes twice its size with this driver, and is gone after the next commit. What is mapped needs no
		// call to be read and is the same memory for all readers.
		q.Add("_pragma", "cache_size(-1000)")
		q.Add("_pragma", "mmap_size(12582912)")
	} else {
		q.Add("_pragma", "cache_size(-16000)")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// Version implements store.DB.
func (db *DB) Version() uint64 { return db.writer.version.Load() }

// Generation implements store.DB.
func (db *DB) Generation() int64 { return db.generation }

// NextID implements store.DB.
func (db *DB) NextID() int64 { return db.ids.Next() }

// Close implements store.DB: it refuses new work, finishes what waits, and gives the directory back.
func (db *DB) Close() error {
	db.closeOnce.Do(func() {
		close(db.closing)
		db.writer.queue.close()
		<-db.writer.finished
		// The writer closes last: the last connection moves the log into the database file.
		db.closeErr = errors.Join(db.closeReaders(), db.checkpointer.close(), db.writer.conn.close(), db.lock.Close())
	})
	return db.closeErr
}

func (db *DB) closeReaders() error {
	var err error
	for ; db.readerCount > 0; db.readerCount-- {
		err = errors.Join(err, (<-db.readers).close())
	}
	return err
}
