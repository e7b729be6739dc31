package triggers_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/triggers"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// memory is the outside contract of triggers, kept in memory. Filters are equalities.
type memory struct {
	schema *schema.Snapshot
	rows   map[string][]schema.Record
	cause  *workflow.Cause
	asked  int // how often a condition was asked
}

var _ extension.Reader = (*memory)(nil)

// Snapshot implements extension.Reader.
func (m *memory) Snapshot() *schema.Snapshot { return m.schema }

// Cause implements extension.Reader.
func (m *memory) Cause() *workflow.Cause { return m.cause }

func (m *memory) find(c *schema.Collection, field string, value any) []schema.Record {
	var found []schema.Record
	for _, row := range m.rows[c.Name] {
		if value != nil && row[field] == value {
			found = append(found, row.Clone())
		}
	}
	return found
}

// at finds the record with a key: the primary key, or an object of fields.
func (m *memory) at(c *schema.Collection, key any) []schema.Record {
	object, ok := key.(map[string]any)
	if !ok {
		return m.find(c, c.PrimaryKey().Name, key)
	}
	var found []schema.Record
	for _, row := range m.rows[c.Name] {
		same := true
		for field, v := range object {
			same = same && row[field] == v
		}
		if same {
			found = append(found, row.Clone())
		}
	}
	return found
}

// Load implements extension.Reader.
func (m *memory) Load(c *schema.Collection, key any, appends []string) (schema.Record, error) {
	found := m.at(c, key)
	if len(found) == 0 {
		return nil, nil
	}
	sel, err := query.ParseSelection(c, nil, appends, nil)
	if err != nil {
		return nil, err
	}
	m.load(found[0], sel.Appends)
	return found[0], nil
}

func (m *memory) load(rec schema.Record, appends []query.Append) {
	for _, a := range appends {
		related := m.related(rec, a.Relation)
		for _, r := range related {
			m.load(r, a.Appends)
		}
		switch {
		case a.Relation.Relation.ToMany():
			rec[a.Relation.Name] = related
		case len(related) > 0:
			rec[a.Relation.Name] = related[0]
		default:
			rec[a.Relation.Name] = nil
		}
	}
}

func (m *memory) related(rec schema.Record, f *schema.Field) []schema.Record {
	r := f.Relation
	if r.Type == schema.BelongsTo {
		return m.find(r.TargetCollection, r.TargetKey, rec[r.ForeignKey])
	}
	return m.find(r.TargetCollection, r.ForeignKey, rec[r.SourceKey])
}

// Matches implements extension.Reader.
func (m *memory) Matches(c *schema.Collection, key any, filter any) (bool, error) {
	m.asked++
	rows := m.at(c, key)
	if len(rows) == 0 {
		return false, nil
	}
	for field, want := range filter.(map[string]any) {
		if fmt.Sprint(rows[0][field]) != fmt.Sprint(want) {
			return false, nil
		}
	}
	return true, nil
}

// Follow implements extension.Reader.
func (m *memory) Follow(c *schema.Collection, rec schema.Record, path string) (schema.Record, *schema.Collection, error) {
	chain, target, err := query.ToOnePath(c, path)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range chain {
		related := m.related(rec, f)
		if len(related) == 0 {
			return nil, target, nil
		}
		rec = related[0]
	}
	return rec, target, nil
}

// Plain implements extension.Reader.
func (m *memory) Plain(c *schema.Collection, rec schema.Record) map[string]any {
	out := map[string]any{}
	for k, v := range rec {
		f := c.Field(k)
		if f == nil || f.Hidden {
			continue
		}
		switch x := v.(type) {
		case schema.Record:
			v = m.Plain(f.Relation.TargetCollection, x)
		case []schema.Record:
			list := make([]any, len(x))
			for i, r := range x {
				list[i] = m.Plain(f.Relation.TargetCollection, r)
			}
			v = list
		}
		out[k] = v
	}
	return out
}

// User implements extension.Reader.
func (m *memory) User(id int64) (schema.Record, string, error) {
	if id != 1 {
		return nil, "", nil
	}
	return schema.Record{"id": int64(1), "nickname": "Jo"}, "member", nil
}

func column(name, typ string) *schema.Field {
	return &schema.Field{Name: name, Type: typ, Column: name}
}

