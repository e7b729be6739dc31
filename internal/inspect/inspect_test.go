package inspect_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/inspect"
	"github.com/sequitur-platform/sequitur/internal/nodes"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/triggers"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func model(t *testing.T) (*extension.Registry, *schema.Snapshot) {
	t.Helper()
	registry, err := extension.NewRegistry(nodes.All(), triggers.All())
	if err != nil {
		t.Fatal(err)
	}
	column := func(name, typ string) *schema.Field { return &schema.Field{Name: name, Type: typ, Column: name} }
	id := func() *schema.Field {
		return &schema.Field{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true}
	}
	relation := func(name string, r schema.Relation) *schema.Field {
		return &schema.Field{Name: name, Type: string(r.Type), Relation: &r}
	}
	hidden := column("hash", "string")
	hidden.Hidden = true
	s, err := schema.NewSnapshot(1, append(schema.System(),
		&schema.Collection{Name: "posts", Table: "posts", Fields: []*schema.Field{
			id(), column("title", "string"), column("amount", "integer"), column("done", "boolean"), column("due", "date"),
			column("settings", "json"), column("key", "password"), hidden, column("authorId", "bigInt"),
			relation("author", schema.Relation{Type: schema.BelongsTo, Target: "authors", ForeignKey: "authorId", TargetKey: "id"}),
			relation("tags", schema.Relation{Type: schema.HasMany, Target: "tags", ForeignKey: "postId", SourceKey: "id"}),
		}},
		&schema.Collection{Name: "authors", Table: "authors", Fields: []*schema.Field{
			id(), column("name", "string"),
			relation("boss", schema.Relation{Type: schema.BelongsTo, Target: "authors", ForeignKey: "bossId", TargetKey: "id"}),
		}},
		&schema.Collection{Name: "tags", Table: "tags", Fields: []*schema.Field{id(), column("name", "string"), column("postId", "bigInt")}},
	))
	if err != nil {
		t.Fatal(err)
	}
	return registry, s
}

// step is a node of a test: the nodes follow each other, with in it hangs on a branch, with after it follows another.
type step struct {
	key, typ, config string
	in               string
	branch           int
	after            string
}

func version(key, typ, config string, steps ...step) *workflow.Workflow {
	w := &workflow.Workflow{ID: 1, Key: key, Type: typ, Config: json.RawMessage(config), Enabled: true}
	ids := map[string]int{}
	for i, s := range steps {
		n := &workflow.Node{ID: int64(i + 1), Key: s.key, Type: s.typ, Config: json.RawMessage(s.config), WorkflowID: 1}
		ids[s.key] = i
		switch {
		case s.in != "":
			branch := s.branch
			n.UpstreamID, n.BranchIndex = int64(ids[s.in]+1), &branch
		case s.after != "" || i > 0:
			up := i - 1
			if s.after != "" {
				up = ids[s.after]
			}
			n.UpstreamID = int64(up + 1)
			w.Nodes[up].DownstreamID = n.ID
		}
		w.Nodes = append(w.Nodes, n)
	}
	w.Link()
	return w
}

const onPosts = `{"collection": "posts", "appends": ["author", "tags"]}`

