package page

import (
	"fmt"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Use is a page that uses a collection or a field, with the places in its draft and in what is published.
type Use struct {
	UID         string   `json:"uid"`
	Title       string   `json:"title"`
	Application string   `json:"applicationKey"`
	Draft       []string `json:"draft"`
	Published   []string `json:"published"`
}

// Uses lists the pages that use a field of a collection, or with an empty field anything of it.
func (s *Service) Uses(r store.RecordReader, sn *schema.Snapshot, collection, field string) ([]Use, error) {
	rows, err := find(r, s.t.pages, nil)
	if err != nil {
		return nil, err
	}
	list := []Use{}
	for _, row := range rows {
		u := Use{UID: text(row["uid"]), Title: text(row["title"]), Application: text(row["applicationKey"]), Published: []string{}}
		u.Draft = Stored(row["draft"]).places(sn, draftPath, collection, field)
		if id := row["publishedId"]; id != nil {
			version, err := findOne(r, s.t.versions, eq(s.t.versions, "id", id))
			if err != nil {
				return nil, err
			}
			u.Published = Stored(version["content"]).places(sn, "published", collection, field)
		}
		if len(u.Draft)+len(u.Published) > 0 {
			list = append(list, u)
		}
	}
	return list, nil
}

// places are where the content uses a field of a collection, or with an empty field anything of it.
func (c *Content) places(sn *schema.Snapshot, at, collection, field string) []string {
	t := &tracer{schema: sn, collection: collection, field: field, found: []string{}}
	t.blocks(join(at, "blocks"), c.Blocks, nil)
	return t.found
}

// tracer walks content and notes the places that use what it looks for. What does not exist is passed over.
type tracer struct {
	schema            *schema.Snapshot
	collection, field string
	found             []string
}

// note is a use of a field of c; an empty name is one of the collection itself.
func (t *tracer) note(at string, c *schema.Collection, name string) {
	if c == nil || c.Name != t.collection || t.field != "" && t.field != name {
		return
	}
	if n := len(t.found); n == 0 || t.found[n-1] != at {
		t.found = append(t.found, at)
	}
}

// step is note for the field at a place of a path. That a block's own collection is used was noted with the block.
func (t *tracer) step(at string, i int, c *schema.Collection, name string) {
	if i > 0 || t.field != "" {
		t.note(at, c, name)
	}
}

// chain notes the fields of a dotted path.
func (t *tracer) chain(at string, c *schema.Collection, path string) {
	for i, name := range strings.Split(path, ".") {
		if c == nil || path == "" {
			return
		}
		t.step(at, i, c, name)
		f := c.Field(name)
		if f == nil || f.Relation == nil {
			return
		}
		c = f.Relation.TargetCollection
	}
}

func (t *tracer) blocks(at string, blocks []Block, around *schema.Collection) {
	for i := range blocks {
		b, place := &blocks[i], fmt.Sprintf("%s.%d", at, i)
		c := t.schema.Collection(b.Collection)
		t.note(place+".collection", c, "")
		t.chain(place+".association", around, b.Association)
		t.settings(place+".settings", b.Settings, c)
		for j := range b.Buttons {
			t.button(fmt.Sprintf("%s.buttons.%d", place, j), &b.Buttons[j], c)
		}
	}
}

func (t *tracer) settings(at string, settings any, c *schema.Collection) {
	switch s := settings.(type) {
	case *TableSettings:
		t.reading(at, c, s.Fields, s.Filter, s.Sort, s.Appends)
	case *ListSettings:
		t.chain(at+".titleField", c, s.Title)
		t.reading(at, c, s.Fields, s.Filter, s.Sort, s.Appends)
	case *DetailsSettings:
		t.reading(at, c, s.Fields, s.Filter, s.Sort, s.Appends)
	case *FormSettings:
		t.reading(at, c, s.Fields, s.Filter, nil, s.Appends)
	}
}

func (t *tracer) reading(at string, c *schema.Collection, fields []Field, filter map[string]any, sort, appends []string) {
	for i, f := range fields {
		place := fmt.Sprintf("%s.fields.%d", at, i)
		t.chain(place+".name", c, f.Name)
		if f.Title != "" {
			t.chain(place+".titleField", c, f.Name+"."+f.Title)
		}
	}
	t.filter(at+".filter", c, filter)
	for i, key := range sort {
		t.chain(fmt.Sprintf("%s.sort.%d", at, i), c, strings.TrimPrefix(key, "-"))
	}
	for i, path := range appends {
		t.chain(fmt.Sprintf("%s.appends.%d", at, i), c, path)
	}
}

func (t *tracer) filter(at string, c *schema.Collection, filter map[string]any) {
	if c == nil || filter == nil {
		return
	}
	parsed, err := query.ParseFilter(c, filter, query.Env{Variable: func(string) (any, bool) { return nil, false }})
	if err != nil {
		return // refers to what does not exist: Check tells it
	}
	query.Walk(parsed, func(path []*schema.Field, leaf *schema.Field) {
		for i, f := range append(append([]*schema.Field(nil), path...), leaf) {
			if f != nil {
				t.step(at, i, t.schema.Collection(f.Collection), f.Name)
			}
		}
	})
}

func (t *tracer) button(at string, b *Button, around *schema.Collection) {
	c := around
	if b.Collection != nil {
		c = t.schema.Collection(*b.Collection)
		t.note(at+".collection", c, "")
	}
	for _, name := range sortedKeys(b.Values) {
		t.chain(join(at+".values", name), c, name)
	}
	for i, named := range b.Bindings {
		t.chain(fmt.Sprintf("%s.bindings.%d.path", at, i), c, named.Path)
	}
	t.blocks(at+".blocks", b.Blocks, around)
}
