package resource

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// What the feed of failures costs is bounded: the newest failed executions are read, from an index of nothing else.
const (
	failureDays   = 7
	failureRuns   = 1000
	failureIDs    = 100 // of a group
	failurePeople = 10
	failureSlice  = 200 // executions whose jobs are read at once
)

// failureGroup is what failed in the same way: one workflow, one step, one error.
type failureGroup struct {
	Key        string          `json:"key"`
	Title      string          `json:"title"`
	WorkflowID int64           `json:"workflowId"`
	Layer      workflow.Layer  `json:"layer,omitempty"`
	Status     workflow.Status `json:"status"`
	NodeKey    string          `json:"nodeKey,omitempty"`
	NodeTitle  string          `json:"nodeTitle,omitempty"`
	NodeType   string          `json:"nodeType,omitempty"`
	Reason     string          `json:"reason,omitempty" doc:"Why it was aborted or could not begin."`
	Error      *stepError      `json:"error,omitempty" doc:"Of the newest run."`
	Count      int             `json:"count"`
	Retried    int             `json:"retried" doc:"How many of them were tried again since."`
	First      *string         `json:"first"`
	Last       *string         `json:"last"`
	LastID     int64           `json:"lastId"`
	People     []person        `json:"people" doc:"Whose actions they followed from, up to ten."`
	Persons    int             `json:"persons" doc:"How many people that are."`
	Retryable  []int64         `json:"retryable" doc:"Those that can be tried again and were not, the newest first, up to 100."`
}

type person struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// failureMeta says what was looked at.
type failureMeta struct {
	Since    string `json:"since"`
	Looked   int    `json:"looked"`
	Capped   bool   `json:"capped" doc:"There are older ones that were not looked at."`
	Refusals int    `json:"refusals" doc:"Runs before an action that refused it: they are answers, and listed only with refusals=true."`
}