func TestReferences(t *testing.T) {
	registry, s := model(t)
	for path, want := range map[string]string{
		"$context.data.title":                       "",
		"ctx.$context.data.title":                   "",
		"$context.data.title.length":                "",
		"$context.data.title.x":                     "UNKNOWN_VARIABLE",
		"$context.data.settings.any.thing":          "",
		"$context.data.author.name":                 "",
		"$context.data.author.boss.name":            "RELATION_NOT_LOADED",
		"$context.data.author.boss.boss.nothing":    "UNKNOWN_FIELD",
		"$context.data.tags.name":                   "",
		"$context.data.tags.0.name":                 "",
		"$context.data.tags.length":                 "",
		"$context.data.tags.nothing":                "UNKNOWN_FIELD",
		"$context.data.hash":                        "UNKNOWN_FIELD",
		"$context.data.key":                         "UNKNOWN_FIELD",
		"$context.user.nickname":                    "",
		"$context.roleName":                         "",
		"$context.params":                           "UNKNOWN_VARIABLE",
		"$context":                                  "",
		"$system.now":                               "",
		"$system.dateRange.today":                   "",
		"$system.dateRange.someday":                 "UNKNOWN_VARIABLE",
		"$system.nothing":                           "UNKNOWN_VARIABLE",
		"$env.ANY":                                  "",
		"$nothing":                                  "UNKNOWN_VARIABLE",
		"$jobsMapByNodeKey.made.author.name":        "RELATION_NOT_LOADED",
		"$jobsMapByNodeKey.made.title":              "",
		"$jobsMapByNodeKey.found.title":             "",
		"$jobsMapByNodeKey.changed":                 "",
		"$jobsMapByNodeKey.changed.x":               "UNKNOWN_VARIABLE",
		"$jobsMapByNodeKey.turn.name":               "UNKNOWN_VARIABLE",
		"$jobsMapByNodeKey.loop.looped":             "",
		"$jobsMapByNodeKey.n":                       "NODE_NOT_BEFORE",
		"$jobsMapByNodeKey.nobody":                  "UNKNOWN_NODE_KEY",
		"$jobsMapByNodeKey.alias.title":             "",
		"$jobsMapByNodeKey.alias.nothing":           "",
		"$jobsMapByNodeKey.calculated.whatever.not": "",
		"$scopes.loop.item":                         "UNKNOWN_VARIABLE",
		"$scopes.nobody.item":                       "UNKNOWN_NODE_KEY",
	} {
		w := version("w", "action", onPosts,
			step{key: "made", typ: "create", config: `{"collection": "posts"}`},
			step{key: "found", typ: "query", config: `{"collection": "posts", "multiple": true}`},
			step{key: "changed", typ: "update", config: `{"collection": "posts", "params": {"filter": {"id": 1}}}`},
			step{key: "alias", typ: "variable", config: `{"value": "{{$context.data}}"}`},
			step{key: "calculated", typ: "calculation", config: `{"expression": "1"}`},
			step{key: "loop", typ: "loop", config: `{"target": "{{$context.data.tags}}"}`},
			step{key: "turn", typ: "calculation", in: "loop", config: `{"engine": "string", "expression": "{{$scopes.loop.item.name}}"}`},
			step{key: "n", typ: "output", after: "loop", config: `{"value": ["x {{` + path + `}}"]}`},
		)
		codes := codesOf(inspect.New(registry, s, w).Problems(nil), "n")
		if codes != want {
			t.Errorf("%s: %q, want %q", path, codes, want)
		}
	}
}

func codesOf(problems []inspect.Problem, key string) string {
	var codes []string
	for _, p := range problems {
		if p.NodeKey == key {
			codes = append(codes, p.Code)
		}
	}
	return strings.Join(codes, " ")
}

