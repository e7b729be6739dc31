package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/catalog"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

func (b *bench) addField(collection, def string) {
	b.Helper()
	b.must(func(e *catalog.Edit) error {
		_, err := e.CreateField(collection, decode(b, def))
		return err
	})
}

func TestManyToMany(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "posts"}`)
	b.create(`{"name": "tags", "autoGenId": false, "fields": [{"name": "slug", "type": "uid", "primaryKey": true}]}`)
	b.addField("posts", `{"name": "tags", "type": "belongsToMany", "interface": "m2m", "target": "tags", "through": "postsTags",
		"foreignKey": "postId", "otherKey": "tagSlug", "reverseField": {"name": "posts"}}`)
	through := b.collection("postsTags")
	if d := cmp.Diff([]string{"createdAt", "updatedAt", "postId", "tagSlug"}, fieldNames(through)); d != "" {
		t.Fatal(d)
	}
	if !through.Through || !through.Hidden || through.PrimaryKey() != nil {
		t.Fatalf("got %+v", through)
	}
	if through.Field("postId").Type != "bigInt" || through.Field("tagSlug").Type != "string" {
		t.Fatal("the keys have the wrong types")
	}
	mirror := b.collection("tags").Field("posts")
	want := schema.Relation{Type: schema.BelongsToMany, Target: "posts", Through: "postsTags", ForeignKey: "tagSlug", OtherKey: "postId", SourceKey: "slug", TargetKey: "id"}
	got := *mirror.Relation
	got.TargetCollection, got.ThroughCollection = nil, nil
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if mirror.Relation.ThroughCollection != through {
		t.Fatal("the mirror has another through collection")
	}

	b.insert("posts", schema.Record{"id": int64(1)})
	b.insert("tags", schema.Record{"slug": "go"})
	pair := schema.Record{"postId": int64(1), "tagSlug": "go"}
	b.insert("postsTags", pair)
	if err := b.tryInsert("postsTags", pair); err == nil {
		t.Error("a pair was stored twice")
	}
	if err := b.tryInsert("postsTags", schema.Record{"postId": int64(9), "tagSlug": "go"}); err == nil {
		t.Error("a pair of a record that does not exist was stored")
	}

	b.refuse(catalog.CodeFieldInUse, func(e *catalog.Edit) error { return e.DestroyField("tags", "slug") })
	b.must(func(e *catalog.Edit) error { return e.DestroyField("postsTags", "tagSlug") })
	if b.collection("posts").Field("tags") != nil || b.collection("tags").Field("posts") != nil {
		t.Fatal("relations without their key are still there")
	}
}

func TestDefaultsOfRelations(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "companies"}`)
	b.create(`{"name": "people"}`)
	b.addField("people", `{"name": "company", "type": "belongsTo"}`)
	r := b.collection("people").Field("company").Relation
	if r.Target != "companies" || r.TargetKey != "id" || !strings.HasPrefix(r.ForeignKey, "f_") || b.collection("people").Field(r.ForeignKey) == nil {
		t.Fatalf("belongsTo: %+v", r)
	}
	b.addField("companies", `{"name": "people", "type": "hasMany", "sortable": true}`)
	r = b.collection("companies").Field("people").Relation
	fk := b.collection("people").Field(r.ForeignKey)
	if r.Target != "people" || r.SourceKey != "id" || fk == nil || !fk.ForeignKey || fk.Type != "bigInt" {
		t.Fatalf("hasMany: %+v", r)
	}
	if s := b.collection("people").Field(r.ForeignKey + "Sort"); s == nil || s.Type != "sort" || s.Text("scopeKey") != r.ForeignKey {
		t.Fatalf("sort field: %+v", s)
	}
	b.addField("people", `{"name": "companies", "type": "belongsToMany"}`)
	r = b.collection("people").Field("companies").Relation
	if r.Target != "companies" || !strings.HasPrefix(r.Through, "t_") || !strings.HasPrefix(r.OtherKey, "f_") || r.OtherKey == r.ForeignKey || r.ThroughCollection == nil {
		t.Fatalf("belongsToMany: %+v", r)
	}
	b.addField("people", `{"name": "badge", "type": "hasOne", "target": "badges", "foreignKey": "ownerId"}`)
	b.create(`{"name": "badges"}`)
	if f := b.collection("badges").Field("ownerId"); f == nil || f.Type != "bigInt" {
		t.Fatal("the pending hasOne got no key")
	}
}

func TestMirrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, field, mirror, iface string }{
		{"of belongsTo", `{"name": "b", "type": "belongsTo", "target": "b", "foreignKey": "bId", "reverseField": {"name": "as"}}`, "hasMany", "o2m"},
		{"of belongsTo for one", `{"name": "b", "type": "belongsTo", "target": "b", "foreignKey": "bId", "reverseField": {"name": "as", "type": "hasOne"}}`, "hasOne", "oho"},
		{"of hasMany", `{"name": "b", "type": "hasMany", "target": "b", "foreignKey": "aId", "reverseField": {"name": "as"}}`, "belongsTo", "m2o"},
		{"of hasOne", `{"name": "b", "type": "hasOne", "target": "b", "foreignKey": "aId", "reverseField": {"name": "as"}}`, "belongsTo", "m2o"},
		{"of belongsToMany", `{"name": "b", "type": "belongsToMany", "target": "b", "reverseField": {"name": "as"}}`, "belongsToMany", "m2m"},
	}
	for _, tt := range tests {
		for _, pending := range []bool{false, true} {
			name := tt.name
			if pending {
				name += " whose target comes later"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				if !pending {
					b.create(`{"name": "b"}`)
				}
				b.create(`{"name": "a", "fields": [` + tt.field + `]}`)
				if pending {
					b.create(`{"name": "b"}`)
				}
				f, mirror := b.collection("a").Field("b"), b.collection("b").Field("as")
				if mirror == nil || mirror.Type != tt.mirror || mirror.Interface != tt.iface {
					t.Fatalf("got %+v", mirror)
				}
				if f.Options["reverseKey"] != mirror.Key || mirror.Options["reverseKey"] != f.Key {
					t.Error("they do not know each other")
				}
				if mirror.Relation.TargetCollection.Name != "a" {
					t.Error("it leads elsewhere")
				}
				if m := mirror.Relation; m.Type != schema.BelongsToMany && m.ForeignKey != f.Relation.ForeignKey {
					t.Error("it has another key")
				}
			})
		}
	}
}

func TestAMirrorIsChangedAndMadeLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "b"}`)
	b.create(`{"name": "a", "fields": [{"name": "b", "type": "belongsTo", "target": "b", "foreignKey": "bId"}]}`)
	update := func(def obj) {
		b.must(func(e *catalog.Edit) error { _, err := e.UpdateField("a", "b", def); return err })
	}
	update(obj{"reverseField": obj{"name": "as"}})
	update(obj{"reverseField": obj{"name": "as", "uiSchema": obj{"title": "As"}}})
	if f := b.field("b", "as"); f["uiSchema"].(map[string]any)["title"] != "As" {
		t.Fatalf("got %v", f)
	}
}

func TestARelationToItself(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "nodes", "fields": [
		{"name": "parent", "type": "belongsTo", "target": "nodes", "foreignKey": "parentId", "onDelete": "CASCADE", "reverseField": {"name": "children"}},
		{"name": "friends", "type": "belongsToMany", "target": "nodes", "through": "friendships", "foreignKey": "nodeId", "otherKey": "friendId"}]}`)
	b.insert("nodes", schema.Record{"id": int64(1)}, schema.Record{"id": int64(2), "parentId": int64(1)})
	b.insert("friendships", schema.Record{"nodeId": int64(1), "friendId": int64(2)})
	b.must(func(e *catalog.Edit) error {
		_, err := e.UpdateField("nodes", "parent", obj{"onDelete": "SET NULL"})
		return err
	})
	if rows := b.rows("nodes"); len(rows) != 2 || rows[1]["parentId"] != int64(1) {
		t.Fatalf("rows: %v", rows)
	}
	b.must(func(e *catalog.Edit) error { return e.DestroyCollection("nodes", false) })
	if b.snapshot().Collection("friendships") != nil {
		t.Fatal("the through collection is still there")
	}
}

