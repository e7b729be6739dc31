package action

import (
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// receiptRecords bounds the records by which one receipt is found: the first ones of an action on very many.
const receiptRecords = 1000

// untold are the records acted on that no execution of the action is about: the others are found by theirs.
func (r *run) untold() []workflow.Subject {
	told := map[workflow.Subject]bool{}
	for _, list := range [][]*workflow.Execution{r.starts.Collection, r.starts.Action, r.starts.Async} {
		for _, e := range list {
			told[e.About] = true
		}
	}
	var subjects []workflow.Subject
	for _, s := range r.acted() {
		if len(subjects) == receiptRecords {
			break
		}
		if !told[s] {
			told[s] = true
			subjects = append(subjects, s)
		}
	}
	return subjects
}

// acted are the records that the action's events are of; of a link also its source.
func (r *run) acted() []workflow.Subject {
	var subjects []workflow.Subject
	for _, ev := range r.effect.events {
		if ev.Link != nil {
			subjects = addSubject(subjects, ev.Link.Collection, ev.Link.SourceID)
		}
		if ev.Collection == nil || ev.Collection.TargetKey() == nil {
			continue
		}
		name := ev.Collection.TargetKey().Name
		for _, rec := range ev.Records {
			subjects = addSubject(subjects, ev.Collection.Name, rec[name])
		}
	}
	return subjects
}

// named are the records that the request names by their keys: what an action that was not carried out was about.
func (r *run) named() []workflow.Subject {
	if r.c == nil {
		return nil
	}
	keys, _, err := query.TargetKeyOf(r.req.Params)
	if err != nil {
		return nil
	}
	list, many := keys.([]any)
	if !many {
		list = []any{keys}
	}
	var subjects []workflow.Subject
	for _, key := range list[:min(len(list), receiptRecords)] {
		subjects = addSubject(subjects, r.c.Name, key)
	}
	return subjects
}

func addSubject(list []workflow.Subject, collection string, key any) []workflow.Subject {
	if text := workflow.KeyText(key); text != "" {
		return append(list, workflow.Subject{Collection: collection, Key: text})
	}
	return list
}