func TestWhereANodeStands(t *testing.T) {
	registry, s := model(t)
	line := func(path string, at string) []step {
		steps := []step{
			{key: "c", typ: "condition", config: `{"rejectOnFalse": false}`},
			{key: "yes", typ: "variable", in: "c", branch: 1, config: `{"value": 1}`},
			{key: "no", typ: "variable", in: "c", branch: 0, config: `{"value": 1}`},
			{key: "l", typ: "loop", after: "c", config: `{"target": 2}`},
			{key: "first", typ: "variable", in: "l", config: `{"value": 1}`},
			{key: "second", typ: "variable", config: `{"value": 1}`},
			{key: "end", typ: "variable", after: "l", config: `{"value": 1}`},
		}
		for i := range steps {
			if steps[i].key == at {
				steps[i].config = `{"value": "{{` + path + `}}"}`
			}
		}
		return steps
	}
	for _, c := range []struct{ from, to, want string }{
		{"yes", "c", ""}, {"yes", "no", "NODE_NOT_BEFORE"}, {"yes", "end", "NODE_NOT_BEFORE"}, {"yes", "yes", "NODE_NOT_BEFORE"},
		{"end", "yes", "NODE_MAY_NOT_RUN"}, {"end", "l", ""}, {"end", "second", "NODE_MAY_NOT_RUN"},
		{"second", "first", ""}, {"first", "second", "NODE_MAY_NOT_RUN"}, {"first", "first", "NODE_MAY_NOT_RUN"},
		{"first", "l", ""}, {"first", "c", ""}, {"first", "no", "NODE_MAY_NOT_RUN"}, {"first", "end", "NODE_NOT_BEFORE"},
	} {
		w := version("w", "action", onPosts, line("$jobsMapByNodeKey."+c.to, c.from)...)
		if got := codesOf(inspect.New(registry, s, w).Problems(nil), c.from); got != c.want {
			t.Errorf("%s refers to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	w := version("w", "action", onPosts, line("$scopes.l.item", "first")...)
	if got := codesOf(inspect.New(registry, s, w).Problems(nil), "first"); got != "" {
		t.Errorf("the variables of a turn: %q", got)
	}
}

func TestValuesAndTheirFields(t *testing.T) {
	registry, s := model(t)
	for value, want := range map[string]string{
		`{"title": 5}`:                                     "",
		`{"amount": "12"}`:                                 "",
		`{"amount": "x"}`:                                  "TYPE_MISMATCH",
		`{"amount": "{{$context.data.title}}"}`:            "",
		`{"amount": "{{$context.data.due}}"}`:              "TYPE_MISMATCH",
		`{"amount": "{{$context.data.done}}"}`:             "TYPE_MISMATCH",
		`{"amount": "{{$context.data.tags.length}}"}`:      "",
		`{"due": "{{$system.now}}"}`:                       "",
		`{"due": "{{$context.data.done}}"}`:                "TYPE_MISMATCH",
		`{"done": "{{$context.data.tags}}"}`:               "TYPE_MISMATCH",
		`{"title": "{{$context.data.author}}"}`:            "TYPE_MISMATCH",
		`{"settings": "{{$context.data.author}}"}`:         "",
		`{"settings": {"a": ["{{$context.data.title}}"]}}`: "",
		`{"author": "{{$context.data.author}}"}`:           "",
		`{"author": "{{$context.data.author.id}}"}`:        "",
		`{"author": "{{$context.data.tags}}"}`:             "TYPE_MISMATCH",
		`{"author": true}`:                                 "TYPE_MISMATCH",
		`{"author": {"name": "x", "other": 1}}`:            "UNKNOWN_FIELD",
		`{"author": [{"name": "x"}]}`:                      "TYPE_MISMATCH",
		`{"tags": [{"name": "x"}, {"nothing": 1}, 5]}`:     "UNKNOWN_FIELD",
		`{"tags": "{{$context.data.tags}}"}`:               "",
		`{"nothing": 1}`:                                   "UNKNOWN_FIELD",
		`{"{{$context.data.title}}": 1}`:                   "",
		`{"title": "{{$context.data.author}} and more"}`:   "",
		`"{{$context.data}}"`:                              "",
		`{"due": "2026-13-45"}`:                            "TYPE_MISMATCH",
		`{"key": "new", "authorId": 3, "title": null}`:     "",
	} {
		w := version("w", "action", onPosts, step{key: "n", typ: "create", config: `{"collection": "main:posts", "params": {"values": ` + value + `}}`})
		if got := codesOf(inspect.New(registry, s, w).Problems(nil), "n"); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
	for values, want := range map[string]string{
		`{"amount": "x"}`: "TYPE_MISMATCH", `{"nothing": 1, "settings.deep": 1}`: "UNKNOWN_FIELD", `{"gone.deep": 1}`: "UNKNOWN_FIELD",
		`{"title": "{{$context.params.values.hash}}"}`: "", `{"title": "{{$context.params.values.nothing}}"}`: "UNKNOWN_FIELD",
	} {
		w := version("w", "request-interception", `{"collection": "posts"}`, step{key: "n", typ: "request-values", config: `{"values": ` + values + `}`})
		w.Sync = true
		if got := codesOf(inspect.New(registry, s, w).Problems(nil), "n"); got != want {
			t.Errorf("submitted %s: %q, want %q", values, got, want)
		}
	}
}

func TestNodesThatAreNeverReached(t *testing.T) {
	registry, s := model(t)
	end := func(key, in string, branch int) step {
		return step{key: key, typ: "end", in: in, branch: branch, config: `{}`}
	}
	both := version("w", "action", onPosts,
		step{key: "c", typ: "condition", config: `{"rejectOnFalse": false}`}, end("a", "c", 1), end("b", "c", 0),
		step{key: "n", typ: "output", after: "c", config: `{}`})
	one := version("w", "action", onPosts,
		step{key: "c", typ: "condition", config: `{"rejectOnFalse": false}`}, end("a", "c", 1),
		step{key: "n", typ: "output", after: "c", config: `{}`})
	looped := version("w", "action", onPosts,
		step{key: "c", typ: "loop", config: `{}`}, end("a", "c", 0), step{key: "n", typ: "output", after: "c", config: `{}`})
	strange := version("w", "action", onPosts,
		step{key: "c", typ: "loop", config: `{}`}, step{key: "n", typ: "output", in: "c", branch: 7, config: `{}`})
	for i, c := range []struct {
		w    *workflow.Workflow
		want string
	}{{both, "UNREACHABLE_NODE"}, {one, ""}, {looped, ""}, {strange, "BRANCH_NOT_OFFERED"}} {
		if got := codesOf(inspect.New(registry, s, c.w).Problems(nil), "n"); got != c.want {
			t.Errorf("%d: %q, want %q", i, got, c.want)
		}
	}
}

func TestChainsThatComeBack(t *testing.T) {
	registry, s := model(t)
	on := func(key, collection string, mode int, changed string, steps ...step) *workflow.Workflow {
		return version(key, "collection", fmt.Sprintf(`{"collection": %q, "mode": %d, "changed": [%s]}`, collection, mode, changed), steps...)
	}
	create := func(collection, values string) step {
		return step{key: "n", typ: "create", config: `{"collection": "` + collection + `", "params": {"values": ` + values + `}}`}
	}
	update := func(values, more string) step {
		return step{key: "n", typ: "update", config: `{"collection": "posts", "params": {"filter": {"id": 1}, "values": ` + values + more + `}}`}
	}
	for name, c := range map[string]struct {
		all  []*workflow.Workflow
		want string
	}{
		"itself":                           {[]*workflow.Workflow{on("a", "posts", 1, "", create("posts", `{}`))}, "a → a"},
		"another change":                   {[]*workflow.Workflow{on("a", "posts", 4, "", create("posts", `{}`))}, ""},
		"through two others, the shortest": {[]*workflow.Workflow{on("a", "posts", 1, "", create("tags", `{}`)), on("b", "tags", 1, "", create("authors", `{}`)), on("c", "authors", 3, "", create("posts", `{}`)), on("d", "tags", 1, "", create("tags", `{}`))}, "a → b → c → a"},
		"another field":                    {[]*workflow.Workflow{on("a", "posts", 2, `"title"`, update(`{"amount": 1}`, ""))}, ""},
		"the field":                        {[]*workflow.Workflow{on("a", "posts", 2, `"title"`, update(`{"title": "x"}`, ""))}, "a → a"},
		"a relation by its key":            {[]*workflow.Workflow{on("a", "posts", 2, `"author"`, update(`{"authorId": 1}`, ""))}, "a → a"},
		"without events":                   {[]*workflow.Workflow{on("a", "posts", 2, ``, update(`{"title": "x"}`, `, "individualHooks": false`))}, ""},
		"in a relation":                    {[]*workflow.Workflow{on("a", "tags", 1, ``, create("posts", `{"tags": [{"name": "x"}]}`))}, "a → a"},
		"by key only":                      {[]*workflow.Workflow{on("a", "tags", 1, ``, create("posts", `{"tags": [1, 2]}`))}, ""},
		"a cycle of others":                {[]*workflow.Workflow{on("a", "authors", 1, "", create("posts", `{}`)), on("b", "posts", 1, "", create("posts", `{}`))}, ""},
		"another version of itself":        {[]*workflow.Workflow{on("a", "authors", 1, "", create("posts", `{}`)), on("a", "posts", 1, "", create("authors", `{}`))}, ""},
	} {
		var got string
		for _, p := range inspect.New(registry, s, c.all[0]).Problems(c.all) {
			if p.Code == "CHAIN_CYCLE" {
				_, got, _ = strings.Cut(p.Message, "again: ")
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestVariablesThatReferToEachOther(t *testing.T) {
	registry, s := model(t)
	w := version("w", "action", onPosts,
		step{key: "l", typ: "loop", config: `{"target": "{{$scopes.l.item}}"}`},
		step{key: "m", typ: "loop", in: "l", config: `{"target": "{{$scopes.l.item.more}}"}`},
		step{key: "in", typ: "output", in: "m", config: `{"value": "{{$scopes.m.item.x.y}} {{$jobsMapByNodeKey.in}}"}`},
	)
	v := inspect.New(registry, s, w)
	if got := codesOf(v.Problems(nil), "in"); got != "NODE_MAY_NOT_RUN" {
		t.Errorf("%q", got)
	}
	tree := v.Variables(w.NodeByKey("in"), "", nil)
	raw, err := json.Marshal(tree)
	if err != nil || len(raw) > 20_000 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	self := `"{{$jobsMapByNodeKey.own.a.b.a.b.a.b}}"`
	w = version("w", "action", onPosts,
		step{key: "first", typ: "variable", config: `{"value": 1}`},
		step{key: "own", typ: "variable", config: `{"target": "first", "value": {"a": ` + self + `, "b": ` + self + `, "c": "{{$jobsMapByNodeKey.own}}", "d": "{{$jobsMapByNodeKey.own}}"}}`},
		step{key: "n", typ: "output", config: `{"value": ` + self + `}`},
	)
	v = inspect.New(registry, s, w)
	v.Problems(nil)
	if raw, err := json.Marshal(v.Variables(w.NodeByKey("n"), "", nil)); err != nil || len(raw) > 2_000_000 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
}

func TestTheTreeOfVariables(t *testing.T) {
	registry, s := model(t)
	w := version("w", "action", onPosts, step{key: "l", typ: "loop", config: `{"target": "{{$context.data.tags}}"}`}, step{key: "in", typ: "output", in: "l", config: `{}`})
	v := inspect.New(registry, s, w)
	long := strings.Repeat("é", 300)
	sample := &inspect.Sample{
		Context: map[string]any{"data": map[string]any{"title": long, "tags": []any{map[string]any{"name": "red"}}}},
		Jobs: map[string]*workflow.Job{"l": {
			Status: workflow.Pending, Result: json.RawMessage(`{"looped": 0, "done": 0}`), Meta: json.RawMessage(`{"length": 1, "items": [{"name": "red"}]}`),
		}},
	}
	n := w.NodeByKey("in")
	byPath := map[string]inspect.Variable{}
	var walk func(list []inspect.Variable)
	walk = func(list []inspect.Variable) {
		for _, one := range list {
			byPath[one.Path] = one
			walk(one.Children)
		}
	}
	walk(v.Variables(n, "", sample))
	if got := byPath["$context.data.title"].Sample; got != strings.Repeat("é", 199)+"…" {
		t.Errorf("a long text: %v", got)
	}
	if got := byPath["$context.data.tags"]; !got.Lazy || got.Collection != "tags" || got.Sample != `[{"name":"red"}]` {
		t.Errorf("a list: %+v", got)
	}
	if got := byPath["$scopes.l.item.name"]; got.Sample != "red" || got.Type != extension.TextValue {
		t.Errorf("an item: %+v", got)
	}
	if got := byPath["$context.data.author.boss"]; !got.NotLoaded || !got.Lazy || len(got.Children) > 0 {
		t.Errorf("a relation that is not loaded: %+v", got)
	}
	for path := range byPath {
		if strings.HasSuffix(path, ".hash") || strings.HasSuffix(path, ".key") && strings.HasPrefix(path, "$context.data") {
			t.Errorf("%s is no variable", path)
		}
	}
	scope := &expr.Scope{System: expr.System{Now: func() time.Time { return time.Unix(1_700_000_000, 0) }}}
	ranges := byPath["$system.dateRange"].Children
	for _, one := range ranges {
		if _, ok := scope.Lookup(one.Path); !ok {
			t.Errorf("%s has no value", one.Path)
		}
	}
	parts := v.Variables(n, "$context.data.tags", nil)
	if !slices.ContainsFunc(parts, func(one inspect.Variable) bool { return one.Path == "$context.data.tags.name" }) {
		t.Errorf("the parts of a list: %+v", parts)
	}
}

func TestUses(t *testing.T) {
	registry, s := model(t)
	w := version("w", "collection", `{"collection": "posts", "mode": 2, "changed": ["title"], "condition": {"$and": [{"author.name": {"$eq": "x"}}]}, "appends": ["author"]}`,
		step{key: "q", typ: "query", config: `{"collection": "posts", "params": {"filter": {"tags": {"name": "x"}}, "sort": [{"field": "title"}, "-amount"], "appends": ["author.boss"]}}`},
		step{key: "o", typ: "output", config: `{"value": ["{{$context.data.author.name}}", "{{$jobsMapByNodeKey.q.amount}}"]}`},
	)
	v := inspect.New(registry, s, w)
	for _, c := range []struct{ collection, field, want string }{
		{"posts", "title", "changed[0] q:params.sort[0].field"},
		{"posts", "amount", "q:params.sort[1] o:value[1]"},
		{"posts", "author", "condition.$and.author.name appends[0] q:params.appends[0] o:value[0]"},
		{"authors", "name", "condition.$and.author.name o:value[0]"},
		{"authors", "boss", "q:params.appends[0]"},
		{"tags", "name", "q:params.filter.tags.name"},
		{"tags", "", "q:params.filter.tags.name"},
		{"posts", "settings", ""},
	} {
		var got []string
		for _, u := range v.Uses(c.collection, c.field) {
			if u.NodeKey != "" {
				u.Path = u.NodeKey + ":" + u.Path
			}
			got = append(got, u.Path)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s.%s: %q, want %q", c.collection, c.field, got, c.want)
		}
	}
}

// FuzzProblems looks for a configuration that the check cannot bear.
func FuzzProblems(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `"{{x}}"`, `{"collection": 5}`, `{"params": []}`, `{"conditions": [1, null, {}]}`,
		`{"collection": "posts", "params": {"values": [], "filter": {"$or": [null]}, "sort": {}, "appends": {}}}`,
		`{"target": "{{$scopes.n.item}}", "value": "{{$jobsMapByNodeKey.n.n}}", "values": {"..": "{{}}"}}`,
	} {
		f.Add(seed, "create", "{{$context.data.author.boss.boss}}")
		f.Add(seed, "loop", "$scopes.n")
	}
	f.Fuzz(func(t *testing.T, config, typ, path string) {
		registry, s := model(t)
		w := version("w", "collection", config, step{key: "n", typ: typ, config: config}, step{key: "m", typ: "output", in: "n", config: config})
		v := inspect.New(registry, s, w)
		v.Problems([]*workflow.Workflow{w})
		v.Variables(w.NodeByKey("m"), "", &inspect.Sample{})
		v.Variables(w.NodeByKey("m"), path, nil)
		v.Uses("posts", "title")
	})
}
