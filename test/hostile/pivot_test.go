package hostile

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// A link row is a record as any other: what a role may not see or write of its collection, it may not through the
// relation either.
func TestLinkRowsKeepTheirOwnPermissions(t *testing.T) {
	w := newWorld(t)
	w.collection("jobsheets", "wage:string", "since:string", M{"name": "teamId", "type": "bigInt"}, M{"name": "personId", "type": "bigInt"})
	w.collection("persons", "name:string")
	w.collection("teams", "name:string",
		M{"name": "persons", "type": "belongsToMany", "target": "persons", "through": "jobsheets", "foreignKey": "teamId", "otherKey": "personId"})
	w.row("ann", "persons", M{"name": "Ann"})
	w.row("team", "teams", M{"name": "Team", "persons": []M{{"id": w.num("ann"), "jobsheets": M{"wage": "SECRET-WAGE", "since": "2020"}}}})
	if a := w.Root.Get(w.at("teams/{team}/persons:list")).OK(); a.Text("data.0.jobsheets.wage") != "SECRET-WAGE" {
		t.Fatalf("the link row is not there: %s", a.Body)
	}
	all := []string{"name", "persons"}
	w.permit("clerk", "teams", grant{"view", all, nil}, grant{"update", all, nil}, grant{"create", all, nil})
	w.permit("clerk", "persons", grant{"view", nil, nil}, grant{"update", nil, nil}, grant{"create", nil, nil})
	check := func(when string) {
		t.Helper()
		for _, path := range []string{
			"teams/{team}/persons:list", "teams/{team}/persons:get/{ann}", "teams:list?appends=persons", "teams:get/{team}?appends=persons.jobsheets", "teams:list?fields=persons.jobsheets.wage", "teams/{team}/persons:list?fields=jobsheets.wage",
			"jobsheets:list", "jobsheets:list?fields=wage",
		} {
			clean(t, w.clerk.Get(w.at(path)))
		}
		for _, a := range []*testenv.Answer{
			w.clerk.Post(w.at("teams:update?filterByTk={team}"), M{"persons": []M{{"id": w.num("ann")}}}),
			w.clerk.Post(w.at("teams/{team}/persons:update?filterByTk={ann}"), M{"name": "Ann"}),
			w.clerk.Post(w.at("teams/{team}/persons:add"), []any{w.num("ann")}),
		} {
			clean(t, a)
		}
		if row := w.Root.Get(w.at("teams/{team}/persons:list")).OK(); row.Text("data.0.jobsheets.wage") != "SECRET-WAGE" {
			t.Fatalf("%s: the wage was changed: %s", when, row.Body)
		}
	}
	check("reading")
	attempts := []attempt{
		{"teams:update?filterByTk={team}", M{"persons": []M{{"id": w.num("ann"), "jobsheets": M{"wage": "MINE"}}}}, 0},
		{"teams:update?filterByTk={team}&updateAssociationValues=persons", M{"persons": []M{{"id": w.num("ann"), "jobsheets": M{"wage": "MINE"}}}}, 0},
		{"teams/{team}/persons:add", []any{[]any{w.num("ann"), M{"wage": "MINE"}}}, 0},
		{"teams/{team}/persons:add", []M{{"id": w.num("ann"), "jobsheets": M{"wage": "MINE"}}}, 0},
		{"teams/{team}/persons:set", []any{[]any{w.num("ann"), M{"wage": "MINE"}}}, 0},
		{"teams/{team}/persons:update?filterByTk={ann}", M{"jobsheets": M{"wage": "MINE"}}, 0},
	}
	for _, a := range attempts {
		r := w.clerk.Post(w.at(a.path), a.body)
		if r.Status >= 500 {
			t.Errorf("%s: %d %s", a.path, r.Status, r.Body)
		}
		check(a.path)
	}
	// With a permission for the link rows, their fields count.
	w.permit("clerk", "jobsheets", grant{"view", []string{"since"}, nil}, grant{"update", []string{"since"}, nil}, grant{"create", []string{"since"}, nil})
	for _, a := range attempts {
		w.clerk.Post(w.at(a.path), a.body)
		check("with a narrow permission: " + a.path)
	}
	w.clerk.Post(w.at("teams/{team}/persons:add"), []any{[]any{w.num("ann"), M{"since": "2021"}}}).OK()
	w.clerk.Get(w.at("teams/{team}/persons:list")).OK().Want("data.0.jobsheets.since", "2021")
	w.clerk.Post("teams:create", M{"name": "New", "persons": []M{{"id": w.num("ann"), "jobsheets": M{"since": "2022", "wage": "MINE"}}}}).OK()
	if w.Root.Get("jobsheets:list?"+testenv.Filter(M{"wage": "MINE"})).OK().Text("meta.count") != "0" {
		t.Error("a wage was written with a new link")
	}
}
