package sqlstore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

var noon = at("2024-05-01T12:00:00Z")

// full has a value in every column.
func full(id int64) *workflow.Execution {
	return &workflow.Execution{
		ID: id, WorkflowID: 7, Key: "wf", EventKey: fmt.Sprint("event ", id), Context: json.RawMessage(`{"data": {"id": 1}}`),
		Status: workflow.Started, Reason: "r", Sync: true, Manually: true, ParentID: 3,
		Stack: []workflow.Ancestor{{ID: 1, Key: "a"}, {ID: 3, Key: "b"}}, Output: json.RawMessage(`[1, 2]`), ReceiptID: 4, RetryOf: 5,
		CausedByNode: "n1", ActorID: 6, RoleName: "member", CreatedAt: noon, StartedAt: noon.Add(time.Second),
		ExpiresAt: noon.Add(time.Minute), AvailableAt: noon.Add(time.Millisecond), Epoch: 2, Owner: 9, Layer: workflow.PostAction,
		Cursor: workflow.Cursor{NodeID: 11, InputJob: 12, Resume: true, Turns: 4}, Runnable: true,
	}
}

func queued(id int64) *workflow.Execution {
	return &workflow.Execution{ID: id, WorkflowID: 7, Key: "wf", Status: workflow.Queued, CreatedAt: noon, Runnable: true, Layer: workflow.Collection}
}

func save(t *testing.T, db store.DB, es ...*workflow.Execution) {
	t.Helper()
	write(t, db, func(tx store.Tx) error { return tx.InsertExecutions(es) })
}

func execution(t *testing.T, db store.DB, id int64) *workflow.Execution {
	t.Helper()
	var e *workflow.Execution
	read(t, db, func(r store.Reader) (err error) {
		e, err = r.Execution(id)
		return err
	})
	return e
}

func executionIDs(es []*workflow.Execution) []any {
	out := []any{}
	for _, e := range es {
		out = append(out, e.ID)
	}
	return out
}

