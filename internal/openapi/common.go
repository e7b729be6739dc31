package openapi

import (
	"net/http"
	"reflect"
)

// parameters are those that many actions share.
func parameters() object {
	text, number := object{"type": "string"}, object{"type": "integer", "minimum": 1}
	texts := object{"type": "array", "items": text}
	all := object{}
	add := func(name, in, description string, s object) {
		p := object{"name": name, "in": in, "description": description, "schema": s}
		if in == "query" && s["type"] == "array" {
			p["explode"], p["style"] = false, "form"
		}
		all[name] = p
	}
	add("filterByTk", "query", "Key of the record.", text)
	add("filter", "query", "A condition as JSON.", text)
	add("fields", "query", "Answer only these fields.", texts)
	add("appends", "query", "Answer these relations too, as dotted paths.", texts)
	add("except", "query", "Leave these fields out.", texts)
	add("sort", "query", "Order by these fields; a minus turns the order round.", texts)
	add("page", "query", "Number of the page.", number)
	add("pageSize", "query", "Records of a page.", number)
	add("paginate", "query", "false answers all records, up to a limit.", object{"type": "boolean"})
	add("whitelist", "query", "Take only these of the values.", texts)
	add("blacklist", "query", "Leave these of the values out.", texts)
	add("updateAssociationValues", "query", "Relations whose records may be changed with the values, not only linked.", texts)
	add("filterKeys", "query", "Fields of the values by which the record is looked up.", texts)
	add("sourceId", "query", "Key of the record to move.", text)
	add("targetId", "query", "Key of the record to whose place it goes.", text)
	add("method", "query", "Where it goes in relation to the other.", object{"type": "string", "enum": []any{"insertAfter", "insertBefore", "prepend"}})
	add("sortField", "query", "The field that holds the order.", text)
	add("targetScope", "query", "The scope that it moves into, as JSON.", text)
	add("sticky", "query", "Move it to the top.", object{"type": "boolean"})
	add("triggerWorkflows", "query", "Keys of the workflows to start, in order, each with an optional path: key1,key2!path.", text)
	add("button", "query", "The button that was pressed: its bindings are started.", text)
	add("Idempotency-Key", "header", "The same key with the same request is carried out once; a repeat gets the same answer.", text)
	return all
}

// errorCodes are the stable codes of refusals.
func errorCodes() Shape {
	type code string
	return Shape{Name: "ErrorCode", Doc: "Every stable error code of the API.", Type: reflect.TypeFor[code](), Values: texts(codes())}
}

// refusal is the answer to a call that is refused.
func refusal() object {
	return object{"type": "object", "required": []any{"errors"}, "properties": object{
		"errors":    list(refTo("Failure")),
		"data":      object{"description": "What was saved although something that follows failed, or what stands in the way."},
		"receiptId": object{"type": "integer"},
	}}
}

// responses are the answers of a call.
func responses(o operation) object {
	properties := object{"messages": list(refTo("Message"))}
	if o.data != nil {
		properties["data"] = o.data
	}
	if o.paged {
		properties["meta"] = object{"oneOf": []any{refTo("ListMeta"), refTo("UncountedMeta")}}
	}
	ok := object{
		"description": http.StatusText(http.StatusOK),
		"content":     object{"application/json": object{"schema": object{"type": "object", "properties": properties}}},
	}
	if o.changes {
		ok["headers"] = object{
			"X-Receipt": object{"description": "The receipt of the action.", "schema": object{"type": "string"}},
			"X-Outcome": object{"description": "What became of the action.", "schema": object{"type": "string"}},
		}
	}
	failure := object{
		"description": "A failure, with a stable code.",
		"content":     object{"application/json": object{"schema": refusal()}},
	}
	return object{"200": ok, "default": failure}
}
