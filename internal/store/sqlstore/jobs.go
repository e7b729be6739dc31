package sqlstore

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

const jobColumns = `"id", "executionId", "nodeId", "nodeKey", "upstreamId", "status", "meta", "result", "input", "log",
	"startedAt", "endedAt", "createdAt", "updatedAt"`

const (
	jobWidth   = 14
	selectJobs = `SELECT ` + jobColumns + ` FROM "jobs" `
	replaceJob = `INSERT INTO "jobs" (` + jobColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT ("id") DO UPDATE SET "upstreamId" = excluded."upstreamId", "status" = excluded."status",
		"meta" = excluded."meta", "result" = excluded."result", "input" = excluded."input", "log" = excluded."log",
		"startedAt" = excluded."startedAt", "endedAt" = excluded."endedAt", "updatedAt" = excluded."updatedAt"`
)

// Job implements store.ExecutionReader.
func (s *Session) Job(id int64) (*workflow.Job, error) {
	jobs, err := s.jobs(selectJobs+`WHERE "id" = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(jobs) == 0 {
		return nil, store.ErrNotFound
	}
	return jobs[0], nil
}

// Jobs implements store.ExecutionReader.
func (s *Session) Jobs(executionID int64) ([]*workflow.Job, error) {
	return s.jobs(selectJobs+`WHERE "id" IN (SELECT MAX("id") FROM "jobs" WHERE "executionId" = ? GROUP BY "nodeId") ORDER BY "id"`, executionID)
}

func (s *Session) jobs(sql string, args ...any) ([]*workflow.Job, error) {
	var out []*workflow.Job
	err := s.rows(sql, args, func(c *cells) error {
		j := &workflow.Job{
			ID: c.int(), ExecutionID: c.int(), NodeID: c.int(), NodeKey: c.text(), UpstreamID: c.int(), Status: c.status(),
			Meta: c.raw(), Result: c.raw(), Input: c.raw(), Log: c.text(),
			StartedAt: c.time(), EndedAt: c.time(), CreatedAt: c.time(), UpdatedAt: c.time(),
		}
		j.MarkStored()
		out = append(out, j)
		return nil
	})
	return out, err
}

// SaveJobs implements store.ExecutionWriter. Jobs that are inserted are marked as stored. A job that is marked but
// whose insert was rolled back is inserted all the same.
func (s *Session) SaveJobs(jobs []*workflow.Job) error {
	var fresh, stored []*workflow.Job
	for _, j := range jobs {
		if j.Stored() {
			stored = append(stored, j)
			continue
		}
		j.MarkStored()
		fresh = append(fresh, j)
	}
	if err := s.insertSparse("jobs", jobColumns, jobWidth, s.jobArgs(fresh)); err != nil {
		return err
	}
	for _, j := range stored {
		if err := s.queue(replaceJob, s.jobArgs([]*workflow.Job{j})...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) jobArgs(jobs []*workflow.Job) []any {
	args := make([]any, 0, len(jobs)*jobWidth)
	for _, j := range jobs {
		args = append(args, j.ID, j.ExecutionID, bindID(j.NodeID), bindText(j.NodeKey), bindID(j.UpstreamID),
			bindStatus(j.Status), bindRaw(j.Meta), bindRaw(j.Result), bindRaw(j.Input), bindText(j.Log),
			s.instant(j.StartedAt), s.instant(j.EndedAt), s.instant(j.CreatedAt), s.instant(j.UpdatedAt))
	}
	return args
}

// ResolveJob implements store.ExecutionWriter.
func (s *Session) ResolveJob(id int64, status workflow.Status, result []byte, at time.Time) (bool, error) {
	when := s.time(at)
	n, err := s.exec(`UPDATE "jobs" SET "status" = ?, "result" = ?, "endedAt" = ?, "updatedAt" = ? WHERE "id" = ? AND "status" = 0`,
		bindStatus(status), bindRaw(result), when, when, id)
	return n > 0, err
}

// AbortJobs implements store.ExecutionWriter.
func (s *Session) AbortJobs(executionID int64, at time.Time) error {
	when := s.time(at)
	return s.queue(`UPDATE "jobs" SET "status" = ?, "endedAt" = ?, "updatedAt" = ? WHERE "executionId" = ? AND "status" = 0`,
		bindStatus(workflow.Aborted), when, when, executionID)
}
