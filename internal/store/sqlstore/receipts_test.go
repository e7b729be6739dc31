package sqlstore_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func receipt(id int64) *workflow.Receipt {
	wf := int64(3)
	return &workflow.Receipt{ID: id, RequestID: "req", UserID: 1, RoleName: "member", Resource: "orders", Action: "create", Keys: []string{"1", "x"},
		Button: "b1", Outcome: workflow.OutcomeOpen, Generation: 2, Verdicts: []workflow.Verdict{
			{WorkflowID: &wf, Key: "k", Layer: workflow.PostAction, Mode: "async", Verdict: workflow.DecisionStarted, Count: 2, ExecutionIDs: []int64{5, 6}},
			{Key: "gone", Layer: workflow.PostAction, Mode: "sync", Verdict: workflow.DecisionSkipped, Reason: workflow.UnknownKey, ExecutionIDs: []int64{}},
		}}
}

func storedReceipt(t *testing.T, db store.DB, id int64) *workflow.Receipt {
	t.Helper()
	var r *workflow.Receipt
	read(t, db, func(rd store.Reader) (err error) {
		r, err = rd.Receipt(id)
		return err
	})
	return r
}

func TestReceipts(t *testing.T) {
	db := open(t)
	c := snapshot(t, schema.System()...).Collection("receipts")
	want := receipt(1)
	write(t, db, func(tx store.Tx) error {
		return errors.Join(tx.OpenReceipt(want, noon), tx.OpenReceipt(&workflow.Receipt{ID: 2, Outcome: workflow.OutcomeSaved}, noon))
	})
	if got := storedReceipt(t, db, 1); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	want.Outcome, want.Keys, want.Verdicts[0].Verdict = workflow.OutcomeFailedAfterSave, []string{"9"}, workflow.DecisionFailed
	write(t, db, func(tx store.Tx) error { return tx.CloseReceipt(want, noon.Add(time.Second)) })
	if got := storedReceipt(t, db, 1); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	read(t, db, func(r store.Reader) error {
		found, err := r.Find(&query.Find{Collection: c})
		if err != nil {
			return err
		}
		if found[0]["closedAt"] != "2024-05-01T12:00:01.000Z" || found[0]["createdAt"] != "2024-05-01T12:00:00.000Z" {
			t.Errorf("times: %v", found[0])
		}
		if !reflect.DeepEqual(found[1]["verdicts"], []any{}) || !reflect.DeepEqual(found[1]["keys"], []any{}) || found[1]["userId"] != nil {
			t.Errorf("an empty receipt: %v", found[1])
		}
		if _, err := r.Receipt(99); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		return nil
	})
}

func TestVerdictsOfSteps(t *testing.T) {
	db := open(t)
	chain := snapshot(t, schema.System()...).Collection("receiptChain")
	r := receipt(1)
	r.Verdicts[1].CausedBy = &workflow.CausedBy{ExecutionID: 5, NodeKey: "n1"}
	write(t, db, func(tx store.Tx) error {
		return errors.Join(tx.OpenReceipt(r, noon), tx.AddVerdicts(1, r.Verdicts), tx.AddVerdicts(1, nil))
	})
	read(t, db, func(rd store.Reader) error {
		found, err := rd.Find(&query.Find{Collection: chain, Sort: []query.SortKey{{Field: chain.Field("count"), Desc: true}}})
		if len(found) != 2 || found[0]["workflowId"] != int64(3) || found[1]["workflowId"] != nil || found[1]["reason"] != "unknown_key" {
			t.Errorf("got %v", found)
		}
		return err
	})
	// An execution that waited for long outlives its receipt.
	if err := tryWrite(db, func(tx store.Tx) error { return tx.AddVerdicts(99, r.Verdicts) }); err != nil {
		t.Errorf("verdicts for a receipt that is gone: %v", err)
	}
	write(t, db, func(tx store.Tx) error {
		n, err := tx.PurgeReceipts(noon.Add(time.Hour), 10)
		if n != 1 {
			t.Errorf("purged %d", n)
		}
		return err
	})
	equal(t, find(t, db, &query.Find{Collection: chain}), ids())
}

