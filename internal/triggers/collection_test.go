package triggers_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// changed is the event of a changed row.
func changed(collection string, i int, change workflow.Change, fields ...string) func(*memory) *workflow.Event {
	return func(m *memory) *workflow.Event {
		c, rec := m.collection(collection), m.row(collection, i)
		return &workflow.Event{Layer: workflow.Collection, Collection: c,
			Row: &workflow.Row{Collection: c, Change: change, Key: rec["id"], Record: rec, Changed: fields}}
	}
}

func TestCollectionEvents(t *testing.T) {
	const created, updated, destroyed = workflow.Created, workflow.Updated, workflow.Destroyed
	of1, of2 := []string{`{"data":` + post1 + `}`}, []string{`{"data":` + post2 + `}`}
	runMatch(t, "collection", []matchCase{
		{name: "a created row starts without user", config: `{"collection": "posts", "mode": 1}`, event: changed("posts", 0, created), want: of1},
		{name: "mode 1 does not listen to updates", config: `{"collection": "posts", "mode": 1}`, event: changed("posts", 0, updated, "title"), reason: workflow.ActionNotConfigured},
		{name: "mode 2 listens to updates", config: `{"collection": "main:posts", "mode": 2}`, event: changed("posts", 1, updated, "title"), want: of2},
		{name: "mode 2 does not listen to creation", config: `{"collection": "posts", "mode": 2}`, event: changed("posts", 1, created), reason: workflow.ActionNotConfigured},
		{name: "mode 3 listens to creation", config: `{"collection": "posts", "mode": 3}`, event: changed("posts", 1, created), want: of2},
		{name: "mode 3 listens to updates", config: `{"collection": "posts", "mode": 3}`, event: changed("posts", 1, updated, "title"), want: of2},
		{name: "mode 3 does not listen to deletion", config: `{"collection": "posts", "mode": 3}`, event: changed("posts", 1, destroyed), reason: workflow.ActionNotConfigured},
		{name: "mode 4 listens to deletion", config: `{"collection": "posts", "mode": 4}`, event: changed("posts", 1, destroyed), want: of2},
		{name: "without a mode nothing starts", config: `{"collection": "posts"}`, event: changed("posts", 1, created), reason: workflow.ActionNotConfigured},
		{name: "another collection", config: `{"collection": "posts", "mode": 1}`, event: changed("comments", 0, created), reason: workflow.OtherCollection},
		{name: "an event that is no row", config: `{"collection": "posts", "mode": 1}`, event: acted("posts", "create", 0)},

		{name: "any change without a list", config: `{"collection": "posts", "mode": 2, "changed": []}`, event: changed("posts", 1, updated, "title"), want: of2},
		{name: "one of the listed fields changed", config: `{"collection": "posts", "mode": 2, "changed": ["status", "title"]}`, event: changed("posts", 1, updated, "title"), want: of2},
		{name: "none of the listed fields changed", config: `{"collection": "posts", "mode": 2, "changed": ["status"]}`, event: changed("posts", 1, updated, "title"), reason: workflow.FieldUnchanged},
		{name: "an update that changed nothing", config: `{"collection": "posts", "mode": 2, "changed": ["status"]}`, event: changed("posts", 1, updated), reason: workflow.FieldUnchanged},
		{name: "an update that changed nothing, without a list", config: `{"collection": "posts", "mode": 2}`, event: changed("posts", 1, updated), want: of2},
		{name: "the list does not count for creation", config: `{"collection": "posts", "mode": 3, "changed": ["status"]}`, event: changed("posts", 1, created), want: of2},
		{name: "a belongsTo changes with its foreign key", config: `{"collection": "posts", "mode": 2, "changed": ["category"]}`, event: changed("posts", 0, updated, "categoryId"), want: of1},
		{name: "a foreign key by its own name", config: `{"collection": "posts", "mode": 2, "changed": ["categoryId"]}`, event: changed("posts", 0, updated, "categoryId"), want: of1},
		{name: "a belongsTo whose foreign key stayed", config: `{"collection": "posts", "mode": 2, "changed": ["category"]}`, event: changed("posts", 0, updated, "title"), reason: workflow.FieldUnchanged},
		{name: "relations to many never change with the row", config: `{"collection": "posts", "mode": 2, "changed": ["comments", "cover"]}`,
			event: changed("posts", 0, updated, "title", "comments", "cover"), reason: workflow.FieldUnchanged},
		{name: "a listed field that is gone does not change", config: `{"collection": "posts", "mode": 2, "changed": ["gone", "title"]}`, event: changed("posts", 1, updated, "title"), want: of2},

		{name: "the condition holds", config: `{"collection": "posts", "mode": 1, "condition": {"status": "draft"}}`, event: changed("posts", 0, created), want: of1},
		{name: "the condition does not hold", config: `{"collection": "posts", "mode": 1, "condition": {"status": "draft"}}`, event: changed("posts", 1, created), reason: workflow.ConditionFalse},
		{name: "the condition does not count for deletion", config: `{"collection": "posts", "mode": 4, "condition": {"status": "draft"}}`, event: changed("posts", 1, destroyed), want: of2},
		{name: "a field that stayed is told before the condition", config: `{"collection": "posts", "mode": 2, "changed": ["title"], "condition": {"status": "draft"}}`,
			event: changed("posts", 1, updated, "status"), reason: workflow.FieldUnchanged},

		{name: "relations that are at hand stay", config: `{"collection": "posts", "mode": 1}`,
			event: func(m *memory) *workflow.Event {
				ev := changed("posts", 0, created)(m)
				ev.Row.Record["category"] = m.row("categories", 0)
				return ev
			},
			want: []string{`{"data":{"category":{"id":7,"parentId":null,"title":"c7"},"categoryId":7,"id":1,"status":"draft","title":"t1"}}`}},
		{name: "relations are loaded", config: `{"collection": "posts", "mode": 1, "appends": ["category", "comments"]}`, event: changed("posts", 0, created),
			want: []string{`{"data":{"category":{"id":7,"parentId":null,"title":"c7"},"categoryId":7,"comments":[{"content":"x","id":20,"postId":1},{"content":"y","id":21,"postId":1}],"id":1,"status":"draft","title":"t1"}}`}},
		{name: "a path of two relations loads both", config: `{"collection": "posts", "mode": 1, "appends": ["category.parent"]}`, event: changed("posts", 2, created),
			want: []string{`{"data":{"category":{"id":8,"parent":{"id":7,"parentId":null,"title":"c7"},"parentId":7,"title":"c8"},"categoryId":8,"id":3,"status":"draft","title":"t3"}}`}},
		{name: "an empty relation is null", config: `{"collection": "posts", "mode": 1, "appends": ["category"]}`, event: changed("posts", 1, created),
			want: []string{`{"data":{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"}}`}},
		{name: "a row that was deleted in the same transaction is given as it was", config: `{"collection": "posts", "mode": 1, "appends": ["category"]}`,
			event: func(m *memory) *workflow.Event {
				ev := changed("posts", 1, created)(m)
				m.rows["posts"] = nil
				return ev
			},
			want: of2},
	})
}

