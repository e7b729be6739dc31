package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// openRaw opens a database and a plain connection to its file.
func openRaw(t *testing.T) (*sqlite.DB, *sql.DB) {
	t.Helper()
	dir := t.TempDir()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, LowDisk: -1})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", filepath.Join(dir, sqlite.FileName)+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, close := range []func() error{raw.Close, db.Close} {
			if err := close(); err != nil {
				t.Error(err)
			}
		}
	})
	return db, raw
}

// listener is a connection that only takes down what it is asked.
type listener struct {
	statements []string
	args       [][]any
}

func (l *listener) note(sql string, args []any) {
	l.statements, l.args = append(l.statements, sql), append(l.args, args)
}

func (l *listener) Exec(sql string, args ...any) (int64, error) {
	l.note(sql, args)
	return 1, nil
}

func (l *listener) Queue(sql string, args ...any) error {
	l.note(sql, args)
	return nil
}

func (l *listener) Query(sql string, args []any, _ func(sqlstore.Row) error) error {
	l.note(sql, args)
	return nil
}

// listen returns the statements that fn makes a session send, with their parameters.
func listen(t *testing.T, fn func(*sqlstore.Session) error) *listener {
	t.Helper()
	l := &listener{}
	env := sqlstore.Env{Plans: sqlstore.NewPlans(), Now: func() time.Time { return noon }, NextID: func() int64 { return 1 }}
	if err := fn(sqlstore.NewSession(l, sqlite.Dialect{}, env)); err != nil {
		t.Fatal(err)
	}
	return l
}