func relation(name string, typ schema.RelationType, target, foreignKey string) *schema.Field {
	return &schema.Field{Name: name, Type: string(typ), Relation: &schema.Relation{
		Type: typ, Target: target, ForeignKey: foreignKey, SourceKey: "id", TargetKey: "id",
	}}
}

func collection(name string, fields ...*schema.Field) *schema.Collection {
	id := column("id", "bigInt")
	id.PrimaryKey = true
	return &schema.Collection{Key: name, Name: name, Table: name, Fields: append([]*schema.Field{id}, fields...)}
}

// world is a small model: comments of posts, posts of categories, covers of posts.
func world(t *testing.T) *memory {
	t.Helper()
	secret := column("secret", "string")
	secret.Hidden = true
	sn, err := schema.NewSnapshot(1, []*schema.Collection{
		collection("posts", column("title", "string"), column("status", "string"), column("publishedAt", "date"), secret,
			column("categoryId", "bigInt"), relation("category", schema.BelongsTo, "categories", "categoryId"),
			relation("comments", schema.HasMany, "comments", "postId"), relation("cover", schema.HasOne, "covers", "postId")),
		{Name: "stock", Table: "stock", FilterTargetKey: []string{"shop", "postId"}, Fields: []*schema.Field{
			column("shop", "string"), column("postId", "bigInt"), column("count", "integer"), relation("post", schema.BelongsTo, "categories", "postId")}},
		collection("categories", column("title", "string"), column("parentId", "bigInt"),
			relation("parent", schema.BelongsTo, "categories", "parentId"), relation("posts", schema.HasMany, "posts", "categoryId")),
		collection("comments", column("content", "text"), column("postId", "bigInt"), relation("post", schema.BelongsTo, "posts", "postId")),
		collection("covers", column("url", "string"), column("postId", "bigInt")),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &memory{
		schema: sn,
		rows: map[string][]schema.Record{
			"posts": {
				{"id": int64(1), "title": "t1", "status": "draft", "categoryId": int64(7), "secret": "s"},
				{"id": int64(2), "title": "t2", "status": "done", "categoryId": nil, "secret": "s"},
				{"id": int64(3), "title": "t3", "status": "draft", "categoryId": int64(8), "secret": "s"},
			},
			"categories": {{"id": int64(7), "title": "c7", "parentId": nil}, {"id": int64(8), "title": "c8", "parentId": int64(7)}},
			"comments":   {{"id": int64(20), "content": "x", "postId": int64(1)}, {"id": int64(21), "content": "y", "postId": int64(1)}},
			"stock":      {{"shop": "a", "postId": int64(7), "count": int64(1)}, {"shop": "b", "postId": int64(7), "count": int64(2)}},
			"covers":     {{"id": int64(30), "url": "u", "postId": int64(1)}},
		},
		cause: &workflow.Cause{ActorID: 1, User: schema.Record{"id": int64(1), "nickname": "Jo"}, RoleName: "admin"},
	}
}

func (m *memory) row(name string, i int) schema.Record { return m.rows[name][i].Clone() }

func (m *memory) collection(name string) *schema.Collection { return m.schema.Collection(name) }

func trigger(t *testing.T, name string) extension.TriggerType {
	t.Helper()
	for _, tt := range triggers.All() {
		if tt.Spec().Type == name {
			return tt
		}
	}
	t.Fatalf("there is no trigger type %q", name)
	return nil
}

// compile makes the workflow of a trigger with this configuration, as definition does.
func compile(t *testing.T, tt extension.TriggerType, config string) *workflow.Workflow {
	t.Helper()
	w := &workflow.Workflow{ID: 1, Key: "w", Type: tt.Spec().Type, Config: json.RawMessage(config), Enabled: true}
	var err error
	if w.Trigger, err = tt.Compile(w.Config); err != nil {
		t.Fatal(err)
	}
	return w
}

// contexts are the contexts of starts as JSON, one each.
func contexts(t *testing.T, starts []extension.Start) []string {
	t.Helper()
	var list []string
	for _, s := range starts {
		raw, err := json.Marshal(s.Context)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(raw))
		if s.EventKey != "" {
			t.Errorf("an execution that is stored with its cause needs no event key, not %q", s.EventKey)
		}
	}
	return list
}

// who is the identity in the contexts of events in the world.
const who = `"roleName":"admin","user":{"id":1,"nickname":"Jo"}`