// failures answers what failed lately, grouped, the newest first.
func (a *Automation) failures(ctx context.Context, req *action.Request) (*action.Response, error) {
	since, err := a.sinceOf(req)
	if err != nil {
		return nil, err
	}
	f := &feed{a: a, refusals: req.Params.String("refusals") == "true"}
	meta := failureMeta{Since: clock.Format(since)}
	groups := []*failureGroup{}
	err = a.DB.Read(ctx, func(r store.Reader) error {
		runs, err := r.Failed(since, failureRuns+1)
		if err != nil {
			return err
		}
		if meta.Capped = len(runs) > failureRuns; meta.Capped {
			runs = runs[:failureRuns]
		}
		meta.Looked = len(runs)
		runs, meta.Refusals = f.chosen(runs)
		if err = f.read(r, runs); err == nil {
			groups = f.grouped(runs)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	res := action.Data(groups)
	res.Meta = map[string]any{"since": meta.Since, "looked": meta.Looked, "capped": meta.Capped, "refusals": meta.Refusals}
	return res, nil
}

// sinceOf reads the moment from which on something is asked for; a week ago where none is named.
func (a *Automation) sinceOf(req *action.Request) (time.Time, error) {
	text := req.Params.String("since")
	if text == "" {
		return a.Clock.Now().AddDate(0, 0, -failureDays), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, errs.New(errs.Invalid, codeInvalidParameter, "since must be an instant such as 2006-01-02T15:04:05Z").On("since")
	}
	return t, nil
}

// feed makes groups of failed executions.
type feed struct {
	a        *Automation
	refusals bool
	jobs     map[int64]schema.Record // the job that says why, by the execution
	nodes    map[int64]schema.Record
	titles   map[int64]schema.Record // of workflows
	receipts map[int64]schema.Record
	users    map[int64]schema.Record
	retried  map[int64]bool
}

// chosen leaves out what people canceled, and refusals unless they are asked for.
func (f *feed) chosen(runs []store.Sketch) (chosen []store.Sketch, refusals int) {
	for _, x := range runs {
		refusal := x.Layer == workflow.PreAction && x.Status == workflow.Failed
		switch {
		case x.Status == workflow.Canceled, x.Reason == workflow.ReasonManualCancel:
		case refusal && !f.refusals:
			refusals++
		default:
			chosen = append(chosen, x)
		}
	}
	return chosen, refusals
}

// read loads what the groups say besides the executions.
func (f *feed) read(r store.Reader, runs []store.Sketch) (err error) {
	if f.jobs, err = f.failedJobs(r, runs); err != nil {
		return err
	}
	var nodes, workflows, receipts, users []int64
	for _, job := range f.jobs {
		nodes = append(nodes, integer(job["nodeId"]))
	}
	for _, x := range runs {
		workflows, receipts = append(workflows, x.WorkflowID), append(receipts, x.ReceiptID)
	}
	if f.nodes, err = f.a.byID(r, nodes, "flow_nodes", "title", "type"); err != nil {
		return err
	}
	if f.titles, err = f.a.byID(r, workflows, "workflows", "title"); err != nil {
		return err
	}
	if f.receipts, err = f.a.byID(r, receipts, "receipts", "userId"); err != nil {
		return err
	}
	for _, x := range runs {
		users = append(users, f.personOf(x))
	}
	if f.users, err = f.a.byID(r, users, "users", "nickname", "username", "email"); err != nil {
		return err
	}
	f.retried, err = f.retries(r, runs)
	return err
}

// failedJobs reads of each execution the last job that ended badly and says why: inside of a loop that is the step, not
// the loop.
func (f *feed) failedJobs(r store.Reader, runs []store.Sketch) (map[int64]schema.Record, error) {
	found := map[int64]schema.Record{}
	for slice := range slices.Chunk(runs, failureSlice) {
		jobs, err := r.Find(&query.Find{
			Collection: f.a.system.Collection("jobs"), Fields: f.a.columns("jobs", "executionId", "nodeId", "nodeKey", "status", "result"),
			Filter: query.And{
				query.Cond{Field: f.a.column("jobs", "executionId"), Op: query.In, Value: idsOf(slice)},
				query.Cond{Field: f.a.column("jobs", "status"), Op: query.Lt, Value: int64(0)},
			},
			Sort: []query.SortKey{{Field: f.a.column("jobs", "id")}},
		})
		if err != nil {
			return nil, err
		}
		for _, job := range jobs {
			run := integer(job["executionId"])
			if found[run] == nil || errorOf(job["result"], true) != nil {
				found[run] = job
			}
		}
	}
	return found, nil
}

// retries tells which executions were tried again.
func (f *feed) retries(r store.Reader, runs []store.Sketch) (map[int64]bool, error) {
	retried := map[int64]bool{}
	if len(runs) == 0 {
		return retried, nil
	}
	of := f.a.column("executions", "retryOf")
	rows, err := r.Find(&query.Find{
		Collection: f.a.system.Collection("executions"), Fields: []*schema.Field{of},
		Filter: query.Cond{Field: of, Op: query.In, Value: idsOf(runs)},
	})
	for _, rec := range rows {
		retried[integer(rec["retryOf"])] = true
	}
	return retried, err
}

func idsOf(runs []store.Sketch) []any {
	ids := make([]any, len(runs))
	for i, x := range runs {
		ids[i] = x.ID
	}
	return ids
}

// personOf is whose action an execution followed from, 0 for nobody's.
func (f *feed) personOf(x store.Sketch) int64 {
	if id := integer(f.receipts[x.ReceiptID]["userId"]); id != 0 {
		return id
	}
	return x.ActorID
}

func (f *feed) grouped(runs []store.Sketch) []*failureGroup {
	groups := []*failureGroup{}
	byKind := map[string]*failureGroup{}
	persons := map[*failureGroup]map[int64]bool{}
	for _, x := range runs {
		one := f.one(x)
		g := byKind[kindOf(one)]
		if g == nil {
			g = one
			byKind[kindOf(one)], persons[g] = g, map[int64]bool{}
			groups = append(groups, g)
		}
		f.count(g, x, persons[g])
	}
	return groups
}

// one is the group of which x is the newest.
func (f *feed) one(x store.Sketch) *failureGroup {
	g := &failureGroup{
		Key: x.Key, Title: text(f.titles[x.WorkflowID]["title"]), WorkflowID: x.WorkflowID, Layer: x.Layer, Status: x.Status,
		Reason: x.Reason, Last: instant(x.CreatedAt), LastID: x.ID, People: []person{}, Retryable: []int64{},
	}
	if job := f.jobs[x.ID]; job != nil {
		node := f.nodes[integer(job["nodeId"])]
		g.NodeKey, g.NodeTitle, g.NodeType = text(job["nodeKey"]), text(node["title"]), text(node["type"])
		g.Error = errorOf(job["result"], true)
	}
	return g
}

func (f *feed) count(g *failureGroup, x store.Sketch, persons map[int64]bool) {
	g.Count++
	g.First = instant(x.CreatedAt)
	switch {
	case f.retried[x.ID]:
		g.Retried++
	case x.Layer != workflow.PreAction && len(g.Retryable) < failureIDs:
		g.Retryable = append(g.Retryable, x.ID)
	}
	who := f.personOf(x)
	if who == 0 || persons[who] {
		return
	}
	persons[who] = true
	if g.Persons++; len(g.People) < failurePeople {
		u := f.users[who]
		g.People = append(g.People, person{who, cmp.Or(text(u["nickname"]), text(u["username"]), text(u["email"]))})
	}
}

// kindOf tells failures apart. Numbers in their texts do not: they are ids, places and values.
func kindOf(g *failureGroup) string {
	var said string
	if g.Error != nil {
		said = cmp.Or(g.Error.Code, withoutNumbers(g.Error.Message))
	}
	return strings.Join([]string{g.Key, g.NodeKey, strconv.Itoa(int(g.Status)), withoutNumbers(g.Reason), said}, "\x00")
}

// withoutNumbers puts one sign in the place of each number.
func withoutNumbers(s string) string {
	var out strings.Builder
	inside := false
	for _, r := range s {
		digit := r >= '0' && r <= '9'
		switch {
		case !digit:
			out.WriteRune(r)
		case !inside:
			out.WriteByte('#')
		}
		inside = digit
	}
	return out.String()
}
