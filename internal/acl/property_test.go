package acl_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

var permissions = []string{"view", "create", "update", "destroy", "export"}

// randomRole draws a role with a strategy, snippet rules and perhaps an entry for posts.
func randomRole(t *rapid.T, name string) *acl.Role {
	var actions []any
	for _, p := range permissions {
		if suffix := rapid.SampledFrom([]string{"-", "", ":own", ":all"}).Draw(t, p); suffix != "-" {
			actions = append(actions, p+suffix)
		}
	}
	s, err := acl.ParseStrategy(map[string]any{"actions": actions})
	if err != nil {
		t.Fatal(err)
	}
	rules := rapid.SliceOf(rapid.SampledFrom([]string{"pm", "pm.*", "!pm.*", "!pm.users", "pm.users", "ui.*", "!ui.*", "pm.workflow.*"})).Draw(t, "rules")
	r := &acl.Role{Name: name, Strategy: s, Snippets: rules, Resources: map[string]*acl.Entry{}}
	if rapid.Bool().Draw(t, "has entry") {
		r.Resources["posts"] = randomEntry(t)
	}
	return r
}

func randomEntry(t *rapid.T) *acl.Entry {
	e := &acl.Entry{Actions: map[string]*acl.EntryAction{}}
	for _, p := range permissions {
		if rapid.Bool().Draw(t, "entry "+p) {
			a := &acl.EntryAction{}
			if rapid.Bool().Draw(t, "limits fields") {
				a.Fields = rapid.SliceOf(rapid.SampledFrom([]string{"title", "secret"})).Draw(t, "fields")
			}
			if rapid.Bool().Draw(t, "limits rows") {
				a.Scope = map[string]any{"title": "x"}
			}
			e.Actions[p] = a
		}
	}
	return e
}

func randomRoles(t *rapid.T) (*acl.Permissions, []string) {
	names := []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(t, "roles")]
	var all []*acl.Role
	for _, n := range names {
		all = append(all, randomRole(t, n))
	}
	return acl.New(1, acl.ModeUnionOnly, all, acl.BuiltinSnippets()), names
}

func TestTheUnionGrantsExactlyWhatOneOfItsRolesGrants(t *testing.T) {
	snap := collections(t)
	rapid.Check(t, func(t *rapid.T) {
		p, names := randomRoles(t)
		c := snap.Collection(rapid.SampledFrom([]string{"posts", "notes", "users", "jobs"}).Draw(t, "collection"))
		action := rapid.SampledFrom([]string{"list", "create", "update", "destroy", "export", "archive"}).Draw(t, "action")
		union, err := p.Record(as(names...), c, action)
		granted := false
		for _, n := range names {
			g, one := p.Record(as(n), c, action)
			if one != nil {
				continue
			}
			granted = true
			if err != nil {
				t.Fatalf("role %s grants %s on %s, the union does not", n, action, c.Name)
			}
			checkWider(t, union, g)
		}
		if !granted && err == nil {
			t.Fatalf("the union grants %s on %s, none of its roles does", action, c.Name)
		}
	})
}

// checkWider fails when the union allows less than one of its roles.
func checkWider(t *rapid.T, union, g acl.Grant) {
	if len(g.Scopes) == 0 && len(union.Scopes) > 0 {
		t.Fatal("a role sees all rows, the union does not")
	}
	for _, f := range []string{"title", "secret", "id"} {
		if g.AllowsField(f) && !union.AllowsField(f) {
			t.Fatalf("a role may use %s, the union may not", f)
		}
	}
	if union.Unlimited != (len(union.Scopes) == 0 && union.Fields == nil) {
		t.Fatalf("unlimited contradicts the rest: %+v", union)
	}
}

func TestSystemCollectionsAreNeverWrittenThroughRecordPermissions(t *testing.T) {
	snap := collections(t)
	var system []*schema.Collection
	for _, c := range snap.Collections() {
		if c.System {
			system = append(system, c)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p, names := randomRoles(t)
		c := rapid.SampledFrom(system).Draw(t, "collection")
		action := rapid.SampledFrom([]string{"create", "update", "destroy", "move", "add", "set", "remove", "toggle", "firstOrCreate", "updateOrCreate", "trigger"}).Draw(t, "action")
		if _, err := p.Record(as(names...), c, action); err == nil {
			t.Fatalf("%s on %s was granted", action, c.Name)
		}
	})
}

func TestCoveredRolesGrantNothingNew(t *testing.T) {
	resources := []string{"users", "roles", "workflows", "collections", "buttons", "pm", "systemSettings"}
	rapid.Check(t, func(t *rapid.T) {
		p, names := randomRoles(t)
		target := rapid.SampledFrom(names).Draw(t, "target")
		actor := as(rapid.SampledFrom(names).Draw(t, "actor"))
		if !p.Covers(actor, target) {
			return
		}
		for _, r := range resources {
			for _, action := range []string{"list", "create", "update", "destroy"} {
				if p.System(as(target), r, action) && !p.System(actor, r, action) {
					t.Fatalf("%s covers %s but has not %s:%s", actor.Role, target, r, action)
				}
			}
		}
	})
}