// plan returns how SQLite would run a statement.
func plan(t *testing.T, raw *sql.DB, statement string, args []any) string {
	t.Helper()
	rows, err := raw.Query("EXPLAIN QUERY PLAN "+statement, args...)
	if err != nil {
		t.Fatalf("%v: %s", err, statement)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

func TestHotStatementsUseIndexes(t *testing.T) {
	_, raw := openRaw(t)
	e := full(1)
	for name, fn := range map[string]func(s *sqlstore.Session) error{
		"Execution":  func(s *sqlstore.Session) error { _, err := s.Execution(1); return ignore(err, store.ErrNotFound) },
		"Owed":       func(s *sqlstore.Session) error { _, err := s.Owed(5, noon, 10); return err },
		"Lost":       func(s *sqlstore.Session) error { _, err := s.Lost(3, 10); return err },
		"Expired":    func(s *sqlstore.Session) error { _, err := s.Expired(noon, 10); return err },
		"NextDue":    func(s *sqlstore.Session) error { _, err := s.NextDue(); return err },
		"Backlog":    func(s *sqlstore.Session) error { _, err := s.Backlog(); return err },
		"Unfinished": func(s *sqlstore.Session) error { _, _, err := s.Unfinished(10); return err },
		"Runs":       func(s *sqlstore.Session) error { _, err := s.Runs("w", noon, 10); return err },
		"Failed":     func(s *sqlstore.Session) error { _, err := s.Failed(noon, 10); return err },
		"Unended":    func(s *sqlstore.Session) error { _, err := s.Unended(10); return err },
		"Rate":       func(s *sqlstore.Session) error { _, err := s.Rate(noon, 10); return err },
		"Children":   func(s *sqlstore.Session) error { _, err := s.Children(1); return err },
		"Advance":    func(s *sqlstore.Session) error { _, err := s.Advance(e); return err },
		"Release":    func(s *sqlstore.Session) error { return s.Release([]int64{1, 2, 3}, noon) },
		"Jobs":       func(s *sqlstore.Session) error { _, err := s.Jobs(1); return err },
		"Job":        func(s *sqlstore.Session) error { _, err := s.Job(1); return ignore(err, store.ErrNotFound) },
		"ResolveJob": func(s *sqlstore.Session) error {
			_, err := s.ResolveJob(1, workflow.Resolved, nil, noon)
			return err
		},
		"AbortJobs":        func(s *sqlstore.Session) error { return s.AbortJobs(1, noon) },
		"DeleteExecutions": func(s *sqlstore.Session) error { return s.DeleteExecutions([]int64{1, 2}) },
		"PurgeExecutions":  func(s *sqlstore.Session) error { _, err := s.PurgeExecutions(noon, 10); return err },
		"Receipt":          func(s *sqlstore.Session) error { _, err := s.Receipt(1); return ignore(err, store.ErrNotFound) },
		"ReceiptsAbout": func(s *sqlstore.Session) error {
			_, err := s.ReceiptsAbout(workflow.Subject{Collection: "posts", Key: "7"}, 10)
			return err
		},
		"CloseReceipt":      func(s *sqlstore.Session) error { return s.CloseReceipt(receipt(1), noon) },
		"InterruptReceipts": func(s *sqlstore.Session) error { _, err := s.InterruptReceipts(4); return err },
		"PurgeReceipts":     func(s *sqlstore.Session) error { _, err := s.PurgeReceipts(noon, 10); return err },
		"Replay":            func(s *sqlstore.Session) error { _, err := s.Replay("x"); return ignore(err, store.ErrNotFound) },
		"PurgeReplays":      func(s *sqlstore.Session) error { _, err := s.PurgeReplays(noon, 10); return err },
	} {
		t.Run(name, func(t *testing.T) {
			l := listen(t, fn)
			for i, statement := range l.statements {
				for _, step := range strings.Split(plan(t, raw, statement, l.args[i]), "\n") {
					if strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "USING") && !strings.Contains(step, "both") {
						t.Errorf("%s\nin %s", step, statement)
					}
				}
			}
		})
	}
}

// TestTheNewestRunsAreReadInOrder: what the health of a workflow costs must not grow with its executions.
func TestTheNewestRunsAreReadInOrder(t *testing.T) {
	_, raw := openRaw(t)
	l := listen(t, func(s *sqlstore.Session) error {
		_, err := s.Runs("w", noon, 10)
		_, _, more := s.Unfinished(10)
		_, failed := s.Failed(noon, 10)
		return errors.Join(err, more, failed)
	})
	indexes := []string{"sequitur_executions_key", "sequitur_executions_runnable", "sequitur_executions_waiting", "sequitur_executions_failed"}
	for i, index := range indexes {
		got := plan(t, raw, l.statements[i], l.args[i])
		if !strings.Contains(got, index) || strings.Contains(got, "B-TREE") {
			t.Errorf("%s\nin %s", got, l.statements[i])
		}
	}
}

func ignore(err, expected error) error {
	if err == expected {
		return nil
	}
	return err
}

func TestListsUseIndexes(t *testing.T) {
	db, raw := openRaw(t)
	c := collection("big", field("id", "bigInt", primary), field("name", "string", indexed), field("state", "string"), field("createdAt", "date", indexed),
		field("n", "integer"), field("ownerId", "bigInt"),
		relation("owner", schema.Relation{Type: schema.BelongsTo, Target: "owners", ForeignKey: "ownerId"}))
	c.Indexes = []schema.Index{{Fields: []string{"state", "createdAt"}}}
	owners := collection("owners", field("id", "bigInt", primary), field("n", "integer"))
	create(t, db, owners, c)
	eq := func(name string, v any) query.Filter { return query.Cond{Field: c.Field(name), Op: query.Eq, Value: v} }
	newest := []query.SortKey{{Field: c.Field("createdAt"), Desc: true}}
	for _, tc := range []struct {
		name string
		q    query.Find
		want string
		not  string
	}{
		{"by key", query.Find{Filter: eq("id", int64(1))}, "SEARCH t0 USING INTEGER PRIMARY KEY", "B-TREE"},
		{"an equality", query.Find{Filter: eq("name", "x")}, "SEARCH t0 USING INDEX", "SCAN"},
		{"a short list", query.Find{Filter: query.Cond{Field: c.Field("name"), Op: query.In, Value: []any{"a", "b", "c"}}}, "SEARCH t0 USING INDEX", "SCAN"},
		{"newest first", query.Find{Sort: newest, Limit: 20}, "SCAN t0 USING INDEX", "FOR ORDER BY"},
		{"a filter and newest first by a composite index", query.Find{Filter: eq("state", "open"), Sort: newest, Limit: 20}, "SEARCH t0 USING INDEX", "FOR ORDER BY"},
		{"a to-one relation is looked up by key", query.Find{Filter: query.Related{Relation: c.Field("owner"),
			Filter: query.Cond{Field: owners.Field("n"), Op: query.Eq, Value: int64(1)}}}, "USING INTEGER PRIMARY KEY (rowid=?)", "SCAN t1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.q.Collection = c
			l := listen(t, func(s *sqlstore.Session) error { _, err := s.Find(&tc.q); return err })
			got := plan(t, raw, l.statements[0], l.args[0])
			if !strings.Contains(got, tc.want) || tc.not != "" && strings.Contains(got, tc.not) {
				t.Errorf("got %s\nwant %q without %q\n%s", got, tc.want, tc.not, l.statements[0])
			}
		})
	}
}

func TestEqualWorkGivesEqualStatements(t *testing.T) {
	c := snapshot(t, collection("same", field("id", "bigInt", primary), field("a", "string"), field("b", "string"))).Collection("same")
	l := listen(t, func(s *sqlstore.Session) error {
		for i := range int64(5) {
			if err := s.Insert(c, schema.Record{"b": "x", "a": "y", "id": i}); err != nil {
				return err
			}
		}
		for n := 5; n <= 8; n++ {
			list := make([]any, n)
			for i := range list {
				list[i] = int64(i)
			}
			if _, err := s.Count(c, query.Cond{Field: c.Field("id"), Op: query.In, Value: list}); err != nil {
				return err
			}
		}
		return nil
	})
	seen := map[string]bool{}
	for _, statement := range l.statements {
		seen[statement] = true
	}
	if len(seen) != 2 {
		t.Errorf("%d different statements: %v", len(seen), seen)
	}
}
