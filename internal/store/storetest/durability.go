package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// Durability is a database that can be killed.
type Durability struct {
	Harness
	// Open opens the database of a place that a killed process used.
	Open func(t *testing.T, place string) store.DB
	// Child returns a process that opens the database of the place and calls Child. It kills itself at the n-th time
	// it passes a fault point, when one is named.
	Child func(place, point string, n int) *exec.Cmd
	// Points are the fault points.
	Points []string
}

const writersOfChild = 8

// Child writes units until the process is killed and reports each to out once it was acknowledged. A unit is two
// rows.
func Child(db store.DB, h Harness, out io.Writer) error {
	b := &bench{Harness: h, db: db}
	var mu sync.Mutex
	failed := make(chan error, writersOfChild)
	for i := range writersOfChild {
		go func() {
			for {
				var id int64
				err := db.Write(context.Background(), store.Unit{Background: i%4 == 0, Run: func(tx store.Tx) error {
					id = tx.NextID()
					name := strconv.FormatInt(id, 10)
					return errors.Join(
						b.Exec(tx, `insert into st_parents (id, name, n) values (?, ?, 1)`, id, name),
						b.Exec(tx, `insert into st_children (id, parent) values (?, ?)`, tx.NextID(), id))
				}})
				if err == nil {
					mu.Lock()
					_, err = fmt.Fprintln(out, id)
					mu.Unlock()
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// RunDurability kills a writing process at random moments and at each fault point, and checks each time that what was
// acknowledged is stored, that no unit is stored by half, and that ids go on where they were.
func RunDurability(t *testing.T, d Durability) {
	place := t.TempDir()
	db := d.Open(t, place)
	if err := d.createTables(db); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	k := &kills{Durability: d, place: place, acknowledged: map[int64]bool{}}
	random := rand.New(rand.NewPCG(1, 2))
	for range 6 {
		after := 1 + random.IntN(400)
		t.Run(fmt.Sprintf("killed after %d answers", after), func(t *testing.T) { k.kill(t, "", 0, after) })
	}
	for _, point := range d.Points {
		n := 1 + random.IntN(50)
		t.Run(fmt.Sprintf("killed at %s, time %d", point, n), func(t *testing.T) { k.kill(t, point, n, 0) })
	}
}

type kills struct {
	Durability
	place        string
	acknowledged map[int64]bool
	generation   int64
}

// kill runs a child until it was killed and checks what it left.
func (k *kills) kill(t *testing.T, point string, n, after int) {
	child := k.Durability.Child(k.place, point, n)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	child.Stderr = &complaints
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	highest, answers := int64(0), 0
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the last line may be cut
		}
		id, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
		if err != nil {
			t.Fatalf("the child wrote %q", line)
		}
		if k.acknowledged[id] {
			t.Errorf("id %d was drawn twice", id)
		}
		k.acknowledged[id] = true
		highest = max(highest, id)
		if answers++; answers == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || complaints.Len() > 0 {
		t.Fatalf("the child ended by itself: %v\n%s", err, complaints.String())
	}
	k.check(t, highest)
}

func (k *kills) check(t *testing.T, highest int64) {
	db := k.Open(t, k.place)
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if db.Generation() <= k.generation {
		t.Errorf("generation %d after %d", db.Generation(), k.generation)
	}
	k.generation = db.Generation()
	b := &bench{Harness: k.Harness, T: t, db: db}
	if n := b.stored(`select count(*) from st_parents p left join st_children c on c.parent = p.id where c.id is null`); n != 0 {
		t.Errorf("%d units are stored by half", n)
	}
	stored := map[int64]bool{}
	b.must(db.Read(t.Context(), func(r store.Reader) error {
		rows, err := b.Query(r, `select id from st_parents union all select id from st_children`)
		for _, row := range rows {
			id, _ := row[0].(int64)
			stored[id] = true
			highest = max(highest, id)
		}
		return err
	}))
	for id := range k.acknowledged {
		if !stored[id] {
			t.Errorf("the acknowledged unit %d is lost", id)
		}
	}
	if id := db.NextID(); id <= highest {
		t.Errorf("id %d after %d", id, highest)
	}
	t.Logf("%d acknowledged, %d rows", len(k.acknowledged), len(stored))
}
