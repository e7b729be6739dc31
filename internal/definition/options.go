package definition

import (
	"encoding/json"
	"math/big"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// maxTimeout is the longest time limit of an execution: 180 days in milliseconds.
const maxTimeout = 180 * 24 * 60 * 60 * 1000

// maxStackLimit only keeps the number readable as an integer: chains are bounded anyway.
const maxStackLimit = 1<<31 - 1

// defaultOptions are the options of a workflow that was given none.
func defaultOptions() map[string]any { return map[string]any{"timeout": json.Number("0")} }

// checkOptions checks the known options of a workflow; others are kept as they are. All mistakes are reported.
func checkOptions(v any) (map[string]any, error) {
	if v == nil {
		return defaultOptions(), nil
	}
	o, ok := v.(map[string]any)
	if !ok {
		return nil, badOption("options", "must be an object")
	}
	var list errs.List
	note := func(err *errs.Error) {
		if err != nil {
			list = append(list, err)
		}
	}
	note(checkNumber(o, "timeout", maxTimeout))
	note(checkNumber(o, "stackLimit", maxStackLimit))
	note(checkStatuses(o["deleteExecutionOnStatus"]))
	note(checkChoice(o, "runAs", "actor"))
	note(refuseSerialize(o))
	return o, list.Or()
}

func badOption(name, format string, a ...any) *errs.Error {
	e := errs.New(errs.Invalid, CodeInvalidOptions, format, a...)
	e.Message = name + " " + e.Message
	if name == "options" {
		return e.On(name)
	}
	return e.On("options." + name)
}

// checkNumber takes whole numbers from 0 to limit; missing or null means the default. The number is stored in its
// plain form, so that 1e3 can be read as an integer later.
func checkNumber(o map[string]any, name string, limit int64) *errs.Error {
	v, given := o[name]
	if !given || v == nil {
		delete(o, name)
		return nil
	}
	n, ok := whole(v)
	if !ok || n < 0 || n > limit {
		return badOption(name, "must be a whole number from 0 to %d", limit)
	}
	o[name] = json.Number(big.NewInt(n).String())
	return nil
}

// whole reads a JSON number without a fraction.
func whole(v any) (int64, bool) {
	number, ok := v.(json.Number)
	if !ok || len(number) > 32 {
		return 0, false
	}
	f, _, err := big.ParseFloat(string(number), 10, 128, big.ToNearestEven)
	if err != nil || !f.IsInt() {
		return 0, false
	}
	n, accuracy := f.Int64()
	return n, accuracy == big.Exact
}

// checkStatuses takes a list of final statuses; started and queued executions are never deleted.
func checkStatuses(v any) *errs.Error {
	const name = "deleteExecutionOnStatus"
	if v == nil {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		return badOption(name, "must be a list of statuses")
	}
	for i, item := range list {
		n, ok := whole(item)
		if !ok || n < int64(workflow.RetryNeeded) || n > int64(workflow.Resolved) {
			return badOption(name, "must be a list of statuses")
		}
		list[i] = json.Number(big.NewInt(n).String())
	}
	return nil
}

// refuseSerialize: keeping executions on one record in order is not built yet, and an order that is silently not kept
// would be worse than none.
func refuseSerialize(o map[string]any) *errs.Error {
	switch o["serialize"] {
	case nil, "":
		delete(o, "serialize")
		return nil
	}
	return badOption("serialize", "is not supported yet")
}

// checkChoice takes one text, or nothing.
func checkChoice(o map[string]any, name, choice string) *errs.Error {
	switch o[name] {
	case nil:
		delete(o, name)
		return nil
	case "", choice:
		return nil
	}
	return badOption(name, "must be empty or %q", choice)
}
