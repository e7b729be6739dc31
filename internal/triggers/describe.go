package triggers

import (
	"encoding/json"

	"github.com/sequitur-platform/sequitur/internal/extension"
)

// This file tells of each trigger type what its $context will hold, and to which changes it listens.

// who are the members of a context that tell the person.
func who() []extension.Member {
	return []extension.Member{
		{Name: "user", Title: "User", Shape: extension.RecordOf("users", nil)},
		{Name: "roleName", Title: "Role", Shape: extension.ShapeOf(extension.TextValue)},
	}
}

// Context implements extension.ContextDescribed.
func (postAction) Context(config json.RawMessage) []extension.Member {
	c, err := decode[postActionConfig](config)
	if err != nil {
		return who()
	}
	text := extension.ShapeOf(extension.TextValue)
	return append([]extension.Member{{Name: "data", Title: "Record", Shape: recordOf(c.Collection, c.Appends)}}, append(who(), extension.Member{
		Name: "association", Title: "Association, for actions on one",
		Shape: extension.Shape{Type: extension.ObjectValue, Members: []extension.Member{
			{Name: "collection", Title: "Collection", Shape: text}, {Name: "sourceId", Title: "Key of the source record"},
			{Name: "name", Title: "Relation", Shape: text}, {Name: "change", Title: "Change", Shape: text},
		}},
	})...)
}

// Context implements extension.ContextDescribed.
func (preAction) Context(config json.RawMessage) []extension.Member {
	c, err := decode[preActionConfig](config)
	if err != nil {
		return who()
	}
	values := recordOf(c.Collection, nil)
	values.Submitted = true
	return append([]extension.Member{{
		Name: "params", Title: "Request",
		Shape: extension.Shape{Type: extension.ObjectValue, Open: true, Members: []extension.Member{
			{Name: "values", Title: "Submitted values", Shape: values},
			{Name: "filterByTk", Title: "Key of the record"},
			{Name: "filter", Title: "Filter"},
		}},
	}}, who()...)
}

// Context implements extension.ContextDescribed. What a button sends may be laid over a record.
func (customAction) Context(config json.RawMessage) []extension.Member {
	c, err := decode[customActionConfig](config)
	if err != nil {
		return who()
	}
	data := extension.Shape{}
	title := "Submitted values"
	switch c.kind() {
	case customOne:
		data, title = recordOf(c.Collection, c.Appends), "Record"
		data.Open = true
	case customMany:
		record := recordOf(c.Collection, c.Appends)
		record.Open = true
		data, title = extension.ListOf(record), "Records"
	}
	return append([]extension.Member{{Name: "data", Title: title, Shape: data}}, who()...)
}

// Context implements extension.ContextDescribed.
func (collection) Context(config json.RawMessage) []extension.Member {
	c, err := decode[collectionConfig](config)
	if err != nil {
		return nil
	}
	return []extension.Member{{Name: "data", Title: "Record", Shape: recordOf(c.Collection, c.Appends)}}
}

// Listens implements extension.Listener.
func (collection) Listens(config json.RawMessage) extension.Change {
	c, err := decode[collectionConfig](config)
	if err != nil {
		return extension.Change{}
	}
	mode, err := c.mode()
	if err != nil {
		return extension.Change{}
	}
	return extension.Change{Collection: extension.CollectionName(c.Collection), Changes: mode, Fields: c.Changed}
}

// recordOf is a record of a collection; nothing is known while none is configured.
func recordOf(collection string, appends []string) extension.Shape {
	if collection == "" {
		return extension.Shape{}
	}
	return extension.RecordOf(collection, appends)
}
