// Package nodetest runs node types on cases that are written as text, so that a case is data and not code.
//
// A file testdata/<type>.txtar holds the cases of one node type. A section "case: <name>" begins a case; what it
// contains says why. The sections after it, all of them JSON unless said otherwise, set the step up and say what is
// expected:
//
//	config    the node's configuration
//	context   $context                       jobs   $jobsMapByNodeKey       scopes  $scopes
//	input     result of the upstream job     own    the node's own job {status, result, meta}: Run is not called
//	nodes     other nodes, {key: type}       branches  indexes of the branches that have nodes; default none
//	records   the records there are, {collection: [record]}
//	request   the submitted values of a pre-action request
//	answer    text: "none" when no request is waiting for messages
//	turns     how the branches that the node runs end, one status after another
//	later     $jobsMapByNodeKey after the node has run, for the turns
//
//	want      the outcome: status, value and, if there is one, branch, end, wait, bubble, keep, output, assign,
//	          messages. Only compared when named: meta, log, calls, turns (the variables of each turn), records, request
//	error     text: the error that Run returns, as "CODE: part of the message"
//	invalid   text: what Validate reports, one "field: message" a line; empty for nothing
//	offers    what branches the configuration offers, [{index, title}]
//	effect    text: pure, script, database or external
package nodetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// testCase is one case of a file.
type testCase struct {
	name     string
	sections map[string][]byte
}

// parse splits a file into its cases.
func parse(data []byte) ([]testCase, error) {
	var cases []testCase
	for _, f := range txtar.Parse(data).Files {
		if name, ok := strings.CutPrefix(f.Name, "case: "); ok {
			cases = append(cases, testCase{name: name, sections: map[string][]byte{}})
			continue
		}
		if len(cases) == 0 {
			return nil, fmt.Errorf("section %q stands before the first case", f.Name)
		}
		c := cases[len(cases)-1]
		if _, twice := c.sections[f.Name]; twice || !known(f.Name) {
			return nil, fmt.Errorf("case %q: section %q is unknown or given twice", c.name, f.Name)
		}
		c.sections[f.Name] = f.Data
	}
	return cases, nil
}

func known(section string) bool {
	switch section {
	case "config", "context", "jobs", "scopes", "input", "own", "nodes", "branches", "records", "request", "answer", "turns", "later",
		"want", "error", "invalid", "offers", "effect":
		return true
	}
	return false
}

func (c testCase) has(section string) bool {
	_, ok := c.sections[section]
	return ok
}

// text is a section as text without the line end.
func (c testCase) text(section string) string { return strings.TrimSpace(string(c.sections[section])) }

// raw is a section as JSON text, nil when it is not there.
func (c testCase) raw(section string) json.RawMessage {
	return json.RawMessage(bytes.TrimSpace(c.sections[section]))
}

// value is a section as decoded JSON.
func (c testCase) value(section string) (any, error) {
	if !c.has(section) {
		return nil, nil
	}
	v, err := decode(c.raw(section))
	if err != nil {
		return nil, fmt.Errorf("section %q: %w", section, err)
	}
	return v, nil
}

// object is a section that is an object; nil when it is not there.
func (c testCase) object(section string) (map[string]any, error) {
	v, err := c.value(section)
	if v == nil || err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("section %q must be an object", section)
	}
	return m, nil
}

// numbers is a section that is a list of whole numbers.
func (c testCase) numbers(section string) ([]int, error) {
	var list []int
	if !c.has(section) {
		return nil, nil
	}
	if err := json.Unmarshal(c.raw(section), &list); err != nil {
		return nil, fmt.Errorf("section %q: %w", section, err)
	}
	return list, nil
}

func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// plain is v as it would be read back from storage.
func plain(v any) (any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return decode(raw)
}