func TestRefusedRelations(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, field, code string }{
		{"whose two keys are one", `{"name": "x", "type": "belongsToMany", "target": "b", "foreignKey": "k", "otherKey": "k"}`, catalog.CodeInvalidRelation},
		{"through its target", `{"name": "x", "type": "belongsToMany", "target": "b", "through": "b"}`, catalog.CodeInvalidRelation},
		{"through its source", `{"name": "x", "type": "belongsToMany", "target": "b", "through": "a"}`, catalog.CodeInvalidRelation},
		{"through a system collection", `{"name": "x", "type": "belongsToMany", "target": "users", "through": "rolesUsers"}`, catalog.CodeProtected},
		{"to many of a collection without key", `{"name": "x", "type": "belongsToMany", "target": "keyless"}`, catalog.CodeInvalidRelation},
		{"to a collection without key", `{"name": "x", "type": "belongsTo", "target": "keyless"}`, catalog.CodeInvalidRelation},
		{"to a key that does not exist", `{"name": "x", "type": "belongsTo", "target": "b", "targetKey": "nothing"}`, catalog.CodeInvalidRelation},
		{"with a key of another type", `{"name": "x", "type": "belongsTo", "target": "b", "foreignKey": "text"}`, catalog.CodeKeyTypeMismatch},
		{"to a key that can be none", `{"name": "x", "type": "belongsTo", "target": "b", "targetKey": "data"}`, catalog.CodeKeyTypeMismatch},
		{"with a key that has no column", `{"name": "x", "type": "belongsTo", "target": "b", "foreignKey": "nowhere"}`, catalog.CodeKeyTypeMismatch},
		{"to workflows", `{"name": "x", "type": "belongsTo", "target": "workflows"}`, catalog.CodeProtected},
		{"that puts a key on roles", `{"name": "x", "type": "hasMany", "target": "roles"}`, catalog.CodeProtected},
		{"with a mirror on roles", `{"name": "x", "type": "belongsTo", "target": "roles", "reverseField": {"name": "as"}}`, catalog.CodeProtected},
		{"with a mirror of another kind", `{"name": "x", "type": "belongsTo", "target": "b", "reverseField": {"name": "as", "type": "belongsToMany"}}`, catalog.CodeInvalidRelation},
		{"with a mirror of an existing name", `{"name": "x", "type": "belongsTo", "target": "b", "reverseField": {"name": "data"}}`, catalog.CodeFieldExists},
		{"with a bad key name", `{"name": "x", "type": "belongsTo", "target": "b", "foreignKey": "a b"}`, catalog.CodeInvalidName},
		{"with a bad target name", `{"name": "x", "type": "belongsTo", "target": "a b"}`, catalog.CodeInvalidName},
		{"with a bad through name", `{"name": "x", "type": "belongsToMany", "target": "b", "through": "sqlite_x"}`, catalog.CodeInvalidName},
	}
	b := newBench(t)
	b.create(`{"name": "keyless", "autoGenId": false, "fields": [{"name": "n", "type": "string"}]}`)
	b.create(`{"name": "b", "fields": [{"name": "data", "type": "json"}]}`)
	b.create(`{"name": "a", "fields": [{"name": "text", "type": "string"}, {"name": "nowhere", "type": "virtual"}]}`)
	for _, tt := range tests {
		t.Run("a relation "+tt.name, func(t *testing.T) {
			b := &bench{TB: t, db: b.db, cat: b.cat}
			b.refuse(tt.code, func(e *catalog.Edit) error {
				_, err := e.CreateField("a", decode(t, tt.field))
				return err
			})
		})
	}
	b.refuse(catalog.CodeImmutable, func(e *catalog.Edit) error {
		if _, err := e.CreateField("a", obj{"name": "r", "type": "belongsTo", "target": "b", "foreignKey": "rId"}); err != nil {
			return err
		}
		_, err := e.UpdateField("a", "r", obj{"target": "keyless"})
		return err
	})
}