func TestExecutionsComeBackAsTheyWentIn(t *testing.T) {
	db := open(t)
	for _, want := range []*workflow.Execution{full(1), queued(2)} {
		save(t, db, want)
		if got := execution(t, db, want.ID); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	var many []*workflow.Execution
	for i := range int64(700) {
		many = append(many, queued(100+i))
	}
	save(t, db, many...)
	read(t, db, func(r store.Reader) error {
		n, err := r.Backlog()
		if n != 702 {
			t.Errorf("backlog is %d", n)
		}
		if _, err := r.Execution(9999); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		return err
	})
}

func TestExecutionsAsTheAPIShowsThem(t *testing.T) {
	db := open(t)
	s := snapshot(t, schema.System()...)
	c := s.Collection("executions")
	save(t, db, full(1), queued(2))
	read(t, db, func(r store.Reader) error {
		found, err := r.Find(&query.Find{Collection: c})
		if err != nil {
			return err
		}
		want := schema.Record{"status": int64(0), "dispatched": true, "startedAt": "2024-05-01T12:00:01.000Z", "parentExecutionId": int64(3),
			"stack": []any{json.Number("1"), json.Number("3")}, "updatedAt": "2024-05-01T12:00:00.000Z", "sync": true}
		for k, v := range want {
			if !reflect.DeepEqual(found[0][k], v) {
				t.Errorf("%s is %#v, want %#v", k, found[0][k], v)
			}
		}
		want = schema.Record{"status": nil, "dispatched": false, "eventKey": nil, "stack": []any{}, "parentExecutionId": nil, "receiptId": nil,
			"actorId": nil, "reason": nil, "endedAt": nil}
		for k, v := range want {
			if !reflect.DeepEqual(found[1][k], v) {
				t.Errorf("queued: %s is %#v, want %#v", k, found[1][k], v)
			}
		}
		for _, name := range []string{"cursor", "epoch", "owner", "runnable", "availableAt", "ancestry"} {
			if _, ok := found[0][name]; ok {
				t.Errorf("%s is shown", name)
			}
		}
		return nil
	})
}

func TestEventKeysAreUnique(t *testing.T) {
	db := open(t)
	save(t, db, queued(1), queued(2)) // no key: no conflict
	a, b := queued(3), queued(4)
	a.EventKey, b.EventKey = "same", "same"
	save(t, db, a)
	err := tryWrite(db, func(tx store.Tx) error { return tx.InsertExecutions([]*workflow.Execution{queued(5), b}) })
	var u *store.UniqueError
	if !errors.As(err, &u) || u.Collection != "executions" || !slices.Equal(u.Fields, []string{"eventKey"}) {
		t.Errorf("got %v", err)
	}
}

func TestAdvanceIsFenced(t *testing.T) {
	db := open(t)
	save(t, db, queued(1))
	stale := execution(t, db, 1)
	advance := func(e *workflow.Execution, want bool) {
		t.Helper()
		write(t, db, func(tx store.Tx) error {
			ok, err := tx.Advance(e)
			if ok != want {
				t.Errorf("advance answered %v, want %v", ok, want)
			}
			return err
		})
	}
	e := execution(t, db, 1)
	e.Status, e.StartedAt, e.ExpiresAt = workflow.Started, noon, noon.Add(time.Hour)
	e.Cursor, e.Runnable = workflow.Cursor{NodeID: 5, InputJob: 6}, false
	advance(e, true)
	if e.Epoch != 1 {
		t.Errorf("epoch is %d", e.Epoch)
	}
	if got := execution(t, db, 1); !reflect.DeepEqual(got, e) {
		t.Errorf("got  %+v\nwant %+v", got, e)
	}
	stale.Status = workflow.Aborted
	advance(stale, false)
	if stale.Epoch != 0 {
		t.Errorf("a refused advance raised the epoch to %d", stale.Epoch)
	}
	e.Status, e.Output, e.Reason, e.Cursor = workflow.Resolved, json.RawMessage(`"done"`), "", workflow.Cursor{}
	before := time.Now().Add(-time.Minute)
	advance(e, true)
	got := execution(t, db, 1)
	if got.Status != workflow.Resolved || string(got.Output) != `"done"` || got.EndedAt.Before(before) || got.Cursor != (workflow.Cursor{}) {
		t.Errorf("got %+v", got)
	}
	got.Status = workflow.Aborted
	advance(got, false) // finished for good
	missing := queued(77)
	advance(missing, false)
}

func TestOwedLostExpiredAndDue(t *testing.T) {
	db := open(t)
	read(t, db, func(r store.Reader) error {
		due, err := r.NextDue()
		if !due.IsZero() {
			t.Errorf("something is due at %v in an empty database", due)
		}
		return err
	})
	edited := func(id int64, change func(*workflow.Execution)) *workflow.Execution {
		e := queued(id)
		change(e)
		return e
	}
	save(t, db,
		queued(1),
		edited(2, func(e *workflow.Execution) { e.AvailableAt = noon.Add(time.Minute) }),
		edited(3, func(e *workflow.Execution) { e.AvailableAt = noon }),
		edited(4, func(e *workflow.Execution) { e.Runnable = false; e.ExpiresAt = noon.Add(2 * time.Minute) }),
		edited(5, func(e *workflow.Execution) { e.Owner, e.Sync, e.Status, e.Runnable = 3, true, workflow.Started, true }),
		edited(6, func(e *workflow.Execution) { e.Owner, e.Sync, e.Status, e.Runnable = 4, true, workflow.Started, true }),
		edited(7, func(e *workflow.Execution) { e.Owner, e.Status, e.Runnable = 3, workflow.Resolved, false }),
		edited(8, func(e *workflow.Execution) { e.ExpiresAt, e.ParentID = noon, 1 }),
		edited(9, func(e *workflow.Execution) {
			e.ExpiresAt, e.Status, e.Runnable, e.ParentID = noon, workflow.Resolved, false, 1
		}),
		edited(10, func(e *workflow.Execution) { e.Status, e.ParentID = workflow.Started, 1 }),
	)
	read(t, db, func(r store.Reader) error {
		owed, err := r.Owed(0, noon, 10)
		equal(t, executionIDs(owed), ids(1, 3, 8, 10))
		page, err2 := r.Owed(1, noon, 2)
		equal(t, executionIDs(page), ids(3, 8))
		later, err3 := r.Owed(0, noon.Add(time.Hour), 10)
		equal(t, executionIDs(later), ids(1, 2, 3, 8, 10))
		lost, err4 := r.Lost(4, 10)
		equal(t, executionIDs(lost), ids(5))
		expired, err5 := r.Expired(noon.Add(time.Hour), 10)
		if !slices.Equal(expired, []int64{8, 4}) {
			t.Errorf("expired: %v", expired)
		}
		none, err6 := r.Expired(noon.Add(-time.Millisecond), 10)
		if len(none) > 0 {
			t.Errorf("expired too early: %v", none)
		}
		children, err7 := r.Children(1)
		equal(t, executionIDs(children), ids(8, 10))
		due, err8 := r.NextDue()
		if !due.Equal(noon) {
			t.Errorf("due at %v", due)
		}
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
	})
	write(t, db, func(tx store.Tx) error { return tx.Release([]int64{2, 9}, noon) })
	read(t, db, func(r store.Reader) error {
		owed, err := r.Owed(0, noon, 10)
		equal(t, executionIDs(owed), ids(1, 2, 3, 8, 10))
		return err
	})
}

func TestCountStarts(t *testing.T) {
	db := open(t)
	s := snapshot(t, schema.System()...)
	insert(t, db, s.Collection("workflows"), schema.Record{"id": int64(1), "key": "k"}, schema.Record{"id": int64(2), "key": "k"})
	write(t, db, func(tx store.Tx) error {
		return errors.Join(tx.CountStarts(1, "k", 2), tx.CountStarts(2, "k", 1), tx.CountStarts(1, "k", 3))
	})
	read(t, db, func(r store.Reader) error {
		byKey, err := r.Find(&query.Find{Collection: s.Collection("workflowStats")})
		byVersion, err2 := r.Find(&query.Find{Collection: s.Collection("workflowVersionStats")})
		if len(byKey) != 1 || byKey[0]["executed"] != int64(6) || len(byVersion) != 2 || byVersion[0]["executed"] != int64(5) {
			t.Errorf("got %v and %v", byKey, byVersion)
		}
		return errors.Join(err, err2)
	})
	write(t, db, func(tx store.Tx) error { _, err := tx.Delete(s.Collection("workflows"), nil); return err })
	equal(t, find(t, db, &query.Find{Collection: s.Collection("workflowVersionStats")}), ids())
}

func TestPurgeAndDeleteExecutions(t *testing.T) {
	db := open(t)
	old, young := noon.AddDate(0, -1, 0), noon
	ended := func(id int64, created time.Time) *workflow.Execution {
		e := queued(id)
		e.Status, e.Runnable, e.CreatedAt = workflow.Resolved, false, created
		return e
	}
	running := queued(3)
	running.CreatedAt = old
	save(t, db, ended(1, old), ended(2, old), running, ended(4, young), ended(5, old))
	write(t, db, func(tx store.Tx) error {
		return tx.SaveJobs([]*workflow.Job{job(1, 1), job(2, 2), job(3, 3), job(4, 4)})
	})
	purge := func(want int64) {
		t.Helper()
		write(t, db, func(tx store.Tx) error {
			n, err := tx.PurgeExecutions(noon.AddDate(0, 0, -1), 2)
			if n != want {
				t.Errorf("purged %d, want %d", n, want)
			}
			return err
		})
	}
	purge(2)
	purge(1)
	purge(0)
	jobs := snapshot(t, schema.System()...).Collection("jobs")
	equal(t, find(t, db, &query.Find{Collection: jobs}), ids(3, 4))
	write(t, db, func(tx store.Tx) error { return tx.DeleteExecutions([]int64{3, 4, 99}) })
	equal(t, find(t, db, &query.Find{Collection: jobs}), ids())
	write(t, db, func(tx store.Tx) error { return tx.DeleteExecutions(nil) })
}
