package sqlite_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func read(t *testing.T, db *sqlite.DB, fn func(store.Reader) error) {
	t.Helper()
	if err := db.Read(t.Context(), fn); err != nil {
		t.Error(err)
	}
}

func TestParametersAreStoredAsTheirStorageClass(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_789_000, time.FixedZone("", 3600))
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "null NULL"}, {int64(5), "integer 5"}, {7, "integer 7"}, {int8(-3), "integer -3"}, {true, "integer 1"}, {1.5, "real 1.5"},
		{"x'y", "text 'x''y'"}, {[]byte("b"), "blob X'62'"}, {[]byte(nil), "null NULL"}, {workflow.Failed, "integer -1"},
		{json.RawMessage(`{"a":1}`), `text '{"a":1}'`}, {json.RawMessage(nil), "null NULL"}, {at, "text '2026-01-02T02:04:05.006Z'"},
	} {
		read(t, db, func(r store.Reader) error {
			rows, err := sqlite.RawQuery(r, `select typeof(?1) || ' ' || quote(?1)`, c.value)
			if err == nil && rows[0][0] != c.want {
				t.Errorf("%T %v is stored as %v", c.value, c.value, rows[0][0])
			}
			return err
		})
	}
	read(t, db, func(r store.Reader) error {
		if _, err := sqlite.RawQuery(r, `select ?`, make(chan int)); err == nil {
			t.Error("a channel was bound")
		}
		return nil
	})
}

func TestColumnsAreScanned(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	scan := func(expression string, dest any) error {
		return db.Read(t.Context(), func(r store.Reader) error { return sqlite.ScanOne(r, dest, "select "+expression) })
	}
	var (
		text    string
		number  int64
		small   int8
		count   uint16
		real    float64
		yes     bool
		bytes   []byte
		raw     json.RawMessage
		status  workflow.Status
		layer   workflow.Layer
		at      time.Time
		pointer *string
		maybe   sql.Null[int64]
		free    any
	)
	for _, c := range []struct {
		expression string
		dest       any
		get        func() any
		want       string
	}{
		{"'a'", &text, func() any { return text }, "a"},
		{"12", &text, func() any { return text }, "12"},
		{"x'6162'", &text, func() any { return text }, "ab"},
		{"12", &number, func() any { return number }, "12"},
		{"-12", &small, func() any { return small }, "-12"},
		{"12", &count, func() any { return count }, "12"},
		{"1.5", &real, func() any { return real }, "1.5"},
		{"2", &real, func() any { return real }, "2"},
		{"1", &yes, func() any { return yes }, "true"},
		{"'ab'", &bytes, func() any { return string(bytes) }, "ab"},
		{"null", &bytes, func() any { return bytes == nil }, "true"},
		{"'{}'", &raw, func() any { return string(raw) }, "{}"},
		{"-2", &status, func() any { return status }, "error"},
		{"'collection'", &layer, func() any { return layer }, "collection"},
		{"'2026-01-02T03:04:05.006Z'", &at, func() any { return at }, "2026-01-02 03:04:05.006 +0000 UTC"},
		{"'p'", &pointer, func() any { return *pointer }, "p"},
		{"null", &pointer, func() any { return pointer == nil }, "true"},
		{"null", &maybe, func() any { return maybe.Valid }, "false"},
		{"3", &maybe, func() any { return maybe.V }, "3"},
		{"'any'", &free, func() any { return free }, "any"},
	} {
		if err := scan(c.expression, c.dest); err != nil {
			t.Errorf("%s into %T: %v", c.expression, c.dest, err)
		} else if got := fmt.Sprint(c.get()); got != c.want {
			t.Errorf("%s into %T is %s, want %s", c.expression, c.dest, got, c.want)
		}
	}
	for expression, dest := range map[string]any{
		"null": &text, "1000": &small, "-1": &count, "'x'": &number, "1.5": &yes, "'not a time'": &at, "5": &bytes,
		"'y'": &real, "1, 2": &number, "6": text,
	} {
		if err := scan(expression, dest); err == nil {
			t.Errorf("%s was stored in a %T", expression, dest)
		}
	}
}

func TestTheDialectRendersWhatSQLiteUnderstands(t *testing.T) {
	db := open(t, sqlite.Options{})
	defer closed(t, db)
	d := sqlite.Dialect{}
	for expression, want := range map[string]any{
		`select ` + d.Contains(d.Fold(`'Größe XL'`), d.Fold(`'ＧRÖSSE'`)):                                                     int64(1),
		`select ` + d.Contains(d.Fold(`'abc'`), d.Fold(`'%'`)):                                                               int64(0),
		`select ` + d.DecimalKey(`'10'`) + ` > ` + d.DecimalKey(`'9.5'`):                                                     int64(1),
		`select group_concat(value, '|') from ` + d.JSONElements(`'["a",1,1.5,null,"b c"]'`):                                 "a|1|1.5|b c",
		`select count(*) from ` + d.JSONElements(`null`):                                                                     int64(0),
		`select exists(select 1 from ` + d.JSONElements(`t.list`) + ` where value = '2') from (select '[1,2]' as list) as t`: int64(1),
		`select 'v' as ` + d.Quote(`a"b`):                                                                                    "v",
		d.Placeholders(`select '?'`):                                                                                         "?",
	} {
		read(t, db, func(r store.Reader) error {
			rows, err := sqlite.RawQuery(r, expression)
			if err == nil && rows[0][0] != want {
				t.Errorf("%s gives %v, want %v", expression, rows[0][0], want)
			}
			return err
		})
	}
	if got := d.Time(time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.FixedZone("", -3600))); got != "2026-01-02T04:04:05.006Z" {
		t.Errorf("an instant is bound as %v", got)
	}
}