func TestAPendingKeyTakesTheTypeOfItsTarget(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "b", "type": "belongsTo", "target": "b", "foreignKey": "bId"}]}`)
	b.insert("a", schema.Record{"id": int64(1)})
	b.create(`{"name": "b", "fields": [{"name": "id", "type": "uuid"}]}`)
	c := b.collection("a")
	if f := c.Field("bId"); f.Type != "uuid" || len(c.References()) != 1 {
		t.Fatalf("got %s, %v", f.Type, c.References())
	}
	if rows := b.rows("a"); len(rows) != 1 {
		t.Fatalf("rows: %v", rows)
	}
}

func TestAPendingKeyWithValuesThatDoNotFit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "a", "fields": [{"name": "b", "type": "belongsTo", "target": "b", "foreignKey": "bId"}]}`)
	b.insert("a", schema.Record{"id": int64(1), "bId": int64(5)})
	create := func(def obj) func(e *catalog.Edit) error {
		return func(e *catalog.Edit) error { _, err := e.CreateCollection(def); return err }
	}
	b.refuse(catalog.CodeKeyTypeMismatch, create(obj{"name": "b", "fields": []any{obj{"name": "id", "type": "uuid"}}}))
	err := b.apply(create(obj{"name": "b"}))
	if errs.KindOf(err) != errs.Conflict {
		t.Fatalf("records that refer to nothing: %v", err)
	}
	if b.snapshot().Collection("b") != nil {
		t.Fatal("it was created all the same")
	}
}

func TestDestroyingWhatOthersReferTo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(customers)
	b.create(orders)
	b.create(`{"name": "tags", "fields": [{"name": "customers", "type": "belongsToMany", "target": "customers", "through": "ct", "foreignKey": "t", "otherKey": "c"}]}`)
	b.insert("customers", schema.Record{"id": int64(1)})
	b.insert("orders", schema.Record{"id": int64(2), "customerId": int64(1)})
	err := b.apply(func(e *catalog.Edit) error { return e.DestroyCollection("customers", false) })
	if errs.CodeOf(err) != catalog.CodeCollectionInUse || errs.KindOf(err) != errs.Conflict ||
		!strings.Contains(err.Error(), "orders.customer") || !strings.Contains(err.Error(), "tags.customers") {
		t.Fatalf("got %v", err)
	}
	b.must(func(e *catalog.Edit) error { return e.DestroyCollection("customers", true) })
	c := b.collection("orders")
	if c.Field("customer") != nil || c.Field("customerId") == nil || b.collection("tags").Field("customers") != nil || b.snapshot().Collection("ct") != nil {
		t.Fatal("relations to it are still there")
	}
	if rows := b.rows("orders"); len(rows) != 1 || rows[0]["customerId"] != int64(1) {
		t.Fatalf("rows: %v", rows)
	}
	b.insert("orders", schema.Record{"id": int64(3), "customerId": int64(9)}) // no foreign key is left
}

func TestDestroyingTheSideWithoutKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(`{"name": "b"}`)
	b.create(`{"name": "a", "fields": [{"name": "bs", "type": "hasMany", "target": "b", "foreignKey": "aId"}]}`)
	b.insert("a", schema.Record{"id": int64(1)})
	b.insert("b", schema.Record{"id": int64(2), "aId": int64(1)})
	b.must(func(e *catalog.Edit) error { return e.DestroyCollection("a", false) })
	if rows := b.rows("b"); len(rows) != 1 || rows[0]["aId"] != int64(1) {
		t.Fatalf("rows: %v", rows)
	}
}

func TestForeignKeysGoWithTheirRelations(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create(customers)
	b.create(orders)
	b.refuse(catalog.CodeFieldInUse, func(e *catalog.Edit) error { return e.DestroyField("customers", "id") })
	b.must(func(e *catalog.Edit) error { return e.DestroyField("orders", "customer") })
	if c := b.collection("orders"); c.Field("customerId") == nil || c.Field("customer") != nil {
		t.Fatal("a relation took its key along")
	}
	b.must(func(e *catalog.Edit) error { return e.DestroyField("orders", "customerId") })
	if b.collection("customers").Field("orders") != nil {
		t.Fatal("a relation without key is still there")
	}
}
