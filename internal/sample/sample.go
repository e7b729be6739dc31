// Package sample knows the applications that a new server offers to begin with, and installs them: each is one document
// (apps/*.json) with collections, rows, workflows, roles, an application and its pages, in English and French.
//
// It must not know how any of these is stored: everything is made by the actions of the public API, in the name of
// whoever installs it.
package sample

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed apps/*.json
var files embed.FS

// keys lists the samples as they are offered.
func keys() []string { return []string{"expenses", "orders"} }

// app is one sample in one language. Collections, workflows, application, pages and menu are bodies of the API's actions.
type app struct {
	Key         string           `json:"key"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Story       []string         `json:"story"`
	Collections []map[string]any `json:"collections"`
	Rows        []row            `json:"rows"`
	Workflows   []map[string]any `json:"workflows"`
	Roles       []role           `json:"roles"`
	Application map[string]any   `json:"application"`
	Pages       []map[string]any `json:"pages"`
	Menu        []map[string]any `json:"menu"`
}

// role is for the people who are to use the sample: the body that makes it, and what it may do with the sample's
// collections. Its pages and buttons name it.
type role struct {
	Role      map[string]any   `json:"role"`
	Resources []map[string]any `json:"resources"`
}

func (r role) name() string { return textOf(r.Role["name"]) }

// row is a record to begin with. It is there when there is one with the same values in the fields By. As names it for
// the rows after it, which refer to it as {"row": name}.
type row struct {
	Collection string         `json:"collection"`
	By         []string       `json:"by"`
	As         string         `json:"as"`
	Values     map[string]any `json:"values"`
}

// load reads a sample in a language; the samples speak French and, to everybody else, English.
func load(key, language string) (*app, error) {
	raw, err := files.ReadFile("apps/" + key + ".json")
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var whole any
	if err := d.Decode(&whole); err != nil {
		return nil, fmt.Errorf("sample %s: %w", key, err)
	}
	spoken, err := json.Marshal(said(whole, tongue(language)))
	if err != nil {
		return nil, err
	}
	a := &app{}
	d = json.NewDecoder(bytes.NewReader(spoken))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(a); err != nil {
		return nil, fmt.Errorf("sample %s: %w", key, err)
	}
	return a, nil
}

func tongue(language string) string {
	if name, _, _ := strings.Cut(strings.ToLower(language), "-"); name == "fr" {
		return "fr"
	}
	return "en"
}

// said replaces every text that is given in both languages, {"en": …, "fr": …}, by the one that is spoken.
func said(v any, tongue string) any {
	switch t := v.(type) {
	case []any:
		for i := range t {
			t[i] = said(t[i], tongue)
		}
	case map[string]any:
		if isText(t) {
			return t[tongue]
		}
		for k := range t {
			t[k] = said(t[k], tongue)
		}
	}
	return v
}

func isText(m map[string]any) bool {
	_, en := m["en"].(string)
	_, fr := m["fr"].(string)
	return en && fr && len(m) == 2
}
