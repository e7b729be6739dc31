package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables as far as the verdict reads them. As with the server's, no constraint hides a double.
const tables = `
	PRAGMA journal_mode = WAL;
	CREATE TABLE "orders" ("id" INTEGER PRIMARY KEY, "no" TEXT);
	CREATE TABLE "audit" ("id" INTEGER PRIMARY KEY, "no" TEXT, "step" INTEGER);
	CREATE TABLE "ledger" ("id" INTEGER PRIMARY KEY, "no" TEXT);
	CREATE TABLE "executions" ("id" INTEGER PRIMARY KEY, "key" TEXT, "status" INTEGER, "runnable" INTEGER, "context" TEXT);
	CREATE TABLE "jobs" ("id" INTEGER PRIMARY KEY, "executionId" INTEGER, "status" INTEGER);
	CREATE TABLE "receipts" ("id" INTEGER PRIMARY KEY, "outcome" TEXT);`

// image is a database that a test writes as a server would.
type image struct {
	t    *testing.T
	dir  string
	db   *sql.DB
	id   int64
	load *load
}

func newImage(t *testing.T) *image {
	i := &image{t: t, dir: t.TempDir(), load: &load{owed: owedBy(flows("http://recorder"))}}
	db, err := sql.Open("sqlite", filepath.Join(i.dir, "sequitur.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	i.db = db
	i.exec(tables)
	return i
}

func (i *image) exec(query string, args ...any) {
	i.t.Helper()
	if _, err := i.db.Exec(query, args...); err != nil {
		i.t.Fatal(err)
	}
}

func (i *image) insert(table, columns string, values ...any) int64 {
	i.t.Helper()
	i.id++
	i.exec(`INSERT INTO "`+table+`" ("id", `+columns+`) VALUES (?`+strings.Repeat(", ?", len(values))+`)`, append([]any{i.id}, values...)...)
	return i.id
}

// acknowledge saves n orders with all that they are owed.
func (i *image) acknowledge(n int) {
	i.t.Helper()
	for range n {
		number := i.load.next.Add(1)
		i.save(order(number))
		i.load.acknowledged = append(i.load.acknowledged, number)
	}
}

func (i *image) save(no string) {
	i.t.Helper()
	i.insert("orders", `"no"`, no)
	i.insert("receipts", `"outcome"`, "saved")
	i.insert("ledger", `"no"`, no)
	for step := range i.load.owed.steps {
		i.insert("audit", `"no", "step"`, no, step+1)
	}
	for _, key := range i.load.owed.keys {
		e := i.insert("executions", `"key", "status", "runnable", "context"`, key, 1, 0, fmt.Sprintf(`{"data":{"no":%q}}`, no))
		for range i.load.owed.jobs[key] {
			i.insert("jobs", `"executionId", "status"`, e, 1)
		}
	}
}

// calls are what the recorder would have heard.
func (i *image) calls() map[int64]called {
	i.t.Helper()
	out := map[int64]called{}
	rows, err := i.db.Query(`SELECT "id" FROM "executions" WHERE "key" IN ('told', 'effect')`)
	if err != nil {
		i.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			i.t.Fatal(err)
		}
		out[id] = called{key: fmt.Sprint("key of ", id), times: 1}
	}
	if err := rows.Err(); err != nil {
		i.t.Fatal(err)
	}
	return out
}

func (i *image) open() database {
	i.t.Helper()
	d, err := openDB(i.dir)
	if err != nil {
		i.t.Fatal(err)
	}
	i.t.Cleanup(func() {
		if err := d.Close(); err != nil {
			i.t.Error(err)
		}
	})
	return d
}

func (i *image) wants(err error, text string) {
	i.t.Helper()
	switch {
	case text == "" && err != nil:
		i.t.Error(err)
	case text != "" && (err == nil || !strings.Contains(err.Error(), text)):
		i.t.Errorf("the verdict is %v instead of %q", err, text)
	}
}

// TestTheVerdictFinds gives it databases that each lack or have too much of one thing.
func TestTheVerdictFinds(t *testing.T) {
	const no2 = `json_extract("context", '$.data.no') = 'no-2'`
	for _, tc := range []struct{ name, change, says string }{
		{"nothing in a database without fault", ``, ""},
		{"nothing wrong with a saved action that nobody acknowledged", `the last one`, ""},
		{"a lost order", `DELETE FROM "orders" WHERE "no" = 'no-2'`, "1 acknowledged actions have a wrong number of rows (no-2 has 0)"},
		{"a double order", `INSERT INTO "orders" ("no") VALUES ('no-2')`, "1 acknowledged actions have a wrong number of rows (no-2 has 2)"},
		{"an order of nobody", `INSERT INTO "orders" ("no") VALUES ('no-9')`, `a value that no client sent: "no-9"`},
		{"an order without number", `UPDATE "orders" SET "no" = 'no-02' WHERE "no" = 'no-2'`, `a value that no client sent: "no-02"`},
		{"a lost start", `DELETE FROM "executions" WHERE "key" = 'told' AND ` + no2 + `; DELETE FROM "jobs" WHERE "executionId" NOT IN (SELECT "id" FROM "executions")`,
			"1 actions have a wrong number of starts of told (no-2 has 0)"},
		{"a double start", `INSERT INTO "executions" ("key", "status", "context") SELECT "key", -1, "context" FROM "executions" WHERE "key" = 'after' AND ` + no2,
			"1 actions have a wrong number of starts of after (no-2 has 2)"},
		{"a lost chain", `UPDATE "executions" SET "context" = '{"data":{"no":"no-3"}}' WHERE "key" = 'chain' AND ` + no2, "2 actions have a wrong number of executions of chain (no-2 has 0)"},
		{"a failed execution", `UPDATE "executions" SET "status" = -1 WHERE "key" = 'effect' AND ` + no2, "1 actions have a wrong number of executions of effect (no-2 has 0)"},
		{"an execution that waits", `UPDATE "executions" SET "status" = 0 WHERE "key" = 'after' AND ` + no2, "1 executions that are unfinished"},
		{"an execution that is queued", `UPDATE "executions" SET "status" = NULL WHERE "key" = 'after' AND ` + no2, "1 executions that are unfinished"},
		{"an execution of no workflow", `INSERT INTO "executions" ("key", "status", "context") VALUES ('other', 1, '{"data":{"no":"no-1"}}')`, "1 executions of no workflow"},
		{"a lost step", `DELETE FROM "audit" WHERE "no" = 'no-2' AND "step" = 5`, "1 actions have a wrong number of effects of step 5 (no-2 has 0)"},
		{"a double step", `INSERT INTO "audit" ("no", "step") VALUES ('no-2', 1)`, "1 actions have a wrong number of effects of step 1 (no-2 has 2)"},
		{"a step that is not in the workflows", `INSERT INTO "audit" ("no", "step") VALUES ('no-2', 6)`, "no-2 has a row of step 6"},
		{"a step without its number", `INSERT INTO "audit" ("no") VALUES ('no-2')`, "no-2 has a row of step 0"},
		{"a double line", `INSERT INTO "ledger" ("no") VALUES ('no-2')`, "1 actions have a wrong number of chained effects (no-2 has 2)"},
		{"a lost job", `DELETE FROM "jobs" WHERE "id" = (SELECT max("id") FROM "jobs")`, "1 executions with a wrong number of jobs"},
		{"a failed job", `UPDATE "jobs" SET "status" = -1 WHERE "id" = (SELECT max("id") FROM "jobs")`, "1 executions with a wrong number of jobs"},
		{"a double job", `INSERT INTO "jobs" ("executionId", "status") SELECT "executionId", 1 FROM "jobs" LIMIT 1`, "1 executions with a wrong number of jobs"},
		{"a job of nothing", `INSERT INTO "jobs" ("executionId", "status") VALUES (0, 1)`, "a job of execution 0, which is not there"},
		{"an open receipt", `UPDATE "receipts" SET "outcome" = 'open' WHERE "id" = (SELECT max("id") FROM "receipts")`, "1 receipts that are open"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			i := newImage(t)
			i.acknowledge(3)
			if tc.change == `the last one` {
				i.load.acknowledged = i.load.acknowledged[:2]
			} else {
				i.exec(tc.change)
			}
			_, err := i.open().verdict(i.load)
			i.wants(err, tc.says)
		})
	}
	t.Run("a refused action that is saved", func(t *testing.T) {
		i := newImage(t)
		i.acknowledge(3)
		i.load.acknowledged, i.load.refused = i.load.acknowledged[:2], i.load.acknowledged[2:]
		_, err := i.open().verdict(i.load)
		i.wants(err, "1 actions were answered with an error and are saved (no-3)")
	})
}

