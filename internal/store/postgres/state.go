package postgres

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/width"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/store/migration"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The advisory locks, all under one number of ours. Writers share lockDefinitions, edits of definitions hold it alone.
// A process holds the lock of its worker number as long as its home connection lives.
const (
	lockDefinitions = 0x5e9 << 8
	lockWorkers     = 0x5ea
)

// The rows of sequitur_state; the reserved ids have one for each worker number.
const (
	stateGeneration = "generation"
	stateVersion    = "version"
	stateIDs        = "ids/"
)

// bootstrap makes what the connection itself needs, before any migration. sequitur_enter begins each unit: it keeps
// edits of definitions out until the unit has ended and refuses a unit that was prepared from older ones.
// sequitur_fold folds case and width as the Go function of package sqlite does.
func bootstrap() string {
	narrow, wide := foldedWidths()
	return fmt.Sprintf(`
create table if not exists sequitur_migrations (
	number integer primary key,
	name text not null,
	applied_at timestamptz not null
);
create table if not exists sequitur_state (
	name text primary key,
	value bigint not null
);
create or replace function sequitur_enter(expected bigint) returns void language plpgsql as $$
begin
	perform pg_advisory_xact_lock_shared(%[1]d);
	if expected <> 0 and expected <> (select value from sequitur_state where name = '%[2]s') then
		raise exception 'definitions changed' using errcode = '%[3]s';
	end if;
end $$;
create or replace function sequitur_fold(t text) returns text language sql immutable parallel safe strict as $$
	select lower(upper(translate(t, '%[4]s', '%[5]s') collate "und-x-icu")) collate "C"
$$;`, lockDefinitions, stateVersion, stateStale, wide, narrow)
}

// foldedWidths returns the characters that have another width, and what they fold to.
func foldedWidths() (to, from string) {
	var narrow, wide strings.Builder
	for r := rune(0xFF01); r <= 0xFFEE; r++ {
		if folded := width.LookupRune(r).Folded(); folded != 0 {
			wide.WriteRune(r)
			narrow.WriteRune(folded)
		}
	}
	wide.WriteRune('\u3000')
	narrow.WriteRune(' ')
	return strings.ReplaceAll(narrow.String(), "'", "''"), wide.String()
}

// migrate brings the database to the newest version known here; of several processes that start together one does.
func migrate(ctx context.Context, c *pgx.Conn, clk clock.Clock) error {
	all, err := migration.Load(migrations, "migrations")
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", int64(lockDefinitions)); err != nil {
			return err
		}
		if err := script(ctx, c, bootstrap()); err != nil {
			return err
		}
		applied, err := appliedMigrations(ctx, tx)
		if err != nil {
			return err
		}
		pending, err := migration.Pending(all, applied)
		if err != nil {
			return err
		}
		for _, m := range pending {
			if err := script(ctx, c, m.SQL); err != nil {
				return fmt.Errorf("migration %04d_%s: %w", m.Number, m.Name, err)
			}
			if _, err := tx.Exec(ctx, "insert into sequitur_migrations (number, name, applied_at) values ($1, $2, $3)",
				m.Number, m.Name, clk.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// script runs several statements at once.
func script(ctx context.Context, c *pgx.Conn, sql string) error {
	_, err := c.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

func appliedMigrations(ctx context.Context, tx pgx.Tx) (map[int]string, error) {
	rows, err := tx.Query(ctx, "select number, name from sequitur_migrations")
	if err != nil {
		return nil, err
	}
	applied := map[int]string{}
	var number int
	var name string
	_, err = pgx.ForEachRow(rows, []any{&number, &name}, func() error {
		applied[number] = name
		return nil
	})
	return applied, err
}

const raiseState = `insert into sequitur_state (name, value) values ($1, 1)
	on conflict (name) do update set value = sequitur_state.value + 1 returning value`

const reserveIDs = `insert into sequitur_state (name, value) values ($1, $2)
	on conflict (name) do update set value = greatest(sequitur_state.value, excluded.value)`
