package resource

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

const (
	queueRuns = 100    // unended executions that are listed
	queueLook = 1000   // and of each kind those that are looked at
	queueRate = 50_000 // executions of a time that are counted
)

// Where an unended execution stands.
const (
	stateHeld    = "held"    // until the synchronous workflows of its action have ended
	stateQueued  = "queued"  // no worker has begun it
	stateRequest = "request" // a request carries it out
	stateRunning = "running" // a worker has begun it, and goes on with it
	stateWaits   = "waits"   // at a step
)

// queueState is what runs and what waits.
type queueState struct {
	Owed    int64       `json:"owed" doc:"Executions that a worker has to go on with."`
	Waiting int64       `json:"waiting" doc:"Executions that wait at a step."`
	Capped  bool        `json:"capped" doc:"There are more that wait."`
	Oldest  *string     `json:"oldest" doc:"When the oldest of those that are owed was made."`
	Hour    rate        `json:"hour" doc:"Of the last hour."`
	Day     rate        `json:"day" doc:"Of the last 24 hours."`
	Runs    []queuedRun `json:"runs" doc:"The oldest unended executions, up to 100."`
}

// rate is what became of the executions of a time.
type rate struct {
	Made   int64 `json:"made"`
	Ended  int64 `json:"ended"`
	Failed int64 `json:"failed"`
	Capped bool  `json:"capped" doc:"There were more; the newest are counted."`
}

// queuedRun is an execution that has not ended.
type queuedRun struct {
	ID        int64   `json:"id"`
	Key       string  `json:"key"`
	Title     string  `json:"title"`
	State     string  `json:"state" enum:"held,queued,request,running,waits"`
	CreatedAt *string `json:"createdAt"`
	StartedAt *string `json:"startedAt"`
	ExpiresAt *string `json:"expiresAt" doc:"When it is aborted if it has not ended; null: never."`
	Since     *string `json:"since" doc:"Since when it stands where it stands."`
	ReceiptID *int64  `json:"receiptId"`
	NodeKey   string  `json:"nodeKey,omitempty" doc:"The step that it waits at."`
	NodeTitle string  `json:"nodeTitle,omitempty"`
	NodeType  string  `json:"nodeType,omitempty"`
}

// queue answers what runs and what waits, with the oldest ones and how fast it goes.
func (a *Automation) queue(ctx context.Context, _ *action.Request) (*action.Response, error) {
	now := a.Clock.Now()
	var state queueState
	err := a.DB.Read(ctx, func(r store.Reader) (err error) {
		state = queueState{Runs: []queuedRun{}}
		if state.Owed, err = r.Backlog(); err != nil {
			return err
		}
		if state.Hour, err = rateOf(r, now.Add(-time.Hour)); err != nil {
			return err
		}
		if state.Day, err = rateOf(r, now.AddDate(0, 0, -1)); err != nil {
			return err
		}
		runs, err := r.Unended(queueLook)
		if err != nil {
			return err
		}
		return a.describeQueue(r, &state, runs, now)
	})
	if err != nil {
		return nil, err
	}
	return action.Data(state), nil
}

func rateOf(r store.Reader, since time.Time) (rate, error) {
	n, err := r.Rate(since, queueRate+1)
	return rate{Made: min(n.Made, queueRate), Ended: n.Ended, Failed: n.Failed, Capped: n.Made > queueRate}, err
}

// describeQueue lists the oldest of the unended executions and says what they wait for.
func (a *Automation) describeQueue(r store.Reader, state *queueState, runs []store.Sketch, now time.Time) error {
	for _, x := range runs {
		if !x.Runnable {
			state.Waiting++
		} else if state.Oldest == nil {
			state.Oldest = instant(x.CreatedAt)
		}
	}
	state.Capped = state.Waiting == queueLook
	slices.SortFunc(runs, func(x, y store.Sketch) int { return cmp.Compare(x.ID, y.ID) })
	runs = runs[:min(len(runs), queueRuns)]
	var workflows []int64
	for _, x := range runs {
		q := queuedRun{
			ID: x.ID, Key: x.Key, CreatedAt: instant(x.CreatedAt), StartedAt: instant(x.StartedAt), ExpiresAt: instant(x.ExpiresAt),
		}
		if x.ReceiptID != 0 {
			q.ReceiptID = &x.ReceiptID
		}
		q.State, q.Since = standing(x, now)
		state.Runs, workflows = append(state.Runs, q), append(workflows, x.WorkflowID)
	}
	titles, err := a.byID(r, workflows, "workflows", "title")
	if err != nil {
		return err
	}
	for i, id := range workflows {
		state.Runs[i].Title = text(titles[id]["title"])
	}
	return a.waitsFor(r, state.Runs)
}

// standing says where an unended execution stands and since when.
func standing(x store.Sketch, now time.Time) (state string, since *string) {
	switch {
	case !x.Runnable:
		return stateWaits, instant(x.StartedAt)
	case x.Owner != 0:
		return stateRequest, instant(x.StartedAt)
	case x.AvailableAt.After(now):
		return stateHeld, instant(x.CreatedAt)
	case x.Status == workflow.Queued:
		return stateQueued, instant(x.CreatedAt)
	}
	return stateRunning, instant(x.StartedAt)
}

// waitsFor names the steps at which executions wait.
func (a *Automation) waitsFor(r store.Reader, runs []queuedRun) error {
	at := map[int64]*queuedRun{}
	var ids []any
	for i := range runs {
		if runs[i].State == stateWaits {
			at[runs[i].ID] = &runs[i]
			ids = append(ids, runs[i].ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	jobs, err := r.Find(&query.Find{
		Collection: a.system.Collection("jobs"), Fields: a.columns("jobs", "executionId", "nodeId", "nodeKey", "startedAt"),
		Filter: query.And{
			query.Cond{Field: a.column("jobs", "executionId"), Op: query.In, Value: ids},
			query.Cond{Field: a.column("jobs", "status"), Op: query.Eq, Value: int64(workflow.Pending)},
		},
		Sort: []query.SortKey{{Field: a.column("jobs", "id")}},
	})
	if err != nil {
		return err
	}
	nodes, err := a.byID(r, integers(jobs, "nodeId"), "flow_nodes", "title", "type")
	for _, job := range jobs { // the last one is the innermost: around it are loops
		q, node := at[integer(job["executionId"])], nodes[integer(job["nodeId"])]
		q.NodeKey, q.NodeTitle, q.NodeType = text(job["nodeKey"]), text(node["title"]), text(node["type"])
		q.Since = moment(job["startedAt"])
	}
	return err
}
