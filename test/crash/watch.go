package main

import "fmt"

// watch is what is known of the database from one kill to the next, so that the check after a kill only reads what came
// since.
//
// Within a process rows are not committed in the order of their ids, but every look is taken at a stopped server, and
// the next process draws its ids above all that were stored before: rows up to the highest id of a look are final. That
// is not believed but counted: none of them may vanish, and none may join them. What a count does not see, one row in
// the place of another, the verdict finds.
type watch struct {
	orders, executions mark
	looked             int // so many acknowledged actions were found
}

// mark is the highest id of a table and how many rows it has.
type mark struct{ id, rows int64 }

// start is one execution by what it was started for.
type start struct {
	key string
	no  int64
}

// look checks that the row and the starts of every action that was acknowledged since the last look are there.
func (w *watch) look(d database, l *load) error {
	orders, starts := map[int64]int{}, map[start]int{}
	err := w.orders.move(d, "orders", `"no", ''`, func(no int64, _ string) { orders[no]++ })
	if err != nil {
		return err
	}
	err = w.executions.move(d, "executions", contextNo+`, "key"`, func(no int64, key string) { starts[start{key, no}]++ })
	if err != nil {
		return err
	}
	fresh := l.since(w.looked)
	for _, no := range fresh {
		for _, key := range l.owed.bound {
			if n := starts[start{key, no}]; orders[no] != 1 || n != 1 {
				return fmt.Errorf("%s was acknowledged and has %d rows and %d starts of %s", order(no), orders[no], n, key)
			}
		}
	}
	w.looked += len(fresh)
	return nil
}

// contextNo is the order that an execution was started for.
const contextNo = `json_extract("context", '$.data.no')`

// move gives the rows above the mark to each, then raises the mark over them.
func (k *mark) move(d database, table, columns string, each func(no int64, key string)) error {
	next := *k
	err := d.rows(func(scan func(...any) error) error {
		var no, key string
		if err := scan(&next.id, &no, &key); err != nil {
			return err
		}
		n, err := orderOf(no)
		if err != nil {
			return err
		}
		next.rows++
		each(n, key)
		return nil
	}, `SELECT "id", `+columns+` FROM "`+table+`" WHERE "id" > ? ORDER BY "id"`, k.id)
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	all, err := d.number(`SELECT count(*) FROM "` + table + `"`)
	if err != nil {
		return err
	}
	if old := all - (next.rows - k.rows); old != k.rows {
		return fmt.Errorf("%s: there were %d rows with ids up to %d after the last kill, now there are %d", table, k.rows, k.id, old)
	}
	*k = next
	return nil
}
