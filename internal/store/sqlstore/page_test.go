package sqlstore_test

import (
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/store/sqlstore"
)

// counting is a connection to a table in which a number of rows match whatever is asked, and that counts the questions.
type counting struct {
	listener
	matching int64
}

type answer []any

func (a answer) Values() ([]any, error) { return a, nil }
func (answer) Scan(...any) error        { return nil }

func (c *counting) Query(sql string, args []any, each func(sqlstore.Row) error) error {
	c.note(sql, args)
	switch {
	case strings.HasPrefix(sql, "SELECT COUNT"):
		return each(answer{c.matching})
	case strings.Contains(sql, "MATERIALIZED"):
		return c.rows(each, answer{int64(1), min(c.matching, 501)})
	default:
		return c.rows(each, answer{int64(1)})
	}
}

func (c *counting) rows(each func(sqlstore.Row) error, row answer) error {
	for range min(c.matching, 20) {
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

func TestPagesOfFewRowsTakeOneStatement(t *testing.T) {
	c := snapshot(t, collection("entries", field("id", "bigInt", primary), field("name", "string"))).Collection("entries")
	conn := &counting{}
	s := sqlstore.NewSession(conn, sqlite.Dialect{}, sqlstore.Env{Plans: sqlstore.NewPlans()})
	for _, step := range []struct {
		name           string
		matching       int64
		column         string
		want, unfilter int // statements, with a filter and without
	}{
		{"nothing matches", 0, "name", 1, 1},
		{"few match", 75, "name", 1, 2},
		{"as many as can be set aside", 500, "name", 1, 2},
		{"many, which shows too late", 501, "name", 3, 2},
		{"many again", 501, "name", 2, 2},
		{"many for another filter", 501, "id", 3, 2},
		{"few again, which is not expected", 75, "name", 2, 2},
		{"few from then on", 75, "name", 1, 2},
	} {
		conn.matching = step.matching
		for filter, want := range map[query.Filter]int{query.Cond{Field: c.Field(step.column), Op: query.NotNull}: step.want, nil: step.unfilter} {
			conn.statements = nil
			rows, all, err := s.Page(&query.Find{Collection: c, Filter: filter, Fields: []*schema.Field{c.Field("id")}, Limit: 20})
			if err != nil || all != step.matching || int64(len(rows)) != min(all, 20) {
				t.Errorf("%s: %d rows of %d, %v", step.name, len(rows), all, err)
			}
			if len(conn.statements) != want {
				t.Errorf("%s: %d statements, want %d: %q", step.name, len(conn.statements), want, conn.statements)
			}
		}
	}
}

func TestPagesUseIndexesAndPassOnce(t *testing.T) {
	db, raw := openRaw(t)
	c := collection("big", field("id", "bigInt", primary), field("name", "string", indexed), field("state", "string"), field("n", "integer"))
	create(t, db, c)
	sorted := []query.SortKey{{Field: c.Field("n"), Desc: true}}
	for _, tc := range []struct {
		field, want string
		passes      int
	}{
		{"name", "SEARCH t0 USING INDEX", 0},
		{"state", "SCAN t0", 1},
	} {
		t.Run(tc.field, func(t *testing.T) {
			q := query.Find{Collection: c, Filter: query.Cond{Field: c.Field(tc.field), Op: query.Eq, Value: "x"}, Sort: sorted, Limit: 20, Offset: 20}
			l := listen(t, func(s *sqlstore.Session) error { _, _, err := s.Page(&q); return err })
			got := plan(t, raw, l.statements[0], l.args[0])
			if !strings.Contains(got, tc.want) || strings.Count(got, "SCAN t0") != tc.passes ||
				!strings.Contains(got, "SEARCH t0 USING INTEGER PRIMARY KEY") {
				t.Errorf("got %s\nfor %s", got, l.statements[0])
			}
		})
	}
}
