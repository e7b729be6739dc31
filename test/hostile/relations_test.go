package hostile

import "testing"

// A relation that a role may not see leads nowhere, by whatever path.
func TestARelationThatIsHiddenIsNoWayIn(t *testing.T) {
	w := newWorld(t)
	w.Root.Post("roles:create", M{"name": "narrow", "title": "narrow"}).OK()
	w.permit("narrow", "orders", grant{"view", []string{"title"}, nil}, grant{"update", []string{"title"}, nil}, grant{"create", []string{"title"}, nil})
	w.permit("narrow", "customers", grant{"view", nil, nil}, grant{"create", nil, nil}, grant{"update", nil, nil})
	w.permit("narrow", "items", grant{"view", nil, nil}, grant{"create", []string{"name"}, nil}, grant{"update", []string{"name"}, nil}, grant{"destroy", nil, nil})
	w.permit("narrow", "tags", grant{"view", nil, nil}, grant{"create", nil, nil})
	narrow, _ := w.user("nora", "narrow")
	for _, path := range []string{
		"orders/{order}/customer:get", "orders/{order}/items:list", "orders/{order}/items:get/{cheap}", "orders/{order}/tags:list", "orders/{order}/createdBy:get",
	} {
		if a := narrow.Get(w.at(path)); a.Status != 403 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	before := w.snapshotAll(t)
	for _, a := range []attempt{
		{"orders/{order}/customer:create", M{"name": "x"}, 0}, {"orders/{order}/items:create", M{"name": "x"}, 0}, {"orders/{order}/tags:create", M{"label": "x"}, 0}, {"orders/{order}/items:firstOrCreate?filterKeys=name", M{"name": "x"}, 0},
		{"orders/{order}/items:update?filterByTk={cheap}", M{"name": "x"}, 0}, {"orders/{order}/items:destroy?filterByTk={cheap}", nil, 0}, {"orders/{order}/customer:update", M{"name": "x"}, 0},
		{"orders/{order}/customer:set?filterByTk={acme}", nil, 0}, {"orders/{order}/customer:remove", nil, 0}, {"orders/{order}/items:set", []any{}, 0}, {"orders/{order}/tags:set", []any{}, 0}, {"orders/{order}/tags:toggle", []any{w.num("red")}, 0},
	} {
		if r := narrow.Post(w.at(a.path), a.body); r.Status < 400 || r.Status >= 500 {
			t.Errorf("%s: %d %s", a.path, r.Status, r.Body)
		}
		if after := w.snapshotAll(t); after != before {
			t.Errorf("%s changed data:\n%s", a.path, firstDifference(before, after))
			before = after
		}
	}
	// The relation itself is no secret where the target's own key column may be seen.
	narrow.Get("customers:list").OK()
}
