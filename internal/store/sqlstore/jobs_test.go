package sqlstore_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func job(id, executionID int64) *workflow.Job {
	return &workflow.Job{ID: id, ExecutionID: executionID, NodeID: 100 + id, NodeKey: "n", Status: workflow.Pending,
		StartedAt: noon, CreatedAt: noon, UpdatedAt: noon}
}

func jobIDs(jobs []*workflow.Job) []any {
	out := []any{}
	for _, j := range jobs {
		out = append(out, j.ID)
	}
	return out
}

func storedJob(t *testing.T, db store.DB, id int64) *workflow.Job {
	t.Helper()
	var j *workflow.Job
	read(t, db, func(r store.Reader) (err error) {
		j, err = r.Job(id)
		return err
	})
	return j
}

func TestSaveJobs(t *testing.T) {
	db := open(t)
	save(t, db, queued(1))
	want := job(1, 1)
	want.UpstreamID, want.Meta, want.Result = 9, json.RawMessage(`{"a": 1}`), json.RawMessage(`"ü"`)
	want.Input, want.Log, want.EndedAt = json.RawMessage(`{}`), "log", noon.Add(time.Second)
	var many []*workflow.Job
	for i := range int64(1000) {
		many = append(many, job(i+2, 1))
	}
	saveJobs := func(jobs ...*workflow.Job) {
		t.Helper()
		write(t, db, func(tx store.Tx) error { return tx.SaveJobs(jobs) })
	}
	saveJobs(append(many, want)...)
	if got := storedJob(t, db, 1); !reflect.DeepEqual(got, want) || !want.Stored() {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	want.Status, want.Result, want.Log = workflow.Resolved, nil, ""
	fresh := job(5000, 1)
	saveJobs(want, fresh, fresh)
	if got := storedJob(t, db, 1); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	t.Run("a job whose insert was rolled back is inserted by the next save", func(t *testing.T) {
		again, stop := job(6000, 1), errors.New("stop")
		if err := tryWrite(db, func(tx store.Tx) error { return errors.Join(tx.SaveJobs([]*workflow.Job{again}), stop) }); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		saveJobs(again)
		storedJob(t, db, 6000)
	})
	t.Run("a job needs its execution", func(t *testing.T) {
		var fk *store.ForeignKeyError
		err := tryWrite(db, func(tx store.Tx) error { return tx.SaveJobs([]*workflow.Job{job(7000, 77)}) })
		if !errors.As(err, &fk) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a missing job is not found", func(t *testing.T) {
		err := db.Read(t.Context(), func(r store.Reader) error { _, err := r.Job(1 << 40); return err })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestJobsAreTheLatestOfEachNode(t *testing.T) {
	db := open(t)
	save(t, db, queued(1), queued(2))
	at := func(id, executionID, node int64) *workflow.Job {
		j := job(id, executionID)
		j.NodeID = node
		return j
	}
	write(t, db, func(tx store.Tx) error {
		return tx.SaveJobs([]*workflow.Job{at(1, 1, 10), at(2, 1, 20), at(3, 2, 10), at(4, 1, 10), at(5, 1, 30)})
	})
	read(t, db, func(r store.Reader) error {
		jobs, err := r.Jobs(1)
		equal(t, jobIDs(jobs), ids(2, 4, 5))
		none, err2 := r.Jobs(99)
		equal(t, jobIDs(none), ids())
		return errors.Join(err, err2)
	})
}

func TestResolveAndAbortJobs(t *testing.T) {
	db := open(t)
	save(t, db, queued(1), queued(2))
	write(t, db, func(tx store.Tx) error { return tx.SaveJobs([]*workflow.Job{job(1, 1), job(2, 1), job(3, 2)}) })
	resolve := func(want bool) {
		t.Helper()
		write(t, db, func(tx store.Tx) error {
			ok, err := tx.ResolveJob(1, workflow.Resolved, []byte(`5`), noon.Add(time.Second))
			if ok != want {
				t.Errorf("resolved: %v, want %v", ok, want)
			}
			return err
		})
	}
	resolve(true)
	resolve(false)
	write(t, db, func(tx store.Tx) error { return tx.AbortJobs(1, noon.Add(time.Minute)) })
	resolved, aborted, other := storedJob(t, db, 1), storedJob(t, db, 2), storedJob(t, db, 3)
	if resolved.Status != workflow.Resolved || string(resolved.Result) != "5" || !resolved.EndedAt.Equal(noon.Add(time.Second)) {
		t.Errorf("resolved: %+v", resolved)
	}
	if aborted.Status != workflow.Aborted || !aborted.EndedAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("aborted: %+v", aborted)
	}
	if other.Status != workflow.Pending {
		t.Errorf("of another execution: %+v", other)
	}
}
