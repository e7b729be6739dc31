package main

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver of the read-only connection
)

// database is a read-only connection to the server's file.
type database struct{ *sql.DB }

// openDB opens the file for reading only, not just for queries: a connection that may write moves the log of a killed
// server into the file when it closes, and what recovers from the kill shall be the server.
func openDB(dir string) (database, error) {
	path, err := filepath.Abs(filepath.Join(dir, "sequitur.db"))
	if err != nil {
		return database{}, err
	}
	if path = filepath.ToSlash(path); !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	options := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}).String())
	if err != nil {
		return database{}, err
	}
	db.SetMaxOpenConns(1)
	return database{db}, nil
}

func (d database) number(query string, args ...any) (n int64, err error) {
	err = d.QueryRow(query, args...).Scan(&n)
	return n, err
}

// rows calls each for every row of a query. Nothing is grouped or sorted by the database: counting in memory takes one
// walk through a table, however large it is.
func (d database) rows(each func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := d.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// owing tells whether there are executions that a worker still has to run. It asks the small index of those alone; the
// verdict looks at all.
func (d database) owing() (bool, error) {
	n, err := d.number(`SELECT EXISTS (SELECT 1 FROM "executions" WHERE "runnable" = TRUE AND ("status" IS NULL OR "status" = 0))`)
	return n > 0, err
}

func (d database) unfinished() (int64, error) {
	return d.number(`SELECT count(*) FROM "executions" WHERE "status" IS NULL OR "status" = 0`)
}

// order is the number of an order as its field "no" shows it.
func order(n int64) string { return "no-" + strconv.FormatInt(n, 10) }

var errNotOurs = errors.New("a value that no client sent")

func orderOf(no string) (int64, error) {
	digits, found := strings.CutPrefix(no, "no-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !found || err != nil || order(n) != no {
		return 0, fmt.Errorf("%w: %q", errNotOurs, no)
	}
	return n, nil
}