func TestTheVerdictOnCallsFinds(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(r *recorder, first, other int64)
		says   string
	}{
		{"nothing when each was called", func(*recorder, int64, int64) {}, ""},
		{"no fault in a call that was repeated", func(r *recorder, first, _ int64) { r.record(first, r.calls[first].key) }, ""},
		{"an effect that was never called", func(r *recorder, first, _ int64) { delete(r.calls, first) }, "never called"},
		{"an effect of nobody", func(r *recorder, _, _ int64) { r.record(1<<40, "k") }, "1 effects were called by executions that are not there"},
		{"a second key", func(r *recorder, first, _ int64) { r.record(first, "k") }, `called with the keys "key of `},
		{"a shared key", func(r *recorder, first, other int64) { r.calls[first] = called{r.calls[other].key, 1} }, "1 keys were used by more than one execution"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			i := newImage(t)
			i.acknowledge(2)
			h, err := i.open().verdict(i.load)
			if err != nil {
				t.Fatal(err)
			}
			r := &recorder{calls: i.calls()}
			var ids []int64
			for id := range r.calls {
				ids = append(ids, id)
			}
			tc.change(r, ids[0], ids[1])
			_, err = r.verdict(h)
			i.wants(err, tc.says)
		})
	}
}

// TestALookAfterAKillFinds: the second look only reads what came after the first, and still misses nothing older.
func TestALookAfterAKillFinds(t *testing.T) {
	for _, tc := range []struct{ name, change, says string }{
		{"nothing in a database without fault", ``, ""},
		{"a lost order", `DELETE FROM "orders" WHERE "no" = 'no-5'`, "no-5 was acknowledged and has 0 rows and 1 starts of told"},
		{"a double order", `INSERT INTO "orders" ("no") VALUES ('no-5')`, "no-5 was acknowledged and has 2 rows"},
		{"a lost start", `DELETE FROM "executions" WHERE "key" = 'after' AND json_extract("context", '$.data.no') = 'no-5'`, "no-5 was acknowledged and has 1 rows and 0 starts of after"},
		{"a double start", `INSERT INTO "executions" ("key", "context") VALUES ('effect', '{"data":{"no":"no-5"}}')`, "no-5 was acknowledged and has 1 rows and 2 starts of effect"},
		{"an older order that vanished", `DELETE FROM "orders" WHERE "no" = 'no-2'`, "orders: there were 3 rows with ids up to"},
		{"an older start that vanished", `DELETE FROM "executions" WHERE "key" = 'told' AND json_extract("context", '$.data.no') = 'no-2'`, "after the last kill, now there are 11"},
		{"an id below those of the last look", `INSERT INTO "orders" ("id", "no") VALUES (-1, 'no-5')`, "now there are 4"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			i, w := newImage(t), &watch{}
			d := i.open()
			i.acknowledge(3)
			i.wants(w.look(d, i.load), "")
			i.acknowledge(3)
			i.exec(tc.change)
			i.wants(w.look(d, i.load), tc.says)
			if tc.says == "" && w.looked != 6 {
				t.Errorf("%d actions were looked at", w.looked)
			}
		})
	}
}

