package acl_test

import (
	"encoding/json"
	"reflect"
	"sort"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func column(name string) *schema.Field {
	return &schema.Field{Name: name, Type: "string", Column: name}
}

func collections(t *testing.T) *schema.Snapshot {
	t.Helper()
	id := column("id")
	id.PrimaryKey = true
	number := column("no")
	number.PrimaryKey = true
	posts := &schema.Collection{Name: "posts", Table: "posts", Fields: []*schema.Field{
		id, column("title"), column("secret"), column("createdAt"), column("createdById"),
	}}
	notes := &schema.Collection{Name: "notes", Table: "notes", Fields: []*schema.Field{number, column("text")}}
	snap, err := schema.NewSnapshot(1, append(schema.System(), posts, notes))
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

func strategy(t *testing.T, text string) acl.Strategy {
	t.Helper()
	s, err := acl.ParseStrategy(decode(t, text))
	if err != nil {
		t.Fatalf("strategy %s: %v", text, err)
	}
	return s
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// roles is a company: root and admin, a writer with a strategy, an auditor with entries, a member and a people
// manager.
func roles(t *testing.T) *acl.Permissions {
	all := []string{"ui.*", "pm", "pm.*"}
	none := []string{"!ui.*", "!pm", "!pm.*"}
	entry := func(actions map[string]*acl.EntryAction) *acl.Entry { return &acl.Entry{Actions: actions} }
	return acl.New(7, acl.ModeDefault, []*acl.Role{
		{Name: acl.RoleRoot, Snippets: all},
		{Name: acl.RoleAdmin, Snippets: all, Strategy: strategy(t, `{"actions":["create","view","update","destroy"]}`)},
		{Name: acl.RoleMember, Snippets: none, Default: true, Strategy: strategy(t, `{"actions":["view:own"]}`)},
		{Name: "writer", Snippets: none, Strategy: strategy(t, `{"actions":["create:own","view:all","update:own","trigger"]}`)},
		{Name: "everything", Snippets: none, Strategy: strategy(t, `{"actions":"*"}`)},
		{Name: "nothing", Snippets: none, Strategy: strategy(t, `{"actions":false}`)},
		{Name: "auditor", Snippets: none, Strategy: strategy(t, `{"actions":"*"}`), Resources: map[string]*acl.Entry{
			"posts": entry(map[string]*acl.EntryAction{
				"view":    {Fields: []string{"title"}, Scope: map[string]any{"title": "x"}},
				"create":  {Fields: []string{}, Scope: acl.OwnScope()},
				"destroy": {Fields: []string{"title"}},
			}),
			"notes": entry(map[string]*acl.EntryAction{
				"view":   {Scope: acl.OwnScope()},
				"update": {Scope: map[string]any{"$or": map[string]any{"0": map[string]any{"createdById.$eq": 1}}}},
				"export": {Scope: map[string]any{"owner": map[string]any{"createdById": 1}}},
			}),
			"users": entry(map[string]*acl.EntryAction{"view": {Fields: []string{"email"}}, "update": {}}),
			"jobs":  entry(map[string]*acl.EntryAction{"view": {}}),
		}},
		{Name: "people", Snippets: []string{"pm.users"}},
		{Name: "modeller", Snippets: []string{"pm.data-source-manager.*"}},
		{Name: "allButUsers", Snippets: []string{"pm.*", "!pm.users"}},
	}, acl.BuiltinSnippets())
}

func as(names ...string) *acl.Actor {
	a := &acl.Actor{UserID: 5, Roles: names, Acting: names, Role: names[0]}
	if len(names) > 1 {
		a.Role = acl.RoleUnion
	}
	return a
}

func fieldNames(g acl.Grant) []string {
	if g.Fields == nil {
		return nil
	}
	names := []string{}
	for n := range g.Fields {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func TestRecordDecidesFromRolesAndCollections(t *testing.T) {
	own := []any{acl.OwnScope()}
	readable := []string{"createdAt", "createdById", "id", "title"}
	titled := []any{map[string]any{"title": "x"}}
	for _, tc := range []struct {
		name       string
		actor      *acl.Actor
		collection string
		action     string
		refused    bool
		scopes     []any
		fields     []string
	}{
		{name: "nobody may do anything", actor: &acl.Actor{Role: acl.RoleNobody}, collection: "posts", action: "list", refused: true},
		{name: "a missing actor may do nothing", actor: nil, collection: "posts", action: "list", refused: true},
		{name: "a role that does not exist grants nothing", actor: as("ghost"), collection: "posts", action: "list", refused: true},
		{name: "root may do everything", actor: as(acl.RoleRoot), collection: "posts", action: "destroy"},
		{name: "root may do what no permission covers", actor: as(acl.RoleRoot), collection: "posts", action: "archive"},
		{name: "root may read system collections", actor: as(acl.RoleRoot), collection: "jobs", action: "list"},
		{name: "others may not do what no permission covers", actor: as("everything"), collection: "posts", action: "archive", refused: true},
		{name: "a strategy grants all records", actor: as(acl.RoleAdmin), collection: "posts", action: "update"},
		{name: "a star grants everything", actor: as("everything"), collection: "posts", action: "export"},
		{name: "false grants nothing", actor: as("nothing"), collection: "posts", action: "list", refused: true},
		{name: "an action that the strategy does not name is refused", actor: as(acl.RoleMember), collection: "posts", action: "create", refused: true},
		{name: "own limits the rows", actor: as(acl.RoleMember), collection: "posts", action: "get", scopes: own},
		{name: "query is view", actor: as(acl.RoleMember), collection: "posts", action: "query", scopes: own},
		{name: "own on a collection without creator is refused", actor: as(acl.RoleMember), collection: "notes", action: "list", refused: true},
		{name: "own means nothing for new records", actor: as("writer"), collection: "notes", action: "create"},
		{name: "all limits nothing", actor: as("writer"), collection: "posts", action: "list"},
		{name: "move is update", actor: as("writer"), collection: "posts", action: "move", scopes: own},
		{name: "add is update of the source", actor: as("writer"), collection: "posts", action: "add", scopes: own},
		{name: "toggle is update of the source", actor: as("writer"), collection: "posts", action: "toggle", scopes: own},
		{name: "firstOrCreate is create", actor: as("writer"), collection: "posts", action: "firstOrCreate"},
		{name: "updateOrCreate needs both", actor: as("auditor"), collection: "posts", action: "updateOrCreate", refused: true},
		{name: "updateOrCreate returns the grant of create", actor: as("writer"), collection: "posts", action: "updateOrCreate"},
		{name: "trigger is its own permission", actor: as("writer"), collection: "posts", action: "trigger"},
		{name: "triggerNew is another one", actor: as("writer"), collection: "posts", action: "triggerNew", refused: true},
		{name: "an entry limits rows and fields", actor: as("auditor"), collection: "posts", action: "list", scopes: titled, fields: readable},
		{name: "an entry replaces the strategy entirely", actor: as("auditor"), collection: "posts", action: "update", refused: true},
		{name: "an empty field list permits no column", actor: as("auditor"), collection: "posts", action: "create", fields: []string{}},
		{name: "destroy has no fields", actor: as("auditor"), collection: "posts", action: "destroy"},
		{name: "a scope on a missing creator is refused", actor: as("auditor"), collection: "notes", action: "list", refused: true},
		{name: "so is a nested one", actor: as("auditor"), collection: "notes", action: "update", refused: true},
		{name: "a related record's creator is not meant", actor: as("auditor"), collection: "notes", action: "export",
			scopes: []any{map[string]any{"owner": map[string]any{"createdById": 1}}}},
		{name: "a strategy never reaches system collections", actor: as("everything"), collection: "users", action: "list", refused: true},
		{name: "not even the administrator's for writing", actor: as(acl.RoleAdmin), collection: "users", action: "update", refused: true},
		{name: "a snippet that lists a system collection opens it for reading", actor: as(acl.RoleAdmin), collection: "users", action: "list"},
		{name: "an entry opens people for reading", actor: as("auditor"), collection: "users", action: "list",
			fields: []string{"createdAt", "createdById", "email", "id", "updatedAt"}},
		{name: "an entry does not open people for writing", actor: as("auditor"), collection: "users", action: "update", refused: true},
		{name: "an entry does not open the engine's tables", actor: as("auditor"), collection: "jobs", action: "list", refused: true},
		{name: "the union takes the wider rows", actor: as(acl.RoleMember, "writer"), collection: "posts", action: "list"},
		{name: "the union joins scopes when all roles limit", actor: as(acl.RoleMember, "auditor"), collection: "posts", action: "list",
			scopes: []any{acl.OwnScope(), map[string]any{"title": "x"}}},
		{name: "the union grants what one role grants", actor: as(acl.RoleMember, "writer"), collection: "posts", action: "update", scopes: own},
		{name: "root among the roles is root", actor: as(acl.RoleMember, acl.RoleRoot), collection: "jobs", action: "destroy"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, c := roles(t), collections(t).Collection(tc.collection)
			g, err := p.Record(tc.actor, c, tc.action)
			if tc.refused {
				if errs.KindOf(err) != errs.Forbidden || errs.CodeOf(err) != "NO_PERMISSION" || err.Error() != "No permissions" {
					t.Fatalf("got %+v, %v; want a refusal", g, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(g.Scopes, tc.scopes) {
				t.Errorf("scopes %v, want %v", g.Scopes, tc.scopes)
			}
			if got := fieldNames(g); !reflect.DeepEqual(got, tc.fields) {
				t.Errorf("fields %v, want %v", got, tc.fields)
			}
			if g.Unlimited != (tc.scopes == nil && tc.fields == nil) {
				t.Errorf("unlimited %v with scopes %v and fields %v", g.Unlimited, g.Scopes, g.Fields)
			}
		})
	}
}

func TestUnionOfFieldListsIsTheirUnionOnlyWhenAllLimit(t *testing.T) {
	entry := func(fields []string) map[string]*acl.Entry {
		return map[string]*acl.Entry{"posts": {Actions: map[string]*acl.EntryAction{"update": {Fields: fields}}}}
	}
	p := acl.New(1, acl.ModeUnionOnly, []*acl.Role{
		{Name: "a", Resources: entry([]string{"title"})}, {Name: "b", Resources: entry([]string{"secret"})}, {Name: "c", Resources: entry(nil)},
	}, nil)
	posts := collections(t).Collection("posts")
	for _, tc := range []struct {
		acting []string
		want   []string
	}{
		{[]string{"a"}, []string{"title"}}, {[]string{"a", "b"}, []string{"secret", "title"}}, {[]string{"a", "b", "c"}, nil},
	} {
		g, err := p.Record(as(tc.acting...), posts, "update")
		if err != nil || !reflect.DeepEqual(fieldNames(g), tc.want) {
			t.Errorf("%v: fields %v, %v; want %v", tc.acting, fieldNames(g), err, tc.want)
		}
	}
}

func TestSnippetsDecideSystemActions(t *testing.T) {
	for _, tc := range []struct {
		name     string
		actor    *acl.Actor
		resource string
		action   string
		want     bool
	}{
		{"root may resume jobs", as(acl.RoleRoot), "jobs", "resume", true},
		{"the administrator may not", as(acl.RoleAdmin), "jobs", "resume", false},
		{"nor rerun executions", as(acl.RoleAdmin), "executions", "rerun", false},
		{"but cancel and retry them", as(acl.RoleAdmin), "executions", "retry", true},
		{"and edit workflows", as(acl.RoleAdmin), "workflows", "create", true},
		{"and their nodes", as(acl.RoleAdmin), "workflows.nodes", "create", true},
		{"and the model", as(acl.RoleAdmin), "collections.fields", "destroy", true},
		{"and roles with what belongs to them", as(acl.RoleAdmin), "roles.dataSourceResources", "create", true},
		{"and plug-ins by the bare name", as(acl.RoleAdmin), "pm", "list", true},
		{"a member may nothing", as(acl.RoleMember), "users", "list", false},
		{"not even list workflows", as(acl.RoleMember), "workflows", "list", false},
		{"a named snippet opens itself", as("people"), "users", "destroy", true},
		{"and nothing else", as("people"), "roles", "update", false},
		{"a glob opens a family", as("modeller"), "fields", "update", true},
		{"a forbidden snippet is out of an allowed family", as("allButUsers"), "users", "create", false},
		{"an action of another allowed snippet passes all the same", as("allButUsers"), "users", "list", true},
		{"the union has what one role has", as(acl.RoleMember, "people"), "users", "update", true},
		{"the union has nothing that no single role has", as("allButUsers", acl.RoleMember), "users", "create", false},
		{"nobody has nothing", &acl.Actor{Role: acl.RoleNobody}, "users", "list", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := roles(t).System(tc.actor, tc.resource, tc.action); got != tc.want {
				t.Errorf("%s:%s is %v, want %v", tc.resource, tc.action, got, tc.want)
			}
		})
	}
}

func TestCoversKeepsPeopleFromRaisingThemselves(t *testing.T) {
	p := roles(t)
	for _, tc := range []struct {
		name  string
		actor *acl.Actor
		roles []string
		want  bool
	}{
		{"root covers root", as(acl.RoleRoot), []string{acl.RoleRoot}, true},
		{"the administrator does not", as(acl.RoleAdmin), []string{acl.RoleRoot}, false},
		{"the administrator covers the administrator", as(acl.RoleAdmin), []string{acl.RoleAdmin, "people"}, true},
		{"who manages people covers members", as("people"), []string{acl.RoleMember, "writer"}, true},
		{"and himself", as("people"), []string{"people"}, true},
		{"but not the administrator", as("people"), []string{acl.RoleMember, acl.RoleAdmin}, false},
		{"nor who has another snippet", as("people"), []string{"modeller"}, false},
	} {
		if got := p.Covers(tc.actor, tc.roles...); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
	if p.CoversRules(as("people"), []string{"pm.*"}) || !p.CoversRules(as("people"), []string{"pm.*", "!pm.*", "pm.users", "!x"}) {
		t.Error("rules are compared by what they leave")
	}
}

func TestReachShowsWhoPeopleAre(t *testing.T) {
	p, users := roles(t), collections(t).Collection("users")
	g, err := p.Reach(as(acl.RoleMember), users)
	if err != nil || !reflect.DeepEqual(fieldNames(g), []string{"id", "nickname"}) {
		t.Errorf("a member reaches %v, %v", fieldNames(g), err)
	}
	if g, err := p.Reach(as(acl.RoleAdmin), users); err != nil || !g.Unlimited {
		t.Errorf("the administrator reaches %+v, %v", g, err)
	}
	for _, a := range []*acl.Actor{{Role: acl.RoleNobody}, {UserID: 5, Role: acl.RoleNobody}, as("ghost")} {
		if _, err := p.Reach(a, users); err == nil {
			t.Errorf("%+v reaches people", a)
		}
	}
	if _, err := p.Reach(as(acl.RoleMember), collections(t).Collection("roles")); err == nil {
		t.Error("a member reaches roles")
	}
}

func TestCanSeeShowsOnlyWhatCanBeReached(t *testing.T) {
	p, snap := roles(t), collections(t)
	for _, tc := range []struct {
		name       string
		actor      *acl.Actor
		collection string
		want       bool
	}{
		{"a member sees a collection with own records", as(acl.RoleMember), "posts", true},
		{"not one where nothing is his own", as(acl.RoleMember), "notes", false},
		{"nor the engine's tables", as(acl.RoleMember), "executions", false},
		{"people are seen", as(acl.RoleMember), "users", true},
		{"who may only create sees the collection", as("writer"), "notes", true},
		{"who shapes the model sees everything", as("modeller"), "notes", true},
		{"who has nothing sees nothing", as("nothing"), "posts", false},
		{"nobody sees nothing", &acl.Actor{}, "users", false},
	} {
		if got := p.CanSee(tc.actor, snap.Collection(tc.collection)); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
}

func TestParseStrategyReadsTheStoredForms(t *testing.T) {
	for _, text := range []string{`null`, `{}`, `{"actions":null}`, `{"actions":"*"}`, `{"actions":false}`, `{"actions":["view:own","view"]}`, `{"actions":["*"]}`, `{"actions":"view"}`} {
		if _, err := acl.ParseStrategy(decode(t, text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`3`, `{"actions":3}`, `{"actions":[3]}`, `{"actions":["view:mine"]}`, `{"actions":{}}`} {
		if _, err := acl.ParseStrategy(decode(t, text)); errs.CodeOf(err) != "INVALID_STRATEGY" {
			t.Errorf("%s: %v", text, err)
		}
	}
	p := acl.New(1, "", []*acl.Role{{Name: "a", Strategy: strategy(t, `{"actions":["view","view:own"]}`)}}, nil)
	if g, err := p.Record(as("a"), collections(t).Collection("posts"), "list"); err != nil || !g.Unlimited {
		t.Errorf("the wider of two entries counts: %+v %v", g, err)
	}
}

func TestEveryAvailableActionIsAPermission(t *testing.T) {
	for _, a := range acl.AvailableActions() {
		if acl.PermissionOf(a.Name) != a.Name {
			t.Errorf("%s is not a permission", a.Name)
		}
		for _, alias := range a.Aliases {
			if acl.PermissionOf(alias) != a.Name {
				t.Errorf("%s is covered by %s, not %s", alias, acl.PermissionOf(alias), a.Name)
			}
		}
	}
}

func TestTheSummaryTellsClientsWhatWorks(t *testing.T) {
	p, snap := roles(t), collections(t)
	s := p.Summary(as("auditor"), snap)
	if s.AllowAll || !reflect.DeepEqual(s.Resources, []string{"jobs", "notes", "posts", "users"}) {
		t.Errorf("resources %v, all %v", s.Resources, s.AllowAll)
	}
	view := s.Actions["posts:view"]
	if !reflect.DeepEqual(view.Fields, []string{"id", "title", "createdAt", "createdById"}) || !reflect.DeepEqual(view.Filter, map[string]any{"title": "x"}) {
		t.Errorf("posts:view %+v", view)
	}
	if _, ok := s.Actions["posts:update"]; ok {
		t.Error("what is refused is not told")
	}
	if s := p.Summary(as("writer"), snap); !reflect.DeepEqual(s.Strategy, []string{"create:own", "trigger", "update:own", "view"}) || len(s.Actions) != 0 {
		t.Errorf("writer: %+v", s)
	}
	if s := p.Summary(as(acl.RoleRoot), snap); !s.AllowAll {
		t.Error("root may do everything")
	}
	union := p.Summary(as(acl.RoleMember, "people", "allButUsers"), snap)
	if !reflect.DeepEqual(union.Snippets, []string{"pm.users", "pm.*"}) {
		t.Errorf("snippets of the union: %v", union.Snippets)
	}
	if s := p.Summary(&acl.Actor{}, snap); len(s.Strategy)+len(s.Actions)+len(s.Snippets) != 0 {
		t.Errorf("nobody: %+v", s)
	}
}
