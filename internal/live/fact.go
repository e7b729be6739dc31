package live

import (
	"fmt"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// fact is something that was committed. Which fields are set depends on what it is about.
type fact struct {
	about  about
	change string

	collection string
	row        any    // the key of a record, as it is stored; nil when it takes several fields
	id         any    // the same as the API writes it
	text       string // the same as topics write it
	sighted    []*stream

	execution, workflow, job, node int64
	key, nodeKey                   string
	status                         workflow.Status

	receipt, user int64
	outcome       workflow.Outcome

	version uint64
}

// about is the sort of a fact.
type about uint8

const (
	aboutRecord about = iota
	aboutExecution
	aboutStep
	aboutReceipt
	aboutDefinitions
	// Those below are completed from the database before anybody is told.
	aboutResolved // of a job only its id is known
	aboutAborted  // of an execution all waiting jobs were aborted
)

// The changes that a fact may tell of.
const (
	created   = "created"
	updated   = "updated"
	destroyed = "destroyed"
	opened    = "opened"
	closed    = "closed"
	verdicts  = "verdicts"
)

// kind is the name of the event.
func (f *fact) kind() string {
	return [...]string{"record", "execution", "step", "receipt", "definitions"}[f.about]
}

// topics are those whose streams are told.
func (f *fact) topics() []topic {
	switch f.about {
	case aboutRecord:
		return []topic{{kind: allRecords, name: f.collection}, {kind: oneRecord, name: f.collection, id: f.text}}
	case aboutExecution:
		return []topic{{kind: allExecutions}, {kind: oneExecution, id: number(f.execution)}}
	case aboutStep:
		return []topic{{kind: oneExecution, id: number(f.execution)}}
	case aboutReceipt:
		return []topic{{kind: myReceipts, id: number(f.user)}, {kind: oneReceipt, id: number(f.receipt)}}
	case aboutDefinitions:
		return []topic{{kind: newDefinitions}}
	}
	return nil
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

// The data of the events.
type (
	readyData struct {
		Topics  []string  `json:"topics"`
		Refused []refusal `json:"refused"`
		Version uint64    `json:"version"`
	}
	refusal struct {
		Topic string `json:"topic"`
		Code  string `json:"code"`
	}
	byeData struct {
		Reason farewell `json:"reason"`
	}
	recordData struct {
		Collection string `json:"collection"`
		ID         any    `json:"id"`
		Change     string `json:"change" enum:"created,updated,destroyed"`
	}
	executionData struct {
		ID         int64            `json:"id"`
		Change     string           `json:"change" enum:"created,updated,destroyed"`
		Status     *workflow.Status `json:"status"`
		WorkflowID int64            `json:"workflowId,omitempty"`
		Key        string           `json:"key,omitempty"`
		ReceiptID  int64            `json:"receiptId,omitempty"`
	}
	stepData struct {
		ExecutionID int64      `json:"executionId"`
		JobID       int64      `json:"jobId"`
		NodeID      int64      `json:"nodeId"`
		NodeKey     string     `json:"nodeKey"`
		Status      *jobStatus `json:"status"`
	}
	receiptData struct {
		ID      int64            `json:"id"`
		Change  string           `json:"change" enum:"opened,closed,verdicts"`
		Outcome workflow.Outcome `json:"outcome,omitempty"`
	}
	// jobStatus is a status that may be one that somebody gave.
	jobStatus       workflow.Status
	definitionsData struct {
		Version uint64 `json:"version"`
	}
)

// data is what the event carries.
func (f *fact) data() any {
	switch f.about {
	case aboutRecord:
		return recordData{f.collection, f.id, f.change}
	case aboutExecution:
		return executionData{f.execution, f.change, statusOf(f), f.workflow, f.key, f.receipt}
	case aboutStep:
		return stepData{f.execution, f.job, f.node, f.nodeKey, (*jobStatus)(statusOf(f))}
	case aboutReceipt:
		return receiptData{f.receipt, f.change, f.outcome}
	}
	return definitionsData{f.version}
}

// statusOf is the status as the API writes it: null while queued.
func statusOf(f *fact) *workflow.Status {
	if f.status == workflow.Queued || f.change == destroyed {
		return nil
	}
	return &f.status
}

// address is the one field that records of c are addressed by, nil when it takes several.
func address(c *schema.Collection) *schema.Field {
	if pk := c.PrimaryKey(); pk != nil {
		return pk
	}
	if len(c.FilterTargetKey) == 1 {
		return c.Field(c.FilterTargetKey[0])
	}
	return nil
}

// recordFact tells of a written row.
func recordFact(row workflow.Row) fact {
	f := fact{about: aboutRecord, collection: row.Collection.Name, id: row.Key, change: changeOf(row.Change)}
	if a := address(row.Collection); a != nil {
		f.row = row.Record[a.Name]
		f.id = record.Plain(row.Collection, schema.Record{a.Name: f.row})[a.Name]
		f.text = textOf(f.row)
	}
	return f
}

// keyIn is the key of what the fact is about among the rows of a resource, nil when it is not among them.
func (f *fact) keyIn(resource string) (key any, text string) {
	switch {
	case f.change == destroyed:
		return nil, ""
	case f.about == aboutRecord && f.collection == resource:
		return f.row, f.text
	case (f.about == aboutExecution || f.about == aboutStep) && resource == executions:
		return f.execution, number(f.execution)
	}
	return nil, ""
}

func changeOf(c workflow.Change) string {
	switch c {
	case workflow.Created:
		return created
	case workflow.Destroyed:
		return destroyed
	}
	return updated
}

// textOf writes the key of a record as topics do.
func textOf(key any) string {
	switch k := key.(type) {
	case int64:
		return number(k)
	case string:
		return k
	}
	return fmt.Sprint(key)
}
