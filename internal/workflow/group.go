package workflow

// Ending is how a synchronous group of workflows ended.
type Ending uint8

// The endings.
const (
	WentOn      Ending = iota // all went well
	Intercepted               // pre-action: ended with success, the action is not carried out
	Refused                   // ended with failure on an end node: an answer with messages
	Broke                     // failed elsewhere
	TimedOut                  // over the limit of the group
)

// FieldMessage is a message that is about one submitted value.
type FieldMessage struct {
	Field   string `json:"field"` // dotted
	Message any    `json:"message"`
}

// Group is the result of running synchronous workflows inside a request.
type Group struct {
	Ending   Ending
	Messages []any              // texts, the values of messages that are one variable, or FieldMessages
	Verdicts []Verdict          // pre-action: of the workflows considered
	Ended    map[int64]Decision // executions that did not end well
	Aborted  []*Execution       // not run because an earlier one failed; closed with the request's last commit
	Next     int                // how many of the group's executions are done with
	Progress any                // the engine's own, between Within and Follow
	Values   any                // pre-action: the submitted values as they are now
	Changes  []ValueChange      // pre-action: which workflow changed which path
}

// ValueChange says that a workflow changed a submitted value.
type ValueChange struct {
	Path     string // dotted
	Workflow *Workflow
}

// Amend rewrites the verdicts of synchronous workflows by how their executions ended. A workflow whose executions all
// were not run is aborted; one with a failed execution is failed.
func Amend(vs []Verdict, ended map[int64]Decision) {
	for i := range vs {
		v := &vs[i]
		if v.Verdict != DecisionStarted || v.Mode != "sync" {
			continue
		}
		aborted := 0
		for _, id := range v.all {
			switch d := ended[id]; d {
			case "":
			case DecisionAborted:
				aborted++
			default:
				v.Verdict = d
			}
		}
		if v.Verdict == DecisionStarted && aborted > 0 && aborted == len(v.all) {
			v.Verdict, v.Reason = DecisionAborted, EarlierFailed
		}
	}
}
