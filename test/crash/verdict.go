package main

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

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

func (d database) ids(query string) (map[int64]bool, error) {
	rows, err := d.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}

const allOrders = `SELECT "no", count(*) FROM "orders" GROUP BY 1`

func starts(key string) string {
	return `SELECT json_extract("context", '$.data.no'), count(*) FROM "executions" WHERE "key" = '` + key + `' GROUP BY 1`
}

// holds checks that every acknowledged action's row and its starts are there, right after a kill.
func (d database) holds(l *load) error {
	orders, err := d.counts(allOrders)
	if err != nil {
		return err
	}
	acknowledged := l.all()
	for _, key := range l.bound {
		started, err := d.counts(starts(key))
		if err != nil {
			return err
		}
		for _, no := range acknowledged {
			if orders[no] != 1 || started[no] != 1 {
				return fmt.Errorf("%s was acknowledged and has %d rows and %d starts of %s", no, orders[no], started[no], key)
			}
		}
	}
	return nil
}

// verdict checks, when all is done, that every action that was saved, acknowledged or not, has exactly what it is owed.
func (d database) verdict(l *load) error {
	if err := d.holds(l); err != nil {
		return err
	}
	orders, err := d.counts(allOrders)
	if err != nil {
		return err
	}
	owed := map[string]string{"chained effects": `SELECT "no", count(*) FROM "ledger" GROUP BY 1`}
	for _, key := range append([]string{"chain"}, l.bound...) {
		owed["executions of "+key] = strings.Replace(starts(key), " GROUP BY", ` AND "status" = 1 GROUP BY`, 1)
	}
	for step := range len(l.bound) + 1 { // told writes one step, after two, effect one
		owed[fmt.Sprintf("effects of step %d", step+1)] = fmt.Sprintf(`SELECT "no", count(*) FROM "audit" WHERE "step" = %d GROUP BY 1`, step+1)
	}
	var all []error
	for what, query := range owed {
		all = append(all, d.each(what, query, orders))
	}
	all = append(all, d.none("rows of no step", fmt.Sprintf(`SELECT count(*) FROM "audit" WHERE "step" NOT BETWEEN 1 AND %d`, len(l.bound)+1)))
	all = append(all, d.none("executions of no workflow", `SELECT count(*) FROM "executions" WHERE "key" NOT IN ('after', 'told', 'chain', 'effect')`))
	all = append(all, d.none("executions that are unfinished", `SELECT count(*) FROM "executions" WHERE "status" IS NULL OR "status" = 0`))
	all = append(all, d.none("executions with a wrong number of jobs", `SELECT count(*) FROM (SELECT e."id" FROM "executions" e LEFT JOIN "jobs" j ON j."executionId" = e."id" AND j."status" = 1
		GROUP BY e."id" HAVING count(j."id") <> CASE e."key" WHEN 'after' THEN 4 WHEN 'effect' THEN 2 ELSE 1 END)`))
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
