package ids_test

import (
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/ids"
)

// hand is a clock that moves when told to.
type hand struct{ now time.Time }

func (h *hand) Now() time.Time                       { return h.now }
func (h *hand) After(time.Duration) <-chan time.Time { return nil }

func at(seconds int64) *hand { return &hand{time.Unix(ids.Epoch+seconds, 0)} }

func second(id int64) int64 { return id >> 21 }

func start(t rapid.TB, c clock.Clock, worker int, floor int64) *ids.Generator {
	t.Helper()
	g, err := ids.New(c, worker, floor)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// reserve persists the bound in the place of a database.
func reserve(g *ids.Generator, stored *int64) {
	if bound, due := g.Extend(); due {
		*stored = bound
		g.Reserved(bound)
	}
}

func TestAnIDHoldsSecondWorkerAndSequence(t *testing.T) {
	g := start(t, at(1000), 17, 0)
	for sequence := range int64(3) {
		if id, want := g.Next(), int64(1000<<21|17<<16)|sequence; id != want {
			t.Errorf("id %d is %d, want %d", sequence, id, want)
		}
	}
}

func TestAnIDFitsAJavaScriptNumberInTheLastSecondOfTheLayout(t *testing.T) {
	g := start(t, at(1<<32-1), ids.MaxWorker, 0)
	if id := g.Next(); id < 0 || id >= 1<<53 {
		t.Errorf("id %d has more than 53 bits", id)
	}
}

func TestAClockBeforeTheEpochGivesValidIDs(t *testing.T) {
	g := start(t, at(-5000), 0, 0)
	if a, b := g.Next(), g.Next(); a < 0 || b <= a {
		t.Errorf("got %d and %d", a, b)
	}
}

func TestAWorkerNumberOutsideItsBitsIsRefused(t *testing.T) {
	for _, worker := range []int{-1, ids.MaxWorker + 1} {
		if _, err := ids.New(at(1), worker, 0); errs.CodeOf(err) != "INVALID_WORKER" {
			t.Errorf("worker %d: %v", worker, err)
		}
	}
}

func TestAnOverflowingSequenceBorrowsFromTheNextSecond(t *testing.T) {
	g := start(t, at(1000), 3, 0)
	last := g.Next()
	for range 1<<16 - 1 {
		last = g.Next()
	}
	if second(last) != 1000 {
		t.Fatalf("65,536 ids do not fit in their second: the last is of second %d", second(last))
	}
	if id := g.Next(); id != 1001<<21|3<<16 {
		t.Errorf("the next id is %d of second %d", id, second(id))
	}
}

func TestAProcessThatStartsAgainInTheSameSecondRepeatsNothing(t *testing.T) {
	var stored int64
	c := at(1000)
	seen := map[int64]bool{}
	for range 5 {
		g := start(t, c, 0, stored)
		reserve(g, &stored)
		for range 1000 {
			id := g.Next()
			if seen[id] {
				t.Fatalf("id %d was drawn twice", id)
			}
			seen[id] = true
		}
	}
}

func TestADrawNeverWaitsWhenTheBoundIsNotExtended(t *testing.T) {
	var stored int64
	c := at(1000)
	g := start(t, c, 0, 0)
	reserve(g, &stored)
	g.Next()
	c.now = c.now.Add(time.Hour) // idle: nothing extended the bound
	for range 100_000 {
		if id := g.Next(); id >= stored {
			t.Fatalf("id %d is not below the persisted bound %d though ids are left there", id, stored)
		}
	}
	select {
	case <-g.Low():
	default:
		t.Error("nobody was told that the reservation is short")
	}
	reserve(g, &stored)
	if id := g.Next(); second(id) != 4600 {
		t.Errorf("after the extension an id is of second %d, want the clock's 4600", second(id))
	}
}

func TestAnExhaustedReservationIsCoveredByTheNextExtension(t *testing.T) {
	var stored int64
	g := start(t, at(1000), 0, 0)
	reserve(g, &stored)
	last := g.Next()
	for range 11 << 16 {
		last = g.Next()
	}
	if last < stored {
		t.Fatal("the reservation was not used up")
	}
	reserve(g, &stored)
	if last >= stored {
		t.Errorf("id %d is not below the extended bound %d", last, stored)
	}
}

func TestAStableClockNeedsNoExtension(t *testing.T) {
	var stored int64
	g := start(t, at(1000), 0, 0)
	reserve(g, &stored)
	if _, due := g.Extend(); due {
		t.Error("an extension is due right after another")
	}
	g.Next()
	select {
	case <-g.Low():
		t.Error("the reservation is called short right after it was extended")
	default:
	}
}

func TestIDsAreUniqueAcrossGoroutines(t *testing.T) {
	g := start(t, clock.System{}, 0, 0)
	const routines, each = 8, 20_000
	drawn := make([][]int64, routines)
	var wg sync.WaitGroup
	for i := range routines {
		wg.Go(func() {
			for range each {
				drawn[i] = append(drawn[i], g.Next())
			}
		})
	}
	wg.Wait()
	seen := make(map[int64]bool, routines*each)
	for _, list := range drawn {
		for i, id := range list {
			if seen[id] || i > 0 && id <= list[i-1] {
				t.Fatalf("id %d is not new or not larger than the one before", id)
			}
			seen[id] = true
		}
	}
}

// TestIDsGrowWhateverTheClockDoes draws, extends, crashes and moves the clock at random.
func TestIDsGrowWhateverTheClockDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := at(rapid.Int64Range(0, 1<<31).Draw(t, "start"))
		var stored, last, committed int64 = 0, -1, -1
		g := start(t, c, 0, 0)
		reserve(g, &stored)
		t.Repeat(map[string]func(*rapid.T){
			"draw": func(t *rapid.T) {
				for range rapid.SampledFrom([]int{1, 10, 70_000}).Draw(t, "n") {
					id := g.Next()
					if id <= last {
						t.Fatalf("id %d after %d", id, last)
					}
					last = id
				}
			},
			"commit": func(t *rapid.T) {
				reserve(g, &stored)
				if committed = last; committed >= stored {
					t.Fatalf("id %d was stored, the bound is %d", committed, stored)
				}
			},
			"crash": func(t *rapid.T) {
				g = start(t, c, 0, stored)
				reserve(g, &stored)
				last = committed // what was drawn and never stored may come again
			},
			"clock": func(t *rapid.T) {
				c.now = c.now.Add(time.Duration(rapid.Int64Range(-7200, 7200).Draw(t, "seconds")) * time.Second)
			},
		})
	})
}

func BenchmarkNext(b *testing.B) {
	g := start(b, clock.System{}, 0, 0)
	for b.Loop() {
		g.Next()
	}
}
