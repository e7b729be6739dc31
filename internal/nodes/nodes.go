// Package nodes holds the node types that come with Sequitur, one file each, and lists them in All.
//
// A node type decides what one step does. It sees its extension.Step and nothing else: no database, no engine, no
// clock and no HTTP. What it needs of records, of the waiting request or of a JavaScript engine the step hands it.
//
// The tags of a configuration struct describe it to forms, to the reference and to the API: json names the key, doc
// explains it, default and enum list values, required marks what must be given, and as says what a text or an open value
// stands for (collection, filter, values, appends, sort, template, expression, calculation, node; submitted is values by
// their place in a request).
package nodes

import "github.com/sequitur-platform/sequitur/internal/extension"

// All lists the node types, in the order in which they are offered.
func All() []extension.NodeType {
	return append([]extension.NodeType{
		condition{},
		multiConditions{},
		loop{},
		variable{},
		calculation{},
		create{},
		update{},
		queryNode{},
		destroy{},
		requestValues{},
		responseMessage{},
		output{},
		end{},
	}, testTypes()...)
}

// The groups under which node types are offered.
const (
	groupControl     = "control"
	groupCalculation = "calculation"
	groupRecords     = "records"
	groupResponse    = "response"
)
