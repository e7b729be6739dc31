package main

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver of the read-only connection
)

// database is a read-only connection to the server's file.
type database struct{ *sql.DB }

func openDB(dir string) (database, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "sequitur.db")+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)")
	if err != nil {
		return database{}, err
	}
	db.SetMaxOpenConns(1)
	return database{db}, nil
}

func (d database) number(query string) (n int64, err error) {
	err = d.QueryRow(query).Scan(&n)
	return n, err
}

func (d database) unfinished() (int64, error) {
	return d.number(`SELECT count(*) FROM "executions" WHERE "status" IS NULL OR "status" = 0`)
}

func (d database) counts(query string) (map[string]int, error) {
	rows, err := d.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var no string
		var n int
		if err := rows.Scan(&no, &n); err != nil {
			return nil, err
		}
		out[no] = n
	}
	return out, rows.Err()
}

// holds checks that every acknowledged action's row and its start are there, right after a kill.
func (d database) holds(acknowledged []string) error {
	orders, err := d.counts(`SELECT "no", count(*) FROM "orders" GROUP BY 1`)
	if err != nil {
		return err
	}
	starts, err := d.counts(`SELECT json_extract("context", '$.data.no'), count(*) FROM "executions" WHERE "key" = 'after' GROUP BY 1`)
	if err != nil {
		return err
	}
	for _, no := range acknowledged {
		if orders[no] != 1 || starts[no] != 1 {
			return fmt.Errorf("%s was acknowledged and has %d rows and %d starts", no, orders[no], starts[no])
		}
	}
	return nil
}

// verdict checks, when all is done, that every action that was saved, acknowledged or not, has exactly what it is owed.
func (d database) verdict(l *load) error {
	if err := d.holds(l.all()); err != nil {
		return err
	}
	orders, err := d.counts(`SELECT "no", count(*) FROM "orders" GROUP BY 1`)
	if err != nil {
		return err
	}
	var all []error
	for what, query := range map[string]string{
		"executions of the post-action workflow": `SELECT json_extract("context", '$.data.no'), count(*) FROM "executions" WHERE "key" = 'after' AND "status" = 1 GROUP BY 1`,
		"executions of the chained workflow":     `SELECT json_extract("context", '$.data.no'), count(*) FROM "executions" WHERE "key" = 'chain' AND "status" = 1 GROUP BY 1`,
		"first effects":                          `SELECT "no", count(*) FROM "audit" WHERE "step" = 1 GROUP BY 1`,
		"second effects":                         `SELECT "no", count(*) FROM "audit" WHERE "step" = 2 GROUP BY 1`,
		"chained effects":                        `SELECT "no", count(*) FROM "ledger" GROUP BY 1`,
	} {
		all = append(all, d.each(what, query, orders))
	}
	all = append(all, d.none("executions that are unfinished", `SELECT count(*) FROM "executions" WHERE "status" IS NULL OR "status" = 0`))
	all = append(all, d.none("executions with a wrong number of jobs", `SELECT count(*) FROM (SELECT e."id" FROM "executions" e LEFT JOIN "jobs" j ON j."executionId" = e."id" AND j."status" = 1
		GROUP BY e."id" HAVING count(j."id") <> CASE e."key" WHEN 'after' THEN 4 ELSE 1 END)`))
	all = append(all, d.none("receipts that are open", `SELECT count(*) FROM "receipts" WHERE "outcome" = 'open'`))
	for _, no := range l.refused {
		if orders[no] != 0 {
			all = append(all, fmt.Errorf("%s was answered with an error and is saved", no))
		}
	}
	return errors.Join(all...)
}

func (d database) each(what, query string, orders map[string]int) error {
	have, err := d.counts(query)
	if err != nil {
		return err
	}
	wrong, example := 0, ""
	for no := range orders {
		if have[no] != 1 {
			wrong++
			example = fmt.Sprintf("%s has %d", no, have[no])
		}
	}
	for no := range have {
		if orders[no] != 1 {
			wrong++
			example = fmt.Sprintf("%s without its order", no)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%s: %d of %d are wrong (%s)", what, wrong, len(orders), example)
	}
	return nil
}

func (d database) none(what, query string) error {
	n, err := d.number(query)
	if err == nil && n != 0 {
		err = fmt.Errorf("%d %s", n, what)
	}
	return err
}
