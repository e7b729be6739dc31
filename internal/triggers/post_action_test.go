package triggers_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// acted is a post-action event about these rows of a collection.
func acted(collection, action string, rows ...int) func(*memory) *workflow.Event {
	return func(m *memory) *workflow.Event {
		ev := &workflow.Event{Layer: workflow.PostAction, Collection: m.collection(collection), Action: action}
		for _, i := range rows {
			ev.Records = append(ev.Records, m.row(collection, i))
		}
		return ev
	}
}

const (
	post1 = `{"categoryId":7,"id":1,"status":"draft","title":"t1"}`
	post2 = `{"categoryId":null,"id":2,"status":"done","title":"t2"}`
)

func TestPostActionEvents(t *testing.T) {
	named := &workflow.Binding{Key: "w"}
	along := func(path string) *workflow.Binding { return &workflow.Binding{Key: "w", Path: path} }
	local := `{"collection": "posts"}`
	c7 := `{"id":7,"parentId":null,"title":"c7"}`
	runMatch(t, "action", []matchCase{
		{name: "a named workflow starts with record, user and role, without hidden fields", config: local,
			event: acted("posts", "create", 0), binding: named, want: []string{`{"data":` + post1 + `,` + who + `}`}},
		{name: "a local workflow that nobody named is not concerned", config: local, event: acted("posts", "create", 0)},
		{name: "each record starts an execution", config: local, event: acted("posts", "update", 0, 1), binding: named,
			want: []string{`{"data":` + post1 + `,` + who + `}`, `{"data":` + post2 + `,` + who + `}`}},
		{name: "no record starts none", config: local, event: acted("posts", "update"), binding: named},
		{name: "a local workflow does not look at the configured actions", config: `{"collection": "posts", "actions": ["update"]}`,
			event: acted("posts", "create", 1), binding: named, want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "the main data source may be configured by name", config: `{"collection": "main:posts"}`,
			event: acted("posts", "create", 1), binding: named, want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "another collection does not start it", config: local, event: acted("comments", "create", 0), binding: named,
			reason: workflow.OtherCollection},
		{name: "an action that changes nothing does not start it", config: local, event: acted("posts", "list", 0), binding: named,
			reason: workflow.ActionNotConfigured},

		{name: "a global workflow starts without being named", config: `{"collection": "posts", "global": true, "actions": ["create", "update"]}`,
			event: acted("posts", "update", 1), want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "a global workflow starts only for its actions", config: `{"collection": "posts", "global": true, "actions": ["create"]}`,
			event: acted("posts", "update", 1), reason: workflow.ActionNotConfigured},
		{name: "create does not stand for updateOrCreate", config: `{"collection": "posts", "global": true, "actions": ["create", "update"]}`,
			event: acted("posts", "updateOrCreate", 1), reason: workflow.ActionNotConfigured},
		{name: "a global workflow without actions never starts", config: `{"collection": "posts", "global": true}`,
			event: acted("posts", "create", 1), reason: workflow.ActionNotConfigured},
		{name: "naming a global workflow does not add actions", config: `{"collection": "posts", "global": true, "actions": ["create"]}`,
			event: acted("posts", "update", 1), binding: named, reason: workflow.ActionNotConfigured},
		{name: "a path counts for a global workflow too", config: `{"collection": "categories", "global": true, "actions": ["create"]}`,
			event: acted("posts", "create", 0), binding: along("category"), want: []string{`{"data":` + c7 + `,` + who + `}`}},

		{name: "a path leads to the record that the workflow is about", config: `{"collection": "categories"}`,
			event: acted("posts", "create", 0), binding: along("category"), want: []string{`{"data":` + c7 + `,` + who + `}`}},
		{name: "a path of several relations", config: `{"collection": "categories"}`,
			event: acted("comments", "create", 0), binding: along("post.category"), want: []string{`{"data":` + c7 + `,` + who + `}`}},
		{name: "a path over hasOne", config: `{"collection": "covers"}`,
			event: acted("posts", "update", 0), binding: along("cover"), want: []string{`{"data":{"id":30,"postId":1,"url":"u"},` + who + `}`}},
		{name: "a path that is empty starts nothing", config: `{"collection": "categories"}`,
			event: acted("posts", "create", 1), binding: along("category"), reason: workflow.PathEmpty},
		{name: "a path that is empty on the way starts nothing", config: `{"collection": "categories"}`,
			event: acted("posts", "create", 0), binding: along("category.parent"), reason: workflow.PathEmpty},
		{name: "records whose path is empty are left out", config: `{"collection": "categories"}`,
			event: acted("posts", "update", 1, 0), binding: along("category"), want: []string{`{"data":` + c7 + `,` + who + `}`}},
		{name: "the collection at the end of the path counts", config: local,
			event: acted("posts", "create", 0), binding: along("category"), reason: workflow.OtherCollection},
		{name: "a path through many records is refused", config: `{"collection": "comments"}`,
			event: acted("posts", "create", 0), binding: along("comments"), err: "INVALID_PATH"},
		{name: "a path that does not exist is refused", config: `{"collection": "comments"}`,
			event: acted("posts", "create", 0), binding: along("nothing"), err: "INVALID_PATH"},

		{name: "relations are loaded", config: `{"collection": "posts", "appends": ["category", "comments"]}`,
			event: acted("posts", "create", 0), binding: named,
			want: []string{`{"data":{"category":` + c7 + `,"categoryId":7,"comments":[{"content":"x","id":20,"postId":1},{"content":"y","id":21,"postId":1}],"id":1,"status":"draft","title":"t1"},` + who + `}`}},
		{name: "an empty relation is null", config: `{"collection": "posts", "appends": ["category"]}`, event: acted("posts", "create", 1), binding: named,
			want: []string{`{"data":{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"},` + who + `}`}},
		{name: "relations of the record at the end of a path are loaded", config: `{"collection": "categories", "appends": ["parent"]}`,
			event: acted("posts", "create", 2), binding: along("category"),
			want: []string{`{"data":{"id":8,"parent":` + c7 + `,"parentId":7,"title":"c8"},` + who + `}`}},
		{name: "a record that is gone meanwhile is given as it was", config: `{"collection": "posts", "appends": ["category"]}`, binding: named,
			event: func(m *memory) *workflow.Event {
				ev := acted("posts", "create", 0)(m)
				m.rows["posts"] = nil
				return ev
			},
			want: []string{`{"data":` + post1 + `,` + who + `}`}},
		{name: "a record with a key of several fields", config: `{"collection": "stock", "appends": ["post"]}`,
			event: acted("stock", "update", 1), binding: named,
			want: []string{`{"data":{"count":2,"post":` + c7 + `,"postId":7,"shop":"b"},` + who + `}`}},
		{name: "a relation that is gone meanwhile is left out", config: `{"collection": "posts", "appends": ["category", "gone", "cover.gone"]}`,
			event: acted("posts", "create", 1), binding: named,
			want: []string{`{"data":{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"},` + who + `}`}},
		{name: "the record is read again with its relations", config: `{"collection": "posts", "appends": ["category"]}`, binding: named,
			event: func(m *memory) *workflow.Event {
				ev := acted("posts", "create", 1)(m)
				ev.Records[0]["title"] = "before a synchronous workflow changed it"
				return ev
			},
			want: []string{`{"data":{"category":null,"categoryId":null,"id":2,"status":"done","title":"t2"},` + who + `}`}},

		{name: "a removed record is given as it was, with the wanted relations", config: `{"collection": "posts", "appends": ["category"]}`, binding: named,
			event: func(m *memory) *workflow.Event {
				ev := acted("posts", "destroy", 0)(m)
				ev.Records[0]["category"] = m.row("categories", 0)
				ev.Records[0]["comments"] = []schema.Record{m.row("comments", 0)} // another workflow wants these
				m.rows["posts"] = nil
				return ev
			},
			want: []string{`{"data":{"category":` + c7 + `,"categoryId":7,"id":1,"status":"draft","title":"t1"},` + who + `}`}},
		{name: "a global workflow can follow destroy", config: `{"collection": "posts", "global": true, "actions": ["destroy"]}`,
			event: acted("posts", "destroy", 1), want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "a path from a removed record leads to one that is still there", config: `{"collection": "categories", "appends": ["parent"]}`, binding: along("category"),
			event: func(m *memory) *workflow.Event {
				ev := acted("posts", "destroy", 0)(m)
				m.rows["posts"] = nil
				return ev
			},
			want: []string{`{"data":{"id":7,"parent":null,"parentId":null,"title":"c7"},` + who + `}`}},

		{name: "updateOrCreate, when it is configured", config: `{"collection": "posts", "global": true, "actions": ["updateOrCreate"]}`,
			event: acted("posts", "updateOrCreate", 1), want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "firstOrCreate that found its record starts nothing", config: `{"collection": "posts", "global": true, "actions": ["firstOrCreate"]}`,
			event: acted("posts", "firstOrCreate")},
		{name: "firstOrCreate that created", config: `{"collection": "posts", "global": true, "actions": ["firstOrCreate"]}`,
			event: acted("posts", "firstOrCreate", 1), want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "move", config: local, event: acted("posts", "move", 1), binding: named, want: []string{`{"data":` + post2 + `,` + who + `}`}},
		{name: "linking tells from where", config: `{"collection": "posts", "global": true, "actions": ["add"]}`,
			event: func(m *memory) *workflow.Event {
				ev := acted("posts", "add", 1)(m)
				ev.Link = &workflow.Link{Collection: "categories", SourceID: int64(7), Name: "posts", Change: "add"}
				return ev
			},
			want: []string{`{"association":{"change":"add","collection":"categories","name":"posts","sourceId":7},"data":` + post2 + `,` + who + `}`}},
		{name: "an event without a user", config: local, binding: named,
			event: func(m *memory) *workflow.Event {
				m.cause = &workflow.Cause{}
				return acted("posts", "create", 1)(m)
			},
			want: []string{`{"data":` + post2 + `,"roleName":"","user":null}`}},
		{name: "a user that only an id is known of is read", config: local, binding: named,
			event: func(m *memory) *workflow.Event {
				m.cause = &workflow.Cause{ActorID: 1, RoleName: "admin"}
				return acted("posts", "create", 1)(m)
			},
			want: []string{`{"data":` + post2 + `,` + who + `}`}},
	})
}