func TestInterruptAndPurgeReceipts(t *testing.T) {
	db := open(t)
	closed := receipt(2)
	closed.Outcome = workflow.OutcomeSaved
	mine := receipt(3)
	mine.Generation = 3
	write(t, db, func(tx store.Tx) error {
		return errors.Join(tx.OpenReceipt(receipt(1), noon), tx.OpenReceipt(closed, noon), tx.OpenReceipt(mine, noon.Add(time.Hour)))
	})
	write(t, db, func(tx store.Tx) error {
		n, err := tx.InterruptReceipts(3)
		if n != 1 {
			t.Errorf("interrupted %d", n)
		}
		return err
	})
	for id, want := range map[int64]workflow.Outcome{1: workflow.OutcomeInterrupted, 2: workflow.OutcomeSaved, 3: workflow.OutcomeOpen} {
		if got := storedReceipt(t, db, id); got.Outcome != want {
			t.Errorf("receipt %d is %s, want %s", id, got.Outcome, want)
		}
	}
	write(t, db, func(tx store.Tx) error {
		one, err := tx.PurgeReceipts(noon.Add(time.Minute), 1)
		rest, err2 := tx.PurgeReceipts(noon.Add(time.Minute), 10)
		if one != 1 || rest != 1 {
			t.Errorf("purged %d, then %d", one, rest)
		}
		return errors.Join(err, err2)
	})
}

func TestReplays(t *testing.T) {
	db := open(t)
	want := &store.Replay{Scope: "1/member/k", Fingerprint: "f", Generation: 4, CreatedAt: noon}
	get := func(tx store.Tx, scope string) *store.Replay {
		t.Helper()
		r, err := tx.Replay(scope)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
		return r
	}
	write(t, db, func(tx store.Tx) error {
		if r := get(tx, want.Scope); r != nil {
			t.Errorf("found %+v", r)
		}
		return tx.InsertReplay(want)
	})
	err := tryWrite(db, func(tx store.Tx) error { return tx.InsertReplay(want) })
	if u := (*store.UniqueError)(nil); !errors.As(err, &u) {
		t.Errorf("the second insert: %v", err)
	}
	write(t, db, func(tx store.Tx) error {
		if got := get(tx, want.Scope); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		want.State, want.Status, want.Headers, want.Body = store.ReplayAnswered, 200, []byte(`{"X-Receipt": "1"}`), []byte{0, 255, '"'}
		want.ReceiptID, want.Generation = 5, 6
		if err := tx.UpdateReplay(want); err != nil {
			return err
		}
		if got := get(tx, want.Scope); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		return errors.Join(tx.InsertReplay(&store.Replay{Scope: "b", CreatedAt: noon.Add(time.Hour)}), tx.InsertReplay(&store.Replay{Scope: "c", CreatedAt: noon}))
	})
	write(t, db, func(tx store.Tx) error {
		n, err := tx.PurgeReplays(noon.Add(time.Minute), 10)
		if n != 2 || get(tx, "b") == nil {
			t.Errorf("purged %d", n)
		}
		err = errors.Join(err, tx.DeleteReplay("b"), tx.DeleteReplay("nobody"))
		if get(tx, "b") != nil {
			t.Error("b is still there")
		}
		return err
	})
}

func TestReceiptsAreFoundByWhatTheyAreAbout(t *testing.T) {
	db := open(t)
	post := workflow.Subject{Collection: "posts", Key: "7"}
	idle, running, late := receipt(1), receipt(2), receipt(3)
	idle.Records = []workflow.Subject{post, {Collection: "posts", Key: "8"}}
	late.Records = []workflow.Subject{post}
	run := full(11)
	run.ReceiptID, run.About = 2, post
	write(t, db, func(tx store.Tx) error {
		return errors.Join(tx.OpenReceipt(idle, noon), tx.OpenReceipt(running, noon), tx.OpenReceipt(receipt(3), noon),
			tx.CloseReceipt(late, noon), tx.CloseReceipt(late, noon), tx.InsertExecutions([]*workflow.Execution{run}))
	})
	about := func(s workflow.Subject, limit int, want ...int64) {
		t.Helper()
		read(t, db, func(rd store.Reader) error {
			got, err := rd.ReceiptsAbout(s, limit)
			if !slices.Equal(got, want) {
				t.Errorf("of %v are %v, want %v", s, got, want)
			}
			return err
		})
	}
	about(post, 10, 3, 2, 1)
	about(post, 2, 3, 2)
	about(workflow.Subject{Collection: "posts", Key: "8"}, 10, 1)
	about(workflow.Subject{Collection: "tags", Key: "7"}, 10)
	write(t, db, func(tx store.Tx) error {
		_, err := tx.PurgeReceipts(noon.Add(time.Hour), 1)
		return err
	})
	about(workflow.Subject{Collection: "posts", Key: "8"}, 10)
}