// TestLookingLeavesWhatAKillLeft: the log of a killed server can be read, and stays for the server to recover from.
func TestLookingLeavesWhatAKillLeft(t *testing.T) {
	i := newImage(t)
	i.acknowledge(3)
	killed := filepath.Join(t.TempDir(), "killed? 100%")
	if err := os.CopyFS(killed, os.DirFS(i.dir)); err != nil { // while its writer has it open, as a kill leaves it
		t.Fatal(err)
	}
	log := filepath.Join(killed, "sequitur.db-wal")
	torn, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := torn.Write(make([]byte, 2000)); err != nil { // half a page of a commit that never ended
		t.Fatal(err)
	}
	if err := torn.Close(); err != nil {
		t.Fatal(err)
	}
	before := content(t, log)
	if len(before) < 10_000 {
		t.Fatalf("the log has only %d bytes: there is nothing to recover", len(before))
	}
	file := content(t, filepath.Join(killed, "sequitur.db"))
	d, err := openDB(killed)
	if err != nil {
		t.Fatal(err)
	}
	i.wants((&watch{}).look(d, i.load), "")
	_, err = d.verdict(i.load)
	i.wants(err, "")
	if _, err := d.Exec(`DELETE FROM "orders"`); err == nil {
		t.Error("the connection can write")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(content(t, log), before) || !bytes.Equal(content(t, filepath.Join(killed, "sequitur.db")), file) {
		t.Error("looking at the database changed it")
	}
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
