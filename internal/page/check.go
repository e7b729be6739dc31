package page

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/binding"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Model is what content is checked against.
type Model struct {
	Schema   *schema.Snapshot
	Workflow func(key string) bool  // whether there is such a workflow, enabled or not
	Page     func(uid string) bool  // whether there is such a page, published or not
	Role     func(name string) bool // whether there is such a role
	Now      time.Time              // for dates in filters
}

// Check lists what content refers to and what does not exist or does not fit, with the places, which begin with at.
func (m *Model) Check(c *Content, at string) errs.List {
	k := &checker{Model: m}
	k.blocks(join(at, "blocks"), c.Blocks, nil)
	return k.problems
}

type checker struct {
	*Model
	problems errs.List
}

func (k *checker) problem(at, code, format string, a ...any) {
	k.problems = append(k.problems, errs.New(errs.Invalid, code, format, a...).On(at))
}

// told takes over what another package says of a place.
func (k *checker) told(at string, err error) {
	var one *errs.Error
	switch {
	case err == nil:
	case errors.As(err, &one):
		k.problems = append(k.problems, one.On(at))
	default:
		k.problem(at, CodeContentInvalid, "%s", err.Error())
	}
}

// blocks checks a list of blocks; around is the collection of the record that they stand around, nil without one.
func (k *checker) blocks(at string, blocks []Block, around *schema.Collection) {
	for i := range blocks {
		k.block(fmt.Sprintf("%s.%d", at, i), &blocks[i], around)
	}
}

func (k *checker) block(at string, b *Block, around *schema.Collection) {
	k.roles(at+".roles", b.Roles)
	var c *schema.Collection
	if b.Collection != "" {
		if c = k.Schema.Collection(b.Collection); c == nil {
			k.problem(at+".collection", binding.CodeUnknownCollection, "collection %q does not exist", b.Collection)
		}
	}
	k.association(at, b, c, around)
	if c != nil {
		k.settings(at+".settings", b.Settings, c)
	}
	for i := range b.Buttons {
		k.button(fmt.Sprintf("%s.buttons.%d", at, i), &b.Buttons[i], b, c)
	}
}

func (k *checker) association(at string, b *Block, c, around *schema.Collection) {
	at += ".association"
	switch {
	case b.Association == "":
	case around == nil:
		k.problem(at, "INVALID_PATH", "there is no record around this block")
	default:
		f := around.Field(b.Association)
		if f == nil || f.Hidden || f.Relation == nil {
			k.problem(at, "UNKNOWN_FIELD", "collection %q has no relation %q", around.Name, b.Association)
		} else if c != nil && f.Relation.Target != c.Name {
			k.problem(at, "INVALID_PATH", "%q leads to %q, not to %q", b.Association, f.Relation.Target, c.Name)
		}
	}
}

func (k *checker) roles(at string, roles []string) {
	for i, name := range roles {
		if !k.Role(name) {
			k.problem(fmt.Sprintf("%s.%d", at, i), "UNKNOWN_ROLE", "role %q does not exist", name)
		}
	}
}

func (k *checker) settings(at string, settings any, c *schema.Collection) {
	switch s := settings.(type) {
	case *TableSettings:
		k.reading(at, c, s.Fields, s.Filter, s.Sort, s.Appends)
	case *ListSettings:
		k.reading(at, c, s.Fields, s.Filter, s.Sort, s.Appends)
		if s.Title != "" {
			k.field(at+".titleField", c, s.Title)
		}
	case *DetailsSettings:
		k.reading(at, c, s.Fields, s.Filter, s.Sort, s.Appends)
	case *FormSettings:
		k.reading(at, c, s.Fields, s.Filter, nil, s.Appends)
	}
}

func (k *checker) reading(at string, c *schema.Collection, fields []Field, filter map[string]any, sort, appends []string) {
	for i, f := range fields {
		place := fmt.Sprintf("%s.fields.%d", at, i)
		target := k.field(place+".name", c, f.Name)
		if f.Title != "" && target != nil {
			if target.Relation == nil || target.Relation.TargetCollection == nil {
				k.problem(place+".titleField", "INVALID_PATH", "%q is no relation", f.Name)
			} else {
				k.field(place+".titleField", target.Relation.TargetCollection, f.Title)
			}
		}
	}
	if filter != nil {
		// Variables have their values only when somebody looks.
		env := query.Env{Now: k.Now, Variable: func(string) (any, bool) { return nil, false }}
		_, err := query.ParseFilter(c, filter, env)
		k.within(at+".filter", err)
	}
	for i, entry := range sort {
		_, err := query.ParseSort(c, []string{entry})
		k.told(fmt.Sprintf("%s.sort.%d", at, i), err)
	}
	for i, path := range appends {
		_, err := query.ParseSelection(c, nil, []string{path}, nil)
		k.told(fmt.Sprintf("%s.appends.%d", at, i), err)
	}
}

// within is told for a place inside of at, which the error names.
func (k *checker) within(at string, err error) {
	var one *errs.Error
	if errors.As(err, &one) && one.Field != "" {
		at += "." + one.Field
	}
	k.told(at, err)
}

// field resolves the path of a field through to-one relations; nil when it leads nowhere.
func (k *checker) field(at string, c *schema.Collection, path string) *schema.Field {
	segments := strings.Split(path, ".")
	last := len(segments) - 1
	if last > 0 {
		_, target, err := query.ToOnePath(c, strings.Join(segments[:last], "."))
		if err != nil {
			k.told(at, err)
			return nil
		}
		c = target
	}
	f := c.Field(segments[last])
	if f == nil || f.Hidden && f.Type != "password" {
		k.problem(at, "UNKNOWN_FIELD", "collection %q has no field %q", c.Name, segments[last])
		return nil
	}
	return f
}