func TestPostActionByHand(t *testing.T) {
	member := `"roleName":"member","user":{"id":1,"nickname":"Jo"}`
	appends := `{"collection": "posts", "appends": ["category"]}`
	withCategory := `{"category":{"id":7,"parentId":null,"title":"c7"},"categoryId":7,"id":1,"status":"draft","title":"t1"}`
	runManual(t, "action", []manualCase{
		{name: "a key is read", config: `{"collection": "posts"}`, body: `{"data": 1, "userId": 1}`, want: []string{`{"data":` + post1 + `,` + member + `}`}},
		{name: "a key may be text", config: `{"collection": "posts"}`, body: `{"data": "1", "userId": "1"}`, want: []string{`{"data":` + post1 + `,` + member + `}`}},
		{name: "a record is taken as it is", config: `{"collection": "posts"}`, body: `{"data": {"id": 1, "title": "other"}, "userId": 1}`,
			want: []string{`{"data":{"id":1,"title":"other"},` + member + `}`}},
		{name: "a record without a key is taken as it is", config: appends, body: `{"data": {"title": "new"}, "userId": 1}`,
			want: []string{`{"data":{"title":"new"},` + member + `}`}},
		{name: "a record is read again when relations are wanted", config: appends, body: `{"data": {"id": 1}, "userId": 1}`,
			want: []string{`{"data":` + withCategory + `,` + member + `}`}},
		{name: "a record that does not exist is taken as it is", config: appends, body: `{"data": {"id": 99, "title": "x"}, "userId": 1}`,
			want: []string{`{"data":{"id":99,"title":"x"},` + member + `}`}},
		{name: "a key is read with relations", config: appends, body: `{"data": 1, "userId": {"id": 1}, "roleName": "admin"}`,
			want: []string{`{"data":` + withCategory + `,` + who + `}`}},
		{name: "a key of several fields", config: `{"collection": "stock", "appends": ["post"]}`, body: `{"data": {"shop": "b", "postId": "7"}, "userId": 1}`,
			want: []string{`{"data":{"count":2,"post":{"id":7,"parentId":null,"title":"c7"},"postId":7,"shop":"b"},` + member + `}`}},
		{name: "half of a key of several fields", config: `{"collection": "stock", "appends": ["post"]}`, body: `{"data": {"shop": "b"}, "userId": 1}`,
			want: []string{`{"data":{"shop":"b"},` + member + `}`}},
		{name: "a text for a key of several fields", config: `{"collection": "stock"}`, body: `{"data": "b", "userId": 1}`,
			err: "INVALID_BODY: data must be a record, or the key of one"},
		{name: "without a body", config: `{"collection": "posts"}`, err: "REQUIRED: Data is required"},
		{name: "without data", config: `{"collection": "posts"}`, body: `{"userId": 1}`, err: "REQUIRED: Data is required"},
		{name: "without a user", config: `{"collection": "posts"}`, body: `{"data": 1}`, err: "REQUIRED: UserId is required"},
		{name: "with an unknown user", config: `{"collection": "posts"}`, body: `{"data": 1, "userId": 9}`, err: "UNKNOWN_USER: user not found"},
		{name: "with a user that is no id", config: `{"collection": "posts"}`, body: `{"data": 1, "userId": "Jo"}`, err: "UNKNOWN_USER: user not found"},
		{name: "with a role that is no text", config: `{"collection": "posts"}`, body: `{"data": 1, "userId": 1, "roleName": 5}`, err: "INVALID_BODY: roleName must be a text"},
		{name: "with a record that does not exist", config: `{"collection": "posts"}`, body: `{"data": 99, "userId": 1}`,
			err: `RECORD_NOT_FOUND: there is no record 99 in collection "posts"`},
		{name: "with a list", config: `{"collection": "posts"}`, body: `{"data": [1], "userId": 1}`, err: "INVALID_BODY: data must be a record, or the key of one"},
		{name: "with a body that is no object", config: `{"collection": "posts"}`, body: `[1]`,
			err: "INVALID_BODY: the body must be a JSON object"},
		{name: "with a collection that is gone", config: `{"collection": "gone"}`, body: `{"data": 1, "userId": 1}`,
			err: `UNKNOWN_COLLECTION: Collection "gone" does not exist in data source "main"`},
	})
}
