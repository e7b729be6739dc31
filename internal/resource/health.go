package resource

import (
	"context"
	"slices"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// What the health of workflows costs is bounded whatever the number of executions: of each workflow on the page the
// newest runs are read from an index that has them in order, and the unfinished ones are counted in partial indexes that
// hold nothing else.
const (
	healthDays  = 7
	healthRuns  = 500    // of one workflow
	healthOwed  = 20_000 // unfinished executions that are counted
	healthPage  = 20
	healthKeys  = 100
	healthRatio = 95 // the percentile of durations
)

// workflowState is how a workflow does, all versions together.
type workflowState struct {
	Key     string `json:"key"`
	LastRun *runOf `json:"lastRun"` // null: it never ran, or its runs were removed
	Runs    int    `json:"runs"`    // made in the last seven days
	Ended   int    `json:"ended"`   // of these
	Failed  int    `json:"failed"`  // of these
	P95     *int64 `json:"p95"`     // milliseconds from start to end; null: none ended
	Capped  bool   `json:"capped"`  // there are more runs than were looked at: the newest
	Waiting int64  `json:"waiting"`
	Owed    int64  `json:"owed"`
}

type runOf struct {
	ID        int64            `json:"id"`
	Status    *workflow.Status `json:"status"`
	CreatedAt *string          `json:"createdAt"`
	StartedAt *string          `json:"startedAt"`
	EndedAt   *string          `json:"endedAt"`
}

// workflowHealth answers how workflows do: those of the keys that are named, or a page of all by key.
func (a *Automation) workflowHealth(ctx context.Context, req *action.Request) (*action.Response, error) {
	keys, meta, err := a.healthOf(ctx, req)
	if err != nil {
		return nil, err
	}
	since := a.Clock.Now().AddDate(0, 0, -healthDays)
	list := make([]workflowState, 0, len(keys))
	err = a.DB.Read(ctx, func(r store.Reader) error {
		list = list[:0]
		owed, waiting, err := r.Unfinished(healthOwed)
		if err != nil {
			return err
		}
		for _, key := range keys {
			s, err := stateOf(r, key, since)
			if err != nil {
				return err
			}
			s.Owed, s.Waiting = owed[key], waiting[key]
			list = append(list, s)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	res := action.Data(list)
	res.Meta = meta
	return res, nil
}

// healthOf tells which workflows are asked about.
func (a *Automation) healthOf(ctx context.Context, req *action.Request) (keys []string, meta map[string]any, err error) {
	if req.Params.Has("keys") {
		keys = req.Params.Strings("keys")
		if len(keys) > healthKeys {
			return nil, nil, errs.New(errs.Invalid, codeInvalidParameter, "at most %d keys can be asked for", healthKeys).On("keys")
		}
		return keys, nil, nil
	}
	page, err := req.Params.Int("page", 1)
	if err != nil {
		return nil, nil, err
	}
	size, err := req.Params.Int("pageSize", healthPage)
	if err != nil {
		return nil, nil, err
	}
	page, size = max(page, 1), min(max(size, 1), healthKeys)
	c := a.system.Collection("workflows")
	var rows []schema.Record
	var all int64
	err = a.DB.Read(ctx, func(r store.Reader) (err error) {
		rows, all, err = r.Page(&query.Find{
			Collection: c, Fields: []*schema.Field{c.Field("key")}, Filter: query.Cond{Field: c.Field("current"), Op: query.IsTrue},
			Sort: []query.SortKey{{Field: c.Field("key")}}, Limit: size, Offset: (page - 1) * size,
		})
		return err
	})
	for _, rec := range rows {
		key, _ := rec["key"].(string)
		keys = append(keys, key)
	}
	pages := (all + int64(size) - 1) / int64(size)
	return keys, map[string]any{"count": all, "page": page, "pageSize": size, "totalPage": pages}, err
}

// stateOf looks at the newest runs of a workflow.
func stateOf(r store.ExecutionReader, key string, since time.Time) (workflowState, error) {
	s := workflowState{Key: key}
	runs, err := r.Runs(key, since, healthRuns+1)
	if err != nil {
		return s, err
	}
	if len(runs) == 0 {
		last, err := r.Runs(key, time.Time{}, 1)
		if err == nil && len(last) > 0 {
			s.LastRun = told(last[0])
		}
		return s, err
	}
	s.LastRun = told(runs[0])
	if len(runs) > healthRuns {
		runs, s.Capped = runs[:healthRuns], true
	}
	var took []int64
	for _, run := range runs {
		s.Runs++
		if !run.Status.Final() {
			continue
		}
		s.Ended++
		if run.Status.Negative() {
			s.Failed++
		}
		if !run.StartedAt.IsZero() && !run.EndedAt.IsZero() {
			took = append(took, max(run.EndedAt.Sub(run.StartedAt).Milliseconds(), 0))
		}
	}
	s.P95 = percentile(took)
	return s, nil
}

// percentile is the smallest duration that healthRatio of a hundred do not exceed.
func percentile(took []int64) *int64 {
	if len(took) == 0 {
		return nil
	}
	slices.Sort(took)
	return &took[(len(took)*healthRatio+99)/100-1]
}

func told(r store.Run) *runOf {
	return &runOf{r.ID, statusOrNull(r.Status), instant(r.CreatedAt), instant(r.StartedAt), instant(r.EndedAt)}
}

func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := clock.Format(t)
	return &text
}