func (k *checker) button(at string, b *Button, block *Block, around *schema.Collection) {
	k.roles(at+".roles", b.Roles)
	if b.Page != "" && !k.Page(b.Page) {
		k.problem(at+".page", CodeUnknownPage, "page %q does not exist", b.Page)
	}
	k.placed(at, b, block)
	if b.Acts() {
		k.acting(at, b, block, around)
	}
	switch b.Kind {
	case Link:
		if b.Page == "" && b.URL == "" {
			k.problem(at+".url", CodeButtonMisplaced, "a link needs a page or an address")
		}
	case Popup:
		var record *schema.Collection
		if one := block.Type == Details || block.Type == Form && !isAdding(block); b.On == "record" || b.On == "" && one {
			record = around
		}
		k.blocks(at+".blocks", b.Blocks, record)
	}
}

func isAdding(block *Block) bool {
	form, ok := block.Settings.(*FormSettings)
	return ok && form.Mode == "add"
}

// placed checks that a button of its kind can stand in the block.
func (k *checker) placed(at string, b *Button, block *Block) {
	var in []string
	switch b.Kind {
	case Submit, Save:
		in = []string{Form}
	case BulkUpdate:
		in = []string{Table, List}
	case Update, Delete:
		in = []string{Table, List, Details, Form}
	default:
		in = []string{Table, List, Details, Form, Markdown}
	}
	switch {
	case !slices.Contains(in, block.Type):
		k.problem(at+".kind", CodeButtonMisplaced, "a button of the kind %s cannot stand in a block of the type %s", b.Kind, block.Type)
	case isAdding(block) && (b.Kind == Update || b.Kind == Delete):
		k.problem(at+".kind", CodeButtonMisplaced, "a form for a new record has none to %s yet", b.Kind)
	}
	if b.On == "selection" && block.Type != Table && block.Type != List {
		k.problem(at+".on", CodeButtonMisplaced, "only tables and lists have records to choose")
	}
}

// acting checks the action that a button stands for.
func (k *checker) acting(at string, b *Button, block *Block, around *schema.Collection) {
	action := b.ActionIn(block)
	if !slices.Contains(actionsOf(b.Kind), action) {
		k.problem(at+".action", CodeButtonMisplaced, "a button of the kind %s cannot stand for the action %q", b.Kind, action)
	}
	name := b.Target(block.Collection)
	c := around
	if name != block.Collection {
		c = k.Schema.Collection(name)
		if name != "" && c == nil {
			k.problem(at+".collection", binding.CodeUnknownCollection, "collection %q does not exist", name)
			return
		}
	}
	switch {
	case name == "" && action != "trigger":
		k.problem(at+".collection", binding.CodeUnknownCollection, "a button for %s needs a collection", action)
	case c != nil && name != block.Collection && action != "trigger" && action != "create":
		k.problem(at+".collection", CodeButtonMisplaced, "the records of this block are of %q, not of %q", block.Collection, name)
	}
	if c != nil {
		for _, field := range sortedKeys(b.Values) {
			if action != "trigger" {
				k.field(join(at+".values", field), c, field)
			}
		}
	}
	k.bindings(at+".bindings", b.Bindings, c)
}

func actionsOf(kind string) []string {
	switch kind {
	case Submit, Save:
		return []string{"create", "update", "updateOrCreate", "firstOrCreate"}
	case Update, BulkUpdate:
		return []string{"update"}
	case Delete:
		return []string{"destroy"}
	}
	return []string{"trigger"}
}

func (k *checker) bindings(at string, list []Binding, c *schema.Collection) {
	for i, b := range list {
		place := fmt.Sprintf("%s.%d", at, i)
		if !k.Workflow(b.Key) {
			k.problem(place+".key", CodeUnknownWorkflow, "workflow %q does not exist", b.Key)
		}
		if c != nil {
			_, _, err := query.ToOnePath(c, b.Path)
			k.told(place+".path", err)
		}
	}
}

// Buttons lists the buttons of the content that the server is to know, and the place of each. roles are those of the page.
func (c *Content) Buttons(roles []string, at string) (buttons []binding.Button, places []string) {
	var walk func(at string, blocks []Block, within [][]string)
	walk = func(at string, blocks []Block, within [][]string) {
		for i := range blocks {
			block := &blocks[i]
			inner := narrowed(within, block.Roles)
			for j := range block.Buttons {
				b, place := &block.Buttons[j], fmt.Sprintf("%s.%d.buttons.%d", at, i, j)
				if b.Acts() {
					buttons, places = append(buttons, b.stored(block, inner)), append(places, place)
				}
				walk(place+".blocks", b.Blocks, narrowed(inner, b.Roles))
			}
		}
	}
	walk(join(at, "blocks"), c.Blocks, narrowed(nil, roles))
	return buttons, places
}

func narrowed(within [][]string, roles []string) [][]string {
	if len(roles) == 0 {
		return within
	}
	return append(slices.Clone(within), roles)
}

func (b *Button) stored(block *Block, within [][]string) binding.Button {
	out := binding.Button{
		UID: b.UID, Title: b.Title, Collection: b.Target(block.Collection), Action: b.ActionIn(block), Roles: b.Roles, Within: within,
	}
	for _, named := range b.Bindings {
		out.Bindings = append(out.Bindings, workflow.Binding{Key: named.Key, Path: named.Path})
	}
	return out
}
