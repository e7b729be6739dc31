package migration_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store/migration"
)

func files(names ...string) fstest.MapFS {
	fs := fstest.MapFS{}
	for _, name := range names {
		fs["m/"+name] = &fstest.MapFile{Data: []byte("-- " + name)}
	}
	return fs
}

func TestMigrationsAreReadInOrder(t *testing.T) {
	all, err := migration.Load(files("0002_second.sql", "0001_first_of_all.sql", "0003_third.sql"), "m")
	if err != nil {
		t.Fatal(err)
	}
	want := "[{1 first_of_all -- 0001_first_of_all.sql} {2 second -- 0002_second.sql} {3 third -- 0003_third.sql}]"
	if got := fmt.Sprint(all); got != want {
		t.Errorf("got %s", got)
	}
}

func TestWronglyNamedMigrationsAreRefused(t *testing.T) {
	for name, fs := range map[string]fstest.MapFS{
		"a gap":             files("0001_a.sql", "0003_c.sql"),
		"a number twice":    files("0001_a.sql", "0001_b.sql"),
		"no first":          files("0002_b.sql"),
		"zero":              files("0000_a.sql"),
		"another extension": files("0001_a.txt"),
		"capitals":          files("0001_A.sql"),
		"too few digits":    files("001_a.sql"),
		"no directory":      {},
	} {
		if all, err := migration.Load(fs, "m"); err == nil {
			t.Errorf("%s gives %v", name, all)
		}
	}
}

func TestPendingAreThoseNotApplied(t *testing.T) {
	all, err := migration.Load(files("0001_a.sql", "0002_b.sql", "0003_c.sql"), "m")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		applied map[int]string
		want    int
	}{
		{nil, 3}, {map[int]string{1: "a"}, 2}, {map[int]string{1: "a", 2: "b", 3: "c"}, 0},
	} {
		pending, err := migration.Pending(all, c.applied)
		if err != nil || len(pending) != c.want {
			t.Errorf("after %v: %v, %v", c.applied, pending, err)
		}
	}
	for _, applied := range []map[int]string{{1: "a", 2: "b", 3: "c", 4: "d"}, {1: "other"}, {9999: "future"}} {
		if _, err := migration.Pending(all, applied); errs.CodeOf(err) != migration.CodeNewer {
			t.Errorf("after %v: %v", applied, err)
		}
	}
}
