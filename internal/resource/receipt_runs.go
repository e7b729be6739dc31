package resource

import (
	"context"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// What the runs of a receipt cost is bounded: an action on many records may start any number of them.
const (
	receiptRuns  = 100 // the first
	receiptSteps = 500 // of all these runs together, the newest
)

// messageNode is the node type whose result the person was told.
const messageNode = "response-message"

// followed is a run that follows from an action as the one who took it may see it: what happens and whether it ends
// well, but no values.
type followed struct {
	ID        int64            `json:"id"`
	Key       string           `json:"key"`
	Title     string           `json:"title"`
	Layer     workflow.Layer   `json:"layer,omitempty"`
	Sync      bool             `json:"sync"`
	Status    *workflow.Status `json:"status" doc:"Null while it is queued."`
	Reason    string           `json:"reason,omitempty" doc:"Why it was aborted or could not begin; what went wrong, for those who may see executions."`
	CreatedAt *string          `json:"createdAt"`
	StartedAt *string          `json:"startedAt"`
	EndedAt   *string          `json:"endedAt"`
	RetryOf   *int64           `json:"retryOf"`
	About     *recordRef       `json:"about,omitempty" doc:"The record that it is about. Of chain reactions only for those who may see executions."`
	Steps     []followedStep   `json:"steps"`
}

// recordRef names a record.
type recordRef struct {
	Collection string `json:"collection"`
	Key        string `json:"key"`
}

// followedStep is one job of such a run.
type followedStep struct {
	ID        int64            `json:"id"`
	NodeKey   string           `json:"nodeKey"`
	Title     string           `json:"title"`
	Type      string           `json:"type" doc:"Empty when the node was removed."`
	Status    *workflow.Status `json:"status"`
	StartedAt *string          `json:"startedAt"`
	EndedAt   *string          `json:"endedAt"`
	Message   string           `json:"message,omitempty" doc:"What a message node said to the person."`
	Error     *stepError       `json:"error,omitempty"`
}

// stepError is why a step ended badly. The message comes to those who may see executions: it may name values.
type stepError struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// receiptRunsOf answers the runs that follow from an action, with their steps, in the order in which they were made.
func (a *Automation) receiptRunsOf(ctx context.Context, req *action.Request) (*action.Response, error) {
	id, err := keyOf(req)
	if err != nil {
		return nil, err
	}
	list := []followed{}
	err = a.DB.Read(ctx, func(r store.Reader) error {
		if err := a.mayFollow(r, req, id); err != nil {
			return err
		}
		list, err = a.follow(r, id, a.Administers(req.Actor))
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Data(list), nil
}

// mayFollow is RECORD_NOT_FOUND unless there is such a receipt and the actor may see it.
func (a *Automation) mayFollow(r store.Reader, req *action.Request, id int64) error {
	c := a.system.Collection("receipts")
	filter := query.And{query.Cond{Field: c.PrimaryKey(), Op: query.Eq, Value: id}}
	if own := a.ownReceipts(req.Actor, c); own != nil {
		filter = append(filter, own)
	}
	n, err := r.Count(c, filter)
	if err == nil && n == 0 {
		return notFound(c, id)
	}
	return err
}

func (a *Automation) follow(r store.Reader, receipt int64, whole bool) ([]followed, error) {
	runs, err := r.Find(&query.Find{
		Collection: a.system.Collection("executions"),
		Fields: a.columns("executions", "workflowId", "key", "layer", "sync", "status", "reason", "createdAt", "startedAt",
			"endedAt", "retryOf", "collection", "recordKey"),
		Filter: query.Cond{Field: a.column("executions", "receiptId"), Op: query.Eq, Value: receipt},
		Sort:   []query.SortKey{{Field: a.column("executions", "id")}}, Limit: receiptRuns,
	})
	if err != nil || len(runs) == 0 {
		return []followed{}, err
	}
	titles, err := a.byID(r, integers(runs, "workflowId"), "workflows", "title")
	if err != nil {
		return nil, err
	}
	steps, err := a.stepsOf(r, runs, whole)
	if err != nil {
		return nil, err
	}
	list := make([]followed, len(runs))
	for i, rec := range runs {
		list[i] = presentRun(rec, titles, whole)
		if own := steps[list[i].ID]; own != nil {
			list[i].Steps = own
		}
	}
	return list, nil
}

func presentRun(rec schema.Record, titles map[int64]schema.Record, whole bool) followed {
	f := followed{
		ID: integer(rec["id"]), Key: text(rec["key"]), Layer: workflow.Layer(text(rec["layer"])), Sync: rec["sync"] == true,
		Status: statusOrNull(statusOf(rec)), CreatedAt: moment(rec["createdAt"]), StartedAt: moment(rec["startedAt"]),
		EndedAt: moment(rec["endedAt"]), RetryOf: optional(rec["retryOf"]), Steps: []followedStep{},
	}
	f.Title = text(titles[integer(rec["workflowId"])]["title"])
	if key := text(rec["recordKey"]); key != "" && (whole || f.Layer != workflow.Collection) {
		f.About = &recordRef{text(rec["collection"]), key}
	}
	if whole || statusOf(rec) == workflow.Aborted { // then it is one of a few words
		f.Reason = text(rec["reason"])
	}
	return f
}

// stepsOf reads the jobs of runs, by the run, the oldest first.
func (a *Automation) stepsOf(r store.Reader, runs []schema.Record, whole bool) (map[int64][]followedStep, error) {
	ids := make([]any, len(runs))
	for i, rec := range runs {
		ids[i] = rec["id"]
	}
	fields := []string{"executionId", "nodeId", "nodeKey", "status", "startedAt", "endedAt", "result"}
	jobs, err := r.Find(&query.Find{
		Collection: a.system.Collection("jobs"), Fields: a.columns("jobs", fields...),
		Filter: query.Cond{Field: a.column("jobs", "executionId"), Op: query.In, Value: ids},
		Sort:   []query.SortKey{{Field: a.column("jobs", "id"), Desc: true}}, Limit: receiptSteps,
	})
	if err != nil {
		return nil, err
	}
	nodes, err := a.byID(r, integers(jobs, "nodeId"), "flow_nodes", "title", "type")
	if err != nil {
		return nil, err
	}
	steps := map[int64][]followedStep{}
	for _, rec := range slices.Backward(jobs) {
		node := nodes[integer(rec["nodeId"])]
		step := followedStep{
			ID: integer(rec["id"]), NodeKey: text(rec["nodeKey"]), Title: text(node["title"]), Type: text(node["type"]),
			Status: statusOrNull(statusOf(rec)), StartedAt: moment(rec["startedAt"]), EndedAt: moment(rec["endedAt"]),
		}
		switch {
		case statusOf(rec).Negative():
			step.Error = errorOf(rec["result"], whole)
		case step.Type == messageNode:
			step.Message = text(rec["result"])
		}
		run := integer(rec["executionId"])
		steps[run] = append(steps[run], step)
	}
	return steps, nil
}

// errorOf reads why a step failed from its result, nil when it does not say so.
func errorOf(result any, whole bool) *stepError {
	e := stepError{}
	switch v := result.(type) {
	case string:
		e.Message = v
	case map[string]any:
		e.Code, e.Message = text(v["code"]), text(v["message"])
	}
	if !whole {
		e.Message = ""
	}
	if e == (stepError{}) {
		return nil
	}
	return &e
}

// byID reads rows by their ids, of which some may be 0, double or gone.
func (a *Automation) byID(r store.Reader, ids []int64, collection string, fields ...string) (map[int64]schema.Record, error) {
	found := map[int64]schema.Record{}
	seen := map[int64]bool{0: true}
	var wanted []any
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			wanted = append(wanted, id)
		}
	}
	if len(wanted) == 0 {
		return found, nil
	}
	rows, err := r.Find(&query.Find{
		Collection: a.system.Collection(collection), Fields: a.columns(collection, fields...),
		Filter: query.Cond{Field: a.column(collection, "id"), Op: query.In, Value: wanted},
	})
	for _, rec := range rows {
		found[integer(rec["id"])] = rec
	}
	return found, err
}

func integers(rows []schema.Record, column string) []int64 {
	list := make([]int64, len(rows))
	for i, rec := range rows {
		list[i] = integer(rec[column])
	}
	return list
}

func (a *Automation) column(collection, name string) *schema.Field {
	return a.system.Collection(collection).Field(name)
}

func (a *Automation) columns(collection string, names ...string) []*schema.Field {
	fields := make([]*schema.Field, len(names))
	for i, name := range names {
		fields[i] = a.column(collection, name)
	}
	return fields
}

func integer(v any) int64 {
	n, _ := v.(int64)
	return n
}

func optional(v any) *int64 {
	if n, ok := v.(int64); ok {
		return &n
	}
	return nil
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// moment reads an instant.
func moment(v any) *string {
	if s, ok := v.(string); ok {
		return &s
	}
	return nil
}
