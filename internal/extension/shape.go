package extension

import (
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// ValueType is a type of values, as far as it is known before a workflow runs.
type ValueType string

// The types of values.
const (
	AnyValue     ValueType = "any"
	TextValue    ValueType = "text"
	NumberValue  ValueType = "number"
	BooleanValue ValueType = "boolean"
	DateValue    ValueType = "date"
	RecordValue  ValueType = "record"
	ObjectValue  ValueType = "object"
	ListValue    ValueType = "list"
)

// Shape is what is known of a value before a workflow runs. The zero Shape knows nothing.
type Shape struct {
	Type ValueType
	// Collection is where a record is from, Appends which of its relations are loaded.
	Collection string
	Appends    []string
	// Submitted says that a record is what somebody sent: it may lack fields, hold hidden ones, and nest others.
	Submitted bool
	// Item is what a list holds.
	Item *Shape
	// Members are those of an object.
	Members []Member
	// Open says that there may be other members than those that are known.
	Open bool
	// At is the path of a variable that the value is taken from; with Items it is one of its items.
	At    string
	Items bool
}

// Member is a part of an object.
type Member struct {
	Name  string
	Title string
	Shape Shape
}

// Described is a node type that knows what its result will be.
type Described interface {
	Result(config json.RawMessage) Shape
}

// ScopeDescribed is a Scoper that knows its variables.
type ScopeDescribed interface {
	Variables(config json.RawMessage) []Member
}

// ContextDescribed is a trigger type that knows its $context.
type ContextDescribed interface {
	Context(config json.RawMessage) []Member
}

// Change is what happens to records of a collection: that a node does it, or that a trigger listens to it.
type Change struct {
	Collection string
	Changes    workflow.Change // bits
	Fields     []string        // of updates; nil for any
	Values     any             // as configured: records in relations may be written with them
}

// Writer is a node type that changes records and raises collection events for them. The zero Change is none.
type Writer interface {
	Writes(config json.RawMessage) Change
}

// Listener is a trigger type that starts when records change, whoever changed them.
type Listener interface {
	Listens(config json.RawMessage) Change
}

// ShapeOf is the shape of a simple type.
func ShapeOf(t ValueType) Shape { return Shape{Type: t} }

// ListOf is the shape of a list.
func ListOf(item Shape) Shape { return Shape{Type: ListValue, Item: &item} }

// RecordOf is the shape of a record with the relations that are loaded with it.
func RecordOf(collection string, appends []string) Shape {
	return Shape{Type: RecordValue, Collection: CollectionName(collection), Appends: appends}
}