func TestBlankConditionsAreNone(t *testing.T) {
	for _, condition := range []string{`null`, `{}`, `{"$and": []}`, `{"$or": [{}]}`, `{"$and": [{"$or": []}]}`} {
		m := world(t)
		tt := trigger(t, "collection")
		wf := compile(t, tt, `{"collection": "posts", "mode": 1, "condition": `+condition+`}`)
		starts, reason, err := tt.Match(wf, changed("posts", 1, workflow.Created)(m), nil, m)
		if err != nil || len(starts) != 1 || m.asked != 0 {
			t.Errorf("%s: %d starts, reason %q, asked %d times, %v", condition, len(starts), reason, m.asked, err)
		}
	}
}

func TestARowIsNotChangedByMatching(t *testing.T) {
	m := world(t)
	tt := trigger(t, "collection")
	ev := changed("posts", 0, workflow.Created)(m)
	starts, _, err := tt.Match(compile(t, tt, `{"collection": "posts", "mode": 1}`), ev, nil, m)
	if err != nil || len(starts) != 1 {
		t.Fatal(starts, err)
	}
	starts[0].Context.(map[string]any)["data"].(map[string]any)["title"] = "changed"
	if ev.Row.Record["title"] != "t1" {
		t.Error("the context shares the record of the row")
	}
}

func TestCollectionEventByHand(t *testing.T) {
	conditional := `{"collection": "posts", "mode": 1, "condition": {"status": "draft"}}`
	runManual(t, "collection", []manualCase{
		{name: "a key is read", config: `{"collection": "posts", "mode": 1}`, body: `{"data": 1}`, want: []string{`{"data":` + post1 + `}`}},
		{name: "a record is taken as it is, whatever mode is configured", config: `{"collection": "posts", "mode": 4}`, body: `{"data": {"title": "x"}}`, want: []string{`{"data":{"title":"x"}}`}},
		{name: "the condition holds", config: conditional, body: `{"data": 1}`, want: []string{`{"data":` + post1 + `}`}},
		{name: "the condition does not hold", config: conditional, body: `{"data": 2}`},
		{name: "the condition is asked about the stored record", config: conditional, body: `{"data": {"id": 2, "status": "draft"}}`},
		{name: "relations are loaded", config: `{"collection": "posts", "mode": 1, "appends": ["category"]}`, body: `{"data": {"id": 2}}`,
			want: []string{`{"data":{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"}}`}},
		{name: "without data", config: conditional, body: `{}`, err: "REQUIRED: Data is required"},
		{name: "a condition needs a key", config: conditional, body: `{"data": {"status": "draft"}}`,
			err: "KEY_REQUIRED: the record must exist and name its key, because the workflow has a condition"},
	})
}

func TestACollectionWithoutAKeyStartsWithTheRowAtHand(t *testing.T) {
	c := &schema.Collection{Name: "logs", Table: "logs", Fields: []*schema.Field{column("text", "string")}}
	sn, err := schema.NewSnapshot(1, []*schema.Collection{c})
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{schema: sn, cause: &workflow.Cause{}}
	tt := trigger(t, "collection")
	ev := &workflow.Event{Collection: c, Row: &workflow.Row{Collection: c, Change: workflow.Created, Record: schema.Record{"text": "x"}}}
	starts, _, err := tt.Match(compile(t, tt, `{"collection": "logs", "mode": 1, "appends": ["whatever"]}`), ev, nil, m)
	if err != nil || len(starts) != 1 {
		t.Fatal(starts, err)
	}
	if got := contexts(t, starts)[0]; got != `{"data":{"text":"x"}}` {
		t.Errorf("the context is %s", got)
	}
}
